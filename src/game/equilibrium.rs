//! The games of all governments together, elections and eras ahead included (model page §4).
//!
//! Takes a scenario and one draw of its numbers, gives the decision probabilities in every quarter of the path. After
//! the last election each government plays its stationary equilibrium. Quarters before an election are solved backward
//! from it: the values of its quarter are those of the branches, mixed by their odds. Quarters before an era that the
//! players anticipate are solved in the same way. An era that they do not anticipate changes nothing before it begins.

use super::choice::{Workspace, step};
use super::model::Game;
use super::player::PLAYERS;
use super::policy::Policy;
use super::principal::Trace;
use super::several::principal;
use super::size::Size;
use super::solve::{Certificate, Solution, solve};
use super::space::Space;
use super::values::{Position, Values};
use crate::scenario::{Branch, Election, Era, MANDATE, Parameters, Scenario, Selection, Simulation};
use std::ops::Range;

/// The games of all governments in every era, solved.
#[derive(Debug, Clone, PartialEq)]
pub struct Equilibrium {
    /// In the order of time, that of the start first.
    pub(crate) eras: Vec<EraGames>,
}

/// The games of one era, solved.
#[derive(Debug, Clone, PartialEq)]
pub struct EraGames {
    /// The games, in the order of [`Contents::governments`](crate::scenario::Contents::governments).
    pub(crate) games: Vec<Game>,
    /// Their stationary solutions: as if the era lasted and no election were ahead.
    pub(crate) solutions: Vec<Solution>,
    /// First quarter of the era.
    first: usize,
    /// Policies in its quarters before what is ahead, by quarter and government.
    ahead: Vec<Vec<Policy>>,
}

impl Equilibrium {
    /// Solves the scenario's games at these numbers, one set for each era as in [`Contents::stated`](crate::scenario::Contents::stated).
    pub fn new(scenario: &Scenario, parameters: &[Parameters<f64>]) -> Self {
        let eras = runs(&scenario.eras).into_iter().flat_map(|run| Self::of_run(scenario, parameters, run).eras);
        Self { eras: eras.collect() }
    }

    /// The same for one of [`runs`] only, with the numbers of every era: what it says of a quarter of another era means
    /// nothing.
    pub(crate) fn of_run(scenario: &Scenario, parameters: &[Parameters<f64>], run: Range<usize>) -> Self {
        let games = |era: usize| EraGames::new(scenario, &parameters[era], beginning(&scenario.eras, era));
        let mut eras: Vec<EraGames> = run.clone().map(games).collect();
        look_ahead(scenario, &mut eras, run);
        Self { eras }
    }

    /// The same with other solutions of the stationary games: `chosen` gets the era and the government. What is done before
    /// elections and eras ahead is worked out anew.
    pub fn with(&self, scenario: &Scenario, chosen: impl Fn(usize, usize) -> Option<Solution>) -> Self {
        let mut eras = self.eras.clone();
        for (number, era) in eras.iter_mut().enumerate() {
            era.ahead.clear();
            for (government, solution) in era.solutions.iter_mut().enumerate() {
                *solution = chosen(number, government).unwrap_or_else(|| solution.clone());
            }
        }
        for run in runs(&scenario.eras) {
            look_ahead(scenario, &mut eras[run.clone()], run);
        }
        Self { eras }
    }

    /// Bytes that the solved games of a scenario take, their arrays being of this size.
    pub(crate) fn bytes(scenario: &Scenario, size: &Size) -> usize {
        let kept =
            |run: Range<usize>| ahead(scenario, &run).take_while(|quarter| *quarter < end(scenario, &run)).count();
        let policies: usize = runs(&scenario.eras).into_iter().map(kept).sum();
        let (games, governments) = (games(scenario), scenario.governments.len());
        games * (Game::bytes(size) + Solution::bytes(size)) + governments * policies * Policy::bytes(size)
    }

    /// Most bytes that it takes to solve them: for the last game beside the others, or for the quarters ahead.
    pub(crate) fn peak(scenario: &Scenario, size: &Size) -> usize {
        let (games, solution) = (games(scenario), Solution::bytes(size));
        let way = match scenario.simulation.selection {
            Selection::Backward => Solution::peak(size),
            Selection::Principal => Solution::peak(size).max(Trace::bytes(size)),
        };
        let last = games * Game::bytes(size) + (games - 1) * solution + way;
        let quarter = Workspace::bytes(size) + 2 * Values::bytes(size);
        last.max(Self::bytes(scenario, size) + scenario.governments.len() * quarter)
    }

