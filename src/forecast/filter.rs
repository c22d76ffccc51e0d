//! The exact forward filter: where the alliance stood in each quarter of a record, and what was expected of the quarter
//! before it came (model page §9).
//!
//! Takes an equilibrium and a coded record, gives predictions and the log likelihood of the record. Quarter by quarter:
//!
//! 1. The mass of all states is moved to the levels that the record codes. These are inputs: their moves are not scored.
//! 2. The mass in dispute is the predicted probability of a dispute. The record's code scores it, and the mass is cut
//!    down to what fits the code.
//! 3. The mass is carried one quarter on by the equilibrium's choices and the laws of motion, cut down to the part in
//!    which the events that the record names happened.

use super::course;
use super::exact::{Carrier, Seen, SigningOdds, Standing};
use super::quantity::Quantity;
use super::score::seen;
pub use super::score::{CLIP, score};
use crate::game::conduct::Begins;
use crate::game::equilibrium::{Equilibrium, begun};
use crate::game::nature::Scratch;
use crate::scenario::{CodedRecord, Record, Scenario};
use serde::{Deserialize, Serialize};

/// What the filter says of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filtered {
    /// One a quarter.
    pub predictions: Vec<Prediction>,
    /// Sum of the logs of the probabilities given to what the record codes: disputes, and events if it names any.
    /// Negative infinity if the record cannot have happened.
    pub log_likelihood: f64,
    /// Probability of a dispute after calm, and after dispute, over the quarters of the record, its disputes not known.
    pub persistence: [f64; 2],
}

impl Filtered {
    /// The quarter from which on the record is impossible in the model: what it codes there has probability 0.
    pub fn impossible_from(&self) -> Option<usize> {
        (self.log_likelihood == f64::NEG_INFINITY).then(|| self.predictions.len().saturating_sub(1))
    }
}

/// What was expected of a quarter before it came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Probability that it begins in dispute, knowing the record up to the quarter before.
    pub dispute: f64,
    /// The same, knowing the disputes of the record up to `ahead` quarters before only; `None` in the first quarters.
    pub dispute_ahead: Option<f64>,
    /// The same, knowing the disputes of the record before the `eve` only; `None` in the quarters before it.
    pub dispute_eve: Option<f64>,
    /// Log of the probability given to what the record codes of the quarter: its dispute, and its events if it names any.
    pub log_given: f64,
    /// Expected subsidy received in it, pp/yr, before its own dispute code is known.
    pub subsidy: f64,
    /// Probability that an offer is signed in it, its dispute code known; `None` where the record codes no settlement.
    pub agreement: Option<f64>,
    /// Probability that a step of integration is ratified in it, likewise.
    pub step: Option<f64>,
    /// Probability of each level of the opening at its beginning, before its own levels are known.
    pub opening: Vec<f64>,
}

/// Which forecasts the filter is to make beside that of the next quarter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Horizons {
    /// Quarters of the longer horizon; 0 for none.
    pub ahead: usize,
    /// The quarter before which all that follow are forecast at once; `None` for none, and so is the first.
    pub eve: Option<usize>,
}

