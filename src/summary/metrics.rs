//! The distributions of the path metrics.

use super::estimate::{Cluster, Sorted, chance_share, mean};
use super::sample::{Block, Sample};
use super::MetricSummary;
use crate::scenario::Metric;

/// Every metric in every block.
pub fn summaries(sample: &Sample) -> Vec<MetricSummary> {
    let blocks = sample.blocks();
    let metrics = Metric::all(sample.scenario.offers.len());
    let mut by_block: Vec<Vec<MetricSummary>> = vec![Vec::new(); blocks.len()];
    for metric in metrics {
        let sorted: Vec<Sorted> = sample
            .cases
            .iter()
            .enumerate()
            .map(|(branch, case)| {
                Sorted::new(sample.records(branch).filter_map(|record| record.metric(metric)).collect(), case.odds)
            })
            .collect();
        for (rows, block) in by_block.iter_mut().zip(&blocks) {
            rows.push(summary(sample, block, metric, &sorted));
        }
    }
    by_block.into_iter().flatten().collect()
}

fn summary(sample: &Sample, block: &Block, metric: Metric, sorted: &[Sorted]) -> MetricSummary {
    let families: Vec<String> = sample.scenario.offers.iter().map(|offer| offer.name.clone()).collect();
    let mut weights = 0.0;
    let mut clusters = Vec::with_capacity(sample.draws.len());
    for draw in &sample.draws {
        let mut cluster = Cluster::default();
        for &(branch, weight) in &block.parts {
            for record in &draw[branch].records {
                weights += weight;
                if let Some(value) = record.metric(metric) {
                    cluster.add(weight, value);
                }
            }
        }
        clusters.push(cluster);
    }
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
        chance_share: chance_share(&clusters, sample.paths(), sample.certain),
        present_share: if weights > 0.0 { present / weights } else { 0.0 },
    }
}
