//! Differences of two means over clusters, paired cluster by cluster or not, with their intervals.
//!
//! Takes what each cluster contributes to either mean, gives the difference with its error and its 95% interval.

use super::interval::{Z95, clopper_pearson};
use super::mean::mean;
use super::{Cluster, Estimate};
use crate::stats::rank::cosine;
use serde::{Deserialize, Serialize};

/// A difference of two figures: the case less the reference.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The difference and its standard error.
    pub estimate: Estimate,
    /// Lower end of the 95% interval; `None` if no error can be told.
    pub low95: Option<f64>,
    /// Upper end of the 95% interval.
    pub high95: Option<f64>,
}

/// A probability and the ends of its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounded {
    /// The probability.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The first mean less the second; `None` if either has no weight.
///
/// # Formula
/// Paired: `SE² = D/(D−1) · Σ (r_i − s_i)²` over the D common clusters, where `r_i = (sum_i − mean · weight_i) / Σ weight`
/// is what cluster i adds to the first mean (the linearised ratio estimator) and `s_i` what it adds to the second. With
/// equal weights it is the usual error of a mean of paired differences. Unpaired: `SE² = SE₁² + SE₂²`.
pub fn difference(case: &[Cluster], reference: &[Cluster], paired: bool) -> Option<Estimate> {
    let (one, two) = (mean(case)?, mean(reference)?);
    let standard_error = if paired {
        let count = case.len() as f64;
        let pairs = residuals(case, one.value).zip(residuals(reference, two.value));
        let squares: f64 = pairs.map(|(one, two)| (one - two).powi(2)).sum();
        (case.len() > 1).then(|| (count / (count - 1.0) * squares).sqrt())
    } else {
        one.standard_error.zip(two.standard_error).map(|(one, two)| (one * one + two * two).sqrt())
    };
    Some(Estimate { value: one.value - two.value, standard_error })
}

/// What each cluster adds to a mean.
fn residuals(clusters: &[Cluster], mean: f64) -> impl Iterator<Item = f64> + '_ {
    let weight: f64 = clusters.iter().map(|cluster| cluster.weight).sum();
    clusters.iter().map(move |cluster| (cluster.sum - mean * cluster.weight) / weight)
}

/// The interval of a difference of means: ± 1.96 standard errors. Absent where no spread was seen: a mean of which every
/// cluster says the same is not thereby certain.
pub fn interval(estimate: Estimate) -> Difference {
    let half = estimate.standard_error.filter(|error| *error > 0.0).map(|error| Z95 * error);
    Difference {
        estimate,
        low95: half.map(|half| estimate.value - half),
        high95: half.map(|half| estimate.value + half),
    }
}

/// Clusters that differ from which on ± 1.96 standard errors keep their word (docs/results.md).
pub(crate) const ENOUGH: usize = 10;

/// Clusters that show something, among clusters most of which show nothing.
struct Rare {
    seen: usize,
    of: usize,
    /// Mean size of what they show.
    size: f64,
}

impl Rare {
    fn new(values: impl Iterator<Item = f64>, of: usize) -> Self {
        let shown: Vec<f64> = values.filter(|value| *value != 0.0).collect();
        let size = shown.iter().map(|value| value.abs()).sum::<f64>() / shown.len().max(1) as f64;
        Self { seen: shown.len(), of, size }
    }

    /// How far the mean over all clusters may lie below and above what was seen.
    fn reach(&self, size: f64) -> (f64, f64) {
        let share = self.seen as f64 / self.of as f64;
        let (low, high) = clopper_pearson(self.seen, self.of);
        (size * (share - low), size * (high - share))
    }
}

