//! Questions about what comes after the start, their answers and scores (model page §10).

#[allow(dead_code, reason = "not every test needs all of it")]
use crate::common::{self, tables};

use allegiance::command::request::{Format, Output, Shown, Source};
use allegiance::command::{Exit, Foresee, deliver, provenance};
use allegiance::findings::ALL_BRANCHES;
use allegiance::findings::foresight::{Forecaster, Foresight};
use allegiance::forecast::branching::BranchCase;
use allegiance::forecast::exact::propagate;
use allegiance::forecast::quantity::Quantity;
use allegiance::forecast::{Unwatched, Watch, questions, simulate};
use allegiance::game::equilibrium::Equilibrium;
use allegiance::scenario::{Metric, Scenario, answers, load};
use common::{Csv, Desk, settled};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

fn loaded(name: &str, overrides: &[&str]) -> Scenario {
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    load(&file(name), &overrides).unwrap_or_else(|error| panic!("{error}"))
}

fn asked(scenario: &Scenario) -> Foresight {
    let draws = questions::asked(scenario, &Unwatched).expect("nobody stops it");
    Foresight::new(scenario, &draws, None, provenance(scenario))
}

/// A small scenario that asks, in a folder of its own; nothing in it is uncertain.
fn asking(questions: &str) -> Desk {
    let desk = Desk::new();
    let text = desk.read("small.toml") + questions;
    desk.write("small.toml", &text);
    desk
}

fn question(name: &str, by: &str, when: &str, more: &str) -> String {
    format!("\n[[question]]\nname = \"{name}\"\nasks = \"?\"\nby = \"{by}\"\nwhen = ['{when}']\n{more}\n")
}

#[test]
fn the_page_has_every_question_with_its_answer_and_the_page_on_trust_no_score_of_its_own() {
    let page = |name: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("a page");
    let (foresight, trust) = (page("docs/foresight.md"), page("docs/trust.md"));
    let scenario = loaded("belarus-foresight.toml", &[]);
    let found = answers(&file("history/belarus-2020-answers.csv"), &scenario).expect("they are valid");
    for (question, outcome) in scenario.questions.iter().zip(&found.outcomes) {
        let came = outcome.map_or("unknown", |came| if came { "yes" } else { "no" });
        let starts = ["", " *"].map(|mark| format!("| {}{mark} | {came} |", question.name));
        let row = foresight.lines().find(|line| starts.iter().any(|start| line.starts_with(start)));
        let row = row.unwrap_or_else(|| panic!("no row {starts:?}"));
        let shown = |stated: f64| match stated * 100.0 {
            percent if percent < 1.0 => format!("{percent:.1}%"),
            percent => format!("{percent:.0}%"),
        };
        let naive = question.naive.expect("a naive forecaster");
        let stated = format!("| {} | {} |", shown(naive), shown(question.naive_wide.unwrap_or(naive)));
        assert!(row.ends_with(&stated), "{row}, naive and wide {stated}");
    }
    let section = trust.split("## 3. Does it foretell?").nth(1).and_then(|rest| rest.split("\n## ").next());
    let scores = section.expect("a section").split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '\u{2212}'));
    let scores: Vec<&str> = scores.filter(|word| word.starts_with('\u{2212}') && word.chars().count() > 5).collect();
    assert!(scores.len() >= 18, "{scores:?}");
    for score in scores {
        assert!(foresight.contains(score.trim_end_matches('.')), "{score} is not on the page");
    }
}

#[test]
fn the_shipped_answers_are_valid_and_every_question_has_one_but_that_which_was_withdrawn() {
    let scenario = loaded("belarus-foresight.toml", &[]);
    let found = answers(&file("history/belarus-2020-answers.csv"), &scenario).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(scenario.elections[0].branches[found.branch.expect("a branch")].name, "weakened incumbent");
    assert_eq!(found.outcomes.len(), scenario.questions.len());
    assert_eq!(found.outcomes.iter().filter(|outcome| outcome.is_none()).count(), 1);
    assert_eq!(found.outcomes.iter().filter(|outcome| **outcome == Some(false)).count(), 1);
    assert_eq!((scenario.questions[0].by, scenario.questions[9].by), (1, 9));
}

#[test]
fn every_fault_of_answers_is_told_as_written_down() {
    let scenario = loaded("belarus-foresight.toml", &[]);
    let seen = tables::told_as_written("bad-answers", |path| answers(path, &scenario));
    assert!(seen >= 17, "{seen} fixtures");
}

