//! What happens over all outcomes at each value of a number that is varied: a line for each event.
//!
//! Takes the variants of a comparison, gives the figure `by-value`.

use super::variants::Shared;
use crate::base::text::clip;
use crate::findings::compare::{Comparison, Layout, Variant, Varied};
use crate::findings::{ALL_BRANCHES, EventShare};
use crate::report::chart::form::key;
use crate::report::chart::form::key::{Entry, Sign};
use crate::report::chart::kit::*;
use crate::report::varied::{blocks, names};
use crate::report::words::frequency::band;

/// Room for the names of the lines.
const NAMES: f64 = 210.0;
/// Room for a number alone.
const NUMBER: f64 = 62.0;
/// Most lines.
const MOST: usize = 8;
/// Shares that differ by less over the values are not told apart.
const CLOSE: f64 = 0.05;
/// Tint of the band of the line that moves most.
const BAND: f64 = 0.22;
/// Letters of all labels below the plot, where the values are no numbers.
const LETTERS: usize = 60;

#[derive(Serialize)]
struct At<'a> {
    value: &'a str,
}

/// The line of an event: the place of each value with its share.
struct Line<'a> {
    name: &'a str,
    points: Vec<(f64, &'a EventShare)>,
    colour: Colour,
}

impl Line<'_> {
    fn share(&self, last: bool) -> f64 {
        let point = if last { self.points.last() } else { self.points.first() };
        point.map_or(0.0, |point| point.1.probability.value)
    }

    fn change(&self) -> f64 {
        let values = || self.points.iter().map(|point| point.1.probability.value);
        values().fold(0.0, f64::max) - values().fold(1.0, f64::min)
    }

    fn seen(&self, last: bool) -> String {
        let point = if last { self.points.last() } else { self.points.first() };
        point.map_or_else(String::new, |(_, share)| {
            if share.hits == 0 { "not seen".to_owned() } else { percent(share.probability.value) }
        })
    }
}

pub(crate) fn figure(comparison: &Comparison) -> Result<Option<Figure>, ChartError> {
    let Some(varied) = comparison.varied.as_ref().filter(|varied| varied.layout == Layout::Values) else {
        return Ok(None);
    };
    let Some((block, run)) = blocks(varied).last().copied().zip(comparison.runs.first()) else { return Ok(None) };
    let values = ordered(varied);
    let lines = lines(varied, &values, block);
    let Some(most) = widest(&lines) else { return Ok(None) };
    let of = if block == ALL_BRANCHES {
        "Share of all histories, over all outcomes by their odds"
    } else {
        "Share of all histories"
    };
    let more = if names(varied).len() > lines.len() { format!("; the first {MOST} events") } else { String::new() };
    let statement = Statement {
        id: "by-value".to_owned(),
        title: title(most, &varied.key),
        subtitle: format!(
            "{of}, at each value of {}; band: {} for the line that moves most{more}",
            varied.key,
            band(run.certified_draws)
        ),
        alt: alt(varied, &values, &lines),
        footer: Footer::certified(&run.provenance, run.certified_draws),
        rows: varied.variants.iter().flat_map(rows).collect(),
    };
    statement.shown(&|page: &mut Page| draw(page, varied, &values, &lines)).map(Some)
}

/// The values with their places, from the least to the greatest; in the order asked for where one is no number.
pub(super) fn ordered(varied: &Varied) -> Vec<(f64, &Variant)> {
    let numbers: Option<Vec<(f64, &Variant)>> =
        varied.variants.iter().map(|variant| Some((variant.number?, variant))).collect();
    match numbers {
        Some(mut values) => {
            values.sort_by(|one, two| one.0.total_cmp(&two.0));
            values
        }
        None => varied.variants.iter().enumerate().map(|(place, variant)| (place as f64, variant)).collect(),
    }
}

