//! What each side does in every state: the decision probabilities of a quarter (model page §4).
//!
//! Takes nothing by itself: [`choice`](super::choice) fills it. Gives the probabilities of proposals, answers, stance
//! and pressure, and what follows from them for a whole negotiation.

use super::Game;
use super::values::Player;

/// Decision probabilities in every state.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// That the client hedges, by present position (calm, dispute) and state.
    pub hedge: [Vec<f64>; 2],
    /// That the patron chooses pressure where it has the choice, by stance (neutral, hedging) and state.
    pub pressure: [Vec<f64>; 2],
    /// In calm and in dispute.
    talks: [Talks; 2],
    offers: usize,
}

/// Proposals and answers, by state and, within it, offer.
#[derive(Debug, Clone, PartialEq)]
struct Talks {
    proposals: [Vec<f64>; 2],
    acceptances: [Vec<f64>; 2],
}

impl Talks {
    fn zero(length: usize) -> Self {
        let side = || [vec![0.0; length], vec![0.0; length]];
        Self { proposals: side(), acceptances: side() }
    }
}

impl Policy {
    /// All probabilities zero, to be filled.
    pub fn zero(game: &Game) -> Self {
        let (states, offers) = (game.space.padded(), game.menu.len());
        Self {
            hedge: [vec![0.0; states], vec![0.0; states]],
            pressure: [vec![0.0; states], vec![0.0; states]],
            talks: [Talks::zero(states * offers), Talks::zero(states * offers)],
            offers,
        }
    }

    /// Probability of each offer of the menu when this side proposes.
    pub fn proposals(&self, proposer: Player, dispute: bool, state: usize) -> &[f64] {
        &self.talks[usize::from(dispute)].proposals[proposer as usize][self.row(state)]
    }

    /// Probability that this side accepts each offer of the menu.
    pub fn acceptances(&self, responder: Player, dispute: bool, state: usize) -> &[f64] {
        &self.talks[usize::from(dispute)].acceptances[responder as usize][self.row(state)]
    }

    /// [`Policy::proposals`], to be filled.
    pub(super) fn proposals_mut(&mut self, proposer: Player, dispute: bool, state: usize) -> &mut [f64] {
        let row = self.row(state);
        &mut self.talks[usize::from(dispute)].proposals[proposer as usize][row]
    }

    /// [`Policy::acceptances`], to be filled.
    pub(super) fn acceptances_mut(&mut self, responder: Player, dispute: bool, state: usize) -> &mut [f64] {
        let row = self.row(state);
        &mut self.talks[usize::from(dispute)].acceptances[responder as usize][row]
    }

    /// Probability that a negotiation ends with each offer of the menu signed. What is missing to 1 is no agreement.
    pub fn signed(&self, game: &Game, dispute: bool, state: usize) -> Vec<f64> {
        let power = game.bargain.proposal_power;
        let by = |proposer, responder, chance: f64, offer: usize| {
            chance
                * self.proposals(proposer, dispute, state)[offer]
                * self.acceptances(responder, dispute, state)[offer]
        };
        (0..self.offers)
            .map(|offer| {
                game.talks(dispute)
                    * (by(Player::Client, Player::Patron, power, offer)
                        + by(Player::Patron, Player::Client, 1.0 - power, offer))
            })
            .collect()
    }

    /// Greatest difference of any decision probability; not a number if one of them is none.
    pub fn distance(&self, other: &Self) -> f64 {
        let pairs = self.arrays().zip(other.arrays());
        pairs.flat_map(|(ours, theirs)| ours.iter().zip(theirs)).fold(0.0, |most: f64, (ours, theirs)| {
            let gap = (ours - theirs).abs();
            if gap <= most { most } else { gap }
        })
    }

    fn arrays(&self) -> impl Iterator<Item = &Vec<f64>> {
        let talks = self.talks.iter().flat_map(|talks| talks.proposals.iter().chain(&talks.acceptances));
        self.hedge.iter().chain(&self.pressure).chain(talks)
    }

    fn row(&self, state: usize) -> std::ops::Range<usize> {
        state * self.offers..(state + 1) * self.offers
    }
}
