//! What happens on a path, so that it can be explained (model page §2).
//!
//! Takes nothing, gives the words in which [`path`](super::path) tells a [`Witness`] every step of a quarter, in the
//! order in which it is taken and with its probability. The witness `()` ignores them, at no cost: an event is put
//! together only for a witness that keeps it. A run and a story follow a path by the same code, so they cannot differ.

use crate::game::conduct::Conduct;
use crate::game::payoff::Flow;
use crate::game::player::Player;
use crate::game::values::Position;
use crate::scenario::{Branch, Upheaval};

/// What binds the players when a quarter begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Bond {
    /// Neither contract nor dispute.
    Calm,
    /// A dispute.
    Dispute,
    /// A family's contract with this subsidy promised, pp/yr.
    Contract(usize, f64),
}

impl From<Bond> for Position {
    fn from(bond: Bond) -> Self {
        match bond {
            Bond::Calm => Self::Calm,
            Bond::Dispute => Self::Dispute,
            Bond::Contract(family, _) => Self::Base(family),
        }
    }
}

/// One step of a quarter. Probabilities are those of the event named, whether it happened or not.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event<'a> {
    /// An era begins (its index in [`Contents::eras`](crate::scenario::Contents::eras)).
    Era(usize),
    /// An election.
    Election {
        /// What came out.
        branch: &'a Branch,
        /// Probability of that: 1 in the first election, whose outcome is the path's branch.
        odds: f64,
        /// Whether the government changed.
        changed: bool,
        /// Whether a contract became void by it.
        voided: bool,
    },
    /// Something breaks in.
    Upheaval {
        /// What.
        upheaval: &'a Upheaval,
        /// Probability of it in the state.
        probability: f64,
        /// Whether the government changed.
        changed: bool,
        /// Whether a contract became void by it.
        voided: bool,
    },
    /// Whether the client takes back a step of integration. Told only where it may.
    Withdrawal {
        /// Whether it does.
        withdrawn: bool,
        /// Probability that it does.
        probability: f64,
        /// What it costs the client, pp-years.
        cost: f64,
    },
    /// Talks, stance and pressure begin: they happen in this state.
    Begins {
        /// Government in office.
        government: usize,
        /// Number of the state.
        state: usize,
        /// What binds the players.
        bond: Bond,
    },
    /// Whether talks are held.
    Talks {
        /// Whether they are.
        held: bool,
        /// Probability that they are.
        probability: f64,
    },
    /// A proposal and the answer to it.
    Proposal {
        /// Who proposes.
        by: Player,
        /// Index of the offer in the menu.
        offer: usize,
        /// Probability that this player is the one to propose.
        chance: f64,
        /// Probability that this is what it proposes.
        probability: f64,
        /// Whether the other player accepts.
        accepted: bool,
        /// Probability that it does.
        acceptance: f64,
    },
    /// The client's stance without agreement.
    Stance {
        /// Whether it hedges.
        hedges: bool,
        /// Probability that it does.
        probability: f64,
    },
    /// Whether the pressure of a dispute goes on by itself. Told only where it may.
    Inertia {
        /// Whether it does.
        goes_on: bool,
        /// Probability that it does.
        probability: f64,
    },
    /// The patron's answer to the stance. Not told where the pressure goes on by itself: there is no choice.
    Pressure {
        /// Whether it applies pressure.
        applied: bool,
        /// Probability that it does.
        probability: f64,
    },
    /// How the quarter passed.
    Passed {
        /// Conduct of the client.
        conduct: Conduct,
        /// What flowed.
        flow: Flow,
        /// Whether the stance was answered with pressure.
        pressed: bool,
    },
    /// A signed step of integration goes to ratification.
    Ratification {
        /// Whether it is ratified.
        ratified: bool,
        /// Probability that it is.
        probability: f64,
        /// State before it.
        from: usize,
        /// State after it, if it is ratified.
        to: usize,
    },
    /// Whether the client is entrapped.
    Entrapment {
        /// Whether it is.
        happened: bool,
        /// Probability that it is.
        probability: f64,
    },
    /// A ladder moves, or stays.
    Move {
        /// The ladder, as an axis of the state space.
        axis: usize,
        /// Level before.
        from: usize,
        /// Level after.
        to: usize,
        /// Probability of that; 1 if an entrapment sets the level.
        probability: f64,
    },
    /// Whether a contract lapses.
    Lapse {
        /// Whether it does.
        lapsed: bool,
        /// Probability that it does.
        probability: f64,
    },
}

/// Who is told what happens on a path.
pub(crate) trait Witness<'a> {
    /// Something happened; `tell` says what, and is called only by a witness that keeps it.
    fn hear(&mut self, tell: impl FnOnce() -> Event<'a>);
}

/// Ignores everything, as a run does.
impl<'a> Witness<'a> for () {
    #[inline(always)]
    fn hear(&mut self, _: impl FnOnce() -> Event<'a>) {}
}

/// Keeps everything, in order.
impl<'a> Witness<'a> for Vec<Event<'a>> {
    fn hear(&mut self, tell: impl FnOnce() -> Event<'a>) {
        self.push(tell());
    }
}
