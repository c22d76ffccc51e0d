//! The random numbers of an estimation (model page §9).
//!
//! Takes the address of a number, gives the number. The address is seed and key for a prior draw, and seed, step,
//! particle and move for a move.

use crate::forecast::shocks::{Purpose, address, stream, uniform};
use crate::stats::inverse;
use rand::Rng;
use rand::rngs::ChaCha8Rng;

/// Words set aside for a move: room for 2,000 numbers, more than a scenario can have.
const WORDS: u128 = 1 << 14;

/// A particle's first coordinate for a number: a draw of its prior, in standard deviations.
pub(in crate::forecast) fn start(seed: u64, key: &str, particle: usize) -> f64 {
    let mut stream = stream(seed, Purpose::Particle);
    stream.set_stream(address(key));
    stream.set_word_pos(particle as u128 * 2);
    inverse::normal(uniform(stream.next_u64()))
}

/// The uniform number that places the comb of a resampling.
pub(super) fn comb(seed: u64, stage: usize) -> f64 {
    let mut stream = stream(seed, Purpose::Resampling);
    stream.set_stream(stage as u64);
    uniform(stream.next_u64())
}

/// The numbers of one move of one particle.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    pub(super) fn new(seed: u64, stage: usize, particle: usize, number: usize) -> Self {
        let mut stream = stream(seed, Purpose::Move);
        stream.set_stream(((stage as u64) << 32) | particle as u64);
        stream.set_word_pos(number as u128 * WORDS);
        Self(stream)
    }

    pub(super) fn uniform(&mut self) -> f64 {
        uniform(self.0.next_u64())
    }

    pub(super) fn normal(&mut self) -> f64 {
        inverse::normal(self.uniform())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regress_golden_numbers_of_the_addresses() {
        let mut dice = Dice::new(7, 2, 5, 3);
        let found = [start(7, "client.delivery", 3), comb(7, 2), dice.uniform(), dice.normal()];
        assert_eq!(found, GOLDEN);
        assert_ne!(start(7, "client.delivery", 4), found[0]);
        assert_ne!(Dice::new(7, 2, 5, 4).uniform(), found[2]);
    }

    const GOLDEN: [f64; 4] =
        [-1.408_209_215_293_262_2, 0.613_371_757_922_190_1, 0.865_607_948_482_079_4, 0.758_387_942_314_452_8];
}
