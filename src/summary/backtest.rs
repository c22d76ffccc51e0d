//! The model against a coded record: scores beside those of naive forecasters, and where it fits (model page §9).
//!
//! Takes a scenario, its equilibrium and a record, gives plain data: what tables and charts of a backtest show.

pub mod draws;
pub mod fit;
pub mod naive;
pub mod score;

use super::marks::marks;
use super::{Mark, Provenance};
use crate::forecast::filter::{Filtered, filter};
use crate::game::equilibrium::Equilibrium;
use crate::scenario::{History, Scenario};
use draws::DrawScores;
use fit::{Bin, Persistence, SubsidyFit, calibration, persistence, subsidies};
use naive::{Coded, Forecaster, Knows, NAIVE};
use score::{Score, beside};
use serde::{Deserialize, Serialize};

/// Quarters ahead: the next one, and that of a year on.
pub const HORIZONS: [usize; 2] = [1, 4];

/// What the time before the first era is called.
const START: &str = "start";

/// What a backtest found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Backtest {
    /// Where the numbers come from.
    pub provenance: Provenance,
    /// Name of the client.
    pub client: String,
    /// Name of the patron.
    pub patron: String,
    /// The record.
    pub record: Record,
    /// Quarters to be marked in charts over time.
    pub marks: Vec<Mark>,
    /// Sum of the logs of the probabilities given to all that the record codes, one quarter ahead: its disputes, and
    /// its events if it names any.
    pub log_likelihood: f64,
    /// Scores by horizon: the model, then the others as they learn, then the others fitted.
    pub scores: Vec<Score>,
    /// Stated probabilities of the model beside what came.
    pub calibration: Vec<Bin>,
    /// How disputes last: after calm, and after dispute.
    pub persistence: [Persistence; 2],
    /// Expected subsidies beside those of the record; `None` if it has none.
    pub subsidies: Option<SubsidyFit>,
    /// Quarter by quarter.
    pub quarters: Vec<QuarterRow>,
    /// Scores over draws of the uncertain numbers, if they were taken.
    pub draws: Option<DrawScores>,
}

/// Why a record cannot be scored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unscored {
    /// What it codes has probability 0 in the model.
    #[error(
        "the record cannot have happened in the model: what it codes in {0} has probability 0, after all that it codes \
         before (docs/model.md, section 9)"
    )]
    Impossible(String),
    /// Too few quarters are coded.
    #[error("there is nothing to score: the record must code `dispute` in the fifth quarter or in a later one")]
    Nothing,
}

/// A record, by name and content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// File name.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

/// One quarter of a record, and what was said of it beforehand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuarterRow {
    /// The quarter.
    pub quarter: String,
    /// The scenario's era.
    pub era: String,
    /// Whether it opened in dispute, if coded.
    pub dispute: Option<bool>,
    /// What was said of it one quarter before, then four.
    pub stated: Vec<Stated>,
    /// Expected subsidy received, pp/yr, its own dispute code not yet known.
    pub subsidy: f64,
    /// Ends of the record's interval, pp/yr.
    pub subsidy_record: Option<(f64, f64)>,
}

/// Probabilities of a dispute, stated so many quarters before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stated {
    /// Quarters ahead.
    pub ahead: usize,
    /// By the model; `None` in the first quarters.
    pub model: Option<f64>,
    /// By the base rate of earlier quarters.
    pub base_rate: Option<f64>,
    /// By that of the era.
    pub era_rate: Option<f64>,
    /// By the Markov chain of earlier quarters.
    pub markov: Option<f64>,
}

