//! What a solution must be whatever the scenario: the fixed point of backward induction, certified honestly.

use allegiance::forecast::exact::means_from;
use allegiance::forecast::quantity::Quantity;
use allegiance::forecast::shocks;
use allegiance::game::Game;
use allegiance::game::choice::{Workspace, step};
use allegiance::game::conduct::{BEGINNINGS, Begins};
use allegiance::game::equilibrium::Equilibrium;
use allegiance::game::player::{PLAYERS, Player};
use allegiance::game::policy::Policy;
use allegiance::game::solve::{Method, solve};
use allegiance::game::values::{Position, Values};
use allegiance::scenario::{Scenario, load, parse, template};
use std::path::Path;

fn seed(overrides: &[&str]) -> Scenario {
    read("scenarios/belarus-2020.toml", overrides)
}

/// The seed case of version 1 of the model, with its distributions: numbers that do not move with the seed case's.
fn first(overrides: &[&str]) -> Scenario {
    read("tests/reference/belarus-2020-v1-seed.toml", overrides)
}

fn read(name: &str, overrides: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    load(&path, &overrides.iter().map(ToString::to_string).collect::<Vec<_>>()).expect("the scenario is valid")
}

/// Plain backward induction from zero: the definition of the equilibrium, taken literally.
fn induction(game: &Game, steps: usize) -> (Values, f64) {
    let mut work = Workspace::new(game);
    let mut values = Values::zero(game.families(), game.space().padded());
    let mut now = values.clone();
    let (mut policy, mut before) = (Policy::zero(game), Policy::zero(game));
    for left in (0..steps).rev() {
        std::mem::swap(&mut policy, &mut before);
        step(game, &values, &mut now, &mut work, (left < 2).then_some(&mut policy));
        std::mem::swap(&mut values, &mut now);
    }
    (values, policy.distance(&before))
}

fn greatest_gap(one: &Values, other: &Values) -> f64 {
    let positions = [Position::Calm, Position::Dispute];
    let arrays = PLAYERS.into_iter().flat_map(|player| positions.map(|position| (player, position)));
    arrays
        .flat_map(|(player, position)| one.of(player, position).iter().zip(other.of(player, position)))
        .fold(0.0, |most: f64, (one, other)| most.max((one - other).abs()))
}

#[test]
fn prop_acceleration_ends_where_plain_backward_induction_does() {
    let scenario = first(&["simulation.seed=7"]);
    let mut compared = 0;
    for draw in 0..25 {
        let parameters = shocks::parameters(&scenario, draw).remove(0);
        let game = Game::new(&scenario, &parameters, draw % scenario.governments.len());
        let (values, change) = induction(&game, 700);
        if change > 1e-9 {
            continue;
        }
        let solution = solve(&game, 1e-9);
        assert!(solution.certificate.certified, "draw {draw}: {:?}", solution.certificate);
        assert_eq!(solution.certificate.method, Method::BackwardInduction, "draw {draw}");
        let gap = greatest_gap(&values, &solution.values);
        assert!(gap < 1e-5, "draw {draw}: {gap:e}");
        compared += 1;
    }
    assert!(compared >= 20, "backward induction settled in {compared} draws of 25 only");
}

#[test]
fn regress_a_menu_on_which_backward_induction_cycles_is_solved_and_said_to_be() {
    let menu = "offer.\"grand deal\".subsidies=[3, 9, 15]";
    let others = ["trimmed deal", "integration deal"].map(|name| format!("offer.\"{name}\".subsidies=[3, 9, 15]"));
    let scenario = first(&[menu, &others[0], &others[1]]);
    let game = Game::new(&scenario, &scenario.parameters.central(), 0);
    let (_, change) = induction(&game, 2000);
    assert!(change > 0.1, "backward induction settles after all: {change:e}");
    let certificate = solve(&game, 1e-6).certificate;
    assert_ne!(certificate.method, Method::BackwardInduction);
    assert_eq!(certificate.certified, certificate.residual.is_some_and(|residual| residual <= 1e-6));
    assert!(certificate.certified, "{certificate:?}");
}

#[test]
fn prop_the_certificate_is_the_change_of_one_more_backward_step() {
    let scenario = seed(&[]);
    let game = Game::new(&scenario, &scenario.parameters.central(), 1);
    let solution = solve(&game, 1e-6);
    let mut work = Workspace::new(&game);
    let (mut policy, mut now) = (Policy::zero(&game), solution.values.clone());
    step(&game, &solution.values, &mut now, &mut work, Some(&mut policy));
    let residual = solution.policy.distance(&policy);
    assert!(residual <= 1e-6, "{residual:e}");
    assert!(solution.certificate.residual.is_some_and(|residual| residual <= 1e-6));
}

#[test]
fn regress_a_payoff_that_overflows_is_not_certified() {
    let scenario = seed(&["client.entrapment_loss=1e308", "client.entrapment_hazard=1e300"]);
    let game = Game::new(&scenario, &scenario.parameters.central(), 0);
    let certificate = solve(&game, 1e-6).certificate;
    assert!(!certificate.certified, "{certificate:?}");
    assert_eq!(certificate.residual, None);
}

