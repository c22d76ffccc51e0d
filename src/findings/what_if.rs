//! What a change of numbers changes: two exact answers side by side, and the likeliest reason.
//!
//! Takes a scenario as shipped and the same with changes, each with its exact means, gives a [`WhatIf`]: what was changed,
//! which event moved, and what at the start moved most with it (model page §4, bargaining range). It is told as a reason only
//! of an event that needs the deal, and where the room for it moved the same way.

use super::marks::marks;
use super::solution::{BranchMeans, Propagated};
use super::starts::{FamilyStart, RoomAtStart};
use super::{EventName, Mark, Provenance};
use crate::scenario::{Assumption, Comparison, Condition, Event, Metric, Offer, Scenario, gloss};
use std::collections::HashMap;

/// Changes at the start that are smaller are no reason, pp/yr.
const LEAST_REASON: f64 = 0.05;
/// Changes of a probability that are smaller are not told.
const LEAST_CHANGE: f64 = 0.005;

/// Two answers side by side.
#[derive(Debug)]
pub struct WhatIf<'a> {
    /// Where the numbers of the changed scenario come from.
    pub provenance: Provenance,
    /// Name of the client.
    pub client: String,
    /// Name of the patron.
    pub patron: String,
    /// Quarters to be marked.
    pub marks: Vec<Mark>,
    /// Names of the offer families.
    pub families: Vec<String>,
    /// The events, the main one first.
    pub events: Vec<EventName>,
    /// What was changed, in the order of the file.
    pub changed: Vec<Changed>,
    /// By event, the offers of which one must be signed for it to happen; none of one that may happen without.
    pub needs: HashMap<String, Vec<String>>,
    /// The answer as shipped.
    pub shipped: &'a Propagated,
    /// The answer with the changes.
    pub now: &'a Propagated,
}

/// A number or setting that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its key.
    pub key: String,
    /// What it means, if the glossary has it.
    pub gloss: Option<String>,
    /// What it was.
    pub from: String,
    /// What it is.
    pub to: String,
}

/// How the probability of an event moved over all outcomes.
#[derive(Debug, Clone, PartialEq)]
pub struct EventMoved {
    /// Its name.
    pub event: String,
    /// As shipped.
    pub from: f64,
    /// Now.
    pub to: f64,
}

/// What of a side moved at the start of the likeliest outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The side's name.
    pub side: String,
    /// Whether it is the client, whose least moved; else the patron, whose most did.
    pub client: bool,
    /// The offer.
    pub offer: String,
    /// By how much, pp/yr.
    pub by: f64,
    /// Whether it tells why the event moved: the event needs this offer signed, and the room for it moved the same way.
    pub tells: bool,
}

