//! A table of the run as cells with types and number formats.
//!
//! Takes CSV as the program writes it, gives texts and numbers. What a column holds is known by its name, never guessed from
//! what stands in it, so that an event called `2020` stays text. Only what a variant sets may be either.

use crate::base::table::TableError;
use crate::findings::codebook::unit_of_quantity;

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    /// A number, and how it is shown.
    Number(f64, &'static str),
}

/// A table.
pub(super) struct Sheet {
    pub heads: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Column {
    Text,
    Count,
    /// A share, or a difference of two.
    Share,
    /// A number in the unit of its row.
    Measured,
    /// A number of any size.
    Plain,
    /// What a variant sets: a number or a word.
    Either,
}

const SHARE: &str = "0.0%";
/// How a number is shown by its unit. One of another unit has two decimals.
const UNITS: [(&str, &str); 4] = [
    ("share", SHARE),
    ("pp/yr", "0.00\" pp/yr\""),
    ("pp of GDP", "0.00\" pp of GDP\""),
    ("pp-years", "0.00\" pp-years\""),
];

/// Columns by name.
#[rustfmt::skip] // one kind a line
const COLUMNS: [(Column, &[&str]); 5] = [
    (Column::Text, &["branch", "event", "chapter", "quarter", "quantity", "metric", "unit", "quantiles_over", "key",
        "written", "grounds", "variant", "set", "reference", "paired_by", "felt"]),
    (Column::Count, &["hits", "trials", "paired_draws"]),
    (Column::Share, &["probability", "low95", "high95", "low90", "median", "high90", "chance_share", "present_share",
        "odds", "odds_low90", "odds_high90", "difference", "difference_standard_error", "difference_low95",
        "difference_high95"]),
    (Column::Measured, &["mean", "standard_error", "p05", "p25", "p50", "p75", "p95"]),
    (Column::Plain, &["central", "low", "high"]),
];

impl Sheet {
    /// A table by its name.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn new(table: &str, csv: &[u8], families: &[String]) -> Result<Self, TableError> {
        let mut reader = csv::Reader::from_reader(csv);
        let heads: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
        let columns: Vec<Column> = heads.iter().enumerate().map(|(at, head)| column(table, at, head)).collect();
        let found = |name: &str| heads.iter().position(|head| head == name);
        let (unit, quantity) = (found("unit"), found("quantity"));
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record?;
            let known = quantity.and_then(|at| record.get(at)).map(|name| unit_of_quantity(name, families));
            let unit = known.or_else(|| record.get(unit?)).unwrap_or("share");
            rows.push(columns.iter().zip(&record).map(|(column, text)| cell(*column, text, unit)).collect());
        }
        Ok(Self { heads, rows })
    }
}

/// What a column holds. In the table of outcomes all after the first are shares, whatever events are called.
fn column(table: &str, at: usize, head: &str) -> Column {
    let known = || COLUMNS.iter().find(|(_, names)| names.contains(&head)).map(|(column, _)| *column);
    match table {
        "outcomes" if at > 0 => Column::Share,
        _ => known().unwrap_or(Column::Either),
    }
}

fn cell(column: Column, text: &str, unit: &str) -> Cell {
    let shown = |form: &'static str| text.parse().map_or_else(|_| plain(text), |value| Cell::Number(value, form));
    match column {
        _ if text.is_empty() => Cell::Empty,
        Column::Text => plain(text),
        Column::Count => shown("#,##0"),
        Column::Share => shown(SHARE),
        Column::Measured => shown(UNITS.iter().find(|(name, _)| *name == unit).map_or("0.00", |(_, form)| form)),
        Column::Plain => shown("General"),
        Column::Either => match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Cell::Number(value, "General"),
            _ => plain(text),
        },
    }
}

/// Text without the mark that keeps CSV from being taken for a formula: here a cell says itself that it is text.
fn plain(text: &str) -> Cell {
    let guarded = text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t']));
    Cell::Text(guarded.unwrap_or(text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(table: &str, csv: &str) -> Vec<Vec<Cell>> {
        Sheet::new(table, csv.as_bytes(), &["oil".to_owned()]).expect("a table").rows
    }

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn val_a_column_has_one_type_whatever_stands_in_it() {
        let events = cells("events", "branch,event,probability,hits\n2020,1e5,0.25,1200\n'=1+1,NaN,,0\n");
        let first = vec![text("2020"), text("1e5"), Cell::Number(0.25, SHARE), Cell::Number(1200.0, "#,##0")];
        assert_eq!(events, [first, vec![text("=1+1"), text("NaN"), Cell::Empty, Cell::Number(0.0, "#,##0")]]);
        let outcomes = cells("outcomes", "branch,odds,hits,unit\nall,0.5,0.25,0.125\n");
        assert!(outcomes[0][1..].iter().all(|cell| matches!(cell, Cell::Number(_, SHARE))), "{outcomes:?}");
        let variants = cells("variants", "variant,client.delivery,confrontation.start\na,0.6,detente\n");
        assert_eq!(variants[0][1..], [Cell::Number(0.6, "General"), text("detente")]);
    }

    #[test]
    fn val_a_number_is_shown_in_the_unit_of_its_row() {
        let quarters = "quantity,mean\nloyalty,0.5\nsubsidy,2.5\ncontract: oil,0.25\nratified_steps,0.5\n";
        let forms: Vec<Cell> = cells("quarters", quarters).into_iter().map(|row| row[1].clone()).collect();
        let number = |value, form| Cell::Number(value, form);
        let expected = [number(0.5, SHARE), number(2.5, UNITS[1].1), number(0.25, SHARE), number(0.5, "0.00")];
        assert_eq!(forms, expected);
        assert_eq!(cells("metrics", "metric,unit,mean\na,quarters,3.5\n")[0][2], number(3.5, "0.00"));
    }
}
