//! Every difference with its interval: dots, sorted by size, events (kinds of history where there are none) in points beside metrics in standard deviations.
//!
//! Takes a contrast, gives the figure `effects-…`.

use crate::findings::compare::{Comparison, Contrast, Difference, Kind};
use crate::report::chart::form::rows::{self, Mark, Rows, Stamp};
use crate::report::chart::kit::*;
use crate::report::words::compare::{heading, points, signed};

/// Room for the names of the rows.
const NAMES: f64 = 150.0;
/// Room for the numbers of the rows.
const NUMBERS: f64 = 124.0;
/// Size of the numbers.
const NUMBER: f64 = 8.5;
/// Height of a row in a narrow drawing.
const ROW: f64 = 44.0;
/// Between the two halves.
const GAP: f64 = 26.0;
/// Greatest distance of two rows.
const PITCH: f64 = 40.0;

#[derive(Serialize)]
struct Row<'a> {
    kind: &'a str,
    name: &'a str,
    unit: &'a str,
    difference: f64,
    low95: Option<f64>,
    high95: Option<f64>,
}

/// A dot with its interval, in the unit of its half.
struct Dot {
    /// Name in the table.
    name: String,
    /// Name in the picture.
    shown: String,
    /// The difference with its interval, in numbers.
    number: String,
    value: f64,
    ends: Option<(f64, f64)>,
}

impl Dot {
    fn new(name: &str, shown: String, difference: &Difference, scale: f64, digits: usize) -> Self {
        let ends = difference.low95.zip(difference.high95).map(|(low, high)| (scale * low, scale * high));
        let own = signed(difference, scale, digits);
        let number = match ends {
            Some((low, high)) => format!("{own} ({} to {})", number(low, digits), number(high, digits)),
            None => own,
        };
        Self { name: name.into(), shown, number, value: scale * difference.estimate.value, ends }
    }

    /// Blue above 0, vermilion below, grey where the interval holds 0.
    fn colour(&self) -> Colour {
        match self.ends {
            Some((low, _)) if low > 0.0 => BLUE,
            Some((_, high)) if high < 0.0 => VERMILION,
            _ => NEUTRAL,
        }
    }
}

pub(crate) fn figure(comparison: &Comparison, contrast: &Contrast, index: usize) -> Result<Option<Figure>, ChartError> {
    let (shares, metrics) = (shares(contrast), metrics(contrast));
    let Some(title) = title(comparison, contrast) else { return Ok(None) };
    let rows = rows(kind(contrast), "points", &shares).chain(rows("metric", "standard deviations", &metrics));
    let statement = Statement {
        id: id(comparison, contrast, index),
        alt: alt(comparison, contrast, [&shares, &metrics]),
        title,
        subtitle: format!(
            "{}: differences by size, with 95% intervals of sampling (grey: the interval holds 0). Share of histories, in \
             points, and means, in standard deviations of one history, pooled over both sides",
            capital(&heading(contrast, comparison))
        ),
        footer: Footer::contrast(comparison, contrast),
        rows: rows.collect(),
    };
    let what = if contrast.events.is_empty() { "How histories end, points" } else { "What happens, points" };
    let form = |page: &mut Page| {
        let body = page.body;
        let stacked = page.drawing.narrow();
        let middle = body.left + (body.width() - GAP) * 0.48;
        let (left, right) = match stacked {
            true => {
                let middle = body.top + half_height(&shares);
                (Rect { bottom: middle, ..body }, Rect { top: middle, ..body })
            }
            false => (Rect { right: middle, ..body }, Rect { left: middle + GAP, ..body }),
        };
        half(&mut page.canvas, left, (what, stacked), &shares);
        half(&mut page.canvas, right, ("Means, standard deviations", stacked), &metrics);
    };
    let height = |_| half_height(&shares) + half_height(&metrics);
    statement.shown(&(height, form)).map(Some)
}

fn alt(comparison: &Comparison, contrast: &Contrast, [shares, metrics]: [&[Dot]; 2]) -> String {
    let largest =
        |dots: &[Dot]| dots.iter().take(3).map(|dot| format!("{} {}", dot.shown, dot.number)).collect::<Vec<_>>();
    format!(
        "Dots with intervals in two columns, {}: differences in the share of {} {}s in points, and of {} means in \
         standard deviations, the largest on top. Largest: {}.",
        heading(contrast, comparison),
        shares.len(),
        kind(contrast),
        metrics.len(),
        list(&[largest(shares), largest(metrics)].concat())
    )
}

/// File stems stay apart even where names come to the same letters.
fn id(comparison: &Comparison, contrast: &Contrast, index: usize) -> String {
    match comparison.kind {
        Kind::Odds => "effects".into(),
        _ => format!("effects-{}-{}", index + 1, stem(&contrast.case.branch)),
    }
}