    /// The games of every era, in the order of time, that of the start first.
    pub fn eras(&self) -> &[EraGames] {
        &self.eras
    }

    /// The era in force in a quarter of the path (counted from 0).
    pub(crate) fn era(&self, quarter: usize) -> &EraGames {
        let begun = self.eras.partition_point(|era| era.first <= quarter);
        &self.eras[begun.saturating_sub(1)]
    }

    /// The game that a government plays in a quarter.
    pub fn game(&self, quarter: usize, government: usize) -> &Game {
        &self.era(quarter).games[government]
    }

    /// What is done in a quarter under a government, that quarter's election behind it.
    pub fn policy(&self, quarter: usize, government: usize) -> &Policy {
        let era = self.era(quarter);
        match era.ahead.get(quarter - era.first) {
            Some(policies) => &policies[government],
            None => &era.solutions[government].policy,
        }
    }

    /// A number that two quarters share only if every government has the same game and the same policy in both.
    pub fn stage(&self, quarter: usize) -> usize {
        let era = self.era(quarter);
        quarter.min(era.first + era.ahead.len())
    }

    /// Certificates of all games, era by era and in each government by government.
    pub fn certificates(&self) -> impl Iterator<Item = Certificate> {
        self.eras.iter().flat_map(|era| era.solutions.iter().map(|solution| solution.certificate))
    }

    /// Whether every government's game is certified, in every era.
    pub fn certified(&self) -> bool {
        self.certificates().all(|certificate| certificate.certified)
    }
}

impl EraGames {
    /// The games, in the order of [`Contents::governments`](crate::scenario::Contents::governments).
    pub fn games(&self) -> &[Game] {
        &self.games
    }

    /// Their stationary solutions: as if the era lasted and no election were ahead.
    pub fn solutions(&self) -> &[Solution] {
        &self.solutions
    }

    fn new(scenario: &Scenario, parameters: &Parameters<f64>, first: usize) -> Self {
        let governments = 0..scenario.governments.len();
        let games: Vec<Game> = governments.map(|government| Game::new(scenario, parameters, government)).collect();
        let Simulation { tolerance, selection, .. } = scenario.simulation;
        let solutions = games.iter().map(|game| match selection {
            Selection::Backward => solve(game, tolerance),
            Selection::Principal => principal(game, tolerance),
        });
        let solutions = solutions.collect();
        Self { games, solutions, first, ahead: Vec::new() }
    }
}

/// The eras, counted with the start as 0, cut where one begins that the players do not anticipate: what is done in a run
/// of them depends on no number of another.
pub(crate) fn runs(eras: &[Era]) -> Vec<Range<usize>> {
    let unforeseen = (1..=eras.len()).filter(|era| !eras[era - 1].anticipated);
    let cuts: Vec<usize> = [0].into_iter().chain(unforeseen).chain([eras.len() + 1]).collect();
    cuts.windows(2).map(|cut| cut[0]..cut[1]).collect()
}

/// Number of games of a scenario: one a government in each era.
pub(crate) fn games(scenario: &Scenario) -> usize {
    scenario.governments.len() * (1 + scenario.eras.len())
}

/// First quarter of an era, counted with the start as 0.
fn beginning(eras: &[Era], era: usize) -> usize {
    if era == 0 { 0 } else { eras[era - 1].quarter }
}

/// Quarters of a run of eras before what is ahead in it: the last election, or the beginning of its last era if that is
/// later.
fn ahead(scenario: &Scenario, run: &Range<usize>) -> Range<usize> {
    let election = scenario.elections.iter().map(|election| election.quarter).max().unwrap_or(0);
    beginning(&scenario.eras, run.start)..election.max(beginning(&scenario.eras, run.end - 1))
}

/// First quarter after a run of eras.
fn end(scenario: &Scenario, run: &Range<usize>) -> usize {
    scenario.eras.get(run.end - 1).map_or(usize::MAX, |next| next.quarter)
}

