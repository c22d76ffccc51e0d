//! The answer on one page: outcomes of the election with their odds, beside each what happens most in it.
//!
//! Takes odds and shares, gives the figure `summary-tree`.

use super::told::{Told, all_things, between, of, told};
use crate::findings::{BranchOdds, Summary};
use crate::report::chart::form::tree::{Item, Outcome, Tree};
use crate::report::chart::kit::*;

/// Things told of an outcome at most.
const SHOWN: usize = 3;
/// Below this share a thing is told only if it is the most frequent.
const LEAST: f64 = 0.05;
/// Odds of the two likeliest outcomes that differ by less are too close to call.
const CLOSE: f64 = 0.05;

#[derive(Serialize)]
struct Row<'a> {
    branch: &'a str,
    odds: f64,
    happens: &'a str,
    share: f64,
    odds_low90: Option<f64>,
    odds_high90: Option<f64>,
    low90: Option<f64>,
    high90: Option<f64>,
}

pub(crate) fn figure(summary: &Summary) -> Result<Option<Figure>, ChartError> {
    let told = told(summary);
    let mut branches: Vec<&BranchOdds> = summary.branches.iter().collect();
    branches.sort_by(|one, two| two.odds.total_cmp(&one.odds));
    let most: Vec<(&BranchOdds, Vec<&Told>)> = branches.iter().map(|branch| (*branch, most(&told, branch))).collect();
    if most.iter().all(|(_, rows)| rows.is_empty()) {
        return Ok(None);
    }
    let statement = Statement {
        id: "summary-tree".to_owned(),
        title: title(&most, summary.event_names.first().map(|event| event.name.as_str()), &told),
        subtitle: format!(
            "{}: the {} that come most, in how many of ten simulated histories",
            if summary.branches.len() > 1 {
                format!("Outcomes of {} with their odds, and in each", summary.words.election)
            } else {
                "In short".to_owned()
            },
            all_things(summary)
        ),
        alt: alt(summary, &most),
        footer: Footer::run(summary),
        rows: most.iter().flat_map(|(branch, rows)| rows.iter().map(|row| table(branch, row))).collect(),
    };
    statement.shown(&form(summary, &most)).map(Some)
}

/// What happens most in an outcome.
fn most<'a>(told: &'a [Told], branch: &'a BranchOdds) -> Vec<&'a Told> {
    let mut rows: Vec<&Told> = of(told, &branch.name).collect();
    rows.sort_by(|one, two| two.share.total_cmp(&one.share));
    let worth = |(index, row): &(usize, &Told)| *index == 0 || row.share >= LEAST;
    rows.into_iter().enumerate().filter(worth).map(|(_, row)| row).take(SHOWN).collect()
}

fn table<'a>(branch: &'a BranchOdds, row: &'a Told) -> Row<'a> {
    Row {
        branch: &branch.name,
        odds: branch.odds,
        happens: &row.name,
        share: row.share,
        odds_low90: branch.spread.map(|spread| spread.low90),
        odds_high90: branch.spread.map(|spread| spread.high90),
        low90: row.spread.map(|spread| spread.low90),
        high90: row.spread.map(|spread| spread.high90),
    }
}

/// The likeliest outcome and the main event in it, or what comes most where no event is named; that the election is too close to call, if so.
fn title(most: &[(&BranchOdds, Vec<&Told>)], main: Option<&str>, told: &[Told]) -> String {
    let first = |branch: &BranchOdds, rows: &[&Told]| {
        let named = main.and_then(|main| of(told, &branch.name).find(|row| row.name == main).cloned());
        let row = named.or_else(|| rows.first().map(|row| (*row).clone()));
        row.map_or(String::new(), |row| format!("{} {}", row.name, row.percent()))
    };
    match most {
        [(first, _), (second, _), ..] if first.odds - second.odds < CLOSE => {
            short([format!("Too close to call: {} or {}", first.name, second.name), "Too close to call".to_owned()])
        }
        [(branch, rows), _, ..] => short([
            format!("{} likeliest ({}): {}", capital(&branch.name), exact(branch.odds), first(branch, rows)),
            format!("{} likeliest: {}", capital(&branch.name), first(branch, rows)),
            format!("{} likeliest, at {}", capital(&branch.name), exact(branch.odds)),
            format!("One outcome leads, at {}", exact(branch.odds)),
        ]),
        [(_, rows)] => between(&rows[..rows.len().min(1)], "what follows"),
        [] => "What follows".to_owned(),
    }
}

/// The odds of an outcome, with their range if they have one.
fn with_range(branch: &BranchOdds) -> String {
    let range = branch.spread.map(|spread| format!(" ({})", outward(spread.low90, spread.high90)));
    format!("odds {}{}", exact(branch.odds), range.unwrap_or_default())
}

fn alt(summary: &Summary, most: &[(&BranchOdds, Vec<&Told>)]) -> String {
    let each = most.iter().map(|(branch, rows)| {
        let said = rows.iter().map(|row| format!("{} ({})", row.says, row.often())).collect::<Vec<_>>();
        let odds = if summary.branches.len() > 1 { format!(", {}", with_range(branch)) } else { String::new() };
        format!("{}{odds}: {}", branch_title(&branch.name), list(&said))
    });
    let form = match summary.branches.len() {
        1 => "List of what happens most".to_owned(),
        _ => format!(
            "Tree of the outcomes of {}, the likeliest on top, each branch as thick as its odds; beside each what happens most",
            summary.words.election
        ),
    };
    let squares = match summary.branches.len() {
        1 => "each thing with ten squares",
        _ => "with ten squares",
    };
    let form = format!("{form}, {squares} of which as many are filled as histories in ten");
    format!("{form}. {}.", each.collect::<Vec<_>>().join(". "))
}

fn form(summary: &Summary, most: &[(&BranchOdds, Vec<&Told>)]) -> Tree {
    let palette = Palette::of(summary);
    let item = |row: &&Told| Item {
        tenths: row.known.tenths(),
        often: row.often(),
        text: capital(&row.name),
        colour: palette.event(&row.name),
    };
    let choice = summary.branches.len() > 1;
    let outcome = |(branch, rows): &(&BranchOdds, Vec<&Told>)| Outcome {
        name: branch_title(&branch.name),
        odds: if choice { with_range(branch) } else { String::new() },
        share: branch.odds,
        items: rows.iter().map(item).collect(),
    };
    let stem = if choice { format!("Outcome of {}", summary.words.election) } else { String::new() };
    Tree { stem, things: all_things(summary), outcomes: most.iter().map(outcome).collect() }
}
