//! What drives a scenario: shares of the variance of its headline, one bar a number.
//!
//! Takes a sensitivity analysis, gives the figure `sensitivity`. The dark part of a bar is what the number does by itself,
//! the whole bar what it does in all, the line the 95% interval of that.

use crate::findings::sensitivity::{Factor, Sampling, Sensitivity};
use crate::report::chart::form::rows::{self, Mark, Rows};
use crate::report::chart::kit::*;
use crate::report::sensitivity::named;
use crate::stats::sobol::Indices;

/// Room for the names of numbers.
const NAMES: f64 = 300.0;
/// Room for the shares in figures.
const SHARES: f64 = 120.0;
/// Size of what is small.
const SMALL: f64 = 11.0;
/// Height of a row in a narrow drawing with a name of two lines, and on paper where every name has at most so many letters
/// that it stands on one line.
const ROW: f64 = 46.0;
const ONE_LINE: (f64, usize) = (30.0, 58);
/// Above the first bar and below the last.
const AROUND: (f64, f64) = (22.0, 34.0);

#[derive(Serialize)]
struct Row {
    number: String,
    first: f64,
    first_low95: f64,
    first_high95: f64,
    total: f64,
    total_low95: f64,
    total_high95: f64,
}

/// The bars; `None` if there are no shares to show.
///
/// # Errors
/// If it cannot be drawn.
pub(crate) fn figure(found: &Sensitivity) -> Result<Option<Figure>, ChartError> {
    let (Some(sampling), Some(indices)) = (&found.sampling, &found.headline().indices) else { return Ok(None) };
    let places = found.by_total();
    let what = named(&found.headline().output);
    let statement = Statement {
        id: "sensitivity".to_owned(),
        title: title(found, sampling, indices, &places),
        subtitle: format!(
            "{}: share of its variance that goes with each number by itself (dark) and in all, with others (whole bar; line: \
             95% interval of that); {} × {} points, exact means",
            capital(&what),
            count(sampling.complete),
            count(sampling.points / sampling.rows.max(1))
        ),
        alt: alt(found, indices, &places, &what),
        footer: Footer::sensitivity(found),
        rows: places.iter().map(|place| self::row(found, sampling, indices, *place)).collect(),
    };
    let short = places.iter().all(|place| found.moved(*place).chars().count() <= ONE_LINE.1);
    let row = |drawing| if short && drawing == Drawing::Column { ONE_LINE.0 } else { ROW };
    let height = |drawing| AROUND.0 + AROUND.1 + row(drawing) * places.len() as f64;
    statement.shown(&(height, |page: &mut Page| draw(page, found, indices, &places))).map(Some)
}

fn title(found: &Sensitivity, sampling: &Sampling, indices: &Indices, places: &[usize]) -> String {
    let first = places.iter().find(|place| !sampling.rest || **place + 1 < sampling.moved.len());
    let share = |place: &usize| percent(indices.total[*place].value.clamp(0.0, 1.0));
    match first {
        Some(place) => short([
            format!("{}: {} of the variance", capital(&found.moved(*place)), share(place)),
            format!("One number has {} of the variance", share(place)),
        ]),
        None => format!("Interactions: {} of the variance", percent(indices.interactions.value.clamp(0.0, 1.0))),
    }
}

fn alt(found: &Sensitivity, indices: &Indices, places: &[usize], what: &str) -> String {
    let told = |place: &usize| {
        let [first, total] = [indices.first[*place].value, indices.total[*place].value].map(|share| number(share, 2));
        format!("{}: {first} by itself, {total} in all", found.moved(*place))
    };
    let told: Vec<String> = places.iter().map(told).collect();
    format!("Horizontal bars: shares of the variance of {what}, by itself and in all. {}.", told.join(". "))
}

fn row(found: &Sensitivity, sampling: &Sampling, indices: &Indices, place: usize) -> Row {
    let (first, total) = (&indices.first[place], &indices.total[place]);
    let names = |factors: &[usize]| {
        factors.iter().map(|at| &found.factors[*at]).map(|Factor { name, .. }| name.as_str()).collect::<Vec<_>>()
    };
    Row {
        number: names(&sampling.moved[place]).join("; "),
        first: first.value,
        first_low95: first.low95,
        first_high95: first.high95,
        total: total.value,
        total_low95: total.low95,
        total_high95: total.high95,
    }
}

fn draw(page: &mut Page, found: &Sensitivity, indices: &Indices, places: &[usize]) {
    let stacked = page.drawing.narrow();
    let ends = places.iter().map(|place| indices.total[*place].high95).fold(0.0, f64::max);
    let axis = Axis::of_percent([0.0, 100.0 * ends.clamp(0.1, 1.0)].into_iter());
    let body = page.body;
    let (left, right) = if stacked { (6.0, 6.0) } else { (NAMES, SHARES) };
    let plot = Rect::new(body.left + left, body.top + AROUND.0, body.right - right, body.bottom - AROUND.1);
    let half = if stacked { 4.0 } else { (plot.height() / places.len().max(1) as f64 * 0.28).min(9.0) };
    let bar = |place: &usize| {
        let [first, total] = [indices.first[*place].value, indices.total[*place].value];
        rows::Row {
            name: (capital(&found.moved(*place)), Style::plain((12.0, LABEL.1), INK), 2),
            number: Some((format!("{} / {}", number(first, 2), number(total, 2)), Style::plain((SMALL, SMALL), QUIET))),
            marks: marks(indices, *place, half),
        }
    };
    let rows = Rows {
        axis: (axis, Ticks::Standing),
        plot,
        count: places.len(),
        names: (plot.left - 10.0, Across::Right, NAMES - 14.0),
        numbers: (body.right, SHARES),
        heading: Some(Block::line("By itself / in all", Style::bold((SMALL, SMALL), INK))),
        divide: None,
        stacked,
        rows: places.iter().map(bar).collect(),
    };
    rows.draw(&mut page.canvas);
    let unit = Block::fit("% of the variance", Style::plain((SMALL, NOTE.1), QUIET), plot.width(), 1);
    page.canvas.text(&unit, at(plot.right, plot.bottom + 20.0), Across::Right, Down::Top);
}

/// The bars of a number, with nothing below 0 or above 100%.
fn marks(indices: &Indices, place: usize, half: f64) -> Vec<Mark> {
    let shown = |share: f64| 100.0 * share.clamp(0.0, 1.0);
    let (first, total) = (shown(indices.first[place].value), indices.total[place]);
    vec![
        Mark::Bar(0.0, shown(total.value), BLUE.tint(0.45), half),
        Mark::Bar(0.0, first.min(shown(total.value)), BLUE.line(), half),
        Mark::Line(shown(total.low95), shown(total.high95), INK, STROKE * 0.6),
    ]
}
