//! Scores of stated probabilities, and how firmly one forecaster is ahead of another (model page §9).
//!
//! Takes probabilities and what came, gives log and Brier scores and their differences with standard errors.

use super::naive::{Forecaster, Knows};
use crate::findings::Estimate;
use crate::forecast::filter::score;
use serde::{Deserialize, Serialize};

/// Quarters over which the standard error of a difference allows for dependence.
pub const LAG: usize = 4;

/// What a forecaster scored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Quarters ahead, or [`EVE`](crate::findings::backtest::EVE).
    pub ahead: usize,
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
    /// Quarters ahead, or [`EVE`](crate::findings::backtest::EVE).
    pub ahead: usize,
    /// The forecaster.
    pub forecaster: Forecaster,
    /// What it knows.
    pub knows: Option<Knows>,
}

/// Those whom all others are compared with.
#[derive(Debug, Clone, Copy)]
pub struct Rivals<'a> {
    /// The model at central values.
    pub model: &'a Marks,
    /// The model over draws.
    pub draws: Option<&'a Marks>,
}

/// Log and Brier score of a quarter; `None` where it is not scored.
pub type Marks = Vec<Option<(f64, f64)>>;

/// Scores of the quarters that are coded and for which a probability was stated.
pub fn marks(stated: &[Option<f64>], codes: &[Option<bool>]) -> Marks {
    stated.iter().zip(codes).map(|(stated, code)| Some(score((*stated)?, (*code)?))).collect()
}

/// Sum of the log scores, their mean, and the mean of the Brier scores.
pub fn totals(marks: &Marks) -> (usize, f64, f64, f64) {
    let (mut count, mut log, mut brier) = (0, 0.0, 0.0);
    for (one, other) in marks.iter().flatten() {
        (count, log, brier) = (count + 1, log + one, brier + other);
    }
    (count, log, log / count as f64, brier / count as f64)
}

impl Rivals<'_> {
    /// The score of a forecaster, and how far the model is ahead of it.
    pub fn beside(&self, who: Who, marks: &Marks) -> Score {
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
type Mark = (f64, f64);

fn log_lead(rival: Mark, one: Mark) -> f64 {
    rival.0 - one.0
}

fn brier_lead(rival: Mark, one: Mark) -> f64 {
    one.1 - rival.1
}

fn mean_lead(rival: &Marks, marks: &Marks, lead: fn(Mark, Mark) -> f64) -> Option<Estimate> {
    let pairs = marks.iter().zip(rival).map(|(one, rival)| Some(lead((*rival)?, (*one)?)));
    mean(&pairs.collect::<Vec<_>>())
}

/// Mean of a series with a standard error that allows for dependence between neighbours (Newey and West 1987).
///
/// # Formula
/// With the autocovariances `γ_l = Σ_t e_t e_{t+l} / n` of the deviations from the mean (0 where nothing was scored),
/// `SE² = ( γ_0 + 2 Σ_{l=1..4} (1 − l/5) γ_l ) / n`, which is never negative.
pub fn mean(series: &[Option<f64>]) -> Option<Estimate> {
    let count = series.iter().flatten().count() as f64;
    if count == 0.0 {
        return None;
    }
    let value = series.iter().flatten().sum::<f64>() / count;
    let deviations: Vec<f64> = series.iter().map(|found| found.map_or(0.0, |found| found - value)).collect();
    let covariance = |lag: usize| -> f64 {
        let pairs = deviations.iter().zip(deviations.iter().skip(lag));
        pairs.map(|(one, other)| one * other).sum::<f64>() / count
    };
    let weight = |lag: usize| 1.0 - lag as f64 / (LAG + 1) as f64;
    let spread = covariance(0) + 2.0 * (1..=LAG).map(|lag| weight(lag) * covariance(lag)).sum::<f64>();
    let standard_error = (count > 1.0).then(|| (spread.max(0.0) / count).sqrt());
    Some(Estimate { value, standard_error })
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

    #[test]
    fn val_error_of_a_dependent_mean_by_hand() {
        // 1, 2, 4, 3: mean 2.5, deviations −1.5, −0.5, 1.5, 0.5; γ0 = 1.25, γ1 = (0.75 − 0.75 + 0.75)/4 = 0.1875,
        // γ2 = (−2.25 − 0.25)/4 = −0.625, γ3 = −0.75/4 = −0.1875.
        let found = mean(&[1.0, 2.0, 4.0, 3.0].map(Some)).expect("four numbers");
        let spread = 1.25 + 2.0 * (0.8 * 0.1875 + 0.6 * -0.625 + 0.4 * -0.1875);
        let expected = (spread / 4.0_f64).sqrt();
        assert!((found.value - 2.5).abs() < 1e-12);
        assert!((found.standard_error.expect("an error") - expected).abs() < 1e-12, "{found:?} {expected}");
        // A gap parts its neighbours.
        let gap = mean(&[Some(1.0), None, Some(3.0)]).expect("two numbers");
        let spread: f64 = 1.0 + 2.0 * 0.6 * -0.5;
        assert!((gap.standard_error.expect("an error") - (spread / 2.0).sqrt()).abs() < 1e-12);
        assert_eq!(mean(&[None]), None);
    }
}
