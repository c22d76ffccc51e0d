//! Sensitivity analysis: the estimators on functions whose indices are known, the designs, the command.

use crate::common::{Csv, Desk, shipped};

use allegiance::forecast::Unwatched;
use allegiance::forecast::branching::BranchCase;
use allegiance::forecast::exact::propagate;
use allegiance::forecast::quantity::Quantity;
use allegiance::forecast::sensitivity::design::{STEP, base_row, resamples, trajectory};
use allegiance::forecast::sensitivity::evaluate::evaluate;
use allegiance::forecast::sensitivity::inputs::{Input, Kind, inputs};
use allegiance::scenario::Scenario;
use allegiance::stats::morris::effects;
use allegiance::stats::sobol::{Index, Indices, Row, indices};
use serde_json::Value;
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

/// A point of the seed case, start levels included.
fn point_of(inputs: usize, row: usize) -> Vec<f64> {
    base_row(SEED, row, inputs, &[], false).swap_remove(0)
}

#[test]
fn limit_a_point_is_the_scenario_with_those_numbers_and_starts() {
    let scenario = Scenario::load(shipped("belarus-2020.toml")).unwrap();
    let inputs = inputs(&scenario, true);
    let count = |wanted: fn(&Kind) -> bool| inputs.iter().filter(|input| wanted(&input.kind)).count();
    assert_eq!(count(|kind| matches!(kind, Kind::Number(_))), scenario.uncertain().len());
    assert_eq!(count(|kind| matches!(kind, Kind::Odds(..))), 4);
    assert_eq!(count(|kind| matches!(kind, Kind::Start(..))), 4);
    // The second point has the numbers of the first and other starts and odds: the games of both are solved once.
    let first = point_of(inputs.len(), 0);
    let other = |(at, input): (usize, &Input)| match input.kind {
        Kind::Number(_) => first[at],
        _ => (first[at] + 0.5) % 1.0,
    };
    let points = [first.clone(), inputs.iter().enumerate().map(other).collect()];
    let found = evaluate(&scenario, &inputs, &points, &Unwatched).unwrap();
    let average = |means: &[Vec<f64>], at: usize| means.iter().map(|quarter| quarter[at]).sum::<f64>();
    for (point, found) in points.iter().zip(&found) {
        let found = found.as_ref().expect("certified");
        let value = |(input, share): (&Input, &f64)| match input.kind {
            Kind::Number(_) => Some(format!("{}={:?}", input.key, input.value(*share))),
            Kind::Start(axis, _) => {
                let ladder = scenario.ladders.all().nth(axis)?;
                Some(format!("{}={}", input.key, ladder.levels[input.value(*share) as usize]))
            }
            Kind::Odds(..) | Kind::Joint(_) => None,
        };
        let plain = scenario.with(&inputs.iter().zip(point).filter_map(value).collect::<Vec<_>>()).unwrap();
        let equilibrium = plain.solve();
        for (case, found) in BranchCase::all(&plain).iter().zip(&found.branches) {
            let means = propagate(&plain, &equilibrium, case);
            let quarters = means.len() as f64;
            let dispute = average(&means, Quantity::Dispute.index()) / quarters;
            let steps = average(&means, Quantity::RatifiedSteps.index());
            assert_eq!(found[Quantity::Dispute.index()], dispute, "{}", case.name);
            assert_eq!(found[Quantity::RatifiedSteps.index()], steps, "{}", case.name);
        }
        // The odds are the quantiles, divided by their sum.
        let odds = |(input, share): (&Input, &f64)| matches!(input.kind, Kind::Odds(..)).then(|| input.value(*share));
        let odds: Vec<f64> = inputs.iter().zip(point).filter_map(odds).collect();
        let sum: f64 = odds.iter().sum();
        assert_eq!(found.odds, odds.iter().map(|odds| odds / sum).collect::<Vec<_>>());
    }
    assert_ne!(found[0], found[1]);
}

#[test]
fn limit_one_uncertain_number_carries_all_of_the_variance() {
    let desk = Desk::new();
    let rows = desk.good(&["sensitivity", "small.toml", "--points=64", "--format=json"]);
    let found: Value = serde_json::from_str(&rows).unwrap();
    let keys: Vec<&str> =
        found["factors"].as_array().unwrap().iter().map(|factor| factor["name"].as_str().unwrap()).collect();
    assert_eq!(keys.len(), 2, "{keys:?}");
    let alone = format!("--set={}=0.9", keys[1]);
    let found = desk.good(&["sensitivity", "small.toml", "--points=64", "--format=json", &alone]);
    let found: Value = serde_json::from_str(&found).unwrap();
    let varied = found["outputs"].as_array().unwrap().iter().filter(|output| !output["indices"].is_null());
    let mut seen = 0;
    for output in varied {
        seen += 1;
        let indices = &output["indices"];
        // The total is then half the mean squared distance of A and B: the variance, but for chance.
        for (order, bound) in [("first", 0.5), ("total", 0.2)] {
            let [value, low, high] = ["value", "low95", "high95"].map(|end| indices[order][0][end].as_f64().unwrap());
            assert!(low < 1.0 && 1.0 < high && (value - 1.0).abs() < bound, "{order}: {output}");
        }
    }
    assert!(seen > 5, "{seen}");
}

