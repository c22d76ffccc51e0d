//! What happens in each outcome, in one shape: events, or kinds of history where the scenario names no event.
//!
//! Takes a summary, gives shares by outcome, the titles that they allow, and how outcomes are listed.

use crate::findings::{ALL_BRANCHES, BranchOdds, Spread, Summary};
use crate::report::chart::form::key::{Entry, Sign};
use crate::report::chart::kit::*;

/// Shares of two outcomes that differ by less are not told apart.
const CLOSE: f64 = 0.05;

/// How often something happens in an outcome.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub branch: String,
    pub name: String,
    /// The clause that tells it in a sentence.
    pub says: String,
    pub share: f64,
    pub known: Known,
    pub low95: f64,
    pub high95: f64,
    pub spread: Option<Spread>,
    pub hits: usize,
    pub trials: usize,
}

impl Told {
    /// "6 in 10".
    pub(crate) fn often(&self) -> String {
        self.known.in_ten()
    }

    /// "62%".
    pub(crate) fn percent(&self) -> String {
        self.known.number()
    }

    /// From low to high over the draws; of sampling where these are not known.
    pub(crate) fn ends(&self) -> (f64, f64) {
        self.spread.map_or((self.low95, self.high95), |spread| (spread.low90, spread.high90))
    }
}

/// Every share of every outcome and of the mixture, the outcomes and what happens in the order of the file.
pub(crate) fn told(summary: &Summary) -> Vec<Told> {
    if summary.events.is_empty() {
        let kind = |row: &crate::findings::ChapterShare| Told {
            branch: row.branch.clone(),
            name: row.chapter.clone(),
            says: row.chapter.clone(),
            share: row.probability.value,
            known: Known::from(row),
            low95: row.low95,
            high95: row.high95,
            spread: row.spread,
            hits: row.hits,
            trials: row.trials,
        };
        return summary.chapter_shares.iter().map(kind).collect();
    }
    let clause = |name: &str| summary.event_names.iter().find(|event| event.name == name).map(|event| &event.says);
    let event = |row: &crate::findings::EventShare| Told {
        branch: row.branch.clone(),
        name: row.event.clone(),
        says: clause(&row.event).unwrap_or(&row.event).clone(),
        share: row.probability.value,
        known: Known::from(row),
        low95: row.low95,
        high95: row.high95,
        spread: Some(row.spread),
        hits: row.hits,
        trials: row.trials,
    };
    summary.events.iter().map(event).collect()
}

/// What is shown: events, or kinds of history.
pub(crate) fn things(summary: &Summary) -> &'static str {
    if summary.events.is_empty() { "kind of history" } else { "event" }
}

/// Several of them.
pub(crate) fn all_things(summary: &Summary) -> &'static str {
    if summary.events.is_empty() { "kinds of history" } else { "events" }
}

/// Names of what happens, in the order of the file.
pub(crate) fn names(told: &[Told]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for row in told {
        if !names.contains(&row.name) {
            names.push(row.name.clone());
        }
    }
    names
}

/// A thing in the two likeliest outcomes.
pub(crate) fn in_main<'a>(summary: &Summary, told: &'a [Told], name: &str) -> Vec<&'a Told> {
    let of = |branch: &BranchOdds| told.iter().find(|row| row.branch == branch.name && row.name == name);
    main_branches(summary).into_iter().filter_map(of).collect()
}

/// Of one outcome or the mixture.
pub(crate) fn of<'a>(told: &'a [Told], branch: &'a str) -> impl Iterator<Item = &'a Told> {
    told.iter().filter(move |row| row.branch == branch)
}

/// What differs most between the two likeliest outcomes, as a finding of at most ten words; that nothing does, if so.
pub(crate) fn contrast(summary: &Summary, told: &[Told], subject: &str) -> String {
    let rows = names(told).into_iter().map(|name| in_main(summary, told, &name)).filter(|rows| !rows.is_empty());
    let gap = |rows: &Vec<&Told>| match rows[..] {
        [one, two] => (one.share - two.share).abs(),
        _ => rows[0].share,
    };
    let Some(widest) = rows.max_by(|one, two| gap(one).total_cmp(&gap(two))) else { return capital(subject) };
    between(&widest, subject)
}

/// One thing in the two likeliest outcomes, as a finding of at most ten words.
pub(crate) fn between(rows: &[&Told], subject: &str) -> String {
    match *rows {
        [one, two] if (one.share - two.share).abs() < CLOSE => {
            short([format!("{} hardly differs by outcome", capital(subject)), "The outcome hardly matters".to_owned()])
        }
        [one, two] => {
            let (high, low) = if one.share > two.share { (one, two) } else { (two, one) };
            let (name, most, least) = (capital(&high.name), high.percent(), low.percent());
            short([
                format!("{name}: {most} under “{}”, {least} under “{}”", high.branch, low.branch),
                format!("{name}: {most} under “{}”", high.branch),
                format!("{name}: {least} to {most}, by outcome"),
                format!("{name} depends on the outcome"),
                format!("The outcome decides: {least} to {most}"),
            ])
        }
        [one] => short([
            format!("{}: {}", capital(&one.says), one.often()),
            format!("{}: {}", capital(&one.name), one.often()),
            format!("It comes: {}", one.often()),
        ]),
        _ => capital(subject),
    }
}

/// Outcomes with their marks.
pub(crate) fn outcomes(summary: &Summary, colour: Colour) -> Vec<Entry> {
    let single = summary.branches.len() < 2;
    let entry = |(place, branch): (usize, &BranchOdds)| Entry {
        name: with_odds(&branch.name, summary),
        sign: Sign::Mark(Shape::of(place), colour),
    };
    if single { Vec::new() } else { summary.branches.iter().enumerate().map(entry).collect() }
}

/// Whether a block of rows is the mixture.
pub(crate) fn is_mixture(branch: &str) -> bool {
    branch == ALL_BRANCHES
}
