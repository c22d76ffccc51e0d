//! What would have to change for the other side to accept: break-even values (model page §4, bargaining range).
//!
//! Takes a scenario, an offer family and the width of its range as a function of one number, gives for each number of the bargain, the client and the patron the
//! value at which the width of the family's range crosses 0, all else at central values.
//!
//! 1. From the central value outwards, both ways in step, the game is solved anew at trial values: evenly spaced up to a
//!    finite end of the range allowed, at 1.25, 1.5, 2, 3, 5 and 10 times the central value (and as far below it) where
//!    the range is open. Where a game is not certified, or has no width, its trial value is passed over, and counted.
//! 2. Between the two trial values where the width first changes sign it is followed to its zero by false position (the
//!    Illinois rule), halving the interval where that gets stuck.
//!
//! A width that jumps through 0, from one equilibrium to another, is reported as such. A crossing further out, or two of
//! them between two trial values, is not seen.
//!
//! How much the width moves with a number is asked a tenth to either side. If half the step does not bring half the
//! change, there may be a jump: the interval is halved again and again towards the sharper bend. What is left of a slope
//! is then nothing, what is left of a jump is all of it. A side on which the width jumps counts for nothing in the
//! derivative.

use crate::base::parallel;
use crate::base::units::Range;
use crate::scenario::{Bargain, Client, Patron, Scenario, Spec, Uncertain};
use serde::Serialize;

/// How far trial values go where the range allowed is open: gaps to the central value, in units of it.
const GAPS: [f64; 6] = [0.25, 0.5, 1.0, 2.0, 4.0, 9.0];
/// A width that counts as 0, pp/yr.
const ZERO: f64 = 1e-4;
/// A width at the end of the search above which it jumps, pp/yr.
const JUMP: f64 = 1e-2;
/// How many times as steep as on the whole a width may be somewhere without being called a jump there.
const STEEP: f64 = 8.0;
/// Halvings in the search for a jump: of a slope a 4,096th is left after them.
const HALVINGS: usize = 12;
/// Trial values in the search for the zero.
const TRIALS: usize = 40;

/// Break-even values of one family at one place.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BreakEvens {
    /// The family.
    pub offer: String,
    /// Width of its range at central values, pp/yr; absent if the subsidy does not matter to one side.
    pub width: Option<f64>,
    /// One row a number, in the order of the scenario file.
    pub numbers: Vec<BreakEven>,
}

/// One number's break-even.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BreakEven {
    /// Key of the number.
    pub key: String,
    /// Its unit in words.
    pub unit: String,
    /// Its central value.
    pub central: f64,
    /// Least value tried.
    pub least: f64,
    /// Greatest value tried.
    pub greatest: f64,
    /// Where the width crosses 0, nearest to the central value; absent if it does not between the two.
    pub crossing: Option<Crossing>,
    /// By how much the width moves if the number rises by a tenth, pp/yr: half the difference between a tenth more and
    /// a tenth less, or one side's alone where the other is not allowed or not certified, or where the width jumps on it;
    /// absent if the number is 0, or if neither side is left.
    pub per_tenth: Option<f64>,
    /// Where the width jumps, from one equilibrium to another, as the number falls or rises by a tenth.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub jumps: Vec<Jump>,
    /// Trial values without a width: the game is not certified there, or the subsidy does not matter to one side.
    pub left_out: usize,
}

/// Where a width crosses 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Crossing {
    /// Value of the number.
    pub value: f64,
    /// Width there, pp/yr: as near to 0 as the search came.
    pub width: f64,
    /// Whether the width jumps through 0 instead of passing it.
    pub jump: bool,
}

/// Where a width jumps.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Jump {
    /// Value of the number.
    pub value: f64,
    /// How far, up or down, pp/yr: beside the jump the solver may land on either side of it.
    pub by: f64,
}

