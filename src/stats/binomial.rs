//! Tails of the binomial distribution.
//!
//! Takes counts and a probability, gives how likely so many hits or more are.

/// Probability of so many hits or more in independent trials with this share. Any number of trials: the terms are taken
/// from their logarithms.
pub(crate) fn at_least(hits: usize, trials: usize, share: f64) -> f64 {
    if hits == 0 || share >= 1.0 {
        return 1.0;
    }
    if share <= 0.0 {
        return 0.0;
    }
    let factorial = |number: usize| libm::lgamma(number as f64 + 1.0);
    let term = |hit: usize| {
        let ways = factorial(trials) - factorial(hit) - factorial(trials - hit);
        libm::exp(ways + hit as f64 * libm::log(share) + (trials - hit) as f64 * libm::log1p(-share))
    };
    (hits..=trials).map(term).sum::<f64>().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::at_least;

    #[test]
    fn val_upper_tails_agree_with_those_of_statrs() {
        use statrs::distribution::{Binomial, DiscreteCDF};
        for (hits, trials, share) in [(1, 8, 0.1), (30, 40, 0.6), (450, 500, 0.9), (499, 500, 0.97), (3, 5000, 0.001)] {
            let known = Binomial::new(share, trials).expect("valid").sf(hits - 1);
            let found = at_least(hits as usize, trials as usize, share);
            assert!((found - known).abs() < 1e-9, "{hits} of {trials} at {share}: {found} {known}");
        }
        assert_eq!([at_least(0, 5, 0.0), at_least(1, 5, 0.0), at_least(5, 5, 1.0)], [1.0, 0.0, 1.0]);
    }
}
