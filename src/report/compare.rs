//! Comparisons as text for people, as Markdown and as CSV (model page §5).
//!
//! Takes a [`Comparison`], gives text. What another command prints of a run is said in the same digits here.

use super::chart::words::capital;
use super::estimated as cells;
use super::words::compare::{
    FORESEEN, INTERVALS, difference, heading, means, pairing, pairs as pairs_in_words, sentence, shift,
};
use super::words::odds::{DISCLAIMER, Lexicon};
use super::{given, varied};
use crate::base::table::{Guarded, Number, Table, TableError, csv as written};
use crate::base::text::markdown as escaped;
use crate::findings::Estimate;
use crate::findings::compare::{Comparison, Contrast, Difference, Kind, MetricContrast, Pairing, Pairs};
use serde::Serialize;
use std::fmt::Write;

/// The comparison as a person reads it at a terminal.
pub(crate) fn text(comparison: &Comparison, lexicon: &Lexicon) -> String {
    match (&comparison.given, &comparison.varied) {
        (Some(given), _) => given::page(comparison, given, lexicon).text(),
        (None, Some(varied)) => varied::page(comparison, varied, lexicon).text(),
        (None, None) => contrasts(comparison, lexicon),
    }
}

fn contrasts(comparison: &Comparison, lexicon: &Lexicon) -> String {
    let mut text = format!("{}\n", comparison.title);
    for line in odds(comparison) {
        let _ = writeln!(text, "{line}");
    }
    for contrast in &comparison.contrasts {
        let _ = writeln!(text, "\n{}", capital(&heading(contrast, comparison)));
        let _ = writeln!(text, "  {}", pairing(contrast, comparison));
        if !contrast.felt {
            text.push_str("  no history differs in anything\n");
            continue;
        }
        for row in &contrast.chapters {
            let _ = writeln!(text, "  {}", sentence(row, lexicon));
        }
        let _ = write!(text, "\n{}", metrics(contrast).text());
    }
    let _ = writeln!(text, "\n{}", closing(lexicon));
    text
}

/// The comparison in Markdown.
pub(crate) fn markdown(comparison: &Comparison, lexicon: &Lexicon) -> String {
    match (&comparison.given, &comparison.varied) {
        (Some(given), _) => given::page(comparison, given, lexicon).markdown(),
        (None, Some(varied)) => varied::page(comparison, varied, lexicon).markdown(),
        (None, None) => contrasts_marked(comparison, lexicon),
    }
}

fn contrasts_marked(comparison: &Comparison, lexicon: &Lexicon) -> String {
    let mut text = format!("# {}\n\n", escaped(&comparison.title));
    for line in odds(comparison) {
        let _ = writeln!(text, "{}\n", escaped(&line));
    }
    for contrast in &comparison.contrasts {
        let title = capital(&heading(contrast, comparison));
        let _ = writeln!(text, "## {}\n\n{}\n", escaped(&title), escaped(&pairing(contrast, comparison)));
        if !contrast.felt {
            text.push_str("No history differs in anything.\n\n");
            continue;
        }
        for row in &contrast.chapters {
            let _ = writeln!(text, "- {}", escaped(&sentence(row, lexicon)));
        }
        let _ = writeln!(text, "\n{}", metrics(contrast).markdown());
    }
    for line in closing(lexicon).lines() {
        let _ = writeln!(text, "{}", escaped(line));
    }
    text
}

/// The metrics, a row each.
fn metrics(contrast: &Contrast) -> Table<'_, MetricContrast> {
    Table::of(&contrast.metrics)
        .left("metric", |row| format!("{}, {}", row.metric, row.unit))
        .left("mean", |row| means(row)[0].clone())
        .left("reference", |row| means(row)[1].clone())
        .left("difference (95% interval)", difference)
        .left("pairs above, below", |row| pairs_in_words(row.pairs.as_ref()))
}

