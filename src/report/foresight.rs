//! Questions about what comes after a scenario's start, as text for people, as Markdown and as CSV (model page §10).
//!
//! Takes what [`findings::foresight`](crate::findings::foresight) holds, gives text.

use super::chart::words::{count, exact, frequency, number, percent};
use super::words::shares::short;
use crate::base::table::{Number, Table, TableError, csv as written};
use crate::base::text::markdown as escaped;
use crate::findings::foresight::{Forecaster, Foresight, QuestionRow, Score, Stated, Total};
use crate::findings::{ALL_BRANCHES, BranchOdds, ChapterShare};
use serde::Serialize;
use std::fmt::Write;

/// What goes with every table of probabilities.
const READING: &str = "\
Probability: the share of simulated histories, each cut off after the question's last quarter, on which the answer is
yes: a frequency within the model, given the scenario's assumptions.
";

/// What goes with every table of scores.
const SCORING: &str = "\
Log score: the natural log of the probability given to what came (none taken nearer to 0 or 1 than 0.0001). Nearer to 0
is better. Brier score: squared distance of the probability from what came; lower is better. The questions are few and
hang together: the totals are no test of significance. Whether the questions and the numbers behind the probabilities
were chosen with the answers in sight, the scenario must say.
";

/// The questions as a person reads them at a terminal.
pub fn text(found: &Foresight) -> String {
    let mut text = format!("{}\n{}\n\n", found.provenance.title, context(found));
    text.push_str(&scored(found).text());
    for line in legend(found) {
        let _ = writeln!(text, "{line}");
    }
    if !found.scores.is_empty() {
        let _ = write!(text, "\nScores of the {}\n{}", compared(found), totals(found).text());
    }
    text.push_str(&election(found).map_or(String::new(), |lines| format!("\n{}\n", lines.join("\n"))));
    let keys: Vec<String> = found.branches.iter().enumerate().map(|(index, _)| (index + 1).to_string()).collect();
    let _ = writeln!(text, "\nProbability of every question in every branch");
    for (key, branch) in keys.iter().zip(&found.branches) {
        let _ = writeln!(text, "  {key}  {}{}", branch.name, odds(found, branch));
    }
    text.push_str(&by_branch(found, &keys).text());
    for line in bounds(found) {
        let _ = writeln!(text, "{line}");
    }
    text.push('\n');
    text.push_str(&reading(found));
    text
}

/// The same as Markdown.
pub(crate) fn markdown(found: &Foresight) -> String {
    let mut text = format!("{}\n\n", escaped(&context(found)));
    text.push_str(&scored(found).markdown());
    text.push('\n');
    for line in legend(found) {
        let _ = writeln!(text, "{}", escaped(&line));
    }
    if !found.scores.is_empty() {
        let _ = write!(text, "\nScores of the {}:\n\n{}", compared(found), totals(found).markdown());
    }
    text.push_str(&election(found).map_or(String::new(), |lines| format!("\n{}\n", escaped(&lines.join(" ")))));
    let names: Vec<String> =
        found.branches.iter().map(|branch| format!("{}{}", branch.name, odds(found, branch))).collect();
    let _ =
        write!(text, "\nProbability of every question in every branch:\n\n{}\n", by_branch(found, &names).markdown());
    for line in bounds(found) {
        let _ = writeln!(text, "- {}", escaped(&line));
    }
    text.push('\n');
    text.push_str(&reading(found));
    text
}

fn reading(found: &Foresight) -> String {
    format!("{READING}{}", if found.answers.is_some() { SCORING } else { "" })
}

/// What was asked of how many histories, and whose answers there are.
fn context(found: &Foresight) -> String {
    let questions = found.questions.len();
    let left = found.uncertified_draws.len();
    let left = if left == 0 { String::new() } else { format!(" ({left} not certified, left out)") };
    let mut text = format!(
        "{questions} {} put to {} draws{left} with {} paths in each branch.",
        if questions == 1 { "question" } else { "questions" },
        count(found.certified_draws),
        count(found.provenance.paths),
    );
    if let Some(answers) = &found.answers {
        let _ = write!(text, " Answers: {}.", answers.name);
    }
    text
}

