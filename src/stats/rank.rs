//! Rank correlation with its interval (Spearman 1904).
//!
//! Takes pairs of numbers, gives how far one rises with the other, whatever the shape of the rise.

use super::interval::Z95;
use serde::{Deserialize, Serialize};

/// Least number of pairs for an interval: Fisher's z has the variance 1.06 / (n − 3).
pub(crate) const LEAST: usize = 4;

/// A rank correlation, −1 to 1, with its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Correlation {
    /// Spearman's coefficient.
    pub value: f64,
    /// Lower end of its 95% interval.
    pub low95: f64,
    /// Upper end.
    pub high95: f64,
}

impl Correlation {
    /// Of pairs in the same order; `None` if there are fewer than `LEAST`, or if one side does not vary.
    ///
    /// # Formula
    /// Pearson's coefficient of the ranks, ties at their mean rank. Interval: `tanh(atanh r ± 1.96 √(1.06 / (n − 3)))`
    /// (Fieller, Hartley and Pearson 1957).
    pub fn of(one: &[f64], two: &[f64]) -> Option<Self> {
        debug_assert_eq!(one.len(), two.len());
        if one.len() < LEAST {
            return None;
        }
        let value = pearson(&ranks(one), &ranks(two))?;
        let half = Z95 * (1.06 / (one.len() as f64 - 3.0)).sqrt();
        // A perfect correlation would lie at infinity, with an interval of no width: it keeps one.
        let centre = libm::atanh(value.clamp(-0.999_999, 0.999_999));
        let end = |z: f64| libm::tanh(z);
        Some(Self { value, low95: end(centre - half), high95: end(centre + half) })
    }

    /// Whether the interval leaves out 0.
    pub fn tells(&self) -> bool {
        self.low95 > 0.0 || self.high95 < 0.0
    }
}

/// Rank of each value, from 1; equal values share the mean of their ranks.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&one, &two| values[one].total_cmp(&values[two]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    while from < order.len() {
        let same = order[from..].iter().take_while(|&&place| values[place] == values[order[from]]).count();
        let mean = from as f64 + (same as f64 + 1.0) / 2.0;
        order[from..from + same].iter().for_each(|&place| ranks[place] = mean);
        from += same;
    }
    ranks
}

/// Pearson's coefficient of two series; `None` if either does not vary.
pub(crate) fn pearson(one: &[f64], two: &[f64]) -> Option<f64> {
    // Asked of the values themselves: their deviations from a rounded mean may all be a hair above 0.
    let varies = |values: &[f64]| values.iter().any(|value| *value != values[0]);
    if !varies(one) || !varies(two) {
        return None;
    }
    let count = one.len() as f64;
    let centre = |values: &[f64]| values.iter().fold(0.0, |sum, value| sum + value / count);
    let (first, second) = (centre(one), centre(two));
    let pairs = one.iter().zip(two).map(|(one, two)| (one - first, two - second));
    cosine(pairs).map(|found| found.clamp(-1.0, 1.0))
}

/// The coefficient of series that have the mean 0 already; `None` if either does not vary.
pub(crate) fn cosine(pairs: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (mut product, mut first, mut second) = (0.0, 0.0, 0.0);
    for (one, two) in pairs {
        product += one * two;
        first += one * one;
        second += two * two;
    }
    let spread = (first * second).sqrt();
    (spread > 0.0).then(|| product / spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn val_spearman_of_a_textbook_case() {
        // IQ and hours of television of ten persons (Wikipedia, "Spearman's rank correlation coefficient"): −29/165.
        let one = [106.0, 100.0, 86.0, 101.0, 99.0, 103.0, 97.0, 113.0, 112.0, 110.0];
        let two = [7.0, 27.0, 2.0, 50.0, 28.0, 29.0, 20.0, 12.0, 6.0, 17.0];
        let found = Correlation::of(&one, &two).expect("ten pairs");
        assert!((found.value + 29.0 / 165.0).abs() < 1e-12, "{found:?}");
        // atanh(−0.175758) = −0.177602; ± 1.959964 √(1.06/7) = ± 0.762697; tanh: −0.7354, 0.5264.
        assert!((found.low95 + 0.735_4).abs() < 1e-4 && (found.high95 - 0.526_4).abs() < 1e-4, "{found:?}");
        assert!(!found.tells());
    }

    #[test]
    fn limit_a_rise_of_any_shape_is_perfect() {
        let found = Correlation::of(&[1.0, 2.0, 3.0, 4.0, 5.0], &[1.0, 10.0, 11.0, 500.0, 501.0]).expect("five pairs");
        assert!((found.value - 1.0).abs() < 1e-12 && found.low95 > 0.9 && found.tells(), "{found:?}");
        let fall = Correlation::of(&[1.0, 2.0, 3.0, 4.0, 5.0], &[5.0, 4.0, 3.0, 2.0, 1.0]).expect("five pairs");
        assert!((fall.value + 1.0).abs() < 1e-12);
    }

    #[test]
    fn ties_share_their_rank_and_what_does_not_vary_has_none() {
        assert_eq!(ranks(&[2.0, 1.0, 2.0, 3.0]), [2.5, 1.0, 2.5, 4.0]);
        assert_eq!(Correlation::of(&[1.0; 9], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]), None);
        assert_eq!(Correlation::of(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]), None);
    }
}
