//! What the conditions of an event count, and how far each count has come (model page §5).
//!
//! Takes an event, gives [`Counts`]: places that stand for how far all its counts have come, and the place after each thing
//! that is counted. No count goes beyond what its condition asks.

use crate::game::conduct::{Conduct, Stance};
use crate::scenario::{Comparison, Condition, Event, Metric};

/// Most places that are carried for an event: its cost is in proportion to them.
const PLACES: usize = 64;

/// Something that happens in a quarter and may be counted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Heard {
    /// The quarter begins, in dispute or not.
    Begins(bool),
    /// It passes in this conduct of the client.
    Passes(Conduct),
    /// The client is entrapped in it.
    Entrapment,
}

/// All that an event counts.
#[derive(Debug, Clone)]
pub(super) struct Counts<'a> {
    counts: Vec<Count>,
    /// Conditions on the depth of integration gained. They hang on the state and need no count.
    pub(super) gains: Vec<&'a Condition>,
}

#[derive(Debug, Clone, Copy)]
struct Count {
    metric: Metric,
    /// How many the condition asks for, at least one.
    needed: usize,
}

impl<'a> Counts<'a> {
    /// The counts of an event on a path of so many quarters; `None` if there would be too many places, or if a condition
    /// asks something else than that a count reaches a value.
    pub(super) fn new(event: &'a Event, quarters: usize) -> Option<Self> {
        let (gains, others): (Vec<&Condition>, Vec<&Condition>) =
            event.conditions.iter().partition(|condition| condition.metric == Metric::IntegrationGain);
        let count =
            |condition: &&Condition| Some(Count { metric: condition.metric, needed: needed(condition, quarters)? });
        let counts: Vec<Count> = others.iter().map(count).collect::<Option<_>>()?;
        let counts = Self { counts: counts.into_iter().filter(|count| count.needed > 0).collect(), gains };
        (counts.places() <= PLACES).then_some(counts)
    }

    /// Number of places; the first is where nothing has been counted, the last where all counts have come to their end.
    pub(super) fn places(&self) -> usize {
        self.counts.iter().fold(1, |places: usize, count| places.saturating_mul(count.last() + 1))
    }

    /// Whether it makes a difference that the client is entrapped.
    pub(super) fn entrapments(&self) -> bool {
        self.counts.iter().any(|count| count.metric == Metric::Entrapments)
    }

    /// The place after something has happened.
    pub(super) fn after(&self, mut place: usize, heard: Heard) -> usize {
        let (mut after, mut stride) = (0, 1);
        for count in &self.counts {
            let places = count.last() + 1;
            after += stride * count.after(place % places, heard);
            place /= places;
            stride *= places;
        }
        after
    }
}

impl Count {
    /// Its last place. The number of disputes needs two places for each number: one where the quarter before began in
    /// dispute, so that the present one is no new dispute.
    fn last(self) -> usize {
        if self.metric == Metric::Disputes { 2 * self.needed } else { self.needed }
    }

    fn after(self, place: usize, heard: Heard) -> usize {
        let counted = match (self.metric, heard) {
            _ if place == self.last() => false,
            (Metric::LongestDispute, Heard::Begins(false)) => return 0,
            (Metric::Disputes, Heard::Begins(dispute)) => return self.disputes(place, dispute),
            (Metric::LongestDispute | Metric::DisputeQuarters, Heard::Begins(dispute)) => dispute,
            (Metric::ContractQuarters, Heard::Passes(Conduct::Contract(_)))
            | (Metric::HedgingQuarters, Heard::Passes(Conduct::Stance(Stance::Hedging)))
            | (Metric::Entrapments, Heard::Entrapment) => true,
            (Metric::FamilyQuarters(own), Heard::Passes(Conduct::Contract(family))) => own == family,
            _ => false,
        };
        place + usize::from(counted)
    }

    /// Place 2n + 1: n disputes, the last of them going on; place 2n: none going on.
    fn disputes(self, place: usize, dispute: bool) -> usize {
        let (number, going_on) = (place / 2, place % 2 == 1);
        match (going_on, dispute) {
            (false, true) => (2 * (number + 1) + 1).min(self.last()),
            (true, false) => 2 * number,
            _ => place,
        }
    }
}

/// Least whole number that satisfies a condition, at most one more than the quarters; `None` if it asks something else than
/// that a count reaches a value.
fn needed(condition: &Condition, quarters: usize) -> Option<usize> {
    let counted = matches!(
        condition.metric,
        Metric::ContractQuarters
            | Metric::FamilyQuarters(_)
            | Metric::DisputeQuarters
            | Metric::Disputes
            | Metric::LongestDispute
            | Metric::HedgingQuarters
            | Metric::Entrapments
    );
    let enough = |number: &usize| match condition.comparison {
        Comparison::AtLeast => *number as f64 >= condition.value,
        _ => *number as f64 > condition.value,
    };
    let reaching = matches!(condition.comparison, Comparison::AtLeast | Comparison::Above);
    (counted && reaching).then(|| (0..=quarters).find(enough).unwrap_or(quarters + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(metric: Metric, comparison: Comparison, value: f64) -> Option<(usize, usize)> {
        let condition = Condition { metric, comparison, value };
        let event = Event { name: String::new(), says: String::new(), conditions: vec![condition] };
        let counts = Counts::new(&event, 20)?;
        // Two disputes, of two quarters and of one.
        let begun = [false, true, true, false, true].map(Heard::Begins);
        Some((counts.places(), begun.into_iter().fold(0, |place, heard| counts.after(place, heard))))
    }

    #[test]
    fn limit_counts_go_as_far_as_they_are_asked() {
        assert_eq!(counts(Metric::DisputeQuarters, Comparison::AtLeast, 2.5), Some((4, 3)));
        assert_eq!(counts(Metric::DisputeQuarters, Comparison::Above, 3.0), Some((5, 3)));
        assert_eq!(counts(Metric::LongestDispute, Comparison::AtLeast, 2.0), Some((3, 2)));
        assert_eq!(counts(Metric::LongestDispute, Comparison::AtLeast, 3.0), Some((4, 1)));
        assert_eq!(counts(Metric::Disputes, Comparison::AtLeast, 2.0), Some((5, 4)));
        assert_eq!(counts(Metric::Disputes, Comparison::AtLeast, 3.0), Some((7, 5)));
        assert_eq!(counts(Metric::Disputes, Comparison::AtLeast, 0.0), Some((1, 0)));
        assert_eq!(counts(Metric::Disputes, Comparison::Below, 2.0), None);
        assert_eq!(counts(Metric::HedgingQuarters, Comparison::AtLeast, 99.0), Some((22, 0)));
        // Eight counts of 256 places: one more bit than a number of the machine has.
        let condition = Condition { metric: Metric::HedgingQuarters, comparison: Comparison::AtLeast, value: 255.0 };
        let event = Event { name: String::new(), says: String::new(), conditions: vec![condition; 8] };
        assert!(Counts::new(&event, 300).is_none());
    }
}