#[test]
fn prop_paths_are_those_of_a_run_cut_off() {
    // A run whose periods end at the question's quarter, counted by hand, path by path.
    let small = ["simulation.draws=3", "simulation.paths=40"];
    let scenario = loaded("belarus-foresight.toml", &small);
    let found = asked(&scenario);
    for (place, question) in scenario.questions.iter().enumerate() {
        let periods = format!("clock.periods={}", question.by + 1);
        let cut = loaded("belarus-foresight.toml", &[small[0], small[1], &periods, "question=[]"]);
        let draws = simulate(&cut, &Unwatched).expect("nobody stops it");
        for (branch, case) in BranchCase::all(&scenario).iter().enumerate() {
            let records = draws.iter().flat_map(|draw| &draw.branches.as_ref().expect("certified")[branch].paths);
            let yes = records
                .filter(|record| question.when.iter().all(|when| allegiance::forecast::chapter::holds(when, record)));
            let stated = found.questions[place].stated_in(&case.name).expect("a branch");
            assert_eq!((stated.hits, stated.trials), (yes.count(), 120), "{} in {}", question.name, case.name);
        }
    }
    let all = found.questions[0].stated_in(ALL_BRANCHES).expect("all");
    let mixed: f64 = found
        .branches
        .iter()
        .map(|branch| branch.odds * found.questions[0].stated_in(&branch.name).expect("a branch").probability.value)
        .sum();
    assert!((all.probability.value - mixed).abs() < 1e-12 && all.trials == 480);
}

#[test]
fn stat_probabilities_are_those_of_exact_propagation() {
    // At fixed numbers: an entrapment in the first quarter, and no dispute in the first two, the first opening in calm.
    let questions = r#"question=[
        { name = "drawn in", asks = "?", by = "2020-Q3", when = ["entrapments >= 1"] },
        { name = "calm", asks = "?", by = "2020-Q4", when = ["dispute_quarters == 0"] } ]"#
        .replace('\n', " ");
    let scenario = loaded("belarus-foresight.toml", &["simulation.draws=1", "simulation.paths=20000", &questions]);
    let scenario = settled(&scenario);
    let equilibrium = Equilibrium::new(&scenario, &scenario.central());
    let found = asked(&scenario);
    for case in BranchCase::all(&scenario) {
        let means = propagate(&scenario, &equilibrium, &case);
        let exact = [means[0][Quantity::Entrapment.index()], 1.0 - means[1][Quantity::Dispute.index()]];
        for (question, exact) in found.questions.iter().zip(exact) {
            let share = question.stated_in(&case.name).expect("a branch").probability.value;
            let error = (exact * (1.0 - exact) / 20_000.0).sqrt();
            assert!(exact > 0.0 && exact < 1.0, "{exact}");
            assert!((share - exact).abs() < 4.0 * error, "{} {}: {share}, not {exact}", question.question, case.name);
        }
    }
    assert_eq!(scenario.questions[1].when[0].metric, Metric::DisputeQuarters);
}

/// Probabilities that are known: always, never, and whatever the branch says of the mandate, which cannot move.
fn known(desk: &Desk) -> Foresee {
    let fixed = ["mandate.rise=0.0", "mandate.ease=0.0", "simulation.draws=4", "simulation.paths=5"];
    desk.write(
        "answers.csv",
        "question,outcome\nelection,opposition\nalways,yes\nnever,yes\nstrong,yes\nno rival,no\nopen,unknown\n",
    );
    Foresee {
        source: Source::new(desk.path("small.toml")).with(&fixed),
        answers: Some(desk.path("answers.csv")),
        ..Foresee::default()
    }
}

/// What a foresight finds, and what a reader should know beside it.
fn found(request: Foresee) -> (Foresight, Vec<String>) {
    let outcome = common::done(Foresee { shown: Shown { format: Format::Json }, ..request });
    (serde_json::from_slice(&outcome.text).unwrap(), outcome.notes)
}

fn known_desk() -> Desk {
    asking(
        &[
            question("always", "2025-Q2", "disputes >= 0", "naive = 0.25"),
            question("never", "2025-Q2", "disputes < 0", "naive = 0.5"),
            question("strong", "2025-Q2", "final_mandate == strong", "naive = 0.5"),
            question("no rival", "2025-Q1", "disputes >= 0", ""),
            question("open", "2025-Q1", "disputes >= 0", "naive = 0.5"),
        ]
        .concat(),
    )
}

