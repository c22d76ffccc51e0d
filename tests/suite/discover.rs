//! `allegiance discover`: the box of draws in which an event is frequent, and where its probability crosses a value.

use crate::common;

use allegiance::forecast::branching::BranchCase;
use allegiance::forecast::occurrence::{chances_with, each, with_event};
use allegiance::forecast::{Unwatched, simulate};
use allegiance::scenario::Scenario;
use common::{Csv, Desk, shipped};
use serde_json::Value;
use std::sync::OnceLock;

const SEED: &str = "belarus-2020.toml";

/// The seed case, small, with its box and thresholds in a folder. It is made once.
fn sought() -> &'static (Desk, Value) {
    static FOUND: OnceLock<(Desk, Value)> = OnceLock::new();
    FOUND.get_or_init(|| {
        let desk = Desk::new();
        let seed = shipped(SEED).display().to_string();
        let asked = ["discover", &seed, "--set", "simulation.draws=400", "--at-least", "0.45", "--threshold", "0.5"];
        let said = desk.good(&[&asked[..], &["-o", "found", "--format", "json"]].concat());
        let found = serde_json::from_str(&said).unwrap();
        (desk, found)
    })
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// The step of union hangs on how much the client fears for its sovereignty (model page §6).
#[test]
fn claim_a_step_of_union_is_frequent_where_sovereignty_is_cheap() {
    let (_, found) = sought();
    let limits = found["found"]["limits"].as_array().unwrap();
    assert!(limits.len() <= 3);
    let cost = limits.iter().find(|limit| limit["key"] == "client.sovereignty_cost").expect("a limit of the cost");
    assert!(cost["high"].is_number() && cost["low"].is_null(), "{cost}");
    assert!(number(&cost["p_high"]) < 0.001 && number(&cost["in_halves"]) > 0.7, "{cost}");
    let [inside, outside] = ["inside", "outside"].map(|part| number(&found["found"][part]["density"]));
    assert!(inside > 2.0 * outside, "{inside} {outside}");
}

/// Every count again, from the draws as they were searched.
#[test]
fn prop_the_box_holds_what_it_says() {
    let (desk, found) = sought();
    let cases = Csv::new(&desk.read("found/tables/cases.csv"));
    let limits = found["found"]["limits"].as_array().unwrap();
    let cell = |row: usize, column: &str| cases.rows[row][column].parse::<f64>().unwrap();
    let within = |row: usize| {
        limits.iter().all(|limit| {
            let value = cell(row, limit["key"].as_str().unwrap());
            limit["low"].as_f64().is_none_or(|low| low <= value)
                && limit["high"].as_f64().is_none_or(|high| value <= high)
        })
    };
    let rows: Vec<usize> = (0..cases.rows.len()).collect();
    let interest = |row: &usize| cell(*row, "share") >= 0.45;
    for (part, inside) in [("inside", true), ("outside", false)] {
        let those: Vec<usize> = rows.iter().copied().filter(|row| within(*row) == inside).collect();
        let hits = those.iter().filter(|row| interest(row)).count();
        assert_eq!(found["found"][part]["draws"], those.len(), "{part}");
        assert_eq!(found["found"][part]["of_interest"], hits, "{part}");
        let mean = those.iter().map(|row| cell(*row, "share")).sum::<f64>() / those.len() as f64;
        assert!((number(&found["found"][part]["chance"]["value"]) - mean).abs() < 1e-12, "{part}");
    }
    let chosen: Vec<&Value> =
        found["trajectory"].as_array().unwrap().iter().filter(|step| step["chosen"] == true).collect();
    assert_eq!(chosen.len(), 1);
    assert_eq!(chosen[0]["limits"], found["found"]["limits"]);
}

fn mixed(scenario: &Scenario, chances: &[f64]) -> f64 {
    BranchCase::all(scenario).iter().zip(chances).map(|(case, chance)| case.odds * chance).sum()
}

/// The same probability with the number overridden in the file.
#[test]
fn val_the_probability_is_the_one_asked_for_at_every_threshold() {
    let (_, found) = sought();
    let seed = Scenario::load(shipped(SEED)).unwrap();
    let crossing: Vec<&Value> =
        found["threshold"]["numbers"].as_array().unwrap().iter().filter(|one| one["crossing"].is_object()).collect();
    assert!(crossing.iter().any(|one| one["key"] == "client.sovereignty_cost"), "{crossing:?}");
    for one in crossing.into_iter().filter(|one| one["crossing"]["jump"] == false) {
        let set = format!("{}={}", one["key"].as_str().unwrap(), one["crossing"]["value"]);
        let there = with_event(&seed.with(&[&set]).unwrap(), 0);
        let chance = mixed(&there, &chances_with(&there, &[]).unwrap());
        assert!((chance - 0.5).abs() < 2e-4, "{set}: {chance}");
    }
}

/// The same probability with the odds of one outcome moved, the others in their proportions.
#[test]
fn val_at_the_threshold_of_an_outcomes_odds_the_mixture_is_the_probability_asked_for() {
    let (_, found) = sought();
    let seed = with_event(&Scenario::load(shipped(SEED)).unwrap(), 0);
    let (cases, chances) = (BranchCase::all(&seed), chances_with(&seed, &[]).unwrap());
    let odds = found["threshold"]["odds"].as_array().unwrap();
    assert_eq!(odds.len(), cases.len());
    let mut crossed = 0;
    for one in odds.iter().filter(|one| one["crossing"].is_object()) {
        crossed += 1;
        let moved = cases.iter().position(|case| one["gloss"] == format!("odds of “{}”", case.name)).unwrap();
        let value = one["crossing"]["value"].as_f64().unwrap();
        let rest: f64 = cases.iter().map(|case| case.odds).sum::<f64>() - cases[moved].odds;
        let odds = |at: usize| if at == moved { value } else { (1.0 - value) * cases[at].odds / rest };
        let chance: f64 = (0..cases.len()).map(|at| odds(at) * chances[at]).sum();
        assert!((chance - 0.5).abs() < 1e-9, "{one}: {chance}");
    }
    assert!(crossed > 0);
}

