//! What a record taught about the uncertain numbers: prior and posterior side by side (model page §9).
//!
//! Takes the particles of an estimation, gives their moments, how far each number moved and how surely that is known.

use super::equilibria::MovedEvent;
use super::{Estimate, Provenance};
use crate::forecast::estimate::{Population, Target};
use crate::forecast::quantile::quantile;
use crate::forecast::selection::Sides;
use crate::scenario::{CodedRecord, Distribution, Scenario, Uncertain};
use crate::stats::inverse::normal_share;
use crate::stats::{Sorted, mean};
use serde::Serialize;

/// Points at which a prior is weighed.
const POINTS: usize = 2_000;
/// Kolmogorov's distance that one sample in twenty exceeds by chance, times the root of its size.
const CHANCE: f64 = 1.36;

/// Share of the prior standard deviation below which a number is called narrowed.
const NARROWED: f64 = 0.9;

/// The record that was used.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct RecordUsed {
    /// File name.
    pub name: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// First and last quarter used.
    pub quarters: [String; 2],
    /// Quarters in which it says whether there was a dispute, and those of them in dispute.
    pub disputes: [usize; 2],
}

/// A distribution in a few numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub(crate) struct Moments {
    pub mean: f64,
    pub sd: f64,
    pub p05: f64,
    pub p50: f64,
    pub p95: f64,
}

/// What the record taught about one number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Learnt {
    /// Its key.
    pub key: String,
    /// Before the record.
    pub prior: Moments,
    /// After it.
    pub posterior: Moments,
    /// Error of the posterior mean, from the spread between families of particles that descend from one prior draw.
    pub mean_error: f64,
    /// Posterior over prior standard deviation: below 1 where the record narrows.
    pub sd_ratio: f64,
    /// How far the mean moved, in prior standard deviations.
    pub shift: f64,
    /// Kolmogorov's distance between the two distributions: greatest difference of their cumulative shares, 0 to 1.
    pub distance: f64,
    /// Whether that is more than chance would bring about.
    pub moved: bool,
    /// Whether the standard deviation is smaller by a tenth or more, and by more than chance would make it.
    pub narrowed: bool,
    /// Values in the posterior, in the order of the draws.
    #[serde(skip)]
    pub values: Vec<f64>,
    /// Points of the prior's cumulative distribution: the value below which each of evenly spaced shares lies.
    #[serde(skip)]
    pub prior_values: Vec<f64>,
}

/// A temperature step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct StepRow {
    /// Share of the log likelihood let in after it.
    pub temperature: f64,
    /// How many equal particles the weighted ones were worth.
    pub effective: f64,
    /// What it adds to the log evidence.
    pub log_ratio: f64,
    /// Share accepted of moves of all coordinates.
    pub accepted_whole: f64,
    /// Share accepted of moves of a block.
    pub accepted_block: f64,
    /// Scale of moves of all coordinates at its end.
    pub scale_whole: f64,
    /// Scale of moves of a block at its end.
    pub scale_block: f64,
    /// Particles that differ from each other after it.
    pub unique: usize,
    /// Moves proposed to numbers whose game is not certified.
    pub uncertified: usize,
}

/// Whether backward induction, which is estimated with, and the principal branch end on different equilibria.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Switching {
    /// Particles in which they do in some game, and those in which one of them ends on none.
    pub differ: usize,
    /// See [`Switching::differ`].
    pub unknown: usize,
    /// What that changes in the headline; `None` if the scenario has no event whose probability is worked out exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<MovedEvent>,
    /// Whether they do, particle by particle; `None` if that is unknown.
    #[serde(skip)]
    pub by_particle: Vec<Option<bool>>,
}

impl Switching {
    /// Of every particle in turn.
    pub(crate) fn new(scenario: &Scenario, particles: &[Sides]) -> Self {
        let by_particle: Vec<Option<bool>> = particles.iter().map(|sides| sides.differ).collect();
        let count = |what| by_particle.iter().filter(|differ| **differ == what).count();
        Self {
            differ: count(Some(true)),
            unknown: count(None),
            headline: MovedEvent::new(scenario, particles),
            by_particle,
        }
    }
}

