//! The model against a coded record: scores beside those of naive forecasters, and where it fits (model page §9).
//!
//! Takes a scenario, a record and what the filter says of it at central values and in draws of the uncertain numbers, if
//! there are any, gives plain data: what tables and charts of a backtest show.

pub mod draws;
pub mod fit;
mod horizon;
pub mod naive;
pub mod score;

pub(crate) use horizon::HORIZONS;
pub use horizon::Horizon;

use super::marks::marks;
use super::{Mark, Provenance};
use crate::forecast::filter::{Filtered, Horizons};
use crate::scenario::{CodedRecord, Observed, Scenario};
use draws::{DrawScores, Taken};
use fit::{Bin, Persistence, SubsidyFit, calibration, persistence, subsidies};
use horizon::YEAR;
use naive::{Coded, Forecaster, Knows, NAIVE};
use score::{Rivals, Score, Who};
use serde::{Deserialize, Serialize};

/// What the time before the first era is called.
const START: &str = "start";

/// What a backtest found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Backtest {
    /// Where the numbers come from.
    pub provenance: Provenance,
    /// Name of the client.
    pub client: String,
    /// Name of the patron.
    pub patron: String,
    /// The record.
    pub record: RecordFile,
    /// The first quarter that is scored; those before it are known to every forecaster.
    pub from: String,
    /// Quarters to be marked in charts over time.
    pub marks: Vec<Mark>,
    /// Sum of the logs of the probabilities given to all that the record codes of the quarters scored, one quarter ahead:
    /// its disputes, and its events if it names any.
    pub log_likelihood: f64,
    /// Scores by horizon: the model at central values, then over draws if they were taken, then the others as they learn,
    /// then the others fitted.
    pub scores: Vec<Score>,
    /// Stated probabilities of the model beside what came.
    pub calibration: Vec<Bin>,
    /// How disputes last: after calm, and after dispute.
    pub persistence: [Persistence; 2],
    /// Expected subsidies beside those of the record; `None` if it has none.
    pub subsidies: Option<SubsidyFit>,
    /// The quarters scored, one by one.
    pub quarters: Vec<QuarterRow>,
    /// Scores over draws of the uncertain numbers, if they were taken.
    pub draws: Option<DrawScores>,
}

/// Why a record cannot be scored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
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
pub struct RecordFile {
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
}

/// Which part of a record is scored, and by what beside the central values.
#[derive(Debug, Default)]
pub struct Asked {
    /// Number of the first quarter scored.
    pub from: usize,
    /// Draws of the uncertain numbers, run through the record.
    pub draws: Option<Taken>,
}

/// The forecasts that a backtest needs whose first scored quarter is this one.
pub fn horizons(from: usize) -> Horizons {
    Horizons { ahead: YEAR, eve: (from > 0).then_some(from) }
}

impl Backtest {
    /// Scores what the filter said of the record, at central values, with the forecasts of [`horizons`].
    ///
    /// # Errors
    /// [`Unscored`]: the record cannot have happened, or is too short.
    pub fn new(
        scenario: &Scenario,
        filtered: Filtered,
        history: &CodedRecord,
        Asked { from, draws }: Asked,
        (provenance, record): (Provenance, RecordFile),
    ) -> Result<Self, Unscored> {
        if let Some(quarter) = filtered.impossible_from() {
            return Err(Unscored::Impossible(history.first.plus(quarter).to_string()));
        }
        if history.quarters.iter().skip(YEAR.max(from)).all(|observed| observed.dispute.is_none()) {
            return Err(Unscored::Nothing);
        }
        let mut bench = Bench::new(scenario, history, from, filtered);
        bench.mixed = draws.as_ref().map(|taken| bench.horizons().map(|ahead| taken.mixed(ahead, from)).collect());
        let one = bench.stated(HORIZONS[0]);
        let expected: Vec<f64> = bench.filtered.predictions.iter().map(|prediction| prediction.subsidy).collect();
        let interval = |(quarter, observed): (usize, &Observed)| observed.subsidy.filter(|_| quarter >= from);
        let intervals: Vec<_> = history.quarters.iter().enumerate().map(interval).collect();
        let bins = HORIZONS.iter().flat_map(|&ahead| calibration(ahead, &bench.stated(ahead), &bench.disputes));
        let within = |mark: &Mark| (from..history.quarters.len()).contains(&mark.quarter);
        let marked = |mark: Mark| Mark { quarter: mark.quarter - from, ..mark };
        Ok(Self {
            provenance,
            client: scenario.client.clone(),
            patron: scenario.patron.clone(),
            record,
            from: history.first.plus(from).to_string(),
            marks: marks(scenario).into_iter().filter(within).map(marked).collect(),
            log_likelihood: bench.filtered.predictions[from..].iter().map(|prediction| prediction.log_given).sum(),
            scores: bench.horizons().flat_map(|ahead| bench.scores(ahead)).collect(),
            calibration: bins.collect(),
            persistence: persistence(&one, bench.mixed(HORIZONS[0]), &bench.disputes),
            subsidies: subsidies(&expected, &intervals),
            quarters: (from..history.quarters.len()).map(|at| bench.row(scenario, history, at)).collect(),
            draws: draws.map(|taken| DrawScores::new(taken, &bench.disputes, from)),
        })
    }

