//! Tables in CSV that are read cell by cell, each cell with its place in the text (model page §9, §10).
//!
//! Takes bytes, gives rows of cells under columns that are known, and keeps what is found wrong with them; lines that
//! begin with `#` are comments. `csv` says what a cell holds, but not where it stands: that is counted here by the same
//! rules. A quotation mark opens a quoted cell only as its first character; elsewhere it is a character like others.

use std::ops::Range;

use crate::base::text::shown;
use crate::scenario::text::fault::{Faults, ScenarioError};
use crate::scenario::text::finding::{Finding, Part, Span};
use crate::scenario::text::nearest::advice;
use crate::scenario::text::{slips, source};

/// Greatest number of rows of a record or a file of answers.
pub(super) const ROWS: usize = 4_000;

/// A table as it is read: its text, and what is wrong with it.
pub(super) struct Sheet<'a> {
    pub(super) text: &'a str,
    findings: Vec<Finding>,
}

/// The columns that a table may have, each with what it holds, and what a table is called in messages.
pub(super) struct Layout<'a, K> {
    /// Name and content of every column.
    pub(super) columns: Vec<(&'a str, K)>,
    /// Columns that must be there.
    pub(super) needed: &'a [&'a str],
    /// Columns that are passed over although they are not known.
    pub(super) passed: Box<dyn Fn(&str) -> bool + 'a>,
    /// Greatest number of rows.
    pub(super) rows: usize,
    /// Says that the table is empty, and what should stand there.
    pub(super) empty: (&'a str, String),
    /// What stands before the name of a column that is missing, and of one that is unknown.
    pub(super) missing: &'a str,
    pub(super) unknown: &'a str,
}

/// A table whose columns are known.
pub(super) struct Grid<K> {
    pub(super) header: Vec<Cell>,
    /// What each column holds; `None` if it is passed over or unknown.
    pub(super) columns: Vec<Option<K>>,
    pub(super) rows: Vec<Vec<Cell>>,
}

impl<K: Copy> Grid<K> {
    /// The cells of a row under columns that are known.
    pub(super) fn cells<'c>(&'c self, row: &'c [Cell]) -> impl Iterator<Item = (K, &'c Cell)> {
        self.columns.iter().zip(row).filter_map(|(column, cell)| Some(((*column)?, cell)))
    }
}

