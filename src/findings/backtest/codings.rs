//! The same past by several codings: the log scores of every forecaster, side by side (model page §9).
//!
//! Takes what the filter says of a record, gives sums of log scores one quarter ahead, over the whole record and from a
//! quarter on.

use super::bench::Bench;
use super::fitness::{RecordFile, Unscored, scorable};
use super::horizon::HORIZONS;
use super::naive::{Forecaster, Knows};
use super::score::Score;
use crate::forecast::filter::Filtered;
use crate::scenario::{CodedRecord, Scenario};
use serde::{Deserialize, Serialize};

/// One coding, scored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coding {
    /// The record.
    pub record: RecordFile,
    /// Quarters coded.
    pub quarters: usize,
    /// Those in dispute.
    pub disputes: usize,
    /// Every forecaster, the model at central values first.
    pub scores: Vec<CodingScore>,
}

/// Log scores of one forecaster on one coding.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CodingScore {
    /// Who.
    pub forecaster: Forecaster,
    /// What it knows; `None` for the model.
    pub knows: Option<Knows>,
    /// Sum over the whole record.
    pub whole: f64,
    /// Sum from the first scored quarter on; `None` if that is the record's first.
    pub since: Option<f64>,
}

impl Coding {
    /// Scores a record, as a whole and from quarter number `from` on.
    ///
    /// # Errors
    /// [`Unscored`]: the record cannot have happened, or is too short.
    pub fn new(
        scenario: &Scenario,
        filtered: &Filtered,
        history: &CodedRecord,
        from: usize,
        record: RecordFile,
    ) -> Result<Self, Unscored> {
        scorable(filtered, history, from)?;
        let scores = |from| Bench::new(scenario, history, from, filtered.clone()).scores(HORIZONS[0]);
        let since = (from > 0).then(|| scores(from));
        let score = |(index, whole): (usize, Score)| CodingScore {
            forecaster: whole.forecaster,
            knows: whole.knows,
            whole: whole.log_sum,
            since: since.as_ref().map(|since| since[index].log_sum),
        };
        let count = |counts: fn(bool) -> bool| {
            history.quarters.iter().filter_map(|observed| observed.dispute).filter(|code| counts(*code)).count()
        };
        Ok(Self {
            record,
            quarters: count(|_| true),
            disputes: count(|code| code),
            scores: scores(0).into_iter().enumerate().map(score).collect(),
        })
    }

    /// The score of a forecaster.
    pub fn score(&self, forecaster: Forecaster, knows: Option<Knows>) -> Option<&CodingScore> {
        self.scores.iter().find(|score| (score.forecaster, score.knows) == (forecaster, knows))
    }
}
