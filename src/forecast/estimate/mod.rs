//! What a record teaches about the uncertain numbers: tempered sequential Monte Carlo (model page §9).
//!
//! Takes distributions as priors and a log likelihood, gives equally weighted draws of the posterior and the evidence.
//! Every number has a coordinate in which its prior is the standard normal distribution; its value is the quantile of
//! its distribution at the coordinate's share. Particles start as prior draws. Step by step more of the likelihood is let
//! in; at each step particles are weighted, resampled and moved.

mod bits;
mod chance;
mod game;
mod moves;
mod reference;
mod tempering;

pub use game::log_likelihood;

use super::quantile::quantile;
use super::{Stopped, Watch};
use crate::base::parallel;
use crate::scenario::{Distribution, Uncertain};
use crate::stats::inverse;
use moves::{KINDS, Mover};
use reference::Reference;
use serde::{Deserialize, Serialize};

/// Log likelihood of the numbers, in the order of the priors; `None` if their game is not certified.
pub type Likelihood<'a> = dyn Fn(&[f64]) -> Option<f64> + Sync + 'a;

/// Moves of every particle at each step, and at the last step, whose particles are the result.
pub const MOVES: [usize; 2] = [8, 16];
/// Scale of either kind of move at the start.
const FIRST_SCALE: f64 = 0.7;

/// What is estimated, and by how many particles.
pub struct Target<'a> {
    keys: Vec<String>,
    priors: Vec<Distribution>,
    likelihood: &'a Likelihood<'a>,
    seed: u64,
    particles: usize,
    moves: [usize; 2],
}

/// A particle: a guess at all numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Particle {
    /// Its coordinates, standard normal under the prior.
    #[serde(with = "bits::many")]
    pub place: Vec<f64>,
    /// Log likelihood; negative infinity if the record cannot have happened or the game is not certified.
    #[serde(with = "bits::one")]
    pub log_likelihood: f64,
    /// Number of the prior draw that it descends from.
    pub ancestor: usize,
}

/// What happened at a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Share of the log likelihood let in after it.
    #[serde(with = "bits::one")]
    pub temperature: f64,
    /// How many equal particles the weighted ones were worth.
    #[serde(with = "bits::one")]
    pub effective: f64,
    /// What it adds to the log evidence.
    #[serde(with = "bits::one")]
    pub log_ratio: f64,
    /// Share of moves accepted: of all coordinates together, of a block of them.
    #[serde(with = "bits::many")]
    pub acceptance: Vec<f64>,
    /// Scale of either kind of move at its end.
    #[serde(with = "bits::many")]
    pub scales: Vec<f64>,
    /// Particles that differ from each other after it.
    pub unique: usize,
    /// Moves proposed to numbers whose game is not certified.
    pub uncertified: usize,
}

/// The particles on their way from prior to posterior.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Population {
    /// The particles, equally weighted.
    pub particles: Vec<Particle>,
    /// The steps so far.
    pub steps: Vec<Step>,
    /// Prior draws whose game is not certified.
    pub uncertified: usize,
    /// Prior draws under which the record cannot have happened.
    pub impossible: usize,
}

/// No prior draw has a certified game under which the record can have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "under none of the {particles} prior draws can the record have happened ({uncertified} of them have no certified game)"
)]
#[allow(missing_docs, reason = "the message says it")]
pub struct Impossible {
    pub particles: usize,
    pub uncertified: usize,
}

/// Why a step could not be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    /// It was stopped.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// Nothing is left to go on with.
    #[error(transparent)]
    Impossible(#[from] Impossible),
}

impl<'a> Target<'a> {
    /// The uncertain numbers among these, under this likelihood.
    pub fn new(uncertain: &[Uncertain], likelihood: &'a Likelihood<'a>, seed: u64, particles: usize) -> Self {
        let known = uncertain.iter().filter_map(|number| Some((number.key.clone(), number.distribution?)));
        let (keys, priors) = known.unzip();
        Self { keys, priors, likelihood, seed, particles, moves: MOVES }
    }

    /// With other numbers of moves than [`MOVES`].
    pub fn moving(self, moves: [usize; 2]) -> Self {
        Self { moves, ..self }
    }

    /// The numbers at a place.
    pub fn values(&self, place: &[f64]) -> Vec<f64> {
        let value = |(prior, at): (&Distribution, &f64)| quantile(prior, inverse::normal_share(*at));
        self.priors.iter().zip(place).map(value).collect()
    }