#[test]
fn stat_probabilities_of_draws_are_those_of_their_paths() {
    let small = ["simulation.draws=6", "simulation.paths=2000"];
    let seed = Scenario::load_with(shipped(SEED), &small).unwrap();
    let event = seed.events.len() - 1;
    let exact = each(&with_event(&seed, event), &Unwatched).unwrap();
    for (found, draw) in exact.iter().zip(simulate(&seed, &Unwatched).unwrap()) {
        assert!(found.exact && found.draw == draw.index && found.parameters == draw.parameters);
        for (chance, branch) in found.chances.as_ref().unwrap().iter().zip(draw.branches.as_ref().unwrap()) {
            let hits = branch.paths.iter().filter(|path| path.events[event].is_some()).count() as f64;
            let error = (chance * (1.0 - chance) / 2000.0).sqrt().max(1e-3);
            assert!((hits / 2000.0 - chance).abs() < 4.0 * error, "{chance} {hits}");
        }
    }
}

#[test]
fn a_run_is_searched_as_its_scenario_is() {
    let desk = Desk::new();
    let both = ["--set=client.sovereignty_cost={dist=\"uniform\",low=4,high=14}", "--set=simulation.draws=60"];
    desk.run("run", &both);
    let of_run = desk.good(&["discover", "run"]);
    assert_eq!(desk.good(&[&["discover", "small.toml"], &both[..]].concat()), of_run);
    assert!(of_run.contains("A draw is of interest"), "{of_run}");
    let said = desk.bad(&["discover", "run", "--seed", "3"], 2);
    assert!(said.contains("not with a finished run"), "{said}");
}

#[test]
fn limit_a_probability_is_a_percentage_or_a_number() {
    let desk = Desk::new();
    let discover = ["discover", "small.toml", "--set=simulation.draws=40", "--format=json"];
    let [percent, plain] = [["30%", "20%"], ["0.3", "0.2"]]
        .map(|[least, at]| desk.good(&[&discover[..], &["--at-least", least, "--threshold", at]].concat()));
    assert!(percent == plain && percent.contains("\"at\": 0.2"), "{percent}");
    let surface = ["surface", "small.toml", "client.delivery", "client.pressure_damage", "--steps=2", "--format=json"];
    let [percent, plain] = ["30%", "0.3"].map(|at| desk.good(&[&surface[..], &["--threshold", at]].concat()));
    assert_eq!(percent, plain);
    assert!(desk.bad(&["discover", "small.toml", "--at-least=half"], 2).contains("such as 2% or 0.02"));
}

#[test]
fn what_cannot_be_sought_is_refused_or_said() {
    let desk = Desk::new();
    for (more, words) in [
        (&["--event", "nothing"][..], "there is no event `nothing`"),
        (&["--branch", "nothing"], "there is no branch `nothing`"),
        (&["--at-least", "1.5"], "above 0 and below 1"),
        (&["--threshold", "0"], "above 0 and below 1"),
        (&["--limits", "0"], "at least 1"),
        (&["--format", "md"], "invalid value 'md'"),
    ] {
        let said = desk.bad(&[&["discover", "small.toml"], more].concat(), 2);
        assert!(said.contains(words), "{more:?}: {said}");
    }
    let said = desk.bad(&["discover", "small.toml", "--set", "event=[]"], 2);
    assert!(said.contains("names no event"), "{said}");
    assert!(desk.good(&["discover", "small.toml", "--set", "simulation.draws=5"]).contains("fewer than 40 draws"));
    let never = ["discover", "small.toml", "--set", "simulation.draws=60", "--at-least", "0.999999"];
    assert!(desk.good(&never).contains("No draw is of interest"));
}

/// The same probability with both numbers overridden in the file.
#[test]
fn val_a_surface_has_the_probability_of_every_pair() {
    let desk = Desk::new();
    let (seed, keys) = (shipped(SEED).display().to_string(), ["client.sovereignty_cost", "integration.ratification"]);
    let said = desk
        .good(&[&["surface", &seed][..], &keys, &["--steps", "3", "--threshold", "0.4", "--format", "json"]].concat());
    let found: Value = serde_json::from_str(&said).unwrap();
    let seed = Scenario::load(shipped(SEED)).unwrap();
    let value = |number: usize, place: usize| found["numbers"][number]["values"][place].to_string();
    for (across, up) in [(0, 0), (2, 1), (1, 2)] {
        let set = [format!("{}={}", keys[0], value(0, across)), format!("{}={}", keys[1], value(1, up))];
        let there = with_event(&seed.with(&set).unwrap(), 0);
        let chance = mixed(&there, &chances_with(&there, &[]).unwrap());
        assert!((number(&found["chances"][up][across]) - chance).abs() < 1e-9, "{set:?}");
    }
    assert!(!found["line"].as_array().unwrap().is_empty());
    assert!(
        desk.bad(&["surface", &shipped(SEED).display().to_string(), keys[0], keys[0]], 2).contains("two different")
    );
}
