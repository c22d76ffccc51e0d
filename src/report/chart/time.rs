//! The axis of time below a plot, and the quarters that are marked on it.
//!
//! Takes the names of the quarters and what is marked in them, gives scales; draws ticks, lines and labels.

use super::axis::{base, tick};
use super::draw::theme::{AXIS, HAIRLINE, INK, QUIET, TICK, WHITE};
use super::draw::{Across, Block, Canvas, Down, Rect, Scale, Style, at, font};
use crate::base::units::Quarter;
use crate::findings::{Mark, QuarterSummary, Summary};
use crate::report::words::plain::list;

/// Years from one label to the next.
const STEPS: [u32; 9] = [1, 2, 5, 10, 20, 50, 100, 200, 500];
/// Least room between two labels of the axis.
const APART: f64 = 8.0;
/// Size of the labels of marks.
const FLAG: (f64, f64) = (9.0, 7.0);
/// Rows in which labels of marks may stand.
const ROWS: usize = 2;

/// Draws an axis of time below a plot: years at their first quarter, else the names of quarters.
pub(crate) fn time_axis(canvas: &mut Canvas, plot: &Rect, quarters: &[String]) -> Scale {
    let scale = scale(quarters.len(), plot.left, plot.right);
    base(canvas, plot);
    let mut edge = f64::NEG_INFINITY;
    for (index, label) in ticks(quarters, plot.width()) {
        let x = scale.map(index as f64);
        canvas.line(vec![at(x, plot.bottom), at(x, plot.bottom + 3.0)], AXIS, HAIRLINE);
        let width = font::width(&label, TICK, false);
        let middle = x.min(plot.right - width / 2.0 + 6.0).max(plot.left + width / 2.0 - 6.0);
        if middle - width / 2.0 > edge + APART / 2.0 {
            edge = canvas.text(&tick(&label), at(middle, plot.bottom + 5.0), Across::Middle, Down::Top).right;
        }
    }
    scale
}

fn scale(quarters: usize, left: f64, right: f64) -> Scale {
    Scale { domain: (0.0, quarters.saturating_sub(1) as f64), range: (left, right) }
}

/// Where the axis is labelled: round years if the path has two new years, else quarters; as many as have room.
fn ticks(quarters: &[String], width: f64) -> Vec<(usize, String)> {
    let quarter = width / quarters.len().saturating_sub(1).max(1) as f64;
    let years = years(quarters);
    if years.len() > 1 {
        let room = font::width("2000", TICK, false) + APART;
        let fits = |step: &u32| f64::from(*step) * 4.0 * quarter >= room;
        let step = STEPS.into_iter().find(fits).unwrap_or(STEPS[STEPS.len() - 1]);
        let round = years.iter().filter(|(_, year)| year % step == 0);
        return round.map(|(index, year)| (*index, year.to_string())).collect();
    }
    let widest = quarters.iter().map(|name| font::width(name, TICK, false)).fold(0.0, f64::max);
    let step = ((widest + APART) / quarter).ceil().max(1.0) as usize;
    quarters.iter().cloned().enumerate().step_by(step).collect()
}

/// The first quarter of each year but that of the start.
fn years(quarters: &[String]) -> Vec<(usize, u32)> {
    let year = |name: &String| name.parse::<Quarter>().ok().map(Quarter::year);
    let years: Vec<Option<u32>> = quarters.iter().map(year).collect();
    let new = |(before, pair): (usize, &[Option<u32>])| match pair {
        [Some(old), Some(new)] if old != new => Some((before + 1, *new)),
        _ => None,
    };
    years.windows(2).enumerate().filter_map(new).collect()
}

/// What a quantity is over the quarters of a branch, in their order.
pub(crate) fn over_quarters<'a>(summary: &'a Summary, branch: &str, quantity: &str) -> Vec<&'a QuarterSummary> {
    let of = |row: &&QuarterSummary| row.branch == branch && row.quantity == quantity;
    let mut rows: Vec<&QuarterSummary> = summary.by_quarter.iter().filter(of).collect();
    rows.sort_by_key(|row| row.quarter);
    rows
}

/// The marked quarters of a chart, with the places of their labels: the same in each of its panels, whose plots are
/// equally wide.
pub(crate) struct Marks {
    flags: Vec<Flag>,
    row: f64,
    rows: usize,
}

/// A mark: a line, and a label beside its upper end unless there is no room for one.
struct Flag {
    x: f64,
    label: Option<Label>,
}

struct Label {
    block: Block,
    /// Row above the plot, the nearest first.
    row: usize,
    left: f64,
    right: f64,
}

impl Marks {
    /// Places the labels above plots of the given width over so many quarters, best where no line of another mark would cross them; those
    /// that find no place are left out, their lines stay.
    pub(crate) fn new(marks: &[Mark], quarters: usize, width: f64) -> Self {
        let scale = scale(quarters, 0.0, width);
        let style = Style::plain(FLAG, INK);
        let known = || marks.iter().filter(|mark| mark.quarter < quarters);
        let lines: Vec<f64> = known().map(|mark| scale.map(mark.quarter as f64)).collect();
        let mut flags: Vec<Flag> = Vec::new();
        for (mark, &x) in known().zip(&lines) {
            let block = Block::fit(&mark.label, style, (width * 0.45).min(150.0), 4);
            let places = || (0..ROWS).flat_map(|row| sides(&block, x, row));
            let free = |label: &Label| is_free(label, x, width, &flags);
            let uncrossed = |label: &Label| !lines.iter().any(|&line| line != x && crossed(label, line));
            let label = places().find(|label| free(label) && uncrossed(label)).or_else(|| places().find(free));
            flags.push(Flag { x, label });
        }
        let labels = || flags.iter().filter_map(|flag| flag.label.as_ref());
        let row = labels().map(|label| label.block.height() + 2.0).fold(0.0, f64::max);
        let rows = labels().map(|label| label.row + 1).max().unwrap_or(0);
        Self { row, rows, flags }
    }