/// The ends of a difference where so few clusters show any that its error says little: with 4 clusters of 2,500 that
/// differ, all one way, ± 1.96 standard errors would leave out 0, though a coin falls so in one case of eight. `None` where
/// `ENOUGH` clusters show it, or half of them, or none, or where clusters have unlike weights (a mean over what is
/// sometimes absent).
///
/// # Formula
/// Of D clusters `n₊` are higher by `m₊` on average and `n₋` lower by `m₋` (if there are none, by as much as the others):
/// `d = m₊ n₊/D − m₋ n₋/D`. With `l` and `u` the ends of Clopper's and Pearson's interval of either share, the lower end is
/// `d − √(m₊² (n₊/D − l₊)² + m₋² (u₋ − n₋/D)²)`, the upper its mirror image (Newcombe 1998, method 10, without correlation).
/// Neither end lies nearer than where a sign test puts it: at `(n₊ + n₋)/D · (m₊ θ − m₋ (1 − θ))`, θ being the end of
/// Clopper's and Pearson's interval of `n₊` among `n₊ + n₋`. Unpaired, `+` are the clusters of the case that are not 0, and `−` those of the reference.
pub fn of_few(estimate: Estimate, case: &[Cluster], reference: &[Cluster], paired: bool) -> Option<(f64, f64)> {
    let even = |clusters: &[Cluster]| clusters.iter().all(|cluster| cluster.weight == clusters[0].weight);
    if !even(case) || !even(reference) {
        return None;
    }
    let means = |clusters: &'_ [Cluster]| clusters.iter().map(Cluster::mean).collect::<Vec<f64>>();
    let (one, two) = (means(case), means(reference));
    let (up, down) = if paired {
        let gaps = || one.iter().zip(&two).map(|(one, two)| one - two);
        let rare = |sign: f64| Rare::new(gaps().map(|gap| (sign * gap).max(0.0)), case.len());
        (rare(1.0), rare(-1.0))
    } else {
        (Rare::new(one.into_iter(), case.len()), Rare::new(two.into_iter(), reference.len()))
    };
    let seen = up.seen + down.seen;
    let few = if paired { seen < ENOUGH } else { up.seen.min(down.seen) < ENOUGH };
    let rare = if paired { 2 * seen < up.of } else { 2 * up.seen < up.of && 2 * down.seen < down.of };
    if seen == 0 || !few || !rare {
        return None;
    }
    let size = |own: &Rare, other: &Rare| if own.seen > 0 { own.size } else { other.size };
    let (more, less) = (size(&up, &down), size(&down, &up));
    let (case, reference) = (up.reach(more), down.reach(less));
    let (low, high) =
        (estimate.value - reach(case.0, reference.1, 0.0), estimate.value + reach(case.1, reference.0, 0.0));
    if !paired {
        return Some((low, high));
    }
    let (least, most) = clopper_pearson(up.seen, seen);
    let sign = |share: f64| seen as f64 / up.of as f64 * (more * share - less * (1.0 - share));
    Some((low.min(sign(least)), high.max(sign(most))))
}

impl Difference {
    /// The same with an interval that reaches to these ends at least; as it is without them, or without an interval.
    #[must_use]
    pub fn reaching(self, ends: Option<(f64, f64)>) -> Self {
        let Some((low, high)) = ends else { return self };
        Self { low95: self.low95.map(|own| own.min(low)), high95: self.high95.map(|own| own.max(high)), ..self }
    }
}

/// The interval of a difference of two probabilities, from the intervals of both, for events so rare that
/// ± 1.96 standard errors would not hold.
///
/// # Formula
/// R. G. Newcombe, Statistics in Medicine 17 (1998), 2635–2650 (method 10): with p the probabilities, l and u their
/// Wilson limits and φ the correlation between clusters, the lower end is
/// `p₁ − p₂ − √((p₁ − l₁)² − 2φ (p₁ − l₁)(u₂ − p₂) + (u₂ − p₂)²)`, the upper its mirror image.
pub(crate) fn of_shares(estimate: Estimate, case: Bounded, reference: Bounded, correlation: f64) -> Difference {
    let down = |share: Bounded| share.value - share.low;
    let up = |share: Bounded| share.high - share.value;
    let known = estimate.standard_error.is_some();
    Difference {
        estimate,
        low95: known.then(|| estimate.value - reach(down(case), up(reference), correlation)),
        high95: known.then(|| estimate.value + reach(up(case), down(reference), correlation)),
    }
}