/// What `reader` makes of the table in the bytes of a file, or all its faults.
pub(super) fn read<T>(
    name: &str,
    bytes: Vec<u8>,
    reader: impl FnOnce(&mut Sheet<'_>) -> Option<T>,
) -> Result<T, ScenarioError> {
    let (source, wrong) = source::source(0, Part::Record, name, bytes);
    let sources = [source];
    let readable = wrong.is_none();
    let mut sheet = Sheet { text: &sources[0].text, findings: wrong.into_iter().collect() };
    let found = if readable { reader(&mut sheet) } else { None };
    match (found, sheet.findings) {
        (Some(found), findings) if findings.is_empty() => Ok(found),
        (_, findings) => Err(ScenarioError::Invalid(Faults::new(&sources, findings))),
    }
}

impl Sheet<'_> {
    pub(super) fn report(&mut self, span: Range<usize>, message: String, label: &str, help: String) {
        self.findings.push(Finding::new(&place(span), message).label(label).help(help));
    }

    /// Reports something that stands twice, with both places.
    pub(super) fn report_again(&mut self, span: Range<usize>, message: String, first: Range<usize>) {
        self.findings.push(Finding::new(&place(span), message).label("again here").also(&place(first), "first here"));
    }

    /// Reports a cell that names nothing known.
    pub(super) fn unknown<'n>(
        &mut self,
        cell: &Cell,
        message: String,
        label: &str,
        known: impl IntoIterator<Item = &'n str> + Clone,
    ) {
        self.report(cell.place.clone(), message, label, advice(&cell.value, known));
    }

    /// The table, if it has a header and the columns that it needs.
    pub(super) fn table<K: Copy>(&mut self, layout: &Layout<'_, K>) -> Option<Grid<K>> {
        let mut rows = self.rows(layout.rows)?;
        if rows.is_empty() {
            let (message, help) = &layout.empty;
            self.report(0..0, (*message).to_owned(), "no header", help.clone());
            return None;
        }
        let header = rows.remove(0);
        if let [cell] = &header[..]
            && let Some(help) = slips::separated_otherwise(&cell.value)
        {
            self.report(cell.place.clone(), "the cells are not separated by commas".to_owned(), "one cell", help);
            return None;
        }
        let columns = header.iter().map(|cell| self.column(layout, cell)).collect();
        self.no_column_twice(&header);
        let missing: Vec<&&str> =
            layout.needed.iter().filter(|name| header.iter().all(|cell| cell.value != ***name)).collect();
        for name in &missing {
            let span = header.first().map_or(0..0, |cell| cell.place.clone());
            self.report(span, format!("{} `{name}`", layout.missing), "missing", String::new());
        }
        missing.is_empty().then_some(Grid { header, columns, rows })
    }

    /// What a column holds; an unknown one is reported.
    fn column<K: Copy>(&mut self, layout: &Layout<'_, K>, cell: &Cell) -> Option<K> {
        let found = layout.columns.iter().find(|(name, _)| *name == cell.value).map(|(_, column)| *column);
        if found.is_none() && !(layout.passed)(&cell.value) {
            let message = format!("{} `{}`", layout.unknown, shown(&cell.value));
            self.unknown(cell, message, "unknown", layout.columns.iter().map(|(name, _)| *name));
        }
        found
    }

    /// Reports columns that stand twice.
    fn no_column_twice(&mut self, header: &[Cell]) {
        for (index, cell) in header.iter().enumerate() {
            if header[..index].iter().any(|other| other.value == cell.value) {
                let message = format!("two columns `{}`", shown(&cell.value));
                self.report(cell.place.clone(), message, "again", String::new());
            }
        }
    }

    /// The rows that are no comment; `None` if there are too many.
    fn rows(&mut self, most: usize) -> Option<Vec<Vec<Cell>>> {
        match rows(self.text, most) {
            Ok(rows) => Some(rows),
            Err(at) => {
                self.report(at..at, format!("more than {most} rows"), "too many", String::new());
                None
            }
        }
    }

    /// Whether a row has as many cells as the header; reports it if not.
    pub(super) fn fits(&mut self, row: &[Cell], columns: usize) -> bool {
        let fits = row.len() == columns;
        if !fits {
            let span = row.first().map_or(0..0, |cell| cell.place.clone());
            let message = format!("the row has {} cells, the header {columns}", row.len());
            self.report(span, message, "this row", "give every row as many cells as the header".to_owned());
        }
        fits
    }

    /// A finite number; `None` if the cell is empty, or holds none, which is reported.
    pub(super) fn number(&mut self, cell: &Cell) -> Option<f64> {
        let number = cell.value.parse().ok().filter(|number: &f64| number.is_finite());
        if number.is_none() && !cell.value.is_empty() {
            let message = format!("`{}` is not a finite number", shown(&cell.value));
            self.report(cell.place.clone(), message, "not a number", slips::instead(&cell.value));
        }
        number
    }

    /// Yes or no; `None` if the cell is empty or says that it is not known, or says neither, which is reported as
    /// something that does not say `what`.
    pub(super) fn answer(&mut self, cell: &Cell, what: &str) -> Option<bool> {
        match cell.value.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            "" | UNKNOWN => None,
            other => {
                let message = format!("`{}` does not say {what}", shown(other));
                self.report(cell.place.clone(), message, "not understood", "write yes, no or unknown".to_owned());
                None
            }
        }
    }
}

/// What a cell says that is not known.
pub(super) const UNKNOWN: &str = "unknown";

fn place(span: Range<usize>) -> Span {
    Span { source: 0, span }
}

/// A cell with its place in the text, blanks around it left out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub(super) place: Range<usize>,
    pub(super) value: String,
}

/// The rows that are no comment, at most `most` of them; else where the next one begins.
fn rows(text: &str, most: usize) -> Result<Vec<Vec<Cell>>, usize> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    // The text is UTF-8 and rows may be of any length, so the reader cannot fail.
    for record in reader.records().map_while(Result::ok) {
        let at = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let start = beginning(text, at);
        // A comment that the text ends with, without an end of line, is a row to the reader.
        if text[start..].starts_with('#') {
            continue;
        }
        if rows.len() == most {
            return Err(start);
        }
        let places = places(text, start, record.len());
        let cell = |(value, place): (&str, Range<usize>)| Cell { place, value: value.to_owned() };
        rows.push(record.iter().zip(places).map(cell).collect());
    }
    Ok(rows)
}

