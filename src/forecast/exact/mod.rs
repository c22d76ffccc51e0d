//! Exact propagation: means by quarter and branch without sampling noise (model page §5).
//!
//! Takes an equilibrium and a branch, carries the probabilities of all states forward, gives the mean of every
//! [`Quantity`]. Of a contract's subsidy only the expected value per state is carried. That is enough, because the
//! subsidy promised changes neither how long a contract lasts nor how the ladders move.

mod carrier;
mod odds;
mod standing;

pub(super) use carrier::{Carrier, Seen};
pub(super) use odds::SigningOdds;
pub(super) use standing::Standing;

use super::branching::BranchCase;
use super::quantity::Quantity;
use crate::game::Game;
use crate::game::conduct::{BEGINNINGS, Begins};
use crate::game::equilibrium::{Equilibrium, begun, elected};
use crate::game::nature::Scratch;
use crate::game::policy::Policy;
use crate::game::size::Size;
use crate::scenario::{Branch, Scenario};

/// Means by quarter and [`Quantity::index`].
pub type Means = Vec<Vec<f64>>;

/// The means of every quantity in each quarter of a branch, at one draw's equilibrium.
pub fn propagate(scenario: &Scenario, equilibrium: &Equilibrium, case: &BranchCase) -> Means {
    let games = &equilibrium.eras[0].games;
    let mut scratch = Scratch::new(&games[0].space);
    let (families, states) = (scenario.offers.len(), games[0].space.padded());
    let mut standings = start(scenario, games);
    let mut ruling = in_office(&standings);
    // By government: the odds last worked out, with the stage that they are for.
    let mut known: Vec<Option<(usize, SigningOdds)>> = vec![None; games.len()];
    let mut next = vec![Standing::zero(families, states); games.len()];
    let mut means = Vec::with_capacity(scenario.periods);
    for quarter in 0..scenario.periods {
        if let Some(era) = scenario.era_beginning(quarter) {
            let space = &games[0].space;
            let levels = |state| begun(space, era, state);
            standings = standings.iter().map(|standing| standing.moved(space.count(), levels)).collect();
        }
        if let Some(branches) = case.election(scenario, quarter) {
            standings = hold_election(games, &standings, &branches);
            ruling = in_office(&standings);
        }
        next.iter_mut().for_each(Standing::clear);
        let mut tally = vec![0.0; Quantity::all(families).len()];
        for &government in &ruling {
            let game = equilibrium.game(quarter, government);
            let policy = equilibrium.policy(quarter, government);
            let stage = equilibrium.stage(quarter);
            if known[government].as_ref().is_none_or(|(known, _)| *known != stage) {
                known[government] = Some((stage, SigningOdds::new(game, policy)));
            }
            if let Some((_, signing_odds)) = &known[government] {
                let standing = &standings[government];
                let mut carrier = Carrier::new(game, &mut next[government], &mut tally, &mut scratch);
                carrier.quarter(standing, policy, signing_odds);
            }
        }
        means.push(tally);
        std::mem::swap(&mut standings, &mut next);
    }
    means
}

/// Bytes that [`propagate`] works in, in games of this size: for each government its odds, and where it stands before and
/// after a quarter and an election.
pub(super) fn room(scenario: &Scenario, size: &Size) -> usize {
    scenario.governments.len() * (SigningOdds::bytes(size) + 3 * Standing::bytes(size))
}

/// The means of every quantity from a state without contract on, under one government and its stationary policy.
pub fn means_from(game: &Game, policy: &Policy, state: usize, begins: Begins, quarters: usize) -> Means {
    let mut scratch = Scratch::new(&game.space);
    let signing_odds = SigningOdds::new(game, policy);
    let mut standing = Standing::spread(game, &[state], begins);
    let mut means = Vec::with_capacity(quarters);
    for _ in 0..quarters {
        let mut next = Standing::zero(game.families.len(), game.space.padded());
        let mut tally = vec![0.0; Quantity::all(game.families.len()).len()];
        let mut carrier = Carrier::new(game, &mut next, &mut tally, &mut scratch);
        carrier.quarter(&standing, policy, &signing_odds);
        means.push(tally);
        standing = next;
    }
    means
}

