//! Exact means as a table for people and as CSV.
//!
//! Takes what [`findings::solution`](crate::findings::solution) holds, gives text.

use super::chart::words::{exact, number, spoken};
use crate::base::table::{Number, Table, TableError, csv as written};
use crate::base::text::{clip, fitted};
use crate::findings::solution::{Propagated, QuarterMeans};
use serde::Serialize;
use std::fmt::Write;

/// Decimals of a mean: pp/yr and shares alike, to a thousandth.
const DECIMALS: usize = 3;

/// Exact means as a person reads them: one table per branch, in so many columns.
pub(crate) fn text(propagated: &Propagated, columns: usize) -> String {
    let mut text = String::new();
    for (name, branch) in &propagated.branches {
        let _ = writeln!(text, "{}: exact means at central values", with_odds(name, branch.odds));
        if branch.quarters.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{}", table(&branch.quarters).text_within(columns));
    }
    text.push_str(&events(propagated, columns));
    text.push_str(
        "Subsidy in pp/yr as received; all else shares and probabilities; the last columns are contracts in force.\n",
    );
    fitted(&text, columns)
}

/// How likely each event is to happen on the path, by branch and over all; empty if the scenario names none.
fn events(propagated: &Propagated, columns: usize) -> String {
    let names: Vec<&String> = propagated.all.events.keys().collect();
    if names.is_empty() {
        return String::new();
    }
    let all = (propagated.branches.len() > 1).then_some(("all", &propagated.all));
    let branches = propagated.branches.iter().map(|(name, branch)| (name.as_str(), branch)).chain(all);
    let table = Table::of(&names).left("", |name| clip(name, 40)).gap(0);
    let table = branches.fold(table, |table, (head, branch)| {
        table.right(clip(head, 24), move |name| {
            let last = branch.events[*name].as_ref().and_then(|found| found.last().copied());
            last.map_or("not exact".to_owned(), |chance| number(chance, DECIMALS))
        })
    });
    format!("Exact probability that an event happens on the path\n{}\n", table.text_within(columns))
}

fn with_odds(name: &str, odds: f64) -> String {
    if odds < 1.0 { format!("{name} (odds {})", exact(odds)) } else { name.to_owned() }
}

/// One row a quarter, one column a quantity and a contract.
fn table(quarters: &[QuarterMeans]) -> Table<'_, QuarterMeans> {
    let table = Table::of(quarters).left("", |quarter| quarter.quarter.clone()).gap(0).least(8);
    let names = quarters.iter().take(1).flat_map(|first| first.means.keys().chain(first.contract.keys()));
    names.enumerate().fold(table, |table, (at, name)| {
        let value = move |quarter: &QuarterMeans| {
            let value = quarter.means.values().chain(quarter.contract.values()).nth(at);
            value.map_or(String::new(), |value| number(*value, DECIMALS))
        };
        table.right(clip(&spoken(name), 24), value)
    })
}

#[derive(Default, Serialize)]
struct Row<'a> {
    branch: &'a str,
    quarter: &'a str,
    quantity: String,
    mean: Number,
}

/// Exact means as CSV: one row a branch, quarter and quantity.
pub(crate) fn csv(propagated: &Propagated) -> Result<Vec<u8>, TableError> {
    let quarters = propagated
        .branches
        .iter()
        .flat_map(|(branch, found)| found.quarters.iter().map(move |quarter| (branch, quarter)));
    written(quarters.flat_map(|(branch, quarter)| {
        let plain = quarter.means.iter().map(|(quantity, mean)| (quantity.clone(), mean));
        let contracts = quarter.contract.iter().map(|(family, mean)| (format!("contract: {family}"), mean));
        let row = move |(quantity, mean): (String, &f64)| Row {
            branch,
            quarter: &quarter.quarter,
            quantity,
            mean: Number(*mean),
        };
        plain.chain(contracts).map(row)
    }))
}