/// Backward induction for a run of eras that are anticipated from the first of them: from the last election, or the
/// beginning of the last era if that is later, to the first quarter.
///
/// If an era follows that is not anticipated, the players reason about quarters that it will change. Their policies
/// for these are worked out, because earlier ones depend on them, but not kept, because they are never played.
fn look_ahead(scenario: &Scenario, eras: &mut [EraGames], seen: Range<usize>) {
    let last = eras.len() - 1;
    let mut values: Vec<Values> = eras[last].solutions.iter().map(|solution| solution.values.clone()).collect();
    let mut works = (usize::MAX, Vec::new());
    for quarter in ahead(scenario, &seen).rev() {
        let era = (0..eras.len()).rev().find(|&era| eras[era].first <= quarter).unwrap_or(0);
        let games = &eras[era].games;
        let next = entering(scenario, quarter + 1, games, &values, &seen);
        if works.0 != era {
            works = (era, games.iter().map(Workspace::new).collect());
        }
        let mut policies: Vec<Policy> = games.iter().map(Policy::zero).collect();
        for (ruler, policy) in policies.iter_mut().enumerate() {
            step(&games[ruler], &next[ruler], &mut values[ruler], &mut works.1[ruler], Some(policy));
        }
        if quarter < end(scenario, &seen) {
            eras[era].ahead.push(policies);
        }
    }
    for era in eras {
        era.ahead.reverse();
    }
}

/// Values just before a quarter begins: first its era may set levels, then its election draws a branch.
fn entering(
    scenario: &Scenario,
    quarter: usize,
    games: &[Game],
    values: &[Values],
    seen: &Range<usize>,
) -> Vec<Values> {
    let election = scenario.elections.iter().find(|election| election.quarter == quarter);
    let mut next: Vec<Values> = match election {
        Some(election) => (0..games.len()).map(|ruler| mixture(scenario, election, games, values, ruler)).collect(),
        None => values.to_vec(),
    };
    // The first of these eras has begun already, so its levels are set.
    let known = seen.start + 1..seen.end;
    if let Some(era) = known.map(|era| &scenario.eras[era - 1]).find(|era| era.quarter == quarter) {
        for (values, game) in next.iter_mut().zip(games) {
            *values = shifted(values, era, game);
        }
    }
    next
}

/// Values before an era sets its levels.
fn shifted(after: &Values, era: &Era, game: &Game) -> Values {
    let mut before = after.clone();
    for player in PLAYERS {
        for position in positions(game) {
            let (worth, target) = (after.of(player, position), before.of_mut(player, position));
            for (state, value) in target[..game.space.count()].iter_mut().enumerate() {
                *value = worth[begun(&game.space, era, state)];
            }
        }
    }
    before
}

/// State after an era has begun: levels as it sets them, all else as it was.
pub(crate) fn begun(space: &Space, era: &Era, state: usize) -> usize {
    let set = era.levels.iter().enumerate().filter_map(|(axis, level)| Some((axis, (*level)?)));
    set.fold(state, |state, (axis, level)| space.at(state, axis, level))
}

/// Values at the beginning of an election's quarter, before the branch is drawn, under the government in office.
fn mixture(scenario: &Scenario, election: &Election, games: &[Game], values: &[Values], ruler: usize) -> Values {
    let game = &games[ruler];
    let (space, mandate) = (&game.space, scenario.ladders.mandate());
    let states = if election.is_fixed() { 0 } else { space.count() };
    let varying: Vec<Vec<f64>> =
        (0..states).map(|state| election.odds(mandate, ruler, |axis| space.level(state, axis))).collect();
    let mut mixed = Values::zero(game.families.len(), game.space.padded());
    for (number, branch) in election.branches.iter().enumerate() {
        let winner = branch.government.unwrap_or(ruler);
        for player in PLAYERS {
            for position in positions(game) {
                let after = if winner == ruler { Some(position) } else { voided(position) };
                let Some(after) = after else { continue };
                let worth = values[winner].of(player, after);
                let target = mixed.of_mut(player, position);
                for (state, value) in target[..game.space.count()].iter_mut().enumerate() {
                    let odds = varying.get(state).map_or(branch.probability, |odds| odds[number]);
                    *value += odds * worth[elected(game, branch, state)];
                }
            }
        }
    }
    mixed
}

fn positions(game: &Game) -> Vec<Position> {
    let families = game.families.len();
    Position::bonds(families).chain((0..families).map(Position::Slope)).collect()
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
pub(crate) fn elected(game: &Game, branch: &Branch, state: usize) -> usize {
    let space = &game.space;
    let state = branch.mandate.map_or(state, |level| space.at(state, MANDATE, level));
    branch.opening.map_or(state, |level| space.at(state, space.opening(), level))
}
