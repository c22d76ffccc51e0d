//! Taking back a step of integration: the client's choice as a quarter begins (model page §2, step 1, and §4, step 7).
//!
//! Takes what a quarter is worth once the choice is made, gives the probability of it and what the quarter is worth before.
//! Integration runs fastest over the states, so that one level less is the state before.

use super::lanes::accept;
use super::player::Player;
use super::size::Size;
use crate::base::heap::list;

/// What it costs the client to take back a step of integration.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Withdrawal {
    /// By state, pp-years; none where there is nothing to take back.
    costs: Vec<Option<f64>>,
}

impl Withdrawal {
    /// With the cost of each step, for so many states; `None` if no step has one.
    pub(super) fn new(by_step: &[f64], states: usize) -> Option<Self> {
        let levels = by_step.len() + 1;
        let cost = |state: usize| (state % levels).checked_sub(1).map(|step| by_step[step]);
        (levels > 1).then(|| Self { costs: (0..states).map(cost).collect() })
    }

    /// Bytes of it in games of this size.
    pub(super) fn bytes(size: &Size) -> usize {
        size.withdrawal * list::<Option<f64>>(size.space.count())
    }

    /// What a step back from a state costs; none where there is nothing to take back.
    pub(crate) fn cost(&self, state: usize) -> Option<f64> {
        self.costs[state]
    }

    /// The states from which there is a step back, with its cost.
    #[inline(always)]
    pub(super) fn steps(&self) -> impl DoubleEndedIterator<Item = (usize, f64)> + '_ {
        self.costs.iter().enumerate().filter_map(|(state, cost)| Some((state, (*cost)?)))
    }

    /// Probability of a step back from every state, by what the client has after the choice.
    #[inline(always)]
    pub(super) fn choose(&self, precision: f64, after: &[f64], chosen: &mut [f64]) {
        for (state, cost) in self.steps() {
            chosen[state] = accept(precision, after[state - 1] - cost - after[state]);
        }
    }

    /// Makes of what a player has after the choice what it has before.
    #[inline(always)]
    pub(super) fn look_back(&self, chosen: &[f64], player: Player, values: &mut [f64]) {
        // From the deepest level down: what a state falls to is still as it was after the choice.
        for (state, cost) in self.steps().rev() {
            let paid = if player == Player::Client { cost } else { 0.0 };
            values[state] += chosen[state] * (values[state - 1] - paid - values[state]);
        }
    }
}
