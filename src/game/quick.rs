//! The quick way to where backward induction ends (model page §4).
//!
//! Takes a [`Game`], gives values near its fixed point and how the backward step acts there, or nothing where it does not
//! get there; [`solve`](super::solve) judges them.
//!
//! 1. Plain backward steps from zero to seven digits, until the values hardly change: which fixed point backward induction
//!    ends on is decided by its course.
//! 2. Newton's method to seven digits, its linear systems solved by BiCGSTAB. A step that does not take most of the change
//!    away sends it back to plain steps.
//! 3. Newton's method in full precision, with the derivative of seven digits.
//! 4. The dominant eigenvalue of the backward step at the fixed point, by Arnoldi's method.
//!
//! Where backward induction cycles: damped steps, then a homotopy in the precisions, both to Newton's method.

use super::backward::copy;
use super::kernel::{Correct, Jacobian, Kernel, Radius};
use super::krylov::Krylov;
use super::linear::Derivative;
use super::model::Game;
use super::size::Size;
use super::values::Values;
use super::wide::{Array, zeros};

/// Change of the values, pp-years, below which the course of backward induction is taken to be decided. Checked against
/// plain induction in thousands of games: `tests/suite/selection.rs`.
const DECIDED: f64 = 0.3;
/// The same in units of what moves a logit by 1: choices that are sharper are decided later.
const DECIDED_LOGITS: f64 = 0.75;
/// Change of the worth of a unit of subsidy below which it stays as it is while the course is followed.
const SLOPES_DECIDED: f64 = 2e-6;
/// Plain steps in which the change must halve before backward induction is taken to cycle or to be too slow.
const PLAIN_STEPS: usize = 300;
/// Plain steps in full precision before they are given up.
const LONG_STEPS: usize = 2_000;
/// Shortened Newton steps before they are given up, and how often each is halved.
const DAMPED_STEPS: usize = 60;
const SHORTENINGS: i32 = 7;
/// Points that they begin at.
const DAMPED_STARTS: usize = 3;
/// Stages in which a homotopy raises the precisions.
const HOMOTOPY_STAGES: u32 = 40;
/// Plain steps after a Newton step that failed, the first time; half as many more each further time.
const MORE_STEPS: usize = 25;
/// Share of the change that a Newton step may leave: without and with rounding to seven digits in its derivative alone.
const LEFT: [f64; 2] = [0.2, 0.3];
/// Change of the values, pp-years, that seven digits cannot reduce reliably.
const SHORT_CHANGE: f64 = 3e-3;
/// Change of the values, pp-years, that rounding to seven digits explains.
const SHORTEST_CHANGE: f64 = 1e-4;
/// Changes of the values that rounding explains in full precision.
const LEAST_CHANGE: f64 = 1e-12;
/// Newton steps before they are given up.
const NEWTON_STEPS: usize = 6;
/// Share of the change that a linear system is solved to: in the first Newton step, later, and in full precision.
const SHARES: [f64; 3] = [3e-2, 3e-3, 1e-3];

/// Change of the values below which the course of a game's backward induction is taken to be decided.
pub(super) fn decided_below(game: &Game) -> f64 {
    DECIDED.min(DECIDED_LOGITS / game.greatest_precision())
}

/// What the dominant eigenvalue is taken to leave of 1 before it is known.
const LEAST_LEFT: f64 = 0.02;

/// Values near a fixed point, and how the backward step acts there.
pub(super) struct Near {
    pub(super) values: Values,
    /// Absolute value of the dominant eigenvalue of the backward step's derivative.
    pub(super) eigenvalue: f64,
}

/// A game on its way to its solution.
pub(super) struct Approach<'a> {
    game: &'a Game,
    arch: pulp::Arch,
    short: Kernel<f32>,
    long: Kernel<f64>,
    derivative: Derivative<f32>,
    krylov: Krylov<f32>,
    change: Array<f32>,
    /// Backward steps taken.
    pub(super) steps: usize,
    /// The change that plain steps have come down to, and how many followed that did not halve it.
    least: f64,
    since: usize,
}

