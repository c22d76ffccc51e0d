//! What a scenario is at the points of a design, exactly.
//!
//! Takes points, gives at each what is measured in every branch, and the odds of the branches. Points that differ only in
//! odds or start levels have the same games, which are solved once. To measure more, name it in [`measures`] and work it out
//! in `measured`, in the same order. Events are those of the scenario: fewer of them take less time.

use super::inputs::{Input, Kind, joint_odds, values};
use crate::forecast::branching::BranchCase;
use crate::forecast::draws::Unfinished;
use crate::forecast::exact::{Means, chances, is_exact, on_path, over_path, propagate};
use crate::forecast::quantity::Quantity;
use crate::forecast::{Watch, means, shocks};
use crate::scenario::Scenario;
use std::collections::{HashMap, HashSet};

/// Something that is measured on the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Its name.
    pub name: String,
    /// What it is.
    pub unit: Unit,
}

/// What a measure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A share or level between 0 and 1, a mean over the quarters of the path.
    Share,
    /// How often something happens on the path.
    Count,
    /// Percentage points of GDP per year, a mean over the quarters of the path.
    Points,
}

/// Name of the measure of an event: its probability by the end of the path.
pub fn of_event(event: &str) -> String {
    format!("event: {event}")
}

/// What is measured, in order: the quantities, then the events that are counted exactly.
pub fn measures(scenario: &Scenario) -> Vec<Measure> {
    let families: Vec<String> = scenario.offers.iter().map(|offer| offer.name.clone()).collect();
    let unit = |quantity: Quantity| match quantity {
        Quantity::Subsidy => Unit::Points,
        count if count.is_count() => Unit::Count,
        _ => Unit::Share,
    };
    let measure = |quantity: Quantity| Measure { name: quantity.name(&families), unit: unit(quantity) };
    let exact = scenario.events.iter().filter(|event| is_exact(event, scenario.periods));
    let events = exact.map(|event| Measure { name: of_event(&event.name), unit: Unit::Share });
    Quantity::all(families.len()).into_iter().map(measure).chain(events).collect()
}

/// A branch in the order of [`measures`].
fn measured(means: &Means, events: &[Option<Vec<f64>>]) -> Vec<f64> {
    let whole = |quantity: Quantity| match quantity.is_count() {
        true => on_path(means, quantity),
        false => over_path(means, quantity),
    };
    Quantity::in_order(means)
        .map(whole)
        .chain(events.iter().flatten().filter_map(|chances| chances.last().copied()))
        .collect()
}

/// What a scenario is at a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Odds of the branches.
    pub odds: Vec<f64>,
    /// By branch, in the order of [`measures`].
    pub branches: Vec<Vec<f64>>,
}

/// What a scenario is at every point; `None` where a game is not certified.
///
/// # Errors
/// [`Unfinished`].
pub fn evaluate(
    scenario: &Scenario,
    inputs: &[Input],
    points: &[Vec<f64>],
    watch: &dyn Watch,
) -> Result<Vec<Option<Evaluation>>, Unfinished> {
    let plan = Plan::new(scenario, inputs, points);
    let keys = plan.numbers.iter().map(|&input| inputs[input].key.clone()).collect();
    let numbers: Vec<Input> = plan.numbers.iter().map(|&at| inputs[at].clone()).collect();
    let values = |game: &Vec<f64>| values(scenario, &numbers, game);
    let design = scenario.drawing(keys, plan.games.iter().map(values).collect());
    let (cases, begun) = (BranchCase::all(scenario), plan.begun(scenario));
    // Games by the order of the design, each with its branches from every start that it is looked at from.
    let found = means::each(&design, watch, |game, solved| {
        let from = |start: &Vec<usize>| -> Vec<Vec<f64>> {
            let games = &solved.equilibrium;
            let chances = |from: &Scenario, case: &BranchCase| chances(from, games, case);
            match begun.get(start) {
                None => {
                    let means = solved.exact.iter().zip(&cases);
                    means.map(|(means, case)| measured(means, &chances(scenario, case))).collect()
                }
                Some(other) => {
                    let of_case = |case| measured(&propagate(other, games, case), &chances(other, case));
                    cases.iter().map(of_case).collect()
                }
            }
        };
        plan.starts[game].iter().map(from).collect::<Vec<_>>()
    })?;
    let at = |(point, &(game, start)): (&Vec<f64>, &(usize, usize))| {
        let branches = found[game].as_ref()?[start].clone();
        Some(Evaluation { odds: odds(scenario, &cases, inputs, point), branches })
    };
    Ok(points.iter().zip(&plan.places).map(at).collect())
}

