//! A file of variants: what each changes in a scenario.
//!
//! Takes a TOML file with `[[variant]]` tables and the scenario that they change, gives each variant with its scenario, or
//! every fault of the file at once. A value that the scenario refuses is a fault of the file, at the place of that value.

use std::path::Path;

use crate::base::units::Range;
use crate::scenario::check::cursor::Check;
use crate::scenario::file::{changed, table_file};
use crate::scenario::keys::limits::NAME;
use crate::scenario::parts::scenario::Scenario;
use crate::scenario::text::fault::{Fault, ScenarioError};
use crate::scenario::text::finding::Finding;
use crate::scenario::text::overlay;
use crate::scenario::text::tree::{Node, Value};

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

/// What is wrong with odds: a sentence, and the place of the odds that it is about; `None` if it is about all of them.
pub type OddsFaults = Vec<(Option<usize>, String)>;

/// A branch with its odds.
type BranchOdds = (String, f64);
/// Reads odds from a text such as `weak=0.7`, or says what is wrong with it.
type Read<'a> = &'a dyn Fn(&str) -> Result<Vec<BranchOdds>, String>;
/// What odds set in a scenario, as overrides.
type Set<'a> = &'a dyn Fn(&Scenario, &[BranchOdds]) -> Result<Vec<String>, OddsFaults>;

/// How the odds of a variant are read, and what they come to.
#[derive(Clone, Copy)]
pub struct VariantOdds<'a> {
    /// Branches with their odds, from a text.
    pub read: Read<'a>,
    /// What they set.
    pub set: Set<'a>,
}

/// Odds with the place where they stand.
type Stated<'n> = (&'n Node, BranchOdds);

/// Reads a file of two to `most` variants.
///
/// # Errors
/// [`ScenarioError::Read`] if the file cannot be read, [`ScenarioError::Invalid`] with all its faults otherwise.
pub fn variants(
    path: &Path,
    plain: &Scenario,
    most: usize,
    odds: &VariantOdds<'_>,
) -> Result<Vec<Variant>, ScenarioError> {
    let over = Over { plain, odds };
    table_file(path, |check, root| Ok(Some(read(check, root, most, &over)))).map(|(found, _)| found)
}

/// What the variants change.
struct Over<'a> {
    plain: &'a Scenario,
    odds: &'a VariantOdds<'a>,
}

fn read(check: &mut Check<'_>, root: &Node, most: usize, over: &Over<'_>) -> Vec<Variant> {
    check.known(root, &["variant"], "at the top of a file of variants");
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

fn variant(check: &mut Check<'_>, node: &Node, over: &Over<'_>) -> Option<Variant> {
    if !matches!(node.value, Value::Table(_)) {
        check.wrong_type(node, "a table");
        return None;
    }
    check.known(node, &KEYS, "in [[variant]]");
    let name = node.get("name").map(|name| check.label(name, NAME));
    if name.is_none() {
        let finding = Finding::new(&node.place, "[[variant]] has no `name`");
        check.report(finding.label("`name` is missing").help("what the variant is called in tables and charts"));
    }
    // What can be read is looked at, so that faults of one key are told beside those of another.
    let before = check.findings.len();
    let stated = stated(check, node.get("odds"), over.odds);
    let whole = check.findings.len() == before;
    let mut set = texts(check, node.get("set"));
    set.extend(of_odds(check, node.get("odds"), &stated, whole, over));
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

/// The texts of an array with their places, those left out that are none.
fn texts<'n>(check: &mut Check<'_>, node: Option<&'n Node>) -> Vec<(&'n Node, String)> {
    let items = node.and_then(|node| check.items(node)).unwrap_or_default();
    items.iter().filter_map(|item| Some((item, check.text(item)?.to_owned()))).collect()
}

/// The odds of a table `{ weak = 0.7 }` or of an array `["weak=0.7"]`, those left out that have a fault.
fn stated<'n>(check: &mut Check<'_>, node: Option<&'n Node>, odds: &VariantOdds<'_>) -> Vec<Stated<'n>> {
    if let Some(table) = node.and_then(Node::table) {
        let number = |(name, node): (&String, &'n Node)| (node, (name.clone(), check.number(node, Range::SHARE)));
        let found: Vec<Stated<'n>> = table.iter().map(number).collect();
        return found.into_iter().filter(|(_, (_, odds))| odds.is_finite()).collect();
    }
    let mut found = Vec::new();
    for (node, text) in texts(check, node) {
        match (odds.read)(&text) {
            Ok(pairs) => found.extend(pairs.into_iter().map(|pair| (node, pair))),
            Err(message) => check.report(Finding::new(&node.place, message).label("these odds")),
        }
    }
    found
}

/// What the odds of a variant set, at the place of the odds. Their sum says nothing unless all of them could be read.
fn of_odds<'n>(
    check: &mut Check<'_>,
    node: Option<&'n Node>,
    stated: &[Stated<'n>],
    whole: bool,
    over: &Over<'_>,
) -> Vec<(&'n Node, String)> {
    let Some(node) = node.filter(|_| !stated.is_empty()) else { return Vec::new() };
    let pairs: Vec<BranchOdds> = stated.iter().map(|(_, pair)| pair.clone()).collect();
    let faults = match (over.odds.set)(over.plain, &pairs) {
        Ok(set) => return set.into_iter().map(|text| (node, text)).collect(),
        Err(faults) => faults,
    };
    for (place, message) in faults.into_iter().filter(|(place, _)| whole || place.is_some()) {
        let node = place.map_or(node, |place| stated[place].0);
        let place = node.key.as_ref().filter(|_| place.is_some()).unwrap_or(&node.place);
        check.report(Finding::new(place, message).label("these odds"));
    }
    Vec::new()
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
