//! Scores over all questions on which every forecaster spoke (model page §10).
//!
//! Takes questions with probabilities, outcomes and scores, gives sums and means of the scores by forecaster.

use super::question::QuestionRow;
use super::score::Score;
use crate::findings::ALL_BRANCHES;
use serde::{Deserialize, Serialize};

/// Who states a probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forecaster {
    /// The model, in the branch of the election that came.
    BranchThatCame,
    /// The model, in all branches by their odds.
    AllBranches,
    /// Somebody who knows no model.
    Naive,
    /// Another, who counts more widely what came before where that was stated.
    NaiveWide,
}

/// Scores of a forecaster over the questions on which every forecaster spoke.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Total {
    /// Who.
    pub forecaster: Forecaster,
    /// Questions scored: the same for all.
    pub questions: usize,
    /// Sum of the log scores.
    pub log_sum: f64,
    /// Their mean.
    pub log_mean: f64,
    /// Mean of the Brier scores.
    pub brier_mean: f64,
}

/// Scores of all who can be compared: the branch that came if it is known, all branches, and the naive ones, each if it spoke on
/// any question whose answer is known.
pub(super) fn totals(questions: &[QuestionRow], came: Option<&str>) -> Vec<Total> {
    let answered = || questions.iter().filter(|question| question.outcome.is_some());
    let mut forecasters = Vec::new();
    forecasters.extend(came.map(|_| Forecaster::BranchThatCame));
    forecasters.push(Forecaster::AllBranches);
    if answered().any(|question| question.naive.is_some()) {
        forecasters.push(Forecaster::Naive);
    }
    if answered().any(|question| question.naive_wide.is_some()) {
        forecasters.push(Forecaster::NaiveWide);
    }
    let of = |question: &QuestionRow, forecaster: &Forecaster| match forecaster {
        Forecaster::BranchThatCame => question.stated_in(came?)?.score,
        Forecaster::AllBranches => question.stated_in(ALL_BRANCHES)?.score,
        Forecaster::Naive => question.naive_score,
        Forecaster::NaiveWide => question.naive_wide_score,
    };
    // One row a question, one score a forecaster.
    let rows: Vec<Vec<Score>> =
        answered().filter_map(|question| forecasters.iter().map(|who| of(question, who)).collect()).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let count = rows.len() as f64;
    let total = |(index, forecaster): (usize, &Forecaster)| {
        let sum = |value: fn(&Score) -> f64| rows.iter().map(|row| value(&row[index])).sum::<f64>();
        let (log_sum, brier) = (sum(|score| score.log), sum(|score| score.brier));
        Total {
            forecaster: *forecaster,
            questions: rows.len(),
            log_sum,
            log_mean: log_sum / count,
            brier_mean: brier / count,
        }
    };
    forecasters.iter().enumerate().map(total).collect()
}
