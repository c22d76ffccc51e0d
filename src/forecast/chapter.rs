//! Which chapter a path belongs to (model page §5): the first whose conditions all hold.

use super::path::PathOutcome;
use crate::scenario::{Comparison, Condition, Scenario};

/// Index of the chapter that names the path.
pub fn name(scenario: &Scenario, record: &PathOutcome) -> usize {
    let holds = |condition: &Condition| holds(condition, record);
    let first = scenario.chapters.iter().position(|chapter| chapter.conditions.iter().all(holds));
    first.unwrap_or(scenario.chapters.len() - 1)
}

/// Whether a condition holds; on a first time that did not come, none does.
pub fn holds(condition: &Condition, record: &PathOutcome) -> bool {
    let Some(value) = record.metric(condition.metric) else { return false };
    match condition.comparison {
        Comparison::Below => value < condition.value,
        Comparison::AtMost => value <= condition.value,
        Comparison::Above => value > condition.value,
        Comparison::AtLeast => value >= condition.value,
        Comparison::Equal => value == condition.value,
        Comparison::NotEqual => value != condition.value,
    }
}
