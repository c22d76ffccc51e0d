//! Coded episodes of several alliances: an event in each, the codes before it and what followed (docs/panel.md).
//!
//! Takes a CSV file, gives a [`Panel`], or every fault of the file. What is empty or `unknown` among the outcomes is not
//! known: it is neither scored nor learnt from.

use std::ops::Range;
use std::path::Path;

use crate::base::text::shown;
use crate::base::units::Quarter;
use crate::scenario::coded::sheet::{self, Cell, Grid, Layout, Sheet, UNKNOWN};
use crate::scenario::text::fault::ScenarioError;
use crate::scenario::text::nearest::advice;
use crate::scenario::text::source::{FILE, named_bytes};

/// Quarters after that of the event within which outcomes are coded.
pub const WINDOW: usize = 8;

/// The codes before an event: the column of each, and its values from the lowest on.
pub const CODES: [(&str, &[&str]); 6] = [
    ("conf_before", &["detente", "strained", "confrontation", "crisis"]),
    ("mandate_before", &["weak", "contested", "solid"]),
    ("opening_before", &["sanctioned", "cold", "engaged"]),
    ("integ_before", &["0", "1", "2", "3"]),
    ("subsidy_before", &["low", "mid", "high"]),
    ("dispute_before", &["0", "1"]),
];

/// What may come of an event.
pub const BRANCHES: [&str; 5] =
    ["consolidated", "weakened", "transfer_no_pivot", "transfer_pivot", "transfer_to_patron"];

/// The outcomes that are coded after an event, by their columns.
pub const OUTCOMES: [&str; 5] = ["P", "S", "H", "L", "R"];

/// What a cell of the column of loyalty may say; the first is the outcome.
const LOYALTY: [&str; 3] = ["yes", "mixed", "no"];
/// The parts of a panel, the first where none is named.
const SPLITS: [&str; 2] = ["main", "seed"];
/// How far a coding is to be trusted.
const CONFIDENCE: [&str; 3] = ["high", "medium", "low"];
/// How far the odds of the branches may miss a sum of 1.
const SLACK: f64 = 1e-6;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Column {
    Id,
    Split,
    Patron,
    Client,
    Quarter,
    Confidence,
    WindowEnd,
    Came,
    Code(usize),
    Odds(usize),
    Outcome(usize),
    Date,
}

/// Columns that are read, beside those of codes, odds and outcomes.
const COLUMNS: [(&str, Column); 12] = [
    ("id", Column::Id),
    ("split", Column::Split),
    ("patron", Column::Patron),
    ("client", Column::Client),
    ("quarter", Column::Quarter),
    ("confidence", Column::Confidence),
    ("window_end", Column::WindowEnd),
    ("came", Column::Came),
    ("P_first", Column::Date),
    ("S_date", Column::Date),
    ("H_date", Column::Date),
    ("R_date", Column::Date),
];

/// Columns that say more of an episode and are passed over.
const PASSED: [&str; 13] = [
    "outside",
    "kind",
    "standing_before",
    "subsidy_before_pp",
    "prior_evidence",
    "P_quarters",
    "P_kind",
    "S_what",
    "H_what",
    "R_what",
    "R_pp",
    "R_type",
    "E",
];
/// More of them, which have no column of sources.
const TOLD: [&str; 1] = ["what_happened"];
/// Ending of a column of sources.
const SOURCES: &str = "_src";

/// Coded episodes.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// File name without folders.
    pub name: String,
    /// Its full text.
    pub text: String,
    /// Episodes in the order of the file.
    pub episodes: Vec<Episode>,
}

/// One event with what was before it and after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Episode {
    /// Its name.
    pub id: String,
    /// Whether it is held out: scored apart, and nobody learns from it.
    pub held_out: bool,
    /// How far the coding is to be trusted, if the file says so.
    pub confidence: Option<String>,
    /// The patron.
    pub patron: String,
    /// The client.
    pub client: String,
    /// Quarter of the event.
    pub quarter: Quarter,
    /// Indices of the codes before it, in the order of [`CODES`].
    pub codes: [usize; 6],
    /// Prior odds of [`BRANCHES`].
    pub odds: [f64; 5],
    /// The branch that came, an index into [`BRANCHES`].
    pub came: usize,
    /// What came of [`OUTCOMES`], where it is known. Of loyalty: whether it was given throughout.
    pub outcomes: [Option<bool>; 5],
}

