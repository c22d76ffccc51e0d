//! Whether two scenarios are the same but for what makes no difference.
//!
//! Takes scenarios, gives an answer, or refuses variants that repeat each other.

use crate::findings::compare::CompareError;
use crate::scenario::{Contents, Scenario};

/// A scenario without the words around it: what can make a difference.
pub(super) fn without_words(scenario: &Scenario) -> Contents {
    Contents {
        id: String::new(),
        title: String::new(),
        claims: Vec::new(),
        confidence: None,
        record: None,
        assumptions: Vec::new(),
        sources: Vec::new(),
        ..Contents::clone(scenario)
    }
}

/// Whether two scenarios differ only in how many draws are taken: draw i is then the same in both.
pub(super) fn same_draws(one: &Scenario, two: &Scenario) -> bool {
    let mut two = without_words(two);
    two.simulation.draws = one.simulation.draws;
    without_words(one) == two
}

/// Refuses a variant that has the inputs of an earlier one.
pub(super) fn refuse_repeated(scenarios: &[Scenario], labels: &[String]) -> Result<(), CompareError> {
    for (index, scenario) in scenarios.iter().enumerate() {
        let same = |earlier: &Scenario| without_words(earlier) == without_words(scenario);
        if scenarios[..index].iter().any(same) {
            let text = format!("{} changes no input that an earlier variant does not have", labels[index]);
            return Err(CompareError::SameInput(text));
        }
        if let Some(earlier) = (0..index).find(|earlier| same_draws(&scenarios[*earlier], scenario)) {
            return Err(CompareError::MoreDraws(labels[index].clone(), labels[earlier].clone()));
        }
    }
    Ok(())
}
