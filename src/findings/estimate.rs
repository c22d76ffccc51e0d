//! Statistics of nested samples: paths within draws (model page §5).
//!
//! Takes sums per draw, gives estimates whose errors come from the spread between draws: paths of one draw share its
//! parameters and are not independent.

use super::{Estimate, Quantiles};

/// Two-sided 95% point of the normal distribution.
pub const Z95: f64 = 1.959_963_984_540_054;

/// What one draw contributes to a mean: a weighted sum, a weighted sum of squares, and the weights.
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
    /// Adds a value with its weight.
    pub fn add(&mut self, weight: f64, value: f64) {
        self.weight += weight;
        self.sum += weight * value;
        self.squares += weight * value * value;
    }

    fn mean(&self) -> f64 {
        self.sum / self.weight
    }

    /// Variance within the draw, the weights taken as shares.
    fn variance(&self) -> f64 {
        (self.squares / self.weight - self.mean() * self.mean()).max(0.0)
    }
}

/// Mean over all draws, a ratio of sums, with its standard error; `None` if nothing has weight.
///
/// # Formula
/// `SE² = D/(D−1) · Σ (sum_i − mean · weight_i)² / (Σ weight_i)²` over D draws: the linearised ratio estimator, and the
/// usual error of a mean where all weights are equal.
pub fn mean(clusters: &[Cluster]) -> Option<Estimate> {
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

/// Share of the variance that is chance within a draw, `paths` paths in each; `None` if it cannot be told.
///
/// # Formula
/// Between draws: variance of the draws' means less what chance adds to it (`within / paths`), not below 0.
pub fn chance_share(clusters: &[Cluster], paths: usize, certain: bool) -> Option<f64> {
    if certain {
        return Some(1.0);
    }
    let used: Vec<&Cluster> = clusters.iter().filter(|cluster| cluster.weight > 0.0).collect();
    if used.len() < 2 || paths < 2 {
        return None;
    }
    let (count, paths) = (used.len() as f64, paths as f64);
    let within = used.iter().map(|cluster| cluster.variance()).sum::<f64>() / count * paths / (paths - 1.0);
    let centre = used.iter().map(|cluster| cluster.mean()).sum::<f64>() / count;
    let spread = used.iter().map(|cluster| (cluster.mean() - centre).powi(2)).sum::<f64>() / (count - 1.0);
    let between = (spread - within / paths).max(0.0);
    (within + between > 0.0).then(|| within / (within + between))
}

/// What a 95% interval of a probability is built from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proportion {
    /// The estimate and its error.
    pub estimate: Estimate,
    /// Paths.
    pub trials: usize,
    /// Independent units: the paths of a branch if no parameter is uncertain, else the draws.
    pub independent: usize,
}

impl Proportion {
    /// The 95% interval: Wilson's, at the number of independent trials that would have the same standard error.
    ///
    /// # Formula
    /// With no hit in n independent units the upper end is `1 − 0.05^(1/n)`, about 3/n; with hits only, the mirror image.
    pub fn interval(&self) -> (f64, f64) {
        let probability = self.estimate.value;
        let independent = self.independent as f64;
        let edge = 1.0 - libm::pow(0.05, 1.0 / independent);
        if probability <= 0.0 {
            return (0.0, edge);
        }
        if probability >= 1.0 {
            return (1.0 - edge, 1.0);
        }
        let trials = match self.estimate.standard_error {
            Some(error) if error > 0.0 => probability * (1.0 - probability) / (error * error),
            _ => independent,
        };
        wilson(probability, trials.clamp(1.0, self.trials.max(1) as f64))
    }
}

/// Wilson's 95% interval of a share seen in so many independent trials.
pub(super) fn wilson(probability: f64, trials: f64) -> (f64, f64) {
    let square = Z95 * Z95;
    let scale = 1.0 + square / trials;
    let centre = (probability + square / (2.0 * trials)) / scale;
    let half = Z95 / scale * (probability * (1.0 - probability) / trials + square / (4.0 * trials * trials)).sqrt();
    ((centre - half).max(0.0), (centre + half).min(1.0))
}

