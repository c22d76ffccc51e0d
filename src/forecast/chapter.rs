//! Which chapter a path belongs to (model page §5): the first whose conditions all hold.
//!
//! Takes what a path came to, gives the index of a chapter.

use super::path::outcome::PathOutcome;
use crate::scenario::{Comparison, Condition, Scenario};

/// Index of the chapter that names the path.
pub(super) fn name(scenario: &Scenario, outcome: &PathOutcome) -> usize {
    let first = scenario.chapters.iter().position(|chapter| all_hold(&chapter.conditions, outcome));
    first.unwrap_or(scenario.chapters.len() - 1)
}

/// Whether every condition holds.
pub(crate) fn all_hold(conditions: &[Condition], outcome: &PathOutcome) -> bool {
    conditions.iter().all(|condition| holds(condition, outcome))
}

/// Whether a condition holds. None does that asks for the time of something that never happened.
pub fn holds(condition: &Condition, outcome: &PathOutcome) -> bool {
    outcome.metric(condition.metric).is_some_and(|value| compared(value, condition))
}

/// Nearer than this to the value of a condition is equal to it: 0.7 less 0.4 is meant to be 0.3.
const EQUAL: f64 = 1e-9;

/// Whether a value of the metric satisfies a condition.
pub(super) fn compared(value: f64, condition: &Condition) -> bool {
    let more = value - condition.value;
    let equal = more.abs() < EQUAL;
    match condition.comparison {
        Comparison::Below => more < 0.0 && !equal,
        Comparison::AtMost => more < 0.0 || equal,
        Comparison::Above => more > 0.0 && !equal,
        Comparison::AtLeast => more > 0.0 || equal,
        Comparison::Equal => equal,
        Comparison::NotEqual => !equal,
    }
}
