//! What results may take the place of, and what is never replaced silently; messages that name the cause.

use crate::common::{Desk, SMALL, files};
use std::fs;

/// Runs the small scenario with these arguments more.
fn run(desk: &Desk, more: &[&str]) -> String {
    desk.good(&[&["run", "small.toml"], &SMALL[..], more].concat())
}

#[test]
fn regress_draws_and_overrides_are_named_wherever_they_matter() {
    let desk = Desk::new();
    desk.write("d.csv", "draw,client.delivery\n0,0.75\n1,0.76\n2,0.76\n3,0.76\n4,0.76\n5,0.76\n6,0.76\n7,0.76\n");
    run(&desk, &["--draws", "d.csv", "--brief", "-o", "r"]);
    let command = "allegiance run small.toml --set simulation.draws=8 --set simulation.paths=6 --draws d.csv";
    for (file, said) in [
        ("r/brief.md", command),
        ("r/brief.html", command),
        ("r/brief.md", "Changed in the scenario as its file states it:"),
        ("r/brief.html", "<code>--draws d.csv</code>"),
        ("r/summary.json", "\"--draws d.csv\""),
        ("r/tables/assumptions.csv", "client.delivery,d.csv,"),
        ("r/manifest.json", "\"name\": \"d.csv\""),
    ] {
        assert!(desk.read(file).contains(said), "{file}: {said}");
    }
    let table = desk.read("r/tables/assumptions.csv");
    let row = table.lines().find(|line| line.starts_with("client.delivery,")).unwrap();
    assert!(row.contains(",0.75,0.76,"), "the range is that of the file: {row}");
}

#[test]
fn regress_a_folder_of_another_kind_is_refused() {
    let desk = Desk::new();
    run(&desk, &["-o", "ran"]);
    desk.good(&["compare", "ran", "-o", "compared"]);
    let before = [files(&desk.path("ran")), files(&desk.path("compared"))];
    for force in [&[][..], &["--force"]] {
        let said = desk.bad(&[&["compare", "ran", "-o", "ran"], force].concat(), 4);
        assert!(said.contains("holds a run, which a comparison would replace"), "{said}");
        let said = desk.bad(&[&["run", "small.toml", "-o", "compared"], &SMALL[..], force].concat(), 4);
        assert!(said.contains("holds a comparison, which a run would replace"), "{said}");
        let said = desk.bad(&[&["brief", "ran", "-o", "compared"], force].concat(), 4);
        assert!(said.contains("holds a comparison, which a brief would replace"), "{said}");
    }
    assert_eq!(before, [files(&desk.path("ran")), files(&desk.path("compared"))]);
}

#[test]
fn regress_an_input_inside_the_output_is_refused() {
    let desk = Desk::new();
    run(&desk, &["-o", "ran"]);
    let draws = desk.read("ran/tables/draws.csv");
    let own = draws.lines().next().unwrap().split(',').nth(1).unwrap().to_owned();
    let column: Vec<String> = draws.lines().map(|line| line.split(',').nth(1).unwrap().to_owned()).collect();
    desk.write("ran/mine.csv", &(column.join("\n") + "\n"));
    let said = desk.bad(&[&["run", "small.toml", "-o", "ran", "--draws", "ran/mine.csv"], &SMALL[..]].concat(), 4);
    assert!(said.contains("mine.csv"), "{own}: {said}");
    fs::rename(desk.path("ran/mine.csv"), desk.path("mine.csv")).unwrap();
    desk.write("kept/small.toml", &desk.read("small.toml"));
    let said = desk.bad(&[&["run", "kept/small.toml", "-o", "kept"], &SMALL[..]].concat(), 4);
    assert!(said.contains("small.toml"), "{said}");
}

