//! Which chapter a path belongs to (model page §5): the first whose conditions all hold.
//!
//! Takes what a path came to, gives the index of a chapter.

use super::path::outcome::PathOutcome;
use crate::scenario::{Comparison, Condition, Scenario};

/// Index of the chapter that names the path.
pub(super) fn name(scenario: &Scenario, outcome: &PathOutcome) -> usize {
    let holds = |condition: &Condition| holds(condition, outcome);
    let first = scenario.chapters.iter().position(|chapter| chapter.conditions.iter().all(holds));
    first.unwrap_or(scenario.chapters.len() - 1)
}

/// Whether a condition holds. None does that asks for the time of something that never happened.
pub fn holds(condition: &Condition, outcome: &PathOutcome) -> bool {
    let Some(value) = outcome.metric(condition.metric) else { return false };
    match condition.comparison {
        Comparison::Below => value < condition.value,
        Comparison::AtMost => value <= condition.value,
        Comparison::Above => value > condition.value,
        Comparison::AtLeast => value >= condition.value,
        Comparison::Equal => value == condition.value,
        Comparison::NotEqual => value != condition.value,
    }
}
