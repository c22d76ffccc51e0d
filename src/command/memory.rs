//! What a run would need, told before it starts.

use super::failure::Failure;
use crate::forecast::branching::BranchCase;
use crate::scenario::Scenario;

/// Memory that a run allows itself, GiB.
const LIMIT: u64 = 8;

/// Refuses a run that would need too much memory, before it starts.
///
/// # Errors
/// [`Failure::TooLarge`].
pub(super) fn within_memory(scenario: &Scenario) -> Result<(), Failure> {
    let (draws, paths) = (scenario.simulation.draws, scenario.simulation.paths);
    let branches = BranchCase::all(scenario).len();
    // A path has about 300 bytes and 8 a quarter; sorted copies of the followed numbers take another 48 a path.
    let path = 348 + 8 * scenario.periods + 2 * scenario.offers.len();
    let gib = draws as f64 * branches as f64 * paths as f64 * path as f64 / (1_u64 << 30) as f64;
    match gib > LIMIT as f64 {
        true => Err(Failure::TooLarge { draws, branches, paths, quarters: scenario.periods, gib, limit: LIMIT }),
        false => Ok(()),
    }
}
