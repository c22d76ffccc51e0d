//! How much narrower a record makes what is not known, number by number.
//!
//! Takes an estimation, gives the figure `spread-after-record`: the ratio of posterior to prior standard deviation of
//! every uncertain number, the smallest first.

use serde::Serialize;

use super::canvas::{Across, Canvas, Down};
use super::geometry::{Rect, Scale, at};
use super::page::Page;
use super::panels::Axis;
use super::text::{Block, Style};
use super::theme::{AXIS, BLUE, GRID, HAIRLINE, INK, NEUTRAL, NOTE, QUIET, STROKE, TICK};
use super::words::number;
use super::{ChartError, Figure, table};
use crate::findings::posterior::{Learnt, Posterior};

/// Room for the name of a number.
const NAMES: f64 = 190.0;
/// Most rows of a column before a second one is begun.
const ROWS: usize = 26;
/// Most numbers shown.
const SHOWN: usize = 80;

#[derive(Serialize)]
struct Row<'a> {
    key: &'a str,
    sd_ratio: f64,
    shift_sd: f64,
    kolmogorov_distance: f64,
    moved: bool,
    narrowed: bool,
}

pub(super) fn figure(posterior: &Posterior) -> Result<Figure, ChartError> {
    let mut sorted: Vec<&Learnt> = posterior.parameters.iter().collect();
    sorted.sort_by(|one, other| one.sd_ratio.total_cmp(&other.sd_ratio));
    let narrow = sorted.iter().filter(|learnt| learnt.narrowed).count();
    let title = match sorted.iter().find(|learnt| learnt.narrowed) {
        Some(first) => format!(
            "The record narrows {narrow} of {} uncertain numbers by a tenth or more, {} to {} of its spread",
            sorted.len(),
            first.key,
            number(first.sd_ratio, 2)
        ),
        None => format!(
            "The record narrows none of {} uncertain numbers by a tenth or more, as far as its draws can tell",
            sorted.len()
        ),
    };
    let subtitle = "Standard deviation after the record over that of the prior; large and blue: the distribution moved by more \
                    than chance would; the upright line is no change";
    let rows = |learnt: &&'_ Learnt| (learnt.key.clone(), learnt.sd_ratio);
    let told: Vec<String> = sorted.iter().map(rows).map(|(key, ratio)| format!("{key} {}", number(ratio, 2))).collect();
    let alt =
        format!("Dots in sorted rows: ratio of posterior to prior standard deviation. {title}. {}.", told.join("; "));
    let table_rows: Vec<Row> = sorted
        .iter()
        .map(|learnt| Row {
            key: &learnt.key,
            sd_ratio: learnt.sd_ratio,
            shift_sd: learnt.shift,
            kolmogorov_distance: learnt.distance,
            moved: learnt.moved,
            narrowed: learnt.narrowed,
        })
        .collect();
    let csv = table(&table_rows)?;
    let mut page = super::posterior::page(title, subtitle.to_owned(), posterior);
    draw(&mut page, &sorted[..sorted.len().min(SHOWN)]);
    page.finish("spread-after-record".into(), csv, alt)
}

fn draw(page: &mut Page, sorted: &[&Learnt]) {
    let columns = sorted.len().div_ceil(ROWS).clamp(1, 3);
    let rows = sorted.len().div_ceil(columns).max(1);
    let axis = Axis::around(sorted.iter().map(|learnt| learnt.sd_ratio).chain([0.0, 1.0]), "", 2);
    let body = page.body;
    let width = body.width() / columns as f64;
    for (column, learnt) in sorted.chunks(rows).enumerate() {
        let left = body.left + width * column as f64;
        let plot = Rect::new(left + NAMES, body.top, left + width - 18.0, body.bottom - 20.0);
        one(&mut page.canvas, learnt, &plot, &axis, rows);
    }
}

fn one(canvas: &mut Canvas, column: &[&Learnt], plot: &Rect, axis: &Axis, rows: usize) {
    let across = Scale { domain: axis.ends, range: (plot.left, plot.right) };
    for (value, label) in &axis.ticks {
        let x = across.map(*value);
        canvas.line(vec![at(x, plot.top), at(x, plot.bottom + 3.0)], GRID, HAIRLINE);
        let label = Block::line(label, Style::plain((TICK, TICK), QUIET));
        canvas.text(&label, at(x, plot.bottom + 5.0), Across::Middle, Down::Top);
    }
    let unchanged = across.map(1.0);
    canvas.line(vec![at(unchanged, plot.top), at(unchanged, plot.bottom)], AXIS, STROKE * 0.5);
    for (row, learnt) in column.iter().enumerate() {
        let y = plot.top + plot.height() * (row as f64 + 0.5) / rows as f64;
        let (x, colour) = (across.map(learnt.sd_ratio), if learnt.moved { BLUE } else { NEUTRAL });
        canvas.line(vec![at(unchanged, y), at(x, y)], colour.line(), HAIRLINE);
        let size = if learnt.moved { 3.2 } else { 2.0 };
        canvas.dot(at(x, y), size, colour.line());
        let name = Block::fit(&learnt.key, Style::plain(NOTE, if learnt.moved { INK } else { QUIET }), NAMES - 8.0, 1);
        canvas.text(&name, at(plot.left - 8.0, y), Across::Right, Down::Middle);
    }
}
