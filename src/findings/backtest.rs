//! The model against a coded record: scores beside those of naive forecasters, and where it fits (model page §9).
//!
//! Takes a scenario, a record and what the filter says of it at central values and in draws of the uncertain numbers, if
//! there are any, gives plain data: what tables and charts of a backtest show.

mod bench;
pub mod codings;
pub mod draws;
pub mod fit;
mod fitness;
mod horizon;
mod logistic;
pub mod naive;
pub mod others;
pub mod score;
pub mod track;

pub use bench::{QuarterRow, Stated};
pub use fitness::{RecordFile, Unscored};
pub(crate) use horizon::HORIZONS;
pub use horizon::Horizon;

use super::marks::marks;
use super::{Mark, Provenance};
use crate::forecast::filter::{Filtered, Horizons};
use crate::scenario::{CodedRecord, Observed, Scenario};
use bench::Bench;
use codings::Coding;
use draws::{DrawScores, Taken};
use fit::{Bin, Persistence, SubsidyFit, calibration, persistence, subsidies};
use fitness::scorable;
use horizon::YEAR;
use naive::{Forecaster, Knows};
use others::{Other, others};
use score::Score;
use serde::{Deserialize, Serialize};

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
    /// What else the record codes that can be scored, each beside a naive rival.
    pub others: Vec<Other>,
    /// The disputes by this coding and others, one quarter ahead; empty if no other was asked for.
    pub codings: Vec<Coding>,
    /// The quarters scored, one by one.
    pub quarters: Vec<QuarterRow>,
    /// Scores over draws of the uncertain numbers, if they were taken.
    pub draws: Option<DrawScores>,
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
        scorable(&filtered, history, from)?;
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
            others: others(&bench.filtered, history, from),
            codings: Vec::new(),
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
