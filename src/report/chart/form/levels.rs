//! Levels: what two sides want against named levels, the space between the two lines shaded, one panel a start.

pub use super::level_names::Panel;
use super::level_names::{Below, INSET, SIDE, key};
use super::level_shapes::{Piece, between, grown, heart, is_placed, meets, runs, spots};
use crate::report::chart::kit::*;

/// Two lines against levels.
pub(crate) struct Levels<'a> {
    pub axis: Axis,
    /// What the first line, blue and whole, is called, and the second, vermilion and dashed.
    pub lines: [String; 2],
    /// The space where the second line is at or above the first, and where it is below.
    pub shades: [Shade; 2],
    /// What is said where the second line falls below the first, and where it rises above it.
    pub turns: [&'static str; 2],
    /// What is said of a panel without lines.
    pub none: &'static str,
    /// What is said of a panel's levels at which a line is missing, called by the given names.
    pub missing: &'a dyn Fn(usize, &[String]) -> Option<String>,
    pub panels: Vec<Panel>,
}

/// The space between the lines.
pub(crate) struct Shade {
    pub words: &'static str,
    pub hue: Colour,
    pub opacity: f64,
}

impl Shade {
    fn tint(&self) -> Colour {
        self.hue.tint(self.opacity)
    }
}

impl Form for Levels<'_> {
    fn draw(&self, page: &mut Page) {
        let mut gutters = Gutters { each: SIDE, ..Gutters::default() };
        let room = name_room(page, self.panels.len(), &self.axis, &gutters);
        let below = |numbered: bool| -> Vec<Below> {
            let below = |(index, panel): (usize, &Panel)| {
                Below::new(panel, &|names: &[String]| (self.missing)(index, names), room, numbered)
            };
            self.panels.iter().enumerate().map(below).collect()
        };
        let mut feet = below(false);
        if !feet.iter().all(Below::is_whole) {
            key(page, &self.panels[0]);
            feet = below(true);
        }
        gutters.below = feet.iter().map(Below::height).fold(0.0, f64::max) + 8.0;
        let names: Vec<String> = self.panels.iter().map(|panel| panel.name.clone()).collect();
        let plots = panels(page, &names, &self.axis, &gutters);
        for ((panel, plot), below) in self.panels.iter().zip(plots).zip(&feet) {
            let frame = Frame::new(self, panel, plot);
            below.draw(&mut page.canvas, &plot, &|index| frame.x(index));
            frame.draw(&mut page.canvas);
        }
    }
}

/// One panel with its scale and its lines.
struct Frame<'a> {
    form: &'a Levels<'a>,
    panel: &'a Panel,
    plot: Rect,
    up: Scale,
    /// The two lines; `None` where they are absent.
    lines: [Vec<Option<Point>>; 2],
}

impl<'a> Frame<'a> {
    fn new(form: &'a Levels, panel: &'a Panel, plot: Rect) -> Self {
        let up = form.axis.upright(&plot);
        let mut frame = Self { form, panel, plot, up, lines: [Vec::new(), Vec::new()] };
        frame.lines = [0, 1].map(|line| frame.points(line));
        frame
    }

    /// Where a level stands.
    fn x(&self, index: usize) -> f64 {
        let steps = self.panel.levels.len().saturating_sub(1).max(1) as f64;
        let (left, right) = (self.plot.left + INSET.0, self.plot.right - INSET.1);
        left + (right - left) * index as f64 / steps
    }

    fn points(&self, line: usize) -> Vec<Option<Point>> {
        let values = self.panel.levels.iter().map(|(_, values)| values[line].filter(|value| value.is_finite()));
        values.enumerate().map(|(index, value)| Some(at(self.x(index), self.up.map(value?)))).collect()
    }