    /// The score of a forecaster at a horizon.
    pub fn score(&self, ahead: Horizon, forecaster: Forecaster, knows: Option<Knows>) -> Option<&Score> {
        let found = |score: &&Score| (score.ahead, score.forecaster, score.knows) == (ahead, forecaster, knows);
        self.scores.iter().find(found)
    }
}

/// A record, ready to be scored.
struct Bench {
    disputes: Vec<Option<bool>>,
    eras: Vec<usize>,
    from: usize,
    filtered: Filtered,
    /// What is said over draws, by horizon and quarter.
    mixed: Option<Vec<Vec<Option<f64>>>>,
}

impl Bench {
    fn new(scenario: &Scenario, history: &CodedRecord, from: usize, filtered: Filtered) -> Self {
        let era = |quarter: usize| scenario.eras.iter().filter(|era| era.quarter <= quarter).count();
        Self {
            disputes: history.quarters.iter().map(|observed| observed.dispute).collect(),
            eras: (0..history.quarters.len()).map(era).collect(),
            from,
            filtered,
            mixed: None,
        }
    }

    /// [`HORIZONS`], and the eve if there is one.
    fn horizons(&self) -> impl Iterator<Item = Horizon> + use<> {
        HORIZONS.into_iter().chain((self.from > 0).then_some(Horizon::Eve))
    }

    fn stated(&self, ahead: Horizon) -> Vec<Option<f64>> {
        ahead.stated(&self.filtered, self.from)
    }

    /// What is said over draws at a horizon.
    fn mixed(&self, ahead: Horizon) -> Option<&Vec<Option<f64>>> {
        let index = self.horizons().position(|horizon| horizon == ahead)?;
        self.mixed.as_ref().map(|mixed| &mixed[index])
    }

    /// What a forecaster who knows no game says of a quarter.
    fn naive(&self, forecaster: Forecaster, knows: Knows, quarter: usize, ahead: Horizon) -> Option<f64> {
        let ahead = ahead.before(quarter, self.from);
        Coded { disputes: &self.disputes, eras: &self.eras }.probability(forecaster, knows, quarter, ahead)
    }

    fn scores(&self, ahead: Horizon) -> Vec<Score> {
        let said = self.stated(ahead);
        let model = score::marks(&said, &self.disputes);
        let draws = self.mixed(ahead).map(|mixed| score::marks(mixed, &self.disputes));
        let who = |forecaster, knows| Who { ahead, forecaster, knows };
        let rivals = Rivals { model: &model, draws: draws.as_ref() };
        let mut scores = vec![rivals.beside(who(Forecaster::Model, None), &model)];
        scores.extend(draws.as_ref().map(|marks| rivals.beside(who(Forecaster::Draws, None), marks)));
        for knows in [Knows::Earlier, Knows::Whole] {
            for forecaster in NAIVE {
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

    fn row(&self, scenario: &Scenario, history: &CodedRecord, at: usize) -> QuarterRow {
        let stated = |ahead: Horizon| {
            let naive = |forecaster| self.naive(forecaster, Knows::Earlier, at, ahead);
            Stated {
                ahead,
                model: ahead.said(&self.filtered.predictions[at]),
                draws: self.mixed(ahead).and_then(|mixed| mixed[at]),
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
            stated: self.horizons().map(stated).collect(),
            subsidy: self.filtered.predictions[at].subsidy,
            subsidy_record: history.quarters[at].subsidy,
        }
    }
}
