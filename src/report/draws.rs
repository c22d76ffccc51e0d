//! What every draw expects and finds: exact means and shares of events, as CSV and as a table for people.
//!
//! Takes what [`findings`](crate::findings) holds of the draws, gives text and bytes.

use super::chart::words::{number, spoken};
use crate::base::table::{Guarded, Heads, Number, Rows, Table, TableError};
use crate::base::text::fitted;
use crate::findings::event_draws::EventDraw;
use crate::findings::means::{DrawMeans, OverDraws};
use serde::Serialize;
use std::fmt::Write;

/// Decimals of a mean: pp/yr and shares alike, to a thousandth.
const DECIMALS: usize = 3;

#[derive(Default, Serialize)]
struct PathRow<'a> {
    draw: usize,
    branch: Guarded<'a>,
}

#[derive(Default, Serialize)]
struct QuarterCell<'a> {
    quarter: &'a str,
}

/// `means.csv` and `means_by_quarter.csv`: a row a draw and branch, and quarter if the rows have one; a column a quantity,
/// empty if the draw is not certified. Takes its rows one after the other.
pub(crate) struct MeansTable {
    rows: Rows,
    quantities: usize,
}

impl MeansTable {
    /// No row yet, and a column for each of these quantities.
    pub(crate) fn new(quantities: &[String], by_quarter: bool) -> Result<Self, TableError> {
        let heads = Heads::of::<PathRow>()?;
        let heads = if by_quarter { heads.and::<QuarterCell>()? } else { heads };
        Ok(Self { rows: heads.named(quantities.iter().cloned()).rows()?, quantities: quantities.len() })
    }

    /// Adds the means of a draw in a branch, or of one quarter of it; `None` if the draw is not certified.
    pub(crate) fn add(
        &mut self,
        draw: usize,
        branch: &str,
        quarter: Option<&str>,
        means: Option<&[f64]>,
    ) -> Result<(), TableError> {
        let quarter = quarter.iter().collect::<Vec<_>>();
        let cell = |at: usize| means.map(|means| Number(means[at]));
        let cells: Vec<Option<Number>> = (0..self.quantities).map(cell).collect();
        self.rows.add((PathRow { draw, branch: Guarded(branch) }, quarter, cells))
    }

    /// The table.
    pub(crate) fn done(self) -> Result<Vec<u8>, TableError> {
        self.rows.done()
    }
}

/// The same of means that are all at hand.
pub(crate) fn means(found: &DrawMeans) -> Result<Vec<u8>, TableError> {
    let mut table = MeansTable::new(&found.quantities, found.rows.iter().any(|row| row.quarter.is_some()))?;
    for row in &found.rows {
        table.add(row.draw, &row.branch, row.quarter.as_deref(), row.means.as_deref())?;
    }
    table.done()
}

/// Means over the path as a person reads them: one table per branch, in so many columns.
pub(crate) fn text(found: &DrawMeans, columns: usize) -> String {
    let mut text = String::new();
    for branch in found.over_draws.chunk_by(|one, next| one.branch == next.branch) {
        let certified = found.draws.certified;
        let _ = writeln!(text, "{}: exact means over the path, {certified} draws", branch[0].branch);
        let _ = writeln!(text, "{}", table(branch).text_within(columns));
    }
    text.push_str("Subsidy in pp/yr as received; all else shares and probabilities, averages over the quarters.\n");
    fitted(&text, columns)
}

/// One row a quantity.
fn table(rows: &[OverDraws]) -> Table<'_, OverDraws> {
    let shown = |value: f64| number(value, DECIMALS);
    Table::of(rows)
        .left("", |row| spoken(&row.quantity))
        .gap(0)
        .right("mean", move |row| shown(row.mean))
        .right("5%", move |row| shown(row.spread.low90))
        .right("median", move |row| shown(row.spread.median))
        .right("95%", move |row| shown(row.spread.high90))
}

#[derive(Default, Serialize)]
struct EventRow<'a> {
    draw: usize,
    branch: Guarded<'a>,
    event: Guarded<'a>,
    share: Option<Number>,
    standard_error: Option<Number>,
    shrunk: Option<Number>,
    exact: Option<Number>,
}

/// `event_draws.csv`: one row a draw, branch and event. Takes its rows one after the other.
pub(crate) struct EventsTable(Rows);

impl EventsTable {
    /// No row yet.
    pub(crate) fn new() -> Result<Self, TableError> {
        Ok(Self(Heads::of::<EventRow>()?.rows()?))
    }

    /// Adds a row.
    pub(crate) fn add(&mut self, row: &EventDraw) -> Result<(), TableError> {
        self.0.add(EventRow {
            draw: row.draw,
            branch: Guarded(row.branch),
            event: Guarded(row.event),
            share: row.share.map(|found| Number(found.share)),
            standard_error: row.share.and_then(|found| found.standard_error).map(Number),
            shrunk: row.share.and_then(|found| found.shrunk).map(Number),
            exact: row.share.and_then(|found| found.exact).map(Number),
        })
    }

    /// The table.
    pub(crate) fn done(self) -> Result<Vec<u8>, TableError> {
        self.0.done()
    }
}
