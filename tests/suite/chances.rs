//! Exact probabilities of events: beside paths, beside exact means, and worked out by hand.

use crate::common::{MECHANISMS, settled, shipped};
use allegiance::forecast::branching::BranchCase;
use allegiance::forecast::exact::{chances, propagate};
use allegiance::forecast::quantity::Quantity;
use allegiance::forecast::{Unwatched, simulate_exact};
use allegiance::game::equilibrium::Equilibrium;
use allegiance::scenario::{Scenario, load};

fn scenario(file: &str, overrides: &[&str]) -> Scenario {
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    load(&shipped(file), &overrides).unwrap_or_else(|error| panic!("{error}"))
}

/// Events, each by its conditions.
fn events(conditions: &[&str]) -> String {
    let event = |(at, when): (usize, &&str)| format!("{{name=\"e{at}\",says=\"it happens\",when=[{when}]}}");
    format!("event=[{}]", conditions.iter().enumerate().map(event).collect::<Vec<_>>().join(","))
}

fn exact(scenario: &Scenario, case: &BranchCase) -> Vec<Option<Vec<f64>>> {
    chances(scenario, &Equilibrium::new(scenario, &scenario.central()), case)
}

/// Holds the share of paths on which each event has happened by the end of each quarter against its exact probability;
/// gives the number of comparisons with a probability that is neither 0 nor 1.
fn compare(scenario: &Scenario) -> usize {
    let draws = simulate_exact(scenario, &Unwatched).expect("nothing stops it");
    let mut compared = 0;
    for (branch, case) in BranchCase::all(scenario).iter().enumerate() {
        for (event, exact) in exact(scenario, case).iter().enumerate() {
            let exact = exact.as_ref().expect("few places");
            let paths = draws.iter().flat_map(|draw| &draw.branches.as_ref().expect("certified")[branch].paths);
            let quarters: Vec<Option<u16>> = paths.map(|path| path.events[event]).collect();
            for (quarter, &chance) in exact.iter().enumerate() {
                let by = |at: &&Option<u16>| at.is_some_and(|at| usize::from(at) <= quarter + 1);
                let share = quarters.iter().filter(by).count() as f64 / quarters.len() as f64;
                let error = (chance * (1.0 - chance).max(0.0) / quarters.len() as f64).sqrt();
                let what =
                    format!("{}, event {event}, quarter {quarter}: {share}, exact {chance} ± {error}", case.name);
                assert!((share - chance).abs() <= 4.0 * error + 1e-9, "{what}");
                compared += usize::from(chance > 1e-3 && chance < 1.0 - 1e-3);
            }
            let last = draws[0].branches.as_ref().expect("certified")[branch].chances[event];
            assert_eq!(last, exact.last().copied());
        }
    }
    compared
}

#[test]
fn stat_paths_agree_with_exact_chances_of_the_events_of_the_seed_case() {
    let sizes = ["simulation.draws=200", "simulation.paths=100"];
    let compared = compare(&settled(&scenario("belarus-2020.toml", &sizes)));
    // 4 branches, 5 events, 20 quarters; a few quarters at the start are too early for what takes time.
    assert!(compared > 250, "{compared}");
}

/// Every metric that events may ask for, several at once, with later elections, new governments, eras, and a dispute at the
/// start.
#[test]
fn stat_paths_agree_with_exact_chances_of_every_count() {
    let election = "election=[\
        {quarter=\"2021-Q2\", branch=[{name=\"a\", probability=0.5, mandate=\"weak\"}, {name=\"b\", probability=0.5, government=\"successor\"}]},\
        {quarter=\"2022-Q4\", branch=[{name=\"c\", probability=0.25, opening=\"engaged\", government=\"pivot\"}, {name=\"d\", probability=0.75}]}]";
    let eras = "era=[\
        {name=\"break\", from=\"2021-Q3\", confrontation={start=\"crisis\", rise=0.2}, client={delivery=0.5}},\
        {name=\"thaw\", from=\"2023-Q1\", anticipated=true, opening={start=\"engaged\"}, bargain={contract_quarters=8}}]";
    let asked = events(&[
        "\"contract_quarters >= 9.5\"",
        "'quarters(\"grand deal\") > 4'",
        "\"dispute_quarters >= 6\"",
        "\"disputes >= 2\"",
        "\"disputes > 2\"",
        "\"longest_dispute >= 3\"",
        "\"hedging_quarters >= 3\"",
        "\"entrapments >= 2\"",
        "\"integration_gain > 0\"",
        "\"integration_gain >= 0.25\", \"disputes >= 1\"",
        "\"hedging_quarters >= 2\", \"dispute_quarters >= 2\", \"entrapments >= 1\"",
        "\"longest_dispute >= 2\", \"contract_quarters >= 3\"",
    ]);
    let more = ["start.dispute=true", "simulation.draws=100", "simulation.paths=200", election, eras, &asked];
    let compared = compare(&settled(&scenario("belarus-2020.toml", &[&MECHANISMS[..], &more].concat())));
    assert!(compared > 300, "{compared}");
}

