//! The games of all governments together, elections ahead included (model page §4).
//!
//! Takes a scenario and one draw of its numbers, gives who does what in every quarter of the path. After the last
//! election each government plays its stationary equilibrium. Quarters before an election are solved backward from
//! it: what comes next is the mixture of the branches by their odds.

use super::Game;
use super::choice::{Workspace, step};
use super::policy::Policy;
use super::solve::{Solution, solve};
use super::values::{PLAYERS, Position, Values};
use crate::scenario::{Branch, Election, MANDATE, Parameters, Scenario};

/// The games of all governments, solved.
#[derive(Debug, Clone, PartialEq)]
pub struct Equilibrium {
    /// The games, in the order of [`Scenario::governments`].
    pub games: Vec<Game>,
    /// Their stationary solutions.
    pub solutions: Vec<Solution>,
    /// Policies in the quarters before the last election, by quarter and government.
    ahead: Vec<Vec<Policy>>,
}

impl Equilibrium {
    /// Solves the scenario's games at these numbers.
    pub fn new(scenario: &Scenario, parameters: &Parameters<f64>) -> Self {
        let games: Vec<Game> =
            (0..scenario.governments.len()).map(|government| Game::new(scenario, parameters, government)).collect();
        let solutions: Vec<Solution> = games.iter().map(|game| solve(game, scenario.simulation.tolerance)).collect();
        let ahead = before_elections(&scenario.elections, &games, &solutions);
        Self { games, solutions, ahead }
    }

    /// What is done in a quarter of the path (counted from 0) under a government, that quarter's election behind it.
    pub fn policy(&self, quarter: usize, government: usize) -> &Policy {
        match self.ahead.get(quarter) {
            Some(policies) => &policies[government],
            None => &self.solutions[government].policy,
        }
    }

    /// A number that is the same for two quarters only if every government does the same in both.
    pub fn stage(&self, quarter: usize) -> usize {
        quarter.min(self.ahead.len())
    }

    /// Whether every government's game is certified.
    pub fn certified(&self) -> bool {
        self.solutions.iter().all(|solution| solution.certificate.certified)
    }
}

/// Backward induction from the last election to the first quarter.
fn before_elections(elections: &[Election], games: &[Game], solutions: &[Solution]) -> Vec<Vec<Policy>> {
    let last = elections.iter().map(|election| election.quarter).max().unwrap_or(0);
    let mut values: Vec<Values> = solutions.iter().map(|solution| solution.values.clone()).collect();
    let mut ahead = Vec::with_capacity(last);
    let mut works: Vec<Workspace> = games.iter().map(Workspace::new).collect();
    for quarter in (0..last).rev() {
        let election = elections.iter().find(|election| election.quarter == quarter + 1);
        let next: Vec<Values> = match election {
            Some(election) => (0..games.len()).map(|ruler| mixture(election, games, &values, ruler)).collect(),
            None => values.clone(),
        };
        let mut policies: Vec<Policy> = games.iter().map(Policy::zero).collect();
        for (ruler, policy) in policies.iter_mut().enumerate() {
            step(&games[ruler], &next[ruler], &mut values[ruler], &mut works[ruler], Some(policy));
        }
        ahead.push(policies);
    }
    ahead.reverse();
    ahead
}

/// Values at the opening of an election's quarter, before the branch is drawn, under the government that calls it.
fn mixture(election: &Election, games: &[Game], values: &[Values], ruler: usize) -> Values {
    let game = &games[ruler];
    let mut mixed = Values::zero(game.families.len(), game.space.padded());
    for branch in &election.branches {
        let winner = branch.government.unwrap_or(ruler);
        for player in PLAYERS {
            for position in positions(game) {
                let after = if winner == ruler { Some(position) } else { voided(position) };
                let Some(after) = after else { continue };
                let worth = values[winner].of(player, after);
                let target = mixed.of_mut(player, position);
                for (state, value) in target[..game.space.count()].iter_mut().enumerate() {
                    *value += branch.probability * worth[elected(game, branch, state)];
                }
            }
        }
    }
    mixed
}

fn positions(game: &Game) -> Vec<Position> {
    let contracts = (0..game.families.len()).flat_map(|family| [Position::Base(family), Position::Slope(family)]);
    [Position::Calm, Position::Dispute].into_iter().chain(contracts).collect()
}

/// What a position becomes when the government changes: the contract is void, and with it every subsidy promised.
fn voided(position: Position) -> Option<Position> {
    match position {
        Position::Calm | Position::Dispute => Some(position),
        Position::Base(_) => Some(Position::Calm),
        Position::Slope(_) => None,
    }
}

/// State after an election's branch: mandate and opening as it says, all else as it was.
pub fn elected(game: &Game, branch: &Branch, state: usize) -> usize {
    let space = &game.space;
    let state = branch.mandate.map_or(state, |level| space.at(state, MANDATE, level));
    branch.opening.map_or(state, |level| space.at(state, space.opening(), level))
}
