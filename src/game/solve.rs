//! The stationary equilibrium of one government's game, certified (model page §4).
//!
//! Takes a [`Game`], gives values, policy and a [`Certificate`]. The equilibrium is the fixed point that backward
//! induction from zero converges to:
//!
//! 1. Plain backward steps from zero values, talks worked out to seven digits, until the values hardly change. A game
//!    may have several fixed points. Which of them is the equilibrium depends on the course of backward induction, so
//!    that course is followed and not cut short.
//! 2. The worth of a unit of subsidy in a contract has a fixed point of its own. These steps reach it, or nearly.
//! 3. Anderson acceleration in full precision, from where only one fixed point is near.
//! 4. Plain backward steps at the end. The change of decision probabilities in one exact step certifies the solution,
//!    and the steps show that backward induction stays there: a fixed point that it would leave is not accepted.
//! 5. Where backward induction does not settle: a damped iteration, and after it a homotopy, which raises the precisions
//!    step by step. A solution found in this way is reported as such.
//!
//! Why not accelerate from the start: it is a third quicker, but in two of a hundred draws of the seed case it ended
//! on another fixed point, up to 5 pp-years away. Why not Newton: a policy has tens of thousands of probabilities.

use super::anderson::Memory;
use super::choice::{Workspace, coarse_step, step};
use super::model::Game;
use super::player::PLAYERS;
use super::policy::Policy;
use super::quick::Approach;
use super::values::Values;
use serde::{Deserialize, Serialize};

/// Change of the values, pp-years, below which the course of backward induction is taken to be decided. Checked against
/// plain induction in every game of the seed case's draws; `prop_acceleration_ends_where_plain_…` repeats some of them.
const DECIDED: f64 = 0.3;
/// Change of the worth of a unit of subsidy below which it is found directly.
const SLOPES_DECIDED: f64 = 1e-7;
/// Coarse steps before backward induction is taken to cycle or to be too slow.
const COARSE_STEPS: usize = 1_500;
/// Plain backward steps that a solution must survive at the end.
const CLOSING_STEPS: usize = 6;
/// Change of the values at which acceleration hands over to plain steps, in units of [`Solver::value_tolerance`]. The
/// plain steps reduce it further, so a loose one is tried first, and stricter ones where it is not enough.
const SLACKS: [f64; 3] = [8.0, 1.0, 0.05];
/// Accelerated steps before the search is given up.
const ACCELERATED_STEPS: usize = 400;
/// Plain steps before they are given up as cycling.
const PLAIN_STEPS: usize = 2_000;
/// Damped steps before they are given up, for each damping.
const DAMPED_STEPS: usize = 1_000;
/// Dampings tried: the share of each step that is taken.
const DAMPINGS: [f64; 3] = [0.5, 0.2, 0.05];
/// Stages in which a homotopy raises the precisions.
const HOMOTOPY_STAGES: u32 = 40;
/// Changes of the values below this are rounding errors of double precision.
const LEAST_CHANGE: f64 = 1e-12;

/// How a solution was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By backward induction, accelerated or plain: the equilibrium of the definition.
    BackwardInduction,
    /// Backward induction was given up before it settled; acceleration from there found a fixed point.
    Accelerated,
    /// Backward induction cycles; a damped iteration settled on a fixed point.
    Damped,
    /// Neither settled; the last solution of a series of games with rising precisions is given.
    Homotopy,
}

/// What is known of a solution's exactness.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// Whether `residual` is within the tolerance.
    pub certified: bool,
    /// Greatest change of a decision probability in one exact backward step; `None` if it is not a number.
    pub residual: Option<f64>,
    /// Backward steps taken.
    pub steps: usize,
    /// How it was found.
    pub method: Method,
    /// Estimated absolute value of the dominant eigenvalue of the backward step at the solution: below 1, backward induction
    /// stays there. `None` if it was not worked out.
    pub eigenvalue: Option<f64>,
}

/// A government's game, solved.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// Values at the start of a quarter.
    pub values: Values,
    /// Decisions.
    pub policy: Policy,
    /// How exact they are.
    pub certificate: Certificate,
}

