//! A scenario's questions about what comes after its start: how probable the model holds a yes, and how that fared
//! (model page §10).
//!
//! Takes a scenario, what its paths say in every draw, and answers if there are any, gives plain data: what tables of foresight show.

mod question;
mod score;
mod total;

pub use question::{QuestionRow, Stated};
pub use score::{ElectionScore, Score};
pub use total::{Forecaster, Total};

use super::backtest::RecordFile;
use super::{ALL_BRANCHES, BranchOdds, Provenance};
use crate::forecast::branching::BranchCase;
use crate::forecast::questions::Yes;
use crate::scenario::{Answers, Scenario};
use serde::{Deserialize, Serialize};

/// What the model says of every question, and how it fared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Foresight {
    /// Where the numbers come from.
    pub provenance: Provenance,
    /// The answers, by name and content, if there are any.
    pub answers: Option<RecordFile>,
    /// Branches in the order of the file.
    pub branches: Vec<BranchOdds>,
    /// The branch that came, if the answers name it.
    pub came: Option<String>,
    /// Draws that were certified and so count in every number.
    pub certified_draws: usize,
    /// Numbers of the draws that were not, left out of every number.
    pub uncertified_draws: Vec<usize>,
    /// Questions in the order of the file.
    pub questions: Vec<QuestionRow>,
    /// Scores over the questions on which every forecaster spoke and whose answer is known; empty if there is none.
    pub scores: Vec<Total>,
    /// How the scenario's odds of its first election fared, if the answers name the branch.
    pub election: Option<ElectionScore>,
}

impl Foresight {
    /// What the paths say ([`asked`](crate::forecast::questions::asked)), scored if there are answers.
    pub fn new(
        scenario: &Scenario,
        asked: &[Option<Yes>],
        answers: Option<(RecordFile, Answers)>,
        provenance: Provenance,
    ) -> Self {
        let cases = BranchCase::all(scenario);
        let certified: Vec<&Yes> = asked.iter().flatten().collect();
        let (record, answers) = answers.unzip();
        let outcome = |index: usize| answers.as_ref().and_then(|answers| answers.outcomes[index]);
        let row = |(index, question)| question::row(scenario, &certified, question, (index, outcome(index)));
        let questions: Vec<QuestionRow> = scenario.questions.iter().enumerate().map(row).collect();
        let branch = answers.as_ref().and_then(|answers| answers.branch).and_then(|branch| cases.get(branch));
        let came = branch.map(|case| case.name.clone());
        Self {
            provenance,
            answers: record,
            scores: total::totals(&questions, came.as_deref()),
            election: branch.map(|case| ElectionScore::new(case, cases.len())),
            branches: cases
                .iter()
                .map(|case| BranchOdds { name: case.name.clone(), odds: case.odds, spread: None })
                .collect(),
            came,
            certified_draws: certified.len(),
            uncertified_draws: left_out(scenario, asked),
            questions,
        }
    }

    /// The branch that came; if that is not known the likeliest, of equals the first.
    pub fn foremost(&self) -> &str {
        let likeliest = self.branches.iter().reduce(|best, next| if next.odds > best.odds { next } else { best });
        self.came.as_deref().or(likeliest.map(|branch| branch.name.as_str())).unwrap_or(ALL_BRANCHES)
    }
}

/// Numbers of the draws whose games are not certified.
fn left_out(scenario: &Scenario, asked: &[Option<Yes>]) -> Vec<usize> {
    let told = scenario.draw_numbers().into_iter().zip(asked);
    told.filter(|(_, yes)| yes.is_none()).map(|(number, _)| number).collect()
}
