//! Random numbers by address (house rule: the seed, the draw, the path and the mechanism name a number; the branch does
//! not).
//!
//! Takes the seed and an address, gives uniform numbers. Every quarter of a path has one block of numbers, used or
//! not, so that a mechanism added or a choice taken shifts no other; path j of draw i meets the same numbers in
//! every branch.

use super::quantile::quantile;
use crate::scenario::{Branch, Distribution, Parameters, Scenario, Uncertain};
use crate::stats::inverse;
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
use rand_distr::Distribution as _;

/// A probability below which there is nothing left for further branches: those of an election sum to 1 to 9 decimals.
const CONCENTRATED: f64 = 2e-9;

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
    /// What breaks in.
    Upheaval,
    /// Whether integration falls by itself.
    Integration,
    /// Whether the client takes back a step of integration.
    Withdrawal,
}

impl Mechanism {
    /// Place among the numbers of a quarter; `None` if they are of a stream of their own.
    fn slot(self) -> Option<usize> {
        let slot = match self {
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
            Self::Upheaval => BLOCK - 1,
            Self::Integration => BLOCK - 2,
            Self::Withdrawal => return None,
        };
        Some(slot)
    }
}

/// The random numbers of one path.
#[derive(Debug, Clone)]
pub struct Shocks {
    uniforms: Vec<f64>,
    seed: u64,
    address: u64,
}

impl Shocks {
    /// The numbers of path `path` in draw `draw`, for so many quarters.
    pub fn new(seed: u64, draw: usize, path: usize, quarters: usize) -> Self {
        let address = ((draw as u64) << 32) | path as u64;
        let mut stream = stream(seed, Purpose::Path);
        stream.set_stream(address);
        Self { uniforms: (0..quarters * BLOCK).map(|_| uniform(stream.next_u64())).collect(), seed, address }
    }

    /// The number, strictly between 0 and 1, that decides this in that quarter.
    pub fn of(&self, quarter: usize, mechanism: Mechanism) -> f64 {
        mechanism.slot().map_or_else(|| self.withdrawal(quarter), |slot| self.uniforms[quarter * BLOCK + slot])
    }

    /// The block of a quarter is full: this number has a stream of its own, and is worked out where it is asked for.
    fn withdrawal(&self, quarter: usize) -> f64 {
        let mut stream = stream(self.seed, Purpose::Withdrawal);
        stream.set_stream(self.address);
        stream.set_word_pos(2 * quarter as u128);
        uniform(stream.next_u64())
    }
}

/// What a stream of numbers is for: no two purposes share any.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Path,
    Parameter,
    Particle,
    Move,
    Resampling,
    Trajectory,
    Bootstrap,
    Halves,
    Withdrawal,
}

pub(super) fn stream(seed: u64, purpose: Purpose) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..17].copy_from_slice(b"allegianc");
    key[31] = purpose as u8;
    ChaCha8Rng::from_seed(key)
}

