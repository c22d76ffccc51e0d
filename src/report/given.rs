//! What else happens on the histories in which an event happened, as text, Markdown and CSV (model page §5).
//!
//! Takes what a comparison found of a condition, gives text. Shares and ranges are told as a run tells them.

use super::chart::words::{branch_title, count};
use super::cross::{self, Page, Row, WITHIN};
use super::share::{Counted, Estimated, Moved};
use super::words::frequency::frequency;
use super::words::odds::Lexicon;
use crate::base::table::{Guarded, TableError, csv as written};
use crate::findings::EventShare;
use crate::findings::compare::{Among, Comparison, Given, GivenRow};
use serde::Serialize;

/// Head of the rows of few histories.
const FEW: &str = "fewer than 30 histories";

/// The table with what it is of.
pub(crate) fn page<'a>(comparison: &'a Comparison, given: &'a Given, lexicon: &Lexicon) -> Page<'a> {
    let rows = rows(given, lexicon);
    let draws = comparison.runs.first().map_or(0, |run| run.certified_draws);
    Page {
        title: &comparison.title,
        caption: caption(given, &rows, draws),
        names: names(given),
        rows,
        notes: notes(given),
    }
}

fn names(given: &Given) -> Vec<&str> {
    given.others.iter().map(String::as_str).collect()
}

fn caption(given: &Given, rows: &[Row], draws: usize) -> String {
    let range = cross::range(rows, draws);
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
    notes.push(WITHIN.to_owned());
    notes
}

/// Outcome by outcome: its name, then a row for each kind of histories.
fn rows(given: &Given, lexicon: &Lexicon) -> Vec<Row> {
    let mut rows = Vec::new();
    for (place, row) in given.rows.iter().enumerate() {
        if place == 0 || given.rows[place - 1].branch != row.branch {
            rows.push(Row::heading(&branch_title(&row.branch)));
        }
        rows.push(Row { head: head(row), cells: row.shares.iter().map(|share| frequency(lexicon, share)).collect() });
    }
    rows
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

/// What a share is of.
#[derive(Default, Serialize)]
struct Of<'a> {
    branch: Guarded<'a>,
    given: Guarded<'a>,
    among: &'a str,
    event: Guarded<'a>,
}

#[derive(Default, Serialize)]
struct Few {
    few: bool,
}

/// One row for each branch, kind of histories and event.
pub(crate) fn csv(given: &Given) -> Result<Vec<u8>, TableError> {
    written(given.rows.iter().flat_map(|row| row.shares.iter().map(|share| cells(given, row, share))))
}

fn cells<'a>(given: &'a Given, row: &'a GivenRow, share: &'a EventShare) -> (Of<'a>, Estimated, Moved, Counted, Few) {
    let of = Of {
        branch: Guarded(&row.branch),
        given: Guarded(&given.event),
        among: match row.among {
            Among::Happened => "happened",
            Among::Afterwards => "afterwards",
            Among::NotHappened => "not_happened",
        },
        event: Guarded(&share.event),
    };
    (of, share.into(), Moved::new(Some(share.spread)), share.into(), Few { few: row.few })
}
