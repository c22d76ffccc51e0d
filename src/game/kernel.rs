//! A game on the quick solver's arrays, in one kind of number: a point, a backward step from it, and the step's derivative
//! there (model page §4).

use super::backward::{Greatest, Work, step, step_slopes, weigh};
use super::compiled::Compiled;
use super::krylov::{Krylov, Map};
use super::linear::Derivative;
use super::model::Game;
use super::size::Size;
use super::values::Values;
use super::wide::{Array, Number, Wide, zeros};

/// Change of the worth of a unit of subsidy that rounding explains.
const SLOPES_SETTLED: f64 = 1e-15;
/// The slowest case is a contract that hardly ever lapses: a patience of 0.9999 needs nearly 350,000 steps.
const SLOPE_STEPS: usize = 350_000;
/// Most applications of the derivative in a linear system.
const APPLICATIONS: usize = 60;

/// A game in one kind of number, with a point and what a step makes of it.
pub(super) struct Kernel<T> {
    pub(super) game: Compiled<T>,
    pub(super) work: Work<T>,
    pub(super) point: Array<T>,
    pub(super) next: Array<T>,
}

impl<T: Number> Kernel<T> {
    pub(super) fn new(game: &Game) -> Self {
        let game = Compiled::new(game);
        let zero = zeros(game.layout.length());
        Self { work: Work::new(&game), next: zero.clone(), point: zero, game }
    }

    /// Bytes of games of this size.
    pub(super) fn bytes(size: &Size) -> usize {
        Compiled::<T>::bytes(size) + Work::<T>::bytes(size) + 2 * size.layout().length() * size_of::<T>()
    }

    /// What a backward step makes of the point; gives the greatest change, not a number where the step does not hold.
    pub(super) fn step(&mut self, arch: pulp::Arch) -> f64 {
        let change = arch.dispatch(Step(self));
        if self.work.within_range() { change } else { f64::NAN }
    }

    /// One backward step of the slopes; gives the greatest change.
    pub(super) fn step_slopes(&mut self, arch: pulp::Arch) -> f64 {
        arch.dispatch(StepSlopes(self))
    }

    /// Steps of the slopes until they stay; gives the last change, which may not be a number.
    pub(super) fn settle_slopes(&mut self, arch: pulp::Arch) -> Option<f64> {
        let mut changes = (0..SLOPE_STEPS).map(|_| self.step_slopes(arch));
        let settled = changes.find(|change| *change <= SLOPES_SETTLED || change.is_nan());
        self.weigh(arch);
        settled
    }

    pub(super) fn weigh(&mut self, arch: pulp::Arch) {
        arch.dispatch(Weigh(self));
    }

    pub(super) fn advance(&mut self) {
        std::mem::swap(&mut self.point, &mut self.next);
    }

    /// What the last step made of the point, slopes included.
    pub(super) fn values(&self, game: &Game) -> Values {
        let mut values = Values::zero(game.families.len(), game.space.padded());
        let layout = self.game.layout;
        layout.write(&self.next, &mut values);
        layout.write_slopes(&self.work.slopes, &mut values);
        values
    }
}

/// The derivative of the backward step.
pub(super) struct Jacobian<'a, T> {
    pub(super) game: &'a Compiled<T>,
    pub(super) work: &'a mut Work<T>,
    pub(super) derivative: &'a mut Derivative<T>,
}

impl<W: Wide> Map<W> for Jacobian<'_, W::Number> {
    #[inline(always)]
    fn apply(&mut self, wide: W, vector: &[W::Number], image: &mut [W::Number]) {
        self.derivative.apply(wide, self.game, self.work, vector, image);
    }
}

// What is worked out with the widest vectors of the machine, each by itself.

struct Step<'a, T>(&'a mut Kernel<T>);

impl<T: Number> pulp::WithSimd for Step<'_, T> {
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, simd: S) -> f64 {
        let (wide, Kernel { game, work, point, next }) = (T::wide(simd), self.0);
        step(wide, game, work, point, next);
        let mut change = Greatest::none(wide);
        for (&next, &point) in wide.whole(next).iter().zip(wide.whole(point)) {
            change.see(wide, wide.sub(next, point));
        }
        change.number(wide)
    }
}

struct StepSlopes<'a, T>(&'a mut Kernel<T>);

impl<T: Number> pulp::WithSimd for StepSlopes<'_, T> {
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, simd: S) -> f64 {
        step_slopes(T::wide(simd), &self.0.game, &mut self.0.work)
    }
}

struct Weigh<'a, T>(&'a mut Kernel<T>);

impl<T: Number> pulp::WithSimd for Weigh<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, simd: S) {
        weigh(T::wide(simd), &self.0.game, &mut self.0.work);
    }
}

pub(super) struct Correct<'a, T> {
    pub(super) jacobian: Jacobian<'a, T>,
    pub(super) krylov: &'a mut Krylov<T>,
    pub(super) change: &'a mut [T],
    pub(super) share: f64,
}

impl<T: Number> pulp::WithSimd for Correct<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, simd: S) {
        let (wide, Self { mut jacobian, krylov, change, share }) = (T::wide(simd), self);
        jacobian.derivative.find(wide, jacobian.game, jacobian.work);
        krylov.solve(wide, &mut jacobian, change, share, APPLICATIONS);
    }
}

pub(super) struct Radius<'a, T> {
    pub(super) jacobian: Jacobian<'a, T>,
    pub(super) krylov: &'a mut Krylov<T>,
}

impl<T: Number> pulp::WithSimd for Radius<'_, T> {
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, simd: S) -> f64 {
        let (wide, Self { mut jacobian, krylov }) = (T::wide(simd), self);
        jacobian.derivative.find(wide, jacobian.game, jacobian.work);
        krylov.radius(wide, &mut jacobian)
    }
}