#[test]
fn prop_the_number_of_threads_changes_no_byte_and_a_group_is_one_factor() {
    let desk = Desk::new();
    let asked = ["sensitivity", "small.toml", "--points=8", "--second", "--starts", "--format=json"];
    let many = desk.good(&asked);
    let one = desk.command(&asked).env("RAYON_NUM_THREADS", "1").output().unwrap();
    assert_eq!(many.as_bytes(), one.stdout);
    let found: Value = serde_json::from_str(&many).unwrap();
    let names: Vec<&str> =
        found["factors"].as_array().unwrap().iter().map(|factor| factor["name"].as_str().unwrap()).collect();
    let group = format!("--group=both={},{}", names[0], names[1]);
    let grouped = desk.good(&["sensitivity", "small.toml", "--points=8", "--format=json", &group]);
    let grouped: Value = serde_json::from_str(&grouped).unwrap();
    assert_eq!(grouped["factors"].as_array().unwrap().len(), 1);
    assert_eq!(grouped["factors"][0]["keys"].as_array().unwrap().len(), 2);
    let screened = desk.good(&["sensitivity", "small.toml", "--screen"]);
    assert!(screened.contains("mu*") && !screened.contains("Interactions carry"), "{screened}");
}

#[test]
fn what_cannot_be_analysed_is_refused_with_a_reason() {
    let desk = Desk::new();
    for (more, reason) in [
        (&["--draws", "posterior.csv"][..], "rise and fall together"),
        (&["--points", "100"], "a power of two"),
        (&["--until", "2"], "between 0 and 1"),
        (&["--trajectories", "1"], "at least 2"),
        (&["--quantity", "disputes"], "did you mean `dispute`?"),
        (&["--branch", "nobody"], "--branch nobody"),
        (&["--branch", "incumbent", "--reference", "incumbent"], "another branch"),
        (&["--group", "pair"], "NAME=KEY"),
        (&["--group", "pair=client.patiense"], "no uncertain number"),
        (&["--screen", "--second"], "--second"),
    ] {
        let said = desk.bad(&[&["sensitivity", "small.toml"], more].concat(), 2);
        assert!(said.contains(reason), "{more:?}: {said}");
    }
    let certain = desk.bad(&["sensitivity", shipped("limits/annuity.toml").to_str().unwrap()], 2);
    assert!(certain.contains("nothing to vary"), "{certain}");
}

#[test]
fn a_stop_rule_doubles_the_points_until_the_intervals_are_narrow_enough() {
    let desk = Desk::new();
    let found = desk.good(&["sensitivity", "small.toml", "--points=8", "--until=30%", "--format=json"]);
    let found: Value = serde_json::from_str(&found).unwrap();
    let rows = found["sampling"]["rows"].as_u64().unwrap();
    assert!(rows > 8 && rows.is_power_of_two(), "{rows}");
    let headline = found["headline"].as_u64().unwrap() as usize;
    for total in found["outputs"][headline]["indices"]["total"].as_array().unwrap() {
        assert!(total["high95"].as_f64().unwrap() - total["low95"].as_f64().unwrap() <= 0.3, "{total}");
    }
    // A longer design begins with the shorter one: asked for at once it gives the same.
    let rows = format!("--points={rows}");
    let again: Value =
        serde_json::from_str(&desk.good(&["sensitivity", "small.toml", &rows, "--format=json"])).unwrap();
    assert_eq!(found["outputs"], again["outputs"]);
}

