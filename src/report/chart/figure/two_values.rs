//! What happens over all outcomes at each pair of values of two numbers that are varied: a heat map an event.
//!
//! Takes the variants of a comparison, gives the figures `two-values-…` of the events that move most.

use super::variants::{Point as Seen, moving, seen};
use crate::findings::compare::{Comparison, Layout, Setting, Varied};
use crate::report::chart::form::grid::{Cell, Grid};
use crate::report::chart::kit::*;
use crate::report::varied::blocks;

/// Most events that are drawn.
const MOST: usize = 3;
/// Tint of a share of nothing, and of all.
const TINTS: (f64, f64) = (0.04, 0.9);

/// A cell of the map: both values, with what happens there.
type Place<'a> = ([&'a Setting; 2], Seen<'a>);

/// Whether two numbers are crossed.
pub(crate) fn fits(varied: &Varied) -> bool {
    let two = |set: &[Setting]| set.len() == 2 && set.iter().all(|set| set.number.is_some());
    varied.layout == Layout::Crossed && varied.variants.iter().all(|variant| two(&variant.set))
}

/// The heat maps; none if it is not two numbers that are crossed.
pub(crate) fn figures(comparison: &Comparison) -> Vec<Result<Figure, ChartError>> {
    let Some(varied) = comparison.varied.as_ref().filter(|varied| fits(varied)) else { return Vec::new() };
    let Some(block) = blocks(varied).last().copied() else { return Vec::new() };
    let events = moving(varied, &[block], MOST);
    events
        .iter()
        .enumerate()
        .filter_map(|(index, (_, event))| figure(comparison, varied, block, event, index))
        .collect()
}

fn figure<'a>(
    comparison: &'a Comparison,
    varied: &'a Varied,
    block: &str,
    event: &str,
    index: usize,
) -> Option<Result<Figure, ChartError>> {
    let run = comparison.runs.first()?;
    let place = |variant: &'a crate::findings::compare::Variant| -> Option<Place<'a>> {
        let [one, two] = &variant.set[..] else { return None };
        Some(([one, two], seen(comparison, varied, variant, block, event)?))
    };
    let mut places: Vec<Place> = varied.variants.iter().filter_map(place).collect();
    let counts = [0, 1].map(|at| values(&places, at).len());
    if counts[0] > counts[1] {
        // Rows have more room than columns.
        places.iter_mut().for_each(|(set, _)| set.swap(0, 1));
    }
    let [across, down] = places.first()?.0.map(|set| set.key.clone());
    let all = || places.iter().map(|(_, point)| point.share.probability.value);
    let (least, most) = (all().fold(1.0, f64::min), all().fold(0.0, f64::max));
    let name = capital(event);
    let statement = Statement {
        id: format!("two-values-{}", index + 1),
        title: short([
            format!("{name}: {} to {} over both numbers", percent(least), percent(most)),
            format!("{name}: {} to {}", percent(least), percent(most)),
            format!("From {} to {} over both numbers", percent(least), percent(most)),
        ]),
        subtitle: format!("Share of histories, {}, at each {across} and {down}", branch_title(block).to_lowercase()),
        alt: alt(&name, &places),
        footer: Footer::certified(&run.provenance, run.certified_draws),
        rows: places.iter().map(|(_, point)| point.row()).collect(),
    };
    Some(statement.shown(&form([across, down], &places)))
}

/// The values of one of the two numbers, from the least to the greatest.
fn values<'a>(places: &[Place<'a>], at: usize) -> Vec<&'a Setting> {
    let mut values: Vec<&Setting> = Vec::new();
    for (set, _) in places {
        if !values.iter().any(|known| known.value == set[at].value) {
            values.push(set[at]);
        }
    }
    values.sort_by(|one, two| one.number.unwrap_or(0.0).total_cmp(&two.number.unwrap_or(0.0)));
    values
}

fn alt(name: &str, places: &[Place]) -> String {
    let each = places.iter().map(|([one, two], point)| {
        format!("{} and {}: {}", one.value, two.value, percent(point.share.probability.value))
    });
    format!(
        "Heat map of the share of histories with {name}, darker where it is larger, {} across and {} down. {}.",
        places.first().map_or("", |place| &place.0[0].key),
        places.first().map_or("", |place| &place.0[1].key),
        each.collect::<Vec<_>>().join("; ")
    )
}

fn form(axes: [String; 2], places: &[Place]) -> Grid {
    let columns = values(places, 0);
    let cell = |across: &Setting, down: &Setting| {
        let is = |place: &&Place| place.0[0].value == across.value && place.0[1].value == down.value;
        match places.iter().find(is) {
            Some((_, point)) => Cell {
                text: frequency(point.share),
                colour: BLUE.tint(TINTS.0 + (TINTS.1 - TINTS.0) * point.share.probability.value),
                texture: Texture::Plain,
            },
            None => Cell { text: "–".to_owned(), colour: WHITE, texture: Texture::Plain },
        }
    };
    let row = |down: &Setting| (down.value.clone(), columns.iter().map(|across| cell(across, down)).collect());
    Grid {
        axes,
        columns: columns.iter().map(|set| set.value.clone()).collect(),
        rows: values(places, 1).into_iter().map(row).collect(),
    }
}
