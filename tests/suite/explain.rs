//! Decisions taken apart and break-even values; the command `explain` from the outside.

#[allow(dead_code, reason = "not every test uses all of it")]
use crate::common;

use allegiance::findings::breakeven::BreakEvens;
use allegiance::findings::decision::{Account, Decision};
use allegiance::forecast::solved::{self, SolvedGame};
use allegiance::scenario::{Scenario, load, negotiation_state};
use common::{Desk, code, errors, printed};
use serde_json::Value;
use std::path::Path;

const WEAK: &str = "mandate=weak, opening=sanctioned";

fn seed(overrides: &[String]) -> Scenario {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/belarus-2020.toml"), overrides).unwrap()
}

/// Version 1's example, whose numbers do not move with the seed case's.
fn first(overrides: &[String]) -> Scenario {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/belarus-2020-v1.toml"), overrides).unwrap()
}

fn decision(scenario: &Scenario, at: &str) -> Decision {
    let place = negotiation_state(scenario, at).unwrap();
    let solved = SolvedGame::new(scenario, &scenario.parameters.central(), place.government);
    let decision = Decision::new(scenario, &place, &solved);
    assert!(decision.certificate.certified);
    decision
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

/// An account adds up: terms to the flow, a fourth of it and what follows to the value.
fn adds_up<T>(account: &Account<T>, terms: &[(&'static str, f64)]) {
    assert!(close(terms.iter().map(|(_, term)| term).sum(), account.flow), "{terms:?} {}", account.flow);
    assert!(close(account.flow / 4.0, account.quarter) && close(account.quarter + account.continuation, account.value));
}

#[test]
fn prop_a_decision_adds_up_from_its_terms_to_its_probabilities() {
    let exact = "simulation.tolerance=1e-10".to_owned();
    let plain = seed(std::slice::from_ref(&exact));
    let mechanisms = common::MECHANISMS.map(str::to_owned).into_iter().chain([exact.clone()]);
    let alive = seed(&mechanisms.collect::<Vec<_>>());
    let lasting = seed(&[exact, "bargain.pressure_inertia=0.6".to_owned()]);
    let places = ["", WEAK, "confrontation=crisis, dispute=yes", "government=successor, opening=engaged"];
    for (scenario, at) in [&plain, &lasting, &alive].into_iter().flat_map(|scenario| places.map(|at| (scenario, at))) {
        let decision = decision(scenario, at);
        let lasts = scenario == &lasting && decision.state.dispute;
        assert_eq!(decision.state.pressure_goes_on, lasts.then_some(0.6));
        for stance in &decision.stances {
            adds_up(&stance.client, &stance.client.terms.named());
            adds_up(&stance.patron, &stance.patron.terms.named());
        }
        let [neutral, hedging] = &decision.stances[..] else { panic!("two stances") };
        assert!(close(neutral.probability + hedging.probability, 1.0) && hedging.hedging);
        let mixed = |neutral: f64, hedging: f64| neutral + decision.state.hedge * (hedging - neutral);
        assert!(close(mixed(neutral.client.value, hedging.client.value), decision.state.no_agreement.client));
        assert!(close(mixed(neutral.patron.value, hedging.patron.value), decision.state.no_agreement.patron));
        for family in &decision.families {
            let reserved = family.at_reservation.as_ref().unwrap();
            assert!(close(reserved.gain.client, 0.0) && close(reserved.accepted.client, 0.5));
            assert_eq!(Some(reserved.subsidy), family.reservation);
            let likeliest = &family.likeliest;
            let of_family = decision.state.signed.iter().filter(|signed| signed.offer == family.offer);
            let signed = of_family.clone().find(|signed| signed.subsidy == likeliest.subsidy).unwrap();
            assert!(of_family.clone().all(|other| other.probability <= signed.probability));
            assert!((likeliest.accepted.client - signed.accepted.client).abs() < 1e-6);
            assert!((likeliest.accepted.patron - signed.accepted.patron).abs() < 1e-6);
            for deal in [reserved, likeliest] {
                adds_up(&deal.client, &deal.client.terms.named());
                adds_up(&deal.patron, &deal.patron.terms.named());
                assert!(close(deal.client.value - decision.state.no_agreement.client, deal.gain.client));
                assert!(close(deal.patron.value - decision.state.no_agreement.patron, deal.gain.patron));
            }
        }
    }
}

#[test]
fn limit_terms_of_the_mechanisms_by_hand() {
    // Hedging, weak (strength 0.1), cold (openness 0.38 or what the file says), confrontation (intensity 0.75, not the
    // top), in dispute, no integration; numbers of `common::MECHANISMS` beside the file's.
    let scenario = seed(&common::MECHANISMS.map(str::to_owned));
    let numbers = scenario.parameters.central();
    let (client, patron, bargain) = (&numbers.clients[0], &numbers.patron, &numbers.bargain);
    let openness = &scenario.ladders.opening.numbers;
    let decision = decision(&scenario, "mandate=weak, opening=cold, dispute=yes");
    let (neutral, hedging) = (&decision.stances[0], &decision.stances[1]);
    let damage = client.pressure_damage * (1.0 + client.fragility * 0.9 * (1.0 - 0.7 * openness[1]));
    assert!(close(hedging.client.terms.pressure, -damage) && close(neutral.client.terms.relief, 0.0));
    assert!(close(hedging.client.terms.relief, damage * 0.6 * openness[2]));
    let loyalty = bargain.hedging_loyalty;
    assert!(close(hedging.client.terms.backing, client.regime_backing * 0.9 * loyalty * 0.8));
    assert!(close(hedging.client.terms.refuge, client.regime_backing * 0.9 * 0.7 * openness[1] * (1.0 - loyalty)));
    let loss = 0.75 * (patron.abandonment_cost * (1.0 - loyalty) + patron.hedging_cost);
    assert!(close(hedging.patron.terms.deterrence, 0.9 * loss * hedging.pressure));
}

#[test]
fn limit_terms_of_a_stance_by_hand() {
    // Neutral, weak (strength 0.1), sanctioned (openness 0), confrontation (intensity 0.75), in dispute, no integration:
    // pressure −5.3 · (1 + 1.31 · 0.9) = −11.5487, backing 12.8 · 0.9 · 0.5 = 5.76,
    // entrapment −0.109 · 0.75^1.5 · 0.5 · 312 = −11.0446; patron: abandonment −0.32 · 0.75 · 0.5 = −0.12.
    let decision = decision(&first(&[]), "mandate=weak, opening=sanctioned, dispute=yes");
    let (client, patron) = (decision.stances[0].client.terms, decision.stances[0].patron.terms);
    assert!((client.pressure + 11.5487).abs() < 1e-9 && close(client.backing, 5.76), "{client:?}");
    assert!((client.entrapment + 11.0446).abs() < 1e-3 && client.subsidy == 0.0 && client.west == 0.0, "{client:?}");
    assert!(close(patron.abandonment, -0.12) && close(patron.pressure, -1.24), "{patron:?}");
}

#[test]
fn regress_a_width_that_jumps_from_one_equilibrium_to_another_is_told_as_a_jump() {
    // With choices this sharp the width falls by 0.27 where the cost of sovereignty passes 87.05, and so it does where
    // another number moves that bears on the same balance.
    let sharp = ["client.precision=4", "patron.precision=4", "client.sovereignty_cost=87"].map(String::from);
    let scenario = first(&sharp);
    let place = negotiation_state(&scenario, "mandate=weak").unwrap();
    // Of this cost alone, and of one number more where all are central: every other costs a second.
    let first = scenario.parameters.bargain.list().into_iter().next().unwrap().clone();
    let width = |key: &str, value: f64| {
        let asked = key == "client.sovereignty_cost" || (key == first.key && value == first.central);
        asked.then(|| solved::width(&scenario, &place, 0, key, value))?
    };
    let found = BreakEvens::new(&scenario, place.government, 0, &width);
    let cost = found.numbers.iter().find(|number| number.key == "client.sovereignty_cost").unwrap();
    assert_eq!(cost.jumps.len(), 1, "{cost:?}");
    let jump = cost.jumps[0];
    assert!((jump.value - 87.050).abs() < 0.01 && (jump.by - 0.275).abs() < 0.01, "{cost:?}");
    // What is left is the slope of the side that does not jump.
    let centre = found.width.unwrap();
    assert_eq!(cost.per_tenth, Some(centre - width(&cost.key, 87.0 * 0.9).unwrap()));
    let told = serde_json::to_value(cost).unwrap();
    assert!(told["jumps"][0]["value"].is_number(), "{told}");
}

#[test]
fn prop_the_range_closes_or_opens_at_a_break_even() {
    let scenario = seed(&[]);
    for (at, offer) in [("mandate=solid, opening=engaged", 0)] {
        let place = negotiation_state(&scenario, at).unwrap();
        let at_value = |key: &str, value: f64| solved::width(&scenario, &place, offer, key, value);
        let found = BreakEvens::new(&scenario, place.government, offer, &at_value);
        let width =
            |key: &str, value: f64| decision(&seed(&[format!("{key}={value}")]), at).families[offer].width.unwrap();
        let centre = decision(&scenario, at).families[offer].width.unwrap();
        assert!(close(centre, found.width.unwrap()));
        let crossings = found.numbers.iter().filter_map(|number| Some((number, number.crossing?)));
        let mut checked = 0;
        for (number, crossing) in crossings.filter(|(_, crossing)| !crossing.jump) {
            let (key, value) = (&number.key, crossing.value);
            let there = width(key, value);
            assert!(there.abs() < 0.01 && (there - crossing.width).abs() < 1e-3, "{key} {value}: {there}");
            assert!(number.least <= value && value <= number.greatest, "{key}");
            // Sign of the centre on its side, the other one beyond.
            let step = 0.02 * (value - number.central);
            assert!(width(key, value - step) * centre > 0.0, "{key} {value}");
            assert!(width(key, value + step) * centre < 0.0, "{key} {value}");
            checked += 1;
        }
        assert!(checked >= 3, "{checked}");
        let loss = found.numbers.iter().find(|number| number.key == "client.entrapment_loss").unwrap();
        let moved = 0.5 * (width(&loss.key, 1.1 * loss.central) - width(&loss.key, 0.9 * loss.central));
        assert!((loss.per_tenth.unwrap() - moved).abs() < 1e-9);
        // Patience cannot rise by a tenth: one side alone.
        let patience = found.numbers.iter().find(|number| number.key == "patron.patience").unwrap();
        let fallen = centre - width(&patience.key, 0.9 * patience.central);
        assert!((patience.per_tenth.unwrap() - fallen).abs() < 1e-9);
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_history_of_a_run_is_told_by_address_and_by_chapter() {
    let desk = Desk::new();
    desk.run("result", &["--paths"]);
    let story = json(&desk.good(&["explain", "result", "--branch=incumbent", "--draw=1", "--path=2", "--format=json"]));
    assert_eq!((&story["address"]["draw"], &story["address"]["path"]), (&1.into(), &2.into()));
    assert_eq!(story["typical"], Value::Null);
    // The row of that address in the run's own table of paths.
    let rows = paths(&desk);
    let row = rows.rows.iter().find(|row| row["branch"] == "incumbent" && row["draw"] == "1" && row["path"] == "2");
    let row = row.unwrap();
    assert_eq!(story["chapter"], row["chapter"]);
    for (name, value) in story["metrics"].as_object().unwrap() {
        assert_eq!(value.as_f64(), row[name].parse().ok(), "{name}");
    }
    let text = desk.good(&["explain", "result", "--branch=incumbent", "--draw=1", "--path=2"]);
    assert!(text.contains("draw 1, path 2") && text.contains("government: "), "{text}");
    // Without more, the typical history of the likeliest chapter of the likeliest branch.
    let typical = json(&desk.good(&["explain", "result", "--format=json"]));
    assert_eq!(typical["branch"], "incumbent");
    let named = typical["chapter"].as_str().unwrap();
    let hits = |chapter: &str| {
        rows.rows.iter().filter(|row| row["branch"] == "incumbent" && row["chapter"] == chapter).count()
    };
    assert!(rows.rows.iter().all(|row| hits(&row["chapter"]) <= hits(named)));
    assert_eq!(typical["typical"]["among"], hits(named));
    assert_eq!(json(&desk.good(&["explain", "result", "--typical", named, "--format=json"])), typical);
}

fn paths(desk: &Desk) -> common::Csv {
    use std::io::Read;
    let mut text = String::new();
    let bytes = std::fs::read(desk.path("result/tables/paths.csv.gz")).unwrap();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    common::Csv::new(&text)
}

#[test]
fn a_history_that_is_not_there_is_usage() {
    let desk = Desk::new();
    desk.run("result", &[]);
    for (more, part) in [
        (&["--branch=incumbant"][..], "did you mean `incumbent`"),
        (&["--typical=uniom"], "did you mean `union`"),
        (&["--draw=8", "--path=0"], "no draw 8: the run has 8"),
        (&["--draw=0", "--path=6"], "no path 6: the run has 6"),
        (&["--draw=0"], "--path"),
        (&["--path=0"], "--draw"),
        (&["--draw=0", "--path=0", "--typical=union"], "cannot be used"),
        (&["--at=dispute=yes"], "--at goes with a scenario file"),
        (&["--offer=x"], "--offer goes with a scenario file"),
    ] {
        let said = desk.bad(&[&["explain", "result"], more].concat(), 2);
        assert!(said.contains(part), "{more:?}: {said}");
    }
    assert!(desk.bad(&["explain", "nowhere"], 4).contains("holds no run"));
    // A chapter that no history ends in: nothing can be so long.
    let never = desk.read("small.toml").replace("\"hedging_quarters >= 2\"", "\"hedging_quarters >= 4000\"");
    assert!(never.contains("4000"));
    desk.write("never.toml", &never);
    desk.good(&[&["run", "never.toml", "-o", "never"], &common::SMALL[..]].concat());
    let name = never.split("hedging_quarters >= 4000").next().unwrap().rsplit("name = \"").next().unwrap();
    let name = name.split('"').next().unwrap();
    let said = desk.bad(&["explain", "never", "--typical", name], 2);
    assert!(said.contains("no history of the branch") && said.contains(name), "{said}");
    // Another version of the results.
    let manifest = desk.read("result/manifest.json");
    let other = manifest.replacen("\"results_version\": ", "\"results_version\": 9", 1);
    assert_ne!(other, manifest);
    desk.write("result/manifest.json", &other);
    assert!(desk.bad(&["explain", "result"], 4).contains("results version"));
}

#[test]
fn an_uncertified_draw_has_no_history() {
    let desk = Desk::new();
    desk.run_of_both_kinds("result");
    let manifest = json(&desk.read("result/manifest.json"));
    let draw = manifest["uncertified_draws"][0]["draw"].to_string();
    let said = desk.bad(&["explain", "result", "--draw", &draw, "--path=0"], 1);
    assert!(said.contains(&format!("draw {draw} is not certified")), "{said}");
}

#[test]
fn a_decision_is_explained_in_words_and_as_json() {
    let desk = Desk::new();
    let found = json(&desk.good(&["explain", "small.toml", "--format=json"]));
    assert!(found["break_even"]["numbers"].as_array().unwrap().len() > 25);
    let offers = &found["decision"]["families"];
    assert_eq!(found["break_even"]["offer"], offers[0]["offer"]);
    let second = offers[1]["offer"].as_str().unwrap();
    let text = desk.good(&["explain", "small.toml", "--at", "dispute=yes", "--offer", second]);
    assert!(text.contains("in dispute") && text.contains(&format!("range of the {second}")), "{text}");
    let mild = json(&desk.good(&["explain", "small.toml", "--set=client.pressure_damage=0", "--format=json"]));
    assert_ne!(mild["decision"], found["decision"]);
    for (more, part) in [
        (&["--at=dispute=maybe"][..], "dispute=yes or dispute=no"),
        (&["--at=mandat=weak"], "did you mean `mandate`"),
        (&["--government=nobody"], "no government `nobody`"),
        (&["--offer=nothing"], "no offer `nothing`"),
        (&["--branch=x"], "--branch goes with the folder of a run"),
        (&["--draw=0", "--path=0"], "--draw goes with"),
        (&["--format=csv"], "invalid value 'csv'"),
    ] {
        let said = desk.bad(&[&["explain", "small.toml"], more].concat(), 2);
        assert!(said.contains(part), "{more:?}: {said}");
    }
    assert!(desk.bad(&["explain", "nowhere.toml"], 4).contains("no such file"));
    let output = desk.output(&["explain", "small.toml", "--set=client.precision=300"]);
    assert_eq!(code(&output), 1);
    assert!(errors(&output).contains("not certified") && printed(&output).contains("NOT CERTIFIED"));
    assert!(!printed(&output).contains("one number changed"), "no break-even of what is no equilibrium");
}
