//! The odds of signing: what a policy comes to in each state, whatever offer of a family is signed (model page §5).
//!
//! Takes a policy, gives [`SigningOdds`]. They are worked out once and used for every quarter with that policy
//! ([`Known`]).

use crate::game::Game;
use crate::game::conduct::{BEGINNINGS, PerBeginning};
use crate::game::policy::Policy;
use crate::game::size::Size;

/// Probabilities of signing and of no agreement in quarters without contract.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::forecast) struct SigningOdds {
    /// Probability of no agreement, by state.
    pub(super) no_agreement: PerBeginning<Vec<f64>>,
    /// Probability of signing a family's offer, by family and state.
    pub(super) signed: PerBeginning<Vec<Vec<f64>>>,
    /// The same times the subsidy promised.
    pub(super) promised: PerBeginning<Vec<Vec<f64>>>,
}

/// What was last worked out of the policy of each government, with the stage that it is for.
pub(super) struct Known<T>(Vec<Option<(usize, T)>>);

impl<T> Known<T> {
    pub(super) fn new(governments: usize) -> Self {
        Self((0..governments).map(|_| None).collect())
    }

    /// What holds in a stage under a government; worked out if it is not known.
    pub(super) fn at(&mut self, stage: usize, government: usize, find: impl FnOnce() -> T) -> &T {
        let known = &mut self.0[government];
        if known.as_ref().is_some_and(|(known, _)| *known != stage) {
            *known = None;
        }
        &known.get_or_insert_with(|| (stage, find())).1
    }
}

impl SigningOdds {
    /// Bytes of the odds of a policy, in games of this size.
    pub(super) fn bytes(size: &Size) -> usize {
        size.arrays(2 * (1 + 2 * size.families))
    }

    /// The odds of a policy.
    pub(in crate::forecast) fn new(game: &Game, policy: &Policy) -> Self {
        let (families, states) = (game.families.len(), game.space.padded());
        let arrays = || PerBeginning::by(|_| vec![vec![0.0; states]; families]);
        let (mut signed, mut promised) = (arrays(), arrays());
        let mut no_agreement = PerBeginning::by(|_| vec![0.0; states]);
        for begins in BEGINNINGS {
            for state in 0..game.space.count() {
                let (mut all, mut probabilities) = (0.0, policy.signed(game, begins, state));
                for offers in game.menu.chunk_by(|one, next| one.family == next.family) {
                    let (mut own, mut subsidy) = (0.0, 0.0);
                    for (item, probability) in offers.iter().zip(&mut probabilities) {
                        all += probability;
                        own += probability;
                        subsidy += probability * item.subsidy;
                    }
                    signed[begins][offers[0].family][state] = own;
                    promised[begins][offers[0].family][state] = subsidy;
                }
                no_agreement[begins][state] = 1.0 - all;
            }
        }
        Self { no_agreement, signed, promised }
    }
}
