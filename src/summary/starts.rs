//! The bargaining range of every offer family where each branch begins, exact, at central values (model page §4).
//!
//! Takes a scenario and its equilibrium at central values, gives the two ends. The state is that which the branch sets,
//! without dispute, all else as at the start; elections ahead are left out.

use crate::forecast::branching::BranchCase;
use crate::game::choice::{Workspace, step};
use crate::game::equilibrium::Equilibrium;
use crate::game::range::BargainingRange;
use crate::scenario::{Branch, MANDATE, Scenario};
use serde::{Deserialize, Serialize};

/// Where a branch begins, and what could be agreed there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BranchStart {
    /// The branch.
    pub branch: String,
    /// Government after it.
    pub government: String,
    /// Level of confrontation.
    pub confrontation: String,
    /// Level of the mandate.
    pub mandate: String,
    /// Level of the opening.
    pub opening: String,
    /// Every offer family, in the order of the file.
    pub ranges: Vec<FamilyStart>,
}

/// The range of a family, pp/yr. An end is absent where the subsidy does not matter to that side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FamilyStart {
    /// The family.
    pub family: String,
    /// Least subsidy that the client would take.
    pub reservation: Option<f64>,
    /// Greatest subsidy that the patron would pay.
    pub willingness: Option<f64>,
}

impl FamilyStart {
    /// Willingness less reservation; negative where no subsidy suits both.
    pub fn width(&self) -> Option<f64> {
        Some(self.willingness? - self.reservation?)
    }
}

/// Every branch where it begins.
pub fn starts(scenario: &Scenario, central: &Equilibrium) -> Vec<BranchStart> {
    let branches = scenario.elections.first().map_or(&[][..], |election| &election.branches);
    let cases = BranchCase::all(scenario).into_iter().enumerate();
    cases.map(|(place, case)| start(scenario, central, case.name, branches.get(place))).collect()
}

fn start(scenario: &Scenario, central: &Equilibrium, name: String, branch: Option<&Branch>) -> BranchStart {
    let quarter = scenario.elections.first().map_or(0, |election| election.quarter);
    let government = branch.and_then(|branch| branch.government).unwrap_or(0);
    let era = central.era(quarter);
    let (game, values) = (&era.games[government], &era.solutions[government].values);
    let mut work = Workspace::new(game);
    step(game, values, &mut values.clone(), &mut work, None);
    let ladders = &scenario.ladders;
    let mut levels: Vec<usize> = ladders.all().map(|ladder| ladder.start).collect();
    let mut set = |axis: usize, level: Option<usize>| levels[axis] = level.unwrap_or(levels[axis]);
    set(MANDATE, branch.and_then(|branch| branch.mandate));
    set(game.space.opening(), branch.and_then(|branch| branch.opening));
    let state = game.space.index(&levels);
    let range = |(family, offer): (usize, &crate::scenario::Offer)| {
        let range = BargainingRange::new(game, &work, family, false, state);
        FamilyStart { family: offer.name.clone(), reservation: range.reservation, willingness: range.willingness }
    };
    BranchStart {
        branch: name,
        government: scenario.governments[government].clone(),
        confrontation: ladders.confrontation().levels[ladders.confrontation().start].clone(),
        mandate: ladders.mandate().levels[levels[MANDATE]].clone(),
        opening: ladders.opening.levels[levels[game.space.opening()]].clone(),
        ranges: scenario.offers.iter().enumerate().map(range).collect(),
    }
}
