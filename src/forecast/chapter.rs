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

/// Whether a value of the metric satisfies a condition.
pub(super) fn compared(value: f64, condition: &Condition) -> bool {
    match condition.comparison {
        Comparison::Below => value < condition.value,
        Comparison::AtMost => value <= condition.value,
        Comparison::Above => value > condition.value,
        Comparison::AtLeast => value >= condition.value,
        Comparison::Equal => value == condition.value,
        Comparison::NotEqual => value != condition.value,
    }
}
