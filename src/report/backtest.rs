//! A backtest as text for people and as Markdown (model page §9); [`tables`] has it as CSV.
//!
//! Takes what [`findings::backtest`](crate::findings::backtest) holds, gives text.

pub mod tables;

use super::chart::words::{number, percent};
use crate::findings::Estimate;
use crate::findings::backtest::draws::DrawScores;
use crate::findings::backtest::naive::{Forecaster, Knows};
use crate::findings::backtest::score::Score;
use crate::findings::backtest::{Backtest, EVE, QuarterRow};
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

/// What goes with them where draws were taken.
const DRAWS_READING: &str = "\
Over draws: the mean of what all draws say, each weighted by the probability that it gave to what came since the first
quarter scored. Draws of the scenario's distributions so learn from the quarters scored alone. Draws of a file know
what it was made from: if that is what is scored here, this is no forecast.
";

/// The backtest as a person reads it at a terminal.
pub fn text(found: &Backtest) -> String {
    let mut text = format!("{}\n{}\n", found.provenance.title, record(found));
    for ahead in horizons(found) {
        let (quarters, rows) = scored(found, ahead);
        let _ = writeln!(text, "\nDispute, stated {} ({})", when(found, ahead), counted(quarters));
        let over_draws = if found.draws.is_some() { "over draws ahead by" } else { "" };
        let line = format!("  {:38} {:>9}  {:>6}   {:16}  {over_draws}", "", "log score", "Brier", "model ahead by");
        let _ = writeln!(text, "{}", line.trim_end());
        for [name, log, brier, difference, over_draws] in rows {
            let line = format!("  {name:38} {log:>9}  {brier:>6}   {difference:16}  {over_draws}");
            let _ = writeln!(text, "{}", line.trim_end());
        }
    }
    text.push('\n');
    for line in sentences(found) {
        let _ = writeln!(text, "{line}");
    }
    text.push('\n');
    text.push_str(&reading(found));
    text
}

fn reading(found: &Backtest) -> String {
    let draws = found.draws.as_ref().map_or("", |_| DRAWS_READING);
    format!("{READING}{draws}")
}

/// The same as Markdown.
pub fn markdown(found: &Backtest) -> String {
    let mut text = format!("{}\n", record(found));
    for ahead in horizons(found) {
        let (quarters, rows) = scored(found, ahead);
        let mut header = vec!["log score", "Brier", "model ahead by"];
        header.extend(found.draws.as_ref().map(|_| "over draws ahead by"));
        let (names, lines) = (header.join(" | "), "| --- ".repeat(header.len() + 1));
        let _ = writeln!(text, "\n| stated {}, {} | {names} |\n{lines}|", when(found, ahead), counted(quarters));
        for row in rows {
            let _ = writeln!(text, "| {} |", row[..=header.len()].join(" | "));
        }
    }
    text.push('\n');
    for line in sentences(found) {
        let _ = writeln!(text, "- {line}");
    }
    let _ = write!(text, "\n{}", reading(found));
    text
}

fn record(found: &Backtest) -> String {
    let coded = found.quarters.iter().filter(|row| row.dispute.is_some()).count();
    let disputes = found.quarters.iter().filter(|row| row.dispute == Some(true)).count();
    let ends = |row: Option<&QuarterRow>| row.map_or(String::new(), |row| row.quarter.clone());
    format!(
        "Record {}, scored from {} to {}: {coded} quarters coded, {disputes} of them in dispute.",
        found.record.name,
        found.from,
        ends(found.quarters.last()),
    )
}

fn horizons(found: &Backtest) -> Vec<usize> {
    let mut ahead: Vec<usize> = found.scores.iter().map(|score| score.ahead).collect();
    ahead.dedup();
    ahead
}

fn counted(quarters: usize) -> String {
    if quarters == 1 { "1 quarter".to_owned() } else { format!("{quarters} quarters") }
}

/// When it was stated, in words.
fn when(found: &Backtest, ahead: usize) -> String {
    match ahead {
        EVE => format!("before {}, all at once", found.from),
        1 => "one quarter before".to_owned(),
        4 => "four quarters before".to_owned(),
        other => format!("{other} quarters before"),
    }
}

/// Quarters scored at a horizon, and the rows of its table.
fn scored(found: &Backtest, ahead: usize) -> (usize, Vec<[String; 5]>) {
    let scores: Vec<&Score> = found.scores.iter().filter(|score| score.ahead == ahead).collect();
    let quarters = scores.first().map_or(0, |score| score.quarters);
    let row = |score: &&Score| {
        let [model, draws] = [score.log_ahead, score.draws_log_ahead]
            .map(|lead| lead.map_or(String::new(), |one| in_total(&one, score.quarters)));
        [who(score), number(score.log_sum, 2), format!("{:.3}", score.brier), model, draws]
    };
    (quarters, scores.iter().map(row).collect())
}

fn who(score: &Score) -> String {
    let how = match (score.forecaster, score.knows) {
        (Forecaster::Draws, _) => ", over draws",
        (_, None) => ", central values",
        (_, Some(Knows::Earlier)) => ", learning",
        (_, Some(Knows::Whole)) => ", fitted to the whole",
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
            let draws = part.draws.map_or(String::new(), |draws| format!(", over draws {}", percent(draws)));
            lines.push(format!(
                "After a quarter of {after} ({quarters}) comes dispute: record {}, model {}{draws}.",
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
    lines.extend(found.draws.as_ref().map(|draws| in_draws(found, draws)));
    lines
}

fn in_draws(found: &Backtest, draws: &DrawScores) -> String {
    let from = draws.file.as_ref().map_or("the scenario's distributions".to_owned(), |file| file.clone());
    let mut text = format!("Draws of {from}: {} of {} count", draws.counted, draws.taken);
    for (places, why) in [(&draws.uncertified, "not certified"), (&draws.impossible, "the record cannot have happened")]
    {
        if !places.is_empty() {
            let _ = write!(text, ", {} left out ({why})", places.len());
        }
    }
    let _ = write!(text, ", worth {} equal ones after the last quarter", number(draws.effective, 0));
    for spread in &draws.spread {
        let quantiles = &spread.log_quantiles;
        let error = spread.log_sum.standard_error.map_or(String::new(), |error| format!(" ± {error:.2}"));
        let _ = write!(
            text,
            "; log score of a draw, stated {}: mean {}{error}, median {}, nine in ten from {} to {}",
            when(found, spread.ahead),
            number(spread.log_sum.value, 2),
            number(quantiles.p50, 2),
            number(quantiles.p05, 2),
            number(quantiles.p95, 2)
        );
    }
    text + "."
}
