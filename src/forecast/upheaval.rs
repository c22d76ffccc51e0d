//! Upheavals: what may break in when a quarter begins (model page §2, step 1).
//!
//! Takes a scenario and where a quarter begins, gives what may happen there with its probability, and what it leads to.

use crate::game::space::Space;
use crate::scenario::{Scenario, Upheaval};

/// Whether any upheaval may happen in a quarter.
pub(super) fn any(scenario: &Scenario, quarter: usize) -> bool {
    scenario.upheavals.iter().any(|upheaval| upheaval.quarter.is_none_or(|own| own == quarter))
}

/// What may happen in a state of a government, with its probability. What is missing to 1 is that nothing does.
pub(crate) fn possible<'a>(
    scenario: &'a Scenario,
    quarter: usize,
    government: usize,
    (space, state): (&Space, usize),
) -> Vec<(f64, &'a Upheaval)> {
    let mut none = 1.0;
    let level = |axis| space.level(state, axis);
    let here = |upheaval: &&Upheaval| {
        upheaval.quarter.is_none_or(|own| own == quarter) && upheaval.place.holds(government, level)
    };
    let mut chance = |upheaval: &Upheaval| {
        let happens = none * upheaval.probability;
        none *= 1.0 - upheaval.probability;
        happens
    };
    scenario.upheavals.iter().filter(here).map(|upheaval| (chance(upheaval), upheaval)).collect()
}

/// The state that an upheaval leads to.
pub(crate) fn reached(space: &Space, upheaval: &Upheaval, state: usize) -> usize {
    let set = upheaval.levels.iter().enumerate().filter_map(|(axis, level)| Some((axis, (*level)?)));
    set.fold(state, |state, (axis, level)| space.at(state, axis, level))
}
