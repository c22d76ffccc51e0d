//! Simulated paths against exact means, and the errors that go with them.

use crate::common::{MECHANISMS, settled};
use allegiance::command::provenance;
use allegiance::findings::Summary;
use allegiance::forecast::branching::BranchCase;
use allegiance::forecast::exact::propagate;
use allegiance::forecast::quantity::Quantity;
use allegiance::forecast::{Unwatched, simulate};
use allegiance::game::equilibrium::Equilibrium;
use allegiance::game::player::PLAYERS;
use allegiance::game::values::Position;
use allegiance::scenario::{Metric, Scenario, load};
use std::path::Path;

/// The seed case with certain numbers, so that the exact means are those of every draw.
fn certain(overrides: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/belarus-2020.toml");
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    settled(&load(&path, &overrides).expect("the seed scenario is valid"))
}

fn summary(scenario: &Scenario) -> Summary {
    let central = Equilibrium::new(scenario, &scenario.central());
    let draws = simulate(scenario, &Unwatched).expect("nothing stops it");
    Summary::new(scenario, &central, &draws, provenance(scenario)).expect("it is kept")
}

/// Compares every quantity of every quarter and branch with its exact mean; gives the number of comparisons and of
/// those beyond two standard errors.
fn compare(scenario: &Scenario) -> (usize, usize) {
    let summary = summary(scenario);
    let equilibrium = Equilibrium::new(scenario, &scenario.central());
    let families: Vec<String> = scenario.offers.iter().map(|offer| offer.name.clone()).collect();
    let (mut compared, mut far) = (0, 0);
    for case in BranchCase::all(scenario) {
        let exact = propagate(scenario, &equilibrium, &case);
        for quantity in Quantity::all(families.len()) {
            let name = quantity.name(&families);
            let rows = summary.by_quarter.iter().filter(|row| row.branch == case.name && row.quantity == name);
            for row in rows {
                let truth = exact[row.quarter][quantity.index()];
                let error = row.mean.standard_error.expect("many draws");
                let gap = (row.mean.value - truth).abs();
                // A quantity that no path showed has no error of its own: it must then be rare.
                let bound = if error > 0.0 { 4.0 * error } else { 4.0 / 20_000.0 };
                assert!(
                    gap <= bound + 1e-12,
                    "{} {name} quarter {}: {} ± {error}, exact {truth}",
                    case.name,
                    row.quarter,
                    row.mean.value
                );
                compared += 1;
                far += usize::from(error > 0.0 && gap > 2.0 * error);
            }
        }
    }
    (compared, far)
}

#[test]
fn stat_paths_agree_with_exact_means_in_every_quantity() {
    let scenario = certain(&["simulation.draws=200", "simulation.paths=100"]);
    let (compared, far) = compare(&scenario);
    // 4 branches, 20 quarters, 12 quantities; some 5% may lie beyond two errors, and more than a tenth would be a sign.
    assert_eq!(compared, 4 * 20 * 12);
    assert!(far < compared / 10, "{far} of {compared} beyond two standard errors");
}

#[test]
fn stat_paths_agree_with_exact_means_across_later_elections_and_from_a_dispute() {
    let elections = "election=[\
        {quarter=\"2021-Q2\", branch=[{name=\"a\", probability=0.5, mandate=\"weak\"}, {name=\"b\", probability=0.5, government=\"successor\"}]},\
        {quarter=\"2022-Q4\", branch=[{name=\"c\", probability=0.25, opening=\"engaged\", government=\"pivot\"}, {name=\"d\", probability=0.75}]}]";
    let scenario = certain(&[elections, "start.dispute=true", "simulation.draws=100", "simulation.paths=200"]);
    let (compared, far) = compare(&scenario);
    assert_eq!(compared, 2 * 20 * 12);
    assert!(far < compared / 10, "{far} of {compared} beyond two standard errors");
}

#[test]
fn stat_paths_agree_with_exact_means_where_pressure_goes_on_by_itself() {
    // Talks are rare in a dispute, so that inertia decides about many quarters; in an era of its own it is less.
    let scenario = certain(&[
        "bargain.pressure_inertia=0.6",
        "bargain.talks_in_dispute=0.4",
        "era=[{name=\"thaw\", from=\"2023-Q1\", bargain={pressure_inertia=0.2}}]",
        "start.dispute=true",
        "simulation.draws=100",
        "simulation.paths=200",
    ]);
    let (compared, far) = compare(&scenario);
    assert_eq!(compared, 4 * 20 * 12);
    assert!(far < compared / 10, "{far} of {compared} beyond two standard errors");
}

