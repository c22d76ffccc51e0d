//! A backtest as text for people, as Markdown and as CSV (model page §9).
//!
//! Takes what [`findings::backtest`](crate::findings::backtest) holds, gives text.

mod more;
mod names;

pub(crate) use more::{codings_csv, others_csv};

use names::{in_total, known, named};

use super::chart::words::{number, percent};
use super::estimated;
use crate::base::table::{Heads, Number, Table, TableError, csv as written};
use crate::findings::Estimate;
use crate::findings::backtest::draws::DrawScores;
use crate::findings::backtest::score::Score;
use crate::findings::backtest::{Backtest, Horizon, QuarterRow, Stated};
use serde::Serialize;
use std::fmt::Write;

/// What goes with every table of scores.
const READING: &str = "\
Log score: sum of the natural logs of the probabilities given to what came (none taken nearer to 0 or 1 than 0.0001).
Nearer to 0 is better. Brier score: mean squared distance; lower is better. In brackets the standard error of a
difference, which allows for dependence over four quarters (Newey and West); a lead under two of them proves nothing.
Those that learn know earlier quarters alone and count half a dispute and half a calm quarter beforehand; the fair chain
counts eight quarters of the model's own persistence, the regression has a ridge. Those that are fitted know the whole
record: no forecast, a yardstick. The model has the scenario's central values; whether these
were chosen with the record in sight, the scenario must say. Coded ladders are inputs: their moves are not forecast.
";

/// What goes with them where draws were taken.
const DRAWS_READING: &str = "\
Over draws: the mean of what all draws say, each weighted by the probability that it gave to what came since the first
quarter scored. Draws of the scenario's distributions so learn from the quarters scored alone. Draws of a file know
what it was made from: if that is what is scored here, this is no forecast.
";

