//! A scenario that answers at once: the engine behind a page that changes numbers and asks again.
//!
//! Takes JSON, gives JSON: pure functions of text, without files and without a clock. The texts of a scenario open a
//! [`Session`]; each question names changes, as after `--set`, and is answered at central values, all of it exact.
//! Whatever goes wrong is an answer too: `{"ok": false, "error": …}`.

use crate::command::{ExplainError, odds_settings, provenance, state_at, texts};
use crate::findings::decision::Decision;
use crate::findings::solution::Propagated;
use crate::findings::what_if::WhatIf;
use crate::forecast::RESULTS_VERSION;
use crate::forecast::solved::SolvedGame;
use crate::report::chart::{self, ChartError};
use crate::report::{decision, what_if};
use crate::scenario::{self, Part, Scenario, ScenarioError, Uncertain, gloss};
use crate::store::manifest::Input;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Columns of a decision told on a page.
const COLUMNS: usize = 78;

/// A scenario that is open, with its answer as shipped.
#[derive(Debug, Default)]
pub struct Session {
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    scenario: Scenario,
    shipped: Propagated,
}

/// What opens a session.
#[derive(Deserialize)]
struct Opening {
    sources: Vec<Input>,
    #[serde(default)]
    set: Vec<String>,
    /// Rank of a number by how much it moves the main event, 1 the first.
    #[serde(default)]
    ranks: HashMap<String, usize>,
}

/// A question.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
enum Question {
    Answer {
        #[serde(default)]
        set: Vec<String>,
    },
    Why {
        #[serde(default)]
        set: Vec<String>,
        #[serde(default)]
        at: String,
        #[serde(default)]
        government: Option<String>,
        /// Name of a quarter of the path, whose era counts; without it the first.
        #[serde(default)]
        quarter: String,
    },
    Export {
        #[serde(default)]
        set: Vec<String>,
        name: String,
    },
}

