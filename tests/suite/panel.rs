//! A panel of coded episodes: its faults, its mapping, the exact probabilities against paths, and rivals by hand (docs/panel.md).

use crate::common::{Desk, files, tables};
use allegiance::command::request::{Output, Shown};
use allegiance::command::{Failure, Panel as Asked};
use allegiance::findings::panel::{Cell, Forecaster, Given, Learner, Panel, Part};
use allegiance::forecast::branching::BranchCase;
use allegiance::forecast::panel::{Bounds, outlook};
use allegiance::forecast::path::PathOutcome;
use allegiance::forecast::{Unwatched, simulate};
use allegiance::game::equilibrium::Equilibrium;
use allegiance::scenario::{CODES, LearntNumber, Mapping, Metric, Scenario, ScenarioError, learning, mapping, panel};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const BOUNDS: Bounds = Bounds { loyal_above: 0.7, disloyal_below: 0.4 };

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/panel").join(name)
}

fn frozen() -> Mapping {
    mapping(&file("mapping.toml")).unwrap_or_else(|error| panic!("{error}"))
}

/// What the command finds on the shipped panel, worked out once.
fn shipped() -> &'static Panel {
    static FOUND: OnceLock<Panel> = OnceLock::new();
    FOUND.get_or_init(|| found(&file("panel.csv")))
}

fn found(path: &Path) -> Panel {
    let shown = Shown { format: allegiance::command::request::Format::Json };
    let asked = Asked { panel: path.to_owned(), mapping: file("mapping.toml"), shown, ..Asked::default() };
    serde_json::from_slice(&crate::common::done(asked).text).expect("a panel as JSON")
}

/// The text of the shipped panel with some episodes alone, and a change.
fn some(change: impl Fn(&str) -> Option<String>) -> (tempfile::TempDir, PathBuf) {
    let desk = tempfile::tempdir().expect("a folder");
    let path = desk.path().join("some.csv");
    let text = fs::read_to_string(file("panel.csv")).expect("a panel");
    let (head, rows) = text.split_once('\n').expect("rows");
    let rows: String = rows.lines().filter_map(|row| Some(change(row)? + "\n")).collect();
    fs::write(&path, format!("{head}\n{rows}")).expect("a file");
    (desk, path)
}

#[test]
fn every_fault_of_a_panel_is_told_as_written_down() {
    let seen = tables::told_as_written("bad-panels", panel);
    assert!(seen >= 14, "{seen} fixtures");
}

#[test]
fn all_faults_of_a_panel_are_told_at_once() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/bad-panels/unknown_codes.csv");
    let Err(ScenarioError::Invalid(faults)) = panel(&path) else { panic!("it is refused") };
    // Part, six codes, branch, four outcomes, confidence.
    assert_eq!(faults.count(), 13);
    assert!(faults.iter().all(|fault| fault.file == "unknown_codes.csv" && fault.line == 2));
    let columns: Vec<usize> = faults.iter().map(|fault| fault.column).collect();
    assert!(columns.windows(2).all(|pair| pair[0] < pair[1]), "{columns:?}");
}

/// A change of the shipped mapping, and words that are said of it.
fn wrong_mapping(from: &str, to: &str, words: &[&str]) {
    let desk = tempfile::tempdir().expect("a folder");
    let text = fs::read_to_string(file("mapping.toml")).expect("a mapping");
    assert!(text.contains(from), "{from}");
    fs::write(desk.path().join("m.toml"), text.replacen(from, to, 1)).expect("a file");
    fs::copy(file("common.toml"), desk.path().join("common.toml")).expect("a copy");
    match mapping(&desk.path().join("m.toml")) {
        Err(ScenarioError::Invalid(faults)) => {
            let told = faults.render(false);
            assert!(words.iter().all(|word| told.contains(word)), "{told}");
            assert!(told.contains("--> m.toml:"), "{told}");
        }
        other => panic!("{to}: {other:?}"),
    }
}

