//! The stationary equilibrium of one government's game, certified (model page §4).
//!
//! Takes a [`Game`], gives values, policy and a [`Certificate`]. The equilibrium is the fixed point that backward
//! induction from zero converges to:
//!
//! 1. The quick way (`quick`): plain steps to seven digits follow the course of backward induction, Newton's
//!    method goes on from where only one fixed point is near.
//! 2. Where that does not hold or leads nowhere: plain steps in full precision, then Anderson acceleration, and plain
//!    steps to the end if acceleration leads away.
//! 3. Where backward induction does not settle: a damped iteration, and after it a homotopy, which raises the precisions
//!    step by step. A solution found in this way is reported as such.
//! 4. The certificate. How much one exact backward step changes the decisions is the residual; the dominant eigenvalue of
//!    the step tells whether backward induction stays there, and with it how far the decisions are from the fixed point's.
//!
//! Why not accelerate from the start: in two of a hundred draws of the seed case it ended on another fixed point, up to 5
//! pp-years away.

use super::anderson::Memory;
use super::choice::{Workspace, step};
use super::krylov::{Krylov, Map};
use super::lanes::greatest_gap;
use super::model::Game;
use super::policy::Policy;
use super::quick::{Approach, Near, decided_below};
use super::size::Size;
use super::values::Values;
use super::wide::{BLOCK, Number, Wide};
use serde::{Deserialize, Serialize};

/// Change of the worth of a unit of subsidy below which it is found directly.
const SLOPES_DECIDED: f64 = 1e-7;
/// Backward steps before backward induction is taken to cycle or to be too slow.
const COURSE_STEPS: usize = 1_500;
/// Plain backward steps after acceleration: they make changes point where backward induction goes.
const CLOSING_STEPS: usize = 6;
/// Length of the change that the dominant eigenvalue is estimated with, pp-years at a precision of 1.
const PROBE: f64 = 1e-5;
/// Precision beyond which seven digits do not tell choices apart: such games are left to full precision.
const SHARPEST: f64 = 20.0;
/// Changes of decision probabilities below this are rounding errors.
const LEAST_RESIDUAL: f64 = 1e-13;
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
    /// Along the principal branch of the logit correspondence.
    Principal,
    /// From other values than zero.
    Elsewhere,
}

impl Method {
    /// Whether a selection led there: no way out was taken because it would not.
    pub fn is_selection(self) -> bool {
        matches!(self, Self::BackwardInduction | Self::Principal)
    }
}

/// What is known of a solution's exactness.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// Whether `residual` is within the tolerance and, after backward induction, `error` too.
    pub certified: bool,
    /// Greatest change of a decision probability in one exact backward step; `None` if it is not a number.
    pub residual: Option<f64>,
    /// Backward steps taken.
    pub steps: usize,
    /// How it was found.
    pub method: Method,
    /// Estimated absolute value of the dominant eigenvalue of the backward step at the solution: below 1, backward induction
    /// stays there. `None` if it was not worked out or is not a number.
    pub eigenvalue: Option<f64>,
    /// How far decision probabilities are from those of the fixed point: the residual over one less the eigenvalue. `None`
    /// if backward induction does not stay there.
    pub error: Option<f64>,
}

/// How exact several solutions are: the greatest of each number of their certificates.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Exactness {
    /// Greatest [`Certificate::eigenvalue`]; `None` if none was worked out.
    pub eigenvalue: Option<f64>,
    /// Greatest [`Certificate::error`]; `None` if there is none.
    pub error: Option<f64>,
}

impl Exactness {
    /// Of these solutions.
    pub fn of<'a>(certificates: impl Iterator<Item = &'a Certificate> + Clone) -> Self {
        let greatest =
            |number: fn(&Certificate) -> Option<f64>| certificates.clone().filter_map(number).reduce(f64::max);
        Self { eigenvalue: greatest(|found| found.eigenvalue), error: greatest(|found| found.error) }
    }
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

impl Solution {
    /// Bytes of the solution of a game of this size.
    pub(super) fn bytes(size: &Size) -> usize {
        Values::bytes(size) + Policy::bytes(size)
    }

