//! One path of a run followed again, with all that happened on it (model page §2, §5).
//!
//! Takes a scenario and the address of a path, gives every event. The games of the draw are solved again, and the path is
//! followed by the code that simulates.

use super::branching::BranchCase;
use super::draws::solved;
use super::event::Event;
use super::path::{PathOutcome, witness};
use super::shocks::Shocks;
use crate::game::equilibrium::Equilibrium;
use crate::scenario::Scenario;

/// The address of a path: with the seed it fixes all chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathAddress {
    /// Branch, an index into [`BranchCase::all`].
    pub branch: usize,
    /// Number of the draw, from 0.
    pub draw: usize,
    /// Number of the path in the draw, from 0.
    pub path: usize,
}

/// A path and its events.
#[derive(Debug)]
pub struct Replayed<'a> {
    /// Where it is found.
    pub address: PathAddress,
    /// Its branch.
    pub case: &'a BranchCase,
    /// The games of its draw, all of them certified.
    pub equilibrium: &'a Equilibrium,
    /// What it comes to.
    pub outcome: PathOutcome,
    /// What happened, quarter by quarter.
    pub(crate) events: Vec<Vec<Event<'a>>>,
}

/// What `tell` makes of a path followed again; `None` if a game of the draw is not certified.
pub fn replayed<T>(scenario: &Scenario, address: PathAddress, tell: impl FnOnce(&Replayed<'_>) -> T) -> Option<T> {
    let PathAddress { branch, draw, path } = address;
    let equilibrium = solved(scenario, draw);
    if !equilibrium.certified() {
        return None;
    }
    let case = &BranchCase::all(scenario)[branch];
    let shocks = Shocks::new(scenario.simulation.seed, draw, path, scenario.periods);
    let (outcome, events) = witness(scenario, &equilibrium, case, &shocks);
    Some(tell(&Replayed { address, case, equilibrium: &equilibrium, outcome, events }))
}