/// What cannot be answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
enum LiveError {
    #[error("the request is not understood: {0}")]
    Request(#[from] serde_json::Error),
    #[error("no scenario is open")]
    Closed,
    #[error("{0}")]
    Scenario(#[from] ScenarioError),
    #[error("{0}")]
    Odds(String),
    #[error("the path has no such quarter")]
    Quarter,
    #[error("{0}")]
    Explain(#[from] ExplainError),
    #[error("{0}")]
    Chart(#[from] ChartError),
}

impl Session {
    /// Opens a scenario from its texts and answers as shipped, in the place of what was open. The request holds `sources`,
    /// the inputs of a manifest ([`Input`]); and may hold `set` and `ranks`.
    pub fn open(&mut self, request: &str) -> String {
        self.open = None;
        match Open::new(request) {
            Ok((open, told)) => {
                self.open = Some(open);
                told.to_string()
            }
            Err(error) => refused(&error),
        }
    }

    /// Answers a question about the scenario that is open: `answer`, `why` or `export`.
    pub fn ask(&self, request: &str) -> String {
        let open = self.open.as_ref().ok_or(LiveError::Closed);
        let answer = open.and_then(|open| open.answer(serde_json::from_str(request)?));
        answer.map_or_else(|error| refused(&error), |value| value.to_string())
    }
}

fn refused(error: &LiveError) -> String {
    json!({ "ok": false, "error": error.to_string() }).to_string()
}

impl Open {
    fn new(request: &str) -> Result<(Self, Value), LiveError> {
        let Opening { sources, set, ranks } = serde_json::from_str(request)?;
        let (texts, mut stated) = texts(&sources);
        stated.extend(set);
        let scenario = scenario::again(&texts, &stated)?;
        let shipped = answered(&scenario);
        let told = told(&scenario, &shipped, &ranks);
        Ok((Self { scenario, shipped }, told))
    }

    fn answer(&self, question: Question) -> Result<Value, LiveError> {
        match question {
            Question::Answer { set } => self.what_if(&set),
            Question::Why { set, at, government, quarter } => self.why(&set, &at, government.as_deref(), &quarter),
            Question::Export { set, name } => self.export(&set, &name),
        }
    }

    /// The scenario with changes, and these as overrides.
    fn changed(&self, set: &[String]) -> Result<(Scenario, Vec<String>), LiveError> {
        let set = self.settings(set)?;
        Ok((scenario::changed(&self.scenario, &set)?, set))
    }

    /// Changes as overrides: `branch.NAME.odds=0.3` becomes the probabilities of all outcomes, the others in proportion.
    fn settings(&self, set: &[String]) -> Result<Vec<String>, LiveError> {
        let odds = |text: &String| {
            let (key, value) = text.rsplit_once('=')?;
            let name = key.trim().strip_prefix("branch.")?.strip_suffix(".odds")?;
            Some((name.to_owned(), value.trim().parse::<f64>().unwrap_or(f64::NAN)))
        };
        let asked: Vec<(String, f64)> = set.iter().filter_map(odds).collect();
        let mut others: Vec<String> = set.iter().filter(|text| odds(text).is_none()).cloned().collect();
        if !asked.is_empty() {
            let wrong = |faults: Vec<(Option<usize>, String)>| {
                LiveError::Odds(faults.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n"))
            };
            others.extend(odds_settings(&self.scenario, &asked).map_err(wrong)?);
        }
        Ok(others)
    }

    fn what_if(&self, set: &[String]) -> Result<Value, LiveError> {
        let (scenario, _) = self.changed(set)?;
        let now = answered(&scenario);
        let found = WhatIf::new((&self.scenario, &self.shipped), (&scenario, &now), provenance(&scenario));
        let figures = chart::what_if_figures(&found)?;
        Ok(json!({ "ok": true, "answer": now, "said": what_if::said(&found), "figures": figures }))
    }

    fn why(&self, set: &[String], at: &str, government: Option<&str>, quarter: &str) -> Result<Value, LiveError> {
        let (scenario, _) = self.changed(set)?;
        let state = state_at(&scenario, at, government.filter(|name| !name.is_empty()))?;
        let quarter = match quarter {
            "" => Some(0),
            name => (0..scenario.periods).find(|&count| scenario.first.plus(count).to_string() == name),
        };
        let equilibrium = scenario.solve();
        let era = equilibrium.era(quarter.ok_or(LiveError::Quarter)?);
        let solved = SolvedGame::of(era.games()[state.government].clone(), era.solutions()[state.government].clone());
        let decision = Decision::new(&scenario, &state, &solved);
        let text = decision::text(&decision, None, COLUMNS);
        Ok(json!({ "ok": true, "decision": decision, "text": text }))
    }

    fn export(&self, set: &[String], name: &str) -> Result<Value, LiveError> {
        let (scenario, set) = self.changed(set)?;
        let own = self.scenario.sources.iter().filter(|source| source.part == Part::Override);
        let all: Vec<String> = own.map(|source| source.text.clone()).chain(set.iter().cloned()).collect();
        let file = self.scenario.file_name();
        let sets: String = all.iter().map(|set| format!(" --set {}", in_quotes(set))).collect();
        let variant = format!("[[variant]]\nname = {}\nset = {}\n", Value::from(name), scenario::settings(&all));
        Ok(json!({
            "ok": true,
            "scenario": scenario::based(&all, &scenario),
            "variant": variant,
            "command": format!("allegiance propagate {}{sets}", in_shell(file)),
        }))
    }
}

/// A file name as a word of a command line, never taken for an option.
fn in_shell(file: &str) -> String {
    let file = if file.starts_with('-') { format!("./{file}") } else { file.to_owned() };
    let plain = |letter: char| letter.is_alphanumeric() || "._-/".contains(letter);
    if file.chars().all(plain) { file } else { in_quotes(&file) }
}

fn in_quotes(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// The exact answer at central values.
fn answered(scenario: &Scenario) -> Propagated {
    Propagated::new(scenario, &scenario.solve())
}

/// What a page shows of a scenario before anything is changed.
fn told(scenario: &Scenario, shipped: &Propagated, ranks: &HashMap<String, usize>) -> Value {
    let start = |ladder: &scenario::Ladder| {
        json!({
            "key": format!("{}.start", ladder.name),
            "ladder": ladder.name,
            "levels": ladder.levels,
            "level": ladder.levels[ladder.start],
        })
    };
    let starts: Vec<Value> = scenario.ladders.telling().map(|(_, ladder)| start(ladder)).collect();
    let outcomes = shipped.branches.iter().map(|(name, branch)| json!({ "name": name, "odds": branch.odds }));
    let dials = scenario::once(scenario.stated()).into_iter();
    json!({
        "ok": true,
        "title": scenario.title,
        "version": env!("CARGO_PKG_VERSION"),
        "results_version": RESULTS_VERSION,
        "hash": provenance(scenario).sha256,
        "client": scenario.client,
        "patron": scenario.patron,
        "governments": scenario.governments,
        "outcomes": outcomes.collect::<Vec<_>>(),
        "starts": starts,
        "dials": dials.map(|number| dial(scenario, &number, ranks)).collect::<Vec<_>>(),
        "shipped": shipped,
    })
}

/// A number that may be changed, with its range, meaning and source.
fn dial(scenario: &Scenario, number: &Uncertain, ranks: &HashMap<String, usize>) -> Value {
    let known = scenario.assumptions.iter().find(|assumption| assumption.key == number.key);
    let bound = |bound: fn((f64, f64)) -> f64| {
        number.distribution.map(|distribution| bound(distribution.support())).filter(|bound| bound.is_finite())
    };
    json!({
        "key": number.key,
        "gloss": gloss(&number.key, scenario),
        "unit": known.map(|known| known.unit.as_str()),
        "value": number.central,
        "low": bound(|(low, _)| low),
        "high": bound(|(_, high)| high),
        "source": known.map(|known| known.note.as_str()),
        "rank": ranks.get(&number.key),
    })
}
