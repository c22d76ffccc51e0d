//! When the main event comes: the share of histories in which it has happened, by quarter, a line for each outcome.
//!
//! Takes the shares by quarter of the first event of the file, gives the figure `main-event-over-time`.

use super::told::{Told, between, in_main, of, told};
use crate::findings::{BranchOdds, EventName, EventQuarter, Summary};
use crate::report::chart::form::key::{Entry, Sign};
use crate::report::chart::form::over_time::{End, Layer, OverTime, Panel, Series, Side};
use crate::report::chart::kit::*;
use crate::report::words::frequency::band;

/// Room for the names of the lines on a slide, and in a column.
const SIDE: f64 = 210.0;
/// Tint of the band of the likeliest outcome.
const BAND: f64 = 0.22;

#[derive(Serialize)]
struct Row<'a> {
    branch: &'a str,
    event: &'a str,
    quarter: &'a str,
    share: f64,
    low90: f64,
    median: f64,
    high90: f64,
}

pub(crate) fn figure(summary: &Summary) -> Result<Option<Figure>, ChartError> {
    let Some(event) = summary.event_names.first() else { return Ok(None) };
    let lines: Vec<(usize, &BranchOdds, Vec<&EventQuarter>)> = summary
        .branches
        .iter()
        .enumerate()
        .map(|(place, branch)| (place, branch, quarters(summary, event, &branch.name)))
        .filter(|(.., rows)| !rows.is_empty())
        .collect();
    if lines.is_empty() {
        return Ok(None);
    }
    let rows = lines.iter().flat_map(|(.., rows)| rows.iter().map(|row| table(summary, row))).collect();
    let all = told(summary);
    let statement = Statement {
        id: "main-event-over-time".to_owned(),
        title: between(&in_main(summary, &all, &event.name), &event.name),
        subtitle: format!(
            "Share of histories in which {} by the end of a quarter{}; band: {}{}",
            past(&event.says),
            by_outcome(summary),
            band(summary.certified_draws),
            if lines.len() > 1 { " for the likeliest outcome" } else { "" }
        ),
        alt: alt(summary, event, &lines, &all),
        footer: Footer::run(summary),
        rows,
    };
    statement.shown(&form(summary, event, &lines, &all)).map(Some)
}

/// The clause in quotation marks, since its tense is the scenario's.
pub(crate) fn past(says: &str) -> String {
    format!("“{says}” has come true")
}

/// The shares of an outcome, the earliest quarter first.
fn quarters<'a>(summary: &'a Summary, event: &EventName, branch: &str) -> Vec<&'a EventQuarter> {
    let of = |row: &&EventQuarter| row.event == event.name && row.branch == branch;
    let mut rows: Vec<&EventQuarter> = summary.event_quarters.iter().filter(of).collect();
    rows.sort_by_key(|row| row.quarter);
    rows
}

fn table<'a>(summary: &'a Summary, row: &'a EventQuarter) -> Row<'a> {
    Row {
        branch: &row.branch,
        event: &row.event,
        quarter: summary.quarters.get(row.quarter).map_or("", String::as_str),
        share: row.probability.value,
        low90: row.spread.low90,
        median: row.spread.median,
        high90: row.spread.high90,
    }
}

/// The quarter by which half of what ever comes has come.
fn half(summary: &Summary, rows: &[&EventQuarter]) -> Option<String> {
    let last = rows.last()?.probability.value;
    let row = rows.iter().find(|row| last > 0.0 && row.probability.value >= last / 2.0)?;
    summary.quarters.get(row.quarter).cloned()
}

/// What has come by the last quarter, as all charts tell it.
fn in_the_end(told: &[Told], event: &EventName, branch: &BranchOdds) -> String {
    of(told, &branch.name).find(|row| row.name == event.name).map(Told::percent).unwrap_or_default()
}

fn alt(
    summary: &Summary,
    event: &EventName,
    lines: &[(usize, &BranchOdds, Vec<&EventQuarter>)],
    told: &[Told],
) -> String {
    let each = lines.iter().map(|(_, branch, rows)| {
        let when = half(summary, rows).map_or(String::new(), |quarter| format!(", half of it by {quarter}"));
        let end = in_the_end(told, event, branch);
        format!("{}: {end} in the end{when}", branch_title(&branch.name))
    });
    format!(
        "Rising lines over time, one for each of {}: share of histories in which {}. {}.{}",
        some(lines.len(), "outcome", "outcomes"),
        past(&event.says),
        each.collect::<Vec<_>>().join("; "),
        marks_in_words(&summary.marks, &summary.quarters)
    )
}

fn form<'a>(
    summary: &'a Summary,
    event: &EventName,
    lines: &[(usize, &BranchOdds, Vec<&EventQuarter>)],
    told: &[Told],
) -> OverTime<'a> {
    let hue = Palette::of(summary).event(&event.name);
    let likeliest = lines.iter().max_by(|one, two| one.1.odds.total_cmp(&two.1.odds)).map(|line| line.0);
    let colour = |place: usize| if Some(place) == likeliest { hue } else { OUTCOME };
    let series = |rows: &[&EventQuarter], of: fn(&EventQuarter) -> f64| -> Series {
        rows.iter().map(|row| (row.quarter, of(row))).collect()
    };
    let mut panel = Panel { is_named: true, ..Panel::default() };
    for (place, branch, rows) in lines {
        let line = series(rows, |row| row.probability.value);
        let main = Some(*place) == likeliest;
        if main {
            let (upper, lower) = (series(rows, |row| row.spread.high90), series(rows, |row| row.spread.low90));
            panel.under.push(Layer::Area(upper, lower, hue.tint(BAND), None));
        }
        let last = line.last().map_or(0.0, |point| point.1);
        let shape = Shape::of(*place);
        panel.over.push(Layer::Line(
            line.clone(),
            colour(*place).line(),
            if main { STROKE * 1.4 } else { STROKE * 0.8 },
        ));
        panel.over.push(Layer::Marks(yearly(&line), shape, colour(*place).line()));
        panel.ends.push(End {
            between: (last, last),
            name: branch_title(&branch.name),
            number: Some(in_the_end(told, event, branch)),
            colour: colour(*place),
        });
    }
    let key = |(place, branch, _): &(usize, &BranchOdds, Vec<&EventQuarter>)| Entry {
        name: with_odds(&branch.name, summary),
        sign: Sign::Mark(Shape::of(*place), colour(*place).line()),
    };
    OverTime {
        quarters: &summary.quarters,
        marks: &summary.marks,
        // Above all histories there is room for a mark.
        axis: Axis { ends: (0.0, 1.06), ..Axis::shares() },
        right: (0.0, SIDE),
        side: Side { room: SIDE - 24.0, lines: 4, beyond: (6.0, 14.0) },
        key: if lines.len() > 1 { lines.iter().map(key).collect() } else { Vec::new() },
        numbers: true,
        panels: vec![panel],
    }
}

/// A point of each year, and the last.
fn yearly(line: &Series) -> Series {
    let last = line.len().saturating_sub(1);
    line.iter().enumerate().filter(|(index, _)| index % 4 == 3 || *index == last).map(|(_, point)| *point).collect()
}