/// Where the row begins that the reader says begins at `at`: it counts the end of the line before, empty lines and
/// comments to the row that follows them.
fn beginning(text: &str, at: usize) -> usize {
    let mut from = at;
    loop {
        let rest = text.get(from..).unwrap_or_default();
        from += rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        let comment = text.get(from..).filter(|rest| rest.starts_with('#'));
        match comment.and_then(|rest| rest.find('\n')) {
            Some(end) => from += end,
            None => return from,
        }
    }
}

/// Places of the cells of the row that begins at `start`.
fn places(text: &str, start: usize, cells: usize) -> Vec<Range<usize>> {
    let mut places = Vec::with_capacity(cells);
    let (mut from, mut quoted) = (start, false);
    let mut rest = text[start..].char_indices().map(|(at, c)| (start + at, c)).peekable();
    while let Some((at, c)) = rest.next() {
        match c {
            '"' if quoted && rest.peek().is_some_and(|(_, next)| *next == '"') => {
                rest.next();
            }
            '"' if quoted || at == from => quoted = !quoted,
            ',' | '\n' | '\r' if !quoted => {
                places.push(within(text, from..at));
                from = at + 1;
                if c != ',' {
                    from = text.len();
                    break;
                }
            }
            _ => {}
        }
    }
    places.push(within(text, from..text.len()));
    places.resize(cells, text.len()..text.len());
    places
}

/// A stretch without the blanks at its ends.
fn within(text: &str, span: Range<usize>) -> Range<usize> {
    let cell = &text[span.clone()];
    let start = span.start + cell.len() - cell.trim_start().len();
    start..(start + cell.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands at the places of the cells, beside what the cells hold.
    fn shown(text: &str) -> Vec<Vec<(String, String)>> {
        let rows = rows(text, 100).expect("few rows");
        let cell = |cell: Cell| (text[cell.place].to_owned(), cell.value);
        rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect()
    }

    #[test]
    fn cells_stand_where_they_are_said_to() {
        let plain = "# a, comment\n\na,b\r\n  1 ,2\n# another\n#\n3,\n,4";
        for (row, expected) in shown(plain).into_iter().zip([["a", "b"], ["1", "2"], ["3", ""], ["", "4"]]) {
            for ((place, value), expected) in row.into_iter().zip(expected) {
                assert_eq!((place.as_str(), value.as_str()), (expected, expected));
            }
        }
        assert_eq!(shown(plain).len(), 4);
    }

    #[test]
    fn quoted_cells_may_hold_commas_line_breaks_and_quotation_marks() {
        let text = "a,b,c\n\"one, \"\"two\"\"\nthree\",x,y\n5\" pipe,u,v\n\"q\"r\",s,t\n";
        let found = shown(text);
        let pair = |place: &str, value: &str| (place.to_owned(), value.to_owned());
        assert_eq!(found[1][0], pair("\"one, \"\"two\"\"\nthree\"", "one, \"two\"\nthree"));
        assert_eq!(found[1][1..], [pair("x", "x"), pair("y", "y")]);
        assert_eq!(found[2], [pair("5\" pipe", "5\" pipe"), pair("u", "u"), pair("v", "v")]);
        assert_eq!(found[3][1..], [pair("s", "s"), pair("t", "t")]);
    }

    #[test]
    fn letters_of_several_bytes_do_not_move_places() {
        let found = shown("é,\u{1F600},z\nü,\"ß,\",w");
        assert_eq!(found[0][2].0, "z");
        assert_eq!(found[1][1].0, "\"ß,\"");
        assert_eq!(found[1][2].0, "w");
    }

    #[test]
    fn a_comment_at_the_end_needs_no_end_of_line() {
        assert_eq!(shown("a,b\n1,2\n# end").len(), 2);
        assert_eq!(shown("# nothing\n# else").len(), 0);
        assert_eq!(shown("a\n\"# a cell\"\n").len(), 2);
    }

    #[test]
    fn too_many_rows_are_refused_where_they_begin() {
        assert_eq!(rows("a\n#\nb\nc", 2), Err(6));
    }
}
