//! The program from the outside: what it prints and writes, how it ends, and what it leaves alone.

use crate::common;

use common::{Csv, Desk, SMALL, code, errors, files, printed, sha256};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;

const CHARTS: [&str; 4] = ["svg", "png", "csv", "txt"];
const TABLES: [&str; 5] = ["chapters", "metrics", "quarters", "draws", "assumptions"];

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn header(text: &str) -> &str {
    text.lines().next().unwrap()
}

// ---- Help and exit codes

#[test]
fn help_leads_with_examples_and_lists_the_exit_codes() {
    let help = Desk::new().good(&["--help"]);
    assert!(help.starts_with("Examples:\n  allegiance run "), "{help}");
    let one_line = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for code in ["0 done", "1 a check", "2 usage", "3 invalid scenario", "4 input or output", "130 interrupted"] {
        assert!(one_line.contains(code), "{code}: {help}");
    }
    for command in ["run", "solve", "propagate", "backtest", "foresee", "panel", "export", "check", "schema", "init"] {
        assert!(help.lines().any(|line| line.trim_start().starts_with(&format!("{command} "))), "{command}: {help}");
    }
}

#[test]
fn what_cannot_be_understood_is_usage() {
    let desk = Desk::new();
    for arguments in
        [&["walk"][..], &["run"], &["run", "small.toml", "--sed=1"], &["solve", "small.toml", "--format=x"]]
    {
        let said = desk.bad(arguments, 2);
        assert!(said.contains("--help") || said.contains("Usage") || said.contains("possible values"), "{said}");
    }
    assert!(desk.bad(&["rum", "small.toml"], 2).contains("did you mean `run`?"));
    assert!(desk.bad(&["run", "small.toml", "--seed=-1"], 2).contains("--seed"));
}

