//! How well the model foretold the record that a scenario names (model page §5, confidence, and §9).
//!
//! Takes the record, gives behind how many rivals the model is, and of how many it is clearly ahead: disputes, one quarter
//! before, against those that know no game and learn as they go.

use super::Unscored;
use super::bench::Bench;
use super::fitness::scorable;
use super::horizon::Horizon;
use super::naive::Knows;
use super::score::Score;
use crate::findings::Estimate;
use crate::forecast::filter::foretold;
use crate::scenario::Record;
use serde::{Deserialize, Serialize};

/// Standard errors from which on a lead is clear.
const CLEAR: f64 = 2.0;

/// How well disputes were foretold, one quarter before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    /// File name of the record.
    pub record: String,
    /// Quarters scored.
    pub quarters: usize,
    /// Rivals that know no game, each of which learns as it goes.
    pub rivals: usize,
    /// Rivals that did better, by the log score.
    pub behind: usize,
    /// Rivals of which the model is ahead by two standard errors or more.
    pub clearly: usize,
}

impl Track {
    /// Scores a record at the central values of its scenario.
    ///
    /// # Errors
    /// [`Unscored`]: a game is not certified, or the record cannot have happened, or is too short.
    pub fn new(record: &Record) -> Result<Self, Unscored> {
        let filtered = foretold(record).ok_or(Unscored::Uncertified)?;
        scorable(&filtered, &record.history, 0)?;
        let scores = Bench::new(&record.scenario, &record.history, 0, filtered).scores(Horizon::Ahead(1));
        let learning: Vec<&Score> = scores.iter().filter(|score| score.knows == Some(Knows::Earlier)).collect();
        let leads = || learning.iter().filter_map(|score| score.log_ahead);
        Ok(Self {
            record: record.history.name.clone(),
            quarters: learning.first().map_or(0, |score| score.quarters),
            rivals: learning.len(),
            behind: leads().filter(|lead| lead.value < 0.0).count(),
            clearly: leads().filter(clear).count(),
        })
    }
}

fn clear(lead: &Estimate) -> bool {
    lead.value > 0.0 && lead.standard_error.is_some_and(|error| lead.value >= CLEAR * error)
}
