//! Shapley effects: the estimator on functions whose effects are known, the design, the command.

use crate::common::{Csv, Desk};

use allegiance::forecast::sensitivity::design::{divided_row, resamples};
use allegiance::forecast::sensitivity::inputs::{Block, blocks, inputs, values};
use allegiance::scenario::Scenario;
use allegiance::stats::shapley::effects;
use allegiance::stats::sobol::Index;
use serde_json::Value;
use statrs::distribution::{ContinuousCDF, Normal};

const SEED: u64 = 20200809;
const ROWS: usize = 2048;

/// Two numbers with this correlation, at these places.
fn pair(members: [usize; 2], correlation: f64) -> Block {
    let own = (1.0 - correlation * correlation).sqrt();
    Block { members: members.to_vec(), root: vec![vec![1.0], vec![correlation, own]] }
}

/// The effects of a function of standard normal numbers of which two are correlated; those two first, then all others.
fn analysed(block: &Block, inputs: usize, of: impl Fn(&[f64]) -> f64) -> Vec<Index> {
    let normal = Normal::new(0.0, 1.0).unwrap();
    let made = |point: Vec<f64>| {
        let mut numbers: Vec<f64> = point.iter().map(|share| normal.inverse_cdf(*share)).collect();
        let own: Vec<f64> = block.members.iter().map(|&place| numbers[place]).collect();
        for (&place, row) in block.members.iter().zip(&block.root) {
            numbers[place] = row.iter().zip(&own).map(|(share, number)| share * number).sum();
        }
        of(&numbers)
    };
    let row = |row| divided_row(SEED, row, inputs, block).into_iter().map(made).collect();
    let rows: Vec<Vec<f64>> = (0..ROWS).map(row).collect();
    effects(&rows, &resamples(SEED, ROWS, 500)).expect("the function varies")
}

/// Within four standard errors, which a 95% interval tells, and these are small.
fn holds(found: &[Index], known: &[f64]) {
    assert_eq!(found.len(), known.len());
    for (place, (found, known)) in found.iter().zip(known).enumerate() {
        let error = found.width() / (2.0 * 1.96);
        assert!(error > 0.0 && error < 0.03, "{place}: {found:?}");
        assert!((found.value - known).abs() < 4.0 * error, "{place}: {found:?}, not {known}");
    }
    let sum: f64 = found.iter().map(|found| found.value).sum();
    assert!((sum - 1.0).abs() < 1e-12, "{sum}");
}

#[test]
fn val_effects_of_two_correlated_numbers_are_those_of_owen_and_prieur() {
    // Owen, Prieur 2017, §4: (b1² (1 − ρ²/2) + ρ b1 b2 + ρ² b2²/2) / (b1² + 2 ρ b1 b2 + b2²).
    let (one, two) = (1.0, 2.0);
    for correlation in [-0.8, -0.3, 0.5, 0.9] {
        let square = correlation * correlation;
        let variance = one * one + 2.0 * correlation * one * two + two * two;
        let effect = |own: f64, other: f64| {
            (own * own * (1.0 - square / 2.0) + correlation * own * other + other * other * square / 2.0) / variance
        };
        let found = analysed(&pair([0, 1], correlation), 2, |x| one * x[0] + two * x[1]);
        holds(&found, &[effect(one, two), effect(two, one)]);
    }
}

#[test]
fn val_with_a_third_number_effects_are_those_of_iooss_and_prieur() {
    // Iooss, Prieur 2019, §3: the first of three is independent of the others, and has its own variance.
    let (first, second, third, correlation) = (1.5, 1.0, -2.0, 0.7_f64);
    let square = correlation * correlation;
    let variance: f64 = first * first + second * second + third * third + 2.0 * correlation * second * third;
    let effect = |own: f64, other: f64| {
        (own * own * (1.0 - square / 2.0) + correlation * own * other + other * other * square / 2.0) / variance
    };
    let found = analysed(&pair([1, 2], correlation), 3, |x| first * x[0] + second * x[1] + third * x[2]);
    holds(&found, &[effect(second, third), effect(third, second), first * first / variance]);
}

#[test]
fn limit_without_correlation_an_effect_is_what_a_number_does_alone_and_half_of_what_two_do_together() {
    // x + 2 y + x y + y z: variances 1, 4, 1 and 1. With z, which does nothing alone, all others are one.
    let found = analysed(&pair([0, 1], 0.0), 3, |x| x[0] + 2.0 * x[1] + x[0] * x[1] + x[1] * x[2]);
    holds(&found, &[1.5 / 7.0, 5.0 / 7.0, 0.5 / 7.0]);
}

#[test]
fn limit_a_number_without_effect_of_its_own_has_a_share_of_one_that_it_goes_with() {
    // ρ²/2 of what the other does; and what does not vary has no effects.
    let found = analysed(&pair([0, 1], 0.8), 2, |x| x[0]);
    holds(&found, &[1.0 - 0.32, 0.32]);
    assert_eq!(effects(&[vec![2.0; 4], vec![2.0; 4]], &resamples(SEED, 2, 10)), None);
    assert_eq!(effects(&[], &[]), None);
}

