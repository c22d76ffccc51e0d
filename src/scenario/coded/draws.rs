//! Draws of the uncertain numbers from a file, in the place of their distributions.
//!
//! Takes a CSV table such as `posterior.csv` of `allegiance estimate`, gives [`Drawn`]: columns for uncertain numbers of
//! the scenario, by their keys or by identifiers made of these, every value inside the distribution that it stands for. A number without a column keeps its
//! distribution: the prior holds numbers for independent, so what a record says of others says nothing of it. Columns of
//! eras and governments that the scenario does not have are passed over. A column `draw` says which draw a row is.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use crate::base::identifier::identifiers;
use crate::base::text::shown;
use crate::scenario::coded::sheet::{self, Cell, Grid, Layout, Sheet};
use crate::scenario::parts::correlated::Correlated;
use crate::scenario::parts::drawn::Drawn;
use crate::scenario::parts::prior::Uncertain;
use crate::scenario::parts::scenario::Scenario;
use crate::scenario::text::fault::ScenarioError;
use crate::scenario::text::finding::{Part, Source};
use crate::scenario::text::slips;
use crate::scenario::text::source::{TABLE, named_bytes};

/// How the text is named among the scenario's sources, before the name of its file.
const SOURCE: &str = "--draws ";
/// How the keys of numbers begin that belong to an era or a government.
const OWNERS: [&str; 2] = ["era.", "government."];
/// Greatest number of rows.
const ROWS: usize = 100_000;
/// Greatest number of a draw.
const GREATEST: usize = 1 << 31;
/// Wrong cells after which the rest is not read.
const TOLD: usize = 20;

/// The scenario with the draws of a file in the place of its distributions. The text is kept among its sources.
///
/// # Errors
/// [`ScenarioError::Read`] if the file cannot be read, [`ScenarioError::Invalid`] with its faults otherwise: columns that
/// are no uncertain number of the scenario (but for those of eras and governments that it does not have), no column that
/// is one, cells that are no number or lie outside the distribution, draws that stand twice, no rows.
pub fn with_draws(scenario: Scenario, path: &Path) -> Result<Scenario, ScenarioError> {
    let (name, bytes) = named_bytes(path, TABLE)?;
    parse(scenario, &name, bytes)
}

