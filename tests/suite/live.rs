//! The session behind the page of `allegiance explore`: what it answers is what the commands say, and what it exports is the
//! scenario that it answered for.

use allegiance::Scenario;
use allegiance::findings::solution::Propagated;
use allegiance::live::Session;
use allegiance::store::manifest::{Input, Role};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// An alliance with an election, as a session's only text.
fn text() -> String {
    allegiance::scenario::template("shores")
}

/// The seed case without its record, which is in other files.
fn seed() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/belarus-2020.toml");
    let text = fs::read_to_string(path).expect("the seed case");
    let (head, rest) = text.split_once("\n[record]\n").expect("a record");
    let (_, rest) = rest.split_once("\n[").expect("another table");
    format!("{head}\n[{rest}")
}

fn opened() -> (Session, Value) {
    opened_with("shores.toml", &text())
}

fn opened_with(name: &str, text: &str) -> (Session, Value) {
    let mut session = Session::default();
    let file = Input::new(Role::Scenario, name, text);
    let request = json!({ "sources": [file], "ranks": { "client.delivery": 1 } });
    let told = read(&session.open(&request.to_string()));
    assert_eq!(told["ok"], true, "{told}");
    (session, told)
}

fn read(answer: &str) -> Value {
    serde_json::from_str(answer).expect("JSON")
}

fn asked(session: &Session, request: &Value) -> Value {
    read(&session.ask(&request.to_string()))
}

/// What `allegiance propagate --format json` prints.
fn propagated(scenario: &Scenario) -> Value {
    serde_json::to_value(Propagated::new(scenario, &scenario.solve())).expect("JSON")
}

fn loaded(folder: &Path, name: &str, overrides: &[&str]) -> Scenario {
    Scenario::load_with(folder.join(name), overrides).expect("a scenario")
}

#[test]
fn an_answer_is_what_propagate_says_of_the_same_settings() {
    let (session, told) = opened();
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("shores.toml"), text()).expect("written");
    assert_eq!(told["shipped"], propagated(&loaded(folder.path(), "shores.toml", &[])));
    let answer = asked(&session, &json!({ "do": "answer", "set": ["client.delivery=0.5"] }));
    assert_eq!(answer["answer"], propagated(&loaded(folder.path(), "shores.toml", &["client.delivery=0.5"])));
    assert_ne!(answer["answer"]["all"], told["shipped"]["all"], "else the setting does nothing");
    for figure in answer["figures"].as_array().expect("figures") {
        let svg = figure["svg"].as_str().expect("an SVG");
        roxmltree::Document::parse(svg).expect("well formed");
        assert!(figure["csv"].as_str().is_some_and(|csv| csv.lines().count() > 1));
        assert!(figure["alt"].as_str().is_some_and(|alt| alt.contains("as shipped")));
    }
}

#[test]
fn what_is_exported_is_the_scenario_that_was_asked_about() {
    let (session, told) = opened();
    let outcome = told["outcomes"][0]["name"].as_str().expect("an outcome");
    let dials = told["dials"].as_array().expect("dials");
    let step = dials.iter().filter_map(|dial| dial["key"].as_str()).find(|key| key.ends_with(".2"));
    let step = step.map(|key| format!("{key}=0.07"));
    let start = format!("mandate.start={}", told["starts"][1]["levels"][0].as_str().expect("a level"));
    let odds = format!("branch.{outcome}.odds=0.125");
    let set: Vec<String> = ["client.delivery=0.5".to_owned(), start, odds].into_iter().chain(step).collect();
    let answer = asked(&session, &json!({ "do": "answer", "set": set }));
    assert_eq!(answer["answer"]["branches"][outcome]["odds"], 0.125, "{answer}");
    let sum: f64 =
        answer["answer"]["branches"].as_object().expect("outcomes").values().filter_map(|b| b["odds"].as_f64()).sum();
    assert!((sum - 1.0).abs() < 1e-9);

    let exported = asked(&session, &json!({ "do": "export", "set": set, "name": "a \"variant\"" }));
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("shores.toml"), text()).expect("written");
    let own = exported["scenario"].as_str().expect("a scenario");
    fs::write(folder.path().join("changed.toml"), own).expect("written");
    let mut kept = propagated(&loaded(folder.path(), "changed.toml", &[]));
    kept["scenario"] = answer["answer"]["scenario"].clone();
    assert_eq!(kept, answer["answer"], "{own}");
    let variant: toml::Table = exported["variant"].as_str().expect("a variant").parse().expect("TOML");
    assert_eq!(variant["variant"][0]["name"].as_str(), Some("a \"variant\""));
    let set = variant["variant"][0]["set"].as_array().expect("settings");
    let command = exported["command"].as_str().expect("a command");
    assert!(set.iter().all(|set| command.contains(&format!("--set '{}'", set.as_str().expect("text")))), "{command}");
}

