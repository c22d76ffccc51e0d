//! Metropolis moves of the particles at one temperature (model page §9).
//!
//! Takes particles, a target and a fitted normal distribution, gives moved particles and what is known of the moves. Two
//! kinds of move take turns:
//!
//! - *All coordinates*: an autoregressive step that leaves the fitted distribution as it is, accepted by how much better
//!   the target is there than that distribution.
//! - *A block* of coordinates, chosen at random: the same with the prior, accepted by the likelihood alone.
//!
//! Because a step leaves its distribution as it is, more coordinates do not make it less likely to be accepted. After
//! each round the scale of its kind is changed so that a quarter of its moves are accepted.

use super::chance::Dice;
use super::population::{KINDS, Particle, SCALES, Step};
use super::reference::Reference;
use super::target::Target;
use crate::base::blocks::in_blocks;
use crate::forecast::{Stopped, Watch};
use serde::{Deserialize, Serialize};

/// Share of moves that are to be accepted.
const ACCEPTED: f64 = 0.25;
/// How strongly a scale reacts to the share accepted.
const GAIN: f64 = 1.5;
/// Share of the coordinates in a block.
const BLOCK: f64 = 0.25;

/// The particles being moved.
pub(super) struct Mover<'a> {
    target: &'a Target<'a>,
    reference: &'a Reference,
    temperature: f64,
    stage: usize,
    particles: Vec<Particle>,
    scales: Vec<f64>,
    tried: [usize; KINDS],
    taken: [usize; KINDS],
    uncertified: usize,
}

/// What became of a move.
#[derive(Serialize, Deserialize)]
struct Moved {
    particle: Option<Particle>,
    uncertified: bool,
}

impl<'a> Mover<'a> {
    pub(super) fn new(
        target: &'a Target<'a>,
        reference: &'a Reference,
        temperature: f64,
        stage: usize,
        particles: Vec<Particle>,
        scales: Vec<f64>,
    ) -> Self {
        let nothing = [0; KINDS];
        Self {
            target,
            reference,
            temperature,
            stage,
            particles,
            scales,
            tried: nothing,
            taken: nothing,
            uncertified: 0,
        }
    }

    /// Moves every particle once.
    pub(super) fn all(&mut self, number: usize, watch: &dyn Watch) -> Result<(), Stopped> {
        let kind = number % KINDS;
        let of = || format!("{} step {} move {number}", self.target.of, self.stage);
        let moved = in_blocks(&of, self.particles.len(), watch, |place| self.one(place, number, kind))?;
        let mut taken = 0;
        for (own, moved) in self.particles.iter_mut().zip(moved) {
            self.uncertified += usize::from(moved.uncertified);
            if let Some(particle) = moved.particle {
                *own = particle;
                taken += 1;
            }
        }
        self.tried[kind] += self.particles.len();
        self.taken[kind] += taken;
        let share = taken as f64 / self.particles.len() as f64;
        self.scales[kind] = (self.scales[kind] * libm::exp(GAIN * (share - ACCEPTED))).clamp(SCALES.0, SCALES.1);
        Ok(())
    }

    /// The particles, and what is known of their moves.
    pub(super) fn finish(self) -> (Vec<Particle>, Step) {
        let share = |kind: usize| self.taken[kind] as f64 / self.tried[kind].max(1) as f64;
        let step = Step {
            temperature: self.temperature,
            effective: 0.0,
            log_ratio: 0.0,
            acceptance: (0..KINDS).map(share).collect(),
            scales: self.scales,
            unique: 0,
            uncertified: self.uncertified,
        };
        (self.particles, step)
    }

    fn one(&self, index: usize, number: usize, kind: usize) -> Moved {
        let mut dice = Dice::new(self.target.seed, self.stage, index, number);
        let particle = &self.particles[index];
        let luck = libm::log(dice.uniform());
        let (to, better) = match kind {
            0 => self.whole(&particle.coordinates, &mut dice),
            _ => (self.block(&particle.coordinates, &mut dice), 0.0),
        };
        // Rounded as it is, this grows with the log likelihood: what is refused at a bound is refused at all below it.
        let accepted = |log: f64| luck < better + self.temperature * (log - particle.log_likelihood);
        let Some(log_likelihood) = self.target.likelihood.log(&self.target.values(&to), &|log| !accepted(log)) else {
            return Moved { particle: None, uncertified: true };
        };
        let taken = Particle { coordinates: to, log_likelihood, ancestor: particle.ancestor };
        Moved { particle: accepted(log_likelihood).then_some(taken), uncertified: false }
    }

    /// A step of all coordinates, and the log of how much better it is for the prior than for the fitted distribution.
    fn whole(&self, from: &[f64], dice: &mut Dice) -> (Vec<f64>, f64) {
        let scale = self.scales[0];
        let numbers: Vec<f64> = from.iter().map(|_| dice.normal()).collect();
        let keep = (1.0 - scale * scale).sqrt();
        let towards = from.iter().zip(&self.reference.mean).zip(self.reference.spread(&numbers));
        let to: Vec<f64> = towards.map(|((from, mean), spread)| mean + keep * (from - mean) + scale * spread).collect();
        let log_ratio = self.reference.log_over_prior(from) - self.reference.log_over_prior(&to);
        (to, log_ratio)
    }

    /// A step of some coordinates, one at least.
    fn block(&self, from: &[f64], dice: &mut Dice) -> Vec<f64> {
        let scale = self.scales[1];
        let keep = (1.0 - scale * scale).sqrt();
        let sure = (dice.uniform() * from.len() as f64) as usize;
        let step = |(axis, from): (usize, &f64)| {
            let (chosen, number) = (dice.uniform() < BLOCK || axis == sure, dice.normal());
            if chosen { keep * from + scale * number } else { *from }
        };
        from.iter().enumerate().map(step).collect()
    }
}
