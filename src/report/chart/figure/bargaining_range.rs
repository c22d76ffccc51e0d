//! Can the deal still be struck: the bargaining range against confrontation, one panel per start.
//!
//! Takes the range panels, gives the figure `bargaining-range`.

use super::bargaining_words as words;
use crate::findings::{RangePanel, RangePoint, Summary};
use crate::report::chart::form::levels::{Levels, Panel, Shade};
use crate::report::chart::kit::*;

#[derive(Serialize)]
struct Row<'a> {
    government: &'a str,
    mandate: &'a str,
    opening: &'a str,
    family: &'a str,
    confrontation: &'a str,
    reservation_pp_per_year: Option<f64>,
    willingness_pp_per_year: Option<f64>,
}

pub(crate) fn figure(summary: &Summary) -> Result<Option<Figure>, ChartError> {
    let Summary { ranges, client, patron, .. } = summary;
    let Some(first) = ranges.first() else { return Ok(None) };
    let title = words::title(ranges);
    let energy = first.energy.as_ref().map_or_else(String::new, |level| format!(", energy {level}"));
    let statement = Statement {
        id: "bargaining-range".to_owned(),
        subtitle: format!(
            "{}: least subsidy {client} would take, most {patron} would pay, points of GDP a year, by confrontation; \
             exact, at central values{energy}",
            capital(&first.family)
        ),
        alt: words::alt(summary, &title),
        title,
        footer: Footer::run(summary),
        rows: ranges.iter().flat_map(|panel| panel.points.iter().map(|point| row(panel, point))).collect(),
    };
    let missing = |panel: usize, levels: &[String]| words::missing(&ranges[panel], summary, levels);
    let values = ranges.iter().flat_map(|panel| &panel.points);
    let values = values.flat_map(|point| [point.reservation, point.willingness]).flatten();
    let form = Levels {
        axis: Axis::padded(values, "points of GDP a year", if ranges.len() > 2 { 4 } else { 6 }),
        lines: [format!("Least {client} would take"), format!("Most {patron} would pay")],
        shades: [
            Shade { words: "room for a deal", hue: GREEN, opacity: 0.25 },
            Shade { words: "no subsidy both accept", hue: ORANGE, opacity: 0.35 },
        ],
        turns: ["range closes", "range opens"],
        none: "The subsidy matters to neither side",
        missing: &missing,
        panels: ranges.iter().map(panel).collect(),
    };
    statement.shown(&form).map(Some)
}

fn row<'a>(panel: &'a RangePanel, point: &'a RangePoint) -> Row<'a> {
    Row {
        government: &panel.government,
        mandate: &panel.mandate,
        opening: &panel.opening,
        family: &panel.family,
        confrontation: &point.confrontation,
        reservation_pp_per_year: point.reservation,
        willingness_pp_per_year: point.willingness,
    }
}

fn panel(range: &RangePanel) -> Panel {
    let level = |point: &RangePoint| (point.confrontation.clone(), [point.reservation, point.willingness]);
    Panel { name: words::start(range), levels: range.points.iter().map(level).collect() }
}
