//! Exact probabilities of what is coded after an event, and how much a panel of events can show (docs/panel.md).
//!
//! Takes a scenario of an episode, its equilibrium and a branch, gives an [`Outlook`]; no path is followed. The only random
//! numbers are those of [`power`].

use super::branching::BranchCase;
use super::exact::chances;
use crate::base::parallel::{Stopped, Watch, watched};
use crate::game::equilibrium::Equilibrium;
use crate::scenario::{
    BRANCHES, Comparison, Condition, Event, Mapping, Mechanism, Metric, Panel, Scenario, ScenarioError,
};
use crate::stats::mean::{Cluster, mean};
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

/// What the model says of one branch of an episode.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Outlook {
    /// A quarter after the first begins in dispute.
    pub pressure: f64,
    /// A step of integration is ratified.
    pub step: f64,
    /// The client hedges, and an act comes of it.
    pub turn: f64,
    /// Mean loyalty is above the upper bound.
    pub loyal: f64,
    /// Mean loyalty is below the lower bound.
    pub disloyal: f64,
    /// An offer is signed.
    pub renewed: f64,
}

impl Outlook {
    /// The outcomes that are scored, in the order of [`OUTCOMES`](crate::scenario::OUTCOMES).
    pub fn outcomes(&self) -> [f64; 5] {
        [self.pressure, self.step, self.turn, self.loyal, self.renewed]
    }
}

/// Bounds of mean loyalty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Above it the client is loyal.
    pub loyal_above: f64,
    /// Below it, it is not.
    pub disloyal_below: f64,
}

/// What follows in one branch; the games are certified, and all offers ask for one loyalty.
pub fn outlook(scenario: &Scenario, equilibrium: &Equilibrium, case: &BranchCase, bounds: Bounds) -> Outlook {
    let mut asked = Asked::default();
    let quarters = scenario.periods;
    // The quarter of the event may begin in a dispute of before: that one does not count.
    let pressure = asked.event(&[(Metric::DisputeQuarters, 1 + usize::from(scenario.start.dispute))]);
    let step =
        asked.push(vec![Condition { metric: Metric::IntegrationGain, comparison: Comparison::Above, value: 0.0 }]);
    let renewed = asked.event(&[(Metric::ContractQuarters, 1)]);
    let hedged: Vec<usize> = (0..=quarters).map(|least| asked.event(&[(Metric::HedgingQuarters, least)])).collect();
    let loyalty = Loyalty::new(scenario);
    let fewest = |enough: &dyn Fn(f64) -> bool, hedging: usize| {
        (0..=quarters - hedging).find(|signed| enough(loyalty.mean(*signed, hedging))).unwrap_or(quarters + 1)
    };
    let above: Vec<[usize; 2]> = (0..=quarters)
        .map(|hedging| asked.both(fewest(&|mean| mean > bounds.loyal_above, hedging), hedging, quarters))
        .collect();
    let at_least: Vec<[usize; 2]> = (0..=quarters)
        .map(|hedging| asked.both(fewest(&|mean| mean >= bounds.disloyal_below, hedging), hedging, quarters))
        .collect();
    let mut contents = scenario.clone();
    contents.contents.events = asked.events;
    let found: Vec<f64> = chances(&contents, equilibrium, case)
        .into_iter()
        .map(|chance| chance.and_then(|chance| chance.last().copied()).unwrap_or(f64::NAN))
        .collect();
    // Of so many quarters of hedging, exactly.
    let exactly = |least: usize| found[hedged[least]] - hedged.get(least + 1).map_or(0.0, |next| found[*next]);
    let success = act_of_a_hedge(scenario);
    let turn = (0..=quarters).map(|hedging| exactly(hedging) * (1.0 - libm::pow(1.0 - success, hedging as f64))).sum();
    // Of so many quarters of hedging exactly, and as many under contract as it takes.
    let reached = |pairs: &[[usize; 2]]| -> f64 { pairs.iter().map(|[with, more]| found[*with] - found[*more]).sum() };
    Outlook {
        pressure: found[pressure],
        step: found[step],
        turn,
        loyal: reached(&above).clamp(0.0, 1.0),
        disloyal: (1.0 - reached(&at_least)).clamp(0.0, 1.0),
        renewed: found[renewed],
    }
}

/// Probability that an act comes of a quarter of hedging: that with which it raises the opening, at the lowest level.
fn act_of_a_hedge(scenario: &Scenario) -> f64 {
    scenario.parameters.opening.hedging_rise.first().map_or(0.0, |number| number.central)
}

/// Events that are asked for.
#[derive(Default)]
struct Asked {
    events: Vec<Event>,
}