/// Numbers that the scenario ties together move as one, with their correlation, and the headline is the main event.
#[test]
fn numbers_that_rise_and_fall_together_have_one_share() {
    let desk = Desk::new();
    let talks = "--set=bargain.talks={ dist = 'uniform', low = 0.7, high = 0.9 }";
    let tie = "--set=correlate=[{ name = 'tie', numbers = ['client.delivery', 'bargain.talks'], rank = 0.9 }]";
    let common = ["sensitivity", "small.toml", talks, tie, "--points=16", "--every"];
    desk.good(&[&common[..], &["-o", "tied", "--evaluations"]].concat());
    let found: serde_json::Value = serde_json::from_str(&desk.read("tied/sensitivity.json")).expect("JSON");
    let joint = found["factors"].as_array().expect("a list").iter().filter(|factor| factor["keys"][1].is_string());
    let keys: Vec<_> = joint.map(|factor| factor["keys"].clone()).collect();
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0].as_array().expect("a list").len(), 2);
    let headline = &found["outputs"][found["headline"].as_u64().expect("a place") as usize];
    assert_eq!(headline["quantity"], "event: step of union ratified");
    let design = Csv::new(&desk.read("tied/tables/design.csv"));
    let column =
        |key: &str| -> Vec<f64> { design.rows.iter().map(|row| row[key].parse().expect("a number")).collect() };
    let [delivery, talks] = ["client.delivery", "bargain.talks"].map(column);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let product = |one: &[f64], two: &[f64]| {
        let (a, b) = (mean(one), mean(two));
        one.iter().zip(two).map(|(x, y)| (x - a) * (y - b)).sum::<f64>()
    };
    let correlation = product(&delivery, &talks) / (product(&delivery, &delivery) * product(&talks, &talks)).sqrt();
    assert!((0.75..0.98).contains(&correlation), "{correlation}");
    let said = desk.bad(&[&common[..], &["--group", "half=client.delivery"]].concat(), 2);
    assert!(said.contains("rises and falls with"), "{said}");
}

#[test]
fn regress_a_first_draw_shifts_no_design() {
    let desk = Desk::new();
    let common = ["sensitivity", "small.toml", "--screen", "--trajectories=2", "--format=csv"];
    let later = desk.good(&[&common[..], &["--set=simulation.first_draw=3"]].concat());
    assert_eq!(later, desk.good(&common));
}

/// Odds of a concentration are those of the Dirichlet distribution, and one factor: nothing else moves only what is over
/// all outcomes.
#[test]
fn val_odds_that_are_drawn_together_are_one_factor_with_the_spread_of_their_distribution() {
    let desk = Desk::new();
    let concentration = 12.0;
    let quarter = "--set=election.2025-Q2.concentration=12";
    desk.good(&["sensitivity", "small.toml", quarter, "--points=64", "--every", "-o", "joint", "--evaluations"]);
    let found: Value = serde_json::from_str(&desk.read("joint/sensitivity.json")).unwrap();
    let factors = found["factors"].as_array().unwrap();
    let place = factors.iter().position(|factor| factor["words"] == "the odds of the outcomes").expect("a factor");
    assert_eq!(factors[place]["name"], "election.2025-Q2.concentration");
    let keys: Vec<&str> = factors[place]["keys"].as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect();
    let scenario = Scenario::load(desk.path("small.toml")).unwrap();
    let branches = &scenario.elections[0].branches;
    assert_eq!(keys.len(), branches.len());
    // The points A and B of every base row: an even sample of the odds.
    let design = Csv::new(&desk.read("joint/tables/design.csv"));
    let last = (factors.len() + 1).to_string();
    let base =
        || design.rows.iter().filter(|row| row["part"] == "sobol" && ["0", &last].contains(&row["point"].as_str()));
    for (key, branch) in keys.iter().zip(branches) {
        let odds: Vec<f64> = base().map(|row| row[*key].parse().unwrap()).collect();
        let (count, expected) = (odds.len() as f64, branch.probability);
        assert_eq!(count, 128.0);
        let variance = expected * (1.0 - expected) / (concentration + 1.0);
        let mean = odds.iter().sum::<f64>() / count;
        assert!((mean - expected).abs() < 4.0 * (variance / count).sqrt(), "{key}: {mean}");
        let spread = odds.iter().map(|odds| (odds - expected).powi(2)).sum::<f64>() / count;
        assert!((spread / variance - 1.0).abs() < 0.25, "{key}: {spread}, not {variance}");
    }
    for row in base() {
        let sum: f64 = keys.iter().map(|key| row[*key].parse::<f64>().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
    }
    // They move what is over all outcomes, and nothing within one.
    let effect = |output: &Value| output["effects"][place]["largest"].as_f64().unwrap();
    let outputs = found["outputs"].as_array().unwrap();
    assert!(outputs.iter().filter(|output| output["branch"] == "all").any(|output| effect(output) > 0.01));
    assert!(outputs.iter().filter(|output| output["branch"] != "all").all(|output| effect(output) == 0.0));
    let half = format!("--group=half={}", keys[0]);
    assert!(desk.bad(&["sensitivity", "small.toml", quarter, &half], 2).contains("rises and falls with"));
}
