//! Scores of stated probabilities, and how firmly one forecaster is ahead of another (model page §9).
//!
//! Takes probabilities and what came, gives log and Brier scores and their differences with standard errors.

use super::horizon::Horizon;
use super::naive::{Forecaster, Knows};
use crate::findings::Estimate;
use crate::forecast::filter::score;
use crate::stats::mean::of_series;
use serde::{Deserialize, Serialize};

/// Quarters over which the standard error of a difference allows for dependence.
pub(crate) const LAG: usize = 4;

/// What a forecaster scored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// When the probabilities were stated.
    pub ahead: Horizon,
    /// Who.
    pub forecaster: Forecaster,
    /// What it knows; `None` for the model, whose numbers are the scenario's or those of draws.
    pub knows: Option<Knows>,
    /// Quarters scored: the same for all at a horizon.
    pub quarters: usize,
    /// Sum of the natural logs of the probabilities given to what came; nearer to 0 is better.
    pub log_sum: f64,
    /// The same by quarter.
    pub log_mean: f64,
    /// Mean squared distance of the probability from what came; lower is better.
    pub brier: f64,
    /// Log score by quarter of the model at central values less this one's: above 0 the model is ahead. `None` for itself.
    pub log_ahead: Option<Estimate>,
    /// Brier score of this one less that model's: above 0 the model is ahead. `None` for itself.
    pub brier_ahead: Option<Estimate>,
    /// Log score by quarter of the model over draws less this one's; `None` for itself, and if none were taken.
    pub draws_log_ahead: Option<Estimate>,
    /// Brier score of this one less that model's.
    pub draws_brier_ahead: Option<Estimate>,
}

/// Whose score it is.
#[derive(Debug, Clone, Copy)]
pub struct Who {
    /// When the probabilities were stated.
    pub ahead: Horizon,
    /// The forecaster.
    pub forecaster: Forecaster,
    /// What it knows.
    pub knows: Option<Knows>,
}

/// Those whom all others are compared with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rivals<'a> {
    /// The model at central values.
    pub model: &'a Marks,
    /// The model over draws.
    pub draws: Option<&'a Marks>,
}

/// Log and Brier score of a quarter; `None` where it is not scored.
pub(crate) type Marks = Vec<Option<(f64, f64)>>;

/// Scores of the quarters that are coded and for which a probability was stated.
pub(crate) fn marks(stated: &[Option<f64>], codes: &[Option<bool>]) -> Marks {
    stated.iter().zip(codes).map(|(stated, code)| Some(score((*stated)?, (*code)?))).collect()
}

/// Sum of the log scores, their mean, and the mean of the Brier scores.
pub(crate) fn totals(marks: &Marks) -> (usize, f64, f64, f64) {
    let (mut count, mut log, mut brier) = (0, 0.0, 0.0);
    for (one, other) in marks.iter().flatten() {
        (count, log, brier) = (count + 1, log + one, brier + other);
    }
    (count, log, log / count as f64, brier / count as f64)
}

impl Rivals<'_> {
    /// The score of a forecaster, and how far the model is ahead of it.
    pub(crate) fn beside(&self, who: Who, marks: &Marks) -> Score {
        let (quarters, log_sum, log_mean, brier) = totals(marks);
        let ahead = |rival: Option<&Marks>, itself: Forecaster| {
            let rival = rival.filter(|_| who.forecaster != itself);
            [log_lead, brier_lead].map(|lead| mean_lead(rival?, marks, lead))
        };
        let [log_ahead, brier_ahead] = ahead(Some(self.model), Forecaster::Model);
        let [draws_log_ahead, draws_brier_ahead] = ahead(self.draws, Forecaster::Draws);
        let Who { ahead, forecaster, knows } = who;
        Score {
            ahead,
            forecaster,
            knows,
            quarters,
            log_sum,
            log_mean,
            brier,
            log_ahead,
            brier_ahead,
            draws_log_ahead,
            draws_brier_ahead,
        }
    }
}

/// Log and Brier score of a quarter.
pub(super) type Mark = (f64, f64);

pub(super) fn log_lead(rival: Mark, one: Mark) -> f64 {
    rival.0 - one.0
}

fn brier_lead(rival: Mark, one: Mark) -> f64 {
    one.1 - rival.1
}

pub(super) fn mean_lead(rival: &Marks, marks: &Marks, lead: fn(Mark, Mark) -> f64) -> Option<Estimate> {
    let pairs = marks.iter().zip(rival).map(|(one, rival)| Some(lead((*rival)?, (*one)?)));
    of_series(&pairs.collect::<Vec<_>>(), LAG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_scores_of_a_stated_half_are_those_of_a_coin() {
        let found =
            totals(&marks(&[Some(0.5), None, Some(0.5), Some(0.5)], &[Some(true), Some(true), None, Some(false)]));
        assert_eq!((found.0, found.3), (2, 0.25));
        assert!((found.1 + 2.0 * std::f64::consts::LN_2).abs() < 1e-12 && (found.2 - found.1 / 2.0).abs() < 1e-12);
    }

    #[test]
    fn limit_a_wrong_certainty_costs_no_more_than_the_clip() {
        let (_, log, _, brier) = totals(&marks(&[Some(0.0)], &[Some(true)]));
        assert!((log - libm::log(1e-4)).abs() < 1e-12);
        assert_eq!(brier, 1.0);
    }
}
