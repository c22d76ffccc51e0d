//! What happens under each outcome: one group of rows for each event, one mark for each outcome.
//!
//! Takes the shares, gives the figure `events-by-outcome`. The line of a mark goes from 5 to 95% of the draws.

use super::told::{Told, contrast, is_mixture, names, outcomes, things, told};
use crate::findings::Summary;
use crate::report::chart::form::groups::{Group, Groups, Row as Marks};
use crate::report::chart::form::rows::{Mark, Stamp};
use crate::report::chart::kit::*;
use crate::report::words::frequency::band;

#[derive(Serialize)]
struct Row<'a> {
    event: &'a str,
    branch: &'a str,
    share: f64,
    low90: Option<f64>,
    median: Option<f64>,
    high90: Option<f64>,
    low95: f64,
    high95: f64,
    hits: usize,
    trials: usize,
}

pub(crate) fn figure(summary: &Summary) -> Result<Option<Figure>, ChartError> {
    let told = told(summary);
    if told.is_empty() {
        return Ok(None);
    }
    let over_draws = told.iter().all(|row| row.spread.is_some());
    let line = if over_draws { band(summary.certified_draws) } else { "95% of sampling".to_owned() };
    let statement = Statement {
        id: "events-by-outcome".to_owned(),
        title: contrast(summary, &told, "what follows"),
        subtitle: format!(
            "Share of histories with each {}{}; a line spans {line}",
            things(summary),
            by_outcome(summary)
        ),
        alt: alt(summary, &told, &line),
        footer: Footer::run(summary),
        rows: told.iter().map(table).collect(),
    };
    statement.shown(&form(summary, &told)).map(Some)
}

fn table(row: &Told) -> Row<'_> {
    let spread = row.spread;
    Row {
        event: &row.name,
        branch: &row.branch,
        share: row.share,
        low90: spread.map(|spread| spread.low90),
        median: spread.map(|spread| spread.median),
        high90: spread.map(|spread| spread.high90),
        low95: row.low95,
        high95: row.high95,
        hits: row.hits,
        trials: row.trials,
    }
}

fn alt(summary: &Summary, told: &[Told], line: &str) -> String {
    let single = summary.branches.len() < 2;
    let each = names(told).into_iter().map(|name| {
        let rows = told.iter().filter(|row| row.name == name && (single || !is_mixture(&row.branch)));
        let said = rows.map(|row| {
            let (low, high) = row.ends();
            format!("{} under “{}” ({})", row.percent(), row.branch, outward(low, high))
        });
        format!("{}: {}", capital(&name), list(&said.collect::<Vec<_>>()))
    });
    format!(
        "Dots on one axis, the share of histories, a group of rows for each {}, a mark for each outcome, each with a \
         line over {line}. {}.",
        things(summary),
        each.collect::<Vec<_>>().join(". ")
    )
}

fn form(summary: &Summary, told: &[Told]) -> Groups {
    let palette = Palette::of(summary);
    let shapes = summary.branches.iter().enumerate().map(|(place, branch)| (branch.name.as_str(), Shape::of(place)));
    let shapes: Vec<(&str, Shape)> = shapes.collect();
    let group = |name: String| {
        let colour = palette.event(&name);
        let row = |(branch, shape): &(&str, Shape)| {
            let row = told.iter().find(|row| row.name == name && row.branch == *branch)?;
            Some(marks(row, *shape, colour))
        };
        Group { rows: shapes.iter().filter_map(row).collect(), name: capital(&name), colour }
    };
    Groups {
        axis: Axis::percentages(),
        measure: "share of histories".to_owned(),
        key: outcomes(summary, OUTCOME),
        row_key: Vec::new(),
        names: (230.0, 0.0),
        right: 44.0,
        groups: names(told).into_iter().map(group).filter(|group| !group.rows.is_empty()).collect(),
    }
}

fn marks(row: &Told, shape: Shape, colour: Colour) -> Marks {
    let (low, high) = row.ends();
    Marks {
        name: String::new(),
        marks: vec![
            Mark::Line(low, high, colour.line(), STROKE),
            Mark::At(row.share, Stamp::Shaped(shape, colour.line(), 4.2)),
        ],
        word: Some((high.max(row.share), row.percent(), colour)),
    }
}
