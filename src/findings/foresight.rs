//! A scenario's questions about what comes after its start: how probable the model holds a yes, and how that fared
//! (model page §10).
//!
//! Takes a scenario, what its paths say in every draw, and answers if there are any, gives plain data: what tables of foresight show.

mod score;

pub use score::{ElectionScore, Forecaster, Score, Total};

use super::backtest::RecordFile;
use super::sample::{Block, blocks};
use super::{ALL_BRANCHES, BranchOdds, Estimate, Provenance};
use crate::forecast::branching::BranchCase;
use crate::forecast::questions::Yes;
use crate::scenario::{Answers, Question, Scenario};
use crate::stats::Cluster;
use crate::stats::interval::Proportion;
use crate::stats::mean::mean;
use serde::{Deserialize, Serialize};

/// What the model says of every question, and how it fared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuestionRow {
    /// Its name.
    pub question: String,
    /// The question in a sentence.
    pub asks: String,
    /// Last quarter that counts.
    pub by: String,
    /// What came, if known.
    pub outcome: Option<bool>,
    /// Probability stated by somebody who knows no model.
    pub naive: Option<f64>,
    /// How that fared.
    pub naive_score: Option<Score>,
    /// What the model says, by branch and for `all`.
    pub stated: Vec<Stated>,
}

/// The model's probability of a yes in one branch, or in all by their odds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stated {
    /// Branch, or `all`.
    pub branch: String,
    /// Probability.
    pub probability: Estimate,
    /// Lower end of the 95% interval.
    pub low95: f64,
    /// Upper end of the 95% interval.
    pub high95: f64,
    /// Paths on which the answer is yes.
    pub hits: usize,
    /// Paths in all.
    pub trials: usize,
    /// How it fared, if the answer is known.
    pub score: Option<Score>,
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
        let outcome = |place: usize| answers.as_ref().and_then(|answers| answers.outcomes[place]);
        let row = |(place, question)| row(scenario, &certified, question, (place, outcome(place)));
        let questions: Vec<QuestionRow> = scenario.questions.iter().enumerate().map(row).collect();
        let branch = answers.as_ref().and_then(|answers| answers.branch).and_then(|branch| cases.get(branch));
        let came = branch.map(|case| case.name.clone());
        Self {
            provenance,
            answers: record,
            scores: score::totals(&questions, came.as_deref()),
            election: branch.map(|case| ElectionScore::new(case, cases.len())),
            branches: cases.iter().map(|case| BranchOdds { name: case.name.clone(), odds: case.odds }).collect(),
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

impl QuestionRow {
    /// What the model says in a branch, or in `all`.
    pub fn stated_in(&self, branch: &str) -> Option<&Stated> {
        self.stated.iter().find(|stated| stated.branch == branch)
    }
}

/// Numbers of the draws whose games are not certified.
fn left_out(scenario: &Scenario, asked: &[Option<Yes>]) -> Vec<usize> {
    let told = scenario.draw_numbers().into_iter().zip(asked);
    told.filter(|(_, yes)| yes.is_none()).map(|(number, _)| number).collect()
}

fn row(
    scenario: &Scenario,
    draws: &[&Yes],
    question: &Question,
    (place, outcome): (usize, Option<bool>),
) -> QuestionRow {
    let blocks = blocks(&BranchCase::all(scenario));
    QuestionRow {
        question: question.name.clone(),
        asks: question.asks.clone(),
        by: scenario.first.plus(question.by).to_string(),
        outcome,
        naive: question.naive,
        naive_score: question.naive.zip(outcome).map(|(naive, outcome)| Score::new(naive, outcome)),
        stated: blocks.iter().filter_map(|block| stated(scenario, draws, block, (place, outcome))).collect(),
    }
}

/// Probability of a yes in one block; `None` if nothing has weight.
fn stated(
    scenario: &Scenario,
    draws: &[&Yes],
    block: &Block,
    (place, outcome): (usize, Option<bool>),
) -> Option<Stated> {
    let paths = scenario.simulation.paths;
    let (mut hits, mut trials) = (0, 0);
    let mut clusters = Vec::with_capacity(draws.len());
    for draw in draws {
        let mut cluster = Cluster::default();
        for &(branch, weight) in &block.parts {
            let yes = draw[place][branch];
            hits += yes;
            trials += paths;
            cluster.weight += weight * paths as f64;
            cluster.sum += weight * yes as f64;
        }
        clusters.push(cluster);
    }
    let probability = mean(&clusters)?;
    // As for chapters: paths are paired across branches, and those of a draw share its numbers.
    let independent = draws.len() * if scenario.uncertain().is_empty() { paths } else { 1 };
    let (low95, high95) = Proportion { estimate: probability, trials, independent }.interval();
    let score = outcome.map(|outcome| Score::new(probability.value, outcome));
    Some(Stated { branch: block.name.clone(), probability, low95, high95, hits, trials, score })
}
