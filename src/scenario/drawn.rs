//! Draws of the uncertain numbers from a file, in the place of their distributions.
//!
//! Takes a CSV table such as `posterior.csv` of `allegiance estimate`, gives [`Drawn`]: columns for uncertain numbers of
//! the scenario, every value inside the distribution that it stands for. A number without a column keeps its
//! distribution: the prior holds numbers for independent, so what a record says of others says nothing of it. Columns of
//! eras and governments that the scenario does not have are passed over.

use super::fault::{Faults, Finding, Place, ScenarioError};
use super::label::shown;
use super::nearest::advice;
use super::source::{self, NotText};
use super::{Scenario, Source, Uncertain};
use std::ops::Range;
use std::path::Path;

/// How the text is named among the scenario's sources, before the name of its file.
const SOURCE: &str = "--draws ";
/// Columns that say no number of the scenario.
const COLUMNS: [&str; 2] = ["draw", "log_likelihood"];
/// How the keys of numbers begin that belong to an era or a government.
const OWNERS: [&str; 2] = ["era.", "government."];
/// Greatest number of rows.
const ROWS: usize = 100_000;
/// Most faults that are told.
const TOLD: usize = 20;

/// Draws from a file: draw i of a run takes row i, and after the last row the first again.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// Name of the file.
    pub name: String,
    keys: Vec<String>,
    rows: Vec<Vec<f64>>,
    /// Uncertain numbers of the scenario that have no column: they are drawn from their distributions.
    pub missing: Vec<String>,
    /// Columns of eras or governments that the scenario does not have: they are not used.
    pub unused: Vec<String>,
}

impl Drawn {
    /// A number in a draw; `None` if the file does not hold it.
    pub fn value(&self, key: &str, draw: usize) -> Option<f64> {
        let column = self.keys.iter().position(|known| known == key)?;
        self.rows.get(draw % self.rows.len().max(1)).map(|row| row[column])
    }

    /// How many rows the file has.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }
}

/// The scenario with the draws of a file in the place of its distributions. The text is kept among its sources.
///
/// # Errors
/// [`ScenarioError::Read`] if the file cannot be read, [`ScenarioError::Invalid`] with its faults otherwise: columns that
/// are no uncertain number of the scenario (but for those of eras and governments that it does not have), no column that
/// is one, cells that are no number or lie outside the distribution, no rows.
pub fn with_draws(scenario: Scenario, path: &Path) -> Result<Scenario, ScenarioError> {
    let bytes = source::table(path).map_err(|unreadable| ScenarioError::Read {
        path: path.to_owned(),
        reason: unreadable.reason,
        source: unreadable.error,
    })?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    parse(scenario, &format!("{SOURCE}{}", shown(&name)), bytes)
}

/// Whether a text among a scenario's sources holds draws.
pub(super) fn is_draws(source: &Source) -> bool {
    source.name.starts_with(SOURCE)
}

pub(super) fn parse(mut scenario: Scenario, name: &str, bytes: Vec<u8>) -> Result<Scenario, ScenarioError> {
    let (text, wrong) = match source::text(bytes) {
        Ok(text) => (text, None),
        Err(NotText { shown, at, reason }) => (shown, Some((at, reason))),
    };
    let source = Source { name: name.to_owned(), text };
    let file = name.strip_prefix(SOURCE).unwrap_or(name).to_owned();
    let mut reader = Reader { name: file, uncertain: scenario.uncertain(), findings: Vec::new() };
    let drawn = match wrong {
        Some((at, reason)) => {
            reader.report(at..at, reason, "save the file as UTF-8".to_owned());
            None
        }
        None => reader.read(&source.text),
    };
    reader.findings.truncate(TOLD);
    match (drawn, reader.findings) {
        (Some(drawn), findings) if findings.is_empty() => {
            scenario.drawn = Some(drawn);
            scenario.sources.push(source);
            Ok(scenario)
        }
        (_, findings) => Err(ScenarioError::Invalid(Faults::new(&[source], findings))),
    }
}

