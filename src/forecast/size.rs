//! What the outcomes of a run take in memory.
//!
//! Takes a scenario, gives bytes, counted from the types that hold the outcomes: a run is told, or refused, by this before
//! it starts.

use super::branching::BranchCase;
use super::path::PathOutcome;
use super::quantity::Quantity;
use super::{BranchOutcome, Draw};
use crate::base::heap::list;
use crate::game::solve::Certificate;
use crate::scenario::Scenario;

/// Bytes of all draws of a scenario, if every one is certified.
pub(crate) fn draws(scenario: &Scenario) -> usize {
    let draws = scenario.simulation.draws;
    draws.saturating_mul(size_of::<Draw>() + draw(scenario))
}

/// Bytes that one draw points to.
fn draw(scenario: &Scenario) -> usize {
    let branches = BranchCase::all(scenario).len();
    let games = scenario.governments.len() * (1 + scenario.eras.len());
    let numbers = list::<f64>(scenario.uncertain().len() + branches) + list::<Certificate>(games);
    numbers + list::<BranchOutcome>(branches) + branches.saturating_mul(branch(scenario))
}

/// Bytes that one branch of a draw points to: exact means, sums over the paths, and the paths.
fn branch(scenario: &Scenario) -> usize {
    let (paths, quarters) = (scenario.simulation.paths, scenario.periods);
    let quantities = Quantity::all(scenario.offers.len()).len();
    let table = list::<Vec<f64>>(quarters) + quarters * list::<f64>(quantities);
    2 * table + list::<PathOutcome>(paths) + paths.saturating_mul(PathOutcome::owned(scenario))
}