#[test]
fn regress_a_posterior_is_not_deleted_by_the_run_that_reads_it() {
    let desk = Desk::new();
    desk.write("d.csv", "client.delivery\n0.75\n");
    run(&desk, &["--draws", "d.csv", "-o", "first"]);
    fs::copy(desk.path("d.csv"), desk.path("first/d.csv")).unwrap();
    let before = files(&desk.path("first"));
    let again = [&["run", "small.toml", "--draws", "first/d.csv", "-o", "first"], &SMALL[..]].concat();
    assert!(desk.bad(&again, 4).contains("d.csv"));
    // A foreign file may stay where it is read, if that is what is asked for: nothing deletes it.
    desk.good(&[&again[..], &["--force"]].concat());
    assert_eq!(files(&desk.path("first"))["d.csv"], before["d.csv"]);
}

#[test]
fn regress_a_changed_scenario_has_a_folder_of_its_own() {
    let desk = Desk::new();
    let small = ["--set=simulation.draws=8", "--set=simulation.paths=6"];
    desk.write(
        "small.toml",
        &desk.read("small.toml").replace("draws = 50", "draws = 4").replace("paths = 50", "paths = 4"),
    );
    desk.good(&["run", "small.toml"]);
    let plain = files(&desk.path("output/small"));
    for more in [&["--set", "client.delivery=0.6"][..], &["--set", "client.delivery=0.7"], &["--seed", "7"], &small] {
        desk.good(&[&["run", "small.toml"], more].concat());
    }
    let names: Vec<String> = fs::read_dir(desk.path("output"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), 5, "{names:?}");
    assert!(names.contains(&"small--client.delivery=0.6".to_owned()), "{names:?}");
    assert_eq!(files(&desk.path("output/small")), plain);
}

#[test]
fn regress_an_edited_brief_is_not_replaced_silently() {
    let desk = Desk::new();
    run(&desk, &["--brief", "-o", "ran"]);
    let edited = desk.read("ran/brief.md").replace("Model frequency", "Seen by X. Model frequency");
    desk.write("ran/brief.md", &edited);
    for arguments in [&["brief", "ran"][..], &[&["run", "small.toml", "-o", "ran"], &SMALL[..]].concat()] {
        let said = desk.bad(arguments, 4);
        assert!(said.contains("brief.md was changed since this program wrote it"), "{said}");
        assert_eq!(desk.read("ran/brief.md"), edited);
    }
    desk.good(&["brief", "ran", "--force"]);
    assert!(!desk.read("ran/brief.md").contains("Seen by X"));
    // A new run takes the brief of the last one along, and says so.
    let output = desk.output(&[&["run", "small.toml", "-o", "ran"], &SMALL[..]].concat());
    let said = crate::common::errors(&output);
    assert!(said.contains("removed, as the new results do not have them: brief.html, brief.json, brief.md"), "{said}");
}

#[test]
fn regress_a_brief_goes_to_no_other_run_and_replaces_that_of_no_other_scenario() {
    let desk = Desk::new();
    desk.write("other.toml", &desk.read("small.toml"));
    run(&desk, &["-o", "ran"]);
    desk.good(&[&["run", "other.toml", "-o", "other"], &SMALL[..]].concat());
    assert!(desk.bad(&["brief", "ran", "-o", "other"], 4).contains("holds another run"));
    desk.good(&["brief", "ran", "-o", "told"]);
    assert!(desk.bad(&["brief", "other", "-o", "told"], 4).contains("another scenario, small.toml"));
    assert!(desk.bad(&["brief", "small.toml"], 4).contains("holds no run"));
    assert!(desk.bad(&["compare", "small.toml"], 2).contains("with --vary or --variants, or run it first"));
    assert!(desk.bad(&["solve", "small.toml", "--format=md"], 2).contains("possible values: table, json, csv"));
    assert!(desk.bad(&["brief", "ran", "--lexicon", "imf"], 2).contains("write icd203, ipcc or a lexicon file"));
}

#[test]
fn regress_two_scenarios_never_share_a_folder_silently() {
    let desk = Desk::new();
    let text = desk.read("small.toml");
    for name in ["Сценарий 1.toml", "Вариант 1.toml", "Ελλάδα.toml"] {
        desk.write(name, &text);
        desk.good(&["check", name]);
        desk.good(&[&["run", name], &SMALL[..]].concat());
    }
    assert_eq!(fs::read_dir(desk.path("output")).unwrap().count(), 3);
    run(&desk, &["-o", "shared"]);
    let said = desk.bad(&[&["run", "Ελλάδα.toml", "-o", "shared"], &SMALL[..]].concat(), 4);
    assert!(said.contains("holds results of another scenario, small.toml"), "{said}");
    desk.good(&[&["run", "Ελλάδα.toml", "-o", "shared", "--force"], &SMALL[..]].concat());
}

