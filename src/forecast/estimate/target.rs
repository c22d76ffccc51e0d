//! What is estimated: the uncertain numbers, their priors and a likelihood (model page §9).
//!
//! Takes them with a seed and a number of particles, gives the numbers that belong to a particle's coordinates.

use super::population::Population;
use crate::forecast::quantile;
use crate::scenario::{Correlated, Distribution, Uncertain};
use crate::stats::inverse;

/// What a likelihood is.
pub trait Likelihood: Sync {
    /// Log likelihood of the numbers, in the order of the priors; `None` if their game is not certified.
    ///
    /// As soon as it is known to be no greater than a number that is `too_low`, that number does as well: who asks does
    /// not need to know more. What is too low stays so however much lower it gets.
    fn log(&self, values: &[f64], too_low: &dyn Fn(f64) -> bool) -> Option<f64>;
}

/// A likelihood that is always worked out to its end.
impl<F: Fn(&[f64]) -> Option<f64> + Sync> Likelihood for F {
    fn log(&self, values: &[f64], _: &dyn Fn(f64) -> bool) -> Option<f64> {
        self(values)
    }
}

/// Moves of every particle at each step, and at the last step, whose particles are the result.
pub const MOVES: [usize; 2] = [8, 16];

/// What is estimated, and by how many particles.
pub struct Target<'a> {
    pub(super) keys: Vec<String>,
    priors: Vec<Distribution>,
    joined: Correlated,
    pub(super) likelihood: &'a dyn Likelihood,
    pub(super) seed: u64,
    pub(super) particles: usize,
    pub(super) moves: [usize; 2],
    /// What blocks of the particles' work are of.
    pub(super) of: String,
}

impl<'a> Target<'a> {
    /// The uncertain numbers among these, each by itself, under this likelihood.
    pub fn new(uncertain: &[Uncertain], likelihood: &'a dyn Likelihood, seed: u64, particles: usize) -> Self {
        let known = uncertain.iter().filter_map(|number| Some((number.key.clone(), number.distribution?)));
        let (keys, priors) = known.unzip();
        Self {
            keys,
            priors,
            joined: Correlated::default(),
            likelihood,
            seed,
            particles,
            moves: MOVES,
            of: String::new(),
        }
    }

    /// With what tells blocks of its work from those of another target, where such are kept.
    pub fn named(self, of: impl Into<String>) -> Self {
        Self { of: of.into(), ..self }
    }

    /// With other numbers of moves than [`MOVES`].
    pub fn moving(self, moves: [usize; 2]) -> Self {
        Self { moves, ..self }
    }

    /// With numbers that rise and fall together under the prior.
    pub fn joining(self, joined: Correlated) -> Self {
        Self { joined, ..self }
    }

    /// Whether these particles can be a state on the way: what was read back from a file may be anything.
    pub fn may_be_at(&self, population: &Population) -> bool {
        population.is_state_of(self.particles, self.keys.len())
    }

    /// The numbers at these coordinates.
    pub fn values(&self, coordinates: &[f64]) -> Vec<f64> {
        let own = |key: &str| self.keys.iter().position(|known| known == key).map_or(0.0, |place| coordinates[place]);
        let value = |((prior, key), at): ((&Distribution, &String), &f64)| {
            let normal = if self.joined.is_empty() { None } else { self.joined.normal(key, own) };
            quantile::quantile(prior, inverse::normal_share(normal.unwrap_or(*at)))
        };
        self.priors.iter().zip(&self.keys).zip(coordinates).map(value).collect()
    }
}
