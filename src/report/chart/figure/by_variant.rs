//! What happens over all outcomes in each variant: a group of rows an event, a dot a variant.
//!
//! Takes the variants of a comparison, gives the figure `by-variant`. The line of a dot goes from 5 to 95% of the draws.

use super::two_values;
use super::variants::{Point as Seen, moving, seen};
use crate::base::text::clip;
use crate::findings::compare::{Comparison, Layout};
use crate::report::chart::form::groups::{Group, Groups, Row};
use crate::report::chart::form::rows::{Mark, Stamp};
use crate::report::chart::kit::*;
use crate::report::varied::blocks;
use crate::report::words::frequency::band;

/// Most events, and most rows of all of them.
const MOST: (usize, usize) = (4, 24);
/// Rows of which each name has two lines on a slide; of more it has one, of so many columns.
const ROOMY: (usize, usize) = (12, 36);

pub(crate) fn figure(comparison: &Comparison) -> Result<Option<Figure>, ChartError> {
    let Some((varied, run)) = comparison.varied.as_ref().zip(comparison.runs.first()) else { return Ok(None) };
    let Some(block) = blocks(varied).last().copied().filter(|_| varied.layout != Layout::Values) else {
        return Ok(None);
    };
    if two_values::fits(varied) {
        return Ok(None);
    }
    let shown = varied.variants.len().min(MOST.1);
    let group = |(place, event): (usize, &'_ str)| {
        let points =
            varied.variants[..shown].iter().filter_map(|variant| seen(comparison, varied, variant, block, event));
        (capital(event), EVENTS[place % EVENTS.len()], points.collect::<Vec<Seen>>())
    };
    let events = (MOST.1 / shown.max(1)).clamp(1, MOST.0);
    let groups: Vec<(String, Colour, Vec<Seen>)> =
        moving(varied, &[block], events).into_iter().map(group).filter(|(.., points)| !points.is_empty()).collect();
    if groups.is_empty() {
        return Ok(None);
    }
    let more = match shown < varied.variants.len() {
        true => format!("; the first {shown} of {} variants", varied.variants.len()),
        false => String::new(),
    };
    let statement = Statement {
        id: "by-variant".to_owned(),
        title: title(&groups),
        subtitle: format!(
            "Share of histories in each variant, {}; a line spans {}{more}",
            branch_title(block).to_lowercase(),
            band(run.certified_draws)
        ),
        alt: alt(&groups),
        footer: Footer::certified(&run.provenance, run.certified_draws),
        rows: groups.iter().flat_map(|(.., points)| points).map(Seen::row).collect(),
    };
    statement.shown(&form(&groups)).map(Some)
}

fn value(point: &Seen) -> f64 {
    point.share.probability.value
}

/// The event that the variants move most, at both ends.
fn title(groups: &[(String, Colour, Vec<Seen>)]) -> String {
    let ends = groups.iter().filter_map(|(name, _, points)| {
        let least = points.iter().min_by(|one, two| value(one).total_cmp(&value(two)))?;
        let most = points.iter().max_by(|one, two| value(one).total_cmp(&value(two)))?;
        Some((name, least, most))
    });
    let apart = |(_, least, most): &(&String, &Seen, &Seen)| value(most) - value(least);
    let Some((name, least, most)) = ends.reduce(|one, two| if apart(&two) > apart(&one) { two } else { one }) else {
        return "Variants".to_owned();
    };
    let (low, high) = (percent(value(least)), percent(value(most)));
    short([
        format!("{name}: {high} in “{}”, {low} in “{}”", most.variant, least.variant),
        format!("{name}: {low} to {high}, by variant"),
        format!("From {low} to {high}, by variant"),
    ])
}

fn alt(groups: &[(String, Colour, Vec<Seen>)]) -> String {
    let each = groups.iter().map(|(name, _, points)| {
        let said = points.iter().map(|point| format!("{} in “{}”", percent(value(point)), point.variant));
        format!("{name}: {}", list(&said.collect::<Vec<_>>()))
    });
    format!(
        "Dots on one axis, the share of histories, a group of rows for each event, a dot for each variant, each with a line \
         over the draws. {}.",
        each.collect::<Vec<_>>().join(". ")
    )
}

fn form(groups: &[(String, Colour, Vec<Seen>)]) -> Groups {
    let many = groups.iter().map(|(.., points)| points.len()).sum::<usize>() > ROOMY.0;
    let group = |(name, colour, points): &(String, Colour, Vec<Seen>)| {
        let row = |point: &Seen| {
            let spread = point.share.spread;
            Row {
                name: if many { clip(point.variant, ROOMY.1) } else { point.variant.to_owned() },
                marks: vec![
                    Mark::Line(spread.low90, spread.high90, colour.line(), STROKE),
                    Mark::At(value(point), Stamp::Shaped(Shape::Dot, colour.line(), 4.2)),
                ],
                word: Some((spread.high90.max(value(point)), percent(value(point)), *colour)),
            }
        };
        Group { name: name.clone(), colour: *colour, rows: points.iter().map(row).collect() }
    };
    Groups {
        axis: Axis::percentages(),
        measure: "share of histories".to_owned(),
        key: Vec::new(),
        row_key: Vec::new(),
        names: (130.0, 260.0),
        right: 44.0,
        groups: groups.iter().map(group).collect(),
    }
}
