//! The subsidy over time with what is not known of it, and with what chance adds: one panel per branch.
//!
//! Takes `subsidy` and `history_subsidy` by quarter, gives the figure `subsidy-over-time`. The inner band holds nine draws
//! in ten by what each of them expects; the outer one holds nine histories in ten.

use crate::findings::{BranchOdds, Quantiles, QuarterSummary, Summary};
use crate::report::chart::form::key::{Entry, Sign};
use crate::report::chart::form::over_time::{End, Layer, OverTime, Panel, Series, Side};
use crate::report::chart::kit::*;

/// Tints of the two bands.
const DRAWS: f64 = 0.5;
const HISTORIES: f64 = 0.16;
/// The unit.
const UNIT: &str = "points of GDP a year";

#[derive(Serialize)]
struct Row<'a> {
    branch: &'a str,
    quarter: &'a str,
    unit: &'a str,
    expected: f64,
    standard_error: Option<f64>,
    draws_low90: f64,
    draws_high90: f64,
    histories_low90: f64,
    histories_high90: f64,
}

/// A quarter of a branch: over the draws, and over the histories.
type Quarter<'a> = (&'a QuarterSummary, &'a QuarterSummary);

struct Branch<'a> {
    name: &'a str,
    quarters: Vec<Quarter<'a>>,
}

pub(crate) fn figure(summary: &Summary) -> Result<Option<Figure>, ChartError> {
    let branches = branches(summary);
    let values = || branches.iter().flat_map(|branch| &branch.quarters).flat_map(extremes);
    if values().all(|value| value.abs() <= LEAST_SPAN) {
        return Ok(None);
    }
    let expected = branches.iter().filter_map(|branch| Some(branch.last()?.0.mean.value.abs()));
    let digits = decimals(expected.fold(0.0, f64::max));
    let ends = branches.iter().filter_map(|branch| Some((branch.name.to_owned(), branch.last()?.0.mean.value)));
    let title = compared("Expected subsidy", &main_values(summary, ends.collect()), |value| number(value, digits));
    let statement = Statement {
        id: "subsidy-over-time".to_owned(),
        title,
        subtitle: format!(
            "Subsidy in each quarter, {UNIT}{}; numbers: expected in {}",
            by_outcome(summary),
            summary.quarters.last().map_or("", String::as_str)
        ),
        alt: alt(summary, &branches, digits),
        footer: Footer::run(summary),
        rows: branches.iter().flat_map(|branch| branch.quarters.iter().map(|at| row(summary, at))).collect(),
    };
    statement.shown(&form(summary, &branches, digits)).map(Some)
}

fn branches(summary: &Summary) -> Vec<Branch<'_>> {
    let branch = |branch: &'_ BranchOdds| {
        let of = |quantity| over_quarters(summary, &branch.name, quantity);
        of("subsidy").into_iter().zip(of("history_subsidy")).collect::<Vec<Quarter>>()
    };
    let named = summary.branches.iter().map(|own| Branch { name: &own.name, quarters: branch(own) });
    named.filter(|branch| !branch.quarters.is_empty()).collect()
}

/// All that is drawn of a quarter.
fn extremes((draws, histories): &Quarter) -> [f64; 5] {
    let ends = |quantiles: &Quantiles| [quantiles.p05, quantiles.p95];
    let ([a, b], [c, d]) = (ends(&draws.quantiles), ends(&histories.quantiles));
    [a, b, c, d, draws.mean.value]
}

fn row<'a>(summary: &'a Summary, (draws, histories): &Quarter<'a>) -> Row<'a> {
    Row {
        branch: &draws.branch,
        quarter: summary.quarters.get(draws.quarter).map_or("", String::as_str),
        unit: UNIT,
        expected: draws.mean.value,
        standard_error: draws.mean.standard_error,
        draws_low90: draws.quantiles.p05,
        draws_high90: draws.quantiles.p95,
        histories_low90: histories.quantiles.p05,
        histories_high90: histories.quantiles.p95,
    }
}

fn alt(summary: &Summary, branches: &[Branch], digits: usize) -> String {
    let each = branches.iter().filter_map(|branch| {
        let [a, b, c, d, expected] = extremes(branch.last()?).map(|value| number(value, digits));
        Some(format!("{}: {expected}, {a} to {b} and {c} to {d}", branch_title(branch.name)))
    });
    format!(
        "Lines over time in {UNIT}, one panel for each of {}: the subsidy expected, in a band that holds nine draws in \
         ten, in a wider one that holds nine histories in ten. In the last quarter, {}.{}",
        some(branches.len(), "outcome", "outcomes"),
        each.collect::<Vec<_>>().join("; "),
        marks_in_words(&summary.marks, &summary.quarters)
    )
}

fn form<'a>(summary: &'a Summary, branches: &[Branch], digits: usize) -> OverTime<'a> {
    let values = branches.iter().flat_map(|branch| &branch.quarters).flat_map(extremes).chain([0.0]);
    let panel = |branch: &Branch| Panel {
        name: with_odds(branch.name, summary),
        under: branch.layers(),
        ends: branch.last().map(|(draws, _)| end(draws.mean.value, digits)).into_iter().collect(),
        ..Panel::default()
    };
    let entry = |name: &str, sign| Entry { name: name.to_owned(), sign };
    OverTime {
        quarters: &summary.quarters,
        marks: &summary.marks,
        axis: Axis::around(values, UNIT, if branches.len() > 3 { 3 } else { 5 }),
        right: (0.0, 0.0),
        side: Side { room: 0.0, lines: 1, beyond: (6.0, 6.0) },
        key: vec![
            entry("expected", Sign::Line(OUTCOME.line())),
            entry("nine draws in ten: what is not known", Sign::Swatch(OUTCOME.tint(DRAWS), Texture::Plain)),
            entry("nine histories in ten: chance as well", Sign::Swatch(OUTCOME.tint(HISTORIES), Texture::Plain)),
        ],
        numbers: true,
        panels: branches.iter().map(panel).collect(),
    }
}

fn end(value: f64, digits: usize) -> End {
    End { between: (value, value), name: String::new(), number: Some(number(value, digits)), colour: OUTCOME }
}

impl<'a> Branch<'a> {
    fn last(&self) -> Option<&Quarter<'a>> {
        self.quarters.last()
    }

    fn layers(&self) -> Vec<Layer> {
        let edge = |value: fn(&Quarter) -> f64| -> Series {
            self.quarters.iter().map(|at| (at.0.quarter, value(at))).collect()
        };
        let [low, high] = [edge(|at| at.1.quantiles.p05), edge(|at| at.1.quantiles.p95)];
        let inner = (edge(|at| at.0.quantiles.p95), edge(|at| at.0.quantiles.p05));
        let line = OUTCOME.darkened(OUTCOME.tint(DRAWS), 3.0);
        vec![
            Layer::Area(high.clone(), low.clone(), OUTCOME.tint(HISTORIES), None),
            Layer::Line(low, OUTCOME.line(), HAIRLINE),
            Layer::Line(high, OUTCOME.line(), HAIRLINE),
            Layer::Area(inner.0, inner.1, OUTCOME.tint(DRAWS), None),
            Layer::Line(edge(|at| at.0.mean.value), line, STROKE),
        ]
    }
}
