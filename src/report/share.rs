//! The share of something as cells of a CSV table.
//!
//! Takes what a run or a comparison found, gives structs that rows are put together from, each in the order of its columns.

use crate::base::table::Number;
use crate::findings::{Estimate, EventShare, Spread};
use serde::Serialize;

/// A share with the error and the interval of sampling.
#[derive(Default, Serialize)]
pub(crate) struct Estimated {
    probability: Number,
    standard_error: Option<Number>,
    low95: Number,
    high95: Number,
}

impl Estimated {
    pub(crate) fn new(share: &Estimate, (low95, high95): (f64, f64)) -> Self {
        Self {
            probability: Number(share.value),
            standard_error: share.standard_error.map(Number),
            low95: Number(low95),
            high95: Number(high95),
        }
    }
}

impl From<&EventShare> for Estimated {
    fn from(share: &EventShare) -> Self {
        Self::new(&share.probability, (share.low95, share.high95))
    }
}

/// Of how many paths it is the share.
#[derive(Default, Serialize)]
pub(crate) struct Counted {
    pub hits: usize,
    pub trials: usize,
}

impl From<&EventShare> for Counted {
    fn from(share: &EventShare) -> Self {
        Self { hits: share.hits, trials: share.trials }
    }
}

/// How far the assumptions move it.
#[derive(Default, Serialize)]
pub(crate) struct Moved {
    low90: Option<Number>,
    median: Option<Number>,
    high90: Option<Number>,
}

impl Moved {
    pub(crate) fn new(spread: Option<Spread>) -> Self {
        let cell = |of: fn(Spread) -> f64| spread.map(of).map(Number);
        Self { low90: cell(|at| at.low90), median: cell(|at| at.median), high90: cell(|at| at.high90) }
    }
}
