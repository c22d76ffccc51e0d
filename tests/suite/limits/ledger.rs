//! The page of limit cases is true: what it lists exists, and what exists is listed.

use super::folder;
use crate::common::summary;
use allegiance::command::request::Source;
use allegiance::command::{Run, deliver};
use allegiance::forecast::Unwatched;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const SOURCES: [&str; 6] = [
    include_str!("split.rs"),
    include_str!("offers.rs"),
    include_str!("choice.rs"),
    include_str!("dispute.rs"),
    include_str!("mechanisms.rs"),
    include_str!("world.rs"),
];

fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/limits.md")).unwrap()
}

fn scenarios() -> BTreeSet<String> {
    let paths = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let files = paths.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect()
}

/// Texts between backquotes.
fn quoted(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(String::from).collect()
}

/// Names of the tests.
fn tests() -> BTreeSet<String> {
    let functions = SOURCES.iter().flat_map(|source| source.split("#[test]\nfn ").skip(1));
    functions.map(|text| text.split('(').next().unwrap().to_owned()).collect()
}

/// Rows of the page's tables: their cells.
fn rows(page: &str) -> Vec<Vec<&str>> {
    let lines = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---"));
    lines.map(|line| line.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

#[test]
fn every_scenario_of_the_folder_is_solved_by_a_test_and_listed() {
    let sources = SOURCES.concat();
    let page = page();
    let listed: BTreeSet<String> = rows(&page).iter().flat_map(|row| quoted(row.last().unwrap())).collect();
    for name in scenarios() {
        assert!(sources.contains(&format!("\"{name}\"")), "no test solves {name}");
        assert!(listed.contains(&format!("{name}.toml")), "docs/limits.md does not list {name}.toml");
    }
    for name in listed.iter().filter_map(|name| name.strip_suffix(".toml")) {
        assert!(scenarios().contains(name), "docs/limits.md lists {name}.toml, which does not exist");
    }
}

#[test]
fn every_test_is_listed_and_every_test_listed_exists() {
    let page = page();
    let listed: BTreeSet<String> = rows(&page)
        .iter()
        .flat_map(|row| quoted(row.last().unwrap()))
        .filter(|name| name.starts_with("limit_"))
        .collect();
    assert_eq!(listed, tests());
}

#[test]
fn every_row_is_reached_by_a_test_or_has_its_reason() {
    let page = page();
    let rows = rows(&page);
    let known = rows.iter().filter(|row| row[0].starts_with('A') && row[0].as_bytes()[1].is_ascii_digit());
    let mut count = 0;
    for row in known {
        count += 1;
        let last = row.last().unwrap();
        let reached = quoted(last).iter().any(|name| name.starts_with("limit_"));
        assert!(reached || last.starts_with("no: "), "{}: {last}", row[0]);
    }
    // 58 rows of the list of limit cases.
    assert_eq!(count, 58);
}

#[test]
fn every_limit_case_runs_to_a_folder() {
    for name in scenarios() {
        let output = tempfile::tempdir().unwrap();
        let overrides = ["simulation.draws=1", "simulation.paths=5", "clock.periods=3"];
        let source = Source::new(folder().join(format!("{name}.toml"))).with(&overrides);
        let run = output.path().join("run");
        deliver(Run::new(source).to(&run), &Unwatched).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(summary(&run).certified_draws, 1, "{name}");
        assert!(run.join("manifest.json").exists(), "{name}");
    }
}
