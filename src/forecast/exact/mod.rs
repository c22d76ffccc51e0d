//! Exact propagation: means by quarter and branch without sampling noise (model page §5).
//!
//! Takes an equilibrium and a branch, carries the probabilities of all states forward, gives the mean of every
//! [`Quantity`]. Of a contract's subsidy only the expected value per state is carried. That is enough, because the
//! subsidy promised changes neither how long a contract lasts nor how the ladders move.

mod carrier;
mod chances;
mod count;
mod odds;
mod passage;
mod rule;
mod standing;

pub(super) use carrier::{Carrier, Seen};
pub use chances::{chances, is_exact};
use odds::Known;
pub(super) use odds::SigningOdds;
use rule::{hold_election, in_office, start, suffer};
pub use standing::Talks;
pub(super) use standing::{Standing, step_back};

use super::branching::BranchCase;
use super::quantity::Quantity;
use super::upheaval;
use crate::game::Game;
use crate::game::conduct::Begins;
use crate::game::equilibrium::{Equilibrium, begun};
use crate::game::nature::Scratch;
use crate::game::policy::Policy;
use crate::game::size::Size;
use crate::scenario::Scenario;

/// Means by quarter and [`Quantity::index`].
pub type Means = Vec<Vec<f64>>;

/// A quantity summed over the quarters of the path: of one that is counted, how often it happens on it.
pub fn on_path(means: &Means, quantity: Quantity) -> f64 {
    means.iter().map(|quarter| quarter[quantity.index()]).sum()
}

/// The mean of a quantity over the quarters of the path.
pub fn over_path(means: &Means, quantity: Quantity) -> f64 {
    on_path(means, quantity) / means.len() as f64
}

/// The means of every quantity in each quarter of a branch, at one draw's equilibrium.
pub fn propagate(scenario: &Scenario, equilibrium: &Equilibrium, case: &BranchCase) -> Means {
    followed(scenario, equilibrium, case, |_| ())
}

/// The same, and where talks are likeliest to be held in each quarter.
pub fn propagate_with_talks(
    scenario: &Scenario,
    equilibrium: &Equilibrium,
    case: &BranchCase,
) -> (Means, Vec<Option<Talks>>) {
    let mut talks = Vec::with_capacity(scenario.periods);
    let means = followed(scenario, equilibrium, case, |standings| talks.push(Talks::likeliest(standings)));
    (means, talks)
}

/// The means, and every quarter shown where each government stands as it begins.
fn followed(
    scenario: &Scenario,
    equilibrium: &Equilibrium,
    case: &BranchCase,
    mut begun_at: impl FnMut(&[Standing]),
) -> Means {
    let games = &equilibrium.eras[0].games;
    let mut scratch = Scratch::new(&games[0].space);
    let (families, states) = (scenario.offers.len(), games[0].space.padded());
    let mut standings = start(scenario, games);
    let mut ruling = in_office(&standings);
    let mut known = Known::new(games.len());
    let mut next = vec![Standing::zero(families, states); games.len()];
    let mut means = Vec::with_capacity(scenario.periods);
    for quarter in 0..scenario.periods {
        if let Some(era) = scenario.era_beginning(quarter) {
            let space = &games[0].space;
            let levels = |state| begun(space, era, state);
            standings = standings.iter().map(|standing| standing.moved(space.count(), levels)).collect();
        }
        if let Some(held) = case.election(scenario, quarter) {
            standings = hold_election(games, &standings, &held);
            ruling = in_office(&standings);
        }
        if upheaval::any(scenario, quarter) {
            standings = suffer(scenario, quarter, games, &standings);
            ruling = in_office(&standings);
        }
        for &government in &ruling {
            standings[government].withdraw(equilibrium.policy(quarter, government));
        }
        begun_at(&standings);
        next.iter_mut().for_each(Standing::clear);
        let mut tally = vec![0.0; Quantity::all(families).len()];
        for &government in &ruling {
            let game = equilibrium.game(quarter, government);
            let policy = equilibrium.policy(quarter, government);
            let mut carrier = Carrier::new(game, &mut next[government], &mut tally, &mut scratch);
            let odds = known.at(equilibrium.stage(quarter), government, || SigningOdds::new(game, policy));
            carrier.quarter(&standings[government], policy, odds);
        }
        means.push(tally);
        std::mem::swap(&mut standings, &mut next);
    }
    means
}

/// Bytes that [`propagate`] or [`chances()`] works in, in games of this size: for each government its odds, and where it
/// stands before and after a quarter and an election.
pub(super) fn room(scenario: &Scenario, size: &Size) -> usize {
    let means = scenario.governments.len() * 3 * Standing::bytes(size);
    scenario.governments.len() * SigningOdds::bytes(size) + means.max(chances::room(scenario, size))
}

/// The means of every quantity from a state without contract on, under one government and its stationary policy.
pub fn means_from(game: &Game, policy: &Policy, state: usize, begins: Begins, quarters: usize) -> Means {
    let mut scratch = Scratch::new(&game.space);
    let signing_odds = SigningOdds::new(game, policy);
    let mut standing = Standing::spread(game, &[state], begins);
    let mut means = Vec::with_capacity(quarters);
    for _ in 0..quarters {
        standing.withdraw(policy);
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
        standing.withdraw(policy);
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
    if game.steps_back() {
        return step_before_it_is_taken_back(game, policy, Standing::spread(game, &[state], begins), quarters);
    }
    let end = carried(game, policy, Standing::spread(game, &[state], begins), quarters, |standing| standing);
    // Integration does not decrease here: what ends above its start has had a step.
    let depth = |state: usize| game.conditions[state].depth;
    end.mass_where(|other| depth(other) > depth(state))
}

/// The same where integration may fall again: the mass that has had a step is taken away quarter by quarter.
fn step_before_it_is_taken_back(game: &Game, policy: &Policy, mut standing: Standing, quarters: usize) -> f64 {
    let mut scratch = Scratch::new(&game.space);
    let signing_odds = SigningOdds::new(game, policy);
    let mut tally = vec![0.0; Quantity::all(game.families.len()).len()];
    for _ in 0..quarters {
        standing.withdraw(policy);
        let [all, stepped] = [false, true].map(|integration_step| {
            let mut next = Standing::zero(game.families.len(), game.space.padded());
            let seen = Seen { integration_step, ..Seen::default() };
            Carrier::seeing(game, &mut next, &mut tally, &mut scratch, seen).quarter(&standing, policy, &signing_odds);
            next
        });
        standing = all.without(&stepped);
    }
    1.0 - standing.mass().0
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
        standing.withdraw(policy);
        let mut next = Standing::zero(game.families.len(), game.space.padded());
        Carrier::new(game, &mut next, &mut tally, &mut scratch).quarter(&standing, policy, &signing_odds);
        standing = keep(next);
    }
    standing
}