    /// Most bytes that it takes to find one: two steps with their decisions, and one way or the other to where they begin.
    pub(super) fn peak(size: &Size) -> usize {
        let moving = size.arrays(2 * (2 + size.families));
        let way = Approach::bytes(size).max(Memory::bytes(moving / size_of::<f64>()));
        Workspace::bytes(size) + way + 3 * Values::bytes(size) + 2 * Policy::bytes(size)
    }
}

/// Solves a game for its stationary equilibrium to the tolerance.
pub fn solve(game: &Game, tolerance: f64) -> Solution {
    let mut solver = Solver::new(game, tolerance);
    if let Some((found, method)) = solver.quick() {
        return solver.solution(found, method);
    }
    let mut values = solver.start();
    let decided = solver.course(&mut values);
    if let Some((found, method)) = solver.induction(values.clone(), decided) {
        return solver.solution(found, method);
    }
    if let Some(found) = solver.damped(values.clone()) {
        return solver.solution(found, Method::Damped);
    }
    let found = solver.homotopy(values);
    solver.solution(found, Method::Homotopy)
}

/// Values near a fixed point that some other way led to, judged as every solution is.
pub(super) fn judged(game: &Game, tolerance: f64, near: &Near, (method, steps): (Method, usize)) -> Solution {
    let mut solver = Solver { steps, ..Solver::new(game, tolerance) };
    let found = Found { eigenvalue: Some(near.eigenvalue), ..solver.decide(&near.values) };
    solver.solution(found, method)
}

/// Values with the decisions that follow from them, and how much one exact backward step changes these.
struct Found {
    values: Values,
    policy: Policy,
    residual: f64,
    /// Dominant eigenvalue of the backward step there.
    eigenvalue: Option<f64>,
}

impl Found {
    /// How far decisions are from the fixed point's.
    fn error(&self) -> Option<f64> {
        let left = 1.0 - self.eigenvalue?;
        (left > 0.0 && self.residual.is_finite()).then(|| self.residual / left)
    }

    /// Whether backward induction stays there, and decisions are within the tolerance of where it ends.
    fn stable(&self, tolerance: f64) -> bool {
        self.error().is_some_and(|error| error <= tolerance || self.residual <= LEAST_RESIDUAL)
    }
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

