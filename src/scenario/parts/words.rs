//! What an alliance calls things: the power outside it, what the client commits, and one step of that.
//!
//! Takes nothing, gives plain data with the words of a scenario that says none.

use serde::{Deserialize, Serialize};

/// The words of an alliance, as they stand in the middle of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The power to which the client may turn, such as `the West`.
    pub outside: String,
    /// What the levels of integration are levels of, such as `union`.
    pub commitment: String,
    /// One of them, without an article, such as `step of union`.
    pub step: String,
}

impl Default for Words {
    fn default() -> Self {
        Self { outside: "the West".to_owned(), commitment: "union".to_owned(), step: "step of union".to_owned() }
    }
}

impl Words {
    /// Whether a scenario says none of its own.
    pub fn are_default(&self) -> bool {
        *self == Self::default()
    }

    /// The outside power as a heading: `West`.
    pub fn outside_alone(&self) -> &str {
        self.outside.strip_prefix("the ").unwrap_or(&self.outside)
    }
}
