//! How a metric is distributed: ridgelines on one axis, one row per branch.
//!
//! Takes the densities and the quantiles of a metric, gives the figures `density-…`.

use crate::findings::{Density, MetricSummary, Summary};
use crate::report::chart::form::ridges::{self, Curve, Layer, Ridges, peak, point_at};
use crate::report::chart::kit::*;

#[derive(Serialize)]
struct Row<'a> {
    branch: &'a str,
    metric: &'a str,
    unit: &'a str,
    bandwidth: f64,
    value: f64,
    density: f64,
}

/// One row.
struct Ridge<'a> {
    density: &'a Density,
    summary: Option<&'a MetricSummary>,
    colour: Colour,
}

pub fn figures(summary: &Summary) -> impl Iterator<Item = Result<Option<Figure>, ChartError>> {
    let mut metrics: Vec<&str> = Vec::new();
    for density in &summary.densities {
        if !metrics.contains(&density.metric.as_str()) {
            metrics.push(&density.metric);
        }
    }
    metrics.into_iter().map(|metric| figure(summary, metric))
}

/// What a metric is called, and its unit in words.
fn named(summary: &Summary, density: &Density) -> (String, String) {
    let (name, unit) = match density.metric.as_str() {
        "subsidy" => ("average subsidy".to_owned(), "points of GDP a year"),
        "loyalty" => ("average loyalty".to_owned(), "share of full loyalty"),
        "client_payoff" => (format!("payoff of {}", summary.client), "point-years of GDP"),
        "patron_payoff" => (format!("payoff of {}", summary.patron), "point-years of GDP"),
        other => (spoken(other).to_lowercase(), density.unit.as_str()),
    };
    (name, unit.to_owned())
}

fn figure(summary: &Summary, metric: &str) -> Result<Option<Figure>, ChartError> {
    let ridges = ridges(summary, metric);
    let Some(first) = ridges.first().map(|ridge| ridge.density) else { return Ok(None) };
    let (name, unit) = named(summary, first);
    let title = title(summary, &name, &unit, &ridges);
    let statement = Statement {
        id: format!("density-{}", stem(metric)),
        subtitle: subtitle(summary, first, &name, &unit),
        alt: alt(&name, &unit, &ridges, &title),
        title,
        footer: Footer::run(summary),
        rows: rows(&ridges),
    };
    statement.shown(&form(&ridges, unit)).map(Some)
}

fn subtitle(summary: &Summary, density: &Density, name: &str, unit: &str) -> String {
    let what = if density.metric.ends_with("_payoff") { " (discounted; not comparable between the two)" } else { "" };
    format!(
        "{}, {unit}{what}: distribution over simulated histories{}; dark: middle 95%; kernel: Gaussian, s.d. {}",
        capital(name),
        by_outcome(summary),
        number(density.bandwidth, decimals(density.bandwidth))
    )
}

fn alt(name: &str, unit: &str, ridges: &[Ridge], title: &str) -> String {
    let digits = precision(ridges);
    let each = ridges.iter().filter_map(|ridge| {
        Some(format!("{}: {}", branch_title(&ridge.density.branch), ridge.numbers(digits)?.join(", ")))
    });
    format!(
        "Ridgelines: smoothed distributions of {name} in {unit}, one row for each of {} election outcomes on one axis. {title}. {}.",
        ridges.len(),
        each.collect::<Vec<_>>().join("; ")
    )
}

fn ridges<'a>(summary: &'a Summary, metric: &str) -> Vec<Ridge<'a>> {
    let ridge = |(index, branch): (usize, &crate::findings::BranchOdds)| {
        let density = summary.densities.iter().find(|d| d.metric == metric && d.branch == branch.name)?;
        let numbers = summary.metrics.iter().find(|m| m.metric == metric && m.branch == branch.name);
        Some(Ridge { density, summary: numbers, colour: BRANCHES[index % BRANCHES.len()] })
    };
    summary.branches.iter().enumerate().filter_map(ridge).collect()
}