/// Solves a game for its stationary equilibrium to the tolerance.
pub fn solve(game: &Game, tolerance: f64) -> Solution {
    let mut solver = Solver::new(game, tolerance);
    if let Some((found, eigenvalue)) = solver.quick() {
        return solver.solution(found, Method::BackwardInduction, Some(eigenvalue));
    }
    let mut values = solver.start();
    let decided = solver.coarse(&mut values);
    if let Some((found, method)) = solver.induction(values.clone(), decided) {
        return solver.solution(found, method, None);
    }
    if let Some(found) = solver.damped(values.clone()) {
        return solver.solution(found, Method::Damped, None);
    }
    let found = solver.homotopy(values);
    solver.solution(found, Method::Homotopy, None)
}

/// Values with the decisions that follow from them, and how much one exact backward step changes these.
struct Found {
    values: Values,
    policy: Policy,
    residual: f64,
}

struct Solver<'a> {
    game: &'a Game,
    tolerance: f64,
    work: Workspace,
    steps: usize,
}

impl<'a> Solver<'a> {
    fn new(game: &'a Game, tolerance: f64) -> Self {
        Self { game, tolerance, work: Workspace::new(game), steps: 0 }
    }

    /// Zero values.
    fn start(&self) -> Values {
        Values::zero(self.game.families.len(), self.game.space.padded())
    }

    fn step(&mut self, next: &Values, now: &mut Values) {
        step(self.game, next, now, &mut self.work, None);
        self.steps += 1;
    }

    /// What the quick way finds, if it is certified.
    fn quick(&mut self) -> Option<(Found, f64)> {
        let mut approach = Approach::new(self.game, pulp::Arch::new());
        let near = approach.find(self.value_tolerance());
        self.steps += approach.steps;
        let near = near?;
        let found = self.settled(&near.values)?;
        Some((found, near.eigenvalue))
    }

    /// Backward induction, accelerated once its course is decided, and plain where acceleration leads nowhere or away.
    fn induction(&mut self, start: Values, decided: bool) -> Option<(Found, Method)> {
        let quickly = if decided { Method::BackwardInduction } else { Method::Accelerated };
        let mut values = start;
        let mut quick = Some(values.clone());
        for slack in SLACKS {
            quick = quick.and_then(|values| self.accelerated(values, slack));
            if let Some(found) = quick.as_ref().and_then(|values| self.closing(values.clone())) {
                return Some((found, quickly));
            }
        }
        for _ in 0..PLAIN_STEPS / 50 {
            self.plain(&mut values, 50);
            if let Some(found) = self.settled(&values) {
                return Some((found, Method::BackwardInduction));
            }
        }
        None
    }

    /// Coarse backward steps in place, until the values hardly change. Gives whether the course of backward induction is
    /// decided. The slopes settle early and are left at their fixed point: later steps take them as constant.
    fn coarse(&mut self, values: &mut Values) -> bool {
        let mut now = values.clone();
        let (mut settled, mut decided) = (false, false);
        for _ in 0..COARSE_STEPS {
            coarse_step(self.game, values, &mut now, &mut self.work);
            self.steps += 1;
            settled = settled || greatest_gap(values.slopes(), now.slopes()) <= SLOPES_DECIDED;
            if settled {
                now.slopes_mut().copy_from_slice(values.slopes());
            }
            let change = gap(values, &now);
            std::mem::swap(values, &mut now);
            decided = change <= DECIDED;
            if decided || !change.is_finite() {
                break;
            }
        }
        let Workspace { slopes, scratch, .. } = &mut self.work;
        slopes.stationary(self.game, values, scratch);
        decided
    }

    /// Plain backward steps in place; gives the change of the values in each.
    fn plain(&mut self, values: &mut Values, count: usize) -> Vec<f64> {
        let mut now = values.clone();
        let mut changes = Vec::with_capacity(count);
        for _ in 0..count {
            self.step(values, &mut now);
            changes.push(gap(values, &now));
            std::mem::swap(values, &mut now);
        }
        changes
    }

    /// Anderson acceleration until the change of the values is within what the tolerance allows.
    fn accelerated(&mut self, start: Values, slack: f64) -> Option<Values> {
        let mut memory = Memory::default();
        let mut values = start;
        let mut now = values.clone();
        for _ in 0..ACCELERATED_STEPS {
            self.step(&values, &mut now);
            let change = gap(&values, &now);
            if change <= slack * self.value_tolerance() {
                return Some(now);
            }
            if !change.is_finite() {
                return None;
            }
            memory.combine(values.moving_mut(), now.moving());
        }
        None
    }