impl<'a> Approach<'a> {
    /// At zero values. `arch` is the instruction set; all give the same bits.
    pub(super) fn new(game: &'a Game, arch: pulp::Arch) -> Self {
        let short: Kernel<f32> = Kernel::new(game);
        let length = short.point.len();
        Self {
            game,
            arch,
            derivative: Derivative::new(&short.game),
            krylov: Krylov::new(length),
            change: zeros(length),
            long: Kernel::new(game),
            short,
            steps: 0,
            least: f64::INFINITY,
            since: 0,
        }
    }

    /// Bytes that games of this size take on their way, with the point that Newton's method goes back to. A homotopy, where
    /// backward induction cycles, takes as much again.
    pub(super) fn bytes(size: &Size) -> usize {
        let (length, change, kept) = (size.layout().length(), 1, 2);
        let vectors = Krylov::<f32>::bytes(length) + (change + kept) * length * size_of::<f32>();
        Kernel::<f32>::bytes(size) + Kernel::<f64>::bytes(size) + Derivative::<f32>::bytes(size) + vectors
    }

    /// Values from which one backward step changes no value by more than `tolerance` times what the eigenvalue leaves of 1,
    /// on the fixed point that backward induction from zero ends on.
    pub(super) fn induction(&mut self, tolerance: f64) -> Option<Near> {
        self.follow()?;
        self.settle_slopes()?;
        self.close(tolerance)
    }

    /// The fixed point that plain steps from these values end on.
    pub(super) fn induction_from(&mut self, start: &Values, tolerance: f64) -> Option<Near> {
        self.begin(start)?;
        while self.plain()? > decided_below(self.game) {}
        self.close(tolerance)
    }

    /// The fixed point that shortened Newton steps from these values end on.
    pub(super) fn nearest(&mut self, start: &Values, tolerance: f64) -> Option<Near> {
        self.begin(start)?;
        self.descend()?;
        self.newton(tolerance)
    }

    /// Takes these values for the point where the steps are.
    fn begin(&mut self, start: &Values) -> Option<()> {
        self.settle_slopes()?;
        (self.least, self.since) = (f64::INFINITY, 0);
        self.short.game.layout.read(start, &mut self.short.point);
        Some(())
    }

    /// Newton's method, and plain steps where it leads away, once the course is decided.
    fn close(&mut self, tolerance: f64) -> Option<Near> {
        let mut more = MORE_STEPS;
        loop {
            if let Some(near) = self.newton(tolerance).filter(|near| near.eigenvalue < 1.0) {
                return Some(near);
            }
            let mut change = f64::INFINITY;
            for _ in 0..more {
                change = self.plain()?;
            }
            if change <= SHORTEST_CHANGE {
                let near = self.newton(tolerance).or_else(|| self.plain_long(tolerance));
                return near.filter(|near| near.eigenvalue < 1.0);
            }
            while self.plain()? > decided_below(self.game) {}
            more += more / 2;
        }
    }

    /// Plain steps in full precision from where those to seven digits are.
    pub(super) fn plain_long(&mut self, tolerance: f64) -> Option<Near> {
        copy(&self.short.point, &mut self.long.point);
        for _ in 0..LONG_STEPS {
            let change = self.long.step(self.arch);
            self.steps += 1;
            if change <= (tolerance * LEAST_LEFT).max(LEAST_CHANGE) {
                copy(&self.long.point, &mut self.short.point);
                self.change_here();
                return Some(Near { values: self.long.values(self.game), eigenvalue: self.eigenvalue() });
            }
            self.long.advance();
        }
        None
    }

    /// Whether plain steps were given up because they cycle, or are too slow.
    pub(super) fn cycles(&self) -> bool {
        self.since >= PLAIN_STEPS
    }

