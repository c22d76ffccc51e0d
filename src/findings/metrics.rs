//! The distributions of the path metrics.

use super::sample::{Block, Columns, Frame, Sample};
use super::{Density, MetricSummary, density};
use crate::base::parallel;
use crate::base::scratch::ScratchError;
use crate::forecast::BranchOutcome;
use crate::scenario::Metric;
use crate::stats::mean::{mean, share_within};
use crate::stats::quantile::SHARES;
use crate::stats::{Cluster, Quantiles};

/// What is found of the metrics.
pub(crate) struct Found {
    /// Every metric in every block.
    pub summaries: Vec<MetricSummary>,
    /// How the main ones are distributed.
    pub densities: Vec<Density>,
}

/// Every metric in every block.
///
/// # Errors
/// If what was kept cannot be read back.
pub(crate) fn found(columns: &Columns) -> Result<Found, ScratchError> {
    let blocks = columns.blocks();
    let metrics: Vec<(usize, Metric)> = Metric::all(columns.scenario.offers.len()).into_iter().enumerate().collect();
    let rows = parallel::map(&metrics, |&(place, metric)| of_metric(columns, &blocks, place, metric));
    let rows = rows.into_iter().collect::<Result<Vec<_>, _>>()?;
    let summaries = (0..blocks.len()).flat_map(|block| rows.iter().map(move |(row, _)| row[block].clone())).collect();
    let of = |shown: Metric| metrics.iter().position(|(_, metric)| *metric == shown);
    let densities = density::SHOWN.into_iter().filter_map(of).flat_map(|place| rows[place].1.clone()).collect();
    Ok(Found { summaries, densities })
}

/// One metric in every block, and how it is distributed, if that is shown.
fn of_metric(
    columns: &Columns,
    blocks: &[Block],
    place: usize,
    metric: Metric,
) -> Result<(Vec<MetricSummary>, Vec<Density>), ScratchError> {
    let branches = columns.cases.len();
    let mut all: Vec<Means> = vec![Means::default(); blocks.len()];
    let mut values = columns.draws.column();
    for kept in columns.draws.blocks() {
        let (first, rows) = (kept.first(), kept.metric(place)?);
        for (at, draw) in rows.chunks(branches).enumerate() {
            let parts = |block| columns.parts(block, first / branches + at);
            all.iter_mut().zip(blocks).for_each(|(means, block)| means.see(parts(block), draw));
        }
        for (at, row) in rows.iter().enumerate() {
            row.iter().flatten().try_for_each(|value| values.push(*value, first + at))?;
        }
    }
    let values = values.ordered()?;
    let weight = |group: usize, row: usize| columns.weight(&blocks[group], row);
    let shares: Vec<f64> = SHARES.into_iter().collect();
    let quantiles = values.quantiles(blocks.len(), weight, &shares)?;
    let densities = match density::SHOWN.contains(&metric) {
        true => density::of_metric(columns, metric, &values.quantiles(branches, weight, &density::shares())?),
        false => Vec::new(),
    };
    let rows = blocks.iter().zip(all).zip(quantiles);
    let row = |((block, means), quantiles)| summary(columns, block, metric, means, named(quantiles));
    Ok((rows.map(row).collect(), densities))
}

/// Values at [`SHARES`] by their names.
pub(crate) fn named(found: Option<Vec<f64>>) -> Option<Quantiles> {
    Some(Quantiles::named(found?.try_into().ok()?))
}

/// A metric of every path of a draw, by branch.
fn read(draw: &[BranchOutcome], metric: Metric) -> Vec<Vec<Option<f64>>> {
    draw.iter().map(|branch| branch.paths.iter().map(|record| record.metric(metric)).collect()).collect()
}

/// What the draws contribute to a metric's mean in a block.
#[derive(Default, Clone)]
struct Means {
    /// Over the paths on which it is present.
    clusters: Vec<Cluster>,
    /// The weight of all paths.
    weights: f64,
}

impl Means {
    /// Adds a draw.
    fn see(&mut self, parts: impl Iterator<Item = (usize, f64)>, read: &[Vec<Option<f64>>]) {
        let mut cluster = Cluster::default();
        for (branch, weight) in parts {
            for value in &read[branch] {
                self.weights += weight;
                if let Some(value) = *value {
                    cluster.add(weight, value);
                }
            }
        }
        self.clusters.push(cluster);
    }
}

/// What each draw contributes to a metric's mean in a block, over the paths on which it is present.
pub(crate) fn clusters(sample: &Sample, block: &Block, metric: Metric) -> Vec<Cluster> {
    let mut found = Means::default();
    for (place, draw) in sample.draws.iter().enumerate() {
        found.see(sample.parts(block, place), &read(draw, metric));
    }
    found.clusters
}

fn summary(frame: &Frame, block: &Block, metric: Metric, means: Means, quantiles: Option<Quantiles>) -> MetricSummary {
    let families: Vec<String> = frame.scenario.offers.iter().map(|offer| offer.name.clone()).collect();
    let Means { clusters, weights } = means;
    let present: f64 = clusters.iter().map(|cluster| cluster.weight).sum();
    MetricSummary {
        branch: block.name.clone(),
        metric: metric.name(&families),
        unit: metric.unit().into(),
        mean: mean(&clusters),
        quantiles,
        chance_share: if frame.certain_in(block) { Some(1.0) } else { share_within(&clusters, frame.paths()) },
        // Two sums of the same weights, added in another order, may differ in their last digits.
        present_share: if weights > 0.0 { (present / weights).min(1.0) } else { 0.0 },
    }
}