#[test]
fn regress_messages_name_the_cause() {
    let desk = Desk::new();
    let said = desk.bad(&["run", "small.toml", "--draws", "50"], 4);
    assert!(said.contains("--set simulation.draws=50"), "{said}");
    assert!(desk.bad(&["init", "small"], 4).contains("it is there already"));
    assert!(desk.bad(&["small.toml"], 2).contains("allegiance run small.toml"));
    let said = desk.bad(&["rnu", "small.toml"], 2);
    assert!(said.contains("did you mean `run`?"), "{said}");
}

#[test]
fn regress_an_estimate_tells_its_steps_and_an_impossible_record_its_quarter() {
    let desk = Desk::new();
    let asked = ["estimate", "small.toml", "--history", "record.csv", "--particles", "10", "-o", "learnt"];
    let asked = [&asked[..], &["--set=election=[]"]].concat();
    desk.write("record.csv", "quarter,dispute\n2025-Q1,no\n2025-Q2,no\n2025-Q3,yes\n");
    let output = desk.output(&asked);
    // A line for every temperature, also where no terminal listens.
    let said = crate::common::errors(&output);
    assert!(said.contains("temperature step 1: "), "{said}");
    // The path does not begin in dispute.
    desk.write("record.csv", "quarter,dispute\n2025-Q1,yes\n2025-Q2,no\n2025-Q3,yes\n");
    let said = desk.bad(&asked, 1);
    assert!(said.contains("under none of the 10 prior draws") && said.contains("in 2025-Q1"), "{said}");
}

#[test]
fn regress_the_draws_that_a_backtest_leaves_out_are_listed() {
    let desk = Desk::new();
    desk.write(
        "record.csv",
        "quarter,dispute\n2025-Q1,no\n2025-Q2,yes\n2025-Q3,yes\n2025-Q4,no\n2026-Q1,no\n2026-Q2,yes\n",
    );
    let both = "--set=client.precision={dist=\"triangular\",low=1,mode=4,high=300}";
    let asked = ["backtest", "small.toml", "--set=election=[]", "--history", "record.csv", "--robust", "-o", "scored"];
    desk.good(&[&asked[..], &["--set=simulation.draws=6", both]].concat());
    let manifest: serde_json::Value = serde_json::from_str(&desk.read("scored/manifest.json")).unwrap();
    assert_eq!(manifest["kind"], "backtest");
    let left_out = manifest["uncertified_draws"].as_array().unwrap();
    let found: serde_json::Value = serde_json::from_str(&desk.read("scored/backtest.json")).unwrap();
    assert_eq!(manifest["uncertified_draws"], found["draws"]["uncertified"]);
    assert!(!left_out.is_empty() && left_out.len() < 6, "{left_out:?}");
    assert_eq!(manifest["certified_draws"], 6 - left_out.len());
}

#[test]
fn regress_a_name_is_kept_whole_and_taken_for_nothing_else() {
    let desk = Desk::new();
    let text = desk.read("small.toml");
    let long = format!("{}.toml", "a base with a long name ".repeat(4).trim_end());
    for (file, base) in [("one.toml", "--set"), ("two.toml", " draws of mine.toml"), ("three.toml", long.as_str())] {
        desk.write(base, &text);
        desk.write(file, &format!("format = 1\nbase = \"{base}\"\n"));
        let folder = file.trim_end_matches(".toml");
        desk.good(&[&["run", file, "-o", folder], &SMALL[..]].concat());
        assert!(desk.read(&format!("{folder}/manifest.json")).contains(&format!("\"name\": \"{base}\"")), "{base}");
        desk.good(&["brief", folder, "--short"]);
        desk.good(&["compare", folder]);
    }
}