/// What is said of odds.
fn odds(comparison: &Comparison) -> Vec<String> {
    if comparison.kind != Kind::Odds {
        return Vec::new();
    }
    let shifts = comparison.odds.iter().map(shift);
    let mut lines = vec![format!("Odds: {}", shifts.collect::<Vec<_>>().join("; "))];
    if comparison.foreseen {
        lines.push(FORESEEN.into());
    }
    lines
}

fn closing(lexicon: &Lexicon) -> String {
    format!("{INTERVALS}\n{}.\n{DISCLAIMER}", lexicon.key())
}

/// One ending or metric of a contrast.
#[derive(Default, Serialize)]
struct Row<'a> {
    run: Guarded<'a>,
    branch: Guarded<'a>,
    reference_run: Guarded<'a>,
    reference_branch: Guarded<'a>,
    paired_by: &'a str,
    draws: Option<usize>,
    kind: &'a str,
    name: Guarded<'a>,
    unit: &'a str,
    value: Option<Number>,
    standard_error: Option<Number>,
    reference: Option<Number>,
    reference_standard_error: Option<Number>,
    difference: Option<Number>,
    difference_standard_error: Option<Number>,
    low95: Option<Number>,
    high95: Option<Number>,
    standardised: Option<Number>,
    pairs: Option<usize>,
    share_above: Option<Number>,
    share_above_standard_error: Option<Number>,
    share_below: Option<Number>,
    share_below_standard_error: Option<Number>,
    left_out: usize,
}

/// The comparison as CSV: one row an ending or metric and contrast, or what happens beside an event. A contrast that no
/// history feels has no rows.
pub(crate) fn csv(comparison: &Comparison) -> Result<Vec<u8>, TableError> {
    if let Some(given) = &comparison.given {
        return given::csv(given);
    }
    written(comparison.contrasts.iter().flat_map(rows))
}

pub(crate) use super::varied::csv as values;

fn rows(contrast: &Contrast) -> impl Iterator<Item = Row<'_>> {
    let chapters = contrast.chapters.iter().map(|row| {
        let (value, reference) = (Some(row.value.probability), Some(row.reference.probability));
        let named = Row { kind: "chapter", name: Guarded(&row.chapter), unit: "share", ..of(contrast) };
        named.compared(value, reference, Some(row.difference)).paired(row.pairs)
    });
    let metrics = contrast.metrics.iter().map(|row| {
        let standardised = row.standardised.map(|found| Number(found.estimate.value));
        let named = Row { kind: "metric", name: Guarded(&row.metric), unit: &row.unit, standardised, ..of(contrast) };
        named.compared(row.value, row.reference, row.difference).paired(row.pairs)
    });
    chapters.chain(metrics)
}

/// What all rows of a contrast have in common.
fn of(contrast: &Contrast) -> Row<'_> {
    let paired_by = match contrast.pairing {
        Pairing::DrawAndPath => "draw and path",
        Pairing::Draw => "draw",
        Pairing::Unpaired => "unpaired",
    };
    Row {
        run: Guarded(&contrast.case.run),
        branch: Guarded(&contrast.case.branch),
        reference_run: Guarded(&contrast.reference.run),
        reference_branch: Guarded(&contrast.reference.branch),
        paired_by,
        draws: contrast.draws,
        left_out: contrast.left_out,
        ..Row::default()
    }
}

impl Row<'_> {
    fn compared(
        mut self,
        value: Option<Estimate>,
        reference: Option<Estimate>,
        difference: Option<Difference>,
    ) -> Self {
        [self.value, self.standard_error] = cells(value);
        [self.reference, self.reference_standard_error] = cells(reference);
        [self.difference, self.difference_standard_error] = cells(difference.map(|found| found.estimate));
        self.low95 = difference.and_then(|found| found.low95).map(Number);
        self.high95 = difference.and_then(|found| found.high95).map(Number);
        self
    }

    fn paired(mut self, pairs: Option<Pairs>) -> Self {
        self.pairs = pairs.map(|pairs| pairs.count);
        [self.share_above, self.share_above_standard_error] = cells(pairs.map(|pairs| pairs.above));
        [self.share_below, self.share_below_standard_error] = cells(pairs.map(|pairs| pairs.below));
        self
    }
}