    /// A fixed point that shortened Newton steps lead to from one of the points that plain steps come by.
    pub(super) fn damped(&mut self, tolerance: f64) -> Option<Near> {
        self.settle_slopes()?;
        for _ in 0..DAMPED_STARTS {
            let start = self.short.point.clone();
            if let Some(near) = self.descend().and_then(|()| self.newton(tolerance)) {
                return Some(near);
            }
            self.short.point = start;
            for _ in 0..MORE_STEPS {
                self.change_here();
                self.short.advance();
            }
        }
        None
    }

    /// Newton steps to seven digits, each shortened until it takes some of the change away.
    fn descend(&mut self) -> Option<()> {
        let mut from = self.short.point.clone();
        for _ in 0..DAMPED_STEPS {
            let before = self.change_here();
            if before <= SHORT_CHANGE {
                return Some(());
            }
            from.copy_from_slice(&self.short.point);
            self.correct(SHARES[0]);
            let shorter = (0..SHORTENINGS).map(|halvings| 0.5_f32.powi(halvings));
            let mut taken = false;
            for share in shorter {
                for (point, (from, change)) in self.short.point.iter_mut().zip(from.iter().zip(self.change.iter())) {
                    *point = from + share * change;
                }
                let change = self.short.step(self.arch);
                self.steps += 1;
                taken = change <= before * (1.0 - 0.1 * f64::from(share));
                if taken {
                    break;
                }
            }
            if !taken {
                return None;
            }
        }
        None
    }

    /// The greatest change in a step from where the point is; the change is left for [`Approach::correct`].
    fn change_here(&mut self) -> f64 {
        let greatest = self.short.step(self.arch);
        self.steps += 1;
        for ((change, next), point) in self.change.iter_mut().zip(self.short.next.iter()).zip(self.short.point.iter()) {
            *change = next - point;
        }
        greatest
    }

    /// A fixed point by way of those of easier games, of lower precision.
    pub(super) fn homotopy(&mut self, tolerance: f64) -> Option<Near> {
        let start = self.short.point.clone();
        for stage in 1..HOMOTOPY_STAGES {
            let easier = self.game.easier(f64::from(stage) / f64::from(HOMOTOPY_STAGES));
            let mut approach = Approach::new(&easier, self.arch);
            approach.short.work.slopes.clone_from(&self.short.work.slopes);
            approach.short.point.clone_from(&self.short.point);
            approach.settle_slopes()?;
            if approach.descend().is_some() {
                self.short.point.clone_from(&approach.short.point);
            }
            self.steps += approach.steps;
        }
        let near = self.descend().and_then(|()| self.newton(tolerance));
        self.short.point = start;
        near
    }

    /// One plain step to seven digits; gives the change.
    fn plain(&mut self) -> Option<f64> {
        let change = self.short.step(self.arch);
        self.short.advance();
        self.steps += 1;
        self.since += 1;
        if change <= self.least / 2.0 {
            (self.least, self.since) = (change, 0);
        }
        (change.is_finite() && !self.cycles()).then_some(change)
    }

    /// Plain steps from zero until the course of backward induction is decided.
    fn follow(&mut self) -> Option<()> {
        let mut settled = false;
        loop {
            if !settled {
                settled = self.short.step_slopes(self.arch) <= SLOPES_DECIDED;
                self.short.weigh(self.arch);
            }
            if self.plain()? <= decided_below(self.game) {
                return Some(());
            }
        }
    }

    /// The slopes of the stationary game in full precision, which all later steps take as constant.
    fn settle_slopes(&mut self) -> Option<()> {
        let Self { short, long, arch, .. } = self;
        copy(&short.work.slopes, &mut long.work.slopes);
        let settled = long.settle_slopes(*arch)?;
        short.work.adopt(&long.work);
        short.weigh(*arch);
        settled.is_finite().then_some(())
    }

    /// Newton's method from where the steps are, without moving them.
    fn newton(&mut self, tolerance: f64) -> Option<Near> {
        let (point, next) = (self.short.point.clone(), self.short.next.clone());
        let near = self.newton_short().and_then(|()| self.newton_long(tolerance));
        (self.short.point, self.short.next) = (point, next);
        near
    }