/// The backtest as a person reads it at a terminal.
pub(crate) fn text(found: &Backtest) -> String {
    let mut text = format!("{}\n{}\n", found.provenance.title, record(found));
    for ahead in horizons(found) {
        let scores = scored(found, ahead);
        let _ = writeln!(text, "\nDispute, stated {} ({})", when(found, ahead), counted(&scores));
        text.push_str(&table(found, &scores, String::new()).text());
    }
    text.push_str(&more::text(found));
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
pub(crate) fn markdown(found: &Backtest) -> String {
    let mut text = format!("{}\n", record(found));
    for ahead in horizons(found) {
        let scores = scored(found, ahead);
        let head = format!("stated {}, {}", when(found, ahead), counted(&scores));
        let _ = write!(text, "\n{}", table(found, &scores, head).markdown());
    }
    text.push_str(&more::markdown(found));
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

fn horizons(found: &Backtest) -> Vec<Horizon> {
    let mut ahead: Vec<Horizon> = found.scores.iter().map(|score| score.ahead).collect();
    ahead.dedup();
    ahead
}

/// Quarters scored, in words.
fn counted(scores: &[&Score]) -> String {
    let quarters = scores.first().map_or(0, |score| score.quarters);
    if quarters == 1 { "1 quarter".to_owned() } else { format!("{quarters} quarters") }
}

/// When it was stated, in words.
fn when(found: &Backtest, ahead: Horizon) -> String {
    match ahead {
        Horizon::Eve => format!("before {}, all at once", found.from),
        Horizon::Ahead(1) => "one quarter before".to_owned(),
        Horizon::Ahead(4) => "four quarters before".to_owned(),
        Horizon::Ahead(other) => format!("{other} quarters before"),
    }
}

fn scored(found: &Backtest, ahead: Horizon) -> Vec<&Score> {
    found.scores.iter().filter(|score| score.ahead == ahead).collect()
}

/// One row a forecaster at a horizon.
fn table<'a>(found: &Backtest, scores: &'a [&'a Score], head: String) -> Table<'a, &'a Score> {
    let lead = |lead: Option<Estimate>, score: &Score| lead.map_or(String::new(), |one| in_total(&one, score.quarters));
    let table = Table::of(scores).left(head, |score| who(score)).least(38);
    let table = table.right("log score", |score| number(score.log_sum, 2)).gap(1);
    let table = table.right("Brier", |score| format!("{:.3}", score.brier)).least(6);
    let table = table.left("model ahead by", move |score| lead(score.log_ahead, score)).least(16).gap(3);
    match found.draws {
        Some(_) => table.left("over draws ahead by", move |score| lead(score.draws_log_ahead, score)),
        None => table,
    }
}

fn who(score: &Score) -> String {
    named(score.forecaster, score.knows)
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
    for (numbers, why) in
        [(&draws.uncertified, "not certified"), (&draws.impossible, "the record cannot have happened")]
    {
        if !numbers.is_empty() {
            let _ = write!(text, ", {} left out ({why})", numbers.len());
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

#[derive(Default, Serialize)]
struct ScoreCells<'a> {
    ahead: String,
    forecaster: &'a str,
    knows: &'a str,
    quarters: usize,
    log_sum: Number,
    log_mean: Number,
    brier: Number,
    model_log_ahead: Option<Number>,
    model_log_ahead_error: Option<Number>,
    model_brier_ahead: Option<Number>,
    model_brier_ahead_error: Option<Number>,
    draws_log_ahead: Option<Number>,
    draws_log_ahead_error: Option<Number>,
    draws_brier_ahead: Option<Number>,
    draws_brier_ahead_error: Option<Number>,
}

/// `scores.csv`, also what the command prints as CSV: one row a horizon and forecaster.
pub(crate) fn csv(found: &Backtest) -> Result<Vec<u8>, TableError> {
    written(found.scores.iter().map(score_cells))
}

fn score_cells(score: &Score) -> ScoreCells<'_> {
    let knows = known(score.forecaster, score.knows);
    let [model_log_ahead, model_log_ahead_error] = estimated(score.log_ahead);
    let [model_brier_ahead, model_brier_ahead_error] = estimated(score.brier_ahead);
    let [draws_log_ahead, draws_log_ahead_error] = estimated(score.draws_log_ahead);
    let [draws_brier_ahead, draws_brier_ahead_error] = estimated(score.draws_brier_ahead);
    ScoreCells {
        ahead: score.ahead.to_string(),
        forecaster: score.forecaster.name(),
        knows,
        quarters: score.quarters,
        log_sum: Number(score.log_sum),
        log_mean: Number(score.log_mean),
        brier: Number(score.brier),
        model_log_ahead,
        model_log_ahead_error,
        model_brier_ahead,
        model_brier_ahead_error,
        draws_log_ahead,
        draws_log_ahead_error,
        draws_brier_ahead,
        draws_brier_ahead_error,
    }
}

#[derive(Default, Serialize)]
struct QuarterCells<'a> {
    quarter: &'a str,
    era: &'a str,
    dispute: &'a str,
}

#[derive(Default, Serialize)]
struct SubsidyCells {
    subsidy: Number,
    subsidy_low: Option<Number>,
    subsidy_high: Option<Number>,
}

/// `quarters.csv`: one row a quarter; for every horizon what each forecaster stated of it.
pub(crate) fn quarters(found: &Backtest) -> Result<Vec<u8>, TableError> {
    let stated = found.quarters.first().map_or(&[][..], |row| &row.stated);
    let names = ["model", "draws", "base_rate", "era_rate", "markov", "fair_markov", "logistic"];
    let heads = stated.iter().flat_map(|stated| names.map(|name| format!("{name}_{}", stated.ahead)));
    let heads = Heads::of::<QuarterCells>()?.named(heads).and::<SubsidyCells>()?;
    heads.csv(found.quarters.iter().map(|row| {
        let dispute = row.dispute.map_or("", |dispute| if dispute { "yes" } else { "no" });
        let quarter = QuarterCells { quarter: &row.quarter, era: &row.era, dispute };
        let subsidy = SubsidyCells {
            subsidy: Number(row.subsidy),
            subsidy_low: row.subsidy_record.map(|ends| Number(ends.0)),
            subsidy_high: row.subsidy_record.map(|ends| Number(ends.1)),
        };
        (quarter, row.stated.iter().map(stated_cells).collect::<Vec<_>>(), subsidy)
    }))
}

fn stated_cells(stated: &Stated) -> [Option<Number>; 7] {
    let Stated { model, draws, base_rate, era_rate, markov, fair_markov, logistic, .. } = *stated;
    [model, draws, base_rate, era_rate, markov, fair_markov, logistic].map(|value| value.map(Number))
}

#[derive(Default, Serialize)]
struct BinCells {
    ahead: usize,
    from: Number,
    to: Number,
    quarters: usize,
    stated: Number,
    observed: Number,
    low95: Number,
    high95: Number,
}

/// `calibration.csv`: one row a horizon and bin that holds a quarter.
pub(crate) fn calibration(found: &Backtest) -> Result<Vec<u8>, TableError> {
    written(found.calibration.iter().map(|bin| BinCells {
        ahead: bin.ahead.into(),
        from: Number(bin.from),
        to: Number(bin.to),
        quarters: bin.quarters,
        stated: Number(bin.stated),
        observed: Number(bin.observed),
        low95: Number(bin.low95),
        high95: Number(bin.high95),
    }))
}

#[derive(Default, Serialize)]
struct DrawCells {
    draw: usize,
    ahead: usize,
    log_sum: Number,
    brier: Number,
}

/// `draws.csv`: one row a draw that counts and a horizon.
pub(crate) fn draws(draws: &DrawScores) -> Result<Vec<u8>, TableError> {
    let horizons = || draws.spread.iter().map(|spread| usize::from(spread.ahead));
    written(draws.draws.iter().flat_map(|draw| {
        let scores = horizons().zip(draw.log_sum.iter().zip(&draw.brier));
        let cells = |(ahead, (log_sum, brier)): (usize, (&f64, &f64))| DrawCells {
            draw: draw.draw,
            ahead,
            log_sum: Number(*log_sum),
            brier: Number(*brier),
        };
        scores.map(cells).collect::<Vec<_>>()
    }))
}
