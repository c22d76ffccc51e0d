//! The ladders of §1: named levels, a number attached to each, and the level at the start.
//!
//! Takes a ladder's table, gives a [`Ladder`]: as many numbers as levels, strictly rising.

use crate::base::units::Range;
use crate::scenario::check::cursor::{Check, Fields};
use crate::scenario::keys::limits::{LEVELS, NAME, STATES};
use crate::scenario::parts::ladders::Ladder;
use crate::scenario::text::finding::{Finding, Span};
use crate::scenario::text::tree::Node;

/// The ladder in a table; `number` is the key of the numbers attached to its levels.
pub(crate) fn read(check: &mut Check<'_>, fields: &Fields<'_>, number: &str) -> Ladder {
    let levels = check.require(fields, "levels").map(|node| levels(check, node)).unwrap_or_default();
    let numbers = check.require(fields, number).map(|node| numbers(check, node, levels.len()));
    let start = check.require(fields, "start").and_then(|node| check.choice(node, "level", &levels));
    Ladder { name: fields.path.clone(), levels, numbers: numbers.unwrap_or_default(), start: start.unwrap_or_default() }
}

fn levels(check: &mut Check<'_>, node: &Node) -> Vec<String> {
    let Some(items) = check.items(node) else {
        return Vec::new();
    };
    let named: Vec<(String, Span)> = items.iter().map(|item| (check.label(item, NAME), item.place.clone())).collect();
    check.unique("levels", &named);
    check.count(node, "levels", named.len(), LEVELS);
    named.into_iter().map(|(name, _)| name).collect()
}

fn numbers(check: &mut Check<'_>, node: &Node, levels: usize) -> Vec<f64> {
    let Some(numbers) = check.rising(node, Range::SHARE) else {
        return Vec::new();
    };
    if levels > 0 {
        check.count(node, &format!("values for {levels} levels"), numbers.len(), (levels, levels));
    }
    numbers
}

/// Reports ladders that together have more states than the game can be solved for.
pub(crate) fn not_too_many(check: &mut Check<'_>, root: &Node, counts: &[usize]) {
    let states = counts.iter().try_fold(1_usize, |product, count| product.checked_mul(*count));
    if states.is_none_or(|states| states > STATES) {
        let place = root.get("confrontation").map_or(&root.place, |node| &node.place);
        let product: Vec<String> = counts.iter().map(ToString::to_string).collect();
        let message = format!("the four ladders have {} states together", product.join(" × "));
        check.report(Finding::new(place, message).label("too many").help(format!("allowed: at most {STATES}")));
    }
}
