//! What is known of an alliance's past, quarter by quarter (model page §9).
//!
//! Plain types.

use crate::base::units::Quarter;

/// A coded record.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedRecord {
    /// File name without folders.
    pub name: String,
    /// Its full text.
    pub text: String,
    /// First quarter.
    pub first: Quarter,
    /// What was seen in each quarter.
    pub quarters: Vec<Observed>,
}

impl CodedRecord {
    /// The record up to a quarter, that one included; `None` if fewer than two quarters are left.
    pub fn until(mut self, last: Quarter) -> Option<Self> {
        self.quarters.truncate(last.since(self.first)? + 1);
        (self.quarters.len() > 1).then_some(self)
    }
}

/// What was seen in one quarter.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Observed {
    /// Level of each ladder that moves by itself or with the client's conduct ([`Ladders::moving`](crate::scenario::parts::ladders::Ladders::moving)), if known.
    pub levels: Vec<Option<usize>>,
    /// Whether the quarter began in dispute, if known.
    pub dispute: Option<bool>,
    /// Whether the dispute with which it began was settled in it, if known. Scored, and not told to the filter.
    pub settlement: Option<bool>,
    /// Whether a step of integration was taken in it, if known. Scored, and not told to the filter.
    pub step: Option<bool>,
    /// Interval in which the subsidy received lay, pp/yr, if known.
    pub subsidy: Option<(f64, f64)>,
    /// Whether an agreement is known to have been signed in it.
    pub agreement: bool,
    /// Whether a step of integration is known to have been ratified in it.
    pub integration_step: bool,
    /// Whether the client is known to have been entrapped in it.
    pub entrapment: bool,
}
