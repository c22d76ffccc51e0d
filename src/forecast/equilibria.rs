//! The equilibria of a scenario's games, and what follows from each (model page §4, §5).
//!
//! Takes a scenario and one draw of its numbers, gives every equilibrium that the search finds in each stationary game, with
//! the exact means of the path on which that game alone ends on it and all others where backward induction does; and the
//! means where all games end where backward induction does, and where all do so on the principal branch.

use super::branching::BranchCase;
use super::exact::propagate;
use super::quantity::Quantity;
use super::selection::{Games, Sides};
use crate::game::Game;
use crate::game::conduct::{Begins, STANCES, Stance};
use crate::game::equilibrium::Equilibrium;
use crate::game::policy::Policy;
use crate::game::several::Several;
use crate::game::solve::{Certificate, Solution};
use crate::scenario::{Parameters, Scenario};

/// Quantities whose means are compared.
pub const COMPARED: [Quantity; 5] =
    [Quantity::Agreement, Quantity::Dispute, Quantity::Hedging, Quantity::Subsidy, Quantity::IntegrationDepth];

/// Means over all quarters of the path and the branches by their odds, in the order of [`COMPARED`].
pub type PathMeans = [f64; COMPARED.len()];

/// What happens in the first quarter of the path if it begins without contract, by the stationary choices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AtStart {
    /// Probability that an agreement is signed.
    pub agreement: f64,
    /// Probability that the next quarter begins in dispute.
    pub dispute: f64,
    /// Probability that the client hedges.
    pub hedging: f64,
    /// Subsidy promised in an agreement, in the mean, pp/yr.
    pub subsidy: Option<f64>,
}

/// One equilibrium of a game.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Whether backward induction ends on it.
    pub backward: bool,
    /// Whether the principal branch does.
    pub principal: bool,
    /// How exact it is.
    pub certificate: Certificate,
    /// Greatest difference of a decision probability from the first of the list.
    pub distance: f64,
    /// Its choices where the path starts.
    pub start: AtStart,
    /// What follows from it; `None` if another game has no certificate.
    pub means: Option<PathMeans>,
}

/// The equilibria of one stationary game, backward induction's first if it has one.
#[derive(Debug, Clone, PartialEq)]
pub struct Searched {
    /// Number of the era, the start's 0.
    pub era: usize,
    /// Number of the government.
    pub government: usize,
    /// All that were found.
    pub found: Vec<Found>,
}

/// All games at one draw of the numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// Era by era, and in each government by government.
    pub games: Vec<Searched>,
    /// What follows where every game ends on backward induction's equilibrium; `None` if one has none.
    pub backward: Option<PathMeans>,
    /// The same for the principal branch's.
    pub principal: Option<PathMeans>,
    /// The two beside each other.
    pub sides: Sides,
}

/// Searches every game of a scenario as [`beside`](super::selection::beside) makes it, at these numbers, and at these odds of
/// its branches for the probability of its event.
pub fn search(scenario: &Scenario, parameters: &[Parameters<f64>], odds: &[f64]) -> Draw {
    let all = Games::searched(scenario, parameters);
    let mut games = vec![];
    for (era, governments) in all.several.iter().enumerate() {
        for (government, several) in governments.iter().enumerate() {
            let found = found(scenario, &all.plain, (era, government), several);
            games.push(Searched { era, government, found });
        }
    }
    let means = |which: fn(&Several) -> Option<usize>| means(scenario, &all.on(scenario, which)?);
    Draw {
        games,
        backward: means(|several| several.backward),
        principal: means(|several| several.principal),
        sides: all.sides(scenario, odds),
    }
}

fn found(scenario: &Scenario, plain: &Equilibrium, at: (usize, usize), several: &Several) -> Vec<Found> {
    let game = &plain.eras()[at.0].games()[at.1];
    let one = |(number, solution): (usize, &Solution)| {
        let chosen = |era, government| ((era, government) == at).then(|| solution.clone());
        Found {
            backward: several.backward == Some(number),
            principal: several.principal == Some(number),
            certificate: solution.certificate,
            distance: several.solutions[0].policy.distance(&solution.policy),
            start: at_start(scenario, game, &solution.policy),
            means: means(scenario, &plain.with(scenario, chosen)),
        }
    };
    several.solutions.iter().enumerate().map(one).collect()
}

fn at_start(scenario: &Scenario, game: &Game, policy: &Policy) -> AtStart {
    let state = game.space.index(&scenario.ladders.all().map(|ladder| ladder.start).collect::<Vec<_>>());
    let begins = Begins::from_dispute(scenario.start.dispute);
    let (mut agreement, mut promised) = (0.0, 0.0);
    for (item, signed) in game.menu.iter().zip(policy.signed(game, begins, state)) {
        agreement += signed;
        promised += signed * item.subsidy;
    }
    let hedge = policy.hedge(begins)[state];
    let inertia = game.inertia(begins);
    let [neutral, hedging] = STANCES.map(|stance: Stance| inertia + (1.0 - inertia) * policy.pressure(stance)[state]);
    let none = 1.0 - agreement;
    let dispute = none * ((1.0 - hedge) * neutral + hedge * hedging);
    AtStart { agreement, dispute, hedging: none * hedge, subsidy: (agreement > 0.0).then(|| promised / agreement) }
}

fn means(scenario: &Scenario, equilibrium: &Equilibrium) -> Option<PathMeans> {
    equilibrium.certified().then(|| {
        let mut means = [0.0; COMPARED.len()];
        for case in BranchCase::all(scenario) {
            for quarter in propagate(scenario, equilibrium, &case) {
                for (mean, quantity) in means.iter_mut().zip(COMPARED) {
                    *mean += case.odds * quarter[quantity.index()] / scenario.periods as f64;
                }
            }
        }
        means
    })
}
