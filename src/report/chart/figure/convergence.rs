//! How the headline settles as draws are added: its share in the first draws, with the interval that chance leaves.
//!
//! Takes the shares in more and more draws, gives the figure `convergence`.

use crate::findings::convergence::Convergence;
use crate::findings::{ALL_BRANCHES, Estimate, Summary};
use crate::report::chart::kit::*;

/// Room for the last number.
const NUMBER: f64 = 92.0;
/// Tint of the interval.
const BAND: f64 = 0.22;
/// Standard errors of a 95% interval.
const WIDE: f64 = 1.96;

#[derive(Serialize)]
struct Row {
    draws: usize,
    share: f64,
    standard_error: Option<f64>,
}

pub(crate) fn figure(summary: &Summary, found: &Convergence) -> Result<Option<Figure>, ChartError> {
    let Some((count, last)) = found.points.last() else { return Ok(None) };
    let Some(error) = last.standard_error else { return Ok(None) };
    let over = if found.block == ALL_BRANCHES { " over all outcomes by their odds" } else { "" };
    let settled = format!("{} ± {} points", percent(last.value), number(100.0 * WIDE * error, 1));
    let statement = Statement {
        id: "convergence".to_owned(),
        title: short([format!("{}: {settled}", capital(&found.what)), settled.clone()]),
        subtitle: format!(
            "Share of histories with “{}”{over}, in the first draws and in more and more of them; band: 95% interval of \
             chance",
            found.what
        ),
        alt: format!(
            "A line that settles as draws are added, in a band that narrows: {} in the first {}, {settled} in all {count}.",
            percent(found.points[0].1.value),
            some(found.points[0].0, "draw", "draws"),
        ),
        footer: Footer::run(summary),
        rows: found.points.iter().map(|(draws, share)| row(*draws, share)).collect(),
    };
    statement.shown(&|page: &mut Page| draw(page, summary, found, last)).map(Some)
}

fn row(draws: usize, share: &Estimate) -> Row {
    Row { draws, share: share.value, standard_error: share.standard_error }
}

/// The ends of the interval of a share.
fn ends(share: &Estimate) -> [f64; 2] {
    let wide = WIDE * share.standard_error.unwrap_or(0.0);
    [share.value - wide, share.value + wide]
}

fn draw(page: &mut Page, summary: &Summary, found: &Convergence, last: &Estimate) {
    let narrow = page.drawing.narrow();
    let colour = Palette::of(summary).event(&found.what);
    let axis = Axis { ends: (0.0, 1.0), ..Axis::shares() };
    let gutters = Gutters { last: NUMBER, below: 34.0, ..Gutters::default() };
    let Some(plot) = panels(page, &[String::new()], &axis, &gutters).first().copied() else { return };
    let draws = [0.0].into_iter().chain(found.points.iter().map(|point| point.0 as f64));
    let scale = Axis::around(draws, "", if narrow { 4 } else { 6 }).draw_below(&mut page.canvas, &plot, Ticks::Below);
    Axis::name_below(&mut page.canvas, &plot, "draws");
    let up = axis.upright(&plot);
    let edge = |of: &dyn Fn(&Estimate) -> f64| -> Vec<Point> {
        found.points.iter().map(|(x, share)| at(scale.map(*x as f64), up.map(of(share).clamp(0.0, 1.0)))).collect()
    };
    let mut band = edge(&|share| ends(share)[1]);
    band.extend(edge(&|share| ends(share)[0]).into_iter().rev());
    page.canvas.area(band, colour.tint(BAND));
    page.canvas.line(edge(&|share| share.value), colour.line(), STROKE * 1.4);
    let label = direct(&percent(last.value), colour, NUMBER - 18.0, 1);
    side_labels(&mut page.canvas, plot.right, &[(up.map(last.value), label)], (plot.top - 8.0, plot.bottom + 8.0));
}
