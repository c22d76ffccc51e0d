//! Contracts in force: what a unit of promised subsidy is worth, kept apart from the rest (model page §4).
//!
//! Takes next quarter's worth of a unit, gives this quarter's. While a stationary game is solved it does not change,
//! so it is worked out once and kept, with the part of every answer to an offer that depends on it alone.

use super::conduct::Conduct;
use super::lanes::{GREATEST_EXPONENT, exp};
use super::model::Game;
use super::nature::Scratch;
use super::player::{PLAYERS, PerPlayer, Player};
use super::size::Size;
use super::values::{Position, Values};

impl Game {
    /// Expectation of a contract's next values under its family's conduct, in place.
    #[inline(always)]
    pub(super) fn expect_contract(
        &self,
        family: usize,
        values: &mut [f64],
        drifted: &mut [f64],
        scratch: &mut Scratch,
    ) {
        self.nature.drift(values, drifted, scratch);
        self.nature.expect(&self.space, Conduct::Contract(family), drifted, values, scratch);
    }

    /// From expected next values: what the contract is worth in force, and what signing it is worth. `unit` asks for a
    /// unit of subsidy instead of the contract without any.
    #[inline(always)]
    pub(super) fn contract_worth(
        &self,
        player: Player,
        family: usize,
        expected: &[f64],
        unit: bool,
        in_force: &mut [f64],
        signing: &mut [f64],
    ) {
        let payoffs = &self.payoffs[player];
        let flow = if unit { &payoffs.unit } else { &payoffs.conduct[Conduct::Contract(family).index()] };
        for (state, &deeper) in self.families[family].deeper.iter().enumerate() {
            let (stays, deepened) = (expected[state], expected[deeper]);
            let ratified = stays + self.nature.ratification * (deepened - stays);
            in_force[state] = flow[state] + payoffs.discount[state] * stays;
            signing[state] = flow[state] + payoffs.discount[state] * ratified;
        }
        let upfront = self.families[family].upfront;
        if upfront != 0.0 && !unit {
            signing.iter_mut().zip(&payoffs.unit).for_each(|(signing, unit)| *signing += upfront * unit);
        }
    }
}

/// The worth of a unit of subsidy in the quarter before `next`, and what follows from it.
#[derive(Debug, Clone)]
pub(super) struct Slopes {
    /// Next quarter's slopes that all else was worked out from; empty at first.
    next: Vec<f64>,
    now: Values,
    signing: PerPlayer<Vec<Vec<f64>>>,
    /// The factor that an offer's subsidy adds to the odds against accepting it: `e^(−λ S slope)`, by offer and state.
    odds: PerPlayer<Vec<f64>>,
    /// Greatest absolute exponent of these in any state.
    exponent: PerPlayer<f64>,
}

impl Slopes {
    /// Nothing worked out yet.
    pub(super) fn new(game: &Game) -> Self {
        let (families, states) = (game.families.len(), game.space.padded());
        Self {
            next: Vec::new(),
            now: Values::zero(families, states),
            signing: PerPlayer::by(|_| vec![vec![0.0; states]; families]),
            odds: PerPlayer::by(|_| vec![1.0; game.menu.len() * states]),
            exponent: PerPlayer::by(|_| 0.0),
        }
    }

    /// Bytes that this takes in games of this size.
    pub(super) fn bytes(size: &Size) -> usize {
        let (next, signing, odds) = (2 * size.families, 2 * size.families, 2 * size.offers);
        Values::bytes(size) + size.arrays(next + signing + odds)
    }

    /// This quarter's slopes.
    pub(super) fn now(&self) -> &[f64] {
        self.now.slopes()
    }

    /// What a unit of subsidy adds to signing an offer of the family.
    pub(super) fn signing(&self, player: Player, family: usize) -> &[f64] {
        &self.signing[player][family]
    }

    /// The factor of an offer's subsidy in the odds against it, by state: of use only if [`Slopes::exponent`] is small.
    pub(super) fn odds(&self, player: Player, offer: usize, states: usize) -> &[f64] {
        &self.odds[player][offer * states..(offer + 1) * states]
    }

    /// Greatest absolute exponent of these factors for either player.
    pub(super) fn exponent(&self) -> f64 {
        let [client, patron] = self.exponent.both();
        client.max(*patron)
    }

    /// Works everything out from next quarter's slopes, unless that is done already.
    #[inline(always)]
    pub(super) fn update(&mut self, game: &Game, next: &Values, scratch: &mut Scratch) {
        if self.next != next.slopes() {
            self.step(game, next, scratch);
            for player in PLAYERS {
                self.weigh(game, player);
            }
        }
    }

    /// The slopes of a stationary game, by backward steps from zero.
    pub(super) fn stationary(&mut self, game: &Game, values: &mut Values, scratch: &mut Scratch) {
        // The slowest case is a contract that hardly ever lapses: a patience of 0.9999 needs nearly 350,000 steps.
        for _ in 0..350_000 {
            self.step(game, values, scratch);
            let changes = values.slopes().iter().zip(self.now()).map(|(before, after)| (before - after).abs());
            let change = changes.fold(0.0, f64::max);
            values.slopes_mut().copy_from_slice(self.now());
            if change <= 1e-15 {
                break;
            }
        }
        // The odds still belong to the slopes from before.
        self.next.clear();
    }

    #[inline(always)]
    fn step(&mut self, game: &Game, next: &Values, scratch: &mut Scratch) {
        let mut drifted = vec![0.0; game.space.padded()];
        let mut mixed = drifted.clone();
        for player in PLAYERS {
            for family in 0..game.families.len() {
                let keep = 1.0 - game.families[family].lapse;
                let position = Position::Slope(family);
                for (mixed, kept) in mixed.iter_mut().zip(next.of(player, position)) {
                    *mixed = keep * kept;
                }
                game.expect_contract(family, &mut mixed, &mut drifted, scratch);
                let signing = &mut self.signing[player][family];
                game.contract_worth(player, family, &mixed, true, self.now.of_mut(player, position), signing);
            }
        }
        self.next.clear();
        self.next.extend_from_slice(next.slopes());
    }

    /// The factors in a player's odds.
    #[inline(always)]
    fn weigh(&mut self, game: &Game, player: Player) {
        let states = game.space.padded();
        let precision = game.precision(player);
        let steepest: Vec<f64> = self.signing[player]
            .iter()
            .map(|slopes| slopes.iter().fold(0.0, |most: f64, slope| most.max(slope.abs())))
            .collect();
        self.exponent[player] = 0.0;
        for (offer, item) in game.menu.iter().enumerate() {
            let scale = -precision * item.subsidy;
            self.exponent[player] = self.exponent[player].max(scale.abs() * steepest[item.family]);
            let odds = &mut self.odds[player][offer * states..(offer + 1) * states];
            for (odds, slope) in odds.iter_mut().zip(&self.signing[player][item.family]) {
                *odds = exp((scale * slope).min(GREATEST_EXPONENT));
            }
        }
    }
}
