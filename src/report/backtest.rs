//! A backtest as text for people, as Markdown and as CSV (model page §9).
//!
//! Takes what [`summary::backtest`](crate::summary::backtest) holds, gives text.

use super::chart::words::{number, percent};
use super::csv::{TableError, table};
use crate::summary::Estimate;
use crate::summary::backtest::Backtest;
use crate::summary::backtest::draws::DrawScores;
use crate::summary::backtest::naive::{Forecaster, Knows};
use crate::summary::backtest::score::Score;
use crate::summary::table::Table;
use std::fmt::Write;

/// What goes with every table of scores.
const READING: &str = "\
Log score: sum of the natural logs of the probabilities given to what came (none taken nearer to 0 or 1 than 0.0001).
Nearer to 0 is better. Brier score: mean squared distance; lower is better. In brackets the standard error of a
difference, which allows for dependence over four quarters (Newey and West); less than two of them is no finding.
Those that learn know earlier quarters alone and count half a dispute and half a calm quarter beforehand. Those that
are fitted know the whole record: no forecast, a yardstick. The model has the scenario's central values; whether these
were chosen with the record in sight, the scenario must say. Coded ladders are inputs: their moves are not forecast.
";

/// The backtest as a person reads it at a terminal.
pub fn text(found: &Backtest) -> String {
    let mut text = format!("{}\n{}\n", found.provenance.title, record(found));
    for ahead in horizons(found) {
        let (quarters, rows) = scored(found, ahead);
        let _ = writeln!(text, "\nDispute, stated {} before ({quarters} quarters)", in_quarters(ahead));
        let _ = writeln!(text, "  {:38} {:>9}  {:>6}   model ahead by", "", "log score", "Brier");
        for [name, log, brier, difference] in rows {
            let line = format!("  {name:38} {log:>9}  {brier:>6}   {difference}");
            let _ = writeln!(text, "{}", line.trim_end());
        }
    }
    text.push('\n');
    for line in sentences(found) {
        let _ = writeln!(text, "{line}");
    }
    text.push('\n');
    text.push_str(READING);
    text
}

/// The same as Markdown.
pub fn markdown(found: &Backtest) -> String {
    let mut text = format!("{}\n", record(found));
    for ahead in horizons(found) {
        let (quarters, rows) = scored(found, ahead);
        let _ = writeln!(
            text,
            "\n| stated {} before, {quarters} quarters | log score | Brier | model ahead by |\n| --- | --- | --- | --- |",
            in_quarters(ahead)
        );
        for row in rows {
            let _ = writeln!(text, "| {} |", row.join(" | "));
        }
    }
    text.push('\n');
    for line in sentences(found) {
        let _ = writeln!(text, "- {line}");
    }
    let _ = write!(text, "\n{READING}");
    text
}

fn record(found: &Backtest) -> String {
    let coded = found.quarters.iter().filter(|row| row.dispute.is_some()).count();
    let disputes = found.quarters.iter().filter(|row| row.dispute == Some(true)).count();
    let ends =
        |row: Option<&crate::summary::backtest::QuarterRow>| row.map_or(String::new(), |row| row.quarter.clone());
    format!(
        "Record {}: {} to {}, {coded} quarters coded, {disputes} of them in dispute.",
        found.record.name,
        ends(found.quarters.first()),
        ends(found.quarters.last()),
    )
}

fn horizons(found: &Backtest) -> Vec<usize> {
    let mut ahead: Vec<usize> = found.scores.iter().map(|score| score.ahead).collect();
    ahead.dedup();
    ahead
}

fn in_quarters(ahead: usize) -> String {
    match ahead {
        1 => "one quarter".to_owned(),
        4 => "four quarters".to_owned(),
        other => format!("{other} quarters"),
    }
}

/// Quarters scored at a horizon, and the rows of its table.
fn scored(found: &Backtest, ahead: usize) -> (usize, Vec<[String; 4]>) {
    let scores: Vec<&Score> = found.scores.iter().filter(|score| score.ahead == ahead).collect();
    let quarters = scores.first().map_or(0, |score| score.quarters);
    let row = |score: &&Score| {
        let difference = score.log_ahead.map_or(String::new(), |one| in_total(&one, score.quarters));
        [who(score), number(score.log_sum, 2), format!("{:.3}", score.brier), difference]
    };
    (quarters, scores.iter().map(row).collect())
}