/// The middle of one of 2⁵² equal parts of the unit interval: never 0, never 1.
pub(super) fn uniform(word: u64) -> f64 {
    ((word >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
}

/// The scenario's numbers in draw `draw`, era by era. A number's key is its address, so that making another one
/// uncertain leaves it as it was, and eras share what they do not change.
pub fn parameters(scenario: &Scenario, draw: usize) -> Vec<Parameters<f64>> {
    scenario.stated().map(|stated| stated.map(&mut |number| drawn(scenario, number, draw))).collect()
}

/// One number in draw `draw` of a scenario: from its file of draws if it has one, else by its own distribution.
pub fn drawn(scenario: &Scenario, number: &Uncertain, draw: usize) -> f64 {
    let filed = number.distribution.and_then(|_| scenario.drawn.as_ref()?.value(&number.key, draw));
    filed.or_else(|| joined(scenario, number, draw)).unwrap_or_else(|| value(number, scenario.simulation.seed, draw))
}

/// One number that moves together with others: the quantile of its own distribution at the share of its normal number.
fn joined(scenario: &Scenario, number: &Uncertain, draw: usize) -> Option<f64> {
    let distribution = number.distribution.as_ref()?;
    let own = |key: &str| inverse::normal(uniform(words(key, scenario.simulation.seed, draw).next_u64()));
    let normal = scenario.correlated.normal(&number.key, own)?;
    Some(quantile(distribution, inverse::normal_share(normal)))
}

/// The random numbers of a key in a draw: sixteen ChaCha blocks, of which a number takes the first word or two.
fn words(key: &str, seed: u64, draw: usize) -> ChaCha8Rng {
    let mut stream = stream(seed, Purpose::Parameter);
    stream.set_stream(address(key));
    stream.set_word_pos(draw as u128 * 256);
    stream
}

/// One number in draw `draw` by its own distribution.
pub fn value(number: &Uncertain, seed: u64, draw: usize) -> f64 {
    let Some(distribution) = &number.distribution else { return number.central };
    sample(distribution, &mut words(&number.key, seed, draw))
}

/// The odds in draw `draw` of each branch that results are told apart by: those of the first election as drawn, divided by
/// their sum; as stated if none is uncertain. A key is the address of its numbers, as with every uncertain number.
pub fn odds(scenario: &Scenario, draw: usize) -> Vec<f64> {
    let Some(election) = scenario.elections.first() else { return vec![1.0] };
    let stated = || election.branches.iter().map(|branch| branch.probability).collect();
    if !scenario.odds_vary() {
        return stated();
    }
    if let Some(concentration) = election.concentration {
        let seed = scenario.simulation.seed;
        return dirichlet(&election.branches, concentration, |branch| {
            uniform(words(&branch.odds.key, seed, draw).next_u64())
        });
    }
    let values: Vec<f64> =
        election.branches.iter().map(|branch| value(&branch.odds, scenario.simulation.seed, draw)).collect();
    shared(&values).unwrap_or_else(stated)
}

/// Odds divided by their sum; `None` if that is 0.
pub(super) fn shared(odds: &[f64]) -> Option<Vec<f64>> {
    let sum: f64 = odds.iter().sum();
    (sum > 0.0).then(|| odds.iter().map(|value| value / sum).collect())
}

/// Odds from the Dirichlet distribution whose means are the probabilities of the branches: one after the other, each takes
/// a share of what those before have left, which is a number of a beta distribution. `place` gives the place of a branch in
/// that distribution, a uniform number strictly between 0 and 1; the last branch needs none.
pub(super) fn dirichlet(branches: &[Branch], concentration: f64, place: impl Fn(&Branch) -> f64) -> Vec<f64> {
    let (mut left, mut to_come) = (1.0, 1.0);
    let mut taken = |branch: &Branch| {
        to_come -= branch.probability;
        let [own, others] = [branch.probability, to_come].map(|part: f64| part.max(0.0) * concentration);
        // Rounding may leave a trace of a probability for branches that are not there.
        let share = match (own > 0.0, others > CONCENTRATED * concentration) {
            (false, _) => 0.0,
            (true, false) => 1.0,
            (true, true) => inverse::beta(own, others, place(branch)),
        };
        let odds = left * share;
        left -= odds;
        odds
    };
    branches.iter().map(&mut taken).collect()
}

/// A half of so many things, by chance: whether each is in it. Halves of other numbers are others.
pub fn half(seed: u64, number: usize, count: usize) -> Vec<bool> {
    let mut stream = stream(seed, Purpose::Halves);
    stream.set_stream(number as u64);
    let mut order: Vec<(u64, usize)> = (0..count).map(|place| (stream.next_u64(), place)).collect();
    order.sort_unstable();
    let mut taken = vec![false; count];
    order[..count / 2].iter().for_each(|(_, place)| taken[*place] = true);
    taken
}

/// FNV-1a hash of a key.
pub(super) fn address(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

const CHECKED: &str = "the scenario's check admits only valid distributions";

/// One word of the stream to a number. Triangular numbers keep the arithmetic of `rand_distr`, which is the same bits
/// everywhere; its bell curves are not, as they take the platform's logarithm.
fn sample(distribution: &Distribution, stream: &mut ChaCha8Rng) -> f64 {
    match *distribution {
        Distribution::Triangular { low, mode, high } => {
            rand_distr::Triangular::new(low, high, mode).expect(CHECKED).sample(stream)
        }
        Distribution::Uniform { .. }
        | Distribution::Normal { .. }
        | Distribution::Lognormal { .. }
        | Distribution::Beta { .. } => quantile(distribution, uniform(stream.next_u64())),
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
    fn stat_halves_hold_half_and_each_thing_as_often_as_any_other() {
        let halves: Vec<Vec<bool>> = (0..400).map(|number| half(7, number, 11)).collect();
        assert!(halves.iter().all(|half| half.iter().filter(|taken| **taken).count() == 5));
        for place in 0..11 {
            let taken = halves.iter().filter(|half| half[place]).count() as f64 / 400.0;
            let share = 5.0 / 11.0;
            assert!((taken - share).abs() < 4.0 * (share * (1.0 - share) / 400.0_f64).sqrt(), "{place}: {taken}");
        }
        assert_eq!(half(7, 3, 11), halves[3]);
    }

    #[test]
    fn regress_golden_numbers_of_the_streams_and_their_version() {
        let shocks = Shocks::new(20200809, 3, 7, 2);
        // By address, so that a block of another size or another order of the mechanisms shows too.
        let path = [0, 1].map(|quarter| MECHANISMS.map(|mechanism| shocks.of(quarter, mechanism)));
        let values: Vec<f64> = golden_numbers().iter().map(|number| value(number, 20200809, 5)).collect();
        assert_eq!(path, GOLDEN_PATH);
        assert_eq!(values, GOLDEN_VALUES);
        // What was published under a version is what that version gives for ever.
        let digest = path.iter().flatten().chain(&values).flat_map(|number| number.to_bits().to_le_bytes());
        let digest = digest
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let (since, known) = PUBLISHED[PUBLISHED.len() - 1];
        assert!(since <= crate::forecast::RESULTS_VERSION, "a new stream needs a new results version");
        assert_eq!(known, digest, "a new stream needs a new line in PUBLISHED and a new results version");
        assert!(PUBLISHED.is_sorted_by(|one, next| one.0 < next.0), "one stream to a version");
    }

    #[test]
    fn regress_draws_of_the_narrowest_cut_all_differ_and_lie_within_it() {
        // The narrowest that a scenario's check admits: 0.01 standard deviations; once at the middle, once at the side.
        let (low, high) = (1.0, 1.005);
        for mean in [low, 1.0025, high] {
            let normal = Distribution::Normal { mean, sd: 0.5, low, high };
            let ratio = libm::exp(0.005);
            let lognormal = Distribution::Lognormal { median: 1.0, sigma: 0.5, low: 1.0, high: ratio };
            for (distribution, high) in [(normal, high), (lognormal, ratio)] {
                let key = "client.narrow".to_owned();
                let number = Uncertain { key, central: distribution.central(), distribution: Some(distribution) };
                let mut drawn: Vec<f64> = (0..2000).map(|draw| value(&number, 7, draw)).collect();
                assert!(drawn.iter().all(|value| (low..=high).contains(value)), "{distribution:?}");
                drawn.sort_by(f64::total_cmp);
                assert!(drawn.windows(2).all(|pair| pair[0] < pair[1]), "{distribution:?}: a value came twice");
                // So narrow a piece of the curve is all but even: the middle draw lies in the middle.
                assert!((drawn[1000] - 0.5 * (low + high)).abs() < 0.05 * (high - low), "{distribution:?}");
            }
        }
    }

    /// The starter with two numbers and the odds as stated.
    fn tied(more: &[&str]) -> Scenario {
        let talks = "bargain.talks={ dist = 'triangular', low = 0.7, mode = 0.75, high = 0.9 }";
        let overrides: Vec<String> = [talks].iter().chain(more).map(|text| (*text).to_owned()).collect();
        crate::scenario::parse("tied.toml", &crate::scenario::template("Tied"), &overrides).expect("a scenario")
    }

    #[test]
    fn stat_joined_numbers_have_the_rank_correlation_stated_and_their_own_distributions() {
        let rank = |rank: f64| {
            format!("correlate=[{{ name = 't', numbers = ['client.delivery', 'bargain.talks'], rank = {rank} }}]")
        };
        let (draws, free) = (4000, tied(&[]));
        for stated in [-0.9, 0.3, 0.8] {
            let scenario = tied(&[&rank(stated)]);
            let numbers = scenario.uncertain();
            let column = |key: &str| -> Vec<f64> {
                let number = numbers.iter().find(|number| number.key == key).expect("it is uncertain");
                (0..draws).map(|draw| drawn(&scenario, number, draw)).collect()
            };
            let [one, other] = ["client.delivery", "bargain.talks"].map(column);
            let found = crate::stats::rank::Correlation::of(&one, &other).expect("both vary").value;
            // The standard error of a rank correlation is at most 1/√(n − 1).
            assert!((found - stated).abs() < 4.0 / f64::from(draws as u32 - 1).sqrt(), "{stated}: {found}");
            let mean = other.iter().sum::<f64>() / draws as f64;
            let (exact, variance) = ((0.7 + 0.75 + 0.9) / 3.0, 0.043_3_f64.powi(2));
            assert!((mean - exact).abs() < 4.0 * (variance / draws as f64).sqrt(), "{mean}");
            for number in numbers.iter().filter(|number| !scenario.correlated.keys().contains(&number.key)) {
                assert_eq!(drawn(&scenario, number, 3), drawn(&free, number, 3), "{}", number.key);
            }
        }
    }

    #[test]
    fn stat_dirichlet_odds_have_the_means_and_spreads_of_the_distribution() {
        let draws = 4000_usize;
        for concentration in [1.0, 12.0, 300.0] {
            let scenario = tied(&[&format!("election.2025-Q2.concentration={concentration}")]);
            assert!(scenario.odds_vary());
            let all: Vec<Vec<f64>> = (0..draws).map(|draw| odds(&scenario, draw)).collect();
            assert!(all.iter().all(|odds| (odds.iter().sum::<f64>() - 1.0).abs() < 1e-12));
            for (index, branch) in scenario.elections[0].branches.iter().enumerate() {
                let variance = branch.probability * (1.0 - branch.probability) / (concentration + 1.0);
                let mean = all.iter().map(|odds| odds[index]).sum::<f64>() / draws as f64;
                let spread = all.iter().map(|odds| (odds[index] - branch.probability).powi(2)).sum::<f64>();
                assert!((mean - branch.probability).abs() < 4.0 * (variance / draws as f64).sqrt(), "{mean}");
                assert!((spread / draws as f64 / variance - 1.0).abs() < 0.15, "{concentration}: {spread}");
            }
        }
    }

    /// Every stream so far: the version of the results that it came with, and its digest. Add lines, change none.
    const PUBLISHED: [(u32, u64); 2] = [(1, 0xbf88_9654_43d7_1c41), (3, 0x20b7_7640_2fda_c14f)];

    const MECHANISMS: [Mechanism; 13] = [
        Mechanism::Election,
        Mechanism::Talks,
        Mechanism::Proposer,
        Mechanism::Proposal,
        Mechanism::Answer,
        Mechanism::Stance,
        Mechanism::Pressure,
        Mechanism::Ratification,
        Mechanism::Entrapment,
        Mechanism::Expiry,
        Mechanism::Opening,
        Mechanism::Exogenous(0),
        Mechanism::Exogenous(1),
    ];

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

    const GOLDEN_PATH: [[f64; 13]; 2] = [
        [
            0.763_206_982_394_874_1,
            0.262_802_425_576_195_04,
            0.036_382_676_696_037_9,
            0.760_168_801_890_292_2,
            0.563_397_084_847_335_9,
            0.505_627_607_158_417,
            0.817_339_199_115_687_9,
            0.392_312_763_438_757_87,
            0.027_209_913_842_355_27,
            0.271_917_858_654_257_3,
            0.286_914_294_915_701_64,
            0.782_258_403_621_977_8,
            0.711_583_212_578_605_1,
        ],
        [
            0.845_332_320_650_246,
            0.184_277_520_693_224_67,
            0.231_293_880_994_022_26,
            0.006_651_894_556_607_973_5,
            0.392_678_282_276_818_8,
            0.100_403_867_169_555_63,
            0.349_102_407_931_425_66,
            0.074_109_669_308_176_53,
            0.471_996_868_971_791_16,
            0.326_589_847_000_200_8,
            0.821_082_734_377_314,
            0.381_413_147_847_912_47,
            0.983_047_454_984_068_5,
        ],
    ];
    const GOLDEN_VALUES: [f64; 5] = [
        2.410_665_466_308_015_6,
        0.845_508_747_498_216_1,
        1.678_396_314_614_747,
        2.168_564_576_284_66,
        2.066_579_117_819_223_7,
    ];
}
