//! The coded record of an alliance: what was seen, quarter by quarter (model page §9).
//!
//! Takes a CSV file and the scenario that it is coded for, gives a [`History`], or every fault of the file. What a cell
//! leaves empty is not known: it is not taken for "no".

use std::ops::Range;
use std::path::Path;

use super::fault::{Faults, Finding, Place, ScenarioError};
use super::label::shown;
use super::nearest::advice;
use super::source::{self, NotText};
use super::{Scenario, Source};
use crate::units::Quarter;

/// Columns that every record may have beside those of the ladders.
const COLUMNS: [&str; 6] = ["quarter", "dispute", "subsidy_low", "subsidy_high", "events", "source"];
/// What may be said to have happened in a quarter.
const EVENTS: [&str; 3] = ["agreement", "integration step", "entrapment"];
/// Greatest number of rows.
const ROWS: usize = 4_000;

/// A coded record.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// File name without folders.
    pub name: String,
    /// Its full text.
    pub text: String,
    /// First quarter.
    pub first: Quarter,
    /// What was seen in each quarter.
    pub quarters: Vec<Observed>,
}

impl History {
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
pub fn history(path: &Path, scenario: &Scenario) -> Result<History, ScenarioError> {
    let bytes = source::bytes(path).map_err(|unreadable| ScenarioError::Read {
        path: path.to_owned(),
        reason: unreadable.reason,
        source: unreadable.error,
    })?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    parse(&name, bytes, scenario)
}

/// The record in the bytes of a file.
pub(crate) fn parse(name: &str, bytes: Vec<u8>, scenario: &Scenario) -> Result<History, ScenarioError> {
    let (text, wrong) = match source::text(bytes) {
        Ok(text) => (text, None),
        Err(NotText { shown, at, reason }) => (shown, Some((at, reason))),
    };
    let sources = [Source { name: shown(name), text }];
    let mut reader = Reader { text: &sources[0].text, scenario, findings: Vec::new() };
    let history = match wrong {
        Some((at, reason)) => {
            reader.report(at..at, reason, "here", "save the file as UTF-8".to_owned());
            None
        }
        None => reader.history(name),
    };
    match (history, reader.findings) {
        (Some(history), findings) if findings.is_empty() => Ok(history),
        (_, findings) => Err(ScenarioError::Invalid(Faults::new(&sources, findings))),
    }
}

/// A cell with its place in the text.
struct Cell {
    place: Range<usize>,
    value: String,
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

struct Reader<'a> {
    text: &'a str,
    scenario: &'a Scenario,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn report(&mut self, span: Range<usize>, message: String, label: &str, help: String) {
        let place = Place { source: 0, span };
        self.findings.push(Finding::new(&place, message).label(label).help(help));
    }

    fn history(&mut self, name: &str) -> Option<History> {
        let mut rows = self.rows()?.into_iter();
        let Some(header) = rows.next() else {
            self.report(
                0..0,
                "the record is empty".into(),
                "no header",
                format!("its columns: {}", COLUMNS.join(", ")),
            );
            return None;
        };
        let columns: Vec<Option<Column>> = header.iter().map(|cell| self.column(cell)).collect();
        self.no_column_twice(&header);
        if !columns.contains(&Some(Column::Quarter)) {
            let span = header.first().map_or(0..0, |cell| cell.place.clone());
            self.report(span, "the record has no column `quarter`".into(), "missing", String::new());
            return None;
        }
        let (mut quarters, mut first, mut last): (Vec<Observed>, Option<Quarter>, Option<Quarter>) =
            (Vec::new(), None, None);
        for row in rows {
            let (quarter, observed) = self.row(&columns, &row);
            let Some(quarter) = quarter else { continue };
            self.in_order(quarter, last, &row);
            first.get_or_insert(quarter);
            last = Some(quarter);
            quarters.push(observed);
        }
        if quarters.len() < 2 {
            self.report(0..0, "the record has fewer than two quarters".into(), "too short", String::new());
        }
        Some(History { name: name.to_owned(), text: self.text.to_owned(), first: first?, quarters })
    }

