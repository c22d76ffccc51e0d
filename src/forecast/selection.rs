//! Backward induction and the principal branch beside each other (model page §4, §5).
//!
//! Takes a scenario and one draw of its numbers, gives whether both end on the same equilibrium in every game, and the exact
//! probability of the main event where all games end on either.

use super::branching::BranchCase;
use super::occurrence::{exactly, with_event};
use crate::game::Game;
use crate::game::equilibrium::Equilibrium;
use crate::game::several::Several;
use crate::game::solve::Solution;
use crate::scenario::{Parameters, Scenario, Selection};

/// Both selections at one draw of the numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sides {
    /// Whether several equilibria were found in some game.
    pub several: bool,
    /// Whether the two end on different ones in some game; `None` if none is seen to, and in some game either ends on none.
    pub differ: Option<bool>,
    /// Probability of the main event over all branches, by backward induction and on the principal branch; `None` where it is
    /// not worked out.
    pub event: Option<[f64; 2]>,
}

/// The same scenario, played by backward induction, with its main event alone: what the search takes.
pub fn beside(scenario: &Scenario) -> Scenario {
    let mut plain = if scenario.events.is_empty() { scenario.clone() } else { with_event(scenario, 0) };
    plain.contents.simulation.selection = Selection::Backward;
    plain
}

/// The two selections at these numbers and odds of the branches, without a search for other equilibria.
pub fn ends(scenario: &Scenario, parameters: &[Parameters<f64>], odds: &[f64]) -> Sides {
    let look = |game: &Game, solution: &Solution| Several::ends(game, solution.clone(), scenario.simulation.tolerance);
    Games::new(scenario, parameters, look).sides(scenario, odds)
}

/// The same, with a search for others.
pub fn searched(scenario: &Scenario, parameters: &[Parameters<f64>], odds: &[f64]) -> Sides {
    Games::searched(scenario, parameters).sides(scenario, odds)
}

/// All games at one draw of the numbers.
pub(super) struct Games {
    /// Where backward induction ends in each.
    pub(super) plain: Equilibrium,
    /// What was found, era by era, and in each government by government.
    pub(super) several: Vec<Vec<Several>>,
}

impl Games {
    pub(super) fn searched(scenario: &Scenario, parameters: &[Parameters<f64>]) -> Self {
        let tolerance = scenario.simulation.tolerance;
        Self::new(scenario, parameters, |game, solution| {
            Several::ends(game, solution.clone(), tolerance).searched(game, tolerance)
        })
    }

    fn new(scenario: &Scenario, parameters: &[Parameters<f64>], look: impl Fn(&Game, &Solution) -> Several) -> Self {
        let plain = Equilibrium::new(scenario, parameters);
        let several = plain.eras().iter().map(|era| {
            let games = era.games().iter().zip(era.solutions());
            games.map(|(game, solution)| look(game, solution)).collect()
        });
        Self { several: several.collect(), plain }
    }

    /// The games, each on the equilibrium that is asked for; `None` if one has none.
    pub(super) fn on(&self, scenario: &Scenario, which: fn(&Several) -> Option<usize>) -> Option<Equilibrium> {
        let chosen = |era: usize, government: usize| {
            let several: &Several = &self.several[era][government];
            which(several).map(|number| several.solutions[number].clone())
        };
        let all = self.several.iter().flatten().all(|several| which(several).is_some());
        all.then(|| self.plain.with(scenario, chosen))
    }

    pub(super) fn sides(&self, scenario: &Scenario, odds: &[f64]) -> Sides {
        let parts: Vec<Option<bool>> = self.several.iter().flatten().map(Several::part).collect();
        let differ = match parts.contains(&Some(true)) {
            true => Some(true),
            false => (!parts.contains(&None)).then_some(false),
        };
        let event = |which| event(scenario, &self.on(scenario, which)?, odds);
        let backward = event(|several| several.backward);
        // Where they are the same in every game, so is what follows.
        let principal = if differ == Some(false) { backward } else { event(|several| several.principal) };
        Sides {
            several: self.several.iter().flatten().any(|several| several.solutions.len() > 1),
            differ,
            event: backward.zip(principal).map(|(backward, principal)| [backward, principal]),
        }
    }
}

/// Exact probability of the main event over all branches by these odds.
fn event(scenario: &Scenario, equilibrium: &Equilibrium, odds: &[f64]) -> Option<f64> {
    let by_branch = exactly(scenario, equilibrium, &BranchCase::all(scenario))?;
    Some(by_branch.iter().zip(odds).map(|(chance, odds)| chance * odds).sum::<f64>().min(1.0))
}
