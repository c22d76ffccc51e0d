//! Where a surface has a given height: lines through a grid of values (marching squares).
//!
//! Takes the places of columns and rows and a value at each crossing, gives pieces of line.

/// A point.
pub(crate) type Place = (f64, f64);

/// Pieces of the line on which the surface, straight between neighbouring values, has this height; `values` row by row. A cell
/// with a value missing at one of its corners has none.
pub(crate) fn contour(columns: &[f64], rows: &[f64], values: &[Vec<Option<f64>>], height: f64) -> Vec<[Place; 2]> {
    let corner = |row: usize, column: usize| Some(((columns[column], rows[row]), values[row][column]? - height));
    let cell = |row: usize, column: usize| {
        let round = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)];
        let corners: Option<Vec<(Place, f64)>> = round.iter().map(|&(row, column)| corner(row, column)).collect();
        corners.map(|corners| pieces(&corners)).unwrap_or_default()
    };
    let cells = (1..rows.len()).flat_map(|row| (1..columns.len()).map(move |column| (row - 1, column - 1)));
    cells.flat_map(|(row, column)| cell(row, column)).collect()
}

/// The pieces in a cell, by its corners in their order around it: where its sides are crossed, joined two by two.
fn pieces(corners: &[(Place, f64)]) -> Vec<[Place; 2]> {
    let sides = corners.iter().zip(corners.iter().cycle().skip(1));
    let crossed = sides.filter(|(one, other)| (one.1 < 0.0) != (other.1 < 0.0)).map(|(one, other)| {
        let share = one.1 / (one.1 - other.1);
        (one.0.0 + share * (other.0.0 - one.0.0), one.0.1 + share * (other.0.1 - one.0.1))
    });
    let mut places: Vec<Place> = crossed.collect();
    // Of two pieces each cuts off a corner: those that the middle of the cell does not go with.
    let middle = corners.iter().map(|corner| corner.1).sum::<f64>() / corners.len() as f64;
    if places.len() == 4 && (middle < 0.0) != (corners[0].1 < 0.0) {
        places.rotate_left(1);
    }
    places.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect()
}

#[cfg(test)]
mod tests {
    use super::contour;

    #[test]
    fn limit_the_line_of_a_plane_is_straight_and_that_of_a_cone_is_a_circle() {
        let places: Vec<f64> = (0..=40).map(|step| f64::from(step) / 10.0 - 2.0).collect();
        let surface = |height: &dyn Fn(f64, f64) -> f64| -> Vec<Vec<Option<f64>>> {
            places.iter().map(|y| places.iter().map(|x| Some(height(*x, *y))).collect()).collect()
        };
        let plane = contour(&places, &places, &surface(&|x, y| x + 2.0 * y), 0.35);
        let length = |line: &[[(f64, f64); 2]]| -> f64 {
            line.iter().map(|[one, other]| (one.0 - other.0).hypot(one.1 - other.1)).sum()
        };
        // From (−2, 1.175) to (2, −0.825).
        assert!((length(&plane) - 20.0_f64.sqrt()).abs() < 1e-9);
        assert!(plane.iter().flatten().all(|(x, y)| (x + 2.0 * y - 0.35).abs() < 1e-12));
        let cone = contour(&places, &places, &surface(&|x, y| x.hypot(y)), 1.23);
        assert!(cone.iter().flatten().all(|(x, y)| (x.hypot(*y) - 1.23).abs() < 0.01));
        let round = length(&cone) / (2.0 * std::f64::consts::PI * 1.23);
        assert!((round - 1.0).abs() < 0.01, "{round}");
        assert!(contour(&places, &places, &vec![vec![None; 41]; 41], 0.0).is_empty());
        // A saddle: high at two corners that face each other, and in the middle, which cuts off the two others.
        let saddle =
            contour(&[0.0, 1.0], &[0.0, 1.0], &[vec![Some(3.0), Some(-1.0)], vec![Some(-1.0), Some(3.0)]], 0.0);
        assert_eq!(saddle, [[(0.75, 0.0), (1.0, 0.25)], [(0.25, 1.0), (0.0, 0.75)]]);
    }
}
