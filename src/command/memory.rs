//! What a run would need, told before it starts.
//!
//! Takes a scenario, gives bytes, or refuses what is more than the program allows itself.

use super::failure::Failure;
use crate::base::parallel;
use crate::forecast::branching::BranchCase;
use crate::forecast::size;
use crate::scenario::Scenario;

const MIB: usize = 1 << 20;
const GIB: usize = 1 << 30;
/// Memory that a run allows itself, GiB.
const LIMIT: u64 = 8;
/// The program with its fonts, texts and tables, and what its allocator keeps ready.
const PROGRAM: usize = 48 * MIB;
/// What each thread works in: a game, a picture.
const THREAD: usize = 32 * MIB;
/// A metric of a path while quantiles are read off: its values in a list that has grown to up to twice their number.
const COLUMN: usize = 16;

/// Memory that a run will need, bytes.
///
/// # Errors
/// [`Failure::TooLarge`] if that is too much.
pub(super) fn within_memory(scenario: &Scenario) -> Result<usize, Failure> {
    let needed = needed(scenario, parallel::threads());
    let (draws, paths, quarters) = (scenario.simulation.draws, scenario.simulation.paths, scenario.periods);
    let branches = BranchCase::all(scenario).len();
    let gib = needed as f64 / GIB as f64;
    match gib > LIMIT as f64 {
        true => Err(Failure::TooLarge { draws, branches, paths, quarters, gib, limit: LIMIT }),
        false => Ok(needed),
    }
}

fn needed(scenario: &Scenario, threads: usize) -> usize {
    let histories = [BranchCase::all(scenario).len(), scenario.simulation.draws, scenario.simulation.paths];
    let column = histories.into_iter().fold(COLUMN, usize::saturating_mul);
    let shared = PROGRAM.saturating_add(size::draws(scenario));
    shared.saturating_add(threads.saturating_mul(THREAD.saturating_add(column)))
}
