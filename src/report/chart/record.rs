//! What the charts of a backtest share: the page, quarters by name, disputes as shaded quarters.
//!
//! Takes a [`Backtest`], gives pages, and draws what came below what was said of it.

use super::canvas::Canvas;
use super::geometry::{Rect, Scale};
use super::page::Page;
use super::theme::{Colour, GRID, VERMILION};
use crate::findings::backtest::{Backtest, QuarterRow, Stated};

/// What every number in a chart of a backtest is, and is not.
const MEANING: &str = "What the model states, given the scenario's assumptions, beside a record coded by hand; ladders \
                       that the record codes are inputs";

/// Quarters of dispute.
pub fn disputed() -> Colour {
    VERMILION.tint(0.28)
}

/// A page of what the model says at central values, whose footer names scenario and record.
pub fn page(title: String, subtitle: String, found: &Backtest) -> Page {
    page_of(title, subtitle, found, "central values")
}

/// A page of what the model says over draws if they were taken, else at central values.
pub fn page_over_draws(title: String, subtitle: String, found: &Backtest) -> Page {
    let Some(draws) = &found.draws else { return page(title, subtitle, found) };
    let numbers = match &draws.file {
        Some(file) => format!("{} draws of {file}", draws.counted),
        None => format!("{} draws", draws.counted),
    };
    page_of(title, subtitle, found, &numbers)
}

fn page_of(title: String, subtitle: String, found: &Backtest, numbers: &str) -> Page {
    let short = |digest: &str| digest.chars().take(12).collect::<String>();
    let source = &found.provenance;
    let source = format!(
        "allegiance {} · scenario {} · sha256 {} · record {} · sha256 {} · {numbers}",
        source.version,
        source.scenario,
        short(&source.sha256),
        found.record.name,
        short(&found.record.sha256)
    );
    Page::noted(title, subtitle, &source, MEANING)
}

/// Names of the quarters.
pub fn names(found: &Backtest) -> Vec<String> {
    found.quarters.iter().map(|row| row.quarter.clone()).collect()
}

/// What was said of a quarter so many quarters before.
pub fn stated(row: &QuarterRow, ahead: usize) -> Option<&Stated> {
    row.stated.iter().find(|stated| stated.ahead == ahead)
}

/// Shades the quarters of dispute, and more faintly those that are not coded.
pub fn shade(canvas: &mut Canvas, plot: &Rect, across: &Scale, found: &Backtest) {
    let mut runs: Vec<(Option<bool>, usize, usize)> = Vec::new();
    for (quarter, row) in found.quarters.iter().enumerate() {
        match runs.last_mut() {
            Some((code, _, last)) if *code == row.dispute => *last = quarter,
            _ => runs.push((row.dispute, quarter, quarter)),
        }
    }
    for (code, first, last) in runs {
        let (left, right) = cell(plot, across, first, last);
        match code {
            Some(true) => canvas.rect(Rect::new(left, plot.top, right, plot.bottom), disputed()),
            None => canvas.rect(Rect::new(left, plot.top, right, plot.bottom), GRID),
            Some(false) => {}
        }
    }
}

/// From the beginning of one quarter to the end of another, half a quarter to either side, within the plot.
pub fn cell(plot: &Rect, across: &Scale, first: usize, last: usize) -> (f64, f64) {
    let at = |place: f64| across.map(place).clamp(plot.left, plot.right);
    (at(first as f64 - 0.5), at(last as f64 + 0.5))
}
