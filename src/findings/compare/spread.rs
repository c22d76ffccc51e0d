//! Histories in pairs: how often one exceeds the other, and how their difference is distributed.
//!
//! Takes the draws of both sides, gives shares of pairs and smoothed densities. Where paths are not paired, the two
//! means of each draw are compared; where draws are not paired either, there are no spreads.

use super::{MetricContrast, Over, Pairing, Pairs, Spread};
use crate::base::parallel;
use crate::base::units::Range;
use crate::findings::density::METRICS;
use crate::findings::sample::{Block, Sample};
use crate::forecast::path::PathOutcome;
use crate::scenario::Metric;
use crate::stats::Cluster;
use crate::stats::density::Grid;
use crate::stats::mean::mean;

/// Unit of the differences of shares.
const POINTS: &str = "points";

/// The draws that count on both sides, the reference first, with the block of either.
#[derive(Clone, Copy)]
pub(super) struct Match<'a> {
    pub samples: &'a [Sample<'a>; 2],
    pub blocks: [&'a Block; 2],
    pub pairing: Pairing,
}

impl Match<'_> {
    /// Whether each history has one on the other side that belongs to it, with the same weight.
    pub(super) fn by_path(&self) -> bool {
        let weights = |draw: usize, side: usize| self.parts(draw, side).map(|(_, weight)| weight);
        let same = |draw: usize| weights(draw, 0).eq(weights(draw, 1));
        self.pairing == Pairing::DrawAndPath && (0..self.draws()).all(same)
    }

    fn draws(&self) -> usize {
        self.samples[0].draws.len()
    }

    /// The branches of a side with their weights in a draw.
    fn parts(&self, draw: usize, side: usize) -> impl Iterator<Item = (usize, f64)> {
        self.samples[side].parts(self.blocks[side], draw)
    }

    /// How often the case exceeds the reference in what is measured; `None` if the histories are not in pairs, or none
    /// has a value on both sides.
    pub(crate) fn pairs(&self, measure: impl Fn(usize, &PathOutcome) -> Option<f64>) -> Option<Pairs> {
        if !self.by_path() {
            return None;
        }
        let mut count = 0;
        let (mut above, mut below) = (Vec::new(), Vec::new());
        for draw in 0..self.draws() {
            let (mut up, mut down) = (Cluster::default(), Cluster::default());
            for (weight, reference, case) in self.records(draw) {
                if let Some((from, to)) = measure(0, reference).zip(measure(1, case)) {
                    count += 1;
                    up.add(weight, f64::from(u8::from(to > from)));
                    down.add(weight, f64::from(u8::from(to < from)));
                }
            }
            above.push(up);
            below.push(down);
        }
        shares(count, &above, &below)
    }

    /// The pairs of a draw, each with its weight.
    fn records(&self, draw: usize) -> impl Iterator<Item = (f64, &PathOutcome, &PathOutcome)> {
        let [from, to] = [0, 1].map(|side| self.samples[side].draws[draw]);
        let parts = self.parts(draw, 0).zip(self.parts(draw, 1));
        parts.flat_map(move |((one, weight), (two, _))| {
            let records = from[one].paths.iter().zip(&to[two].paths);
            records.map(move |(reference, case)| (weight, reference, case))
        })
    }

    /// Mean of a draw on one side; `None` if nothing has a value.
    fn mean(&self, draw: usize, side: usize, measure: impl Fn(&PathOutcome) -> Option<f64>) -> Option<f64> {
        let mut cluster = Cluster::default();
        for (branch, weight) in self.parts(draw, side) {
            for value in self.samples[side].draws[draw][branch].paths.iter().filter_map(&measure) {
                cluster.add(weight, value);
            }
        }
        (cluster.weight > 0.0).then(|| cluster.sum / cluster.weight)
    }

    /// Differences of the draws' means.
    fn by_draw(&self, measure: impl Fn(usize, &PathOutcome) -> Option<f64>) -> Vec<f64> {
        let mean = |draw: usize, side: usize| self.mean(draw, side, |record| measure(side, record));
        (0..self.draws()).filter_map(|draw| Some(mean(draw, 1)? - mean(draw, 0)?)).collect()
    }

    /// How the main metrics differ: pair by pair, or draw by draw where paths are not paired or branches are mixed.
    pub(crate) fn of_metrics(&self, contrasts: &[MetricContrast]) -> Vec<Spread> {
        let of = |&metric: &Metric| {
            let name = metric.name(&[]);
            let mean = contrasts.iter().find(|row| row.metric == name)?.difference?.estimate.value;
            let (over, values) = if self.by_path() && self.blocks[0].parts.len() == 1 {
                let records = (0..self.draws()).flat_map(|draw| self.records(draw));
                let values = records.filter_map(|(_, from, to)| Some(to.metric(metric)? - from.metric(metric)?));
                (Over::Pairs, values.collect())
            } else {
                (Over::Draws, self.by_draw(|_, record| record.metric(metric)))
            };
            spread(name, metric.unit(), over, mean, &values)
        };
        self.all(|| parallel::map(&METRICS, of).into_iter().flatten().collect())
    }

    /// How the draws' shares of what has a place on either side differ, in points.
    pub(crate) fn of_shares(
        &self,
        named: &[(&str, [usize; 2])],
        happens: impl Fn(usize, &PathOutcome) -> bool + Sync,
    ) -> Vec<Spread> {
        let of = |(name, places): &(&str, [usize; 2])| {
            let share = |side: usize, path: &PathOutcome| Some(f64::from(u8::from(happens(places[side], path))));
            let points: Vec<f64> = self.by_draw(share).into_iter().map(|difference| 100.0 * difference).collect();
            let mean = points.iter().sum::<f64>() / points.len().max(1) as f64;
            spread((*name).to_owned(), POINTS, Over::Draws, mean, &points)
        };
        self.all(|| parallel::map(named, of).into_iter().flatten().collect())
    }

    /// The spreads; none where the two sides have no random number in common.
    fn all(&self, spreads: impl Fn() -> Vec<Spread>) -> Vec<Spread> {
        if self.pairing == Pairing::Unpaired { Vec::new() } else { spreads() }
    }
}

/// The share of pairs in which the case is above, and below, with errors from the spread between draws.
fn shares(count: usize, above: &[Cluster], below: &[Cluster]) -> Option<Pairs> {
    Some(Pairs { count, above: mean(above)?, below: mean(below)? })
}

/// The density of some differences; `None` if they do not vary.
fn spread(quantity: String, unit: &str, over: Over, mean: f64, values: &[f64]) -> Option<Spread> {
    let share =
        |kept: fn(f64) -> bool| values.iter().filter(|value| kept(**value)).count() as f64 / values.len().max(1) as f64;
    let (above, below) = (share(|value| value > 0.0), share(|value| value < 0.0));
    let grid = Grid::new(&[values.to_vec()], &Range::ANY)?;
    let points = grid.density(values);
    Some(Spread {
        quantity,
        unit: unit.into(),
        over,
        count: values.len(),
        mean,
        above,
        below,
        bandwidth: grid.bandwidth,
        points,
    })
}
