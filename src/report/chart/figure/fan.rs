//! How a quantity moves over time: fans of quantiles, one panel per branch.
//!
//! Takes the quantiles by quarter, gives the figures `fan-…`.

use crate::findings::{BranchOdds, Quantiles, QuantilesOver, QuarterSummary, Summary};
use crate::report::chart::form::over_time::{End, Layer, OverTime, Panel, Series, Side};
use crate::report::chart::kit::*;

/// Quantities drawn, their names and units; the depth of integration is measured by the scenario's own levels.
const QUANTITIES: [(&str, &str, &str); 2] =
    [("integration_depth", "depth of integration", ""), ("loyalty", "loyalty", "share of full loyalty")];
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

pub fn figures(summary: &Summary) -> impl Iterator<Item = Result<Option<Figure>, ChartError>> {
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
    if is_flat(&fans) {
        return Ok(None);
    }
    let title = title(summary, name, &fans);
    let flat = fans.iter().flat_map(|fan| &fan.rows).all(|row| width(&row.quantiles) <= LEAST_SPAN);
    let when = summary.quarters.last().map_or("", String::as_str);
    let what = format!("{}, {unit}{}, numbers in {when}", capital(name), by_outcome(summary));
    let subtitle = subtitle(&what, over, flat);
    let statement = Statement {
        id: format!("fan-{}", stem(key)),
        alt: alt(name, unit, &fans) + &marks_in_words(&summary.marks, &summary.quarters),
        title,
        subtitle,
        footer: Footer::run(summary),
        rows: fans.iter().flat_map(|fan| &fan.rows).map(|row| table_row(summary, row, unit)).collect(),
    };
    statement.shown(&form(summary, &fans, unit)).map(Some)
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
    let fan = |branch: &'a BranchOdds| Fan {
        name: &branch.name,
        colour: OUTCOME,
        rows: over_quarters(summary, &branch.name, quantity),
    };
    summary.branches.iter().map(fan).filter(|fan| !fan.rows.is_empty()).collect()
}

/// Whether nothing moves in any outcome: there is nothing to show.
fn is_flat(fans: &[Fan]) -> bool {
    let values = || fans.iter().flat_map(|fan| &fan.rows).flat_map(|row| [row.quantiles.p02_5, row.quantiles.p97_5]);
    values().fold(f64::NEG_INFINITY, f64::max) - values().fold(f64::INFINITY, f64::min) <= LEAST_SPAN
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

fn title(summary: &Summary, name: &str, fans: &[Fan]) -> String {
    let digits = precision(fans);
    compared(&format!("Median {name}"), &main_values(summary, ends(fans)), |value| number(value, digits))
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

fn alt(name: &str, unit: &str, fans: &[Fan]) -> String {
    let digits = precision(fans);
    let each = fans.iter().filter_map(|fan| {
        let end = fan.rows.last()?.quantiles;
        let [low, middle, high] = [end.p02_5, end.p50, end.p97_5].map(|value| number(value, digits));
        Some(format!("{}: median {middle}, 95% from {low} to {high}", branch_title(fan.name)))
    });
    format!(
        "Fan chart over time of {} in {unit}, one panel for each of {}. At the end, {}.",
        name,
        some(fans.len(), "outcome", "outcomes"),
        each.collect::<Vec<_>>().join("; ")
    )
}

fn form<'a>(summary: &'a Summary, fans: &[Fan], unit: &str) -> OverTime<'a> {
    let rows = || fans.iter().flat_map(|fan| &fan.rows).map(|row| row.quantiles);
    let values = rows().flat_map(|quantiles| [quantiles.p02_5, quantiles.p97_5]);
    let digits = precision(fans);
    let panel = |fan: &Fan| {
        let end = fan.rows.last().map(|row| row.quantiles);
        let end = end.as_ref();
        Panel {
            name: with_odds(fan.name, summary),
            under: fan.layers(),
            ends: end.map_or_else(Vec::new, |end| fan.ends(end, digits)),
            is_named: true,
            tip: end.map(|end| (end.p50, number(end.p50, digits), fan.colour)),
            ..Panel::default()
        }
    };
    OverTime {
        quarters: &summary.quarters,
        marks: &summary.marks,
        axis: Axis::around(values, unit, if fans.len() > 3 { 3 } else { 5 }),
        right: (END, SIDE),
        side: Side { room: END + SIDE - 18.0, lines: 1, beyond: (10.0, 10.0) },
        key: Vec::new(),
        numbers: false,
        panels: fans.iter().map(panel).collect(),
    }
}

impl Fan<'_> {
    fn layers(&self) -> Vec<Layer> {
        type Edge = fn(&Quantiles) -> f64;
        let edge =
            |value: Edge| -> Series { self.rows.iter().map(|row| (row.quarter, value(&row.quantiles))).collect() };
        let band = |high: Edge, low: Edge, tint: f64| Layer::Area(edge(high), edge(low), self.colour.tint(tint), None);
        let outer = |value: Edge| Layer::Line(edge(value), self.colour.line(), HAIRLINE);
        let median = self.colour.darkened(self.colour.tint(TINTS[2]), 3.0);
        vec![
            band(|q| q.p97_5, |q| q.p02_5, TINTS[0]),
            outer(|q| q.p02_5),
            outer(|q| q.p97_5),
            band(|q| q.p90, |q| q.p10, TINTS[1]),
            band(|q| q.p75, |q| q.p25, TINTS[2]),
            Layer::Line(edge(|q| q.p50), median, STROKE),
        ]
    }

    fn ends(&self, end: &Quantiles, digits: usize) -> Vec<End> {
        let named =
            |(value, name): (f64, String)| End { between: (value, value), name, number: None, colour: self.colour };
        let bands = [(end.p97_5, "95%"), (end.p90, "80%"), (end.p75, "50%")];
        let bands = bands.into_iter().filter(|_| width(end) > LEAST_SPAN).map(|(value, name)| (value, name.to_owned()));
        bands.chain([(end.p50, format!("median {}", number(end.p50, digits)))]).map(named).collect()
    }
}