const TALKS: &str = "--set=bargain.talks={ dist = 'uniform', low = 0.7, high = 0.9 }";
const TIE: &str = "--set=correlate=[{ name = 'tie', numbers = ['client.delivery', 'bargain.talks'], rank = 0.9 }]";

#[test]
fn prop_a_number_that_is_known_stays_and_the_base_points_are_those_of_the_indices() {
    let desk = Desk::new();
    let set = [TALKS, TIE].map(|text| text.strip_prefix("--set=").unwrap());
    let scenario = Scenario::load_with(desk.path("small.toml"), &set).unwrap();
    let inputs = inputs(&scenario, true);
    let [block] = &blocks(&scenario, &inputs)[..] else { panic!("one block") };
    assert_eq!(block.members.len(), 2);
    let others: Vec<usize> = (0..inputs.len()).filter(|place| !block.members.contains(place)).collect();
    assert!(!others.is_empty());
    for row in 0..20 {
        let points = divided_row(SEED, row, inputs.len(), block);
        let made: Vec<Vec<f64>> = points.iter().map(|point| values(&scenario, &inputs, point)).collect();
        for (set, made) in made.iter().enumerate() {
            for (player, &place) in block.members.iter().enumerate() {
                let moved = (made[place] - values(&scenario, &inputs, &points[0])[place]).abs();
                assert_eq!(moved > 1e-7, set >> player & 1 == 1, "{row} {set}: {moved}");
            }
            let from = if set >> 2 & 1 == 1 { &points[7] } else { &points[0] };
            assert!(others.iter().all(|&place| points[set][place] == from[place]));
        }
        let base = allegiance::forecast::sensitivity::design::base_row(SEED, row, inputs.len(), &[], false);
        assert_eq!([&points[0], &points[7]], [&base[0], &base[1]]);
    }
}

#[test]
fn numbers_that_rise_and_fall_together_divide_what_goes_with_them() {
    let desk = Desk::new();
    let common = ["sensitivity", "small.toml", TALKS, TIE, "--points=32"];
    let said = desk.good(&[&common[..], &["-o", "tied", "--evaluations"]].concat());
    assert!(
        said.contains("by Shapley (95%)") && said.contains("rise and fall together, so none of them has a share"),
        "{said}"
    );
    let found: Value = serde_json::from_str(&desk.read("tied/sensitivity.json")).unwrap();
    let division = &found["divisions"][0];
    assert_eq!(division["keys"].as_array().unwrap().len(), 2);
    assert_eq!((division["rows"].as_u64(), division["points"].as_u64()), (Some(32), Some(32 * 8)));
    let mut varied = 0;
    for (output, effects) in found["outputs"]
        .as_array()
        .unwrap()
        .iter()
        .zip(division["effects"].as_array().unwrap())
        .filter(|of| !of.1.is_null())
    {
        varied += 1;
        let of: Vec<f64> = effects.as_array().unwrap().iter().map(|effect| effect["value"].as_f64().unwrap()).collect();
        assert!(of.len() == 3 && (of.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{output}: {of:?}");
    }
    let rows = Csv::new(&desk.read("tied/tables/shapley.csv")).rows;
    assert!(varied > 5 && rows.len() == 3 * varied, "{varied} {}", rows.len());
    let points = Csv::new(&desk.read("tied/tables/design.csv")).rows;
    assert_eq!(points.iter().filter(|row| row["part"] == "shapley").count(), 32 * 8);
    // The same whatever the number of threads; nothing of it where no numbers go together.
    let one = desk.command(&common).env("RAYON_NUM_THREADS", "1").output().unwrap();
    assert_eq!(desk.good(&common).as_bytes(), one.stdout);
    assert!(!desk.good(&["sensitivity", "small.toml", "--points=8", "--format=json"]).contains("divisions"));
}

#[test]
fn limit_of_more_than_four_numbers_none_is_told_by_itself() {
    let desk = Desk::new();
    let keys =
        ["client.delivery", "bargain.talks", "client.patience", "client.regime_backing", "client.sovereignty_cost"];
    let ranges = [(0.7, 0.9), (0.7, 0.9), (0.95, 0.98), (0.7, 0.9), (7.0, 9.0)];
    let range = |(key, (low, high)): (&&str, (f64, f64))| {
        format!("--set={key}={{ dist = 'uniform', low = {low}, high = {high} }}")
    };
    let mut asked: Vec<String> = keys.iter().zip(ranges).map(range).collect();
    asked.push(format!("--set=correlate=[{{ name = 'tie', numbers = {keys:?}, rank = 0.5 }}]"));
    let common = ["sensitivity", "small.toml", "--points=8"].into_iter();
    let said = desk.good(&common.chain(asked.iter().map(String::as_str)).collect::<Vec<_>>());
    assert!(said.contains("of more than 4 such numbers none is told") && !said.contains("by Shapley"), "{said}");
}
