//! Comparisons as text for people, as Markdown and as CSV (model page §5).
//!
//! Takes a [`Comparison`], gives text. What another command prints of a run is said in the same digits here.

mod tables;
pub mod words;

pub use tables::csv;
pub use words::heading;

use super::claims::escaped;
use super::words::headline::DISCLAIMER;
use super::words::odds::Lexicon;
use crate::findings::compare::{Comparison, Contrast, Kind, MetricContrast};
use std::fmt::Write;
use words::{difference, means, pairing, pairs, sentence};

/// Header of the table of metrics.
const COLUMNS: [&str; 5] = ["metric", "mean", "reference", "difference (95% interval)", "pairs above, below"];

/// The comparison as a person reads it at a terminal.
pub fn text(comparison: &Comparison, lexicon: &Lexicon) -> String {
    let mut text = format!("{}\n", comparison.title);
    for line in odds(comparison) {
        let _ = writeln!(text, "{line}");
    }
    for contrast in &comparison.contrasts {
        let _ = writeln!(text, "\n{}", super::chart::words::capital(&heading(contrast, comparison)));
        let _ = writeln!(text, "  {}", pairing(contrast, comparison));
        if !contrast.felt {
            text.push_str("  no history differs in anything\n");
            continue;
        }
        for row in &contrast.chapters {
            let _ = writeln!(text, "  {}", sentence(row, lexicon));
        }
        table(&mut text, contrast);
    }
    let _ = writeln!(text, "\n{}", closing(lexicon));
    text
}

/// The metrics, in columns.
fn table(text: &mut String, contrast: &Contrast) {
    let rows: Vec<[String; 5]> = contrast.metrics.iter().map(cells).collect();
    let header = COLUMNS.map(String::from);
    let width = |column: usize| {
        let cells = rows.iter().chain([&header]).map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..COLUMNS.len()).map(width).collect();
    text.push('\n');
    for row in [&header].into_iter().chain(&rows) {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        let _ = writeln!(text, "  {}", cells.join("  ").trim_end());
    }
}

fn cells(row: &MetricContrast) -> [String; 5] {
    let [value, reference] = means(row);
    [format!("{}, {}", row.metric, row.unit), value, reference, difference(row), pairs(row.pairs.as_ref())]
}

/// What is said of odds.
fn odds(comparison: &Comparison) -> Vec<String> {
    if comparison.kind != Kind::Odds {
        return Vec::new();
    }
    let shifts = comparison.odds.iter().map(words::shift);
    let mut lines = vec![format!("Odds: {}", shifts.collect::<Vec<_>>().join("; "))];
    if comparison.foreseen {
        lines.push(words::FORESEEN.into());
    }
    lines
}

fn closing(lexicon: &Lexicon) -> String {
    format!("{}\n{}.\n{DISCLAIMER}", words::INTERVALS, lexicon.key())
}

/// The comparison in Markdown.
pub fn markdown(comparison: &Comparison, lexicon: &Lexicon) -> String {
    let mut text = format!("# {}\n\n", escaped(&comparison.title));
    for line in odds(comparison) {
        let _ = writeln!(text, "{}\n", escaped(&line));
    }
    for contrast in &comparison.contrasts {
        let title = super::chart::words::capital(&heading(contrast, comparison));
        let _ = writeln!(text, "## {}\n\n{}\n", escaped(&title), escaped(&pairing(contrast, comparison)));
        if !contrast.felt {
            text.push_str("No history differs in anything.\n\n");
            continue;
        }
        for row in &contrast.chapters {
            let _ = writeln!(text, "- {}", escaped(&sentence(row, lexicon)));
        }
        let _ = writeln!(text, "\n| {} |\n| --- | --- | --- | --- | --- |", COLUMNS.join(" | "));
        for row in &contrast.metrics {
            let _ = writeln!(text, "| {} |", cells(row).map(|cell| escaped(&cell)).join(" | "));
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{}", escaped(&closing(lexicon)));
    text
}
