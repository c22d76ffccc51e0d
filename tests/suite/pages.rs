//! What pages say of the program, held against it: figures that no other test holds, one word for one thing, the
//! glossary, commands.

use allegiance::forecast::RESULTS_VERSION;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every page for readers: its name and text.
fn pages() -> Vec<(String, String)> {
    let mut names: Vec<String> =
        ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md"].map(String::from).to_vec();
    for folder in ["docs", "docs/tutorial", "docs/how-to", "docs/reading", "docs/cases", "docs/decisions"] {
        let files = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().file_name());
        let files = files.map(|name| format!("{folder}/{}", name.to_string_lossy()));
        names.extend(files.filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "md")));
    }
    names.into_iter().map(|name| (name.clone(), page(&name))).collect()
}

/// A page without what stands in backquotes, in blocks of code and in tables that the program prints.
fn prose(name: &str, text: &str) -> String {
    let printed = ["docs/claims.md", "docs/scenario.md"].contains(&name);
    let left_out = |line: &str| line.starts_with("    ") || (printed && line.starts_with('|'));
    let lines = text.lines().filter(|line| !left_out(line));
    let lines = lines.map(|line| line.split('`').step_by(2).collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_citation_is_of_this_version() {
    let version = format!("\nversion: {}\n", env!("CARGO_PKG_VERSION"));
    assert!(page("CITATION.cff").contains(&version));
}

#[test]
fn the_cases_name_the_results_version_of_the_program() {
    let said = format!("results version {RESULTS_VERSION}:");
    assert!(page("docs/cases/index.md").contains(&said), "docs/cases/index.md does not say \"{said}\"");
}

#[test]
fn val_the_score_of_what_is_said_before_the_record_is_that_of_plain_foresee() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_allegiance"));
    command.current_dir(root()).args(["foresee", "scenarios/belarus-foresight.toml", "--format=json"]);
    command.args(["--answers", "scenarios/history/belarus-2020-answers.csv"]);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let scores = found["scores"].as_array().unwrap();
    let of = |who: &str| {
        let row = scores.iter().find(|row| row["forecaster"] == who).unwrap_or_else(|| panic!("{who}: {scores:?}"));
        format!("{:.2}", row["log_sum"].as_f64().unwrap()).replace('-', "\u{2212}")
    };
    let (told, by_odds, naive) = (of("branch_that_came"), of("all_branches"), of("naive"));
    let row = |page: &str, start: &str| {
        let line = page.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("no row {start}"));
        line.to_owned()
    };
    let before = row(&page("docs/trust.md"), "| ten questions on what came after August 2020");
    assert!(before.contains("plain `foresee`") && before.contains(&format!("| {by_odds} |")), "{by_odds}: {before}");
    assert!(before.contains(&format!("by precedent: {naive}")), "{naive}: {before}");
    let foresight = row(&page("docs/foresight.md"), "| **log score of the ten answered**");
    assert!(foresight.contains(&format!("| {told}, {by_odds} |")), "{told}, {by_odds}: {foresight}");
    let estimated =
        row(&page("docs/trust.md"), "| the same questions by an estimate on the record (`foresee --draws`)");
    let learnt = row(&page("docs/foresight.md"), "| **log score of the ten answered**");
    let figure = learnt.split('|').nth(4).and_then(|cell| cell.split(", ").nth(1)).expect("a figure").trim().to_owned();
    assert!(estimated.contains(&format!("| {figure} |")), "{figure}: {estimated}");
}

#[test]
fn prose_says_détente_and_files_say_detente() {
    for (name, text) in pages() {
        let found = prose(&name, &text).lines().find(|line| line.to_lowercase().contains("detente")).map(String::from);
        assert_eq!(found, None, "{name}");
        let within = text.lines().filter(|line| line.starts_with("    ")).find(|line| line.contains("=détente"));
        assert_eq!(within, None, "{name}");
    }
}

#[test]
fn a_quarter_begins_in_dispute_on_every_page() {
    for (name, text) in pages() {
        let text = prose(&name, &text).replace('\n', " ");
        for words in ["open in dispute", "opens in dispute", "opened in dispute", "opened with d"] {
            assert!(!text.contains(words), "{name}: {words}");
        }
    }
}

#[test]
fn commands_on_pages_name_the_one_test_program() {
    let modules = page("tests/suite/main.rs");
    for (name, text) in pages().into_iter().filter(|(name, _)| name != "CHANGELOG.md") {
        for rest in text.split("cargo test ").skip(1) {
            assert!(!rest.starts_with("--test"), "{name}: cargo test {}", &rest[..30.min(rest.len())]);
            let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let module = rest[word.len()..].starts_with("::").then_some(word);
            let known = module.as_ref().is_none_or(|module| modules.contains(&format!("\nmod {module};")));
            assert!(known, "{name}: no module {module:?}");
        }
    }
}

/// The rows of the glossary: term, meaning, where it is found.
fn glossary() -> Vec<Vec<String>> {
    let page = page("docs/glossary.md");
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---"));
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    rows.map(cells).filter(|row: &Vec<String>| row[0] != "term").collect()
}

#[test]
fn the_glossary_has_each_term_once_in_order_and_is_linked_from_the_readme() {
    let rows = glossary();
    assert!(rows.len() > 50, "{} terms", rows.len());
    let terms: BTreeSet<&String> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(terms.len(), rows.len(), "a term stands twice");
    for row in &rows {
        assert!(row.len() == 3 && row.iter().all(|cell| !cell.is_empty()), "{row:?}");
    }
    assert!(page("README.md").contains("(docs/glossary.md)"));
}

#[test]
fn what_the_glossary_refers_to_exists() {
    let known = ["scenario", "results", "commands", "history"].map(|name| page(&format!("docs/{name}.md"))).concat();
    for row in glossary() {
        for name in row[2].split('`').skip(1).step_by(2) {
            // A key stands in the reference by its last part, an option of a command by its name.
            let last = name.rsplit(['.', ' ']).next().unwrap();
            let found = known.contains(&format!("`{name}`")) || known.contains(last);
            assert!(found, "{}: `{name}` is on no page", row[0]);
        }
    }
}