#[test]
fn limit_scores_are_those_by_hand() {
    let desk = known_desk();
    let (found, _) = found(known(&desk));
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
    assert_eq!((found.came.as_deref(), found.foremost()), (Some("opposition"), "opposition"));
    let (sure, wrong) = (libm::log(1.0 - 1e-4), libm::log(1e-4));
    // Strong is the opposition's mandate, at odds of 0.3; the question without rival and the open one count for nobody.
    let log = |odds: f64| libm::log(odds);
    let expected = [
        (Forecaster::BranchThatCame, sure + wrong + sure, 1.0 / 3.0),
        (Forecaster::AllBranches, sure + wrong + log(0.3), (1.0 + 0.49) / 3.0),
        (Forecaster::Naive, log(0.25) + 2.0 * log(0.5), (0.5625 + 0.5) / 3.0),
    ];
    assert_eq!(found.scores.len(), 3);
    for (total, (forecaster, log_sum, brier)) in found.scores.iter().zip(expected) {
        assert_eq!((total.forecaster, total.questions), (forecaster, 3));
        close(total.log_sum, log_sum);
        close(total.log_mean, log_sum / 3.0);
        close(total.brier_mean, brier);
    }
    let alone = found.questions[3].stated_in("opposition").and_then(|stated| stated.score).expect("a score");
    close(alone.log, wrong);
    close(alone.brier, 1.0);
    assert_eq!(found.questions[4].outcome, None);
    assert!(found.questions[4].stated.iter().all(|stated| stated.score.is_none()));
    let election = found.election.expect("an election");
    assert_eq!((election.odds, election.equal_odds), (0.3, 0.5));
    close(election.log, log(0.3));
    close(election.equal_log, log(0.5));
}

#[test]
fn without_answers_nothing_is_scored() {
    let desk = known_desk();
    let request = Foresee { answers: None, ..known(&desk) };
    let (found, _) = found(request);
    assert!(found.scores.is_empty() && found.election.is_none() && found.came.is_none());
    assert_eq!(found.foremost(), "incumbent");
    let text = allegiance::report::foresight::text(&found);
    assert!(text.contains("the likeliest, incumbent (odds 70%)") && !text.contains("Log score"), "{text}");
}

#[test]
fn every_format_says_the_same_on_any_number_of_threads() {
    let desk = known_desk();
    known(&desk);
    let fixed = ["--set=mandate.rise=0.0", "--set=mandate.ease=0.0"];
    let sizes = ["--set=simulation.draws=4", "--set=simulation.paths=5", "--answers=answers.csv"];
    let said = |format: &str, threads: &str| {
        let arguments = [&["foresee", "small.toml", "--format", format], &fixed[..], &sizes[..]].concat();
        let output = desk.command(&arguments).env("RAYON_NUM_THREADS", threads).output().unwrap();
        assert_eq!(common::code(&output), 0, "{}", common::errors(&output));
        common::printed(&output)
    };
    for format in ["table", "json", "csv", "md"] {
        assert_eq!(said(format, "1"), said(format, "2"), "{format}");
    }
    let table = Csv::new(&said("csv", "2"));
    assert_eq!(table.rows.len(), 5 * 3);
    let probabilities = table.by(["question", "branch"], "probability");
    let found: Foresight = serde_json::from_str(&said("json", "1")).unwrap();
    for row in &found.questions {
        for stated in &row.stated {
            assert_eq!(probabilities[&[row.question.clone(), stated.branch.clone()]], stated.probability.value);
        }
    }
    for format in ["table", "md"] {
        let text = said(format, "1");
        for words in ["no test of significance", "the scenario's input, not the model's finding", "unknown"] {
            assert!(text.contains(words), "{format}: {words}\n{text}");
        }
        assert!(text.contains("never; all branches: not seen in 40 histories (below "), "{text}");
        assert!(!text.contains(" 0%") && !text.contains("100%"), "{text}");
    }
}

#[test]
fn draws_of_a_file_take_the_place_of_the_distributions() {
    let sizes = ["simulation.draws=2", "simulation.paths=30"];
    let scenario = loaded("belarus-foresight.toml", &sizes);
    let uncertain = scenario.uncertain();
    let keys: Vec<&str> = uncertain.iter().map(|number| number.key.as_str()).collect();
    let central: Vec<String> = uncertain.iter().map(|number| number.central.to_string()).collect();
    let folder = tempfile::tempdir().unwrap();
    let draws = folder.path().join("draws.csv");
    fs::write(&draws, format!("{}\n{}\n", keys.join(","), central.join(","))).unwrap();
    let source = Source::new(file("belarus-foresight.toml")).with(&sizes);
    let request = Foresee { source, draws: Some(draws), ..Foresee::default() };
    let (found, notes) = found(request);
    // Every number has a column; one row serves both draws.
    assert_eq!(notes, ["draws.csv has 1 row for 2 draws: each row serves 2 times"]);
    let scenario = settled(&scenario);
    let hits = |found: &Foresight| -> Vec<usize> {
        found.questions.iter().flat_map(|question| question.stated.iter().map(|stated| stated.hits)).collect()
    };
    assert_eq!(hits(&found), hits(&asked(&scenario)));
}

