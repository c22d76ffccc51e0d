//! Quarters that every chart over time marks: what changed the world or the government on the path.
//!
//! Takes a scenario, gives its marks by quarter. An election in the first quarter has none: its outcomes are the
//! branches themselves.

use super::Mark;
use crate::scenario::Scenario;

/// The marks of a scenario, the earliest first.
pub(crate) fn marks(scenario: &Scenario) -> Vec<Mark> {
    let eras = scenario.eras.iter().map(|era| mark(era.quarter, &era.name));
    let elections = scenario.elections.iter().map(|election| mark(election.quarter, "election"));
    let dated = scenario.upheavals.iter().filter_map(|upheaval| Some(mark(upheaval.quarter?, &upheaval.name)));
    let mut marks: Vec<Mark> = eras.chain(elections).chain(dated).filter(|mark| mark.quarter > 0).collect();
    marks.sort_by_key(|mark| mark.quarter);
    marks
}

fn mark(quarter: usize, label: &str) -> Mark {
    Mark { quarter, label: label.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{parse, template};

    #[test]
    fn elections_after_the_first_quarter_are_marked() {
        let text = template("made-up"); // it begins in 2025-Q1 and votes in 2025-Q2
        let of = |start: &str| marks(&parse("made-up", &text.replacen("2025-Q1", start, 1), &[]).expect("a scenario"));
        assert_eq!(of("2025-Q1"), [mark(1, "election")]);
        assert_eq!(of("2025-Q2"), []);
    }

    #[test]
    fn eras_are_marked_by_their_names() {
        let era = "era=[{name=\"the break\", from=\"2025-Q4\"}]".to_owned();
        let scenario = parse("made-up", &template("made-up"), &[era]).expect("a scenario");
        assert_eq!(marks(&scenario), [mark(1, "election"), mark(3, "the break")]);
    }
}
