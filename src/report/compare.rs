//! Comparisons as text for people, as Markdown and as CSV (model page §5).
//!
//! Takes a [`Comparison`], gives text. What another command prints of a run is said in the same digits here.

use super::chart::words::{WIDTH, capital};
use super::estimated as cells;
use super::words::compare::{
    CLOSING, FORESEEN, difference, heading, histories, in_points, means, pairing, pairs as pairs_in_words, shift,
};
use super::words::frequency::{Frequency, frequency};
use super::words::odds::Lexicon;
use super::{cross, given, regret, variants};
use crate::base::table::{Guarded, Number, Table, TableError, csv as written};
use crate::base::text::{markdown as escaped, wrapped};
use crate::findings::Estimate;
use crate::findings::compare::{
    ChapterContrast, Comparison, Contrast, Difference, EventContrast, Kind, Layout, MetricContrast, Pairs,
};
use serde::Serialize;
use std::fmt::Write;

/// The comparison as a person reads it, in the columns of the terminal, if there is one.
pub(crate) fn text(comparison: &Comparison, lexicon: &Lexicon, columns: Option<usize>) -> String {
    match (&comparison.given, &comparison.varied) {
        (Some(given), _) => given::page(comparison, given, lexicon).text(columns.unwrap_or(cross::WIDTH)),
        (None, Some(varied)) => variants::text(comparison, varied, lexicon, columns.unwrap_or(cross::WIDTH)),
        (None, None) => contrasts(comparison, lexicon, columns.unwrap_or(WIDTH)),
    }
}

fn contrasts(comparison: &Comparison, lexicon: &Lexicon, columns: usize) -> String {
    let said = |line: &str| wrapped(line, columns).join("\n") + "\n";
    let mut text = said(&comparison.title);
    text.extend(odds(comparison).iter().map(|line| said(line)));
    for contrast in &comparison.contrasts {
        text.push_str(&format!("\n{}", said(&capital(&heading(contrast, comparison)))));
        text.push_str(&said(&pairing(contrast, comparison)));
        if !contrast.felt {
            text.push_str(&said("no history differs in anything"));
            continue;
        }
        for (caption, rows) in shares(comparison, contrast, lexicon) {
            text.push_str(&format!("\n{}{}", said(&caption), share_table(&rows).text_within(columns)));
        }
        text.push_str(&format!("\n{}", metrics(contrast).text_within(columns)));
    }
    text + "\n" + &said(CLOSING)
}

/// The comparison in Markdown.
pub(crate) fn markdown(comparison: &Comparison, lexicon: &Lexicon) -> String {
    match (&comparison.given, &comparison.varied) {
        (Some(given), _) => given::page(comparison, given, lexicon).markdown(),
        (None, Some(varied)) => variants::markdown(comparison, varied, lexicon),
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
        for (caption, rows) in shares(comparison, contrast, lexicon) {
            let _ = writeln!(text, "{}\n\n{}", escaped(&caption), share_table(&rows).markdown());
        }
        let _ = writeln!(text, "{}", metrics(contrast).markdown());
    }
    text + &format!("{}\n", escaped(CLOSING))
}

/// An event or a kind of history, on both sides as their runs tell it.
struct ShareRow<'a> {
    name: &'a str,
    value: Frequency,
    reference: Frequency,
    difference: &'a Difference,
}

