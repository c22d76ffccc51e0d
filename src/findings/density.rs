//! Smoothed densities of the main metrics by branch.
//!
//! Takes the certified draws, gives one density a metric and branch, with one bandwidth for all branches of a metric.

use super::Density;
use super::sample::Sample;
use crate::base::parallel;
use crate::base::units::Range;
use crate::scenario::Metric;
use crate::stats::density::Grid;

/// The metrics whose values are many enough for a density to mean something.
pub(crate) const METRICS: [Metric; 4] = [Metric::Subsidy, Metric::Loyalty, Metric::ClientPayoff, Metric::PatronPayoff];

/// The densities of the main metrics, branch by branch. A metric that does not vary has none.
pub(crate) fn densities(sample: &Sample) -> Vec<Density> {
    parallel::map(&METRICS, |&metric| of_metric(sample, metric)).into_iter().flatten().collect()
}

fn of_metric(sample: &Sample, metric: Metric) -> Vec<Density> {
    let branches: Vec<Vec<f64>> = (0..sample.cases.len())
        .map(|branch| sample.records(branch).filter_map(|record| record.metric(metric)).collect())
        .collect();
    let Some(grid) = Grid::new(&branches, &Range::ANY) else { return Vec::new() };
    let named = sample.cases.iter().zip(&branches);
    named
        .map(|(case, values)| Density {
            branch: case.name.clone(),
            metric: metric.name(&[]),
            unit: metric.unit().into(),
            bandwidth: grid.bandwidth,
            points: grid.density(values),
        })
        .collect()
}