    /// The rows that are no comment, each with its cells.
    fn rows(&mut self) -> Option<Vec<Vec<Cell>>> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .from_reader(self.text.as_bytes());
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let at = error.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
                    self.report(at..at, format!("the table cannot be read: {error}"), "here", String::new());
                    return None;
                }
            };
            let start = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
            let places = places(self.text, start, record.len());
            let cell = |(value, place): (&str, Range<usize>)| Cell { place, value: value.to_owned() };
            rows.push(record.iter().zip(places).map(cell).collect());
            if rows.len() > ROWS {
                self.report(start..start, format!("more than {ROWS} rows"), "too many", String::new());
                return None;
            }
        }
        Some(rows)
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

    fn no_column_twice(&mut self, header: &[Cell]) {
        for (index, cell) in header.iter().enumerate() {
            if header[..index].iter().any(|other| other.value == cell.value) {
                self.report(
                    cell.place.clone(),
                    format!("two columns `{}`", shown(&cell.value)),
                    "again",
                    String::new(),
                );
            }
        }
    }

    fn row(&mut self, columns: &[Option<Column>], row: &[Cell]) -> (Option<Quarter>, Observed) {
        if row.len() != columns.len() {
            let span = row.first().map_or(0..0, |cell| cell.place.clone());
            let message = format!("the row has {} cells, the header {}", row.len(), columns.len());
            self.report(span, message, "this row", "give every row as many cells as the header".to_owned());
        }
        let mut observed =
            Observed { levels: vec![None; self.scenario.ladders.moving().count()], ..Observed::default() };
        let (mut quarter, mut low, mut high) = (None, None, None);
        for (column, cell) in columns.iter().zip(row) {
            match column {
                Some(Column::Quarter) => quarter = self.quarter(cell),
                Some(Column::Ladder(axis)) => observed.levels[*axis] = self.level(*axis, cell),
                Some(Column::Dispute) => observed.dispute = self.dispute(cell),
                Some(Column::SubsidyLow) => low = self.number(cell),
                Some(Column::SubsidyHigh) => high = self.number(cell),
                Some(Column::Events) => self.events(cell, &mut observed),
                Some(Column::Source) | None => {}
            }
        }
        observed.subsidy = low.zip(high);
        if low.is_some() != high.is_some() || low.zip(high).is_some_and(|(low, high)| low > high) {
            let span = row.first().map_or(0..0, |cell| cell.place.clone());
            let help = "give both ends, the lower one first, or neither".to_owned();
            self.report(span, "the subsidy has no interval in this quarter".into(), "this row", help);
        }
        (quarter, observed)
    }

    fn quarter(&mut self, cell: &Cell) -> Option<Quarter> {
        let quarter = cell.value.parse().ok();
        if quarter.is_none() {
            let message = format!("`{}` is not a quarter", shown(&cell.value));
            self.report(cell.place.clone(), message, "not a quarter", "write it like 2020-Q3".to_owned());
        }
        quarter
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
            _ if quarter.since(start).is_none_or(|index| index >= self.scenario.periods) => {
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

    fn level(&mut self, axis: usize, cell: &Cell) -> Option<usize> {
        if cell.value.is_empty() {
            return None;
        }
        let ladder = self.scenario.ladders.moving().nth(axis)?;
        let level = ladder.levels.iter().position(|level| *level == cell.value);
        if level.is_none() {
            let help = advice(&cell.value, ladder.levels.iter().map(String::as_str));
            let message = format!("there is no level `{}` of the {}", shown(&cell.value), ladder.name);
            self.report(cell.place.clone(), message, "unknown level", help);
        }
        level
    }

    fn dispute(&mut self, cell: &Cell) -> Option<bool> {
        match cell.value.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            "" | "unknown" => None,
            other => {
                let message = format!("`{}` does not say whether the quarter opened in dispute", shown(other));
                self.report(cell.place.clone(), message, "not understood", "write yes, no or unknown".to_owned());
                None
            }
        }
    }

    fn number(&mut self, cell: &Cell) -> Option<f64> {
        if cell.value.is_empty() {
            return None;
        }
        let number = cell.value.parse().ok().filter(|number: &f64| number.is_finite());
        if number.is_none() {
            let message = format!("`{}` is not a finite number", shown(&cell.value));
            self.report(cell.place.clone(), message, "not a number", String::new());
        }
        number
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

/// Places of the cells of the row that begins at `start`: what stands between commas outside quotes.
fn places(text: &str, start: usize, cells: usize) -> Vec<Range<usize>> {
    let mut places = Vec::with_capacity(cells);
    let (mut from, mut quoted) = (start, false);
    // A reader may put the start of a row at the end of the line before it, or at comments that it passes over.
    while let Some(rest) = text.get(from..) {
        let skipped = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        from += skipped;
        match text.get(from..).filter(|rest| rest.starts_with('#')).and_then(|rest| rest.find('\n')) {
            Some(end) => from += end,
            None => break,
        }
    }
    for (at, c) in text.get(from..).unwrap_or_default().char_indices().map(|(at, c)| (from + at, c)).collect::<Vec<_>>()
    {
        match c {
            '"' => quoted = !quoted,
            ',' | '\n' | '\r' if !quoted => {
                places.push(from..at);
                from = at + 1;
                if c != ',' {
                    break;
                }
            }
            _ => {}
        }
        if places.len() == cells {
            break;
        }
    }
    if places.len() < cells {
        places.push(from..text.len());
    }
    places.resize(cells, text.len()..text.len());
    places
}