impl Asked {
    /// The place of an event with these conditions.
    fn push(&mut self, conditions: Vec<Condition>) -> usize {
        if let Some(at) = self.events.iter().position(|event| event.conditions == conditions) {
            return at;
        }
        self.events.push(Event { name: String::new(), says: String::new(), conditions });
        self.events.len() - 1
    }

    /// The place of the event that each of these counts is reached.
    fn event(&mut self, least: &[(Metric, usize)]) -> usize {
        let condition = |(metric, least): &(Metric, usize)| Condition {
            metric: *metric,
            comparison: Comparison::AtLeast,
            value: *least as f64,
        };
        self.push(least.iter().map(condition).collect())
    }

    /// Events: so many quarters under contract at least and so many of hedging at least, and one more of hedging. More
    /// than there are quarters cannot be reached, so it is asked for by one count alone.
    fn both(&mut self, signed: usize, hedging: usize, quarters: usize) -> [usize; 2] {
        [hedging, hedging + 1].map(|hedging| {
            if signed + hedging > quarters {
                self.event(&[(Metric::HedgingQuarters, quarters + 1)])
            } else {
                self.event(&[(Metric::ContractQuarters, signed), (Metric::HedgingQuarters, hedging)])
            }
        })
    }
}

/// Loyalty of a quarter under contract, of a neutral one and of one of hedging.
struct Loyalty {
    contract: f64,
    neutral: f64,
    hedging: f64,
    quarters: usize,
}

impl Loyalty {
    fn new(scenario: &Scenario) -> Self {
        let bargain = &scenario.parameters.bargain;
        Self {
            contract: scenario.offers.first().map_or(1.0, |offer| offer.loyalty),
            neutral: bargain.neutral_loyalty.central,
            hedging: bargain.hedging_loyalty.central,
            quarters: scenario.periods,
        }
    }

    /// Mean over the path, of which so many quarters pass under contract and so many in hedging.
    fn mean(&self, signed: usize, hedging: usize) -> f64 {
        let neutral = self.quarters.saturating_sub(signed + hedging);
        let sum = self.contract * signed as f64 + self.neutral * neutral as f64 + self.hedging * hedging as f64;
        sum / self.quarters as f64
    }
}

/// What the model says of every branch of every episode, in the order of the panel and of
/// [`BRANCHES`]; `None` of an episode whose games are not certified.
pub type Outlooks = Vec<Option<Vec<Outlook>>>;

/// Why a panel could not be worked out.
#[derive(Debug, thiserror::Error)]
pub enum PanelError {
    /// The scenario of an episode has faults.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// Interrupted.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Works out a panel with the model as it stands, and once for each mechanism of the list.
///
/// # Errors
/// [`PanelError`].
pub fn outlooks(
    panel: &Panel,
    mapping: &Mapping,
    mechanisms: &[Mechanism],
    watch: &dyn Watch,
) -> Result<Vec<Outlooks>, PanelError> {
    let variants: Vec<Option<&Mechanism>> = [None].into_iter().chain(mechanisms.iter().map(Some)).collect();
    let mut scenarios = Vec::with_capacity(variants.len() * panel.episodes.len());
    for mechanism in &variants {
        for episode in &panel.episodes {
            scenarios.push(mapping.scenario(episode, *mechanism)?);
        }
    }
    let (games, game_of) = distinct(&scenarios);
    watch.begin(games.len());
    let bounds = Bounds { loyal_above: mapping.loyal_above, disloyal_below: mapping.disloyal_below };
    // A game is solved, its episodes are told, and it is dropped.
    let told = |game: usize| {
        let common = &scenarios[games[game]];
        let equilibrium = Equilibrium::new(common, &common.central());
        let own = game_of.iter().enumerate().filter(|(_, of)| **of == game);
        own.map(|(index, _)| {
            let branches = equilibrium.certified().then(|| every_branch(&scenarios[index], &equilibrium, bounds));
            (index, branches)
        })
        .collect::<Vec<_>>()
    };
    let mut all = vec![None; scenarios.len()];
    for (index, branches) in watched(games.len(), watch, told)?.into_iter().flatten() {
        all[index] = branches;
    }
    Ok(all.chunks(panel.episodes.len().max(1)).map(<[_]>::to_vec).collect())
}

/// What follows in each branch, in the order of [`BRANCHES`].
fn every_branch(scenario: &Scenario, equilibrium: &Equilibrium, bounds: Bounds) -> Vec<Outlook> {
    let cases = BranchCase::all(scenario);
    let case = |name: &&str| cases.iter().find(|case| case.name == **name);
    BRANCHES.iter().filter_map(|name| Some(outlook(scenario, equilibrium, case(name)?, bounds))).collect()
}

/// Scenarios whose games differ, as indices, and which of them each one's games are: many episodes differ in where the path
/// starts, not in their games.
pub(super) fn distinct(scenarios: &[Scenario]) -> (Vec<usize>, Vec<usize>) {
    let mut games: Vec<usize> = Vec::new();
    let mut game_of = Vec::with_capacity(scenarios.len());
    for (index, scenario) in scenarios.iter().enumerate() {
        let known = games.iter().position(|other| same_games(&scenarios[*other], scenario));
        game_of.push(known.unwrap_or_else(|| {
            games.push(index);
            games.len() - 1
        }));
    }
    (games, game_of)
}

/// Whether two scenarios have the same games, wherever their paths start.
fn same_games(one: &Scenario, other: &Scenario) -> bool {
    let levels = |scenario: &Scenario| {
        let numbers: Vec<Vec<f64>> = scenario.ladders.all().map(|ladder| ladder.numbers.clone()).collect();
        numbers
    };
    one.central() == other.central()
        && levels(one) == levels(other)
        && one.offers == other.offers
        && one.simulation == other.simulation
        && one.governments == other.governments
}

/// How often a lead over a coin is found where there is one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asking {
    /// How far from a half a calibrated forecaster is.
    pub edge: f64,
    /// Independent outcomes of each episode.
    pub outcomes: usize,
    /// Standard errors that a lead must exceed.
    pub bound: f64,
    /// Panels that are simulated.
    pub panels: usize,
}

