//! How a paired difference is distributed: one curve a contrast on one axis, split at 0.
//!
//! Takes the spreads of the contrasts, gives the figures `difference-…`: the two events (kinds of history where there
//! are none) that differ most, and the main metrics.

use crate::findings::compare::{Comparison, Contrast, Over, Spread};
use crate::report::chart::form::ridges::{Curve, Layer, Ridge, Ridges, peak, point_at};
use crate::report::chart::kit::*;
use crate::report::words::compare::heading;

/// Events that are drawn.
const MOST: usize = 2;

#[derive(Serialize)]
struct Row<'a> {
    run: &'a str,
    branch: &'a str,
    reference_run: &'a str,
    reference_branch: &'a str,
    quantity: &'a str,
    unit: &'a str,
    over: &'a str,
    bandwidth: f64,
    difference: f64,
    density: f64,
}

/// A curve with the contrast that it is of.
type Of<'a> = (&'a Contrast, &'a Spread);

pub fn figures<'a>(
    comparison: &'a Comparison,
    shown: &'a [&'a Contrast],
) -> impl Iterator<Item = Result<Option<Figure>, ChartError>> {
    quantities(shown).into_iter().enumerate().map(move |(index, quantity)| {
        let of = |contrast: &&'a Contrast| Some((*contrast, contrast.spreads.iter().find(|s| s.quantity == quantity)?));
        let curves: Vec<Of> = shown.iter().filter_map(of).collect();
        figure(comparison, &quantity, index, &curves)
    })
}

/// The two events that differ most in any contrast, then the metrics, in their order.
fn quantities(shown: &[&Contrast]) -> Vec<String> {
    let mut events: Vec<(f64, &str)> = Vec::new();
    let mut metrics: Vec<String> = Vec::new();
    for spread in shown.iter().flat_map(|contrast| &contrast.spreads) {
        if spread.unit == "points" {
            match events.iter_mut().find(|(_, name)| *name == spread.quantity) {
                Some(known) => known.0 = known.0.max(spread.mean.abs()),
                None => events.push((spread.mean.abs(), &spread.quantity)),
            }
        } else if !metrics.contains(&spread.quantity) {
            metrics.push(spread.quantity.clone());
        }
    }
    events.sort_by(|one, two| two.0.total_cmp(&one.0));
    events.into_iter().take(MOST).map(|(_, name)| name.to_owned()).chain(metrics).collect()
}

fn figure(comparison: &Comparison, quantity: &str, index: usize, curves: &[Of]) -> Result<Option<Figure>, ChartError> {
    let size = |curve: &Of| curve.1.mean.abs();
    let Some((contrast, first)) = curves.iter().max_by(|one, two| size(one).total_cmp(&size(two))) else {
        return Ok(None);
    };
    let name = if first.unit == "points" { capital(quantity) } else { spoken(quantity) };
    let said = if first.above >= 0.5 { "higher" } else { "lower" };
    let share = if first.above >= 0.5 { first.above } else { first.below };
    let among = among(share, first);
    let title = short([
        format!("{name}: {said} in {among}, {}", heading(contrast, comparison)),
        format!("{name}: {said} in {among}"),
        format!("It is {said} in {among}"),
    ]);
    let bandwidths: Vec<String> =
        curves.iter().map(|(_, spread)| number(spread.bandwidth, decimals(spread.bandwidth).max(2))).collect();
    let subtitle = format!(
        "Distribution of the paired difference, {}, over {}; Gaussian kernel of standard deviation {}; each curve to its \
         own height",
        first.unit,
        unit_of(first.over),
        bandwidths.join(", ")
    );
    let each: Vec<String> = curves
        .iter()
        .map(|(contrast, spread)| format!("{}: {}", heading(contrast, comparison), numbers(spread).join(", ")))
        .collect();
    let alt = format!(
        "Curves on one axis, one for each of {} contrasts: smoothed distribution of the paired difference of {} in {}, \
         split at 0. {}.",
        curves.len(),
        name.to_lowercase(),
        first.unit,
        each.join("; ")
    );
    let statement = Statement {
        id: format!("difference-{}-{}", index + 1, stem(quantity)),
        title,
        subtitle,
        alt,
        footer: Footer::contrast(comparison, contrast),
        rows: rows(curves),
    };
    statement.shown(&form(comparison, curves, &first.unit)).map(Some)
}

