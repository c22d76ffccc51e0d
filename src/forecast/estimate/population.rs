//! The particles on their way from prior to posterior (model page §9).
//!
//! Takes nothing, gives particles and steps as plain data that can be kept and read back, and what they say together.

use super::bits;
use serde::{Deserialize, Serialize};

/// Kinds of move.
pub(super) const KINDS: usize = 2;
/// Least and greatest scale of a move; at 1 a step does not depend on where it starts.
pub(super) const SCALES: (f64, f64) = (0.02, 1.0);

/// A particle: a guess at all numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Particle {
    /// One for each uncertain number, standard normal under the prior.
    #[serde(rename = "place", with = "bits::many")]
    pub coordinates: Vec<f64>,
    /// Log likelihood; negative infinity if the record cannot have happened or the game is not certified.
    #[serde(with = "bits::one")]
    pub log_likelihood: f64,
    /// Number of the prior draw that it descends from.
    pub ancestor: usize,
}

impl Particle {
    /// Coordinates beyond 40 do not occur: a normal number is drawn there once in 10^349.
    fn is_one_of(&self, particles: usize, numbers: usize) -> bool {
        let log = self.log_likelihood;
        self.coordinates.len() == numbers
            && self.coordinates.iter().all(|place| place.abs() < 40.0)
            && (log.is_finite() || log == f64::NEG_INFINITY)
            && self.ancestor < particles
    }
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
    /// Moves proposed to numbers whose game was found not to be certified; none is looked for once a move is refused.
    pub uncertified: usize,
}

impl Step {
    fn is_one_of(&self, particles: usize) -> bool {
        let within =
            |values: &[f64], low: f64| values.len() == KINDS && values.iter().all(|value| (low..=1.0).contains(value));
        0.0 < self.temperature
            && self.temperature <= 1.0
            && 0.0 < self.effective
            && self.effective.is_finite()
            && self.log_ratio.is_finite()
            && within(&self.acceptance, 0.0)
            && within(&self.scales, SCALES.0)
            && self.unique <= particles
            && u32::try_from(self.uncertified).is_ok()
    }
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

impl Population {
    /// Whether it can be the state after a step of an estimation with so many particles and uncertain numbers.
    pub(super) fn is_state_of(&self, particles: usize, numbers: usize) -> bool {
        let rising = |pair: &[Step]| pair[0].temperature < pair[1].temperature;
        self.particles.len() == particles
            && self.particles.iter().all(|particle| particle.is_one_of(particles, numbers))
            && self.particles.iter().any(|particle| particle.log_likelihood.is_finite())
            && !self.steps.is_empty()
            && self.steps.iter().all(|step| step.is_one_of(particles))
            && self.steps.windows(2).all(rising)
            && self.uncertified.checked_add(self.impossible).is_some_and(|lost| lost < particles)
    }

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
    pub(crate) fn ancestors(&self) -> usize {
        let mut ancestors: Vec<usize> = self.particles.iter().map(|particle| particle.ancestor).collect();
        ancestors.sort_unstable();
        ancestors.dedup();
        ancestors.len()
    }
}

/// Particles that differ from each other.
pub(super) fn unique(particles: &[Particle]) -> usize {
    let bits = |particle: &Particle| particle.coordinates.iter().map(|value| value.to_bits()).collect();
    let mut all: Vec<Vec<u64>> = particles.iter().map(bits).collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}
