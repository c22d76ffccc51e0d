//! Quantiles of a sample: values that occurred, never values between two of them.
//!
//! Takes values, with weights or without, gives the least of them at or below which lies a share of the weight.

use serde::{Deserialize, Serialize};

/// Quantiles of a distribution. `p02_5` is the 2.5% quantile.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Quantiles {
    pub p02_5: f64,
    pub p05: f64,
    pub p10: f64,
    pub p25: f64,
    pub p50: f64,
    pub p75: f64,
    pub p90: f64,
    pub p95: f64,
    pub p97_5: f64,
}

/// Values with their weights, sorted: what quantiles are read off.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sorted {
    values: Vec<(f64, f64)>,
    weight: f64,
}

impl Sorted {
    /// Sorts values that all have the same weight.
    pub(crate) fn new(mut values: Vec<f64>, weight: f64) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        let weights = weight * values.len() as f64;
        Self { values: values.into_iter().map(|value| (value, weight)).collect(), weight: weights }
    }

    /// Several sorted samples as one.
    pub(crate) fn merged(samples: &[&Self]) -> Self {
        let mut values: Vec<(f64, f64)> = samples.iter().flat_map(|sample| sample.values.iter().copied()).collect();
        values.sort_by(|one, other| one.0.total_cmp(&other.0));
        Self { values, weight: samples.iter().map(|sample| sample.weight).sum() }
    }

    /// Least value at or below which lies this share of the weight; `None` if there is no value.
    pub(crate) fn quantile(&self, share: f64) -> Option<f64> {
        self.quantiles(&[share]).map(|found| found[0])
    }

    /// Least values, for shares in rising order, at or below which lies at least that share of the
    /// weight; `None` if there is no value.
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
    pub(crate) fn summary(&self) -> Option<Quantiles> {
        let found = self.quantiles(&[0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975])?;
        let [p02_5, p05, p10, p25, p50, p75, p90, p95, p97_5] = found[..] else { return None };
        Some(Quantiles { p02_5, p05, p10, p25, p50, p75, p90, p95, p97_5 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
