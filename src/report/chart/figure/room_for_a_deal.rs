//! Can a deal be struck where each outcome begins: the least the client takes and the most the patron pays, offer by offer.
//!
//! Takes the ranges where the branches begin, gives the figure `room-for-a-deal`.

use crate::findings::Summary;
use crate::findings::starts::{BranchStart, FamilyStart};
use crate::report::chart::form::groups::{Group, Groups, Row as Marks};
use crate::report::chart::form::key::{Entry, Sign};
use crate::report::chart::form::rows::{Mark, Stamp};
use crate::report::chart::kit::*;

/// Half the height of room, and width of the line across a gap.
const ROOM: f64 = 4.0;
/// Room and gaps narrower than this are told as none, pp/yr.
const NONE: f64 = 0.05;

#[derive(Serialize)]
struct Row<'a> {
    branch: &'a str,
    government: &'a str,
    mandate: &'a str,
    opening: &'a str,
    confrontation: &'a str,
    offer: &'a str,
    reservation_pp_per_year: Option<f64>,
    willingness_pp_per_year: Option<f64>,
    menu_low: Option<f64>,
    menu_high: Option<f64>,
    is_on_menu: bool,
}

pub(crate) fn figure(summary: &Summary) -> Result<Option<Figure>, ChartError> {
    let ranges = || summary.starts.iter().flat_map(|start| &start.ranges);
    if ranges().all(|range| range.width().is_none()) {
        return Ok(None);
    }
    let statement = Statement {
        id: "room-for-a-deal".to_owned(),
        title: title(summary),
        subtitle: format!(
            "Subsidy in percentage points of {}'s GDP a year, where each outcome begins, before any dispute; exact at \
             central values",
            summary.client
        ),
        alt: alt(summary),
        footer: Footer::run(summary),
        rows: summary.starts.iter().flat_map(|start| start.ranges.iter().map(|range| table(start, range))).collect(),
    };
    statement.shown(&form(summary)).map(Some)
}

fn table<'a>(start: &'a BranchStart, range: &'a FamilyStart) -> Row<'a> {
    Row {
        branch: &start.branch,
        government: &start.government,
        mandate: &start.mandate,
        opening: &start.opening,
        confrontation: &start.confrontation,
        offer: &range.family,
        reservation_pp_per_year: range.reservation,
        willingness_pp_per_year: range.willingness,
        menu_low: range.menu.first().copied(),
        menu_high: range.menu.last().copied(),
        is_on_menu: range.is_on_menu(),
    }
}

/// Where there is room for which offer: in the likeliest outcomes first.
fn title(summary: &Summary) -> String {
    let rows: Vec<(&BranchStart, &FamilyStart)> =
        summary.starts.iter().flat_map(|start| start.ranges.iter().map(move |range| (start, range))).collect();
    let count = rows.iter().filter(|(_, range)| is_open(range)).count();
    if count == 0 && rows.iter().any(|(_, range)| is_off_menu(range)) {
        return "No outcome begins with a deal on the menu".to_owned();
    }
    if count == 0 {
        return "No outcome begins with room for a deal".to_owned();
    }
    if count == rows.len() {
        return "Every outcome begins with room for every offer".to_owned();
    }
    let only = |family| Some((family, alone(summary, &rows, family)?));
    match summary.families.iter().find_map(only) {
        Some((family, branch)) => short([
            format!("Room for the {family} only under “{branch}”"),
            format!("{} has room in one outcome only", capital(family)),
            "One offer has room in one outcome only".to_owned(),
        ]),
        None => format!("Room for a deal in {count} of {} cases", rows.len()),
    }
}

/// Whether there is room, and a subsidy of the menu in it.
fn is_open(range: &FamilyStart) -> bool {
    has_room(range) && range.is_on_menu()
}

/// Whether there is room, but no subsidy of the menu in it.
fn is_off_menu(range: &FamilyStart) -> bool {
    has_room(range) && !range.is_on_menu()
}

fn has_room(range: &FamilyStart) -> bool {
    range.width().is_some_and(|width| width > NONE)
}