fn rows<'a>(kind: &'a str, unit: &'a str, dots: &'a [Dot]) -> impl Iterator<Item = Row<'a>> {
    dots.iter().map(move |dot| Row {
        kind,
        name: &dot.name,
        unit,
        difference: dot.value,
        low95: dot.ends.map(|ends| ends.0),
        high95: dot.ends.map(|ends| ends.1),
    })
}

/// What differs most.
fn title(comparison: &Comparison, contrast: &Contrast) -> Option<String> {
    let size = |difference: &Difference| difference.estimate.value.abs();
    let named = named(contrast).into_iter();
    let (name, difference) = named.max_by(|one, two| size(one.1).total_cmp(&size(two.1)))?;
    let (name, points) = (capital(name), points(difference));
    Some(short([
        format!("{name}: {points}, {}", heading(contrast, comparison)),
        format!("{name}: {points}"),
        format!("How histories differ: {points}"),
    ]))
}

/// The events, or the kinds of history where there are none.
fn named(contrast: &Contrast) -> Vec<(&str, &Difference)> {
    match contrast.events.is_empty() {
        false => contrast.events.iter().map(|row| (row.event.as_str(), &row.difference)).collect(),
        true => contrast.chapters.iter().map(|row| (row.chapter.as_str(), &row.difference)).collect(),
    }
}

/// Which of the two they are.
fn kind(contrast: &Contrast) -> &'static str {
    if contrast.events.is_empty() { "chapter" } else { "event" }
}

fn shares(contrast: &Contrast) -> Vec<Dot> {
    let dot = |(name, difference): (&str, &Difference)| Dot::new(name, capital(name), difference, 100.0, 1);
    sorted(named(contrast).into_iter().map(dot).collect())
}

/// A metric in words: `quarters(grand deal)` becomes "Quarters of grand deal".
fn called(metric: &str) -> String {
    let family = metric.strip_prefix("quarters(").and_then(|rest| rest.strip_suffix(')'));
    family.map_or_else(|| spoken(metric), |family| format!("Quarters of {family}"))
}

fn metrics(contrast: &Contrast) -> Vec<Dot> {
    let dot = |row: &crate::findings::compare::MetricContrast| {
        Some(Dot::new(&row.metric, called(&row.metric), row.standardised.as_ref()?, 1.0, 2))
    };
    sorted(contrast.metrics.iter().filter_map(dot).collect())
}

fn sorted(mut dots: Vec<Dot>) -> Vec<Dot> {
    dots.sort_by(|one, two| two.value.abs().total_cmp(&one.value.abs()));
    dots
}

/// Height of a half in a narrow drawing.
fn half_height(dots: &[Dot]) -> f64 {
    56.0 + ROW * dots.len() as f64
}

fn half(canvas: &mut Canvas, area: Rect, (heading, stacked): (&str, bool), dots: &[Dot]) {
    let title = Block::fit(heading, Style::bold(HEADING, INK), area.width(), 1);
    let top = canvas.text(&title, at(area.left, area.top), Across::Left, Down::Top).bottom + 8.0;
    let pitch = ((area.height() - 50.0) / dots.len().max(1) as f64).min(PITCH);
    let bottom = top + pitch * dots.len().max(1) as f64;
    let ends = |dot: &Dot| [dot.value, 0.0].into_iter().chain(dot.ends.map(|e| [e.0, e.1]).into_iter().flatten());
    let (left, right) = if stacked { (6.0, 6.0) } else { (NAMES, NUMBERS) };
    let rows = Rows {
        axis: (Axis::around(dots.iter().flat_map(ends), "", 2), Ticks::Through(Some(0.0))),
        plot: Rect::new(area.left + left, top, area.right - right, bottom),
        count: dots.len(),
        names: (area.left, Across::Left, NAMES - 12.0),
        numbers: (area.right, NUMBERS - 4.0),
        heading: None,
        divide: None,
        stacked,
        rows: dots.iter().map(|dot| drawn(dot, pitch)).collect(),
    };
    rows.draw(canvas);
}

fn drawn(dot: &Dot, pitch: f64) -> rows::Row {
    let (hue, size) = (dot.colour(), LABEL.0.min(pitch * 0.62));
    let interval = dot.ends.map(|(low, high)| Mark::Line(low, high, hue.line(), STROKE));
    let stamp = Mark::At(dot.value, Stamp::Dot(hue.line(), (pitch * 0.18).min(4.0)));
    let least = LABEL.1.min(size);
    rows::Row {
        name: (dot.shown.clone(), Style::plain((size, least), INK), if pitch >= 22.0 { 2 } else { 1 }),
        number: Some((dot.number.clone(), Style::bold((NUMBER.min(size), least), hue.ink()))),
        marks: interval.into_iter().chain([stamp]).collect(),
    }
}
