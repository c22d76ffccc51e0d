//! The coded record of an alliance: what was seen, quarter by quarter (model page §9).
//!
//! Takes a CSV file and the scenario that it is coded for, gives a [`CodedRecord`], or every fault of the file. What a cell
//! leaves empty is not known: it is not taken for "no".

use crate::scenario::text::nearest::advice;
use std::ops::Range;
use std::path::Path;

use crate::base::text::shown;
use crate::base::units::Quarter;
use crate::scenario::coded::sheet::{self, Cell, Grid, Layout, Sheet};
use crate::scenario::parts::record::{CodedRecord, Observed};
use crate::scenario::parts::scenario::Scenario;
use crate::scenario::text::fault::ScenarioError;
use crate::scenario::text::source::{FILE, named_bytes};

/// What a column holds.
#[derive(Clone, Copy, PartialEq)]
enum Column {
    Quarter,
    Ladder(usize),
    Dispute,
    Settlement,
    Step,
    SubsidyLow,
    SubsidyHigh,
    Events,
    Source,
}

/// Columns that every record may have beside those of the ladders.
const COLUMNS: [(&str, Column); 8] = [
    ("quarter", Column::Quarter),
    ("dispute", Column::Dispute),
    ("settlement", Column::Settlement),
    ("step", Column::Step),
    ("subsidy_low", Column::SubsidyLow),
    ("subsidy_high", Column::SubsidyHigh),
    ("events", Column::Events),
    ("source", Column::Source),
];
/// What may be said to have happened in a quarter.
const EVENTS: [&str; 3] = ["agreement", "integration step", "entrapment"];

/// Reads a record that was coded for this scenario.
///
/// # Errors
/// [`ScenarioError::Read`] if the file cannot be read, [`ScenarioError::Invalid`] with all its faults otherwise:
/// unknown columns, quarters that do not follow one another or are not on the scenario's path, names that the scenario
/// does not have, intervals that are none.
pub fn history(path: &Path, scenario: &Scenario) -> Result<CodedRecord, ScenarioError> {
    let (name, bytes) = named_bytes(path, FILE)?;
    parse(&name, bytes, scenario)
}

/// The record in the bytes of a file.
pub(crate) fn parse(name: &str, bytes: Vec<u8>, scenario: &Scenario) -> Result<CodedRecord, ScenarioError> {
    sheet::read(name, bytes, |sheet| Reader { sheet, scenario }.history(name))
}

