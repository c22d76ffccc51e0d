//! How a quantity moves over time: fans of quantiles, one panel per branch.
//!
//! Takes the quantiles by quarter, gives the figures `fan-…`.

use serde::Serialize;

use super::canvas::{Across, Canvas, Down};
use super::geometry::{Point, Rect, Scale, at};
use super::page::Page;
use super::panels::{Axis, Gutters, grid, heading, name_room, panels, side_labels};
use super::text::{Block, Style};
use super::theme::{BRANCHES, Colour, HAIRLINE, LABEL, STROKE};
use super::time::{Marks, marks_in_words, time_axis};
use super::words::{branch_title, by_outcome, capital, decimals, finding, main_values, number, stem, with_odds};
use super::{ChartError, Figure, table};
use crate::findings::{Quantiles, QuantilesOver, QuarterSummary, Summary};

/// Quantities drawn, their names and units; the depth of integration is measured by the scenario's own levels.
const QUANTITIES: [(&str, &str, &str); 4] = [
    ("cumulative_subsidy", "cumulative subsidy", "points of GDP"),
    ("integration_depth", "depth of integration", ""),
    ("subsidy", "subsidy", "points of GDP a year"),
    ("loyalty", "loyalty", "share of full loyalty"),
];
/// Room for the number at the end of each fan.
const END: f64 = 30.0;
/// More room in the last column, for the names of the bands.
const SIDE: f64 = 68.0;
/// Tints of the bands, widest first.
const TINTS: [f64; 3] = [0.16, 0.34, 0.58];

#[derive(Serialize)]
struct Row<'a> {
    branch: &'a str,
    quarter: &'a str,
    quantity: &'a str,
    unit: &'a str,
    over: QuantilesOver,
    p02_5: f64,
    p10: f64,
    p25: f64,
    p50: f64,
    p75: f64,
    p90: f64,
    p97_5: f64,
}

/// One panel's numbers.
struct Fan<'a> {
    name: &'a str,
    colour: Colour,
    rows: Vec<&'a QuarterSummary>,
}

pub(super) fn figures(summary: &Summary) -> impl Iterator<Item = Result<Option<Figure>, ChartError>> {
    QUANTITIES.iter().map(|quantity| figure(summary, quantity))
}

fn figure(summary: &Summary, quantity: &(&str, &str, &str)) -> Result<Option<Figure>, ChartError> {
    let (key, name, unit) = *quantity;
    let levels = levels(summary);
    let unit = if unit.is_empty() { levels.as_str() } else { unit };
    let fans = fans(summary, key);
    let Some(over) = fans.first().and_then(|fan| fan.rows.first()).map(|row| row.over) else {
        return Ok(None);
    };
    let title = title(summary, name, unit, &fans);
    let flat = fans.iter().flat_map(|fan| &fan.rows).all(|row| width(&row.quantiles) <= 1e-12);
    let subtitle = subtitle(&format!("{}, {unit}{}", capital(name), by_outcome(summary)), over, flat);
    let alt = alt(name, unit, &fans, &title) + &marks_in_words(summary);
    let mut page = Page::new(title, subtitle, summary);
    draw(&mut page, summary, &fans, unit);
    let rows: Vec<Row> = fans.iter().flat_map(|fan| &fan.rows).map(|row| table_row(summary, row, unit)).collect();
    page.finish(format!("fan-{}", stem(key)), table(&rows)?, alt).map(Some)
}

/// The levels of integration with their depths, if that is short enough to stand above an axis.
fn levels(summary: &Summary) -> String {
    let level = |(name, depth): &(String, f64)| format!("{} {name}", number(*depth, usize::from(depth.fract() != 0.0)));
    let text = summary.integration.iter().map(level).collect::<Vec<_>>().join(", ");
    if text.is_empty() || text.chars().count() > 60 { "from 0 to 1".to_owned() } else { text }
}

