//! How probable an event is in every draw, and at other numbers (model page §5).
//!
//! Takes a scenario that names one event, gives its probability by branch: exact where it is worked out so, else the share
//! of the draw's paths on which it happens.

use super::Watch;
use super::branching::BranchCase;
use super::draws::{self, Unfinished};
use super::exact::chances;
use super::path::follow;
use super::quantity::Quantity;
use super::shocks::{self, Shocks};
use crate::game::equilibrium::Equilibrium;
use crate::scenario::{Scenario, Uncertain};
use serde::{Deserialize, Serialize};

/// An event in a draw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Occurrence {
    /// Number of the draw.
    pub draw: usize,
    /// The uncertain numbers in it, in the order of [`Contents::uncertain`](crate::scenario::Contents::uncertain).
    pub parameters: Vec<f64>,
    /// The odds in it of each branch.
    pub odds: Vec<f64>,
    /// Probability of the event in each branch; `None` if the draw's games are not certified.
    pub chances: Option<Vec<f64>>,
    /// Whether the probabilities are exact.
    pub exact: bool,
}

/// The same scenario with one of its events alone.
pub fn with_event(scenario: &Scenario, event: usize) -> Scenario {
    let mut alone = scenario.clone();
    alone.contents.events = vec![scenario.events[event].clone()];
    alone
}

/// The first event of a scenario in every draw, in the order of the draws.
///
/// # Errors
/// [`Unfinished`].
pub fn each(scenario: &Scenario, watch: &dyn Watch) -> Result<Vec<Occurrence>, Unfinished> {
    let (uncertain, cases) = (scenario.uncertain(), BranchCase::all(scenario));
    draws::each_solved(
        scenario,
        watch,
        |equilibrium| (exactly(scenario, &equilibrium, &cases), equilibrium),
        |draw, (exact, equilibrium)| Occurrence {
            draw,
            parameters: uncertain.iter().map(|number| shocks::drawn(scenario, number, draw)).collect(),
            odds: shocks::odds(scenario, draw),
            exact: exact.is_some(),
            chances: equilibrium.certified().then(|| {
                let shares = || cases.iter().map(|case| share(scenario, equilibrium, case, draw)).collect();
                exact.clone().unwrap_or_else(shares)
            }),
        },
        |found| found.chances.is_some(),
    )
}

/// Exact probability of the first event by branch with the numbers of these keys at these values, all others central;
/// `None` if the games are not certified, or if the probability is not worked out.
pub fn chances_with(scenario: &Scenario, numbers: &[(&str, f64)]) -> Option<Vec<f64>> {
    let at = |key: &str, value: f64| Uncertain { key: key.to_owned(), central: value, distribution: None };
    let parameters: Vec<_> = scenario
        .stated()
        .map(|stated| {
            numbers.iter().fold(stated.clone(), |all, (key, value)| all.replaced(key, &at(key, *value))).central()
        })
        .collect();
    exactly(scenario, &Equilibrium::new(scenario, &parameters), &BranchCase::all(scenario))
}

/// Exact probability of the first event by branch.
pub(super) fn exactly(scenario: &Scenario, equilibrium: &Equilibrium, cases: &[BranchCase]) -> Option<Vec<f64>> {
    let last = |case| chances(scenario, equilibrium, case).into_iter().next().flatten()?.last().copied();
    equilibrium.certified().then(|| cases.iter().map(last).collect())?
}

/// Share of a draw's paths on which the first event happens.
fn share(scenario: &Scenario, equilibrium: &Equilibrium, case: &BranchCase, draw: usize) -> f64 {
    let (paths, seed) = (scenario.simulation.paths, scenario.simulation.seed);
    let mut sums = vec![vec![0.0; Quantity::all(scenario.offers.len()).len()]; scenario.periods];
    let mut happens = |path: &usize| {
        let shocks = Shocks::new(seed, draw, *path, scenario.periods);
        follow(scenario, equilibrium, case, &shocks, &mut sums).events[0].is_some()
    };
    (0..paths).filter(|path| happens(path)).count() as f64 / paths as f64
}
