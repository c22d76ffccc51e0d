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

/// Values that all have the same weight, sorted: what quantiles are read off.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sorted(Vec<f64>);

impl Sorted {
    /// Sorts values.
    pub(crate) fn new(mut values: Vec<f64>) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        Self(values)
    }

    fn even(&self) -> impl Iterator<Item = (f64, f64)> + Clone {
        self.0.iter().map(|value| (*value, 1.0))
    }

    /// Least value at or below which lies this share of the weight; `None` if there is no value.
    pub(crate) fn quantile(&self, share: f64) -> Option<f64> {
        quantiles(self.even(), [share]).map(|[found]| found)
    }

    /// The quantiles of the tables and charts; `None` if there is no value.
    pub(crate) fn summary(&self) -> Option<Quantiles> {
        quantiles(self.even(), SHARES).map(Quantiles::named)
    }
}

/// Shares of the weight at which [`Quantiles`] are read off.
pub(crate) const SHARES: [f64; 9] = [0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975];
/// What of a share is enough: a hair's breadth for rounding, so that the middle of four equal weights is the second.
pub(super) const ALLOWED: f64 = 1.0 - 1e-12;

impl Quantiles {
    /// The values at [`SHARES`] by their names.
    pub(crate) fn named([p02_5, p05, p10, p25, p50, p75, p90, p95, p97_5]: [f64; 9]) -> Self {
        Self { p02_5, p05, p10, p25, p50, p75, p90, p95, p97_5 }
    }
}

/// Least values, for shares in rising order, at or below which lies at least that share of the weight of sorted values;
/// `None` if there is no value.
pub(super) fn quantiles<const N: usize>(
    mut values: impl Iterator<Item = (f64, f64)> + Clone,
    shares: [f64; N],
) -> Option<[f64; N]> {
    let all: f64 = values.clone().map(|(_, weight)| weight).sum();
    let wanted = shares.map(|share| share * all * ALLOWED);
    let (mut found, mut known) = ([f64::NAN; N], 0);
    let (mut last, mut cumulated) = (None, 0.0);
    while known < N {
        let Some((value, weight)) = values.next() else { break };
        cumulated += weight;
        last = Some(value);
        while known < N && cumulated >= wanted[known] {
            found[known] = value;
            known += 1;
        }
    }
    found[known..].fill(last?);
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_quantiles_are_values_of_the_sample() {
        let sample = Sorted::new(vec![4.0, 1.0, 3.0, 2.0]);
        let found = sample.summary().expect("values");
        assert_eq!((found.p25, found.p50, found.p75, found.p95), (1.0, 2.0, 3.0, 4.0));
        let mixed = quantiles([(1.0, 0.9), (5.0, 0.1)].into_iter(), [0.75, 0.95]);
        assert_eq!(mixed, Some([1.0, 5.0]));
        assert!(Sorted::default().summary().is_none());
    }
}
