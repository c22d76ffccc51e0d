//! `allegiance compare` from the outside: what it finds, how it pairs, what it refuses, and that its forms agree.

use crate::common;

use common::{Csv, Desk, SMALL, files};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

type Row = BTreeMap<String, String>;

/// The row of a chapter or metric in the contrast of a branch.
fn row<'a>(table: &'a Csv, branch: &str, name: &str) -> &'a Row {
    table.rows.iter().find(|row| row["branch"] == branch && row["name"] == name).unwrap()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {row:?}"))
}

/// The small scenario with a third branch that is the first under another name.
fn with_twin(desk: &Desk) {
    let twin = "[[election.branch]]\nname = \"twin\"\nprobability = 0.2 # judgement\nmandate = \"weak\"\n\n";
    let text = desk.read("small.toml").replace("probability = 0.7 ", "probability = 0.5 ");
    desk.write(
        "twins.toml",
        &text.replacen("# The opposition's numbers", &format!("{twin}# The opposition's numbers"), 1),
    );
}

// ---- Branches of a run

#[test]
fn branches_are_compared_with_the_first_in_the_digits_of_the_run() {
    let desk = Desk::new();
    desk.run("one", &[]);
    let table = Csv::new(&desk.good(&["compare", "one", "--format=csv"]));
    let own = ["events", "chapters", "metrics"].map(|name| Csv::new(&desk.read(&format!("one/tables/{name}.csv"))));
    let cell = |table: &Csv, branch: &str, name: &str, column: &str| {
        let keys = ["event", "chapter", "metric"];
        let is = |row: &&Row| row["branch"] == branch && keys.iter().any(|key| row.get(*key) == Some(&name.to_owned()));
        table.rows.iter().find(is).unwrap()[column].clone()
    };
    assert_eq!(table.rows.len(), 3 + 3 + 18);
    for found in &table.rows {
        let (own, value) = match found["kind"].as_str() {
            "event" => (&own[0], "probability"),
            "chapter" => (&own[1], "probability"),
            _ => (&own[2], "mean"),
        };
        for (column, branch) in [("value", "opposition"), ("reference", "incumbent")] {
            assert_eq!(found[column], cell(own, branch, &found["name"], value), "{found:?}");
        }
        assert_eq!(found["standard_error"], cell(own, "opposition", &found["name"], "standard_error"));
        assert_eq!((found["paired_by"].as_str(), found["draws"].as_str()), ("draw and path", "8"));
        if !found["difference"].is_empty() {
            let wanted = number(found, "value") - number(found, "reference");
            assert!((number(found, "difference") - wanted).abs() < 1e-12, "{found:?}");
        }
    }
    let swapped = Csv::new(&desk.good(&["compare", "one", "--format=csv", "--reference=opposition"]));
    let (there, back) = (row(&table, "opposition", "subsidy"), row(&swapped, "incumbent", "subsidy"));
    assert_eq!(number(there, "difference"), -number(back, "difference"));
    assert_eq!((&there["share_above"], &there["pairs"]), (&back["share_below"], &"48".to_owned()));
}

/// Differences, errors and shares recomputed from `paths.csv.gz` by the definitions alone.
#[test]
fn val_the_pairs_of_the_paths_give_the_same_difference_error_and_share() {
    let desk = Desk::new();
    desk.run("one", &["--paths"]);
    let mut text = String::new();
    let archive = fs::File::open(desk.path("one/tables/paths.csv.gz")).unwrap();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(archive), &mut text).unwrap();
    let paths = Csv::new(&text);
    let value = |row: &Row| row["subsidy"].parse::<f64>().unwrap();
    let of = |branch: &str| paths.rows.iter().filter(|row| row["branch"] == branch).map(value).collect::<Vec<_>>();
    let pairs: Vec<f64> = of("opposition").iter().zip(of("incumbent")).map(|(one, two)| one - two).collect();
    let draws: Vec<f64> = pairs.chunks(6).map(|draw| draw.iter().sum::<f64>() / 6.0).collect();
    let mean = draws.iter().sum::<f64>() / 8.0;
    let error = (draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / 7.0 / 8.0).sqrt();
    let table = Csv::new(&desk.good(&["compare", "one", "--format=csv"]));
    let found = row(&table, "opposition", "subsidy");
    assert!((number(found, "difference") - mean).abs() < 1e-12);
    assert!((number(found, "difference_standard_error") - error).abs() < 1e-12);
    assert!((number(found, "high95") - mean - 1.959_963_984_540_054 * error).abs() < 1e-12);
    let above = pairs.iter().filter(|pair| **pair > 0.0).count() as f64 / 48.0;
    assert!((number(found, "share_above") - above).abs() < 1e-12);
}

