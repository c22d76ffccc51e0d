//! From files to a scenario: the file, its bases, the overrides, the check.
//!
//! Takes a path or a text, gives a [`Scenario`] or everything that is wrong with it.

use std::path::Path;

use crate::base::input;
use crate::base::text::shown;
use crate::scenario::check::cursor::Check;
use crate::scenario::check::scenario as whole;
use crate::scenario::coded::draws;
use crate::scenario::parts::scenario::Scenario;
use crate::scenario::past::{self, Fetch};
use crate::scenario::text::fault::{Faults, ScenarioError};
use crate::scenario::text::finding::{Finding, Part, Source};
use crate::scenario::text::source::{FILE, is_plain_name, named_bytes};
use crate::scenario::text::tree::{Node, Value};
use crate::scenario::text::{merge, overlay, source, tree};

/// Claims are about the file that states them: its base's are about the base.
const OWN: [&str; 1] = ["claim"];
/// What a file says of itself, and no file that is based on it.
const ITSELF: [&str; 3] = ["author", "as_of", "record"];
/// Most files in a chain of bases.
const CHAIN: usize = 16;

/// Reads and checks a scenario file, with its bases from the same folder, the record that it names, and overrides such as `client.delivery=1.0`.
///
/// # Errors
/// [`ScenarioError::Read`] if the file cannot be read, [`ScenarioError::Invalid`] with all faults of file, bases and
/// overrides otherwise.
pub fn load(path: &Path, overrides: &[String]) -> Result<Scenario, ScenarioError> {
    let (name, bytes) = named_bytes(path, FILE)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let fetch = |name: &str| input::bytes(&folder.join(name), FILE).map_err(|unreadable| unreadable.reason);
    Assembly::default().scenario(&name, bytes, overrides, &fetch)
}

/// Checks a scenario that is in memory, as if it were a file of that name. It cannot have a base or a record.
///
/// # Errors
/// [`ScenarioError::Invalid`] with all faults of the text and the overrides.
pub fn parse(name: &str, text: &str, overrides: &[String]) -> Result<Scenario, ScenarioError> {
    let fetch = |_: &str| Err("a scenario in memory has no folder to look in".to_owned());
    Assembly::default().scenario(name, text.as_bytes().to_vec(), overrides, &fetch)
}

/// Reads a scenario again from the texts that it was once read from: the file, its bases, its draws, its
/// record, and overrides apart.
///
/// # Errors
/// [`ScenarioError::Invalid`] with all faults, a base that is not among the texts being one.
pub(crate) fn again(texts: &[Source], overrides: &[String]) -> Result<Scenario, ScenarioError> {
    let fetch = |name: &str| {
        let found = texts.iter().find(|source| source.name == name && is_file(source.part));
        found.map(|source| source.text.clone().into_bytes()).ok_or_else(|| "its text was not kept".to_owned())
    };
    let (name, text) = texts.first().map_or(("", ""), |source| (source.name.as_str(), source.text.as_str()));
    let scenario = Assembly::default().scenario(name, text.as_bytes().to_vec(), overrides, &fetch)?;
    match texts.iter().find(|source| source.part == Part::Draws) {
        Some(source) => draws::parse(scenario, &source.name, source.text.clone().into_bytes()),
        None => Ok(scenario),
    }
}

/// The scenario with more overrides, read again from its own texts.
///
/// # Errors
/// [`ScenarioError::Invalid`] with all faults of the overrides.
pub(crate) fn changed(scenario: &Scenario, overrides: &[String]) -> Result<Scenario, ScenarioError> {
    let own = scenario.sources.iter().filter(|source| source.part == Part::Override);
    let all: Vec<String> = own.map(|source| source.text.clone()).chain(overrides.iter().cloned()).collect();
    let record = scenario.record.iter().flat_map(|record| record.texts.iter().cloned());
    again(&scenario.sources.iter().cloned().chain(record).collect::<Vec<_>>(), &all)
}

