//! In how many draws of a run there is a choice among equilibria, and what it changes (docs/equilibria.md).

use super::failure::Failure;
use super::memory::{Work, fits};
use crate::base::parallel;
use crate::findings::equilibria::Selection;
use crate::forecast::selection::{beside, searched};
use crate::forecast::{Draw, Watch, shocks};
use crate::scenario::Scenario;

/// Certified draws that are searched, the first ones: about half a second each in the seed case.
const SEARCHED: usize = 40;

/// Memory that the search will need, bytes.
///
/// # Errors
/// If it is more than may be had.
pub(super) fn room(scenario: &Scenario) -> Result<usize, Failure> {
    Ok(fits(&scenario.with(&["simulation.selection=principal"])?, Work::Draws(2))?)
}

/// Searches the first certified draws of a run; one of them if nothing is uncertain.
///
/// # Errors
/// If it is stopped.
pub(super) fn selection(scenario: &Scenario, draws: &[Draw], watch: &dyn Watch) -> Result<Selection, Failure> {
    let most = if scenario.uncertain_keys().is_empty() { 1 } else { SEARCHED };
    let certified = draws.iter().filter(|draw| draw.branches.is_some()).map(|draw| draw.index);
    let numbers: Vec<usize> = certified.take(most).collect();
    let plain = beside(scenario);
    watch.begin(numbers.len());
    let search = |at: usize| {
        let draw = numbers[at];
        searched(&plain, &shocks::parameters(&plain, draw), &shocks::odds(&plain, draw))
    };
    Ok(Selection::new(&plain, &parallel::watched(numbers.len(), watch, search)?))
}
