//! One history told quarter by quarter: who did what, how likely it was, what it was worth (model page §2, §3, §5).
//!
//! Takes a scenario and a path followed again with its events, gives a [`Story`] as plain data with all names resolved.

mod quarter;
mod teller;
mod typical;

pub use quarter::{
    Chance, ClientTerms, ElectionEvent, NatureEvents, PatronTerms, Payoff, Proposal, Step, StoryBond, StoryQuarter, Who,
};
pub use typical::{Typical, typical};

use crate::forecast::replay::Replayed;
use crate::scenario::{Metric, Scenario, Words};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// One history of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Story {
    /// Name of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// Name of the client.
    pub client: String,
    /// Name of the patron.
    pub patron: String,
    /// What the alliance calls things.
    #[serde(default, skip_serializing_if = "Words::are_default")]
    pub words: Words,
    /// Branch of the first election; `baseline` if there is none.
    pub branch: String,
    /// Chapter that names the history.
    pub chapter: String,
    /// Where its random numbers come from.
    pub address: Address,
    /// How it was chosen among its chapter's; absent if it was asked for by its address.
    pub typical: Option<Typical>,
    /// Every path metric by name; `None` for a first time that did not come.
    pub metrics: IndexMap<String, Option<f64>>,
    /// Its quarters in order.
    pub quarters: Vec<StoryQuarter>,
}

/// The address of a path: with the seed and the branch it fixes all chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Seed.
    pub seed: u64,
    /// Number of the draw, from 0.
    pub draw: usize,
    /// Number of the path in the draw, from 0.
    pub path: usize,
}

impl Story {
    /// The history of a path that was followed again; with how it was chosen, if it was not asked for by its address.
    pub fn new(scenario: &Scenario, replayed: &Replayed<'_>, typical: Option<Typical>) -> Self {
        let Replayed { address, case, equilibrium, outcome, events } = replayed;
        let families: Vec<String> = scenario.offers.iter().map(|offer| offer.name.clone()).collect();
        let metrics = Metric::all(families.len()).into_iter();
        Self {
            scenario: scenario.id.clone(),
            title: scenario.title.clone(),
            client: scenario.client.clone(),
            patron: scenario.patron.clone(),
            words: scenario.words.clone(),
            branch: case.name.clone(),
            chapter: scenario.chapters[outcome.chapter].name.clone(),
            address: Address { seed: scenario.simulation.seed, draw: address.draw, path: address.path },
            typical,
            metrics: metrics.map(|metric| (metric.name(&families), outcome.metric(metric))).collect(),
            quarters: teller::tell(scenario, equilibrium, events),
        }
    }

    /// Name of a side.
    pub fn name(&self, who: Who) -> &str {
        match who {
            Who::Client => &self.client,
            Who::Patron => &self.patron,
        }
    }
}
