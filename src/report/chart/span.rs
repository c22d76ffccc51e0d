//! Can the deal still be struck: the bargaining range against confrontation, one panel per start.
//!
//! Takes the range panels, gives the figure `bargaining-range`.

use serde::Serialize;

use super::canvas::{Across, Canvas, Down, box_at};
use super::geometry::{Point, Rect, Scale, at};
use super::page::Page;
use super::panels::{Axis, Gutters, direct, heading, name_room, panels, side_labels};
use super::span_levels::{Below, key};
use super::span_shapes::{Piece, between, grown, heart, is_placed, meets, runs, spots};
use super::span_words;
use super::span_words::Verdict;
use super::text::{Block, Style};
use super::theme::{
    AXIS, BLUE, Colour, GREEN, HAIRLINE, INK, NOTE, ORANGE, QUIET, STROKE, TEXT_CONTRAST, VERMILION, WHITE,
};
use super::words::{capital, decimals, number};
use super::{ChartError, Figure, table};
use crate::findings::{RangePanel, RangePoint, Summary};

/// Room for the names of the lines.
pub(super) const SIDE: f64 = 124.0;
/// From the edges of a plot to the first and the last level.
pub(super) const INSET: (f64, f64) = (32.0, 6.0);

/// Opacity of the shade where there is room for a deal.
const OPEN_SHADE: f64 = 0.25;
/// Opacity of the shade where there is none.
const CLOSED_SHADE: f64 = 0.35;

#[derive(Serialize)]
struct Row<'a> {
    government: &'a str,
    mandate: &'a str,
    opening: &'a str,
    family: &'a str,
    confrontation: &'a str,
    reservation_pp_per_year: Option<f64>,
    willingness_pp_per_year: Option<f64>,
}

pub(super) fn figure(summary: &Summary) -> Result<Option<Figure>, ChartError> {
    let Some(first) = summary.ranges.first() else { return Ok(None) };
    let title = span_words::title(&summary.ranges);
    let subtitle = format!(
        "{}: least subsidy {} would take, most {} would pay, points of GDP a year, by confrontation; exact, at central values",
        capital(&first.family),
        summary.client,
        summary.patron
    );
    let alt = span_words::alt(summary, &title);
    let mut page = Page::new(title, subtitle, summary);
    draw(&mut page, summary);
    page.finish("bargaining-range".to_owned(), table(&rows(&summary.ranges))?, alt).map(Some)
}

fn rows(ranges: &[RangePanel]) -> Vec<Row<'_>> {
    ranges
        .iter()
        .flat_map(|panel| {
            panel.points.iter().map(move |point| Row {
                government: &panel.government,
                mandate: &panel.mandate,
                opening: &panel.opening,
                family: &panel.family,
                confrontation: &point.confrontation,
                reservation_pp_per_year: point.reservation,
                willingness_pp_per_year: point.willingness,
            })
        })
        .collect()
}

fn draw(page: &mut Page, summary: &Summary) {
    let ranges = &summary.ranges;
    let values = ranges.iter().flat_map(|panel| &panel.points);
    let values = values.flat_map(|point| [point.reservation, point.willingness]).flatten();
    let axis = Axis::padded(values, "points of GDP a year", if ranges.len() > 2 { 4 } else { 6 });
    let mut gutters = Gutters { each: SIDE, last: 0.0, below: 0.0, above: 0.0 };
    let room = name_room(page, ranges.len(), &axis, &gutters);
    let names: Vec<Block> = ranges.iter().map(|panel| heading(&span_words::start(panel), room)).collect();
    let numbered = ranges.iter().any(|panel| !Below::of(panel, summary, room, false).is_whole());
    if numbered {
        key(page, &ranges[0]);
    }
    let below: Vec<Below> = ranges.iter().map(|panel| Below::of(panel, summary, room, numbered)).collect();
    gutters.below = below.iter().map(Below::height).fold(0.0, f64::max) + 8.0;
    let plots = panels(page, &names, &axis, &gutters);
    for ((panel, plot), below) in ranges.iter().zip(plots).zip(&below) {
        let frame = Frame::new(panel, plot, axis.upright(&plot));
        below.draw(&mut page.canvas, &frame);
        frame.draw(&mut page.canvas, summary);
    }
}

/// One panel with its scales.
pub(super) struct Frame<'a> {
    panel: &'a RangePanel,
    pub plot: Rect,
    scale: Scale,
    /// Decimals of the values in words.
    digits: usize,
}

impl<'a> Frame<'a> {
    fn new(panel: &'a RangePanel, plot: Rect, scale: Scale) -> Self {
        let digits = decimals(scale.domain.0.abs().max(scale.domain.1.abs()));
        Self { panel, plot, scale, digits }
    }

    /// Where a level stands.
    pub fn x(&self, index: usize) -> f64 {
        let steps = self.panel.points.len().saturating_sub(1).max(1) as f64;
        let (left, right) = (self.plot.left + INSET.0, self.plot.right - INSET.1);
        left + (right - left) * index as f64 / steps
    }

    /// The points of one line; `None` where it is absent.
    fn line(&self, end: impl Fn(&RangePoint) -> Option<f64>) -> Vec<Option<Point>> {
        let point = |(index, point): (usize, &RangePoint)| {
            Some(at(self.x(index), self.scale.map(end(point).filter(|value| value.is_finite())?)))
        };
        self.panel.points.iter().enumerate().map(point).collect()
    }

