//! The equilibria of one government's game, as far as a search finds them (model page §4).
//!
//! Takes a [`Game`], gives certified solutions that differ, each once, and which of them backward induction and the principal
//! branch end on. The search begins at [`STARTS`] values: by plain steps, which lead to fixed points that backward induction
//! would stay at, and by shortened Newton steps, which lead to others too. Between two equilibria lies a third as a rule, so
//! it begins half-way between any two once more. It may miss some: the number found is a least number.

use super::model::Game;
use super::player::{PLAYERS, Player};
use super::principal::Trace;
use super::quick::{Approach, Near};
use super::solve::{Certificate, Method, Solution, judged, solve, value_tolerance};
use super::values::{Position, Values};

/// Decisions further apart than this are those of different equilibria.
pub const OTHER: f64 = 1e-3;
/// Values that the search begins at, beside the solutions of backward induction and the principal branch.
pub const STARTS: usize = 7;
/// How far starts are moved, in units of what moves a logit by 1.
const MOVED: f64 = 10.0;

/// The equilibria found in a game.
#[derive(Debug, Clone)]
pub struct Several {
    /// Certified solutions: that which plays by default first, then the principal branch's if it is another, then others.
    pub solutions: Vec<Solution>,
    /// Which of them backward induction ends on; `None` if it does not settle.
    pub backward: Option<usize>,
    /// Which of them the principal branch ends on; `None` if it does not arrive.
    pub principal: Option<usize>,
}

/// The equilibrium on the principal branch of the logit correspondence. Where the path does not arrive there is none: what
/// is given then is where backward induction ends, without a certificate.
pub fn principal(game: &Game, tolerance: f64) -> Solution {
    let mut trace = Trace::new(game);
    match trace.follow() {
        Some(near) => judged(game, tolerance, &near, (Method::Principal, trace.steps)),
        None => {
            let instead = solve(game, tolerance);
            let (method, steps) = (Method::Principal, trace.steps);
            let lacking =
                Certificate { certified: false, residual: None, steps, method, eigenvalue: None, error: None };
            Solution { certificate: lacking, ..instead }
        }
    }
}

impl Several {
    /// Searches a game for its equilibria.
    pub fn new(game: &Game, tolerance: f64) -> Self {
        Self::ends(game, solve(game, tolerance), tolerance).searched(game, tolerance)
    }

    /// Those that backward induction, whose solution is given, and the principal branch end on, without a search for others.
    pub fn ends(game: &Game, solution: Solution, tolerance: f64) -> Self {
        let mut found = Self { solutions: vec![], backward: None, principal: None };
        let settles = matches!(solution.certificate.method, Method::BackwardInduction | Method::Accelerated);
        found.backward = found.see(solution).filter(|_| settles);
        found.principal = found.see(principal(game, tolerance));
        found
    }

    /// Whether the two end on different ones; `None` if either ends on none.
    pub fn part(&self) -> Option<bool> {
        Some(self.backward? != self.principal?)
    }

    /// With those that a search finds as well.
    pub(crate) fn searched(mut self, game: &Game, tolerance: f64) -> Self {
        let within = value_tolerance(game, tolerance);
        let starts = starts(game);
        for start in &starts {
            self.see_near(game, tolerance, Approach::new(game, pulp::Arch::new()).induction_from(start, within));
        }
        for start in &starts {
            self.see_near(game, tolerance, Approach::new(game, pulp::Arch::new()).nearest(start, within));
        }
        let known = self.solutions.len();
        for (one, other) in (0..known).flat_map(|other| (0..other).map(move |one| (one, other))) {
            let between = between(&self.solutions[one].values, &self.solutions[other].values);
            self.see_near(game, tolerance, Approach::new(game, pulp::Arch::new()).nearest(&between, within));
        }
        self
    }

    fn see_near(&mut self, game: &Game, tolerance: f64, near: Option<Near>) {
        if let Some(near) = near {
            self.see(judged(game, tolerance, &near, (Method::Elsewhere, 0)));
        }
    }

    /// Adds a solution if it is certified and not known; gives its place.
    fn see(&mut self, solution: Solution) -> Option<usize> {
        if !solution.certificate.certified {
            return None;
        }
        let known = self.solutions.iter().position(|known| known.policy.distance(&solution.policy) <= OTHER);
        Some(known.unwrap_or_else(|| {
            self.solutions.push(solution);
            self.solutions.len() - 1
        }))
    }
}

/// Values to begin at: those of uniform choices as they are, and with disputes or contracts worth much more or much less, to
/// one side or to both.
fn starts(game: &Game) -> Vec<Values> {
    let mut trace = Trace::new(game);
    let uniform = match trace.begin() {
        Some(point) => trace.near(&point).values,
        None => Values::zero(game.families.len(), game.space.padded()),
    };
    let moved = |players: &[Player], positions: &[Position], direction: f64| {
        let mut values = uniform.clone();
        for &player in players {
            for &position in positions {
                let by = direction * MOVED / game.precision(player);
                values.of_mut(player, position).iter_mut().for_each(|value| *value += by);
            }
        }
        values
    };
    let dispute = [Position::Dispute];
    let contracts: Vec<Position> = (0..game.families.len()).map(Position::Base).collect();
    let mut starts = vec![uniform.clone()];
    for direction in [1.0, -1.0] {
        starts.push(moved(&[Player::Patron], &dispute, direction));
        starts.push(moved(&[Player::Client], &dispute, direction));
        starts.push(moved(&PLAYERS, &contracts, direction));
    }
    starts
}

fn between(one: &Values, other: &Values) -> Values {
    let mut between = one.clone();
    for (value, other) in between.moving_mut().iter_mut().zip(other.moving()) {
        *value = 0.5 * (*value + other);
    }
    between
}
