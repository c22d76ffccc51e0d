//! A file that says how the codes of episodes become levels and numbers of one scenario (docs/panel.md).
//!
//! Takes a TOML file, with its scenario beside it, gives a [`Mapping`], or every fault of the file at once. A value that the
//! scenario refuses is a fault of the file, at the place of that value.

use std::path::Path;

use indexmap::IndexMap;

use crate::base::text::shown;
use crate::base::units::Range;
use crate::scenario::check::cursor::Check;
use crate::scenario::coded::panel::{BRANCHES, CODES, Episode, OUTCOMES, WINDOW};
use crate::scenario::file::{changed, load, table_file};
use crate::scenario::keys::limits::NAME;
use crate::scenario::parts::scenario::{Scenario, once};
use crate::scenario::text::fault::{Fault, ScenarioError};
use crate::scenario::text::finding::{Finding, Span};
use crate::scenario::text::nearest::advice;
use crate::scenario::text::overlay;
use crate::scenario::text::source::is_plain_name;
use crate::scenario::text::tree::{Node, Value};

/// The column of the kind of patron, which no panel has: it follows from the patron's name.
pub const KIND: &str = "kind";

/// Keys at the top of a mapping, of a kind, of a code and of a mechanism.
const TOP: [&str; 8] = ["format", "scenario", "window", "loyal_above", "disloyal_below", "kind", "code", "mechanism"];
const OF_KIND: [&str; 3] = ["name", "patrons", "untested"];
const OF_CODE: [&str; 5] = ["column", "value", "set", "scale", "because"];
const OF_MECHANISM: [&str; 3] = ["name", "set", "means"];
/// Greatest factor.
const FACTOR: Range = Range::closed(0.0, 1000.0);

/// How codes become a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// File name without folders.
    pub name: String,
    /// Its full text.
    pub text: String,
    /// The scenario that all episodes have in common.
    pub scenario: Scenario,
    /// Mean loyalty above which a client is loyal.
    pub loyal_above: f64,
    /// Mean loyalty below which it is not.
    pub disloyal_below: f64,
    /// Kinds of patron; the last is that of patrons that no kind names.
    pub kinds: Vec<PatronKind>,
    /// What each code changes.
    pub rules: Vec<Rule>,
    /// What may be taken from the model, or added to it.
    pub mechanisms: Vec<Mechanism>,
}

/// A kind of patron.
#[derive(Debug, Clone, PartialEq)]
pub struct PatronKind {
    /// Its name.
    pub name: String,
    /// Patrons of this kind.
    pub patrons: Vec<String>,
    /// Whether each of [`OUTCOMES`] is no test of anything here, and left out.
    pub untested: [bool; 5],
}

/// What one code changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// The column: an index into [`CODES`], or one more for the kind of patron.
    pub column: usize,
    /// The value: an index into those of the column.
    pub value: usize,
    /// Keys with what they are set to, as written.
    pub set: Vec<(String, String)>,
    /// Keys with the factors that their numbers are multiplied by.
    pub scale: Vec<(String, f64)>,
    /// Why.
    pub because: String,
}

/// Something that is taken from the model, or added to it, to see what it is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Mechanism {
    /// Its name.
    pub name: String,
    /// What the model without it is.
    pub means: String,
    /// Keys with what they are set to, as written.
    pub set: Vec<(String, String)>,
}

impl Mapping {
    /// The kind of a patron, an index into the kinds.
    pub fn kind(&self, patron: &str) -> usize {
        let named = |kind: &PatronKind| kind.patrons.iter().any(|known| known == patron);
        self.kinds.iter().position(named).unwrap_or(self.kinds.len() - 1)
    }

