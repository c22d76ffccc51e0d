//! Axes with round ends, upright beside a plot or level below it.
//!
//! Takes values, gives an [`Axis`]; draws its ticks and gives the scale of a plot.

use super::draw::geometry::{multiples, nice_step};
use super::draw::theme::{AXIS, Colour, GRID, HAIRLINE, NOTE, QUIET, TICK};
use super::draw::{Across, Block, Canvas, Down, Rect, Scale, Style, at, font};
use crate::report::words::plain::number;

/// An axis with round ends.
#[derive(Debug, Clone)]
pub(crate) struct Axis {
    /// Values at the ends.
    pub ends: (f64, f64),
    /// Values marked, with their labels.
    pub ticks: Vec<(f64, String)>,
    /// Unit, written beside the axis.
    pub unit: String,
}

/// Values that differ by less are shown as equal: no label of an axis could tell them apart.
pub(crate) const LEAST_SPAN: f64 = 1e-3;

/// How a level axis meets its plot.
#[derive(Clone, Copy)]
pub(crate) enum Ticks {
    /// Lines through the plot and a little below it; one value's line is stronger.
    Through(Option<f64>),
    /// Lines through the plot, on a base line.
    Standing,
    /// Ticks below a base line.
    Below,
}

impl Axis {
    /// From below the least to above the greatest of the values, which may be none.
    pub(crate) fn around(values: impl Iterator<Item = f64>, unit: &str, count: usize) -> Self {
        let (low, high) = extremes(values);
        let (low, high) = match high - low {
            span if span > LEAST_SPAN => (low, high),
            // What cannot be negative has no room below 0.
            span if span >= 0.0 && low >= 0.0 => ((low - 0.5).max(0.0), high + 0.5),
            span if span >= 0.0 => (low - 0.5, high + 0.5),
            _ => (0.0, 1.0),
        };
        let (ticks, decimals) = snuggest(low, high, count);
        let ends = (ticks[0], ticks[ticks.len() - 1]);
        let ticks = ticks.into_iter().map(|value| (value, number(value, decimals))).collect();
        Self { ends, ticks, unit: unit.to_owned() }
    }

    /// The same, ending where the values end.
    pub(crate) fn within(values: impl Iterator<Item = f64> + Clone, unit: &str, count: usize) -> Self {
        let (mut axis, (low, high)) = (Self::around(values.clone(), unit, count), extremes(values));
        if high - low > LEAST_SPAN {
            axis.ends = (low, high);
            axis.ticks.retain(|(value, _)| (low..=high).contains(value));
        }
        axis
    }

    /// Around percentages, never beyond 0 and 100; from end to end where all are equal.
    pub(crate) fn of_percent(values: impl Iterator<Item = f64> + Clone) -> Self {
        let (low, high) = extremes(values.clone());
        let all = [0.0, 100.0];
        if high - low > LEAST_SPAN { Self::around(values, "", 5) } else { Self::around(all.into_iter(), "", 5) }
    }

