//! The table of outcomes: the only one of a workbook that a run's folder has not, since its columns are those of two others.
//!
//! Takes a summary, gives CSV.

use crate::base::table::{Heads, Number, TableError};
use crate::findings::Summary;
use crate::report::overview::blocks;
use serde::Serialize;

#[derive(Default, Serialize)]
struct OutcomeRow<'a> {
    branch: &'a str,
    odds: Option<Number>,
    odds_low90: Option<Number>,
    odds_high90: Option<Number>,
}

/// One row an outcome with its odds, one column an event, then one a kind of history. The shares are those of `events.csv`
/// and `chapters.csv`.
pub(crate) fn outcomes(summary: &Summary) -> Result<Vec<u8>, TableError> {
    let events: Vec<&str> = summary.event_names.iter().map(|event| event.name.as_str()).collect();
    let event = |block: &str, name: &str| summary.events.iter().find(|row| row.branch == block && row.event == name);
    let kind =
        |block: &str, name: &str| summary.chapter_shares.iter().find(|row| row.branch == block && row.chapter == name);
    let heads = Heads::of::<OutcomeRow>()?
        .named(events.iter().map(|name| (*name).to_owned()))
        .named(summary.chapters.iter().cloned());
    heads.csv(blocks(summary).iter().map(|block| {
        let branch = summary.branches.iter().find(|branch| branch.name == *block);
        let spread = branch.and_then(|branch| branch.spread);
        let outcome = OutcomeRow {
            branch: block,
            odds: branch.map(|branch| Number(branch.odds)),
            odds_low90: spread.map(|spread| Number(spread.low90)),
            odds_high90: spread.map(|spread| Number(spread.high90)),
        };
        let events = events.iter().map(|name| event(block, name).map(|row| Number(row.probability.value)));
        let kinds = summary.chapters.iter().map(|name| kind(block, name).map(|row| Number(row.probability.value)));
        (outcome, events.chain(kinds).collect::<Vec<_>>())
    }))
}
