//! The tables of a foresight: rows for people, and CSV (model page §10).
//!
//! Takes what [`findings::foresight`](crate::findings::foresight) holds, gives rows of cells and bytes.

use crate::findings::ALL_BRANCHES;
use crate::findings::foresight::{Forecaster, Foresight, QuestionRow, Score, Stated};
use crate::findings::table::Table;
use crate::report::chart::words::{frequency, number, percent};
use crate::report::csv::{TableError, optional, table};

/// A header, and rows as long.
pub(super) type Rows = (Vec<String>, Vec<Vec<String>>);

fn cells(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

/// One row a question: what came, the probabilities, and how they fared if there are answers.
pub(super) fn scored(found: &Foresight) -> Rows {
    let mut header = cells(&["question", "came", "branch", "all", "naive"]);
    if found.answers.is_some() {
        header.extend(cells(&["log: branch", "all", "naive", "Brier: branch", "all", "naive"]));
    }
    let row = |question: &QuestionRow| {
        let of = [question.stated_in(found.foremost()), question.stated_in(ALL_BRANCHES)];
        let mut row = vec![question.question.clone(), came(question).to_owned()];
        row.extend(of.map(|of| of.map_or(String::new(), |of| frequency(&super::share(question, of)))));
        row.push(question.naive.map_or(String::new(), percent));
        if found.answers.is_some() {
            // What the likeliest branch says is no forecast that could be scored once another may have come.
            let known = of[0].filter(|_| found.came.is_some());
            let scores = [known.and_then(|of| of.score), of[1].and_then(|of| of.score), question.naive_score];
            row.extend(scores.map(|score| score.map_or(String::new(), |score| number(score.log, 2))));
            row.extend(scores.map(|score| score.map_or(String::new(), |score| number(score.brier, 3))));
        }
        row
    };
    (header, found.questions.iter().map(row).collect())
}

fn came(question: &QuestionRow) -> &'static str {
    match question.outcome {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}

/// One row a forecaster.
pub(super) fn totals(found: &Foresight) -> Rows {
    let header = cells(&["", "log score", "by question", "Brier"]);
    let name = |forecaster| match forecaster {
        Forecaster::BranchThatCame => format!("model, {}", found.foremost()),
        Forecaster::AllBranches => "model, all branches by their odds".to_owned(),
        Forecaster::Naive => "naive".to_owned(),
    };
    let row = |total: &crate::findings::foresight::Total| {
        let numbers = [(total.log_sum, 2), (total.log_mean, 3), (total.brier_mean, 3)];
        let mut row = vec![name(total.forecaster)];
        row.extend(numbers.map(|(value, decimals)| number(value, decimals)));
        row
    };
    (header, found.scores.iter().map(row).collect())
}

/// One row a question, one column a branch, and all by their odds.
pub(super) fn by_branch(found: &Foresight, names: &[String]) -> Rows {
    let mut header = cells(&["question"]);
    header.extend_from_slice(names);
    header.push(ALL_BRANCHES.to_owned());
    let row = |question: &QuestionRow| {
        let stated = question.stated.iter().map(|of| frequency(&super::share(question, of)));
        [question.question.clone()].into_iter().chain(stated).collect()
    };
    (header, found.questions.iter().map(row).collect())
}

/// One row a question and branch, `all` included.
///
/// # Errors
/// If the table cannot be written to memory.
pub fn csv(found: &Foresight) -> Result<Vec<u8>, TableError> {
    let header = [
        "question",
        "by",
        "branch",
        "odds",
        "came",
        "probability",
        "standard_error",
        "low95",
        "high95",
        "hits",
        "trials",
        "naive",
        "outcome",
        "log_score",
        "brier",
        "naive_log_score",
        "naive_brier",
    ];
    let rows = found
        .questions
        .iter()
        .flat_map(|question| question.stated.iter().map(move |stated| row(found, question, stated)));
    table(Table { header: cells(&header), rows: Box::new(rows) })
}

fn row(found: &Foresight, question: &QuestionRow, stated: &Stated) -> Vec<String> {
    let branch = found.branches.iter().find(|branch| branch.name == stated.branch);
    let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let came = branch.and(found.came.as_ref()).map(|came| yes(*came == stated.branch));
    let score = |score: Option<Score>| [score.map(|score| score.log), score.map(|score| score.brier)].map(optional);
    let [log, brier] = score(stated.score);
    let [naive_log, naive_brier] = score(question.naive_score);
    vec![
        question.question.clone(),
        question.by.clone(),
        stated.branch.clone(),
        optional(branch.map(|branch| branch.odds)),
        came.unwrap_or_default(),
        stated.probability.value.to_string(),
        optional(stated.probability.standard_error),
        stated.low95.to_string(),
        stated.high95.to_string(),
        stated.hits.to_string(),
        stated.trials.to_string(),
        optional(question.naive),
        question.outcome.map(yes).unwrap_or_default(),
        log,
        brier,
        naive_log,
        naive_brier,
    ]
}