/// Reads a panel.
///
/// # Errors
/// [`ScenarioError::Read`] if the file cannot be read, [`ScenarioError::Invalid`] with all its faults otherwise.
pub fn panel(path: &Path) -> Result<Panel, ScenarioError> {
    let (name, bytes) = named_bytes(path, FILE)?;
    sheet::read(&name, bytes, |sheet| {
        let text = sheet.text.to_owned();
        let episodes = Reader { sheet, seen: Vec::new() }.episodes()?;
        Some(Panel { name: name.clone(), text, episodes })
    })
}

/// Name of the column of the odds of each branch, made once.
fn odds_columns() -> Vec<String> {
    BRANCHES.map(|branch| format!("pr_{branch}")).to_vec()
}

/// The columns of a panel.
fn layout(odds: &[String]) -> Layout<'_, Column> {
    let codes = CODES.iter().enumerate().map(|(at, (name, _))| (*name, Column::Code(at)));
    let odds = odds.iter().enumerate().map(|(at, name)| (name.as_str(), Column::Odds(at)));
    let outcomes = OUTCOMES.into_iter().enumerate().map(|(at, name)| (name, Column::Outcome(at)));
    let columns: Vec<(&str, Column)> = COLUMNS.into_iter().chain(codes).chain(odds).chain(outcomes).collect();
    let known: Vec<String> =
        columns.iter().map(|(name, _)| (*name).to_owned()).chain(PASSED.map(String::from)).collect();
    let passed = move |name: &str| {
        let sources = name.strip_suffix(SOURCES).is_some_and(|of| known.iter().any(|known| known == of));
        sources || PASSED.contains(&name) || TOLD.contains(&name)
    };
    Layout {
        columns,
        needed: &[
            "id",
            "patron",
            "client",
            "quarter",
            "conf_before",
            "mandate_before",
            "opening_before",
            "integ_before",
            "subsidy_before",
            "dispute_before",
            "pr_consolidated",
            "pr_weakened",
            "pr_transfer_no_pivot",
            "pr_transfer_pivot",
            "pr_transfer_to_patron",
            "came",
            "P",
            "S",
            "H",
            "L",
            "R",
        ],
        passed: Box::new(passed),
        rows: sheet::ROWS,
        empty: ("the panel is empty", "its columns are listed in docs/panel.md".to_owned()),
        missing: "the panel has no column",
        unknown: "unknown column",
    }
}

struct Reader<'a, 't> {
    sheet: &'a mut Sheet<'t>,
    /// Names of the episodes so far, with their places.
    seen: Vec<(String, Range<usize>)>,
}

/// The cells of one row, by what they hold.
struct Row<'g> {
    grid: &'g Grid<Column>,
    cells: &'g [Cell],
    /// Where the row begins.
    place: Range<usize>,
}

impl<'g> Row<'g> {
    fn get(&self, wanted: Column) -> Option<&'g Cell> {
        self.grid.cells(self.cells).find(|(column, _)| *column == wanted).map(|(_, cell)| cell)
    }

    /// A cell that the table is known to have.
    fn cell(&self, wanted: Column) -> Cell {
        self.get(wanted).cloned().unwrap_or(Cell { place: self.place.clone(), value: String::new() })
    }
}

impl Reader<'_, '_> {
    fn episodes(mut self) -> Option<Vec<Episode>> {
        let odds = odds_columns();
        let grid = self.sheet.table(&layout(&odds))?;
        if grid.rows.is_empty() {
            let place = grid.header.first().map_or(0..0, |cell| cell.place.clone());
            self.sheet.report(place, "the panel has no episode".to_owned(), "nothing below", String::new());
        }
        let mut episodes = Vec::with_capacity(grid.rows.len());
        for cells in &grid.rows {
            if self.sheet.fits(cells, grid.columns.len()) {
                let place = cells.first().map_or(0..0, |cell| cell.place.clone());
                episodes.extend(self.episode(&Row { grid: &grid, cells, place }));
            }
        }
        Some(episodes)
    }

