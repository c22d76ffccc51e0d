//! Forecasters that know nothing of the game: what a model must beat to say anything (model page §9).
//!
//! Takes the coded disputes of a record, gives the probability that each forecaster states of each quarter, so many
//! quarters before it. A forecaster that learns as it goes knows the record up to the quarter in which it states a
//! probability, and counts half a dispute and half a calm quarter beforehand; one that is fitted knows the shares of the
//! whole record. Two are given something of the model's: the fair chain its persistence, the regression its levels of
//! confrontation.

use super::logistic::{Logistic, Row};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Who states a probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forecaster {
    /// The model at the scenario's central values.
    Model,
    /// The model over draws of its uncertain numbers, each weighted by how well it forecast so far.
    Draws,
    /// The share of quarters in dispute.
    BaseRate,
    /// The same within the scenario's era of the quarter.
    EraRate,
    /// The first-order Markov chain of dispute and calm.
    Markov,
    /// The same, with the model's own persistence known beforehand.
    FairMarkov,
    /// A logistic regression on the dispute of the quarter before and the intensity of confrontation.
    Logistic,
}

/// Those that know nothing of the game.
pub(crate) const NAIVE: [Forecaster; 5] =
    [Forecaster::BaseRate, Forecaster::EraRate, Forecaster::Markov, Forecaster::FairMarkov, Forecaster::Logistic];

/// Quarters after calm, and as many after dispute, that the fair chain counts beforehand.
const WORTH: f64 = 8.0;
/// Ridge of the regression that learns: a normal prior of each coefficient about 0 with a standard deviation of 2.
const RIDGE: f64 = 0.25;
/// Ridge of the one that is fitted, with a standard deviation of 10: all but none.
const FITTED_RIDGE: f64 = 0.01;

impl Forecaster {
    /// Name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Model | Self::Draws => "model",
            Self::BaseRate => "base rate",
            Self::EraRate => "base rate by era",
            Self::Markov => "Markov chain",
            Self::FairMarkov => "fair Markov chain",
            Self::Logistic => "logistic regression",
        }
    }
}

/// What a forecaster knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Knows {
    /// The record up to the quarter in which the probability is stated.
    Earlier,
    /// The shares of the whole record: no forecast, a yardstick.
    Whole,
}

/// The coded disputes of a record, and what else is known of each quarter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Coded<'a> {
    /// Whether each quarter began in dispute, if known.
    pub disputes: &'a [Option<bool>],
    /// Number of the era in each quarter.
    pub eras: &'a [usize],
    /// Intensity of confrontation in each quarter.
    pub intensity: &'a [f64],
    /// What the model says of a dispute after calm, and after dispute, on average, no dispute known.
    pub persistence: [f64; 2],
}

/// Events among trials.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Share {
    events: f64,
    trials: f64,
}

impl Share {
    pub(super) fn add(&mut self, event: bool) {
        self.events += f64::from(u8::from(event));
        self.trials += 1.0;
    }

    fn plain(self) -> Option<f64> {
        (self.trials > 0.0).then(|| self.events / self.trials)
    }

    /// With half an event and half a miss beforehand.
    pub(super) fn smoothed(self) -> f64 {
        self.with(0.5, 1.0)
    }

    /// With a share known beforehand that is worth so many trials.
    fn with(self, share: f64, worth: f64) -> f64 {
        (self.events + share * worth) / (self.trials + worth)
    }
}

