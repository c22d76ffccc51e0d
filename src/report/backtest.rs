//! A backtest as text for people and as Markdown (model page §9); [`tables`] has it as CSV.
//!
//! Takes what [`summary::backtest`](crate::summary::backtest) holds, gives text.

pub mod tables;

use super::chart::words::{number, percent};
use crate::summary::Estimate;
use crate::summary::backtest::draws::DrawScores;
use crate::summary::backtest::naive::Knows;
use crate::summary::backtest::score::Score;
use crate::summary::backtest::{Backtest, QuarterRow};
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
    let ends = |row: Option<&QuarterRow>| row.map_or(String::new(), |row| row.quarter.clone());
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