    /// What the codes of an episode change in the common scenario, as overrides; the mechanism's come last.
    pub fn overrides(&self, episode: &Episode, mechanism: Option<&Mechanism>) -> Vec<String> {
        let kind = self.kind(&episode.patron);
        let value = |column: usize| episode.codes.get(column).copied().unwrap_or(kind);
        let rules: Vec<&Rule> = self.rules.iter().filter(|rule| rule.value == value(rule.column)).collect();
        let mut found: IndexMap<String, String> = rules.iter().flat_map(|rule| rule.set.iter().cloned()).collect();
        let numbers = numbers(&self.scenario);
        let mut factors: IndexMap<&str, f64> = IndexMap::new();
        for (key, factor) in rules.iter().flat_map(|rule| &rule.scale) {
            *factors.entry(key).or_insert(1.0) *= factor;
        }
        for (key, factor) in factors {
            let set = found.get(key).and_then(|written| written.parse::<f64>().ok());
            if let Some(number) = set.or_else(|| numbers.get(key).copied()) {
                found.insert(key.to_owned(), format!("{:?}", number * factor));
            }
        }
        found.extend(mechanism.into_iter().flat_map(|mechanism| mechanism.set.iter().cloned()));
        found.into_iter().map(|(key, value)| format!("{key}={value}")).collect()
    }

    /// The scenario of an episode.
    ///
    /// # Errors
    /// [`ScenarioError::Invalid`] if what its codes change together is refused.
    pub fn scenario(&self, episode: &Episode, mechanism: Option<&Mechanism>) -> Result<Scenario, ScenarioError> {
        changed(&self.scenario, &self.overrides(episode, mechanism))
    }
}

/// Central values by key.
pub(super) fn numbers(scenario: &Scenario) -> IndexMap<String, f64> {
    once(scenario.stated()).into_iter().map(|number| (number.key, number.central)).collect()
}

/// Reads a mapping, and the scenario beside it.
///
/// # Errors
/// [`ScenarioError::Read`] if a file cannot be read, [`ScenarioError::Invalid`] with all its faults otherwise.
pub fn mapping(path: &Path) -> Result<Mapping, ScenarioError> {
    let (found, source) = table_file(path, |check, root| {
        let folder = path.parent().unwrap_or(Path::new(""));
        // Faults of the scenario are told by themselves: the mapping cannot be checked without it.
        let scenario = common(check, root).map(|name| load(&folder.join(name), &[])).transpose()?;
        Ok(scenario.and_then(|scenario| read(check, root, scenario)))
    })?;
    Ok(Mapping { name: source.name, text: source.text, ..found })
}

/// Name of the common scenario, a file beside the mapping.
fn common(check: &mut Check<'_>, root: &Node) -> Option<String> {
    let node = check.needed(root, "scenario", "the mapping")?;
    let name = check.text(node)?;
    if !is_plain_name(name) {
        let finding = Finding::new(&node.place, format!("`{}` is not a plain file name", shown(name)));
        check.report(finding.label("this file").help("the scenario is a file beside the mapping, without folders"));
        return None;
    }
    Some(name.to_owned())
}

fn read(check: &mut Check<'_>, root: &Node, scenario: Scenario) -> Option<Mapping> {
    check.known(root, &TOP, "at the top of a mapping");
    if let Some(format) = check.needed(root, "format", "the mapping") {
        check.whole(format, (1, 1));
    }
    let window = WINDOW as u64;
    if let Some(node) = check.needed(root, "window", "the mapping") {
        check.whole(node, (window, window));
    }
    let mut share = |key| check.needed(root, key, "the mapping").map(|node| check.number(node, Range::SHARE));
    let (loyal_above, disloyal_below) = (share("loyal_above"), share("disloyal_below"));
    if let Some((node, bounds)) = root.get("disloyal_below").zip(disloyal_below.zip(loyal_above))
        && bounds.0 > bounds.1
    {
        let finding = Finding::new(&node.place, "`disloyal_below` is above `loyal_above`");
        check.report(finding.label("the greater of the two"));
    }
    fits(check, root, &scenario);
    let kinds = check.entries(root, "kind", "the mapping");
    let kinds: Vec<PatronKind> = kinds.iter().map(|node| kind(check, node)).collect();
    let mut rules = Vec::new();
    let mut places: Vec<(usize, usize, Span)> = Vec::new();
    for node in check.entries(root, "code", "the mapping") {
        let Some(rule) = rule(check, node, &kinds, &scenario) else { continue };
        match places.iter().find(|(column, value, _)| (*column, *value) == (rule.column, rule.value)) {
            Some((_, _, first)) => {
                let finding = Finding::new(&node.place, "two rules for one code");
                check.report(finding.label("again here").also(first, "first given here"));
            }
            None => places.push((rule.column, rule.value, node.place.clone())),
        }
        rules.push(rule);
    }
    let root_place = root.get("code").map_or(&root.place, |node| &node.place);
    unmapped(check, root_place, &kinds, &rules);
    set_twice(check, root_place, &rules);
    let mechanisms = match root.get("mechanism") {
        Some(_) => check
            .entries(root, "mechanism", "the mapping")
            .into_iter()
            .filter_map(|node| mechanism(check, node, &scenario))
            .collect(),
        None => Vec::new(),
    };
    Some(Mapping {
        name: String::new(),
        text: String::new(),
        scenario,
        loyal_above: loyal_above?,
        disloyal_below: disloyal_below?,
        kinds,
        rules,
        mechanisms,
    })
}