#[test]
fn a_foresight_writes_its_folder_and_only_that() {
    let desk = known_desk();
    let request = Foresee { output: Output::to(desk.path("asked")), ..known(&desk) };
    let (found, notes) = found(request.clone());
    assert!(notes.is_empty(), "{notes:?}");
    let written = common::files(&desk.path("asked"));
    let pictures =
        ["", "-column", "-phone"].iter().flat_map(|drawing| ["png", "svg"].map(|end| format!("{drawing}.{end}")));
    let charts = pictures.chain([".csv", ".txt"].map(String::from)).map(|end| format!("charts/questions{end}"));
    let others = ["foresight.json", "manifest.json", "questions.csv", "SHA256SUMS"].map(String::from);
    let expected: BTreeSet<String> = charts.into_iter().chain(others).collect();
    assert_eq!(written.keys().cloned().collect::<BTreeSet<_>>(), expected);
    let json: Foresight = serde_json::from_str(&desk.read("asked/foresight.json")).unwrap();
    assert_eq!(json, found);
    let manifest: serde_json::Value = serde_json::from_str(&desk.read("asked/manifest.json")).unwrap();
    let inputs = manifest["inputs"].as_array().unwrap();
    let answers = inputs.iter().find(|input| input["role"] == "answers").unwrap();
    assert_eq!(answers["text"], desk.read("answers.csv"));
    assert_eq!(manifest["kind"], "foresight");
    let said = desk.read("asked/charts/questions.txt");
    assert!(said.contains("“never” not seen") && said.contains("“always” in every history"), "{said}");
    // Foreign files are not written beside unless asked.
    desk.write("asked/mine.txt", "mine");
    assert_eq!(common::refused(request.clone()).exit(), Exit::InputOutput);
    common::done(Foresee { output: Output { force: true, ..request.output.clone() }, ..request });
    assert_eq!(desk.read("asked/mine.txt"), "mine");
}

/// Somebody who wants to stop at once.
struct Impatient;

impl Watch for Impatient {
    fn begin(&self, _: usize) {}

    fn advance(&self) {}

    fn stopped(&self) -> bool {
        true
    }
}

#[test]
fn a_wish_to_stop_is_heeded() {
    let desk = known_desk();
    let error = deliver(known(&desk), &Impatient).expect_err("it was stopped");
    assert_eq!(error.exit(), Exit::Interrupted);
}

#[test]
fn what_cannot_be_asked_says_why() {
    let desk = Desk::new();
    assert!(desk.bad(&["foresee", "small.toml"], 3).contains("asks no questions"));
    let desk = known_desk();
    assert!(desk.bad(&["foresee", "small.toml", "--answers", "nowhere.csv"], 4).contains("no such file"));
    assert!(desk.bad(&["foresee", "nowhere.toml"], 4).contains("no such file"));
    assert!(desk.bad(&["foresee", "small.toml", "--answers", "."], 4).contains("directory"));
    desk.write("bad.csv", "question,outcome\nalwys,yes\n");
    let said = desk.bad(&["foresee", "small.toml", "--answers", "bad.csv"], 3);
    assert!(said.contains("did you mean `always`?") && said.contains("bad.csv:2:1"), "{said}");
    desk.bad(&["foresee", "small.toml", "--format", "xml"], 2);
    let said = desk.bad(&["foresee", "small.toml", "--set=clock.periods=1"], 3);
    assert!(said.contains("2025-Q2 is not on the path"), "{said}");
    let said = desk.bad(&["foresee", "small.toml", "--set=simulation.tolerance=1e-300", "--set=simulation.draws=2"], 1);
    assert!(said.contains("none of the 2 draws"), "{said}");
}

#[test]
fn questions_are_inherited_and_no_assumptions() {
    let desk = known_desk();
    desk.write("child.toml", "base = \"small.toml\"\ntitle = \"Child\"\n");
    let child = load(&desk.path("child.toml"), &[]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(child.questions.len(), 5);
    assert!(child.assumptions.iter().all(|assumption| !assumption.key.starts_with("question")));
}