/// Odds of a branch in brackets; nothing where there is no choice.
fn odds(found: &Foresight, branch: &BranchOdds) -> String {
    if found.branches.len() > 1 { format!(" (odds {})", exact(branch.odds)) } else { String::new() }
}

/// What the columns of the first table are of.
fn legend(found: &Foresight) -> Vec<String> {
    let known = match (found.came.is_some(), found.branches.len()) {
        (true, _) => "the one that came",
        (false, 1) => "the only one",
        (false, _) => "the likeliest",
    };
    let branch = found.branches.iter().find(|branch| branch.name == found.foremost());
    let branch = branch.map_or(String::new(), |branch| format!("{}{}", branch.name, odds(found, branch)));
    let naive = "Naive: who knows no model";
    let wide = found.questions.iter().any(|row| row.naive_wide.is_some());
    let wide = if wide { "; wide: who counts more of what came before" } else { "" };
    vec![format!("Branch: {known}, {branch}. All: every branch by its odds. {naive}{wide}.")]
}

fn compared(found: &Foresight) -> String {
    match found.scores.first().map_or(0, |total| total.questions) {
        1 => "one question on which all of them spoke".to_owned(),
        many => format!("{many} questions on which all of them spoke"),
    }
}

/// The election beside equal odds, two lines.
fn election(found: &Foresight) -> Option<[String; 2]> {
    let score = found.election.as_ref()?;
    let given = format!(
        "The election: {} had odds of {} (log score {}); equal odds would have been {} ({}).",
        score.branch,
        exact(score.odds),
        number(score.log, 2),
        exact(score.equal_odds),
        number(score.equal_log, 2)
    );
    let kept = "These odds are the scenario's input, not the model's finding: they are not among the scores above.";
    Some([given, kept.to_owned()])
}

/// How exact the probabilities are, and which answers came on no path or on every path.
fn bounds(found: &Foresight) -> Vec<String> {
    let stated = || found.questions.iter().flat_map(|question| question.stated.iter().map(move |of| (question, of)));
    let errors = stated().filter_map(|(_, of)| of.probability.standard_error);
    let worst = errors.reduce(f64::max);
    let exact = worst.map(|worst| {
        format!("The standard errors of these are at most {} points (each in CSV and JSON).", number(worst * 100.0, 2))
    });
    let rare = stated().filter(|(_, of)| of.hits == 0 || of.hits == of.trials);
    let line = |(question, of): (&QuestionRow, &Stated)| {
        let branch = if of.branch == ALL_BRANCHES { "all branches" } else { &of.branch };
        format!("{}; {branch}: {}", question.question, short(&share(question, of)))
    };
    exact.into_iter().chain(rare.map(line)).collect()
}

/// A probability as the share that the words for chapters are made for.
pub(super) fn share(question: &QuestionRow, of: &Stated) -> ChapterShare {
    let Stated { branch, probability, low95, high95, hits, trials, .. } = of.clone();
    ChapterShare { branch, chapter: question.question.clone(), probability, low95, high95, spread: None, hits, trials }
}

/// One row a question: what came, the probabilities, and how they fared if there are answers.
fn scored(found: &Foresight) -> Table<'_, QuestionRow> {
    let seen = |row: &QuestionRow, branch| row.stated_in(branch).map_or(String::new(), |of| frequency(&share(row, of)));
    let mut table = Table::of(&found.questions)
        .left("question", |row| row.question.clone())
        .right("came", |row| came(row).to_owned())
        .right("branch", move |row| seen(row, found.foremost()))
        .right("all", move |row| seen(row, ALL_BRANCHES))
        .right("naive", |row| row.naive.map_or(String::new(), percent));
    let wide = found.questions.iter().any(|row| row.naive_wide.is_some());
    if wide {
        table = table.right("naive, wide", |row| row.naive_wide.map_or(String::new(), percent));
    }
    if found.answers.is_none() {
        return table;
    }
    type Shown = fn(Score) -> String;
    let rules: [(&str, Shown); 2] = [("log", |score| number(score.log, 2)), ("Brier", |score| number(score.brier, 3))];
    for (rule, shown) in rules {
        let shown = move |score: Option<Score>| score.map_or(String::new(), shown);
        table = table
            .right(format!("{rule}: branch"), move |row| shown(known(found, row)))
            .right("all", move |row| shown(row.stated_in(ALL_BRANCHES).and_then(|of| of.score)))
            .right("naive", move |row| shown(row.naive_score));
        if wide {
            table = table.right("naive, wide", move |row| shown(row.naive_wide_score));
        }
    }
    table
}

