//! The headline of a run, for the terminal.
//!
//! Takes a summary, gives a few lines of text: chapters by branch in words and numbers, what was certified, and how
//! the variance divides.

use super::odds::{Lexicon, share};
use crate::findings::{ALL_BRANCHES, ChapterShare, Summary};
use crate::report::chart::words::{capital, count, percent};
use std::fmt::Write;

/// Sentence that goes with every report of odds.
pub const DISCLAIMER: &str =
    "Frequency within the model, given the scenario's assumptions; not an intelligence judgement.";

/// The headline, line by line.
pub fn headline(summary: &Summary, lexicon: &Lexicon) -> String {
    let mut text = format!("{}\n", summary.provenance.title);
    let single = summary.branches.len() == 1;
    for branch in &summary.branches {
        let odds = if single { String::new() } else { format!(" (odds {})", percent(branch.odds)) };
        block(&mut text, &format!("{}{odds}", capital(&branch.name)), summary, &branch.name, lexicon);
    }
    if !single {
        block(&mut text, "All outcomes, mixed by their odds", summary, ALL_BRANCHES, lexicon);
    }
    text.push('\n');
    text.push_str(&certified(summary));
    text.push_str(&variance(summary));
    let _ = writeln!(text, "{}.", lexicon.key());
    let _ = writeln!(text, "{DISCLAIMER}");
    text
}

/// A branch's chapters, the likeliest first.
fn block(text: &mut String, title: &str, summary: &Summary, branch: &str, lexicon: &Lexicon) {
    let mut shares: Vec<&ChapterShare> = summary.chapter_shares.iter().filter(|row| row.branch == branch).collect();
    shares.sort_by(|one, other| other.probability.value.total_cmp(&one.probability.value));
    let width = summary.chapters.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let _ = writeln!(text, "\n{title}");
    for row in shares {
        let _ = writeln!(text, "  {:width$}  {}", row.chapter, share(lexicon, row));
    }
}

/// How many draws count, and what became of the others; a line.
pub fn certified(summary: &Summary) -> String {
    let (all, certified) = (summary.provenance.draws, summary.certified_draws);
    if certified == all {
        return format!("All {} draws certified.\n", count(all));
    }
    let missing = all - certified;
    format!("{} of {} draws certified; {missing} left out, listed in manifest.json.\n", count(certified), count(all))
}

/// How much of the variance of the mean subsidy is chance, and how much the parameters: on a line of its own.
fn variance(summary: &Summary) -> String {
    let rows = summary.metrics.iter().filter(|row| row.branch != ALL_BRANCHES);
    let shares: Vec<String> = rows
        .filter(|row| row.metric == "subsidy")
        .filter_map(|row| Some(format!("{} {}", row.branch, percent(1.0 - row.chance_share?))))
        .collect();
    match shares.is_empty() || summary.metrics.iter().all(|row| row.chance_share == Some(1.0)) {
        true => String::new(),
        false => format!(
            "Parameter uncertainty, as against chance, makes up of the variance of a path's mean subsidy: {}.\n",
            shares.join(", ")
        ),
    }
}