    /// The episode of a row; every cell is looked at, whatever the others hold.
    fn episode(&mut self, row: &Row<'_>) -> Option<Episode> {
        let id = self.id(&row.cell(Column::Id));
        let held_out = row.get(Column::Split).is_some_and(|cell| {
            !cell.value.is_empty() && self.choice(cell, "part of the panel", &SPLITS).is_some_and(|part| part == 1)
        });
        let confidence = row
            .get(Column::Confidence)
            .filter(|cell| !cell.value.is_empty())
            .and_then(|cell| self.choice(cell, "grade of confidence", &CONFIDENCE).map(|at| CONFIDENCE[at].to_owned()));
        let patron = self.named(&row.cell(Column::Patron), "patron");
        let client = self.named(&row.cell(Column::Client), "client");
        let quarter = self.quarter(&row.cell(Column::Quarter));
        let end = self.window_end(row, quarter);
        for (_, cell) in row.grid.cells(row.cells).filter(|(column, _)| *column == Column::Date) {
            self.date(cell, quarter.zip(end));
        }
        let codes = CODES.iter().enumerate().map(|(at, (name, values))| {
            let cell = row.cell(Column::Code(at));
            self.choice(&cell, &format!("code of `{name}`"), values)
        });
        let codes: Vec<Option<usize>> = codes.collect();
        let odds = self.odds(row);
        let came = self.came(&row.cell(Column::Came));
        let outcomes: Vec<Option<bool>> =
            (0..OUTCOMES.len()).map(|at| self.outcome(at, &row.cell(Column::Outcome(at)))).collect();
        Some(Episode {
            id: id?,
            held_out,
            confidence,
            patron: patron?,
            client: client?,
            quarter: quarter?,
            codes: codes.into_iter().collect::<Option<Vec<_>>>()?.try_into().ok()?,
            odds: odds?,
            came: came?,
            outcomes: outcomes.try_into().ok()?,
        })
    }

    fn id(&mut self, cell: &Cell) -> Option<String> {
        let name = self.named(cell, "name of the episode")?;
        match self.seen.iter().find(|(known, _)| *known == name) {
            Some((_, first)) => {
                let first = first.clone();
                self.sheet.report_again(cell.place.clone(), format!("two episodes `{}`", shown(&name)), first);
            }
            None => self.seen.push((name.clone(), cell.place.clone())),
        }
        Some(name)
    }

    fn named(&mut self, cell: &Cell, what: &str) -> Option<String> {
        if cell.value.is_empty() {
            self.sheet.report(cell.place.clone(), format!("the row has no {what}"), "empty", String::new());
            return None;
        }
        Some(cell.value.clone())
    }

    /// The index of a cell among the values that it may have.
    fn choice(&mut self, cell: &Cell, what: &str, valid: &[&str]) -> Option<usize> {
        let found = valid.iter().position(|known| *known == cell.value);
        if found.is_none() {
            let message = match cell.value.as_str() {
                "" => format!("the row has no {what}"),
                other => format!("there is no {what} `{}`", shown(other)),
            };
            let label = if cell.value.is_empty() { "empty" } else { "unknown code" };
            let help = match cell.value.as_str() {
                "" => format!("one of {}", valid.join(", ")),
                other => advice(other, valid.iter().copied()),
            };
            self.sheet.report(cell.place.clone(), message, label, help);
        }
        found
    }

    fn quarter(&mut self, cell: &Cell) -> Option<Quarter> {
        let found = cell.value.parse().ok();
        if found.is_none() {
            let message = format!("`{}` is not a quarter", shown(&cell.value));
            self.sheet.report(cell.place.clone(), message, "not a quarter", "write it like 2020-Q3".to_owned());
        }
        found
    }

    /// The last quarter of the window: as the file says, or that of the rules.
    fn window_end(&mut self, row: &Row<'_>, quarter: Option<Quarter>) -> Option<Quarter> {
        let stated = row.get(Column::WindowEnd).filter(|cell| !cell.value.is_empty());
        let Some(cell) = stated else { return quarter.map(|quarter| quarter.plus(WINDOW)) };
        let (end, first) = (self.quarter(cell)?, quarter?);
        if end.since(first).is_none_or(|after| after > WINDOW) {
            let message = format!("the window of an event in {first} cannot end in {end}");
            let help = format!("allowed: from {first} to {}", first.plus(WINDOW));
            self.sheet.report(cell.place.clone(), message, "outside", help);
        }
        Some(end)
    }

