//! Can the deal still be struck: the bargaining range against confrontation, one panel per start.
//!
//! Takes the range panels, gives the figure `bargaining-range`.

use serde::Serialize;

use super::canvas::{Across, Canvas, Down, box_at};
use super::geometry::{Point, Rect, Scale, at};
use super::page::Page;
use super::panels::{Axis, Gutters, direct, heading, name_room, panels, side_labels};
use super::span_words::{self, Verdict};
use super::text::{Block, Style};
use super::theme::{
    AXIS, BLUE, GREEN, HAIRLINE, INK, NOTE, ORANGE, QUIET, STROKE, TICK, VERMILION, WHITE,
};
use super::words::capital;
use super::{ChartError, Figure, table};
use crate::summary::{RangePanel, RangePoint, Summary};

/// Room for the names of the lines.
const SIDE: f64 = 98.0;
/// From the edges of a plot to the first and the last level.
const INSET: (f64, f64) = (32.0, 6.0);

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
    let axis = Axis::around(values, "points of GDP a year", if ranges.len() > 2 { 4 } else { 6 });
    let mut gutters = Gutters { each: SIDE, last: 0.0, below: 0.0 };
    let room = name_room(page, ranges.len(), &axis, &gutters);
    let names: Vec<Block> =
        ranges.iter().map(|panel| heading(&span_words::start(panel), room)).collect();
    let below: Vec<Below> = ranges.iter().map(|panel| Below::of(panel, summary, room)).collect();
    gutters.below = below.iter().map(Below::height).fold(0.0, f64::max) + 8.0;
    let plots = panels(page, &names, &axis, &gutters);
    for ((panel, plot), below) in ranges.iter().zip(plots).zip(&below) {
        let frame = Frame::new(panel, plot, axis.upright(&plot));
        below.draw(&mut page.canvas, &frame);
        frame.draw(&mut page.canvas, summary);
    }
}

/// What stands below a panel: the levels, and where a line is missing.
struct Below {
    levels: Vec<Block>,
    missing: Option<Block>,
}

impl Below {
    fn of(panel: &RangePanel, summary: &Summary, room: f64) -> Self {
        let steps = panel.points.len().saturating_sub(1).max(1) as f64;
        let slot = (room - SIDE - INSET.0 - INSET.1) / steps - 6.0;
        let style = Style::plain((TICK, 6.5), QUIET);
        let level = |point: &RangePoint| Block::fit(&point.confrontation, style, slot, 3);
        let missing = span_words::missing(panel, summary);
        Self {
            levels: panel.points.iter().map(level).collect(),
            missing: missing
                .map(|text| Block::fit(&text, Style::plain(NOTE, QUIET), room - 4.0, 2)),
        }
    }

    fn levels_height(&self) -> f64 {
        self.levels.iter().map(Block::height).fold(0.0, f64::max)
    }

    fn height(&self) -> f64 {
        self.levels_height() + self.missing.as_ref().map_or(0.0, |block| block.height() + 4.0)
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame) {
        let plot = &frame.plot;
        canvas.line(vec![at(plot.left, plot.bottom), at(plot.right, plot.bottom)], AXIS, HAIRLINE);
        let top = plot.bottom + 6.0;
        for (index, level) in self.levels.iter().enumerate() {
            let x = frame.x(index);
            canvas.line(vec![at(x, plot.bottom), at(x, plot.bottom + 3.0)], AXIS, HAIRLINE);
            canvas.text(level, at(x, top), Across::Middle, Down::Top);
        }
        if let Some(missing) = &self.missing {
            let top = top + self.levels_height() + 4.0;
            canvas.text(missing, at(plot.left, top), Across::Left, Down::Top);
        }
    }
}

/// One panel with its scales.
struct Frame<'a> {
    panel: &'a RangePanel,
    plot: Rect,
    scale: Scale,
}

/// Part of the plane between the two lines, over one step of confrontation or less.
struct Piece {
    open: bool,
    /// Upper and lower edge at the left, then at the right.
    edges: [(Point, Point); 2],
}

