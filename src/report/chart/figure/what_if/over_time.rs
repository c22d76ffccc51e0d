//! By when the main event has happened, now and as shipped: a panel for each outcome, a dashed line for the ghost.

use super::{SHIPPED, beside, titled};
use crate::findings::what_if::WhatIf;
use crate::report::chart::figure::main_event_over_time::past;
use crate::report::chart::form::key::{Entry, Sign};
use crate::report::chart::form::over_time::{Layer, OverTime, Panel, Series, Side};
use crate::report::chart::kit::*;

#[derive(Serialize)]
struct Row<'a> {
    event: &'a str,
    branch: &'a str,
    quarter: &'a str,
    probability: f64,
    probability_as_shipped: Option<f64>,
}

/// A branch with its chances by quarter.
struct Line<'a> {
    branch: &'a str,
    odds: f64,
    now: &'a [f64],
    shipped: Option<&'a [f64]>,
}

pub(crate) fn figure(found: &WhatIf<'_>) -> Result<Option<Quick>, ChartError> {
    let Some(event) = found.events.first() else { return Ok(None) };
    let lines = lines(found, &event.name);
    if lines.is_empty() {
        return Ok(None);
    }
    let quarters = found.quarters();
    let statement = Statement {
        id: "main-event-over-time".to_owned(),
        title: short([format!("When {}", event.says), capital(&event.name), "The main event over time".to_owned()]),
        subtitle: format!(
            "Probability that {} by the end of each quarter, exact at central values; dashed: {SHIPPED}",
            past(&event.says)
        ),
        alt: alt(found, &lines, &quarters),
        footer: Footer::central(&found.provenance),
        rows: lines.iter().flat_map(|line| rows(line, &event.name, &quarters)).collect(),
    };
    let form = form(found, &lines, &quarters, Palette::new(&found.families, &found.events).event(&event.name));
    statement.quick(&form).map(Some)
}

fn lines<'a>(found: &'a WhatIf<'_>, event: &str) -> Vec<Line<'a>> {
    let rows = found.rows().into_iter().filter_map(|(branch, shipped, now)| {
        let shipped = shipped.and_then(|shipped| shipped.events.get(event)?.as_deref());
        Some(Line { branch, odds: now.odds, now: now.events.get(event)?.as_deref()?, shipped })
    });
    rows.collect()
}

fn rows<'a>(line: &Line<'a>, event: &'a str, quarters: &'a [String]) -> Vec<Row<'a>> {
    let row = |(at, quarter): (usize, &'a String)| Row {
        event,
        branch: line.branch,
        quarter,
        probability: line.now[at],
        probability_as_shipped: line.shipped.and_then(|shipped| shipped.get(at).copied()),
    };
    quarters.iter().enumerate().map(row).collect()
}

fn alt(found: &WhatIf<'_>, lines: &[Line<'_>], quarters: &[String]) -> String {
    let last = |chances: &[f64]| chances.last().copied().unwrap_or(0.0);
    let said = lines
        .iter()
        .map(|line| format!("{}: {}", branch_title(line.branch), beside(last(line.now), line.shipped.map(last))));
    format!(
        "Rising lines over time, a panel for each outcome, beside dashed lines for the values as shipped. In the end, {}.{}",
        said.collect::<Vec<_>>().join("; "),
        marks_in_words(&found.marks, quarters)
    )
}

fn form<'a>(found: &'a WhatIf<'_>, lines: &[Line<'_>], quarters: &'a [String], hue: Colour) -> OverTime<'a> {
    let series = |chances: &[f64]| -> Series { chances.iter().copied().enumerate().collect() };
    let panel = |line: &Line<'_>| {
        let ghost = line.shipped.map(|shipped| Layer::Dashed(series(shipped), QUIET, STROKE * 0.8));
        let now = Layer::Line(series(line.now), hue.line(), STROKE * 1.4);
        Panel {
            name: titled(line.branch, line.odds),
            over: ghost.into_iter().chain([now]).collect(),
            tip: line.now.last().map(|last| (*last, percent(*last), hue)),
            ..Panel::default()
        }
    };
    OverTime {
        quarters,
        marks: &found.marks,
        axis: Axis { ends: (0.0, 1.06), ..Axis::shares() },
        right: (44.0, 0.0),
        side: Side { room: 0.0, lines: 1, beyond: (0.0, 0.0) },
        key: vec![
            Entry { name: "now".to_owned(), sign: Sign::Line(hue.line()) },
            Entry { name: SHIPPED.to_owned(), sign: Sign::Dashed(QUIET) },
        ],
        numbers: true,
        panels: lines.iter().map(panel).collect(),
    }
}
