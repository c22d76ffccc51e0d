//! Tables, one way each: for people as text in columns or as Markdown, for programs as CSV.
//!
//! A [`Table`] takes typed rows and, column by column, a head with how a row fills it; it gives text and Markdown from the
//! same cells. `csv` takes rows that serde can write: a struct names the columns by its fields, a tuple of structs puts
//! their columns side by side. Where the data name some of the columns, `Heads` states those names between the structs.

use super::scratch::ScratchError;
use super::text;
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;

/// A table could not be written to memory.
#[derive(Debug, thiserror::Error)]
#[error("a table could not be written: {0}")]
pub struct TableError(String);

impl From<ScratchError> for TableError {
    fn from(error: ScratchError) -> Self {
        Self(error.to_string())
    }
}

impl From<csv::Error> for TableError {
    fn from(error: csv::Error) -> Self {
        Self(error.to_string())
    }
}

/// Typed rows and what people see of them.
pub struct Table<'a, R> {
    rows: &'a [R],
    columns: Vec<Column<'a, R>>,
}

struct Column<'a, R> {
    head: String,
    right: bool,
    marked: bool,
    least: usize,
    gap: usize,
    cell: Box<dyn Fn(&R) -> String + 'a>,
}

impl<'a, R> Table<'a, R> {
    /// A table without columns.
    pub fn of(rows: &'a [R]) -> Self {
        Self { rows, columns: Vec::new() }
    }

    /// Adds a column whose cells stand at its left, two blanks after the one before.
    pub fn left(self, head: impl Into<String>, cell: impl Fn(&R) -> String + 'a) -> Self {
        self.column(head.into(), false, Box::new(cell))
    }

    /// Adds a column whose cells stand at its right, as numbers do, two blanks after the one before.
    pub fn right(self, head: impl Into<String>, cell: impl Fn(&R) -> String + 'a) -> Self {
        self.column(head.into(), true, Box::new(cell))
    }

    fn column(mut self, head: String, right: bool, cell: Box<dyn Fn(&R) -> String + 'a>) -> Self {
        self.columns.push(Column { head, right, marked: false, least: 0, gap: 2, cell });
        self
    }

    /// Gives the last column a least width, in columns of a terminal.
    pub fn least(self, least: usize) -> Self {
        self.last(|column| column.least = least)
    }

    /// Sets the blanks before the last column; before the first they indent the table.
    pub fn gap(self, gap: usize) -> Self {
        self.last(|column| column.gap = gap)
    }

    /// Says that the cells of the last column are Markdown already.
    pub fn marked(self) -> Self {
        self.last(|column| column.marked = true)
    }

    fn last(mut self, change: impl Fn(&mut Column<'a, R>)) -> Self {
        self.columns.last_mut().into_iter().for_each(change);
        self
    }

    fn heads(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.head.as_str()).collect()
    }

    fn cells(&self, escape: impl Fn(&Column<R>, String) -> String) -> Vec<Vec<String>> {
        let row = |row: &R| self.columns.iter().map(|column| escape(column, (column.cell)(row))).collect();
        self.rows.iter().map(row).collect()
    }

    /// The table for a terminal: columns in line by the width that is seen, no blanks at the ends of lines; no line of heads
    /// if all are empty.
    pub fn text(&self) -> String {
        self.laid().lines(self, &(0..self.columns.len()).collect::<Vec<_>>())
    }

    /// The same in at most so many columns of a terminal. What does not fit goes closer together, its heads in several
    /// lines; then in parts, an empty line between them, each with the first column of the table again; then row by row,
    /// where a column finds no room beside the first.
    pub fn text_within(&self, columns: usize) -> String {
        let laid = self.laid();
        if (0..self.columns.len()).map(|at| laid.room(at)).sum::<usize>() <= columns {
            return self.text();
        }
        let laid = self.close(laid);
        if (1..self.columns.len()).any(|at| laid.room(0) + laid.room(at) > columns) {
            return self.rows_within(columns);
        }
        let mut parts: Vec<Vec<usize>> = Vec::new();
        for at in 1..self.columns.len() {
            let taken = |part: &Vec<usize>| part.iter().map(|at| laid.room(*at)).sum::<usize>();
            match parts.last_mut().filter(|part| taken(part) + laid.room(at) <= columns) {
                Some(part) => part.push(at),
                None => parts.push(vec![0, at]),
            }
        }
        parts.iter().map(|part| laid.lines(self, part)).collect::<Vec<_>>().join("\n")
    }

