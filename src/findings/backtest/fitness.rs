//! Which record is scored, and whether it can be (model page §9).
//!
//! Takes a record and what the filter says of it, gives the reason why it cannot be scored, if there is one.

use super::horizon::YEAR;
use crate::forecast::filter::Filtered;
use crate::scenario::CodedRecord;
use serde::{Deserialize, Serialize};

/// A record, by name and content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordFile {
    /// File name.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

/// Why a record cannot be scored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unscored {
    /// What it codes has probability 0 in the model.
    #[error(
        "the record cannot have happened in the model: what it codes in {0} has probability 0, after all that it codes \
         before (docs/model.md, section 9)"
    )]
    Impossible(String),
    /// A game that the record is scored on is not certified.
    #[error(
        "a game of the scenario is not certified at central values, so there is nothing to score: `allegiance solve` \
         shows the games"
    )]
    Uncertified,
    /// Too few quarters are coded.
    #[error("there is nothing to score: the record must code `dispute` in the fifth quarter or in a later one")]
    Nothing,
}

/// Whether a record can be scored from a quarter on.
pub(super) fn scorable(filtered: &Filtered, history: &CodedRecord, from: usize) -> Result<(), Unscored> {
    if let Some(quarter) = filtered.impossible_from() {
        return Err(Unscored::Impossible(history.first.plus(quarter).to_string()));
    }
    let none = history.quarters.iter().skip(YEAR.max(from)).all(|observed| observed.dispute.is_none());
    if none { Err(Unscored::Nothing) } else { Ok(()) }
}
