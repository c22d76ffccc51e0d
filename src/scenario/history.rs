//! The coded record of an alliance: what was seen, quarter by quarter (model page §9).
//!
//! Takes a CSV file and the scenario that it is coded for, gives a [`CodedRecord`], or every fault of the file. What a cell
//! leaves empty is not known: it is not taken for "no".

mod cells;

use std::ops::Range;
use std::path::Path;

use super::Scenario;
use super::fault::ScenarioError;
use super::file::named_bytes;
use super::label::shown;
use super::nearest::advice;
use super::table;
use super::table::{Cell, Sheet};
use crate::base::units::Quarter;

/// Columns that every record may have beside those of the ladders.
const COLUMNS: [&str; 6] = ["quarter", "dispute", "subsidy_low", "subsidy_high", "events", "source"];
/// What may be said to have happened in a quarter.
const EVENTS: [&str; 3] = ["agreement", "integration step", "entrapment"];

/// A coded record.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedRecord {
    /// File name without folders.
    pub name: String,
    /// Its full text.
    pub text: String,
    /// First quarter.
    pub first: Quarter,
    /// What was seen in each quarter.
    pub quarters: Vec<Observed>,
}

impl CodedRecord {
    /// The record up to a quarter, that one included; `None` if fewer than two quarters are left.
    pub fn until(mut self, last: Quarter) -> Option<Self> {
        self.quarters.truncate(last.since(self.first)? + 1);
        (self.quarters.len() > 1).then_some(self)
    }
}

/// What was seen in one quarter.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Observed {
    /// Level of each ladder that moves by itself or with the client's conduct ([`super::Ladders::moving`]), if known.
    pub levels: Vec<Option<usize>>,
    /// Whether the quarter opened in dispute, if known.
    pub dispute: Option<bool>,
    /// Interval in which the subsidy received lay, pp/yr, if known.
    pub subsidy: Option<(f64, f64)>,
    /// Whether an agreement is known to have been signed in it.
    pub agreement: bool,
    /// Whether a step of integration is known to have been ratified in it.
    pub integration_step: bool,
    /// Whether the client is known to have been entrapped in it.
    pub entrapment: bool,
}

/// Reads a record that was coded for this scenario.
///
/// # Errors
/// [`ScenarioError::Read`] if the file cannot be read, [`ScenarioError::Invalid`] with all its faults otherwise:
/// unknown columns, quarters that do not follow one another or are not on the scenario's path, names that the scenario
/// does not have, intervals that are none.
pub fn history(path: &Path, scenario: &Scenario) -> Result<CodedRecord, ScenarioError> {
    let (name, bytes) = named_bytes(path)?;
    parse(&name, bytes, scenario)
}

/// The record in the bytes of a file.
pub(crate) fn parse(name: &str, bytes: Vec<u8>, scenario: &Scenario) -> Result<CodedRecord, ScenarioError> {
    table::read(name, bytes, |sheet| Reader { sheet, scenario }.history(name))
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq)]
enum Column {
    Quarter,
    Ladder(usize),
    Dispute,
    SubsidyLow,
    SubsidyHigh,
    Events,
    Source,
}

struct Reader<'a, 't> {
    sheet: &'a mut Sheet<'t>,
    scenario: &'a Scenario,
}

impl Reader<'_, '_> {
    fn report(&mut self, span: Range<usize>, message: String, label: &str, help: String) {
        self.sheet.report(span, message, label, help);
    }

    fn history(&mut self, name: &str) -> Option<CodedRecord> {
        let mut rows = self.sheet.rows()?.into_iter();
        let Some(header) = rows.next() else {
            let ladders = self.scenario.ladders.moving().map(|ladder| ladder.name.as_str());
            let help = format!("its columns: {}", COLUMNS.into_iter().chain(ladders).collect::<Vec<_>>().join(", "));
            self.report(0..0, "the record is empty".into(), "no header", help);
            return None;
        };
        let columns: Vec<Option<Column>> = header.iter().map(|cell| self.column(cell)).collect();
        self.sheet.no_column_twice(&header);
        if !columns.contains(&Some(Column::Quarter)) {
            let span = header.first().map_or(0..0, |cell| cell.place.clone());
            self.report(span, "the record has no column `quarter`".into(), "missing", String::new());
            return None;
        }
        let (mut quarters, mut first, mut last): (Vec<Observed>, Option<Quarter>, Option<Quarter>) =
            (Vec::new(), None, None);
        for row in rows {
            let (quarter, observed) = self.row(&columns, &row);
            let Some(quarter) = quarter else {
                // The fault is told; the next row is held against the quarter that was meant.
                last = last.map(|last| last.plus(1));
                continue;
            };
            self.in_order(quarter, last, &row);
            first.get_or_insert(quarter);
            last = Some(quarter);
            quarters.push(observed);
        }
        if quarters.len() < 2 {
            self.report(0..0, "the record has fewer than two quarters".into(), "too short", String::new());
        }
        Some(CodedRecord { name: name.to_owned(), text: self.sheet.text.to_owned(), first: first?, quarters })
    }

    fn column(&mut self, cell: &Cell) -> Option<Column> {
        let ladder = self.scenario.ladders.moving().position(|ladder| ladder.name == cell.value);
        let found = match cell.value.as_str() {
            "quarter" => Some(Column::Quarter),
            "dispute" => Some(Column::Dispute),
            "subsidy_low" => Some(Column::SubsidyLow),
            "subsidy_high" => Some(Column::SubsidyHigh),
            "events" => Some(Column::Events),
            "source" => Some(Column::Source),
            _ => ladder.map(Column::Ladder),
        };
        if found.is_none() {
            let ladders = self.scenario.ladders.moving().map(|ladder| ladder.name.as_str());
            let known: Vec<&str> = COLUMNS.into_iter().chain(ladders).collect();
            let help = advice(&cell.value, known);
            self.report(cell.place.clone(), format!("unknown column `{}`", shown(&cell.value)), "unknown", help);
        }
        found
    }

    fn in_order(&mut self, quarter: Quarter, last: Option<Quarter>, row: &[Cell]) {
        let span = row.first().map_or(0..0, |cell| cell.place.clone());
        let start = self.scenario.first;
        match last {
            None if quarter != start => {
                let help = "the game is played from the scenario's first quarter: set clock.start".to_owned();
                self.report(span, format!("the record begins in {quarter}, the scenario in {start}"), "first", help);
            }
            Some(last) if quarter.since(last) != Some(1) => {
                let help = format!("after {last} comes {}", last.plus(1));
                self.report(span, format!("{quarter} does not follow {last}"), "out of order", help);
            }
            _ if quarter.since(start) == Some(self.scenario.periods) => {
                let end = start.plus(self.scenario.periods - 1);
                self.report(
                    span,
                    format!("{quarter} is after the scenario's path"),
                    "outside",
                    format!("it ends in {end}"),
                );
            }
            _ => {}
        }
    }
}
