//! The principal branch of the logit correspondence (model page §4).
//!
//! Takes a [`Game`], gives the fixed point that a path of fixed points leads to. Both precisions are multiplied by a share t.
//! Near t = 0 choices are uniform and there is one fixed point; the path begins there and is followed, round every turning
//! point, until t = 1 is first crossed. Nothing is given where it is not crossed within [`PATH_STEPS`] steps, or where the
//! precisions are too sharp for the step's numbers.
//!
//! Unknowns are the values and t. A step goes along the tangent and comes back by Newton's method in the plane across it.
//! Sources: Turocy, Games and Economic Behavior 51 (2005); Allgower and Georg, "Numerical Continuation Methods" (1990).

use super::kernel::{Jacobian, Kernel, Radius};
use super::krylov::{Krylov, Map, add, apply, dot};
use super::linear::Derivative;
use super::model::Game;
use super::player::PerPlayer;
use super::quick::Near;
use super::size::Size;
use super::wide::{Array, BLOCK, Number, Wide, zeros};

/// Steps along the path, those taken back included, before it is given up.
const PATH_STEPS: usize = 4_000;
/// Greatest product of precision and t where the path begins.
const FIRST: f64 = 1e-3;
/// Length of the first step and least length of any, in units of t.
const LENGTHS: [f64; 2] = [2e-2, 1e-7];
/// Greatest change of t in a step.
const LONGEST: f64 = 0.05;
/// What a step's length is multiplied by after one that went well, and after one that was taken back.
const LONGER: f64 = 1.5;
const SHORTER: f64 = 0.4;
/// How far the tangent may lead off the path: in units of what moves a logit by 1, and as a share of the step.
const OFF: f64 = 0.1;
const ASIDE: f64 = 0.15;
/// Least cosine of the angle between one tangent and the next.
const STRAIGHT: f64 = 0.95;
/// Newton steps back to the path, and the share of the change that each may leave.
const NEWTON_STEPS: usize = 6;
const LEFT: f64 = 0.3;
/// Change of the values, pp-years, within which a point is on the path, and at its end.
const ON_PATH: f64 = 1e-10;
const LEAST_CHANGE: f64 = 1e-12;
/// Share of t by which it is changed to see what that makes of a step.
const NUDGE: f64 = 1e-4;
/// What linear systems are solved to, and by how many applications of the derivative.
const SHARE: f64 = 1e-5;
const APPLICATIONS: usize = 200;

/// A point of the path, or a direction: the values, then t in its unit.
type Point = Array<f64>;

/// A game on its way along the path.
pub(super) struct Trace<'a> {
    game: &'a Game,
    arch: pulp::Arch,
    kernel: Kernel<f64>,
    derivative: Derivative<f64>,
    krylov: Krylov<f64>,
    /// Sharpness of choices at t = 1.
    sharpness: PerPlayer<f64>,
    /// What t is multiplied by to stand beside the values: all of it weighs as much as a change of every value by what moves
    /// a logit by 1.
    unit: f64,
    /// What a change of t, in that unit, adds to a step.
    by_share: Array<f64>,
    /// Length of the values; t stands after them.
    length: usize,
    /// Greatest change of t in a step.
    longest: f64,
    /// Backward steps taken.
    pub(super) steps: usize,
    /// Turning points passed.
    turns: usize,
}

impl<'a> Trace<'a> {
    pub(super) fn new(game: &'a Game) -> Self {
        let kernel: Kernel<f64> = Kernel::new(game);
        let (length, layout) = (kernel.point.len(), kernel.game.layout);
        Self {
            game,
            arch: pulp::Arch::new(),
            derivative: Derivative::new(&kernel.game),
            krylov: Krylov::new(length + BLOCK),
            sharpness: kernel.game.sharpness,
            unit: ((layout.states * layout.blocks()) as f64).sqrt() / game.greatest_precision(),
            by_share: zeros(length),
            length,
            longest: LONGEST,
            kernel,
            steps: 0,
            turns: 0,
        }
    }

    /// Bytes that games of this size take on their way, with as many vectors as a linear system may ask for.
    pub(super) fn bytes(size: &Size) -> usize {
        let length = size.layout().length() + BLOCK;
        let points = 8;
        Kernel::<f64>::bytes(size)
            + Derivative::<f64>::bytes(size)
            + Krylov::<f64>::bytes(length)
            + (APPLICATIONS + points) * length * size_of::<f64>()
    }

