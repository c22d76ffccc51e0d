//! What a record teaches about the uncertain numbers: tempered sequential Monte Carlo (model page §9).
//!
//! Takes distributions as priors and a log likelihood, gives equally weighted draws of the posterior and the evidence.
//! Every number has a coordinate whose prior is the standard normal distribution; the number is the quantile of its own
//! distribution at the coordinate's share. Particles start as prior draws. Step by step more of the likelihood is let
//! in. At each step particles are weighted, resampled and moved.

mod bits;
mod chance;
mod likelihood;
mod moves;
mod population;
mod reference;
mod target;
mod tempering;

pub(in crate::forecast) use chance::start as first;
pub use likelihood::{OfRecord, log_likelihood};
pub use population::{Particle, Population, Step};
pub use target::{Likelihood, MOVES, Target};

use super::{Stopped, Watch};
use crate::base::blocks::in_blocks;
use moves::Mover;
use population::{KINDS, unique};
use reference::Reference;

/// Scale of either kind of move at the start.
const FIRST_SCALE: f64 = 0.7;

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

impl Target<'_> {
    /// Draws the prior.
    ///
    /// # Errors
    /// [`Stopped`] if the watch says so.
    pub fn start(&self, watch: &dyn Watch) -> Result<Population, Stopped> {
        if watch.blocks().is_none() {
            watch.begin(self.particles);
        }
        let of = || format!("{} prior", self.of);
        let found: Vec<(bool, Particle)> = in_blocks(&of, self.particles, watch, |ancestor| {
            let coordinates: Vec<f64> = self.keys.iter().map(|key| chance::start(self.seed, key, ancestor)).collect();
            let log = self.likelihood.log(&self.values(&coordinates), &|_| false);
            let log_likelihood = log.unwrap_or(f64::NEG_INFINITY);
            (log.is_none(), Particle { coordinates, log_likelihood, ancestor })
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
        let points: Vec<&[f64]> = population.particles.iter().map(|particle| particle.coordinates.as_slice()).collect();
        let reference = Reference::fitted(&points, &weighing.weights, weighing.effective);
        let chosen = tempering::resampled(&weighing.weights, chance::comb(self.seed, stage));
        let particles = chosen.iter().map(|&index| population.particles[index].clone()).collect();
        let scales = population.steps.last().map_or(vec![FIRST_SCALE; KINDS], |step| step.scales.clone());
        let moves = self.moves[usize::from(weighing.temperature >= 1.0)];
        let mut mover = Mover::new(self, &reference, weighing.temperature, stage, particles, scales);
        if watch.blocks().is_none() {
            watch.begin(self.particles * moves);
        }
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