impl Coded<'_> {
    /// Probability of a dispute in a quarter, stated `ahead` quarters (one or more) before it. The fair chain is there only
    /// as it learns.
    pub(crate) fn probability(
        &self,
        forecaster: Forecaster,
        knows: Knows,
        quarter: usize,
        ahead: usize,
    ) -> Option<f64> {
        // Quarters whose code is known when the probability is stated.
        let spoken = (quarter + 1).saturating_sub(ahead);
        let known = match knows {
            Knows::Earlier => spoken,
            Knows::Whole => self.disputes.len(),
        };
        let base = self.share(known, |_| true);
        let value = |share: Share| match knows {
            Knows::Earlier => Some(share.smoothed()),
            Knows::Whole => share.plain().or_else(|| base.plain()),
        };
        match forecaster {
            Forecaster::Model | Forecaster::Draws => None,
            Forecaster::BaseRate => value(base),
            Forecaster::EraRate => value(self.share(known, |other| self.eras[other] == self.eras[quarter])),
            Forecaster::FairMarkov if knows == Knows::Whole => None,
            Forecaster::Markov | Forecaster::FairMarkov | Forecaster::Logistic => {
                let Some(last) = self.disputes[..spoken].iter().rposition(Option::is_some) else { return value(base) };
                let start = f64::from(u8::from(self.disputes[last] == Some(true)));
                let ahead = last + 1..quarter + 1;
                let [calm, dispute] = self.transitions(known);
                Some(match forecaster {
                    Forecaster::FairMarkov => {
                        let [after_calm, after_dispute] = self.persistence;
                        let after = [calm.with(after_calm, WORTH), dispute.with(after_dispute, WORTH)];
                        onward(start, ahead, |_| after)
                    }
                    Forecaster::Logistic => {
                        let ridge = if knows == Knows::Whole { FITTED_RIDGE } else { RIDGE };
                        let fitted = Logistic::fit(&self.rows(known), ridge);
                        onward(start, ahead, |at| [0.0, 1.0].map(|before| fitted.probability(self.row(at, before))))
                    }
                    _ => {
                        let after = [value(calm)?, value(dispute)?];
                        onward(start, ahead, |_| after)
                    }
                })
            }
        }
    }

    /// What a quarter is told apart by in the regression.
    fn row(&self, quarter: usize, before: f64) -> Row {
        [1.0, before, self.intensity[quarter]]
    }

    /// Rows of the regression: the first quarters, where the one before is coded as well.
    fn rows(&self, known: usize) -> Vec<(Row, bool)> {
        let pairs = (1..known).filter_map(|at| Some((at, self.disputes[at - 1]?, self.disputes[at]?)));
        pairs.map(|(at, before, came)| (self.row(at, f64::from(u8::from(before))), came)).collect()
    }

    /// Disputes in those of the first quarters that count.
    fn share(&self, known: usize, counts: impl Fn(usize) -> bool) -> Share {
        let mut share = Share::default();
        let coded = self.disputes[..known].iter().enumerate().filter(|(quarter, _)| counts(*quarter));
        coded.filter_map(|(_, code)| *code).for_each(|code| share.add(code));
        share
    }

    /// Disputes after calm, and after dispute, within the first quarters.
    fn transitions(&self, known: usize) -> [Share; 2] {
        let mut shares = [Share::default(); 2];
        for pair in self.disputes[..known].windows(2) {
            if let [Some(before), Some(after)] = pair {
                shares[usize::from(*before)].add(*after);
            }
        }
        shares
    }
}

