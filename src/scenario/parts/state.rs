//! A state at which the two negotiate (model page §1).
//!
//! Plain type.

/// A negotiation state, and the government that it is met by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NegotiationState {
    /// Level of each ladder, in the order of [`Ladders::all`](super::ladders::Ladders::all).
    pub levels: Vec<usize>,
    /// Whether a dispute runs.
    pub dispute: bool,
    /// The government (index into [`Contents::governments`](super::scenario::Contents::governments)).
    pub government: usize,
}