/// Reports what a scenario lacks that is to stand for episodes: the window, its branches, offers of one loyalty.
fn fits(check: &mut Check<'_>, root: &Node, scenario: &Scenario) {
    let Some(node) = root.get("scenario") else { return };
    let mut wrong = |message: String| check.report(Finding::new(&node.place, message).label("this scenario"));
    if scenario.periods != WINDOW + 1 {
        wrong(format!("the path has {} quarters, not that of the event and {WINDOW} after it", scenario.periods));
    }
    if scenario.elections.len() != 1 || scenario.elections[0].quarter != 0 {
        wrong("the scenario has no single election in its first quarter".to_owned());
    }
    let has: Vec<&str> =
        scenario.elections.iter().take(1).flat_map(|held| &held.branches).map(|branch| branch.name.as_str()).collect();
    for name in BRANCHES.iter().filter(|name| !has.contains(name)) {
        wrong(format!("the election has no branch `{name}`"));
    }
    for name in has.iter().filter(|name| !BRANCHES.contains(name)) {
        wrong(format!("the election has a branch `{}` that no episode can have", shown(name)));
    }
    if scenario.offers.windows(2).any(|pair| pair[0].loyalty != pair[1].loyalty) {
        wrong(
            "the offers ask for different loyalty: the distribution of mean loyalty is then not worked out".to_owned(),
        );
    }
    if !scenario.eras.is_empty() {
        wrong("the scenario has eras".to_owned());
    }
}

fn kind(check: &mut Check<'_>, node: &Node) -> PatronKind {
    check.known(node, &OF_KIND, "in [[kind]]");
    let name = check.needed(node, "name", "[[kind]]").map(|name| check.label(name, NAME)).unwrap_or_default();
    let patrons = check.needed(node, "patrons", "[[kind]]").and_then(|node| check.items(node)).unwrap_or_default();
    let patrons = patrons.iter().filter_map(|item| check.text(item).map(str::to_owned)).collect();
    let mut untested = [false; 5];
    for item in node.get("untested").and_then(|node| check.items(node)).unwrap_or_default() {
        if let Some(at) = check.choice(item, "outcome", &OUTCOMES.map(str::to_owned)) {
            untested[at] = true;
        }
    }
    PatronKind { name, patrons, untested }
}

/// The values of a column.
fn values(column: usize, kinds: &[PatronKind]) -> Vec<String> {
    match CODES.get(column) {
        Some((_, values)) => values.iter().map(|value| (*value).to_owned()).collect(),
        None => kinds.iter().map(|kind| kind.name.clone()).collect(),
    }
}

fn rule(check: &mut Check<'_>, node: &Node, kinds: &[PatronKind], scenario: &Scenario) -> Option<Rule> {
    check.known(node, &OF_CODE, "in [[code]]");
    let columns: Vec<String> = CODES.iter().map(|(name, _)| (*name).to_owned()).chain([KIND.to_owned()]).collect();
    let column =
        check.needed(node, "column", "[[code]]").and_then(|node| check.choice(node, "column of codes", &columns));
    let value = check.needed(node, "value", "[[code]]");
    let value = value.zip(column).and_then(|(node, column)| check.choice(node, "code", &values(column, kinds)));
    let because = check.needed(node, "because", "[[code]]").and_then(|node| check.text(node)).unwrap_or_default();
    let set = settings(check, node.get("set"), scenario);
    let scale = factors(check, node.get("scale"), scenario);
    Some(Rule { column: column?, value: value?, set, scale, because: because.to_owned() })
}

