//! How ladders move on their own (§2, step 5): a probability per step, up and down.
//!
//! Takes a ladder's table, gives [`Moves`] and [`OpeningMoves`]: one number for all steps, or one for each; what leads
//! up from a level and what leads down from it are together at most 1, wherever in their ranges they fall.

use crate::base::units::Range;
use crate::scenario::check::cursor::{Check, Fields};
use crate::scenario::check::number::{certain, top};
use crate::scenario::parts::parameters::{Moves, OpeningMoves};
use crate::scenario::parts::prior::Uncertain;
use crate::scenario::text::finding::{Finding, Span};
use crate::scenario::text::tree::{Node, Value};

/// How far probabilities may exceed 1 together by rounding.
const SLACK: f64 = 1e-9;

/// The numbers of all steps, with the place of each.
struct Steps {
    numbers: Vec<Uncertain>,
    places: Vec<Span>,
}

/// Moves of a ladder with that many levels.
pub(crate) fn read(check: &mut Check<'_>, fields: &Fields<'_>, levels: usize) -> Moves<Uncertain> {
    moves(check, |check, key| steps(check, fields, key, levels))
}

/// Moves of the opening with that many levels.
pub(crate) fn read_opening(check: &mut Check<'_>, fields: &Fields<'_>, levels: usize) -> OpeningMoves<Uncertain> {
    opening_moves(check, |check, key| steps(check, fields, key, levels))
}

/// How integration with that many levels falls by itself; empty if the table does not say.
pub(crate) fn taken_back(check: &mut Check<'_>, fields: &Fields<'_>, levels: usize) -> Vec<Uncertain> {
    integration_steps(check, fields, "ease", levels, Range::SHARE)
}

/// What it costs to take back a step of integration with that many levels; empty if the table does not say.
pub(crate) fn withdrawal_costs(check: &mut Check<'_>, fields: &Fields<'_>, levels: usize) -> Vec<Uncertain> {
    integration_steps(check, fields, "withdrawal_cost", levels, Range::NON_NEGATIVE)
}

fn integration_steps(
    check: &mut Check<'_>,
    fields: &Fields<'_>,
    key: &str,
    levels: usize,
    range: Range,
) -> Vec<Uncertain> {
    fields.get(key).map_or_else(Vec::new, |node| steps_in(check, node, fields.full(key), levels, range).numbers)
}

/// Moves of a ladder that an era changes in part.
pub(crate) fn changed(check: &mut Check<'_>, fields: &Fields<'_>, before: &Moves<Uncertain>) -> Moves<Uncertain> {
    let known = [("rise", &before.rise), ("ease", &before.ease)];
    moves(check, |check, key| changed_steps(check, fields, key, &known))
}

/// Moves of the opening that an era changes in part.
pub(crate) fn changed_opening(
    check: &mut Check<'_>,
    fields: &Fields<'_>,
    before: &OpeningMoves<Uncertain>,
) -> OpeningMoves<Uncertain> {
    let OpeningMoves { moves, hedging_rise, loyalty_ease } = before;
    let known =
        [("rise", &moves.rise), ("ease", &moves.ease), ("hedging_rise", hedging_rise), ("loyalty_ease", loyalty_ease)];
    opening_moves(check, |check, key| changed_steps(check, fields, key, &known))
}

fn moves<'c>(check: &mut Check<'c>, mut steps: impl FnMut(&mut Check<'c>, &str) -> Steps) -> Moves<Uncertain> {
    let [rise, ease] = ["rise", "ease"].map(|key| steps(check, key));
    not_above_one(check, "rise", &rise, &ease);
    Moves { rise: rise.numbers, ease: ease.numbers }
}

fn opening_moves<'c>(
    check: &mut Check<'c>,
    mut steps: impl FnMut(&mut Check<'c>, &str) -> Steps,
) -> OpeningMoves<Uncertain> {
    let keys = ["rise", "ease", "hedging_rise", "loyalty_ease"];
    let [rise, ease, hedging_rise, loyalty_ease] = keys.map(|key| steps(check, key));
    not_above_one(check, "rise", &rise, &ease);
    not_above_one(check, "hedging_rise", &hedging_rise, &ease);
    OpeningMoves {
        moves: Moves { rise: rise.numbers, ease: ease.numbers },
        hedging_rise: hedging_rise.numbers,
        loyalty_ease: loyalty_ease.numbers,
    }
}

/// The steps that an era names, or those before it.
fn changed_steps(check: &mut Check<'_>, fields: &Fields<'_>, key: &str, before: &[(&str, &Vec<Uncertain>)]) -> Steps {
    let before = before.iter().find(|(known, _)| *known == key).map_or(&[][..], |(_, numbers)| numbers.as_slice());
    match fields.get(key) {
        Some(node) => steps_in(check, node, fields.full(key), before.len() + 1, Range::SHARE),
        None => Steps { numbers: before.to_vec(), places: vec![fields.node.place.clone(); before.len()] },
    }
}

fn steps(check: &mut Check<'_>, fields: &Fields<'_>, key: &str, levels: usize) -> Steps {
    match check.require(fields, key) {
        Some(node) => steps_in(check, node, fields.full(key), levels, Range::SHARE),
        None => Steps { numbers: Vec::new(), places: Vec::new() },
    }
}

fn steps_in(check: &mut Check<'_>, node: &Node, full: String, levels: usize, range: Range) -> Steps {
    let count = levels.saturating_sub(1);
    let Value::Array(items) = &node.value else {
        let number = match node.value {
            Value::Integer(_) | Value::Float(_) | Value::Table(_) => check.uncertain(node, full, range),
            _ => {
                check.wrong_type(node, "a number, a distribution or an array of them");
                certain(full, f64::NAN)
            }
        };
        return Steps { numbers: vec![number; count], places: vec![node.place.clone(); count] };
    };
    if levels > 0 {
        check.count(node, &format!("values for the steps between {levels} levels"), items.len(), (count, count));
    }
    let number = |(step, item)| check.uncertain(item, format!("{full}.{}", step + 1), range);
    Steps {
        numbers: items.iter().enumerate().map(number).collect(),
        places: items.iter().map(|item| item.place.clone()).collect(),
    }
}

/// From level i, `up[i]` leads up and `down[i - 1]` down.
fn not_above_one(check: &mut Check<'_>, name: &str, up: &Steps, down: &Steps) {
    let mut last = None;
    for (index, (number, place)) in up.numbers.iter().zip(&up.places).enumerate().skip(1) {
        let Some((lower, below)) = down.numbers.get(index - 1).zip(down.places.get(index - 1)) else {
            return;
        };
        let sum = top(number) + top(lower);
        if sum > 1.0 + SLACK && last != Some((place, below)) {
            let message = format!("from level {} the ways up and down reach {sum} together", index + 1);
            let finding = Finding::new(place, message).label(format!("`{name}` up to {}", top(number)));
            let also = format!("`ease` up to {}", top(lower));
            check.report(finding.also(below, also).help("allowed: at most 1"));
            last = Some((place, below));
        }
    }
}
