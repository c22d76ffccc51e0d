//! Linear systems and the dominant eigenvalue of a linear map that is known only by what it makes of a vector.
//!
//! Takes the map, gives solutions of `x − M x = r` by BiCGSTAB or GMRES, and the map's dominant eigenvalue by Arnoldi's method.
//! Sources: H. A. van der Vorst, "Bi-CGSTAB", SIAM J. Sci. Stat. Comput. 13 (1992); W. E. Arnoldi, Quart. Appl. Math. 9
//! (1951); Saad and Schultz, "GMRES", SIAM J. Sci. Stat. Comput. 7 (1986).

use super::wide::{Array, BLOCK, Number, Wide, zeros};

/// Independent sums of a dot product; all are kept in the same order on every machine.
const SUMS: usize = 4;
/// The golden ratio.
const GOLDEN: f64 = 1.618_033_988_749_895;
/// Applications of a map by which its dominant eigenvalue is found.
pub(super) const BASIS: usize = 24;

/// A linear map.
pub(super) trait Map<W: Wide> {
    /// What it makes of a vector.
    fn apply(&mut self, wide: W, vector: &[W::Number], image: &mut [W::Number]);
}

/// Vectors that the methods work in.
#[derive(Debug)]
pub(super) struct Krylov<T> {
    shadow: Array<T>,
    direction: Array<T>,
    turned: Array<T>,
    half: Array<T>,
    half_turned: Array<T>,
    solution: Array<T>,
    /// Filled when the dominant eigenvalue is asked for.
    basis: Vec<Array<T>>,
}

impl<T: Number> Krylov<T> {
    /// Room for vectors of this length, a multiple of [`BLOCK`].
    pub(super) fn new(length: usize) -> Self {
        let array = || zeros(length);
        Self {
            shadow: array(),
            direction: array(),
            turned: array(),
            half: array(),
            half_turned: array(),
            solution: array(),
            basis: vec![],
        }
    }

    /// Bytes of that room, the basis filled.
    pub(super) fn bytes(length: usize) -> usize {
        (6 + BASIS) * length * size_of::<T>()
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
            if square <= target || square.is_nan() {
                break;
            }
            let Self { shadow, direction, turned, half, half_turned, solution, .. } = self;
            apply(wide, map, direction, turned);
            let along = aligned / dot(wide, shadow, turned);
            combine(wide, rest, -along, turned, half);
            apply(wide, map, half, half_turned);
            let [ahead, length] = dots(wide, half_turned, [half, half_turned]);
            let smoothing = ahead / length;
            add(wide, along, direction, solution);
            add(wide, smoothing, half, solution);
            combine(wide, half, -smoothing, half_turned, rest);
            let before = aligned;
            [aligned, square] = dots(wide, rest, [shadow, rest]);
            let factor = aligned / before * (along / smoothing);
            if !factor.is_finite() {
                break;
            }
            redirect(wide, (factor, smoothing), turned, rest, direction);
        }
        rest.copy_from_slice(&self.solution);
    }

    /// The same by GMRES, which finds its way where the map has eigenvalues on either side of 1.
    #[inline(always)]
    pub(super) fn minimise<W: Wide<Number = T>>(
        &mut self,
        wide: W,
        map: &mut impl Map<W>,
        rest: &mut [T],
        share: f64,
        most: usize,
    ) {
        let length = dot(wide, rest, rest).sqrt();
        let mut triangle = Triangle { left: vec![length], ..Triangle::default() };
        for column in 0..most {
            if triangle.left[column].abs() <= share * length || !triangle.left[column].is_finite() {
                break;
            }
            if self.basis.len() <= column {
                self.basis.push(zeros(rest.len()));
            }
            let (from, factor) = if column == 0 { (&*rest, 1.0 / length) } else { (&*self.half, triangle.unit) };
            scale(wide, factor, from, &mut self.basis[column]);
            apply(wide, map, &self.basis[column], &mut self.turned);
            self.half.copy_from_slice(&self.turned);
            let mut entries = Vec::with_capacity(column + 2);
            for vector in &self.basis[..=column] {
                let along = dot(wide, vector, &self.half);
                add(wide, -along, vector, &mut self.half);
                entries.push(along);
            }
            triangle.add(entries, dot(wide, &self.half, &self.half).sqrt());
        }
        rest.fill(T::default());
        for (weight, vector) in triangle.weights().iter().zip(&self.basis) {
            add(wide, *weight, vector, rest);
        }
    }

    /// Estimate of the absolute value of the map's dominant eigenvalue, by Arnoldi's method: that of the map as it acts
    /// among the vectors that [`BASIS`] applications lead to. Not a number if the map gives any.
    #[inline(always)]
    pub(super) fn radius<W: Wide<Number = T>>(&mut self, wide: W, map: &mut impl Map<W>) -> f64 {
        let mut matrix = [[0.0; BASIS]; BASIS];
        let length = self.solution.len();
        self.basis.resize_with(BASIS, || zeros(length));
        self.begin(wide);
        for column in 0..BASIS {
            // Arrays of the map's images are zero wherever it writes nothing.
            map.apply(wide, &self.basis[column], &mut self.turned);
            self.half.copy_from_slice(&self.turned);
            for row in 0..=column {
                let along = dot(wide, &self.basis[row], &self.half);
                add(wide, -along, &self.basis[row], &mut self.half);
                matrix[row][column] = along;
            }
            let rest = dot(wide, &self.half, &self.half).sqrt();
            if column + 1 == BASIS || rest == 0.0 {
                break;
            }
            matrix[column + 1][column] = rest;
            scale(wide, 1.0 / rest, &self.half, &mut self.basis[column + 1]);
        }
        spectral_radius(matrix)
    }

    /// The first of the basis: what the map makes of it has a share of every direction.
    #[inline(always)]
    fn begin<W: Wide<Number = T>>(&mut self, wide: W) {
        for (number, part) in self.half.iter_mut().enumerate() {
            let number = number as f64;
            // Fractions of the squares times an irrational number follow no pattern.
            *part = T::of((number * number * GOLDEN).fract() - 0.5);
        }
        let length = dot(wide, &self.half, &self.half).sqrt();
        scale(wide, 1.0 / length, &self.half, &mut self.basis[0]);
    }
}

