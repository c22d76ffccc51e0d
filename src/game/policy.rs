//! What each player does in every state: the decision probabilities of a quarter (model page §4).
//!
//! Takes what [`choice`](super::choice) fills in. Gives the probabilities of proposals, answers, stance and pressure,
//! and what follows from them for a whole negotiation.

use super::conduct::{Begins, PerBeginning, PerStance, Stance};
use super::lanes::{greater, greatest_gap, widest};
use super::model::Game;
use super::player::{PerPlayer, Player};
use super::size::Size;
use super::values::Position;

/// Decision probabilities in every state.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    pub(super) hedge: PerBeginning<Vec<f64>>,
    pub(super) pressure: PerStance<Vec<f64>>,
    talks: PerBeginning<Talks>,
    /// Probability of taking back a step of integration, by [`Position::bond`]; empty if that cannot be.
    pub(super) withdrawal: Vec<Vec<f64>>,
    offers: usize,
}

/// Proposals and answers, by state and, within it, offer.
#[derive(Debug, Clone, PartialEq)]
struct Talks {
    proposals: PerPlayer<Vec<f64>>,
    acceptances: PerPlayer<Vec<f64>>,
}

impl Talks {
    fn zero(length: usize) -> Self {
        let zeros = || PerPlayer::by(|_| vec![0.0; length]);
        Self { proposals: zeros(), acceptances: zeros() }
    }
}

impl Policy {
    /// All probabilities zero, to be filled.
    pub fn zero(game: &Game) -> Self {
        let (states, offers) = (game.space.padded(), game.menu.len());
        Self {
            hedge: PerBeginning::by(|_| vec![0.0; states]),
            pressure: PerStance::by(|_| vec![0.0; states]),
            talks: PerBeginning::by(|_| Talks::zero(states * offers)),
            withdrawal: game.withdrawals(),
            offers,
        }
    }

    /// Bytes of the decisions in games of this size.
    pub(crate) fn bytes(size: &Size) -> usize {
        let (hedge, pressure, talks) = (2, 2, 2 * 4);
        size.arrays(hedge + pressure + talks * size.offers + size.withdrawals())
    }

    /// Probability that the client hedges after no agreement, by state.
    pub fn hedge(&self, begins: Begins) -> &[f64] {
        &self.hedge[begins]
    }

    /// Probability that the patron chooses pressure after a stance, where it has the choice, by state.
    pub fn pressure(&self, stance: Stance) -> &[f64] {
        &self.pressure[stance]
    }

    /// Probability that the client takes back a step of integration as the quarter begins, by state; `None` if it cannot.
    pub fn withdrawal(&self, bond: Position) -> Option<&[f64]> {
        self.withdrawal.get(bond.bond()).map(Vec::as_slice)
    }

    /// Probability of each offer of the menu when this player proposes.
    pub fn proposals(&self, proposer: Player, begins: Begins, state: usize) -> &[f64] {
        &self.talks[begins].proposals[proposer][self.row(state)]
    }

    /// Probability that this player accepts each offer of the menu.
    pub fn acceptances(&self, responder: Player, begins: Begins, state: usize) -> &[f64] {
        &self.talks[begins].acceptances[responder][self.row(state)]
    }

    /// [`Policy::proposals`], to be filled.
    pub(super) fn proposals_mut(&mut self, proposer: Player, begins: Begins, state: usize) -> &mut [f64] {
        let row = self.row(state);
        &mut self.talks[begins].proposals[proposer][row]
    }

    /// [`Policy::acceptances`], to be filled.
    pub(super) fn acceptances_mut(&mut self, responder: Player, begins: Begins, state: usize) -> &mut [f64] {
        let row = self.row(state);
        &mut self.talks[begins].acceptances[responder][row]
    }

    /// Probability that a negotiation ends with each offer of the menu signed. What is missing to 1 is no agreement.
    pub fn signed(&self, game: &Game, begins: Begins, state: usize) -> impl Iterator<Item = f64> {
        let (power, talks) = (game.bargain.proposal_power, game.talks(begins, state));
        let by = |proposer: Player, chance: f64| {
            let answers = self.acceptances(proposer.other(), begins, state);
            let proposals = self.proposals(proposer, begins, state).iter().zip(answers);
            proposals.map(move |(proposal, accepted)| chance * proposal * accepted)
        };
        let either = by(Player::Client, power).zip(by(Player::Patron, 1.0 - power));
        either.map(move |(client, patron)| talks * (client + patron))
    }

    /// Greatest difference of any decision probability; NaN if any of them is NaN.
    pub fn distance(&self, other: &Self) -> f64 {
        let pairs = self.arrays().zip(other.arrays());
        widest(|| pairs.fold(0.0, |most, (ours, theirs)| greater(most, greatest_gap(ours, theirs))))
    }

    fn arrays(&self) -> impl Iterator<Item = &Vec<f64>> {
        let talks = self.talks.both().iter();
        let talks = talks.flat_map(|talks| talks.proposals.both().iter().chain(talks.acceptances.both()));
        self.hedge.both().iter().chain(self.pressure.both()).chain(talks).chain(&self.withdrawal)
    }

    fn row(&self, state: usize) -> std::ops::Range<usize> {
        state * self.offers..(state + 1) * self.offers
    }
}