impl BreakEvens {
    /// Break-evens of every number that bears on a government, for an offer family. `width` gives the width of the
    /// family's range with the number of a key at a value, as [`width`](crate::forecast::solved::width) does.
    pub fn new(scenario: &Scenario, government: usize, family: usize, width: &Width<'_>) -> Self {
        let numbers = numbers(scenario, government);
        let central = width(&numbers[0].0.key, numbers[0].0.central);
        let found = |(number, spec): &(Uncertain, &'static Spec)| break_even(number, spec, central, width);
        Self { offer: scenario.offers[family].name.clone(), width: central, numbers: parallel::map(&numbers, found) }
    }
}

/// The numbers that are varied, each once: one that stands in for another, as a default, moves with it.
fn numbers(scenario: &Scenario, government: usize) -> Vec<(Uncertain, &'static Spec)> {
    let parameters = &scenario.parameters;
    let bargain = parameters.bargain.list().into_iter().zip(Bargain::<f64>::SPECS);
    let client = parameters.clients[government].list().into_iter().zip(Client::<f64>::SPECS);
    let patron = parameters.patron.list().into_iter().zip(Patron::<f64>::SPECS);
    let mut found: Vec<(Uncertain, &'static Spec)> = Vec::new();
    for (number, spec) in bargain.chain(client).chain(patron) {
        if !found.iter().any(|(known, _)| known.key == number.key) {
            found.push((number.clone(), spec));
        }
    }
    found
}

/// Width of a range, pp/yr, with the number of this key at this value; `None` if the game is not certified there or has no
/// width.
pub type Width<'a> = dyn Fn(&str, f64) -> Option<f64> + Sync + 'a;

fn break_even(number: &Uncertain, spec: &Spec, width: Option<f64>, at: &Width<'_>) -> BreakEven {
    let mut search = Search { width: |value| at(&number.key, value), left_out: 0 };
    let ways = [false, true].map(|up| trials(number.central, &spec.range, up));
    let ends = ways.iter().flatten().chain([&number.central]);
    let crossing = width.and_then(|width| search.crossing((number.central, width), &ways));
    let moves = width.map(|width| search.moves((number.central, width), &spec.range)).unwrap_or_default();
    BreakEven {
        key: number.key.clone(),
        unit: spec.unit.to_owned(),
        central: number.central,
        least: ends.clone().copied().fold(f64::INFINITY, f64::min),
        greatest: ends.copied().fold(f64::NEG_INFINITY, f64::max),
        crossing,
        per_tenth: moves.per_tenth,
        jumps: moves.jumps,
        left_out: search.left_out,
    }
}

/// Where a measure crosses 0 as a number moves away from its central value within a range, nearest to it, and how many
/// trial values had no measure. Widths of ranges and probabilities have the same scale of what counts as 0 and as a jump.
pub(super) fn crossing(central: f64, range: &Range, measure: impl Fn(f64) -> Option<f64>) -> (Option<Crossing>, usize) {
    let mut search = Search { width: measure, left_out: 0 };
    let ways = [false, true].map(|up| trials(central, range, up));
    let found = search.at(central).and_then(|centre| search.crossing(centre, &ways));
    (found, search.left_out)
}

/// Trial values on one side of the central one, the nearest first.
fn trials(central: f64, range: &Range, up: bool) -> Vec<f64> {
    let (end, excluded) = if up { (range.high, range.below_high) } else { (range.low, range.above_low) };
    let sign = if up { 1.0 } else { -1.0 };
    if !end.is_finite() {
        let unit = if central == 0.0 { 1.0 } else { central.abs() };
        return GAPS.iter().map(|gap| central + sign * gap * unit).collect();
    }
    let shares = (1..=GAPS.len()).map(|number| number as f64 / GAPS.len() as f64);
    let reach = |share: f64| if share == 1.0 { if excluded { 0.95 } else { 1.0 } } else { share };
    match central == end {
        true => Vec::new(),
        false => shares
            .map(|share| if share == 1.0 && !excluded { end } else { central + (end - central) * reach(share) })
            .collect(),
    }
}

/// A trial value and the width there.
type Point = (f64, f64);

/// What a width does around the central value.
#[derive(Debug, Default, PartialEq)]
struct Moves {
    per_tenth: Option<f64>,
    jumps: Vec<Jump>,
}

struct Search<F> {
    width: F,
    left_out: usize,
}

impl<F: Fn(f64) -> Option<f64>> Search<F> {
    fn at(&mut self, value: f64) -> Option<Point> {
        let width = (self.width)(value);
        self.left_out += usize::from(width.is_none());
        Some((value, width?))
    }

    /// The crossing nearest to the central value that the trial values show.
    fn crossing(&mut self, centre: Point, ways: &[Vec<f64>; 2]) -> Option<Crossing> {
        let mut last = [centre; 2];
        for number in 0..GAPS.len() {
            let mut found: Vec<Crossing> = Vec::new();
            for (way, last) in ways.iter().zip(&mut last) {
                let Some(next) = way.get(number).and_then(|&value| self.at(value)) else { continue };
                if (last.1 < 0.0) != (next.1 < 0.0) {
                    found.extend(self.zero(*last, next));
                }
                *last = next;
            }
            let gap = |crossing: &Crossing| (crossing.value - centre.0).abs();
            if let Some(nearest) = found.into_iter().min_by(|one, other| gap(one).total_cmp(&gap(other))) {
                return Some(nearest);
            }
        }
        None
    }

    /// The zero between two values whose widths differ in sign; `None` if a game on the way is not certified.
    fn zero(&mut self, mut left: Point, mut right: Point) -> Option<Crossing> {
        // The weights halve the width kept at one end for long, which draws the next trial towards it.
        let nearer = |left: Point, right: Point| if left.1.abs() < right.1.abs() { left } else { right };
        let mut weights = [1.0, 1.0];
        for trial in 0..TRIALS {
            let best = nearer(left, right);
            if best.1.abs() <= ZERO || (right.0 - left.0).abs() <= 1e-9 * best.0.abs() {
                break;
            }
            let (low, high) = (left.1 * weights[0], right.1 * weights[1]);
            let value = match trial < TRIALS / 3 {
                true => (left.0 * high - right.0 * low) / (high - low),
                false => 0.5 * (left.0 + right.0),
            };
            let point = self.at(value)?;
            if (point.1 < 0.0) == (left.1 < 0.0) {
                (left, weights) = (point, [1.0, 0.5 * weights[1]]);
            } else {
                (right, weights) = (point, [0.5 * weights[0], 1.0]);
            }
        }
        let (value, width) = nearer(left, right);
        Some(Crossing { value, width, jump: width.abs() > JUMP })
    }

    /// What the width does as the number falls or rises by a tenth.
    fn moves(&mut self, centre: Point, range: &Range) -> Moves {
        let (central, width) = centre;
        if central == 0.0 {
            return Moves::default();
        }
        let tenth = |share: f64| Some(central * share).filter(|value| range.contains(*value));
        let ends = [0.9, 1.1].map(|share| tenth(share).and_then(|value| self.at(value)));
        let jumps = ends.map(|end| self.jump(centre, end?));
        let [less, more] = [0, 1].map(|side| ends[side].filter(|_| jumps[side].is_none()).map(|end| end.1));
        let per_tenth = match (less, more) {
            (Some(less), Some(more)) => Some(0.5 * (more - less)),
            (Some(less), None) => Some(width - less),
            (None, Some(more)) => Some(more - width),
            (None, None) => None,
        };
        Moves { per_tenth, jumps: jumps.into_iter().flatten().collect() }
    }

    /// The jump of the width between two values, if it is no slope.
    fn jump(&self, centre: Point, end: Point) -> Option<Jump> {
        let middle = |near: Point, far: Point| {
            let value = 0.5 * (near.0 + far.0);
            Some((value, (self.width)(value)?))
        };
        let bend = |near: Point, middle: Point, far: Point| (far.1 - 2.0 * middle.1 + near.1).abs();
        let (mut near, mut far) = (centre, end);
        let mut between = middle(near, far)?;
        if bend(near, between, far) <= JUMP {
            return None;
        }
        for _ in 0..HALVINGS {
            // Beside a jump a game may lack its certificate: what has been seen by then must do.
            let Some((first, second)) = middle(near, between).zip(middle(between, far)) else { break };
            if bend(near, first, between) > bend(between, second, far) {
                (far, between) = (between, first);
            } else {
                (near, between) = (between, second);
            }
        }
        // Where the solver may land on either equilibrium, both ends may lie on one and the middle on the other.
        let by = (between.1 - near.1).abs().max((far.1 - between.1).abs());
        let part = (far.0 - near.0) / (end.0 - centre.0);
        let slope = STEEP * part * (end.1 - centre.1).abs();
        (by > JUMP.max(slope)).then_some(Jump { value: between.0, by })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crossing(width: impl Fn(f64) -> Option<f64>, central: f64, range: &Range) -> Option<Crossing> {
        let mut search = Search { width, left_out: 0 };
        let centre = search.at(central)?;
        search.crossing(centre, &[false, true].map(|up| trials(central, range, up)))
    }

    #[test]
    fn limit_the_nearest_zero_is_found_on_either_side() {
        let found = crossing(|value| Some(value * value - 9.0), 2.0, &Range::NON_NEGATIVE).expect("3 is a zero");
        assert!((found.value - 3.0).abs() < 1e-4 && !found.jump, "{found:?}");
        // Zeros at 0.25 and 0.9: from 0.4 the lower one is nearer.
        let found = crossing(|value| Some((value - 0.25) * (value - 0.9)), 0.4, &Range::SHARE).expect("two zeros");
        assert!((found.value - 0.25).abs() < 1e-3, "{found:?}");
        let found = crossing(|value| Some(value + 3.0), 0.0, &Range::ANY).expect("a zero below");
        assert!((found.value + 3.0).abs() < 1e-4, "{found:?}");
        assert_eq!(crossing(|value| Some(value + 1.0), 1.0, &Range::NON_NEGATIVE), None);
    }

    #[test]
    fn limit_a_jump_is_called_one_and_the_uncertified_are_passed_over() {
        let jump = |value: f64| Some(if value < 1.7 { -2.0 } else { 3.0 });
        let found = crossing(jump, 1.0, &Range::NON_NEGATIVE).expect("it changes sign");
        assert!((found.value - 1.7).abs() < 1e-3 && found.jump && found.width.abs() >= 2.0, "{found:?}");
        let gap = |value: f64| (value <= 1.3 || value >= 1.9).then_some(value - 2.5);
        let found = crossing(gap, 1.0, &Range::NON_NEGATIVE).expect("beyond the gap");
        assert!((found.value - 2.5).abs() < 1e-3, "{found:?}");
    }

    #[test]
    fn limit_trial_values_stay_within_what_is_allowed() {
        for range in [Range::SHARE, Range::BELOW_ONE, Range::NON_NEGATIVE, Range::ONE_OR_MORE, Range::ANY] {
            for central in [0.97, 1.0, 2.0] {
                for value in [false, true].iter().flat_map(|&up| trials(central, &range, up)) {
                    assert!(range.contains(value) || !range.contains(central), "{value} {range}");
                }
            }
        }
        assert!(trials(1.0, &Range::SHARE, true).is_empty());
        assert_eq!(trials(0.4, &Range::SHARE, false).last(), Some(&0.0));
    }

    #[test]
    fn limit_sensitivity_is_half_the_difference_or_one_sided() {
        let mut search = Search { width: |value: f64| Some(3.0 * value), left_out: 0 };
        let close = |found: Option<f64>, expected: f64| (found.expect("a number") - expected).abs() < 1e-12;
        assert!(close(search.moves((2.0, 6.0), &Range::NON_NEGATIVE).per_tenth, 0.6));
        assert!(close(search.moves((0.97, 2.91), &Range::BELOW_ONE).per_tenth, 0.291));
        assert_eq!(search.moves((0.0, 0.0), &Range::ANY), Moves::default());
    }

    #[test]
    fn regress_a_jump_beside_the_central_value_is_told_and_is_in_no_derivative() {
        let moves = |width: fn(f64) -> f64| {
            let mut search = Search { width: |value| Some(width(value)), left_out: 0 };
            let found = search.moves((2.0, width(2.0)), &Range::NON_NEGATIVE);
            assert_eq!(search.left_out, 0);
            found
        };
        let close = |found: Option<f64>, expected: f64| (found.expect("a number") - expected).abs() < 1e-9;
        // Up by 0.1 at 2.03, on a slope of 3: the lower side alone gives 3 · 0.2.
        let found = moves(|value| 3.0 * value + if value > 2.03 { 0.1 } else { 0.0 });
        assert!(close(found.per_tenth, 0.6) && found.jumps.len() == 1, "{found:?}");
        assert!((found.jumps[0].value - 2.03).abs() < 1e-3 && (found.jumps[0].by - 0.1).abs() < 1e-3, "{found:?}");
        // Down by 0.2 at 1.85, beyond half the step; and nothing but a jump.
        let found = moves(|value| if value > 1.85 { -0.2 } else { 0.0 });
        assert!(close(found.per_tenth, 0.0) && (found.jumps[0].by - 0.2).abs() < 1e-9, "{found:?}");
        let found = moves(|value| if (1.99..2.01).contains(&value) { 0.0 } else { 1.0 });
        assert!(found.per_tenth.is_none() && found.jumps.len() == 2, "{found:?}");
        // Bends are no jumps, however sharp.
        let found = moves(|value| 8.0 * (value - 2.0).abs() + 30.0 * (value - 2.1).max(0.0));
        assert!(found.jumps.is_empty() && found.per_tenth.is_some(), "{found:?}");
    }
}
