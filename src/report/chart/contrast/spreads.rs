//! How a paired difference is distributed: one curve a contrast on one axis, split at 0.
//!
//! Takes the spreads of the contrasts, gives the figures `difference-…`: the two chapters that differ most, and the main
//! metrics.

use serde::Serialize;

use super::source;
use crate::findings::compare::{Comparison, Contrast, Over, Spread};
use crate::report::chart::canvas::{Across, Canvas, Down};
use crate::report::chart::geometry::{Point, Rect, Scale, at};
use crate::report::chart::page::Page;
use crate::report::chart::panels::Axis;
use crate::report::chart::text::{Block, Style};
use crate::report::chart::theme::{
    AXIS, BLUE, Colour, GRID, HAIRLINE, HEADING, INK, NOTE, QUIET, STROKE, TICK, VERMILION,
};
use crate::report::chart::words::{capital, count, decimals, number, percent, spoken, stem};
use crate::report::chart::{ChartError, Figure, table};
use crate::report::words::compare::heading;

/// Room for the names of the rows.
const NAMES: f64 = 200.0;
/// Room for the numbers of the rows.
const NUMBERS: f64 = 150.0;
/// Chapters that are drawn.
const CHAPTERS: usize = 2;

#[derive(Serialize)]
struct Row<'a> {
    run: &'a str,
    branch: &'a str,
    reference_run: &'a str,
    reference_branch: &'a str,
    quantity: &'a str,
    unit: &'a str,
    over: &'a str,
    bandwidth: f64,
    difference: f64,
    density: f64,
}

/// A curve with the contrast that it is of.
type Curve<'a> = (&'a Contrast, &'a Spread);

pub(super) fn figures<'a>(
    comparison: &'a Comparison,
    shown: &'a [&'a Contrast],
) -> impl Iterator<Item = Result<Option<Figure>, ChartError>> {
    quantities(shown).into_iter().enumerate().map(move |(place, quantity)| {
        let of = |contrast: &&'a Contrast| Some((*contrast, contrast.spreads.iter().find(|s| s.quantity == quantity)?));
        let curves: Vec<Curve> = shown.iter().filter_map(of).collect();
        figure(comparison, &quantity, place, &curves)
    })
}

/// The two chapters that differ most in any contrast, then the metrics, in their order.
fn quantities(shown: &[&Contrast]) -> Vec<String> {
    let mut chapters: Vec<(f64, &str)> = Vec::new();
    let mut metrics: Vec<String> = Vec::new();
    for spread in shown.iter().flat_map(|contrast| &contrast.spreads) {
        if spread.unit == "points" {
            match chapters.iter_mut().find(|(_, name)| *name == spread.quantity) {
                Some(known) => known.0 = known.0.max(spread.mean.abs()),
                None => chapters.push((spread.mean.abs(), &spread.quantity)),
            }
        } else if !metrics.contains(&spread.quantity) {
            metrics.push(spread.quantity.clone());
        }
    }
    chapters.sort_by(|one, two| two.0.total_cmp(&one.0));
    chapters.into_iter().take(CHAPTERS).map(|(_, name)| name.to_owned()).chain(metrics).collect()
}

fn figure(
    comparison: &Comparison,
    quantity: &str,
    place: usize,
    curves: &[Curve],
) -> Result<Option<Figure>, ChartError> {
    let size = |curve: &Curve| curve.1.mean.abs();
    let Some((contrast, first)) = curves.iter().max_by(|one, two| size(one).total_cmp(&size(two))) else {
        return Ok(None);
    };
    let name = if first.unit == "points" { capital(quantity) } else { spoken(quantity) };
    let said = if first.above >= 0.5 { "higher" } else { "lower" };
    let share = if first.above >= 0.5 { first.above } else { first.below };
    let title =
        format!("{name}: {said} in {} of {}, {}", percent(share), over(first.over), heading(contrast, comparison));
    let bandwidths: Vec<String> =
        curves.iter().map(|(_, spread)| number(spread.bandwidth, decimals(spread.bandwidth).max(2))).collect();
    let subtitle = format!(
        "Distribution of the paired difference, {}, over {}; Gaussian kernel of standard deviation {}; each curve to its \
         own height",
        first.unit,
        unit_of(first.over),
        bandwidths.join(", ")
    );
    let each: Vec<String> = curves
        .iter()
        .map(|(contrast, spread)| format!("{}: {}", heading(contrast, comparison), numbers(spread).join(", ")))
        .collect();
    let alt = format!(
        "Curves on one axis, one for each of {} contrasts: smoothed distribution of the paired difference of {} in {}, \
         split at 0. {title}. {}.",
        curves.len(),
        name.to_lowercase(),
        first.unit,
        each.join("; ")
    );
    let mut page = Page::of(title, subtitle, &source(comparison, contrast));
    draw(&mut page, comparison, curves, &first.unit);
    page.finish(format!("difference-{}-{}", place + 1, stem(quantity)), table(&rows(curves))?, alt).map(Some)
}

fn over(over: Over) -> &'static str {
    match over {
        Over::Pairs => "pairs",
        Over::Draws => "draws",
    }
}

fn unit_of(over: Over) -> &'static str {
    match over {
        Over::Pairs => "pairs of histories that met the same chance",
        Over::Draws => "draws (part of the spread is chance within a draw)",
    }
}

fn numbers(spread: &Spread) -> [String; 3] {
    let digits = decimals(spread.mean).max(1);
    [
        format!("mean {}", number(spread.mean, digits)),
        format!("above 0: {} of {} {}", percent(spread.above), count(spread.count), over(spread.over)),
        format!("below 0: {}", percent(spread.below)),
    ]
}

