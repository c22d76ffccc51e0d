//! What work on the draws of a scenario takes in memory.
//!
//! Takes a scenario, gives bytes, counted from the types that hold the outcomes and the games: a run is told, or refused,
//! by this before it starts.

use super::branching::BranchCase;
use super::exact::room;
use super::path::PathOutcome;
use super::quantity::Quantity;
use super::{BranchOutcome, Draw};
use crate::base::heap::list;
use crate::game::equilibrium::{Equilibrium, games};
use crate::game::size::Size;
use crate::game::solve::Certificate;
use crate::scenario::Scenario;

/// Bytes of a draw with so many paths, if it is certified.
pub(crate) fn draw(scenario: &Scenario, paths: usize) -> usize {
    let branches = BranchCase::all(scenario).len();
    let numbers = list::<f64>(scenario.uncertain().len() + branches) + list::<Certificate>(games(scenario));
    let outcomes = list::<BranchOutcome>(branches) + branches.saturating_mul(branch(scenario, paths));
    size_of::<Draw>() + numbers + outcomes
}

/// Bytes that one branch of a draw points to: exact means and probabilities, sums over the paths, and the paths.
fn branch(scenario: &Scenario, paths: usize) -> usize {
    let quarters = scenario.periods;
    let quantities = Quantity::all(scenario.offers.len()).len();
    let table = list::<Vec<f64>>(quarters) + quarters * list::<f64>(quantities);
    let chances = list::<Option<f64>>(scenario.events.len());
    2 * table + chances + list::<PathOutcome>(paths) + paths.saturating_mul(PathOutcome::owned(scenario))
}

/// Most bytes that a draw's games take: while they are solved, or while what follows from them is worked out.
pub(crate) fn at_work(scenario: &Scenario, size: &Size) -> usize {
    let solved = Equilibrium::bytes(scenario, size) + room(scenario, size);
    solved.max(Equilibrium::peak(scenario, size))
}