    /// Shares from nothing to all, in percent.
    pub(crate) fn shares() -> Self {
        let ticks = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| (share, number(share * 100.0, 0)));
        Self { ends: (0.0, 1.0), ticks: ticks.to_vec(), unit: "%".to_owned() }
    }

    /// The same, each number with its sign of percent.
    pub(crate) fn percentages() -> Self {
        let mut axis = Self::shares();
        axis.ticks.iter_mut().for_each(|(_, label)| label.push('%'));
        axis
    }

    /// Coordinates in a plot, upwards.
    pub(crate) fn upright(&self, plot: &Rect) -> Scale {
        Scale { domain: self.ends, range: (plot.bottom, plot.top) }
    }

    /// Coordinates in a plot, to the right.
    pub(crate) fn level(&self, plot: &Rect) -> Scale {
        Scale { domain: self.ends, range: (plot.left, plot.right) }
    }

    /// The value 0, if the axis goes below it.
    pub(crate) fn zero(&self) -> Option<f64> {
        (self.ends.0 < 0.0).then_some(0.0)
    }

    /// Draws the axis below a plot and gives its scale.
    pub(crate) fn draw_below(&self, canvas: &mut Canvas, plot: &Rect, ticks: Ticks) -> Scale {
        let scale = self.level(plot);
        if matches!(ticks, Ticks::Below) {
            base(canvas, plot);
        }
        for (value, label) in &self.ticks {
            let (top, bottom, colour) = match ticks {
                Ticks::Through(strong) => (plot.top, plot.bottom + 3.0, ruled(strong == Some(*value))),
                Ticks::Standing => (plot.top, plot.bottom, GRID),
                Ticks::Below => (plot.bottom, plot.bottom + 3.0, AXIS),
            };
            let x = scale.map(*value);
            canvas.line(vec![at(x, top), at(x, bottom)], colour, HAIRLINE);
            canvas.text(&tick(label), at(x, plot.bottom + 5.0), Across::Middle, Down::Top);
        }
        if matches!(ticks, Ticks::Standing) {
            base(canvas, plot);
        }
        scale
    }

    /// Writes what a level axis measures below its right end.
    pub(crate) fn name_below(canvas: &mut Canvas, plot: &Rect, name: &str) {
        let name = Block::fit(name, Style::plain(NOTE, QUIET), plot.width(), 1);
        canvas.text(&name, at(plot.right, plot.bottom + 19.0), Across::Right, Down::Top);
    }

    /// Draws the axis through a plot, with its numbers to the left if `labelled`.
    pub(crate) fn draw_upright(&self, canvas: &mut Canvas, plot: &Rect, labelled: bool) {
        let scale = self.upright(plot);
        let mut edge = f64::INFINITY; // of the label below
        for (value, label) in &self.ticks {
            let y = scale.map(*value);
            canvas.line(vec![at(plot.left, y), at(plot.right, y)], ruled(self.zero() == Some(*value)), HAIRLINE);
            if labelled && y + TICK / 2.0 <= edge {
                edge = y - TICK / 2.0;
                canvas.text(&tick(label), at(plot.left - 6.0, y), Across::Right, Down::Middle);
            }
        }
    }

    /// Width of the widest number on it.
    pub(crate) fn label_width(&self) -> f64 {
        let widths = self.ticks.iter().map(|(_, label)| font::width(label, TICK, false));
        widths.fold(0.0, f64::max)
    }
}

/// The line below a plot.
pub(crate) fn base(canvas: &mut Canvas, plot: &Rect) {
    canvas.line(vec![at(plot.left, plot.bottom), at(plot.right, plot.bottom)], AXIS, HAIRLINE);
}

/// A number on an axis.
pub(crate) fn tick(label: &str) -> Block {
    Block::line(label, Style::plain((TICK, TICK), QUIET))
}

fn ruled(strong: bool) -> Colour {
    if strong { AXIS } else { GRID }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Fault 9: a fan of what is 0 but for rounding filled an axis that ended at 0.0000000012.
    #[test]
    fn regress_fault_9_an_axis_has_a_least_span() {
        let axis = Axis::around([0.0, 1.2e-9].into_iter(), "", 4);
        assert!(axis.ends.0 == 0.0 && (axis.ends.1 - 0.6).abs() < 1e-12, "{:?}", axis.ends);
        assert!(axis.ticks.iter().all(|(_, label)| label.len() <= 4), "{:?}", axis.ticks);
        assert_eq!(Axis::within([0.0, 1.2e-9].into_iter(), "", 4).ends, axis.ends);
    }

    #[test]
    fn an_axis_of_equal_or_no_values_has_two_ends() {
        let flat = Axis::around([3.0].into_iter(), "", 4);
        assert!(flat.ends.0 < 3.0 && flat.ends.1 > 3.0);
        assert_eq!(Axis::around(std::iter::empty(), "", 4).ends, (0.0, 1.0));
    }
}
