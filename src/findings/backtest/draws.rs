//! A record scored over draws of the scenario's uncertain numbers (model page §9).
//!
//! Takes draws, each run through the record, gives the spread of the scores, and what all draws together say of each
//! quarter. A draw whose games are not certified is counted and left out; so is one in which the
//! record cannot have happened.

use super::horizon::{HORIZONS, Horizon};
use super::score::{marks, totals};
use crate::forecast::filter::Filtered;
use crate::stats::mean::of_values;
use crate::stats::{Estimate, Quantiles, Sorted};
use serde::{Deserialize, Serialize};

/// Draws, each run through the record.
#[derive(Debug)]
pub struct Taken {
    /// The file that they are from; `None` if they are of the scenario's distributions.
    file: Option<String>,
    taken: usize,
    uncertified: Vec<usize>,
    impossible: Vec<usize>,
    /// Those that count, with their numbers.
    filtered: Vec<(usize, Filtered)>,
}

impl Taken {
    /// What every draw says of the record, with the number of each; `None` of a draw that is not certified. `file` is the file that
    /// the draws are from; `None` if they are of the scenario's distributions.
    pub fn new(file: Option<String>, numbers: &[usize], draws: Vec<Option<Filtered>>) -> Self {
        let taken = draws.len();
        let mut found = Self { file, taken, uncertified: Vec::new(), impossible: Vec::new(), filtered: Vec::new() };
        for (&draw, filtered) in numbers.iter().zip(draws) {
            match filtered {
                None => found.uncertified.push(draw),
                Some(filtered) if filtered.impossible_from().is_some() => found.impossible.push(draw),
                Some(filtered) => found.filtered.push((draw, filtered)),
            }
        }
        found
    }

    /// What the draws together say of every quarter: the mean of what each says, weighted by the probability that it has
    /// given to what the record codes from `from` up to the quarter in which the probability is stated.
    pub(super) fn mixed(&self, ahead: Horizon, from: usize) -> Vec<Option<f64>> {
        let quarters = self.filtered.first().map_or(0, |(_, filtered)| filtered.predictions.len());
        let said: Vec<Vec<Option<f64>>> =
            self.filtered.iter().map(|(_, filtered)| ahead.stated(filtered, from)).collect();
        let mixed = |quarter: usize| {
            let known = match ahead {
                Horizon::Eve => from,
                Horizon::Ahead(ahead) => (quarter + 1).saturating_sub(ahead).max(from),
            };
            let weights = self.weights(from, known);
            let sum: f64 = weights.iter().sum();
            let parts = weights.iter().zip(&said).map(|(weight, said)| Some(weight * said[quarter]?));
            Some(parts.sum::<Option<f64>>()? / sum)
        };
        (0..quarters).map(|quarter| mixed(quarter).filter(|_| !self.filtered.is_empty())).collect()
    }

    /// Weight of each draw after the quarters from the first to before the second, the greatest 1.
    fn weights(&self, from: usize, to: usize) -> Vec<f64> {
        let log = |(_, filtered): &(usize, Filtered)| -> f64 {
            filtered.predictions[from..to].iter().map(|prediction| prediction.log_given).sum()
        };
        let logs: Vec<f64> = self.filtered.iter().map(log).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        logs.iter().map(|log| libm::exp(log - most)).collect()
    }
}

/// Scores over draws.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawScores {
    /// The file that the draws are from; `None` if they are of the scenario's distributions.
    pub file: Option<String>,
    /// Draws in all.
    pub taken: usize,
    /// Draws that count: certified, and the record can have happened.
    pub counted: usize,
    /// Numbers of the draws with a game that is not certified.
    pub uncertified: Vec<usize>,
    /// Numbers of the draws in which the record cannot have happened.
    pub impossible: Vec<usize>,
    /// How many draws of equal weight those that count are worth after the last quarter (Kish): 1 / Σ weight².
    pub effective: f64,
    /// Spread of the scores, by horizon; empty if no draw counts.
    pub spread: Vec<Spread>,
    /// Draw by draw, those that count.
    pub draws: Vec<DrawScore>,
}

/// Spread of the scores at a horizon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// When it was stated.
    pub ahead: Horizon,
    /// Mean of the sums of log scores.
    pub log_sum: Estimate,
    /// Their quantiles.
    pub log_quantiles: Quantiles,
    /// Mean of the Brier scores.
    pub brier: Estimate,
    /// Their quantiles.
    pub brier_quantiles: Quantiles,
}

/// Scores of a draw, by horizon as in `HORIZONS`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawScore {
    /// Number of the draw.
    pub draw: usize,
    /// Sums of log scores.
    pub log_sum: Vec<f64>,
    /// Brier scores.
    pub brier: Vec<f64>,
}

impl DrawScores {
    /// Scores each draw on the quarters from `from` on.
    pub(super) fn new(taken: Taken, codes: &[Option<bool>], from: usize) -> Self {
        let weights = taken.weights(from, codes.len());
        let sum: f64 = weights.iter().sum();
        let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
        let draws: Vec<DrawScore> =
            taken.filtered.iter().map(|(draw, found)| scored(*draw, found, codes, from)).collect();
        Self {
            file: taken.file,
            taken: taken.taken,
            counted: draws.len(),
            uncertified: taken.uncertified,
            impossible: taken.impossible,
            effective: if draws.is_empty() { 0.0 } else { sum * sum / squares },
            spread: (0..HORIZONS.len()).filter_map(|index| spread(&draws, index)).collect(),
            draws,
        }
    }
}

fn scored(draw: usize, filtered: &Filtered, codes: &[Option<bool>], from: usize) -> DrawScore {
    let scores = HORIZONS.map(|ahead| totals(&marks(&ahead.stated(filtered, from), codes)));
    let log_sum = scores.iter().map(|(_, sum, ..)| *sum).collect();
    DrawScore { draw, log_sum, brier: scores.iter().map(|(.., brier)| *brier).collect() }
}

fn spread(draws: &[DrawScore], index: usize) -> Option<Spread> {
    let of = |value: &dyn Fn(&DrawScore) -> f64| {
        let values: Vec<f64> = draws.iter().map(value).collect();
        Some((of_values(values.iter().copied())?, Sorted::new(values).summary()?))
    };
    let (log_sum, log_quantiles) = of(&|draw| draw.log_sum[index])?;
    let (brier, brier_quantiles) = of(&|draw| draw.brier[index])?;
    Some(Spread { ahead: HORIZONS[index], log_sum, log_quantiles, brier, brier_quantiles })
}
