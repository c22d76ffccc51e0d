//! Every difference with its interval: dots, sorted by size, chapters in points beside metrics in standard deviations.
//!
//! Takes a contrast, gives the figure `effects-…`.

use serde::Serialize;

use super::source;
use crate::findings::compare::{Comparison, Contrast, Difference, Kind};
use crate::report::chart::canvas::{Across, Canvas, Down};
use crate::report::chart::geometry::{Rect, Scale, at};
use crate::report::chart::page::Page;
use crate::report::chart::panels::Axis;
use crate::report::chart::text::{Block, Style};
use crate::report::chart::theme::{
    AXIS, BLUE, Colour, GRID, HAIRLINE, HEADING, INK, LABEL, NEUTRAL, QUIET, STROKE, TICK, VERMILION,
};
use crate::report::chart::words::{capital, list, number, spoken, stem};
use crate::report::chart::{ChartError, Figure, table};
use crate::report::words::compare::{heading, points, signed};

/// Room for the names of the rows.
const NAMES: f64 = 150.0;
/// Room for the numbers of the rows.
const NUMBERS: f64 = 124.0;
/// Size of the numbers.
const NUMBER: f64 = 8.5;
/// Between the two halves.
const GAP: f64 = 26.0;
/// Greatest distance of two rows.
const PITCH: f64 = 40.0;

#[derive(Serialize)]
struct Row<'a> {
    kind: &'a str,
    name: &'a str,
    unit: &'a str,
    difference: f64,
    low95: Option<f64>,
    high95: Option<f64>,
}

/// A dot with its interval, in the unit of its half.
struct Dot {
    /// Name in the table.
    name: String,
    /// Name in the picture.
    shown: String,
    /// The difference with its interval, in numbers.
    number: String,
    value: f64,
    ends: Option<(f64, f64)>,
}

impl Dot {
    fn new(name: &str, shown: String, difference: &Difference, scale: f64, digits: usize) -> Self {
        let ends = difference.low95.zip(difference.high95).map(|(low, high)| (scale * low, scale * high));
        let own = signed(difference, scale, digits);
        let number = match ends {
            Some((low, high)) => format!("{own} ({} to {})", number(low, digits), number(high, digits)),
            None => own,
        };
        Self { name: name.into(), shown, number, value: scale * difference.estimate.value, ends }
    }

    /// Blue above 0, vermilion below, grey where the interval holds 0.
    fn colour(&self) -> Colour {
        match self.ends {
            Some((low, _)) if low > 0.0 => BLUE,
            Some((_, high)) if high < 0.0 => VERMILION,
            _ => NEUTRAL,
        }
    }
}

pub(super) fn figure(comparison: &Comparison, contrast: &Contrast, place: usize) -> Result<Option<Figure>, ChartError> {
    let (chapters, metrics) = (chapters(contrast), metrics(contrast));
    let Some(title) = title(comparison, contrast) else { return Ok(None) };
    let subtitle = "Differences by size, with 95% intervals of sampling (grey: the interval holds 0). Left: share of \
                    histories, in points. Right: means, in standard deviations of one history, pooled over both sides"
        .to_owned();
    let largest =
        |dots: &[Dot]| dots.iter().take(3).map(|dot| format!("{} {}", dot.shown, dot.number)).collect::<Vec<_>>();
    let alt = format!(
        "Dots with intervals in two columns, {}: differences in the share of {} endings in points, and of {} means in \
         standard deviations, the largest on top. {title}. Largest: {}.",
        heading(contrast, comparison),
        chapters.len(),
        metrics.len(),
        list(&[largest(&chapters), largest(&metrics)].concat())
    );
    let rows: Vec<Row> =
        rows("chapter", "points", &chapters).chain(rows("metric", "standard deviations", &metrics)).collect();
    let rows = table(&rows)?;
    let mut page = Page::of(title, subtitle, &source(comparison, contrast));
    let body = page.body;
    let middle = body.left + (body.width() - GAP) * 0.48;
    let pitch = |dots: &[Dot]| ((body.height() - 50.0) / dots.len().max(1) as f64).min(PITCH);
    half(&mut page.canvas, Rect { right: middle, ..body }, "How histories end", "points", &chapters, pitch(&chapters));
    half(
        &mut page.canvas,
        Rect { left: middle + GAP, ..body },
        "Means",
        "standard deviations",
        &metrics,
        pitch(&metrics),
    );
    page.finish(id(comparison, contrast, place), rows, alt).map(Some)
}