/// Probability that an agreement is signed within so many quarters of a state without contract.
pub(crate) fn agreement_within(game: &Game, policy: &Policy, state: usize, begins: Begins, quarters: usize) -> f64 {
    let mut scratch = Scratch::new(&game.space);
    let signing_odds = SigningOdds::new(game, policy);
    let mut standing = Standing::spread(game, &[state], begins);
    let mut tally = vec![0.0; Quantity::all(game.families.len()).len()];
    for _ in 0..quarters {
        let mut next = Standing::zero(game.families.len(), game.space.padded());
        // Only the part without agreement is carried on, so what is left at the end has never signed.
        let mut carrier = Carrier::new(game, &mut next, &mut tally, &mut scratch);
        carrier.no_agreement(&standing, policy, &signing_odds);
        standing = next;
    }
    1.0 - standing.without_contract.both().iter().flatten().sum::<f64>()
}

/// Probability that none of so many quarters begins in dispute, the first of them at a state without contract.
pub(crate) fn no_dispute_within(game: &Game, policy: &Policy, state: usize, begins: Begins, quarters: usize) -> f64 {
    let start = Standing::spread(game, &[state], begins).knowing(false);
    let undisturbed = carried(game, policy, start, quarters - 1, |standing| standing.knowing(false));
    undisturbed.mass().0
}

/// Probability that a step of integration is ratified within so many quarters of a state without contract.
pub(crate) fn step_within(game: &Game, policy: &Policy, state: usize, begins: Begins, quarters: usize) -> f64 {
    let end = carried(game, policy, Standing::spread(game, &[state], begins), quarters, |standing| standing);
    // Integration never decreases: what ends above its start has had a step.
    let depth = |state: usize| game.conditions[state].depth;
    end.mass_where(|other| depth(other) > depth(state))
}

/// Where a standing is after so many quarters, what is kept of it at the start of each chosen by `keep`.
fn carried(
    game: &Game,
    policy: &Policy,
    mut standing: Standing,
    quarters: usize,
    keep: impl Fn(Standing) -> Standing,
) -> Standing {
    let mut scratch = Scratch::new(&game.space);
    let signing_odds = SigningOdds::new(game, policy);
    let mut tally = vec![0.0; Quantity::all(game.families.len()).len()];
    for _ in 0..quarters {
        let mut next = Standing::zero(game.families.len(), game.space.padded());
        Carrier::new(game, &mut next, &mut tally, &mut scratch).quarter(&standing, policy, &signing_odds);
        standing = keep(next);
    }
    standing
}

/// The start of the path: one state, one government.
fn start(scenario: &Scenario, games: &[Game]) -> Vec<Standing> {
    let space = &games[0].space;
    let state = space.index(&scenario.ladders.all().map(|ladder| ladder.start).collect::<Vec<_>>());
    let mut standings = vec![Standing::zero(scenario.offers.len(), space.padded()); games.len()];
    standings[0] = Standing::spread(&games[0], &[state], Begins::from_dispute(scenario.start.dispute));
    standings
}

/// The governments that may rule.
fn in_office(standings: &[Standing]) -> Vec<usize> {
    (0..standings.len()).filter(|&government| !standings[government].is_empty()).collect()
}

/// Moves the mass to each branch by its odds. Where the government changes, contracts are void.
fn hold_election(games: &[Game], before: &[Standing], branches: &[(f64, &Branch)]) -> Vec<Standing> {
    let (families, states) = (games[0].families.len(), games[0].space.padded());
    let mut after = vec![Standing::zero(families, states); games.len()];
    for (ruler, standing) in before.iter().enumerate().filter(|(_, standing)| !standing.is_empty()) {
        for (odds, branch) in branches {
            let winner = branch.government.unwrap_or(ruler);
            let target = &mut after[winner];
            for state in standing.held() {
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
