//! Choices by inversion: one uniform number decides (model page §5).
//!
//! Takes probabilities and a number between 0 and 1, gives what the number picks.

use crate::game::nature::Chain;
use std::cmp::Ordering;

/// Index that the number picks: the first whose cumulated probability exceeds it. Rounding may leave none; then it is
/// the last with any probability.
pub(super) fn pick(probabilities: impl Iterator<Item = f64>, number: f64) -> usize {
    let (mut left, mut last) = (number, 0);
    for (index, probability) in probabilities.enumerate() {
        if left < probability {
            return index;
        }
        left -= probability;
        if probability > 0.0 {
            last = index;
        }
    }
    last
}

/// Level after a move: down for the lowest numbers, up for the highest.
pub(super) fn step(chain: &Chain, level: usize, number: f64) -> usize {
    if number < chain.down[level] {
        level - 1
    } else if number >= 1.0 - chain.up[level] {
        level + 1
    } else {
        level
    }
}

/// Probability that [`step`] leads from one level to another.
pub(super) fn chance(chain: &Chain, from: usize, to: usize) -> f64 {
    match to.cmp(&from) {
        Ordering::Less => chain.down[from],
        Ordering::Equal => 1.0 - chain.up[from] - chain.down[from],
        Ordering::Greater => chain.up[from],
    }
}
