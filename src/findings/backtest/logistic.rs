//! Logistic regression of a dispute on two numbers, with a ridge (model page §9).
//!
//! Takes rows of numbers with what came, gives coefficients: those that make
//! `Σ log likelihood − ridge/2 · Σ coefficient²` greatest. The ridge keeps them finite where the rows can be told apart
//! without error, and makes them 0 where there is no row.

/// Numbers of a row: 1, whether the quarter before was in dispute, the intensity of confrontation.
pub(super) type Row = [f64; 3];

/// Most steps of Newton's method. Each one at least does no harm, and a few suffice.
const STEPS: usize = 60;
/// A step that moves no coefficient by more than this is the last.
const SMALL: f64 = 1e-10;

/// Fitted coefficients.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Logistic(Row);

impl Logistic {
    /// Fits by Newton's method, which for this is iteratively reweighted least squares.
    pub(super) fn fit(rows: &[(Row, bool)], ridge: f64) -> Self {
        let mut fitted = Self([0.0; 3]);
        for _ in 0..STEPS {
            let mut step = fitted.step(rows, ridge);
            // A step may go too far where the likelihood is flat: then a part of it.
            let before = fitted.objective(rows, ridge);
            while fitted.moved(step).objective(rows, ridge) < before && largest(step) > SMALL {
                step = step.map(|part| part / 2.0);
            }
            fitted = fitted.moved(step);
            if largest(step) <= SMALL {
                break;
            }
        }
        fitted
    }

    /// Probability of a dispute.
    pub(super) fn probability(&self, row: Row) -> f64 {
        1.0 / (1.0 + libm::exp(-dot(self.0, row)))
    }

    fn moved(&self, step: Row) -> Self {
        Self([0, 1, 2].map(|at| self.0[at] + step[at]))
    }

    fn objective(&self, rows: &[(Row, bool)], ridge: f64) -> f64 {
        let log = |(row, came): &(Row, bool)| {
            let score = dot(self.0, *row);
            -libm::log1p(libm::exp(if *came { -score } else { score }))
        };
        rows.iter().map(log).sum::<f64>() - ridge / 2.0 * dot(self.0, self.0)
    }

    /// The step of Newton's method: the gradient, divided by the curvature.
    fn step(&self, rows: &[(Row, bool)], ridge: f64) -> Row {
        let mut gradient = self.0.map(|coefficient| -ridge * coefficient);
        let mut curvature = [[ridge, 0.0, 0.0], [0.0, ridge, 0.0], [0.0, 0.0, ridge]];
        for (row, came) in rows {
            let probability = self.probability(*row);
            let weight = probability * (1.0 - probability);
            for (at, number) in row.iter().enumerate() {
                gradient[at] += number * (f64::from(u8::from(*came)) - probability);
                for (other, cell) in row.iter().zip(&mut curvature[at]) {
                    *cell += weight * number * other;
                }
            }
        }
        solved(curvature, gradient)
    }
}

fn dot(one: Row, other: Row) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn largest(step: Row) -> f64 {
    step.iter().fold(0.0, |most: f64, part| most.max(part.abs()))
}

/// Solution of three linear equations with a positive definite matrix, by elimination; that needs no search for pivots.
fn solved(mut matrix: [Row; 3], mut right: Row) -> Row {
    for pivot in 0..3 {
        for other in (0..3).filter(|other| *other != pivot) {
            let factor = matrix[other][pivot] / matrix[pivot][pivot];
            let row = matrix[pivot];
            matrix[other].iter_mut().zip(row).for_each(|(cell, above)| *cell -= factor * above);
            right[other] -= factor * right[pivot];
        }
    }
    [0, 1, 2].map(|at| right[at] / matrix[at][at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_two_groups_without_ridge_get_their_shares() {
        // The second number alone differs: 1 of 4 after calm, 3 of 4 after dispute.
        let rows: Vec<(Row, bool)> = (0..8).map(|at| ([1.0, f64::from(at / 4), 0.0], at == 0 || at > 4)).collect();
        let fitted = Logistic::fit(&rows, 1e-9);
        for (before, share) in [(0.0, 0.25), (1.0, 0.75)] {
            let found = fitted.probability([1.0, before, 0.0]);
            assert!((found - share).abs() < 1e-6, "{found}, not {share}");
        }
    }

    #[test]
    fn limit_without_rows_it_says_a_half() {
        assert_eq!(Logistic::fit(&[], 0.25).probability([1.0, 1.0, 0.75]), 0.5);
    }

    #[test]
    fn limit_groups_without_error_stay_finite_and_solve_the_equation_of_the_ridge() {
        // One number: every dispute follows a dispute, and no calm does. At the greatest value the slope is 0.
        for ridge in [0.25, 1e-2] {
            let rows: Vec<(Row, bool)> = (0..90).map(|at| ([1.0, f64::from(at % 2), 0.0], at % 2 == 1)).collect();
            let fitted = Logistic::fit(&rows, ridge);
            let (calm, dispute) = (fitted.probability([1.0, 0.0, 0.0]), fitted.probability([1.0, 1.0, 0.0]));
            assert!(calm > 0.0 && calm < 0.1 && dispute > 0.9 && dispute < 1.0, "{calm} {dispute}");
            assert!((45.0 * (1.0 - dispute) - ridge * fitted.0[1]).abs() < 1e-6);
            assert_eq!(fitted.0[2], 0.0);
        }
    }
}