/// Probability of a dispute after these quarters of the chain, each with its probabilities after calm and after dispute.
fn onward(start: f64, quarters: Range<usize>, after: impl Fn(usize) -> [f64; 2]) -> f64 {
    quarters.fold(start, |dispute, quarter| {
        let [after_calm, after_dispute] = after(quarter);
        (1.0 - dispute) * after_calm + dispute * after_dispute
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODES: [Option<bool>; 7] = [Some(false), Some(true), Some(true), None, Some(false), Some(true), Some(true)];
    const ERAS: [usize; 7] = [0, 0, 0, 0, 1, 1, 1];

    fn stated(forecaster: Forecaster, knows: Knows, quarter: usize, ahead: usize) -> f64 {
        coded(&CODES).probability(forecaster, knows, quarter, ahead).expect("a probability")
    }

    fn coded(disputes: &[Option<bool>]) -> Coded<'_> {
        Coded { disputes, eras: &ERAS, intensity: &[0.5; 7], persistence: [0.25, 0.75] }
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
    }

    #[test]
    fn limit_who_learns_knows_only_what_came_before() {
        use Forecaster::{BaseRate, EraRate, Markov};
        // One quarter ahead of the sixth: no, yes, yes, unknown, no have been seen.
        close(stated(BaseRate, Knows::Earlier, 5, 1), 2.5 / 5.0);
        close(stated(EraRate, Knows::Earlier, 5, 1), 0.5 / 2.0);
        close(stated(Markov, Knows::Earlier, 5, 1), 1.5 / 2.0); // one move from calm has been seen, into dispute
        // Two quarters ahead the fifth is not known yet, the fourth never was: three steps from the third.
        close(stated(BaseRate, Knows::Earlier, 5, 2), 2.5 / 4.0);
        close(stated(EraRate, Knows::Earlier, 5, 2), 0.5);
        let (calm, dispute) = (1.5 / 2.0, 1.5 / 2.0);
        let (first, second) = (dispute, (1.0 - dispute) * calm + dispute * dispute);
        assert!(first > 0.0);
        close(stated(Markov, Knows::Earlier, 5, 2), (1.0 - second) * calm + second * dispute);
        // Before anything is known.
        for forecaster in NAIVE {
            close(stated(forecaster, Knows::Earlier, 0, 1), 0.5);
            close(stated(forecaster, Knows::Earlier, 2, 4), 0.5);
        }
    }

    #[test]
    fn limit_who_is_fitted_knows_the_shares_of_the_whole() {
        use Forecaster::{BaseRate, EraRate, Markov};
        close(stated(BaseRate, Knows::Whole, 0, 1), 4.0 / 6.0);
        close(stated(EraRate, Knows::Whole, 0, 1), 2.0 / 3.0);
        close(stated(Markov, Knows::Whole, 0, 1), 4.0 / 6.0); // nothing to step from
        close(stated(Markov, Knows::Whole, 6, 1), 1.0); // two moves from dispute, both into dispute
        let mut codes = CODES;
        codes[6] = Some(false);
        // From dispute one move of two into dispute, from calm two of two; two steps from calm.
        close(coded(&codes).probability(Markov, Knows::Whole, 6, 2).expect("a probability"), 0.5);
    }

    #[test]
    fn limit_steps_come_to_the_stationary_share() {
        close(onward(0.0, 0..200, |_| [0.2, 0.7]), 0.2 / (0.2 + 0.3));
    }

    #[test]
    fn limit_the_fair_chain_starts_from_the_model_and_learns() {
        // Before a move has been seen the model's persistence; then eight quarters of it beside what was seen.
        close(stated(Forecaster::FairMarkov, Knows::Earlier, 1, 1), 0.25);
        close(stated(Forecaster::FairMarkov, Knows::Earlier, 2, 1), 0.75);
        close(stated(Forecaster::FairMarkov, Knows::Earlier, 5, 1), (1.0 + 8.0 * 0.25) / (1.0 + 8.0));
        assert_eq!(coded(&CODES).probability(Forecaster::FairMarkov, Knows::Whole, 5, 1), None);
    }

    #[test]
    fn limit_the_regression_at_one_intensity_and_without_ridge_is_nearly_the_chain() {
        // Four quarters in dispute of five after a known one; nothing to tell quarters apart but the one before.
        let codes: Vec<Option<bool>> = [false, true, true, false, false, true, true].map(Some).to_vec();
        let said = |forecaster| coded(&codes).probability(forecaster, Knows::Whole, 6, 1).expect("a probability");
        let (chain, regression) = (said(Forecaster::Markov), said(Forecaster::Logistic));
        assert!((chain - 2.0 / 3.0).abs() < 1e-12 && (regression - chain).abs() < 0.01, "{chain} {regression}");
        // It knows the levels on the way, so that another one there changes what is said.
        let far = |intensity: &[f64]| {
            let coded = Coded { intensity, ..coded(&codes) };
            coded.probability(Forecaster::Logistic, Knows::Earlier, 6, 3).expect("a probability")
        };
        assert_ne!(far(&[0.1, 0.9, 0.9, 0.1, 0.5, 0.5, 0.5]), far(&[0.1, 0.9, 0.9, 0.1, 0.5, 0.1, 0.5]));
    }
}