    /// The fixed point at which the path first crosses t = 1.
    pub(super) fn follow(&mut self) -> Option<Near> {
        let mut point = self.begin()?;
        let mut tangent = self.tangent(&self.across())?;
        let mut length = LENGTHS[0] * self.unit;
        for _ in 0..PATH_STEPS {
            let rise = tangent[self.length];
            length = length.min(self.longest * self.unit / rise.abs());
            let short = (self.unit - point[self.length]) / rise;
            let arrived = (0.0..=length).contains(&short);
            let step = if arrived { short } else { length };
            match self.ahead(&point, &tangent, step, arrived) {
                Some(there) if arrived => return Some(self.near(&there.0)),
                Some(there) => {
                    self.turns += usize::from(there.1[self.length].signum() != rise.signum());
                    (point, tangent) = there;
                    length *= LONGER;
                }
                None => length = step * SHORTER,
            }
            if length < LENGTHS[1] * self.unit {
                return None;
            }
        }
        None
    }

    /// The one fixed point of nearly uniform choices.
    pub(super) fn begin(&mut self) -> Option<Point> {
        self.kernel.settle_slopes(self.arch)?;
        let mut point = zeros(self.length + BLOCK);
        point[self.length] = self.unit * FIRST / self.game.greatest_precision().max(1.0);
        self.correct(&mut point, &self.across(), (f64::INFINITY, ON_PATH))?;
        Some(point)
    }

    /// The point so far along the path, with its tangent; at t = 1 if that is where the step leads.
    fn ahead(&mut self, from: &Point, tangent: &Point, step: f64, arrived: bool) -> Option<(Point, Point)> {
        let mut point = from.clone();
        for (point, along) in point.iter_mut().zip(tangent.iter()) {
            *point += step * along;
        }
        let predicted = point.clone();
        let (across, within) = if arrived { (self.across(), LEAST_CHANGE) } else { (tangent.clone(), ON_PATH) };
        self.correct(&mut point, &across, (OFF / self.game.greatest_precision(), within))?;
        let next = self.tangent(tangent)?;
        let near = distance(&point, &predicted) <= ASIDE * step.max(LENGTHS[1] * self.unit);
        // What leads across t = 1 by chance is taken back, so that the step that arrives is foreseen.
        let short = arrived || point[self.length] < self.unit;
        (near && short && inner(&next, tangent) >= STRAIGHT).then_some((point, next))
    }

    /// The values of a point, and how the backward step acts there.
    pub(super) fn near(&mut self, point: &Point) -> Near {
        self.look(point, 0.0);
        // The point, not what a step makes of it: where backward induction would not stay, a step leads away.
        self.kernel.next.copy_from_slice(&point[..self.length]);
        let values = self.kernel.values(self.game);
        let Self { kernel: Kernel { game, work, .. }, derivative, .. } = self;
        let jacobian = Jacobian { game, work, derivative };
        let eigenvalue = self.arch.dispatch(Radius { jacobian, krylov: &mut Krylov::new(self.length) });
        Near { values, eigenvalue }
    }

    /// The direction in which t alone changes.
    fn across(&self) -> Point {
        let mut across = zeros(self.length + BLOCK);
        across[self.length] = 1.0;
        across
    }

    /// The direction of the path, of length 1, on the side of `along`, where the last step was linearised.
    fn tangent(&mut self, along: &Point) -> Option<Point> {
        let mut tangent = self.across();
        self.solve(along, &mut tangent, along);
        let length = inner(&tangent, &tangent).sqrt();
        tangent.iter_mut().for_each(|part| *part /= length);
        length.is_finite().then_some(tangent)
    }

    /// Newton steps to a fixed point in the plane across a direction, from within the first distance to within the second.
    fn correct(&mut self, point: &mut Point, across: &Point, (from, within): (f64, f64)) -> Option<()> {
        let mut before = from / LEFT;
        for _ in 0..NEWTON_STEPS {
            let change = self.linearise(point);
            if change <= within {
                return Some(());
            }
            if change > LEFT * before || change.is_nan() {
                return None;
            }
            before = change;
            let Kernel { next, point: here, .. } = &self.kernel;
            let mut correction = zeros(self.length + BLOCK);
            for (part, (next, here)) in correction.iter_mut().zip(next.iter().zip(here.iter())) {
                *part = next - here;
            }
            self.solve(across, &mut correction, &zeros(self.length + BLOCK));
            for (point, part) in point.iter_mut().zip(correction.iter()) {
                *point += part;
            }
        }
        None
    }

