//! Small multiples: a grid of panels with a shared upright axis.
//!
//! Takes names of panels, an axis and the gutters, gives the plot area of each panel after drawing its frame.

use super::canvas::{Across, Canvas, Down};
use super::geometry::{Rect, Scale, at, multiples, nice_step};
use super::page::Page;
use super::text::{Block, Style};
use super::theme::{AXIS, GRID, HAIRLINE, HEADING, INK, LABEL, QUIET, TICK};
use super::words::number;
use super::{font, theme};

/// Space between panels.
const GAP: f64 = 24.0;

/// An axis with round ends.
#[derive(Debug, Clone)]
pub struct Axis {
    /// Values at the ends.
    pub ends: (f64, f64),
    /// Values marked, with their labels.
    pub ticks: Vec<(f64, String)>,
    /// Unit, written above the first column.
    pub unit: String,
}

impl Axis {
    /// From below the least to above the greatest of the values, which may be none.
    pub fn around(values: impl Iterator<Item = f64>, unit: &str, count: usize) -> Self {
        let (low, high) = extremes(values);
        let (low, high) = match high - low {
            span if span > 1e-9 => (low, high),
            span if span >= 0.0 => (low - 0.5, high + 0.5),
            _ => (0.0, 1.0),
        };
        let (ticks, decimals) = snuggest(low, high, count);
        let ends = (ticks[0], ticks[ticks.len() - 1]);
        let ticks = ticks.into_iter().map(|value| (value, number(value, decimals))).collect();
        Self { ends, ticks, unit: unit.to_owned() }
    }

    /// The same, ending where the values end.
    pub fn within(values: impl Iterator<Item = f64> + Clone, unit: &str, count: usize) -> Self {
        let mut axis = Self::around(values.clone(), unit, count);
        let (low, high) = extremes(values);
        if high > low {
            axis.ends = (low, high);
            axis.ticks.retain(|(value, _)| (low..=high).contains(value));
        }
        axis
    }

    /// The same, ending a little beyond the values.
    pub fn padded(values: impl Iterator<Item = f64> + Clone, unit: &str, count: usize) -> Self {
        let mut axis = Self::around(values.clone(), unit, count);
        let (low, high) = extremes(values);
        if high > low {
            let pad = 0.07 * (high - low);
            axis.ends = (axis.ends.0.max(low - pad), axis.ends.1.min(high + pad));
            axis.ticks.retain(|(value, _)| (axis.ends.0..=axis.ends.1).contains(value));
        }
        axis
    }

    /// Shares from nothing to all.
    pub fn shares() -> Self {
        let ticks = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| (share, number(share * 100.0, 0)));
        Self { ends: (0.0, 1.0), ticks: ticks.to_vec(), unit: "%".to_owned() }
    }

    /// Coordinates in a panel, upwards.
    pub fn upright(&self, plot: &Rect) -> Scale {
        Scale { domain: self.ends, range: (plot.bottom, plot.top) }
    }

    fn label_width(&self) -> f64 {
        let widths = self.ticks.iter().map(|(_, label)| font::width(label, TICK, false));
        widths.fold(0.0, f64::max)
    }
}

fn extremes(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let finite = values.filter(|value| value.is_finite());
    finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}

/// Round ticks around two values, about `count` of them or a few more, whichever wastes least room.
fn snuggest(low: f64, high: f64, count: usize) -> (Vec<f64>, usize) {
    let candidate = |count: usize| {
        let (step, decimals) = nice_step(high - low, count);
        (multiples(low, high, step), decimals)
    };
    let span = |ticks: &[f64]| ticks[ticks.len() - 1] - ticks[0];
    let mut best = candidate(count);
    for more in 1..=2 {
        let other = candidate(count + more);
        if span(&other.0) < span(&best.0) * 0.9 {
            best = other;
        }
    }
    best
}

/// What stands around each plot.
pub struct Gutters {
    /// Room for direct labels to the right of each plot.
    pub each: f64,
    /// Room for direct labels to the right of the last column.
    pub last: f64,
    /// Room below each plot for its horizontal axis.
    pub below: f64,
    /// Room above each plot for marked quarters.
    pub above: f64,
}