    /// Room that the labels take above a plot.
    pub(crate) fn height(&self) -> f64 {
        self.row * self.rows as f64
    }

    /// Draws the lines over a plot and the labels above it.
    pub(crate) fn draw(&self, canvas: &mut Canvas, plot: &Rect) {
        for flag in &self.flags {
            let x = plot.left + flag.x;
            let bottom = |label: &Label| plot.top - 1.0 - self.row * label.row as f64;
            let top = flag.label.as_ref().map_or(plot.top, |label| bottom(label) - label.block.height());
            canvas.line(vec![at(x, plot.top), at(x, plot.bottom)], WHITE, 2.0 * HAIRLINE);
            canvas.line(vec![at(x, top), at(x, plot.bottom)], QUIET, HAIRLINE);
            if let Some(label) = &flag.label {
                let place = at(plot.left + label.left, bottom(label));
                canvas.text(&label.block, place, Across::Left, Down::Bottom);
            }
        }
    }
}

/// A label to the right of its line, and one to the left.
fn sides(block: &Block, x: f64, row: usize) -> [Label; 2] {
    let width = block.width();
    [x + 3.0, x - 3.0 - width].map(|left| Label { block: block.clone(), row, left, right: left + width })
}

fn crossed(label: &Label, x: f64) -> bool {
    label.left - 2.0 < x && x < label.right + 2.0
}

/// Whether a label neither touches another nor meets the line of another, nor its line another label.
fn is_free(label: &Label, x: f64, width: f64, flags: &[Flag]) -> bool {
    let clear = |flag: &Flag| match &flag.label {
        Some(other) if other.row == label.row => {
            let apart = label.left > other.right + 4.0 || other.left > label.right + 4.0;
            apart && !crossed(label, flag.x) && !crossed(other, x)
        }
        Some(other) if other.row < label.row => !crossed(other, x),
        Some(_) => !crossed(label, flag.x),
        None => true,
    };
    !label.block.cut && label.left >= 0.0 && label.right <= width && flags.iter().all(clear)
}

/// The marks in words, for readers who hear the chart; empty if there are none.
pub(crate) fn marks_in_words(marks: &[Mark], quarters: &[String]) -> String {
    let known = marks.iter().filter(|mark| mark.quarter < quarters.len());
    let said = known.map(|mark| format!("{} in {}", mark.label, quarters[mark.quarter]));
    match said.collect::<Vec<_>>() {
        said if said.is_empty() => String::new(),
        said => format!(" Upright lines mark {}.", list(&said)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quarters(count: usize) -> Vec<String> {
        (0..count).map(|index| format!("{}-Q{}", 2020 + (index + 2) / 4, (index + 2) % 4 + 1)).collect()
    }

    #[test]
    fn years_are_marked_at_their_first_quarter() {
        let labels = |count: usize, width: f64| ticks(&quarters(count), width);
        assert_eq!(labels(7, 300.0), [(2, "2021".to_owned()), (6, "2022".to_owned())]);
        assert_eq!(labels(1, 300.0), [(0, "2020-Q3".to_owned())]);
        assert_eq!(labels(3, 60.0), [(0, "2020-Q3".to_owned()), (2, "2021-Q1".to_owned())]);
    }

    #[test]
    fn labels_of_marks_stand_apart_and_give_way_when_crowded() {
        let shown = |marks: &[usize], width: f64| {
            let mark = |&quarter: &usize| Mark { quarter, label: "election".to_owned() };
            let marks = Marks::new(&marks.iter().map(mark).collect::<Vec<_>>(), 21, width);
            let labels =
                marks.flags.iter().map(|flag| flag.label.as_ref().map(|label| (label.row, label.left > flag.x)));
            labels.collect::<Vec<_>>()
        };
        assert_eq!(shown(&[5, 15], 400.0), [Some((0, true)), Some((0, true))]);
        assert_eq!(shown(&[5, 6], 400.0), [Some((0, false)), Some((0, true))], "away from one another");
        assert_eq!(shown(&[20, 30], 400.0), [Some((0, false))], "inside the plot, on the path");
        let crowded = shown(&(0..=20).collect::<Vec<_>>(), 200.0);
        assert!(crowded.len() == 21 && crowded.contains(&None));
        assert!(crowded.iter().flatten().count() >= 2);
    }

    #[test]
    fn thirty_years_are_labelled_at_round_years() {
        let years = |width: f64| ticks(&quarters(120), width).into_iter().map(|(_, year)| year).collect::<Vec<_>>();
        assert_eq!(years(130.0), ["2030", "2040", "2050"]);
        assert_eq!(years(350.0), ["2025", "2030", "2035", "2040", "2045", "2050"]);
    }
}
