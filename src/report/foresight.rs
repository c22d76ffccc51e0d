//! Questions about what comes after a scenario's start, as text for people and as Markdown (model page §10); [`tables`]
//! has them as CSV.
//!
//! Takes what [`findings::foresight`](crate::findings::foresight) holds, gives text.

pub mod tables;

use super::chart::words::{count, number, percent};
use super::claims::escaped;
use super::words::odds::short;
use crate::findings::foresight::{Foresight, QuestionRow, Stated};
use crate::findings::{ALL_BRANCHES, BranchOdds, ChapterShare};
use std::fmt::Write;
use tables::{Rows, by_branch, scored, totals};

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
    text.push_str(&aligned(&scored(found)));
    for line in legend(found) {
        let _ = writeln!(text, "{line}");
    }
    if !found.scores.is_empty() {
        let _ = write!(text, "\nScores of the {}\n{}", compared(found), aligned(&totals(found)));
    }
    text.push_str(&election(found).map_or(String::new(), |lines| format!("\n{}\n", lines.join("\n"))));
    let keys: Vec<String> = found.branches.iter().enumerate().map(|(place, _)| (place + 1).to_string()).collect();
    let _ = writeln!(text, "\nProbability of every question in every branch");
    for (key, branch) in keys.iter().zip(&found.branches) {
        let _ = writeln!(text, "  {key}  {}{}", branch.name, odds(found, branch));
    }
    text.push_str(&aligned(&by_branch(found, &keys)));
    for line in bounds(found) {
        let _ = writeln!(text, "{line}");
    }
    text.push('\n');
    text.push_str(&reading(found));
    text
}

/// The same as Markdown.
pub fn markdown(found: &Foresight) -> String {
    let mut text = format!("{}\n\n", escaped(&context(found)));
    text.push_str(&piped(&scored(found)));
    text.push('\n');
    for line in legend(found) {
        let _ = writeln!(text, "{}", escaped(&line));
    }
    if !found.scores.is_empty() {
        let _ = write!(text, "\nScores of the {}:\n\n{}", compared(found), piped(&totals(found)));
    }
    text.push_str(&election(found).map_or(String::new(), |lines| format!("\n{}\n", escaped(&lines.join(" ")))));
    let names: Vec<String> =
        found.branches.iter().map(|branch| format!("{}{}", branch.name, odds(found, branch))).collect();
    let _ = write!(text, "\nProbability of every question in every branch:\n\n{}\n", piped(&by_branch(found, &names)));
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
    if found.branches.len() > 1 { format!(" (odds {})", percent(branch.odds)) } else { String::new() }
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
    vec![format!("Branch: {known}, {branch}. All: every branch by its odds. Naive: who knows no model.")]
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
        percent(score.odds),
        number(score.log, 2),
        percent(score.equal_odds),
        number(score.equal_log, 2)
    );
    let kept = "These odds are the scenario's input, not the model's finding: they are not among the scores above.";
    Some([given, kept.to_owned()])
}

/// How exact the probabilities are, and what of them was never or always seen.
fn bounds(found: &Foresight) -> Vec<String> {
    let stated = || found.questions.iter().flat_map(|question| question.stated.iter().map(move |of| (question, of)));
    let errors = stated().filter_map(|(_, of)| of.probability.standard_error);
    let worst = errors.reduce(f64::max);
    let exact = worst.map(|worst| {
        format!("The standard errors of these are at most {} points (each in CSV and JSON).", number(worst * 100.0, 2))
    });
    let rare = stated().filter(|(_, of)| of.hits == 0 || of.hits == of.trials);
    let line = |(question, of): (&QuestionRow, &Stated)| {
        let place = if of.branch == ALL_BRANCHES { "all branches" } else { &of.branch };
        format!("{}; {place}: {}", question.question, short(&share(question, of)))
    };
    exact.into_iter().chain(rare.map(line)).collect()
}

/// A probability as the share that the words for chapters are made for.
pub(super) fn share(question: &QuestionRow, of: &Stated) -> ChapterShare {
    let Stated { branch, probability, low95, high95, hits, trials, .. } = of.clone();
    ChapterShare { branch, chapter: question.question.clone(), probability, low95, high95, hits, trials }
}

/// Columns in line: the first to the left, the others to the right.
fn aligned((header, rows): &Rows) -> String {
    let widths: Vec<usize> = (0..header.len())
        .map(|column| {
            let cells = rows.iter().map(|row| &row[column]).chain([&header[column]]);
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in [header].into_iter().chain(rows) {
        let mut line = format!("  {:width$}", row[0], width = widths[0]);
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            let _ = write!(line, "  {cell:>width$}");
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

fn piped((header, rows): &Rows) -> String {
    let line =
        |row: &Vec<String>| format!("| {} |\n", row.iter().map(|cell| escaped(cell)).collect::<Vec<_>>().join(" | "));
    format!("{}|{}\n{}", line(header), " --- |".repeat(header.len()), rows.iter().map(line).collect::<String>())
}
