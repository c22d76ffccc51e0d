//! What drives the headline: one bar for each of the uncertain numbers that tell most.
//!
//! Takes the drivers, gives the figure `what-drives-it`. A bar goes from the share of the headline chapter in the
//! quarter of the draws in which the number is least (dot) to that in which it is greatest (square).

use serde::Serialize;

use super::canvas::{Across, Canvas, Down};
use super::geometry::{Rect, Scale, at};
use super::page::Page;
use super::panels::Axis;
use super::text::{Block, Style};
use super::theme::{AXIS, BLUE, GRID, HAIRLINE, INK, LABEL, NOTE, QUIET, TICK, VERMILION};
use super::words::{capital, count, list, number, parameter, percent};
use super::{ChartError, Figure, table};
use crate::findings::Summary;
use crate::findings::drivers::{Driver, Drivers};

/// Bars shown.
pub const SHOWN: usize = 8;
/// Room for the names of the numbers.
const NAMES: f64 = 236.0;
/// Room for the rank correlations.
const RANKS: f64 = 168.0;
/// Size of the rank correlations.
const RANK: f64 = 11.0;
/// Above the first bar: the key, or the heading of the correlations.
const ABOVE: f64 = 22.0;
/// Below the last bar: the axis.
const BELOW: f64 = 34.0;

#[derive(Serialize)]
struct Row {
    parameter: String,
    lowest_quarter_up_to: f64,
    share_in_lowest_quarter: f64,
    lowest_standard_error: Option<f64>,
    highest_quarter_from: f64,
    share_in_highest_quarter: f64,
    highest_standard_error: Option<f64>,
    rank_correlation: Option<f64>,
    low95: Option<f64>,
    high95: Option<f64>,
}

/// The tornado; `None` if there is nothing to show.
///
/// # Errors
/// If it cannot be drawn.
pub fn figure(summary: &Summary, drivers: &Drivers) -> Result<Option<Figure>, ChartError> {
    let shown = &drivers.list[..drivers.list.len().min(SHOWN)];
    let Some(first) = shown.first() else { return Ok(None) };
    let title = title(summary, drivers, first);
    let subtitle = format!(
        "Share of histories if {} in the quarter of the draws in which the number is least (dot) and greatest (square); \
         sorted by rank correlation with it; {} draws × {} histories",
        drivers.branch,
        count(drivers.draws),
        count(drivers.paths)
    );
    let alt = alt(summary, drivers, shown, &title);
    let mut page = Page::new(title, subtitle, summary);
    draw(&mut page, summary, drivers, shown);
    page.finish("what-drives-it".to_owned(), table(&rows(shown))?, alt).map(Some)
}

fn rows(shown: &[Driver]) -> Vec<Row> {
    let row = |driver: &'_ Driver| {
        let correlation = driver.correlation;
        (correlation.map(|found| found.value), correlation.map(|found| found.low95), correlation.map(|f| f.high95))
    };
    let full = shown.iter().map(|driver| {
        let (rank_correlation, low95, high95) = row(driver);
        Row {
            parameter: keys(driver),
            lowest_quarter_up_to: driver.lowest.edge,
            share_in_lowest_quarter: driver.lowest.share.value,
            lowest_standard_error: driver.lowest.share.standard_error,
            highest_quarter_from: driver.highest.edge,
            share_in_highest_quarter: driver.highest.share.value,
            highest_standard_error: driver.highest.share.standard_error,
            rank_correlation,
            low95,
            high95,
        }
    });
    full.collect()
}

fn title(summary: &Summary, drivers: &Drivers, first: &Driver) -> String {
    let chapter = capital(&drivers.chapter);
    if drivers.list.iter().all(|driver| !driver.correlation.is_some_and(|found| found.tells())) {
        return format!("{chapter}: no uncertain number tells by itself");
    }
    let moves = if first.highest.share.value < first.lowest.share.value { "falls" } else { "rises" };
    format!("{chapter} {moves} most with {}", name(summary, first))
}

