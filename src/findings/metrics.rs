//! The distributions of the path metrics.

use super::MetricSummary;
use super::sample::{Block, Sample};
use crate::base::parallel;
use crate::forecast::BranchOutcome;
use crate::scenario::Metric;
use crate::stats::mean::{mean, share_within};
use crate::stats::{self, Cluster, Sorted};

/// Every metric in every block.
pub(crate) fn summaries(sample: &Sample) -> Vec<MetricSummary> {
    let blocks = sample.blocks();
    let metrics = Metric::all(sample.scenario.offers.len());
    let rows = parallel::map(&metrics, |&metric| of_metric(sample, &blocks, metric));
    (0..blocks.len()).flat_map(|block| rows.iter().map(move |row| row[block].clone())).collect()
}

/// One metric in every block.
fn of_metric(sample: &Sample, blocks: &[Block], metric: Metric) -> Vec<MetricSummary> {
    let mut values = vec![Vec::new(); sample.cases.len()];
    let mut found: Vec<Found> = blocks.iter().map(Found::of).collect();
    // Draw by draw, so that a path is read once for all blocks.
    for (place, draw) in sample.draws.iter().enumerate() {
        let read = read(draw, metric);
        found.iter_mut().zip(blocks).for_each(|(found, block)| found.see(sample.parts(block, place), &read));
        values.iter_mut().zip(&read).for_each(|(values, read)| values.extend(read.iter().flatten()));
    }
    let sorted: Vec<Sorted> = values.into_iter().map(Sorted::new).collect();
    blocks.iter().zip(found).map(|(block, found)| summary(sample, block, metric, found, &sorted)).collect()
}

/// A metric of every path of a draw, by branch.
fn read(draw: &[BranchOutcome], metric: Metric) -> Vec<Vec<Option<f64>>> {
    draw.iter().map(|branch| branch.paths.iter().map(|record| record.metric(metric)).collect()).collect()
}

/// What the draws contribute to a metric's mean in a block.
#[derive(Default, Clone)]
struct Found {
    /// Over the paths on which it is present.
    clusters: Vec<Cluster>,
    /// The weight of all paths.
    weights: f64,
    /// In a mixture, every value with its weight.
    mixed: Option<Vec<(f64, f64)>>,
}

impl Found {
    fn of(block: &Block) -> Self {
        Self { mixed: (block.parts.len() > 1).then(Vec::new), ..Self::default() }
    }

    /// Adds a draw.
    fn see(&mut self, parts: impl Iterator<Item = (usize, f64)>, read: &[Vec<Option<f64>>]) {
        let mut cluster = Cluster::default();
        for (branch, weight) in parts {
            for value in &read[branch] {
                self.weights += weight;
                if let Some(value) = *value {
                    cluster.add(weight, value);
                    self.mixed.iter_mut().for_each(|mixed| mixed.push((value, weight)));
                }
            }
        }
        self.clusters.push(cluster);
    }
}

/// What each draw contributes to a metric's mean in a block, over the paths on which it is present.
pub(crate) fn clusters(sample: &Sample, block: &Block, metric: Metric) -> Vec<Cluster> {
    let mut found = Found::default();
    for (place, draw) in sample.draws.iter().enumerate() {
        found.see(sample.parts(block, place), &read(draw, metric));
    }
    found.clusters
}

fn summary(sample: &Sample, block: &Block, metric: Metric, found: Found, sorted: &[Sorted]) -> MetricSummary {
    let families: Vec<String> = sample.scenario.offers.iter().map(|offer| offer.name.clone()).collect();
    let Found { clusters, weights, mixed } = found;
    let present: f64 = clusters.iter().map(|cluster| cluster.weight).sum();
    let quantiles = match mixed {
        Some(mixed) => stats::weighted(mixed),
        None => block.parts.first().and_then(|(branch, _)| sorted[*branch].summary()),
    };
    MetricSummary {
        branch: block.name.clone(),
        metric: metric.name(&families),
        unit: metric.unit().into(),
        mean: mean(&clusters),
        quantiles,
        chance_share: if sample.certain_in(block) { Some(1.0) } else { share_within(&clusters, sample.paths()) },
        // Two sums of the same weights, added in another order, may differ in their last digits.
        present_share: if weights > 0.0 { (present / weights).min(1.0) } else { 0.0 },
    }
}
