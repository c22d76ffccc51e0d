//! The table that a run ends with: outcome by event, or by kind of history where the scenario names no event.
//!
//! Takes a summary, gives text of at most 80 columns: in each cell the share in percent, below it the range over the
//! draws. What finds no room beside the rest follows in a table of its own.

use super::chart::words::{capital, exact};
use super::words::frequency::{Frequency, frequency, whole};
use super::words::odds::Lexicon;
use crate::base::table::Table;
use crate::base::text::{width, wrapped};
use crate::findings::{ALL_BRANCHES, BranchOdds, Summary};
use std::fmt::Write;

/// Columns of the terminal.
const WIDTH: usize = 80;
/// Most columns of a row's head.
const HEAD: usize = 24;
/// Fewest and most columns of a cell.
const CELL: (usize, usize) = (9, 14);
/// Blanks between columns.
const GAP: usize = 2;

/// A row: an outcome of the election, or all of them.
struct Row {
    head: Vec<String>,
    cells: Vec<Frequency>,
}

/// The whole table with its caption.
pub(crate) fn text(summary: &Summary, lexicon: &Lexicon) -> String {
    let names = summary.things();
    let what = if summary.event_names.is_empty() { "Histories of each kind" } else { "Histories in which it happens" };
    let rows: Vec<Row> = blocks(summary).iter().map(|block| row(summary, lexicon, block, &names)).collect();
    let ranged = rows.iter().flat_map(|row| &row.cells).any(|cell| cell.range.is_some());
    let range = if ranged { ", and the range in nine draws of ten (a draw is one set of assumptions)" } else { "" };
    let mut text = wrapped(&format!("{what}, in percent{range}:"), WIDTH).join("\n") + "\n";
    let head = rows.iter().flat_map(|row| &row.head).map(|line| width(line)).max().unwrap_or(0);
    for part in parts(names.len(), head) {
        let _ = write!(text, "\n{}", table(&names[part.clone()], &rows, part, head));
    }
    text
}

/// Names of the row blocks: every branch, and the mixture if there are several.
pub(crate) fn blocks(summary: &Summary) -> Vec<String> {
    let all = (summary.branches.len() > 1).then(|| ALL_BRANCHES.to_owned());
    summary.branches.iter().map(|branch| branch.name.clone()).chain(all).collect()
}

fn row(summary: &Summary, lexicon: &Lexicon, block: &str, names: &[&str]) -> Row {
    let cell = |name: &&str| cell(summary, lexicon, block, name);
    Row { head: head(summary, block), cells: names.iter().filter_map(cell).collect() }
}

/// How often an event happens in a block, or a kind of history comes where there are no events.
pub(crate) fn cell(summary: &Summary, lexicon: &Lexicon, block: &str, name: &str) -> Option<Frequency> {
    if summary.event_names.is_empty() {
        let share = summary.chapter_shares.iter().find(|row| row.branch == block && row.chapter == name)?;
        return Some(frequency(lexicon, share));
    }
    let share = summary.events.iter().find(|row| row.branch == block && row.event == name)?;
    Some(frequency(lexicon, share))
}

/// What a row is called: the outcome and its odds.
fn head(summary: &Summary, block: &str) -> Vec<String> {
    let branch = summary.branches.iter().find(|branch| branch.name == block);
    let (name, below) = match branch {
        Some(_) if summary.branches.len() == 1 => ("All histories".to_owned(), None),
        Some(branch) => (capital(block), Some(odds(branch))),
        None => ("All outcomes".to_owned(), Some("by these odds".to_owned())),
    };
    let mut lines = wrapped(&name, HEAD);
    lines.extend(below.map(|below| format!("  {below}")));
    lines
}

/// The odds of an outcome, with their range where they are uncertain.
pub(crate) fn odds(branch: &BranchOdds) -> String {
    let range = branch.spread.map(|spread| whole(spread.low90, spread.high90));
    let range = range.map_or_else(String::new, |(low, high)| format!(", {low}–{high}"));
    format!("odds {}{range}", exact(branch.odds))
}

/// So many columns in parts that fit beside the heads, as even as can be.
fn parts(columns: usize, head: usize) -> Vec<std::ops::Range<usize>> {
    let fit = ((WIDTH - head) / (CELL.0 + GAP)).max(1);
    let size = columns.div_ceil(columns.div_ceil(fit).max(1)).max(1);
    (0..columns).step_by(size).map(|from| from..(from + size).min(columns)).collect()
}

/// Some of the columns as a table.
fn table(names: &[&str], rows: &[Row], part: std::ops::Range<usize>, head: usize) -> String {
    let cell = ((WIDTH - head) / names.len().max(1)).saturating_sub(GAP).clamp(CELL.0, CELL.1);
    let heads: Vec<Vec<String>> = names.iter().map(|name| wrapped(name, cell)).collect();
    let mut lines = stacked(&[], &heads);
    for row in rows {
        let cells: Vec<Vec<String>> = row.cells[part.clone()].iter().map(lines_of).collect();
        lines.extend(stacked(&row.head, &cells));
    }
    let first = Table::of(&lines).left("", |line: &Vec<String>| line[0].clone()).gap(0).least(head);
    (1..=names.len()).fold(first, |table, at| table.left("", move |line| line[at].clone())).text()
}

fn lines_of(cell: &Frequency) -> Vec<String> {
    [cell.number.clone()].into_iter().chain(cell.span()).collect()
}

/// Cells of several lines beside each other, the first those of the head.
fn stacked(head: &[String], cells: &[Vec<String>]) -> Vec<Vec<String>> {
    let height = cells.iter().map(Vec::len).fold(head.len(), usize::max);
    let line = |at: usize| {
        let of = |cell: &[String]| cell.get(at).cloned().unwrap_or_default();
        [of(head)].into_iter().chain(cells.iter().map(|cell| of(cell))).collect()
    };
    (0..height).map(line).collect()
}