    /// Each row under its first cell: a line for every other cell, with the head of its column.
    fn rows_within(&self, columns: usize) -> String {
        let heads: Vec<String> = self.heads().into_iter().map(text::terminal).collect();
        let row = |cells: Vec<String>| {
            let named: Vec<Vec<String>> =
                heads.iter().zip(&cells).skip(1).map(|(head, cell)| vec![head.clone(), cell.clone()]).collect();
            let first: String = text::wrapped(&cells[0], columns).iter().map(|line| format!("{line}\n")).collect();
            first + &listed(&named, columns)
        };
        self.cells(|_, cell| text::terminal(&cell)).into_iter().map(row).collect::<Vec<_>>().join("\n")
    }

    /// Heads and cells as they are shown, a head in one line.
    fn laid(&self) -> Laid {
        let line = |head: &str| if head.is_empty() { Vec::new() } else { vec![text::terminal(head)] };
        let laid = Laid {
            heads: self.heads().into_iter().map(line).collect(),
            rows: self.cells(|_, cell| text::terminal(&cell)),
            widths: self.columns.iter().map(|column| column.least).collect(),
            gaps: self.columns.iter().map(|column| column.gap).collect(),
        };
        laid.widened()
    }

    /// The same with columns no wider than they must be, two blanks apart.
    fn close(&self, laid: Laid) -> Laid {
        let narrowest =
            Laid { heads: vec![Vec::new(); self.columns.len()], widths: vec![0; self.columns.len()], ..laid };
        let mut close = narrowest.widened();
        for (at, head) in self.heads().into_iter().enumerate().filter(|(_, head)| !head.is_empty()) {
            let word = head.split_whitespace().map(text::width).fold(0, usize::max).min(WORD);
            close.heads[at] = text::wrapped(&text::terminal(head), close.widths[at].max(word));
            close.gaps[at] = if at == 0 { close.gaps[at].min(GAP) } else { GAP };
        }
        close.widened()
    }

    /// The table in Markdown. Nothing in a cell is markup unless its column is [`Table::marked`].
    pub fn markdown(&self) -> String {
        let rows = self.cells(|column, cell| if column.marked { cell } else { text::markdown(&cell) });
        let heads = self.heads().into_iter().map(text::markdown).collect();
        let rule = self.columns.iter().map(|_| "---".to_owned()).collect();
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        [heads, rule].into_iter().chain(rows).map(line).collect()
    }
}

/// Least columns for the names of a list.
const NAMES: usize = 10;
/// Blanks before the lines of a list, and between columns.
const GAP: usize = 2;
/// Columns beyond which a word of a head is broken, where columns stand close.
const WORD: usize = 14;

/// Rows of a name and cells, indented, in at most so many columns: the cells at the right of the name, which goes on below,
/// or under it where the cells leave it no room.
pub(crate) fn listed(rows: &[Vec<String>], columns: usize) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(1);
    let widths: Vec<usize> = (0..count)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| text::width(cell)).fold(0, usize::max))
        .collect();
    let cells: usize = widths[1..].iter().map(|width| width + GAP).sum();
    let room = columns.saturating_sub(cells + GAP);
    let line = |row: &Vec<String>| match room < NAMES.min(widths[0]) {
        true => under(row, columns),
        false => beside(row, &widths, widths[0].min(room)),
    };
    rows.iter().map(line).collect()
}