fn rows<'a>(ridges: &[Ridge<'a>]) -> Vec<Row<'a>> {
    let row = |density: &'a Density, &(value, height): &(f64, f64)| Row {
        branch: &density.branch,
        metric: &density.metric,
        unit: &density.unit,
        bandwidth: density.bandwidth,
        value,
        density: height,
    };
    ridges.iter().flat_map(|ridge| ridge.density.points.iter().map(|point| row(ridge.density, point))).collect()
}

/// Decimals that suit the widest value on the axis.
fn precision(ridges: &[Ridge]) -> usize {
    let values = ridges.iter().flat_map(|ridge| &ridge.density.points).map(|(value, _)| value.abs());
    decimals(values.fold(0.0, f64::max))
}

fn title(summary: &Summary, name: &str, unit: &str, ridges: &[Ridge]) -> String {
    let digits = precision(ridges);
    let medians: Vec<(String, f64)> =
        ridges.iter().filter_map(|ridge| Some((ridge.density.branch.clone(), ridge.median()?))).collect();
    let unit = if unit.starts_with("share") { "" } else { unit };
    finding(
        &format!("{}, median history", capital(name)),
        &main_values(summary, medians),
        |value| number(value, digits),
        unit,
    )
    .unwrap_or_else(|| capital(name))
}

impl Ridge<'_> {
    fn median(&self) -> Option<f64> {
        Some(self.summary?.quantiles?.p50)
    }

    /// The curve over the middle 95% of the histories.
    fn middle(&self) -> Curve {
        let ends = self.summary.and_then(|summary| summary.quantiles).map(|q| (q.p02_5, q.p97_5));
        let points = &self.density.points;
        let Some((low, high)) = ends.filter(|(low, high)| low < high) else { return Vec::new() };
        let inside = points.iter().copied().filter(|(value, _)| (low..=high).contains(value));
        point_at(points, low).into_iter().chain(inside).chain(point_at(points, high)).collect()
    }

    /// What stands at the right of the row.
    fn numbers(&self, digits: usize) -> Option<Vec<String>> {
        let summary = self.summary?;
        let quantiles = summary.quantiles?;
        let [low, middle, high] = [quantiles.p02_5, quantiles.p50, quantiles.p97_5].map(|value| number(value, digits));
        let share =
            (summary.present_share < 1.0).then(|| format!("on {} of histories", percent(summary.present_share)));
        Some([format!("median {middle}"), format!("95%: {low} to {high}")].into_iter().chain(share).collect())
    }
}

fn form(ridges: &[Ridge], unit: String) -> Ridges {
    let points = || ridges.iter().flat_map(|ridge| &ridge.density.points);
    let (axis, digits, peak) =
        (Axis::within(points().map(|point| point.0), &unit, 6), precision(ridges), peak(points()));
    let row = |ridge: &Ridge| {
        let (hue, curve) = (ridge.colour, &ridge.density.points);
        ridges::Ridge {
            name: branch_title(&ridge.density.branch),
            numbers: ridge.numbers(digits).unwrap_or_default().into_iter().zip([hue.ink(), QUIET, QUIET]).collect(),
            bold: false,
            peak,
            layers: vec![
                Layer::Area(curve.clone(), hue.tint(0.18)),
                Layer::Area(ridge.middle(), hue.tint(0.42)),
                Layer::Line(curve.clone(), hue.line()),
            ],
            mark: ridge.median().and_then(|median| point_at(curve, median)).map(|point| (point, hue.ink())),
        }
    };
    Ridges {
        axis: (axis.clone(), axis.zero()),
        measure: unit,
        room: (190.0, 128.0),
        tall: (0.9, f64::INFINITY),
        lines: (30.0, 3),
        divide: None,
        rows: ridges.iter().map(row).collect(),
    }
}