/// The era or government that a number belongs to: `government.successor` of `government.successor.client.delivery`.
fn owner(key: &str) -> Option<&str> {
    let rest = OWNERS.iter().find_map(|kind| key.strip_prefix(kind))?;
    let name = match rest.strip_prefix('"') {
        Some(quoted) => quoted.find('"')? + 2,
        None => rest.find('.')?,
    };
    Some(&key[..key.len() - rest.len() + name])
}

struct Reader {
    name: String,
    uncertain: Vec<Uncertain>,
    findings: Vec<Finding>,
}

impl Reader {
    fn report(&mut self, span: Range<usize>, message: String, help: String) {
        self.findings.push(Finding::new(&Place { source: 0, span }, message).label("here").help(help));
    }

    fn read(&mut self, text: &str) -> Option<Drawn> {
        let mut reader =
            csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
        let header: Vec<String> = match reader.headers() {
            Ok(header) => header.iter().map(String::from).collect(),
            Err(error) => return self.unreadable(&error),
        };
        let columns: Vec<Option<usize>> = header.iter().map(|name| self.column(name)).collect();
        self.no_number_twice(&columns);
        let given: Vec<usize> = columns.iter().copied().flatten().collect();
        if given.is_empty() && self.findings.is_empty() {
            self.report(
                0..0,
                "no column is an uncertain number of the scenario".into(),
                "is it of another one?".into(),
            );
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => return self.unreadable(&error),
            };
            let at = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
            let cells = record.iter().zip(&columns).filter_map(|(cell, column)| Some((cell, (*column)?)));
            rows.push(cells.map(|(cell, column)| self.value(column, cell, at, rows.len())).collect());
            if rows.len() > ROWS || self.findings.len() >= TOLD {
                self.report(
                    at..at,
                    format!("more than {ROWS} rows or {TOLD} faults: the rest is not read"),
                    String::new(),
                );
                return None;
            }
        }
        if rows.is_empty() {
            self.report(0..0, "the file holds no draws".into(), "one row for each draw, below the header".into());
        }
        let key = |number: &usize| self.uncertain[*number].key.clone();
        let missing = (0..self.uncertain.len()).filter(|number| !given.contains(number));
        let unused = header.iter().filter(|name| self.elsewhere(name)).cloned().collect();
        Some(Drawn {
            name: self.name.clone(),
            keys: given.iter().map(key).collect(),
            rows,
            missing: missing.map(|number| key(&number)).collect(),
            unused,
        })
    }

    fn unreadable(&mut self, error: &csv::Error) -> Option<Drawn> {
        let at = error.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        self.report(at..at, format!("the table cannot be read: {error}"), String::new());
        None
    }

    fn column(&mut self, name: &str) -> Option<usize> {
        let found = self.uncertain.iter().position(|number| number.key == name);
        if found.is_none() && !COLUMNS.contains(&name) && !self.elsewhere(name) {
            let keys: Vec<String> = self.uncertain.iter().map(|number| number.key.clone()).collect();
            let help = advice(name, keys.iter().map(String::as_str));
            self.report(0..0, format!("the scenario has no uncertain number `{}`", shown(name)), help);
        }
        found
    }

    /// Whether a column is of an era or a government that the scenario does not have.
    fn elsewhere(&self, name: &str) -> bool {
        owner(name).is_some_and(|named| self.uncertain.iter().all(|number| owner(&number.key) != Some(named)))
    }

    fn no_number_twice(&mut self, columns: &[Option<usize>]) {
        for (place, column) in columns.iter().enumerate() {
            if let Some(number) = column.filter(|_| columns[..place].contains(column)) {
                let message = format!("two columns `{}`", self.uncertain[number].key);
                self.report(0..0, message, String::new());
            }
        }
    }

    /// A cell as a number inside the distribution that it stands for.
    fn value(&mut self, column: usize, cell: &str, at: usize, row: usize) -> f64 {
        let number = &self.uncertain[column];
        let (low, high) = number.distribution.map_or((number.central, number.central), |known| known.support());
        let value = cell.parse().unwrap_or(f64::NAN);
        if !(low..=high).contains(&value) || !value.is_finite() {
            let message = format!("row {}: `{}` is no value of `{}`", row + 1, shown(cell), number.key);
            self.report(at..at, message, format!("its distribution reaches from {low} to {high}"));
        }
        value
    }
}
