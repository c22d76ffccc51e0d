//! What a run is about in one number: how often its main event happens, over all outcomes of the election.
//!
//! Takes the certified draws, gives the share in each. Where the scenario names no event, the kind of history that is
//! most frequent stands in for it (model page §5).

use super::chapters;
use super::sample::{Block, Sample};
use super::shares::Counted;
use crate::scenario::Scenario;
use crate::stats::Cluster;

/// The main event, draw by draw.
pub(crate) struct Headline {
    /// Its name.
    pub name: String,
    /// The block that its shares are of: the mixture, in each draw by the odds of that draw, or the only branch.
    pub block: Block,
    /// Its share in each certified draw.
    pub by_draw: Vec<f64>,
}

impl Headline {
    /// `None` if no draw is certified.
    pub(crate) fn new(sample: &Sample<'_>) -> Option<Self> {
        let mut blocks = sample.blocks();
        let block = if sample.cases.len() > 1 { blocks.pop() } else { Some(blocks.swap_remove(0)) }?;
        let (name, counted) = match sample.scenario.events.first() {
            Some(event) => (event.name.clone(), happened(sample, &block)),
            None => most_frequent(sample.scenario, |chapter| chapters::counted(sample, &block, chapter))?,
        };
        let by_draw: Vec<f64> = counted.clusters.iter().map(Cluster::mean).collect();
        (!by_draw.is_empty()).then_some(Self { name, block, by_draw })
    }
}

/// On how many paths the main event happens.
fn happened(sample: &Sample<'_>, block: &Block) -> Counted {
    Counted::new(sample, block, |draw, branch| {
        sample.draws[draw][branch].paths.iter().filter(|path| path.events[0].is_some()).count()
    })
}

/// The kind of history with the greatest share, the first of equals.
fn most_frequent(scenario: &Scenario, counted: impl Fn(usize) -> Counted) -> Option<(String, Counted)> {
    let share = |counted: &Counted| counted.clusters.iter().map(Cluster::mean).sum::<f64>();
    let kinds = scenario.chapters.iter().enumerate().map(|(index, kind)| (kind.name.clone(), counted(index)));
    kinds.reduce(|best, next| if share(&next.1) > share(&best.1) { next } else { best })
}