/// Runs the filter for the incumbent's games.
pub fn filter(scenario: &Scenario, equilibrium: &Equilibrium, record: &CodedRecord, horizons: Horizons) -> Filtered {
    let mut walk = Walk::new(scenario, equilibrium, record);
    let count = record.quarters.len();
    let mut predictions: Vec<Prediction> = Vec::with_capacity(count);
    let mut far: Vec<Option<f64>> = vec![None; count + horizons.ahead];
    let mut eve: Vec<Option<f64>> = vec![None; count];
    let persistence = walk.persistence();
    let impossible = |predictions| Filtered { predictions, log_likelihood: f64::NEG_INFINITY, persistence };
    let mut standing = walk.start();
    for (quarter, observed) in record.quarters.iter().enumerate() {
        standing = walk.begun(standing, quarter);
        let opening = walk.openings(&standing, quarter);
        standing = walk.coded(standing, quarter);
        let (all, dispute) = standing.mass();
        let dispute = dispute / all;
        let (_, tally) = walk.carried(&standing, quarter, Seen::default());
        let subsidy = tally[Quantity::Subsidy.index()] / all;
        let (dispute_ahead, dispute_eve) = (far[quarter], eve[quarter]);
        predictions.push(Prediction {
            dispute,
            dispute_ahead,
            dispute_eve,
            log_given: 0.0,
            subsidy,
            agreement: None,
            step: None,
            opening,
        });
        let mut log_given = 0.0;
        if let Some(code) = observed.dispute {
            log_given += score(dispute, code).0;
            standing = standing.knowing(code);
        }
        let Some(known) = normal(standing) else { return impossible(predictions) };
        let mut chance = |seen: Seen| walk.carried(&known, quarter, seen).0.mass().0;
        predictions[quarter].agreement =
            observed.settlement.map(|_| chance(Seen { agreement: true, ..Seen::default() }));
        predictions[quarter].step = observed.step.map(|_| chance(Seen { integration_step: true, ..Seen::default() }));
        if horizons.ahead > 0 && quarter + horizons.ahead < count {
            far[quarter + horizons.ahead] = walk.look_ahead(&known, quarter, horizons.ahead).pop();
        }
        if horizons.eve == Some(quarter + 1) {
            let told = walk.look_ahead(&known, quarter, count - quarter - 1);
            eve[quarter + 1..].iter_mut().zip(told).for_each(|(eve, told)| *eve = Some(told));
        }
        let (next, _) = walk.carried(&known, quarter, seen(observed));
        let (all, _) = next.mass();
        if seen(observed) != Seen::default() {
            log_given += libm::log(all);
        }
        predictions[quarter].log_given = log_given;
        let Some(next) = normal(next) else { return impossible(predictions) };
        standing = next;
    }
    let log_likelihood = course::log_likelihood(scenario, equilibrium, record);
    Filtered { predictions, log_likelihood, persistence }
}

/// What the filter says of a record that a scenario names, at the central values of the record's own scenario; `None` if a
/// game there is not certified.
pub fn foretold(record: &Record) -> Option<Filtered> {
    let equilibrium = Equilibrium::new(&record.scenario, &record.scenario.central());
    let certified = equilibrium.certified();
    certified.then(|| filter(&record.scenario, &equilibrium, &record.history, Horizons::default()))
}

/// The same mass, summing to 1; `None` if there is none.
fn normal(standing: Standing) -> Option<Standing> {
    let (all, _) = standing.mass();
    (all > 0.0 && all.is_finite()).then(|| standing.scaled(1.0 / all))
}

struct Walk<'a> {
    scenario: &'a Scenario,
    equilibrium: &'a Equilibrium,
    record: &'a CodedRecord,
    scratch: Scratch,
    signing_odds: Option<(usize, SigningOdds)>,
}

impl<'a> Walk<'a> {
    fn new(scenario: &'a Scenario, equilibrium: &'a Equilibrium, record: &'a CodedRecord) -> Self {
        let scratch = Scratch::new(&equilibrium.game(0, 0).space);
        Self { scenario, equilibrium, record, scratch, signing_odds: None }
    }

    /// No contract; integration and dispute as at the scenario's start. A ladder that the first row leaves empty may be
    /// at any of its levels, each as likely.
    fn start(&self) -> Standing {
        let game = self.equilibrium.game(0, 0);
        let first = &self.record.quarters[0].levels;
        let mut states =
            vec![game.space.index(&self.scenario.ladders.all().map(|ladder| ladder.start).collect::<Vec<_>>())];
        for (axis, level) in first.iter().enumerate() {
            if level.is_none() {
                let spread = |state: &usize| -> Vec<usize> {
                    (0..game.space.size(axis)).map(|level| game.space.at(*state, axis, level)).collect()
                };
                states = states.iter().flat_map(spread).collect();
            }
        }
        Standing::spread(game, &states, Begins::from_dispute(self.scenario.start.dispute))
    }

