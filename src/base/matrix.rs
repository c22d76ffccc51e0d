//! The root of a covariance, and normal numbers drawn anew given others.
//!
//! Takes a symmetric matrix, gives its Cholesky factor; takes such a factor and independent normal numbers, gives those that
//! leave some correlated numbers as they are and draw the others anew. Plain arithmetic: the same bits on every machine.

/// Least square of a pivot: below it a matrix counts as not positive definite.
const LEAST: f64 = 1e-12;

/// The lower triangle L, row by row, for which L Lᵀ is the matrix, of which the upper triangle is not looked at; `None` if
/// it is not positive definite.
pub(crate) fn root(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    triangle(matrix, |square| (square >= LEAST).then_some(square))
}

/// The root, with what `square` makes of the square of a pivot.
fn triangle(matrix: &[Vec<f64>], square: impl Fn(f64) -> Option<f64>) -> Option<Vec<Vec<f64>>> {
    let mut root: Vec<Vec<f64>> = Vec::with_capacity(matrix.len());
    for (row, cells) in matrix.iter().enumerate() {
        let mut own: Vec<f64> = Vec::with_capacity(row + 1);
        for column in 0..=row {
            let other = if column < row { &root[column] } else { &own };
            let known: f64 = own.iter().zip(other).take(column).map(|(one, two)| one * two).sum();
            let left = cells[column] - known;
            own.push(match column < row {
                true => left / root[column][column],
                false => square(left)?.sqrt(),
            });
        }
        root.push(own);
    }
    Some(root)
}

/// Independent normal numbers from which the root makes the same numbers as from `own`, but for those at places `anew`:
/// these are drawn anew, as they are distributed given the others, by the numbers of `fresh` at the same places.
pub(crate) fn redrawn(root: &[Vec<f64>], own: &[f64], fresh: &[f64], anew: &[bool]) -> Vec<f64> {
    let (kept, drawn): (Vec<usize>, Vec<usize>) = (0..own.len()).partition(|place| !anew[*place]);
    let order: Vec<usize> = kept.iter().chain(&drawn).copied().collect();
    let dot = |one: usize, other: usize| root[one].iter().zip(&root[other]).map(|(a, b)| a * b).sum();
    let covariance: Vec<Vec<f64>> = order
        .iter()
        .enumerate()
        .map(|(row, &one)| order[..=row].iter().map(|&other| dot(one, other)).collect())
        .collect();
    // In another order rounding may take a pivot below the least.
    let ordered = triangle(&covariance, |square| Some(square.max(LEAST))).expect("every pivot has a root");
    let known: Vec<f64> = kept.iter().map(|&place| times(&root[place], own)).collect();
    let mut within = solved(&ordered[..kept.len()], &known);
    within.extend(drawn.iter().map(|&place| fresh[place]));
    let mut numbers = vec![0.0; own.len()];
    order.iter().zip(&ordered).for_each(|(&place, row)| numbers[place] = times(row, &within));
    solved(root, &numbers)
}

/// A row of a triangle times as many numbers.
fn times(row: &[f64], numbers: &[f64]) -> f64 {
    row.iter().zip(numbers).map(|(share, number)| share * number).sum()
}

/// The numbers of which a lower triangle makes these.
fn solved(triangle: &[Vec<f64>], made: &[f64]) -> Vec<f64> {
    let mut found: Vec<f64> = Vec::with_capacity(made.len());
    for (row, made) in triangle.iter().zip(made) {
        found.push((made - times(&row[..found.len()], &found)) / row[found.len()]);
    }
    found
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
    fn prop_numbers_drawn_anew_keep_the_others_and_go_with_them_as_stated() {
        let root = root(&[vec![1.0], vec![0.6, 1.0], vec![-0.3, 0.2, 1.0]]).expect("positive definite");
        let made = |from: &[f64]| -> Vec<f64> { root.iter().map(|row| times(row, from)).collect() };
        let (own, fresh) = ([0.4, -1.2, 0.7], [0.9, 0.3, -0.5]);
        let new = made(&redrawn(&root, &own, &fresh, &[true, false, true]));
        assert!((new[1] - made(&own)[1]).abs() < 1e-12);
        // Given the second alone, the first is 0.6 of it and as much of its own as makes a variance of 1.
        assert!((new[0] - (0.6 * new[1] + 0.8 * fresh[0])).abs() < 1e-12, "{new:?}");
        for (anew, expected) in [([false; 3], own), ([true; 3], fresh)] {
            let found = redrawn(&root, &own, &fresh, &anew);
            assert!(found.iter().zip(expected).all(|(one, two)| (one - two).abs() < 1e-12), "{found:?}");
        }
    }

    #[test]
    fn limit_a_matrix_that_no_numbers_can_have_has_no_root() {
        // Two numbers each nearly the same as a third, and opposite to each other.
        assert_eq!(root(&[vec![1.0], vec![0.9, 1.0], vec![-0.9, 0.9, 1.0]]), None);
        assert_eq!(root(&[vec![1.0], vec![1.0, 1.0]]), None);
    }
}