    /// Reports a date that is none, or that lies outside the window.
    fn date(&mut self, cell: &Cell, window: Option<(Quarter, Quarter)>) {
        if cell.value.is_empty() {
            return;
        }
        let Some((from, to)) = dated(&cell.value) else {
            let message = format!("`{}` is not a date", shown(&cell.value));
            let help = "write it like 2020-Q3, 2020-09, 2020-09-14 or 2020".to_owned();
            self.sheet.report(cell.place.clone(), message, "not a date", help);
            return;
        };
        let Some((first, last)) = window else { return };
        if to < first || from > last {
            let message = format!("{} is outside the window", shown(&cell.value));
            let help = format!("the window runs from {first} to {last}");
            self.sheet.report(cell.place.clone(), message, "outside", help);
        }
    }

    /// The odds of every branch, which sum to 1.
    fn odds(&mut self, row: &Row<'_>) -> Option<[f64; 5]> {
        let mut odds = Vec::with_capacity(BRANCHES.len());
        for (at, branch) in BRANCHES.iter().enumerate() {
            let cell = row.cell(Column::Odds(at));
            if cell.value.is_empty() {
                self.sheet.report(cell.place.clone(), format!("no odds of `{branch}`"), "empty", String::new());
            }
            let number = self.sheet.number(&cell);
            if let Some(number) = number.filter(|number| !(0.0..=1.0).contains(number)) {
                let message = format!("odds of {number}");
                self.sheet.report(cell.place.clone(), message, "not allowed", "allowed: from 0 to 1".to_owned());
                continue;
            }
            odds.extend(number);
        }
        let odds: [f64; 5] = odds.try_into().ok()?;
        let sum: f64 = odds.iter().sum();
        if (sum - 1.0).abs() > SLACK {
            let place = row.cell(Column::Odds(BRANCHES.len() - 1)).place;
            let message = format!("the odds of the branches sum to {}", (sum * 1e6).round() / 1e6);
            let help = "allowed: a sum of 1, to 6 decimals; it is never adjusted for you".to_owned();
            self.sheet.report(place, message, "the last of them", help);
        }
        Some(odds)
    }

    /// The one branch that came.
    fn came(&mut self, cell: &Cell) -> Option<usize> {
        let named: Vec<&str> =
            cell.value.split([';', ',', '/', '+', '|', ' ']).filter(|part| !part.is_empty()).collect();
        if named.len() > 1 && named.iter().filter(|name| BRANCHES.contains(name)).count() > 1 {
            let message = format!("two branches came: `{}`", shown(&cell.value));
            self.sheet.report(cell.place.clone(), message, "more than one", "name the one that came".to_owned());
            return None;
        }
        self.choice(cell, "branch that came", &BRANCHES)
    }

    /// What came of an outcome, if it is known.
    fn outcome(&mut self, at: usize, cell: &Cell) -> Option<bool> {
        let name = OUTCOMES[at];
        if cell.value.is_empty() || cell.value == UNKNOWN {
            return None;
        }
        match name {
            "L" => self.choice(cell, "code of `L`", &LOYALTY).map(|at| at == 0),
            _ => self.choice(cell, &format!("code of `{name}`"), &["0", "1"]).map(|at| at == 1),
        }
    }
}

/// First and last quarter that a date may mean: `2020-Q3`, `2020-09`, `2020-09-14` or `2020`.
fn dated(text: &str) -> Option<(Quarter, Quarter)> {
    if let Ok(quarter) = text.parse() {
        return Some((quarter, quarter));
    }
    let number = |part: &str, digits: usize| {
        let whole = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        whole.then(|| part.parse::<u32>().ok()).flatten()
    };
    let parts: Vec<&str> = text.split('-').collect();
    let year = number(parts[0], 4)?;
    let quarter = |month: u32| format!("{year:04}-Q{}", (month - 1) / 3 + 1).parse::<Quarter>().ok();
    let month = |text: &str| number(text, 2).filter(|month| (1..=12).contains(month));
    match parts[..] {
        [_] => quarter(1).zip(quarter(12)),
        [_, of_year] => quarter(month(of_year)?).map(|quarter| (quarter, quarter)),
        [_, of_year, day] => {
            let of_year = month(of_year)?;
            let longest = match of_year {
                4 | 6 | 9 | 11 => 30,
                2 => 29,
                _ => 31,
            };
            number(day, 2).filter(|day| (1..=longest).contains(day))?;
            quarter(of_year).map(|quarter| (quarter, quarter))
        }
        _ => None,
    }
}
