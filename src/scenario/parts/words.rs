//! What an alliance calls things: the power outside it, what the client commits, one step of that, and what decides the outcomes.
//!
//! Takes nothing, gives plain data with the words of a scenario that says none.

use serde::{Deserialize, Serialize};

/// The words of an alliance, as they stand in the middle of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)] // in results of earlier versions there are fewer
pub struct Words {
    /// The power to which the client may turn, such as `the West`.
    pub outside: String,
    /// What the levels of integration are levels of, such as `union`.
    pub commitment: String,
    /// One of them, without an article, such as `step of union`.
    pub step: String,
    /// What has the outcomes of the first election, such as `the election`.
    pub election: String,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            outside: "the West".to_owned(),
            commitment: "union".to_owned(),
            step: "step of union".to_owned(),
            election: "the election".to_owned(),
        }
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
