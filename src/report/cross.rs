//! A table of frequencies: rows such as outcomes under names such as events.
//!
//! Takes rows of frequencies, gives text of at most so many columns and Markdown: in each cell the share, and the range
//! over the draws, in text below it. What finds no room beside the rest follows in a table of its own.

use super::words::frequency::{Frequency, within};
use crate::base::table::{Table, listed};
use crate::base::text::{markdown as escaped, width, wrapped};
use std::ops::Range;

/// What every number above it is.
pub(crate) const WITHIN: &str = "Frequencies within the model, given the scenario's assumptions; not a forecast.";
/// Columns where there is no terminal.
pub(crate) const WIDTH: usize = 80;
/// Fewest columns of a table; in fewer every row stands by itself.
const TABLE: usize = 60;
/// Most columns of a row's head, which is wrapped by its maker.
pub(crate) const HEAD: usize = 24;
/// Fewest and most columns of a cell.
const CELL: (usize, usize) = (9, 14);
/// Blanks between columns.
const GAP: usize = 2;

/// A row: the lines of its head, and a cell for each name; no cells if it only heads the rows below it.
pub(crate) struct Row {
    pub head: Vec<String>,
    pub cells: Vec<Frequency>,
}

impl Row {
    /// A row that heads those below it.
    pub(crate) fn heading(name: &str) -> Self {
        Self { head: wrapped(name, HEAD), cells: Vec::new() }
    }
}

/// A table with what it is of.
pub(crate) struct Page<'a> {
    pub title: &'a str,
    pub caption: String,
    pub names: Vec<&'a str>,
    pub rows: Vec<Row>,
    pub notes: Vec<String>,
}

impl Page<'_> {
    /// For a terminal of so many columns.
    pub(crate) fn text(&self, columns: usize) -> String {
        let said = |line: &str| wrapped(line, columns).join("\n") + "\n";
        let head: String = [self.title, "", &self.caption].into_iter().map(said).collect();
        let notes: String = self.notes().map(|note| said(&note)).collect();
        format!("{head}{}\n{notes}", text(&self.names, &self.rows, columns))
    }

    fn notes(&self) -> impl Iterator<Item = String> {
        rounded(&self.rows).into_iter().chain(self.notes.iter().cloned())
    }

    /// In Markdown.
    pub(crate) fn markdown(&self) -> String {
        let notes: String = self.notes().map(|line| format!("\n{}\n", escaped(&line))).collect();
        let (title, caption) = (escaped(self.title), escaped(&self.caption));
        format!("# {title}\n\n{caption}\n\n{}{notes}", markdown(&self.names, &self.rows))
    }
}

/// What a caption says of the ranges over so many draws, if any cell has one.
pub(crate) fn range(rows: &[Row], draws: usize) -> String {
    match rows.iter().flat_map(|row| &row.cells).any(|cell| cell.range.is_some()) {
        true => format!(", and the range {} (a draw is one set of assumptions)", within(draws)),
        false => String::new(),
    }
}

/// What a sign before a number means, if one has it.
pub(crate) fn rounded(rows: &[Row]) -> Option<String> {
    let mut cells = rows.iter().flat_map(|row| &row.cells);
    let said = "~: to the nearest ten, as there are too few histories to tell more.";
    cells.any(|cell| cell.number.starts_with('~')).then(|| said.to_owned())
}

/// The table for a terminal, in as many parts as it needs, a blank line before each.
pub(crate) fn text(names: &[&str], rows: &[Row], columns: usize) -> String {
    if columns < TABLE {
        let gap = |at: usize| if at > 0 && rows[at - 1].cells.is_empty() { "" } else { "\n" };
        return rows.iter().enumerate().map(|(at, row)| gap(at).to_owned() + &block(names, row, columns)).collect();
    }
    let head = rows.iter().flat_map(|row| &row.head).map(|line| width(line)).max().unwrap_or(0);
    let table = |part: Range<usize>| format!("\n{}", table(&names[part.clone()], rows, &part, head, columns));
    parts(names.len(), columns.saturating_sub(head)).map(table).collect()
}

/// A row by itself: its head, then a line for each name.
fn block(names: &[&str], row: &Row, columns: usize) -> String {
    let head: String = row.head.iter().map(|line| format!("{line}\n")).collect();
    let line = |(name, cell): (&&str, &Frequency)| {
        vec![(*name).to_owned(), cell.number.clone(), cell.span().unwrap_or_default()]
    };
    let lines: Vec<Vec<String>> = names.iter().zip(&row.cells).map(line).collect();
    head + &listed(&lines, columns)
}

/// The table in Markdown, in one part.
fn markdown(names: &[&str], rows: &[Row]) -> String {
    let head = |row: &Row| row.head.iter().map(|line| line.trim()).collect::<Vec<_>>().join(", ").replace(",,", ",");
    let first = Table::of(rows).left("", head);
    let table = names.iter().enumerate().fold(first, |table, (at, name)| {
        table.left(*name, move |row: &Row| row.cells.get(at).map_or_else(String::new, Frequency::in_cell))
    });
    table.markdown()
}

/// So many cells in parts that fit beside the heads, as even as can be.
fn parts(cells: usize, room: usize) -> impl Iterator<Item = Range<usize>> {
    let fit = (room / (CELL.0 + GAP)).max(1);
    let size = cells.div_ceil(cells.div_ceil(fit).max(1)).max(1);
    (0..cells).step_by(size).map(move |from| from..(from + size).min(cells))
}

/// Some of the cells as a table.
fn table(names: &[&str], rows: &[Row], part: &Range<usize>, head: usize, columns: usize) -> String {
    let cell = (columns.saturating_sub(head) / names.len().max(1)).saturating_sub(GAP).clamp(CELL.0, CELL.1);
    let heads: Vec<Vec<String>> = names.iter().map(|name| wrapped(name, cell)).collect();
    let mut lines = stacked(&[], &heads);
    for row in rows {
        let of = |at: usize| row.cells.get(at).map(lines_of).unwrap_or_default();
        let cells: Vec<Vec<String>> = part.clone().map(of).collect();
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