#[test]
fn limit_probabilities_are_probabilities() {
    let scenario = seed(&[]);
    let game = Game::new(&scenario, &scenario.parameters.central(), 0);
    let policy = solve(&game, 1e-6).policy;
    for state in 0..game.space().count() {
        for begins in BEGINNINGS {
            for player in PLAYERS {
                let sum: f64 = policy.proposals(player, begins, state).iter().sum();
                assert!((sum - 1.0).abs() < 1e-12, "proposals sum to {sum}");
                assert!(policy.acceptances(player, begins, state).iter().all(|p| (0.0..=1.0).contains(p)));
            }
            let signed: f64 = policy.signed(&game, begins, state).sum();
            assert!((0.0..=game.talks(begins, state)).contains(&signed));
        }
    }
}

#[test]
fn limit_a_huge_precision_takes_the_best() {
    // λ → ∞: every answer is yes or no, every proposal one offer or a tie. The product of odds would overflow here.
    let scenario = seed(&["client.precision=1e6", "patron.precision=1e6", "client.patience=0", "patron.patience=0"]);
    let game = Game::new(&scenario, &scenario.parameters.central(), 0);
    let solution = solve(&game, 1e-6);
    assert!(solution.certificate.certified, "{:?}", solution.certificate);
    for state in 0..game.space().count() {
        for acceptance in solution.policy.acceptances(Player::Client, Begins::Calm, state) {
            assert!(*acceptance < 1e-9 || *acceptance > 1.0 - 1e-9 || (*acceptance - 0.5).abs() < 1e-9);
        }
    }
}

#[test]
fn prop_no_inertia_of_pressure_is_as_if_it_were_not_named() {
    let (silent, zero) = (first(&[]), first(&["bargain.pressure_inertia=0"]));
    let [silent, zero] = [silent, zero].map(|scenario| Equilibrium::new(&scenario, &scenario.central()));
    for (silent, zero) in silent.eras()[0].solutions().iter().zip(zero.eras()[0].solutions()) {
        assert_eq!(silent, zero);
        let [calm, dispute] = BEGINNINGS.map(|begins| silent.policy.hedge(begins));
        assert_eq!(calm, dispute, "the stance does not depend on how the quarter began");
    }
}

#[test]
fn prop_the_more_pressure_goes_on_by_itself_the_longer_disputes_last() {
    // In détente, where the patron, asked, lets go about one time in ten; under confrontation it hardly ever does.
    let mut shares = Vec::new();
    for inertia in ["0", "0.25", "0.5", "0.75", "1"] {
        let scenario = seed(&["confrontation.start=detente", &format!("bargain.pressure_inertia={inertia}")]);
        let game = Game::new(&scenario, &scenario.parameters.central(), 0);
        let solution = solve(&game, 1e-9);
        assert!(solution.certificate.certified, "{inertia}: {:?}", solution.certificate);
        let start = game.space().index(&scenario.ladders.all().map(|ladder| ladder.start).collect::<Vec<_>>());
        let next = &means_from(&game, &solution.policy, start, Begins::InDispute, 2)[1];
        shares.push(next[Quantity::Dispute.index()]);
    }
    assert!(shares.is_sorted_by(|less, more| less + 0.005 < *more), "{shares:?}");
}

#[test]
fn prop_a_small_inertia_is_a_small_change() {
    // The stance in both positions at once, at 0, is the limit of that in each by itself.
    let solved = |inertia: &str| {
        let scenario = seed(&[&format!("bargain.pressure_inertia={inertia}")]);
        solve(&Game::new(&scenario, &scenario.parameters.central(), 0), 1e-10)
    };
    let [none, least, little] = ["0", "1e-12", "1e-3"].map(solved);
    assert!(greatest_gap(&none.values, &least.values) < 1e-8 && none.policy.distance(&least.policy) < 1e-8);
    let felt = none.policy.distance(&little.policy);
    assert!((1e-6..0.05).contains(&felt), "{felt:e}");
}

#[test]
fn limit_an_election_that_changes_nothing_is_not_felt() {
    // One branch that names nothing: the quarters before it are those of the stationary game.
    let quiet = "election=[{quarter=\"2022-Q1\", branch=[{name=\"quiet\", probability=1}]}]";
    let scenario = seed(&[quiet, "simulation.tolerance=1e-12"]);
    let equilibrium = Equilibrium::new(&scenario, &scenario.central());
    let stationary = &equilibrium.eras()[0].solutions()[0].policy;
    for quarter in 0..6 {
        assert!(equilibrium.policy(quarter, 0).distance(stationary) < 1e-9);
    }
}

#[test]
fn limit_quarters_before_an_election_look_ahead_to_its_branches() {
    // A certain victory of the successor voids contracts: a quarter before it, no promise of a subsidy outlives the
    // quarter, so a unit promised is worth delivery × a quarter.
    let change =
        "election=[{quarter=\"2020-Q4\", branch=[{name=\"change\", probability=1, government=\"successor\"}]}]";
    let scenario = seed(&[change]);
    let equilibrium = Equilibrium::new(&scenario, &scenario.central());
    assert!(equilibrium.policy(0, 0).distance(&equilibrium.eras()[0].solutions()[0].policy) > 1e-3);
    assert_eq!(equilibrium.policy(1, 1), &equilibrium.eras()[0].solutions()[1].policy);
    assert_ne!(equilibrium.stage(0), equilibrium.stage(1));
}

#[test]
fn prop_the_template_is_certified() {
    let scenario = parse("starter.toml", &template("starter"), &[]).expect("the template is valid");
    let equilibrium = Equilibrium::new(&scenario, &scenario.central());
    assert!(equilibrium.certified());
}
