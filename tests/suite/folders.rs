//! The folder of every command that writes one, opened and held against what it says of itself.

use crate::common::{code, errors, files, sha256};
use assert_cmd::Command;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::OnceLock;
use tempfile::TempDir;

/// The folders that commands write, each with the file that lists the others. A command may use the folders before it.
const FOLDERS: [(&str, &str, &str); 13] = [
    ("run", "manifest.json", "run belarus-2020.toml --paths --set simulation.draws=8 --set simulation.paths=6"),
    ("brief", "brief.json", "brief @run"),
    (
        "comparison",
        "manifest.json",
        "compare belarus-2019.toml --vary client.delivery=0.6,0.9 \
     --set simulation.draws=6 --set simulation.paths=6",
    ),
    ("branches", "manifest.json", "compare @run"),
    ("given", "manifest.json", "compare @run --given old\u{a0}deal\u{a0}renewed"),
    ("odds", "manifest.json", "compare @run --odds weakened\u{a0}incumbent=0.7"),
    (
        "estimate",
        "manifest.json",
        "estimate belarus-record.toml --history history/belarus-1997-2020.csv \
     --until 1998-Q1 --particles 12",
    ),
    (
        "backtest",
        "manifest.json",
        "backtest belarus-record.toml --history history/belarus-1997-2020.csv \
     --draws @estimate/posterior.csv --set simulation.draws=4",
    ),
    (
        "foresight",
        "manifest.json",
        "foresee belarus-foresight.toml --answers history/belarus-2020-answers.csv \
     --set simulation.draws=6 --set simulation.paths=10",
    ),
    ("panel", "manifest.json", "panel panel/panel.csv --mapping panel/mapping.toml"),
    ("sensitivity", "manifest.json", "sensitivity belarus-2019.toml --trajectories 2 --points 8 --evaluations"),
    ("discovery", "manifest.json", "discover belarus-2020.toml --at-least 0.4 --set simulation.draws=60"),
    ("surface", "manifest.json", "surface belarus-2020.toml client.sovereignty_cost client.delivery --steps 4"),
];

/// The files of each folder by its name. Every command is run once for all tests.
fn written() -> &'static BTreeMap<&'static str, BTreeMap<String, Vec<u8>>> {
    static WRITTEN: OnceLock<BTreeMap<&'static str, BTreeMap<String, Vec<u8>>>> = OnceLock::new();
    WRITTEN.get_or_init(|| {
        let desk = tempfile::tempdir().unwrap();
        FOLDERS.iter().map(|(name, _, words)| (*name, run(&desk, name, words))).collect()
    })
}

/// Runs a command among the shipped scenarios; `@` stands before a folder of the desk, a hard space within a word.
fn run(desk: &TempDir, folder: &str, words: &str) -> BTreeMap<String, Vec<u8>> {
    let at = |name: &str| desk.path().join(name).display().to_string();
    let word = |word: &str| word.strip_prefix('@').map_or_else(|| word.replace('\u{a0}', " "), at);
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut command = Command::new(env!("CARGO_BIN_EXE_allegiance"));
    command.current_dir(scenarios).args(words.split(' ').map(word)).args(["-o", &at(folder)]);
    let output = command.output().unwrap();
    assert_eq!(code(&output), 0, "{words}: {}", errors(&output));
    files(&desk.path().join(folder))
}

/// Every file of every folder with its whole name.
fn all() -> impl Iterator<Item = (String, &'static Vec<u8>)> {
    written()
        .iter()
        .flat_map(|(folder, files)| files.iter().map(move |(name, bytes)| (format!("{folder}/{name}"), bytes)))
}