fn rows<'a>(curves: &[Curve<'a>]) -> Vec<Row<'a>> {
    let row = |(contrast, spread): Curve<'a>, &(difference, density): &(f64, f64)| Row {
        run: &contrast.case.run,
        branch: &contrast.case.branch,
        reference_run: &contrast.reference.run,
        reference_branch: &contrast.reference.branch,
        quantity: &spread.quantity,
        unit: &spread.unit,
        over: over(spread.over),
        bandwidth: spread.bandwidth,
        difference,
        density,
    };
    curves.iter().flat_map(|curve| curve.1.points.iter().map(move |point| row(*curve, point))).collect()
}

fn draw(page: &mut Page, comparison: &Comparison, curves: &[Curve], unit: &str) {
    let body = page.body;
    let values: Vec<f64> = curves.iter().flat_map(|curve| &curve.1.points).map(|point| point.0).chain([0.0]).collect();
    let axis = Axis::within(values.iter().copied(), unit, 6);
    let plot = Rect::new(body.left + NAMES, body.top, body.right - NUMBERS, body.bottom - 32.0);
    let across = Scale { domain: axis.ends, range: (plot.left, plot.right) };
    ticks(&mut page.canvas, &plot, &axis, &across);
    let pitch = plot.height() / curves.len() as f64;
    for (row, (contrast, spread)) in curves.iter().enumerate() {
        let bottom = plot.top + pitch * (row as f64 + 1.0);
        let height = (pitch * 0.86).min(170.0);
        let track = Rect::new(plot.left, bottom - height, plot.right, bottom);
        curve(&mut page.canvas, spread, &across, &track);
        labels(&mut page.canvas, &heading(contrast, comparison), spread, &track, body.left);
    }
    let x = across.map(0.0);
    page.canvas.line(vec![at(x, plot.top), at(x, plot.bottom)], AXIS, STROKE * 0.6);
}

fn ticks(canvas: &mut Canvas, plot: &Rect, axis: &Axis, across: &Scale) {
    for (value, label) in &axis.ticks {
        let x = across.map(*value);
        canvas.line(vec![at(x, plot.top), at(x, plot.bottom + 3.0)], GRID, HAIRLINE);
        let label = Block::line(label, Style::plain((TICK, TICK), QUIET));
        canvas.text(&label, at(x, plot.bottom + 5.0), Across::Middle, Down::Top);
    }
    let unit = Block::fit(&format!("difference, {}", axis.unit), Style::plain(NOTE, QUIET), plot.width(), 1);
    canvas.text(&unit, at(plot.right, plot.bottom + 19.0), Across::Right, Down::Top);
}

/// The curve, vermilion below 0 and blue above.
fn curve(canvas: &mut Canvas, spread: &Spread, across: &Scale, track: &Rect) {
    let peak = spread.points.iter().map(|point| point.1).fold(0.0, f64::max);
    let up = Scale { domain: (0.0, peak), range: (track.bottom, track.top) };
    let at_zero = between(&spread.points, 0.0);
    let side = |keep: fn(f64) -> bool| -> Vec<(f64, f64)> {
        let kept = spread.points.iter().copied().filter(|point| keep(point.0));
        let mut points: Vec<(f64, f64)> = kept.chain(at_zero).collect();
        points.sort_by(|one, two| one.0.total_cmp(&two.0));
        points
    };
    let sides: [(Vec<(f64, f64)>, Colour); 2] =
        [(side(|value| value < 0.0), VERMILION), (side(|value| value > 0.0), BLUE)];
    for (points, colour) in sides {
        let line: Vec<Point> = points.iter().map(|point| at(across.map(point.0), up.map(point.1))).collect();
        let (Some(first), Some(last)) = (line.first(), line.last()) else { continue };
        let feet = [at(last.x, track.bottom), at(first.x, track.bottom)];
        canvas.area(line.iter().copied().chain(feet).collect(), colour.tint(0.35));
        canvas.line(line, colour.line(), STROKE * 0.8);
    }
    canvas.line(vec![at(track.left, track.bottom), at(track.right, track.bottom)], AXIS, HAIRLINE);
}

/// The curve at a value between its points.
fn between(points: &[(f64, f64)], value: f64) -> Option<(f64, f64)> {
    let pair = points.windows(2).find(|pair| pair[0].0 <= value && value <= pair[1].0)?;
    let share = (value - pair[0].0) / (pair[1].0 - pair[0].0);
    Some((value, pair[0].1 + share * (pair[1].1 - pair[0].1)))
}

fn labels(canvas: &mut Canvas, name: &str, spread: &Spread, track: &Rect, left: f64) {
    let rows = if track.height() < 40.0 { 2 } else { 4 };
    let name = Block::fit(&capital(name), Style::bold((HEADING.0, 7.0), INK), NAMES - 14.0, rows);
    canvas.text(&name, at(left, track.bottom), Across::Left, Down::Bottom);
    let [mean, above, below] = numbers(spread);
    let mut bottom = track.bottom;
    for (text, colour, size) in [(below, VERMILION, NOTE), (above, BLUE, NOTE), (mean, INK, (10.5, 8.0))] {
        let line = Block::fit(&text, Style::bold(size, colour.ink()), NUMBERS - 12.0, 1);
        bottom = canvas.text(&line, at(track.right + 12.0, bottom), Across::Left, Down::Bottom).top - 1.0;
    }
}