/// The odds at a point: those that are drawn together as one; else those that are inputs by their quantiles, all divided by
/// their sum.
fn odds(scenario: &Scenario, cases: &[BranchCase], inputs: &[Input], point: &[f64]) -> Vec<f64> {
    if let Some(joint) = joint_odds(scenario, inputs, point) {
        return joint;
    }
    let mut odds: Vec<f64> = cases.iter().map(|case| case.odds).collect();
    for (input, share) in inputs.iter().zip(point) {
        if let Kind::Odds(branch, _) = input.kind {
            odds[branch] = input.value(*share);
        }
    }
    let stated = || cases.iter().map(|case| case.odds).collect();
    if scenario.odds_vary() { shocks::shared(&odds).unwrap_or_else(stated) } else { odds }
}

/// Which games are solved, and from which starts each is looked at.
struct Plan {
    /// Inputs that are numbers of the game.
    numbers: Vec<usize>,
    /// The shares of those in each game.
    games: Vec<Vec<f64>>,
    /// The start levels that each game is looked at from, in the order of the ladders.
    starts: Vec<Vec<Vec<usize>>>,
    /// Of each point its game, and its start among those of the game.
    places: Vec<(usize, usize)>,
}

impl Plan {
    fn new(scenario: &Scenario, inputs: &[Input], points: &[Vec<f64>]) -> Self {
        let is_number = |input: &usize| matches!(inputs[*input].kind, Kind::Number(_));
        let numbers: Vec<usize> = (0..inputs.len()).filter(is_number).collect();
        let mut plan = Self { numbers, games: Vec::new(), starts: Vec::new(), places: Vec::new() };
        let mut known: HashMap<Vec<u64>, usize> = HashMap::new();
        for point in points {
            let shares: Vec<f64> = plan.numbers.iter().map(|&input| point[input]).collect();
            let game = *known.entry(shares.iter().map(|share| share.to_bits()).collect()).or_insert(plan.games.len());
            if game == plan.games.len() {
                plan.games.push(shares);
                plan.starts.push(Vec::new());
            }
            let start = start(scenario, inputs, point);
            let starts = &mut plan.starts[game];
            let place = starts.iter().position(|known| *known == start).unwrap_or(starts.len());
            if place == starts.len() {
                starts.push(start);
            }
            plan.places.push((game, place));
        }
        plan
    }

    /// The scenario from every start that is not its own.
    fn begun(&self, scenario: &Scenario) -> HashMap<Vec<usize>, Scenario> {
        let own: Vec<usize> = scenario.ladders.all().map(|ladder| ladder.start).collect();
        let others: HashSet<&Vec<usize>> = self.starts.iter().flatten().filter(|start| **start != own).collect();
        others.into_iter().map(|start| (start.clone(), scenario.starting(start))).collect()
    }
}

/// The start levels at a point, in the order of the ladders.
fn start(scenario: &Scenario, inputs: &[Input], point: &[f64]) -> Vec<usize> {
    let mut levels: Vec<usize> = scenario.ladders.all().map(|ladder| ladder.start).collect();
    for (input, share) in inputs.iter().zip(point) {
        if let Kind::Start(axis, _) = input.kind {
            levels[axis] = input.value(*share) as usize;
        }
    }
    levels
}
