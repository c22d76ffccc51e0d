//! Eras: what changes from a quarter on, seen coming or not (model page §2, §4).

use allegiance::forecast::branching::BranchCase;
use allegiance::forecast::exact::propagate;
use allegiance::forecast::quantity::Quantity;
use allegiance::forecast::shocks;
use allegiance::game::choice::{Workspace, step};
use allegiance::game::equilibrium::Equilibrium;
use allegiance::game::player::PLAYERS;
use allegiance::game::policy::Policy;
use allegiance::game::values::Position;
use allegiance::scenario::{CONFRONTATION, Scenario, ScenarioError, load};
use std::path::Path;

/// The seed case without election, solved tightly, with these changes.
fn loaded(overrides: &[&str]) -> Result<Scenario, ScenarioError> {
    read("scenarios/belarus-2020.toml", overrides)
}

/// The same for version 1's example.
fn first(overrides: &[&str]) -> Scenario {
    read("tests/reference/belarus-2020-v1.toml", overrides).expect("the scenario is valid")
}

fn read(name: &str, overrides: &[&str]) -> Result<Scenario, ScenarioError> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let fixed = ["election=[]", "simulation.tolerance=1e-10"];
    let overrides: Vec<String> = fixed.iter().chain(overrides).map(ToString::to_string).collect();
    load(&path, &overrides)
}

fn scenario(overrides: &[&str]) -> Scenario {
    loaded(overrides).expect("the scenario is valid")
}

fn solved(scenario: &Scenario) -> Equilibrium {
    let equilibrium = Equilibrium::new(scenario, &scenario.central());
    assert!(equilibrium.certified());
    equilibrium
}

const BREAK: &str =
    "era=[{name=\"break\", from=\"2021-Q3\", confrontation={start=\"crisis\", rise=0.3}, client={western_benefit=3}}]";

#[test]
fn limit_an_era_that_changes_nothing_is_not_felt() {
    let plain = scenario(&[]);
    let expected = propagate(&plain, &solved(&plain), &BranchCase::all(&plain)[0]);
    for anticipated in ["false", "true"] {
        let era = format!("era=[{{name=\"same\", from=\"2021-Q3\", anticipated={anticipated}}}]");
        let quiet = scenario(&[&era]);
        let means = propagate(&quiet, &solved(&quiet), &BranchCase::all(&quiet)[0]);
        for (ours, plain) in means.iter().flatten().zip(expected.iter().flatten()) {
            assert!((ours - plain).abs() < 1e-8, "{ours} {plain}");
        }
    }
}

#[test]
fn prop_an_era_that_nobody_saw_coming_changes_nothing_before_it_begins() {
    let (plain, broken) = (scenario(&[]), scenario(&[BREAK]));
    let (before, after) = (solved(&plain), solved(&broken));
    assert_eq!(before.policy(3, 0), after.policy(3, 0));
    assert!(before.policy(4, 0).distance(after.policy(4, 0)) > 0.01);
    // From its first quarter on the game is that of a scenario which has the new numbers from the start.
    let later = scenario(&["confrontation.rise=0.3", "client.western_benefit=3"]);
    assert_eq!(solved(&later).policy(0, 0), after.policy(4, 0));
    assert_eq!(after.game(3, 0).client().western_benefit, before.game(3, 0).client().western_benefit);
    assert_eq!(after.game(4, 0).client().western_benefit, 3.0);
}

#[test]
fn prop_an_anticipated_era_is_solved_backward_through() {
    // The last quarter before it, by hand: next quarter's values are the new game's at the level that the era sets.
    let broken = scenario(&[&BREAK.replace("from=", "anticipated=true, from=")]);
    let equilibrium = solved(&broken);
    let (game, later) = (equilibrium.game(3, 0), &equilibrium.eras()[1].solutions()[0].values);
    let mut next = later.clone();
    for player in PLAYERS {
        let contracts = (0..broken.offers.len()).flat_map(|family| [Position::Base(family), Position::Slope(family)]);
        for position in [Position::Calm, Position::Dispute].into_iter().chain(contracts) {
            for state in 0..game.space().count() {
                let crisis = game.space().at(state, CONFRONTATION, 3);
                next.of_mut(player, position)[state] = later.of(player, position)[crisis];
            }
        }
    }
    let (mut now, mut policy) = (next.clone(), Policy::zero(game));
    step(game, &next, &mut now, &mut Workspace::new(game), Some(&mut policy));
    assert!(policy.distance(equilibrium.policy(3, 0)) < 1e-12);
    // It is felt before it comes, and hardly any more two hundred quarters ahead.
    assert!(equilibrium.policy(0, 0).distance(&equilibrium.eras()[0].solutions()[0].policy) > 0.1);
    let far = BREAK.replace("from=\"2021-Q3\"", "anticipated=true, from=\"2070-Q3\"");
    // On version 1's example, which has one equilibrium: where there are several, another end may lead to another.
    let far = solved(&first(&[&far, "clock.periods=210", "government=[]"]));
    let felt = |quarter| far.policy(quarter, 0).distance(&far.eras()[0].solutions()[0].policy);
    assert!(felt(0) < 0.05 && felt(199) > 0.1, "{} {}", felt(0), felt(199));
}

