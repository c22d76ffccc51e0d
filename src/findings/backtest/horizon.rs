//! How long before a quarter its probability of dispute is stated (model page §9).
//!
//! Takes what the filter says of a quarter, gives what it had said of it at a horizon.

use crate::forecast::filter::{Filtered, Prediction};
use serde::{Deserialize, Serialize};
use std::fmt;

/// When the probability of a dispute in a quarter is stated. In files a number: quarters ahead, 0 for the eve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "usize", into = "usize")]
pub enum Horizon {
    /// So many quarters before it, one or more.
    Ahead(usize),
    /// On the eve of the first quarter scored, of all quarters at once.
    Eve,
}

/// The next quarter, and that of a year on.
pub(crate) const HORIZONS: [Horizon; 2] = [Horizon::Ahead(1), Horizon::Ahead(YEAR)];

/// Quarters of the longer horizon.
pub(crate) const YEAR: usize = 4;

impl From<usize> for Horizon {
    fn from(ahead: usize) -> Self {
        if ahead == 0 { Self::Eve } else { Self::Ahead(ahead) }
    }
}

impl From<Horizon> for usize {
    fn from(horizon: Horizon) -> Self {
        match horizon {
            Horizon::Ahead(ahead) => ahead,
            Horizon::Eve => 0,
        }
    }
}

/// As tables name it: quarters ahead, or `eve`.
impl fmt::Display for Horizon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ahead(ahead) => ahead.fmt(f),
            Self::Eve => f.write_str("eve"),
        }
    }
}

impl Horizon {
    /// What a filter says of every quarter; nothing of those before `from`.
    pub(super) fn stated(self, filtered: &Filtered, from: usize) -> Vec<Option<f64>> {
        let predictions = filtered.predictions.iter().enumerate();
        predictions.map(|(quarter, found)| self.said(found).filter(|_| quarter >= from)).collect()
    }

    /// What is said of one quarter.
    pub(super) fn said(self, prediction: &Prediction) -> Option<f64> {
        match self {
            Self::Eve => prediction.dispute_eve,
            Self::Ahead(1) => Some(prediction.dispute),
            Self::Ahead(_) => prediction.dispute_ahead,
        }
    }

    /// How many quarters before one it is stated, the first quarter scored being `from`.
    pub(super) fn before(self, quarter: usize, from: usize) -> usize {
        match self {
            Self::Ahead(ahead) => ahead,
            Self::Eve => quarter + 1 - from,
        }
    }
}
