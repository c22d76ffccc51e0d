//! How much narrower a record makes what is not known, number by number.
//!
//! Takes an estimation, gives the figure `spread-after-record`: the ratio of posterior to prior standard deviation of
//! every uncertain number, the smallest first.

use crate::findings::posterior::{Learnt, Posterior};
use crate::report::chart::form::rows::{self, Mark, Rows, Stamp};
use crate::report::chart::kit::*;

/// Room for the name of a number.
const NAMES: f64 = 190.0;
/// Most rows of a column before a second one is begun.
const ROWS: usize = 26;
/// Height of a row in a narrow drawing.
const ROW: f64 = 28.0;
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

pub(crate) fn figure(posterior: &Posterior) -> Result<Figure, ChartError> {
    let mut sorted: Vec<&Learnt> = posterior.parameters.iter().collect();
    sorted.sort_by(|one, other| one.sd_ratio.total_cmp(&other.sd_ratio));
    let title = title(&sorted);
    let told: Vec<String> =
        sorted.iter().map(|learnt| format!("{} {}", learnt.key, number(learnt.sd_ratio, 2))).collect();
    let statement = Statement {
        id: "spread-after-record".to_owned(),
        alt: format!("Dots in sorted rows: ratio of posterior to prior standard deviation. {}.", told.join("; ")),
        title,
        subtitle:
            "Standard deviation after the record over that of the prior; large and blue: the distribution moved by \
                   more than chance would; the upright line is no change; narrowed: by a tenth or more"
                .to_owned(),
        footer: Footer::estimation(posterior),
        rows: sorted.iter().map(|learnt| row(learnt)).collect(),
    };
    let shown = &sorted[..sorted.len().min(SHOWN)];
    let height = |_| 30.0 + ROW * shown.len() as f64;
    statement.shown(&(height, |page: &mut Page| draw(page, shown)))
}

fn title(sorted: &[&Learnt]) -> String {
    let (narrow, all) = (sorted.iter().filter(|learnt| learnt.narrowed).count(), sorted.len());
    match sorted.iter().find(|learnt| learnt.narrowed) {
        Some(Learnt { key, .. }) => short([
            format!("The record narrows {narrow} of {all} numbers, {key} most"),
            format!("The record narrows {narrow} of {all} uncertain numbers"),
        ]),
        None => format!("The record clearly narrows none of {all} uncertain numbers"),
    }
}

fn row(learnt: &Learnt) -> Row<'_> {
    let Learnt { key, sd_ratio, shift, distance, moved, narrowed, .. } = learnt;
    Row {
        key,
        sd_ratio: *sd_ratio,
        shift_sd: *shift,
        kolmogorov_distance: *distance,
        moved: *moved,
        narrowed: *narrowed,
    }
}

fn draw(page: &mut Page, sorted: &[&Learnt]) {
    let stacked = page.drawing.narrow();
    let columns = if stacked { 1 } else { sorted.len().div_ceil(ROWS).clamp(1, 3) };
    let count = sorted.len().div_ceil(columns).max(1);
    let axis = Axis::around(sorted.iter().map(|learnt| learnt.sd_ratio).chain([0.0, 1.0]), "", 2);
    let body = page.body;
    let width = body.width() / columns as f64;
    for (column, learnt) in sorted.chunks(count).enumerate() {
        let left = body.left + width * column as f64;
        let plot =
            Rect::new(left + if stacked { 6.0 } else { NAMES }, body.top, left + width - 18.0, body.bottom - 20.0);
        let rows = Rows {
            axis: (axis.clone(), Ticks::Through(None)),
            plot,
            count,
            names: (plot.left - 8.0, Across::Right, NAMES - 8.0),
            numbers: (plot.right, 0.0),
            heading: None,
            divide: Some((1.0, STROKE * 0.5)),
            stacked,
            rows: learnt.iter().map(|learnt| drawn(learnt)).collect(),
        };
        rows.draw(&mut page.canvas);
    }
}

fn drawn(learnt: &Learnt) -> rows::Row {
    let (hue, ink, size) = if learnt.moved { (BLUE, INK, 3.2) } else { (NEUTRAL, QUIET, 2.0) };
    let ratio = learnt.sd_ratio;
    rows::Row {
        name: (learnt.key.clone(), Style::plain(NOTE, ink), 1),
        number: None,
        marks: vec![Mark::Line(1.0, ratio, hue.line(), HAIRLINE), Mark::At(ratio, Stamp::Dot(hue.line(), size))],
    }
}