fn table_row<'a>(summary: &'a Summary, row: &'a QuarterSummary, unit: &'a str) -> Row<'a> {
    let Quantiles { p02_5, p10, p25, p50, p75, p90, p97_5, .. } = row.quantiles;
    let quarter = summary.quarters.get(row.quarter).map_or("", String::as_str);
    Row {
        branch: &row.branch,
        quarter,
        quantity: &row.quantity,
        unit,
        over: row.over,
        p02_5,
        p10,
        p25,
        p50,
        p75,
        p90,
        p97_5,
    }
}

fn fans<'a>(summary: &'a Summary, quantity: &str) -> Vec<Fan<'a>> {
    let fan = |(index, branch): (usize, &'a crate::findings::BranchOdds)| {
        let of = |row: &&QuarterSummary| row.branch == branch.name && row.quantity == quantity;
        let mut rows: Vec<&QuarterSummary> = summary.by_quarter.iter().filter(of).collect();
        rows.sort_by_key(|row| row.quarter);
        Fan { name: &branch.name, colour: BRANCHES[index % BRANCHES.len()], rows }
    };
    summary.branches.iter().enumerate().map(fan).filter(|fan| !fan.rows.is_empty()).collect()
}

fn width(quantiles: &Quantiles) -> f64 {
    quantiles.p97_5 - quantiles.p02_5
}

fn ends(fans: &[Fan]) -> Vec<(String, f64)> {
    let end = |fan: &Fan| Some((fan.name.to_owned(), fan.rows.last()?.quantiles.p50));
    fans.iter().filter_map(end).collect()
}

/// Decimals that suit the largest number shown.
fn precision(fans: &[Fan]) -> usize {
    let rows = fans.iter().flat_map(|fan| &fan.rows);
    decimals(rows.map(|row| row.quantiles.p97_5.abs().max(row.quantiles.p02_5.abs())).fold(0.0, f64::max))
}

fn title(summary: &Summary, name: &str, unit: &str, fans: &[Fan]) -> String {
    let digits = precision(fans);
    let when = summary.quarters.last().map_or("", String::as_str);
    let what = format!("Median {name} {} {when}", if name.starts_with("cumulative") { "by" } else { "in" });
    let unit = if unit.starts_with("points") { unit } else { "" };
    finding(&what, &main_values(summary, ends(fans)), |value| number(value, digits), unit)
        .unwrap_or_else(|| capital(name))
}

fn subtitle(what: &str, over: QuantilesOver, flat: bool) -> String {
    let of = match over {
        QuantilesOver::Paths => "histories",
        QuantilesOver::Draws => "parameter draws (expected value in each)",
    };
    if flat {
        format!("{what}; all {of} agree: each band is a line")
    } else {
        format!("{what}: median, middle 50, 80 and 95% of {of}")
    }
}

fn alt(name: &str, unit: &str, fans: &[Fan], title: &str) -> String {
    let digits = precision(fans);
    let each = fans.iter().filter_map(|fan| {
        let end = fan.rows.last()?.quantiles;
        let [low, middle, high] = [end.p02_5, end.p50, end.p97_5].map(|value| number(value, digits));
        Some(format!("{}: median {middle}, 95% from {low} to {high}", branch_title(fan.name)))
    });
    format!(
        "Fan chart over time of {} in {unit}, one panel for each of {} election outcomes. {title}. At the end, {}.",
        name,
        fans.len(),
        each.collect::<Vec<_>>().join("; ")
    )
}