impl<'a> WhatIf<'a> {
    /// A scenario as shipped and with changes, each with its answer.
    pub fn new(
        (before, shipped): (&Scenario, &'a Propagated),
        (after, now): (&Scenario, &'a Propagated),
        provenance: Provenance,
    ) -> Self {
        Self {
            provenance,
            client: after.client.clone(),
            patron: after.patron.clone(),
            marks: marks(after),
            families: after.offers.iter().map(|offer| offer.name.clone()).collect(),
            events: super::events::names(after),
            needs: after.events.iter().map(|event| (event.name.clone(), needs(after, event))).collect(),
            changed: changed(before, after, (shipped, now)),
            shipped,
            now,
        }
    }

    /// The branches, and all of them together where there are several: name, as shipped if it is there, now.
    pub fn rows(&self) -> Vec<(&str, Option<&BranchMeans>, &BranchMeans)> {
        let one = |(name, now): (&'a String, &'a BranchMeans)| (name.as_str(), self.shipped.branches.get(name), now);
        let all =
            (self.now.branches.len() > 1).then_some((super::ALL_BRANCHES, Some(&self.shipped.all), &self.now.all));
        self.now.branches.iter().map(one).chain(all).collect()
    }

    /// Names of the quarters.
    pub fn quarters(&self) -> Vec<String> {
        self.now.all.quarters.iter().map(|quarter| quarter.quarter.clone()).collect()
    }

    /// The main event if it moved, else the one that moved most, the first of those that moved alike; `None` if no event has
    /// an exact probability.
    pub fn moved(&self) -> Option<EventMoved> {
        let moved = |(event, now): (&String, &Option<Vec<f64>>)| {
            let from = *self.shipped.all.events.get(event)?.as_ref()?.last()?;
            Some(EventMoved { event: event.clone(), from, to: *now.as_ref()?.last()? })
        };
        let all: Vec<EventMoved> = self.now.all.events.iter().filter_map(moved).collect();
        let size = |moved: &&EventMoved| (moved.to - moved.from).abs();
        let main = all.first().filter(|first| size(first) >= LEAST_CHANGE);
        main.or_else(|| all.iter().reduce(|best, next| if size(&next) > size(&best) { next } else { best })).cloned()
    }

    /// The likeliest outcome now.
    pub fn likeliest(&self) -> Option<&str> {
        let best = self.now.branches.iter().reduce(|best, next| if next.1.odds > best.1.odds { next } else { best });
        best.map(|(name, _)| name.as_str())
    }

    /// What moved most at the start of the likeliest outcome, of what tells why an event moved if there is any; `None` if
    /// nothing did, or if the outcome was not there before.
    pub fn reason(&self, moved: &EventMoved) -> Option<Reason> {
        let name = self.likeliest()?;
        let of = |found: &'a Propagated| found.starts.iter().find(|start| start.start.branch == name);
        let needed = self.needs.get(&moved.event).map_or(&[][..], Vec::as_slice);
        let up = moved.to > moved.from;
        let grounds = self.grounds(of(self.shipped)?, of(self.now)?).into_iter().map(|reason| {
            let wider = (reason.by < 0.0) == reason.client;
            Reason { tells: needed.contains(&reason.offer) && wider == up, ..reason }
        });
        let (telling, others): (Vec<Reason>, Vec<Reason>) =
            grounds.filter(|reason| reason.by.abs() >= LEAST_REASON).partition(|reason| reason.tells);
        let most = |all: Vec<Reason>| {
            all.into_iter().reduce(|best, next| if next.by.abs() > best.by.abs() { next } else { best })
        };
        most(telling).or_else(|| most(others))
    }

    /// Whether the odds of an outcome were changed.
    pub fn other_odds(&self) -> bool {
        let before = |name: &String| self.shipped.branches.get(name).map(|branch| branch.odds);
        self.now.branches.iter().any(|(name, branch)| before(name) != Some(branch.odds))
    }

    fn grounds(&self, before: &RoomAtStart, after: &RoomAtStart) -> Vec<Reason> {
        let families = before.start.ranges.iter().filter_map(|before| {
            let same = |after: &&FamilyStart| after.family == before.family;
            Some((before, after.start.ranges.iter().find(same)?))
        });
        let ends = families.flat_map(|(before, after)| {
            let end = |client: bool, from: Option<f64>, to: Option<f64>| {
                let side = if client { &self.client } else { &self.patron };
                let (side, offer) = (side.clone(), after.family.clone());
                Some(Reason { side, client, offer, by: to? - from?, tells: false })
            };
            [end(true, before.reservation, after.reservation), end(false, before.willingness, after.willingness)]
        });
        ends.flatten().filter(|reason| reason.by.is_finite()).collect()
    }
}

/// The offers of which one must be signed for an event to happen; none if it may happen without.
fn needs(scenario: &Scenario, event: &Event) -> Vec<String> {
    let names = |fits: &dyn Fn(usize, &Offer) -> bool| -> Vec<String> {
        let offers = scenario.offers.iter().enumerate().filter(|(place, offer)| fits(*place, offer));
        offers.map(|(_, offer)| offer.name.clone()).collect()
    };
    let many = |condition: &Condition| matches!(condition.comparison, Comparison::Above | Comparison::AtLeast);
    let signed = event.conditions.iter().find_map(|condition| match condition.metric {
        Metric::IntegrationGain if many(condition) => Some(names(&|_, offer| offer.integrates())),
        Metric::FirstStep if !many(condition) => Some(names(&|_, offer| offer.integrates())),
        Metric::FamilyQuarters(family) if many(condition) => Some(names(&|place, _| place == family)),
        Metric::ContractQuarters if many(condition) => Some(names(&|_, _| true)),
        Metric::FirstAgreement if !many(condition) => Some(names(&|_, _| true)),
        _ => None,
    });
    signed.unwrap_or_default()
}

/// What was changed: the odds of the outcomes as the one that moved most, then numbers and settings whose text differs.
fn changed(before: &Scenario, after: &Scenario, (shipped, now): (&Propagated, &Propagated)) -> Vec<Changed> {
    let old = |key: &str| before.assumptions.iter().find(|number| number.key == key);
    let written = |number: &Assumption| number.central.map_or_else(|| unquoted(&number.written), four_digits);
    let change = |number: &Assumption| {
        let from = old(&number.key).map_or_else(|| "not given".to_owned(), written);
        let to = written(number);
        let start = number.key.strip_suffix(".start").map(|ladder| format!("the start of {ladder}"));
        let gloss = gloss(&number.key, after).or(start);
        (from != to).then(|| Changed { key: number.key.clone(), gloss, from, to })
    };
    let of_outcome = |key: &str| now.branches.keys().any(|name| is_odds_of(key, name));
    let numbers = after.assumptions.iter().filter(|number| !of_outcome(&number.key)).filter_map(change);
    odds(shipped, now).into_iter().chain(numbers).collect()
}

/// The outcome whose odds moved most, if any did.
fn odds(shipped: &Propagated, now: &Propagated) -> Option<Changed> {
    let moved = now.branches.iter().filter_map(|(name, branch)| {
        let from = shipped.branches.get(name)?.odds;
        (from != branch.odds).then_some((name, from, branch.odds))
    });
    let size = |(_, from, to): &(&String, f64, f64)| (to - from).abs();
    let most = moved.reduce(|best, next| if size(&next) > size(&best) { next } else { best });
    let percent = |odds: f64| format!("{}%", four_digits(odds * 100.0));
    most.map(|(name, from, to)| Changed {
        key: format!("odds of {name}"),
        gloss: Some(format!("the odds of {name}")),
        from: percent(from),
        to: percent(to),
    })
}

/// Whether a key is that of an outcome's odds, its name in quotes or not.
fn is_odds_of(key: &str, outcome: &str) -> bool {
    let name = key.strip_suffix(".probability").and_then(|key| key.split_once(".branch."));
    name.is_some_and(|(_, name)| unquoted(name) == outcome)
}

/// A number in four digits at most.
fn four_digits(value: f64) -> String {
    format!("{value:.3e}").parse::<f64>().unwrap_or(value).to_string()
}

fn unquoted(written: &str) -> String {
    written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(written).to_owned()
}
