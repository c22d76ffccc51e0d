//! The tables of a backtest as CSV (model page §9).
//!
//! Takes what [`findings::backtest`](crate::findings::backtest) holds, gives bytes.

use crate::findings::Estimate;
use crate::findings::backtest::draws::DrawScores;
use crate::findings::backtest::naive::{Forecaster, Knows};
use crate::findings::backtest::score::Score;
use crate::findings::backtest::{Backtest, EVE, QuarterRow};
use crate::findings::table::Table;
use crate::report::csv::{TableError, table};

fn cell(value: Option<f64>) -> String {
    value.map_or(String::new(), |value| value.to_string())
}

/// Quarters ahead, or `eve`.
fn horizon(ahead: usize) -> String {
    if ahead == EVE { "eve".to_owned() } else { ahead.to_string() }
}

fn rows(header: &[&str], rows: Vec<Vec<String>>) -> Result<Vec<u8>, TableError> {
    let header = header.iter().map(ToString::to_string).collect();
    table(Table { header, rows: Box::new(rows.into_iter()) })
}

/// `scores.csv`: one row a horizon and forecaster.
///
/// # Errors
/// If the table cannot be written to memory.
pub fn scores(found: &Backtest) -> Result<Vec<u8>, TableError> {
    let header = [
        "ahead",
        "forecaster",
        "knows",
        "quarters",
        "log_sum",
        "log_mean",
        "brier",
        "model_log_ahead",
        "model_log_ahead_error",
        "model_brier_ahead",
        "model_brier_ahead_error",
        "draws_log_ahead",
        "draws_log_ahead_error",
        "draws_brier_ahead",
        "draws_brier_ahead_error",
    ];
    let row = |score: &Score| {
        let knows = match (score.forecaster, score.knows) {
            (Forecaster::Draws, _) => "draws",
            (Forecaster::Model, _) | (_, None) => "central values",
            (_, Some(Knows::Earlier)) => "earlier quarters",
            (_, Some(Knows::Whole)) => "whole record",
        };
        let value = |estimate: Option<Estimate>| cell(estimate.map(|estimate| estimate.value));
        let error = |estimate: Option<Estimate>| cell(estimate.and_then(|estimate| estimate.standard_error));
        vec![
            horizon(score.ahead),
            score.forecaster.name().to_owned(),
            knows.to_owned(),
            score.quarters.to_string(),
            score.log_sum.to_string(),
            score.log_mean.to_string(),
            score.brier.to_string(),
            value(score.log_ahead),
            error(score.log_ahead),
            value(score.brier_ahead),
            error(score.brier_ahead),
            value(score.draws_log_ahead),
            error(score.draws_log_ahead),
            value(score.draws_brier_ahead),
            error(score.draws_brier_ahead),
        ]
    };
    rows(&header, found.scores.iter().map(row).collect())
}

/// `quarters.csv`: one row a quarter.
///
/// # Errors
/// If the table cannot be written to memory.
pub fn quarters(found: &Backtest) -> Result<Vec<u8>, TableError> {
    let mut header = vec!["quarter".to_owned(), "era".to_owned(), "dispute".to_owned()];
    for stated in found.quarters.first().map_or(&[][..], |row| &row.stated) {
        let names = ["model", "draws", "base_rate", "era_rate", "markov"];
        header.extend(names.map(|name| format!("{name}_{}", horizon(stated.ahead))));
    }
    header.extend(["subsidy", "subsidy_low", "subsidy_high"].map(String::from));
    let row = |row: &QuarterRow| {
        let dispute = row.dispute.map_or("", |dispute| if dispute { "yes" } else { "no" });
        let mut cells = vec![row.quarter.clone(), row.era.clone(), dispute.to_owned()];
        for stated in &row.stated {
            cells.extend([stated.model, stated.draws, stated.base_rate, stated.era_rate, stated.markov].map(cell));
        }
        cells.push(row.subsidy.to_string());
        cells.extend([row.subsidy_record.map(|ends| ends.0), row.subsidy_record.map(|ends| ends.1)].map(cell));
        cells
    };
    table(Table { header, rows: Box::new(found.quarters.iter().map(row).collect::<Vec<_>>().into_iter()) })
}

/// `calibration.csv`: one row a horizon and bin that holds a quarter.
///
/// # Errors
/// If the table cannot be written to memory.
pub fn calibration(found: &Backtest) -> Result<Vec<u8>, TableError> {
    let bins = found.calibration.iter().map(|bin| {
        let numbers =
            [bin.from, bin.to, bin.stated, bin.observed, bin.low95, bin.high95].map(|value| value.to_string());
        let [from, to, rest @ ..] = numbers;
        [bin.ahead.to_string(), from, to, bin.quarters.to_string()].into_iter().chain(rest).collect()
    });
    rows(&["ahead", "from", "to", "quarters", "stated", "observed", "low95", "high95"], bins.collect())
}

/// `draws.csv`: one row a draw that counts and a horizon.
///
/// # Errors
/// If the table cannot be written to memory.
pub fn draws(draws: &DrawScores) -> Result<Vec<u8>, TableError> {
    let horizons: Vec<usize> = draws.spread.iter().map(|spread| spread.ahead).collect();
    let rows_of = draws.draws.iter().flat_map(|draw| {
        let scores = horizons.iter().zip(draw.log_sum.iter().zip(&draw.brier));
        scores.map(|(ahead, (log, brier))| {
            vec![draw.draw.to_string(), ahead.to_string(), log.to_string(), brier.to_string()]
        })
    });
    rows(&["draw", "ahead", "log_sum", "brier"], rows_of.collect())
}