    /// Newton steps to seven digits.
    fn newton_short(&mut self) -> Option<()> {
        let mut before = f64::INFINITY;
        for number in 0..=NEWTON_STEPS {
            let change = self.change_here();
            if change <= SHORT_CHANGE {
                return Some(());
            }
            if change > LEFT[0] * before || change.is_nan() {
                return None;
            }
            before = change;
            self.correct(SHARES[number.min(1)]);
            for (point, change) in self.short.point.iter_mut().zip(self.change.iter()) {
                *point += change;
            }
        }
        None
    }

    /// Newton steps in full precision.
    fn newton_long(&mut self, tolerance: f64) -> Option<Near> {
        copy(&self.short.point, &mut self.long.point);
        let eigenvalue = self.eigenvalue();
        // Where backward induction does not stay, the eigenvalue says nothing about how near the fixed point is.
        let left = if eigenvalue < 1.0 { 1.0 - eigenvalue } else { 0.1 };
        let mut before = f64::INFINITY;
        for _ in 0..NEWTON_STEPS {
            let change = self.long.step(self.arch);
            self.steps += 1;
            if change <= (tolerance * left).max(LEAST_CHANGE) {
                return Some(Near { values: self.long.values(self.game), eigenvalue });
            }
            if change > LEFT[1] * before || change.is_nan() {
                return None;
            }
            before = change;
            copy(&self.long.point, &mut self.short.point);
            for ((change, next), point) in self.change.iter_mut().zip(self.long.next.iter()).zip(self.long.point.iter())
            {
                *change = (next - point) as f32;
            }
            self.short.step(self.arch);
            self.steps += 1;
            self.correct(SHARES[2]);
            for (point, change) in self.long.point.iter_mut().zip(self.change.iter()) {
                *point += f64::from(*change);
            }
        }
        None
    }

    /// Replaces the change of the point that the last step to seven digits began at by a Newton step's.
    fn correct(&mut self, share: f64) {
        let Self { short: Kernel { game, work, .. }, derivative, krylov, change, .. } = self;
        self.arch.dispatch(Correct { jacobian: Jacobian { game, work, derivative }, krylov, change, share });
    }

    /// The dominant eigenvalue at the point that the last step to seven digits began at.
    fn eigenvalue(&mut self) -> f64 {
        let Self { short: Kernel { game, work, .. }, derivative, krylov, .. } = self;
        self.arch.dispatch(Radius { jacobian: Jacobian { game, work, derivative }, krylov })
    }

    /// Where plain steps were when they were given up.
    pub(super) fn last(&mut self) -> Values {
        copy(&self.short.point, &mut self.long.next);
        self.long.values(self.game)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;
    use std::path::Path;

    /// Solved without vectors, with those of AVX2 where the machine has them, and with its widest.
    fn same_bits(game: &Game) {
        let find = |arch| Approach::new(game, arch).induction(1e-7).expect("backward induction settles");
        let plain = find(pulp::Arch::Scalar);
        let mut archs = vec![pulp::Arch::new()];
        #[cfg(target_arch = "x86_64")]
        archs.extend(pulp::x86::V3::try_new().map(pulp::Arch::V3));
        for near in archs.into_iter().map(find) {
            assert_eq!(near.values, plain.values);
            assert_eq!(near.eigenvalue.to_bits(), plain.eigenvalue.to_bits());
        }
    }

    #[test]
    fn prop_every_width_of_vectors_gives_the_same_bits() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
        let files = folder.read_dir().expect("the golden cases are there");
        let paths = files.map(|file| file.expect("a file").path());
        let scenarios: Vec<_> = paths.filter_map(|path| load(&path, &[]).ok()).collect();
        assert!(scenarios.len() >= 4, "{} scenarios", scenarios.len());
        for scenario in scenarios {
            let central = scenario.parameters.central();
            (0..scenario.governments.len())
                .for_each(|government| same_bits(&Game::new(&scenario, &central, government)));
        }
    }
}