/// The events, then the kinds of history, with what they are; without those that there are none of.
fn shares<'a>(
    comparison: &Comparison,
    contrast: &'a Contrast,
    lexicon: &Lexicon,
) -> impl Iterator<Item = (String, Vec<ShareRow<'a>>)> {
    let draws = comparison.runs.iter().map(|run| run.certified_draws).min().unwrap_or(0);
    let event = |row: &'a EventContrast| ShareRow {
        name: &row.event,
        value: frequency(lexicon, &row.value),
        reference: frequency(lexicon, &row.reference),
        difference: &row.difference,
    };
    let kind = |row: &'a ChapterContrast| ShareRow {
        name: &row.chapter,
        value: frequency(lexicon, &row.value),
        reference: frequency(lexicon, &row.reference),
        difference: &row.difference,
    };
    let events = contrast.events.iter().map(event).collect();
    let kinds = contrast.chapters.iter().map(kind).collect();
    let named = [("Histories in which it happens", events), ("Histories of each kind", kinds)];
    let shown = named.into_iter().filter(|(_, rows): &(_, Vec<ShareRow>)| !rows.is_empty());
    shown
        .enumerate()
        .map(move |(at, (what, rows))| (if at == 0 { caption(what, &rows, draws) } else { format!("{what}:") }, rows))
}

/// What the shares are, and the signs beside them.
fn caption(what: &str, rows: &[ShareRow], draws: usize) -> String {
    let cells = rows.iter().flat_map(|row| [row.value.clone(), row.reference.clone()]).collect();
    let told = [cross::Row { head: Vec::new(), cells }];
    let rounded = cross::rounded(&told).map_or_else(String::new, |note| format!(" {note}"));
    let range = cross::range(&told, draws);
    format!("{what}, in percent{range}; the difference in points, with its 95% interval.{rounded}")
}

/// The shares, a row each.
fn share_table<'a>(rows: &'a [ShareRow<'a>]) -> Table<'a, ShareRow<'a>> {
    Table::of(rows)
        .left("", |row| row.name.to_owned())
        .gap(0)
        .left("share", |row| row.value.in_cell())
        .left("against", |row| row.reference.in_cell())
        .left("difference", |row| in_points(row.difference))
}

/// The metrics, a row each.
fn metrics(contrast: &Contrast) -> Table<'_, MetricContrast> {
    let all = histories(contrast);
    Table::of(&contrast.metrics)
        .left("metric", |row| {
            if row.metric.contains(&row.unit) { row.metric.clone() } else { format!("{}, {}", row.metric, row.unit) }
        })
        .gap(0)
        .left("mean", |row| means(row)[0].clone())
        .left("against", |row| means(row)[1].clone())
        .left("difference (95% interval)", difference)
        .left("pairs above, below", move |row| pairs_in_words(row.pairs.as_ref(), all))
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

/// One event, ending or metric of a contrast.
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

/// The comparison as CSV: one row an event, ending or metric and contrast, or what happens beside an event. A contrast that no
/// history feels has no rows.
pub(crate) fn csv(comparison: &Comparison) -> Result<Vec<u8>, TableError> {
    if let Some(given) = &comparison.given {
        return given::csv(given);
    }
    written(comparison.contrasts.iter().flat_map(rows))
}

pub(crate) use super::varied::csv as values;

/// What is printed as CSV: the regret if it was asked for; the table of variants, unless one number alone is varied; else
/// the contrasts.
pub(crate) fn shown_csv(comparison: &Comparison) -> Result<Vec<u8>, TableError> {
    match &comparison.varied {
        Some(varied) if let Some(found) = &varied.regret => regret::csv(found),
        Some(varied) if varied.layout != Layout::Values => variants::csv(comparison, varied),
        _ => csv(comparison),
    }
}

fn rows(contrast: &Contrast) -> impl Iterator<Item = Row<'_>> {
    let events = contrast.events.iter().map(|row| {
        let (value, reference) = (Some(row.value.probability), Some(row.reference.probability));
        let named = Row { kind: "event", name: Guarded(&row.event), unit: "share", ..of(contrast) };
        named.compared(value, reference, Some(row.difference)).paired(row.pairs)
    });
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
    events.chain(chapters).chain(metrics)
}

/// What all rows of a contrast have in common.
fn of(contrast: &Contrast) -> Row<'_> {
    Row {
        run: Guarded(&contrast.case.run),
        branch: Guarded(&contrast.case.branch),
        reference_run: Guarded(&contrast.reference.run),
        reference_branch: Guarded(&contrast.reference.branch),
        paired_by: contrast.pairing.name(),
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
