//! Chapters by branch, the log of assumptions, the claims, and how to make the run again.
//!
//! Takes the summary, gives rows of text.

use super::context::{Assumption, ChapterCell, ChapterRow, ChapterTable, ClaimRow, Claims, Reproduce};
use crate::findings::briefing::Briefing;
use crate::findings::claims::{CheckResult, ClaimKind, ClaimResult};
use crate::findings::{ALL_BRANCHES, AssumptionRow, Summary};
use crate::report::chart::words::{branch_title, count, frequency, number};
use crate::report::claims::{found_in_words, held};
use crate::report::words::odds::Lexicon;
use crate::report::words::shares::{interval, words};

/// Chapters by branch, with the mixture of all if there are several.
pub(crate) fn chapters(summary: &Summary, lexicon: &Lexicon) -> ChapterTable {
    let mut blocks: Vec<&str> = summary.branches.iter().map(|branch| branch.name.as_str()).collect();
    if blocks.len() > 1 {
        blocks.push(ALL_BRANCHES);
    }
    let title = |block: &&str| match *block {
        ALL_BRANCHES if blocks.len() > 1 => "All outcomes by their odds".to_owned(),
        block => branch_title(block),
    };
    let row = |chapter: &String| ChapterRow {
        chapter: chapter.clone(),
        cells: blocks.iter().filter_map(|block| cell(summary, lexicon, block, chapter)).collect(),
    };
    ChapterTable {
        columns: blocks.iter().map(title).collect(),
        rows: summary.chapters.iter().map(row).collect(),
        note: chapters_note(summary, blocks.len() > 1),
    }
}

fn chapters_note(summary: &Summary, several: bool) -> String {
    let (draws, paths) = (summary.certified_draws, summary.provenance.paths);
    format!(
        "Share of histories, its word, its 95% interval (sampling error only). {} certified draws × {} histories = {} \
         histories{}. Bold: the most frequent. Numbers: tables/chapters.csv.",
        count(draws),
        count(paths),
        count(draws * paths),
        if several { " in each outcome" } else { "" }
    )
}

fn cell(summary: &Summary, lexicon: &Lexicon, block: &str, chapter: &str) -> Option<ChapterCell> {
    let rows = || summary.chapter_shares.iter().filter(|row| row.branch == block);
    let share = rows().find(|row| row.chapter == chapter)?;
    let most = rows().map(|row| row.probability.value).fold(0.0, f64::max);
    let probability = share.probability.value;
    Some(ChapterCell {
        share: frequency(share),
        words: words(lexicon, share).unwrap_or_default(),
        interval: interval(share),
        leading: share.hits > 0 && probability >= most,
        value: probability,
    })
}

/// Every number and setting of the scenario.
pub(crate) fn assumptions(summary: &Summary) -> Vec<Assumption> {
    summary.assumptions.iter().map(assumption).collect()
}

fn assumption(row: &AssumptionRow) -> Assumption {
    let plain = |value: f64| number(value, 6).trim_end_matches('0').trim_end_matches('.').to_owned();
    let range = match (row.low, row.high) {
        (None, None) => String::new(),
        (low, high) => {
            let end = |end: Option<f64>| end.map_or("unbounded".to_owned(), plain);
            format!("{} to {}", end(low), end(high))
        }
    };
    Assumption {
        key: row.key.clone(),
        value: row.central.map_or_else(|| row.written.clone(), plain),
        range,
        unit: row.unit.clone(),
        grounds: if row.note.is_empty() { "none given".to_owned() } else { row.note.clone() },
    }
}

/// The claims, if the scenario states any.
pub(crate) fn claims(findings: &Briefing) -> Option<Claims> {
    if findings.stated_claims == 0 {
        return None;
    }
    let Some(found) = &findings.claims else {
        let sentence = format!(
            "The scenario states {} claims; a game that they need is not certified at central values, so that they cannot \
             be judged.",
            findings.stated_claims
        );
        return Some(Claims { sentence, rows: Vec::new(), note: String::new() });
    };
    Some(Claims {
        sentence: format!("What the source of the scenario says, put to the model: {}", held(found)),
        // Mechanisms are in the sentence alone: they are about the model, and a brief is short.
        rows: found.claims.iter().filter(|claim| claim.kind == ClaimKind::Source).flat_map(claim_rows).collect(),
        note:
            "Exact at central values, but for shares of paths, which are simulated. allegiance claims prints the same, \
               and with --robust in how many draws each holds."
                .to_owned(),
    })
}

fn claim_rows(claim: &ClaimResult) -> Vec<ClaimRow> {
    let row = |(index, check): (usize, &CheckResult)| ClaimRow {
        claim: if index == 0 { claim.claim.clone() } else { String::new() },
        says: if index == 0 { claim.says.clone() } else { String::new() },
        check: check.check.clone(),
        bound: check.bound.clone(),
        found: found_in_words(&check.found),
        holds: check.stands(),
    };
    claim.checks.iter().enumerate().map(row).collect()
}

/// How to make the run again.
pub(crate) fn reproduce(summary: &Summary, command: &str) -> Reproduce {
    let made = &summary.provenance;
    Reproduce {
        command: command.to_owned(),
        version: made.version.clone(),
        results_version: made.results_version,
        scenario: made.scenario.clone(),
        sha256: made.sha256.clone(),
        seed: made.seed,
        size: format!("{} draws × {} histories in each branch", count(made.draws), count(made.paths)),
    }
}