/// Reads a TOML file that is no scenario: what `read` makes of its tree, with the file's name and text, or every fault of the
/// file at once. An error of `read` itself is of another file.
///
/// # Errors
/// [`ScenarioError::Read`] if it cannot be read, [`ScenarioError::Invalid`] with all its faults otherwise.
pub(crate) fn table_file<T>(
    path: &Path,
    read: impl FnOnce(&mut Check<'_>, &Node) -> Result<Option<T>, ScenarioError>,
) -> Result<(T, Source), ScenarioError> {
    let (name, bytes) = named_bytes(path, FILE)?;
    let (text, wrong) = source::source(0, Part::Scenario, &name, bytes);
    let mut findings: Vec<Finding> = wrong.into_iter().collect();
    let root = if findings.is_empty() { tree::parse(0, &text.text, &mut findings) } else { None };
    let sources = [text];
    let mut check = Check::new(&sources, findings);
    let found = match &root {
        Some(root) => read(&mut check, root)?,
        None => None,
    };
    match (found, check.findings) {
        (Some(found), findings) if findings.is_empty() => {
            let [text] = sources;
            Ok((found, text))
        }
        (_, findings) => Err(ScenarioError::Invalid(Faults::new(&sources, findings))),
    }
}

/// Whether a text is a file that another one names.
fn is_file(part: Part) -> bool {
    !matches!(part, Part::Override | Part::Draws)
}

/// A scenario by itself: the record that it names is not read, so that one may name itself.
fn alone(name: &str, bytes: Vec<u8>, fetch: Fetch<'_>) -> Result<Scenario, ScenarioError> {
    Assembly { alone: true, ..Assembly::default() }.scenario(name, bytes, &[], fetch)
}

/// The texts read so far and what was found wrong with them.
#[derive(Default)]
struct Assembly {
    sources: Vec<Source>,
    findings: Vec<Finding>,
    /// Whether the record that the scenario names is left out.
    alone: bool,
}

impl Assembly {
    fn scenario(
        mut self,
        name: &str,
        bytes: Vec<u8>,
        overrides: &[String],
        fetch: Fetch<'_>,
    ) -> Result<Scenario, ScenarioError> {
        let root = self.file(name, bytes, fetch);
        let root = self.overrides(root, overrides);
        let named = root.as_ref().filter(|_| !self.alone);
        let record = named.and_then(|root| past::record(root, fetch, &alone, &mut self.findings));
        let mut check = Check::new(&self.sources, self.findings);
        let scenario = root.and_then(|root| whole::scenario(&mut check, name, &root));
        match (scenario, check.findings) {
            (Some(mut scenario), findings) if findings.is_empty() => {
                scenario.contents.sources = self.sources;
                scenario.contents.record = record.map(Box::new);
                Ok(scenario)
            }
            (_, findings) => Err(ScenarioError::Invalid(Faults::new(&self.sources, findings))),
        }
    }

    /// The tree of a file laid over those of its bases.
    fn file(&mut self, name: &str, bytes: Vec<u8>, fetch: Fetch<'_>) -> Option<Node> {
        let mut layers = vec![self.text(name, bytes)?];
        while let Some(base) = layers.last_mut().and_then(take_base) {
            let (name, bytes) = self.base(&base, fetch)?;
            layers.push(without(self.text(&name, bytes)?, &ITSELF));
        }
        layers.into_iter().rev().reduce(|base, over| merge::file(base, over, &OWN))
    }

    fn text(&mut self, name: &str, bytes: Vec<u8>) -> Option<Node> {
        let index = self.sources.len();
        let part = if index == 0 { Part::Scenario } else { Part::Base };
        let (source, wrong) = source::source(index, part, name, bytes);
        self.sources.push(source);
        if let Some(wrong) = wrong {
            self.findings.push(wrong);
            return None;
        }
        tree::parse(index, &self.sources[index].text, &mut self.findings)
    }

    /// Name and bytes of a base file: a plain name beside the scenario, not part of the chain already.
    fn base(&mut self, node: &Node, fetch: Fetch<'_>) -> Option<(String, Vec<u8>)> {
        match self.base_name(node).and_then(|name| Ok((name.clone(), fetched(&name, fetch)?))) {
            Ok(base) => Some(base),
            Err((message, help)) => {
                self.findings.push(Finding::new(&node.place, message).label("this base").help(help));
                None
            }
        }
    }

    fn base_name(&self, node: &Node) -> Result<String, (String, &'static str)> {
        let Some(name) = node.text() else {
            return Err((format!("`base` must be a file name, found {}", node.kind()), ""));
        };
        if !is_plain_name(name) {
            let message = format!("`{}` is not a plain file name", shown(name));
            return Err((message, "a base is a file beside the scenario, without folders"));
        }
        let mut chain: Vec<&str> = self.sources.iter().map(|source| source.name.as_str()).collect();
        chain.push(name);
        if self.sources.iter().any(|source| source.name == name) {
            return Err((format!("the bases go round in a circle: {}", chain.join(" → ")), ""));
        }
        if chain.len() > CHAIN {
            return Err((format!("more than {CHAIN} files in a chain of bases"), ""));
        }
        Ok(name.to_owned())
    }

    fn overrides(&mut self, mut root: Option<Node>, overrides: &[String]) -> Option<Node> {
        for text in overrides {
            let source = self.sources.len();
            self.sources.push(Source { part: Part::Override, name: overlay::SOURCE.to_owned(), text: text.clone() });
            let over = overlay::parse(source, text, &mut self.findings);
            if let (Some(root), Some(over)) = (&mut root, over) {
                merge::overlay(root, over, &mut self.findings);
            }
        }
        root
    }
}

fn take_base(root: &mut Node) -> Option<Node> {
    match &mut root.value {
        Value::Table(table) => table.shift_remove("base"),
        _ => None,
    }
}

fn without(mut root: Node, keys: &[&str]) -> Node {
    if let Value::Table(table) = &mut root.value {
        table.retain(|name, _| !keys.contains(&name.as_str()));
    }
    root
}

fn fetched(name: &str, fetch: Fetch<'_>) -> Result<Vec<u8>, (String, &'static str)> {
    fetch(name).map_err(|reason| (format!("cannot read the base `{}`: {reason}", shown(name)), ""))
}
