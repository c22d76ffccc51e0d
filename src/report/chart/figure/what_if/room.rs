//! Can a deal be struck where each outcome begins: the least the client takes and the most the patron pays, now and as shipped.

use super::{SHIPPED, titled};
use crate::findings::starts::FamilyStart;
use crate::findings::what_if::WhatIf;
use crate::report::chart::form::groups::{Group, Groups, Row as Marks};
use crate::report::chart::form::key::{Entry, Sign};
use crate::report::chart::form::rows::{Mark, Stamp};
use crate::report::chart::kit::*;

/// Half the height of room.
const ROOM: f64 = 4.0;

#[derive(Serialize)]
struct Row<'a> {
    branch: &'a str,
    government: &'a str,
    offer: &'a str,
    reservation_pp_per_year: Option<f64>,
    willingness_pp_per_year: Option<f64>,
    reservation_as_shipped: Option<f64>,
    willingness_as_shipped: Option<f64>,
}

pub(crate) fn figure(found: &WhatIf<'_>) -> Result<Option<Quick>, ChartError> {
    let rows = rows(found);
    if rows.iter().all(|row| row.width().is_none()) {
        return Ok(None);
    }
    let open = rows.iter().filter(|row| row.width().is_some_and(|width| width > 0.0)).count();
    let statement = Statement {
        id: "room-for-a-deal".to_owned(),
        title: format!("Room for a deal in {open} of {} cases", rows.len()),
        subtitle: format!(
            "Subsidy in percentage points of {}'s GDP a year, where each outcome begins, before any dispute; exact at \
             central values; hollow marks: {SHIPPED}",
            found.client
        ),
        alt: alt(found, &rows),
        footer: Footer::central(&found.provenance),
        rows,
    };
    let form = form(found, &statement.rows);
    statement.quick(&form).map(Some)
}

impl Row<'_> {
    fn width(&self) -> Option<f64> {
        Some(self.willingness_pp_per_year? - self.reservation_pp_per_year?)
    }

    /// All ends, in the order of the columns.
    fn ends(&self) -> [Option<f64>; 4] {
        let (reservation, willingness) = (self.reservation_pp_per_year, self.willingness_pp_per_year);
        [reservation, willingness, self.reservation_as_shipped, self.willingness_as_shipped]
    }

    fn said(&self) -> String {
        match self.width() {
            None => "not known".to_owned(),
            Some(width) if width > 0.0 => format!("room {}", number(width, 1)),
            Some(width) => format!("gap {}", number(-width, 1)),
        }
    }
}

fn rows<'a>(found: &'a WhatIf<'_>) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for start in &found.now.starts {
        let start = &start.start;
        let shipped = found.shipped.starts.iter().find(|other| other.start.branch == start.branch);
        for range in &start.ranges {
            let same = |other: &&FamilyStart| other.family == range.family;
            let before = shipped.and_then(|shipped| shipped.start.ranges.iter().find(same));
            rows.push(Row {
                branch: &start.branch,
                government: &start.government,
                offer: &range.family,
                reservation_pp_per_year: range.reservation,
                willingness_pp_per_year: range.willingness,
                reservation_as_shipped: before.and_then(|before| before.reservation),
                willingness_as_shipped: before.and_then(|before| before.willingness),
            });
        }
    }
    rows
}

fn alt(found: &WhatIf<'_>, rows: &[Row<'_>]) -> String {
    let end = |end: Option<f64>| end.map_or("not known".to_owned(), |end| number(end, 1));
    let said = rows.iter().map(|row| {
        let [least, most, least_before, most_before] = row.ends().map(end);
        let (branch, offer, width) = (branch_title(row.branch), row.offer, row.said());
        format!("{branch}, {offer}: {least} against {most}, {width}; {SHIPPED} {least_before} against {most_before}")
    });
    format!(
        "Dumbbells in points of GDP a year, a group of rows for each outcome, a row for each offer: a dot for the least that \
         {} takes against a square for the most that {} pays, hollow as shipped. {}.",
        found.client,
        found.patron,
        said.collect::<Vec<_>>().join(". ")
    )
}

fn form(found: &WhatIf<'_>, rows: &[Row<'_>]) -> Groups {
    let palette = Palette::new(&found.families, &found.events);
    let odds = |branch: &str| found.now.branches.get(branch).map_or(1.0, |branch| branch.odds);
    let group = |rows: &[Row<'_>]| Group {
        name: titled(rows[0].branch, odds(rows[0].branch)),
        colour: INK,
        rows: rows.iter().map(|row| marks(row, palette.offer(row.offer))).collect(),
    };
    let offer =
        |family: &String| Entry { name: capital(family), sign: Sign::Swatch(palette.offer(family), Texture::Plain) };
    let entry = |name: String, shape| Entry { name, sign: Sign::Mark(shape, OUTCOME) };
    let values = rows.iter().flat_map(Row::ends).flatten().chain([0.0]);
    Groups {
        axis: Axis::around(values, "", 6),
        measure: "percentage points of GDP a year".to_owned(),
        key: vec![
            entry(format!("least {} takes", found.client), Shape::Dot),
            entry(format!("most {} pays", found.patron), Shape::Square),
            entry(format!("least, {SHIPPED}"), Shape::Ring),
            entry(format!("most, {SHIPPED}"), Shape::Frame),
        ],
        row_key: found.families.iter().map(offer).collect(),
        names: (170.0, 130.0),
        right: 70.0,
        groups: rows.chunk_by(|one, two| one.branch == two.branch).map(group).collect(),
    }
}

fn marks(row: &Row<'_>, colour: Colour) -> Marks {
    let hue = colour.line();
    let [least, most, least_before, most_before] = row.ends();
    let between = least.zip(most).map(|(least, most)| match most > least {
        true => Mark::Bar(least, most, colour.tint(0.55), ROOM),
        false => Mark::Broken(most, least, QUIET, HAIRLINE * 1.6),
    });
    let at = |end: Option<f64>, shape| end.map(|end| Mark::At(end, Stamp::Shaped(shape, hue, 4.3)));
    let ends =
        [at(least_before, Shape::Ring), at(most_before, Shape::Frame), at(least, Shape::Dot), at(most, Shape::Square)];
    let right = row.ends().into_iter().flatten().fold(f64::NEG_INFINITY, f64::max);
    let ink = if row.width().is_some_and(|width| width > 0.0) { colour } else { QUIET };
    Marks {
        name: capital(row.offer),
        marks: between.into_iter().chain(ends.into_iter().flatten()).collect(),
        word: Some((if right.is_finite() { right } else { 0.0 }, row.said(), ink)),
    }
}
