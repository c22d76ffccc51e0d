//! How a metric is distributed: twenty equally likely values as dots on one axis, one row per branch.
//!
//! Takes the distributions of a metric, gives the figures `density-…`.

use crate::findings::{Density, MetricSummary, Summary};
use crate::report::chart::form::stacks::{Stack, Stacks};
use crate::report::chart::kit::*;

#[derive(Serialize)]
struct Row<'a> {
    branch: &'a str,
    metric: &'a str,
    unit: &'a str,
    quantile: f64,
    value: f64,
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
        "patron_payoff" => (format!("payoff of {}", summary.patron), "point-years of GDP"),
        other => (spoken(other).to_lowercase(), density.unit.as_str()),
    };
    (name, unit.to_owned())
}

fn figure(summary: &Summary, metric: &str) -> Result<Option<Figure>, ChartError> {
    let of = |branch: &crate::findings::BranchOdds| {
        summary.densities.iter().find(|density| density.metric == metric && density.branch == branch.name)
    };
    let rows: Vec<&Density> = summary.branches.iter().filter_map(of).filter(|found| !found.values.is_empty()).collect();
    let Some(first) = rows.first() else { return Ok(None) };
    let (name, unit) = named(summary, first);
    let statement = Statement {
        id: format!("density-{}", stem(metric)),
        title: title(summary, &name, &rows),
        subtitle: format!("{}, {unit}{}: each dot is one history in twenty", capital(&name), by_outcome(summary)),
        alt: alt(summary, &name, &unit, &rows),
        footer: Footer::run(summary),
        rows: rows.iter().flat_map(|density| table(density)).collect(),
    };
    statement.shown(&form(summary, &rows, unit)).map(Some)
}

fn table(density: &Density) -> impl Iterator<Item = Row<'_>> {
    let count = density.values.len() as f64;
    density.values.iter().enumerate().map(move |(index, value)| Row {
        branch: &density.branch,
        metric: &density.metric,
        unit: &density.unit,
        quantile: (index as f64 + 0.5) / count,
        value: *value,
    })
}

/// Decimals that suit the widest value on the axis.
fn precision(rows: &[&Density]) -> usize {
    decimals(rows.iter().flat_map(|density| &density.values).map(|value| value.abs()).fold(0.0, f64::max))
}

/// The median.
fn middle(summary: &Summary, density: &Density) -> f64 {
    let own = |row: &&MetricSummary| row.branch == density.branch && row.metric == density.metric;
    let found = summary.metrics.iter().find(own).and_then(|row| row.quantiles);
    found.map_or(f64::NAN, |quantiles| quantiles.p50)
}

fn title(summary: &Summary, name: &str, rows: &[&Density]) -> String {
    let digits = precision(rows);
    let medians = rows.iter().map(|density| (density.branch.clone(), middle(summary, density))).collect();
    compared(&capital(name), &main_values(summary, medians), |value| number(value, digits))
}

/// The middle of a row, and where 19 in 20 lie.
fn numbers(summary: &Summary, density: &Density, digits: usize) -> String {
    let last = density.values.len() - 1;
    let [low, high] = [density.values[0], density.values[last]].map(|value| number(value, digits));
    format!("median {}; 95% {low} to {high}", number(middle(summary, density), digits))
}

fn alt(summary: &Summary, name: &str, unit: &str, rows: &[&Density]) -> String {
    let digits = precision(rows);
    let each =
        rows.iter().map(|density| format!("{}: {}", branch_title(&density.branch), numbers(summary, density, digits)));
    format!(
        "Stacks of twenty dots on one axis, one row for each of {}, each dot one history in twenty: {name} in \
         {unit}. {}.",
        some(rows.len(), "outcome", "outcomes"),
        each.collect::<Vec<_>>().join(". ")
    )
}

fn form(summary: &Summary, rows: &[&Density], unit: String) -> Stacks {
    let digits = precision(rows);
    let values = rows.iter().flat_map(|density| density.values.iter().copied());
    let row = |density: &&Density| Stack {
        name: branch_title(&density.branch),
        number: numbers(summary, density, digits),
        values: density.values.clone(),
    };
    Stacks { axis: Axis::around(values, "", 6), measure: unit, rows: rows.iter().map(row).collect() }
}
