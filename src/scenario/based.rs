//! A file that changes another: the overrides of a scenario as TOML, with the scenario as its base.
//!
//! Takes a scenario with overrides, gives the text of a file that, laid over the base, is the same scenario: it is read again
//! to see that. An override addresses an entry of an array by its name, a file restates the entry, or the whole array.

use crate::scenario::file::again;
use crate::scenario::parts::scenario::Scenario;
use crate::scenario::text::finding::{Part, Source};
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
        let (path, value) = whole_array(changed, path, value);
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
    let stated = |scenario: &Scenario| {
        let all = scenario.assumptions.iter();
        let mut all: Vec<_> = all.map(|number| (number.key.clone(), number.central, number.low, number.high)).collect();
        all.sort_by(|one, other| one.0.cmp(&other.0));
        all
    };
    again(&texts, &[]).is_ok_and(|read| stated(&read) == stated(changed))
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
fn whole_array(changed: &Scenario, mut path: Vec<String>, value: Value) -> (Vec<String>, Value) {
    let is_step = path.last().is_some_and(|last| last.parse::<usize>().is_ok());
    if !is_step {
        return (path, value);
    }
    path.pop();
    let start = format!("{}.", path.join("."));
    let steps = changed
        .assumptions
        .iter()
        .filter(|number| number.key.strip_prefix(&start).is_some_and(|step| step.parse::<usize>().is_ok()));
    let whole = changed.assumptions.iter().find(|number| number.key == path.join("."));
    let written = match whole {
        Some(number) => number.written.clone(),
        None => format!("[{}]", steps.map(|number| number.written.as_str()).collect::<Vec<_>>().join(", ")),
    };
    let read = toml::from_str::<Table>(&format!("x = {written}")).ok().and_then(|mut table| table.remove("x"));
    (path, read.unwrap_or(value))
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
