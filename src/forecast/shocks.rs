//! Random numbers by address (house rule: the seed, the draw, the path and the mechanism name a number; the branch does
//! not).
//!
//! Takes the seed and an address, gives uniform numbers. Every quarter of a path has one block of numbers, used or
//! not, so that a mechanism added or a choice taken shifts no other; path j of draw i meets the same numbers in
//! every branch.

use crate::scenario::{Distribution, Parameters, Scenario, Uncertain};
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
use rand_distr::Distribution as _;

/// Numbers set aside for each quarter.
const BLOCK: usize = 16;

/// What a number of a quarter decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    /// Which branch an election takes (elections after the first).
    Election,
    /// Whether talks are held.
    Talks,
    /// Who proposes.
    Proposer,
    /// What is proposed.
    Proposal,
    /// Whether it is accepted.
    Answer,
    /// Whether the client hedges.
    Stance,
    /// Whether the patron applies pressure.
    Pressure,
    /// Whether a signed step is ratified.
    Ratification,
    /// Whether the client is entrapped.
    Entrapment,
    /// Whether the contract lapses.
    Expiry,
    /// How the opening moves.
    Opening,
    /// How an exogenous ladder moves.
    Exogenous(usize),
}

impl Mechanism {
    fn slot(self) -> usize {
        match self {
            Self::Election => 0,
            Self::Talks => 1,
            Self::Proposer => 2,
            Self::Proposal => 3,
            Self::Answer => 4,
            Self::Stance => 5,
            Self::Pressure => 6,
            Self::Ratification => 7,
            Self::Entrapment => 8,
            Self::Expiry => 9,
            Self::Opening => 10,
            Self::Exogenous(ladder) => 11 + ladder,
        }
    }
}

/// The random numbers of one path.
#[derive(Debug, Clone)]
pub struct Shocks {
    uniforms: Vec<f64>,
}

impl Shocks {
    /// The numbers of path `path` in draw `draw`, for so many quarters.
    pub fn new(seed: u64, draw: usize, path: usize, quarters: usize) -> Self {
        let mut stream = stream(seed, Purpose::Path);
        stream.set_stream(((draw as u64) << 32) | path as u64);
        Self { uniforms: (0..quarters * BLOCK).map(|_| uniform(stream.next_u64())).collect() }
    }

    /// The number, strictly between 0 and 1, that decides this in that quarter.
    pub fn of(&self, quarter: usize, mechanism: Mechanism) -> f64 {
        self.uniforms[quarter * BLOCK + mechanism.slot()]
    }
}

#[derive(Clone, Copy)]
enum Purpose {
    Path,
    Parameter,
}

fn stream(seed: u64, purpose: Purpose) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..17].copy_from_slice(b"allegianc");
    key[31] = purpose as u8;
    ChaCha8Rng::from_seed(key)
}

/// The middle of one of 2⁵² equal parts of the unit interval: never 0, never 1.
fn uniform(word: u64) -> f64 {
    ((word >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
}

/// The scenario's numbers in draw `draw`, era by era. A number's key is its address, so that making another one
/// uncertain leaves it as it was, and eras share what they do not change.
pub fn parameters(scenario: &Scenario, draw: usize) -> Vec<Parameters<f64>> {
    let seed = scenario.simulation.seed;
    scenario.stated().map(|stated| stated.map(&mut |number| value(number, seed, draw))).collect()
}

/// One number in draw `draw`.
pub fn value(number: &Uncertain, seed: u64, draw: usize) -> f64 {
    let Some(distribution) = &number.distribution else { return number.central };
    let mut stream = stream(seed, Purpose::Parameter);
    stream.set_stream(address(&number.key));
    // Sixteen ChaCha blocks for each draw: more than any distribution needs but a cut one, which may run into the next
    // draw's without harm.
    stream.set_word_pos(draw as u128 * 256);
    sample(distribution, &mut stream)
}

/// FNV-1a hash of a key.
fn address(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

const CHECKED: &str = "the scenario's check admits only valid distributions";

fn sample(distribution: &Distribution, stream: &mut ChaCha8Rng) -> f64 {
    match *distribution {
        Distribution::Triangular { low, mode, high } => {
            rand_distr::Triangular::new(low, high, mode).expect(CHECKED).sample(stream)
        }
        Distribution::Uniform { low, high } => low + (high - low) * uniform(stream.next_u64()),
        Distribution::Normal { mean, sd, low, high } => {
            within(low, high, || rand_distr::Normal::new(mean, sd).expect(CHECKED).sample(stream))
        }
        Distribution::Lognormal { median, sigma, low, high } => within(low, high, || {
            median * libm::exp(sigma * rand_distr::Distribution::<f64>::sample(&rand_distr::StandardNormal, stream))
        }),
        Distribution::Beta { low, mode, high } => {
            rand_distr::Pert::new(low, high).with_mode(mode).expect(CHECKED).sample(stream)
        }
    }
}

/// Draws until a value falls within the bounds.
fn within(low: f64, high: f64, mut draw: impl FnMut() -> f64) -> f64 {
    loop {
        let value = draw();
        if low <= value && value <= high {
            return value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prop_uniforms_lie_strictly_between_zero_and_one() {
        assert!(uniform(0) > 0.0);
        assert!(uniform(u64::MAX) < 1.0);
    }

    #[test]
    fn regress_golden_words_of_the_streams() {
        // A change here changes every published number: raise RESULTS_VERSION with it.
        let shocks = Shocks::new(20200809, 3, 7, 2);
        let first: Vec<f64> = shocks.uniforms[..3].to_vec();
        assert_eq!(first, GOLDEN_PATH);
        let values: Vec<f64> = golden_numbers().iter().map(|number| value(number, 20200809, 5)).collect();
        assert_eq!(values, GOLDEN_VALUES);
    }

    fn golden_numbers() -> Vec<Uncertain> {
        [
            Distribution::Triangular { low: 0.0, mode: 1.0, high: 3.0 },
            Distribution::Uniform { low: -1.0, high: 1.0 },
            Distribution::Normal { mean: 2.0, sd: 0.5, low: 1.0, high: f64::INFINITY },
            Distribution::Lognormal { median: 2.0, sigma: 0.25, low: 0.0, high: f64::INFINITY },
            Distribution::Beta { low: 0.0, mode: 2.0, high: 3.0 },
        ]
        .into_iter()
        .enumerate()
        .map(|(i, distribution)| Uncertain {
            key: format!("client.golden.{i}"),
            central: distribution.central(),
            distribution: Some(distribution),
        })
        .collect()
    }

    const GOLDEN_PATH: [f64; 3] = [0.763_206_982_394_874_1, 0.262_802_425_576_195_04, 0.036_382_676_696_037_9];
    const GOLDEN_VALUES: [f64; 5] = [
        2.410_665_466_308_015_6,
        0.845_508_747_498_216_1,
        1.690_310_933_825_278_4,
        2.056_302_171_699_509_4,
        1.605_395_303_953_879_5,
    ];
}