/// The columns of a record for this scenario.
fn layout(scenario: &Scenario) -> Layout<'_, Column> {
    let ladders = scenario.ladders.moving().enumerate();
    let ladders = ladders.map(|(axis, ladder)| (ladder.name.as_str(), Column::Ladder(axis)));
    let columns: Vec<(&str, Column)> = COLUMNS.into_iter().chain(ladders).collect();
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let help = format!("its columns: {}", names.join(", "));
    Layout {
        columns,
        needed: &["quarter"],
        passed: Box::new(|_| false),
        rows: sheet::ROWS,
        empty: ("the record is empty", help),
        missing: "the record has no column",
        unknown: "unknown column",
    }
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
        let table = self.sheet.table(&layout(self.scenario))?;
        let (mut quarters, mut first, mut last): (Vec<Observed>, Option<Quarter>, Option<Quarter>) =
            (Vec::new(), None, None);
        for row in &table.rows {
            let (quarter, observed) = self.row(&table, row);
            let Some(quarter) = quarter else {
                // The fault is told; the next row is held against the quarter that was meant.
                last = last.map(|last| last.plus(1));
                continue;
            };
            self.in_order(quarter, last, row);
            first.get_or_insert(quarter);
            last = Some(quarter);
            quarters.push(observed);
        }
        if quarters.len() < 2 {
            self.report(0..0, "the record has fewer than two quarters".into(), "too short", String::new());
        }
        Some(CodedRecord { name: name.to_owned(), text: self.sheet.text.to_owned(), first: first?, quarters })
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

    /// The quarter of a row, and what was seen in it.
    fn row(&mut self, table: &Grid<Column>, row: &[Cell]) -> (Option<Quarter>, Observed) {
        let mut observed =
            Observed { levels: vec![None; self.scenario.ladders.moving().count()], ..Observed::default() };
        let fits = self.sheet.fits(row, table.columns.len());
        let (mut quarter, mut low, mut high) = (None, None, None);
        for (column, cell) in table.cells(row) {
            match column {
                Column::Quarter => quarter = self.quarter(cell),
                // In a row of another length a cell may belong to any column.
                _ if !fits => {}
                Column::Ladder(axis) => observed.levels[axis] = self.level(axis, cell),
                Column::Dispute => {
                    observed.dispute = self.sheet.answer(cell, "whether the quarter began in dispute");
                }
                Column::Settlement => {
                    observed.settlement = self.sheet.answer(cell, "whether the dispute was settled in the quarter");
                }
                Column::Step => observed.step = self.sheet.answer(cell, "whether a step of integration was taken"),
                Column::SubsidyLow => low = Some(cell),
                Column::SubsidyHigh => high = Some(cell),
                Column::Events => self.events(cell, &mut observed),
                Column::Source => {}
            }
        }
        observed.subsidy = self.interval(low, high);
        (quarter, observed)
    }

    /// Both ends, the lower one first, or neither.
    fn interval(&mut self, low: Option<&Cell>, high: Option<&Cell>) -> Option<(f64, f64)> {
        let given = |cell: Option<&Cell>| cell.is_some_and(|cell| !cell.value.is_empty());
        let help = || "give both ends, the lower one first, or neither".to_owned();
        match (given(low), given(high), low.or(high)) {
            (false, false, _) | (_, _, None) => None,
            (true, true, Some(cell)) => {
                let ends =
                    low.and_then(|low| self.sheet.number(low)).zip(high.and_then(|high| self.sheet.number(high)));
                if let Some((low, high)) = ends.filter(|(low, high)| low > high) {
                    let message = format!("the subsidy is said to lie between {low} and {high}");
                    self.report(cell.place.clone(), message, "the higher end", help());
                }
                ends
            }
            (lower, _, Some(_)) => {
                let cell = if lower { low } else { high }?;
                self.report(cell.place.clone(), "the subsidy has only one end".into(), "one end", help());
                None
            }
        }
    }

    fn quarter(&mut self, cell: &Cell) -> Option<Quarter> {
        let quarter = cell.value.parse().ok();
        if quarter.is_none() {
            let message = format!("`{}` is not a quarter", shown(&cell.value));
            self.report(cell.place.clone(), message, "not a quarter", "write it like 2020-Q3".to_owned());
        }
        quarter
    }

    fn level(&mut self, axis: usize, cell: &Cell) -> Option<usize> {
        if cell.value.is_empty() {
            return None;
        }
        let ladder = self.scenario.ladders.moving().nth(axis)?;
        let level = ladder.levels.iter().position(|level| *level == cell.value);
        if level.is_none() {
            let message = format!("there is no level `{}` of the {}", shown(&cell.value), ladder.name);
            self.sheet.unknown(cell, message, "unknown level", ladder.levels.iter().map(String::as_str));
        }
        level
    }

    fn events(&mut self, cell: &Cell, observed: &mut Observed) {
        for event in cell.value.split(';').map(str::trim).filter(|event| !event.is_empty()) {
            match event {
                "agreement" => observed.agreement = true,
                "integration step" => observed.integration_step = true,
                "entrapment" => observed.entrapment = true,
                other => {
                    let help = advice(other, EVENTS);
                    self.report(cell.place.clone(), format!("unknown event `{}`", shown(other)), "unknown", help);
                }
            }
        }
    }
}
