//! How probable an event is at every pair of values of two numbers: a heat map with the line of one probability.
//!
//! Takes a surface, gives the figure `surface`.

use crate::findings::surface::Surface;
use crate::report::chart::form::key::{self, Entry, Sign};
use crate::report::chart::kit::*;
use crate::report::surface::context;

/// Room below the plot: numbers, and what they are.
const BELOW: f64 = 34.0;
/// Room to the right of the plot: half of the number at the end of its axis.
const LAST: f64 = 14.0;
/// Height in a narrow drawing.
const TALL: f64 = 330.0;
/// Probabilities with a name in the key.
const NAMED: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

#[derive(Serialize)]
struct Row {
    across: f64,
    upwards: f64,
    probability: Option<f64>,
}

pub(crate) fn figure(found: &Surface) -> Result<Figure, ChartError> {
    let [across, upwards] = &found.numbers;
    let cells = upwards.values.iter().zip(&found.chances).flat_map(|(up, row)| {
        across.values.iter().zip(row).map(|(value, chance)| Row { across: *value, upwards: *up, probability: *chance })
    });
    let statement = Statement {
        id: "surface".to_owned(),
        title: title(found),
        subtitle: format!("{}; line: {}", context(found), exact(found.threshold)),
        alt: alt(found),
        footer: Footer::central(&found.provenance),
        rows: cells.collect(),
    };
    statement.shown(&(|_| TALL, |page: &mut Page| draw(page, found)))
}

/// The least and the greatest probability.
fn ends(found: &Surface) -> (f64, f64) {
    let known = || found.chances.iter().flatten().flatten().copied();
    (known().fold(1.0, f64::min), known().fold(0.0, f64::max))
}

fn title(found: &Surface) -> String {
    let (low, high) = ends(found);
    short([
        format!("{}: {} to {} by two numbers", capital(&found.event), percent(low), percent(high)),
        format!("From {} to {} by two numbers", percent(low), percent(high)),
    ])
}

fn alt(found: &Surface) -> String {
    let [across, upwards] = &found.numbers;
    let corner = |row: &[Option<f64>], last: bool| {
        let cell = if last { row.last() } else { row.first() };
        cell.copied().flatten().map_or("not known".to_owned(), exact)
    };
    let row = |last: bool| {
        let row = if last { found.chances.last() } else { found.chances.first() };
        row.map_or_else(String::new, |row| {
            format!("{} at the left, {} at the right", corner(row, false), corner(row, true))
        })
    };
    format!(
        "Heat map, darker where it is more probable, with {} across and {} upwards. Bottom: {}. Top: {}.",
        across.key,
        upwards.key,
        row(false),
        row(true)
    )
}

fn shade(chance: f64) -> Colour {
    BLUE.tint(0.06 + 0.84 * chance.clamp(0.0, 1.0))
}

fn draw(page: &mut Page, found: &Surface) {
    let shade_of = |chance: f64| Entry { name: exact(chance), sign: Sign::Swatch(shade(chance), Texture::Plain) };
    let line = (!found.line.is_empty()).then(|| Entry { name: exact(found.threshold), sign: Sign::Line(INK) });
    key::draw(page, &NAMED.map(shade_of).into_iter().chain(line).collect::<Vec<_>>());
    let [across, upwards] = &found.numbers;
    let up = Axis { unit: upwards.key.clone(), ..Axis::within(upwards.values.iter().copied(), "", 5) };
    let gutters = Gutters { below: BELOW, last: LAST, ..Gutters::default() };
    let Some(plot) = panels(page, &[String::new()], &up, &gutters).first().copied() else { return };
    let canvas = &mut page.canvas;
    let count = if page.drawing.narrow() { 4 } else { 6 };
    let level = Axis::within(across.values.iter().copied(), "", count).draw_below(canvas, &plot, Ticks::Below);
    Axis::name_below(canvas, &plot, &across.key);
    let upright = up.upright(&plot);
    let middles = |values: &[f64], place: usize| {
        let between = |one: usize, other: usize| 0.5 * (values[one] + values[other]);
        let last = values.len() - 1;
        (between(place.saturating_sub(1), place), between(place, (place + 1).min(last)))
    };
    for (row, chances) in found.chances.iter().enumerate() {
        let (bottom, top) = middles(&upwards.values, row);
        for (column, chance) in chances.iter().enumerate() {
            let (left, right) = middles(&across.values, column);
            let cell = Rect::new(level.map(left), upright.map(top), level.map(right), upright.map(bottom));
            if let Some(chance) = chance {
                canvas.rect(cell, shade(*chance));
            }
        }
    }
    for piece in &found.line {
        canvas.line(piece.map(|(x, y)| at(level.map(x), upright.map(y))).to_vec(), INK, STROKE);
    }
    canvas.dot(at(level.map(across.central), upright.map(upwards.central)), 4.5, INK);
}