/// A client that may take back what it starts with, at a cost that an era lowers.
#[test]
fn stat_paths_agree_with_exact_chances_where_steps_are_taken_back() {
    let era = "era=[{name=\"cheap\", from=\"2022-Q1\", integration={withdrawal_cost=0.5}}]";
    let asked =
        events(&["\"integration_gain > 0\"", "\"hedging_quarters >= 3\"", "\"disputes >= 2\"", "\"entrapments >= 1\""]);
    let more = [
        "integration.start=\"unified markets\"",
        "integration.withdrawal_cost=[6, 5, 4, 3]",
        "simulation.draws=100",
        "simulation.paths=200",
        era,
        &asked,
    ];
    let scenario = settled(&scenario("belarus-2020.toml", &more));
    let compared = compare(&scenario);
    assert!(compared > 100, "{compared}");
    let equilibrium = Equilibrium::new(&scenario, &scenario.central());
    for case in BranchCase::all(&scenario) {
        let depths = propagate(&scenario, &equilibrium, &case);
        let depth = |quarter: usize| depths[quarter][Quantity::IntegrationDepth.index()];
        assert!(depth(19) < depth(0) && depth(0) < 0.5, "{}: nothing is taken back", case.name);
    }
}

/// The mean number of quarters in dispute is the sum of the probabilities of at least 1, 2, 3 …
#[test]
fn prop_chances_of_all_counts_sum_to_the_mean_count() {
    let quarters = 10;
    let metrics = [
        ("dispute_quarters", Quantity::Dispute),
        ("hedging_quarters", Quantity::Hedging),
        ("entrapments", Quantity::Entrapment),
    ];
    for (metric, quantity) in metrics {
        let conditions: Vec<String> = (1..=quarters).map(|least| format!("\"{metric} >= {least}\"")).collect();
        let asked = events(&conditions.iter().map(String::as_str).collect::<Vec<_>>());
        let scenario = settled(&scenario("belarus-2020.toml", &["clock.periods=10", &asked]));
        for case in BranchCase::all(&scenario) {
            let means = propagate(&scenario, &Equilibrium::new(&scenario, &scenario.central()), &case);
            let mean: f64 = means.iter().map(|quarter| quarter[quantity.index()]).sum();
            let chances: f64 = exact(&scenario, &case).iter().flatten().filter_map(|chances| chances.last()).sum();
            assert!((mean - chances).abs() < 1e-12 && mean > 0.01, "{metric}, {}: {mean} {chances}", case.name);
        }
    }
}

/// Without precision every choice is a coin.
fn coins<const N: usize>(talks: f64, conditions: &[&str], expected: &[[f64; N]]) {
    let talks = [format!("bargain.talks={talks}"), format!("bargain.talks_in_dispute={talks}")];
    let periods = format!("clock.periods={N}");
    let more = [&periods, "bargain.contract_quarters=2", &talks[0], &talks[1], &events(conditions)];
    let scenario = scenario("limits/no-precision.toml", &more);
    let found = exact(&scenario, &BranchCase::all(&scenario)[0]);
    for ((found, expected), condition) in found.iter().zip(expected).zip(conditions) {
        let found = found.as_ref().expect("few places");
        assert!(found.iter().zip(expected).all(|(one, other)| (one - other).abs() < 1e-12), "{condition}: {found:?}");
    }
}

#[test]
fn val_chances_worked_out_by_hand() {
    // No talks: in each quarter one coin says whether the client hedges, and another whether the next begins in dispute.
    let hedging = [1.0 / 2.0, 3.0 / 4.0, 7.0 / 8.0, 15.0 / 16.0];
    let dispute = [0.0, 1.0 / 2.0, 3.0 / 4.0, 7.0 / 8.0];
    let expected = [
        hedging,
        // Two heads in 2, 3, 4 coins: 1/4, 1 − 4/8, 1 − 5/16.
        [0.0, 1.0 / 4.0, 1.0 / 2.0, 11.0 / 16.0],
        dispute,
        // Two disputes by the fourth quarter: heads, tails, heads.
        [0.0, 0.0, 0.0, 1.0 / 8.0],
        // Two heads in a row: HH; HHx or THH.
        [0.0, 0.0, 1.0 / 4.0, 3.0 / 8.0],
        [0, 1, 2, 3].map(|quarter| hedging[quarter] * dispute[quarter]),
    ];
    let conditions = [
        "\"hedging_quarters >= 1\"",
        "\"hedging_quarters >= 2\"",
        "\"dispute_quarters >= 1\"",
        "\"disputes >= 2\"",
        "\"longest_dispute >= 2\"",
        "\"hedging_quarters >= 1\", \"dispute_quarters >= 1\"",
    ];
    coins(0.0, &conditions, &expected);
    // Talks in every quarter without contract, signed by the toss of a coin; contracts lapse at every second end of a quarter.
    // Of two quarters under contract by the second: signed (1/2), then in force (1/2) or signed again (1/2 · 1/2).
    // Of these by the third also: one quarter under contract in two, and then one more. That is signed, lapsed, not signed
    // (1/8), then signed (1/2); or not signed, signed (1/4), then in force or signed again (3/4).
    let expected = [[1.0 / 2.0, 3.0 / 4.0, 7.0 / 8.0], [0.0, 3.0 / 8.0, 3.0 / 8.0 + 1.0 / 16.0 + 3.0 / 16.0]];
    coins(1.0, &["\"contract_quarters >= 1\"", "\"contract_quarters >= 2\""], &expected);
}