fn who(score: &Score) -> String {
    let how = match score.knows {
        None => ", central values",
        Some(Knows::Earlier) => ", learning",
        Some(Knows::Whole) => ", fitted to the whole",
    };
    format!("{}{how}", score.forecaster.name())
}

/// A difference by quarter, as the sum over all quarters.
fn in_total(difference: &Estimate, quarters: usize) -> String {
    let count = quarters as f64;
    let error = difference.standard_error.map_or(String::new(), |error| format!(" ({:.1})", error * count));
    let value = difference.value * count;
    let sign = if value > 0.0 { "+" } else { "" };
    format!("{sign}{}{error}", number(value, 1))
}

/// What else was found, a line each.
fn sentences(found: &Backtest) -> Vec<String> {
    let mut lines = Vec::new();
    for part in &found.persistence {
        if let Some((record, model)) = part.record.zip(part.model) {
            let after = if part.after_dispute { "dispute" } else { "calm" };
            let quarters = part.quarters;
            lines.push(format!(
                "After a quarter of {after} ({quarters}) comes dispute: record {}, model {}.",
                percent(record),
                percent(model)
            ));
        }
    }
    if let Some(fit) = &found.subsidies {
        let correlation = fit.correlation.map_or(String::new(), |value| format!(", correlation {}", number(value, 2)));
        lines.push(format!(
            "Expected subsidy in the record's interval in {} of {} quarters, below it in {}; mean distance {} pp/yr; \
             mean {} against {}{correlation}.",
            percent(fit.inside),
            fit.quarters,
            percent(fit.below),
            number(fit.distance, 1),
            number(fit.expected, 1),
            number(fit.estimated, 1)
        ));
    }
    lines.extend(found.draws.as_ref().map(in_draws));
    lines
}

fn in_draws(draws: &DrawScores) -> String {
    let mut text = format!("{} of {} draws count", draws.counted, draws.taken);
    for (places, why) in [(&draws.uncertified, "not certified"), (&draws.impossible, "the record cannot have happened")]
    {
        if !places.is_empty() {
            let _ = write!(text, ", {} left out ({why})", places.len());
        }
    }
    for spread in &draws.spread {
        let quantiles = &spread.log_quantiles;
        let error = spread.log_sum.standard_error.map_or(String::new(), |error| format!(" ± {error:.2}"));
        let _ = write!(
            text,
            "; log score {} before: mean {}{error}, median {}, nine in ten from {} to {}",
            in_quarters(spread.ahead),
            number(spread.log_sum.value, 2),
            number(quantiles.p50, 2),
            number(quantiles.p05, 2),
            number(quantiles.p95, 2)
        );
    }
    text + "."
}

fn cell(value: Option<f64>) -> String {
    value.map_or(String::new(), |value| value.to_string())
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
    ];
    let row = |score: &Score| {
        let knows = match (score.forecaster, score.knows) {
            (Forecaster::Model, _) | (_, None) => "central values",
            (_, Some(Knows::Earlier)) => "earlier quarters",
            (_, Some(Knows::Whole)) => "whole record",
        };
        let value = |estimate: Option<Estimate>| cell(estimate.map(|estimate| estimate.value));
        let error = |estimate: Option<Estimate>| cell(estimate.and_then(|estimate| estimate.standard_error));
        vec![
            score.ahead.to_string(),
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
        let names = ["model", "base_rate", "era_rate", "markov"];
        header.extend(names.map(|name| format!("{name}_{}", stated.ahead)));
    }
    header.extend(["subsidy", "subsidy_low", "subsidy_high"].map(String::from));
    let row = |row: &crate::summary::backtest::QuarterRow| {
        let dispute = row.dispute.map_or("", |dispute| if dispute { "yes" } else { "no" });
        let mut cells = vec![row.quarter.clone(), row.era.clone(), dispute.to_owned()];
        for stated in &row.stated {
            cells.extend([stated.model, stated.base_rate, stated.era_rate, stated.markov].map(cell));
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
