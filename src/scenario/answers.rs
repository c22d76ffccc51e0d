//! What came of the questions of a scenario: yes, no, or not known yet (model page §10).
//!
//! Takes a CSV file and the scenario that asks, gives [`Answers`], or every fault of the file. A question that the file
//! does not name, or leaves empty, is unanswered: that is not taken for "no".

use std::ops::Range;
use std::path::Path;

use super::Scenario;
use super::fault::ScenarioError;
use super::file::named_bytes;
use super::label::shown;
use super::nearest::advice;
use super::question::ELECTION;
use super::table;
use super::table::{Cell, Sheet};

/// Columns of the file; grounds may be left out, the others not.
const COLUMNS: [&str; 3] = ["question", "outcome", "source"];
/// What is known of nothing.
const UNKNOWN: &str = "unknown";

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// File name without folders.
    pub name: String,
    /// Its full text.
    pub text: String,
    /// The branch of the first election that came (index into its branches), if known.
    pub branch: Option<usize>,
    /// What came of each question, in the order of [`Scenario::questions`], if known.
    pub outcomes: Vec<Option<bool>>,
}

/// Reads the answers to the questions of this scenario.
///
/// # Errors
/// [`ScenarioError::Read`] if the file cannot be read, [`ScenarioError::Invalid`] with all its faults otherwise: columns
/// unknown or missing, questions that the scenario does not ask or that stand twice, outcomes that are none, branches
/// that the first election does not have.
pub fn answers(path: &Path, scenario: &Scenario) -> Result<Answers, ScenarioError> {
    let (name, bytes) = named_bytes(path)?;
    table::read(&name, bytes, |sheet| {
        let found = Answers {
            name: name.clone(),
            text: sheet.text.to_owned(),
            branch: None,
            outcomes: vec![None; scenario.questions.len()],
        };
        Reader { sheet, scenario, seen: Vec::new(), found }.answers()
    })
}

struct Reader<'a, 't> {
    sheet: &'a mut Sheet<'t>,
    scenario: &'a Scenario,
    /// Questions answered so far, with their places.
    seen: Vec<(String, Range<usize>)>,
    found: Answers,
}

impl Reader<'_, '_> {
    fn report(&mut self, cell: &Cell, message: String, label: &str, help: String) {
        self.sheet.report(cell.place.clone(), message, label, help);
    }

    fn answers(mut self) -> Option<Answers> {
        let mut rows = self.sheet.rows()?.into_iter();
        let Some(header) = rows.next() else {
            let help = format!("its columns: {}", COLUMNS.join(", "));
            self.sheet.report(0..0, "the file of answers is empty".into(), "no header", help);
            return None;
        };
        for cell in header.iter().filter(|cell| !COLUMNS.contains(&cell.value.as_str())) {
            let message = format!("unknown column `{}`", shown(&cell.value));
            self.report(cell, message, "unknown", advice(&cell.value, COLUMNS));
        }
        self.sheet.no_column_twice(&header);
        let [question, outcome] = [COLUMNS[0], COLUMNS[1]].map(|column| self.column(column, &header));
        let (question, outcome) = question.zip(outcome)?;
        for row in rows {
            if self.sheet.fits(&row, header.len()) {
                self.row(&row[question], &row[outcome]);
            }
        }
        Some(self.found)
    }

    fn column(&mut self, name: &str, header: &[Cell]) -> Option<usize> {
        let found = header.iter().position(|cell| cell.value == name);
        if found.is_none() {
            let span = header.first().map_or(0..0, |cell| cell.place.clone());
            self.sheet.report(span, format!("the answers have no column `{name}`"), "missing", String::new());
        }
        found
    }

    fn row(&mut self, question: &Cell, outcome: &Cell) {
        let name = question.value.as_str();
        if let Some((_, first)) = self.seen.iter().find(|(known, _)| known == name) {
            let (message, first) = (format!("`{}` is answered twice", shown(name)), first.clone());
            self.sheet.report_again(question.place.clone(), message, first);
            return;
        }
        self.seen.push((name.to_owned(), question.place.clone()));
        let asked = self.scenario.questions.iter().position(|asked| asked.name == name);
        match asked {
            Some(place) => self.found.outcomes[place] = self.outcome(outcome),
            None if name == ELECTION => self.found.branch = self.branch(outcome),
            None => {
                let asked = self.scenario.questions.iter().map(|asked| asked.name.as_str());
                let known: Vec<&str> = asked.chain([ELECTION]).collect();
                let message = format!("the scenario does not ask `{}`", shown(name));
                self.report(question, message, "unknown question", advice(name, known));
            }
        }
    }

    fn outcome(&mut self, cell: &Cell) -> Option<bool> {
        match cell.value.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            "" | UNKNOWN => None,
            other => {
                let message = format!("`{}` does not say what came", shown(other));
                self.report(cell, message, "not understood", "write yes, no or unknown".to_owned());
                None
            }
        }
    }

    /// The branch of the first election that came.
    fn branch(&mut self, cell: &Cell) -> Option<usize> {
        let name = cell.value.as_str();
        let scenario = self.scenario;
        let branches = scenario.elections.first().map_or(&[][..], |election| &election.branches);
        let found = branches.iter().position(|branch| branch.name == name);
        if found.is_some() || name.is_empty() || name == UNKNOWN {
            return found;
        }
        let help = match branches {
            [] => "the scenario holds no election: leave the row out".to_owned(),
            branches => advice(name, branches.iter().map(|branch| branch.name.as_str()).collect::<Vec<_>>()),
        };
        self.report(cell, format!("there is no branch `{}`", shown(name)), "unknown branch", help);
        None
    }
}
