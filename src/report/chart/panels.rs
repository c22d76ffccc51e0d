//! Small multiples: a grid of panels with a shared upright axis.
//!
//! Takes names of panels, an axis and the gutters, gives the plot area of each panel after drawing its frame.

use super::axis::Axis;
use super::draw::geometry::spread;
use super::draw::theme::{Colour, HAIRLINE, HEADING, INK, LABEL, NOTE, QUIET};
use super::draw::{Across, Block, Canvas, Down, Drawing, Rect, Style, at};
use super::page::Page;

/// Space between panels.
const GAP: f64 = 24.0;
/// Height of a panel with all that stands around it, where the page is as high as it needs.
const PANEL: f64 = 190.0;

/// Room around each plot.
#[derive(Default)]
pub(crate) struct Gutters {
    /// For direct labels to the right of each plot.
    pub each: f64,
    /// For direct labels to the right of the last column.
    pub last: f64,
    /// Below each plot, for its level axis.
    pub below: f64,
    /// Above each plot, for marked quarters.
    pub above: f64,
}

/// How many columns and rows of panels.
pub(crate) fn grid(drawing: Drawing, count: usize) -> (usize, usize) {
    let columns = match count {
        _ if drawing == Drawing::Phone => 1,
        2.. if drawing == Drawing::Column => 2,
        0..=3 => count.max(1),
        4 => 2,
        5 | 6 => 3,
        _ => 4,
    };
    (columns, count.div_ceil(columns).max(1))
}

/// Height that so many panels want in a drawing without a height of its own.
pub(crate) fn panels_height(drawing: Drawing, count: usize) -> f64 {
    PANEL * grid(drawing, count).1 as f64
}

/// Draws the frames, each with its name in at most four lines, and gives the plot areas, row by row, all of one size.
pub(crate) fn panels(page: &mut Page, names: &[String], axis: &Axis, gutters: &Gutters) -> Vec<Rect> {
    let (columns, rows) = grid(page.drawing, names.len());
    let body = page.body;
    let left = body.left + axis.label_width() + 7.0;
    let across = name_room(page, names.len(), axis, gutters);
    let fit = |name: &String| Block::fit(name, Style::bold(HEADING, INK), across, 4);
    let names: Vec<Block> = names.iter().map(fit).collect();
    let tallest = names.iter().map(Block::height).fold(0.0, f64::max);
    let unit_line = if axis.unit.is_empty() { 0.0 } else { 15.0 };
    let around = tallest + 6.0 + gutters.above + gutters.below;
    let free = body.height() - unit_line - around * rows as f64 - GAP * 0.6 * (rows - 1) as f64;
    let (mut plots, mut top) = (Vec::new(), body.top);
    for (row, names) in names.chunks(columns).enumerate() {
        let unit_line = if row == 0 { unit_line } else { 0.0 };
        let upper = top + tallest + 6.0 + unit_line + gutters.above;
        for (column, name) in names.iter().enumerate() {
            let x = left + (across + GAP) * column as f64;
            page.canvas.text(name, at(x, top + tallest), Across::Left, Down::Bottom);
            let plot = Rect::new(x, upper, x + across - gutters.each, upper + free / rows as f64);
            axis.draw_upright(&mut page.canvas, &plot, column == 0);
            if plots.is_empty() && !axis.unit.is_empty() {
                let unit = Block::fit(&axis.unit, Style::plain(NOTE, QUIET), plot.width(), 1);
                page.canvas.text(&unit, at(x, upper - gutters.above - 6.0), Across::Left, Down::Bottom);
            }
            plots.push(plot);
        }
        top = upper + free / rows as f64 + gutters.below + GAP * 0.6;
    }
    plots
}

/// Width that a panel's name may take, before the panels are laid out.
pub(crate) fn name_room(page: &Page, count: usize, axis: &Axis, gutters: &Gutters) -> f64 {
    let (columns, _) = grid(page.drawing, count);
    let left = page.body.left + axis.label_width() + 7.0;
    (page.body.right - gutters.last - left - GAP * (columns - 1) as f64) / columns as f64
}

/// Labels to the right of `x`: each beside its own `y`, moved apart, with a leader where it had to move.
pub(crate) fn side_labels(canvas: &mut Canvas, x: f64, labels: &[(f64, Block)], between: (f64, f64)) {
    let wanted: Vec<f64> = labels.iter().map(|(y, _)| *y).collect();
    let heights: Vec<f64> = labels.iter().map(|(_, block)| block.height() + 4.0).collect();
    let centres = spread(&wanted, &heights, between.0, between.1);
    for ((y, block), centre) in labels.iter().zip(centres) {
        let leader = vec![at(x + 2.0, *y), at(x + 6.0, *y), at(x + 11.0, centre), at(x + 13.0, centre)];
        canvas.line(leader, block.colour, HAIRLINE);
        canvas.text(block, at(x + 16.0, centre), Across::Left, Down::Middle);
    }
}

/// A direct label in the ink of its colour.
pub(crate) fn direct(text: &str, colour: Colour, room: f64, rows: usize) -> Block {
    Block::fit(text, Style::bold(LABEL, colour.ink()), room, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_form_a_grid() {
        let shapes: Vec<(usize, usize)> = (1..=8).map(|count| grid(Drawing::Slide, count)).collect();
        assert_eq!(shapes, [(1, 1), (2, 1), (3, 1), (2, 2), (3, 2), (3, 2), (4, 2), (4, 2)]);
        assert_eq!([1, 3].map(|count| grid(Drawing::Column, count)), [(1, 1), (2, 2)]);
        assert_eq!(grid(Drawing::Phone, 3), (1, 3));
    }
}
