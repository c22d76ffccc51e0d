//! A history made up for tests, as a file would hold it: `Story` cannot be put together from outside.

use super::{Case, quarters};
use allegiance::findings::story::Story;
use serde_json::{Value, json};

/// A history with contracts, disputes, turns to the West, a step of union and a conflict.
pub fn story(case: &Case, row: usize, branch: &str) -> Story {
    let names = quarters(case.quarters);
    let told: Vec<Value> = names.iter().enumerate().map(|(index, name)| quarter(case, row, index, name)).collect();
    let story = json!({
        "scenario": "made-up",
        "title": "Made up",
        "client": case.states[0],
        "patron": case.states[1],
        "branch": branch,
        "chapter": case.chapters[row % case.chapters.len()],
        "address": {"seed": 42, "draw": 3, "path": 4},
        "typical": null,
        "metrics": {},
        "quarters": told,
    });
    serde_json::from_value(story).expect("a story")
}

fn quarter(case: &Case, row: usize, index: usize, name: &str) -> Value {
    let payoff = |terms: &[&str]| -> Value {
        let terms: serde_json::Map<String, Value> = terms.iter().map(|term| ((*term).to_owned(), json!(0.0))).collect();
        json!({"terms": terms, "total": 0.0, "discounted": 0.0})
    };
    let bond = match (index + 3 * row) % 7 {
        0 | 1 => json!({"kind": "calm"}),
        2 => json!({"kind": "dispute"}),
        _ => json!({"kind": "contract", "offer": case.families[index % 2 % case.families.len()], "subsidy": 5.0}),
    };
    let step = (index == 5).then(|| json!({"ladder": "integration", "from": "none", "to": "full", "probability": 0.4}));
    let happened = |holds: bool| json!({"happened": holds, "probability": 0.5});
    json!({
        "quarter": name,
        "era": null,
        "election": null,
        "government": "incumbent",
        "levels": {},
        "bond": bond,
        "talks": null,
        "proposal": null,
        "hedging": happened(index % 5 == 2),
        "pressure": null,
        "loyalty": 0.5,
        "client_payoff": payoff(&CLIENT),
        "patron_payoff": payoff(&PATRON),
        "nature": {"ratification": step, "entrapment": happened(index == 9), "moves": [], "lapse": null},
    })
}

const CLIENT: [&str; 10] =
    ["subsidy", "dividend", "pressure", "relief", "entrapment", "west", "backing", "refuge", "hedging", "sovereignty"];
const PATRON: [&str; 8] =
    ["loyalty", "abandonment", "hedging", "deterrence", "subsidy", "dividend", "pressure", "integration"];
