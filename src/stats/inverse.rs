//! Inverses of distribution functions.
//!
//! Takes the numbers of a distribution and a share, strictly between 0 and 1, gives the value below which that share of
//! it lies. Closed forms where they exist, halving on `libm` functions elsewhere: the same bits on every machine, which a
//! library built on the platform's logarithm would not give.

use std::f64::consts::FRAC_1_SQRT_2;

/// Halvings of an interval: more than a double has bits.
const HALVINGS: usize = 64;
/// Fewest terms of the continued fraction: with shapes that sum to 6 half as many reach the last bit.
const TERMS: usize = 48;
/// Where the far tail of a bell curve begins, standard deviations: only a cut curve reaches into it.
const FAR: f64 = 9.0;
/// No share in double precision lies farther out, standard deviations.
const FARTHEST: f64 = 38.0;
/// Weight of the mode in a PERT distribution.
const PERT: f64 = 4.0;

/// Share of the standard normal distribution below `value`.
pub(crate) fn normal_share(value: f64) -> f64 {
    // Never 0, never 1: an end without bound is not a value.
    below(value).clamp(f64::MIN_POSITIVE, 1.0 - 0.5 * f64::EPSILON)
}

/// Value below which this share of the standard normal distribution lies.
pub(crate) fn normal(share: f64) -> f64 {
    if share > 0.5 {
        return -normal(1.0 - share);
    }
    let below = |value: f64| below(value) < share;
    if below(-FAR) { between(-FAR, 0.0, below) } else { between(-FARTHEST, -FAR, below) }
}

/// Share of the standard normal distribution below `value`; 0 or 1 where doubles know no other.
fn below(value: f64) -> f64 {
    0.5 * libm::erfc(-value * FRAC_1_SQRT_2)
}

/// Of the uniform distribution.
pub(crate) fn uniform(low: f64, high: f64, share: f64) -> f64 {
    low + (high - low) * share
}

/// Of the triangular distribution.
pub(crate) fn triangular(low: f64, mode: f64, high: f64, share: f64) -> f64 {
    let width = high - low;
    if share * width < mode - low {
        low + (share * width * (mode - low)).sqrt()
    } else {
        high - ((1.0 - share) * width * (high - mode)).sqrt()
    }
}

/// Of the normal distribution, cut at two ends; an infinite end cuts nothing.
pub(crate) fn cut_normal(mean: f64, deviation: f64, [low, high]: [f64; 2], share: f64) -> f64 {
    mean + deviation * cut((low - mean) / deviation, (high - mean) / deviation, share)
}

/// Of the lognormal distribution with this median, `sigma` the deviation of the logarithm, cut at two ends.
pub(crate) fn cut_lognormal(median: f64, sigma: f64, ends: [f64; 2], share: f64) -> f64 {
    let [low, high] = ends.map(|end| (libm::log(end) - libm::log(median)) / sigma);
    median * libm::exp(sigma * cut(low, high, share))
}

/// Of the PERT distribution: a beta distribution between `low` and `high` whose mode weighs four times as much as an end.
pub(crate) fn pert(low: f64, mode: f64, high: f64, share: f64) -> f64 {
    let part = (mode - low) / (high - low);
    low + (high - low) * beta(1.0 + PERT * part, 1.0 + PERT * (1.0 - part), share)
}

/// Of the standard normal distribution cut at two ends.
fn cut(low: f64, high: f64, share: f64) -> f64 {
    // In the upper tail shares lie too near 1 to tell them apart: there the curve is mirrored.
    if low > 0.0 {
        return -cut(-high, -low, 1.0 - share);
    }
    let [first, last] = [low, high].map(below);
    normal(first + (last - first) * share)
}

/// Of the beta distribution on 0 to 1.
pub(crate) fn beta(a: f64, b: f64, share: f64) -> f64 {
    halved(|value| incomplete_beta(a, b, value) < share)
}

/// The place between 0 and 1 up to which `below` holds.
pub(super) fn halved(below: impl Fn(f64) -> bool) -> f64 {
    between(0.0, 1.0, below)
}

/// The place in an interval up to which `below` holds.
fn between(mut low: f64, mut high: f64, below: impl Fn(f64) -> bool) -> f64 {
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
    // It settles after about as many terms as the root of the shapes; three times that is ample.
    let terms = TERMS.max((3.0 * (a + b).sqrt()) as usize);
    front / (1..=terms).rev().fold(1.0, |tail, n| 1.0 + term(n) / tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Beta, ContinuousCDF};

    #[test]
    fn prop_shares_and_values_of_the_bell_curve_undo_each_other_and_have_no_end() {
        for value in [-7.0, -2.5, -0.3, 0.0, 0.8, 3.0] {
            assert!((normal(normal_share(value)) - value).abs() < 1e-9, "{value}");
        }
        assert!(normal_share(-60.0) > 0.0 && normal_share(60.0) < 1.0);
    }

    #[test]
    fn val_pert_quantiles_agree_with_statrs_at_every_mode_and_in_the_tails() {
        for mode in (0..=20).map(|step| f64::from(step) / 20.0) {
            let curve = Beta::new(1.0 + 4.0 * mode, 5.0 - 4.0 * mode).expect("valid");
            for share in [1e-12, 1e-9, 1e-4, 0.01, 0.2, 0.5, 0.8, 0.99, 0.9999, 1.0 - 1e-9] {
                let found = curve.cdf(pert(0.0, mode, 1.0, share));
                let off = (found - share).abs() / share.min(1.0 - share);
                assert!(off < 1e-5, "mode {mode} at {share}: {found}");
            }
        }
    }

    #[test]
    fn limit_a_cut_far_out_is_that_of_an_exponential_tail() {
        // Beyond t standard deviations the curve falls like exp(−t z): the median of what lies beyond is t + ln 2 / t,
        // less terms of the order 1/t³.
        for far in [8.0, 12.0, 30.0] {
            for (ends, sign) in [([far, f64::INFINITY], 1.0), ([f64::NEG_INFINITY, -far], -1.0)] {
                let found = sign * cut_normal(0.0, 1.0, ends, 0.5);
                let expected = far + std::f64::consts::LN_2 / far;
                assert!((found - expected).abs() < 2.0 / far.powi(3), "{far}: {found}, not {expected}");
            }
        }
        // A narrow cut far out holds every draw, and no two shares meet.
        let ends = [8.0, 8.01];
        let drawn: Vec<f64> =
            (0..1000).map(|step| cut_normal(0.0, 1.0, ends, (f64::from(step) + 0.5) / 1000.0)).collect();
        assert!(drawn.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(drawn[0] > 8.0 && drawn[999] < 8.01);
    }

    #[test]
    fn val_beta_quantiles_agree_with_statrs_from_rare_to_sure() {
        for (one, other) in [(0.02, 0.98), (0.5, 0.5), (3.0, 17.0), (300.0, 700.0), (500.0, 500.0), (999.0, 1.0)] {
            let curve = Beta::new(one, other).expect("valid");
            for share in [0.001, 0.2, 0.5, 0.9, 0.999] {
                let value = beta(one, other, share);
                // Halving ends within 2⁻⁶⁴ of the place, where the curve may be steep.
                let [below, above] = [value - 1e-18, value + 1e-18].map(|place| curve.cdf(place.clamp(0.0, 1.0)));
                assert!(below - 1e-9 < share && share < above + 1e-9, "{one} {other} at {share}: {below} {above}");
            }
        }
    }
}
