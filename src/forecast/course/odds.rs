//! What a policy comes to in the states that the levels known leave (model page §9).
//!
//! Takes an equilibrium's game and policy and the levels known, gives for each way in which a quarter may end the odds
//! that it does.

use super::grid::Known;
use crate::game::Game;
use crate::game::conduct::{BEGINNINGS, Begins, STANCES, Stance};
use crate::game::player::{PLAYERS, Player};
use crate::game::policy::Policy;
use crate::game::space::Space;
use crate::game::values::Position;

/// Odds of the ways in which a quarter without contract may end, where the levels known hold.
pub(super) struct Odds {
    /// [`Equilibrium::stage`](crate::game::equilibrium::Equilibrium::stage) and levels that they are for.
    pub(super) stage: usize,
    pub(super) known: Known,
    /// The states, in the order of a [`Grid`](super::grid::Grid) without its first axis.
    pub(super) states: Vec<usize>,
    /// By beginning: for each ending ([`stance_ending`], [`signed_ending`]) the odds by state.
    endings: [Vec<f64>; 2],
    /// Probability that the client takes back a step of integration, by what binds the players and state; empty if it cannot.
    pub(super) withdrawals: Vec<Vec<f64>>,
}

/// The quarter ends with this stance, and in pressure or not.
pub(super) fn stance_ending(stance: Stance, pressed: bool) -> usize {
    2 * stance as usize + usize::from(pressed)
}

/// The quarter ends with an offer of this family signed.
pub(super) fn signed_ending(family: usize) -> usize {
    2 * STANCES.len() + family
}

impl Odds {
    pub(super) fn new(game: &Game, policy: &Policy, stage: usize, known: &Known) -> Self {
        let states = states(&game.space, known);
        let endings = BEGINNINGS.map(|begins| {
            let count = states.len();
            let mut odds = vec![0.0; signed_ending(game.families.len()) * count];
            for (place, &state) in states.iter().enumerate() {
                let mut none = 1.0;
                for (family, chance) in signed(game, policy, begins, state) {
                    odds[signed_ending(family) * count + place] += chance;
                    none -= chance;
                }
                let hedge = policy.hedge(begins)[state];
                for (stance, share) in STANCES.into_iter().zip([1.0 - hedge, hedge]) {
                    let pressed = game.pressed(begins, policy.pressure(stance)[state]);
                    odds[stance_ending(stance, true) * count + place] = none * share * pressed;
                    odds[stance_ending(stance, false) * count + place] = none * share * (1.0 - pressed);
                }
            }
            odds
        });
        let chosen = Position::bonds(game.families.len()).filter_map(|bond| policy.withdrawal(bond));
        let withdrawals = chosen.map(|chosen| states.iter().map(|&state| chosen[state]).collect()).collect();
        Self { stage, known: known.clone(), states, endings, withdrawals }
    }

    /// The mass that ends in one way, of masses that begin calm and in dispute.
    pub(super) fn ending<'a>(&'a self, ending: usize, begun: [&'a [f64]; 2]) -> impl Iterator<Item = f64> + 'a {
        let [calm, dispute] = [0, 1].map(|begins| {
            let odds = &self.endings[begins][ending * self.states.len()..][..self.states.len()];
            begun[begins].iter().zip(odds)
        });
        calm.zip(dispute).map(|((calm, odds), (dispute, others))| calm * odds + dispute * others)
    }
}

/// Probability that an offer is signed, as [`Policy::signed`] has it, by runs of offers of one family.
fn signed<'a>(
    game: &'a Game,
    policy: &'a Policy,
    begins: Begins,
    state: usize,
) -> impl Iterator<Item = (usize, f64)> + 'a {
    let (power, talks) = (game.bargain.proposal_power, game.talks(begins, state));
    let sides = PLAYERS.map(|proposer| {
        let chance = talks * if proposer == Player::Client { power } else { 1.0 - power };
        (chance, policy.proposals(proposer, begins, state), policy.acceptances(proposer.other(), begins, state))
    });
    let mut from = 0;
    game.menu.chunk_by(|one, other| one.family == other.family).map(move |run| {
        let offers = from..from + run.len();
        from = offers.end;
        let by = |(chance, proposals, acceptances): (f64, &[f64], &[f64])| {
            let pairs = proposals[offers.clone()].iter().zip(&acceptances[offers.clone()]);
            chance * pairs.map(|(proposed, accepted)| proposed * accepted).sum::<f64>()
        };
        (run[0].family, sides.map(by).iter().sum())
    })
}

/// The states with these levels, in the order of their numbers.
pub(super) fn states(space: &Space, known: &Known) -> Vec<usize> {
    let mut states = vec![0];
    for axis in 0..=space.integration() {
        let level = known.get(axis).copied().flatten();
        let levels = level.map_or(0..space.size(axis), |level| level..level + 1);
        states = states
            .iter()
            .flat_map(|state| levels.clone().map(move |level| state + level * space.stride(axis)))
            .collect();
    }
    states
}
