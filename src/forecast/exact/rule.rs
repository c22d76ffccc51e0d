//! Who rules where: the start of a path, elections and upheavals (model page §2, step 1).
//!
//! Takes where the client may stand under each government, gives the same after an election or an upheaval.

use super::standing::Standing;
use crate::forecast::branching::Held;
use crate::forecast::upheaval;
use crate::game::Game;
use crate::game::conduct::{BEGINNINGS, Begins};
use crate::game::equilibrium::elected;
use crate::scenario::Scenario;

/// The start of the path: one state, one government.
pub(super) fn start(scenario: &Scenario, games: &[Game]) -> Vec<Standing> {
    let space = &games[0].space;
    let state = space.index(&scenario.ladders.all().map(|ladder| ladder.start).collect::<Vec<_>>());
    let mut standings = vec![Standing::zero(scenario.offers.len(), space.padded()); games.len()];
    standings[0] = Standing::spread(&games[0], &[state], Begins::from_dispute(scenario.start.dispute));
    standings
}

/// The governments that may rule.
pub(super) fn in_office(standings: &[Standing]) -> Vec<usize> {
    (0..standings.len()).filter(|&government| !standings[government].is_empty()).collect()
}

/// Moves the mass to each branch by its odds. Where the government changes, contracts are void.
pub(super) fn hold_election(games: &[Game], before: &[Standing], held: &Held<'_>) -> Vec<Standing> {
    let (families, states) = (games[0].families.len(), games[0].space.padded());
    let mut after = vec![Standing::zero(families, states); games.len()];
    for (ruler, standing) in before.iter().enumerate().filter(|(_, standing)| !standing.is_empty()) {
        let space = &games[ruler].space;
        for (number, branch) in held.possible() {
            let winner = branch.government.unwrap_or(ruler);
            let target = &mut after[winner];
            for state in standing.held() {
                let odds = held.odds(number, ruler, |axis| space.level(state, axis));
                let moved = elected(&games[ruler], branch, state);
                for begins in BEGINNINGS {
                    target.without_contract[begins][moved] += odds * standing.without_contract[begins][state];
                }
                for family in 0..families {
                    let mass = odds * standing.contract[family][state];
                    if winner == ruler {
                        target.contract[family][moved] += mass;
                        target.promised[family][moved] += odds * standing.promised[family][state];
                    } else {
                        target.without_contract[Begins::Calm][moved] += mass;
                    }
                }
            }
        }
    }
    after
}

/// Moves the part of the mass on which an upheaval happens in a quarter. Contracts are void where it says so, or where the
/// government changes.
pub(super) fn suffer(scenario: &Scenario, quarter: usize, games: &[Game], before: &[Standing]) -> Vec<Standing> {
    let (families, space) = (games[0].families.len(), &games[0].space);
    let mut after = vec![Standing::zero(families, space.padded()); games.len()];
    for (ruler, standing) in before.iter().enumerate().filter(|(_, standing)| !standing.is_empty()) {
        for state in standing.held() {
            let ways = upheaval::possible(scenario, quarter, ruler, (space, state));
            let none = ways.iter().fold(1.0, |none, (_, upheaval)| none * (1.0 - upheaval.probability));
            after[ruler].take(standing, (state, state), none, false);
            for (chance, upheaval) in ways {
                let winner = upheaval.government.unwrap_or(ruler);
                let moved = upheaval::reached(space, upheaval, state);
                after[winner].take(standing, (state, moved), chance, upheaval.voids || winner != ruler);
            }
        }
    }
    after
}
