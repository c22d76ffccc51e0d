//! What each box of a search covers and how dense it is: the peeling trajectory of patient rule induction.
//!
//! Takes what a discovery found, gives the figure `peeling-trajectory`.

use crate::findings::discovery::{BoxStep, Discovery};
use crate::report::chart::form::key::{self, Entry, Sign};
use crate::report::chart::kit::*;

/// Room below the plot: numbers, and what they are.
const BELOW: f64 = 34.0;
/// Room to the right of the plot: half of the number at the end of its axis.
const LAST: f64 = 10.0;
/// Height of the plot in a narrow drawing.
const TALL: f64 = 250.0;
/// Sizes of a mark, and of that of the box chosen.
const SIZES: (f64, f64) = (3.2, 6.5);

#[derive(Serialize)]
struct Row {
    r#box: usize,
    from: &'static str,
    draws: usize,
    coverage: f64,
    density: f64,
    numbers: usize,
    chosen: bool,
}

/// `None` if nothing was searched.
pub(crate) fn figure(found: &Discovery) -> Result<Option<Figure>, ChartError> {
    if found.trajectory.is_empty() {
        return Ok(None);
    }
    let over = match found.branch.as_str() {
        crate::findings::ALL_BRANCHES => "over all outcomes".to_owned(),
        branch => format!("under “{branch}”"),
    };
    let statement = Statement {
        id: "peeling-trajectory".to_owned(),
        title: title(found),
        subtitle: format!(
            "Boxes of ever fewer draws by the share of the draws of interest that they cover and the share of their draws \
             that are of interest: those in which {}, {over}, in at least {} of histories; dashed: all draws",
            found.says,
            exact(found.at_least)
        ),
        alt: alt(found),
        footer: Footer::certified(&found.provenance, found.certified_draws),
        rows: found.trajectory.iter().enumerate().map(row).collect(),
    };
    statement.shown(&(|_| TALL, |page: &mut Page| draw(page, found))).map(Some)
}

fn row((place, step): (usize, &BoxStep)) -> Row {
    let BoxStep { from, draws, coverage, density, numbers, chosen, .. } = *step;
    Row { r#box: place, from, draws, coverage, density, numbers, chosen }
}

fn title(found: &Discovery) -> String {
    let Some(sought) = &found.found else { return "No box tells more than chance would".to_owned() };
    let [inside, outside] = [&sought.inside, &sought.outside].map(|part| percent(part.density));
    let limits = some(sought.limits.len(), "number tells", "numbers tell");
    short([
        format!("{limits}: {inside} of draws inside, {outside} elsewhere"),
        format!("{inside} of draws inside, {outside} elsewhere"),
    ])
}

fn alt(found: &Discovery) -> String {
    let (first, last) = (&found.trajectory[0], &found.trajectory[found.trajectory.len() - 1]);
    let chosen = found.trajectory.iter().find(|step| step.chosen);
    let said = |step: &BoxStep| format!("coverage {}, density {}", exact(step.coverage), exact(step.density));
    format!(
        "Points joined by a line, coverage across and density upwards, both from 0 to 100%, {}: from all draws ({}) to the \
         last box ({}). {}",
        some(found.trajectory.len(), "box", "boxes"),
        said(first),
        said(last),
        chosen.map_or_else(String::new, |step| {
            format!("The one chosen limits {}: {}.", some(step.numbers, "number", "numbers"), said(step))
        })
    )
}

fn shape(numbers: usize) -> Shape {
    SHAPES[numbers.min(SHAPES.len() - 1)]
}

fn entries(found: &Discovery) -> Vec<Entry> {
    let most = found.trajectory.iter().map(|step| step.numbers).max().unwrap_or(0);
    let drawn = |numbers: &usize| found.trajectory.iter().any(|step| step.numbers.min(SHAPES.len() - 1) == *numbers);
    let entry = |numbers: usize| Entry {
        name: match numbers {
            0 => "no limit".to_owned(),
            numbers if numbers == SHAPES.len() - 1 && most > numbers => format!("{numbers} numbers limited, or more"),
            numbers => some(numbers, "number limited", "numbers limited"),
        },
        sign: Sign::Mark(shape(numbers), BLUE.line()),
    };
    let chosen = found.trajectory.iter().find(|step| step.chosen).filter(|step| step.numbers > 0);
    let chosen = chosen.map(|step| Entry { name: "chosen".to_owned(), sign: Sign::Mark(shape(step.numbers), INK) });
    (0..SHAPES.len()).filter(drawn).map(entry).chain(chosen).collect()
}

fn draw(page: &mut Page, found: &Discovery) {
    key::draw(page, &entries(found));
    let (coverage, density) = (Axis::shares(), Axis { unit: "density, %".to_owned(), ..Axis::shares() });
    let gutters = Gutters { below: BELOW, last: LAST, ..Gutters::default() };
    let Some(plot) = panels(page, &[String::new()], &density, &gutters).first().copied() else { return };
    let canvas = &mut page.canvas;
    let (across, up) = (coverage.draw_below(canvas, &plot, Ticks::Below), density.upright(&plot));
    Axis::name_below(canvas, &plot, "coverage, %");
    let all = up.map(found.trajectory[0].density);
    canvas.dashed(&[at(plot.left, all), at(plot.right, all)], AXIS, HAIRLINE * 1.5);
    let point = |step: &BoxStep| at(across.map(step.coverage), up.map(step.density));
    canvas.line(found.trajectory.iter().filter(|step| step.from != "drop").map(point).collect(), AXIS, HAIRLINE);
    for step in found.trajectory.iter().filter(|step| !step.chosen || step.numbers == 0) {
        shape(step.numbers).draw(canvas, point(step), SIZES.0, BLUE.line());
    }
    for step in found.trajectory.iter().filter(|step| step.chosen && step.numbers > 0) {
        shape(step.numbers).draw(canvas, point(step), SIZES.1, INK);
    }
}
