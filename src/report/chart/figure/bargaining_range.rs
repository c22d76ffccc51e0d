//! Where a deal can be struck at all: the room for the first offer, by mandate and confrontation.
//!
//! Takes the range panels, gives the figure `bargaining-range`.

use crate::findings::starts::is_on_menu;
use crate::findings::{RangePanel, RangePoint, Summary};
use crate::report::chart::form::grid::{Cell, Grid};
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
    is_on_menu: bool,
}

pub(crate) fn figure(summary: &Summary) -> Result<Option<Figure>, ChartError> {
    let Some(first) = summary.ranges.first() else { return Ok(None) };
    let energy = first.energy.as_ref().map_or_else(String::new, |level| format!(", energy {level}"));
    let statement = Statement {
        id: "bargaining-range".to_owned(),
        title: title(summary, first),
        subtitle: format!(
            "Most that {} pays for the {} less the least that {} takes, points of GDP a year; {}, opening {}{energy}; \
             exact at central values{}",
            summary.patron,
            first.family,
            summary.client,
            first.government,
            first.opening,
            if cells(summary).any(is_off_menu) { "; * no subsidy of the menu lies there" } else { "" }
        ),
        alt: alt(summary, first),
        footer: Footer::run(summary),
        rows: rows(&summary.ranges),
    };
    statement.shown(&form(summary, first)).map(Some)
}

fn width(point: &RangePoint) -> Option<f64> {
    Some(point.willingness? - point.reservation?)
}

/// Every cell with its panel.
fn cells(summary: &Summary) -> impl Iterator<Item = (&RangePanel, &RangePoint)> {
    summary.ranges.iter().flat_map(|panel| panel.points.iter().map(move |point| (panel, point)))
}

/// Whether there is room.
fn has_room(point: &RangePoint) -> bool {
    width(point).is_some_and(|width| width > 0.0)
}

/// Whether there is room, but no subsidy of the menu in it.
fn is_off_menu((panel, point): (&RangePanel, &RangePoint)) -> bool {
    has_room(point) && !is_on_menu(&panel.menu, (point.reservation, point.willingness))
}

fn rows(panels: &[RangePanel]) -> Vec<Row<'_>> {
    panels
        .iter()
        .flat_map(|panel| {
            panel.points.iter().map(move |point| Row {
                government: &panel.government,
                mandate: &panel.mandate,
                opening: &panel.opening,
                family: &panel.family,
                confrontation: &point.confrontation,
                reservation_pp_per_year: point.reservation,
                willingness_pp_per_year: point.willingness,
                is_on_menu: is_on_menu(&panel.menu, (point.reservation, point.willingness)),
            })
        })
        .collect()
}

fn title(summary: &Summary, first: &RangePanel) -> String {
    let known = || cells(summary).filter(|(_, point)| width(point).is_some());
    let open = known().filter(|(panel, point)| has_room(point) && !is_off_menu((panel, point))).count();
    let all = known().count();
    let family = capital(&first.family);
    match open {
        _ if all == 0 => short([format!("{family}: no subsidy matters"), "No subsidy matters".to_owned()]),
        0 => short([format!("{family}: no room for agreement anywhere"), "No room for agreement anywhere".to_owned()]),
        open if open == all => {
            short([format!("{family}: room for agreement everywhere"), "Room for agreement everywhere".to_owned()])
        }
        open => short([
            format!("{family}: room for agreement in {open} of {all} states"),
            format!("Room for agreement in {open} of {all} states"),
        ]),
    }
}

fn said(panel: &RangePanel, point: &RangePoint) -> String {
    let star = if is_off_menu((panel, point)) { "*" } else { "" };
    width(point).map_or("not known".to_owned(), |width| number(width, 1) + star)
}

fn alt(summary: &Summary, first: &RangePanel) -> String {
    let each = summary.ranges.iter().map(|panel| {
        let cells: Vec<String> =
            panel.points.iter().map(|point| format!("{} {}", point.confrontation, said(panel, point))).collect();
        format!("mandate {}: {}", panel.mandate, list(&cells))
    });
    format!(
        "Grid of levels of confrontation across and of the mandate down; each cell is the room for the {} in points of GDP \
         a year, below 0 a gap that no subsidy closes. {}.",
        first.family,
        capital(&each.collect::<Vec<_>>().join("; "))
    )
}

fn form(summary: &Summary, first: &RangePanel) -> Grid {
    let hue = Palette::of(summary).offer(&first.family);
    let sizes = summary.ranges.iter().flat_map(|panel| panel.points.iter().filter_map(width));
    let most = sizes.map(f64::abs).fold(f64::MIN_POSITIVE, f64::max);
    let cell = |(panel, point): (&RangePanel, &RangePoint)| {
        let (colour, texture) = match width(point) {
            Some(_) if is_off_menu((panel, point)) => (CALM, Texture::Falling),
            Some(width) if width > 0.0 => (hue.tint(0.2 + 0.8 * width / most), Texture::Plain),
            Some(_) => (CALM, Texture::Rising),
            None => (WHITE, Texture::Plain),
        };
        Cell { text: said(panel, point), colour, texture }
    };
    let row =
        |panel: &RangePanel| (panel.mandate.clone(), panel.points.iter().map(|point| cell((panel, point))).collect());
    Grid {
        axes: ["Confrontation".to_owned(), "Mandate".to_owned()],
        columns: first.points.iter().map(|point| point.confrontation.clone()).collect(),
        rows: summary.ranges.iter().map(row).collect(),
    }
}
