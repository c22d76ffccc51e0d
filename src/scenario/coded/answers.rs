//! What came of the questions of a scenario: yes, no, or not known yet (model page §10).
//!
//! Takes a CSV file and the scenario that asks, gives [`Answers`], or every fault of the file. A question that the file
//! does not name, or leaves empty, is unanswered: that is not taken for "no".

use crate::scenario::text::nearest::advice;
use std::ops::Range;
use std::path::Path;

use crate::base::text::shown;
use crate::scenario::coded::sheet::{self, Cell, Layout, Sheet, UNKNOWN};
use crate::scenario::parts::names::ELECTION;
use crate::scenario::parts::scenario::Scenario;
use crate::scenario::text::fault::ScenarioError;
use crate::scenario::text::source::{FILE, named_bytes};

/// What a column holds.
#[derive(Clone, Copy, PartialEq)]
enum Column {
    Question,
    Outcome,
    Source,
}

/// Columns of the file; grounds may be left out, the others not.
const COLUMNS: [(&str, Column); 3] =
    [("question", Column::Question), ("outcome", Column::Outcome), ("source", Column::Source)];

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// File name without folders.
    pub name: String,
    /// Its full text.
    pub text: String,
    /// The branch of the first election that came (index into its branches), if known.
    pub branch: Option<usize>,
    /// What came of each question, in the order of [`Contents::questions`](crate::scenario::Contents::questions), if known.
    pub outcomes: Vec<Option<bool>>,
}

/// Reads the answers to the questions of this scenario.
///
/// # Errors
/// [`ScenarioError::Read`] if the file cannot be read, [`ScenarioError::Invalid`] with all its faults otherwise: columns
/// unknown or missing, questions that the scenario does not ask or that stand twice, outcomes that are none, branches
/// that the first election does not have.
pub fn answers(path: &Path, scenario: &Scenario) -> Result<Answers, ScenarioError> {
    let (name, bytes) = named_bytes(path, FILE)?;
    sheet::read(&name, bytes, |sheet| {
        let found = Answers {
            name: name.clone(),
            text: sheet.text.to_owned(),
            branch: None,
            outcomes: vec![None; scenario.questions.len()],
        };
        Reader { sheet, scenario, seen: Vec::new(), found }.answers()
    })
}

/// The columns of a file of answers.
fn layout() -> Layout<'static, Column> {
    let names = COLUMNS.map(|(name, _)| name).join(", ");
    Layout {
        columns: COLUMNS.to_vec(),
        needed: &["question", "outcome"],
        passed: Box::new(|_| false),
        rows: sheet::ROWS,
        empty: ("the file of answers is empty", format!("its columns: {names}")),
        missing: "the answers have no column",
        unknown: "unknown column",
    }
}

struct Reader<'a, 't> {
    sheet: &'a mut Sheet<'t>,
    scenario: &'a Scenario,
    /// Questions answered so far, with their indices.
    seen: Vec<(String, Range<usize>)>,
    found: Answers,
}

impl Reader<'_, '_> {
    fn answers(mut self) -> Option<Answers> {
        let table = self.sheet.table(&layout())?;
        for row in &table.rows {
            if !self.sheet.fits(row, table.columns.len()) {
                continue;
            }
            let cell = |wanted| table.cells(row).find(|(column, _)| *column == wanted).map(|(_, cell)| cell);
            if let Some((question, outcome)) = cell(Column::Question).zip(cell(Column::Outcome)) {
                self.row(question, outcome);
            }
        }
        Some(self.found)
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
            Some(index) => self.found.outcomes[index] = self.sheet.answer(outcome, "what came"),
            None if name == ELECTION => self.found.branch = self.branch(outcome),
            None => {
                let asked = self.scenario.questions.iter().map(|asked| asked.name.as_str());
                let known: Vec<&str> = asked.chain([ELECTION]).collect();
                let message = format!("the scenario does not ask `{}`", shown(name));
                self.sheet.unknown(question, message, "unknown question", known);
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
        self.sheet.report(cell.place.clone(), format!("there is no branch `{}`", shown(name)), "unknown branch", help);
        None
    }
}
