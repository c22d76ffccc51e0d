//! What happens on a path, told as it happens (model page §2), so that a history can be explained.
//!
//! Takes nothing by itself: the walker of [`path`](super::path) tells a [`Witness`] every step of a quarter in the
//! order in which it is taken, with the probability that it had. `()` hears nothing, and costs nothing: what is told is
//! put together only for a witness that listens. There is one walker, so a story cannot differ from the run.

use crate::game::payoff::Flow;
use crate::game::values::Player;
use crate::scenario::Branch;

/// What binds the two at the opening of a quarter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bond {
    /// Neither contract nor dispute.
    Calm,
    /// A dispute.
    Dispute,
    /// A family's contract with this subsidy promised, pp/yr.
    Contract(usize, f64),
}

/// One step of a quarter. Probabilities are those of the event named, whether it happened or not.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<'a> {
    /// An era begins (its index in [`Scenario::eras`](crate::scenario::Scenario::eras)).
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
    /// The quarter opens: what follows happens in this state.
    Opened {
        /// Government in office.
        government: usize,
        /// Number of the state.
        state: usize,
        /// What binds the two.
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
        /// Probability that this side is the one to propose.
        chance: f64,
        /// Probability that this is what it proposes.
        probability: f64,
        /// Whether the other side accepts.
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
        /// Conduct of the client (see [`mod@crate::game::nature`]).
        conduct: usize,
        /// What flowed.
        flow: Flow,
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
        /// Probability of that; 1 where an entrapment leaves no other.
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
pub trait Witness<'a> {
    /// Something happened; `tell` says what, for whoever wants to know.
    fn hear(&mut self, tell: impl FnOnce() -> Event<'a>);
}

/// Nobody listens: the way of a run.
impl<'a> Witness<'a> for () {
    #[inline(always)]
    fn hear(&mut self, _: impl FnOnce() -> Event<'a>) {}
}

/// Everything is kept, in order.
impl<'a> Witness<'a> for Vec<Event<'a>> {
    fn hear(&mut self, tell: impl FnOnce() -> Event<'a>) {
        self.push(tell());
    }
}