#[test]
fn faults_of_a_mapping_are_told_at_their_places() {
    wrong_mapping("window   = 8", "window   = 9", &["out of range", "allowed: 8"]);
    wrong_mapping(
        "column  = \"conf_before\"",
        "column  = \"conf\"",
        &["no column of codes `conf`", "no rule for `conf_before` = `detente`"],
    );
    wrong_mapping("value   = \"strained\"", "value   = \"detente\"", &["two rules for one code", "`strained`"]);
    wrong_mapping("= \"detente\" }", "= \"thaw\" }", &["there is no level `thaw`", "set here"]);
    wrong_mapping(
        "\"client.treaty_benefit\" = 0.25",
        "\"client.treaty_benfit\" = 0.25",
        &["no number `client.treaty_benfit`", "did you mean"],
    );
    wrong_mapping("\"client.treaty_benefit\" = 0.25", "\"client.treaty_benefit\" = -1", &["out of range"]);
    wrong_mapping("untested = [\"P\", \"S\"]", "untested = [\"P\", \"Q\"]", &["no outcome `Q`"]);
    wrong_mapping("because = \"Calm.\"", "reason = \"Calm.\"", &["unknown key `reason`", "has no `because`"]);
    wrong_mapping(
        "set     = { \"start.dispute\" = false }",
        "set     = { \"opening.start\" = \"cold\" }",
        &["rules of two columns set `opening.start`"],
    );
    wrong_mapping("scenario = \"common.toml\"", "scenario = \"../common.toml\"", &["not a plain file name"]);
    wrong_mapping("disloyal_below = 0.4", "disloyal_below = 0.8", &["above `loyal_above`"]);
    wrong_mapping("means = \"an answer makes nothing good\"", "", &["[[mechanism]] has no `means`"]);
}

#[test]
fn the_codes_of_the_seed_case_give_the_common_scenario_but_for_the_dispute() {
    let mapping = frozen();
    let panel = panel(&file("panel.csv")).expect("it is valid");
    let seed: Vec<_> = panel.episodes.iter().filter(|episode| episode.held_out).collect();
    assert_eq!(seed.len(), 1);
    let mapped = mapping.scenario(seed[0], None).expect("it is valid");
    let plain = &mapping.scenario;
    assert_eq!(mapped.central(), plain.central());
    assert_eq!(mapped.ladders, plain.ladders);
    assert!(mapped.start.dispute && !plain.start.dispute);
    // The numbers of the common scenario are those of the seed case; the loyal government is new.
    let case = allegiance::scenario::load(&file("../belarus-2020.toml"), &[]).expect("it is valid");
    let (own, theirs) = (&plain.central()[0], &case.central()[0]);
    assert_eq!((&own.bargain, &own.patron, own.ratification), (&theirs.bargain, &theirs.patron, theirs.ratification));
    assert_eq!(own.clients[..3], theirs.clients[..]);
    assert_eq!(plain.ladders.opening.numbers[2..], case.ladders.opening.numbers[1..]);
}

#[test]
fn factors_of_several_codes_are_multiplied_and_a_mechanism_prevails() {
    let mapping = frozen();
    let panel = panel(&file("panel.csv")).expect("it is valid");
    let switched = panel.episodes.iter().find(|episode| episode.patron == "Taiwan").expect("one");
    let subsidy = CODES.iter().position(|(name, _)| *name == "subsidy_before").expect("a column");
    assert_eq!(CODES[subsidy].1[switched.codes[subsidy]], "low");
    let found = mapping.scenario(switched, None).expect("it is valid").central()[0].patron.pressure_cost;
    let plain = mapping.scenario.central()[0].patron.pressure_cost;
    assert!((found - plain * 2.5).abs() < 1e-12, "{found}");
    let pressure = mapping.mechanisms.iter().find(|mechanism| mechanism.name == "entrapment").expect("one");
    assert_eq!(
        mapping.scenario(switched, Some(pressure)).expect("it is valid").central()[0].clients[0].entrapment_hazard,
        0.0
    );
}

/// Exact probabilities beside the shares of paths that are followed, one by one.
#[test]
fn prop_exact_probabilities_are_the_shares_of_paths() {
    const PATHS: usize = 4_000;
    let mapping = frozen();
    let panel = panel(&file("panel.csv")).expect("it is valid");
    for name in ["BLR-2015", "NZL-1984", "MDV-2018"] {
        let episode = panel.episodes.iter().find(|episode| episode.id == name).expect("an episode");
        let scenario = mapping.scenario(episode, None).expect("it is valid");
        let scenario = scenario.with(&[format!("simulation.paths={PATHS}")]).expect("it is valid");
        let equilibrium = Equilibrium::new(&scenario, &scenario.central());
        let draws = simulate(&scenario, &Unwatched).expect("nobody stops it");
        let outcomes = draws[0].branches.as_ref().expect("it is certified");
        for (case, outcome) in BranchCase::all(&scenario).iter().zip(outcomes) {
            let exact = outlook(&scenario, &equilibrium, case, BOUNDS);
            let stated = [exact.pressure, exact.step, exact.turn, exact.loyal, exact.renewed, exact.disloyal];
            assert_eq!(outcome.paths.len(), PATHS);
            for (at, (stated, share)) in stated.into_iter().zip(shares(&scenario, &outcome.paths)).enumerate() {
                let error = (stated * (1.0 - stated) / PATHS as f64).sqrt();
                assert!((stated - share).abs() < 4.5 * error + 1e-9, "{name} {} {at}: {stated} {share}", case.name);
            }
        }
    }
}

