//! Draws of the uncertain numbers from a file, in the place of their distributions.
//!
//! Takes a CSV table such as `posterior.csv` of `allegiance estimate`, gives [`Drawn`]: columns for uncertain numbers of
//! the scenario, every value inside the distribution that it stands for. A number without a column keeps its
//! distribution: the prior holds numbers for independent, so what a record says of others says nothing of it. Columns of
//! eras and governments that the scenario does not have are passed over.

use super::fault::ScenarioError;
use super::label::shown;
use super::nearest::advice;
use super::source;
use super::table;
use super::table::{Cell, Sheet};
use super::{Scenario, Source, Uncertain};
use std::path::Path;

/// How the text is named among the scenario's sources, before the name of its file.
const SOURCE: &str = "--draws ";
/// Columns that say no number of the scenario.
const COLUMNS: [&str; 2] = ["draw", "log_likelihood"];
/// How the keys of numbers begin that belong to an era or a government.
const OWNERS: [&str; 2] = ["era.", "government."];
/// Greatest number of rows.
const ROWS: usize = 100_000;
/// Wrong cells after which the rest is not read.
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
    let uncertain = scenario.uncertain();
    let file = name.strip_prefix(SOURCE).unwrap_or(name);
    let (drawn, text) = table::read(name, bytes, |sheet| {
        let text = sheet.text.to_owned();
        Some((Reader { file, uncertain: &uncertain, sheet, told: 0 }.read()?, text))
    })?;
    scenario.drawn = Some(drawn);
    scenario.sources.push(Source { name: name.to_owned(), text });
    Ok(scenario)
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

struct Reader<'a, 's> {
    file: &'a str,
    uncertain: &'a [Uncertain],
    sheet: &'a mut Sheet<'s>,
    /// Cells that are no value, so far.
    told: usize,
}

impl Reader<'_, '_> {
    fn read(mut self) -> Option<Drawn> {
        let mut rows = self.sheet.rows_up_to(ROWS)?.into_iter();
        let Some(header) = rows.next() else {
            let help = "a header that names uncertain numbers, below it one row for each draw".to_owned();
            self.sheet.report(0..0, "the file is empty".into(), "no header", help);
            return None;
        };
        self.sheet.no_column_twice(&header);
        let columns: Vec<Option<usize>> = header.iter().map(|cell| self.column(cell)).collect();
        let given: Vec<usize> = columns.iter().copied().flatten().collect();
        if given.is_empty() {
            let message = "no column is an uncertain number of the scenario".to_owned();
            self.sheet.report(0..0, message, "header", "was it made for another scenario?".to_owned());
        }
        let rows: Vec<Vec<f64>> = rows.map_while(|row| self.row(&columns, &row)).collect();
        if rows.is_empty() {
            let help = "one row for each draw, below the header".to_owned();
            self.sheet.report(0..0, "the file holds no draws".into(), "no rows", help);
        }
        let key = |number: &usize| self.uncertain[*number].key.clone();
        let missing = (0..self.uncertain.len()).filter(|number| !given.contains(number));
        let unused = header.iter().filter(|cell| self.elsewhere(&cell.value));
        Some(Drawn {
            name: self.file.to_owned(),
            keys: given.iter().map(key).collect(),
            rows,
            missing: missing.map(|number| key(&number)).collect(),
            unused: unused.map(|cell| cell.value.clone()).collect(),
        })
    }

    fn column(&mut self, cell: &Cell) -> Option<usize> {
        let name = &cell.value;
        let found = self.uncertain.iter().position(|number| number.key == *name);
        if found.is_none() && !COLUMNS.contains(&name.as_str()) && !self.elsewhere(name) {
            let help = advice(name, self.uncertain.iter().map(|number| number.key.as_str()));
            let message = format!("the scenario has no uncertain number `{}`", shown(name));
            self.sheet.report(cell.place.clone(), message, "unknown", help);
        }
        found
    }

    /// Whether a column is of an era or a government that the scenario does not have.
    fn elsewhere(&self, name: &str) -> bool {
        owner(name).is_some_and(|named| self.uncertain.iter().all(|number| owner(&number.key) != Some(named)))
    }

    /// The numbers of a row; `None` once more is wrong than anybody wants to be told.
    fn row(&mut self, columns: &[Option<usize>], row: &[Cell]) -> Option<Vec<f64>> {
        if self.told >= TOLD {
            return None;
        }
        if !self.sheet.fits(row, columns.len()) {
            self.told += 1;
            return Some(Vec::new());
        }
        let cells = columns.iter().zip(row).filter_map(|(column, cell)| Some(((*column)?, cell)));
        Some(cells.map(|(column, cell)| self.value(column, cell)).collect())
    }

    /// A cell as a number inside the distribution that it stands for.
    fn value(&mut self, column: usize, cell: &Cell) -> f64 {
        let number = &self.uncertain[column];
        let (low, high) = number.distribution.map_or((number.central, number.central), |known| known.support());
        let value = cell.value.parse().unwrap_or(f64::NAN);
        if !(low..=high).contains(&value) || !value.is_finite() {
            let message = format!("`{}` is no value of `{}`", shown(&cell.value), number.key);
            let help = format!("its distribution reaches from {low} to {high}");
            self.sheet.report(cell.place.clone(), message, "not in it", help);
            self.told += 1;
        }
        value
    }
}
