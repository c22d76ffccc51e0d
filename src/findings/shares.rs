//! On what share of the paths something holds, and how far that share moves between draws.
//!
//! Takes counts by draw and branch, gives the share in a block with its error, its interval of sampling and its
//! [`Spread`].

use super::sample::{Block, Frame, Sample};
use super::{ChapterShare, EventShare, Spread};
use crate::forecast::path::PathOutcome;
use crate::stats::interval::Proportion;
use crate::stats::mean::mean;
use crate::stats::{Cluster, Estimate, Sorted};

/// On how many paths something holds in a block.
pub(crate) struct Counted {
    /// What each draw contributes.
    pub clusters: Vec<Cluster>,
    /// Paths on which it holds.
    pub hits: usize,
    /// Paths in all.
    pub trials: usize,
    /// How many of the paths are independent of each other.
    independent: usize,
    /// Whether only chance sets the draws apart.
    certain: bool,
}

/// The share of the paths on which something holds.
pub(crate) struct Share {
    pub probability: Estimate,
    pub low95: f64,
    pub high95: f64,
    pub spread: Spread,
}

impl Counted {
    /// Counts a block, given the hits of a draw (by its place among the certified ones) in a branch.
    pub(crate) fn new(frame: &Frame, block: &Block, hits: impl Fn(usize, usize) -> usize) -> Self {
        Self::among(frame, block, |draw, branch| (hits(draw, branch), frame.paths()))
    }

    /// Counts the paths of a block on which something happens.
    pub(crate) fn on(sample: &Sample, block: &Block, happens: impl Fn(&PathOutcome) -> bool) -> Self {
        Self::new(sample, block, |draw, branch| {
            sample.draws[draw][branch].paths.iter().filter(|path| happens(path)).count()
        })
    }

    /// Counts those paths of a block that are meant, given the hits among them and their number.
    pub(crate) fn among(frame: &Frame, block: &Block, count: impl Fn(usize, usize) -> (usize, usize)) -> Self {
        let certain = frame.certain_in(block);
        let clusters = Vec::with_capacity(frame.count_draws());
        let mut counted = Self { clusters, hits: 0, trials: 0, independent: 0, certain };
        let mut by_branch = vec![0; frame.cases.len()];
        for place in 0..frame.count_draws() {
            let mut cluster = Cluster::default();
            for (branch, weight) in frame.parts(block, place) {
                let (hits, trials) = count(place, branch);
                counted.hits += hits;
                counted.trials += trials;
                by_branch[branch] += trials;
                cluster.weight += weight * trials as f64;
                cluster.sum += weight * hits as f64;
            }
            counted.clusters.push(cluster);
        }
        // Path j of a draw meets the same chance in every branch: a mixture of branches has no more independent paths
        // than one of them.
        counted.independent = match certain {
            true => by_branch.into_iter().max().unwrap_or(0),
            false => counted.clusters.iter().filter(|cluster| cluster.weight > 0.0).count(),
        };
        counted
    }

    /// The share; `None` if nothing has weight.
    pub(crate) fn share(&self) -> Option<Share> {
        let probability = mean(&self.clusters)?;
        let trials = Proportion { estimate: probability, trials: self.trials, independent: self.independent };
        let (low95, high95) = trials.interval();
        Some(Share { probability, low95, high95, spread: self.spread(probability.value)? })
    }

    /// Quantiles over the draws of their own shares. Where nothing is uncertain the draws are one set of assumptions, and
    /// only chance sets them apart.
    fn spread(&self, all: f64) -> Option<Spread> {
        if self.certain {
            return Some(Spread { low90: all, median: all, high90: all });
        }
        let own = self.clusters.iter().filter(|cluster| cluster.weight > 0.0);
        Spread::of(own.map(Cluster::mean).collect())
    }
}

impl Counted {
    /// The share of an event in a branch or all of them; `None` if nothing has weight.
    pub(crate) fn of_event(&self, branch: &str, event: &str) -> Option<EventShare> {
        let Share { probability, low95, high95, spread } = self.share()?;
        let (branch, event) = (branch.to_owned(), event.to_owned());
        Some(EventShare { branch, event, probability, low95, high95, spread, hits: self.hits, trials: self.trials })
    }

    /// The same of a chapter.
    pub(crate) fn of_chapter(&self, branch: &str, chapter: &str) -> Option<ChapterShare> {
        let Share { probability, low95, high95, spread } = self.share()?;
        let (branch, chapter, spread) = (branch.to_owned(), chapter.to_owned(), Some(spread));
        Some(ChapterShare { branch, chapter, probability, low95, high95, spread, hits: self.hits, trials: self.trials })
    }
}

impl Spread {
    /// The quantiles of values of which each draw has one; `None` if there is none.
    pub(crate) fn of(values: Vec<f64>) -> Option<Self> {
        let found = Sorted::new(values).summary()?;
        Some(Self { low90: found.p05, median: found.p50, high90: found.p95 })
    }
}