    fn draw(&self, canvas: &mut Canvas, summary: &Summary) {
        let client = self.line(|point| point.reservation);
        let patron = self.line(|point| point.willingness);
        let (pieces, crossings) = between(&client, &patron);
        for piece in &pieces {
            let [(one, two), (three, four)] = piece.edges;
            let tint = if piece.open { GREEN.tint(OPEN_SHADE) } else { ORANGE.tint(CLOSED_SHADE) };
            let seam = if three == four { 0.0 } else { 0.3 }; // else a hairline shows between neighbours
            canvas.area(vec![one, at(three.x + seam, three.y), at(four.x + seam, four.y), two], tint);
        }
        for run in runs(&client) {
            canvas.line(run, BLUE.line(), STROKE);
        }
        for run in runs(&patron) {
            canvas.dashed(&run, VERMILION.line(), STROKE);
        }
        client.iter().flatten().for_each(|&point| canvas.dot(point, 3.6, BLUE.line()));
        patron.iter().flatten().for_each(|&point| canvas.square(point, 3.2, VERMILION.line()));
        for &crossing in &crossings {
            canvas.dashed(&[crossing, at(crossing.x, self.plot.bottom)], AXIS, HAIRLINE);
            canvas.dot(crossing, 3.0, INK);
        }
        self.side(canvas, summary);
        crossings.iter().for_each(|crossing| self.turn(canvas, crossing, &pieces, &[&client, &patron]));
        self.areas(canvas, &pieces, &[&client, &patron]);
    }

    /// Names of the lines with their last values, beside these.
    fn side(&self, canvas: &mut Canvas, summary: &Summary) {
        type End = fn(&RangePoint) -> Option<f64>;
        let names: [(End, String, Colour); 2] = [
            (|point| point.reservation, format!("Least {} would take", summary.client), BLUE),
            (|point| point.willingness, format!("Most {} would pay", summary.patron), VERMILION),
        ];
        let ends = names.into_iter().filter_map(|(end, name, colour)| {
            let value = self.panel.points.iter().rev().filter_map(end).find(|value| value.is_finite())?;
            let text = format!("{name}: {}", number(value, self.digits));
            Some((self.scale.map(value), direct(&text, colour, SIDE - 18.0, 6)))
        });
        let ends: Vec<(f64, Block)> = ends.collect();
        if ends.is_empty() {
            let text = "The subsidy matters to neither side";
            let block = Block::fit(text, Style::plain(NOTE, QUIET), self.plot.width(), 2);
            canvas.text(&block, self.plot.centre(), Across::Middle, Down::Middle);
        }
        side_labels(
            canvas,
            self.x(self.panel.points.len().saturating_sub(1)) + 4.0,
            &ends,
            (self.plot.top - 14.0, self.plot.bottom),
        );
    }

    /// Says beside the foot of a crossing's line what happens there, where there is room.
    fn turn(&self, canvas: &mut Canvas, crossing: &Point, pieces: &[Piece], lines: &[&[Option<Point>]; 2]) {
        let closes = pieces.iter().any(|piece| piece.open && piece.edges[1].0 == *crossing);
        let text = if closes { "range closes" } else { "range opens" };
        let block = Block::line(text, Style::plain(NOTE, INK));
        let foot = self.plot.bottom - 6.0;
        let sides = [(at(crossing.x + 4.0, foot), Across::Left), (at(crossing.x - 4.0, foot), Across::Right)];
        let is_clear = |area: &Rect| {
            self.is_free(canvas, area, lines) && is_placed(&pieces.iter().collect::<Vec<_>>(), area, false)
        };
        let free = |(place, across): &(Point, Across)| is_clear(&grown(box_at(&block, *place, *across, Down::Bottom)));
        if let Some((place, across)) = sides.into_iter().find(free) {
            canvas.text(&block, place, across, Down::Bottom);
        }
    }

    /// Says in words what each shade means: inside it where there is room, else beside it with a pointer.
    fn areas(&self, canvas: &mut Canvas, pieces: &[Piece], lines: &[&[Option<Point>]; 2]) {
        for (open, text, shade, hue) in
            [(true, Verdict::OPEN, OPEN_SHADE, GREEN), (false, Verdict::CLOSED, CLOSED_SHADE, ORANGE)]
        {
            let pieces: Vec<&Piece> = pieces.iter().filter(|piece| piece.open == open).collect();
            let Some(heart) = heart(&pieces) else { continue };
            let ink = hue.darkened(hue.tint(shade), TEXT_CONTRAST);
            let one = Block::line(text, Style::bold((10.0, 10.0), ink));
            let two = Block::fit(text, Style::bold((10.0, 10.0), ink), one.width() * 0.62, 2);
            let spot = |block: &Block, inside: bool| {
                spots(heart).find(|spot| {
                    let area = box_at(block, *spot, Across::Middle, Down::Middle);
                    self.is_free(canvas, &grown(area), lines) && is_placed(&pieces, &grown(area), inside)
                })
            };
            if let Some((block, spot)) = [&one, &two].into_iter().find_map(|block| Some((block, spot(block, true)?))) {
                canvas.text(block, spot, Across::Middle, Down::Middle);
            } else if let Some(spot) = spot(&one, false) {
                let area = canvas.text(&one, spot, Across::Middle, Down::Middle);
                let edge = if area.top > heart.y { area.top } else { area.bottom };
                canvas.line(vec![heart, at(spot.x, edge)], QUIET, HAIRLINE);
                canvas.dot(heart, 1.2, QUIET);
                canvas.rect(area, WHITE);
            }
        }
    }

    /// Whether a box is in the plot, away from other text, from the lines and their markers.
    fn is_free(&self, canvas: &Canvas, area: &Rect, lines: &[&[Option<Point>]; 2]) -> bool {
        let near = |point: &Point| area.overlaps(&Rect::new(point.x, point.y, point.x, point.y), -5.0);
        let marked = lines.iter().flat_map(|line| line.iter().flatten()).any(near);
        self.plot.holds(area) && canvas.is_free(area) && !marked && !lines.iter().any(|line| meets(line, area))
    }
}