/// All that an estimation found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Posterior {
    /// Where the numbers come from; `draws` are the particles.
    pub provenance: Provenance,
    /// The record.
    pub record: RecordUsed,
    /// Particles.
    pub particles: usize,
    /// Log of the mean likelihood over the prior, games without a certificate counting as impossible.
    pub log_evidence: Estimate,
    /// Log likelihood at central values; absent if their game is not certified.
    pub central_log_likelihood: Option<f64>,
    /// Mean log likelihood of the particles.
    pub mean_log_likelihood: f64,
    /// Particles that differ from each other.
    pub unique: usize,
    /// Different prior draws that they descend from.
    pub ancestors: usize,
    /// How many equal families of descent they are worth.
    pub effective_ancestors: f64,
    /// Prior draws whose game is not certified: likelihood 0.
    pub uncertified: usize,
    /// Prior draws under which the record cannot have happened.
    pub impossible: usize,
    /// In which particles another equilibrium could be played; `None` if that was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection: Option<Switching>,
    /// The steps from prior to posterior.
    pub steps: Vec<StepRow>,
    /// Every uncertain number, in the order of the scenario.
    pub parameters: Vec<Learnt>,
    /// Log likelihood of each draw.
    #[serde(skip)]
    pub log_likelihoods: Vec<f64>,
}

impl RecordUsed {
    /// A record with the check sum of its text.
    pub(crate) fn new(history: &CodedRecord, sha256: String) -> Self {
        let last = history.first.plus(history.quarters.len().saturating_sub(1));
        let coded = |code: bool| history.quarters.iter().filter(|observed| observed.dispute == Some(code)).count();
        let quarters = [history.first, last].map(|quarter| quarter.to_string());
        Self { name: history.name.clone(), sha256, quarters, disputes: [coded(true) + coded(false), coded(true)] }
    }
}

impl Posterior {
    /// What the particles hold.
    pub(crate) fn new(
        provenance: Provenance,
        record: RecordUsed,
        uncertain: &[Uncertain],
        target: &Target<'_>,
        population: &Population,
        central_log_likelihood: Option<f64>,
        selection: Option<Switching>,
    ) -> Self {
        let count = population.particles.len();
        let families = families(population);
        let effective_ancestors = effective(&families, count);
        let rows: Vec<Vec<f64>> =
            population.particles.iter().map(|particle| target.values(&particle.coordinates)).collect();
        let chance = CHANCE / effective_ancestors.sqrt();
        let learnt = |(axis, number): (usize, &Uncertain)| {
            let prior = number.distribution?;
            let values = rows.iter().map(|row| row[axis]).collect();
            let shares = population.particles.iter().map(|particle| normal_share(particle.coordinates[axis])).collect();
            Some(learnt(&number.key, &prior, values, shares, &families, chance))
        };
        let log_likelihoods: Vec<f64> = population.particles.iter().map(|particle| particle.log_likelihood).collect();
        Self {
            provenance,
            record,
            particles: count,
            log_evidence: Estimate {
                value: population.log_evidence(),
                standard_error: Some(population.log_evidence_error()),
            },
            central_log_likelihood,
            mean_log_likelihood: mean::moments(&log_likelihoods).0,
            unique: population.steps.last().map_or(count, |step| step.unique),
            ancestors: population.ancestors(),
            effective_ancestors,
            uncertified: population.uncertified,
            impossible: population.impossible,
            selection,
            steps: population.steps.iter().map(row).collect(),
            parameters: uncertain.iter().enumerate().filter_map(learnt).collect(),
            log_likelihoods,
        }
    }

    /// The numbers, the one that moved most first.
    pub(crate) fn by_distance(&self) -> Vec<&Learnt> {
        let mut sorted: Vec<&Learnt> = self.parameters.iter().collect();
        sorted.sort_by(|one, other| other.distance.total_cmp(&one.distance));
        sorted
    }
}

