//! How much trust the results deserve, in three words, and what the analyst says of it.
//!
//! Plain types.

use serde::{Deserialize, Serialize};

/// How much trust the results deserve, apart from how likely they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The grounds are sound.
    High,
    /// Some of the grounds are weak.
    Moderate,
    /// Much of it rests on weak grounds.
    Low,
}

impl Level {
    /// Every level, the highest first.
    pub const ALL: [Self; 3] = [Self::High, Self::Moderate, Self::Low];

    /// The word for it, as files and sentences have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Moderate => "moderate",
            Self::Low => "low",
        }
    }
}

/// The analyst's own level, in the place of the rule's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The level.
    pub level: Level,
    /// Why, in a clause.
    pub reason: String,
}
