//! Quantiles of the distributions that a scenario may state (model page §5).
//!
//! Takes a distribution and a share, gives the value below which that share of it lies: the same bits on every machine.

use crate::scenario::Distribution;
use crate::stats::inverse;

/// The value below which this share of the distribution lies; `share` strictly between 0 and 1.
pub fn quantile(distribution: &Distribution, share: f64) -> f64 {
    let (least, greatest) = distribution.support();
    let value = match *distribution {
        Distribution::Triangular { low, mode, high } => inverse::triangular(low, mode, high, share),
        Distribution::Uniform { low, high } => inverse::uniform(low, high, share),
        Distribution::Normal { mean, sd, low, high } => inverse::cut_normal(mean, sd, [low, high], share),
        Distribution::Lognormal { median, sigma, low, high } => {
            inverse::cut_lognormal(median, sigma, [low, high], share)
        }
        Distribution::Beta { low, mode, high } => inverse::pert(low, mode, high, share),
    };
    value.clamp(least, greatest)
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
}