/// Shares of paths, in the order of the outcomes, and of those that are not loyal.
fn shares(scenario: &Scenario, paths: &[PathOutcome]) -> [f64; 6] {
    let rise = scenario.central()[0].opening.hedging_rise[0];
    let mut shares = [0.0; 6];
    for record in paths {
        let flag = |is: bool| f64::from(u8::from(is));
        let of = |metric| record.metric(metric).expect("it is counted");
        let found = [
            flag(of(Metric::DisputeQuarters) - flag(scenario.start.dispute) > 0.0),
            flag(of(Metric::IntegrationGain) > 0.0),
            1.0 - (1.0 - rise).powi(of(Metric::HedgingQuarters) as i32),
            flag(of(Metric::Loyalty) > BOUNDS.loyal_above),
            flag(record.metric(Metric::FirstAgreement).is_some()),
            flag(of(Metric::Loyalty) < BOUNDS.disloyal_below),
        ];
        shares.iter_mut().zip(found).for_each(|(share, found)| *share += found / paths.len() as f64);
    }
    shares
}

fn cell<'p>(found: &'p Panel, episode: &str, outcome: &str) -> &'p Cell {
    let fits = |cell: &&Cell| cell.episode == episode && cell.outcome == outcome;
    found.cells.iter().find(fits).unwrap_or_else(|| panic!("{episode} {outcome}"))
}

#[test]
fn rates_leave_out_the_pair_and_what_is_held_out() {
    let found = shipped();
    let panel = panel(&file("panel.csv")).expect("it is valid");
    let mapping = frozen();
    for own in &found.cells {
        let at = ["P", "S", "H", "L", "R"].iter().position(|name| *name == own.outcome).expect("an outcome");
        let episode = panel.episodes.iter().find(|episode| episode.id == own.episode).expect("an episode");
        let others: Vec<_> = panel
            .episodes
            .iter()
            .filter(|other| !other.held_out && (&other.patron, &other.client) != (&episode.patron, &episode.client))
            .filter(|other| !mapping.kinds[mapping.kind(&other.patron)].untested[at])
            .filter_map(|other| Some((other, other.outcomes[at]?)))
            .collect();
        let rate = |prior: f64, fits: &dyn Fn(&allegiance::scenario::Episode) -> bool| {
            let fitting: Vec<bool> = others.iter().filter(|(other, _)| fits(other)).map(|(_, came)| *came).collect();
            (fitting.iter().filter(|came| **came).count() as f64 + prior) / (fitting.len() as f64 + 1.0)
        };
        let pooled = rate(0.5, &|_| true);
        let branch = |branch: usize| rate(pooled, &|other| other.came == branch);
        let kind = rate(pooled, &|other| mapping.kind(&other.patron) == mapping.kind(&episode.patron));
        let mixed: f64 = episode.odds.iter().enumerate().map(|(at, odds)| odds * branch(at)).sum();
        for (who, given, expected) in [
            (Forecaster::Coin, Given::Odds, 0.5),
            (Forecaster::PooledRate, Given::Branch, pooled),
            (Forecaster::RateByBranch, Given::Branch, branch(episode.came)),
            (Forecaster::RateByBranch, Given::Odds, mixed),
            (Forecaster::RateByKind, Given::Branch, kind),
        ] {
            assert!((own.stated(given, who) - expected).abs() < 1e-12, "{} {} {who:?}", own.episode, own.outcome);
        }
    }
}

