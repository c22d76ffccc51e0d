//! What happens under each outcome at each value of a number that is varied: a panel an event, a line an outcome.
//!
//! Takes the variants of a comparison, gives the figure `by-branch`. The band of a line is the 95% interval of its paired
//! difference from the reference.

use super::by_value::{across, ordered};
use super::variants::{Point as Seen, moving, seen};
use crate::findings::ALL_BRANCHES;
use crate::findings::compare::{Comparison, Layout, Variant, Varied};
use crate::report::chart::form::key::{self, Entry, Sign};
use crate::report::chart::kit::*;
use crate::report::varied::blocks;

/// Most panels.
const MOST: usize = 4;
/// Tint of the bands.
const BAND: f64 = 0.25;

/// A panel: an event, with the points of each outcome.
struct Panel<'a> {
    name: &'a str,
    colour: Colour,
    lines: Vec<Vec<(f64, Seen<'a>)>>,
}

pub(crate) fn figure(comparison: &Comparison) -> Result<Option<Figure>, ChartError> {
    let Some((varied, run)) = comparison.varied.as_ref().zip(comparison.runs.first()) else { return Ok(None) };
    let branches: Vec<&str> = blocks(varied).into_iter().filter(|block| *block != ALL_BRANCHES).collect();
    let numbers = varied.variants.iter().all(|variant| variant.number.is_some());
    if varied.layout != Layout::Values || !numbers || branches.len() < 2 {
        return Ok(None);
    }
    let values = ordered(varied);
    let panels = panels_of(comparison, varied, &values, &branches);
    if panels.is_empty() {
        return Ok(None);
    }
    let points = || panels.iter().flat_map(|panel| &panel.lines).flatten();
    let statement = Statement {
        id: "by-branch".to_owned(),
        title: title(&panels, &branches, &varied.key),
        subtitle: format!(
            "Share of histories at each value of {}, a line for each outcome; band: 95% interval of the paired difference \
             from {}",
            varied.key, run.label
        ),
        alt: alt(varied, &panels, &branches),
        footer: Footer::certified(&run.provenance, run.certified_draws),
        rows: points().map(|(_, point)| point.row()).collect(),
    };
    let entries: Vec<Entry> = branches
        .iter()
        .enumerate()
        .map(|(place, name)| Entry { name: capital(name), sign: Sign::Mark(Shape::of(place), OUTCOME) })
        .collect();
    let height = |drawing: Drawing| key::height(&entries, drawing.room()) + panels_height(drawing, panels.len()) + 30.0;
    statement.shown(&(height, |page: &mut Page| draw(page, varied, &values, &panels, &entries))).map(Some)
}

fn panels_of<'a>(
    comparison: &'a Comparison,
    varied: &'a Varied,
    values: &[(f64, &'a Variant)],
    branches: &[&'a str],
) -> Vec<Panel<'a>> {
    let line = |name: &'a str, branch: &&'a str| {
        let point = |(at, variant): &(f64, &'a Variant)| Some((*at, seen(comparison, varied, variant, branch, name)?));
        values.iter().filter_map(point).collect()
    };
    let panel = |(place, name): (usize, &'a str)| Panel {
        name,
        colour: EVENTS[place % EVENTS.len()],
        lines: branches.iter().map(|branch| line(name, branch)).collect(),
    };
    moving(varied, branches, MOST).into_iter().map(panel).collect()
}

/// The outcome and event that the number moves most.
fn title(panels: &[Panel], branches: &[&str], key: &str) -> String {
    let ends = panels.iter().flat_map(|panel| {
        panel.lines.iter().zip(branches).filter_map(|(line, branch)| {
            let (first, last) = (line.first()?.1.share.probability.value, line.last()?.1.share.probability.value);
            Some((panel.name, *branch, first, last))
        })
    });
    let most = ends.reduce(|one, two| if (two.3 - two.2).abs() > (one.3 - one.2).abs() { two } else { one });
    let Some((name, branch, first, last)) = most else { return capital(key) };
    let (name, from, to) = (capital(name), percent(first), percent(last));
    short([
        format!("{name}: {from} to {to} under “{branch}”"),
        format!("{name}: {from} to {to}, under one outcome"),
        format!("From {from} to {to}, under one outcome"),
    ])
}

fn alt(varied: &Varied, panels: &[Panel], branches: &[&str]) -> String {
    let each = panels.iter().map(|panel| {
        let said = panel.lines.iter().zip(branches).filter_map(|(line, branch)| {
            let (first, last) = (line.first()?.1.share.probability.value, line.last()?.1.share.probability.value);
            Some(format!("{} to {} under “{branch}”", percent(first), percent(last)))
        });
        format!("{}: {}", capital(panel.name), list(&said.collect::<Vec<_>>()))
    });
    format!(
        "Panels, one for each of {} events, with a line for each outcome against {}. {}.",
        panels.len(),
        varied.key,
        each.collect::<Vec<_>>().join(". ")
    )
}

fn draw(page: &mut Page, varied: &Varied, values: &[(f64, &Variant)], shown: &[Panel], entries: &[Entry]) {
    key::draw(page, entries);
    let axis = Axis { ends: (0.0, 1.04), ..Axis::shares() };
    let names: Vec<String> = shown.iter().map(|panel| capital(panel.name)).collect();
    let gutters = Gutters { below: 34.0, each: 8.0, ..Gutters::default() };
    for (plot, panel) in panels(page, &names, &axis, &gutters).iter().zip(shown) {
        let scale = across(values, true).draw_below(&mut page.canvas, plot, Ticks::Below);
        Axis::name_below(&mut page.canvas, plot, &varied.key);
        let up = axis.upright(plot);
        for line in &panel.lines {
            let edge = |of: fn(&Seen) -> f64| line.iter().map(move |(x, point)| (*x, of(point)));
            let there = edge(|point| point.band().1);
            let back: Vec<(f64, f64)> = edge(|point| point.band().0).collect();
            let band = there.chain(back.into_iter().rev()).map(|(x, y)| at(scale.map(x), up.map(y.clamp(0.0, 1.0))));
            page.canvas.area(band.collect(), panel.colour.tint(BAND));
        }
        for (place, line) in panel.lines.iter().enumerate() {
            let points: Vec<Point> =
                line.iter().map(|(x, point)| at(scale.map(*x), up.map(point.share.probability.value))).collect();
            page.canvas.line(points.clone(), panel.colour.line(), STROKE);
            points
                .into_iter()
                .for_each(|point| Shape::of(place).draw(&mut page.canvas, point, 4.0, panel.colour.line()));
        }
    }
}