/// The least-squares problem of GMRES, made triangular by rotations as its columns come.
#[derive(Debug, Default)]
struct Triangle {
    columns: Vec<Vec<f64>>,
    turns: Vec<(f64, f64)>,
    /// The right-hand side; the last is what is left of it.
    left: Vec<f64>,
    /// One over the length of what the last column leaves outside the basis.
    unit: f64,
}

impl Triangle {
    fn add(&mut self, mut column: Vec<f64>, outside: f64) {
        for (i, (cosine, sine)) in self.turns.iter().enumerate() {
            (column[i], column[i + 1]) =
                (cosine * column[i] + sine * column[i + 1], cosine * column[i + 1] - sine * column[i]);
        }
        let last = column.len() - 1;
        let length = (column[last] * column[last] + outside * outside).sqrt();
        let (cosine, sine) = (column[last] / length, outside / length);
        column[last] = length;
        self.left.push(-sine * self.left[last]);
        self.left[last] *= cosine;
        self.turns.push((cosine, sine));
        self.columns.push(column);
        self.unit = 1.0 / outside;
    }

    /// What each vector of the basis adds to the solution.
    fn weights(&self) -> Vec<f64> {
        let mut weights = self.left[..self.columns.len()].to_vec();
        for (i, column) in self.columns.iter().enumerate().rev() {
            weights[i] /= column[i];
            for j in 0..i {
                weights[j] -= column[j] * weights[i];
            }
        }
        weights
    }
}

/// Greatest absolute value of an eigenvalue: how much ever higher powers grow, by squaring.
#[inline(always)]
fn spectral_radius(mut matrix: [[f64; BASIS]; BASIS]) -> f64 {
    const SQUARINGS: i32 = 10;
    let (mut logarithm, mut growth) = (0.0, 0.0);
    for number in 0..=SQUARINGS {
        let size = matrix.iter().flatten().map(|entry| entry * entry).sum::<f64>().sqrt();
        if size == 0.0 {
            return 0.0;
        }
        // The matrix as it came, to the power of 2^number, is e^logarithm times this one.
        let before = logarithm;
        logarithm = 2.0 * before + libm::log(size);
        growth = libm::exp((logarithm - before) / f64::from(1 << (number - 1).max(0)));
        matrix = squared(matrix.map(|row| row.map(|entry| entry / size)));
    }
    growth
}