/// How many columns and rows of panels.
pub fn grid(count: usize) -> (usize, usize) {
    let columns = match count {
        0..=3 => count.max(1),
        4 => 2,
        5 | 6 => 3,
        _ => 4,
    };
    (columns, count.div_ceil(columns).max(1))
}

/// Draws the frames and gives the plot areas, row by row, all of one size.
pub fn panels(page: &mut Page, names: &[Block], axis: &Axis, gutters: &Gutters) -> Vec<Rect> {
    let (columns, rows) = grid(names.len());
    let body = page.body;
    let left = body.left + axis.label_width() + 7.0;
    let across = name_room(page, names.len(), axis, gutters);
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
            frame(&mut page.canvas, &plot, axis, column == 0);
            if plots.is_empty() && !axis.unit.is_empty() {
                let unit = Block::fit(&axis.unit, Style::plain(theme::NOTE, QUIET), plot.width(), 1);
                page.canvas.text(&unit, at(x, upper - gutters.above - 6.0), Across::Left, Down::Bottom);
            }
            plots.push(plot);
        }
        top = upper + free / rows as f64 + gutters.below + GAP * 0.6;
    }
    plots
}

/// Width that a panel's name may take, before the panels are laid out.
pub fn name_room(page: &Page, count: usize, axis: &Axis, gutters: &Gutters) -> f64 {
    let (columns, _) = grid(count);
    let left = page.body.left + axis.label_width() + 7.0;
    (page.body.right - gutters.last - left - GAP * (columns - 1) as f64) / columns as f64
}

fn frame(canvas: &mut Canvas, plot: &Rect, axis: &Axis, labelled: bool) {
    let scale = axis.upright(plot);
    for (value, label) in &axis.ticks {
        let y = scale.map(*value);
        let zero = *value == 0.0 && axis.ends.0 < 0.0;
        let colour = if zero { AXIS } else { GRID };
        canvas.line(vec![at(plot.left, y), at(plot.right, y)], colour, HAIRLINE);
        if labelled {
            let label = Block::line(label, Style::plain((TICK, TICK), QUIET));
            canvas.text(&label, at(plot.left - 6.0, y), Across::Right, Down::Middle);
        }
    }
}

/// A panel's name in at most four lines.
pub fn heading(name: &str, room: f64) -> Block {
    Block::fit(name, Style::bold(HEADING, INK), room, 4)
}

/// Labels to the right of `x`: each beside its own `y`, moved apart, with a leader where it had to move.
pub fn side_labels(canvas: &mut Canvas, x: f64, labels: &[(f64, Block)], between: (f64, f64)) {
    let wanted: Vec<f64> = labels.iter().map(|(y, _)| *y).collect();
    let heights: Vec<f64> = labels.iter().map(|(_, block)| block.height() + 4.0).collect();
    let centres = super::geometry::spread(&wanted, &heights, between.0, between.1);
    for ((y, block), centre) in labels.iter().zip(centres) {
        let leader = vec![at(x + 2.0, *y), at(x + 6.0, *y), at(x + 11.0, centre), at(x + 13.0, centre)];
        canvas.line(leader, block.colour, HAIRLINE);
        canvas.text(block, at(x + 16.0, centre), Across::Left, Down::Middle);
    }
}

/// A direct label in the ink of its colour.
pub fn direct(text: &str, colour: theme::Colour, room: f64, rows: usize) -> Block {
    Block::fit(text, Style::bold(LABEL, colour.ink()), room, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_form_a_grid() {
        let shapes: Vec<(usize, usize)> = (1..=8).map(grid).collect();
        assert_eq!(shapes, [(1, 1), (2, 1), (3, 1), (2, 2), (3, 2), (3, 2), (4, 2), (4, 2)]);
    }

    #[test]
    fn an_axis_of_equal_or_no_values_has_two_ends() {
        let flat = Axis::around([3.0].into_iter(), "", 4);
        assert!(flat.ends.0 < 3.0 && flat.ends.1 > 3.0);
        assert_eq!(Axis::around(std::iter::empty(), "", 4).ends, (0.0, 1.0));
    }
}