    /// Plain steps: the solution must be certified, and backward induction must not drift away from it.
    fn closing(&mut self, mut values: Values) -> Option<Found> {
        let changes = self.plain(&mut values, CLOSING_STEPS);
        let greatest = |changes: &[f64]| changes.iter().copied().fold(0.0, f64::max);
        let third = CLOSING_STEPS / 3;
        let (early, late) = (greatest(&changes[..third]), greatest(&changes[CLOSING_STEPS - third..]));
        if late <= early.max(LEAST_CHANGE) { self.settled(&values) } else { None }
    }

    /// The values and what follows from them, if one exact backward step leaves every decision within the tolerance.
    fn settled(&mut self, values: &Values) -> Option<Found> {
        let found = self.decide(values);
        (found.residual <= self.tolerance).then_some(found)
    }

    fn damped(&mut self, start: Values) -> Option<Found> {
        let mut values = start;
        let mut now = values.clone();
        for share in DAMPINGS {
            for _ in 0..DAMPED_STEPS {
                self.step(&values, &mut now);
                let change = gap(&values, &now);
                for (value, next) in values.moving_mut().iter_mut().zip(now.moving()) {
                    *value += share * (next - *value);
                }
                if change <= self.value_tolerance()
                    && let Some(found) = self.settled(&values)
                {
                    return Some(found);
                }
            }
        }
        None
    }

    /// Follows the fixed point of easier games, of lower precision, up to the game itself.
    fn homotopy(&mut self, start: Values) -> Found {
        let mut values = start;
        for stage in 1..=HOMOTOPY_STAGES {
            let mut easier = self.game.clone();
            let share = f64::from(stage) / f64::from(HOMOTOPY_STAGES);
            easier.client.precision *= share;
            easier.patron.precision *= share;
            let mut solver = Solver::new(&easier, self.tolerance);
            if let Some(found) = solver.accelerated(values.clone(), 1.0) {
                values = found;
            }
            self.steps += solver.steps;
        }
        self.decide(&values)
    }

    /// Change of the values that leaves every decision within the tolerance. A logit probability changes by at most a
    /// quarter of precision × change of a difference of two values, so this is on the safe side.
    fn value_tolerance(&self) -> f64 {
        let precision = PLAYERS.iter().map(|&player| self.game.precision(player)).fold(1.0, f64::max);
        (self.tolerance / precision).max(LEAST_CHANGE)
    }

    /// Policies from the values and from the values one step back, and the greatest difference between them.
    fn decide(&mut self, values: &Values) -> Found {
        let (mut once, mut twice) = (values.clone(), values.clone());
        let (mut first, mut second) = (Policy::zero(self.game), Policy::zero(self.game));
        step(self.game, values, &mut once, &mut self.work, Some(&mut first));
        step(self.game, &once, &mut twice, &mut self.work, Some(&mut second));
        self.steps += 2;
        // Decisions may stop changing because payoffs overflow. That is no solution.
        let finite = twice.moving().iter().chain(twice.slopes()).all(|value| value.is_finite());
        let residual = if finite { first.distance(&second) } else { f64::NAN };
        Found { residual, values: twice, policy: second }
    }

    fn solution(self, found: Found, method: Method, eigenvalue: Option<f64>) -> Solution {
        let Found { values, policy, residual } = found;
        let certificate = Certificate {
            certified: residual <= self.tolerance,
            residual: residual.is_finite().then_some(residual),
            steps: self.steps,
            method,
            eigenvalue,
        };
        Solution { values, policy, certificate }
    }
}

/// Greatest change of a value; NaN if any change is NaN.
fn gap(before: &Values, after: &Values) -> f64 {
    greatest_gap(before.moving(), after.moving())
}

fn greatest_gap(before: &[f64], after: &[f64]) -> f64 {
    let larger = |most: f64, gap: f64| if gap <= most { most } else { gap };
    let ((before, before_rest), (after, after_rest)) = (before.as_chunks::<8>(), after.as_chunks::<8>());
    let mut most = [0.0; 8];
    for (before, after) in before.iter().zip(after) {
        for (most, (before, after)) in most.iter_mut().zip(before.iter().zip(after)) {
            *most = larger(*most, (before - after).abs());
        }
    }
    let rest = before_rest.iter().zip(after_rest).map(|(before, after)| (before - after).abs());
    most.into_iter().chain(rest).fold(0.0, larger)
}
