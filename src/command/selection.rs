//! In which draws of a run or an estimate there is a choice among equilibria, and what it changes (docs/equilibria.md).

use super::failure::Failure;
use super::memory::{Work, fits};
use crate::base::parallel;
use crate::findings::equilibria::Selection;
use crate::forecast::branching::BranchCase;
use crate::forecast::kept::Draws;
use crate::forecast::selection::{Sides, beside, ends, searched};
use crate::forecast::{Stopped, Watch, shocks};
use crate::scenario::{Parameters, Scenario};
use std::collections::HashMap;

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
pub(super) fn selection(scenario: &Scenario, draws: &Draws, watch: &dyn Watch) -> Result<Selection, Failure> {
    let most = if scenario.uncertain_keys().is_empty() { 1 } else { SEARCHED };
    let certified = draws.certified().map(|draw| draw.index);
    let numbers: Vec<usize> = certified.take(most).collect();
    let plain = beside(scenario);
    watch.begin(numbers.len());
    let search = |at: usize| {
        let draw = numbers[at];
        searched(&plain, &shocks::parameters(&plain, draw), &shocks::odds(&plain, draw))
    };
    Ok(Selection::new(&plain, &parallel::watched(numbers.len(), watch, search)?))
}

/// Both selections at each of these values of the uncertain numbers; those that come more than once are worked out once.
///
/// # Errors
/// If it is stopped.
pub(super) fn of_particles(
    scenario: &Scenario,
    particles: &[Vec<f64>],
    parameters: &(dyn Fn(&[f64]) -> Vec<Parameters<f64>> + Sync),
    watch: &dyn Watch,
) -> Result<Vec<Sides>, Stopped> {
    let (mut places, mut different) = (HashMap::new(), Vec::new());
    let mut place = |values: &Vec<f64>| {
        let bits: Vec<u64> = values.iter().map(|value| value.to_bits()).collect();
        *places.entry(bits).or_insert_with(|| {
            different.push(values.clone());
            different.len() - 1
        })
    };
    let place_of: Vec<usize> = particles.iter().map(&mut place).collect();
    let plain = beside(scenario);
    let odds = central_odds(&plain);
    watch.begin(different.len());
    let found = parallel::watched(different.len(), watch, |at| ends(&plain, &parameters(&different[at]), &odds))?;
    Ok(place_of.into_iter().map(|place| found[place]).collect())
}

/// The odds of the branches as the scenario states them.
pub(super) fn central_odds(scenario: &Scenario) -> Vec<f64> {
    BranchCase::all(scenario).iter().map(|case| case.odds).collect()
}
