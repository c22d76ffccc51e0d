//! What a change of numbers changes, in one or two sentences.
//!
//! Takes a [`WhatIf`], gives what was changed, how an event moved with it, and what moved most at the start.

use super::words::frequency::Known;
use super::words::plain::{capital, list, number, percent, some};
use crate::findings::what_if::{Changed, Ground, Reason, WhatIf};

/// Changes that are named; more are counted.
const NAMED: usize = 3;

/// The sentences; empty if nothing was changed.
pub(crate) fn said(found: &WhatIf<'_>) -> String {
    if found.changed.is_empty() {
        return String::new();
    }
    let why = found
        .reason()
        .map(|reason| because(&reason))
        .or_else(|| found.other_odds().then(|| "because the outcomes have other odds".to_owned()));
    let why = why.map_or_else(String::new, |why| format!(", {why}"));
    let moved = match found.moved() {
        Some(moved) => match words(moved.from, moved.to) {
            Some((verb, from, to)) => format!("{} {verb} from {from} to {to}{why}.", over(found, &moved.event)),
            None => format!("{} stays at {}.", over(found, &moved.event), percent(moved.to)),
        },
        None => "No event has an exact probability.".to_owned(),
    };
    format!("Changed: {}. {moved}", changes(&found.changed))
}

fn over(found: &WhatIf<'_>, event: &str) -> String {
    let all = if found.now.branches.len() > 1 { ", over all outcomes," } else { "" };
    format!("{}{all}", capital(event))
}

/// Which way a probability moved, in tenths where these tell it; `None` if it did not move as far as can be told.
fn words(from: f64, to: f64) -> Option<(&'static str, String, String)> {
    let verb = if to > from { "rises" } else { "falls" };
    let [old, new] = [from, to].map(|share| Known::exact(share).in_ten());
    if old != new {
        // One "in 10" is enough.
        let short =
            old.split_once(" in ").filter(|(_, of)| new.split_once(" in ").is_some_and(|(_, other)| other == *of));
        let old =
            short.filter(|(count, _)| count.parse::<u32>().is_ok()).map_or(old.clone(), |(count, _)| count.to_owned());
        return Some((verb, old, new));
    }
    let [old, new] = [from, to].map(percent);
    (old != new).then_some((verb, old, new))
}

fn because(reason: &Reason) -> String {
    let points = |by: f64| {
        let size = number(by.abs(), 1);
        let size = size.strip_suffix(".0").map_or(size.clone(), str::to_owned);
        let (unit, way) = (if size == "1" { "point" } else { "points" }, if by > 0.0 { "more" } else { "less" });
        format!("{size} {unit} of GDP a year {way}")
    };
    let (side, by) = (&reason.side, points(reason.by));
    match &reason.what {
        Ground::NoAgreement => format!("because what {side} has without a deal is worth {by}"),
        Ground::Reservation(offer) => format!("because {side} asks for {by} in a {offer}"),
        Ground::Willingness(offer) => format!("because {side} would pay {by} for a {offer}"),
    }
}

fn changes(changed: &[Changed]) -> String {
    let one = |change: &Changed| {
        let name = change.gloss.as_ref().unwrap_or(&change.key);
        format!("{name} ({} instead of {})", change.to, change.from)
    };
    let mut named: Vec<String> = changed.iter().take(NAMED).map(one).collect();
    if changed.len() > NAMED {
        named.push(some(changed.len() - NAMED, "other number", "other numbers"));
    }
    list(&named)
}
