//! How the main metrics are distributed, by branch: equally likely values.
//!
//! Takes the certified draws, gives twenty quantiles a metric and branch. They are values that occurred, so none lies
//! beyond a bound of its metric.

use super::Density;
use super::sample::Sample;
use crate::base::parallel;
use crate::scenario::Metric;
use crate::stats::Sorted;

/// The metrics whose values are many enough for a density to mean something.
pub(crate) const METRICS: [Metric; 4] = [Metric::Subsidy, Metric::Loyalty, Metric::ClientPayoff, Metric::PatronPayoff];
/// Those that are shown by branch. Payoffs of different governments do not compare, so the client's is not among them.
const SHOWN: [Metric; 3] = [Metric::Subsidy, Metric::Loyalty, Metric::PatronPayoff];
/// Values a branch.
const VALUES: usize = 20;

/// The distributions of the main metrics, branch by branch. A metric that does not vary has none.
pub(crate) fn densities(sample: &Sample) -> Vec<Density> {
    parallel::map(&SHOWN, |&metric| of_metric(sample, metric)).into_iter().flatten().collect()
}

fn of_metric(sample: &Sample, metric: Metric) -> Vec<Density> {
    let values = |branch| Sorted::new(sample.records(branch).filter_map(|record| record.metric(metric)).collect());
    let share = |index: usize| (index as f64 + 0.5) / VALUES as f64;
    let named = sample.cases.iter().enumerate().map(|(index, case)| (case, values(index)));
    let found: Vec<Density> = named
        .map(|(case, values)| Density {
            branch: case.name.clone(),
            metric: metric.name(&[]),
            unit: metric.unit().into(),
            values: (0..VALUES).filter_map(|index| values.quantile(share(index))).collect(),
        })
        .collect();
    let varies = found.iter().flat_map(|density| &density.values).any(|value| *value != found[0].values[0]);
    if varies { found } else { Vec::new() }
}
