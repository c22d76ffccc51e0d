//! Smoothed densities of the main metrics by branch.
//!
//! Values are counted in fine bins and the bins smoothed with a Gaussian kernel, one bandwidth for all branches of a
//! metric: Silverman's rule on all of them together. Source: B. W. Silverman, Density Estimation (1986), §3.4.

use super::Density;
use super::sample::Sample;
use crate::base::parallel;
use crate::scenario::Metric;

/// The metrics whose values are many enough for a density to mean something.
pub const METRICS: [Metric; 4] = [Metric::Subsidy, Metric::Loyalty, Metric::ClientPayoff, Metric::PatronPayoff];
/// Points of a density.
const POINTS: usize = 241;

/// The densities of the main metrics, branch by branch. A metric that does not vary has none.
pub fn densities(sample: &Sample) -> Vec<Density> {
    parallel::map(&METRICS, |&metric| of_metric(sample, metric)).into_iter().flatten().collect()
}

fn of_metric(sample: &Sample, metric: Metric) -> Vec<Density> {
    let branches: Vec<Vec<f64>> = (0..sample.cases.len())
        .map(|branch| sample.records(branch).filter_map(|record| record.metric(metric)).collect())
        .collect();
    let Some(grid) = Grid::new(&branches) else { return Vec::new() };
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

/// Where a density is told, and how it is smoothed.
pub struct Grid {
    low: f64,
    step: f64,
    /// Standard deviation of the Gaussian kernel.
    pub bandwidth: f64,
}

impl Grid {
    /// A grid that covers all but the outermost thousandth of the values on either side; `None` if they do not vary.
    pub fn new(branches: &[Vec<f64>]) -> Option<Self> {
        let mut all: Vec<f64> = branches.concat();
        all.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| all.get((share * all.len().saturating_sub(1) as f64) as usize).copied();
        let (low, quarter, three_quarters, high) = (at(0.001)?, at(0.25)?, at(0.75)?, at(0.999)?);
        let count = all.len() as f64;
        let mean = all.iter().sum::<f64>() / count;
        let deviation = (all.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
        let spread = (three_quarters - quarter) / 1.349;
        let scale = if spread > 0.0 { deviation.min(spread) } else { deviation };
        let bandwidth = 0.9 * scale * libm::pow(count, -0.2);
        if !(bandwidth > 0.0 && high > low) {
            return None;
        }
        let (low, high) = (low - 3.0 * bandwidth, high + 3.0 * bandwidth);
        Some(Self { low, step: (high - low) / (POINTS - 1) as f64, bandwidth })
    }

    /// The density of values, point by point.
    pub fn density(&self, values: &[f64]) -> Vec<(f64, f64)> {
        let bins = self.bins(values);
        let kernel: Vec<f64> = (0..POINTS)
            .map(|gap| {
                let away = gap as f64 * self.step / self.bandwidth;
                libm::exp(-0.5 * away * away) / (self.bandwidth * (2.0 * std::f64::consts::PI).sqrt())
            })
            .collect();
        let smoothed =
            |point: usize| bins.iter().enumerate().map(|(bin, share)| share * kernel[point.abs_diff(bin)]).sum();
        (0..POINTS).map(|point| (self.low + point as f64 * self.step, smoothed(point))).collect()
    }

    /// Share of the values at each point, a value between two points divided among them by its nearness.
    fn bins(&self, values: &[f64]) -> Vec<f64> {
        let mut bins = vec![0.0; POINTS];
        let share = 1.0 / values.len().max(1) as f64;
        for value in values {
            let place = ((value - self.low) / self.step).clamp(0.0, (POINTS - 1) as f64);
            let (below, part) = (place.floor() as usize, place.fract());
            bins[below] += share * (1.0 - part);
            if part > 0.0 {
                bins[below + 1] += share * part;
            }
        }
        bins
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_a_density_integrates_to_one() {
        let values: Vec<f64> = (0..1000).map(|i| f64::from(i % 37) + 0.1 * f64::from(i % 11)).collect();
        let grid = Grid::new(std::slice::from_ref(&values)).expect("the values vary");
        let points = grid.density(&values);
        let area: f64 = points.iter().map(|(_, density)| density * grid.step).sum();
        assert!((area - 1.0).abs() < 0.01, "{area}");
        assert!(Grid::new(&[vec![2.0; 50]]).is_none());
    }
}
