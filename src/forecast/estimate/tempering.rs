//! How far the likelihood is let in at a step, and which particles are copied (model page §9).
//!
//! Takes log likelihoods and the share of them let in so far, gives the next share, weights, and indices to copy.

/// Share of the particles that a step leaves effective.
const KEPT: f64 = 0.5;
/// Halvings in the search for a temperature.
const HALVINGS: usize = 60;

/// The particles after more of the likelihood is let in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Weighing {
    /// The share of the log likelihood let in so far, 1 for all.
    pub(super) temperature: f64,
    /// Weights that sum to 1.
    pub(super) weights: Vec<f64>,
    /// Log of the mean of the weights as they are.
    pub(super) log_ratio: f64,
    /// How many equal weights they are worth.
    pub(super) effective: f64,
}

/// Lets in as much of the likelihood as leaves half of the possible particles effective, or all that is left if that
/// leaves more. `None` if no particle is possible.
pub(super) fn weigh(log_likelihoods: &[f64], temperature: f64) -> Option<Weighing> {
    let possible = log_likelihoods.iter().filter(|log| log.is_finite()).count();
    if possible == 0 {
        return None;
    }
    let enough = |to: f64| weights(log_likelihoods, to - temperature).1 >= KEPT * possible as f64;
    let mut next = 1.0;
    if !enough(1.0) {
        let mut low = temperature;
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + next);
            if enough(middle) { low = middle } else { next = middle }
        }
        // If not even the least step leaves enough, the least step is taken.
        next = if low > temperature { low } else { next };
    }
    let (raw, effective) = weights(log_likelihoods, next - temperature);
    let sum: f64 = raw.iter().sum();
    let greatest = greatest(log_likelihoods);
    Some(Weighing {
        temperature: next,
        log_ratio: libm::log(sum / raw.len() as f64) + (next - temperature) * greatest,
        weights: raw.iter().map(|weight| weight / sum).collect(),
        effective,
    })
}

fn greatest(log_likelihoods: &[f64]) -> f64 {
    log_likelihoods.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// Weights for this share of the log likelihood, the greatest being 1, and how many equal ones they are worth.
fn weights(log_likelihoods: &[f64], step: f64) -> (Vec<f64>, f64) {
    let greatest = greatest(log_likelihoods);
    let weight = |log: &f64| if log.is_finite() { libm::exp(step * (log - greatest)) } else { 0.0 };
    let weights: Vec<f64> = log_likelihoods.iter().map(weight).collect();
    let (sum, squares) =
        weights.iter().fold((0.0, 0.0), |(sum, squares), weight| (sum + weight, squares + weight * weight));
    (weights, sum * sum / squares)
}

/// Index of the particle copied to each new one: systematic resampling, its comb of equal steps shifted by one uniform
/// number.
pub(super) fn resampled(weights: &[f64], comb: f64) -> Vec<usize> {
    let count = weights.len();
    let (mut chosen, mut reached, mut index) = (Vec::with_capacity(count), weights[0], 0);
    for tooth in 0..count {
        let at = (tooth as f64 + comb) / count as f64;
        while at >= reached && index + 1 < count {
            index += 1;
            reached += weights[index];
        }
        chosen.push(index);
    }
    // Rounding may leave the last step of the comb beyond the sum of the weights.
    let last = weights.iter().rposition(|weight| *weight > 0.0).unwrap_or(0);
    chosen.iter_mut().for_each(|chosen| *chosen = (*chosen).min(last));
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prop_a_step_leaves_half_of_the_possible_effective_and_the_last_takes_all() {
        let logs: Vec<f64> =
            (0..100).map(|i| if i % 10 == 0 { f64::NEG_INFINITY } else { -0.5 * f64::from(i) }).collect();
        let first = weigh(&logs, 0.0).expect("some are possible");
        assert!(first.temperature > 0.0 && first.temperature < 1.0);
        assert!((first.effective - 45.0).abs() < 1e-6, "{}", first.effective);
        assert_eq!(first.weights[0], 0.0);
        assert_eq!(weigh(&logs, 0.999).expect("some are possible").temperature, 1.0);
        assert_eq!(weigh(&[f64::NEG_INFINITY; 3], 0.0), None);
    }

    #[test]
    fn prop_copies_are_within_one_of_their_share() {
        let weights = [0.0, 0.31, 0.05, 0.44, 0.2, 0.0];
        for comb in [1e-9, 0.3, 0.7, 1.0 - 1e-12] {
            let chosen = resampled(&weights, comb);
            for (index, weight) in weights.iter().enumerate() {
                let copies = chosen.iter().filter(|chosen| **chosen == index).count() as f64;
                assert!((copies - weight * 6.0).abs() < 1.0, "{index}: {copies}");
            }
        }
    }
}
