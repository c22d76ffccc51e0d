//! The further tables of a backtest: every coding side by side, and what else was scored (model page §9).
//!
//! Takes what [`findings::backtest`](crate::findings::backtest) holds, gives text and CSV.

use super::names::{in_total, known, named};
use crate::base::table::{Number, Table, TableError, csv as written};
use crate::findings::backtest::Backtest;
use crate::findings::backtest::codings::{Coding, CodingScore};
use crate::findings::backtest::others::{Other, Thing};
use crate::report::chart::words::number;
use crate::report::estimated;
use serde::Serialize;

/// What stands above the table of codings.
const CODINGS: &str = "The same past by every coding: log scores one quarter before";
/// What stands above that of other things.
const OTHERS: &str =
    "Other things scored: log score, of the subsidy the mean distance from the interval's middle, pp/yr";

/// Both tables, as far as they hold something, as text.
pub(super) fn text(found: &Backtest) -> String {
    let codings = codings(found).map(|table| format!("\n{CODINGS}\n({})\n{}", numbered(found), table.text()));
    let others = others(found).map(|table| format!("\n{OTHERS}\n{}", table.text()));
    codings.into_iter().chain(others).collect()
}

/// The same as Markdown.
pub(super) fn markdown(found: &Backtest) -> String {
    let codings = codings(found).map(|table| format!("\n{CODINGS} ({}):\n\n{}", numbered(found), table.markdown()));
    let others = others(found).map(|table| format!("\n{OTHERS}:\n\n{}", table.markdown()));
    codings.into_iter().chain(others).collect()
}

/// Which column is of which coding; nothing if there is one coding alone.
fn numbered(found: &Backtest) -> String {
    let line = |(index, coding): (usize, &Coding)| {
        let Coding { record, quarters, disputes, .. } = coding;
        format!("{}: {}, {disputes} of {quarters} quarters in dispute", index + 1, record.name)
    };
    found.codings.iter().enumerate().map(line).collect::<Vec<_>>().join("; ")
}

/// One row a forecaster, a column or two a coding; `None` if there is one coding alone.
fn codings(found: &Backtest) -> Option<Table<'_, CodingScore>> {
    let table = Table::of(&found.codings.first()?.scores).left("", |score| named(score.forecaster, score.knows));
    Some(found.codings.iter().enumerate().fold(table, |table, (index, coding)| {
        let score = |row: &CodingScore| coding.score(row.forecaster, row.knows);
        let table = table.right(format!("coding {}", index + 1), move |row| {
            score(row).map_or(String::new(), |score| number(score.whole, 2))
        });
        if coding.scores.iter().all(|score| score.since.is_none()) {
            return table;
        }
        let since = move |row: &CodingScore| score(row)?.since.map(|since| number(since, 2));
        table.right(format!("from {}", found.from), move |row| since(row).unwrap_or_default())
    }))
}

/// One row a thing; `None` if nothing else is coded.
fn others(found: &Backtest) -> Option<Table<'_, Other>> {
    let rival = |other: &Other| match other.thing {
        Thing::Subsidy => "last year's",
        _ => "how often before",
    };
    let table = Table::of(&found.others)
        .left("", |other| other.thing.name().to_owned())
        .right("quarters", |other| other.quarters.to_string())
        .right("came", |other| other.came.map_or(String::new(), |came| came.to_string()))
        .right("model", |other| number(other.model, 2))
        .right("naive", |other| number(other.naive, 2))
        .left("who is naive", move |other| rival(other).to_owned())
        .gap(3)
        .left("model ahead by", |other| match (&other.ahead, other.thing) {
            (None, _) => String::new(),
            (Some(ahead), Thing::Subsidy) => in_total(ahead, 1),
            (Some(ahead), _) => in_total(ahead, other.quarters),
        });
    (!found.others.is_empty()).then_some(table)
}

#[derive(Default, Serialize)]
struct CodingCells<'a> {
    record: &'a str,
    quarters: usize,
    disputes: usize,
    forecaster: &'a str,
    knows: &'a str,
    log_sum: Number,
    log_sum_from: Option<Number>,
}

/// `codings.csv`: one row a coding and forecaster.
pub(crate) fn codings_csv(found: &Backtest) -> Result<Vec<u8>, TableError> {
    written(found.codings.iter().flat_map(|coding| {
        coding.scores.iter().map(|score| CodingCells {
            record: &coding.record.name,
            quarters: coding.quarters,
            disputes: coding.disputes,
            forecaster: score.forecaster.name(),
            knows: known(score.forecaster, score.knows),
            log_sum: Number(score.whole),
            log_sum_from: score.since.map(Number),
        })
    }))
}

#[derive(Default, Serialize)]
struct OtherCells<'a> {
    thing: &'a str,
    quarters: usize,
    came: Option<usize>,
    model: Number,
    naive: Number,
    model_ahead: Option<Number>,
    model_ahead_error: Option<Number>,
}

/// `others.csv`: one row a thing.
pub(crate) fn others_csv(found: &Backtest) -> Result<Vec<u8>, TableError> {
    written(found.others.iter().map(|other| {
        let [model_ahead, model_ahead_error] = estimated(other.ahead);
        OtherCells {
            thing: other.thing.name(),
            quarters: other.quarters,
            came: other.came,
            model: Number(other.model),
            naive: Number(other.naive),
            model_ahead,
            model_ahead_error,
        }
    }))
}
