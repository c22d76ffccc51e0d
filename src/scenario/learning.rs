//! A file that says which numbers are learnt from a panel, and how far alliances may differ in them (docs/panel.md).
//!
//! Takes a TOML file and the scenario of a mapping, gives a [`Learning`], or every fault of the file at once.

use std::path::Path;

use indexmap::IndexMap;

use super::file::table_file;
use super::mapping::{accepted, numbers};
use crate::base::text::shown;
use crate::base::units::Range;
use crate::scenario::check::cursor::Check;
use crate::scenario::parts::scenario::Scenario;
use crate::scenario::text::fault::ScenarioError;
use crate::scenario::text::finding::Finding;
use crate::scenario::text::nearest::advice;
use crate::scenario::text::tree::Node;

const TOP: [&str; 2] = ["format", "number"];
const OF_NUMBER: [&str; 4] = ["key", "factor", "odds", "because"];
/// What one standard deviation multiplies or divides by.
const FACTOR: Range = Range::closed(1.01, 10.0);
/// Standard deviations to either side that the scenario must take.
const FAR: f64 = 4.0;

/// Which numbers are learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct Learning {
    /// File name without folders.
    pub name: String,
    /// Its full text.
    pub text: String,
    /// The numbers, in the order of the file.
    pub numbers: Vec<LearntNumber>,
}

/// A number that may differ from alliance to alliance.
#[derive(Debug, Clone, PartialEq)]
pub struct LearntNumber {
    /// Its key.
    pub key: String,
    /// What one standard deviation multiplies or divides it by.
    pub factor: f64,
    /// Whether it is a probability, whose odds are multiplied.
    pub odds: bool,
    /// Why.
    pub because: String,
}

impl LearntNumber {
    /// The number so many standard deviations from a central value.
    pub fn at(&self, central: f64, deviations: f64) -> f64 {
        let moved = libm::exp(libm::log(self.factor) * deviations);
        match self.odds {
            false => central * moved,
            // Of certainty there are no odds.
            true if central >= 1.0 => 1.0,
            true => {
                let odds = central / (1.0 - central) * moved;
                odds / (1.0 + odds)
            }
        }
    }
}

/// Reads such a file.
///
/// # Errors
/// [`ScenarioError::Read`] if it cannot be read, [`ScenarioError::Invalid`] with all its faults otherwise.
pub fn learning(path: &Path, scenario: &Scenario) -> Result<Learning, ScenarioError> {
    let (numbers, source) = table_file(path, |check, root| Ok(Some(read(check, root, scenario))))?;
    Ok(Learning { name: source.name, text: source.text, numbers })
}

fn read(check: &mut Check<'_>, root: &Node, scenario: &Scenario) -> Vec<LearntNumber> {
    check.known(root, &TOP, "at the top of the file");
    if let Some(format) = check.needed(root, "format", "the file") {
        check.whole(format, (1, 1));
    }
    let mut found: Vec<LearntNumber> = Vec::new();
    let stated = numbers(scenario);
    for node in check.entries(root, "number", "the file") {
        let Some(number) = number(check, node, (scenario, &stated)) else { continue };
        if found.iter().any(|other| other.key == number.key) {
            let finding = Finding::new(&node.place, format!("`{}` is named twice", shown(&number.key)));
            check.report(finding.label("again here"));
        }
        found.push(number);
    }
    found
}

fn number(
    check: &mut Check<'_>,
    node: &Node,
    (scenario, numbers): (&Scenario, &IndexMap<String, f64>),
) -> Option<LearntNumber> {
    check.known(node, &OF_NUMBER, "in [[number]]");
    let at = check.needed(node, "key", "[[number]]")?;
    let key = check.text(at)?.to_owned();
    let factor = check.needed(node, "factor", "[[number]]").map(|node| check.number(node, FACTOR));
    let odds = node.get("odds").is_some_and(|node| check.flag(node));
    let because = check.needed(node, "because", "[[number]]").and_then(|node| check.text(node)).unwrap_or_default();
    let found = LearntNumber { factor: factor?, odds, because: because.to_owned(), key };
    let Some(central) = numbers.get(&found.key).copied() else {
        let finding = Finding::new(&at.place, format!("the scenario has no number `{}`", shown(&found.key)));
        check.report(finding.label("no number").help(advice(&found.key, numbers.keys().map(String::as_str))));
        return None;
    };
    if central <= 0.0 || odds && central >= 1.0 {
        let finding = Finding::new(&at.place, format!("`{}` is {central} in the scenario", shown(&found.key)));
        check.report(finding.label("cannot be multiplied").help("a number above 0, below 1 if its odds are meant"));
        return None;
    }
    if found.factor.is_finite() {
        for deviations in [-FAR, FAR] {
            accepted(check, at, &format!("{}={:?}", found.key, found.at(central, deviations)), scenario);
        }
    }
    Some(found)
}
