//! What the model says of one question, and how that fared (model page §10).
//!
//! Takes a question and what the paths of every draw answer, gives the probability of a yes by branch, with intervals
//! and scores.

use super::score::Score;
use crate::findings::Estimate;
use crate::findings::sample::{Block, blocks};
use crate::forecast::branching::BranchCase;
use crate::forecast::questions::Yes;
use crate::scenario::{Question, Scenario};
use crate::stats::Cluster;
use crate::stats::interval::Proportion;
use crate::stats::mean::mean;
use serde::{Deserialize, Serialize};

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
    /// Probability stated by somebody who counts more widely what came before.
    pub naive_wide: Option<f64>,
    /// How that fared; where it says nothing, as `naive_score`.
    pub naive_wide_score: Option<Score>,
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

impl QuestionRow {
    /// What the model says in a branch, or in `all`.
    pub fn stated_in(&self, branch: &str) -> Option<&Stated> {
        self.stated.iter().find(|stated| stated.branch == branch)
    }
}

pub(super) fn row(
    scenario: &Scenario,
    draws: &[&Yes],
    question: &Question,
    (index, outcome): (usize, Option<bool>),
) -> QuestionRow {
    let blocks = blocks(&BranchCase::all(scenario));
    let fared = |said: Option<f64>| said.zip(outcome).map(|(said, outcome)| Score::new(said, outcome));
    QuestionRow {
        question: question.name.clone(),
        asks: question.asks.clone(),
        by: scenario.first.plus(question.by).to_string(),
        outcome,
        naive: question.naive,
        naive_score: fared(question.naive),
        naive_wide: question.naive_wide,
        naive_wide_score: fared(question.naive_wide.or(question.naive)),
        stated: blocks.iter().filter_map(|block| stated(scenario, draws, block, (index, outcome))).collect(),
    }
}

/// Probability of a yes in one block; `None` if nothing has weight.
fn stated(
    scenario: &Scenario,
    draws: &[&Yes],
    block: &Block,
    (index, outcome): (usize, Option<bool>),
) -> Option<Stated> {
    let paths = scenario.simulation.paths;
    let (mut hits, mut trials) = (0, 0);
    let mut clusters = Vec::with_capacity(draws.len());
    for draw in draws {
        let mut cluster = Cluster::default();
        for &(branch, weight) in &block.parts {
            let yes = draw[index][branch];
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
