//! What stands below the panels of levels: the names of the levels, and where a line is missing.
//!
//! Takes a panel and its room, gives blocks whose height is known before the panels are laid out.

use crate::report::chart::kit::*;

/// Room for the names of the lines.
pub(crate) const SIDE: f64 = 124.0;
/// From the edges of a plot to the first and the last level.
pub(crate) const INSET: (f64, f64) = (32.0, 6.0);

/// A panel: its name, and its levels by name with the values of the two lines.
pub struct Panel {
    pub name: String,
    pub levels: Vec<(String, [Option<f64>; 2])>,
}

/// The names of the levels by number, at the foot of the page; takes its room from the body.
pub(crate) fn key(page: &mut Page, panel: &Panel) {
    let name = |(index, (name, _)): (usize, &(String, _))| format!("({}) {name}", index + 1);
    let names: Vec<String> = panel.levels.iter().enumerate().map(name).collect();
    let block = Block::fit(&names.join(" · "), Style::plain(NOTE, QUIET), page.body.width(), 6);
    let area = page.canvas.text(&block, at(page.body.left, page.body.bottom), Across::Left, Down::Bottom);
    page.body.bottom = area.top - 8.0;
}

/// What stands below a panel: the levels, and where a line is missing.
pub struct Below {
    levels: Vec<Block>,
    /// Whether every second level stands lower, for want of room.
    staggered: bool,
    missing: Option<Block>,
}

impl Below {
    /// With the levels by name, or by `numbered` names that the key at the foot explains.
    pub fn new(panel: &Panel, missing: &dyn Fn(&[String]) -> Option<String>, room: f64, numbered: bool) -> Self {
        let name = |(index, (name, _)): (usize, &(String, _))| match numbered {
            true => format!("({})", index + 1),
            false => name.clone(),
        };
        let names: Vec<String> = panel.levels.iter().enumerate().map(name).collect();
        let steps = panel.levels.len().saturating_sub(1).max(1) as f64;
        let step = (room - SIDE - INSET.0 - INSET.1) / steps;
        let single = levels(&names, step - 6.0, 8.5);
        let staggered = single.iter().any(|level| !level.whole);
        Self {
            levels: if staggered { levels(&names, 2.0 * step - 8.0, 6.5) } else { single },
            staggered,
            missing: missing(&names).map(|text| Block::fit(&text, Style::plain(NOTE, QUIET), room - 4.0, 4)),
        }
    }

    /// Whether every word of the levels is whole, and the first level keeps to the margin.
    pub(crate) fn is_whole(&self) -> bool {
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

    /// Height of all of it.
    pub fn height(&self) -> f64 {
        self.levels_height() + self.missing.as_ref().map_or(0.0, |block| block.height() + 4.0)
    }

    /// Draws it below a plot in which a level stands at its `x`.
    pub fn draw(&self, canvas: &mut Canvas, plot: &Rect, x: &dyn Fn(usize) -> f64) {
        base(canvas, plot);
        let top = plot.bottom + 6.0;
        for (index, level) in self.levels.iter().enumerate() {
            let (x, drop) = (x(index), self.drop(index));
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
