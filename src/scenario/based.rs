//! A file that changes another: the overrides of a scenario as TOML, with the scenario as its base.
//!
//! Takes a scenario with overrides, gives the text of a file that, laid over the base, is the same scenario: it is read again
//! to see that. An override addresses an entry of an array by its name, a file restates the entry, or the whole array.

use crate::scenario::file::again;
use crate::scenario::parts::scenario::{Colophon, Contents, Scenario, once};
use crate::scenario::text::finding::{Part, Source};
use std::collections::BTreeMap;
use toml::{Table, Value};

/// Tables that come several times, by their paths, with the key that names an entry.
const REPEATED: [(&str, &str); 7] = [
    ("election", "quarter"),
    ("election.branch", "name"),
    ("government", "name"),
    ("era", "name"),
    ("offer", "name"),
    ("event", "name"),
    ("chapter", "name"),
];

/// The text of a scenario file that is based on the file of `changed`, the scenario with these overrides; `None` if no such
/// file gives the same scenario.
pub(crate) fn based(overrides: &[String], changed: &Scenario) -> Option<String> {
    let mut root = Table::new();
    for text in overrides {
        let (path, value) = parsed(text)?;
        let (path, value) = whole_list(changed, path, value);
        lay(&mut root, "", &path, value);
    }
    let base = Value::String(changed.file_name().to_owned());
    let text = format!("base = {base}\n{}", toml::to_string(&root).ok()?);
    is_same(&text, changed).then_some(text)
}

/// Whether a file with this text beside the scenario's own is the scenario.
fn is_same(text: &str, changed: &Scenario) -> bool {
    let file = Source { part: Part::Scenario, name: String::new(), text: text.to_owned() };
    let own = changed.sources.iter().filter(|source| matches!(source.part, Part::Scenario | Part::Base));
    let own = own.map(|source| Source { part: Part::Base, ..source.clone() });
    let record = changed.record.iter().flat_map(|record| record.texts.iter().cloned());
    let texts: Vec<Source> = [file].into_iter().chain(own).chain(record).collect();
    // Only the model counts: what a file is called, who wrote it and what is asked of it need not go on to another.
    let model = |scenario: &Scenario| Contents {
        id: String::new(),
        title: String::new(),
        colophon: Colophon::default(),
        claims: Vec::new(),
        questions: Vec::new(),
        confidence: None,
        record: None,
        assumptions: Vec::new(),
        drawn: None,
        sources: Vec::new(),
        ..scenario.contents.clone()
    };
    again(&texts, &[]).is_ok_and(|read| model(&read) == model(changed))
}

/// A list of overrides as an array of TOML.
pub(crate) fn settings(overrides: &[String]) -> String {
    Value::Array(overrides.iter().cloned().map(Value::String).collect()).to_string()
}

/// Path and value of an override that the scenario has taken; a value that is not TOML is a bare string.
fn parsed(text: &str) -> Option<(Vec<String>, Value)> {
    let table = toml::from_str::<Table>(text).ok().or_else(|| {
        let (key, value) = text.split_once('=')?;
        toml::from_str(&format!("{key}={}", Value::String(value.trim().to_owned()))).ok()
    })?;
    let (mut path, mut value) = (Vec::new(), Value::Table(table));
    loop {
        match value {
            Value::Table(table) if table.len() == 1 && !table.contains_key("dist") => {
                let (name, inner) = table.into_iter().next()?;
                path.push(name);
                value = inner;
            }
            value => return Some((path, value)),
        }
    }
}

/// A step of a list of numbers in the place of that step alone: the list as the changed scenario has it.
fn whole_list(changed: &Scenario, mut path: Vec<String>, value: Value) -> (Vec<String>, Value) {
    let is_step = path.last().is_some_and(|last| last.parse::<usize>().is_ok());
    if !is_step {
        return (path, value);
    }
    path.pop();
    let list = path.join(".");
    let steps = once(changed.stated()).into_iter().filter_map(|number| {
        let step = number.key.strip_prefix(&list)?.strip_prefix('.')?.parse::<usize>().ok()?;
        let own = || written(changed, &number.key).or_else(|| written(changed, &list)?.get(step - 1).cloned());
        Some((step, if number.distribution.is_none() { Value::Float(number.central) } else { own()? }))
    });
    let steps: BTreeMap<usize, Value> = steps.collect();
    (path, Value::Array(steps.into_values().collect()))
}

/// What stands at a key.
fn written(scenario: &Scenario, key: &str) -> Option<Value> {
    let known = scenario.assumptions.iter().find(|number| number.key == key)?;
    toml::from_str::<Table>(&format!("x = {}", known.written)).ok()?.remove("x")
}

/// Puts a value at a path; `over` is the path of the table itself, without the names of entries.
fn lay(table: &mut Table, over: &str, path: &[String], value: Value) {
    let [first, rest @ ..] = path else { return };
    let full = if over.is_empty() { first.clone() } else { format!("{over}.{first}") };
    let repeated = REPEATED.iter().find(|(known, _)| *known == full);
    match (repeated, rest) {
        (_, []) => drop(table.insert(first.clone(), value)),
        (Some((_, key)), [name, rest @ ..]) => {
            let entries = table.entry(first).or_insert_with(|| Value::Array(Vec::new()));
            if let Some(entry) = entries.as_array_mut().and_then(|entries| entry(entries, key, name)) {
                lay(entry, &full, rest, value);
            }
        }
        (None, rest) => {
            let inner = table.entry(first).or_insert_with(|| Value::Table(Table::new()));
            if let Some(inner) = inner.as_table_mut() {
                lay(inner, &full, rest, value);
            }
        }
    }
}

/// The entry of that name, a new one if there is none.
fn entry<'a>(entries: &'a mut Vec<Value>, key: &str, name: &str) -> Option<&'a mut Table> {
    let known = |entry: &Value| entry.get(key).and_then(Value::as_str) == Some(name);
    let place = entries.iter().position(known).unwrap_or_else(|| {
        entries.push(Value::Table(Table::from_iter([(key.to_owned(), Value::String(name.to_owned()))])));
        entries.len() - 1
    });
    entries[place].as_table_mut()
}