fn alt(summary: &Summary, drivers: &Drivers, shown: &[Driver], title: &str) -> String {
    let bar = |driver: &Driver| {
        let [low, high] = [&driver.lowest, &driver.highest].map(|quarter| percent(quarter.share.value));
        format!("{}: {low} where it is least, {high} where it is greatest", name(summary, driver))
    };
    format!(
        "Horizontal bars, one for each of the {} uncertain numbers that tell most: the share of {} if {}, from the \
         quarter of the draws in which the number is least to that in which it is greatest. {title}. {}.",
        shown.len(),
        drivers.chapter,
        drivers.branch,
        shown.iter().map(bar).collect::<Vec<_>>().join(". ")
    )
}

fn draw(page: &mut Page, summary: &Summary, drivers: &Drivers, shown: &[Driver]) {
    let shares = || shown.iter().flat_map(|driver| [driver.lowest.share.value, driver.highest.share.value]);
    let axis = Axis::around(shares().map(|share| share * 100.0), "", 5);
    let body = page.body;
    let plot = Rect::new(body.left + NAMES, body.top + ABOVE, body.right - RANKS, body.bottom - BELOW);
    let scale = Scale { domain: axis.ends, range: (plot.left, plot.right) };
    let canvas = &mut page.canvas;
    frame(canvas, &axis, &plot, &scale);
    let heading = Block::line("Rank correlation (95%)", Style::bold((RANK, RANK), INK));
    canvas.text(&heading, at(body.right, plot.top - 5.0), Across::Right, Down::Bottom);
    let pitch = plot.height() / shown.len() as f64;
    for (place, driver) in shown.iter().enumerate() {
        let middle = plot.top + pitch * (place as f64 + 0.5);
        let name = capital(&name(summary, driver));
        let name = Block::fit(&name, Style::plain((12.0, LABEL.1), INK), NAMES - 14.0, 2);
        canvas.text(&name, at(plot.left - 10.0, middle), Across::Right, Down::Middle);
        let rank = Block::line(&correlation(driver), Style::plain((RANK, RANK), QUIET));
        canvas.text(&rank, at(body.right, middle), Across::Right, Down::Middle);
        bar(canvas, driver, middle, (pitch * 0.28).min(9.0), &scale);
    }
    let unit = format!("% of histories that end in {}", drivers.chapter);
    let unit = Block::fit(&unit, Style::plain((RANK, NOTE.1), QUIET), plot.width(), 1);
    canvas.text(&unit, at(plot.right, plot.bottom + 20.0), Across::Right, Down::Top);
}

/// A number in words; of several that move together all of them.
pub fn name(summary: &Summary, driver: &Driver) -> String {
    let names = [&driver.key].into_iter().chain(driver.with.iter().map(|with| &with.key));
    list(&names.map(|key| parameter(summary, key)).collect::<Vec<_>>())
}

/// Its key; of several all of them.
pub fn keys(driver: &Driver) -> String {
    let keys = [driver.key.as_str()].into_iter().chain(driver.with.iter().map(|with| with.key.as_str()));
    keys.collect::<Vec<_>>().join("; ")
}

/// "−0.31 (−0.39 to −0.23)"; that there is none where nothing varies.
pub fn correlation(driver: &Driver) -> String {
    driver.correlation.map_or("none: it does not vary".to_owned(), |found| {
        let [value, low, high] = [found.value, found.low95, found.high95].map(|end| number(end, 2));
        format!("{value} ({low} to {high})")
    })
}

fn frame(canvas: &mut Canvas, axis: &Axis, plot: &Rect, scale: &Scale) {
    for (value, label) in &axis.ticks {
        let x = scale.map(*value);
        canvas.line(vec![at(x, plot.top), at(x, plot.bottom)], GRID, HAIRLINE);
        let label = Block::line(label, Style::plain((TICK, TICK), QUIET));
        canvas.text(&label, at(x, plot.bottom + 5.0), Across::Middle, Down::Top);
    }
    canvas.line(vec![at(plot.left, plot.bottom), at(plot.right, plot.bottom)], AXIS, HAIRLINE);
}

fn bar(canvas: &mut Canvas, driver: &Driver, middle: f64, half: f64, scale: &Scale) {
    let [low, high] = [&driver.lowest, &driver.highest].map(|quarter| scale.map(quarter.share.value * 100.0));
    let area = Rect::new(low.min(high), middle - half, low.max(high), middle + half);
    let hue = if high < low { VERMILION } else { BLUE };
    canvas.rect(area, hue.tint(0.45));
    canvas.dot(at(low, middle), 4.2, hue.line());
    canvas.square(at(high, middle), 3.8, hue.line());
}
