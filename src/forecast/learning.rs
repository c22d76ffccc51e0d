//! What a panel's outcomes would be under other numbers of the model, and how alliances may be alike (docs/panel.md).
//!
//! Takes a panel, a mapping and the numbers that are learnt, gives [`Points`]: draws of the numbers with the probability of
//! every outcome under each, in the branch that came. No path is followed.

use super::branching::BranchCase;
use super::estimate::first;
use super::panel::{Bounds, PanelError, distinct, outlook};
use crate::base::parallel::{Watch, watched};
use crate::game::equilibrium::Equilibrium;
use crate::scenario::{BRANCHES, Learning, Mapping, Panel, Scenario, Uncertain};
use crate::stats::hierarchy::Population;
use crate::stats::inverse;

/// Greatest share of what varies that alliances can have in common: nearer to 1 too few draws would lie where any is.
const MOST_SHARED: f64 = 0.9;

/// Draws of the numbers that are learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// By draw and number: standard deviations from the central value, independent standard normal.
    pub deviations: Vec<Vec<f64>>,
    /// By draw and episode: probability of each of [`OUTCOMES`](crate::scenario::OUTCOMES) in the branch that came.
    pub stated: Vec<Vec<[f64; 5]>>,
    /// Draws in which the games of some episode are not certified: they are left out.
    pub uncertified: usize,
}

/// Draws the numbers and works out every episode under each.
///
/// # Errors
/// [`PanelError`].
pub fn points(
    panel: &Panel,
    mapping: &Mapping,
    learning: &Learning,
    draws: usize,
    watch: &dyn Watch,
) -> Result<Points, PanelError> {
    let scenarios: Vec<Scenario> =
        panel.episodes.iter().map(|episode| mapping.scenario(episode, None)).collect::<Result<_, _>>()?;
    let (games, game_of) = distinct(&scenarios);
    let bounds = Bounds { loyal_above: mapping.loyal_above, disloyal_below: mapping.disloyal_below };
    let seed = mapping.scenario.simulation.seed;
    watch.begin(draws);
    let told = |draw: usize| {
        let deviations: Vec<f64> = learning.numbers.iter().map(|number| first(seed, &number.key, draw)).collect();
        let mut stated = vec![[0.0; 5]; scenarios.len()];
        for (game, at) in games.iter().enumerate() {
            let common = moved(&scenarios[*at], learning, &deviations);
            let equilibrium = Equilibrium::new(&common, &common.central());
            if !equilibrium.certified() {
                return None;
            }
            for (episode, _) in game_of.iter().enumerate().filter(|(_, of)| **of == game) {
                let other = (episode != *at).then(|| moved(&scenarios[episode], learning, &deviations));
                let own = other.as_ref().unwrap_or(&common);
                let came = BRANCHES[panel.episodes[episode].came];
                let case = BranchCase::all(own).into_iter().find(|case| case.name == came)?;
                stated[episode] = outlook(own, &equilibrium, &case, bounds).outcomes();
            }
        }
        Some((deviations, stated))
    };
    let found = watched(draws, watch, told)?;
    let uncertified = found.iter().filter(|draw| draw.is_none()).count();
    let (deviations, stated) = found.into_iter().flatten().unzip();
    Ok(Points { deviations, stated, uncertified })
}

/// A scenario with its numbers so many standard deviations from where they are.
fn moved(scenario: &Scenario, learning: &Learning, deviations: &[f64]) -> Scenario {
    let mut moved = scenario.clone();
    let own = |number: &Uncertain| {
        let learnt = learning.numbers.iter().zip(deviations).find(|(learnt, _)| learnt.key == number.key);
        let central = learnt.map_or(number.central, |(learnt, by)| learnt.at(number.central, *by));
        Uncertain { key: number.key.clone(), central, distribution: None }
    };
    moved.contents.parameters = scenario.parameters.map(&mut { own });
    moved
}

/// So many ways in which alliances may lie around what they have in common, each as likely as any other: the share in
/// common is uniform, and what is common is normal with that variance, so that every alliance by itself is standard normal.
pub fn populations(seed: u64, learning: &Learning, count: usize) -> Vec<Population> {
    let population = |number: usize| {
        let shared = MOST_SHARED * inverse::normal_share(first(seed, "share in common", number));
        let centre = |key: &str| shared.sqrt() * first(seed, &format!("common {key}"), number);
        Population { shared, centre: learning.numbers.iter().map(|number| centre(&number.key)).collect() }
    };
    (0..count).map(population).collect()
}
