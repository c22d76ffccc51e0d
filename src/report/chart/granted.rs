//! The subsidy that the model expects beside the record's interval of it, quarter by quarter.
//!
//! Takes the quarters of a [`Backtest`], gives the figure `subsidy-expected`; none if the record has no interval.

use serde::Serialize;

use super::canvas::Canvas;
use super::geometry::{Rect, Scale, at};
use super::panels::{Axis, Gutters, direct, panels, side_labels};
use super::record::{cell, names, page};
use super::text::{Block, Style};
use super::theme::{BLUE, GREEN, HAIRLINE, HEADING, INK, STROKE};
use super::time::{Marks, in_words, time_axis};
use super::words::{number, percent};
use super::{ChartError, Figure, table};
use crate::findings::backtest::{Backtest, QuarterRow};

/// Room for the names of line and band.
const SIDE: f64 = 118.0;
/// Share of the band's colour in its filling.
const FILL: f64 = 0.35;
/// Least height of the band, where both ends are one number.
const THIN: f64 = 2.0;

#[derive(Serialize)]
struct Row<'a> {
    quarter: &'a str,
    expected: f64,
    low: Option<f64>,
    high: Option<f64>,
}

impl<'a> Row<'a> {
    fn new(row: &'a QuarterRow) -> Self {
        let (low, high) = (row.subsidy_record.map(|ends| ends.0), row.subsidy_record.map(|ends| ends.1));
        Self { quarter: &row.quarter, expected: row.subsidy, low, high }
    }
}

pub(super) fn figure(found: &Backtest) -> Result<Option<Figure>, ChartError> {
    let Some(fit) = &found.subsidies else { return Ok(None) };
    let title = format!(
        "Expected subsidy in the record's interval in {} of quarters, below it in {}",
        percent(fit.inside),
        percent(fit.below)
    );
    let names = names(found);
    let alt = format!(
        "A line over time, the subsidy that the model expects in pp of GDP a year, beside a band, the interval in which \
         the record puts it. {title}. Mean {} expected, {} in the middle of the intervals; the mean distance to the \
         interval is {}.{}",
        number(fit.expected, 1),
        number(fit.estimated, 1),
        number(fit.distance, 1),
        in_words(&found.marks, &names)
    );
    let subtitle =
        "Subsidy received, pp of GDP a year: the model's mean, knowing the record up to the quarter before, and \
                    the record's low and high estimates"
            .to_owned();
    let mut page = page(title, subtitle, found);
    draw(&mut page, found, &names);
    let rows: Vec<Row> = found.quarters.iter().map(Row::new).collect();
    page.finish("subsidy-expected".to_owned(), table(&rows)?, alt).map(Some)
}

fn draw(page: &mut super::page::Page, found: &Backtest, names: &[String]) {
    let ends = || found.quarters.iter().filter_map(|row| row.subsidy_record).flat_map(|(low, high)| [low, high]);
    let values = found.quarters.iter().map(|row| row.subsidy).chain(ends()).chain([0.0]);
    let axis = Axis::around(values, "pp of GDP a year", 5);
    let mut gutters = Gutters { each: 0.0, last: SIDE, below: 20.0, above: 0.0 };
    let width = super::panels::name_room(page, 1, &axis, &gutters);
    let marks = Marks::of(&found.marks, found.quarters.len(), width);
    gutters.above = marks.height();
    let plots = panels(page, &[Block::line("", Style::bold(HEADING, INK))], &axis, &gutters);
    let (plot, canvas) = (&plots[0], &mut page.canvas);
    let (across, up) = (time_axis(canvas, plot, names), axis.upright(plot));
    let last = band(canvas, plot, (&across, &up), found);
    marks.draw(canvas, plot);
    let line: Vec<_> =
        found.quarters.iter().enumerate().map(|(at_, row)| at(across.map(at_ as f64), up.map(row.subsidy))).collect();
    let end = line.last().map(|point| point.y);
    canvas.line(line, BLUE.line(), STROKE);
    let label = |y: f64, text: &str, colour| (y, direct(text, colour, SIDE - 20.0, 2));
    let labels: Vec<(f64, Block)> =
        end.map(|y| label(y, "Model", BLUE)).into_iter().chain(last.map(|y| label(y, "Record", GREEN))).collect();
    side_labels(canvas, plot.right, &labels, (plot.top, plot.bottom));
}

/// The record's interval, as one box for as long as it stays the same; gives the height of the last.
fn band(canvas: &mut Canvas, plot: &Rect, (across, up): (&Scale, &Scale), found: &Backtest) -> Option<f64> {
    let mut runs: Vec<((f64, f64), usize, usize)> = Vec::new();
    for (quarter, row) in found.quarters.iter().enumerate() {
        let Some(ends) = row.subsidy_record else { continue };
        match runs.last_mut() {
            Some((same, _, last)) if *same == ends && *last + 1 == quarter => *last = quarter,
            _ => runs.push((ends, quarter, quarter)),
        }
    }
    let mut middle = None;
    for ((low, high), first, last) in runs {
        let (left, right) = cell(plot, across, first, last);
        let (top, bottom) = (up.map(high), up.map(low));
        let spare = ((THIN - (bottom - top)) / 2.0).max(0.0);
        canvas.rect(Rect::new(left, top - spare, right, bottom + spare), GREEN.tint(FILL));
        for y in [top - spare, bottom + spare] {
            canvas.line(vec![at(left, y), at(right, y)], GREEN.line(), HAIRLINE);
        }
        middle = Some((top + bottom) / 2.0);
    }
    middle
}
