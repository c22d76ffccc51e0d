//! Panels over time: areas and lines by quarter, one panel a branch, named at their last quarter.

use super::key::{self, Entry};
use crate::findings::Mark;
use crate::report::chart::kit::*;

/// Least height of an area that carries its number.
const NUMBERED: f64 = 13.0;
/// Least height of a cell, where both its ends are one number.
const THIN: f64 = 2.0;

/// Room for the number of a line whose name is in the key.
const NUMBER: f64 = 62.0;

/// Values by quarter.
pub type Series = Vec<(usize, f64)>;

/// Panels over the same quarters.
pub(crate) struct OverTime<'a> {
    pub quarters: &'a [String],
    pub marks: &'a [Mark],
    pub axis: Axis,
    /// Room to the right of each panel, and more to the right of the last column.
    pub right: (f64, f64),
    /// Names at the last quarter.
    pub side: Side,
    /// What narrow drawings have above the panels instead of these names, and all drawings where nothing is named; may be
    /// empty.
    pub key: Vec<Entry>,
    /// Whether a number stands beside each line where its name does not.
    pub numbers: bool,
    pub panels: Vec<Panel>,
}

/// How names stand at the last quarter.
pub struct Side {
    /// Width of a name.
    pub room: f64,
    /// Lines of a name.
    pub lines: usize,
    /// How far names may stand above the plot, and below it.
    pub beyond: (f64, f64),
}

#[derive(Default)]
pub struct Panel {
    /// What it is called; may be empty.
    pub name: String,
    /// Below the lines of marked quarters, the lowest first.
    pub under: Vec<Layer>,
    /// Above them.
    pub over: Vec<Layer>,
    /// What holds at the last quarter, from the top.
    pub ends: Vec<End>,
    /// Whether the ends are named beside the plot.
    pub is_named: bool,
    /// A number beside the plot at a value, where nothing is named.
    pub tip: Option<(f64, String, Colour)>,
}

/// What is drawn in a panel.
pub enum Layer {
    /// The area between an upper and a lower edge; with the texture of a state, or plain.
    Area(Series, Series, Colour, Option<Texture>),
    /// A line of a width.
    Line(Series, Colour, f64),
    /// Marks at points.
    Marks(Series, Shape, Colour),
    /// A dashed line of a width.
    Dashed(Series, Colour, f64),
    /// Quarters from the first to the last, half a quarter to either side, over the whole height.
    Quarters(usize, usize, Colour),
    /// The same between two values, edged in the hue's line.
    Cell((usize, usize), (f64, f64), Colour, Colour),
}

/// What holds at the last quarter.
pub struct End {
    /// Where it lies: the same value twice, or the edges of an area.
    pub between: (f64, f64),
    pub name: String,
    /// Its number, which stands in the area where that is high enough.
    pub number: Option<String>,
    pub colour: Colour,
}

/// Runs of neighbouring quarters with the same value; a quarter without one ends a run.
pub(crate) fn runs<T: PartialEq>(values: impl Iterator<Item = Option<T>>) -> Vec<(T, usize, usize)> {
    let mut runs: Vec<(T, usize, usize)> = Vec::new();
    for (quarter, value) in values.enumerate().filter_map(|(quarter, value)| Some((quarter, value?))) {
        match runs.last_mut() {
            Some((same, _, last)) if *same == value && *last + 1 == quarter => *last = quarter,
            _ => runs.push((value, quarter, quarter)),
        }
    }
    runs
}

impl Form for OverTime<'_> {
    fn height(&self, drawing: Drawing) -> f64 {
        key::height(&self.key, drawing.room()) + panels_height(drawing, self.panels.len())
    }

    fn draw(&self, page: &mut Page) {
        let is_named = self.panels.iter().any(|panel| panel.is_named);
        let keyed = !self.key.is_empty() && (page.drawing.narrow() || !is_named || !self.has_room(page));
        let (each, last) = match keyed {
            true => (if self.numbers { NUMBER } else { 0.0 }, 0.0),
            false => self.right,
        };
        if keyed {
            key::draw(page, &self.key);
        }
        let mut gutters = Gutters { each, last, below: 20.0, above: 0.0 };
        let room = name_room(page, self.panels.len(), &self.axis, &gutters);
        let marks = Marks::new(self.marks, self.quarters.len(), room - each);
        gutters.above = marks.height();
        let names: Vec<String> = self.panels.iter().map(|panel| panel.name.clone()).collect();
        let plots = panels(page, &names, &self.axis, &gutters);
        for ((index, panel), plot) in self.panels.iter().enumerate().zip(plots) {
            let named = panel.is_named && !keyed && has_room(page.drawing, index, self.panels.len());
            let across = time_axis(&mut page.canvas, &plot, self.quarters);
            let frame = Frame { plot, across, up: self.axis.upright(&plot) };
            panel.under.iter().for_each(|layer| frame.layer(&mut page.canvas, layer));
            marks.draw(&mut page.canvas, &plot);
            panel.over.iter().for_each(|layer| frame.layer(&mut page.canvas, layer));
            panel.ends.iter().rev().for_each(|end| frame.number(&mut page.canvas, end));
            if named {
                frame.names(&mut page.canvas, &panel.ends, &self.side);
            } else if keyed && self.numbers {
                frame.numbers(&mut page.canvas, &panel.ends);
            }
            if let Some((value, number, colour)) = panel.tip.as_ref().filter(|_| !named) {
                let number = Block::line(number, Style::bold((10.5, 10.5), colour.ink()));
                let place = at(plot.right + 5.0, frame.up.map(*value));
                page.canvas.text(&number, place, Across::Left, Down::Middle);
            }
        }
    }
}