/// How the branch that came fared. What the likeliest branch says is no forecast that could be scored once another may
/// have come.
fn known(found: &Foresight, row: &QuestionRow) -> Option<Score> {
    found.came.as_ref().and(row.stated_in(found.foremost())?.score)
}

fn came(question: &QuestionRow) -> &'static str {
    match question.outcome {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}

/// One row a forecaster.
fn totals(found: &Foresight) -> Table<'_, Total> {
    let name = |total: &Total| match total.forecaster {
        Forecaster::BranchThatCame => format!("model, {}", found.foremost()),
        Forecaster::AllBranches => "model, all branches by their odds".to_owned(),
        Forecaster::Naive => "naive".to_owned(),
        Forecaster::NaiveWide => "naive, wide".to_owned(),
    };
    Table::of(&found.scores)
        .left("", name)
        .right("log score", |total| number(total.log_sum, 2))
        .right("by question", |total| number(total.log_mean, 3))
        .right("Brier", |total| number(total.brier_mean, 3))
}

/// One row a question, one column a branch under the name given, and all by their odds.
fn by_branch<'a>(found: &'a Foresight, names: &[String]) -> Table<'a, QuestionRow> {
    let table = Table::of(&found.questions).left("question", |row| row.question.clone());
    let names = names.iter().cloned().chain([ALL_BRANCHES.to_owned()]).enumerate();
    names.fold(table, |table, (at, name)| {
        table.right(name, move |row| row.stated.get(at).map_or(String::new(), |of| frequency(&share(row, of))))
    })
}

#[derive(Default, Serialize)]
struct Row<'a> {
    question: &'a str,
    by: &'a str,
    branch: &'a str,
    odds: Option<Number>,
    came: Option<&'a str>,
    probability: Number,
    standard_error: Option<Number>,
    low95: Number,
    high95: Number,
    hits: usize,
    trials: usize,
    naive: Option<Number>,
    outcome: Option<&'a str>,
    log_score: Option<Number>,
    brier: Option<Number>,
    naive_log_score: Option<Number>,
    naive_brier: Option<Number>,
    naive_wide: Option<Number>,
    naive_wide_log_score: Option<Number>,
    naive_wide_brier: Option<Number>,
}

/// `questions.csv`, also what the command prints as CSV: one row a question and branch, `all` included.
pub(crate) fn csv(found: &Foresight) -> Result<Vec<u8>, TableError> {
    written(found.questions.iter().flat_map(|row| row.stated.iter().map(move |stated| cells(found, row, stated))))
}

fn cells<'a>(found: &Foresight, question: &'a QuestionRow, stated: &'a Stated) -> Row<'a> {
    let branch = found.branches.iter().find(|branch| branch.name == stated.branch);
    let yes = |yes: bool| if yes { "yes" } else { "no" };
    Row {
        question: &question.question,
        by: &question.by,
        branch: &stated.branch,
        odds: branch.map(|branch| Number(branch.odds)),
        came: branch.and(found.came.as_ref()).map(|came| yes(*came == stated.branch)),
        probability: Number(stated.probability.value),
        standard_error: stated.probability.standard_error.map(Number),
        low95: Number(stated.low95),
        high95: Number(stated.high95),
        hits: stated.hits,
        trials: stated.trials,
        naive: question.naive.map(Number),
        outcome: question.outcome.map(yes),
        log_score: stated.score.map(|score| Number(score.log)),
        brier: stated.score.map(|score| Number(score.brier)),
        naive_log_score: question.naive_score.map(|score| Number(score.log)),
        naive_brier: question.naive_score.map(|score| Number(score.brier)),
        naive_wide: question.naive_wide.map(Number),
        naive_wide_log_score: question.naive_wide_score.map(|score| Number(score.log)),
        naive_wide_brier: question.naive_wide_score.map(|score| Number(score.brier)),
    }
}
