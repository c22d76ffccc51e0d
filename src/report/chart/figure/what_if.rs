//! Charts of a changed scenario, each with what the scenario says as shipped as a ghost: hollow marks, dashed lines.
//!
//! Takes a [`WhatIf`](crate::findings::what_if::WhatIf), gives the figures `events-by-outcome`, `main-event-over-time`,
//! `what-binds-over-time` and `room-for-a-deal`. All of it is exact at central values.

mod binds;
mod events;
mod over_time;
mod room;

pub(crate) use binds::figure as binds;
pub(crate) use events::figure as events;
pub(crate) use over_time::figure as over_time;
pub(crate) use room::figure as room;

use crate::report::chart::form::key::{Entry, Sign};
use crate::report::chart::kit::*;

/// The mark of what holds now, and that of what is shipped.
const NOW: Shape = Shape::Dot;
const GHOST: Shape = Shape::Ring;
/// What the ghost is called.
const SHIPPED: &str = "as shipped";

/// The key of marks: now, and as shipped.
fn key(colour: Colour) -> Vec<Entry> {
    let entry = |name: &str, shape| Entry { name: name.to_owned(), sign: Sign::Mark(shape, colour) };
    vec![entry("now", NOW), entry(SHIPPED, GHOST)]
}

/// An outcome with its odds, where there are several.
fn titled(name: &str, odds: f64) -> String {
    let odds = if odds < 1.0 { format!(" (odds\u{a0}{})", exact(odds)) } else { String::new() };
    branch_title(name) + &odds
}

/// A share now and as shipped, in words: "41%, 70% as shipped".
fn beside(now: f64, shipped: Option<f64>) -> String {
    match shipped.map(percent) {
        Some(shipped) if shipped != percent(now) => format!("{}, {shipped} {SHIPPED}", percent(now)),
        _ => percent(now),
    }
}
