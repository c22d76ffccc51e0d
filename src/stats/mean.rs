//! Means with their standard errors: of independent numbers, of numbers in clusters, of a series.
//!
//! Takes numbers or their sums by cluster, gives estimates. Numbers of one cluster are not independent of each other:
//! the error of a mean over clusters comes from the spread between them.

use serde::{Deserialize, Serialize};

/// A figure with its standard error.
///
/// The error is `None` where it cannot be known: one cluster says nothing of the spread between clusters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Its standard error.
    pub standard_error: Option<f64>,
}

/// What one cluster contributes to a mean: a weighted sum, a weighted sum of squares, and the weights.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cluster {
    /// Σ weight.
    pub weight: f64,
    /// Σ weight · value.
    pub sum: f64,
    /// Σ weight · value².
    pub squares: f64,
}

impl Cluster {
    /// A cluster of one number.
    pub fn of(value: f64) -> Self {
        let mut cluster = Self::default();
        cluster.add(1.0, value);
        cluster
    }

    /// Adds a value with its weight.
    pub fn add(&mut self, weight: f64, value: f64) {
        self.weight += weight;
        self.sum += weight * value;
        self.squares += weight * value * value;
    }

    /// Mean of the cluster; not a number if nothing has weight.
    pub fn mean(&self) -> f64 {
        self.sum / self.weight
    }

    /// Variance within the cluster, the weights taken as shares.
    fn variance(&self) -> f64 {
        (self.squares / self.weight - self.mean() * self.mean()).max(0.0)
    }
}

/// Mean over all clusters, a ratio of sums, with its standard error; `None` if nothing has weight.
///
/// # Formula
/// `SE² = D/(D−1) · Σ (sum_i − mean · weight_i)² / (Σ weight_i)²` over D clusters: the linearised ratio estimator, and the
/// usual error of a mean where all weights are equal.
pub(crate) fn mean(clusters: &[Cluster]) -> Option<Estimate> {
    let weight: f64 = clusters.iter().map(|cluster| cluster.weight).sum();
    if weight <= 0.0 {
        return None;
    }
    let value = clusters.iter().map(|cluster| cluster.sum).sum::<f64>() / weight;
    let count = clusters.len() as f64;
    let squares: f64 = clusters.iter().map(|cluster| (cluster.sum - value * cluster.weight).powi(2)).sum();
    let standard_error = (clusters.len() > 1).then(|| (count / (count - 1.0) * squares).sqrt() / weight);
    Some(Estimate { value, standard_error })
}

/// Mean of independent numbers, with the usual error; `None` if there are none.
pub(crate) fn of_values(values: impl IntoIterator<Item = f64>) -> Option<Estimate> {
    mean(&values.into_iter().map(Cluster::of).collect::<Vec<_>>())
}

/// How means of samples are drawn towards the mean of them all by the noise in them.
///
/// # Formula
/// `m + k (x − m)` with `k = max(0, 1 − noise / S²)`, where m is the mean of the x and S² their variance (over one less):
/// k is the share of S² that is no noise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shrinking {
    mean: f64,
    kept: f64,
}

impl Shrinking {
    /// Of means with a sampling variance that they have in common; `None` of fewer than two.
    pub(crate) fn new(means: &[f64], noise: f64) -> Option<Self> {
        let Estimate { value, standard_error } = of_values(means.iter().copied())?;
        let spread = standard_error?.powi(2) * means.len() as f64;
        let kept = if spread > 0.0 { (1.0 - noise / spread).max(0.0) } else { 0.0 };
        Some(Self { mean: value, kept })
    }

    /// One of the means, drawn towards that of all.
    pub(crate) fn of(self, mean: f64) -> f64 {
        self.mean + self.kept * (mean - self.mean)
    }
}

/// Mean and standard deviation of numbers, the deviation over all of them (not one less); not numbers if there are none.
pub(crate) fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let square = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
    (mean, square.sqrt())
}

/// Share of the variance that lies within clusters of `size` numbers each; `None` if it cannot be told.
///
/// # Formula
/// Between clusters: variance of their means less what the spread within adds to it (`within / size`), not below 0.
pub(crate) fn share_within(clusters: &[Cluster], size: usize) -> Option<f64> {
    let used: Vec<&Cluster> = clusters.iter().filter(|cluster| cluster.weight > 0.0).collect();
    if used.len() < 2 || size < 2 {
        return None;
    }
    let (count, size) = (used.len() as f64, size as f64);
    let within = used.iter().map(|cluster| cluster.variance()).sum::<f64>() / count * size / (size - 1.0);
    let centre = used.iter().map(|cluster| cluster.mean()).sum::<f64>() / count;
    let spread = used.iter().map(|cluster| (cluster.mean() - centre).powi(2)).sum::<f64>() / (count - 1.0);
    let between = (spread - within / size).max(0.0);
    (within + between > 0.0).then(|| within / (within + between))
}

