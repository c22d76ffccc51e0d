//! What else happens on the histories in which an event happened, as text, Markdown and CSV (model page §5).
//!
//! Takes what a comparison found of a condition, gives text. Shares and ranges are told as a run tells them.

use super::chart::words::{branch_title, capital, count};
use super::cross::{self, Row, WIDTH};
use super::words::frequency::frequency;
use super::words::odds::Lexicon;
use crate::base::table::{Guarded, Number, TableError, csv as written};
use crate::base::text::{markdown as escaped, wrapped};
use crate::findings::compare::{Among, Comparison, Given, GivenRow};
use crate::findings::{ALL_BRANCHES, EventShare};
use serde::Serialize;

/// Head of the rows of few histories.
const FEW: &str = "fewer than 30 histories";

/// The table with what it is of, for a terminal.
pub(crate) fn text(comparison: &Comparison, given: &Given, lexicon: &Lexicon) -> String {
    let rows = rows(given, lexicon);
    let lines = [comparison.title.clone(), String::new(), caption(given, &rows)];
    let said = |line: &String| wrapped(line, WIDTH).join("\n") + "\n";
    let head: String = lines.iter().map(said).collect();
    let notes: String = notes(given).iter().map(said).collect();
    format!("{head}{}\n{notes}", cross::text(&names(given), &rows))
}

/// The same in Markdown.
pub(crate) fn markdown(comparison: &Comparison, given: &Given, lexicon: &Lexicon) -> String {
    let rows = rows(given, lexicon);
    let notes: String = notes(given).iter().map(|line| format!("\n{}\n", escaped(line))).collect();
    let (title, caption) = (escaped(&comparison.title), escaped(&caption(given, &rows)));
    format!("# {title}\n\n{caption}\n\n{}{notes}", cross::markdown(&names(given), &rows))
}

fn names(given: &Given) -> Vec<&str> {
    given.others.iter().map(String::as_str).collect()
}

fn caption(given: &Given, rows: &[Row]) -> String {
    let range = if cross::ranged(rows) {
        ", and the range in nine draws of ten (a draw is one set of assumptions)"
    } else {
        ""
    };
    format!("What else happens if {}, and if not: share of the histories, in percent{range}:", given.says)
}

fn notes(given: &Given) -> Vec<String> {
    let mut notes = vec![
        "If so: at any time on the same history, before or after. Later: in a later quarter than it. A link is no proof \
         that the one brings about the other."
            .to_owned(),
    ];
    if given.rows.iter().any(|row| row.few) {
        notes.push(format!(
            "Where there are {FEW}, their shares say little; part of every range is their small number."
        ));
    }
    notes.push("Frequencies within the model, given the scenario's assumptions; not a forecast.".to_owned());
    notes
}

/// Outcome by outcome: its name, then a row for each kind of histories.
fn rows(given: &Given, lexicon: &Lexicon) -> Vec<Row> {
    let mut rows = Vec::new();
    for (place, row) in given.rows.iter().enumerate() {
        if place == 0 || given.rows[place - 1].branch != row.branch {
            rows.push(Row::heading(&title(&row.branch)));
        }
        rows.push(Row { head: head(row), cells: row.shares.iter().map(|share| frequency(lexicon, share)).collect() });
    }
    rows
}

fn title(branch: &str) -> String {
    if branch == ALL_BRANCHES { "All outcomes".to_owned() } else { capital(&branch_title(branch)) }
}

fn head(row: &GivenRow) -> Vec<String> {
    let histories = match (row.few, row.histories) {
        (_, 0) => "no history".to_owned(),
        (true, _) => FEW.to_owned(),
        (false, histories) => format!("{} histories", count(histories)),
    };
    match row.among {
        Among::Happened => vec!["  if so".to_owned(), format!("  {histories}")],
        Among::Afterwards => vec!["  if so, later".to_owned()],
        Among::NotHappened => vec!["  if not".to_owned(), format!("  {histories}")],
    }
}

/// One share.
#[derive(Default, Serialize)]
struct Cells<'a> {
    branch: Guarded<'a>,
    given: Guarded<'a>,
    among: &'a str,
    event: Guarded<'a>,
    probability: Number,
    standard_error: Option<Number>,
    low95: Number,
    high95: Number,
    low90: Number,
    median: Number,
    high90: Number,
    hits: usize,
    trials: usize,
    few: bool,
}

/// One row for each branch, kind of histories and event.
pub(crate) fn csv(given: &Given) -> Result<Vec<u8>, TableError> {
    written(given.rows.iter().flat_map(|row| row.shares.iter().map(|share| cells(given, row, share))))
}

fn cells<'a>(given: &'a Given, row: &'a GivenRow, share: &'a EventShare) -> Cells<'a> {
    Cells {
        branch: Guarded(&row.branch),
        given: Guarded(&given.event),
        among: match row.among {
            Among::Happened => "happened",
            Among::Afterwards => "afterwards",
            Among::NotHappened => "not_happened",
        },
        event: Guarded(&share.event),
        probability: Number(share.probability.value),
        standard_error: share.probability.standard_error.map(Number),
        low95: Number(share.low95),
        high95: Number(share.high95),
        low90: Number(share.spread.low90),
        median: Number(share.spread.median),
        high90: Number(share.spread.high90),
        hits: share.hits,
        trials: share.trials,
        few: row.few,
    }
}