#[test]
fn totals_and_leads_are_those_of_the_cells() {
    let found = shipped();
    let own: Vec<&Cell> = found.cells.iter().filter(|cell| cell.part == Part::Main && cell.outcome == "H").collect();
    let brier = |who| {
        let miss = |cell: &&Cell| (cell.stated(Given::Branch, who) - f64::from(u8::from(cell.came))).powi(2);
        own.iter().map(miss).sum::<f64>() / own.len() as f64
    };
    let lead = found.leads.iter().find(|lead| {
        (lead.part, lead.given, lead.rival, lead.outcome.as_str()) == (Part::Main, Given::Branch, Forecaster::Coin, "H")
    });
    let lead = lead.expect("a lead");
    assert!((lead.brier.value - (brier(Forecaster::Coin) - brier(Forecaster::Model))).abs() < 1e-12);
    assert_eq!((lead.cells, lead.pairs), (26, 16));
    // The error of pairs, by hand.
    let difference =
        |cell: &Cell| 0.25 - (cell.stated(Given::Branch, Forecaster::Model) - f64::from(u8::from(cell.came))).powi(2);
    let mut pairs: Vec<&str> = own.iter().map(|cell| cell.pair.as_str()).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let sum = |pair: &&str| {
        own.iter()
            .filter(|cell| cell.pair == **pair)
            .map(|cell| difference(cell) - lead.brier.value)
            .sum::<f64>()
            .powi(2)
    };
    let error = (pairs.iter().map(sum).sum::<f64>() * 16.0 / 15.0).sqrt() / 26.0;
    assert!((lead.brier.standard_error.expect("an error") - error).abs() < 1e-12);
    // Taiwan's episodes are no test of pressure and steps.
    assert!(
        found.cells.iter().all(|cell| !cell.pair.starts_with("Taiwan") || !["P", "S"].contains(&cell.outcome.as_str()))
    );
}

/// Nothing after the event enters a probability: with other outcomes the model says the same.
#[test]
fn what_followed_changes_no_probability_of_the_model() {
    let turned = |row: &str| {
        let flip = |row: &str, from: &str, to: &str| row.replacen(from, to, 1);
        (row.starts_with("MDV") || row.starts_with("NZL")).then(|| flip(row, ",no,judgement,0,", ",yes,judgement,0,"))
    };
    let (_desk, path) = some(turned);
    let (_other, same) = some(|row| (row.starts_with("MDV") || row.starts_with("NZL")).then(|| row.to_owned()));
    let (changed, plain) = (found(&path), found(&same));
    assert_ne!(cell(&changed, "NZL-1984", "L").came, cell(&plain, "NZL-1984", "L").came);
    for (one, other) in changed.cells.iter().zip(&plain.cells) {
        assert_eq!(one.branch[0], other.branch[0]);
        assert_eq!(one.odds[0], other.odds[0]);
        let all = shipped().cells.iter().find(|cell| (&cell.episode, &cell.outcome) == (&one.episode, &one.outcome));
        assert_eq!(all.expect("the cell").branch[0], one.branch[0], "the model learns nothing from other episodes");
    }
}

#[test]
fn a_panel_of_one_pair_or_of_held_out_episodes_alone_is_scored() {
    let (_desk, path) = some(|row| row.starts_with("MDV").then(|| row.to_owned()));
    let one = found(&path);
    assert_eq!(one.pairs(), 1);
    assert!(one.leads.iter().all(|lead| lead.brier.standard_error.is_none()), "one pair has no error");
    assert_eq!(cell(&one, "MDV-2018", "P").stated(Given::Branch, Forecaster::PooledRate), 0.5, "nobody to learn from");
    let (_desk, path) = some(|row| row.starts_with("BLR-2020").then(|| row.to_owned()));
    let seed = found(&path);
    assert_eq!((seed.count(Part::Main), seed.count(Part::Seed)), (0, 1));
    assert!(seed.totals.iter().all(|total| total.part == Part::Seed));
}

#[test]
fn the_folder_holds_every_table_and_refuses_to_write_over_what_it_reads() {
    let desk = tempfile::tempdir().expect("a folder");
    let (_some, path) = some(|row| row.starts_with("MDV").then(|| row.to_owned()));
    let asked = |folder: &Path| Asked {
        panel: path.clone(),
        mapping: file("mapping.toml"),
        output: Output::to(folder),
        ..Asked::default()
    };
    crate::common::done(asked(&desk.path().join("out")));
    let names: Vec<String> = files(&desk.path().join("out")).into_keys().collect();
    for name in ["branches", "calibration", "cells", "contrasts", "leads", "scores"] {
        assert!(names.contains(&format!("{name}.csv")), "{name}: {names:?}");
    }
    assert!(!names.contains(&"mechanisms.csv".to_owned()));
    let refused = crate::common::refused(asked(path.parent().expect("a folder")));
    assert!(matches!(refused, Failure::Folder(_)), "{refused}");
}

#[test]
fn faults_are_told_with_exit_code_three_and_a_missing_file_with_four() {
    let desk = Desk::new();
    let bad = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/bad-panels/odds.csv");
    let (bad, mapping) = (bad.display().to_string(), file("mapping.toml").display().to_string());
    let said = desk.bad(&["panel", &bad, "--mapping", &mapping], 3);
    assert!(said.contains("odds.csv:2:") && said.contains("odds.csv:3:"), "{said}");
    desk.bad(&["panel", "none.csv", "--mapping", &mapping], 4);
    desk.bad(&["panel", &bad], 2);
}