/// The cells in the first line of the name.
fn beside(row: &[String], widths: &[usize], room: usize) -> String {
    let lines = text::wrapped(&row[0], room);
    let cell = |(cell, width): (&String, &usize)| format!("{}{}", text::blanks(GAP), text::right(cell, *width));
    let cells: String = row[1..].iter().zip(&widths[1..]).map(cell).collect();
    let first = format!("{}{}{cells}", text::blanks(GAP), text::left(&lines[0], room));
    let rest = lines[1..].iter().map(|line| format!("{}{line}\n", text::blanks(GAP)));
    [format!("{}\n", first.trim_end())].into_iter().chain(rest).collect()
}

/// The cells below the name, further in.
fn under(row: &[String], columns: usize) -> String {
    let lines = |text: &str, indent: usize| -> String {
        let wrapped = text::wrapped(text, columns.saturating_sub(indent).max(1));
        wrapped.iter().map(|line| format!("{}{line}\n", text::blanks(indent))).collect()
    };
    lines(&row[0], GAP) + &lines(&row[1..].join(" "), 2 * GAP)
}

/// A table as it is shown.
struct Laid {
    /// The lines of each head.
    heads: Vec<Vec<String>>,
    rows: Vec<Vec<String>>,
    widths: Vec<usize>,
    gaps: Vec<usize>,
}

impl Laid {
    /// Each column as wide as what stands in it.
    fn widened(mut self) -> Self {
        for (at, least) in self.widths.iter_mut().enumerate() {
            let cells = self.rows.iter().map(|row| &row[at]).chain(&self.heads[at]);
            *least = cells.map(|cell| text::width(cell)).fold(*least, usize::max);
        }
        self
    }

    /// Columns of a terminal that a column takes.
    fn room(&self, at: usize) -> usize {
        self.gaps[at] + self.widths[at]
    }

    /// Some of the columns.
    fn lines<R>(&self, table: &Table<R>, shown: &[usize]) -> String {
        let place = |at: usize| if table.columns[at].right { text::right } else { text::left };
        let cell =
            |at: usize, text: &str| format!("{}{}", text::blanks(self.gaps[at]), place(at)(text, self.widths[at]));
        let height = shown.iter().map(|at| self.heads[*at].len()).fold(0, usize::max);
        // The last line of every head stands right above its column.
        let part = |at: usize, line: usize| (line + self.heads[at].len()).checked_sub(height);
        let head = |line: usize| -> String {
            let text = |at: usize| part(at, line).map_or("", |part| &self.heads[at][part]);
            shown.iter().map(|at| cell(*at, text(*at))).collect()
        };
        let row = |row: &Vec<String>| shown.iter().map(|at| cell(*at, &row[*at])).collect::<String>();
        let lines = (0..height).map(head).chain(self.rows.iter().map(row));
        lines.map(|line| format!("{}\n", line.trim_end())).collect()
    }
}

/// A number in a cell of a CSV file, with as many digits as it has: `1`, `0.0000001`. What is no number, or beyond all
/// numbers, is an empty cell.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Number(pub f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.is_finite() {
            true => serializer.collect_str(&self.0),
            false => serializer.serialize_none(),
        }
    }
}

/// Text of a user's file in a cell of a CSV file: what a spreadsheet would take for a formula gets a quotation mark
/// before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Guarded<'a>(pub &'a str);

impl Serialize for Guarded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(text) = self;
        let signed = text.starts_with(['+', '-']) && text.parse::<f64>().is_err();
        if signed || text.starts_with(['=', '@', '\t']) {
            return serializer.collect_str(&format_args!("'{text}"));
        }
        serializer.serialize_str(text)
    }
}

