//! A key above a chart: what its shapes and colours stand for, in as many lines as it needs.
//!
//! Takes names with their signs, gives the height of the key and draws it at the top of the body.

use crate::report::chart::draw::theme::{Colour, INK, LABEL, STROKE};
use crate::report::chart::draw::{Across, Block, Down, Point, Rect, Style, Texture, at};
use crate::report::chart::page::Page;
use crate::report::chart::palette::Shape;

/// Room for a sign.
const SIGN: f64 = 17.0;
/// Between two entries.
const APART: f64 = 16.0;

/// A name with its sign.
#[derive(Clone)]
pub(crate) struct Entry {
    pub name: String,
    pub sign: Sign,
}

/// What a name stands for.
#[derive(Clone, Copy)]
pub(crate) enum Sign {
    /// An area.
    Swatch(Colour, Texture),
    /// A mark.
    Mark(Shape, Colour),
    /// A line.
    Line(Colour),
    /// A dashed line.
    Dashed(Colour),
}

/// The entries with their places below and to the right of the upper left corner, and the height of all.
fn places(entries: &[Entry], room: f64) -> (Vec<(Point, Block)>, f64) {
    let (mut x, mut y, mut tall, mut placed) = (0.0, 0.0, 0.0_f64, Vec::new());
    for entry in entries {
        let block = Block::fit(&entry.name, Style::bold(LABEL, INK), room - SIGN, 5);
        if x > 0.0 && x + SIGN + block.width() > room {
            (x, y, tall) = (0.0, y + tall + 4.0, 0.0);
        }
        tall = tall.max(block.height());
        let next = x + SIGN + block.width() + APART;
        placed.push((at(x, y), block));
        x = next;
    }
    (placed, if entries.is_empty() { 0.0 } else { y + tall + 10.0 })
}

/// The line that a name stands for.
fn level(x: f64, y: f64) -> Vec<Point> {
    vec![at(x, y), at(x + 13.0, y)]
}

/// Height of a key over a width.
pub(crate) fn height(entries: &[Entry], room: f64) -> f64 {
    places(entries, room).1
}

/// Draws it at the top of the body, and takes its room from there.
pub(crate) fn draw(page: &mut Page, entries: &[Entry]) {
    let (placed, height) = places(entries, page.body.width());
    for (entry, (place, block)) in entries.iter().zip(placed) {
        let (x, y) = (page.body.left + place.x, page.body.top + place.y);
        let area = page.canvas.text(&block, at(x + SIGN, y), Across::Left, Down::Top);
        let middle = y + block.size * 0.5;
        match entry.sign {
            Sign::Swatch(colour, texture) => {
                let swatch = Rect::new(x, middle - 5.0, x + 12.0, middle + 5.0);
                page.canvas.textured(swatch.corners(), colour, texture);
            }
            Sign::Line(colour) => page.canvas.line(level(x, middle), colour, STROKE),
            Sign::Dashed(colour) => page.canvas.dashed(&level(x, middle), colour, STROKE * 0.7),
            Sign::Mark(shape, colour) => shape.draw(&mut page.canvas, at(x + 6.0, area.centre().y), 4.2, colour),
        }
    }
    page.body.top += height;
}
