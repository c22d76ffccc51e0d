//! The normal distribution fitted to the particles, which proposals are drawn from (model page §9).
//!
//! Takes weighted points, gives their mean and the root of their covariance. Both are drawn towards the prior (mean 0,
//! variance 1, no correlation), the more so the fewer the points are.

use crate::base::matrix::root;

/// A normal distribution: its mean, and the lower triangle L for which L Lᵀ is its covariance.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reference {
    pub(super) mean: Vec<f64>,
    root: Vec<Vec<f64>>,
}

impl Reference {
    /// Fitted to weighted points; the weights sum to 1, `effective` is how many equal ones they are worth.
    pub(super) fn fitted(points: &[&[f64]], weights: &[f64], effective: f64) -> Self {
        let dimensions = points.first().map_or(0, |point| point.len());
        // The prior counts as one point for each dimension.
        let trust = effective / (effective + dimensions as f64);
        let mut mean = vec![0.0; dimensions];
        for (point, weight) in points.iter().zip(weights) {
            mean.iter_mut().zip(*point).for_each(|(mean, value)| *mean += weight * value);
        }
        let mut covariance = vec![vec![0.0; dimensions]; dimensions];
        for (point, weight) in points.iter().zip(weights) {
            for row in 0..dimensions {
                let away = weight * (point[row] - mean[row]);
                for column in 0..=row {
                    covariance[row][column] += away * (point[column] - mean[column]);
                }
            }
        }
        for (row, cells) in covariance.iter_mut().enumerate() {
            cells.iter_mut().for_each(|cell| *cell *= trust);
            cells[row] += 1.0 - trust;
        }
        mean.iter_mut().for_each(|mean| *mean *= trust);
        Self { mean, root: root(&covariance).expect("part of it is the unit matrix") }
    }

    /// What a vector of independent standard normal numbers becomes, the mean left out.
    pub(super) fn spread(&self, numbers: &[f64]) -> Vec<f64> {
        self.root.iter().map(|row| row.iter().zip(numbers).map(|(cell, number)| cell * number).sum()).collect()
    }

    /// Log density of the distribution less that of the prior, but for a constant.
    pub(super) fn log_over_prior(&self, point: &[f64]) -> f64 {
        let mut solved: Vec<f64> = Vec::with_capacity(point.len());
        for (row, cells) in self.root.iter().enumerate() {
            let known: f64 = cells.iter().zip(&solved).map(|(cell, value)| cell * value).sum();
            solved.push((point[row] - self.mean[row] - known) / cells[row]);
        }
        let square = |values: &[f64]| values.iter().map(|value| value * value).sum::<f64>();
        0.5 * (square(point) - square(&solved))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prop_the_curve_of_many_points_has_their_moments_and_density() {
        let points: Vec<Vec<f64>> =
            (0..20_000).map(|i| vec![3.0 + 0.5 * f64::from(if i % 2 == 0 { 1 } else { -1 })]).collect();
        let views: Vec<&[f64]> = points.iter().map(Vec::as_slice).collect();
        let fitted = Reference::fitted(&views, &vec![1.0 / 20_000.0; 20_000], 20_000.0);
        assert!((fitted.mean[0] - 3.0).abs() < 1e-3);
        assert!((fitted.spread(&[1.0])[0] - 0.5).abs() < 1e-3);
        let log = |point: f64| 0.5 * point * point - 0.5 * ((point - 3.0) / 0.5) * ((point - 3.0) / 0.5);
        let found = fitted.log_over_prior(&[2.5]) - fitted.log_over_prior(&[3.1]);
        assert!((found - (log(2.5) - log(3.1))).abs() < 0.01, "{found}");
    }
}