/// The share of simulated panels in which a calibrated forecaster's lead over a coin, by Brier score, is above the bound.
/// A panel has clusters of these sizes; episodes are independent of each other, and the error is that of clusters.
pub fn power(sizes: &[usize], asking: &Asking) -> Option<f64> {
    // Brier score of a half, less that of the forecaster who is right, or wrong.
    let [right, wrong] = [0.5 - asking.edge, 0.5 + asking.edge].map(|miss| 0.25 - miss * miss);
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut found = 0;
    for _ in 0..asking.panels {
        let mut clusters = Vec::with_capacity(sizes.len());
        for size in sizes {
            let mut cluster = Cluster::default();
            for _ in 0..size * asking.outcomes {
                let came = unit(random.next_u64()) < 0.5 + asking.edge;
                cluster.add(1.0, if came { right } else { wrong });
            }
            clusters.push(cluster);
        }
        let lead = mean(&clusters)?;
        found += usize::from(lead.value > asking.bound * lead.standard_error?);
    }
    (asking.panels > 0).then(|| found as f64 / asking.panels as f64)
}

/// A number from 0 to 1 of 53 random bits.
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certain_forecaster_is_always_found_and_a_coin_hardly_ever() {
        let asking = Asking { edge: 0.5, outcomes: 1, bound: 2.0, panels: 200 };
        assert_eq!(power(&[3, 2, 1, 4], &asking), Some(1.0));
        let found = power(&[1; 20], &Asking { edge: 0.0, ..asking }).unwrap();
        assert_eq!(found, 0.0, "the scores of two coins do not differ");
        assert_eq!(power(&[], &asking), None);
        assert_eq!(power(&[5], &asking), None, "one cluster has no error");
    }

    /// Twenty independent episodes: the lead is found where so many are right that the mean is above twice its error.
    #[test]
    fn power_of_independent_episodes_is_a_binomial_tail() {
        let (count, edge) = (20_i32, 0.15_f64);
        let [right, wrong] = [0.5 - edge, 0.5 + edge].map(|miss| 0.25 - miss * miss);
        let found = |hits: i32| {
            let share = f64::from(hits) / f64::from(count);
            let lead = share * right + (1.0 - share) * wrong;
            let spread = (right - wrong) * (share * (1.0 - share) / f64::from(count - 1)).sqrt();
            lead > 2.0 * spread
        };
        let choose = |hits: i32| (0..hits).fold(1.0, |all, at| all * f64::from(count - at) / f64::from(at + 1));
        let probability = |hits: i32| choose(hits) * (0.5 + edge).powi(hits) * (0.5 - edge).powi(count - hits);
        let exact: f64 = (0..=count).filter(|hits| found(*hits)).map(probability).sum();
        let asking = Asking { edge, outcomes: 1, bound: 2.0, panels: 20_000 };
        let simulated = power(&[1; 20], &asking).unwrap();
        assert!((simulated - exact).abs() < 0.01, "{simulated} against {exact}");
    }
}
