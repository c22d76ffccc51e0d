//! The ladders of §1: named levels, a number attached to each, and the level at the start.
//!
//! Takes a ladder's table, gives a [`Ladder`]: as many numbers as levels, strictly rising; prices of energy may also stay
//! as they are from one level to the next.

use crate::base::units::Range;
use crate::scenario::check::cursor::{Check, Fields};
use crate::scenario::keys::limits::{LEVELS, NAME, PRICES, STATES};
use crate::scenario::parts::ladders::Ladder;
use crate::scenario::text::finding::{Finding, Span};
use crate::scenario::text::tree::Node;

/// The ladder in a table; `number` is the key of the numbers attached to its levels.
pub(crate) fn read(check: &mut Check<'_>, fields: &Fields<'_>, number: &str) -> Ladder {
    let levels = check.require(fields, "levels").map(|node| levels(check, node, LEVELS)).unwrap_or_default();
    let numbers = check.require(fields, number).and_then(|node| {
        let numbers = check.rising(node, Range::SHARE);
        one_a_level(check, node, numbers, levels.len())
    });
    ladder(check, fields, levels, numbers)
}

/// The ladder of energy.
pub(crate) fn energy(check: &mut Check<'_>, fields: &Fields<'_>) -> Ladder {
    let levels = check.require(fields, "levels").map(|node| levels(check, node, PRICES)).unwrap_or_default();
    let prices = check.require(fields, "price").and_then(|node| {
        let prices = check.not_falling(node, Range::POSITIVE);
        one_a_level(check, node, prices, levels.len())
    });
    ladder(check, fields, levels, prices)
}

fn ladder(check: &mut Check<'_>, fields: &Fields<'_>, levels: Vec<String>, numbers: Option<Vec<f64>>) -> Ladder {
    let start = check.require(fields, "start").and_then(|node| check.choice(node, "level", &levels));
    Ladder { name: fields.path.clone(), levels, numbers: numbers.unwrap_or_default(), start: start.unwrap_or_default() }
}

fn levels(check: &mut Check<'_>, node: &Node, allowed: (usize, usize)) -> Vec<String> {
    let Some(items) = check.items(node) else {
        return Vec::new();
    };
    let named: Vec<(String, Span)> = items.iter().map(|item| (check.label(item, NAME), item.place.clone())).collect();
    check.unique("levels", &named);
    check.count(node, "levels", named.len(), allowed);
    named.into_iter().map(|(name, _)| name).collect()
}

/// Reports numbers that are not as many as the levels.
fn one_a_level(check: &mut Check<'_>, node: &Node, numbers: Option<Vec<f64>>, levels: usize) -> Option<Vec<f64>> {
    let numbers = numbers?;
    if levels > 0 {
        check.count(node, &format!("values for {levels} levels"), numbers.len(), (levels, levels));
    }
    Some(numbers)
}

/// Reports ladders that together have more states than the game can be solved for.
pub(crate) fn not_too_many(check: &mut Check<'_>, root: &Node, counts: &[usize]) {
    let states = counts.iter().try_fold(1_usize, |product, count| product.checked_mul(*count));
    if states.is_none_or(|states| states > STATES) {
        let place = root.get("confrontation").map_or(&root.place, |node| &node.place);
        let product: Vec<String> = counts.iter().map(ToString::to_string).collect();
        let number = if counts.len() > 4 { "five" } else { "four" };
        let message = format!("the {number} ladders have {} states together", product.join(" × "));
        check.report(Finding::new(place, message).label("too many").help(format!("allowed: at most {STATES}")));
    }
}
