//! The program's export of one quarter as a game file, from the outside.

#[allow(dead_code, reason = "the other tests of the program need more of it")]
use crate::common;

use common::{Desk, code, errors};
use serde_json::Value;

const PLACE: &str = "confrontation=hostile, mandate=weak, dispute=yes, government=opposition";

fn export<'a>(at: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["export", "small.toml", "--efg", "--at", at], more].concat()
}

/// Nodes of a kind: the lines that begin with its letter.
fn nodes<'a>(text: &'a str, kind: &str) -> Vec<&'a str> {
    text.lines().filter(|line| line.starts_with(&format!("{kind} "))).collect()
}

/// Payoffs at the ends of a name, client and patron: one pair for each such end.
fn ends(text: &str, name: &str) -> Vec<[f64; 2]> {
    let line = |line: &&str| line.contains(&format!("\"{name}\""));
    let payoffs = |line: &str| {
        let (_, list) = line.trim_end_matches(" }").rsplit_once("{ ").unwrap();
        let (client, patron) = list.split_once(", ").unwrap();
        [client, patron].map(|number| number.parse().unwrap())
    };
    nodes(text, "t").into_iter().filter(line).map(payoffs).collect()
}

/// The state that [`PLACE`] names, as `solve` gives it.
fn solved(desk: &Desk, more: &[&str]) -> Value {
    let text = desk.good(&[&["solve", "small.toml", "--format=json"], more].concat());
    let solved: Value = serde_json::from_str(&text).unwrap();
    let states = solved["governments"]["opposition"]["states"].as_array().unwrap();
    let there = |state: &&Value| {
        state["confrontation"] == "hostile"
            && state["mandate"] == "weak"
            && state["opening"] == "closed"
            && state["integration"] == "treaty"
            && state["dispute"] == true
    };
    states.iter().find(there).unwrap().clone()
}

#[test]
fn a_quarter_is_a_tree_of_every_move() {
    let text = Desk::new().good(&export(PLACE, &[]));
    let first = text.lines().next().unwrap();
    assert_eq!(
        first,
        "EFG 2 R \"small: one quarter, at confrontation hostile, mandate weak, opening closed, integration treaty, in \
         dispute, government opposition\" { \"client\" \"patron\" }"
    );
    assert!(text.lines().nth(1).unwrap().contains("own logit precision (client 2, patron 2)"), "{text}");
    // 12 offers: 2 proposals; an answer to each of them from either side; after the 24 rejections and if no talks are
    // held, a stance, 2 answers to it and 4 ends.
    assert_eq!((nodes(&text, "c").len(), nodes(&text, "p").len()), (2, 2 + 24 + 3 * 25));
    assert_eq!(nodes(&text, "t").len(), 24 + 4 * 25);
    assert!(text.contains("{ \"held\" 0.80000000000000000 \"not held\" 0.20000000000000000 }"), "{text}");
    let mut sets: Vec<String> =
        nodes(&text, "p").iter().map(|line| line.split(' ').skip(2).take(2).collect::<Vec<_>>().join(" ")).collect();
    sets.sort();
    sets.dedup();
    assert_eq!(sets.len(), 2 + 24 + 1 + 2);
}

#[test]
fn what_cannot_happen_is_not_in_the_tree() {
    let desk = Desk::new();
    let tree = |setting: &str| desk.good(&export("", &[setting]));
    let certain = tree("--set=bargain.talks=1");
    assert_eq!((nodes(&certain, "c").len(), nodes(&certain, "p").len()), (1, 2 + 24 + 3 * 24));
    let silent = tree("--set=bargain.talks=0");
    assert_eq!((nodes(&silent, "c").len(), nodes(&silent, "p").len(), nodes(&silent, "t").len()), (0, 3, 4));
    let one_sided = tree("--set=bargain.proposal_power=1");
    assert_eq!((nodes(&one_sided, "c").len(), nodes(&one_sided, "p").len()), (1, 1 + 12 + 3 * 13));
}

#[test]
fn pressure_that_may_go_on_by_itself_is_a_draw_before_the_patrons_answer() {
    let desk = Desk::new();
    let tree =
        |at: &str, inertia: &str| desk.good(&export(at, &[&format!("--set=bargain.pressure_inertia={inertia}")]));
    let lasting = tree(PLACE, "0.25");
    // After each stance, of which there are 25 times 2.
    assert_eq!((nodes(&lasting, "c").len(), nodes(&lasting, "p").len()), (2 + 50, 2 + 24 + 3 * 25));
    assert_eq!(nodes(&lasting, "t").len(), 24 + 6 * 25);
    let draws = "{ \"goes on\" 0.25000000000000000 \"may end\" 0.75000000000000000 } 0";
    for (set, stance) in [(3, "neutral"), (4, "hedge")] {
        let node = format!("c \"\" {set} \"pressure after {stance}\" {draws}\n");
        assert_eq!(lasting.matches(&node).count(), 25, "{node}");
    }
    for stance in ["neutral", "hedge"] {
        let [on, chosen] = ["pressure goes on", "pressure"].map(|end| ends(&lasting, &format!("{stance}, {end}")));
        assert!(on.len() == 25 && on == chosen, "what follows is the same");
    }
    let certain = tree(PLACE, "1");
    assert_eq!((nodes(&certain, "c").len(), nodes(&certain, "p").len()), (2, 2 + 24 + 25));
    // Without it, and in calm with it, nothing changes in the tree.
    assert_eq!(tree(PLACE, "0"), desk.good(&export(PLACE, &[])));
    assert!(!tree("", "0.25").contains("goes on"));
}