/// Rows as CSV, headed by the names of their fields, also if there is no row.
///
/// # Errors
/// If a row is no struct or tuple of structs with plain fields.
pub(crate) fn csv<R: Serialize + Default>(rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, TableError> {
    Heads::of::<R>()?.csv(rows)
}

/// The heads of a table in CSV, read back.
pub(crate) fn heads(table: &[u8]) -> Result<Vec<String>, TableError> {
    Ok(csv::Reader::from_reader(table).headers()?.iter().map(str::to_owned).collect())
}

/// Heads of a CSV file of which the data name some.
///
/// The row is then a tuple in the order of the heads: a struct for each [`Heads::of`] and [`Heads::and`], a sequence for
/// each [`Heads::named`]. No head comes twice: the second of a name is told apart by a number in brackets.
#[derive(Debug, Default)]
pub(crate) struct Heads(Vec<String>);

impl Heads {
    /// The names of the fields of a struct.
    ///
    /// # Errors
    /// If it is no struct or tuple of structs with plain fields.
    pub(crate) fn of<R: Serialize + Default>() -> Result<Self, TableError> {
        Self::default().and::<R>()
    }

    /// Adds the names of the fields of a struct.
    ///
    /// # Errors
    /// See [`Heads::of`].
    pub(crate) fn and<R: Serialize + Default>(self) -> Result<Self, TableError> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.serialize(R::default())?;
        let bytes = writer.into_inner().map_err(|error| TableError(error.to_string()))?;
        Ok(self.named(heads(&bytes)?))
    }

    /// Adds names that come from the data.
    pub(crate) fn named(mut self, names: impl IntoIterator<Item = String>) -> Self {
        let mut taken: BTreeSet<String> = self.0.iter().cloned().collect();
        for name in names {
            let numbered = (2..).map(|number| format!("{name} ({number})"));
            let free = std::iter::once(name.clone()).chain(numbered).find(|name| taken.insert(name.clone()));
            self.0.extend(free);
        }
        self
    }

    /// The table with these heads.
    ///
    /// # Errors
    /// If a row has another number of cells than there are heads.
    pub(crate) fn csv<R: Serialize>(self, rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, TableError> {
        let mut written = self.rows()?;
        rows.into_iter().try_for_each(|row| written.add(row))?;
        written.done()
    }

    /// A table with these heads that takes its rows one after the other.
    ///
    /// # Errors
    /// If the heads cannot be written.
    pub(crate) fn rows(self) -> Result<Rows, TableError> {
        let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
        writer.write_record(&self.0)?;
        Ok(Rows(writer))
    }
}

/// A table in CSV that is being written.
pub(crate) struct Rows(csv::Writer<Vec<u8>>);

impl Rows {
    /// Adds a row.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn add(&mut self, row: impl Serialize) -> Result<(), TableError> {
        Ok(self.0.serialize(row)?)
    }

    /// The table.
    ///
    /// # Errors
    /// If its end cannot be written.
    pub(crate) fn done(self) -> Result<Vec<u8>, TableError> {
        self.0.into_inner().map_err(|error| TableError(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default, Serialize)]
    struct Named<'a> {
        name: Guarded<'a>,
        value: Option<Number>,
    }

    #[derive(Default, Serialize)]
    struct Counted {
        count: usize,
    }

    fn written(csv: Result<Vec<u8>, TableError>) -> String {
        String::from_utf8(csv.expect("a table")).expect("UTF-8")
    }

    /// Fault 17: Chinese, emoji and combining characters shifted the columns of a terminal.
    #[test]
    fn regress_fault_17_columns_are_in_line_by_display_width() {
        let rows = [("日本", 1.0), ("e\u{301}té", 20.0), ("🙂", 3.0), ("plain", 4.0)];
        let table = Table::of(&rows).left("name", |row| row.0.into()).right("value", |row| row.1.to_string());
        let text = table.text();
        assert_eq!(text, "  name   value\n  日本       1\n  e\u{301}té       20\n  🙂         3\n  plain      4\n");
        assert!(text.lines().all(|line| text::width(line) == 14));
    }

    #[test]
    fn val_text_and_markdown_come_from_the_same_cells() {
        let rows = [("a|b", true), ("c\u{1b}", false)];
        let table = || {
            let table = Table::of(&rows).left("", |row| row.0.into()).gap(0).least(4);
            table.left("holds", |row| if row.1 { "yes".into() } else { "**no**".into() }).marked()
        };
        assert_eq!(table().text(), "      holds\na|b   yes\nc     **no**\n");
        assert_eq!(table().markdown(), "|  | holds |\n| --- | --- |\n| a\\|b | yes |\n| c\u{1b} | **no** |\n");
        assert_eq!(Table::of(&rows).left("", |row| row.0.into()).text(), "  a|b\n  c\n");
    }

    #[test]
    fn a_table_that_is_too_wide_stands_in_parts() {
        let rows = [("a", "日本", "x", "y")];
        let table = Table::of(&rows).left("", |row| row.0.into()).gap(0).left("one", |row| row.1.into());
        let table = table.left("two", |row| row.2.into()).right("six", |row| row.3.into());
        assert_eq!(table.text_within(12), "   one   two\na  日本  x\n\n   six\na    y\n");
        assert_eq!(table.text_within(99), table.text());
    }

    #[test]
    fn a_table_that_is_too_wide_goes_closer_together_first() {
        let rows = [("a", "1.0", "2.0")];
        let table = Table::of(&rows).left("", |row| row.0.into()).gap(0).least(8);
        let table = table.right("mean of all", |row| row.1.into()).least(18).gap(0).right("plain", |row| row.2.into());
        assert_eq!(table.text(), "               mean of all  plain\na                      1.0    2.0\n");
        assert_eq!(table.text_within(20), "   mean\n     of\n    all  plain\na   1.0    2.0\n");
    }

    #[test]
    fn a_column_too_wide_for_the_first_puts_every_row_by_itself() {
        let rows = [("加盟 step", "12.0 to 13.5"), ("b", "")];
        let table = Table::of(&rows).left("", |row| row.0.into()).right("mean of all", |row| row.1.into());
        assert_eq!(table.text_within(99), table.text());
        assert_eq!(table.text_within(22), "加盟 step\n  mean of all\n    12.0 to 13.5\n\nb\n  mean of all\n");
    }

    #[test]
    fn limit_a_list_fits_and_keeps_its_cells_whole() {
        let row = |cells: [&str; 3]| cells.map(String::from).to_vec();
        let rows = [row(["加盟 of a step", "7%", "3–10"]), row(["war", "never", ""])];
        assert_eq!(listed(&rows, 40), "  加盟 of a step     7%  3–10\n  war             never\n");
        assert_eq!(listed(&rows, 25), "  加盟 of a      7%  3–10\n  step\n  war         never\n");
        assert_eq!(listed(&rows, 16), "  加盟 of a step\n    7% 3–10\n  war\n    never\n");
        for columns in 12..40 {
            assert!(listed(&rows, columns).lines().all(|line| text::width(line) <= columns), "{columns}");
        }
    }

    #[test]
    fn val_rows_are_headed_by_their_fields() {
        let row = |name, value| Named { name: Guarded(name), value };
        let rows = [row("=1+1", Some(Number(1.0))), row("-4.60", Some(Number(1e-7))), row("a,b", None)];
        assert_eq!(written(csv(rows)), "name,value\n'=1+1,1\n-4.60,0.0000001\n\"a,b\",\n");
        assert_eq!(written(csv::<(Named, Counted)>([])), "name,value,count\n");
        let none = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(|value| row("a", Some(Number(value))));
        assert_eq!(written(csv(none)), "name,value\na,\na,\na,\n");
    }

    #[test]
    fn regress_fault_18_no_head_comes_twice() {
        let heads = Heads::of::<Counted>().expect("a struct").named(["a", "count", "a"].map(String::from));
        let heads = heads.and::<Named>().expect("a struct");
        let row = (Counted { count: 1 }, [1, 2, 3], Named::default());
        assert_eq!(written(heads.csv([row])), "count,a,count (2),a (2),name,value\n1,1,2,3,,\n");
        assert!(Heads::of::<Counted>().expect("a struct").csv([(1, 2)]).is_err());
    }
}
