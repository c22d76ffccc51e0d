//! The record that a scenario names: its two files, read and checked.
//!
//! Takes the tree of the scenario and a way to fetch files, gives the [`Record`], or reports at the key that names a file
//! what is wrong with it.

use crate::base::text::shown;
use crate::scenario::check::record::is_path;
use crate::scenario::coded::record;
use crate::scenario::parts::record::CodedRecord;
use crate::scenario::parts::scenario::{Record, Scenario};
use crate::scenario::text::fault::{Fault, ScenarioError};
use crate::scenario::text::finding::{Finding, Part, Source};
use crate::scenario::text::tree::Node;

/// Gives the bytes of a file as seen from the folder of the scenario, or says why there are none.
pub(super) type Fetch<'a> = &'a dyn Fn(&str) -> Result<Vec<u8>, String>;
/// Reads a scenario from its name, its bytes and a way to fetch its bases.
type Load<'a> = &'a dyn Fn(&str, Vec<u8>, Fetch<'_>) -> Result<Scenario, ScenarioError>;

/// The record that is named; `None` if none is, or if there is a fault.
pub(super) fn record(root: &Node, fetch: Fetch<'_>, load: Load<'_>, findings: &mut Vec<Finding>) -> Option<Record> {
    let table = root.get("record")?;
    let file = |key: &str| table.get(key).filter(|node| node.text().is_some_and(is_path));
    let mut at = |node: &Node, wrong: Wrong| findings.push(wrong.at(node));
    let scenario_at = file("scenario")?;
    let scenario = scenario(scenario_at.text()?, fetch, load).map_err(|wrong| at(scenario_at, wrong)).ok()?;
    let history_at = file("history")?;
    let name = history_at.text()?;
    let history = history(name, fetch, &scenario).map_err(|wrong| at(history_at, wrong)).ok()?;
    let election = scenario.elections.iter().find(|election| election.quarter < history.quarters.len());
    if let Some(election) = election {
        at(scenario_at, Wrong::election(&scenario, election.quarter));
        return None;
    }
    let texts = texts(
        scenario_at.text()?,
        &scenario,
        Source { part: Part::Record, name: name.to_owned(), text: history.text.clone() },
    );
    Some(Record { scenario, history, texts })
}

fn scenario(path: &str, fetch: Fetch<'_>, load: Load<'_>) -> Result<Scenario, Wrong> {
    let beside = |name: &str| fetch(&beside(path, name));
    let bytes = fetch(path).map_err(|reason| Wrong::unread(path, &reason))?;
    let name = path.rsplit('/').next().unwrap_or(path);
    load(name, bytes, &beside).map_err(|error| Wrong::faults(path, &error))
}

fn history(path: &str, fetch: Fetch<'_>, scenario: &Scenario) -> Result<CodedRecord, Wrong> {
    let bytes = fetch(path).map_err(|reason| Wrong::unread(path, &reason))?;
    let name = path.rsplit('/').next().unwrap_or(path);
    record::parse(name, bytes, scenario).map_err(|error| Wrong::faults(path, &error))
}

/// A file in the folder of another one.
fn beside(path: &str, name: &str) -> String {
    path.rsplit_once('/').map_or_else(|| name.to_owned(), |(folder, _)| format!("{folder}/{name}"))
}

fn texts(path: &str, scenario: &Scenario, history: Source) -> Vec<Source> {
    let named = |source: &Source| Source {
        part: Part::RecordScenario,
        name: beside(path, &source.name),
        text: source.text.clone(),
    };
    scenario.sources.iter().map(named).chain([history]).collect()
}

/// What is wrong with a file of the record.
struct Wrong {
    message: String,
    help: Vec<String>,
}

impl Wrong {
    fn at(self, node: &Node) -> Finding {
        let finding = Finding::new(&node.place, self.message).label("this file");
        self.help.into_iter().fold(finding, Finding::help)
    }

    fn unread(path: &str, reason: &str) -> Self {
        Self { message: format!("cannot read `{}`: {reason}", shown(path)), help: Vec::new() }
    }

    fn election(scenario: &Scenario, quarter: usize) -> Self {
        let quarter = scenario.first.plus(quarter);
        let help = "drop it there (election = []), and code what it changed in the record".to_owned();
        let message = format!("that scenario holds an election in {quarter}, while the record runs");
        Self { message, help: vec![help] }
    }

    /// The first of the faults; all of them have a command of their own.
    fn faults(path: &str, error: &ScenarioError) -> Self {
        let ScenarioError::Invalid(faults) = error else { return Self::unread(path, &error.to_string()) };
        let told =
            |fault: &Fault| format!("the first: {}:{}:{}: {}", fault.file, fault.line, fault.column, fault.message);
        let message = match faults.count() {
            1 => format!("`{}` has one fault", shown(path)),
            count => format!("`{}` has {count} faults", shown(path)),
        };
        Self { message, help: faults.iter().take(1).map(told).collect() }
    }
}