/// File stems stay apart even where names come to the same letters.
fn id(comparison: &Comparison, contrast: &Contrast, place: usize) -> String {
    match comparison.kind {
        Kind::Odds => "effects".into(),
        _ => format!("effects-{}-{}", place + 1, stem(&contrast.case.branch)),
    }
}

fn rows<'a>(kind: &'a str, unit: &'a str, dots: &'a [Dot]) -> impl Iterator<Item = Row<'a>> {
    dots.iter().map(move |dot| Row {
        kind,
        name: &dot.name,
        unit,
        difference: dot.value,
        low95: dot.ends.map(|ends| ends.0),
        high95: dot.ends.map(|ends| ends.1),
    })
}

/// The chapter that differs most.
fn title(comparison: &Comparison, contrast: &Contrast) -> Option<String> {
    let size = |difference: &Difference| difference.estimate.value.abs();
    let row = contrast.chapters.iter().max_by(|one, two| size(&one.difference).total_cmp(&size(&two.difference)))?;
    Some(format!("{}: {}, {}", capital(&row.chapter), points(&row.difference), heading(contrast, comparison)))
}

fn chapters(contrast: &Contrast) -> Vec<Dot> {
    let dot = |row: &crate::findings::compare::ChapterContrast| {
        Dot::new(&row.chapter, capital(&row.chapter), &row.difference, 100.0, 1)
    };
    sorted(contrast.chapters.iter().map(dot).collect())
}

fn metrics(contrast: &Contrast) -> Vec<Dot> {
    let dot = |row: &crate::findings::compare::MetricContrast| {
        Some(Dot::new(&row.metric, spoken(&row.metric), row.standardised.as_ref()?, 1.0, 2))
    };
    sorted(contrast.metrics.iter().filter_map(dot).collect())
}

fn sorted(mut dots: Vec<Dot>) -> Vec<Dot> {
    dots.sort_by(|one, two| two.value.abs().total_cmp(&one.value.abs()));
    dots
}

fn half(canvas: &mut Canvas, area: Rect, name: &str, unit: &str, dots: &[Dot], pitch: f64) {
    let title = Block::fit(&format!("{name}, {unit}"), Style::bold(HEADING, INK), area.width(), 1);
    let top = canvas.text(&title, at(area.left, area.top), Across::Left, Down::Top).bottom + 8.0;
    let bottom = top + pitch * dots.len().max(1) as f64;
    let plot = Rect::new(area.left + NAMES, top, area.right - NUMBERS, bottom);
    let ends = dots
        .iter()
        .flat_map(|dot| [dot.value, 0.0].into_iter().chain(dot.ends.map(|e| [e.0, e.1]).into_iter().flatten()));
    let axis = Axis::around(ends.collect::<Vec<_>>().into_iter(), "", 2);
    let across = Scale { domain: axis.ends, range: (plot.left, plot.right) };
    for (value, label) in &axis.ticks {
        let x = across.map(*value);
        let colour = if *value == 0.0 { AXIS } else { GRID };
        canvas.line(vec![at(x, plot.top), at(x, plot.bottom + 3.0)], colour, HAIRLINE);
        let label = Block::line(label, Style::plain((TICK, TICK), QUIET));
        canvas.text(&label, at(x, plot.bottom + 5.0), Across::Middle, Down::Top);
    }
    for (row, dot) in dots.iter().enumerate() {
        let y = plot.top + pitch * (row as f64 + 0.5);
        draw(canvas, dot, y, &across, &Rect::new(area.left, y - pitch / 2.0, area.right, y + pitch / 2.0));
    }
}

fn draw(canvas: &mut Canvas, dot: &Dot, y: f64, across: &Scale, row: &Rect) {
    let colour = dot.colour();
    if let Some((low, high)) = dot.ends {
        canvas.line(vec![at(across.map(low), y), at(across.map(high), y)], colour.line(), STROKE);
    }
    canvas.dot(at(across.map(dot.value), y), (row.height() * 0.18).min(4.0), colour.line());
    let lines = if row.height() >= 22.0 { 2 } else { 1 };
    let size = LABEL.0.min(row.height() * 0.62);
    let name = Block::fit(&dot.shown, Style::plain((size, LABEL.1.min(size)), INK), NAMES - 12.0, lines);
    canvas.text(&name, at(row.left, y), Across::Left, Down::Middle);
    let value =
        Block::fit(&dot.number, Style::bold((NUMBER.min(size), LABEL.1.min(size)), colour.ink()), NUMBERS - 4.0, 1);
    canvas.text(&value, at(row.right, y), Across::Right, Down::Middle);
}
