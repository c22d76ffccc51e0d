//! What is counted along a path (model page §5).
//!
//! Takes what happens in each quarter, gives the [`PathOutcome`] at the end. What each quarter saw is also added to
//! sums over paths, by [`Quantity::index`].

use super::outcome::PathOutcome;
use crate::base::units::YEARS_PER_QUARTER;
use crate::forecast::chapter;
use crate::forecast::event::Bond;
use crate::forecast::quantity::Quantity;
use crate::game::Game;
use crate::game::conduct::{Conduct, Stance};
use crate::game::payoff::Flow;
use crate::game::player::{PLAYERS, PerPlayer, Player};
use crate::scenario::{CONFRONTATION, MANDATE, Scenario};

/// How a quarter passed.
pub(super) struct Passed {
    pub(super) conduct: Conduct,
    pub(super) flow: Flow,
    /// Whether the quarter's stance was answered with pressure.
    pub(super) pressed: bool,
    /// What binds the players when the next quarter begins, unless the contract lapses.
    pub(super) bond: Bond,
    /// Family of the offer signed in the quarter.
    pub(super) signed: Option<usize>,
}

/// The counts of one path so far.
pub(super) struct Ledger {
    outcome: PathOutcome,
    /// Quarters that the present dispute has lasted.
    run: u16,
    discounts: PerPlayer<f64>,
}

impl Ledger {
    pub(super) fn new(scenario: &Scenario) -> Self {
        Self { outcome: PathOutcome::new(scenario), run: 0, discounts: PerPlayer::new([1.0; 2]) }
    }

    /// What is seen when the quarter begins.
    pub(super) fn begin(&mut self, game: &Game, state: usize, bond: Bond, sums: &mut [f64]) {
        let outcome = &mut self.outcome;
        sums[Quantity::IntegrationDepth.index()] += game.conditions[state].depth;
        if bond == Bond::Dispute {
            sums[Quantity::Dispute.index()] += 1.0;
            outcome.dispute_quarters += 1;
            outcome.disputes += u16::from(self.run == 0);
            self.run += 1;
            outcome.longest_dispute = outcome.longest_dispute.max(self.run);
        } else {
            self.run = 0;
        }
    }

    /// The client pays for taking back a step of integration.
    pub(super) fn withdraw(&mut self, cost: f64) {
        self.outcome.payoffs[Player::Client] -= self.discounts[Player::Client] * cost;
    }

    /// How the quarter passed.
    pub(super) fn pass(&mut self, quarter: usize, game: &Game, state: usize, passed: &Passed, sums: &mut [f64]) {
        self.tally(quarter, game, state, passed, sums);
        let pressure = f64::from(passed.pressed);
        for player in PLAYERS {
            let payoff = game.quarter(player, state, passed.conduct, passed.flow, pressure);
            self.outcome.payoffs[player] += self.discounts[player] * payoff;
            self.discounts[player] *= game.discount(player, state);
        }
    }

    fn tally(&mut self, quarter: usize, game: &Game, state: usize, passed: &Passed, sums: &mut [f64]) {
        let outcome = &mut self.outcome;
        let mut add = |quantity: Quantity, amount: f64| sums[quantity.index()] += amount;
        let subsidy = passed.flow.received(&game.client, game.conditions[state].price);
        let loyalty = game.behaviour(passed.conduct).loyalty;
        add(Quantity::Subsidy, subsidy);
        add(Quantity::Loyalty, loyalty);
        match passed.flow {
            Flow::Treaty => add(Quantity::Calm, 1.0),
            Flow::Pressure => add(Quantity::Standoff, 1.0),
            Flow::Contract(_) => {}
        }
        match passed.conduct {
            Conduct::Contract(family) => {
                add(Quantity::Contract(family), 1.0);
                outcome.family_quarters[family] += 1;
            }
            Conduct::Stance(Stance::Hedging) => {
                add(Quantity::Hedging, 1.0);
                outcome.hedging_quarters += 1;
            }
            Conduct::Stance(Stance::Neutral) => {}
        }
        if passed.signed.is_some() {
            add(Quantity::Agreement, 1.0);
            outcome.first_agreement.get_or_insert(small(quarter));
        }
        let before = outcome.cumulative_subsidy.last().copied().unwrap_or(0.0);
        outcome.cumulative_subsidy.push(before + subsidy * YEARS_PER_QUARTER);
        outcome.loyalty += loyalty;
    }

    /// So many steps of integration are ratified.
    pub(super) fn ratify(&mut self, quarter: usize, steps: f64, sums: &mut [f64]) {
        sums[Quantity::RatifiedSteps.index()] += steps;
        self.outcome.first_step.get_or_insert(small(quarter));
    }

    /// The client is entrapped.
    pub(super) fn entrap(&mut self, sums: &mut [f64]) {
        sums[Quantity::Entrapment.index()] += 1.0;
        self.outcome.entrapments += 1;
    }

    /// The quarter is over: what has happened on the path from its first state to its present one.
    pub(super) fn close(&mut self, scenario: &Scenario, quarter: usize, game: &Game, [first, now]: [usize; 2]) {
        let outcome = &mut self.outcome;
        outcome.integration_gain = game.conditions[now].depth - game.conditions[first].depth;
        for (index, event) in scenario.events.iter().enumerate() {
            if outcome.events[index].is_none() && chapter::all_hold(&event.conditions, outcome) {
                outcome.events[index] = Some(small(quarter + 1));
            }
        }
    }

    /// What the path came to, with its last state.
    pub(super) fn finish(self, scenario: &Scenario, game: &Game, last: usize) -> PathOutcome {
        let mut outcome = self.outcome;
        let level = |axis| small(game.space.level(last, axis));
        outcome.final_levels = [level(CONFRONTATION), level(MANDATE), level(game.space.opening())];
        outcome.chapter = chapter::name(scenario, &outcome);
        outcome
    }
}

/// A number of quarters or of a level, as it is kept. A scenario is allowed far fewer than 65,535 of either.
fn small(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
