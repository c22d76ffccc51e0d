//! The record and the filter (model page §9).

use allegiance::forecast::filter::filter;
use allegiance::game::equilibrium::Equilibrium;
use allegiance::scenario::{History, Scenario, history, load};
use std::path::{Path, PathBuf};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

fn record(name: &str, overrides: &[&str]) -> (Scenario, History) {
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    let scenario = load(&file("belarus-record.toml"), &overrides).expect("the scenario is valid");
    let history = history(&file(name), &scenario).expect("the record is valid");
    (scenario, history)
}

#[test]
fn val_log_score_of_the_worked_example_on_the_record() {
    // Of an independent implementation of the specification, for this coding: 94 quarters, 41 of them in dispute.
    let (scenario, history) = record("history/belarus-1997-2020.csv", &["simulation.tolerance=1e-10"]);
    assert_eq!(history.quarters.len(), 94);
    assert_eq!(history.quarters.iter().filter(|observed| observed.dispute == Some(true)).count(), 41);
    let equilibrium = Equilibrium::new(&scenario, &scenario.central());
    assert!(equilibrium.certified());
    let found = filter(&scenario, &equilibrium, &history, 4).log_likelihood;
    assert!((found - -58.987_813).abs() < 1e-6, "{found}");
}