#[test]
fn the_manifest_of_every_folder_lists_its_files_with_their_sums() {
    for (folder, list, _) in FOLDERS {
        let files = &written()[folder];
        let manifest: Value = serde_json::from_slice(&files[list]).unwrap();
        assert_eq!(manifest["program"], "allegiance", "{folder}");
        let listed = manifest["files"].as_array().unwrap_or_else(|| panic!("{folder} lists no files"));
        let listed: BTreeMap<&str, &Value> =
            listed.iter().map(|file| (file["name"].as_str().unwrap(), &file["sha256"])).collect();
        let others: Vec<&String> = files.keys().filter(|name| *name != list && *name != "SHA256SUMS").collect();
        assert_eq!(listed.keys().collect::<Vec<_>>(), others, "{folder}");
        for (name, sum) in listed {
            assert_eq!(*sum, sha256(&files[name]).as_str(), "{folder}/{name}");
        }
    }
}

#[test]
fn check_sums_cover_every_file_but_themselves() {
    for (folder, list, _) in FOLDERS.iter().filter(|(_, list, _)| *list == "manifest.json") {
        let files = &written()[folder];
        let sums = std::str::from_utf8(&files["SHA256SUMS"]).unwrap();
        let sums: BTreeMap<&str, &str> =
            sums.lines().map(|line| line.split_once("  ").unwrap()).map(|(a, b)| (b, a)).collect();
        let others: Vec<&String> = files.keys().filter(|name| *name != "SHA256SUMS").collect();
        assert_eq!(sums.keys().collect::<Vec<_>>(), others, "{folder}, {list}");
        for (name, sum) in sums {
            assert_eq!(sum, sha256(&files[name]), "{folder}/{name}");
        }
    }
}

/// A table with distinct headers, rows of one length and no number that is none.
fn table_is_sound(name: &str, bytes: &[u8]) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.headers().unwrap().clone();
    let mut names: Vec<&str> = header.iter().collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), header.len(), "{name}: {header:?}");
    let mut rows = 0;
    for row in reader.records() {
        let row = row.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(row.len(), header.len(), "{name}: {row:?}");
        // `f64` reads "inf", "NaN" and "infinity" in any case.
        let odd = row.iter().find(|cell| cell.parse::<f64>().is_ok_and(|number| !number.is_finite()));
        assert_eq!(odd, None, "{name}: {row:?}");
        rows += 1;
    }
    assert!(rows > 0, "{name} is empty");
}

#[test]
fn every_table_has_distinct_headers_rows_of_one_length_and_finite_numbers() {
    let mut seen = 0;
    for (name, bytes) in all().filter(|(name, _)| name.ends_with(".csv") || name.ends_with(".csv.gz")) {
        let mut plain = Vec::new();
        match name.ends_with(".gz") {
            true => flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut plain).map(drop).unwrap(),
            false => plain.clone_from(bytes),
        }
        table_is_sound(&name, &plain);
        seen += 1;
    }
    assert!(seen > 45, "{seen} tables");
}

#[test]
fn every_picture_is_there_in_four_forms_and_its_svg_is_xml() {
    let mut seen = 0;
    for (name, bytes) in all().filter(|(name, _)| name.ends_with(".svg")) {
        let text = std::str::from_utf8(bytes).unwrap();
        let page = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(page.root_element().tag_name().name(), "svg", "{name}");
        let (folder, chart) = name.split_once('/').unwrap();
        let stem = chart.trim_end_matches(".svg");
        let plain = stem.trim_end_matches("-column").trim_end_matches("-phone");
        for other in [format!("{stem}.png"), format!("{plain}.csv"), format!("{plain}.txt")] {
            assert!(written()[folder].get(&other).is_some_and(|bytes| !bytes.is_empty()), "{folder}/{other}");
        }
        seen += 1;
    }
    assert!(seen > 30, "{seen} pictures");
}

#[test]
fn every_json_is_json_and_no_text_has_a_number_that_is_none() {
    for (name, bytes) in all() {
        if name.ends_with(".json") {
            serde_json::from_slice::<Value>(bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        if [".md", ".txt", ".html"].iter().any(|ending| name.ends_with(ending)) {
            let text = std::str::from_utf8(bytes).unwrap();
            let odd = text.split(|c: char| !c.is_alphanumeric()).find(|word| ["NaN", "inf"].contains(word));
            assert_eq!(odd, None, "{name}");
        }
    }
}
