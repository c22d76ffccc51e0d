//! Logistic regression on any number of columns, with a ridge on all but the constant.
//!
//! Takes rows of numbers with what came, gives coefficients: those that make
//! `Σ log likelihood − ridge/2 · Σ coefficient²` greatest, the constant left out of the second sum but for a trace that
//! keeps it finite where all rows came alike. Columns are brought to mean 0 and standard deviation 1 beforehand; a column
//! that does not vary counts for nothing.

/// Most steps of Newton's method. Each one at least does no harm, and a few suffice.
const STEPS: usize = 60;
/// A step that moves no coefficient by more than this is the last.
const SMALL: f64 = 1e-10;
/// The ridge on the constant: a normal prior of standard deviation 10.
const TRACE: f64 = 0.01;

/// A fitted regression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Logistic {
    /// Mean and standard deviation of every column.
    scale: Vec<(f64, f64)>,
    /// The constant, then a coefficient for each column so scaled.
    coefficients: Vec<f64>,
}

impl Logistic {
    /// Fits by Newton's method. All rows are of one length.
    pub(crate) fn fit(rows: &[(Vec<f64>, bool)], ridge: f64) -> Self {
        let columns = rows.first().map_or(0, |(row, _)| row.len());
        let scale: Vec<(f64, f64)> = (0..columns).map(|at| spread(rows, at)).collect();
        let scaled: Vec<(Vec<f64>, bool)> = rows.iter().map(|(row, came)| (brought(&scale, row), *came)).collect();
        let ridges: Vec<f64> = (0..=columns).map(|at| if at == 0 { TRACE } else { ridge }).collect();
        let mut coefficients = vec![0.0; columns + 1];
        for _ in 0..STEPS {
            let Some(mut step) = newton(&coefficients, &scaled, &ridges) else { break };
            // A step may go too far where the likelihood is flat: then a part of it.
            let before = objective(&coefficients, &scaled, &ridges);
            while objective(&moved(&coefficients, &step), &scaled, &ridges) < before && largest(&step) > SMALL {
                step.iter_mut().for_each(|part| *part /= 2.0);
            }
            coefficients = moved(&coefficients, &step);
            if largest(&step) <= SMALL {
                break;
            }
        }
        Self { scale, coefficients }
    }

    /// Probability at a row.
    pub(crate) fn probability(&self, row: &[f64]) -> f64 {
        chance(dot(&self.coefficients, &brought(&self.scale, row)))
    }
}

/// Mean and standard deviation of a column.
fn spread(rows: &[(Vec<f64>, bool)], at: usize) -> (f64, f64) {
    let count = rows.len() as f64;
    let mean = rows.iter().map(|(row, _)| row[at]).sum::<f64>() / count;
    let variance = rows.iter().map(|(row, _)| (row[at] - mean) * (row[at] - mean)).sum::<f64>() / count;
    (mean, variance.sqrt())
}

/// A row with a 1 before it, every column brought to mean 0 and standard deviation 1; 0 where a column does not vary.
fn brought(scale: &[(f64, f64)], row: &[f64]) -> Vec<f64> {
    let scaled = |((mean, deviation), number): (&(f64, f64), &f64)| {
        if *deviation > 0.0 { (number - mean) / deviation } else { 0.0 }
    };
    [1.0].into_iter().chain(scale.iter().zip(row).map(scaled)).collect()
}

fn chance(score: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-score))
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn moved(from: &[f64], step: &[f64]) -> Vec<f64> {
    from.iter().zip(step).map(|(from, step)| from + step).collect()
}

fn largest(step: &[f64]) -> f64 {
    step.iter().fold(0.0, |most: f64, part| most.max(part.abs()))
}

fn objective(coefficients: &[f64], rows: &[(Vec<f64>, bool)], ridges: &[f64]) -> f64 {
    let log = |(row, came): &(Vec<f64>, bool)| {
        let score = dot(coefficients, row);
        -libm::log1p(libm::exp(if *came { -score } else { score }))
    };
    let held: f64 = coefficients.iter().zip(ridges).map(|(number, ridge)| ridge / 2.0 * number * number).sum();
    rows.iter().map(log).sum::<f64>() - held
}

