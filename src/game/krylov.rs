//! Linear systems and the dominant eigenvalue of a linear map that is known only by what it makes of a vector.
//!
//! Takes the map, gives solutions of `x − M x = r` by BiCGSTAB, and how much the map stretches in the long run by the
//! power method. Source: H. A. van der Vorst, "Bi-CGSTAB", SIAM J. Sci. Stat. Comput. 13 (1992).

use super::wide::{BLOCK, Number, Wide};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// Independent sums of a dot product; all are kept in the same order on every machine.
const SUMS: usize = 4;

/// A linear map.
pub(super) trait Map<W: Wide> {
    /// What it makes of a vector.
    fn apply(&mut self, wide: W, vector: &[W::Number], image: &mut [W::Number]);
}

/// Vectors that the methods work in.
#[derive(Debug)]
pub(super) struct Krylov<T> {
    shadow: Vec<T>,
    direction: Vec<T>,
    turned: Vec<T>,
    half: Vec<T>,
    half_turned: Vec<T>,
    solution: Vec<T>,
}

impl<T: Number> Krylov<T> {
    /// Room for vectors of this length, a multiple of [`BLOCK`].
    pub(super) fn new(length: usize) -> Self {
        let array = || vec![T::default(); length];
        Self {
            shadow: array(),
            direction: array(),
            turned: array(),
            half: array(),
            half_turned: array(),
            solution: array(),
        }
    }

    /// Solves `x − M x = r` until the rest is `share` of the right-hand side, or as long as `most` applications allow. The
    /// right-hand side is replaced by the solution.
    #[inline(always)]
    pub(super) fn solve<W: Wide<Number = T>>(
        &mut self,
        wide: W,
        map: &mut impl Map<W>,
        rest: &mut [T],
        share: f64,
        most: usize,
    ) {
        self.shadow.copy_from_slice(rest);
        self.direction.copy_from_slice(rest);
        self.solution.fill(T::default());
        let mut square = dot(wide, rest, rest);
        let target = square * share * share;
        let mut aligned = square;
        for _ in 0..most / 2 {
            if !(square > target) {
                break;
            }
            apply(wide, map, &self.direction, &mut self.turned);
            let along = aligned / dot(wide, &self.shadow, &self.turned);
            self.half.copy_from_slice(rest);
            add(wide, -along, &self.turned, &mut self.half);
            apply(wide, map, &self.half, &mut self.half_turned);
            let turned = dot(wide, &self.half_turned, &self.half_turned);
            let smoothing = dot(wide, &self.half_turned, &self.half) / turned;
            add(wide, along, &self.direction, &mut self.solution);
            add(wide, smoothing, &self.half, &mut self.solution);
            rest.copy_from_slice(&self.half);
            add(wide, -smoothing, &self.half_turned, rest);
            let before = aligned;
            aligned = dot(wide, rest, &self.shadow);
            square = dot(wide, rest, rest);
            let factor = aligned / before * (along / smoothing);
            if !factor.is_finite() {
                break;
            }
            add(wide, -smoothing, &self.turned, &mut self.direction);
            scale_add(wide, factor, &mut self.direction, rest);
        }
        rest.copy_from_slice(&self.solution);
    }

    /// Estimate of the absolute value of the map's dominant eigenvalue, by the power method.
    #[inline(always)]
    pub(super) fn stretch<W: Wide<Number = T>>(&mut self, wide: W, map: &mut impl Map<W>) -> f64 {
        for (number, start) in self.direction.iter_mut().zip(start()) {
            *number = T::of(start);
        }
        let mut growth = Growth::default();
        let mut length = dot(wide, &self.direction, &self.direction).sqrt();
        loop {
            let unit = wide.constant(if length > 0.0 { 1.0 / length } else { 0.0 });
            for number in wide.whole_mut(&mut self.direction) {
                *number = wide.mul(unit, *number);
            }
            map.apply(wide, &self.direction, &mut self.turned);
            length = dot(wide, &self.turned, &self.turned).sqrt();
            if let Some(eigenvalue) = growth.see(length) {
                return eigenvalue;
            }
            self.direction.copy_from_slice(&self.turned);
        }
    }
}

/// A vector with a share of every direction, for the power method to begin with.
pub(super) fn start() -> impl Iterator<Item = f64> {
    let mut random = ChaCha8Rng::seed_from_u64(0);
    std::iter::repeat_with(move || random.random::<f64>() - 0.5)
}

/// How much vectors of length 1 grow under a map in the long run: the mean growth over a stretch of applications, once it
/// has settled from one stretch to the next.
#[derive(Debug, Default)]
pub(super) struct Growth {
    applications: usize,
    logarithm: f64,
    before: Option<f64>,
}

impl Growth {
    const STRETCH: usize = 20;
    const MOST: usize = 400;
    /// Share of its distance from 1 by which the growth may still change from one stretch to the next.
    const SETTLED: f64 = 0.1;

    /// Takes the length after one more application. Gives the growth if it has settled, or need not be watched longer.
    pub(super) fn see(&mut self, length: f64) -> Option<f64> {
        if length == 0.0 {
            return Some(0.0);
        }
        self.applications += 1;
        self.logarithm += libm::log(length);
        if self.applications % Self::STRETCH != 0 {
            return None;
        }
        let growth = libm::exp(self.logarithm / Self::STRETCH as f64);
        let before = self.before.replace(growth);
        self.logarithm = 0.0;
        let settled = before.is_some_and(|before| (growth - before).abs() <= Self::SETTLED * (1.0 - growth).abs());
        (settled || !(growth > 0.0) || self.applications >= Self::MOST).then_some(growth)
    }
}

/// `image = x − M x`.
#[inline(always)]
fn apply<W: Wide>(wide: W, map: &mut impl Map<W>, vector: &[W::Number], image: &mut [W::Number]) {
    map.apply(wide, vector, image);
    for (image, &vector) in wide.whole_mut(image).iter_mut().zip(wide.whole(vector)) {
        *image = wide.sub(vector, *image);
    }
}

/// `to += factor · from`.
#[inline(always)]
fn add<W: Wide>(wide: W, factor: f64, from: &[W::Number], to: &mut [W::Number]) {
    let factor = wide.constant(factor);
    for (to, &from) in wide.whole_mut(to).iter_mut().zip(wide.whole(from)) {
        *to = wide.fused(factor, from, *to);
    }
}

/// `to = factor · to + from`.
#[inline(always)]
fn scale_add<W: Wide>(wide: W, factor: f64, to: &mut [W::Number], from: &[W::Number]) {
    let factor = wide.constant(factor);
    for (to, &from) in wide.whole_mut(to).iter_mut().zip(wide.whole(from)) {
        *to = wide.fused(factor, *to, from);
    }
}

/// Dot product in a fixed number of partial sums, added up in a fixed order.
#[inline(always)]
fn dot<W: Wide>(wide: W, one: &[W::Number], other: &[W::Number]) -> f64 {
    let mut sums = [W::Number::default(); SUMS * BLOCK];
    let kept = wide.whole_mut(&mut sums);
    for (one, other) in wide.whole(one).chunks(kept.len()).zip(wide.whole(other).chunks(kept.len())) {
        for (sum, (&one, &other)) in kept.iter_mut().zip(one.iter().zip(other)) {
            *sum = wide.fused(one, other, *sum);
        }
    }
    sums.iter().map(|sum| sum.full()).sum()
}
