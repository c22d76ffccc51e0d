//! An episode as forecasters see it (docs/panel.md).
//!
//! Takes an episode and the mapping, gives its pair, its kind of patron and the outcomes that are a test.

use super::part::Part;
use crate::scenario::{Episode, Mapping};

/// An episode with what the mapping says of it.
pub(super) struct Case<'a> {
    /// The episode.
    pub(super) episode: &'a Episode,
    /// Patron and client.
    pub(super) pair: String,
    /// Kind of patron, an index.
    pub(super) kind: usize,
    /// How many kinds there are.
    pub(super) kinds: usize,
    /// What came of each outcome, where it is known and a test of something.
    pub(super) outcomes: [Option<bool>; 5],
}

impl<'a> Case<'a> {
    pub(super) fn new(episode: &'a Episode, mapping: &Mapping) -> Self {
        let kind = mapping.kind(&episode.patron);
        let untested = mapping.kinds[kind].untested;
        let mut outcomes = episode.outcomes;
        outcomes.iter_mut().zip(untested).filter(|(_, untested)| *untested).for_each(|(outcome, _)| *outcome = None);
        let pair = format!("{} and {}", episode.patron, episode.client);
        Self { episode, pair, kind, kinds: mapping.kinds.len(), outcomes }
    }

    pub(super) fn part(&self) -> Part {
        if self.episode.held_out { Part::Seed } else { Part::Main }
    }

    /// Whether its coding is to be trusted most.
    pub(super) fn core(&self) -> bool {
        !self.episode.held_out && self.episode.confidence.as_deref() == Some("high")
    }
}

/// Cases by pair, in the order in which the pairs are first met.
pub(super) fn by_pair<'c, 'a>(cases: &[&'c Case<'a>]) -> Vec<Vec<&'c Case<'a>>> {
    let mut pairs: Vec<Vec<&Case<'a>>> = Vec::new();
    for case in cases {
        match pairs.iter_mut().find(|pair| pair[0].pair == case.pair) {
            Some(pair) => pair.push(case),
            None => pairs.push(vec![case]),
        }
    }
    pairs
}