fn lines<'a>(varied: &'a Varied, values: &[(f64, &'a Variant)], block: &str) -> Vec<Line<'a>> {
    let line = |(place, name): (usize, &'a str)| {
        let share =
            |variant: &'a Variant| variant.shares.iter().find(|share| share.branch == block && share.event == name);
        let points = values.iter().filter_map(|(at, variant)| Some((*at, share(variant)?))).collect();
        Line { name, points, colour: EVENTS[place % EVENTS.len()] }
    };
    names(varied).into_iter().enumerate().take(MOST).map(line).collect()
}

fn widest<'a, 'b>(lines: &'b [Line<'a>]) -> Option<&'b Line<'a>> {
    lines.iter().reduce(|best, line| if line.change() > best.change() { line } else { best })
}

fn title(most: &Line, key: &str) -> String {
    if most.change() < CLOSE {
        return short([
            format!("{} hardly moves what happens", capital(key)),
            "It hardly moves what happens".to_owned(),
        ]);
    }
    let (name, first, last) = (capital(most.name), most.seen(false), most.seen(true));
    let verb = match most.share(true) - most.share(false) {
        change if change >= CLOSE => format!("rises from {first} to {last}"),
        change if change <= -CLOSE => format!("falls from {first} to {last}"),
        _ => "rises and falls".to_owned(),
    };
    short([
        format!("{name} {verb} as {key} grows"),
        format!("{name} {verb}"),
        format!("It {verb}"),
        "The value decides".to_owned(),
    ])
}

fn alt(varied: &Varied, values: &[(f64, &Variant)], lines: &[Line]) -> String {
    let ends = values
        .first()
        .zip(values.last())
        .map_or_else(String::new, |(first, last)| format!(", from {} to {}", first.1.value, last.1.value));
    let each: Vec<String> =
        lines.iter().map(|line| format!("{} {} to {}", line.name, line.seen(false), line.seen(true))).collect();
    format!("Lines, one for each of {} events, against {}{ends}. {}.", lines.len(), varied.key, each.join("; "))
}

fn rows(variant: &Variant) -> impl Iterator<Item = (At<'_>, Shared<'_>)> {
    variant.shares.iter().map(|share| (At { value: &variant.value }, share.into()))
}

/// The axis of the values.
pub(super) fn across(values: &[(f64, &Variant)], narrow: bool) -> Axis {
    if values.iter().all(|(_, variant)| variant.number.is_some()) {
        return Axis::around(values.iter().map(|value| value.0), "", if narrow { 4 } else { 6 });
    }
    let letters = (LETTERS / values.len().max(1) / if narrow { 2 } else { 1 }).max(2);
    let ticks = values.iter().map(|(at, variant)| (*at, clip(&variant.value, letters))).collect();
    Axis { ends: (-0.4, values.len() as f64 - 0.6), ticks, unit: String::new() }
}

fn draw(page: &mut Page, varied: &Varied, values: &[(f64, &Variant)], lines: &[Line]) {
    let narrow = page.drawing.narrow();
    if narrow {
        let entry = |(place, line): (usize, &Line)| Entry {
            name: capital(line.name),
            sign: Sign::Mark(SHAPES[place % SHAPES.len()], line.colour.line()),
        };
        key::draw(page, &lines.iter().enumerate().map(entry).collect::<Vec<_>>());
    }
    let axis = Axis { ends: (0.0, 1.06), ..Axis::shares() };
    let side = if narrow { NUMBER } else { NAMES };
    let gutters = Gutters { last: side, below: 34.0, ..Gutters::default() };
    let Some(plot) = panels(page, &[String::new()], &axis, &gutters).first().copied() else { return };
    let scale = across(values, narrow).draw_below(&mut page.canvas, &plot, Ticks::Below);
    Axis::name_below(&mut page.canvas, &plot, &varied.key);
    let up = axis.upright(&plot);
    if let Some(most) = widest(lines) {
        let edge = |of: fn(&EventShare) -> f64| -> Vec<Point> {
            most.points.iter().map(|(x, share)| at(scale.map(*x), up.map(of(share)))).collect()
        };
        let mut band = edge(|share| share.spread.high90);
        band.extend(edge(|share| share.spread.low90).into_iter().rev());
        page.canvas.area(band, most.colour.tint(BAND));
    }
    for (place, line) in lines.iter().enumerate() {
        let points: Vec<Point> =
            line.points.iter().map(|(x, share)| at(scale.map(*x), up.map(share.probability.value))).collect();
        page.canvas.line(points.clone(), line.colour.line(), STROKE);
        let shape = SHAPES[place % SHAPES.len()];
        points.into_iter().for_each(|point| shape.draw(&mut page.canvas, point, 4.0, line.colour.line()));
    }
    let label = |line: &Line| {
        let text = if narrow { line.seen(true) } else { format!("{} {}", capital(line.name), line.seen(true)) };
        (up.map(line.share(true)), direct(&text, line.colour, side - 18.0, if narrow { 1 } else { 2 }))
    };
    let labels: Vec<(f64, Block)> = lines.iter().map(label).collect();
    side_labels(&mut page.canvas, plot.right, &labels, (plot.top - 8.0, plot.bottom + 8.0));
}