/// Mean of a series with a standard error that allows for dependence between neighbours (Newey and West 1987).
///
/// # Formula
/// With the autocovariances `γ_l = Σ_t e_t e_{t+l} / n` of the deviations from the mean (0 where there is no number),
/// `SE² = ( γ_0 + 2 Σ_{l=1..L} (1 − l/(L+1)) γ_l ) / n` up to lag L, which is never negative.
pub(crate) fn of_series(series: &[Option<f64>], lag: usize) -> Option<Estimate> {
    let count = series.iter().flatten().count() as f64;
    if count == 0.0 {
        return None;
    }
    let value = series.iter().flatten().sum::<f64>() / count;
    let deviations: Vec<f64> = series.iter().map(|found| found.map_or(0.0, |found| found - value)).collect();
    let covariance = |gap: usize| -> f64 {
        let pairs = deviations.iter().zip(deviations.iter().skip(gap));
        pairs.map(|(one, other)| one * other).sum::<f64>() / count
    };
    let weight = |gap: usize| 1.0 - gap as f64 / (lag + 1) as f64;
    let spread = covariance(0) + 2.0 * (1..=lag).map(|gap| weight(gap) * covariance(gap)).sum::<f64>();
    let standard_error = (count > 1.0).then(|| (spread.max(0.0) / count).sqrt());
    Some(Estimate { value, standard_error })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clusters(means: &[f64]) -> Vec<Cluster> {
        means.iter().map(|mean| Cluster { weight: 10.0, sum: 10.0 * mean, squares: 10.0 * mean * mean }).collect()
    }

    #[test]
    fn limit_error_of_equal_draws_is_the_usual_one() {
        // Means 1, 2, 3, 4: sample variance 5/3, error √(5/3/4) = 0.645497.
        let estimate = mean(&clusters(&[1.0, 2.0, 3.0, 4.0])).expect("weights");
        assert!((estimate.value - 2.5).abs() < 1e-12);
        assert!((estimate.standard_error.expect("four draws") - 0.645_497_224_367_902_8).abs() < 1e-12);
        assert_eq!(mean(&clusters(&[1.0])).expect("weights").standard_error, None);
        assert_eq!(mean(&[Cluster::default()]), None);
    }

    #[test]
    fn limit_variance_is_all_between_draws_if_paths_of_a_draw_agree() {
        assert_eq!(share_within(&clusters(&[1.0, 2.0]), 10), Some(0.0));
        let mut noisy = [Cluster::default(); 2];
        for cluster in &mut noisy {
            cluster.add(1.0, -1.0);
            cluster.add(1.0, 1.0);
        }
        assert_eq!(share_within(&noisy, 2), Some(1.0));
    }

    #[test]
    fn val_error_of_a_dependent_mean_by_hand() {
        // 1, 2, 4, 3: mean 2.5, deviations −1.5, −0.5, 1.5, 0.5; γ0 = 1.25, γ1 = (0.75 − 0.75 + 0.75)/4 = 0.1875,
        // γ2 = (−2.25 − 0.25)/4 = −0.625, γ3 = −0.75/4 = −0.1875.
        let found = of_series(&[1.0, 2.0, 4.0, 3.0].map(Some), 4).expect("four numbers");
        let spread = 1.25 + 2.0 * (0.8 * 0.1875 + 0.6 * -0.625 + 0.4 * -0.1875);
        let expected = (spread / 4.0_f64).sqrt();
        assert!((found.value - 2.5).abs() < 1e-12);
        assert!((found.standard_error.expect("an error") - expected).abs() < 1e-12, "{found:?} {expected}");
        // A gap parts its neighbours.
        let gap = of_series(&[Some(1.0), None, Some(3.0)], 4).expect("two numbers");
        let spread: f64 = 1.0 + 2.0 * 0.6 * -0.5;
        assert!((gap.standard_error.expect("an error") - (spread / 2.0).sqrt()).abs() < 1e-12);
        assert_eq!(of_series(&[None], 4), None);
    }

    #[test]
    fn limit_noise_that_explains_all_leaves_the_mean_and_none_leaves_the_numbers() {
        // 1, 2, 3: mean 2, variance 1. A noise of 1/4 leaves three quarters of each distance.
        let shrunk = |means: &[f64], noise: f64| -> Option<Vec<f64>> {
            let found = Shrinking::new(means, noise)?;
            Some(means.iter().map(|mean| found.of(*mean)).collect())
        };
        let numbers = [1.0, 2.0, 3.0];
        assert_eq!(shrunk(&numbers, 0.0), Some(numbers.to_vec()));
        let found = shrunk(&numbers, 0.25).expect("three numbers");
        let expected = [1.25, 2.0, 2.75];
        assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-12), "{found:?}");
        assert_eq!(shrunk(&numbers, 1.5), Some(vec![2.0; 3]));
        assert_eq!(shrunk(&[0.3, 0.3], 0.0), Some(vec![0.3; 2]));
        assert_eq!(shrunk(&[1.0], 0.0), None);
    }
}