fn over(over: Over) -> &'static str {
    match over {
        Over::Pairs => "pairs",
        Over::Draws => "draws",
    }
}

fn unit_of(over: Over) -> &'static str {
    match over {
        Over::Pairs => "pairs of histories that met the same chance",
        Over::Draws => "draws (part of the spread is chance within a draw)",
    }
}

/// A share of the draws or pairs: "71% of 40 draws", "all 40 draws".
fn among(share: f64, spread: &Spread) -> String {
    let of = format!("{} {}", count(spread.count), over(spread.over));
    match share {
        0.0 => format!("none of {of}"),
        1.0 => format!("all {of}"),
        share => format!("{} of {of}", percent(share)),
    }
}

fn numbers(spread: &Spread) -> [String; 3] {
    let digits = decimals(spread.mean).max(1);
    [
        format!("mean {}", number(spread.mean, digits)),
        format!("above 0: {}", among(spread.above, spread)),
        format!("below 0: {}", among(spread.below, spread)),
    ]
}

fn rows<'a>(curves: &[Of<'a>]) -> Vec<Row<'a>> {
    let row = |(contrast, spread): Of<'a>, &(difference, density): &(f64, f64)| Row {
        run: &contrast.case.run,
        branch: &contrast.case.branch,
        reference_run: &contrast.reference.run,
        reference_branch: &contrast.reference.branch,
        quantity: &spread.quantity,
        unit: &spread.unit,
        over: over(spread.over),
        bandwidth: spread.bandwidth,
        difference,
        density,
    };
    curves.iter().flat_map(|curve| curve.1.points.iter().map(move |point| row(*curve, point))).collect()
}

fn form(comparison: &Comparison, curves: &[Of], unit: &str) -> Ridges {
    let values: Vec<f64> = curves.iter().flat_map(|curve| &curve.1.points).map(|point| point.0).chain([0.0]).collect();
    let row = |(contrast, spread): &Of| {
        let [mean, above, below] = numbers(spread);
        Ridge {
            name: capital(&heading(contrast, comparison)),
            numbers: vec![(mean, INK.ink()), (above, BLUE.ink()), (below, VERMILION.ink())],
            bold: true,
            peak: peak(&spread.points),
            layers: layers(spread),
            mark: None,
        }
    };
    Ridges {
        axis: (Axis::within(values.iter().copied(), unit, 6), None),
        measure: format!("difference, {unit}"),
        room: (200.0, 176.0),
        tall: (0.86, 170.0),
        lines: (40.0, 4),
        divide: Some(0.0),
        rows: curves.iter().map(row).collect(),
    }
}

/// The curve, vermilion below 0 and blue above.
fn layers(spread: &Spread) -> Vec<Layer> {
    let side = |keep: fn(f64) -> bool| -> Curve {
        let kept = spread.points.iter().copied().filter(|point| keep(point.0));
        let mut points: Curve = kept.chain(point_at(&spread.points, 0.0)).collect();
        points.sort_by(|one, two| one.0.total_cmp(&two.0));
        points
    };
    let sides = [(side(|value| value < 0.0), VERMILION), (side(|value| value > 0.0), BLUE)];
    let drawn = sides.into_iter().filter(|(points, _)| !points.is_empty());
    drawn
        .flat_map(|(points, hue)| [Layer::Area(points.clone(), hue.tint(0.35)), Layer::Line(points, hue.line())])
        .collect()
}
