//! What a run is about in one number: how often its main event happens, over all outcomes of the election.
//!
//! Takes the certified draws, gives the share in each. Where the scenario names no event, the kind of history that is
//! most frequent stands in for it (model page §5).

use super::sample::{Block, Columns};
use super::shares::Counted;
use crate::forecast::kept::Ending;
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
    /// Its place among the kinds of history, where no event is named.
    kind: Option<usize>,
}

impl Headline {
    /// `None` if no draw is certified.
    pub(crate) fn new(sample: &Columns<'_>) -> Option<Self> {
        let mut blocks = sample.blocks();
        let block = if sample.cases.len() > 1 { blocks.pop() } else { Some(blocks.swap_remove(0)) }?;
        let scenario = sample.scenario;
        let (name, kind) = match scenario.events.first() {
            Some(event) => (event.name.clone(), None),
            None => {
                let kind = most_frequent(scenario, |chapter| shares(sample, &block, Some(chapter)));
                (scenario.chapters[kind].name.clone(), Some(kind))
            }
        };
        let by_draw = shares(sample, &block, kind);
        (!by_draw.is_empty()).then_some(Self { name, block, by_draw, kind })
    }

    /// The likeliest outcome with the same in it, draw by draw; `None` if there is one outcome only.
    pub(crate) fn in_likeliest(&self, sample: &Columns<'_>) -> Option<(String, Vec<f64>)> {
        let likeliest = greatest(sample.cases.iter().map(|case| case.odds));
        let block = sample.blocks().swap_remove(likeliest);
        (sample.cases.len() > 1).then(|| (block.name.clone(), shares(sample, &block, self.kind)))
    }
}

/// Share of the main event in each draw, or of a kind of history.
fn shares(sample: &Columns<'_>, block: &Block, kind: Option<usize>) -> Vec<f64> {
    let ending = kind.map_or(Ending::Event(0), Ending::Chapter);
    let counted = Counted::new(sample, block, |draw, branch| sample.count(draw, branch, ending));
    counted.clusters.iter().map(Cluster::mean).collect()
}

/// The kind of history with the greatest share, the first of equals.
fn most_frequent(scenario: &Scenario, shares: impl Fn(usize) -> Vec<f64>) -> usize {
    greatest((0..scenario.chapters.len()).map(|kind| shares(kind).iter().sum()))
}

/// Index of the greatest number, the first of equals.
pub(crate) fn greatest(values: impl Iterator<Item = f64>) -> usize {
    let better = |best: (usize, f64), next: (usize, f64)| if next.1 > best.1 { next } else { best };
    values.enumerate().fold((0, f64::NEG_INFINITY), better).0
}

#[cfg(test)]
mod tests {
    use super::greatest;

    #[test]
    fn the_first_of_equals_is_the_greatest() {
        assert_eq!(greatest([0.2, 0.5, 0.5].into_iter()), 1);
        assert_eq!(greatest(std::iter::empty()), 0);
    }
}