#[inline(always)]
fn squared(matrix: [[f64; BASIS]; BASIS]) -> [[f64; BASIS]; BASIS] {
    matrix.map(|row| {
        let mut product = [0.0; BASIS];
        for (factor, other) in row.iter().zip(&matrix) {
            for (sum, entry) in product.iter_mut().zip(other) {
                *sum += factor * entry;
            }
        }
        product
    })
}

/// `image = x − M x`.
#[inline(always)]
pub(super) fn apply<W: Wide>(wide: W, map: &mut impl Map<W>, vector: &[W::Number], image: &mut [W::Number]) {
    map.apply(wide, vector, image);
    for (image, &vector) in wide.whole_mut(image).iter_mut().zip(wide.whole(vector)) {
        *image = wide.sub(vector, *image);
    }
}

/// `to += factor · from`.
#[inline(always)]
pub(super) fn add<W: Wide>(wide: W, factor: f64, from: &[W::Number], to: &mut [W::Number]) {
    let factor = wide.constant(factor);
    for (to, &from) in wide.whole_mut(to).iter_mut().zip(wide.whole(from)) {
        *to = wide.fused(factor, from, *to);
    }
}

/// `to = factor · from`.
#[inline(always)]
fn scale<W: Wide>(wide: W, factor: f64, from: &[W::Number], to: &mut [W::Number]) {
    let factor = wide.constant(factor);
    for (to, &from) in wide.whole_mut(to).iter_mut().zip(wide.whole(from)) {
        *to = wide.mul(factor, from);
    }
}

/// `to = from + factor · other`.
#[inline(always)]
fn combine<W: Wide>(wide: W, from: &[W::Number], factor: f64, other: &[W::Number], to: &mut [W::Number]) {
    let factor = wide.constant(factor);
    for ((to, &from), &other) in wide.whole_mut(to).iter_mut().zip(wide.whole(from)).zip(wide.whole(other)) {
        *to = wide.fused(factor, other, from);
    }
}

/// `direction = rest + factor · (direction − smoothing · turned)`.
#[inline(always)]
fn redirect<W: Wide>(
    wide: W,
    (factor, smoothing): (f64, f64),
    turned: &[W::Number],
    rest: &[W::Number],
    direction: &mut [W::Number],
) {
    let (factor, smoothing) = (wide.constant(factor), wide.constant(-smoothing));
    let from = wide.whole(turned).iter().zip(wide.whole(rest));
    for (direction, (&turned, &rest)) in wide.whole_mut(direction).iter_mut().zip(from) {
        *direction = wide.fused(factor, wide.fused(smoothing, turned, *direction), rest);
    }
}

/// Dot product in a fixed number of partial sums, added up in a fixed order.
#[inline(always)]
pub(super) fn dot<W: Wide>(wide: W, one: &[W::Number], other: &[W::Number]) -> f64 {
    dots(wide, one, [other])[0]
}

/// Dot products of one with each of the others, each as [`dot`] has it.
#[inline(always)]
fn dots<W: Wide, const N: usize>(wide: W, one: &[W::Number], others: [&[W::Number]; N]) -> [f64; N] {
    let mut sums = [[W::Number::default(); SUMS * BLOCK]; N];
    let lanes = wide.whole(&sums[0]).len();
    for (number, one) in wide.whole(one).chunks(lanes).enumerate() {
        for (sums, other) in sums.iter_mut().zip(others) {
            let other = &wide.whole(other)[number * lanes..];
            for (sum, (&one, &other)) in wide.whole_mut(sums).iter_mut().zip(one.iter().zip(other)) {
                *sum = wide.fused(one, other, *sum);
            }
        }
    }
    sums.map(|sums| sums.iter().map(|sum| sum.full()).sum())
}
