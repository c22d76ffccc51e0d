//! Simulated paths (model page §2, §5).
//!
//! Takes an equilibrium, a branch and a path's random numbers, gives what the path comes to (`follow`), what happened on
//! it (`witness`), or what a record would code of it (`coded`). All three walk the same way.

mod coded;
mod inversion;
mod ledger;
pub(super) mod outcome;
mod walker;

pub use coded::coded;
pub use outcome::PathOutcome;

use super::branching::BranchCase;
use super::event::Event;
use super::quantity::Quantity;
use super::shocks::Shocks;
use crate::game::equilibrium::Equilibrium;
use crate::scenario::Scenario;
use walker::Walker;

/// Follows one path and adds what each quarter saw to `sums` (by quarter and [`Quantity::index`]).
pub(crate) fn follow(
    scenario: &Scenario,
    equilibrium: &Equilibrium,
    case: &BranchCase,
    shocks: &Shocks,
    sums: &mut [Vec<f64>],
) -> PathOutcome {
    let mut walker = Walker::new(scenario, equilibrium, case, shocks, ());
    for (quarter, sums) in sums.iter_mut().enumerate() {
        walker.begin(quarter);
        walker.pass(sums);
    }
    walker.finish()
}

/// [`follow`], with all that happened in each quarter.
pub(crate) fn witness<'a>(
    scenario: &'a Scenario,
    equilibrium: &'a Equilibrium,
    case: &'a BranchCase,
    shocks: &'a Shocks,
) -> (PathOutcome, Vec<Vec<Event<'a>>>) {
    let mut walker = Walker::new(scenario, equilibrium, case, shocks, Vec::new());
    let mut sums = vec![0.0; Quantity::all(scenario.offers.len()).len()];
    let mut told = Vec::with_capacity(scenario.periods);
    for quarter in 0..scenario.periods {
        walker.begin(quarter);
        walker.pass(&mut sums);
        told.push(std::mem::take(&mut walker.witness));
    }
    (walker.finish(), told)
}