impl Backtest {
    /// Runs the filter and scores it.
    ///
    /// # Errors
    /// [`Unscored`]: the record cannot have happened, or is too short.
    pub fn new(
        scenario: &Scenario,
        equilibrium: &Equilibrium,
        history: &History,
        (provenance, record): (Provenance, Record),
    ) -> Result<Self, Unscored> {
        let filtered = filter(scenario, equilibrium, history, HORIZONS[1]);
        if let Some(quarter) = filtered.impossible_from() {
            return Err(Unscored::Impossible(history.first.plus(quarter).to_string()));
        }
        if history.quarters.iter().skip(HORIZONS[1]).all(|observed| observed.dispute.is_none()) {
            return Err(Unscored::Nothing);
        }
        let bench = Bench::new(scenario, history);
        let one = stated(&filtered, HORIZONS[0]);
        let expected: Vec<f64> = filtered.predictions.iter().map(|prediction| prediction.subsidy).collect();
        let intervals: Vec<_> = history.quarters.iter().map(|observed| observed.subsidy).collect();
        let bins = HORIZONS.iter().flat_map(|&ahead| calibration(ahead, &stated(&filtered, ahead), &bench.disputes));
        Ok(Self {
            provenance,
            client: scenario.client.clone(),
            patron: scenario.patron.clone(),
            record,
            marks: marks(scenario).into_iter().filter(|mark| mark.quarter < history.quarters.len()).collect(),
            log_likelihood: filtered.log_likelihood,
            scores: HORIZONS.iter().flat_map(|&ahead| bench.scores(&filtered, ahead)).collect(),
            calibration: bins.collect(),
            persistence: persistence(&one, &bench.disputes),
            subsidies: subsidies(&expected, &intervals),
            quarters: (0..history.quarters.len()).map(|at| bench.row(scenario, history, &filtered, at)).collect(),
            draws: None,
        })
    }

    /// The score of a forecaster at a horizon.
    pub fn score(&self, ahead: usize, forecaster: Forecaster, knows: Option<Knows>) -> Option<&Score> {
        let found = |score: &&Score| (score.ahead, score.forecaster, score.knows) == (ahead, forecaster, knows);
        self.scores.iter().find(found)
    }
}

/// What the model says of every quarter so many quarters before.
fn stated(filtered: &Filtered, ahead: usize) -> Vec<Option<f64>> {
    let one = ahead == HORIZONS[0];
    let of = filtered.predictions.iter();
    of.map(|found| if one { Some(found.dispute) } else { found.dispute_ahead }).collect()
}

/// The coded part of a record, ready to be scored.
struct Bench {
    disputes: Vec<Option<bool>>,
    eras: Vec<usize>,
}

impl Bench {
    fn new(scenario: &Scenario, history: &History) -> Self {
        let era = |quarter: usize| scenario.eras.iter().filter(|era| era.quarter <= quarter).count();
        Self {
            disputes: history.quarters.iter().map(|observed| observed.dispute).collect(),
            eras: (0..history.quarters.len()).map(era).collect(),
        }
    }

    fn coded(&self) -> Coded<'_> {
        Coded { disputes: &self.disputes, eras: &self.eras }
    }

    fn scores(&self, filtered: &Filtered, ahead: usize) -> Vec<Score> {
        let said = stated(filtered, ahead);
        let model = score::marks(&said, &self.disputes);
        let mut scores = vec![beside(ahead, Forecaster::Model, None, &model, &model)];
        for knows in [Knows::Earlier, Knows::Whole] {
            for forecaster in NAIVE {
                // Scored where the model is: nobody is spared the quarters that another had to face.
                let by = |(quarter, said): (usize, &Option<f64>)| {
                    said.and_then(|_| self.coded().probability(forecaster, knows, quarter, ahead))
                };
                let naive: Vec<Option<f64>> = said.iter().enumerate().map(by).collect();
                let marks = score::marks(&naive, &self.disputes);
                scores.push(beside(ahead, forecaster, Some(knows), &marks, &model));
            }
        }
        scores
    }

    fn row(&self, scenario: &Scenario, history: &History, filtered: &Filtered, at: usize) -> QuarterRow {
        let said = |ahead: usize| {
            let naive = |forecaster| self.coded().probability(forecaster, Knows::Earlier, at, ahead);
            Stated {
                ahead,
                model: stated(filtered, ahead)[at],
                base_rate: naive(Forecaster::BaseRate),
                era_rate: naive(Forecaster::EraRate),
                markov: naive(Forecaster::Markov),
            }
        };
        let era = self.eras[at].checked_sub(1).and_then(|era| scenario.eras.get(era));
        QuarterRow {
            quarter: history.first.plus(at).to_string(),
            era: era.map_or(START, |era| era.name.as_str()).to_owned(),
            dispute: self.disputes[at],
            stated: HORIZONS.map(said).to_vec(),
            subsidy: filtered.predictions[at].subsidy,
            subsidy_record: history.quarters[at].subsidy,
        }
    }
}
