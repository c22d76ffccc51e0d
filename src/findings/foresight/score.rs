//! Scores of what was said of one question, or of the first election, once the answer is known (model page §10).
//!
//! Takes a probability and what came, gives log and Brier scores.

use crate::forecast::branching::BranchCase;
use crate::forecast::filter::score;
use serde::{Deserialize, Serialize};

/// How one probability fared.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Natural log of the probability given to what came, clipped; nearer to 0 is better.
    pub log: f64,
    /// Squared distance of the probability from what came; lower is better.
    pub brier: f64,
}

impl Score {
    /// Of a probability of a yes.
    pub fn new(probability: f64, outcome: bool) -> Self {
        let (log, brier) = score(probability, outcome);
        Self { log, brier }
    }
}

/// How the scenario's odds of its first election fared. They are its input, not the model's finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ElectionScore {
    /// The branch that came.
    pub branch: String,
    /// Its odds in the scenario.
    pub odds: f64,
    /// Their natural log, clipped.
    pub log: f64,
    /// What equal odds of all branches would have given it.
    pub equal_odds: f64,
    /// Their natural log.
    pub equal_log: f64,
}

impl ElectionScore {
    pub(super) fn new(came: &BranchCase, branches: usize) -> Self {
        let equal_odds = 1.0 / branches as f64;
        Self {
            branch: came.name.clone(),
            odds: came.odds,
            log: score(came.odds, true).0,
            equal_odds,
            equal_log: score(equal_odds, true).0,
        }
    }
}
