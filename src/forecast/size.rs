//! What work on the draws of a scenario takes in memory.
//!
//! Takes a scenario, gives bytes, counted from the types that hold the outcomes and the games: a run is told, or refused,
//! by this before it starts.

use super::branching::BranchCase;
use super::exact::room;
use super::kept::Facts;
use super::path::PathOutcome;
use super::quantity::Quantity;
use super::{BranchOutcome, Draw};
use crate::base::heap::list;
use crate::game::equilibrium::{Equilibrium, games};
use crate::game::size::Size;
use crate::game::solve::Certificate;
use crate::scenario::{Metric, Scenario};

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

/// Bytes that are kept in memory of a draw, whatever its paths.
pub(crate) fn facts(scenario: &Scenario) -> usize {
    let branches = BranchCase::all(scenario).len();
    let numbers = list::<f64>(scenario.uncertain().len()) + list::<f64>(branches);
    let tally = list::<u32>(branches * (scenario.chapters.len() + scenario.events.len()));
    size_of::<Facts>() + numbers + list::<Certificate>(games(scenario)) + tally
}

/// Bytes of a draw's columns, with so many paths: every number as a file holds it.
pub(crate) fn columns(scenario: &Scenario, paths: usize) -> usize {
    let (families, events) = (scenario.offers.len(), scenario.events.len());
    let quantities = Quantity::all(families).len();
    let quarter = (2 * quantities + 2 * paths) * size_of::<f64>() + events + 4;
    let path = Metric::all(families).len() * (1 + size_of::<f64>()) + 1 + 2 * events;
    let exact = quantities * size_of::<f64>() + events;
    let row = scenario.periods.saturating_mul(quarter).saturating_add(paths.saturating_mul(path)).saturating_add(exact);
    row.saturating_mul(BranchCase::all(scenario).len())
}

/// Most bytes that a draw's games take: while they are solved, or while what follows from them is worked out.
pub(crate) fn at_work(scenario: &Scenario, size: &Size) -> usize {
    let solved = Equilibrium::bytes(scenario, size) + room(scenario, size);
    solved.max(Equilibrium::peak(scenario, size))
}
