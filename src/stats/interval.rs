//! 95% intervals of a mean and of a proportion.
//!
//! Takes an estimate and what it rests on, gives the two ends.

use super::Estimate;
use super::inverse::halved;

/// Two-sided 95% point of the normal distribution.
pub(crate) const Z95: f64 = 1.959_963_984_540_054;

/// What a 95% interval of a probability is built from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Proportion {
    /// The estimate and its error.
    pub estimate: Estimate,
    /// Numbers in all.
    pub trials: usize,
    /// How many of them are independent of each other: all, or the clusters that they fall into.
    pub independent: usize,
}

impl Proportion {
    /// The 95% interval: Wilson's, at the number of independent trials that would have the same standard error.
    ///
    /// # Formula
    /// With no hit in n independent units the upper end is `1 − 0.05^(1/n)`, about 3/n; with hits only, the mirror image.
    pub(crate) fn interval(&self) -> (f64, f64) {
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
pub(crate) fn wilson(probability: f64, trials: f64) -> (f64, f64) {
    let square = Z95 * Z95;
    let scale = 1.0 + square / trials;
    let centre = (probability + square / (2.0 * trials)) / scale;
    let half = Z95 / scale * (probability * (1.0 - probability) / trials + square / (4.0 * trials * trials)).sqrt();
    ((centre - half).max(0.0), (centre + half).min(1.0))
}

/// Clopper's and Pearson's 95% interval of a share seen in so many independent trials: never too short, whatever the
/// share. Meant for few hits: the work grows with their number.
///
/// # Formula
/// The lower end is the share of which as many hits or more have probability 2.5%, the upper that of which as many or
/// fewer do (C. J. Clopper and E. S. Pearson, Biometrika 26, 1934).
pub(crate) fn clopper_pearson(hits: usize, trials: usize) -> (f64, f64) {
    let low = if hits == 0 { 0.0 } else { halved(|share| at_most(hits - 1, trials, share) > 0.975) };
    let high = if hits == trials { 1.0 } else { halved(|share| at_most(hits, trials, share) > 0.025) };
    (low, high)
}

/// Probability of so many hits or fewer.
fn at_most(hits: usize, trials: usize, share: f64) -> f64 {
    let mut term = libm::exp(trials as f64 * libm::log1p(-share));
    let mut sum = term;
    for hit in 0..hits {
        term *= (trials - hit) as f64 / (hit + 1) as f64 * share / (1.0 - share);
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn val_clopper_pearson_agrees_with_the_beta_quantiles_of_statrs() {
        use statrs::distribution::{Beta, ContinuousCDF};
        for (hits, trials) in [(0, 50), (1, 8), (4, 2500), (9, 40), (8, 8)] {
            let (low, high) = clopper_pearson(hits, trials);
            let share = |a: usize, b: usize, at: f64| Beta::new(a as f64, b as f64).expect("valid").cdf(at);
            if hits > 0 {
                let found = share(hits, trials - hits + 1, low);
                assert!((found - 0.025).abs() < 1e-9, "{hits} of {trials}: {low} {found}");
            }
            if hits < trials {
                let found = share(hits + 1, trials - hits, high);
                assert!((found - 0.975).abs() < 1e-9, "{hits} of {trials}: {high} {found}");
            }
        }
        // With none of n the upper end is 1 − 0.025^(1/n).
        assert!((clopper_pearson(0, 20).1 - (1.0 - libm::pow(0.025, 0.05))).abs() < 1e-12);
    }
}