#[test]
fn format_offers_the_forms_that_a_result_has_and_no_other() {
    let desk = Desk::new();
    let with = |forms: &'static str, commands: &[&'static str]| {
        commands.iter().map(|command| (*command, forms)).collect::<Vec<_>>()
    };
    let tables = ["solve", "propagate", "equilibria", "sensitivity", "discover", "surface"];
    let commands = [
        with("table, json, csv", &tables),
        with("table, json", &["explain"]),
        with("table, json, csv, md", &["claims", "backtest", "foresee", "compare", "panel"]),
        with("json, md", &["schema"]),
    ];
    for (command, forms) in commands.concat() {
        let values = format!("[possible values: {forms}]");
        let help = desk.good(&[command, "-h"]);
        assert!(help.split_whitespace().collect::<Vec<_>>().join(" ").contains(&values), "{command}: {help}");
        for other in ["csv", "md"].into_iter().filter(|form| !forms.contains(form)) {
            let said = desk.bad(&[command, "--format", other], 2);
            assert!(said.contains(&values), "{command}: {said}");
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_is_input_and_output() {
    let desk = Desk::new();
    fs::create_dir(desk.path("folder.toml")).unwrap();
    for command in ["run", "solve", "propagate", "check"] {
        let said = desk.bad(&[command, "nowhere.toml"], 4);
        assert!(said.contains("nowhere.toml") && said.contains("no such file"), "{said}");
        assert!(desk.bad(&[command, "folder.toml"], 4).contains("it is a directory"));
    }
    assert!(!desk.path("output").exists());
}

#[test]
fn a_fault_is_shown_with_its_place() {
    let desk = Desk::new();
    let text = desk.read("small.toml").replace("probability = 0.7 ", "probability = 0.8 ");
    desk.write("wrong.toml", &text.replace("patience             = 0.96", "patience             = nan"));
    let line = |part: &str| text.lines().position(|line| line.starts_with(part)).unwrap() + 1;
    for command in ["run", "solve", "propagate", "check"] {
        let said = desk.bad(&[command, "wrong.toml"], 3);
        assert!(said.contains(&format!("wrong.toml:{}:24", line("patience"))), "{said}");
        assert!(said.contains("^^^") && said.contains("nan is out of range"), "{said}");
        // All faults at once: the odds, too, with their sum.
        assert!(said.contains("1.1"), "{said}");
        assert!(!said.contains('\u{1b}'), "colours where nobody asked: {said}");
    }
    assert!(!desk.path("output").exists());
}

#[test]
fn an_unknown_override_names_the_nearest_key() {
    let desk = Desk::new();
    let said = desk.bad(&["run", "small.toml", "--set", "client.delivry=1.0"], 3);
    assert!(
        said.contains("--set:1:8") && said.contains("^^^^^^^") && said.contains("did you mean `delivery`"),
        "{said}"
    );
    let said = desk.bad(&["check", "small.toml", "--set", "confrontation.start=tens"], 3);
    assert!(said.contains("tense"), "{said}");
    assert!(desk.bad(&["solve", "small.toml", "--set", "client.delivery"], 3).contains("KEY=VALUE"));
}

/// The file was pointed at, whose odds sum to 1.
#[test]
fn regress_a_sum_of_odds_that_an_override_breaks_is_told_at_the_override() {
    let desk = Desk::new();
    let set = "election.2025-Q2.branch.incumbent.probability=0.8";
    let said = desk.bad(&["check", "small.toml", "--set", "client.delivery=1.0", "--set", set], 3);
    assert!(said.contains("--set:1:") && said.contains(set) && said.contains("sum to 1.1"), "{said}");
    assert!(!said.contains("small.toml:"), "{said}");
}

#[test]
fn a_run_that_is_too_large_is_refused_before_it_starts() {
    let desk = Desk::new();
    let sizes =
        |draws: u32, paths: u32| [format!("--set=simulation.draws={draws}"), format!("--set=simulation.paths={paths}")];
    let [draws, paths] = sizes(100_000, 800);
    // A run keeps its paths in a file; what compares needs them all at hand.
    let said = desk.bad(&["compare", "small.toml", "--vary", "client.delivery=0.5,0.9", &draws, &paths], 3);
    assert!(said.contains("GiB of memory") && said.contains("lower simulation.draws to "), "{said}");
    let [draws, paths] = sizes(100_000, 100_000);
    assert!(desk.bad(&["run", "small.toml", &draws, &paths], 3).contains("at most"));
    let [draws, paths] = sizes(1_000_000_000, 1);
    assert!(desk.bad(&["run", "small.toml", &draws, &paths], 3).contains("1000000000"));
    assert!(!desk.path("output").exists());
}

#[test]
fn what_is_not_certified_fails_the_check_of_results() {
    let desk = Desk::new();
    let sharp = "--set=client.precision=300";
    let output = desk.output(&["solve", "small.toml", sharp]);
    assert_eq!(code(&output), 1);
    assert!(errors(&output).contains("not certified") && printed(&output).contains("NOT CERTIFIED"));
    let one = ["--set=simulation.draws=1", "--set=simulation.paths=1"];
    let said = desk.bad(&[&["run", "small.toml", sharp], &one[..]].concat(), 1);
    assert!(said.contains("none of the 1 draws"), "{said}");
    assert!(!desk.path("output").exists());
}

#[test]
fn draws_that_fail_are_counted_and_told_never_averaged() {
    let desk = Desk::new();
    let said = desk.run_of_both_kinds("result");
    let draws = Csv::new(&desk.read("result/tables/draws.csv"));
    let failed: Vec<_> = draws.rows.iter().filter(|row| row["certified"] == "false").collect();
    assert!(!failed.is_empty() && failed.len() < 4, "the test needs draws of both kinds: {}", failed.len());
    assert!(failed.iter().all(|row| row["incumbent: union"].is_empty()));
    let manifest = json(&desk.read("result/manifest.json"));
    assert_eq!(manifest["certified_draws"], 4 - failed.len());
    let listed = manifest["uncertified_draws"].as_array().unwrap();
    let numbers: Vec<String> = listed.iter().map(|draw| draw["draw"].to_string()).collect();
    assert_eq!(numbers, failed.iter().map(|row| row["draw"].clone()).collect::<Vec<_>>());
    assert!(listed.iter().all(|draw| !draw["parameters"].as_array().unwrap().is_empty()));
    let chapters = Csv::new(&desk.read("result/tables/chapters.csv"));
    assert_eq!(chapters.rows[0]["trials"], (6 * (4 - failed.len())).to_string());
    assert!(said.contains("certified"), "{said}");
}

// ---- What a run writes

#[test]
fn a_run_writes_all_its_files_and_their_sums() {
    let desk = Desk::new();
    let said = desk.run("result", &["--set=client.delivery=0.75", "--seed=7"]);
    assert!(said.contains("result"), "{said}");
    let written = files(&desk.path("result"));
    for name in ["summary.json", "manifest.json", "SHA256SUMS"] {
        assert!(written.contains_key(name), "{name}");
    }
    for table in TABLES {
        assert!(written.contains_key(&format!("tables/{table}.csv")), "{table}");
    }
    let charts: BTreeSet<&str> =
        written.keys().filter_map(|name| name.strip_prefix("charts/")?.strip_suffix(".csv")).collect();
    assert!((4..=6).contains(&charts.len()) && charts.contains("summary-tree"), "{charts:?}");
    for chart in charts {
        for ending in CHARTS {
            assert!(written.get(&format!("charts/{chart}.{ending}")).is_some_and(|bytes| !bytes.is_empty()), "{chart}");
        }
        // Fault 13: word processors lose SVG; each drawing is there as pixels too.
        for drawing in ["", "-column", "-phone"] {
            assert!(written[&format!("charts/{chart}{drawing}.png")].starts_with(b"\x89PNG"));
            let svg = String::from_utf8(written[&format!("charts/{chart}{drawing}.svg")].clone()).unwrap();
            roxmltree::Document::parse(&svg).unwrap();
        }
    }
    let sums: BTreeMap<String, String> = desk
        .read("result/SHA256SUMS")
        .lines()
        .map(|line| line.split_once("  ").unwrap())
        .map(|(sum, name)| (name.to_owned(), sum.to_owned()))
        .collect();
    let of_bytes = written.iter().filter(|(name, _)| *name != "SHA256SUMS");
    assert_eq!(sums, of_bytes.map(|(name, bytes)| (name.clone(), sha256(bytes))).collect());
    // Nothing is left beside the folder.
    let beside: BTreeSet<_> = fs::read_dir(desk.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside, BTreeSet::from(["result".into(), "small.toml".into()]));
    manifest_tells_the_run(&desk, &written);
}

fn manifest_tells_the_run(desk: &Desk, written: &BTreeMap<String, Vec<u8>>) {
    let manifest = json(&desk.read("result/manifest.json"));
    assert_eq!(manifest["program"], "allegiance");
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!((&manifest["scenario"], &manifest["seed"]), (&Value::from("small"), &Value::from(7)));
    assert_eq!((&manifest["draws"], &manifest["paths"]), (&Value::from(8), &Value::from(6)));
    assert_eq!(manifest["certified_draws"], 8);
    let overrides = ["simulation.draws=8", "simulation.paths=6", "client.delivery=0.75", "simulation.seed=7"];
    assert_eq!(manifest["kind"], "run");
    let sources = manifest["inputs"].as_array().unwrap();
    let roles: Vec<&Value> = sources.iter().map(|source| &source["role"]).collect();
    assert_eq!(roles, ["scenario", "override", "override", "override", "override"]);
    let text = desk.read("small.toml");
    assert_eq!((&sources[0]["name"], &sources[0]["text"]), (&Value::from("small.toml"), &Value::from(text.as_str())));
    assert_eq!(sources[0]["sha256"], sha256(text.as_bytes()));
    let texts: Vec<&str> = sources.iter().map(|source| source["text"].as_str().unwrap()).collect();
    assert_eq!(texts[1..], overrides);
    assert_eq!(manifest["sha256"], sha256(texts.join("\n").as_bytes()));
    let listed: BTreeMap<&str, (&str, u64)> = manifest["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            (file["name"].as_str().unwrap(), (file["sha256"].as_str().unwrap(), file["bytes"].as_u64().unwrap()))
        })
        .collect();
    let others = written.iter().filter(|(name, _)| !["manifest.json", "SHA256SUMS"].contains(&name.as_str()));
    let sums: BTreeMap<&str, (String, u64)> =
        others.map(|(name, bytes)| (name.as_str(), (sha256(bytes), bytes.len() as u64))).collect();
    assert_eq!(listed, sums.iter().map(|(name, (sum, size))| (*name, (sum.as_str(), *size))).collect());
}

#[test]
fn tables_have_their_columns_and_probabilities_add_up() {
    let desk = Desk::new();
    desk.run("result", &[]);
    let table = |name: &str| desk.read(&format!("result/tables/{name}.csv"));
    assert_eq!(
        header(&table("chapters")),
        "branch,chapter,probability,standard_error,low95,high95,hits,trials,low90,median,high90"
    );
    assert_eq!(
        header(&table("metrics")),
        "branch,metric,unit,mean,standard_error,p05,p25,p50,p75,p95,chance_share,present_share"
    );
    assert_eq!(
        header(&table("quarters")),
        "branch,quarter,quantity,mean,standard_error,p05,p25,p50,p75,p95,quantiles_over"
    );
    assert_eq!(header(&table("assumptions")), "key,written,central,low,high,unit,grounds");
    let chapters = Csv::new(&table("chapters"));
    let by = chapters.by(["branch", "chapter"], "probability");
    let names: BTreeSet<&String> = by.keys().map(|[_, chapter]| chapter).collect();
    assert_eq!(names.len(), 3);
    // Else the checks below would hold for any odds.
    assert!(by.values().filter(|value| **value > 0.0 && **value < 1.0).count() >= 6, "{by:?}");
    for branch in ["all", "incumbent", "opposition"] {
        let of = |(key, value): (&[String; 2], &f64)| (key[0] == branch).then_some(*value);
        let sum: f64 = by.iter().filter_map(of).sum();
        assert!((sum - 1.0).abs() < 1e-12, "{branch}: {sum}");
    }
    for chapter in names {
        let of = |branch: &str| by[&[branch.to_owned(), chapter.clone()]];
        let mixture = 0.7 * of("incumbent") + 0.3 * of("opposition");
        assert!((of("all") - mixture).abs() < 1e-12, "{chapter}: {} {mixture}", of("all"));
    }
    for row in &chapters.rows {
        let number = |column: &str| row[column].parse::<f64>().unwrap();
        assert!(number("low95") <= number("probability") && number("probability") <= number("high95"), "{row:?}");
        assert!(number("standard_error") >= 0.0 && number("hits") <= number("trials"), "{row:?}");
    }
    draws_agree_with_chapters(&Csv::new(&table("draws")), &by);
    quarters_are_mixtures(&Csv::new(&table("quarters")));
}

fn draws_agree_with_chapters(draws: &Csv, chapters: &BTreeMap<[String; 2], f64>) {
    let [first, .., ending, _, _, last] = &draws.header[..] else { panic!("no columns") };
    assert_eq!([first, ending, last], ["draw", "opposition: business as usual", "error"]);
    assert!(draws.rows.iter().all(|row| row["found_by"] == "backward induction"));
    for column in ["client.delivery", "client.pressure_damage", "certified"] {
        assert!(draws.header.iter().any(|name| name == column), "{column}: {:?}", draws.header);
    }
    let numbers: Vec<&str> = draws.rows.iter().map(|row| row["draw"].as_str()).collect();
    assert_eq!(numbers, ["0", "1", "2", "3", "4", "5", "6", "7"]);
    for ([branch, chapter], probability) in chapters.iter().filter(|([branch, _], _)| branch != "all") {
        let column = format!("{branch}: {chapter}");
        let mean = draws.rows.iter().map(|row| row[&column].parse::<f64>().unwrap()).sum::<f64>() / 8.0;
        assert!((mean - probability).abs() < 1e-12, "{column}: {mean} {probability}");
    }
}

fn quarters_are_mixtures(quarters: &Csv) {
    let mean = |branch: &str, row: &BTreeMap<String, String>| -> f64 {
        let same = |other: &&BTreeMap<String, String>| {
            other["branch"] == branch && other["quarter"] == row["quarter"] && other["quantity"] == row["quantity"]
        };
        quarters.rows.iter().find(same).unwrap()["mean"].parse().unwrap()
    };
    let named: BTreeSet<&str> = quarters.rows.iter().map(|row| row["quarter"].as_str()).collect();
    assert_eq!((named.len(), named.first(), named.last()), (12, Some(&"2025-Q1"), Some(&"2027-Q4")));
    for row in quarters.rows.iter().filter(|row| row["branch"] == "all") {
        let mixture = 0.7 * mean("incumbent", row) + 0.3 * mean("opposition", row);
        let all: f64 = row["mean"].parse().unwrap();
        assert!((all - mixture).abs() < 1e-12 * mixture.abs().max(1.0), "{row:?} {mixture}");
    }
}

#[test]
fn paths_are_written_if_asked_and_removed_by_a_run_without() {
    let desk = Desk::new();
    desk.run("result", &["--paths"]);
    let bytes = fs::read(desk.path("result/tables/paths.csv.gz")).unwrap();
    assert_eq!(bytes[4..8], [0; 4], "the time of day is in the header");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    let paths = Csv::new(&text);
    assert_eq!(paths.header[..4], ["branch", "draw", "path", "chapter"]);
    assert_eq!(paths.rows.len(), 2 * 8 * 6);
    let chapters = Csv::new(&desk.read("result/tables/chapters.csv"));
    for row in chapters.rows.iter().filter(|row| row["branch"] != "all") {
        let same =
            |path: &&BTreeMap<String, String>| path["branch"] == row["branch"] && path["chapter"] == row["chapter"];
        assert_eq!(paths.rows.iter().filter(same).count().to_string(), row["hits"], "{row:?}");
    }
    desk.run("result", &[]);
    assert!(!desk.path("result/tables/paths.csv.gz").exists());
    assert!(!desk.read("result/SHA256SUMS").contains("paths.csv.gz"));
}

#[test]
fn the_same_scenario_gives_the_same_bytes() {
    let desk = Desk::new();
    desk.run("first", &["--paths"]);
    let first = files(&desk.path("first"));
    for threads in ["1", "2", "5"] {
        let folder = format!("threads/{threads}");
        let arguments = [&["run", "small.toml", "-o", &folder, "--paths"], &SMALL[..]].concat();
        let output = desk.command(&arguments).env("RAYON_NUM_THREADS", threads).output().unwrap();
        assert_eq!(code(&output), 0, "{}", errors(&output));
        assert!(files(&desk.path(&folder)) == first, "{threads} threads give other bytes");
    }
    // Once more over itself, named by another path.
    desk.run("threads/../first/", &["--paths"]);
    assert!(files(&desk.path("first")) == first);
    desk.run("other", &["--paths", "--seed=2"]);
    let other = files(&desk.path("other"));
    for name in ["summary.json", "tables/chapters.csv", "tables/draws.csv", "tables/paths.csv.gz"] {
        assert!(other[name] != first[name], "{name} does not depend on the seed");
    }
}

// ---- What a run leaves alone

#[test]
fn a_folder_with_foreign_files_is_refused() {
    let desk = Desk::new();
    desk.write("mine/notes.txt", "do not lose");
    let arguments = [&["run", "small.toml", "-o", "mine"], &SMALL[..]].concat();
    let said = desk.bad(&arguments, 4);
    assert!(said.contains("notes.txt") && said.contains("--force") && said.contains("mine"), "{said}");
    assert_eq!(files(&desk.path("mine")).len(), 1);
    desk.run("mine", &["--force"]);
    assert_eq!(desk.read("mine/notes.txt"), "do not lose");
    assert!(desk.path("mine/summary.json").is_file());
    // The next run without --force still sees it.
    assert!(desk.bad(&arguments, 4).contains("notes.txt"));
}

#[test]
fn regress_foreign_files_are_not_overwritten_with_force() {
    for name in ["manifest.json", "SHA256SUMS", "tables/chapters.csv"] {
        let desk = Desk::new();
        let foreign = r#"{"program": "another", "files": [{"name": "keep.txt", "sha256": "", "bytes": 4}]}"#;
        desk.write(&format!("mine/{name}"), foreign);
        desk.write("mine/keep.txt", "keep");
        let before = files(&desk.path("mine"));
        let arguments = [&["run", "small.toml", "-o", "mine"], &SMALL[..]].concat();
        desk.bad(&arguments, 4);
        let said = desk.bad(&[&arguments[..], &["--force"]].concat(), 4);
        assert!(said.contains(name), "{name}: {said}");
        assert!(files(&desk.path("mine")) == before, "{name}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let desk = Desk::new();
    desk.write("file", "a regular file");
    let run = |folder: &str| desk.bad(&[&["run", "small.toml", "-o", folder], &SMALL[..]].concat(), 4);
    assert!(run("file").contains("file"));
    assert!(run("file/below").contains("file/below"));
    assert!(run("file/far/below").contains("file/far/below"));
    assert_eq!(desk.read("file"), "a regular file");
    if cfg!(target_os = "linux") {
        assert!(run("/proc/allegiance").contains("/proc"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn regress_a_folder_that_cannot_be_made_is_found_before_the_work() {
    let desk = Desk::new();
    let long = ["--set=simulation.draws=60000", "--set=simulation.paths=100"];
    let arguments = [&["run", "small.toml", "-o", "/proc/allegiance"], &long[..]].concat();
    let output = desk.command(&arguments).timeout(std::time::Duration::from_secs(10)).output().unwrap();
    assert_eq!(code(&output), 4, "{}", errors(&output));
}

#[cfg(target_os = "linux")]
#[test]
fn regress_a_folder_may_be_on_another_file_system() {
    let Ok(elsewhere) = tempfile::tempdir_in("/dev/shm") else { return };
    let desk = Desk::new();
    // A mount point: nothing can be moved into it from beside it.
    std::os::unix::fs::symlink(elsewhere.path(), desk.path("mounted")).unwrap();
    desk.run("mounted", &[]);
    assert!(elsewhere.path().join("summary.json").is_file());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_input_and_output() {
    let desk = Desk::new();
    for command in ["solve", "propagate", "check"] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_allegiance"))
            .current_dir(desk.path(""))
            .args([command, "small.toml"])
            .stdout(full)
            .output()
            .unwrap();
        assert_eq!(code(&output), 4, "{}", errors(&output));
        assert!(errors(&output).contains("standard output"), "{}", errors(&output));
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_is_no_failure() {
    let desk = Desk::new();
    for rest in ["solve small.toml --format json", "propagate small.toml --format csv", "schema --format md"] {
        // The file has the code of the program, not that of `head`.
        let script = format!("({} {rest}; echo $? > code) | head -c 10", env!("CARGO_BIN_EXE_allegiance"));
        let output =
            std::process::Command::new("sh").current_dir(desk.path("")).args(["-c", &script]).output().unwrap();
        assert_eq!(printed(&output).len(), 10);
        assert_eq!(errors(&output), "", "{rest}");
        assert_eq!(desk.read("code").trim(), "0", "{rest}");
    }
}

#[cfg(target_os = "linux")]
mod interrupts {
    use super::*;
    use std::process::{Child, Command, Stdio};
    use std::time::Duration;

    /// Starts a run and waits until it has set its handler.
    fn started(desk: &Desk, sizes: [&str; 2]) -> Child {
        let child = Command::new(env!("CARGO_BIN_EXE_allegiance"))
            .current_dir(desk.path(""))
            .args(["run", "small.toml", "-o", "result"])
            .args(sizes.map(|size| format!("--set=simulation.{size}")))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let status = format!("/proc/{}/status", child.id());
        let handles = || {
            let text = fs::read_to_string(&status).unwrap_or_default();
            let mask =
                text.lines().find_map(|line| line.strip_prefix("SigCgt:")).map(str::trim).unwrap_or("0").to_owned();
            u64::from_str_radix(&mask, 16).unwrap() & 0b10 != 0
        };
        for _ in 0..500 {
            if handles() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(handles(), "the run never set a handler");
        child
    }

    fn interrupt(child: &Child) {
        assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    }

    #[test]
    fn an_interrupt_leaves_the_earlier_result() {
        let desk = Desk::new();
        desk.run("result", &[]);
        let before = files(&desk.path(""));
        let child = started(&desk, ["draws=60000", "paths=100"]);
        std::thread::sleep(Duration::from_millis(100));
        interrupt(&child);
        let output = child.wait_with_output().unwrap();
        assert_eq!(code(&output), 130);
        assert_eq!(printed(&output), "");
        assert!(errors(&output).contains("interrupted") && errors(&output).contains("as they were"));
        assert!(files(&desk.path("")) == before);
    }

    #[test]
    fn an_interrupt_is_heard_in_a_game_that_takes_long_to_solve() {
        let desk = Desk::new();
        desk.run("result", &[]);
        let small = desk.read("small.toml");
        let levels: Vec<String> = (0..30).map(|level| format!("\"{level}\"")).collect();
        let numbers: Vec<String> = (0..30).map(|level| format!("{}", f64::from(level) / 30.0 + 0.01)).collect();
        let large = small
            .replace("[\"calm\", \"tense\", \"hostile\"]", &format!("[{}]", levels.join(", ")))
            .replace("[0.1, 0.5, 0.9]", &format!("[{}]", numbers.join(", ")))
            .replace("start     = \"tense\"", "start     = \"5\"")
            .replace("[\"treaty\", \"common market\"]", &format!("[{}]", levels.join(", ")))
            .replace("depth        = [0.0, 1.0]", &format!("depth = [{}]", numbers.join(", ")))
            .replace("start        = \"treaty\"", "start        = \"5\"");
        let subsidies: Vec<String> = (0..200).map(|number| format!("{}", f64::from(number) / 20.0)).collect();
        desk.write("small.toml", &large.replace("[0, 2, 4, 6, 8, 10]", &format!("[{}]", subsidies.join(", "))));
        let before = files(&desk.path(""));
        let mut child = started(&desk, ["draws=2", "paths=2"]);
        std::thread::sleep(Duration::from_millis(500));
        assert!(child.try_wait().unwrap().is_none(), "the game is too small for this test");
        interrupt(&child);
        let ended = (0..200).any(|_| {
            std::thread::sleep(Duration::from_millis(10));
            child.try_wait().unwrap().is_some()
        });
        assert!(ended, "it goes on two seconds after the interrupt");
        let output = child.wait_with_output().unwrap();
        assert_eq!((code(&output), printed(&output)), (130, String::new()));
        assert!(errors(&output).contains("interrupted"), "{}", errors(&output));
        assert!(files(&desk.path("")) == before);
    }

    #[test]
    fn a_second_interrupt_ends_at_once() {
        let desk = Desk::new();
        desk.run("result", &[]);
        let before = files(&desk.path(""));
        // A draw so long that the first interrupt cannot have ended the run.
        let mut child = started(&desk, ["draws=8", "paths=100000"]);
        std::thread::sleep(Duration::from_millis(150));
        interrupt(&child);
        std::thread::sleep(Duration::from_millis(20));
        assert!(child.try_wait().unwrap().is_none(), "the draw is too short for this test");
        interrupt(&child);
        let ended = (0..50).any(|_| {
            std::thread::sleep(Duration::from_millis(10));
            child.try_wait().unwrap().is_some()
        });
        assert!(ended, "still running half a second after the second interrupt");
        let output = child.wait_with_output().unwrap();
        assert_eq!((code(&output), printed(&output)), (130, String::new()));
        assert!(files(&desk.path("")) == before);
    }
}

// ---- The other commands

#[test]
fn solve_says_the_same_in_every_format() {
    let desk = Desk::new();
    let solved = json(&desk.good(&["solve", "small.toml", "--format", "json"]));
    let table = Csv::new(&desk.good(&["solve", "small.toml", "--format", "csv"]));
    let text = desk.good(&["solve", "small.toml"]);
    assert_eq!(desk.good(&["solve", "small.toml", "--format=table"]), text);
    let ladders = ["confrontation", "mandate", "opening", "integration"];
    let mut columns = table.header.clone();
    columns.sort();
    let mut expected: Vec<&str> =
        [&["government"], &ladders[..], &["dispute", "quantity", "offer", "subsidy", "value", "era"]].concat();
    expected.sort_unstable();
    assert_eq!(columns, expected);
    let mut compared = 0;
    for (name, government) in solved["governments"].as_object().unwrap() {
        assert!(text.contains(name.as_str()), "{text}");
        assert_eq!(government["certificate"]["certified"], true);
        for state in government["states"].as_array().unwrap() {
            let of_state = |row: &&BTreeMap<String, String>| {
                row["government"] == *name
                    && ladders.iter().all(|ladder| state[ladder] == row[*ladder].as_str())
                    && row["dispute"].parse().ok() == state["dispute"].as_bool()
            };
            let rows: Vec<_> = table.rows.iter().filter(of_state).collect();
            let value = |quantity: &str| rows.iter().find(|row| row["quantity"] == quantity).unwrap()["value"].clone();
            let same = |text: String, number: &Value| text.parse::<f64>().ok() == number.as_f64();
            assert!(same(value("value.client"), &state["value"]["client"]));
            assert!(same(value("value.patron"), &state["value"]["patron"]));
            assert!(same(value("hedge"), &state["hedge"]));
            assert!(same(value("pressure.hedge"), &state["pressure"]["hedge"]));
            let signed: Vec<_> = rows.iter().filter(|row| row["quantity"] == "signed").collect();
            let offers = state["signed"].as_array().unwrap();
            assert_eq!(signed.len(), offers.len());
            for (row, offer) in signed.iter().zip(offers) {
                assert!(row["offer"] == offer["offer"].as_str().unwrap());
                assert!(same(row["subsidy"].clone(), &offer["subsidy"]));
                assert!(same(row["value"].clone(), &offer["probability"]));
            }
            let total: f64 = offers.iter().map(|offer| offer["probability"].as_f64().unwrap()).sum();
            assert!((total + state["no_agreement_probability"].as_f64().unwrap() - 1.0).abs() < 1e-9);
            compared += 1;
        }
    }
    // 3 × 2 × 2 × 2 levels, with and without dispute, for two governments.
    assert_eq!(compared, 2 * 2 * 24);
}

#[test]
fn solve_tells_pressure_that_may_go_on_by_itself_and_only_where_it_may() {
    let desk = Desk::new();
    let lasting = "--set=bargain.pressure_inertia=0.4";
    let json: Value = serde_json::from_str(&desk.good(&["solve", "small.toml", lasting, "--format=json"])).unwrap();
    for state in json["governments"]["incumbent"]["states"].as_array().unwrap() {
        let expected = if state["dispute"] == true { Some(0.4) } else { None };
        assert_eq!(state.get("pressure_goes_on").map(|told| told.as_f64().unwrap()), expected, "{state}");
    }
    let csv = desk.good(&["solve", "small.toml", lasting, "--format=csv"]);
    let told: Vec<&str> = csv.lines().filter(|line| line.contains("pressure.goes_on")).collect();
    assert!(!told.is_empty() && told.iter().all(|line| line.contains("true,pressure.goes_on,,,0.4")), "{told:?}");
    let said = "pressure may go on by itself";
    assert!(desk.good(&["solve", "small.toml", lasting]).contains(said));
    let at = ["explain", "small.toml", "--at=dispute=yes", lasting];
    let explained = desk.good(&at);
    let row = explained.lines().find(|line| line.contains("pressure goes on")).unwrap();
    assert_eq!(row.matches("40%").count(), 2, "{row}");
    for plain in ["table", "json", "csv"] {
        let text = desk.good(&["solve", "small.toml", &format!("--format={plain}")]);
        assert!(!text.contains("goes_on") && !text.contains(said), "{plain}");
    }
}

#[test]
fn propagate_says_the_same_in_every_format() {
    let desk = Desk::new();
    let exact = json(&desk.good(&["propagate", "small.toml", "--format", "json"]));
    let table = Csv::new(&desk.good(&["propagate", "small.toml", "--format", "csv"]));
    let text = desk.good(&["propagate", "small.toml"]);
    assert_eq!(exact["certified"], true);
    assert_eq!(table.header, ["branch", "quarter", "quantity", "mean"]);
    assert_eq!(
        (&exact["branches"]["incumbent"]["odds"], &exact["branches"]["opposition"]["odds"]),
        (&Value::from(0.7), &Value::from(0.3))
    );
    for row in &table.rows {
        let quarters = exact["branches"][&row["branch"]]["quarters"].as_array().unwrap();
        let quarter = quarters.iter().find(|quarter| quarter["quarter"] == row["quarter"].as_str()).unwrap();
        let mean = match row["quantity"].strip_prefix("contract: ") {
            Some(family) => &quarter["contract"][family],
            None => &quarter[&row["quantity"]],
        };
        let written: f64 = row["mean"].parse().unwrap();
        assert_eq!(Some(written), mean.as_f64(), "{row:?}");
        // The quantities of a branch stand in two tables, so that a quarter has a line in each.
        let of_branch = text.split(&format!("{} (odds", row["branch"])).nth(1).unwrap();
        let of_branch = of_branch.split(" (odds").next().unwrap();
        let mut lines = of_branch.lines().filter(|line| line.starts_with(row["quarter"].as_str()));
        assert!(lines.any(|line| line.contains(&format!("{written:.3}"))), "{row:?}: {of_branch}");
    }
    assert_eq!(table.rows.len() % (2 * 12), 0);
    assert!(table.rows.len() >= 2 * 12 * 6);
}

#[test]
fn schema_is_json_that_the_starter_meets() {
    let desk = Desk::new();
    let schema = json(&desk.good(&["schema"]));
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let starter: Value = toml::from_str(&desk.read("small.toml")).unwrap();
    assert!(jsonschema::is_valid(&schema, &starter));
    assert!(desk.good(&["schema", "--format", "md"]).starts_with('#'));
}

#[test]
fn init_writes_once_and_only_here() {
    let desk = Desk::new();
    let text = desk.read("small.toml");
    desk.write("small.toml", "mine");
    let said = desk.bad(&["init", "small"], 4);
    assert!(said.contains("small.toml"), "{said}");
    assert_eq!(desk.read("small.toml"), "mine");
    for name in ["../x", "/tmp/x", "a/b", "a.b", "", "a b", "ä", "x\n"] {
        assert!(desk.bad(&["init", name], 2).contains("letters"), "{name:?}");
    }
    assert!(desk.bad(&["init", "con"], 2).contains("reserved"));
    assert_eq!(files(&desk.path("")).len(), 1);
    let said = desk.good(&["init", "my-alliance"]);
    assert!(said.contains("allegiance run my-alliance.toml"), "{said}");
    assert!(text.contains("\"small\"") && desk.read("my-alliance.toml").contains("\"my-alliance\""));
    assert!(desk.good(&["check", "my-alliance.toml"]).contains("no fault"));
}

#[test]
fn the_starter_runs_at_once() {
    let desk = Desk::new();
    desk.good(&["init", "fresh"]);
    let said = desk.good(&["run", "fresh.toml"]);
    assert!(said.contains("within the model") && said.contains("Written to output/fresh"), "{said}");
    assert_eq!(json(&desk.read("output/fresh/manifest.json"))["certified_draws"], 50);
    // Something to look at: three endings in each outcome, none of them nearly certain, and the outcomes differ.
    let shares = Csv::new(&desk.read("output/fresh/tables/chapters.csv")).by(["branch", "chapter"], "probability");
    let of = |branch: &str, chapter: &str| shares[&[branch.to_owned(), chapter.to_owned()]];
    for chapter in ["union", "drifting apart", "business as usual"] {
        assert!(
            ["incumbent", "opposition"].iter().all(|branch| (0.02..0.8).contains(&of(branch, chapter))),
            "{shares:?}"
        );
    }
    assert!((of("incumbent", "union") - of("opposition", "union")).abs() > 0.2, "{shares:?}");
}

#[test]
fn markup_in_names_is_escaped_in_pictures_and_whole_in_tables() {
    let desk = Desk::new();
    let [offer, branch, chapter] = ["<b>&\"o\"</b>", "<i>&'b'</i>", "]]><!-- &amp; -->"];
    let quoted = |name: &str| serde_json::to_string(name).unwrap();
    let text = desk
        .read("small.toml")
        .replace("name        = \"alliance\"", &format!("name = {}", quoted(offer)))
        .replace("name        = \"incumbent\"", &format!("name = {}", quoted(branch)))
        .replace("name = \"business as usual\"", &format!("name = {}", quoted(chapter)));
    desk.write("small.toml", &text);
    desk.run("result", &[]);
    let (mut shown, mut charts) = (String::new(), 0);
    for (name, bytes) in files(&desk.path("result")) {
        if name.ends_with(".svg") {
            let svg = String::from_utf8(bytes).unwrap();
            assert!(!svg.contains("<b>") && !svg.contains("<i>") && !svg.contains("<!--"), "{name}");
            let document = roxmltree::Document::parse(&svg).unwrap();
            shown += &document.descendants().filter_map(|node| node.text()).collect::<Vec<_>>().join(" ");
            charts += 1;
        }
    }
    assert!(charts >= 4);
    assert!(shown.contains("<b>&\"o\"</b>") && shown.contains("&amp;"), "{shown}");
    let chapters = Csv::new(&desk.read("result/tables/chapters.csv"));
    assert!(chapters.rows.iter().any(|row| row["branch"] == branch && row["chapter"] == chapter));
    let quarters = Csv::new(&desk.read("result/tables/quarters.csv"));
    assert!(quarters.rows.iter().any(|row| row["quantity"].contains(offer)));
    let draws = Csv::new(&desk.read("result/tables/draws.csv"));
    assert!(draws.header.contains(&format!("{branch}: {chapter}")));
    assert!(json(&desk.good(&["solve", "small.toml", "--format=json"])).to_string().contains("<b>&"));
}

// ---- Claims

/// A claim that the template's alliance keeps, and one that it cannot keep.
const CLAIMS: &str = "claim=[\
    {name=\"kept\", says=\"a share is at most 1\", check=[{name=\"loyalty | `x`\", measure=\"loyalty\", at_most=1}]},\
    {name=\"broken\", says=\"no share is above 1\", check=[\
        {name=\"dispute\", measure=\"dispute\", along=\"opening\", above=1},\
        {name=\"hedging\", measure=\"hedging\", at_least=0}]}]";

#[test]
fn claims_print_what_was_found_and_fail_with_code_1() {
    let desk = Desk::new();
    let output = desk.output(&["claims", "small.toml", "--set", CLAIMS]);
    assert_eq!(code(&output), 1, "{}", errors(&output));
    let text = printed(&output);
    assert!(text.contains("1. kept: holds") && text.contains("2. broken: FAILS"), "{text}");
    assert!(text.contains("1 of 2 claims hold"), "{text}");
    let only = CLAIMS.replace("above=1", "at_most=1");
    assert!(desk.good(&["claims", "small.toml", "--set", &only]).contains("2 of 2 claims hold"));
}

#[test]
fn claims_say_the_same_in_every_format() {
    let desk = Desk::new();
    let arguments = |format: &'static str| {
        vec!["claims", "small.toml", "--set", CLAIMS, "--set", "simulation.draws=4", "--robust", "--format", format]
    };
    let printed_in = |format| printed(&desk.output(&arguments(format)));
    let claims = json(&printed_in("json"));
    assert_eq!(claims["draws"]["taken"], 4);
    let table = Csv::new(&printed_in("csv"));
    let mut rows = table.rows.iter();
    for claim in claims["claims"].as_array().unwrap() {
        for check in claim["checks"].as_array().unwrap() {
            for found in check["found"].as_array().unwrap() {
                let row = rows.next().unwrap();
                assert_eq!(row["claim"], claim["claim"].as_str().unwrap());
                assert_eq!(row["place"], found["place"].as_str().unwrap());
                assert_eq!(row["found"].parse::<f64>().ok(), found["value"].as_f64());
                assert_eq!(row["holds"], check["holds"].to_string());
                assert_eq!(row["share_of_draws"].parse::<f64>().ok(), check["robustness"]["share"]["value"].as_f64());
            }
        }
    }
    assert!(rows.next().is_none());
    let markdown = printed_in("md");
    assert!(markdown.contains("loyalty \\| \\`x\\`") && markdown.contains("**no**"), "{markdown}");
    assert!(printed_in("table").contains("4 draws of the uncertain numbers"));
}

#[test]
fn a_scenario_without_claims_is_told_so() {
    let desk = Desk::new();
    let said = desk.bad(&["claims", "small.toml"], 3);
    assert!(said.contains("states no claims"), "{said}");
}

// ---- Backtest

/// A record of the small scenario, whose election is dropped.
fn record(desk: &Desk) -> [&'static str; 5] {
    let codes = ["no", "yes", "yes", "no", "unknown", "no", "yes"];
    let row = |(place, code): (usize, &&str)| format!("{}-Q{},{code},1,4\n", 2025 + place / 4, place % 4 + 1);
    let rows: String = codes.iter().enumerate().map(row).collect();
    desk.write("record.csv", &format!("quarter,dispute,subsidy_low,subsidy_high\n{rows}"));
    ["backtest", "small.toml", "--set=election=[]", "--history", "record.csv"]
}

#[test]
fn a_record_is_scored_in_every_format() {
    let desk = Desk::new();
    let command = record(&desk);
    let table = desk.good(&command);
    assert!(table.contains("6 quarters coded, 3 of them in dispute"), "{table}");
    assert!(table.contains("Markov chain, learning") && table.contains("four quarters before (2 quarters)"), "{table}");
    let whole = json(&desk.good(&[&command[..], &["--format=json"]].concat()));
    let scores = Csv::new(&desk.good(&[&command[..], &["--format=csv"]].concat()));
    assert_eq!(scores.rows.len(), 20);
    assert_eq!(whole["scores"].as_array().unwrap().len(), 20);
    let model = &scores.rows[0];
    assert_eq!((model["forecaster"].as_str(), model["quarters"].as_str()), ("model", "6"));
    assert_eq!(model["log_sum"].parse::<f64>().unwrap(), whole["scores"][0]["log_sum"].as_f64().unwrap());
    // The sum of what the rows say.
    let rows = whole["quarters"].as_array().unwrap();
    let said = rows.iter().filter_map(|row| {
        let (code, stated) = (row["dispute"].as_bool()?, row["stated"][0]["model"].as_f64()?);
        Some(libm::log((if code { stated } else { 1.0 - stated }).clamp(1e-4, 1.0 - 1e-4)))
    });
    assert!((said.sum::<f64>() - whole["log_likelihood"].as_f64().unwrap()).abs() < 1e-9);
    let markdown = desk.good(&[&command[..], &["--format=md"]].concat());
    assert!(markdown.contains("| model, central values |"), "{markdown}");
    assert!(!desk.path("output").exists());
}

#[test]
fn other_codings_of_the_past_are_scored_beside_the_first() {
    let desk = Desk::new();
    let command = record(&desk);
    let other = desk.read("record.csv").replace("Q2,yes", "Q2,no");
    desk.write("other.csv", &other);
    let command = [&command[..], &["--also", "other.csv", "--from", "2025-Q2", "-o", "scored"]].concat();
    let printed = desk.good(&command);
    let key = "1: record.csv, 3 of 6 quarters in dispute; 2: other.csv, 2 of 6 quarters in dispute";
    assert!(printed.contains(key) && printed.contains("coding 2  from 2025-Q2"), "{printed}");
    let (codings, scores) = (Csv::new(&desk.read("scored/codings.csv")), Csv::new(&desk.read("scored/scores.csv")));
    assert_eq!(codings.rows.len(), 20);
    // The first is the record of all other tables.
    assert_eq!(codings.rows[0]["log_sum_from"], scores.rows[0]["log_sum"]);
    assert_eq!((codings.rows[10]["record"].as_str(), codings.rows[10]["disputes"].as_str()), ("other.csv", "2"));
    let alone = [&record(&desk)[..3], &["--history", "other.csv", "--format=csv"]].concat();
    assert_eq!(codings.rows[10]["log_sum"], Csv::new(&desk.good(&alone)).rows[0]["log_sum"]);
}

#[test]
fn a_backtest_writes_its_folder_and_only_that() {
    let desk = Desk::new();
    let command = record(&desk);
    let command = [&command[..], &["-o", "scored", "--robust", SMALL[0]]].concat();
    let printed = desk.good(&command);
    assert!(printed.contains("Draws of the scenario's distributions: 8 of 8 count"), "{printed}");
    let written = files(&desk.path("scored"));
    let charts = ["dispute-foretold", "reliability", "subsidy-expected"];
    let tables = ["backtest.json", "calibration.csv", "draws.csv", "others.csv", "quarters.csv", "scores.csv"];
    let mut expected: BTreeSet<String> = tables.iter().map(ToString::to_string).collect();
    let pictures = ["-column.svg", "-column.png", "-phone.svg", "-phone.png"];
    expected.extend(charts.iter().flat_map(|chart| pictures.map(|ending| format!("charts/{chart}{ending}"))));
    expected.extend(charts.iter().flat_map(|chart| CHARTS.map(|ending| format!("charts/{chart}.{ending}"))));
    expected.extend(["manifest.json", "SHA256SUMS"].map(String::from));
    assert_eq!(written.keys().cloned().collect::<BTreeSet<_>>(), expected);
    assert_eq!(Csv::new(&desk.read("scored/draws.csv")).rows.len(), 16);
    let manifest = json(&desk.read("scored/manifest.json"));
    let record = manifest["inputs"].as_array().unwrap().last().unwrap();
    assert_eq!((&record["role"], &record["text"]), (&"record".into(), &desk.read("record.csv").into()));
    // The number of threads changes nothing.
    let again = [&command[..5], &["-o", "again", "--robust", SMALL[0]]].concat();
    let mut one = desk.command(&again);
    assert_eq!(code(&one.env("RAYON_NUM_THREADS", "1").output().unwrap()), 0);
    assert_eq!(files(&desk.path("again")), written);
    // Foreign files are neither written beside nor deleted.
    desk.write("again/mine.txt", "mine");
    assert!(desk.bad(&again, 4).contains("mine.txt"));
    desk.good(&[&again[..], &["--force"]].concat());
    assert_eq!(desk.read("again/mine.txt"), "mine");
}

#[test]
fn what_cannot_be_scored_says_why() {
    let desk = Desk::new();
    let command = record(&desk);
    let voted = desk.bad(&[&command[..2], &command[3..]].concat(), 3);
    assert!(voted.contains("election in 2025-Q2") && voted.contains("election=[]"), "{voted}");
    assert!(desk.bad(&[&command[..4], &["nowhere.csv"]].concat(), 4).contains("no such file"));
    for from in ["2024-Q4", "2027-Q1", "later"] {
        let told = desk.bad(&[&command[..], &["--from", from]].concat(), 2);
        assert!(told.contains(&format!("--from {from}: not a quarter of the record")), "{told}");
    }
    let uncertified = [&command[..], &["--set=client.precision=300"]].concat();
    assert!(desk.bad(&uncertified, 1).contains("not certified"));
    let good = desk.read("record.csv");
    desk.write("record.csv", &good.replacen("2025-Q1,no", "2025-Q1,yes", 1));
    assert!(desk.bad(&command, 1).contains("cannot have happened in the model: what it codes in 2025-Q1"));
    desk.write("record.csv", &good.replace("2026", "2027"));
    let gap = desk.bad(&command, 3);
    assert!(gap.contains("record.csv:6:1") && gap.contains("^^^^^^^") && gap.contains("after 2025-Q4"), "{gap}");
    desk.write("record.csv", "quarter,dispute\n2025-Q1,no\n2025-Q2,yes\n");
    assert!(desk.bad(&command, 3).contains("nothing to score"));
}

/// Fault 25: letters that the bundled font lacks came as boxes, and nothing could be done about it.
#[test]
fn regress_fault_25_a_font_is_given_for_letters_that_the_charts_own_font_lacks() {
    let desk = Desk::new();
    let georgian = "--set=client.name=\"საქართველო\"";
    let font = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fonts/georgian.ttf");
    let font = format!("--font={}", font.display());
    let run = |folder: &str, more: &[&str]| {
        let output = desk.output(&[&["run", "small.toml", "-o", folder, georgian], &SMALL[..], more].concat());
        assert_eq!(code(&output), 0, "{}", errors(&output));
        let picture = fs::read(desk.path(folder).join("charts/room-for-a-deal.png")).expect("a picture");
        (errors(&output).contains("the font of the charts lacks"), picture)
    };
    let ((boxes, without), (told, with)) = (run("boxes", &[]), run("letters", &[&font]));
    assert!(boxes && !told, "{boxes} {told}");
    assert_ne!(without, with, "the letters are there");
    assert_eq!(
        desk.bad(&["check", "small.toml", "--font=small.toml"], 4),
        "error: cannot read the font small.toml: it is no TrueType or OpenType font\n"
    );
}

/// At a terminal of 80 or 100 columns tables ran over the edge.
#[test]
fn what_people_read_fits_the_terminal_with_any_names() {
    let desk = Desk::new();
    let (wide, endless) =
        ("統一".repeat(28), "Verhandlungsführungskommission-Unterausschusssitzungsprotokoll".split_at(60).0);
    let long = desk.read("small.toml").replace("\"opposition\"", &format!("\"{wide}\""));
    let long = long.replace("name        = \"alliance\"", &format!("name = \"{endless}\""));
    let long = long.replace("\"Lowland\"", &format!("\"{endless}\"")).replace("\"Highland\"", &format!("\"{wide}\""));
    assert!(long.contains(endless) && long.contains(&wide));
    desk.write("long.toml", &long);
    let size = ["--set=simulation.draws=3", "--set=simulation.paths=3"];
    for file in ["small.toml", "long.toml"] {
        let commands = [vec!["propagate", file], vec!["solve", file], vec!["explain", file], vec!["explain", "run"]];
        let told = desk.good(&[&["run", file, "-o", "run", "--force"][..], &size].concat());
        within(&told.replace(&desk.path("run").display().to_string(), "run"), 80);
        for command in commands {
            within(&desk.good(&command), 100);
        }
    }
}

fn within(told: &str, columns: usize) {
    assert!(!told.contains('\u{1b}'), "an escape code in a pipe: {told:?}");
    let widest = told.lines().max_by_key(|line| allegiance::base::text::width(line)).unwrap();
    assert!(allegiance::base::text::width(widest) <= columns, "{widest}\n{told}");
}

#[test]
fn equilibria_says_the_same_in_every_format() {
    let desk = Desk::new();
    let found = json(&desk.good(&["equilibria", "small.toml", "--format", "json"]));
    let table = Csv::new(&desk.good(&["equilibria", "small.toml", "--format", "csv"]));
    let listed = found["equilibria"].as_array().unwrap();
    assert_eq!(table.rows.len(), listed.len());
    assert!(listed.iter().any(|row| row["backward"] == true) && listed.iter().any(|row| row["principal"] == true));
    assert!(desk.good(&["equilibria", "small.toml"]).contains("Equilibria found at central values"));
    let drawn = json(&desk.good(&["equilibria", "small.toml", "--draws", "3", "--format", "json"]));
    assert_eq!(drawn["draws"], 3);
    assert!(drawn["equilibria"].as_array().unwrap().iter().any(|row| row["draw"] == 2));
    let headline = &drawn["headline"];
    let row = format!("probability: {}", headline["event"].as_str().unwrap());
    let told = desk.good(&["equilibria", "small.toml", "--draws", "3"]);
    let line = told.lines().find(|line| line.contains(&row)).expect("the headline has a row");
    for side in ["backward", "principal", "greatest"] {
        assert!(line.contains(&format!("{:.3}", headline[side].as_f64().unwrap())), "{line}");
    }
}
