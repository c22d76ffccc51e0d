//! Linear systems and the dominant eigenvalue of a linear map that is known only by what it makes of a vector.
//!
//! Takes the map, gives solutions of `x − M x = r` by BiCGSTAB, and how much the map stretches in the long run by the
//! power method. Source: H. A. van der Vorst, "Bi-CGSTAB", SIAM J. Sci. Stat. Comput. 13 (1992).

use super::wide::{BLOCK, Number, Wide};

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

    /// Estimate of the absolute value of the map's dominant eigenvalue: how much it stretches a vector that it has been
    /// applied to often, the mean of the later half of `count` applications.
    #[inline(always)]
    pub(super) fn stretch<W: Wide<Number = T>>(
        &mut self,
        wide: W,
        map: &mut impl Map<W>,
        start: &[T],
        count: usize,
    ) -> f64 {
        self.direction.copy_from_slice(start);
        let mut logarithm = 0.0;
        for number in 0..count {
            let before = dot(wide, &self.direction, &self.direction);
            if before == 0.0 {
                return 0.0;
            }
            map.apply(wide, &self.direction, &mut self.turned);
            let square = dot(wide, &self.turned, &self.turned);
            if number >= count / 2 {
                logarithm += 0.5 * libm::log(square / before);
            }
            // Back to a length that cannot leave the range.
            let length = if square > 0.0 { 1.0 / square.sqrt() } else { 0.0 };
            self.direction.fill(T::default());
            add(wide, length, &self.turned, &mut self.direction);
        }
        libm::exp(logarithm / (count - count / 2) as f64)
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
