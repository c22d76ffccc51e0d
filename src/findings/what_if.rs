//! What a change of numbers changes: two exact answers side by side, and the likeliest reason.
//!
//! Takes a scenario as shipped and the same with changes, each with its exact means, gives a [`WhatIf`]: what was changed,
//! which event moved, and what at the start moved most with it (model page §4, bargaining range). A change beside a
//! change, no proof of a cause.

use super::marks::marks;
use super::solution::{BranchMeans, Propagated};
use super::starts::RoomAtStart;
use super::{EventName, Mark, Provenance};
use crate::scenario::{Scenario, gloss};

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
    /// What moved.
    pub what: Ground,
    /// By how much, pp/yr.
    pub by: f64,
}

/// A number of a side at the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// The least subsidy that the client takes for this offer.
    Reservation(String),
    /// The most that the patron pays for this offer.
    Willingness(String),
    /// What the side has without a deal, as a subsidy that would make up for it.
    NoAgreement,
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
            changed: changed(before, after),
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

    /// What moved most at the start of the likeliest outcome; `None` if nothing did, or if it was not there before.
    pub fn reason(&self) -> Option<Reason> {
        let name = self.likeliest()?;
        let of = |found: &'a Propagated| found.starts.iter().find(|start| start.start.branch == name);
        let grounds = self.grounds(of(self.shipped)?, of(self.now)?);
        let most = grounds.into_iter().reduce(|best, next| if next.by.abs() > best.by.abs() { next } else { best });
        most.filter(|reason| reason.by.abs() >= LEAST_REASON)
    }

    /// Whether the odds of an outcome were changed.
    pub fn other_odds(&self) -> bool {
        let before = |name: &String| self.shipped.branches.get(name).map(|branch| branch.odds);
        self.now.branches.iter().any(|(name, branch)| before(name) != Some(branch.odds))
    }

    fn grounds(&self, before: &RoomAtStart, after: &RoomAtStart) -> Vec<Reason> {
        let sides = [&self.client, &self.patron];
        let without = |side: usize| {
            let worth = |at: &RoomAtStart| at.no_agreement[side] / at.per_point[side].abs();
            Reason { side: sides[side].clone(), what: Ground::NoAgreement, by: worth(after) - worth(before) }
        };
        let ends = before.start.ranges.iter().zip(&after.start.ranges).flat_map(|(before, after)| {
            let end = |side: usize, what: Ground, from: Option<f64>, to: Option<f64>| {
                Some(Reason { side: sides[side].clone(), what, by: to? - from? })
            };
            let family = || after.family.clone();
            [
                end(0, Ground::Reservation(family()), before.reservation, after.reservation),
                end(1, Ground::Willingness(family()), before.willingness, after.willingness),
            ]
        });
        [without(0), without(1)].into_iter().chain(ends.flatten()).filter(|reason| reason.by.is_finite()).collect()
    }
}

/// The numbers and settings whose text differs.
fn changed(before: &Scenario, after: &Scenario) -> Vec<Changed> {
    let old = |key: &str| before.assumptions.iter().find(|number| number.key == key);
    let said = |number: &crate::scenario::Assumption| match number.central {
        Some(central) => central.to_string(),
        None => number.written.clone(),
    };
    let change = |number: &crate::scenario::Assumption| {
        let from = old(&number.key).map_or_else(|| "not given".to_owned(), said);
        let to = said(number);
        let gloss = gloss(&number.key, &after.client, &after.patron);
        (from != to).then(|| Changed { key: number.key.clone(), gloss, from, to })
    };
    after.assumptions.iter().filter_map(change).collect()
}
