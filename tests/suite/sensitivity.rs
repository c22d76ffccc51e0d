//! Sensitivity analysis: the estimators on functions whose indices are known, the designs, the command.

use allegiance::forecast::sensitivity::design::{STEP, base_row, resamples, trajectory};
use allegiance::stats::morris::effects;
use allegiance::stats::sobol::{Index, Indices, Row, indices};
use std::f64::consts::PI;

const SEED: u64 = 20200809;

fn each(inputs: usize) -> Vec<Vec<usize>> {
    (0..inputs).map(|input| vec![input]).collect()
}

/// The indices of a function of shares, from so many base rows.
fn analysed(rows: usize, factors: &[Vec<usize>], inputs: usize, of: impl Fn(&[f64]) -> f64) -> Indices {
    let count = factors.len();
    let row = |row: usize| {
        let values: Vec<f64> = base_row(SEED, row, inputs, factors, true).iter().map(|point| of(point)).collect();
        Row {
            a: values[0],
            ab: values[1..=count].to_vec(),
            ba: values[count + 1..][..count].to_vec(),
            b: values[2 * count + 1],
        }
    };
    let rows: Vec<Row> = (0..rows).map(row).collect();
    indices(&rows, &resamples(SEED, rows.len(), 500)).expect("the function varies")
}

fn ishigami(point: &[f64]) -> f64 {
    let [x1, x2, x3] = [0, 1, 2].map(|at| 2.0 * PI * point[at] - PI);
    x1.sin() + 7.0 * x2.sin().powi(2) + 0.1 * x3.powi(4) * x1.sin()
}

const G: [f64; 8] = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];

fn sobol_g(point: &[f64]) -> f64 {
    point.iter().zip(G).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product()
}

/// Within the interval that the estimate itself states, and within a bound that it keeps at this number of rows.
fn holds(found: &[Index], known: &[f64], bound: f64) {
    for (place, (found, known)) in found.iter().zip(known).enumerate() {
        assert!((found.value - known).abs() < bound, "{place}: {found:?}, not {known}");
        let slack = 1e-3;
        assert!(found.low95 - slack < *known && *known < found.high95 + slack, "{place}: {found:?}, not {known}");
    }
}

#[test]
fn val_indices_of_ishigami_are_those_of_its_closed_form() {
    // Variance a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2 with a = 7, b = 0.1; first and total orders from the same integrals.
    let found = analysed(4096, &each(3), 3, ishigami);
    assert!((found.deviation.powi(2) / 13.844_588 - 1.0).abs() < 0.01, "{}", found.deviation.powi(2));
    assert!((found.mean - 3.5).abs() < 0.02, "{}", found.mean);
    holds(&found.first, &[0.313_905, 0.442_411, 0.0], 0.02);
    holds(&found.total, &[0.557_589, 0.442_411, 0.243_684], 0.02);
    // Only the first and the third act together: 0.557589 − 0.313905.
    let pairs: Vec<Index> = found.second.iter().map(|pair| pair.index).collect();
    assert_eq!(found.second.iter().map(|pair| (pair.one, pair.two)).collect::<Vec<_>>(), [(0, 1), (0, 2), (1, 2)]);
    holds(&pairs, &[0.0, 0.243_684, 0.0], 0.03);
    holds(&[found.interactions], &[0.243_684], 0.03);
}

#[test]
fn val_indices_of_sobols_g_are_those_of_its_closed_form() {
    let found = analysed(4096, &each(8), 8, sobol_g);
    let first = [0.716_192, 0.179_048, 0.023_676, 0.007_162, 0.000_072, 0.000_072, 0.000_072, 0.000_072];
    let total = [0.787_144, 0.242_198, 0.034_317, 0.010_460, 0.000_105, 0.000_105, 0.000_105, 0.000_105];
    holds(&found.first, &first, 0.02);
    holds(&found.total, &total, 0.02);
}

#[test]
fn limit_a_group_has_the_variance_that_its_members_carry_together() {
    // Of Ishigami's function the group of x1 and x3 carries all that x2 does not: 1 − 0.442411, by itself and in all.
    let found = analysed(2048, &[vec![0, 2], vec![1]], 3, ishigami);
    holds(&found.first, &[0.557_589, 0.442_411], 0.03);
    holds(&found.total, &[0.557_589, 0.442_411], 0.03);
}

#[test]
fn limit_what_does_not_vary_has_no_indices() {
    let row = Row { a: 0.3, b: 0.3, ab: vec![0.3], ba: Vec::new() };
    assert_eq!(indices(&[row.clone(), row], &resamples(SEED, 2, 10)), None);
    assert_eq!(indices(&[], &[]), None);
}

#[test]
fn limit_effects_of_a_straight_line_are_its_slopes_and_a_step_shows_as_a_jump() {
    let of = |point: &[f64]| 3.0 * point[0] - 2.0 * point[1] + if point[2] > 0.8 && point[3] > 0.8 { 5.0 } else { 0.0 };
    let mut changes = vec![Vec::new(); 5];
    for number in 0..40 {
        let way = trajectory(SEED, number, 5, &each(5));
        let values: Vec<f64> = way.points.iter().map(|point| of(point)).collect();
        for (step, &factor) in way.order.iter().enumerate() {
            let sign = if way.upwards[step] { 1.0 } else { -1.0 };
            changes[factor].push(sign * (values[step + 1] - values[step]));
        }
    }
    let found: Vec<_> = changes.iter().map(|changes| effects(changes, STEP).expect("steps")).collect();
    let close = |one: f64, two: f64| (one - two).abs() < 1e-12;
    assert!(close(found[0].mean, 3.0) && close(found[0].size, 3.0) && close(found[0].deviation, 0.0));
    assert!(close(found[1].mean, -2.0) && close(found[1].size, 2.0) && close(found[1].mean_square(), 4.0));
    assert!(found[2].mean > 0.0 && found[2].deviation > 2.0 && close(found[2].largest, 5.0) && found[2].jumps(10.0));
    assert!(!found[0].jumps(10.0) && found[4].size == 0.0 && !found[4].jumps(10.0));
}

#[test]
fn prop_every_coordinate_lies_strictly_between_0_and_1_and_a_longer_design_begins_with_the_shorter() {
    let factors = [vec![0, 2], vec![1]];
    for row in 0..300 {
        // More numbers than the sequence has dimensions.
        let points = base_row(SEED, row, 200, &factors, true);
        assert_eq!(points.len(), 6);
        assert!(points.iter().flatten().all(|share| 0.0 < *share && *share < 1.0));
        let (a, b) = (&points[0], &points[5]);
        assert_eq!([points[1][0], points[1][1], points[1][2]], [b[0], a[1], b[2]]);
        assert_eq!([points[3][0], points[3][1], points[3][2]], [a[0], b[1], a[2]]);
        assert!(a.iter().zip(b).all(|(one, two)| one != two));
    }
    for number in 0..50 {
        let way = trajectory(SEED, number, 3, &factors);
        assert!(way.points.iter().flatten().all(|share| 0.0 < *share && *share < 1.0));
        for (pair, factor) in way.points.windows(2).zip(&way.order) {
            let moved: Vec<usize> = (0..3).filter(|at| (pair[0][*at] - pair[1][*at]).abs() == STEP).collect();
            assert_eq!(&moved, &factors[*factor]);
        }
    }
}
