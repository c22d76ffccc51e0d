//! How long a path is, where it begins, and how much is simulated.
//!
//! Takes the tables `[clock]`, `[simulation]` and `[start]`, gives numbers within limits, their product included.

use crate::base::units::Quarter;
use crate::scenario::check::cursor::{Check, Fields};
use crate::scenario::keys::catalogue::section_at;
use crate::scenario::keys::key::Kind;
use crate::scenario::keys::limits::{PERIODS, QUARTERS, TOLERANCE};
use crate::scenario::parts::scenario::{Election, Simulation, Start};
use crate::scenario::text::finding::Finding;

/// First quarter and number of quarters; `None` and 0 if they have a fault.
pub(crate) fn clock(check: &mut Check<'_>, top: &Fields<'_>) -> (Option<Quarter>, usize) {
    let Some(fields) = check.top(top, "clock") else {
        return (None, 0);
    };
    let start = check.require(&fields, "start").and_then(|node| check.quarter(node));
    let periods = check.require(&fields, "periods").and_then(|node| check.whole(node, (1, PERIODS)));
    (start, periods.and_then(|periods| usize::try_from(periods).ok()).unwrap_or_default())
}

/// How much is simulated.
pub(crate) fn read(check: &mut Check<'_>, top: &Fields<'_>, periods: usize, elections: &[Election]) -> Simulation {
    let fields = check.top(top, "simulation");
    let mut whole = |key: &str, default: u64| {
        let node = fields.as_ref().and_then(|fields| fields.get(key));
        let bounds = match section_at("simulation").and_then(|section| section.entry(key)).map(|key| key.kind) {
            Some(Kind::Whole(low, high)) => (low, high),
            _ => (0, u64::MAX),
        };
        node.map_or(default, |node| check.whole(node, bounds).unwrap_or(default))
    };
    let (seed, draws, paths) = (whole("seed", 1), whole("draws", 500), whole("paths", 100));
    let first_draw = whole("first_draw", 0);
    let tolerance = fields.as_ref().and_then(|fields| fields.get("tolerance"));
    let branches = elections.iter().map(|election| election.branches.len()).max().unwrap_or(1) as u64;
    let quarters = [draws, branches, paths, periods as u64]
        .into_iter()
        .try_fold(1_u64, |product, factor| product.checked_mul(factor));
    if quarters.is_none_or(|quarters| quarters > QUARTERS) {
        let place = fields.as_ref().map_or(&top.node.place, |fields| &fields.node.place);
        let message = format!("{draws} draws × {branches} branches × {paths} paths × {periods} quarters");
        check
            .report(Finding::new(place, message).label("too many").help(format!("allowed: at most {QUARTERS} in all")));
    }
    Simulation {
        seed,
        draws: usize::try_from(draws).unwrap_or(usize::MAX),
        first_draw: usize::try_from(first_draw).unwrap_or_default(),
        paths: usize::try_from(paths).unwrap_or(usize::MAX),
        tolerance: tolerance.map_or(1e-6, |node| check.number(node, TOLERANCE)),
    }
}

/// Where the path begins, beside the levels.
pub(crate) fn start(check: &mut Check<'_>, top: &Fields<'_>) -> Start {
    let fields = check.top(top, "start");
    let dispute = fields.and_then(|fields| fields.get("dispute")).is_some_and(|node| check.flag(node));
    Start { dispute }
}
