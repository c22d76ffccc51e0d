//! What binds the two in each quarter: stacked areas of shares, a panel for each outcome; dashed lines are where the areas
//! ended as shipped.

use super::{SHIPPED, titled};
use crate::findings::solution::{BranchMeans, QuarterMeans};
use crate::findings::what_if::WhatIf;
use crate::report::chart::figure::what_binds_over_time::{states, texture};
use crate::report::chart::form::key::{Entry, Sign};
use crate::report::chart::form::over_time::{Layer, OverTime, Panel, Series, Side};
use crate::report::chart::kit::*;

#[derive(Serialize)]
struct Row<'a> {
    branch: &'a str,
    quarter: String,
    state: String,
    share: f64,
    share_as_shipped: Option<f64>,
}

pub(crate) fn figure(found: &WhatIf<'_>) -> Result<Option<Quick>, ChartError> {
    let quarters = found.quarters();
    let statement = Statement {
        id: "what-binds-over-time".to_owned(),
        title: "What binds the two states".to_owned(),
        subtitle: format!(
            "What binds the two states in each quarter: probability, %, exact at central values; dashed: {SHIPPED}"
        ),
        alt: alt(found, &quarters),
        footer: Footer::central(&found.provenance),
        rows: rows(found),
    };
    statement.quick(&form(found, &quarters)).map(Some)
}

/// The share of a state in a quarter.
fn share(quarter: &QuarterMeans, quantity: &str) -> f64 {
    let known = match quantity.strip_prefix("contract: ") {
        Some(family) => quarter.contract.get(family),
        None => quarter.means.get(quantity),
    };
    known.copied().unwrap_or(0.0)
}

fn rows<'a>(found: &'a WhatIf<'_>) -> Vec<Row<'a>> {
    let states = states(&found.families);
    let mut rows = Vec::new();
    for (branch, shipped, now) in found.rows() {
        for (at, quarter) in now.quarters.iter().enumerate() {
            rows.extend(states.iter().map(|(quantity, _)| Row {
                branch,
                quarter: quarter.quarter.clone(),
                state: quantity.clone(),
                share: share(quarter, quantity),
                share_as_shipped: shipped.and_then(|shipped| Some(share(shipped.quarters.get(at)?, quantity))),
            }));
        }
    }
    rows
}

fn alt(found: &WhatIf<'_>, quarters: &[String]) -> String {
    let each = found.rows().into_iter().filter_map(|(branch, shipped, now)| {
        let (now, shipped) = (now.quarters.last()?, shipped.and_then(|shipped| shipped.quarters.last()));
        let said = states(&found.families).into_iter().map(|(quantity, name)| {
            let shipped = shipped.map(|shipped| share(shipped, &quantity));
            format!("{} {}", name.to_lowercase().replace(',', ""), super::beside(share(now, &quantity), shipped))
        });
        Some(format!("{}: {}", branch_title(branch), said.collect::<Vec<_>>().join("; ")))
    });
    format!(
        "Stacked areas of what binds the two by quarter, a panel for each outcome; dashed lines are where they ended as \
         shipped. In the last quarter, {}.{}",
        each.collect::<Vec<_>>().join(". "),
        marks_in_words(&found.marks, quarters)
    )
}

/// The upper edges of the stacked states.
fn edges(found: &WhatIf<'_>, branch: &BranchMeans) -> Vec<Series> {
    let mut floor = vec![0.0_f64; branch.quarters.len()];
    let edge = |(quantity, _): (String, String)| {
        for (level, quarter) in floor.iter_mut().zip(&branch.quarters) {
            *level = (*level + share(quarter, &quantity)).min(1.0);
        }
        floor.iter().copied().enumerate().collect()
    };
    states(&found.families).into_iter().map(edge).collect()
}

fn form<'a>(found: &'a WhatIf<'_>, quarters: &'a [String]) -> OverTime<'a> {
    let palette = Palette::new(&found.families, &found.events);
    let states = states(&found.families);
    let panel = |(name, shipped, now): (&str, Option<&BranchMeans>, &BranchMeans)| {
        let edges_now = edges(found, now);
        let zero: Series = (0..quarters.len()).map(|quarter| (quarter, 0.0)).collect();
        let lower = [zero].into_iter().chain(edges_now.iter().cloned());
        let areas = edges_now.iter().zip(lower).zip(&states).map(|((upper, lower), (quantity, _))| {
            let texture = Some(texture(&found.families, quantity));
            Layer::Area(upper.clone(), lower, palette.state(quantity), texture)
        });
        let seams = edges_now.iter().map(|edge| Layer::Line(edge.clone(), WHITE, 1.2));
        // The last edge is 1 in both.
        let ghosts = shipped.map(|shipped| edges(found, shipped)).unwrap_or_default();
        let count = ghosts.len().saturating_sub(1);
        let ghosts = ghosts.into_iter().take(count).map(|edge| Layer::Dashed(edge, INK, STROKE * 0.6));
        Panel {
            name: titled(name, now.odds),
            under: areas.chain(seams).collect(),
            over: ghosts.collect(),
            ..Panel::default()
        }
    };
    let swatch = |(quantity, name): &(String, String)| Entry {
        name: name.clone(),
        sign: Sign::Swatch(palette.state(quantity), texture(&found.families, quantity)),
    };
    let ghost = Entry { name: SHIPPED.to_owned(), sign: Sign::Dashed(INK) };
    OverTime {
        quarters,
        marks: &found.marks,
        axis: Axis::shares(),
        right: (0.0, 0.0),
        side: Side { room: 0.0, lines: 1, beyond: (0.0, 0.0) },
        key: states.iter().rev().map(swatch).chain([ghost]).collect(),
        numbers: false,
        panels: found.rows().into_iter().map(panel).collect(),
    }
}
