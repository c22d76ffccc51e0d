//! What happens under each outcome, now and as shipped: a group of rows for each event, a row for each outcome.

use super::{GHOST, NOW, SHIPPED, beside, key, titled};
use crate::findings::what_if::WhatIf;
use crate::report::chart::form::groups::{Group, Groups, Row as Marks};
use crate::report::chart::form::rows::{Mark, Stamp};
use crate::report::chart::kit::*;

#[derive(Serialize)]
struct Row<'a> {
    event: &'a str,
    branch: &'a str,
    probability: f64,
    probability_as_shipped: Option<f64>,
}

pub(crate) fn figure(found: &WhatIf<'_>) -> Result<Option<Quick>, ChartError> {
    let rows = rows(found);
    if rows.is_empty() {
        return Ok(None);
    }
    let statement = Statement {
        id: "events-by-outcome".to_owned(),
        title: title(found),
        subtitle: "Probability of each event on the path, exact at central values; a ring is the value as shipped"
            .to_owned(),
        alt: alt(&rows),
        footer: Footer::central(&found.provenance),
        rows,
    };
    let form = form(found, &statement.rows);
    statement.quick(&form).map(Some)
}

fn rows<'a>(found: &'a WhatIf<'_>) -> Vec<Row<'a>> {
    let last = |chances: Option<&Option<Vec<f64>>>| chances?.as_ref()?.last().copied();
    let of = |event: &'a str| {
        found.rows().into_iter().filter_map(move |(branch, shipped, now)| {
            let probability = last(now.events.get(event))?;
            let probability_as_shipped = shipped.and_then(|shipped| last(shipped.events.get(event)));
            Some(Row { event, branch, probability, probability_as_shipped })
        })
    };
    found.events.iter().flat_map(|event| of(&event.name)).collect()
}

fn title(found: &WhatIf<'_>) -> String {
    match found.moved() {
        Some(moved) if percent(moved.from) != percent(moved.to) => short([
            format!("{}: {}, {} {SHIPPED}", capital(&moved.event), percent(moved.to), percent(moved.from)),
            format!("{} instead of {}", percent(moved.to), percent(moved.from)),
        ]),
        Some(moved) => short([format!("{}: {}", capital(&moved.event), percent(moved.to)), "What follows".to_owned()]),
        None => "What follows".to_owned(),
    }
}

fn alt(rows: &[Row<'_>]) -> String {
    let each = rows.chunk_by(|one, two| one.event == two.event).map(|rows| {
        let said: Vec<String> = rows
            .iter()
            .map(|row| format!("{} {}", branch_title(row.branch), beside(row.probability, row.probability_as_shipped)))
            .collect();
        format!("{}: {}", capital(rows[0].event), said.join("; "))
    });
    format!(
        "Dots on one axis, a group of rows for each event, a row for each outcome, beside rings for the values as shipped. {}.",
        each.collect::<Vec<_>>().join(". ")
    )
}

fn form(found: &WhatIf<'_>, rows: &[Row<'_>]) -> Groups {
    let palette = Palette::new(&found.families, &found.events);
    let odds = |branch: &str| found.now.branches.get(branch).map_or(1.0, |branch| branch.odds);
    let group = |rows: &[Row<'_>]| {
        let colour = palette.event(rows[0].event);
        let row = |row: &Row<'_>| marks(row, titled(row.branch, odds(row.branch)), colour);
        Group { name: capital(rows[0].event), colour, rows: rows.iter().map(row).collect() }
    };
    Groups {
        axis: Axis::percentages(),
        measure: "probability".to_owned(),
        key: key(OUTCOME),
        row_key: Vec::new(),
        names: (170.0, 150.0),
        right: 44.0,
        groups: rows.chunk_by(|one, two| one.event == two.event).map(group).collect(),
    }
}

fn marks(row: &Row<'_>, name: String, colour: Colour) -> Marks {
    let (now, shipped) = (row.probability, row.probability_as_shipped);
    let ghost = shipped.into_iter().flat_map(|shipped| {
        [
            Mark::Line(shipped, now, colour.tint(0.55), STROKE),
            Mark::At(shipped, Stamp::Shaped(GHOST, colour.line(), 4.2)),
        ]
    });
    Marks {
        name,
        marks: ghost.chain([Mark::At(now, Stamp::Shaped(NOW, colour.line(), 4.2))]).collect(),
        word: Some((shipped.map_or(now, |shipped| shipped.max(now)), percent(now), colour)),
    }
}
