//! How the main metrics are distributed, by branch: equally likely values.
//!
//! Takes the certified draws, gives twenty quantiles a metric and branch. They are values that occurred, so none lies
//! beyond a bound of its metric.

use super::Density;
use super::sample::Frame;
use crate::scenario::Metric;

/// The metrics whose values are many enough for a density to mean something.
pub(crate) const METRICS: [Metric; 4] = [Metric::Subsidy, Metric::Loyalty, Metric::ClientPayoff, Metric::PatronPayoff];
/// Those that are shown by branch. Payoffs of different governments do not compare, so the client's is not among them.
pub(crate) const SHOWN: [Metric; 3] = [Metric::Subsidy, Metric::Loyalty, Metric::PatronPayoff];
/// Values a branch.
const VALUES: usize = 20;

/// The shares at which values are read off.
pub(crate) fn shares() -> Vec<f64> {
    (0..VALUES).map(|index| (index as f64 + 0.5) / VALUES as f64).collect()
}

/// The distribution of a metric, branch by branch, given the values of each at [`shares`]. A metric that does not vary has
/// none.
pub(crate) fn of_metric(frame: &Frame, metric: Metric, values: &[Option<Vec<f64>>]) -> Vec<Density> {
    let found: Vec<Density> = frame
        .cases
        .iter()
        .zip(values)
        .map(|(case, values)| Density {
            branch: case.name.clone(),
            metric: metric.name(&[]),
            unit: metric.unit().into(),
            values: values.clone().unwrap_or_default(),
        })
        .collect();
    let first = found.iter().find_map(|density| density.values.first().copied());
    let varies = found.iter().flat_map(|density| &density.values).any(|value| Some(*value) != first);
    if varies { found } else { Vec::new() }
}