/// Values with their weights, sorted: what quantiles are read off.
#[derive(Debug, Clone, Default)]
pub struct Sorted {
    values: Vec<(f64, f64)>,
    weight: f64,
}

impl Sorted {
    /// Sorts values that all have the same weight.
    pub fn new(mut values: Vec<f64>, weight: f64) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        let weights = weight * values.len() as f64;
        Self { values: values.into_iter().map(|value| (value, weight)).collect(), weight: weights }
    }

    /// Several sorted samples as one.
    pub fn merged(samples: &[&Self]) -> Self {
        let mut values: Vec<(f64, f64)> = samples.iter().flat_map(|sample| sample.values.iter().copied()).collect();
        values.sort_by(|one, other| one.0.total_cmp(&other.0));
        Self { values, weight: samples.iter().map(|sample| sample.weight).sum() }
    }

    /// Least value at or below which lies at least this share of the weight; `None` if there is no value.
    fn quantiles(&self, shares: &[f64]) -> Option<Vec<f64>> {
        let last = self.values.last()?.0;
        let mut found = Vec::with_capacity(shares.len());
        let mut cumulated = 0.0;
        for &(value, weight) in &self.values {
            cumulated += weight;
            // A hair's breadth for rounding, so that the middle of four equal weights is the second.
            while found.len() < shares.len() && cumulated >= shares[found.len()] * self.weight * (1.0 - 1e-12) {
                found.push(value);
            }
        }
        found.resize(shares.len(), last);
        Some(found)
    }

    /// The quantiles of the tables and charts; `None` if there is no value.
    pub fn summary(&self) -> Option<Quantiles> {
        let found = self.quantiles(&[0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975])?;
        let [p02_5, p05, p10, p25, p50, p75, p90, p95, p97_5] = found[..] else { return None };
        Some(Quantiles { p02_5, p05, p10, p25, p50, p75, p90, p95, p97_5 })
    }
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
        assert_eq!(chance_share(&clusters(&[1.0, 2.0]), 10, false), Some(0.0));
        let mut noisy = [Cluster::default(); 2];
        for cluster in &mut noisy {
            cluster.add(1.0, -1.0);
            cluster.add(1.0, 1.0);
        }
        assert_eq!(chance_share(&noisy, 2, false), Some(1.0));
    }

    #[test]
    fn val_wilson_interval_of_a_textbook_case() {
        // 8 of 10: Wilson 95% interval (0.4902, 0.9433), e.g. Agresti and Coull 1998.
        let (low, high) = wilson(0.8, 10.0);
        assert!((low - 0.490_162).abs() < 1e-5 && (high - 0.943_318).abs() < 1e-5, "{low} {high}");
        let nothing = Proportion {
            estimate: Estimate { value: 0.0, standard_error: Some(0.0) },
            trials: 1000,
            independent: 1000,
        };
        let (low, high) = nothing.interval();
        assert!(low == 0.0 && (high - 0.002_991_245).abs() < 1e-8, "{high}");
    }

    #[test]
    fn limit_quantiles_are_values_of_the_sample() {
        let sample = Sorted::new(vec![4.0, 1.0, 3.0, 2.0], 1.0);
        let found = sample.summary().expect("values");
        assert_eq!((found.p25, found.p50, found.p75, found.p95), (1.0, 2.0, 3.0, 4.0));
        let mixed = Sorted::merged(&[&Sorted::new(vec![1.0], 0.9), &Sorted::new(vec![5.0], 0.1)]);
        assert_eq!(mixed.summary().expect("values").p75, 1.0);
        assert_eq!(mixed.summary().expect("values").p95, 5.0);
        assert!(Sorted::default().summary().is_none());
    }
}