    /// A backward step from a point, its t nudged; gives the greatest change.
    fn look(&mut self, point: &[f64], nudge: f64) -> f64 {
        let share = point[self.length] / self.unit * (1.0 + nudge);
        self.kernel.point.copy_from_slice(&point[..self.length]);
        self.kernel.game.sharpness = PerPlayer::by(|player| self.sharpness[player] * share);
        self.kernel.step_slopes(self.arch);
        self.kernel.weigh(self.arch);
        self.steps += 1;
        self.kernel.step(self.arch)
    }

    /// A backward step from a point, with what t adds to it; gives the greatest change.
    fn linearise(&mut self, point: &[f64]) -> f64 {
        self.look(point, NUDGE);
        self.by_share.copy_from_slice(&self.kernel.next);
        self.look(point, -NUDGE);
        let width = 2.0 * NUDGE * point[self.length];
        for (by_share, next) in self.by_share.iter_mut().zip(self.kernel.next.iter()) {
            *by_share = (*by_share - next) / width;
        }
        self.look(point, 0.0)
    }

    /// Solves for a change of values and t, beginning at a guess, given what it makes of the difference to a step's result
    /// and how far it goes along a direction.
    fn solve(&mut self, along: &[f64], rest: &mut [f64], guess: &[f64]) {
        let Self { kernel: Kernel { game, work, .. }, derivative, krylov, by_share, .. } = self;
        let jacobian = Jacobian { game, work, derivative };
        self.arch.dispatch(Solve { map: Bordered { jacobian, by_share, along }, krylov, rest, guess });
    }
}

fn inner(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn distance(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| (one - other).powi(2)).sum::<f64>().sqrt()
}

/// The derivative of the step by values and t, with the direction that a change is measured along.
struct Bordered<'a> {
    jacobian: Jacobian<'a, f64>,
    by_share: &'a [f64],
    along: &'a [f64],
}

impl<W: Wide<Number = f64>> Map<W> for Bordered<'_> {
    #[inline(always)]
    fn apply(&mut self, wide: W, vector: &[f64], image: &mut [f64]) {
        let length = self.by_share.len();
        let share = vector[length];
        let (values, last) = image.split_at_mut(length);
        self.jacobian.apply(wide, &vector[..length], values);
        add(wide, share, self.by_share, values);
        last[0] = share - dot(wide, self.along, vector);
    }
}

struct Solve<'a> {
    map: Bordered<'a>,
    krylov: &'a mut Krylov<f64>,
    rest: &'a mut [f64],
    guess: &'a [f64],
}

impl pulp::WithSimd for Solve<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, simd: S) {
        let (wide, Self { mut map, krylov, rest, guess }) = (f64::wide(simd), self);
        map.jacobian.derivative.find(wide, map.jacobian.game, map.jacobian.work);
        let mut reached = zeros(guess.len());
        apply(wide, &mut map, guess, &mut reached);
        add(wide, -1.0, &reached, rest);
        krylov.minimise(wide, &mut map, rest, SHARE, APPLICATIONS);
        add(wide, 1.0, guess, rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;
    use std::path::Path;

    #[test]
    fn limit_a_path_that_turns_back_is_followed_to_the_same_end_in_finer_steps() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("checks/spot-sharp.toml");
        let sharper = ["client", "patron"].map(|side| format!("{side}.precision=24"));
        let scenario = load(&file, &sharper).expect("the scenario is valid");
        let game = Game::new(&scenario, &scenario.parameters.central(), 0);
        let ends = [LONGEST, LONGEST / 20.0].map(|longest| {
            let mut trace = Trace { longest, ..Trace::new(&game) };
            let near = trace.follow().expect("the path arrives");
            assert_eq!(trace.turns, 20);
            near.values
        });
        let gap = ends[0].moving().iter().zip(ends[1].moving()).map(|(one, other)| (one - other).abs());
        assert!(gap.fold(0.0, f64::max) < 1e-8);
    }
}