#[test]
fn prop_the_ends_bear_the_choices_that_solve_tells() {
    ends_bear_the_choices(0.0, &[]);
    ends_bear_the_choices(0.35, &[]);
    ends_bear_the_choices(0.35, &common::MECHANISMS);
}

/// The choices worked out backward from the ends are those that `solve` tells.
fn ends_bear_the_choices(inertia: f64, more: &[&str]) {
    let desk = Desk::new();
    let inert = format!("--set=bargain.pressure_inertia={inertia}");
    let settings =
        ["--set=client.precision=1.3", "--set=patron.precision=2.7", "--set=simulation.tolerance=1e-10", &inert];
    let more: Vec<String> = more.iter().map(|number| format!("--set={number}")).collect();
    let settings: Vec<&str> = settings.into_iter().chain(more.iter().map(String::as_str)).collect();
    let (text, state) = (desk.good(&export(PLACE, &settings)), solved(&desk, &settings));
    let logit = |yes: f64, no: f64| 1.0 / (1.0 + libm::exp(no - yes));
    let close = |what: &str, ours: f64, told: &Value| {
        assert!((ours - told.as_f64().unwrap()).abs() < 1e-9, "{what}: {ours}, told {told}");
    };
    // Backward: pressure after either stance, then the stance, then an answer of either side.
    let mut worth = [[0.0; 2]; 2];
    for (number, stance) in ["neutral", "hedge"].into_iter().enumerate() {
        let [calm, press] = ["tolerated", "pressure"].map(|answer| ends(&text, &format!("{stance}, {answer}")));
        assert!(calm.len() == 25 && calm.iter().all(|end| *end == calm[0]), "after every rejection the same");
        let pressure = logit(press[0][1], calm[0][1]);
        close(stance, pressure, &state["pressure"][stance]);
        let pressed = inertia + (1.0 - inertia) * pressure;
        worth[number] = [0, 1].map(|side| calm[0][side] + pressed * (press[0][side] - calm[0][side]));
    }
    let hedge = logit(worth[1][0], worth[0][0]);
    close("stance", hedge, &state["hedge"]);
    let nothing = [0, 1].map(|side| worth[0][side] + hedge * (worth[1][side] - worth[0][side]));
    for signed in state["signed"].as_array().unwrap() {
        let name = format!("{} at {}", signed["offer"].as_str().unwrap(), signed["subsidy"].as_f64().unwrap());
        let [end, _] = ends(&text, &format!("{name} signed"))[..] else { panic!("{name}: two ends") };
        for (side, player) in ["client", "patron"].into_iter().enumerate() {
            close(&name, logit(end[side], nothing[side]), &signed["accepted"][player]);
        }
    }
    // The payoffs themselves, undone of their precisions, are those of the state.
    for (side, (player, precision)) in [("client", 1.3), ("patron", 2.7)].into_iter().enumerate() {
        let told = state["no_agreement"][player].as_f64().unwrap();
        assert!(
            (nothing[side] / precision - told).abs() < 1e-8,
            "{player}: {}, told {told}",
            nothing[side] / precision
        );
    }
}

#[test]
fn a_file_is_written_whole_and_only_over_its_kind() {
    let desk = Desk::new();
    assert_eq!(desk.good(&export(PLACE, &["-o", "quarter.efg"])), "");
    assert_eq!(desk.read("quarter.efg"), desk.good(&export(PLACE, &[])));
    desk.good(&export("", &["-o", "quarter.efg"]));
    assert_eq!(desk.read("quarter.efg"), desk.good(&["export", "small.toml", "--efg"]));
    let before = desk.read("small.toml");
    assert!(desk.bad(&export("", &["-o", "small.toml"]), 4).contains("small.toml"));
    assert_eq!(desk.read("small.toml"), before);
    assert!(desk.bad(&export("", &["-o", "nowhere/quarter.efg"]), 4).contains("nowhere"));
}

#[test]
fn a_state_that_is_none_is_usage() {
    let desk = Desk::new();
    for (at, said) in [
        (
            "mandate=week",
            "there is no level `week` of the mandate, at character 9 of `mandate=week`: did you mean `weak`?",
        ),
        ("mandate=weak, confontation=calm", "did you mean `confrontation`?"),
        ("government=oposition", "did you mean `opposition`?"),
        ("dispute=perhaps", "dispute=yes or dispute=no"),
        ("mandate=weak, mandate=strong", "named twice"),
        ("weak", "not KEY=VALUE"),
    ] {
        let complaint = desk.bad(&export(at, &["-o", "quarter.efg"]), 2);
        assert!(complaint.contains("--at") && complaint.contains(said), "{at}: {complaint}");
    }
    assert!(!desk.path("quarter.efg").exists());
    assert!(desk.bad(&["export", "small.toml"], 2).contains("--efg"));
}

#[test]
fn what_is_not_certified_is_not_exported() {
    let desk = Desk::new();
    let output = desk.output(&export("", &["--set=client.precision=300", "-o", "quarter.efg"]));
    assert_eq!(code(&output), 1, "{}", errors(&output));
    assert!(errors(&output).contains("`incumbent` is not certified"), "{}", errors(&output));
    assert!(!desk.path("quarter.efg").exists());
    desk.bad(&export("", &["--set=client.precision=300"]), 1);
}
