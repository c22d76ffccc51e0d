//! What a change of numbers changes, in one or two sentences.
//!
//! Takes a [`WhatIf`], gives what was changed, how an event moved with it, and what moved most at the start.

use super::words::frequency::Known;
use super::words::plain::{capital, list, number, percent, some};
use crate::findings::what_if::{Changed, Reason, WhatIf};

/// Changes that are named; more are counted.
const NAMED: usize = 3;

/// The sentences; empty if nothing was changed.
pub(crate) fn said(found: &WhatIf<'_>) -> String {
    if found.changed.is_empty() {
        return String::new();
    }
    let Some(moved) = found.moved() else {
        return format!("Changed: {}. No event has an exact probability.", changes(&found.changed));
    };
    let Some((verb, from, to)) = words(moved.from, moved.to) else {
        let stays = format!("{} stays at {}.", over(found, &moved.event), percent(moved.to));
        return format!("Changed: {}. {stays}", changes(&found.changed));
    };
    let reason = found.reason(&moved);
    let why = match &reason {
        None if found.other_odds() => ", because the outcomes have other odds.".to_owned(),
        None => ".".to_owned(),
        Some(reason) if reason.tells && !found.other_odds() => format!(", because {}.", asks(found, reason)),
        Some(reason) => format!(". At the start, {}.", asks(found, reason)),
    };
    let moved = format!("{} {verb} from {from} to {to}{why}", over(found, &moved.event));
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

/// What a side asks for or would pay, beside what it did as shipped.
fn asks(found: &WhatIf<'_>, reason: &Reason) -> String {
    let size = number(reason.by.abs(), 1);
    let size = size.strip_suffix(".0").map_or(size.clone(), str::to_owned);
    let (unit, way) = (if size == "1" { "point" } else { "points" }, if reason.by > 0.0 { "more" } else { "less" });
    let does = if reason.client { "asks for" } else { "would pay" };
    let article = if reason.offer.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    let likeliest = if found.now.branches.len() > 1 { " in the likeliest outcome" } else { "" };
    format!("{} {does} {size} {unit} of GDP a year {way} for {article} {}{likeliest}", reason.side, reason.offer)
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
