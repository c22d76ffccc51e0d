//! One government's game solved by itself, with the backward step that ranges and gains are read off (model page §4).
//!
//! Takes a scenario, numbers and a government, gives its game, the solution and what one more backward step works out.

use crate::game::Game;
use crate::game::choice::{Workspace, step};
use crate::game::conduct::Begins;
use crate::game::range::BargainingRange;
use crate::game::solve::{Solution, solve};
use crate::game::values::Values;
use crate::scenario::{NegotiationState, Parameters, Scenario, Uncertain};

/// A government's game, as if it lasted for ever, and its solution; the solution may lack a certificate.
#[derive(Debug)]
pub struct SolvedGame {
    /// The game.
    pub game: Game,
    /// Its solution.
    pub solution: Solution,
    /// Its values after one more backward step.
    pub values: Values,
    /// What that step works out on the way.
    pub work: Workspace,
}

impl SolvedGame {
    /// Solves the game of a government at these numbers.
    pub fn new(scenario: &Scenario, numbers: &Parameters<f64>, government: usize) -> Self {
        let game = Game::new(scenario, numbers, government);
        let solution = solve(&game, scenario.simulation.tolerance);
        Self::of(game, solution)
    }

    /// A game that was solved already.
    pub fn of(game: Game, solution: Solution) -> Self {
        let (values, work) = worked(&game, &solution);
        Self { game, solution, values, work }
    }

    /// Whether the solution has a certificate.
    pub fn certified(&self) -> bool {
        self.solution.certificate.certified
    }

    /// The bargaining range of an offer family at a state.
    pub(crate) fn range(&self, family: usize, begins: Begins, state: usize) -> BargainingRange {
        BargainingRange::new(&self.game, &self.work, family, begins, state)
    }
}

/// The values after one more backward step from a solution, and what it works out on the way: what signing, and what no
/// agreement, is worth.
pub fn worked(game: &Game, solution: &Solution) -> (Values, Workspace) {
    let (mut work, mut values) = (Workspace::new(game), solution.values.clone());
    step(game, &solution.values, &mut values, &mut work, None);
    (values, work)
}

/// Width of an offer family's bargaining range, pp/yr, at a negotiation state, one number set to a value and all others at
/// their central ones; `None` if the game is not certified, or if the subsidy does not matter to one side.
pub fn width(scenario: &Scenario, place: &NegotiationState, family: usize, key: &str, value: f64) -> Option<f64> {
    let trial = Uncertain { key: key.to_owned(), central: value, distribution: None };
    let parameters = scenario.parameters.replaced(key, &trial).central();
    let solved = SolvedGame::new(scenario, &parameters, place.government);
    let state = solved.game.space.index(&place.levels);
    solved.certified().then(|| solved.range(family, Begins::from_dispute(place.dispute), state).width())?
}
