//! Forecasters that know nothing of the game: what a model must beat to say anything (model page §9).
//!
//! Takes the coded disputes of a record, gives the probability that each forecaster states of each quarter, so many
//! quarters before it. A forecaster that learns as it goes knows the record up to the quarter in which it states a
//! probability, and counts half a dispute and half a calm quarter beforehand; one that is fitted knows the shares of the whole record.

use serde::{Deserialize, Serialize};

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
}

/// Those that know nothing of the game.
pub(crate) const NAIVE: [Forecaster; 3] = [Forecaster::BaseRate, Forecaster::EraRate, Forecaster::Markov];

impl Forecaster {
    /// Name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Model | Self::Draws => "model",
            Self::BaseRate => "base rate",
            Self::EraRate => "base rate by era",
            Self::Markov => "Markov chain",
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

/// The coded disputes of a record, and the era of each quarter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Coded<'a> {
    /// Whether each quarter began in dispute, if known.
    pub disputes: &'a [Option<bool>],
    /// Number of the era in each quarter.
    pub eras: &'a [usize],
}

/// Events among trials.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    events: f64,
    trials: f64,
}

impl Share {
    fn add(&mut self, event: bool) {
        self.events += f64::from(u8::from(event));
        self.trials += 1.0;
    }

    fn plain(self) -> Option<f64> {
        (self.trials > 0.0).then(|| self.events / self.trials)
    }

    /// With half an event and half a miss beforehand.
    fn smoothed(self) -> f64 {
        (self.events + 0.5) / (self.trials + 1.0)
    }
}

impl Coded<'_> {
    /// Probability of a dispute in a quarter, stated `ahead` quarters (one or more) before it.
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
            Forecaster::Markov => match self.disputes[..spoken].iter().rposition(Option::is_some) {
                None => value(base),
                Some(last) => {
                    let [after_calm, after_dispute] = self.transitions(known).map(value);
                    let start = f64::from(u8::from(self.disputes[last] == Some(true)));
                    Some(steps(start, after_calm?, after_dispute?, quarter - last))
                }
            },
        }
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

/// Probability of a dispute so many steps of the chain on.
fn steps(mut dispute: f64, after_calm: f64, after_dispute: f64, count: usize) -> f64 {
    for _ in 0..count {
        dispute = (1.0 - dispute) * after_calm + dispute * after_dispute;
    }
    dispute
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODES: [Option<bool>; 7] = [Some(false), Some(true), Some(true), None, Some(false), Some(true), Some(true)];
    const ERAS: [usize; 7] = [0, 0, 0, 0, 1, 1, 1];

    fn stated(forecaster: Forecaster, knows: Knows, quarter: usize, ahead: usize) -> f64 {
        Coded { disputes: &CODES, eras: &ERAS }.probability(forecaster, knows, quarter, ahead).expect("a probability")
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
        let coded = Coded { disputes: &codes, eras: &ERAS };
        // From dispute one move of two into dispute, from calm two of two; two steps from calm.
        close(coded.probability(Markov, Knows::Whole, 6, 2).expect("a probability"), 0.5);
    }

    #[test]
    fn limit_steps_come_to_the_stationary_share() {
        close(steps(0.0, 0.2, 0.7, 200), 0.2 / (0.2 + 0.3));
    }
}
