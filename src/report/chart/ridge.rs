//! How a metric is distributed: ridgelines on one axis, one row per branch.
//!
//! Takes the densities and the quantiles of a metric, gives the figures `density-…`.

use serde::Serialize;

use super::canvas::{Across, Canvas, Down};
use super::geometry::{Point, Rect, Scale, at};
use super::page::Page;
use super::panels::Axis;
use super::text::{Block, Style};
use super::theme::{AXIS, BRANCHES, Colour, GRID, HAIRLINE, HEADING, INK, NOTE, QUIET, STROKE, TICK};
use super::words::{branch_title, by_outcome, capital, decimals, finding, main_values, number, percent, spoken, stem};
use super::{ChartError, Figure, table};
use crate::findings::{Density, MetricSummary, Summary};

/// Room for the names of the rows.
const NAMES: f64 = 190.0;
/// Room for the numbers of the rows.
const NUMBERS: f64 = 128.0;

#[derive(Serialize)]
struct Row<'a> {
    branch: &'a str,
    metric: &'a str,
    unit: &'a str,
    bandwidth: f64,
    value: f64,
    density: f64,
}

/// One row.
struct Ridge<'a> {
    density: &'a Density,
    summary: Option<&'a MetricSummary>,
    colour: Colour,
}

pub(super) fn figures(summary: &Summary) -> impl Iterator<Item = Result<Option<Figure>, ChartError>> {
    let mut metrics: Vec<&str> = Vec::new();
    for density in &summary.densities {
        if !metrics.contains(&density.metric.as_str()) {
            metrics.push(&density.metric);
        }
    }
    metrics.into_iter().map(|metric| figure(summary, metric))
}

/// What a metric is called, and its unit in words.
fn named(summary: &Summary, density: &Density) -> (String, String) {
    let (name, unit) = match density.metric.as_str() {
        "subsidy" => ("average subsidy".to_owned(), "points of GDP a year"),
        "loyalty" => ("average loyalty".to_owned(), "share of full loyalty"),
        "client_payoff" => (format!("payoff of {}", summary.client), "point-years of GDP"),
        "patron_payoff" => (format!("payoff of {}", summary.patron), "point-years of GDP"),
        other => (spoken(other).to_lowercase(), density.unit.as_str()),
    };
    (name, unit.to_owned())
}

fn figure(summary: &Summary, metric: &str) -> Result<Option<Figure>, ChartError> {
    let ridges = ridges(summary, metric);
    let Some(first) = ridges.first().map(|ridge| ridge.density) else { return Ok(None) };
    let (name, unit) = named(summary, first);
    let title = title(summary, &name, &unit, &ridges);
    let subtitle = subtitle(summary, first, &name, &unit);
    let digits = precision(&ridges);
    let alt = alt(&name, &unit, &ridges, &title);
    let mut page = Page::new(title, subtitle, summary);
    draw(&mut page, &ridges, &unit, digits);
    page.finish(format!("density-{}", stem(metric)), table(&rows(&ridges))?, alt).map(Some)
}

fn subtitle(summary: &Summary, density: &Density, name: &str, unit: &str) -> String {
    let what = if density.metric.ends_with("_payoff") { " (discounted; not comparable between the two)" } else { "" };
    format!(
        "{}, {unit}{what}: distribution over simulated histories{}; dark: middle 95%; kernel: Gaussian, s.d. {}",
        capital(name),
        by_outcome(summary),
        number(density.bandwidth, decimals(density.bandwidth))
    )
}

fn alt(name: &str, unit: &str, ridges: &[Ridge], title: &str) -> String {
    let digits = precision(ridges);
    let each = ridges.iter().filter_map(|ridge| {
        Some(format!("{}: {}", branch_title(&ridge.density.branch), ridge.numbers(digits)?.join(", ")))
    });
    format!(
        "Ridgelines: smoothed distributions of {name} in {unit}, one row for each of {} election outcomes on one axis. {title}. {}.",
        ridges.len(),
        each.collect::<Vec<_>>().join("; ")
    )
}