    /// Share of the quarters of calm, and of dispute, that dispute follows, where the levels of the record are known and
    /// nothing else of it; 1/2 where there are none.
    fn persistence(&mut self) -> [f64; 2] {
        let mut standing = self.start();
        let (mut quarters, mut followed) = ([0.0; 2], [0.0; 2]);
        for quarter in 0..self.record.quarters.len() {
            standing = self.coded(self.begun(standing, quarter), quarter);
            for code in [false, true] {
                let part = standing.clone().knowing(code);
                quarters[usize::from(code)] += part.mass().0;
                followed[usize::from(code)] += self.carried(&part, quarter, Seen::default()).0.mass().1;
            }
            standing = self.carried(&standing, quarter, Seen::default()).0;
        }
        [0, 1].map(|code| if quarters[code] > 0.0 { followed[code] / quarters[code] } else { 0.5 })
    }

    /// The levels that an era sets.
    fn begun(&self, standing: Standing, quarter: usize) -> Standing {
        let Some(era) = self.scenario.era_beginning(quarter) else { return standing };
        let space = &self.equilibrium.game(quarter, 0).space;
        standing.moved(space.count(), |state| begun(space, era, state))
    }

    /// Probability of each level of the opening.
    fn openings(&self, standing: &Standing, quarter: usize) -> Vec<f64> {
        let space = &self.equilibrium.game(quarter, 0).space;
        let axis = space.opening();
        let by_level = standing.by(space.size(axis), |state| space.level(state, axis));
        let all = standing.mass().0;
        by_level.into_iter().map(|mass| mass / all).collect()
    }

    /// The levels that the record codes.
    fn coded(&self, standing: Standing, quarter: usize) -> Standing {
        let space = &self.equilibrium.game(quarter, 0).space;
        let levels = &self.record.quarters[quarter].levels;
        if levels.iter().all(Option::is_none) {
            return standing;
        }
        standing.moved(space.count(), |state| {
            let coded = levels.iter().enumerate().filter_map(|(axis, level)| Some((axis, (*level)?)));
            coded.fold(state, |state, (axis, level)| space.at(state, axis, level))
        })
    }

    /// One quarter on, with the means of the quarter.
    fn carried(&mut self, standing: &Standing, quarter: usize, seen: Seen) -> (Standing, Vec<f64>) {
        let (game, policy) = (self.equilibrium.game(quarter, 0), self.equilibrium.policy(quarter, 0));
        let stage = self.equilibrium.stage(quarter);
        if self.signing_odds.as_ref().is_none_or(|(known, _)| *known != stage) {
            self.signing_odds = Some((stage, SigningOdds::new(game, policy)));
        }
        let mut next = Standing::zero(game.families.len(), game.space.padded());
        let mut tally = vec![0.0; Quantity::all(game.families.len()).len()];
        let mut begun = standing.clone();
        begun.withdraw(policy);
        if let Some((_, signing_odds)) = &self.signing_odds {
            let mut carrier = Carrier::seeing(game, &mut next, &mut tally, &mut self.scratch, seen);
            carrier.quarter(&begun, policy, signing_odds);
        }
        (next, tally)
    }

    /// Probability of a dispute in each of so many quarters to come, the coded levels on the way being inputs.
    fn look_ahead(&mut self, standing: &Standing, quarter: usize, ahead: usize) -> Vec<f64> {
        let mut standing = standing.clone();
        let mut told = Vec::with_capacity(ahead);
        for step in 0..ahead {
            let (next, _) = self.carried(&standing, quarter + step, Seen::default());
            standing = self.coded(self.begun(next, quarter + step + 1), quarter + step + 1);
            let (all, dispute) = standing.mass();
            told.push(dispute / all);
        }
        told
    }
}