#[test]
fn twins_are_told_as_not_felt_and_never_as_a_row_of_equal_numbers() {
    let desk = Desk::new();
    with_twin(&desk);
    desk.good(&[&["run", "twins.toml", "-o", "twins"], &SMALL[..]].concat());
    let output = desk.output(&["compare", "twins", "--format=json"]);
    let said = common::errors(&output);
    assert!(said.contains("twin against incumbent: no history differs"), "{said}");
    let found = json(&common::printed(&output));
    let contrasts = found["contrasts"].as_array().unwrap();
    let felt: Vec<(&str, bool, usize)> = contrasts
        .iter()
        .map(|c| {
            (
                c["case"]["branch"].as_str().unwrap(),
                c["felt"].as_bool().unwrap(),
                c["metrics"].as_array().unwrap().len(),
            )
        })
        .collect();
    assert_eq!(felt, [("opposition", true, 18), ("twin", false, 0)]);
    assert!(desk.good(&["compare", "twins"]).contains("no history differs in anything"));
    assert!(desk.bad(&["compare", "twins", "--branch=twin"], 1).contains("no history differs"));
    // The differences of the other from either twin are the same.
    let from = |name: &str| {
        let table =
            Csv::new(&desk.good(&["compare", "twins", "--format=csv", "--branch=opposition", "--reference", name]));
        table.rows.iter().map(|row| row["difference"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(from("incumbent"), from("twin"));
}

#[test]
fn a_branch_that_is_not_there_is_told_with_the_nearest() {
    let desk = Desk::new();
    desk.run("one", &[]);
    assert!(desk.bad(&["compare", "one", "--branch=oposition"], 2).contains("did you mean `opposition`"));
    assert!(desk.bad(&["compare", "one", "--reference=incumbnt"], 2).contains("did you mean `incumbent`"));
    assert!(desk.bad(&["compare", "one", "--branch=incumbent"], 2).contains("is the reference"));
    desk.write("calm.toml", desk.read("small.toml").split("# An election").next().unwrap());
    desk.good(&[&["run", "calm.toml", "-o", "calm"], &SMALL[..]].concat());
    assert!(desk.bad(&["compare", "calm"], 2).contains("one branch only"));
}

#[test]
fn stat_pairing_lowers_the_error_in_the_seed_case() {
    let desk = Desk::new();
    let seed = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/belarus-2020.toml");
    desk.good(&["run", seed, "-o", "seed", "--set=simulation.draws=24", "--set=simulation.paths=20"]);
    let table = Csv::new(&desk.good(&["compare", "seed", "--branch=transfer, no pivot", "--format=csv"]));
    for name in ["deadlock", "entrapped", "subsidy", "loyalty", "client_payoff", "patron_payoff"] {
        let found = row(&table, "transfer, no pivot", name);
        let unpaired = number(found, "standard_error").hypot(number(found, "reference_standard_error"));
        assert!(number(found, "difference_standard_error") < 0.8 * unpaired, "{name}: {unpaired} {found:?}");
        let means = number(found, "value") - number(found, "reference");
        assert!((number(found, "difference") - means).abs() < 1e-12, "{name}");
    }
}

// ---- Two runs

#[test]
fn runs_of_one_seed_are_paired_and_of_two_seeds_are_not() {
    let desk = Desk::new();
    desk.run("one", &[]);
    desk.run("kept", &["--set=client.delivery=1.0"]);
    desk.run("seed", &["--set=client.delivery=1.0", "--seed=9"]);
    desk.run("paths", &["--set=client.delivery=1.0", "--set=simulation.paths=5"]);
    let table = |run: &str| Csv::new(&desk.good(&["compare", "one", run, "--format=csv"]));
    let paired = table("kept");
    assert_eq!(paired.rows.len(), 3 * 24, "two branches and all");
    let (near, far, coarse) = (table("kept"), table("seed"), table("paths"));
    for (table, by) in [(&near, "draw and path"), (&far, "unpaired"), (&coarse, "draw")] {
        assert!(table.rows.iter().all(|row| row["paired_by"] == by), "{by}");
        assert!(table.rows.iter().any(|row| !row["pairs"].is_empty()) == (by == "draw and path"), "{by}");
    }
    // Unpaired, the squared errors of the two add up.
    let found = row(&far, "all", "subsidy");
    let sum = number(found, "standard_error").powi(2) + number(found, "reference_standard_error").powi(2);
    assert!((number(found, "difference_standard_error") - sum.sqrt()).abs() < 1e-12);
    // The same draws, the differences of the same means: only what is paired tells the error.
    let (one, two) = (row(&near, "all", "subsidy"), row(&coarse, "all", "subsidy"));
    assert!(number(one, "difference_standard_error") > 0.0 && number(two, "difference_standard_error") > 0.0);
    let text = desk.good(&["compare", "one", "kept"]);
    assert!(text.contains("All outcomes, mixed by their odds: kept against one"), "{text}");
    assert!(text.contains("8 draws certified on both sides, 96 pairs"), "{text}");
    assert!(desk.good(&["compare", "one", "seed"]).contains("unpaired: the seeds differ"));
}

#[test]
fn draws_of_one_number_are_pairs_wherever_two_runs_begin() {
    let desk = Desk::new();
    let run = |folder: &str, first: usize, draws: usize, more: &[&str]| {
        let (first, draws) = (format!("--first-draw={first}"), format!("--set=simulation.draws={draws}"));
        desk.run(folder, &[&[first.as_str(), &draws], more].concat());
    };
    let kept = ["--set=client.delivery=1.0"];
    run("one", 0, 8, &[]);
    run("later", 3, 8, &kept);
    run("own-slice", 3, 5, &[]);
    run("kept-slice", 3, 5, &kept);
    run("apart", 8, 8, &kept);
    let of = |runs: [&str; 2]| Csv::new(&desk.good(&[&["compare"], &runs[..], &["--format=csv"]].concat())).rows;
    let (found, slices) = (of(["one", "later"]), of(["own-slice", "kept-slice"]));
    assert_eq!(found.len(), slices.len());
    for (row, slice) in found.iter().zip(&slices) {
        let cells = ["paired_by", "draws", "left_out"].map(|column| row[column].as_str());
        assert_eq!(cells, ["draw and path", "5", "6"], "{row:?}");
        for column in ["difference", "difference_standard_error", "pairs", "share_above", "share_below"] {
            assert_eq!(row[column], slice[column], "{column}: {row:?}");
        }
    }
    assert!(of(["one", "apart"]).iter().all(|row| row["paired_by"] == "unpaired"));
    let said = String::from_utf8(desk.output(&["compare", "one", "apart"]).stderr).expect("text");
    let note = "apart and one are compared as two independent samples: no draw has the same number on both sides";
    assert!(said.contains(note), "{said}");
}

#[test]
fn draws_certified_on_one_side_only_enter_no_difference() {
    let desk = Desk::new();
    desk.run("one", &["--set=simulation.draws=4"]);
    desk.run_of_both_kinds("some");
    let certified = json(&desk.read("some/manifest.json"))["certified_draws"].as_u64().unwrap();
    assert!(certified > 0 && certified < 4, "the test needs draws of both kinds: {certified}");
    let said = desk.good(&["compare", "one", "some", "-o", "compared"]);
    let table = Csv::new(&desk.read("compared/compare.csv"));
    let found = row(&table, "all", "subsidy");
    assert_eq!(
        (found["draws"].clone(), found["left_out"].clone()),
        (certified.to_string(), (4 - certified).to_string())
    );
    let own = Csv::new(&desk.read("one/tables/metrics.csv")).by(["branch", "metric"], "mean");
    assert_eq!(number(found, "reference"), own[&["all".to_owned(), "subsidy".to_owned()]]);
    assert!(said.contains("certified on one side only"), "{said}");
}

#[test]
fn runs_with_the_same_inputs_or_a_change_nobody_feels_are_errors() {
    let desk = Desk::new();
    desk.run("one", &[]);
    desk.run("again", &[]);
    assert!(desk.bad(&["compare", "one", "again"], 3).contains("the same inputs"));
    assert!(desk.bad(&["compare", "one", "one"], 3).contains("the same inputs"));
    desk.run("more", &["--set=simulation.draws=9"]);
    assert!(desk.bad(&["compare", "one", "more"], 3).contains("only in the number of draws"));
    // The treaty's worth matters only where no contract binds; the tolerance matters nowhere.
    desk.run("strict", &["--set=simulation.tolerance=1e-7"]);
    assert!(desk.bad(&["compare", "one", "strict"], 1).contains("no history differs"));
}

#[test]
fn folders_that_hold_no_whole_run_are_refused() {
    let desk = Desk::new();
    desk.run("one", &[]);
    assert!(desk.bad(&["compare", "nowhere"], 4).contains("holds no run"));
    assert!(desk.bad(&["compare", "small.toml"], 2).contains("small.toml"));
    desk.good(&["compare", "one", "-o", "compared"]);
    assert!(desk.bad(&["compare", "compared"], 4).contains("holds a comparison, not a run"));
    let manifest = desk.read("one/manifest.json");
    let version = json(&manifest)["results_version"].as_u64().unwrap();
    let other = manifest.replace(&format!("\"results_version\": {version}"), "\"results_version\": 1");
    desk.write("one/manifest.json", &other);
    assert!(desk.bad(&["compare", "one"], 4).contains("results version 1"));
    desk.write("one/manifest.json", &manifest);
    desk.write("one/tables/metrics.csv", "changed");
    assert!(desk.bad(&["compare", "one"], 4).contains("metrics.csv is not as this program left it"));
}

#[test]
fn regress_few_pairs_that_differ_one_way_leave_0_in_the_interval() {
    // An alliance in which entrapments are so rare that 4 of 2,500 pairs differ, all downwards.
    let desk = Desk::new();
    desk.good(&["init", "demo"]);
    let rare = ["--set=client.sovereignty_cost=30", "--set=patron.pressure_cost=1"];
    desk.good(&[&["run", "demo.toml", "-o", "run"], &rare[..]].concat());
    let table = Csv::new(&desk.good(&["compare", "run", "--format=csv"]));
    let mut few = 0;
    for row in table.rows.iter().filter(|row| row["kind"] == "metric" && !row["low95"].is_empty()) {
        let [above, below] = ["share_above", "share_below"].map(|column| number(row, column) * number(row, "pairs"));
        let one_way = above.min(below) < 0.5 && above.max(below) < 5.5;
        if one_way {
            few += 1;
            assert!(number(row, "low95") < 0.0 && number(row, "high95") > 0.0, "{row:?}");
        }
    }
    assert!(few > 0, "no metric differs in few pairs: {:?}", table.rows);
}

// ---- Variants

#[test]
fn variants_are_run_and_compared_with_the_first() {
    let desk = Desk::new();
    let vary = ["compare", "small.toml", "--vary", "client.delivery=0.6,0.85,1.0", "--format=csv"];
    let draws = ["--set=simulation.draws=8", "--set=simulation.paths=6"];
    let table = Csv::new(&desk.good(&[&vary[..], &draws].concat()));
    assert_eq!(table.rows.len(), 2 * 3 * 24);
    desk.run("low", &["--set=client.delivery=0.6"]);
    desk.run("high", &["--set=client.delivery=1.0"]);
    let runs = Csv::new(&desk.good(&["compare", "low", "high", "--format=csv"]));
    let of = |table: &Csv, run: &str| {
        let rows = table.rows.iter().filter(|row| row["run"] == run);
        rows.map(|row| (row["branch"].clone(), row["name"].clone(), row["difference"].clone(), row["low95"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(of(&table, "client.delivery=1.0"), of(&runs, "high"));
    assert!(table.rows.iter().all(|row| row["reference_run"] == "client.delivery=0.6"));
}

#[test]
fn variants_that_change_nothing_or_are_not_felt_are_errors() {
    let desk = Desk::new();
    let vary =
        |vary: &str, code: i32| desk.bad(&[&["compare", "small.toml", "--vary", vary], &SMALL[..]].concat(), code);
    assert!(vary("client.delivery=0.6,0.8,0.60", 3).contains("client.delivery=0.60 changes no input"));
    assert!(vary("simulation.tolerance=1e-6,1e-7", 1).contains("no history differs"));
    // The draws that both have are the same ones.
    let draws = vary("simulation.draws=5,8", 3);
    assert!(draws.contains("simulation.draws=8 differs") && draws.contains("only in the number of draws"), "{draws}");
    assert!(vary("client.delivry=0.6,0.8", 3).contains("did you mean `delivery`"));
    assert!(vary("client.delivery=0.6", 2).contains("at least two"));
    assert!(vary("client.delivery", 2).contains("KEY=VALUE"));
    let one = ["--set=simulation.draws=1", "--set=simulation.paths=1"];
    let sharp = [&["compare", "small.toml", "--vary", "client.precision=300,299"], &one[..]].concat();
    assert!(desk.bad(&sharp, 1).contains("none of the 1 draws"));
}

/// What a comparison of a variant tells of its events, in the order of `variants.csv`.
fn differences(table: &Csv, of: impl Fn(&Row) -> bool, prefix: &str) -> Vec<[String; 6]> {
    let cells = |row: &Row| {
        let [low, high] = ["low95", "high95"].map(|end| row[&format!("{prefix}{end}")].clone());
        let name = row.get("event").unwrap_or_else(|| &row["name"]);
        let found = [&row["difference"], &row["difference_standard_error"]].map(String::clone);
        [row["branch"].clone(), name.clone(), found[0].clone(), found[1].clone(), low, high]
    };
    table.rows.iter().filter(|row| of(row)).map(cells).collect()
}

#[test]
fn val_variants_of_two_numbers_differ_as_two_runs_do() {
    let desk = Desk::new();
    let numbers = ["--vary=client.delivery=0.6,1.0", "--vary=client.sovereignty_cost=6..8:2"];
    let compare = ["compare", "small.toml"];
    desk.good(&[&compare[..], &numbers, &SMALL, &["-o", "out"]].concat());
    let table = Csv::new(&desk.read("out/variants.csv"));
    assert_eq!(table.rows.len(), 4 * 3 * 3, "variants, events, branches and all");
    desk.run("low", &["--set=client.delivery=0.6", "--set=client.sovereignty_cost=6"]);
    desk.run("high", &["--set=client.delivery=1.0", "--set=client.sovereignty_cost=8"]);
    let runs = Csv::new(&desk.good(&["compare", "low", "high", "--format=csv"]));
    let high = |row: &Row| (&row["client.delivery"], &row["client.sovereignty_cost"]) == (&"1.0".into(), &"8".into());
    let found = differences(&table, high, "difference_");
    assert_eq!(found, differences(&runs, |row| row["kind"] == "event", ""));
    assert!(found.iter().any(|cells| cells[2].parse::<f64>().unwrap().abs() > 0.01), "{found:?}");
    let own = Csv::new(&desk.read("high/tables/events.csv"));
    for (row, run) in table.rows.iter().filter(|row| high(row)).zip(&own.rows) {
        assert!(run.iter().all(|(column, cell)| &row[column] == cell), "{row:?} {run:?}");
        let reference = "client.delivery=0.6, client.sovereignty_cost=6";
        assert_eq!((row["reference"].as_str(), row["paired_by"].as_str()), (reference, "draw and path"));
    }
    // In pairs there are two variants, and they are those of the crossing.
    let zipped = [&compare[..], &numbers, &SMALL, &["--zip", "--format=csv"]].concat();
    let zipped = Csv::new(&desk.good(&zipped));
    assert_eq!(zipped.rows.len(), 2 * 3 * 3);
    assert_eq!(differences(&zipped, high, "difference_"), found);
    assert!(desk.path("out/charts/two-values-1.svg").exists() && !desk.path("out/charts/by-value.svg").exists());
    let many = [&compare[..], &["--vary=client.delivery=0..1:0.1", "--vary=client.sovereignty_cost=1..9:1"]].concat();
    assert!(desk.bad(&many, 2).contains("99 variants, and at most 60"));
}

/// A file of variants: the scenario as it stands, a number, and odds.
const NAMED: &str = r#"
[[variant]]
name = "as it stands"

[[variant]]
name = "promises kept"
set = ["client.delivery=1.0"]

[[variant]]
name = "opposition likelier"
odds = ["opposition=0.6"]
"#;

#[test]
fn variants_of_a_file_are_named_and_compared_with_the_first() {
    let desk = Desk::new();
    desk.write("variants.toml", NAMED);
    let compare = ["compare", "small.toml", "--variants=variants.toml"];
    let told = desk.good(&[&compare[..], &SMALL, &["-o", "out"]].concat());
    assert!(told.contains("difference from as it stands") && told.contains("  promises kept"), "{told}");
    assert!(told.lines().all(|line| allegiance::base::text::width(line) <= 80), "{told}");
    let table = Csv::new(&desk.read("out/variants.csv"));
    desk.run("plain", &[]);
    desk.run("kept", &["--set=client.delivery=1.0"]);
    let odds = |branch: &str, odds: f64| format!("--set=election.2025-Q2.branch.{branch}.probability={odds}");
    desk.run("odds", &[&odds("opposition", 0.6), &odds("incumbent", 0.4)]);
    for (name, run) in [("promises kept", "kept"), ("opposition likelier", "odds")] {
        let runs = Csv::new(&desk.good(&["compare", "plain", run, "--format=csv"]));
        let found = differences(&table, |row| row["variant"] == name, "difference_");
        assert_eq!(found, differences(&runs, |row| row["kind"] == "event", ""), "{name}");
    }
    let set = |name: &str| table.rows.iter().find(|row| row["variant"] == name).unwrap()["set"].clone();
    assert_eq!([set("as it stands"), set("promises kept")], ["", "client.delivery=1.0"]);
    assert!(desk.path("out/charts/by-variant.svg").exists());
    desk.write("twice.toml", "[[variant]]\nname = \"one\"\n[[variant]]\nname = \"two\"\n");
    assert!(desk.bad(&["compare", "small.toml", "--variants=twice.toml"], 3).contains("two changes no input"));
    assert!(desk.bad(&["compare", "small.toml", "--variants=none.toml"], 4).contains("no such file"));
    let over = [&compare[..], &SMALL, &["-o", "variants.toml"]].concat();
    desk.bad(&over, 4);
    assert_eq!(desk.read("variants.toml"), NAMED);
}

#[test]
fn odds_of_a_variant_may_name_any_branch() {
    let desk = Desk::new();
    let file = desk.read("small.toml").replace("\"incumbent\"", "'the \"old\", at 1=1'");
    desk.write("small.toml", &file);
    let told = |name: &str, odds: &str| {
        let listed = "[[variant]]\nname = \"as it stands\"\n[[variant]]\nname = \"other odds\"\n";
        desk.write(name, &format!("{listed}odds = {odds}\n"));
        let list = format!("--variants={name}");
        desk.good(&[&["compare", "small.toml", &list, "--format=csv"], &SMALL[..]].concat())
    };
    let found = told("table.toml", "{ 'the \"old\", at 1=1' = 0.5 }");
    assert_eq!(found, told("list.toml", "[\"opposition=0.5\"]"));
    assert_eq!(found, told("whole.toml", "{ opposition = 0.5 }"));
}

/// Files of variants beside what is said of them; `UPDATE_FIXTURES=1` writes that anew.
#[test]
fn faults_in_a_file_of_variants_are_told_at_once_with_their_places() {
    let desk = Desk::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/bad-variants");
    let mut seen = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let told = desk.bad(&["compare", "small.toml", "--variants", path.to_str().unwrap()], 3);
        let expected = path.with_extension("txt");
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(&expected, &told).unwrap();
        }
        assert_eq!(told, fs::read_to_string(&expected).unwrap_or_default(), "{}", path.display());
        seen += 1;
    }
    assert_eq!(seen, 7);
}

/// Regrets recomputed from `paths.csv.gz` of two runs by the definition alone.
#[test]
fn val_regret_is_that_of_the_paths_of_the_variants() {
    let desk = Desk::new();
    let vary = ["compare", "small.toml", "--vary=client.delivery=0.6,1.0", "--regret=dispute_quarters", "--least"];
    let told = desk.good(&[&vary[..], &SMALL, &["-o", "out"]].concat());
    assert!(told.contains("Regret by dispute_quarters, of which less is better"), "{told}");
    let table = Csv::new(&desk.read("out/regret.csv"));
    assert_eq!(desk.good(&[&vary[..], &SMALL, &["--format=csv"]].concat()), desk.read("out/regret.csv"));
    let means = ["0.6", "1.0"].map(|value| {
        desk.run(value, &["--paths", &format!("--set=client.delivery={value}")]);
        let archive = fs::File::open(desk.path(&format!("{value}/tables/paths.csv.gz"))).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(archive), &mut text).unwrap();
        let mut means: BTreeMap<(String, String), f64> = BTreeMap::new();
        for row in Csv::new(&text).rows {
            *means.entry((row["branch"].clone(), row["draw"].clone())).or_default() +=
                number(&row, "dispute_quarters") / 6.0;
        }
        means
    });
    let (mut regrets, mut seen) = (0.0, 0);
    for row in &table.rows {
        let own = usize::from(row["variant"].ends_with("1.0"));
        let regret = |world: &(String, String)| means[own][world] - means[0][world].min(means[1][world]);
        let odds = |branch: &str| match row["branch"].as_str() {
            "all" => {
                if branch == "incumbent" {
                    0.7
                } else {
                    0.3
                }
            }
            block => f64::from(u8::from(block == branch)),
        };
        let worlds: Vec<&(String, String)> = means[0].keys().filter(|world| odds(&world.0) > 0.0).collect();
        let mean = |of: &dyn Fn(&(String, String)) -> f64| {
            worlds.iter().map(|world| odds(&world.0) * of(world)).sum::<f64>() / 8.0
        };
        let largest = worlds.iter().map(|world| regret(world)).fold(0.0, f64::max);
        for (column, wanted) in [
            ("value", mean(&|world| means[own][world])),
            ("mean_regret", mean(&regret)),
            ("best_share", mean(&|world| f64::from(u8::from(regret(world) < 1e-12)))),
            ("largest_regret", largest),
        ] {
            assert!((number(row, column) - wanted).abs() < 1e-12, "{column} {wanted} {row:?}");
        }
        regrets += largest;
        seen += 1;
    }
    assert_eq!(seen, 2 * 3);
    assert!(regrets > 0.1, "some variant gives something away");
    let found = json(&desk.read("out/compare.json"));
    assert_eq!(found["varied"]["regret"]["rows"].as_array().unwrap().len(), 6);
}

#[test]
fn regret_by_what_is_not_there_or_not_common_is_refused() {
    let desk = Desk::new();
    let compare =
        |vary: &str, regret: &str| desk.bad(&["compare", "small.toml", "--vary", vary, "--regret", regret], 2);
    assert!(compare("client.delivery=0.6,1.0", "loyalti").contains("did you mean `loyalty`"));
    assert!(compare("simulation.seed=1,2", "loyalty").contains("differ in their seeds"));
}

/// A run told events and mixed by the odds of each draw, `compare` kinds of history by the central odds.
#[test]
fn regress_a_comparison_has_every_number_of_the_tables_of_its_runs() {
    let desk = Desk::new();
    let odds = "--set=election.2025-Q2.branch.incumbent.probability={dist=\"triangular\",low=0.4,mode=0.7,high=0.9}";
    desk.run("one", &[odds]);
    desk.run("two", &[odds, "--set=client.delivery=1.0"]);
    desk.run("even", &["--set=client.delivery=1.0"]);
    let tables = |run: &str| {
        let kinds =
            [("event", "events", "probability"), ("chapter", "chapters", "probability"), ("metric", "metrics", "mean")];
        kinds.map(|(key, name, value)| (key, value, Csv::new(&desk.read(&format!("{run}/tables/{name}.csv")))))
    };
    let mut seen = 0;
    for (other, of) in [("two", &["one", "two"][..]), ("even", &["one", "even"])] {
        let found = Csv::new(&desk.good(&["compare", "one", other, "--format=csv"]));
        for (run, column) in of.iter().zip(["reference", "value"]) {
            for (key, value, own) in tables(run) {
                for own in &own.rows {
                    let is =
                        |row: &&Row| row["kind"] == key && row["name"] == own[key] && row["branch"] == own["branch"];
                    let row = found.rows.iter().find(is).unwrap();
                    let error = if column == "value" { "standard_error" } else { "reference_standard_error" };
                    assert_eq!((&row[column], &row[error]), (&own[value], &own["standard_error"]), "{row:?}");
                    seen += 1;
                }
            }
        }
        // Where both sides mix every draw alike, histories are in pairs; else they are not.
        let all = found.rows.iter().find(|row| row["branch"] == "all" && row["name"] == "subsidy").unwrap();
        assert_eq!(all["pairs"].is_empty(), other == "even", "{all:?}");
    }
    assert_eq!(seen, 4 * 3 * (3 + 3 + 18));
    let asked = Csv::new(&desk.good(&["compare", "one", "--odds=opposition=0.5", "--format=csv"]));
    let own = tables("one")[0].2.rows.iter().find(|row| row["branch"] == "all").unwrap().clone();
    let row = asked.rows.iter().find(|row| row["name"] == own["event"]).unwrap();
    assert_eq!(row["reference"], own["probability"]);
}

#[test]
fn events_are_told_before_kinds_of_history_as_the_run_tells_them() {
    let desk = Desk::new();
    desk.run("one", &[]);
    let told = desk.good(&["compare", "one"]);
    let place = |part: &str| told.find(part).unwrap_or_else(|| panic!("{part}: {told}"));
    assert!(place("Histories in which it happens") < place("Histories of each kind"));
    assert!(place("Histories of each kind") < place("subsidy, pp/yr"));
    let share = &common::summary(&desk.path("one")).events[0];
    let spread = (100.0 * share.spread.low90).floor()..=(100.0 * share.spread.high90).ceil();
    let cell = format!("({}–{})", spread.start(), spread.end());
    let line = told.lines().find(|line| line.starts_with(&share.event)).unwrap();
    assert!(line.contains(&cell), "{cell} {line}");
    assert!(told.lines().all(|line| allegiance::base::text::width(line) <= 100), "{told}");
}

// ---- Odds

#[test]
fn other_odds_are_those_of_a_run_with_these_odds() {
    let desk = Desk::new();
    // The election comes first, so that no player has reckoned with its odds before it.
    let text = desk.read("small.toml").replace("quarter = \"2025-Q2\"", "quarter = \"2025-Q1\"");
    desk.write("first.toml", &text);
    desk.write(
        "other.toml",
        &text.replace("probability = 0.7 ", "probability = 0.2 ").replace("probability = 0.3 ", "probability = 0.8 "),
    );
    for name in ["first", "other"] {
        desk.good(&[&["run", &format!("{name}.toml"), "-o", name], &SMALL[..]].concat());
    }
    let table = Csv::new(&desk.good(&["compare", "first", "--odds", "opposition=0.8", "--format=csv"]));
    let chapters = Csv::new(&desk.read("other/tables/chapters.csv"));
    let metrics = Csv::new(&desk.read("other/tables/metrics.csv"));
    let mut seen = 0;
    for (own, key, value) in [(&chapters, "chapter", "probability"), (&metrics, "metric", "mean")] {
        for wanted in own.rows.iter().filter(|row| row["branch"] == "all") {
            let found = row(&table, "all, odds asked for", &wanted[key]);
            assert!((number(found, "value") - number(wanted, value)).abs() < 1e-12, "{found:?} {wanted:?}");
            assert!((number(found, "standard_error") - number(wanted, "standard_error")).abs() < 1e-12, "{found:?}");
            seen += 1;
        }
    }
    assert_eq!(seen, 21);
    assert!(!desk.good(&["compare", "first", "--odds", "opposition=0.8"]).contains("before it the players"));
    desk.run("later", &[]);
    assert!(desk.good(&["compare", "later", "--odds", "opposition=0.8"]).contains("before it the players reckon"));
}

#[test]
fn odds_that_make_no_sense_are_refused() {
    let desk = Desk::new();
    desk.run("one", &[]);
    let cases = [
        ("opposition=1.2", "between 0 and 1"),
        ("opposition=0.8,incumbent=0.3", "more than 1"),
        ("opposition=0.3,incumbent=0.3", "less than 1"),
        ("oposition=0.3", "did you mean `opposition`"),
        ("opposition", "NAME=ODDS"),
    ];
    for (odds, part) in cases {
        let said = desk.bad(&["compare", "one", "--odds", odds], 2);
        assert!(said.contains(part), "{said}");
    }
    // Also where rounding lies between what is asked and what there is: 1 − 0.7 is not the double 0.3.
    for same in ["opposition=0.3", "incumbent=0.7", "incumbent=0.7,opposition=0.3"] {
        assert!(desk.bad(&["compare", "one", "--odds", same], 3).contains("those of the scenario"), "{same}");
    }
    for more in [["--vary", "client.delivery=0.1,0.2"], ["--branch", "opposition"], ["--set", "client.delivery=1"]] {
        desk.bad(&[&["compare", "one", "--odds", "opposition=0.5"], &more[..]].concat(), 2);
    }
}

// ---- Forms and folders

#[test]
fn all_forms_tell_the_same_numbers() {
    let desk = Desk::new();
    desk.run("one", &[]);
    let form = |format: &str| desk.good(&["compare", "one", "--format", format]);
    let (table, csv, markdown, found) = (form("table"), Csv::new(&form("csv")), form("md"), json(&form("json")));
    let contrast = &found["contrasts"][0];
    let metric = contrast["metrics"].as_array().unwrap().iter().find(|m| m["metric"] == "loyalty").unwrap();
    let cells = row(&csv, "opposition", "loyalty");
    for (column, value) in [
        ("value", &metric["value"]["value"]),
        ("difference", &metric["difference"]["estimate"]["value"]),
        ("low95", &metric["difference"]["low95"]),
        ("standardised", &metric["standardised"]["estimate"]["value"]),
        ("share_above", &metric["pairs"]["above"]["value"]),
    ] {
        assert_eq!(number(cells, column), value.as_f64().unwrap(), "{column}");
    }
    let plain = |text: &str| text.replace(['\\', '|', '-', '*'], "").split_whitespace().collect::<Vec<_>>().join(" ");
    let line = |text: &str| plain(text.lines().find(|line| plain(line).starts_with("loyalty")).unwrap());
    let in_markdown = |text: &str| plain(text.lines().find(|line| line.contains("loyalty")).unwrap());
    assert_eq!(line(&table), in_markdown(&markdown));
    let share = format!("{:+.3}", number(cells, "difference")).replace('-', "−");
    assert!(
        line(&table).contains(&share) || line(&table).contains(&share[..share.len() - 1]),
        "{share} {}",
        line(&table)
    );
}

#[test]
fn a_folder_holds_tables_and_charts_and_no_run_is_written_over() {
    let desk = Desk::new();
    desk.run("one", &[]);
    desk.good(&["compare", "one", "-o", "out"]);
    let written = files(&desk.path("out"));
    for name in ["compare.csv", "compare.json", "compare.md", "manifest.json", "SHA256SUMS"] {
        assert!(written.contains_key(name), "{name}");
    }
    let charts: Vec<&str> =
        written.keys().filter_map(|name| name.strip_prefix("charts/")?.strip_suffix(".csv")).collect();
    assert!(charts.contains(&"effects-1-opposition") && charts.len() >= 5, "{charts:?}");
    for chart in charts {
        for ending in ["png", "svg", "txt"] {
            assert!(written.contains_key(&format!("charts/{chart}.{ending}")), "{chart}.{ending}");
        }
    }
    assert_eq!(desk.good(&["compare", "one", "--format=csv"]).into_bytes(), written["compare.csv"]);
    desk.good(&["compare", "one", "-o", "out"]);
    assert_eq!(files(&desk.path("out")), written, "the same bytes again");
    desk.good(&["compare", "one", "--odds", "opposition=0.5", "-o", "odds"]);
    assert!(files(&desk.path("odds")).contains_key("charts/odds.svg"));
    let before = files(&desk.path("one"));
    assert!(desk.bad(&["compare", "one", "-o", "one", "--force"], 4).contains("holds a run"));
    assert_eq!(files(&desk.path("one")), before);
    desk.write("full/mine", "keep");
    assert!(desk.bad(&["compare", "one", "-o", "full"], 4).contains("mine"));
}

#[test]
fn markup_and_formulas_in_names_stay_text() {
    let desk = Desk::new();
    let text = desk.read("small.toml").replace("\"opposition\"", "\"<b>op|pos*</b>\"");
    desk.write("markup.toml", &text);
    desk.good(&[&["run", "markup.toml", "-o", "=1+1"], &SMALL[..]].concat());
    let markdown = desk.good(&["compare", "=1+1", "--format=md"]);
    assert!(markdown.contains("&lt;b&gt;op\\|pos\\*&lt;/b&gt;") && !markdown.contains("<b>"), "{markdown}");
    let table = Csv::new(&desk.good(&["compare", "=1+1", "--format=csv"]));
    assert!(table.rows.iter().all(|row| row["run"] == "'=1+1" && row["branch"] == "<b>op|pos*</b>"));
    desk.good(&["compare", "=1+1", "-o", "out"]);
    let svg = desk.read("out/charts/effects-1--b-op-pos---b-.svg");
    roxmltree::Document::parse(&svg).unwrap();
}

#[test]
fn what_does_not_go_together_is_usage() {
    let desk = Desk::new();
    for arguments in [
        &["compare"][..],
        &["compare", "a", "b", "c"],
        &["compare", "a", "b", "--reference=x"],
        &["compare", "a", "b", "--vary=x=1,2"],
        &["compare", "a", "--set=x=1"],
        &["compare", "a", "b", "--odds=x=1"],
        &["compare", "a", "--zip"],
        &["compare", "a", "--regret=loyalty"],
        &["compare", "a", "--vary=x=1,2", "--least"],
        &["compare", "a", "--vary=x=1,2", "--variants=b"],
        &["compare", "a", "--vary=x=1,2", "--zip"],
        &["compare", "a", "b", "--variants=c"],
    ] {
        desk.bad(arguments, 2);
    }
}