/// How far a difference reaches, if its two parts reach so far and are correlated.
fn reach(one: f64, two: f64, correlation: f64) -> f64 {
    (one * one - 2.0 * correlation * one * two + two * two).max(0.0).sqrt()
}

/// Correlation between clusters of what they add to two means; 0 if either does not vary.
pub(crate) fn correlation(case: &[Cluster], reference: &[Cluster]) -> f64 {
    let centre = |clusters| mean(clusters).map_or(0.0, |estimate| estimate.value);
    let (one, two) = (centre(case), centre(reference));
    cosine(residuals(case, one).zip(residuals(reference, two))).unwrap_or(0.0)
}

/// Standard deviation of single values, the variances of both sides averaged; `None` if neither varies.
pub(crate) fn pooled_deviation(case: &[Cluster], reference: &[Cluster]) -> Option<f64> {
    let variance = |clusters: &[Cluster]| {
        let weight: f64 = clusters.iter().map(|cluster| cluster.weight).sum();
        let centre = clusters.iter().map(|cluster| cluster.sum).sum::<f64>() / weight;
        let square = clusters.iter().map(|cluster| cluster.squares).sum::<f64>() / weight;
        // Where the variance is 0, rounding may give a tiny positive number.
        let variance = square - centre * centre;
        if variance > 1e-12 * square.abs() { variance } else { 0.0 }
    };
    let pooled = (variance(case) + variance(reference)) / 2.0;
    (pooled > 0.0).then(|| pooled.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clusters(values: &[f64]) -> Vec<Cluster> {
        values.iter().map(|value| Cluster { weight: 4.0, sum: 4.0 * value, squares: 4.0 * value * value }).collect()
    }

    fn close(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 1e-12, "{found} {wanted}");
    }

    #[test]
    fn limit_a_paired_error_is_that_of_the_differences_and_an_unpaired_one_adds_both() {
        // Draws 1, 2, 3, 4 less 0, 1, 1, 2: differences 1, 1, 2, 2, mean 1.5, sample variance 1/3, error √(1/12).
        let (case, reference) = (clusters(&[1.0, 2.0, 3.0, 4.0]), clusters(&[0.0, 1.0, 1.0, 2.0]));
        let paired = difference(&case, &reference, true).expect("weights");
        close(paired.value, 1.5);
        close(paired.standard_error.expect("four draws"), (1.0_f64 / 12.0).sqrt());
        // Sample variances 5/3 and 2/3: error √(7/12).
        let unpaired = difference(&case, &reference, false).expect("weights");
        close(unpaired.standard_error.expect("four draws"), (7.0_f64 / 12.0).sqrt());
        assert_eq!(difference(&clusters(&[1.0]), &clusters(&[0.0]), true).expect("weights").standard_error, None);
        assert_eq!(difference(&case, &[Cluster::default(); 4], true), None);
    }

    #[test]
    fn limit_unequal_weights_give_the_difference_of_two_ratios() {
        // First side: sums 2 and 6 over weights 1 and 3, mean 2; second: 1 and 5 over 1 and 2, mean 2.
        let of = |pairs: [(f64, f64); 2]| pairs.map(|(weight, sum)| Cluster { weight, sum, squares: 0.0 });
        let found = difference(&of([(1.0, 2.0), (3.0, 6.0)]), &of([(1.0, 1.0), (2.0, 5.0)]), true).expect("weights");
        // Residuals of the first (2 − 2)/4 = 0 and (6 − 6)/4 = 0; of the second (1 − 2)/3 = −1/3 and (5 − 4)/3 = 1/3.
        close(found.value, 0.0);
        close(found.standard_error.expect("two draws"), (2.0_f64 * (2.0 / 9.0)).sqrt());
    }

    fn share(value: f64, low: f64, high: f64) -> Bounded {
        Bounded { value, low, high }
    }

    #[test]
    fn limit_square_and_add_by_hand() {
        // 0.6 (0.3 to 0.8) less 0.2 (0.1 to 0.6), uncorrelated: down √(0.3² + 0.4²) = 0.5, up √(0.2² + 0.1²).
        let estimate = Estimate { value: 0.4, standard_error: Some(0.1) };
        let found = of_shares(estimate, share(0.6, 0.3, 0.8), share(0.2, 0.1, 0.6), 0.0);
        close(found.low95.expect("an end"), -0.1);
        close(found.high95.expect("an end"), 0.4 + 0.05_f64.sqrt());
        // Fully correlated: the reaches subtract, 0.4 − 0.3 and 0.2 − 0.1.
        let found = of_shares(estimate, share(0.6, 0.3, 0.8), share(0.2, 0.1, 0.6), 1.0);
        close(found.low95.expect("an end"), 0.3);
        close(found.high95.expect("an end"), 0.5);
    }

    #[test]
    fn limit_correlation_and_pooled_deviation_by_hand() {
        let (case, reference) = (clusters(&[1.0, 2.0, 3.0]), clusters(&[5.0, 5.0, 8.0]));
        // Deviations −1, 0, 1 and −1, −1, 2: 3 / √(2 · 6).
        close(correlation(&case, &reference), 3.0 / 12.0_f64.sqrt());
        assert_eq!(correlation(&case, &clusters(&[4.0, 4.0, 4.0])), 0.0);
        // Variances 2/3 and 2: their mean is 4/3.
        close(pooled_deviation(&case, &reference).expect("they vary"), (4.0_f64 / 3.0).sqrt());
        assert_eq!(pooled_deviation(&clusters(&[0.1, 0.1]), &clusters(&[0.3, 0.3])), None);
    }

    #[test]
    fn an_error_that_was_not_seen_gives_no_interval() {
        assert_eq!(interval(Estimate { value: 1.0, standard_error: Some(0.0) }).low95, None);
        assert_eq!(interval(Estimate { value: 1.0, standard_error: None }).high95, None);
        close(interval(Estimate { value: 1.0, standard_error: Some(1.0) }).high95.expect("an end"), 1.0 + Z95);
    }

    /// `lower` clusters of `all` in which the case is lower by one of ten, `higher` in which it is higher.
    fn few(lower: usize, higher: usize, all: usize) -> (Vec<Cluster>, Vec<Cluster>) {
        let cluster = |sum: f64| Cluster { weight: 10.0, sum, squares: sum };
        let ones = |from: usize, to: usize| {
            (0..all).map(|place| cluster(f64::from(u8::from((from..to).contains(&place))))).collect()
        };
        (ones(lower, lower + higher), ones(0, lower))
    }

    #[test]
    fn regress_few_differences_one_way_leave_0_in_as_a_sign_test_does() {
        // Sign test: of n coins all fall one way with probability 2^(1 − n): below 5% from 6 on.
        for lower in 1..ENOUGH {
            let (case, reference) = few(lower, 0, 500);
            let estimate = difference(&case, &reference, true).expect("weights");
            let found = interval(estimate).reaching(of_few(estimate, &case, &reference, true));
            let (low, high) = (found.low95.expect("an end"), found.high95.expect("an end"));
            assert_eq!(high < 0.0, lower >= 6, "{lower}: {high}");
            assert!(low < estimate.value && low > 4.0 * estimate.value - 0.01, "{lower}: {low}");
            let plain = interval(estimate);
            assert!(plain.low95.is_some_and(|end| end >= low) && plain.high95.is_some_and(|end| end <= high));
        }
        // As many up as down, and one of each side in unpaired runs.
        let (case, reference) = few(2, 2, 500);
        let estimate = difference(&case, &reference, true).expect("weights");
        let (low, high) = of_few(estimate, &case, &reference, true).expect("few");
        close(low, -high);
        assert!(of_few(estimate, &case, &reference, false).is_some());
    }

    #[test]
    fn differences_in_many_clusters_or_in_most_keep_their_interval() {
        let of = |(case, reference): (Vec<Cluster>, Vec<Cluster>)| {
            let estimate = difference(&case, &reference, true).expect("weights");
            of_few(estimate, &case, &reference, true)
        };
        assert_eq!(of(few(10, 0, 500)), None);
        assert_eq!(of(few(4, 0, 8)), None);
        assert_eq!(of(few(0, 0, 8)), None);
        assert!(of(few(4, 0, 9)).is_some());
    }
}