/// A learning file of one number, with a change.
fn learning_file(from: &str, to: &str) -> (tempfile::TempDir, PathBuf) {
    let desk = tempfile::tempdir().expect("a folder");
    let path = desk.path().join("learning.toml");
    let text = "format = 1\n\n[[number]]\nkey = \"patron.pressure_cost\"\nfactor = 2.0\nbecause = \"It decides.\"\n";
    assert!(text.contains(from), "{from}");
    fs::write(&path, text.replacen(from, to, 1)).expect("a file");
    (desk, path)
}

#[test]
fn faults_of_a_learning_file_are_told_at_their_places() {
    let common = frozen().scenario;
    for (from, to, words) in [
        ("format = 1", "format = 2", "allowed: 1"),
        ("factor = 2.0", "factor = 0.5", "out of range"),
        ("patron.pressure_cost", "patron.presure_cost", "did you mean"),
        ("patron.pressure_cost", "patron.integration_value", "cannot be multiplied"),
        ("factor = 2.0", "factor = 2.0\nodds = true", "cannot be multiplied"),
        ("because = \"It decides.\"", "", "has no `because`"),
        ("patron.pressure_cost", "client.delivery", "out of range"),
        ("[[number]]", "[[numbers]]", "did you mean"),
    ] {
        let (_desk, path) = learning_file(from, to);
        match learning(&path, &common) {
            Err(ScenarioError::Invalid(faults)) => {
                let told = faults.render(false);
                assert!(told.contains(words) && told.contains("--> learning.toml:"), "{to}: {told}");
            }
            other => panic!("{to}: {other:?}"),
        }
    }
    let (_desk, path) = learning_file("format = 1", "format = 1");
    assert_eq!(learning(&path, &common).expect("it is valid").numbers.len(), 1);
    assert_eq!(learning(&file("learning.toml"), &common).expect("it is valid").numbers.len(), 6);
}

#[test]
fn a_number_is_moved_by_its_factor_or_by_that_of_its_odds() {
    let number = |odds| LearntNumber { key: String::new(), factor: 2.0, odds, because: String::new() };
    assert!((number(false).at(3.0, 2.0) - 12.0).abs() < 1e-12);
    assert!((number(true).at(0.5, 1.0) - 2.0 / 3.0).abs() < 1e-12);
    assert!((number(true).at(0.5, -1.0) - 1.0 / 3.0).abs() < 1e-12);
}

/// Where alliances hardly differ nothing can be learnt: what is stated is what the model states as it stands.
#[test]
fn learning_from_numbers_that_hardly_vary_changes_nothing() {
    let (_some, path) = some(|row| (row.starts_with("UKR") || row.starts_with("ARM")).then(|| row.to_owned()));
    let (_desk, learn) = learning_file("factor = 2.0", "factor = 1.01");
    let asked = |draws| {
        let shown = Shown { format: allegiance::command::request::Format::Json };
        let (panel, mapping, learn) = (path.clone(), file("mapping.toml"), Some(learn.clone()));
        let asked = Asked { panel, mapping, learn, draws, shown, ..Asked::default() };
        let found: Panel = serde_json::from_slice(&crate::common::done(asked).text).expect("a panel as JSON");
        found
    };
    let found = asked(16);
    let learnt = found.learnt.as_ref().expect("it was asked");
    assert_eq!((learnt.draws, learnt.uncertified), (16, 0));
    assert!(learnt.cells.len() >= 10, "{}", learnt.cells.len());
    for cell in &learnt.cells {
        let same = |other: &&Cell| (&other.episode, &other.outcome) == (&cell.episode, &cell.outcome);
        let plain = found.cells.iter().find(same).expect("scored").stated(Given::Branch, Forecaster::Model);
        assert!((cell.learnt - plain).abs() < 0.02 && (cell.before - plain).abs() < 0.02, "{cell:?}, {plain}");
    }
    // Who does not learn scores what the panel says of him.
    let total = |outcome: &str| {
        found.totals.iter().find(|total| {
            (total.part, total.given, total.forecaster) == (Part::Main, Given::Branch, Forecaster::Coin)
                && total.outcome == outcome
        })
    };
    for row in learnt.totals.iter().filter(|row| row.forecaster == Learner::Other(Forecaster::Coin)) {
        assert_eq!(total(&row.outcome).map(|total| (total.brier, total.cells)), Some((row.brier, row.cells)));
    }
    // Twice the same.
    assert_eq!(asked(16), found);
}
