//! The record that a scenario names: scored as `backtest` scores it, kept with the run, refused if it is broken.

use crate::common::{Desk, refused, shipped, summary};
use allegiance::Scenario;
use allegiance::command::Run;
use allegiance::command::request::Source;
use allegiance::findings::backtest::track::Track;
use allegiance::findings::confidence::{Confidence, Grade, Ground};
use serde_json::Value;
use std::fs;

const RECORD: &str =
    "quarter,dispute\n2025-Q1,no\n2025-Q2,yes\n2025-Q3,yes\n2025-Q4,no\n2026-Q1,no\n2026-Q2,no\n2026-Q3,yes\n";
const NAMED: &str = "\n[record]\nscenario = \"past/then.toml\"\nhistory = \"past/record.csv\"\n";

/// A desk whose scenario names a record, of the same alliance without its election.
fn desk() -> Desk {
    let desk = Desk::new();
    let text = desk.read("small.toml");
    desk.write("past/first.toml", &text);
    desk.write("past/then.toml", "base = \"first.toml\"\nelection = []\ngovernment = []\n");
    desk.write("past/record.csv", RECORD);
    desk.write("small.toml", &(text + NAMED));
    desk
}

fn ground(found: &Confidence) -> (Option<Track>, Grade) {
    let record = found.reasons.iter().find_map(|reason| match &reason.ground {
        Ground::Record { track } => Some((track.clone(), reason.grade)),
        _ => None,
    });
    record.expect("the ground is there")
}

/// What `backtest` says of the rivals that learn, one quarter before: quarters, rivals, those ahead, those clearly behind.
fn by_backtest(json: &str) -> (u64, usize, usize, usize) {
    let found: Value = serde_json::from_str(json).unwrap();
    let scores = found["scores"].as_array().unwrap().iter();
    let learning: Vec<&Value> = scores.filter(|row| row["ahead"] == 1 && row["knows"] == "earlier").collect();
    let lead = |row: &&&Value| {
        let lead = &row["log_ahead"];
        (lead["value"].as_f64().unwrap(), lead["standard_error"].as_f64().unwrap())
    };
    let behind = learning.iter().filter(|row| lead(row).0 < 0.0).count();
    let clearly = learning.iter().filter(|row| lead(row).0 >= 2.0 * lead(row).1).count();
    (learning[0]["quarters"].as_u64().unwrap(), learning.len(), behind, clearly)
}

#[test]
fn val_a_record_is_scored_as_backtest_scores_it() {
    let desk = desk();
    desk.run("run", &[]);
    let (track, grade) = ground(&summary(&desk.path("run")).confidence.unwrap());
    let track = track.expect("the record was tested");
    let found = desk.good(&["backtest", "past/then.toml", "--history", "past/record.csv", "--format", "json"]);
    assert_eq!((track.quarters as u64, track.rivals, track.behind, track.clearly), by_backtest(&found));
    assert_eq!(grade == Grade::Poor, track.behind > 0);
    // The seed case and its own record, as docs/trust.md tells of them.
    let seed = Scenario::load(shipped("belarus-2020.toml")).unwrap();
    let track = Track::new(seed.record.as_ref().unwrap()).unwrap();
    assert_eq!((track.quarters, track.rivals, track.behind), (94, 5, 0));
    assert!((1..5).contains(&track.clearly), "{track:?}");
}

#[test]
fn a_run_is_remade_with_the_record_that_it_was_made_with() {
    let desk = desk();
    desk.run("run", &[]);
    let manifest: Value = serde_json::from_str(&desk.read("run/manifest.json")).unwrap();
    let kept = manifest["inputs"].as_array().unwrap().iter();
    let kept: Vec<(&str, &str)> =
        kept.map(|input| (input["role"].as_str().unwrap(), input["name"].as_str().unwrap())).collect();
    let past =
        [("record scenario", "past/then.toml"), ("record scenario", "past/first.toml"), ("record", "past/record.csv")];
    assert!(kept.ends_with(&past), "{kept:?}");
    fs::remove_dir_all(desk.path("past")).unwrap();
    desk.good(&["brief", "run"]);
    desk.good(&["compare", "run"]);
    desk.good(&["explain", "run"]);
    assert!(desk.read("run/brief.md").contains("n 7 coded quarters"));
}

#[test]
fn a_record_is_about_the_file_that_names_it() {
    let desk = desk();
    desk.write("variant.toml", "base = \"small.toml\"\n");
    assert!(Scenario::load(desk.path("small.toml")).unwrap().record.is_some());
    assert!(Scenario::load(desk.path("variant.toml")).unwrap().record.is_none());
    // It may be the record's own scenario: the record of a record is not read.
    let itself = ["--set=record.scenario=\"then.toml\"", "--set=record.history=\"record.csv\""];
    desk.good(&["check", "past/then.toml", itself[0], itself[1]]);
    let changed = Scenario::load(desk.path("small.toml")).unwrap().with(&["client.delivery=0.8"]).unwrap();
    assert!(changed.record.is_some(), "overrides keep the record");
}

#[test]
fn a_broken_record_is_refused_at_its_key_before_anything_is_simulated() {
    let desk = desk();
    for (change, told) in [
        ("record.history=\"gone.csv\"", "cannot read `gone.csv`: there is no such file"),
        ("record.scenario=\"past/first.toml\"", "that scenario holds an election in 2025-Q2, while the record runs"),
        ("record.history=\"/past/record.csv\"", "`/past/record.csv` is not the name of a file"),
    ] {
        let set = format!("--set={change}");
        for command in ["check", "run"] {
            let said = desk.bad(&[command, "small.toml", &set], 3);
            assert!(said.contains(told) && said.contains("--set:1:"), "{said}");
        }
    }
    desk.write("past/record.csv", "quarter,dispute\n2025-Q1,no\n2025-Q2,yes\n");
    let said = desk.bad(&["check", "small.toml"], 3);
    assert!(said.contains("[record] in the scenario: there is nothing to score"), "{said}");
    let run = Run::new(Source::new(desk.path("small.toml"))).to(desk.path("run"));
    assert!(refused(run).to_string().contains("nothing to score"));
    assert!(!desk.path("run").exists());
}