/// The only outcome with room for an offer, where there are several.
fn alone<'a>(summary: &Summary, rows: &[(&'a BranchStart, &FamilyStart)], family: &String) -> Option<&'a str> {
    let mut of = rows.iter().filter(|(_, range)| range.family == *family && is_open(range));
    let (start, _) = of.next()?;
    (summary.starts.len() > 1 && of.next().is_none()).then_some(start.branch.as_str())
}

/// What a row comes to: how wide the room is, or the gap.
fn width(range: &FamilyStart) -> String {
    match range.width() {
        None => "not known".to_owned(),
        Some(width) if width.abs() <= NONE => "neither room nor gap".to_owned(),
        Some(_) if is_off_menu(range) => "no deal on the menu".to_owned(),
        Some(width) if width > 0.0 => format!("room {}", number(width, 1)),
        Some(width) => format!("gap {}", number(-width, 1)),
    }
}

fn alt(summary: &Summary) -> String {
    let one = |range: &FamilyStart| {
        let end = |end: Option<f64>| end.map_or("not known".to_owned(), |end| number(end, 1));
        let (least, most) = (end(range.reservation), end(range.willingness));
        format!("{}: {least} against {most}, {}", range.family, width(range))
    };
    let each = summary.starts.iter().map(|start| {
        let said: Vec<String> = start.ranges.iter().map(one).collect();
        let said = if said.is_empty() { "no offer can be made".to_owned() } else { said.join("; ") };
        format!("{}: {said}", branch_title(&start.branch))
    });
    format!(
        "Dumbbells in points of GDP a year, a group of rows for each outcome, a row for each offer: a dot for the least that \
         {} takes against a square for the most that {} pays; a bar between them is room for a deal, a broken line a gap, a \
         thin line room in which the menu has no subsidy. {}.",
        summary.client,
        summary.patron,
        each.collect::<Vec<_>>().join(". ")
    )
}

fn form(summary: &Summary) -> Groups {
    let palette = Palette::of(summary);
    let ranges = || summary.starts.iter().flat_map(|start| &start.ranges);
    let values = ranges().flat_map(|range| [range.reservation, range.willingness]).flatten().chain([0.0]);
    let group = |start: &BranchStart| {
        let row = |range: &FamilyStart| marks(range, palette.offer(&range.family));
        Group { name: with_odds(&start.branch, summary), colour: INK, rows: start.ranges.iter().map(row).collect() }
    };
    let offer =
        |family: &String| Entry { name: capital(family), sign: Sign::Swatch(palette.offer(family), Texture::Plain) };
    let entry = |name: String, shape| Entry { name, sign: Sign::Mark(shape, OUTCOME) };
    Groups {
        axis: Axis::around(values, "", 6),
        measure: "percentage points of GDP a year".to_owned(),
        key: vec![
            entry(format!("least {} takes", summary.client), Shape::Dot),
            entry(format!("most {} pays", summary.patron), Shape::Square),
        ],
        row_key: summary.families.iter().map(offer).collect(),
        names: (170.0, 130.0),
        right: if ranges().any(is_off_menu) { 106.0 } else { 70.0 },
        groups: summary.starts.iter().filter(|start| !start.ranges.is_empty()).map(group).collect(),
    }
}

fn marks(range: &FamilyStart, colour: Colour) -> Marks {
    let hue = colour.line();
    let between = range.reservation.zip(range.willingness).map(|(least, most)| match most > least {
        true if is_off_menu(range) => Mark::Line(least, most, QUIET, HAIRLINE),
        true => Mark::Bar(least, most, colour.tint(0.55), ROOM),
        false => Mark::Broken(most, least, QUIET, HAIRLINE * 1.6),
    });
    let ends = [
        range.reservation.map(|least| Mark::At(least, Stamp::Shaped(Shape::Dot, hue, 4.4))),
        range.willingness.map(|most| Mark::At(most, Stamp::Shaped(Shape::Square, hue, 4.2))),
    ];
    let right = range.reservation.into_iter().chain(range.willingness).reduce(f64::max).unwrap_or(0.0);
    let ink = if is_open(range) { colour } else { QUIET };
    Marks {
        name: capital(&range.family),
        marks: between.into_iter().chain(ends.into_iter().flatten()).collect(),
        word: Some((right, width(range), ink)),
    }
}
