//! The solver and exact propagation against numbers from an independent implementation.
//!
//! `tests/reference` holds, for each version of the model, a scenario and what it comes to: the stationary equilibrium of
//! its governments (exact backward steps from zero, written in NumPy by other hands) and means by quarter from three
//! starts each. Version 1 is version 2 with its seven numbers neutral; its scenario does not name them.

use allegiance::findings::solution::{Propagated, Solved, StateSolution};
use allegiance::game::equilibrium::Equilibrium;
use allegiance::scenario::{Scenario, load};
use serde_json::Value;
use std::path::Path;

/// A scenario and the numbers that it comes to elsewhere.
struct Reference {
    file: &'static str,
    expected: &'static str,
    governments: &'static [&'static str],
}

const VERSION_1: Reference = Reference {
    file: "belarus-2020-v1.toml",
    expected: include_str!("../reference/expected-v1.json"),
    governments: &["incumbent", "successor"],
};

const VERSION_2: Reference = Reference {
    file: "belarus-2020-v2.toml",
    expected: include_str!("../reference/expected-v2.json"),
    governments: &["incumbent", "successor", "pivot"],
};

impl Reference {
    fn expected(&self) -> Value {
        serde_json::from_str(self.expected).expect("the reference is JSON")
    }

    fn scenario(&self, overrides: &[String]) -> Scenario {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(self.file);
        load(&path, overrides).expect("the scenario is valid")
    }

    /// Compares every value of every state that the reference has.
    fn values(&self) {
        let scenario = self.scenario(&["simulation.tolerance=1e-10".into()]);
        let solved = Solved::new(&scenario, &Equilibrium::new(&scenario, &scenario.central()));
        let (expected, mut compared) = (self.expected(), 0);
        for government in self.governments {
            let ours = &solved.governments[*government];
            assert!(ours.certificate.certified, "{government}: {:?}", ours.certificate);
            for theirs in at(&expected, &["governments", government, "states"]).as_array().expect("a list") {
                let state = ours.states.iter().find(|state| same_state(state, theirs)).expect("the state exists");
                let state = serde_json::to_value(state).expect("a state is JSON");
                compared += compare(&state, theirs, 1e-6, &format!("{government} {}", label(theirs)));
            }
        }
        // 8 states a government; 8 plain numbers, 3 ranges of 2 and 27 offers with 2 in each.
        assert_eq!(compared, self.governments.len() * 8 * (8 + 3 * 2 + 27 * 2));
    }

    /// Compares every mean by quarter.
    fn means(&self) {
        let (expected, mut compared) = (self.expected(), 0);
        for government in self.governments {
            for theirs in at(&expected, &["governments", government, "propagation"]).as_array().expect("a list") {
                assert_eq!(theirs["start"]["dispute"], false);
                let scenario = self.scenario(&start(government, &theirs["start"]));
                let equilibrium = Equilibrium::new(&scenario, &scenario.central());
                let ours = Propagated::new(&scenario, &equilibrium);
                let ours = serde_json::to_value(&ours.branches["baseline"].quarters).expect("means are JSON");
                let place = format!("{government} {}", label(&theirs["start"]));
                compared += compare(&ours, &theirs["quarters"], 1e-9, &place);
            }
        }
        // 3 starts a government, 20 quarters, 6 means.
        assert_eq!(compared, self.governments.len() * 3 * 20 * 6);
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// Follows a path of keys through a JSON value.
fn at<'a>(value: &'a Value, path: &[&str]) -> &'a Value {
    path.iter().fold(value, |value, key| &value[*key])
}

#[test]
fn val_every_value_of_the_reference_is_matched_to_1e_6() {
    VERSION_1.values();
}

#[test]
fn val_every_value_of_version_2_is_matched_to_1e_6() {
    VERSION_2.values();
}

#[test]
fn val_means_by_quarter_are_matched_to_1e_9() {
    VERSION_1.means();
}

#[test]
fn val_means_by_quarter_of_version_2_are_matched_to_1e_9() {
    VERSION_2.means();
}

#[test]
fn val_the_comparison_can_fail() {
    let reference = VERSION_1.expected();
    let state = &at(&reference, &["governments", "incumbent", "states"])[0];
    let mut other = state.clone();
    other["signed"][5]["probability"] = Value::from(number(&state["signed"][5]["probability"]) + 1e-5);
    assert!(std::panic::catch_unwind(|| compare(&other, state, 1e-6, "shifted")).is_err());
}

fn label(state: &Value) -> String {
    ["confrontation", "mandate", "opening", "integration", "dispute"].map(|key| state[key].to_string()).join(" ")
}

fn same_state(ours: &StateSolution, theirs: &Value) -> bool {
    let levels = ours.levels.iter().all(|(ladder, level)| theirs[ladder] == level.as_str());
    levels && theirs["dispute"] == ours.dispute
}

/// Compares every number of `theirs` with ours, texts by equality; gives how many numbers there were.
fn compare(ours: &Value, theirs: &Value, tolerance: f64, place: &str) -> usize {
    match theirs {
        Value::Object(fields) => {
            fields.iter().map(|(key, theirs)| compare(&ours[key], theirs, tolerance, &format!("{place}.{key}"))).sum()
        }
        Value::Array(items) => {
            assert_eq!(ours.as_array().map(Vec::len), Some(items.len()), "{place}");
            items
                .iter()
                .enumerate()
                .map(|(i, theirs)| compare(&ours[i], theirs, tolerance, &format!("{place}[{i}]")))
                .sum()
        }
        Value::Number(_) => {
            let gap = (number(ours) - number(theirs)).abs();
            assert!(gap <= tolerance, "{place}: {ours} here, {theirs} there");
            1
        }
        other => {
            assert_eq!(ours, other, "{place}");
            0
        }
    }
}

/// Overrides that start a path as the reference does: the levels, and no election, or one that brings the government in.
fn start(government: &str, start: &Value) -> Vec<String> {
    let level = |ladder: &str| format!("{ladder}.start={}", start[ladder]);
    let mut overrides: Vec<String> = ["confrontation", "mandate", "opening", "integration"].map(level).to_vec();
    overrides.push("simulation.tolerance=1e-12".into());
    overrides.push(match government {
        "incumbent" => "election=[]".into(),
        other => format!(
            "election=[{{quarter=\"2020-Q3\", branch=[{{name=\"baseline\", probability=1, government=\"{other}\"}}]}}]"
        ),
    });
    overrides
}