fn draw(page: &mut Page, summary: &Summary, fans: &[Fan], unit: &str) {
    let rows = || fans.iter().flat_map(|fan| &fan.rows).map(|row| row.quantiles);
    let values = rows().flat_map(|quantiles| [quantiles.p02_5, quantiles.p97_5]);
    let (columns, down) = grid(fans.len());
    let axis = Axis::around(values, unit, if down > 1 { 3 } else { 5 });
    let mut gutters = Gutters { each: END, last: SIDE, below: 20.0, above: 0.0 };
    let room = name_room(page, fans.len(), &axis, &gutters);
    let marks = Marks::new(summary, room - END);
    gutters.above = marks.height();
    let names: Vec<Block> = fans.iter().map(|fan| heading(&with_odds(fan.name, summary), room)).collect();
    let plots = panels(page, &names, &axis, &gutters);
    let guide = guide(fans, columns);
    let digits = precision(fans);
    for (index, (fan, plot)) in fans.iter().zip(&plots).enumerate() {
        let across = time_axis(&mut page.canvas, plot, &summary.quarters);
        let up = axis.upright(plot);
        bands(&mut page.canvas, fan, &across, &up);
        marks.draw(&mut page.canvas, plot);
        let Some(end) = fan.rows.last().map(|row| row.quantiles) else { continue };
        if index == guide {
            name_bands(&mut page.canvas, plot, fan.colour, &end, &up, digits);
        } else {
            let text = Block::line(&number(end.p50, digits), Style::bold((10.5, 10.5), fan.colour.ink()));
            page.canvas.text(&text, at(plot.right + 5.0, up.map(end.p50)), Across::Left, Down::Middle);
        }
    }
}

/// The panel whose bands are named: the widest fan of the last column, where there is room beside it.
fn guide(fans: &[Fan], columns: usize) -> usize {
    let spread = |index: usize| fans[index].rows.last().map_or(0.0, |row| width(&row.quantiles));
    let last = (0..fans.len()).filter(|index| index % columns == columns - 1);
    last.max_by(|&one, &two| spread(one).total_cmp(&spread(two))).unwrap_or(0)
}

fn bands(canvas: &mut Canvas, fan: &Fan, across: &Scale, up: &Scale) {
    type Edge = fn(&Quantiles) -> f64;
    let pairs: [(Edge, Edge); 3] = [(|q| q.p02_5, |q| q.p97_5), (|q| q.p10, |q| q.p90), (|q| q.p25, |q| q.p75)];
    let edge = |value: &Edge| -> Vec<Point> {
        let point = |row: &&QuarterSummary| at(across.map(row.quarter as f64), up.map(value(&row.quantiles)));
        widened(fan.rows.iter().map(point).collect(), across)
    };
    for ((low, high), tint) in pairs.iter().zip(TINTS) {
        let (low, high) = (edge(low), edge(high));
        canvas.area(high.iter().chain(low.iter().rev()).copied().collect(), fan.colour.tint(tint));
        if tint == TINTS[0] {
            canvas.line(low, fan.colour.line(), HAIRLINE);
            canvas.line(high, fan.colour.line(), HAIRLINE);
        }
    }
    let median: Edge = |quantiles| quantiles.p50;
    canvas.line(edge(&median), fan.colour.darkened(fan.colour.tint(TINTS[2]), 3.0), STROKE);
}

/// A single quarter fills the whole width.
fn widened(points: Vec<Point>, across: &Scale) -> Vec<Point> {
    match points.as_slice() {
        [only] => vec![at(across.range.0, only.y), at(across.range.1, only.y)],
        _ => points,
    }
}

fn name_bands(canvas: &mut Canvas, plot: &Rect, colour: Colour, end: &Quantiles, up: &Scale, digits: usize) {
    let room = END + SIDE - 18.0;
    let median = (end.p50, format!("median {}", number(end.p50, digits)));
    let bands = [(end.p97_5, "95%"), (end.p90, "80%"), (end.p75, "50%")].map(|(value, name)| (value, name.to_owned()));
    let named = if width(end) > 1e-12 { bands.to_vec() } else { Vec::new() };
    let labels = named.into_iter().chain([median]);
    let labels: Vec<(f64, Block)> = labels
        .map(|(value, name)| (up.map(value), Block::fit(&name, Style::bold(LABEL, colour.ink()), room, 1)))
        .collect();
    side_labels(canvas, plot.right, &labels, (plot.top - 10.0, plot.bottom + 10.0));
}