#[test]
fn stat_paths_agree_with_exact_means_where_every_mechanism_acts() {
    let more = ["start.dispute=true", "simulation.draws=100", "simulation.paths=200"];
    let scenario = certain(&[&MECHANISMS[..], &more].concat());
    let (compared, far) = compare(&scenario);
    assert_eq!(compared, 4 * 20 * 12);
    assert!(far < compared / 10, "{far} of {compared} beyond two standard errors");
}

#[test]
fn stat_paths_agree_with_exact_means_across_eras() {
    // One era that nobody saw coming, in whose quarter an election is held as well, and one that was expected.
    let eras = "era=[\
        {name=\"break\", from=\"2021-Q3\", confrontation={start=\"crisis\", rise=0.2}, client={delivery=0.5}},\
        {name=\"thaw\", from=\"2023-Q1\", anticipated=true, opening={start=\"engaged\"}, bargain={contract_quarters=8}}]";
    let election = "election=[{quarter=\"2021-Q3\", branch=[{name=\"a\", probability=0.5, mandate=\"weak\"}, {name=\"b\", probability=0.5, government=\"successor\"}]}]";
    let scenario = certain(&[eras, election, "simulation.draws=100", "simulation.paths=200"]);
    let (compared, far) = compare(&scenario);
    assert_eq!(compared, 2 * 20 * 12);
    assert!(far < compared / 10, "{far} of {compared} beyond two standard errors");
}

#[test]
fn stat_discounted_payoffs_of_paths_have_the_value_of_the_game_as_their_mean() {
    discounted_payoffs_are_values(&[]);
    discounted_payoffs_are_values(&MECHANISMS);
}

fn discounted_payoffs_are_values(more: &[&str]) {
    // Quick discounting, so that what lies beyond the path is below 0.6^80.
    let quick = [
        "client.patience=0.6",
        "patron.patience=0.6",
        "clock.periods=80",
        "election=[]",
        "simulation.draws=100",
        "simulation.paths=50",
        "simulation.tolerance=1e-10",
    ];
    let scenario = certain(&[&quick[..], more].concat());
    let summary = summary(&scenario);
    let equilibrium = Equilibrium::new(&scenario, &scenario.central());
    let levels: Vec<usize> = scenario.ladders.all().map(|ladder| ladder.start).collect();
    let state = equilibrium.eras()[0].games()[0].space().index(&levels);
    for (player, metric) in PLAYERS.into_iter().zip([Metric::ClientPayoff, Metric::PatronPayoff]) {
        let value = equilibrium.eras()[0].solutions()[0].values.of(player, Position::Calm)[state];
        let row = summary.metrics.iter().find(|row| row.metric == metric.name(&[])).expect("the metric is reported");
        let mean = row.mean.expect("it is on every path");
        let error = mean.standard_error.expect("many draws");
        assert!((mean.value - value).abs() < 4.0 * error, "{player:?}: {mean:?} against {value}");
        assert!(error < 0.05 * value.abs().max(1.0), "the error {error} says nothing");
    }
}

#[test]
fn prop_shares_of_what_binds_sum_to_one() {
    let scenario = certain(&[]);
    let equilibrium = Equilibrium::new(&scenario, &scenario.central());
    for case in BranchCase::all(&scenario) {
        for means in propagate(&scenario, &equilibrium, &case) {
            let families = (0..scenario.offers.len()).map(Quantity::Contract);
            let binds = families.chain([Quantity::Calm, Quantity::Standoff]);
            let sum: f64 = binds.map(|quantity| means[quantity.index()]).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{sum}");
        }
    }
}

#[test]
fn prop_a_branch_sees_the_same_numbers_as_its_neighbour() {
    // Two branches that say the same must give the same paths.
    let twins = "election=[{quarter=\"2020-Q3\", branch=[{name=\"a\", probability=0.5, mandate=\"weak\"}, {name=\"b\", probability=0.5, mandate=\"weak\"}]}]";
    let scenario = certain(&[twins, "simulation.draws=3", "simulation.paths=20"]);
    for draw in simulate(&scenario, &Unwatched).expect("nothing stops it") {
        let branches = draw.branches.expect("the central game is certified");
        assert_eq!(branches[0].paths, branches[1].paths);
    }
}

#[test]
fn prop_variance_is_all_chance_where_no_parameter_is_uncertain_and_partly_not_where_some_are() {
    let scenario = certain(&["simulation.draws=20", "simulation.paths=20"]);
    assert!(summary(&scenario).metrics.iter().all(|row| row.chance_share == Some(1.0)));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/belarus-2020.toml");
    let small = ["simulation.draws=40".to_string(), "simulation.paths=40".to_string()];
    let scenario = load(&path, &small).expect("the seed scenario is valid");
    let summary = summary(&scenario);
    let row = summary.metrics.iter().find(|row| row.metric == "subsidy").expect("subsidy is reported");
    assert!(row.chance_share.is_some_and(|share| (0.3..0.95).contains(&share)), "{row:?}");
}