fn row(step: &crate::forecast::estimate::Step) -> StepRow {
    StepRow {
        temperature: step.temperature,
        effective: step.effective,
        log_ratio: step.log_ratio,
        accepted_whole: step.acceptance[0],
        accepted_block: step.acceptance[1],
        scale_whole: step.scales[0],
        scale_block: step.scales[1],
        unique: step.unique,
        uncertified: step.uncertified,
    }
}

/// Particles by the prior draw that they descend from.
fn families(population: &Population) -> Vec<Vec<usize>> {
    let mut families: Vec<Vec<usize>> = vec![Vec::new(); population.particles.len()];
    for (index, particle) in population.particles.iter().enumerate() {
        families[particle.ancestor].push(index);
    }
    families.retain(|family| !family.is_empty());
    families
}

fn effective(families: &[Vec<usize>], count: usize) -> f64 {
    let squares: f64 = families.iter().map(|family| (family.len() * family.len()) as f64).sum();
    (count * count) as f64 / squares
}

fn learnt(
    key: &str,
    prior: &Distribution,
    values: Vec<f64>,
    shares: Vec<f64>,
    families: &[Vec<usize>],
    chance: f64,
) -> Learnt {
    let prior_values: Vec<f64> =
        (0..POINTS).map(|point| quantile(prior, (point as f64 + 0.5) / POINTS as f64)).collect();
    let (before, after) = (moments(&prior_values), moments(&values));
    let distance = distance(shares);
    let sum = |family: &Vec<usize>| family.iter().map(|&index| values[index] - after.mean).sum::<f64>();
    let spread: f64 = families.iter().map(|family| sum(family) * sum(family)).sum();
    // Of a bell curve's standard deviation; the families count as so many independent draws.
    let ratio_error = (0.5 / effective(families, values.len())).sqrt();
    Learnt {
        key: key.to_owned(),
        prior: before,
        posterior: after,
        mean_error: spread.sqrt() / values.len() as f64,
        sd_ratio: after.sd / before.sd,
        shift: (after.mean - before.mean) / before.sd,
        distance,
        moved: distance > chance,
        narrowed: after.sd / before.sd < NARROWED && 1.0 - after.sd / before.sd > 2.0 * ratio_error,
        values,
        prior_values,
    }
}

/// Greatest difference between the cumulative shares of a sample and even ones.
fn distance(mut shares: Vec<f64>) -> f64 {
    shares.sort_unstable_by(f64::total_cmp);
    let count = shares.len() as f64;
    let gap = |(index, share): (usize, &f64)| (share - index as f64 / count).max((index + 1) as f64 / count - share);
    shares.iter().enumerate().map(gap).fold(0.0, f64::max)
}

/// Quantiles are values that occurred.
fn moments(values: &[f64]) -> Moments {
    let (mean, sd) = mean::moments(values);
    let sorted = Sorted::new(values.to_vec());
    let at = |share: f64| sorted.quantile(share).unwrap_or(f64::NAN);
    Moments { mean, sd, p05: at(0.05), p50: at(0.5), p95: at(0.95) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prop_the_distance_of_even_shares_is_small_and_of_one_sided_ones_large() {
        let even: Vec<f64> = (0..100).map(|index| (f64::from(index) + 0.5) / 100.0).collect();
        assert!((distance(even.clone()) - 0.005).abs() < 1e-12);
        assert!((distance(even.iter().map(|share| 0.5 * share).collect()) - 0.5).abs() < 0.01);
    }

    #[test]
    fn prop_moments_of_a_uniform_prior_are_known() {
        let learnt = learnt(
            "x",
            &Distribution::Uniform { low: 2.0, high: 6.0 },
            vec![3.0, 5.0],
            vec![0.25, 0.75],
            &[vec![0], vec![1]],
            0.1,
        );
        assert!((learnt.prior.mean - 4.0).abs() < 1e-9 && (learnt.prior.sd - 4.0 / 12.0_f64.sqrt()).abs() < 1e-5);
        assert!((learnt.sd_ratio - 12.0_f64.sqrt() / 4.0).abs() < 1e-5);
        assert!((learnt.mean_error - 2.0_f64.sqrt() / 2.0).abs() < 1e-12);
    }
}