pub(crate) fn parse(mut scenario: Scenario, name: &str, bytes: Vec<u8>) -> Result<Scenario, ScenarioError> {
    let uncertain = scenario.uncertain();
    let (drawn, text) = sheet::read(&format!("{SOURCE}{name}"), bytes, |sheet| {
        let text = sheet.text.to_owned();
        let joined = &scenario.correlated;
        Some((Reader { file: name, uncertain: &uncertain, joined, sheet, told: 0, numbers: Vec::new() }.read()?, text))
    })?;
    scenario.contents.drawn = Some(drawn);
    scenario.contents.sources.push(Source { part: Part::Draws, name: name.to_owned(), text });
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

/// What a column holds.
#[derive(Clone, Copy, PartialEq)]
enum Column {
    /// The uncertain number with this index.
    Number(usize),
    /// The number of the draw.
    Draw,
    /// Something that is no number of the scenario.
    Other,
}

struct Reader<'a, 's> {
    file: &'a str,
    uncertain: &'a [Uncertain],
    joined: &'a Correlated,
    sheet: &'a mut Sheet<'s>,
    /// Cells that are no value, so far.
    told: usize,
    /// The draws of the rows so far, with their places.
    numbers: Vec<(usize, Range<usize>)>,
}

impl Reader<'_, '_> {
    fn read(mut self) -> Option<Drawn> {
        let uncertain = self.uncertain;
        let names = identifiers(uncertain.iter().map(|number| &number.key));
        let mut table = self.sheet.table(&layout(uncertain, &names))?;
        for (cell, column) in table.header.iter().zip(&mut table.columns) {
            *column = column.or_else(|| names.iter().position(|name| *name == cell.value).map(Column::Number));
        }
        self.no_number_twice(&table);
        let given: Vec<usize> = table.columns.iter().filter_map(|column| number(*column)).collect();
        if given.is_empty() {
            let message = "no column is an uncertain number of the scenario".to_owned();
            self.sheet.report(0..0, message, "header", "was it made for another scenario?".to_owned());
        }
        let rows: Vec<Vec<f64>> = table.rows.iter().map_while(|row| self.row(&table, row)).collect();
        if rows.is_empty() {
            let help = "one row for each draw, below the header".to_owned();
            self.sheet.report(0..0, "the file holds no draws".into(), "no rows", help);
        }
        self.no_draw_twice();
        self.none_left_behind(&given);
        let key = |number: &usize| uncertain[*number].key.clone();
        let missing = (0..uncertain.len()).filter(|number| !given.contains(number));
        let unused = table.header.iter().filter(|cell| elsewhere(uncertain, &cell.value));
        let numbers = self.numbers.into_iter().map(|(number, _)| number).collect();
        let numbers = table.columns.contains(&Some(Column::Draw)).then_some(numbers);
        let mut drawn = Drawn::new(self.file, given.iter().map(key).collect(), rows, numbers);
        drawn.missing = missing.map(|number| key(&number)).collect();
        drawn.unused = unused.map(|cell| cell.value.clone()).collect();
        Some(drawn)
    }

    /// Reports a number without a column that rises and falls with one that has a column: its own draws would not.
    fn none_left_behind(&mut self, given: &[usize]) {
        let key = |number: usize| self.uncertain[number].key.as_str();
        let tied = |&number: &usize| given.iter().find(|other| self.joined.together(key(number), key(**other)));
        let alone = (0..self.uncertain.len()).filter(|number| !given.contains(number));
        if let Some((number, other)) = alone.filter_map(|number| Some((number, *tied(&number)?))).next() {
            let message = format!("there is no column `{}`", key(number));
            let help = format!("it rises and falls with `{}`, which has a column: give both or neither", key(other));
            self.sheet.report(0..0, message, "header", help);
        }
    }

    /// The numbers of a row; `None` once the limit of reported faults is reached.
    fn row(&mut self, table: &Grid<Column>, row: &[Cell]) -> Option<Vec<f64>> {
        if self.told >= TOLD {
            return None;
        }
        if !self.sheet.fits(row, table.columns.len()) {
            self.told += 1;
            return Some(Vec::new());
        }
        let mut values = Vec::new();
        for (column, cell) in table.cells(row) {
            match column {
                Column::Number(number) => values.push(self.value(number, cell)),
                Column::Draw => self.draw(cell),
                Column::Other => {}
            }
        }
        Some(values)
    }

    /// A cell as a number inside the distribution that it stands for.
    fn value(&mut self, column: usize, cell: &Cell) -> f64 {
        let number = &self.uncertain[column];
        let (low, high) = number.distribution.map_or((number.central, number.central), |known| known.support());
        let value = cell.value.parse().unwrap_or(f64::NAN);
        if !(low..=high).contains(&value) || !value.is_finite() {
            let message = format!("`{}` is no value of `{}`", shown(&cell.value), number.key);
            let help = slips::decimal_comma(&cell.value);
            let help = help.unwrap_or_else(|| format!("its distribution reaches from {low} to {high}"));
            self.sheet.report(cell.place.clone(), message, "not in it", help);
            self.told += 1;
        }
        value
    }

    /// The number of the draw that a row is.
    fn draw(&mut self, cell: &Cell) {
        match cell.value.parse().ok().filter(|number| *number <= GREATEST) {
            Some(number) => self.numbers.push((number, cell.place.clone())),
            None => {
                let message = format!("`{}` is not the number of a draw", shown(&cell.value));
                let help = format!("allowed: a whole number from 0 to {GREATEST}; or leave the column out");
                self.sheet.report(cell.place.clone(), message, "not a draw", help);
                self.told += 1;
            }
        }
    }

    /// Reports a number that has a column by its key and another by its identifier.
    fn no_number_twice(&mut self, table: &Grid<Column>) {
        for (index, column) in table.columns.iter().enumerate() {
            let first = table.columns[..index].iter().position(|other| number(*other).is_some() && other == column);
            let Some(first) = first.map(|first| &table.header[first]) else { continue };
            let again = &table.header[index];
            if again.value != first.value {
                let message = format!("`{}` and `{}` are the same number", shown(&first.value), shown(&again.value));
                self.sheet.report_again(again.place.clone(), message, first.place.clone());
            }
        }
    }

    fn no_draw_twice(&mut self) {
        let mut seen = HashMap::new();
        for (number, place) in &self.numbers {
            if let Some(first) = seen.insert(number, place) {
                let (place, first) = (place.clone(), first.clone());
                self.sheet.report_again(place, format!("the draw {number} stands twice"), first);
            }
        }
    }
}

/// Columns of an estimate's draws that are no numbers.
const OTHER: [&str; 2] = ["log_likelihood", "principal_branch_differs"];

/// The columns of a table of draws: numbers by their keys, or by these names.
fn layout<'a>(uncertain: &'a [Uncertain], names: &'a [String]) -> Layout<'a, Column> {
    let numbers = uncertain.iter().enumerate().map(|(index, number)| (number.key.as_str(), Column::Number(index)));
    Layout {
        columns: numbers.chain([("draw", Column::Draw)]).chain(OTHER.map(|name| (name, Column::Other))).collect(),
        needed: &[],
        passed: Box::new(|name| elsewhere(uncertain, name) || names.iter().any(|known| known == name)),
        rows: ROWS,
        empty: (
            "the file is empty",
            "a header that names uncertain numbers, below it one row for each draw".to_owned(),
        ),
        missing: "the draws have no column",
        unknown: "the scenario has no uncertain number",
    }
}

fn number(column: Option<Column>) -> Option<usize> {
    match column {
        Some(Column::Number(number)) => Some(number),
        _ => None,
    }
}

/// Whether a column is of an era or a government that the scenario does not have.
fn elsewhere(uncertain: &[Uncertain], name: &str) -> bool {
    owner(name).is_some_and(|named| uncertain.iter().all(|number| owner(&number.key) != Some(named)))
}