impl<'a> Frame<'a> {
    fn new(panel: &'a RangePanel, plot: Rect, scale: Scale) -> Self {
        Self { panel, plot, scale }
    }

    fn x(&self, index: usize) -> f64 {
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
            let tint = if piece.open { GREEN.tint(0.25) } else { ORANGE.tint(0.35) };
            let seam = if three == four { 0.0 } else { 0.3 }; // else a hairline shows between neighbours
            canvas
                .area(vec![one, at(three.x + seam, three.y), at(four.x + seam, four.y), two], tint);
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
        self.side(canvas, &client, &patron, summary);
        self.areas(canvas, &pieces, &[&client, &patron]);
    }

    /// Names of the lines, beside their last points.
    fn side(
        &self,
        canvas: &mut Canvas,
        client: &[Option<Point>],
        patron: &[Option<Point>],
        summary: &Summary,
    ) {
        let room = SIDE - 18.0;
        let names = [
            (client, format!("Least {} would take", summary.client), BLUE),
            (patron, format!("Most {} would pay", summary.patron), VERMILION),
        ];
        let ends = names.into_iter().filter_map(|(line, name, colour)| {
            let end = line.iter().rev().flatten().next()?;
            Some((end.y, direct(&name, colour, room)))
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

    /// Says in words what each shade means.
    fn areas(&self, canvas: &mut Canvas, pieces: &[Piece], lines: &[&[Option<Point>]; 2]) {
        let words = [(true, Verdict::OPEN, GREEN), (false, Verdict::CLOSED, ORANGE)];
        for (open, text, colour) in words {
            let pieces: Vec<&Piece> = pieces.iter().filter(|piece| piece.open == open).collect();
            let Some(heart) = heart(&pieces) else { continue };
            let ground = if open { GREEN.tint(0.25) } else { ORANGE.tint(0.35) };
            let ink = colour.darkened(ground, super::theme::TEXT_CONTRAST);
            let block = Block::line(text, Style::bold((10.0, 10.0), ink));
            let span = extent(&pieces);
            let fits = |spot: &Point, inside: bool| {
                let area = grown(box_at(&block, *spot, Across::Middle, Down::Middle));
                let within = span.0 <= area.left && area.right <= span.1 && holds(&pieces, *spot);
                within == inside
                    && self.plot.holds(&area)
                    && canvas.is_free(&area)
                    && !lines.iter().any(|line| meets(line, &area))
            };
            let inside = spots(heart).find(|spot| fits(spot, true));
            let outside = || spots(heart).find(|spot| fits(spot, false));
            let Some(spot) = inside.or_else(outside) else { continue };
            if inside.is_none() {
                let area = box_at(&block, spot, Across::Middle, Down::Middle);
                let edge = if area.top > heart.y { area.top } else { area.bottom };
                canvas.line(vec![heart, at(spot.x, edge)], QUIET, HAIRLINE);
                canvas.dot(heart, 1.2, QUIET);
                canvas.rect(area, WHITE);
            }
            canvas.text(&block, spot, Across::Middle, Down::Middle);
        }
    }
}

/// Runs of neighbouring points that are present.
fn runs(line: &[Option<Point>]) -> Vec<Vec<Point>> {
    let runs =
        line.split(Option::is_none).map(|run| run.iter().copied().flatten().collect::<Vec<_>>());
    runs.filter(|run| run.len() > 1).collect()
}

/// The pieces between two lines, cut where they cross, and the crossings.
fn between(client: &[Option<Point>], patron: &[Option<Point>]) -> (Vec<Piece>, Vec<Point>) {
    let (mut pieces, mut crossings) = (Vec::new(), Vec::new());
    let both: Vec<Option<(Point, Point)>> =
        client.iter().zip(patron).map(|(client, patron)| Some(((*client)?, (*patron)?))).collect();
    for step in both.windows(2) {
        let [Some(from), Some(to)] = step else { continue };
        let gap = |pair: &(Point, Point)| pair.0.y - pair.1.y; // positive where the patron would pay enough
        let (before, after) = (gap(from), gap(to));
        if (before >= 0.0) == (after >= 0.0) {
            pieces.push(Piece { open: before >= 0.0, edges: [*from, *to] });
            continue;
        }
        let share = before / (before - after);
        let middle =
            at(from.0.x + share * (to.0.x - from.0.x), from.0.y + share * (to.0.y - from.0.y));
        crossings.push(middle);
        pieces.push(Piece { open: before >= 0.0, edges: [*from, (middle, middle)] });
        pieces.push(Piece { open: after >= 0.0, edges: [(middle, middle), *to] });
    }
    (pieces, crossings)
}

/// The point of greatest room inside the pieces.
fn heart(pieces: &[&Piece]) -> Option<Point> {
    let middle = |(one, two): (Point, Point)| {
        (at((one.x + two.x) / 2.0, (one.y + two.y) / 2.0), (one.y - two.y).abs())
    };
    let inside = pieces.iter().map(|piece| {
        let [(left, before), (right, after)] = piece.edges.map(middle);
        // A triangle is roomiest two thirds of the way to its open side.
        let share = match before + after {
            sum if sum > 0.0 => (before + 2.0 * after) / (3.0 * sum),
            _ => 0.5,
        };
        let centre = at(left.x + share * (right.x - left.x), left.y + share * (right.y - left.y));
        (centre, (before + after) * (right.x - left.x))
    });
    inside.max_by(|one, two| one.1.total_cmp(&two.1)).map(|(centre, _)| centre)
}

/// The least and the greatest `x` of pieces.
fn extent(pieces: &[&Piece]) -> (f64, f64) {
    let left = pieces.iter().map(|piece| piece.edges[0].0.x).fold(f64::INFINITY, f64::min);
    (left, pieces.iter().map(|piece| piece.edges[1].0.x).fold(f64::NEG_INFINITY, f64::max))
}

/// Whether a point lies in one of the pieces.
fn holds(pieces: &[&Piece], point: Point) -> bool {
    pieces.iter().any(|piece| {
        let [(one, two), (three, four)] = piece.edges;
        let share = (point.x - one.x) / (three.x - one.x);
        let (client, patron) =
            (one.y + share * (three.y - one.y), two.y + share * (four.y - two.y));
        (0.0..=1.0).contains(&share)
            && client.min(patron) <= point.y
            && point.y <= client.max(patron)
    })
}

/// Where to try to write, nearest to the heart first.
fn spots(heart: Point) -> impl Iterator<Item = Point> {
    let rings = [0.0, 8.0, 16.0, 24.0, 34.0, 46.0, 60.0, 76.0, 94.0, 114.0];
    let turns = [
        (0.0, 0.0),
        (0.0, 1.0),
        (0.0, -1.0),
        (-1.0, 0.0),
        (1.0, 0.0),
        (-1.0, 1.0),
        (-1.0, -1.0),
        (1.0, 1.0),
    ];
    rings.into_iter().flat_map(move |ring| {
        turns.into_iter().map(move |(x, y)| at(heart.x + ring * x * 1.6, heart.y + ring * y))
    })
}

fn grown(area: Rect) -> Rect {
    Rect::new(area.left - 4.0, area.top - 3.0, area.right + 4.0, area.bottom + 3.0)
}

/// Whether a line runs through a box.
fn meets(line: &[Option<Point>], area: &Rect) -> bool {
    let inside = |from: Point, to: Point| {
        (0..=40).any(|step| {
            let share = f64::from(step) / 40.0;
            let (x, y) = (from.x + share * (to.x - from.x), from.y + share * (to.y - from.y));
            area.holds(&Rect::new(x, y, x, y))
        })
    };
    line.windows(2).any(|step| match step {
        [Some(from), Some(to)] => inside(*from, *to),
        _ => false,
    })
}
