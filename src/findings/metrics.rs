//! The distributions of the path metrics.

use super::MetricSummary;
use super::sample::{Block, Sample};
use crate::base::parallel;
use crate::scenario::Metric;
use crate::stats::mean::{mean, share_within};
use crate::stats::{Cluster, Sorted};

/// Every metric in every block.
pub(crate) fn summaries(sample: &Sample) -> Vec<MetricSummary> {
    let blocks = sample.blocks();
    let metrics = Metric::all(sample.scenario.offers.len());
    let rows = parallel::map(&metrics, |&metric| of_metric(sample, &blocks, metric));
    (0..blocks.len()).flat_map(|block| rows.iter().map(move |row| row[block].clone())).collect()
}

/// One metric in every block.
fn of_metric(sample: &Sample, blocks: &[Block], metric: Metric) -> Vec<MetricSummary> {
    let cases = sample.cases.iter().enumerate();
    let values = |branch| sample.records(branch).filter_map(|record| record.metric(metric)).collect();
    let sorted: Vec<Sorted> = cases.map(|(branch, case)| Sorted::new(values(branch), case.odds)).collect();
    blocks.iter().map(|block| summary(sample, block, metric, &sorted)).collect()
}

/// What each draw contributes to a metric's mean in a block, over the paths on which it is present; the weight of all paths.
pub(crate) fn clusters(sample: &Sample, block: &Block, metric: Metric) -> (Vec<Cluster>, f64) {
    let mut weights = 0.0;
    let mut clusters = Vec::with_capacity(sample.draws.len());
    for draw in &sample.draws {
        let mut cluster = Cluster::default();
        for &(branch, weight) in &block.parts {
            for record in &draw[branch].paths {
                weights += weight;
                if let Some(value) = record.metric(metric) {
                    cluster.add(weight, value);
                }
            }
        }
        clusters.push(cluster);
    }
    (clusters, weights)
}

fn summary(sample: &Sample, block: &Block, metric: Metric, sorted: &[Sorted]) -> MetricSummary {
    let families: Vec<String> = sample.scenario.offers.iter().map(|offer| offer.name.clone()).collect();
    let (clusters, weights) = clusters(sample, block, metric);
    let present: f64 = clusters.iter().map(|cluster| cluster.weight).sum();
    let quantiles = match block.parts[..] {
        [(branch, _)] => sorted[branch].summary(),
        _ => Sorted::merged(&sorted.iter().collect::<Vec<_>>()).summary(),
    };
    MetricSummary {
        branch: block.name.clone(),
        metric: metric.name(&families),
        unit: metric.unit().into(),
        mean: mean(&clusters),
        quantiles,
        chance_share: if sample.certain { Some(1.0) } else { share_within(&clusters, sample.paths()) },
        present_share: if weights > 0.0 { present / weights } else { 0.0 },
    }
}
