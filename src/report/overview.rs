//! The table that a run ends with: outcome by event, or by kind of history where the scenario names no event.
//!
//! Takes a summary, gives text of at most so many columns: in each cell the share in percent, below it the range over the
//! draws.

use super::chart::words::{branch_title, exact};
use super::cross::{self, HEAD, Row};
use super::words::frequency::{Frequency, frequency, whole};
use super::words::odds::Lexicon;
use crate::base::text::wrapped;
use crate::findings::{ALL_BRANCHES, BranchOdds, Summary};

/// The whole table with its caption.
pub(crate) fn text(summary: &Summary, lexicon: &Lexicon, columns: usize) -> String {
    let names = summary.things();
    let what = if summary.event_names.is_empty() { "Histories of each kind" } else { "Histories in which it happens" };
    let rows: Vec<Row> = blocks(summary).iter().map(|block| row(summary, lexicon, block, &names)).collect();
    let range = cross::range(&rows, summary.certified_draws);
    let caption = wrapped(&format!("{what}, in percent{range}:"), columns).join("\n");
    let rounded = cross::rounded(&rows).map_or_else(String::new, |note| wrapped(&note, columns).join("\n") + "\n");
    format!("{caption}\n{}{rounded}", cross::text(&names, &rows, columns))
}

/// Names of the row blocks: every branch, and the mixture if there are several.
pub(crate) fn blocks(summary: &Summary) -> Vec<String> {
    let all = (summary.branches.len() > 1).then(|| ALL_BRANCHES.to_owned());
    summary.branches.iter().map(|branch| branch.name.clone()).chain(all).collect()
}

fn row(summary: &Summary, lexicon: &Lexicon, block: &str, names: &[&str]) -> Row {
    let cell = |name: &&str| cell(summary, lexicon, block, name);
    Row { head: head(summary, block), cells: names.iter().filter_map(cell).collect() }
}

/// How often an event happens in a block, or a kind of history comes where there are no events.
pub(crate) fn cell(summary: &Summary, lexicon: &Lexicon, block: &str, name: &str) -> Option<Frequency> {
    if summary.event_names.is_empty() {
        let share = summary.chapter_shares.iter().find(|row| row.branch == block && row.chapter == name)?;
        return Some(frequency(lexicon, share));
    }
    let share = summary.events.iter().find(|row| row.branch == block && row.event == name)?;
    Some(frequency(lexicon, share))
}

/// What a row is called: the outcome and its odds.
fn head(summary: &Summary, block: &str) -> Vec<String> {
    let branch = summary.branches.iter().find(|branch| branch.name == block);
    let (name, below) = match branch {
        Some(_) if summary.branches.len() == 1 => ("All histories".to_owned(), None),
        Some(branch) => (branch_title(block), Some(odds(branch))),
        None => (branch_title(block), Some("by these odds".to_owned())),
    };
    let mut lines = wrapped(&name, HEAD);
    lines.extend(below.map(|below| format!("  {below}")));
    lines
}

/// The odds of an outcome, with their range where they are uncertain.
pub(crate) fn odds(branch: &BranchOdds) -> String {
    let range = branch.spread.map(|spread| whole(spread.low90, spread.high90));
    let range = range.map_or_else(String::new, |(low, high)| format!(", {low}–{high}"));
    format!("odds {}{range}", exact(branch.odds))
}