#[test]
fn prop_levels_are_set_when_the_era_begins_and_contracts_go_on() {
    let still = ["confrontation.rise=0", "confrontation.ease=0"];
    let era = "era=[{name=\"crisis\", from=\"2021-Q3\", confrontation={start=\"crisis\"}}]";
    let broken = scenario(&[&still[..], &[era]].concat());
    let crisis = scenario(&[&still[..], &["confrontation.start=crisis"]].concat());
    let equilibrium = solved(&broken);
    assert_eq!(equilibrium.policy(0, 0), equilibrium.policy(10, 0), "the numbers are the same");
    let means = propagate(&broken, &equilibrium, &BranchCase::all(&broken)[0]);
    let level = |scenario: &Scenario| propagate(scenario, &solved(scenario), &BranchCase::all(scenario)[0]);
    let (calm, harsh) = (level(&scenario(&still)), level(&crisis));
    let deal = Quantity::Contract(0).index();
    assert_eq!(means[3], calm[3]);
    // A contract lapses with probability 1/2: the other half of what was in force outlives the break.
    assert!(means[4][deal] > 0.5 * means[3][deal] && means[4][deal] > harsh[4][deal] + 0.05);
    assert!(
        (means[19][deal] - harsh[19][deal]).abs() < 0.05 * means[4][deal],
        "{} {}",
        means[19][deal],
        harsh[19][deal]
    );
}

#[test]
fn prop_what_an_era_does_not_name_is_shared_with_the_time_before_it() {
    let broken = scenario(&[BREAK]);
    for draw in 0..5 {
        let [before, after] = &shocks::parameters(&broken, draw)[..] else { panic!("two eras") };
        assert_eq!(before.patron, after.patron);
        assert_eq!(before.client_delivery(), after.client_delivery());
        assert_eq!(after.clients[0].western_benefit, 3.0);
        // The successor has a western benefit of its own, which the era leaves alone.
        assert_eq!(before.clients[1].western_benefit, after.clients[1].western_benefit);
    }
    let uncertain =
        scenario(&["era=[{name=\"x\", from=\"2021-Q1\", client={delivery={dist=\"uniform\", low=0.1, high=0.2}}}]"]);
    let keys: Vec<String> = uncertain.uncertain().into_iter().map(|number| number.key).collect();
    assert!(keys.contains(&"client.delivery".into()) && keys.contains(&"era.x.client.delivery".into()));
}

trait Delivery {
    fn client_delivery(&self) -> Vec<f64>;
}

impl Delivery for allegiance::scenario::Parameters<f64> {
    fn client_delivery(&self) -> Vec<f64> {
        self.clients.iter().map(|client| client.delivery).collect()
    }
}

#[test]
fn faults_of_eras_are_told_with_their_place() {
    let told = |era: &str| match loaded(&[era]) {
        Err(ScenarioError::Invalid(faults)) => faults.render(false),
        other => panic!("{other:?}"),
    };
    for (era, part) in [
        ("era=[{name=\"x\", from=\"2020-Q3\"}]", "no era can begin in 2020-Q3"),
        ("era=[{name=\"x\", from=\"2029-Q3\"}]", "allowed: 2020-Q4 to 2025-Q2"),
        ("era=[{name=\"x\"}]", "`from` is missing"),
        ("era=[{name=\"x\", from=\"2021-Q1\"}, {name=\"y\", from=\"2021-Q1\"}]", "two eras are called `2021-Q1`"),
        ("era=[{name=\"x\", from=\"2021-Q1\", client={delivery=1.5}}]", "out of range"),
        ("era=[{name=\"x\", from=\"2021-Q1\", client={delivry=0.5}}]", "delivery"),
        ("era=[{name=\"x\", from=\"2021-Q1\", opening={start=\"colt\"}}]", "cold"),
        ("era=[{name=\"x\", from=\"2021-Q1\", opening={hedging_rise=0.99}}]", "reach 1.0"),
        ("era=[{name=\"x\", from=\"2021-Q1\", confrontation={rise=[0.1, 0.2]}}]", "allowed: exactly 3"),
        ("era=[{name=\"x\", from=\"2021-Q1\", integration={start=\"road maps\"}}]", "unknown key `start`"),
    ] {
        let text = told(era);
        assert!(text.contains(part), "{era}\n{text}");
    }
}
