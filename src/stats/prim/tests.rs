use super::*;

const DATA: &str = include_str!("../../../tests/fixtures/prim/bryant-lempert-2010.csv");
const BOXES: &str = include_str!("../../../tests/fixtures/prim/boxes.csv");

/// The nine uncertain numbers of Bryant and Lempert, and whether the cost is in the greatest tenth.
fn bryant() -> (Vec<String>, Vec<Vec<f64>>, Vec<bool>) {
    let mut lines = DATA.lines().map(|line| line.trim().split(',').collect::<Vec<_>>());
    let names = lines.next().expect("heads")[2..11].iter().map(|name| (*name).to_owned()).collect();
    let rows: Vec<Vec<f64>> =
        lines.map(|row| row.iter().map(|cell| cell.parse().expect("a number")).collect()).collect();
    let column = |at: usize| rows.iter().map(|row| row[at]).collect();
    (names, (2..11).map(column).collect(), rows.iter().map(|row| row[15] == 1.0).collect())
}

/// A limited column of a box: box, cases in it, cases of interest, name, limits, quasi-p-values.
type Row = (usize, usize, usize, String, [Option<f64>; 4]);

fn rows(names: &[String], cases: Cases<'_>, steps: &[Step]) -> Vec<Row> {
    let of_step = |(place, step): (usize, &Step)| {
        let limit = |column: usize| {
            let (low, high) = step.limits[column];
            let ends = [(low, Side::Low), (high, Side::High)];
            let values = ends.map(|(value, _)| value.is_finite().then_some(value));
            let chances = ends.map(|(value, side)| value.is_finite().then(|| cases.quasi_p(step, column, side)));
            (place, step.cases, step.hits, names[column].clone(), [values[0], values[1], chances[0], chances[1]])
        };
        let limited: Vec<_> = (0..names.len()).filter(|column| step.holds(*column)).map(limit).collect();
        if limited.is_empty() { vec![(place, step.cases, step.hits, String::new(), [None; 4])] } else { limited }
    };
    steps.iter().enumerate().flat_map(of_step).collect()
}

/// `boxes.csv` is what EMA Workbench finds; `checks/prim.sh` holds it against the program itself.
#[test]
fn val_the_boxes_of_bryant_and_lempert_are_those_of_ema_workbench() {
    let (names, columns, interest) = bryant();
    let cases = Cases { columns: &columns, interest: &interest };
    let found = rows(&names, cases, &cases.trajectory(names.len()));
    let number = |cell: &str| cell.parse().expect("a count");
    let known: Vec<_> = BOXES
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let values = [4, 5, 6, 7].map(|at| cells[at].parse::<f64>().ok());
            (number(cells[0]), number(cells[1]), number(cells[2]), cells[3].to_owned(), values)
        })
        .collect();
    assert_eq!(found.len(), known.len());
    for (found, known) in found.iter().zip(&known) {
        assert_eq!((found.0, found.1, found.2, &found.3), (known.0, known.1, known.2, &known.3));
        for (one, other) in found.4.iter().zip(known.4) {
            let close = |one: f64, other: f64| (one - other).abs() <= 1e-9 * other.abs().max(1.0);
            assert!(
                one.zip(other).map_or(one.is_none() && other.is_none(), |(one, other)| close(one, other)),
                "{found:?} {known:?}"
            );
        }
    }
}

/// The correlation of two columns of 0 and 1 (`rank::pearson`).
#[test]
fn val_what_a_box_tells_is_the_correlation_of_its_rows_with_the_cases_of_interest() {
    let (names, columns, interest) = bryant();
    let cases = Cases { columns: &columns, interest: &interest };
    let steps = cases.trajectory(names.len());
    let known = |step: &Step| {
        let mut inside = vec![0.0; interest.len()];
        cases.inside(&step.limits).into_iter().for_each(|row| inside[row] = 1.0);
        let interest: Vec<f64> = interest.iter().map(|interest| f64::from(u8::from(*interest))).collect();
        crate::stats::rank::pearson(&inside, &interest).unwrap_or(0.0)
    };
    assert!(steps.iter().all(|step| (cases.told(step) - known(step)).abs() < 1e-12));
    let most = steps.iter().map(known).fold(0.0, f64::max);
    assert!((known(&steps[cases.choice(&steps)]) - most).abs() < 1e-12);
}

fn grid() -> Vec<Vec<f64>> {
    let place = |step: usize| (0..400).map(|row| f64::from((row / step % 20) as u8)).collect();
    vec![place(1), place(20)]
}

#[test]
fn limit_a_corner_of_a_grid_is_found_exactly() {
    let columns = grid();
    let corner = |row: usize| columns[0][row] >= 12.0 && columns[1][row] < 10.0;
    let interest: Vec<bool> = (0..400).map(corner).collect();
    let found = Cases { columns: &columns, interest: &interest }.found(3);
    // 8 of 20 columns times 10 of 20 rows, cut in the middle between 11 and 12, and between 9 and 10.
    assert_eq!((found.cases, found.hits), (80, 80));
    assert_eq!(found.limits, [(11.5, f64::INFINITY), (f64::NEG_INFINITY, 9.5)]);
}

#[test]
fn prop_no_more_columns_are_limited_than_may_be_and_what_tells_nothing_is_dropped() {
    let (_, columns, interest) = bryant();
    let cases = Cases { columns: &columns, interest: &interest };
    for most in 1..4 {
        let steps = cases.trajectory(most);
        assert!(steps.iter().all(|step| step.numbers() <= most), "{most}");
        let found = cases.found(most);
        let chances = found.limited().into_iter().map(|(column, side)| cases.quasi_p(&found, column, side));
        assert!(chances.into_iter().all(|chance| chance <= CHANCE), "{found:?}");
    }
}

#[test]
fn limit_cases_of_interest_that_lie_anywhere_have_no_box() {
    let columns = grid();
    let interest: Vec<bool> = (0..400).map(|row| (row + row / 20) % 2 == 0).collect();
    let found = Cases { columns: &columns, interest: &interest }.found(3);
    assert_eq!((found.cases, found.numbers()), (400, 0), "{found:?}");
    for all in [true, false] {
        let interest = vec![all; 400];
        let steps = Cases { columns: &columns, interest: &interest }.trajectory(3);
        assert_eq!(steps.len(), 1, "nothing to tell apart");
    }
}
