//! What stands below the panels of the figure `bargaining-range`: the levels of confrontation, and where a line is
//! missing.
//!
//! Takes a panel and its room, gives blocks whose height is known before the panels are laid out.

use super::canvas::{Across, Canvas, Down};
use super::geometry::at;
use super::page::Page;
use super::span::{Frame, INSET, SIDE};
use super::span_words;
use super::text::{Block, Style};
use super::theme::{AXIS, HAIRLINE, NOTE, QUIET, TICK};
use crate::findings::{RangePanel, RangePoint, Summary};

/// The names of the levels by number, at the foot of the page; takes its room from the body.
pub(super) fn key(page: &mut Page, panel: &RangePanel) {
    let name = |(index, point): (usize, &RangePoint)| format!("({}) {}", index + 1, point.confrontation);
    let names: Vec<String> = panel.points.iter().enumerate().map(name).collect();
    let block = Block::fit(&names.join(" · "), Style::plain(NOTE, QUIET), page.body.width(), 6);
    let area = page.canvas.text(&block, at(page.body.left, page.body.bottom), Across::Left, Down::Bottom);
    page.body.bottom = area.top - 8.0;
}

/// What stands below a panel: the levels, and where a line is missing.
pub(super) struct Below {
    levels: Vec<Block>,
    /// Whether every second level stands lower, for want of room.
    staggered: bool,
    missing: Option<Block>,
}

impl Below {
    /// With the levels by name, or by `numbered` names that the key at the foot explains.
    pub fn of(panel: &RangePanel, summary: &Summary, room: f64, numbered: bool) -> Self {
        let number = |index: usize| format!("({})", index + 1);
        let name = |index: usize| if numbered { number(index) } else { panel.points[index].confrontation.clone() };
        let names: Vec<String> = (0..panel.points.len()).map(name).collect();
        let steps = panel.points.len().saturating_sub(1).max(1) as f64;
        let step = (room - SIDE - INSET.0 - INSET.1) / steps;
        let single = levels(&names, step - 6.0, 8.5);
        let staggered = single.iter().any(|level| !level.whole);
        let missing = span_words::missing(panel, summary, &names);
        Self {
            levels: if staggered { levels(&names, 2.0 * step - 8.0, 6.5) } else { single },
            staggered,
            missing: missing.map(|text| Block::fit(&text, Style::plain(NOTE, QUIET), room - 4.0, 4)),
        }
    }

    /// Whether every word of the levels is whole, and the first level keeps to the margin.
    pub fn is_whole(&self) -> bool {
        let first = self.levels.first().map_or(0.0, Block::width);
        self.levels.iter().all(|level| level.whole) && first / 2.0 <= INSET.0 + 26.0
    }

    /// How far a level stands below the first row.
    fn drop(&self, index: usize) -> f64 {
        if self.staggered && index % 2 == 1 { self.row(0) + 2.0 } else { 0.0 }
    }

    /// Height of the upper row (0) or the lower (1).
    fn row(&self, parity: usize) -> f64 {
        let rows = self.levels.iter().enumerate().filter(|(index, _)| index % 2 == parity);
        rows.map(|(_, level)| level.height()).fold(0.0, f64::max)
    }

    fn levels_height(&self) -> f64 {
        if self.staggered { self.row(0) + 2.0 + self.row(1) } else { self.row(0).max(self.row(1)) }
    }

    pub fn height(&self) -> f64 {
        self.levels_height() + self.missing.as_ref().map_or(0.0, |block| block.height() + 4.0)
    }

    pub fn draw(&self, canvas: &mut Canvas, frame: &Frame) {
        let plot = &frame.plot;
        canvas.line(vec![at(plot.left, plot.bottom), at(plot.right, plot.bottom)], AXIS, HAIRLINE);
        let top = plot.bottom + 6.0;
        for (index, level) in self.levels.iter().enumerate() {
            let (x, drop) = (frame.x(index), self.drop(index));
            canvas.line(vec![at(x, plot.bottom), at(x, plot.bottom + 3.0 + drop)], AXIS, HAIRLINE);
            canvas.text(level, at(x, top + drop), Across::Middle, Down::Top);
        }
        if let Some(missing) = &self.missing {
            let top = top + self.levels_height() + 4.0;
            canvas.text(missing, at(plot.left, top), Across::Left, Down::Top);
        }
    }
}

/// Names of the levels, all of one size.
fn levels(names: &[String], room: f64, least: f64) -> Vec<Block> {
    let fit = |size: f64| -> Vec<Block> {
        let style = Style::plain((size, least), QUIET);
        names.iter().map(|name| Block::fit(name, style, room, 3)).collect()
    };
    let smallest = fit(TICK).iter().map(|level| level.size).fold(TICK, f64::min);
    fit(smallest)
}
