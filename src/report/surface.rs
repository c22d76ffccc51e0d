//! How probable an event is at every pair of values of two numbers, as text for people and as CSV.
//!
//! Takes what [`findings::surface`](crate::findings::surface) holds, gives text.

use super::chart::words::{capital, exact};
use super::words::by_span;
use crate::base::table::{Number, Table, TableError, csv as written};
use crate::base::text::wrapped;
use crate::findings::ALL_BRANCHES;
use crate::findings::surface::Surface;
use serde::Serialize;

/// The grid as a person reads it: a row for each value of the second number.
pub(crate) fn text(found: &Surface, columns: usize) -> String {
    let head = wrapped(&format!("{}.", context(found)), columns).join("\n");
    let line = wrapped(&line(found), columns).join("\n");
    format!("{head}\n\n{}\n{line}\n", table(found).text_within(columns))
}

/// What the grid is of.
pub(crate) fn context(found: &Surface) -> String {
    let over = match found.branch.as_str() {
        ALL_BRANCHES => "over all outcomes by their odds".to_owned(),
        branch => format!("under “{branch}”"),
    };
    let [across, upwards] = &found.numbers;
    format!(
        "{}, {over}: exact probability in percent by {} (across) and {}, all else at central values; where both are \
         central {}",
        capital(&found.says),
        across.key,
        upwards.key,
        found.central.map_or("not certified".to_owned(), exact)
    )
}

fn line(found: &Surface) -> String {
    match found.line.is_empty() {
        true => format!("It is {} nowhere between these values.", exact(found.threshold)),
        false => format!("Where it is {}: line.csv and the chart, with -o FOLDER.", exact(found.threshold)),
    }
}

/// A value of one of the two numbers, in two digits of its range.
pub(crate) fn shown(values: &[f64], value: f64) -> String {
    by_span(value, values.last().zip(values.first()).map_or(value, |(last, first)| last - first))
}

fn table(found: &Surface) -> Table<'_, Vec<Option<f64>>> {
    let [across, upwards] = &found.numbers;
    let height = found.chances.len();
    let place =
        move |row: &Vec<Option<f64>>| found.chances.iter().position(|known| std::ptr::eq(known, row)).unwrap_or(height);
    let name = move |row: &Vec<Option<f64>>| {
        upwards.values.get(place(row)).map_or_else(String::new, |value| shown(&upwards.values, *value))
    };
    let first = Table::of(&found.chances).left("", name).gap(0);
    across.values.iter().enumerate().fold(first, |table, (column, value)| {
        let cell = move |row: &Vec<Option<f64>>| {
            row[column].map_or("–".to_owned(), |chance| format!("{:.0}", chance * 100.0))
        };
        table.right(shown(&across.values, *value), cell)
    })
}

#[derive(Default, Serialize)]
struct Row {
    across: Number,
    upwards: Number,
    probability: Option<Number>,
}

/// `surface.csv`: one row a pair of values.
pub(crate) fn csv(found: &Surface) -> Result<Vec<u8>, TableError> {
    let [across, upwards] = &found.numbers;
    written(upwards.values.iter().zip(&found.chances).flat_map(|(up, row)| {
        let cell = |(value, chance): (&f64, &Option<f64>)| Row {
            across: Number(*value),
            upwards: Number(*up),
            probability: chance.map(Number),
        };
        across.values.iter().zip(row).map(cell).collect::<Vec<_>>()
    }))
}

#[derive(Default, Serialize)]
struct Piece {
    from_across: Number,
    from_upwards: Number,
    to_across: Number,
    to_upwards: Number,
}

/// `line.csv`: the pieces of the line, one a row.
pub(crate) fn pieces(found: &Surface) -> Result<Vec<u8>, TableError> {
    written(found.line.iter().map(|[from, to]| Piece {
        from_across: Number(from.0),
        from_upwards: Number(from.1),
        to_across: Number(to.0),
        to_upwards: Number(to.1),
    }))
}
