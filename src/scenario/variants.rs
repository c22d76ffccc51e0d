//! A file of variants: what each changes in a scenario.
//!
//! Takes a TOML file with `[[variant]]` tables and the scenario that they change, gives each variant with its scenario, or
//! every fault of the file at once. A value that the scenario refuses is a fault of the file, at the place of that value.

use std::path::Path;

use crate::base::text::shown;
use crate::scenario::check::cursor::Check;
use crate::scenario::file::changed;
use crate::scenario::keys::limits::NAME;
use crate::scenario::parts::scenario::Scenario;
use crate::scenario::text::fault::{Fault, Faults, ScenarioError};
use crate::scenario::text::finding::{Finding, Part};
use crate::scenario::text::nearest::advice;
use crate::scenario::text::source::{self, FILE, named_bytes};
use crate::scenario::text::tree::{Node, Value};
use crate::scenario::text::{overlay, tree};

/// Keys of a variant.
const KEYS: [&str; 3] = ["name", "set", "odds"];

/// A variant of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// What it sets, `key=value`; nothing in a variant that is the scenario as it stands.
    pub overrides: Vec<String>,
    /// The scenario so changed.
    pub scenario: Scenario,
}

/// What the texts of `odds` set in a scenario, or what is wrong with them.
pub type Odds<'a> = &'a dyn Fn(&Scenario, &[String]) -> Result<Vec<String>, String>;

/// Reads a file of two to `most` variants.
///
/// # Errors
/// [`ScenarioError::Read`] if the file cannot be read, [`ScenarioError::Invalid`] with all its faults otherwise.
pub fn variants(path: &Path, plain: &Scenario, most: usize, odds: Odds<'_>) -> Result<Vec<Variant>, ScenarioError> {
    let (name, bytes) = named_bytes(path, FILE)?;
    let (text, wrong) = source::source(0, Part::Scenario, &name, bytes);
    let sources = [text];
    let mut findings: Vec<Finding> = wrong.into_iter().collect();
    let readable = findings.is_empty();
    let root = readable.then(|| tree::parse(0, &sources[0].text, &mut findings)).flatten();
    let mut check = Check::new(&sources, findings);
    let found = root.map(|root| read(&mut check, &root, most, &Over { plain, odds })).unwrap_or_default();
    match check.findings.is_empty() {
        true => Ok(found),
        false => Err(ScenarioError::Invalid(Faults::new(&sources, check.findings))),
    }
}

/// What the variants change.
struct Over<'a> {
    plain: &'a Scenario,
    odds: Odds<'a>,
}

fn read(check: &mut Check<'_>, root: &Node, most: usize, over: &Over<'_>) -> Vec<Variant> {
    known(check, root, &["variant"], "at the top of a file of variants");
    let Some(node) = root.get("variant") else {
        let finding = Finding::new(&root.place, "the file has no [[variant]]");
        check.report(finding.label("here").help("a variant is a table: [[variant]] with `name`, `set` and `odds`"));
        return Vec::new();
    };
    let Some(items) = check.items(node) else { return Vec::new() };
    check.count(node, "variants", items.len(), (2, most));
    check.unique_names("variants", items);
    items.iter().filter_map(|item| variant(check, item, over)).collect()
}

/// Reports keys that are not among the known ones.
fn known(check: &mut Check<'_>, node: &Node, keys: &[&str], home: &str) {
    for (name, value) in node.table().into_iter().flatten().filter(|(name, _)| !keys.contains(&name.as_str())) {
        let place = value.key.as_ref().unwrap_or(&value.place);
        let finding = Finding::new(place, format!("unknown key `{}` {home}", shown(name)));
        check.report(finding.label("unknown key").help(advice(name, keys.iter().copied())));
    }
}

fn variant(check: &mut Check<'_>, node: &Node, over: &Over<'_>) -> Option<Variant> {
    if !matches!(node.value, Value::Table(_)) {
        check.wrong_type(node, "a table");
        return None;
    }
    known(check, node, &KEYS, "in [[variant]]");
    let name = node.get("name").map(|name| check.label(name, NAME));
    if name.is_none() {
        let finding = Finding::new(&node.place, "[[variant]] has no `name`");
        check.report(finding.label("`name` is missing").help("what the variant is called in tables and charts"));
    }
    let set = texts(check, node.get("set"));
    let odds = texts(check, node.get("odds"));
    let (set, odds) = (set?, odds?);
    let set: Vec<(&Node, String)> = set.into_iter().chain(of_odds(check, node.get("odds"), &odds, over)?).collect();
    let overrides: Vec<String> = set.iter().map(|(_, text)| text.clone()).collect();
    match changed(over.plain, &overrides) {
        Ok(scenario) => Some(Variant { name: name?, overrides, scenario }),
        Err(ScenarioError::Invalid(faults)) => {
            let found: Vec<Finding> = faults.iter().map(|fault| placed(check, node, &set, fault)).collect();
            check.findings.extend(found);
            None
        }
        Err(error) => {
            check.report(Finding::new(&node.place, error.to_string()).label("in this variant"));
            None
        }
    }
}

/// The texts of an array with their places; none if there is no array, `None` if it has faults.
fn texts<'n>(check: &mut Check<'_>, node: Option<&'n Node>) -> Option<Vec<(&'n Node, String)>> {
    let Some(node) = node else { return Some(Vec::new()) };
    let items = check.items(node)?;
    let read: Vec<_> = items.iter().map(|item| Some((item, check.text(item)?.to_owned()))).collect();
    read.into_iter().collect()
}

/// What the odds of a variant set, at the place of the odds.
fn of_odds<'n>(
    check: &mut Check<'_>,
    node: Option<&'n Node>,
    odds: &[(&'n Node, String)],
    over: &Over<'_>,
) -> Option<Vec<(&'n Node, String)>> {
    let Some(node) = node.filter(|_| !odds.is_empty()) else { return Some(Vec::new()) };
    let texts: Vec<String> = odds.iter().map(|(_, text)| text.clone()).collect();
    match (over.odds)(over.plain, &texts) {
        Ok(set) => Some(set.into_iter().map(|text| (node, text)).collect()),
        Err(message) => {
            check.report(Finding::new(&node.place, message).label("these odds"));
            None
        }
    }
}

/// A fault of a variant's scenario, at the place of the value that brings it in.
fn placed(check: &Check<'_>, variant: &Node, set: &[(&Node, String)], fault: &Fault) -> Finding {
    let own = set.iter().find(|(_, text)| fault.file == overlay::SOURCE && fault.spot.text == *text);
    let mut finding = match own {
        Some((node, _)) => {
            Finding::new(&check.inside(node, fault.spot.span.clone()), &fault.message).label(&fault.spot.label)
        }
        None => {
            let place = variant.get("set").unwrap_or(variant);
            let message = format!("{} ({}, line {})", fault.message, fault.file, fault.line);
            Finding::new(&place.place, message).label("in this variant")
        }
    };
    finding.help.clone_from(&fault.help);
    finding
}