/// The step of Newton's method: the gradient, divided by the curvature.
fn newton(coefficients: &[f64], rows: &[(Vec<f64>, bool)], ridges: &[f64]) -> Option<Vec<f64>> {
    let mut gradient: Vec<f64> = coefficients.iter().zip(ridges).map(|(number, ridge)| -ridge * number).collect();
    let mut curvature: Vec<Vec<f64>> = (0..ridges.len())
        .map(|at| (0..ridges.len()).map(|other| if at == other { ridges[at] } else { 0.0 }).collect())
        .collect();
    for (row, came) in rows {
        let probability = chance(dot(coefficients, row));
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

/// Solution of linear equations with a positive definite matrix, by elimination; that needs no search for pivots.
fn solved(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let count = right.len();
    for pivot in 0..count {
        let row = matrix[pivot].clone();
        if row[pivot] <= 0.0 {
            return None;
        }
        for other in (0..count).filter(|other| *other != pivot) {
            let factor = matrix[other][pivot] / row[pivot];
            matrix[other].iter_mut().zip(&row).for_each(|(cell, above)| *cell -= factor * above);
            right[other] -= factor * right[pivot];
        }
    }
    Some(right.iter().enumerate().map(|(at, number)| number / matrix[at][at]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(number: f64) -> f64 {
        libm::log(number)
    }

    /// Without columns that vary only the constant is left: the log odds of the share, but for the trace.
    #[test]
    fn a_column_that_does_not_vary_counts_for_nothing() {
        let rows: Vec<(Vec<f64>, bool)> = (0..40).map(|at| (vec![7.0], at < 10)).collect();
        let found = Logistic::fit(&rows, 1.0);
        assert!((found.probability(&[7.0]) - 0.25).abs() < 1e-3);
        assert_eq!(found.probability(&[7.0]), found.probability(&[-100.0]));
    }

    /// One flag and hardly any ridge: the shares of the two groups, the closed form.
    #[test]
    fn a_flag_without_ridge_gives_the_shares_of_both_groups() {
        let rows: Vec<(Vec<f64>, bool)> =
            (0..1000).map(|at| if at < 400 { (vec![1.0], at % 4 == 0) } else { (vec![0.0], at % 5 != 0) }).collect();
        let found = Logistic::fit(&rows, 1e-9);
        assert!((found.probability(&[1.0]) - 0.25).abs() < 1e-4);
        assert!((found.probability(&[0.0]) - 0.8).abs() < 1e-4);
        // The log odds ratio, over the standard deviation that the column was divided by.
        let deviation = (0.4_f64 * 0.6).sqrt();
        let ratio = log(0.25 / 0.75) - log(0.8 / 0.2);
        assert!((found.coefficients[1] / deviation - ratio).abs() < 1e-3);
    }

    /// Two rows, a yes at 1 and a no at −1: by symmetry the constant is 0, and `2 (1 − σ(b)) = r b`.
    #[test]
    fn a_ridge_holds_what_can_be_told_apart_without_error() {
        let rows = vec![(vec![1.0], true), (vec![-1.0], false)];
        for ridge in [0.25, 1.0, 4.0] {
            let found = Logistic::fit(&rows, ridge);
            let slope = found.coefficients[1];
            assert!(found.coefficients[0].abs() < 1e-9);
            assert!((2.0 * (1.0 - chance(slope)) - ridge * slope).abs() < 1e-8, "{ridge}: {slope}");
        }
    }

    /// At the greatest value the gradient vanishes in every direction.
    #[test]
    fn the_gradient_vanishes_with_more_columns_than_rows() {
        let rows: Vec<(Vec<f64>, bool)> = (0..6_i32)
            .map(|at| ((0..9_i32).map(|column| f64::from((at * 7 + column * 5) % 11)).collect(), at % 3 == 0))
            .collect();
        let found = Logistic::fit(&rows, 2.0);
        let scaled: Vec<(Vec<f64>, bool)> =
            rows.iter().map(|(row, came)| (brought(&found.scale, row), *came)).collect();
        for (at, coefficient) in found.coefficients.iter().enumerate() {
            let ridge = if at == 0 { TRACE } else { 2.0 };
            let miss = |(row, came): &(Vec<f64>, bool)| {
                row[at] * (f64::from(u8::from(*came)) - chance(dot(&found.coefficients, row)))
            };
            let slope: f64 = scaled.iter().map(miss).sum::<f64>() - ridge * coefficient;
            assert!(slope.abs() < 1e-8, "{at}: {slope}");
        }
    }

    #[test]
    fn without_rows_it_says_a_half() {
        assert_eq!(Logistic::fit(&[], 1.0).probability(&[]), 0.5);
    }
}
