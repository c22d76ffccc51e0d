//! Rows: marks along one axis, one row a name, with the name to the left and a number or word to the right.

use crate::report::chart::kit::*;
/// Rows with their names, beside a plot.
pub(crate) struct Rows {
    /// The axis below, and how it meets the plot.
    pub axis: (Axis, Ticks),
    /// Where the marks stand.
    pub plot: Rect,
    /// How many rows fill the plot.
    pub count: usize,
    /// Where names stand, by which side, and their room.
    pub names: (f64, Across, f64),
    /// Right edge of the numbers, and their room.
    pub numbers: (f64, f64),
    /// What stands above the numbers.
    pub heading: Option<Block>,
    /// A line through all rows, and its width.
    pub divide: Option<(f64, f64)>,
    /// Whether names and numbers stand above their rows, for want of width.
    pub stacked: bool,
    pub rows: Vec<Row>,
}

pub(crate) struct Row {
    /// What it is called, in at most so many lines.
    pub name: (String, Style, usize),
    /// What stands at its right end.
    pub number: Option<(String, Style)>,
    /// Marks, the lowest first.
    pub marks: Vec<Mark>,
}

/// A mark in the plot.
#[derive(Clone, Copy)]
pub enum Mark {
    /// A line of a width between two values.
    Line(f64, f64, Colour, f64),
    /// The same, broken.
    Broken(f64, f64, Colour, f64),
    /// A bar of half a height between two values.
    Bar(f64, f64, Colour, f64),
    /// A stamp at a value.
    At(f64, Stamp),
}

/// A small shape with its colour and size.
#[derive(Clone, Copy)]
pub enum Stamp {
    /// Round.
    Dot(Colour, f64),
    /// Square.
    Square(Colour, f64),
    /// Upright, of half a height, and of a width.
    Stroke(Colour, f64, f64),
    /// That of an outcome.
    Shaped(Shape, Colour, f64),
}

impl Rows {
    /// Draws axis and rows.
    pub(crate) fn draw(&self, canvas: &mut Canvas) {
        let (axis, ticks) = &self.axis;
        let plot = &self.plot;
        let across = axis.draw_below(canvas, plot, *ticks);
        if let Some(heading) = &self.heading {
            canvas.text(heading, at(self.numbers.0, plot.top - 5.0), Across::Right, Down::Bottom);
        }
        if let Some((x, width)) = self.divide.map(|(value, width)| (across.map(value), width)) {
            canvas.line(vec![at(x, plot.top), at(x, plot.bottom)], AXIS, width);
        }
        for (index, row) in self.rows.iter().enumerate() {
            let pitch = plot.height() / self.count as f64;
            let y = plot.top + pitch * index as f64 + if self.stacked { pitch - 9.0 } else { pitch / 2.0 };
            if self.stacked {
                self.above(canvas, row, y);
            }
            row.marks.iter().for_each(|mark| mark.draw(canvas, &across, y));
            if self.stacked {
                continue;
            }
            let (x, side, room) = self.names;
            let (name, style, lines) = &row.name;
            canvas.text(&Block::fit(name, *style, room, *lines), at(x, y), side, Down::Middle);
            if let Some((number, style)) = &row.number {
                let (right, room) = self.numbers;
                canvas.text(&Block::fit(number, *style, room, 1), at(right, y), Across::Right, Down::Middle);
            }
        }
    }

    /// Name and number of a row above its marks.
    fn above(&self, canvas: &mut Canvas, row: &Row, y: f64) {
        let (name, style, _) = &row.name;
        let mut room = self.plot.width();
        if let Some((number, style)) = &row.number {
            let block = Block::fit(number, *style, room * 0.6, 1);
            let area = canvas.text(&block, at(self.plot.right, y - 6.5), Across::Right, Down::Bottom);
            canvas.rect(area, WHITE);
            room -= area.width() + 8.0;
        }
        let area =
            canvas.text(&Block::fit(name, *style, room, 2), at(self.plot.left, y - 6.5), Across::Left, Down::Bottom);
        canvas.rect(area, WHITE);
    }
}

impl Mark {
    /// The same, the shape of an outcome no larger than that.
    pub(crate) fn within(self, most: f64) -> Self {
        match self {
            Self::At(value, Stamp::Shaped(shape, colour, size)) => {
                Self::At(value, Stamp::Shaped(shape, colour, size.min(most)))
            }
            other => other,
        }
    }

    pub(crate) fn draw(self, canvas: &mut Canvas, across: &Scale, y: f64) {
        let index = |value: f64| at(across.map(value), y);
        match self {
            Self::Line(from, to, colour, width) => canvas.line(vec![index(from), index(to)], colour, width),
            Self::Broken(from, to, colour, width) => canvas.dashed(&[index(from), index(to)], colour, width),
            Self::Bar(from, to, colour, half) => {
                let (from, to) = (across.map(from), across.map(to));
                canvas.rect(Rect::new(from.min(to), y - half, from.max(to), y + half), colour);
            }
            Self::At(value, stamp) => stamp.draw(canvas, index(value)),
        }
    }
}

impl Stamp {
    /// Draws it at a place.
    pub fn draw(self, canvas: &mut Canvas, centre: Point) {
        match self {
            Self::Dot(colour, size) => canvas.dot(centre, size, colour),
            Self::Square(colour, half) => canvas.square(centre, half, colour),
            Self::Shaped(shape, colour, size) => shape.draw(canvas, centre, size, colour),
            Self::Stroke(colour, half, width) => {
                canvas.line(vec![at(centre.x, centre.y - half), at(centre.x, centre.y + half)], colour, width);
            }
        }
    }
}