fn mechanism(check: &mut Check<'_>, node: &Node, scenario: &Scenario) -> Option<Mechanism> {
    check.known(node, &OF_MECHANISM, "in [[mechanism]]");
    let name = check.needed(node, "name", "[[mechanism]]").map(|name| check.label(name, NAME))?;
    let means = check.needed(node, "means", "[[mechanism]]").and_then(|node| check.text(node)).unwrap_or_default();
    let set = check.needed(node, "set", "[[mechanism]]");
    let set = settings(check, set, scenario);
    Some(Mechanism { name, means: means.to_owned(), set })
}

/// Keys with what they are set to, each of which the scenario takes.
fn settings(check: &mut Check<'_>, node: Option<&Node>, scenario: &Scenario) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (key, value) in table(check, node) {
        let written = check.slice(&value.place).split_whitespace().collect::<Vec<_>>().join(" ");
        let text = format!("{key}={written}");
        accepted(check, value, &text, scenario);
        found.push((key.clone(), written));
    }
    found
}

/// Keys of numbers with the factors by which they are multiplied.
fn factors(check: &mut Check<'_>, node: Option<&Node>, scenario: &Scenario) -> Vec<(String, f64)> {
    let numbers = numbers(scenario);
    let mut found = Vec::new();
    for (key, value) in table(check, node) {
        let factor = check.number(value, FACTOR);
        let Some(number) = numbers.get(key) else {
            let place = value.key.as_ref().unwrap_or(&value.place);
            let finding = Finding::new(place, format!("the scenario has no number `{}`", shown(key)));
            check.report(finding.label("no number").help(advice(key, numbers.keys().map(String::as_str))));
            continue;
        };
        if factor.is_finite() {
            accepted(check, value, &format!("{key}={:?}", number * factor), scenario);
            found.push((key.clone(), factor));
        }
    }
    found
}

fn table<'n>(check: &mut Check<'_>, node: Option<&'n Node>) -> Vec<(&'n String, &'n Node)> {
    let Some(node) = node else { return Vec::new() };
    match &node.value {
        Value::Table(table) => table.iter().collect(),
        _ => {
            check.wrong_type(node, "a table");
            Vec::new()
        }
    }
}

/// Reports what the scenario says against an override, at the place of the value.
pub(super) fn accepted(check: &mut Check<'_>, node: &Node, text: &str, scenario: &Scenario) {
    match changed(scenario, &[text.to_owned()]) {
        Ok(_) => {}
        Err(ScenarioError::Invalid(faults)) => {
            let place = node.key.as_ref().unwrap_or(&node.place);
            let told = |fault: &Fault| {
                let from = if fault.file == overlay::SOURCE { String::new() } else { format!(" ({})", fault.file) };
                let mut finding = Finding::new(place, format!("{}{from}", fault.message)).label("set here");
                finding.help.clone_from(&fault.help);
                finding
            };
            let found: Vec<Finding> = faults.iter().map(told).collect();
            check.findings.extend(found);
        }
        Err(error) => check.report(Finding::new(&node.place, error.to_string()).label("set here")),
    }
}

/// Reports codes that no rule speaks of.
fn unmapped(check: &mut Check<'_>, place: &Span, kinds: &[PatronKind], rules: &[Rule]) {
    for column in 0..=CODES.len() {
        let name = CODES.get(column).map_or(KIND, |(name, _)| name);
        for (value, written) in values(column, kinds).iter().enumerate() {
            if rules.iter().all(|rule| (rule.column, rule.value) != (column, value)) {
                let finding = Finding::new(place, format!("no rule for `{name}` = `{}`", shown(written)));
                check.report(
                    finding.label("missing here").help("write a [[code]] without `set`, if it changes nothing"),
                );
            }
        }
    }
}

/// Reports keys that rules of several columns set: the later one would undo the other.
fn set_twice(check: &mut Check<'_>, place: &Span, rules: &[Rule]) {
    let mut keys: IndexMap<&str, usize> = IndexMap::new();
    for rule in rules {
        for (key, _) in &rule.set {
            let column = *keys.entry(key).or_insert(rule.column);
            if column != rule.column {
                let finding = Finding::new(place, format!("rules of two columns set `{}`", shown(key)));
                check.report(finding.label("in these rules").help("multiply it in one of them: `scale`"));
            }
        }
    }
}
