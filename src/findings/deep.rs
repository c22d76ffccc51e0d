//! What a brief in depth tells: what drives the main event exactly, where it is frequent, what turns it, and what the choice
//! among equilibria changes.
//!
//! Takes what `sensitivity`, `discover` and `equilibria` find of the scenario of a run, gives it together, and why a part is
//! missing (docs/brief.md).

use super::discovery::Discovery;
use super::equilibria::Selection;
use super::sensitivity::Sensitivity;

/// What a brief in depth tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Deep {
    /// Shares of the variance of the main event over all outcomes.
    pub drivers: Result<Sensitivity, Missing>,
    /// The box in which the main event is frequent, and where its probability crosses one half.
    pub discovery: Result<Discovery, Missing>,
    /// In how many draws there is a choice among equilibria, and what it changes.
    pub selection: Selection,
}

/// Why a part is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// No number is uncertain.
    NothingUncertain,
    /// One number is, so that there are no shares to tell apart.
    OneNumber,
    /// The numbers come from a file of draws, in which they rise and fall together.
    FileOfDraws,
    /// The scenario names no event.
    NoEvent,
}