    /// Draws the prior.
    ///
    /// # Errors
    /// [`Stopped`] if the watch says so.
    pub fn start(&self, watch: &dyn Watch) -> Result<Population, Stopped> {
        watch.begin(self.particles);
        let found: Vec<(bool, Particle)> = parallel::watched(self.particles, watch, |ancestor| {
            let place: Vec<f64> = self.keys.iter().map(|key| chance::start(self.seed, key, ancestor)).collect();
            let log = (self.likelihood)(&self.values(&place));
            let log_likelihood = log.unwrap_or(f64::NEG_INFINITY);
            (log.is_none(), Particle { place, log_likelihood, ancestor })
        })?;
        let uncertified = found.iter().filter(|(uncertified, _)| *uncertified).count();
        let particles: Vec<Particle> = found.into_iter().map(|(_, particle)| particle).collect();
        let possible = particles.iter().filter(|particle| particle.log_likelihood.is_finite()).count();
        Ok(Population {
            impossible: particles.len() - possible - uncertified,
            particles,
            steps: Vec::new(),
            uncertified,
        })
    }

    /// Lets more of the evidence in: weights, resamples and moves the particles.
    ///
    /// # Errors
    /// [`StepError`]; the population is as it was then.
    pub fn step(&self, population: &mut Population, watch: &dyn Watch) -> Result<(), StepError> {
        let stage = population.steps.len();
        let logs: Vec<f64> = population.particles.iter().map(|particle| particle.log_likelihood).collect();
        let weighing = tempering::weigh(&logs, population.temperature())
            .ok_or(Impossible { particles: logs.len(), uncertified: population.uncertified })?;
        let places: Vec<&[f64]> = population.particles.iter().map(|particle| particle.place.as_slice()).collect();
        let reference = Reference::fitted(&places, &weighing.weights, weighing.effective);
        let chosen = tempering::resampled(&weighing.weights, chance::comb(self.seed, stage));
        let particles = chosen.iter().map(|&place| population.particles[place].clone()).collect();
        let scales = population.steps.last().map_or(vec![FIRST_SCALE; KINDS], |step| step.scales.clone());
        let moves = self.moves[usize::from(weighing.temperature >= 1.0)];
        let mut mover = Mover::new(self, &reference, weighing.temperature, stage, particles, scales);
        watch.begin(self.particles * moves);
        for number in 0..moves {
            mover.all(number, watch)?;
        }
        let (particles, tried) = mover.finish();
        population.steps.push(Step {
            temperature: weighing.temperature,
            effective: weighing.effective,
            log_ratio: weighing.log_ratio,
            unique: unique(&particles),
            ..tried
        });
        population.particles = particles;
        Ok(())
    }

    /// From the prior to the posterior at one go.
    ///
    /// # Errors
    /// [`StepError`].
    pub fn run(&self, watch: &dyn Watch) -> Result<Population, StepError> {
        let mut population = self.start(watch)?;
        while !population.done() {
            self.step(&mut population, watch)?;
        }
        Ok(population)
    }
}

impl Population {
    /// Share of the log likelihood let in so far.
    pub fn temperature(&self) -> f64 {
        self.steps.last().map_or(0.0, |step| step.temperature)
    }

    /// Whether the particles are draws of the posterior.
    pub fn done(&self) -> bool {
        self.temperature() >= 1.0
    }

    /// Log of the evidence: of the mean likelihood over the prior, games without a certificate counting as impossible.
    pub fn log_evidence(&self) -> f64 {
        self.steps.iter().map(|step| step.log_ratio).sum()
    }

    /// Its standard error, as if the particles of each step were independent of one another and of the step before.
    pub fn log_evidence_error(&self) -> f64 {
        let count = self.particles.len() as f64;
        self.steps.iter().map(|step| 1.0 / step.effective - 1.0 / count).sum::<f64>().max(0.0).sqrt()
    }

    /// How many different prior draws the particles descend from.
    pub fn ancestors(&self) -> usize {
        let mut ancestors: Vec<usize> = self.particles.iter().map(|particle| particle.ancestor).collect();
        ancestors.sort_unstable();
        ancestors.dedup();
        ancestors.len()
    }
}

/// Particles that differ from each other.
fn unique(particles: &[Particle]) -> usize {
    let mut places: Vec<Vec<u64>> =
        particles.iter().map(|particle| particle.place.iter().map(|value| value.to_bits()).collect()).collect();
    places.sort_unstable();
    places.dedup();
    places.len()
}
