//! Closed forms that the game must come to (model page §7), one scenario each in `scenarios/limits/`.
//!
//! Each test knows the formula and its source; `docs/limits.md` lists them all, with what the game cannot be brought to.
//! Exact results are held to 1e-9. Where the result is itself a limit the error must stay within what the menu's step
//! and the precision leave, and shrink as both get finer.

mod choice;
mod dispute;
mod ledger;
mod mechanisms;
mod offers;
mod split;
mod world;

use allegiance::findings::solution::{FamilyRange, SignedOffer, Solved, StateSolution};
use allegiance::game::conduct::{BEGINNINGS, STANCES};
use allegiance::game::equilibrium::Equilibrium;
use allegiance::game::player::PLAYERS;
use allegiance::scenario::{Scenario, load};
use std::path::PathBuf;

/// What exact results are held to.
const EXACT: f64 = 1e-9;

/// Folder of the scenarios.
fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios/limits")
}

/// A limit case, solved and certified.
struct Case {
    scenario: Scenario,
    equilibrium: Equilibrium,
    solved: Solved,
}

/// The scenario of this name with overrides.
fn case(name: &str, overrides: &[String]) -> Case {
    let scenario = load(&folder().join(format!("{name}.toml")), overrides).unwrap_or_else(|error| panic!("{error}"));
    let equilibrium = Equilibrium::new(&scenario, &scenario.central());
    let solved = Solved::new(&scenario, &equilibrium);
    let certificate = equilibrium.eras()[0].solutions()[0].certificate;
    assert!(certificate.certified, "{name} {overrides:?}: {certificate:?}");
    Case { scenario, equilibrium, solved }
}

/// Overrides from `key=value`.
fn set<const N: usize>(overrides: [&str; N]) -> Vec<String> {
    overrides.map(String::from).to_vec()
}

impl Case {
    /// The negotiation in which the path begins, or the same in dispute.
    fn start(&self, dispute: bool) -> &StateSolution {
        let at_start = |state: &&StateSolution| {
            state.dispute == dispute
                && self.scenario.ladders.all().all(|ladder| state.levels[&ladder.name] == ladder.levels[ladder.start])
        };
        self.solved.governments[0].states.iter().find(at_start).unwrap()
    }

    /// Least subsidy of the client and most of the patron, for an offer family.
    fn range(&self, family: usize, dispute: bool) -> (f64, f64) {
        let FamilyRange { reservation, willingness, .. } = self.start(dispute).range[family];
        (reservation.unwrap(), willingness.unwrap())
    }

    /// Mean subsidy of what is signed at the start.
    fn mean_signed(&self) -> f64 {
        let signed = &self.start(false).signed;
        let all: f64 = signed.iter().map(|offer| offer.probability).sum();
        assert!(all > 0.9, "hardly anything is signed: {all}");
        signed.iter().map(|offer| offer.probability * offer.subsidy).sum::<f64>() / all
    }
}

/// Every decision probability in a state: stance, pressure, proposals, answers.
fn decisions(case: &Case, state: usize) -> Vec<f64> {
    let policy = &case.equilibrium.eras()[0].solutions()[0].policy;
    let stances = BEGINNINGS.map(|begins| policy.hedge(begins)[state]);
    let pressure = STANCES.map(|stance| policy.pressure(stance)[state]);
    let talks = PLAYERS.into_iter().flat_map(|player| BEGINNINGS.map(|begins| (player, begins)));
    let talks = talks.flat_map(|(player, begins)| {
        [policy.proposals(player, begins, state), policy.acceptances(player, begins, state)].concat()
    });
    stances.into_iter().chain(pressure).chain(talks).collect()
}

/// The offer that is all but certain.
fn certain(offers: &[SignedOffer], probability: impl Fn(&SignedOffer) -> f64) -> &SignedOffer {
    let likely = |offer: &&SignedOffer| probability(offer) > 1.0 - EXACT;
    offers.iter().find(likely).expect("one offer is all but certain")
}

/// A menu of `count` subsidies for loyalty 1, in the middles of equal steps from `low` to `high`: the step and the
/// override. Families hold 200 subsidies at most, so that a fine menu takes several that differ in nothing else.
fn menu(low: f64, high: f64, count: usize) -> (f64, String) {
    let step = (high - low) / count as f64;
    let subsidies: Vec<String> = (0..count).map(|i| format!("{}", low + (i as f64 + 0.5) * step)).collect();
    let families = subsidies.chunks(200).enumerate().map(|(number, part)| {
        format!("{{name=\"{number}\", loyalty=1, integration=0, subsidies=[{}]}}", part.join(","))
    });
    (step, format!("offer=[{}]", families.collect::<Vec<_>>().join(",")))
}

/// Logistic function.
fn sigma(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

fn near(found: f64, expected: f64, bound: f64, what: &str) {
    assert!((found - expected).abs() <= bound, "{what}: {found} instead of {expected} (allowed {bound:e})");
}