fn ridges<'a>(summary: &'a Summary, metric: &str) -> Vec<Ridge<'a>> {
    let ridge = |(index, branch): (usize, &crate::findings::BranchOdds)| {
        let density = summary.densities.iter().find(|d| d.metric == metric && d.branch == branch.name)?;
        let numbers = summary.metrics.iter().find(|m| m.metric == metric && m.branch == branch.name);
        Some(Ridge { density, summary: numbers, colour: BRANCHES[index % BRANCHES.len()] })
    };
    summary.branches.iter().enumerate().filter_map(ridge).collect()
}

fn rows<'a>(ridges: &[Ridge<'a>]) -> Vec<Row<'a>> {
    let row = |density: &'a Density, &(value, height): &(f64, f64)| Row {
        branch: &density.branch,
        metric: &density.metric,
        unit: &density.unit,
        bandwidth: density.bandwidth,
        value,
        density: height,
    };
    ridges.iter().flat_map(|ridge| ridge.density.points.iter().map(|point| row(ridge.density, point))).collect()
}

/// Decimals that suit the widest value on the axis.
fn precision(ridges: &[Ridge]) -> usize {
    let values = ridges.iter().flat_map(|ridge| &ridge.density.points).map(|(value, _)| value.abs());
    decimals(values.fold(0.0, f64::max))
}

fn title(summary: &Summary, name: &str, unit: &str, ridges: &[Ridge]) -> String {
    let digits = precision(ridges);
    let medians: Vec<(String, f64)> =
        ridges.iter().filter_map(|ridge| Some((ridge.density.branch.clone(), ridge.median()?))).collect();
    let unit = if unit.starts_with("share") { "" } else { unit };
    finding(
        &format!("{}, median history", capital(name)),
        &main_values(summary, medians),
        |value| number(value, digits),
        unit,
    )
    .unwrap_or_else(|| capital(name))
}

impl Ridge<'_> {
    fn median(&self) -> Option<f64> {
        Some(self.summary?.quantiles?.p50)
    }

    /// Height of the curve at a value, between its points.
    fn height_at(&self, value: f64) -> Option<f64> {
        let pair = self.density.points.windows(2).find(|pair| (pair[0].0..=pair[1].0).contains(&value))?;
        let share = (value - pair[0].0) / (pair[1].0 - pair[0].0);
        Some(pair[0].1 + share * (pair[1].1 - pair[0].1))
    }

    /// The curve over the middle 95% of the histories.
    fn middle(&self) -> Vec<(f64, f64)> {
        let ends = self.summary.and_then(|summary| summary.quantiles).map(|q| (q.p02_5, q.p97_5));
        let points = &self.density.points;
        let Some((low, high)) = ends.filter(|(low, high)| low < high) else { return Vec::new() };
        let inside = points.iter().copied().filter(|(value, _)| (low..=high).contains(value));
        let end = |value: f64| self.height_at(value).map(|height| (value, height));
        end(low).into_iter().chain(inside).chain(end(high)).collect()
    }

    /// What stands at the right of the row.
    fn numbers(&self, digits: usize) -> Option<Vec<String>> {
        let summary = self.summary?;
        let quantiles = summary.quantiles?;
        let [low, middle, high] = [quantiles.p02_5, quantiles.p50, quantiles.p97_5].map(|value| number(value, digits));
        let share =
            (summary.present_share < 1.0).then(|| format!("on {} of histories", percent(summary.present_share)));
        Some([format!("median {middle}"), format!("95%: {low} to {high}")].into_iter().chain(share).collect())
    }
}

