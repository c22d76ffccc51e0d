//! A run read back from its folder, and simulated again.

use crate::common::{done, shipped};
use allegiance::command::request::Source;
use allegiance::command::{self, Exit, Failure, Run};
use allegiance::forecast::Unwatched;
use allegiance::store::manifest::Kind;
use allegiance::store::open::{OpenError, Opened, open};
use std::path::Path;

fn ran(folder: &Path) {
    let overrides = ["simulation.draws=3", "simulation.paths=10", "client.delivery.mode=0.9"];
    done(Run::new(Source::new(shipped("belarus-2019.toml")).with(&overrides)).to(folder));
}

#[test]
fn a_run_is_read_back_with_its_bases_and_overrides_and_gives_the_same_again() {
    let desk = tempfile::tempdir().expect("a folder");
    ran(desk.path());
    let earlier = command::reopen(desk.path()).expect("it is whole");
    assert_eq!(earlier.scenario.id, "belarus-2019");
    assert_eq!(earlier.scenario.parameters.clients[0].delivery.central, 0.9);
    let draws = command::replay(&earlier, &Unwatched).expect("the same numbers");
    assert_eq!(draws.len(), 3);
}

#[test]
fn a_run_that_was_tampered_with_is_not_used() {
    let desk = tempfile::tempdir().expect("a folder");
    ran(desk.path());
    let chapters = desk.path().join("tables/chapters.csv");
    let text = std::fs::read_to_string(&chapters).expect("a table");
    std::fs::write(&chapters, format!("{text}\n")).expect("a file");
    let error = command::reopen(desk.path()).expect_err("a file was changed");
    assert!(matches!(error, Failure::Open(_)) && error.exit() == Exit::InputOutput, "{error}");
    assert!(error.to_string().contains("chapters.csv"), "{error}");
    std::fs::write(&chapters, text).expect("a file");
    let mut earlier = command::reopen(desk.path()).expect("it is whole again");
    earlier.summary.certified_draws += 1;
    assert!(matches!(command::replay(&earlier, &Unwatched), Err(Failure::OtherNumbers(_))));
}

fn reopen(folder: &Path) -> Result<Opened, OpenError> {
    open(folder, Kind::Run, 7)
}

fn manifest_alone(manifest: &serde_json::Value) -> tempfile::TempDir {
    let desk = tempfile::tempdir().expect("a folder");
    std::fs::write(desk.path().join("manifest.json"), manifest.to_string()).expect("a file");
    desk
}

fn manifest() -> serde_json::Value {
    serde_json::json!({
        "program": "allegiance", "version": "0.0.1", "results_version": 7,
        "kind": "run", "inputs": [], "files": [],
    })
}

#[test]
fn what_is_no_run_is_told_so() {
    let desk = tempfile::tempdir().expect("a folder");
    assert!(matches!(reopen(desk.path()), Err(OpenError::Nothing { .. })));
    let mut other = manifest();
    other["program"] = "another".into();
    assert!(matches!(reopen(manifest_alone(&other).path()), Err(OpenError::Nothing { .. })));
    for (kind, words) in [("comparison", "a comparison"), ("backtest", "a backtest"), ("foresight", "a foresight")] {
        let mut other = manifest();
        other["kind"] = kind.into();
        let error = reopen(manifest_alone(&other).path()).expect_err("it is no run");
        assert!(error.to_string().contains(&format!("holds {words}, not a run")), "{error}");
    }
}

#[test]
fn another_results_version_is_told_so() {
    let error = open(manifest_alone(&manifest()).path(), Kind::Run, 8).expect_err("another version");
    assert!(error.to_string().contains("version 0.0.1 (results version 7)"), "{error}");
}

#[test]
fn what_was_changed_or_reaches_outside_is_told_so() {
    let whole = reopen(manifest_alone(&manifest()).path()).expect("it lists nothing");
    assert!(matches!(whole.json::<u8>("summary.json"), Err(OpenError::Damaged { .. })));
    for name in ["a", "../a"] {
        let mut changed = manifest();
        changed["files"] = serde_json::json!([{ "name": name, "sha256": "00", "bytes": 1 }]);
        let desk = manifest_alone(&changed);
        std::fs::write(desk.path().join("a"), "x").expect("a file");
        let error = reopen(desk.path()).expect_err("it is damaged");
        assert!(error.to_string().contains("make the results again"), "{error}");
    }
    let mut missing = manifest();
    missing["files"] = serde_json::json!([{ "name": "gone", "sha256": "00", "bytes": 1 }]);
    assert!(matches!(reopen(manifest_alone(&missing).path()), Err(OpenError::Read { .. })));
    let mut source = manifest();
    source["inputs"] = serde_json::json!([{ "role": "scenario", "name": "a.toml", "sha256": "00", "text": "x" }]);
    assert!(reopen(manifest_alone(&source).path()).expect_err("it is damaged").to_string().contains("a.toml"));
}

/// Without this feature `serde_json` may read a number back one bit off, and a run is then not what its summary says. The
/// development dependencies switch it on for every test, so that only the manifest of the package can show its lack.
#[test]
fn regress_the_program_itself_reads_numbers_back_to_the_last_bit() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).expect("a file");
    let package: toml::Table = text.parse().expect("TOML");
    let features = package["dependencies"]["serde_json"]["features"].as_array().expect("a list");
    assert!(features.iter().any(|feature| feature.as_str() == Some("float_roundtrip")), "{features:?}");
}

#[test]
fn regress_every_digit_of_a_summary_survives_its_file() {
    // A number read from JSON may be off in its last digit unless the reader is asked to be exact: of a run of some
    // size one always was, and `replay` refused it.
    let desk = tempfile::tempdir().expect("a folder");
    let source = Source::new(shipped("belarus-2020.toml")).with(&["simulation.draws=8", "simulation.paths=20"]);
    done(Run::new(source).to(desk.path()));
    let earlier = command::reopen(desk.path()).expect("it is whole");
    command::replay(&earlier, &Unwatched).expect("the summary read back is the one that was written");
}