impl OverTime<'_> {
    /// Whether the names of a panel's ends have room beside it.
    fn has_room(&self, page: &Page) -> bool {
        let (_, down) = grid(page.drawing, self.panels.len());
        let room = page.body.height() / down as f64 - 60.0;
        let fits = |panel: &Panel| {
            let names: Vec<Block> = panel.ends.iter().map(|end| self.side.label(end, end.number.as_deref())).collect();
            names.iter().all(|name| !name.cut) && names.iter().map(|name| name.height() + 4.0).sum::<f64>() <= room
        };
        self.panels.iter().all(fits)
    }
}

impl Side {
    /// The name of an end, with its number if that stands nowhere else.
    fn label(&self, end: &End, number: Option<&str>) -> Block {
        let number = number.map_or(String::new(), |number| format!(" {number}"));
        direct(&format!("{}{number}", end.name), end.colour, self.room, self.lines)
    }
}

/// The panels of the last column, and the last of all: beside them there is room for names.
fn has_room(drawing: Drawing, index: usize, count: usize) -> bool {
    let (columns, _) = grid(drawing, count);
    index % columns == columns - 1 || index + 1 == count
}

/// A plot with its scales.
struct Frame {
    plot: Rect,
    across: Scale,
    up: Scale,
}

impl Frame {
    fn layer(&self, canvas: &mut Canvas, layer: &Layer) {
        match layer {
            Layer::Area(upper, lower, colour, texture) => {
                let outline = self.points(upper).into_iter().chain(self.points(lower).into_iter().rev()).collect();
                match texture {
                    Some(texture) => canvas.textured(outline, *colour, *texture),
                    None => canvas.area(outline, *colour),
                }
            }
            Layer::Line(line, colour, width) => canvas.line(self.points(line), *colour, *width),
            Layer::Marks(line, shape, colour) => {
                self.points(line).into_iter().for_each(|point| shape.draw(canvas, point, 4.0, *colour));
            }
            Layer::Dashed(line, colour, width) => canvas.dashed(&self.points(line), *colour, *width),
            Layer::Quarters(first, last, colour) => {
                let (left, right) = self.sides(*first, *last);
                canvas.rect(Rect::new(left, self.plot.top, right, self.plot.bottom), *colour);
            }
            Layer::Cell((first, last), (low, high), colour, edge) => {
                let ((left, right), (top, bottom)) =
                    (self.sides(*first, *last), (self.up.map(*high), self.up.map(*low)));
                let spare = ((THIN - (bottom - top)) / 2.0).max(0.0);
                let area = Rect::new(left, top - spare, right, bottom + spare);
                canvas.rect(area, *colour);
                for y in [area.top, area.bottom] {
                    canvas.line(vec![at(left, y), at(right, y)], *edge, HAIRLINE);
                }
            }
        }
    }

    /// Points of a series; a single quarter fills the whole width.
    fn points(&self, series: &[(usize, f64)]) -> Vec<Point> {
        let point = |&(quarter, value): &(usize, f64)| at(self.across.map(quarter as f64), self.up.map(value));
        match series {
            [only] if self.across.domain.1 == 0.0 => {
                let y = point(only).y;
                vec![at(self.plot.left, y), at(self.plot.right, y)]
            }
            _ => series.iter().map(point).collect(),
        }
    }

    /// From the beginning of one quarter to the end of another, within the plot.
    fn sides(&self, first: usize, last: usize) -> (f64, f64) {
        let at = |place: f64| self.across.map(place).clamp(self.plot.left, self.plot.right);
        (at(first as f64 - 0.5), at(last as f64 + 0.5))
    }

    fn is_numbered(&self, end: &End) -> bool {
        end.number.is_some() && self.up.map(end.between.0) - self.up.map(end.between.1) >= NUMBERED
    }

    fn middle(&self, end: &End) -> f64 {
        (self.up.map(end.between.0) + self.up.map(end.between.1)) / 2.0
    }

    /// The number of an area, in it.
    fn number(&self, canvas: &mut Canvas, end: &End) {
        let Some(number) = end.number.as_ref().filter(|_| self.is_numbered(end)) else { return };
        let number = Block::line(number, Style::bold((9.5, 9.5), end.colour.text_on()));
        let area = canvas.text(&number, at(self.plot.right - 5.0, self.middle(end)), Across::Right, Down::Middle);
        canvas.rect(Rect::new(area.left - 2.0, area.top, area.right + 2.0, area.bottom), end.colour);
    }

    /// Only the numbers beside the plot, where a key has the names.
    fn numbers(&self, canvas: &mut Canvas, ends: &[End]) {
        let label = |end: &End| {
            let number = end.number.clone().unwrap_or_default();
            (self.middle(end), direct(&number, end.colour, NUMBER - 18.0, 1))
        };
        let labels: Vec<(f64, Block)> = ends.iter().map(label).collect();
        side_labels(canvas, self.plot.right, &labels, (self.plot.top - 6.0, self.plot.bottom + 6.0));
    }

    fn names(&self, canvas: &mut Canvas, ends: &[End], side: &Side) {
        let label = |end: &End| {
            let number = end.number.as_ref().filter(|_| !self.is_numbered(end));
            (self.middle(end), side.label(end, number.map(String::as_str)))
        };
        let labels: Vec<(f64, Block)> = ends.iter().map(label).collect();
        side_labels(
            canvas,
            self.plot.right,
            &labels,
            (self.plot.top - side.beyond.0, self.plot.bottom + side.beyond.1),
        );
    }
}