fn draw(page: &mut Page, ridges: &[Ridge], unit: &str, digits: usize) {
    let body = page.body;
    let values = ridges.iter().flat_map(|ridge| &ridge.density.points).map(|(value, _)| *value);
    let axis = Axis::within(values, unit, 6);
    let plot = Rect::new(body.left + NAMES, body.top, body.right - NUMBERS, body.bottom - 32.0);
    let across = Scale { domain: axis.ends, range: (plot.left, plot.right) };
    level_axis(&mut page.canvas, &plot, &axis, &across);
    let peak = ridges.iter().flat_map(|ridge| &ridge.density.points).map(|(_, height)| *height).fold(0.0, f64::max);
    let pitch = plot.height() / ridges.len() as f64;
    for (row, ridge) in ridges.iter().enumerate() {
        let bottom = plot.top + pitch * (row as f64 + 1.0);
        let track = Rect::new(plot.left, bottom - pitch * 0.9, plot.right, bottom);
        let up = Scale { domain: (0.0, peak), range: (track.bottom, track.top) };
        curve(&mut page.canvas, ridge, &across, &up, &track);
        labels(&mut page.canvas, ridge, &track, body.left, digits);
    }
}

fn level_axis(canvas: &mut Canvas, plot: &Rect, axis: &Axis, across: &Scale) {
    for (value, label) in &axis.ticks {
        let x = across.map(*value);
        let zero = *value == 0.0 && axis.ends.0 < 0.0;
        canvas.line(vec![at(x, plot.top), at(x, plot.bottom + 3.0)], if zero { AXIS } else { GRID }, HAIRLINE);
        let label = Block::line(label, Style::plain((TICK, TICK), QUIET));
        canvas.text(&label, at(x, plot.bottom + 5.0), Across::Middle, Down::Top);
    }
    let unit = Block::fit(&axis.unit, Style::plain(NOTE, QUIET), plot.width(), 1);
    canvas.text(&unit, at(plot.right, plot.bottom + 19.0), Across::Right, Down::Top);
}

fn curve(canvas: &mut Canvas, ridge: &Ridge, across: &Scale, up: &Scale, track: &Rect) {
    let place = |(value, height): (f64, f64)| at(across.map(value), up.map(height));
    canvas
        .area(under(ridge.density.points.iter().copied().map(place).collect(), track.bottom), ridge.colour.tint(0.18));
    canvas.area(under(ridge.middle().into_iter().map(place).collect(), track.bottom), ridge.colour.tint(0.42));
    let line = ridge.density.points.iter().copied().map(place).collect();
    canvas.line(line, ridge.colour.line(), STROKE * 0.8);
    canvas.line(vec![at(track.left, track.bottom), at(track.right, track.bottom)], AXIS, HAIRLINE);
    if let Some((median, height)) = ridge.median().and_then(|median| Some((median, ridge.height_at(median)?))) {
        let x = across.map(median);
        canvas.line(vec![at(x, track.bottom), at(x, up.map(height))], ridge.colour.ink(), STROKE);
    }
}

/// The area between a line and a level.
fn under(mut line: Vec<Point>, bottom: f64) -> Vec<Point> {
    let ends = line.last().zip(line.first()).map(|(last, first)| [at(last.x, bottom), at(first.x, bottom)]);
    line.extend(ends.into_iter().flatten());
    line
}

fn labels(canvas: &mut Canvas, ridge: &Ridge, track: &Rect, left: f64, digits: usize) {
    let rows = if track.height() < 30.0 { 2 } else { 3 };
    let name = Block::fit(&branch_title(&ridge.density.branch), Style::bold((HEADING.0, 7.0), INK), NAMES - 14.0, rows);
    canvas.text(&name, at(left, track.bottom), Across::Left, Down::Bottom);
    let Some(numbers) = ridge.numbers(digits) else { return };
    let mut bottom = track.bottom;
    for (index, line) in numbers.iter().enumerate().rev() {
        let style = if index == 0 { Style::bold((10.5, 8.0), ridge.colour.ink()) } else { Style::plain(NOTE, QUIET) };
        let line = Block::fit(line, style, NUMBERS - 12.0, 1);
        bottom = canvas.text(&line, at(track.right + 12.0, bottom), Across::Left, Down::Bottom).top - 1.0;
    }
}
