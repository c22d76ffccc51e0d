//! The root of a covariance.
//!
//! Takes a symmetric matrix, gives its Cholesky factor. Plain arithmetic: the same bits on every machine.

/// Least square of a pivot: below it a matrix counts as not positive definite.
const LEAST: f64 = 1e-12;

/// The lower triangle L, row by row, for which L Lᵀ is the matrix, of which the upper triangle is not looked at; `None` if
/// it is not positive definite.
pub(crate) fn root(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let mut root: Vec<Vec<f64>> = Vec::with_capacity(matrix.len());
    for (row, cells) in matrix.iter().enumerate() {
        let mut own: Vec<f64> = Vec::with_capacity(row + 1);
        for column in 0..=row {
            let other = if column < row { &root[column] } else { &own };
            let known: f64 = own.iter().zip(other).take(column).map(|(one, two)| one * two).sum();
            let left = cells[column] - known;
            own.push(match column < row {
                true => left / root[column][column],
                false if left < LEAST => return None,
                false => left.sqrt(),
            });
        }
        root.push(own);
    }
    Some(root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prop_the_root_times_itself_is_the_covariance() {
        let covariance = vec![vec![4.0], vec![1.0, 2.0], vec![-0.5, 0.3, 1.5]];
        let root = root(&covariance).expect("positive definite");
        for row in 0..3 {
            for column in 0..=row {
                let found: f64 = (0..=column).map(|k| root[row][k] * root[column][k]).sum();
                assert!((found - covariance[row][column]).abs() < 1e-12, "{row} {column}: {found}");
            }
        }
    }

    #[test]
    fn limit_a_matrix_that_no_numbers_can_have_has_no_root() {
        // Two numbers each nearly the same as a third, and opposite to each other.
        assert_eq!(root(&[vec![1.0], vec![0.9, 1.0], vec![-0.9, 0.9, 1.0]]), None);
        assert_eq!(root(&[vec![1.0], vec![1.0, 1.0]]), None);
    }
}