    /// What the quick way finds, if it holds for this game. Where nothing leads to a fixed point, the last values.
    fn quick(&mut self) -> Option<(Found, Method)> {
        if self.game.greatest_precision() > SHARPEST {
            return None;
        }
        let mut approach = Approach::new(self.game, pulp::Arch::new());
        let tolerance = self.value_tolerance();
        let mut near = approach.induction(tolerance).map(|near| (near, Method::BackwardInduction));
        let cycles = near.is_none() && approach.cycles();
        if cycles {
            near = approach.damped(tolerance).map(|near| (near, Method::Damped));
            near = near.or_else(|| Some((approach.plain_long(tolerance)?, Method::BackwardInduction)));
            near = near.or_else(|| Some((approach.homotopy(tolerance)?, Method::Homotopy)));
        }
        self.steps += approach.steps;
        let Some((near, method)) = near else {
            return cycles.then(|| (self.decide(&approach.last()), Method::Homotopy));
        };
        let found = Found { eigenvalue: Some(near.eigenvalue), ..self.decide(&near.values) };
        self.certified(&found, method).then_some((found, method))
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
            if let Some(found) = self.settled(&values).filter(|found| found.stable(self.tolerance)) {
                return Some((found, Method::BackwardInduction));
            }
        }
        None
    }

    /// Backward steps in place, until the values hardly change. Gives whether the course of backward induction is decided.
    /// The slopes settle early and are left at their fixed point: later steps take them as constant.
    fn course(&mut self, values: &mut Values) -> bool {
        let mut now = values.clone();
        let (mut settled, mut decided) = (false, false);
        for _ in 0..COURSE_STEPS {
            self.step(values, &mut now);
            settled = settled || greatest_gap(values.slopes(), now.slopes()) <= SLOPES_DECIDED;
            if settled {
                now.slopes_mut().copy_from_slice(values.slopes());
            }
            let change = gap(values, &now);
            std::mem::swap(values, &mut now);
            decided = change <= decided_below(self.game);
            if decided || !change.is_finite() {
                break;
            }
        }
        let Workspace { slopes, scratch, .. } = &mut self.work;
        slopes.stationary(self.game, values, scratch);
        decided
    }

    /// Plain backward steps in place.
    fn plain(&mut self, values: &mut Values, count: usize) {
        let mut now = values.clone();
        for _ in 0..count {
            self.step(values, &mut now);
            std::mem::swap(values, &mut now);
        }
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

    /// Plain steps, and what they lead to if it is certified and backward induction stays there.
    fn closing(&mut self, mut values: Values) -> Option<Found> {
        self.plain(&mut values, CLOSING_STEPS);
        self.settled(&values).filter(|found| found.stable(self.tolerance))
    }

    /// The values and what follows from them, if one exact backward step leaves every decision within the tolerance.
    fn settled(&mut self, values: &Values) -> Option<Found> {
        let found = self.decide(values);
        let within = found.residual <= self.tolerance;
        within.then(|| Found { eigenvalue: Some(self.eigenvalue(values)), ..found })
    }

    /// Estimate of the absolute value of the dominant eigenvalue of the backward step.
    fn eigenvalue(&mut self, values: &Values) -> f64 {
        let mut now = values.clone();
        self.step(values, &mut now);
        let (probe, moved, length) = (values.clone(), values.clone(), PROBE / self.game.greatest_precision().max(1.0));
        let mut krylov = Krylov::new(values.moving().len().next_multiple_of(BLOCK));
        krylov.radius(
            f64::wide(pulp::Scalar::new()),
            &mut Differences { solver: self, values, now, probe, moved, length },
        )
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
            let easier = self.game.easier(f64::from(stage) / f64::from(HOMOTOPY_STAGES));
            let mut solver = Solver::new(&easier, self.tolerance);
            if let Some(found) = solver.accelerated(values.clone(), 1.0) {
                values = found;
            }
            self.steps += solver.steps;
        }
        self.decide(&values)
    }

    fn value_tolerance(&self) -> f64 {
        value_tolerance(self.game, self.tolerance)
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
        Found { residual, values: twice, policy: second, eigenvalue: None }
    }

    /// Backward induction must stay at what it led to. What other methods found counts as a fixed point.
    fn certified(&self, found: &Found, method: Method) -> bool {
        found.residual <= self.tolerance && (method != Method::BackwardInduction || found.stable(self.tolerance))
    }

    fn solution(self, found: Found, method: Method) -> Solution {
        let certificate = Certificate {
            certified: self.certified(&found, method),
            residual: found.residual.is_finite().then_some(found.residual),
            steps: self.steps,
            method,
            eigenvalue: found.eigenvalue.filter(|eigenvalue| eigenvalue.is_finite()),
            error: found.error(),
        };
        Solution { values: found.values, policy: found.policy, certificate }
    }
}

/// The derivative of the backward step, by differences.
struct Differences<'a, 'g> {
    solver: &'a mut Solver<'g>,
    values: &'a Values,
    /// What the step makes of the values.
    now: Values,
    probe: Values,
    moved: Values,
    /// Length of the change of the values, pp-years.
    length: f64,
}

impl<W: Wide<Number = f64>> Map<W> for Differences<'_, '_> {
    fn apply(&mut self, _: W, vector: &[f64], image: &mut [f64]) {
        let Self { solver, values, now, probe, moved, length } = self;
        for (probe, (value, part)) in probe.moving_mut().iter_mut().zip(values.moving().iter().zip(vector)) {
            *probe = value + part * *length;
        }
        solver.step(probe, moved);
        for (part, (moved, now)) in image.iter_mut().zip(moved.moving().iter().zip(now.moving())) {
            *part = (moved - now) / *length;
        }
    }
}

/// Change of the values that leaves every decision within the tolerance. A logit probability changes by at most a
/// quarter of precision × change of a difference of two values, so this is on the safe side.
pub(super) fn value_tolerance(game: &Game, tolerance: f64) -> f64 {
    (tolerance / game.greatest_precision().max(1.0)).max(LEAST_CHANGE)
}

/// Greatest change of a value; NaN if any change is NaN.
fn gap(before: &Values, after: &Values) -> f64 {
    greatest_gap(before.moving(), after.moving())
}
