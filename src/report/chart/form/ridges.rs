//! Ridges: curves on one axis, one a row, with the row's name to the left and its numbers to the right.

use crate::report::chart::kit::*;
/// Height of a row in a narrow drawing, its name and numbers included.
const NARROW: f64 = 118.0;

/// Points of a curve: values with heights.
pub type Curve = Vec<(f64, f64)>;

/// Ridges on one axis.
pub(crate) struct Ridges {
    /// The axis, and the value on it whose tick is stronger.
    pub axis: (Axis, Option<f64>),
    /// What the axis measures.
    pub measure: String,
    /// Room for the names, and for the numbers.
    pub room: (f64, f64),
    /// Height of a curve: share of its row, and the most.
    pub tall: (f64, f64),
    /// Names have two lines on curves lower than this, else so many.
    pub lines: (f64, usize),
    /// A line through all rows.
    pub divide: Option<f64>,
    pub rows: Vec<Ridge>,
}

pub(crate) struct Ridge {
    pub name: String,
    /// Numbers beside it with their colours; the first in bold.
    pub numbers: Vec<(String, Colour)>,
    /// Whether all numbers are bold.
    pub bold: bool,
    /// Height of the curve that fills the row.
    pub peak: f64,
    /// Layers, the lowest first.
    pub layers: Vec<Layer>,
    /// An upright line below the curve.
    pub mark: Option<((f64, f64), Colour)>,
}

/// A layer of a curve.
pub enum Layer {
    /// The area below points.
    Area(Curve, Colour),
    /// A line through points.
    Line(Curve, Colour),
}

/// The point of a curve at a value, between its points.
pub(crate) fn point_at(curve: &[(f64, f64)], value: f64) -> Option<(f64, f64)> {
    let pair = curve.windows(2).find(|pair| (pair[0].0..=pair[1].0).contains(&value))?;
    let share = (value - pair[0].0) / (pair[1].0 - pair[0].0);
    Some((value, pair[0].1 + share * (pair[1].1 - pair[0].1)))
}

/// The greatest height of curves.
pub(crate) fn peak<'a>(points: impl IntoIterator<Item = &'a (f64, f64)>) -> f64 {
    points.into_iter().map(|(_, height)| *height).fold(0.0, f64::max)
}

impl Form for Ridges {
    fn height(&self, _: Drawing) -> f64 {
        NARROW * self.rows.len() as f64 + 32.0
    }

    fn draw(&self, page: &mut Page) {
        let (body, narrow) = (page.body, page.drawing.narrow());
        let (left, right) = if narrow { (12.0, 12.0) } else { self.room };
        let plot = Rect::new(body.left + left, body.top, body.right - right, body.bottom - 32.0);
        let (axis, strong) = &self.axis;
        let across = axis.draw_below(&mut page.canvas, &plot, Ticks::Through(*strong));
        Axis::name_below(&mut page.canvas, &plot, &self.measure);
        let pitch = plot.height() / self.rows.len() as f64;
        for (row, ridge) in self.rows.iter().enumerate() {
            let bottom = plot.top + pitch * (row as f64 + 1.0);
            let tall = if narrow { pitch * 0.52 } else { (pitch * self.tall.0).min(self.tall.1) };
            let track = Rect::new(plot.left, bottom - tall, plot.right, bottom);
            ridge.draw(&mut page.canvas, &across, &track);
            match narrow {
                true => ridge.above(&mut page.canvas, &track, body.left),
                false => self.label(&mut page.canvas, ridge, &track, body.left),
            }
        }
        if let Some(x) = self.divide.map(|value| across.map(value)) {
            page.canvas.line(vec![at(x, plot.top), at(x, plot.bottom)], AXIS, STROKE * 0.6);
        }
    }
}

impl Ridges {
    fn label(&self, canvas: &mut Canvas, ridge: &Ridge, track: &Rect, left: f64) {
        let lines = if track.height() < self.lines.0 { 2 } else { self.lines.1 };
        let name = Block::fit(&ridge.name, Style::bold((HEADING.0, 7.0), INK), self.room.0 - 14.0, lines);
        canvas.text(&name, at(left, track.bottom), Across::Left, Down::Bottom);
        let mut bottom = track.bottom;
        for (index, (line, colour)) in ridge.numbers.iter().enumerate().rev() {
            let size = if index == 0 { (10.5, 8.0) } else { NOTE };
            let style = Style { size, bold: ridge.bold || index == 0, colour: *colour };
            let line = Block::fit(line, style, self.room.1 - 12.0, 1);
            bottom = canvas.text(&line, at(track.right + 12.0, bottom), Across::Left, Down::Bottom).top - 1.0;
        }
    }
}

impl Ridge {
    /// Name and numbers above a curve.
    fn above(&self, canvas: &mut Canvas, track: &Rect, left: f64) {
        let numbers: Vec<&str> = self.numbers.iter().map(|(number, _)| number.as_str()).collect();
        let numbers = Block::fit(&numbers.join("; "), Style::plain(NOTE, QUIET), track.width(), 2);
        let area = canvas.text(&numbers, at(left, track.top - 4.0), Across::Left, Down::Bottom);
        canvas.rect(area, WHITE);
        let name = Block::fit(&self.name, Style::bold((HEADING.0, 9.0), INK), track.width(), 2);
        let area = canvas.text(&name, at(left, area.top - 1.0), Across::Left, Down::Bottom);
        canvas.rect(area, WHITE);
    }

    fn draw(&self, canvas: &mut Canvas, across: &Scale, track: &Rect) {
        let up = Scale { domain: (0.0, self.peak), range: (track.bottom, track.top) };
        let place = |&(value, height): &(f64, f64)| at(across.map(value), up.map(height));
        for layer in &self.layers {
            match layer {
                Layer::Area(points, colour) => {
                    canvas.area(under(points.iter().map(place).collect(), track.bottom), *colour);
                }
                Layer::Line(points, colour) => canvas.line(points.iter().map(place).collect(), *colour, STROKE * 0.8),
            }
        }
        canvas.line(vec![at(track.left, track.bottom), at(track.right, track.bottom)], AXIS, HAIRLINE);
        if let Some((top, colour)) = self.mark.map(|(point, colour)| (place(&point), colour)) {
            canvas.line(vec![at(top.x, track.bottom), top], colour, STROKE);
        }
    }
}

/// The area between a line and a level.
fn under(mut line: Vec<Point>, bottom: f64) -> Vec<Point> {
    let ends = line.last().zip(line.first()).map(|(last, first)| [at(last.x, bottom), at(first.x, bottom)]);
    line.extend(ends.into_iter().flatten());
    line
}
