//! Anderson acceleration of a fixed-point iteration.
//!
//! Takes a point and what one step makes of it, gives a better point: a combination of the last few results, chosen so
//! that its change would be least if the map were linear (model page §4). Source: D. G. Anderson, "Iterative procedures
//! for nonlinear integral equations", J. ACM 12 (1965); type II in the notation of Walker and Ni (2011).

use crate::base::heap::list;

/// Past steps that are combined.
const MEMORY: usize = 10;
/// Relative weight added to the diagonal of the normal equations, so that they can always be solved.
const RIDGE: f64 = 1e-12;

/// The last few steps, as differences.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Differences of successive changes, the oldest first.
    changes: Vec<Vec<f64>>,
    /// Differences of successive results.
    results: Vec<Vec<f64>>,
    /// Products of `changes` with each other: row i holds those with j ≤ i.
    products: Vec<Vec<f64>>,
    last: Option<(Vec<f64>, Vec<f64>)>,
}

impl Memory {
    /// Bytes that the steps of points of this length take, with those that a step makes.
    pub(super) fn bytes(length: usize) -> usize {
        (2 * MEMORY + 4) * list::<f64>(length)
    }

    /// Replaces `point` by a better one, `result` being what one step makes of it.
    pub(super) fn combine(&mut self, point: &mut [f64], result: &[f64]) {
        pulp::Arch::new().dispatch(Combination { memory: self, point, result });
    }

    #[inline(always)]
    fn combine_lanes(&mut self, point: &mut [f64], result: &[f64]) {
        let change = difference(result, point);
        if let Some((last_change, last_result)) = self.last.take() {
            self.remember(difference(&change, &last_change), difference(result, &last_result));
        }
        let weights = self.weights(&change);
        point.copy_from_slice(result);
        for (weight, part) in weights.iter().zip(&self.results) {
            for (value, part) in point.iter_mut().zip(part) {
                *value -= weight * part;
            }
        }
        self.last = Some((change, result.to_vec()));
    }

    #[inline(always)]
    fn remember(&mut self, change: Vec<f64>, result: Vec<f64>) {
        if self.changes.len() == MEMORY {
            self.changes.remove(0);
            self.results.remove(0);
            self.products.remove(0);
            for row in &mut self.products {
                row.remove(0);
            }
        }
        self.changes.push(change);
        self.results.push(result);
        let newest = &self.changes[self.changes.len() - 1];
        self.products.push(self.changes.iter().map(|other| dot(newest, other)).collect());
    }

    /// Weights of the remembered changes that bring their sum closest to `target`: normal equations.
    #[inline(always)]
    fn weights(&self, target: &[f64]) -> Vec<f64> {
        let count = self.changes.len();
        let mut rows: Vec<Vec<f64>> = (0..count)
            .map(|i| {
                let products = (0..count).map(|j| self.products[i.max(j)][i.min(j)]);
                products.chain([dot(&self.changes[i], target)]).collect()
            })
            .collect();
        for (i, row) in rows.iter_mut().enumerate() {
            row[i] *= 1.0 + RIDGE;
        }
        eliminate(&mut rows);
        (0..count).map(|i| if rows[i][i] == 0.0 { 0.0 } else { rows[i][count] / rows[i][i] }).collect()
    }
}

/// The work of [`Memory::combine`], for the widest vector instructions that the machine has.
struct Combination<'a> {
    memory: &'a mut Memory,
    point: &'a mut [f64],
    result: &'a [f64],
}

impl pulp::WithSimd for Combination<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        self.memory.combine_lanes(self.point, self.result);
    }
}

#[inline(always)]
fn difference(one: &[f64], other: &[f64]) -> Vec<f64> {
    one.iter().zip(other).map(|(one, other)| one - other).collect()
}

/// Dot product in eight partial sums, in a fixed order: quick, and the same bits everywhere.
#[inline(always)]
fn dot(one: &[f64], other: &[f64]) -> f64 {
    let ((ones, rest), (others, other_rest)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    let mut sums = [0.0; 8];
    for (one, other) in ones.iter().zip(others) {
        for (sum, (one, other)) in sums.iter_mut().zip(one.iter().zip(other)) {
            *sum += one * other;
        }
    }
    let tail: f64 = rest.iter().zip(other_rest).map(|(one, other)| one * other).sum();
    sums.iter().sum::<f64>() + tail
}

/// Gauss–Jordan elimination of a symmetric positive system, right-hand side in the last column.
fn eliminate(rows: &mut [Vec<f64>]) {
    for pivot in 0..rows.len() {
        let row = rows[pivot].clone();
        if row[pivot] == 0.0 {
            continue;
        }
        for (i, other) in rows.iter_mut().enumerate() {
            if i != pivot {
                let factor = other[pivot] / row[pivot];
                for (value, part) in other.iter_mut().zip(&row) {
                    *value -= factor * part;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_a_linear_map_is_solved_in_as_many_steps_as_it_has_dimensions() {
        // x ← (0.9 x0 + 0.1, 0.5 x1 + 1, 0.2 x2 + 0.8): fixed point (1, 2, 1).
        let map = |x: &[f64]| vec![0.9 * x[0] + 0.1, 0.5 * x[1] + 1.0, 0.2 * x[2] + 0.8];
        let mut memory = Memory::default();
        let mut point = vec![0.0; 3];
        for _ in 0..5 {
            let result = map(&point);
            memory.combine(&mut point, &result);
        }
        for (value, expected) in point.iter().zip([1.0, 2.0, 1.0]) {
            assert!((value - expected).abs() < 1e-8, "{point:?}");
        }
    }
}