/// All steps of a ladder, the last first: a file restates them as a list, in their own order.
#[test]
fn regress_steps_of_a_ladder_are_exported_in_their_order() {
    let (session, told) = opened_with("seed.toml", &seed());
    let dials = told["dials"].as_array().expect("dials").iter().filter_map(|dial| dial["key"].as_str());
    let mut steps: Vec<&str> = dials.filter(|key| key.starts_with("confrontation.rise.")).collect();
    steps.sort_unstable_by(|one, other| other.cmp(one));
    assert!(steps.len() > 1);
    let set: Vec<String> = (1..).zip(steps).map(|(at, key)| format!("{key}=0.0{at}")).collect();
    let exported = asked(&session, &json!({ "do": "export", "set": set, "name": "steps" }));
    let own: toml::Table = exported["scenario"].as_str().expect("a scenario").parse().expect("TOML");
    let rise: Vec<f64> =
        own["confrontation"]["rise"].as_array().expect("a list").iter().filter_map(toml::Value::as_float).collect();
    assert!(rise.windows(2).all(|pair| pair[0] > pair[1]), "{rise:?}");
}

/// What a page begins with belongs to what is taken along, and a file's name is one word of a shell.
#[test]
fn what_is_taken_along_begins_where_the_page_began() {
    let exported = |name: &str| {
        let mut session = Session::default();
        let file = Input::new(Role::Scenario, name, text());
        let told = read(&session.open(&json!({ "sources": [file], "set": ["client.delivery=0.5"] }).to_string()));
        assert_eq!(told["ok"], true, "{told}");
        asked(&session, &json!({ "do": "export", "set": ["client.patience=0.9"], "name": "one" }))
    };
    let plain = exported("two shores.toml");
    for what in ["scenario", "variant", "command"] {
        let text = plain[what].as_str().expect("text");
        assert!(text.contains("0.5") && text.contains("0.9"), "{text}");
    }
    let odd = exported("-o'clock.toml");
    let command = odd["command"].as_str().expect("a command");
    assert!(command.starts_with(r"allegiance propagate './-o'\''clock.toml' --set "), "{command}");
    assert!(odd["scenario"].is_null(), "a base has a plain name");
}

/// A reason is given only where it fits: less asked for, or more paid, and more of what needs the deal.
#[test]
fn prop_a_reason_fits_the_way_that_the_event_moved() {
    let (session, told) = opened_with("seed.toml", &seed());
    let (mut reasons, mut others) = (0, 0);
    for dial in told["dials"].as_array().expect("dials") {
        for end in [&dial["low"], &dial["high"]] {
            let (Some(key), Some(value)) = (dial["key"].as_str(), end.as_f64()) else { continue };
            let answer = asked(&session, &json!({ "do": "answer", "set": [format!("{key}={value}")] }));
            let Some((moved, reason)) = answer["said"].as_str().and_then(|said| said.split_once(", because ")) else {
                others += 1;
                continue;
            };
            let rises = moved.contains(" rises from ");
            let wider = (reason.contains("asks for") && reason.contains(" less for "))
                || (reason.contains("would pay") && reason.contains(" more for "));
            assert_eq!(rises, wider, "{key}={value}: {moved}, because {reason}");
            reasons += 1;
        }
    }
    assert!(reasons > 5 && others > 5, "{reasons} reasons, {others} others");
}

#[test]
fn a_change_is_told_with_the_event_that_moved() {
    let (session, _) = opened();
    let said = |set: &[&str]| {
        let answer = asked(&session, &json!({ "do": "answer", "set": set }));
        answer["said"].as_str().map(str::to_owned).expect("a sentence")
    };
    assert_eq!(said(&[]), "");
    let told = said(&["client.delivery=0.3"]);
    assert!(told.starts_with("Changed: how much of its promises") && told.contains("(0.3 instead of"), "{told}");
    assert!(told.contains("over all outcomes,") && told.ends_with('.'), "{told}");
}

#[test]
fn a_decision_is_told_as_explain_tells_it() {
    let (session, _) = opened();
    let why = asked(&session, &json!({ "do": "why", "set": [], "at": "dispute=yes" }));
    assert_eq!(why["decision"]["state"]["dispute"], true, "{why}");
    assert!(why["text"].as_str().is_some_and(|text| text.contains("Without agreement")));
}

#[test]
fn faults_are_answers_with_their_places() {
    let (session, _) = opened();
    let error = |request: &Value| {
        let answer = asked(&session, request);
        assert_eq!(answer["ok"], false);
        answer["error"].as_str().map(str::to_owned).expect("an error")
    };
    assert!(error(&json!({ "do": "answer", "set": ["client.delivery=7"] })).contains("--set:1:17"));
    assert!(error(&json!({ "do": "answer", "set": ["branch.nobody.odds=0.5"] })).contains("nobody"));
    assert!(error(&json!({ "do": "answer", "set": ["client.delivery"] })).contains("KEY=VALUE"));
    assert!(error(&json!({ "do": "why", "at": "mandate=none" })).contains("none"));
    assert!(error(&json!({ "do": "sing" })).contains("sing"));
    assert!(Session::default().ask("{\"do\":\"answer\"}").contains("no scenario is open"));
    assert!(Session::default().open("{}").contains("sources"));
}
