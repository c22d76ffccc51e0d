//! A record on the bench: what every forecaster says of its quarters, and how that scores (model page §9).
//!
//! Takes a scenario, a record and what the filter says of it, gives scores by horizon and a row a quarter.

use super::horizon::{HORIZONS, Horizon};
use super::naive::{Coded, Forecaster, Knows, NAIVE};
use super::score::{self, Rivals, Score, Who};
use crate::forecast::filter::Filtered;
use crate::scenario::{CONFRONTATION, CodedRecord, Scenario};
use serde::{Deserialize, Serialize};

/// What the time before the first era is called.
const START: &str = "start";

/// One quarter of a record, and what was said of it beforehand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuarterRow {
    /// The quarter.
    pub quarter: String,
    /// The scenario's era.
    pub era: String,
    /// Whether it began in dispute, if coded.
    pub dispute: Option<bool>,
    /// What was said of it one quarter before, then four, then on the eve of the first scored if there is one.
    pub stated: Vec<Stated>,
    /// Expected subsidy received, pp/yr, its own dispute code not yet known.
    pub subsidy: f64,
    /// Ends of the record's interval, pp/yr.
    pub subsidy_record: Option<(f64, f64)>,
}

/// Probabilities of a dispute, stated at one horizon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stated {
    /// When.
    pub ahead: Horizon,
    /// By the model at central values; `None` in the first quarters.
    pub model: Option<f64>,
    /// By the model over draws, if they were taken.
    pub draws: Option<f64>,
    /// By the base rate of earlier quarters.
    pub base_rate: Option<f64>,
    /// By that of the era.
    pub era_rate: Option<f64>,
    /// By the Markov chain of earlier quarters.
    pub markov: Option<f64>,
    /// By the fair one.
    pub fair_markov: Option<f64>,
    /// By the regression of earlier quarters.
    pub logistic: Option<f64>,
}

/// A record, ready to be scored.
pub(super) struct Bench {
    pub(super) disputes: Vec<Option<bool>>,
    eras: Vec<usize>,
    intensity: Vec<f64>,
    from: usize,
    pub(super) filtered: Filtered,
    /// What is said over draws, by horizon and quarter.
    pub(super) mixed: Option<Vec<Vec<Option<f64>>>>,
}

impl Bench {
    pub(super) fn new(scenario: &Scenario, history: &CodedRecord, from: usize, filtered: Filtered) -> Self {
        let era = |quarter: usize| scenario.eras.iter().filter(|era| era.quarter <= quarter).count();
        let disputes: Vec<Option<bool>> = history.quarters.iter().map(|observed| observed.dispute).collect();
        Self {
            intensity: intensity(scenario, history),
            disputes,
            eras: (0..history.quarters.len()).map(era).collect(),
            from,
            filtered,
            mixed: None,
        }
    }

    /// [`HORIZONS`], and the eve if there is one.
    pub(super) fn horizons(&self) -> impl Iterator<Item = Horizon> + use<> {
        HORIZONS.into_iter().chain((self.from > 0).then_some(Horizon::Eve))
    }

    pub(super) fn stated(&self, ahead: Horizon) -> Vec<Option<f64>> {
        ahead.stated(&self.filtered, self.from)
    }

    /// What is said over draws at a horizon.
    pub(super) fn mixed(&self, ahead: Horizon) -> Option<&Vec<Option<f64>>> {
        let index = self.horizons().position(|horizon| horizon == ahead)?;
        self.mixed.as_ref().map(|mixed| &mixed[index])
    }

    /// What a forecaster who knows no game says of a quarter.
    fn naive(&self, forecaster: Forecaster, knows: Knows, quarter: usize, ahead: Horizon) -> Option<f64> {
        let ahead = ahead.before(quarter, self.from);
        let coded = Coded {
            disputes: &self.disputes,
            eras: &self.eras,
            intensity: &self.intensity,
            persistence: self.filtered.persistence,
        };
        coded.probability(forecaster, knows, quarter, ahead)
    }

    pub(super) fn scores(&self, ahead: Horizon) -> Vec<Score> {
        let said = self.stated(ahead);
        let model = score::marks(&said, &self.disputes);
        let draws = self.mixed(ahead).map(|mixed| score::marks(mixed, &self.disputes));
        let who = |forecaster, knows| Who { ahead, forecaster, knows };
        let rivals = Rivals { model: &model, draws: draws.as_ref() };
        let mut scores = vec![rivals.beside(who(Forecaster::Model, None), &model)];
        scores.extend(draws.as_ref().map(|marks| rivals.beside(who(Forecaster::Draws, None), marks)));
        for knows in [Knows::Earlier, Knows::Whole] {
            let there = |forecaster: &Forecaster| (*forecaster, knows) != (Forecaster::FairMarkov, Knows::Whole);
            for forecaster in NAIVE.into_iter().filter(there) {
                // Scored on the same quarters as the model, so that the scores can be compared.
                let by = |(quarter, said): (usize, &Option<f64>)| {
                    said.and_then(|_| self.naive(forecaster, knows, quarter, ahead))
                };
                let naive: Vec<Option<f64>> = said.iter().enumerate().map(by).collect();
                let marks = score::marks(&naive, &self.disputes);
                scores.push(rivals.beside(who(forecaster, Some(knows)), &marks));
            }
        }
        scores
    }

    pub(super) fn row(&self, scenario: &Scenario, history: &CodedRecord, at: usize) -> QuarterRow {
        let stated = |ahead: Horizon| {
            let naive = |forecaster| self.naive(forecaster, Knows::Earlier, at, ahead);
            Stated {
                ahead,
                model: ahead.said(&self.filtered.predictions[at]),
                draws: self.mixed(ahead).and_then(|mixed| mixed[at]),
                base_rate: naive(Forecaster::BaseRate),
                era_rate: naive(Forecaster::EraRate),
                markov: naive(Forecaster::Markov),
                fair_markov: naive(Forecaster::FairMarkov),
                logistic: naive(Forecaster::Logistic),
            }
        };
        let era = self.eras[at].checked_sub(1).and_then(|era| scenario.eras.get(era));
        QuarterRow {
            quarter: history.first.plus(at).to_string(),
            era: era.map_or(START, |era| era.name.as_str()).to_owned(),
            dispute: self.disputes[at],
            stated: self.horizons().map(stated).collect(),
            subsidy: self.filtered.predictions[at].subsidy,
            subsidy_record: history.quarters[at].subsidy,
        }
    }
}

/// Intensity of confrontation in every quarter: that of the level coded last, before the first of the start's.
fn intensity(scenario: &Scenario, history: &CodedRecord) -> Vec<f64> {
    let ladder = scenario.ladders.confrontation();
    let levels = history.quarters.iter().scan(ladder.start, |level, observed| {
        *level = observed.levels[CONFRONTATION].unwrap_or(*level);
        Some(*level)
    });
    levels.map(|level| ladder.numbers[level]).collect()
}
