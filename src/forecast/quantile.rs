//! Quantiles of the distributions that a scenario may state (model page §5).
//!
//! Takes a distribution and a share, gives the value below which that share of it lies. Closed forms where they exist,
//! halving on `libm` functions elsewhere: the same bits on every machine, which a library built on the platform's
//! logarithm would not give.

use crate::scenario::Distribution;
use std::f64::consts::FRAC_1_SQRT_2;

/// Halvings of an interval: more than a double has bits.
const HALVINGS: usize = 64;
/// Terms of the continued fraction: with shapes that sum to 6 half as many reach the last bit.
const TERMS: usize = 48;
/// Nothing of a bell curve lies farther out in double precision, standard deviations.
const FARTHEST: f64 = 9.0;
/// Weight of the mode in a PERT distribution.
const PERT: f64 = 4.0;

/// The value below which this share of the distribution lies; `share` strictly between 0 and 1.
pub fn quantile(distribution: &Distribution, share: f64) -> f64 {
    let (least, greatest) = distribution.support();
    let value = match *distribution {
        Distribution::Triangular { low, mode, high } => triangular(low, mode, high, share),
        Distribution::Uniform { low, high } => low + (high - low) * share,
        Distribution::Normal { mean, sd, low, high } => mean + sd * cut((low - mean) / sd, (high - mean) / sd, share),
        Distribution::Lognormal { median, sigma, low, high } => {
            let end = |bound: f64| (libm::log(bound) - libm::log(median)) / sigma;
            median * libm::exp(sigma * cut(end(low), end(high), share))
        }
        Distribution::Beta { low, mode, high } => {
            let part = (mode - low) / (high - low);
            low + (high - low) * beta(1.0 + PERT * part, 1.0 + PERT * (1.0 - part), share)
        }
    };
    value.clamp(least, greatest)
}

/// Share of the standard normal distribution below `value`.
pub fn normal_share(value: f64) -> f64 {
    let share = 0.5 * libm::erfc(-value * FRAC_1_SQRT_2);
    // Never 0, never 1: an end without bound is not a value.
    share.clamp(f64::MIN_POSITIVE, 1.0 - 0.5 * f64::EPSILON)
}

/// Value below which this share of the standard normal distribution lies.
pub fn normal(share: f64) -> f64 {
    if share > 0.5 {
        return -normal(1.0 - share);
    }
    halved(-FARTHEST, 0.0, |value| 0.5 * libm::erfc(-value * FRAC_1_SQRT_2) < share)
}

fn triangular(low: f64, mode: f64, high: f64, share: f64) -> f64 {
    let width = high - low;
    if share * width < mode - low {
        low + (share * width * (mode - low)).sqrt()
    } else {
        high - ((1.0 - share) * width * (high - mode)).sqrt()
    }
}

/// Quantile of the standard normal distribution cut at two ends.
fn cut(low: f64, high: f64, share: f64) -> f64 {
    let [below, above] = [low, high].map(|end| 0.5 * libm::erfc(-end * FRAC_1_SQRT_2));
    normal(below + (above - below) * share)
}

/// Quantile of the beta distribution on 0 to 1.
fn beta(a: f64, b: f64, share: f64) -> f64 {
    halved(0.0, 1.0, |value| incomplete_beta(a, b, value) < share)
}

/// The place in an interval up to which `below` holds.
fn halved(mut low: f64, mut high: f64, below: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if below(middle) { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Regularised incomplete beta function, by the continued fraction of Abramowitz and Stegun 26.5.8 worked out from its
/// last term; on the side where it converges slowly, by symmetry.
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(b, a, 1.0 - x);
    }
    let whole = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let front = libm::exp(a * libm::log(x) + b * libm::log1p(-x) - whole) / a;
    let term = |n: usize| {
        let m = (n / 2) as f64;
        match n % 2 {
            0 => m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            _ => -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        }
    };
    front / (1..=TERMS).rev().fold(1.0, |tail, n| 1.0 + term(n) / tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Beta, ContinuousCDF, LogNormal, Normal, Triangular};

    const SHARES: [f64; 9] = [1e-6, 0.001, 0.025, 0.3, 0.5, 0.7, 0.9, 0.999, 1.0 - 1e-6];

    fn agrees(distribution: Distribution, share_below: impl Fn(f64) -> f64) {
        let (low, high) = distribution.support();
        let [below, above] = [low, high].map(&share_below);
        for share in SHARES {
            let value = quantile(&distribution, share);
            let found = (share_below(value) - below) / (above - below);
            assert!((found - share).abs() < 1e-9, "{distribution:?} at {share}: {value} has {found}");
        }
    }

    #[test]
    fn val_quantiles_agree_with_the_cumulative_distributions_of_statrs() {
        let (low, mode, high) = (-1.0, 2.0, 3.0);
        let triangular = Triangular::new(low, high, mode).expect("valid");
        agrees(Distribution::Triangular { low, mode, high }, |value| triangular.cdf(value));
        agrees(Distribution::Uniform { low, high }, |value| (value - low) / (high - low));
        let normal = Normal::new(2.0, 0.5).expect("valid");
        for (low, high) in [(f64::NEG_INFINITY, f64::INFINITY), (1.5, 2.1), (0.0, f64::INFINITY)] {
            agrees(Distribution::Normal { mean: 2.0, sd: 0.5, low, high }, |value| normal.cdf(value));
        }
        let lognormal = LogNormal::new(libm::log(2.0), 0.25).expect("valid");
        for (low, high) in [(0.0, f64::INFINITY), (1.5, 4.0)] {
            agrees(Distribution::Lognormal { median: 2.0, sigma: 0.25, low, high }, |value| lognormal.cdf(value));
        }
        for mode in [-1.0, 0.2, 1.0, 2.9, 3.0] {
            let part = (mode - low) / (high - low);
            let beta = Beta::new(1.0 + 4.0 * part, 1.0 + 4.0 * (1.0 - part)).expect("valid");
            agrees(Distribution::Beta { low, mode, high }, |value| beta.cdf((value - low) / (high - low)));
        }
    }

    #[test]
    fn prop_shares_and_values_of_the_bell_curve_undo_each_other_and_have_no_end() {
        for value in [-7.0, -2.5, -0.3, 0.0, 0.8, 3.0] {
            assert!((normal(normal_share(value)) - value).abs() < 1e-9, "{value}");
        }
        assert!(normal_share(-60.0) > 0.0 && normal_share(60.0) < 1.0);
    }
}