    fn draw(&self, canvas: &mut Canvas) {
        let [one, two] = &self.lines;
        let (pieces, crossings) = between(one, two);
        for piece in &pieces {
            let [(one, two), (three, four)] = piece.edges;
            let seam = if three == four { 0.0 } else { 0.3 }; // else a hairline shows between neighbours
            let outline = vec![one, at(three.x + seam, three.y), at(four.x + seam, four.y), two];
            canvas.area(outline, self.form.shades[usize::from(!piece.open)].tint());
        }
        runs(one).into_iter().for_each(|run| canvas.line(run, BLUE.line(), STROKE));
        runs(two).into_iter().for_each(|run| canvas.dashed(&run, VERMILION.line(), STROKE));
        one.iter().flatten().for_each(|&point| canvas.dot(point, 3.6, BLUE.line()));
        two.iter().flatten().for_each(|&point| canvas.square(point, 3.2, VERMILION.line()));
        for &crossing in &crossings {
            canvas.dashed(&[crossing, at(crossing.x, self.plot.bottom)], AXIS, HAIRLINE);
            canvas.dot(crossing, 3.0, INK);
        }
        self.side(canvas);
        crossings.iter().for_each(|crossing| self.turn(canvas, crossing, &pieces));
        for (shade, open) in self.form.shades.iter().zip([true, false]) {
            let pieces: Vec<&Piece> = pieces.iter().filter(|piece| piece.open == open).collect();
            self.explain(canvas, &pieces, shade);
        }
    }

    /// Names of the lines with their last values, beside these.
    fn side(&self, canvas: &mut Canvas) {
        let digits = decimals(self.up.domain.0.abs().max(self.up.domain.1.abs()));
        let last = |line: usize| {
            let mut values = self.panel.levels.iter().rev().filter_map(|(_, values)| values[line]);
            values.find(|value| value.is_finite())
        };
        let named = [0, 1].into_iter().zip(&self.form.lines).zip([BLUE, VERMILION]);
        let ends = named.filter_map(|((line, name), colour)| {
            let text = format!("{name}: {}", number(last(line)?, digits));
            Some((self.up.map(last(line)?), direct(&text, colour, SIDE - 18.0, 6)))
        });
        let ends: Vec<(f64, Block)> = ends.collect();
        if ends.is_empty() {
            let block = Block::fit(self.form.none, Style::plain(NOTE, QUIET), self.plot.width(), 2);
            canvas.text(&block, self.plot.centre(), Across::Middle, Down::Middle);
        }
        let x = self.x(self.panel.levels.len().saturating_sub(1)) + 4.0;
        side_labels(canvas, x, &ends, (self.plot.top - 14.0, self.plot.bottom));
    }

    /// Says beside the foot of a crossing's line what happens there, where there is room.
    fn turn(&self, canvas: &mut Canvas, crossing: &Point, pieces: &[Piece]) {
        let closes = pieces.iter().any(|piece| piece.open && piece.edges[1].0 == *crossing);
        let block = Block::line(self.form.turns[usize::from(!closes)], Style::plain(NOTE, INK));
        let foot = self.plot.bottom - 6.0;
        let pieces: Vec<&Piece> = pieces.iter().collect();
        let sides = [(at(crossing.x + 4.0, foot), Across::Left), (at(crossing.x - 4.0, foot), Across::Right)];
        let free = |(place, across): &(Point, Across)| {
            let area = grown(box_at(&block, *place, *across, Down::Bottom));
            self.is_free(canvas, &area) && is_placed(&pieces, &area, false)
        };
        if let Some((place, across)) = sides.into_iter().find(free) {
            canvas.text(&block, place, across, Down::Bottom);
        }
    }

    /// Says in words what a shade means: inside it where there is room, else beside it with a pointer.
    fn explain(&self, canvas: &mut Canvas, pieces: &[&Piece], shade: &Shade) {
        let Some(heart) = heart(pieces) else { return };
        let style = Style::bold((10.0, 10.0), shade.hue.darkened(shade.tint(), TEXT_CONTRAST));
        let one = Block::line(shade.words, style);
        let two = Block::fit(shade.words, style, one.width() * 0.62, 2);
        let spot = |block: &Block, inside: bool| {
            spots(heart).find(|spot| {
                let area = grown(box_at(block, *spot, Across::Middle, Down::Middle));
                self.is_free(canvas, &area) && is_placed(pieces, &area, inside)
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

    /// Whether a box is in the plot, away from other text, from the lines and their markers.
    fn is_free(&self, canvas: &Canvas, area: &Rect) -> bool {
        let near = |point: &Point| area.overlaps(&Rect::new(point.x, point.y, point.x, point.y), -5.0);
        let clear = |line: &Vec<Option<Point>>| !line.iter().flatten().any(near) && !meets(line, area);
        self.plot.holds(area) && canvas.is_free(area) && self.lines.iter().all(clear)
    }
}
