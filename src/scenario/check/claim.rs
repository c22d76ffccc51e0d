//! The check of claims: what the scenario's source says, each with its checks (model page §6).
//!
//! Takes the array `[[claim]]`, gives claims that can be evaluated: measures, states, numbers and conditions that exist.

use crate::base::text::shown;
use crate::base::units::Range;
use crate::scenario::check::cursor::{Check, Fields, join};
use crate::scenario::check::number::certain;
use crate::scenario::keys::limits::{NAME, NAMED, PERIODS, TITLE};
use crate::scenario::keys::measures::Measure;
use crate::scenario::keys::parameters::{Bargain, Client, Patron};
use crate::scenario::parts::claim::{
    Bound, BoundKind, Claim, ClaimCheck, ClaimKind, Comparing, Finds, Outcomes, Subject, Trend,
};
use crate::scenario::parts::ending::Condition;
use crate::scenario::parts::ladders::Ladders;
use crate::scenario::parts::names::{ALL, START};
use crate::scenario::parts::parameters::Parameters;
use crate::scenario::parts::prior::Uncertain;
use crate::scenario::parts::scenario::{Election, Era};
use crate::scenario::parts::state::NegotiationState;
use crate::scenario::phrase::condition::Names;
use crate::scenario::phrase::wrong::Wrong;
use crate::scenario::phrase::{measure, state};
use crate::scenario::text::finding::Finding;
use crate::scenario::text::nearest::advice;
use crate::scenario::text::tree::{Node, Value};

/// How many paths a share of paths is taken of if the file does not say.
const PATHS: u64 = 2_000;

/// What the keys of bounds are called.
const BOUNDS: [(&str, BoundKind); 4] = [
    ("at_least", BoundKind::AtLeast),
    ("at_most", BoundKind::AtMost),
    ("above", BoundKind::Above),
    ("below", BoundKind::Below),
];

/// What the kinds of claims are called, that of the source first.
const KINDS: [&str; 2] = ["source", "mechanism"];

/// What a claim may refer to.
pub(crate) struct World<'a> {
    pub(crate) periods: usize,
    pub(crate) families: &'a [String],
    pub(crate) ladders: &'a Ladders,
    pub(crate) governments: &'a [String],
    pub(crate) elections: &'a [Election],
    /// Which text states the elections, if one does.
    pub(crate) elections_in: Option<usize>,
    pub(crate) eras: &'a [Era],
    pub(crate) parameters: &'a Parameters<Uncertain>,
}

impl World<'_> {
    /// Whether the elections are not of the text that this part of a claim stands in.
    fn replaced(&self, node: &Node) -> bool {
        self.elections_in != Some(node.place.source)
    }
}

/// The claims of a scenario.
pub(crate) fn read(check: &mut Check<'_>, node: Option<&Node>, world: &World<'_>) -> Vec<Claim> {
    let Some((node, items)) = node.and_then(|node| Some((node, check.items(node)?))) else {
        return Vec::new();
    };
    check.count(node, "claims", items.len(), (0, NAMED));
    check.unique_names("claims", items);
    items.iter().filter_map(|item| claim(check, item, world)).collect()
}

fn claim(check: &mut Check<'_>, node: &Node, world: &World<'_>) -> Option<Claim> {
    let fields = check.fields(node, "claim", "claim")?;
    let name = check.require(&fields, "name").map(|node| check.label(node, NAME));
    let says = check.require(&fields, "says").map(|node| check.label(node, TITLE));
    let kind = fields.get("kind").map_or(Some(0), |node| check.choice(node, "kind", &KINDS.map(str::to_owned)));
    let kind = kind.map(|kind| if kind == 0 { ClaimKind::Source } else { ClaimKind::Mechanism });
    let checks = check.require(&fields, "check").and_then(|node| Some((node, check.items(node)?)));
    let (node, items) = checks?;
    check.count(node, "checks", items.len(), (1, NAMED));
    check.unique_names("checks", items);
    let read: Vec<ClaimCheck> = items.iter().filter_map(|item| one_check(check, item, world)).collect();
    if kind == Some(ClaimKind::Mechanism)
        && read.len() == items.len()
        && read.iter().all(|check| check.without.is_empty())
    {
        let finding = Finding::new(&fields.node.place, "no check of this claim switches the mechanism off".to_owned());
        check.report(finding.label("no `without`").help("say with which numbers a check must fail, in `without`"));
    }
    Some(Claim { name: name?, kind: kind?, says: says?, checks: read })
}

fn one_check(check: &mut Check<'_>, node: &Node, world: &World<'_>) -> Option<ClaimCheck> {
    let fields = check.fields(node, "claim.check", &join("claim", "check"))?;
    let name = check.require(&fields, "name").map(|node| check.label(node, NAME));
    let measure = check.require(&fields, "measure").and_then(|node| measured(check, node, world));
    let bounds: Vec<Bound> = BOUNDS
        .iter()
        .filter_map(|(key, kind)| Some(Bound { kind: *kind, value: check.number(fields.get(key)?, Range::ANY) }))
        .collect();
    let trend = trend(check, &fields, bounds.is_empty());
    let without = fields.get("without").map_or(Some(Vec::new()), |node| settings(check, node, world));
    let found = match measure? {
        Measure::PathShare => path_share(check, &fields, world)?,
        measure => at_states(check, &fields, measure, world)?,
    };
    Some(ClaimCheck { name: name?, found, without: without?, bounds, trend })
}

fn measured(check: &mut Check<'_>, node: &Node, world: &World<'_>) -> Option<Measure> {
    let text = check.text(node)?;
    check.phrase(node, measure::parse(text, world.families))
}

fn trend(check: &mut Check<'_>, fields: &Fields<'_>, needed: bool) -> Option<Trend> {
    let Some(node) = fields.get("trend") else {
        if needed {
            let finding = Finding::new(&fields.node.place, "the check asks for nothing".to_owned());
            let help = "give a bound (`at_least`, `at_most`, `above`, `below`) or a `trend`";
            check.report(finding.label("no bound").help(help));
        }
        return None;
    };
    if fields.get("along").is_none() {
        let finding = Finding::new(&node.place, "a trend needs a ladder to move along".to_owned());
        check.report(finding.label("no `along`").help("name the ladder with `along`"));
    }
    let words = ["rising".to_owned(), "falling".to_owned()];
    check.choice(node, "trend", &words).map(|index| if index == 0 { Trend::Rising } else { Trend::Falling })
}

/// Reports keys that a kind of check does not have.
fn refuse(check: &mut Check<'_>, fields: &Fields<'_>, keys: &[&str], why: &str) {
    for key in keys {
        if let Some(node) = fields.get(key) {
            let place = node.key.as_ref().unwrap_or(&node.place);
            check.report(Finding::new(place, format!("`{key}` {why}")).label("not here"));
        }
    }
}

fn path_share(check: &mut Check<'_>, fields: &Fields<'_>, world: &World<'_>) -> Option<Finds> {
    let others = ["at", "era", "with", "along", "against", "compare", "quarters", "trend"];
    refuse(check, fields, &others, "has no meaning for a share of the scenario's own paths");
    let names = Names { families: world.families, ladders: world.ladders };
    let items = check.require(fields, "when").and_then(|node| check.items(node))?;
    let when: Vec<Condition> = items.iter().filter_map(|item| check.condition(item, &names)).collect();
    let mut branches: Vec<String> = match world.elections.first() {
        Some(election) => election.branches.iter().map(|branch| branch.name.clone()).collect(),
        None => Vec::new(),
    };
    branches.push(ALL.to_owned());
    let of = match fields.get("branch") {
        None => Outcomes::Every,
        // Where the election was replaced by another text, what the claim says of its branches stands and finds nothing.
        Some(node) if !branches.iter().any(|name| Some(name.as_str()) == node.text()) && world.replaced(node) => {
            Outcomes::One(check.text(node)?.to_owned())
        }
        Some(node) => match check.choice(node, "branch", &branches)? {
            index if index + 1 == branches.len() => Outcomes::Mixed,
            index => Outcomes::One(branches[index].clone()),
        },
    };
    let paths = fields.get("paths").map_or(Some(PATHS), |node| check.whole(node, (100, 100_000)))?;
    Some(Finds::PathShare { when, of, paths: usize::try_from(paths).unwrap_or(usize::MAX) })
}

fn at_states(check: &mut Check<'_>, fields: &Fields<'_>, measure: Measure, world: &World<'_>) -> Option<Finds> {
    refuse(check, fields, &["when", "branch", "paths"], "belongs to the measure `path_share`");
    let state = fields.get("at").map_or(start(world), |node| at(check, node, world));
    let with = fields.get("with").map_or(Some(Vec::new()), |node| settings(check, node, world));
    let era = fields.get("era").map_or(Some(0), |node| era(check, node, world));
    let ladders: Vec<String> = world.ladders.all().map(|ladder| ladder.name.clone()).collect();
    let along = fields.get("along").and_then(|node| check.choice(node, "ladder", &ladders));
    let quarters = fields.get("quarters").and_then(|node| check.whole(node, (1, PERIODS)));
    let quarters = quarters.map_or(world.periods, |quarters| usize::try_from(quarters).unwrap_or(usize::MAX));
    let subject = Subject { measure, state: state?, era: era?, with: with? };
    let other = fields.get("against").map(|node| against(check, node, &subject, world));
    let comparing = comparing(check, fields);
    let against = match other {
        Some(other) => Some((comparing, other?)),
        None => None,
    };
    let over = |subject: &Subject| subject.measure.takes_quarters();
    if !over(&subject) && against.as_ref().is_none_or(|(_, other)| !over(other)) {
        refuse(check, fields, &["quarters"], "has no meaning for a measure at a state");
    }
    Some(Finds::Measured { subject, against, along, quarters })
}

fn start(world: &World<'_>) -> Option<NegotiationState> {
    state::parse("", world.ladders, world.governments).ok()
}

fn at(check: &mut Check<'_>, node: &Node, world: &World<'_>) -> Option<NegotiationState> {
    let text = check.text(node)?;
    check.phrase(node, state::parse(text, world.ladders, world.governments))
}

/// The era of that name, the start first.
fn era(check: &mut Check<'_>, node: &Node, world: &World<'_>) -> Option<usize> {
    let later = world.eras.iter().map(|era| era.name.clone());
    let names: Vec<String> = [START.to_owned()].into_iter().chain(later).collect();
    check.choice(node, "era", &names)
}

fn comparing(check: &mut Check<'_>, fields: &Fields<'_>) -> Comparing {
    let Some(node) = fields.get("compare") else { return Comparing::Difference };
    if fields.get("against").is_none() {
        let finding = Finding::new(&node.place, "there is nothing to compare with".to_owned());
        check.report(finding.label("no `against`").help("say what with in `against`"));
    }
    match check.choice(node, "comparison", &["difference".to_owned(), "ratio".to_owned()]) {
        Some(1) => Comparing::Ratio,
        _ => Comparing::Difference,
    }
}

fn against(check: &mut Check<'_>, node: &Node, subject: &Subject, world: &World<'_>) -> Option<Subject> {
    let fields = check.fields(node, "claim.check.against", "claim.check.against")?;
    let own = fields.get("measure").map_or(Some(subject.measure), |node| measured(check, node, world));
    let state = fields.get("at").map_or(Some(subject.state.clone()), |node| at(check, node, world));
    let with = fields.get("with").map_or(Some(Vec::new()), |node| settings(check, node, world));
    let era = fields.get("era").map_or(Some(subject.era), |node| era(check, node, world));
    let measure = own?;
    if measure == Measure::PathShare {
        let finding = Finding::new(&node.place, "a share of paths cannot be compared with".to_owned());
        check.report(finding.label("not here").help("give the two shares bounds of their own"));
    }
    Some(Subject { measure, state: state?, era: era?, with: with? })
}

/// Numbers set otherwise: a table of keys with their values, or a list of `KEY=VALUE`.
fn settings(check: &mut Check<'_>, node: &Node, world: &World<'_>) -> Option<Vec<Uncertain>> {
    if let Some(table) = node.table() {
        let ranges = ranges(world.parameters);
        return table
            .iter()
            .map(|(key, value)| stated(check, key, value, &ranges))
            .collect::<Option<Vec<_>>>()
            .map(|all| all.concat());
    }
    let Value::Array(items) = &node.value else {
        check.wrong_type(node, "a table or a list of numbers");
        return None;
    };
    let read = |item| {
        let text = check.text(item)?;
        let parsed = setting(text, world.parameters);
        check.phrase(item, parsed)
    };
    items.iter().map(read).collect()
}

/// The numbers under a key of such a table; a key that is not quoted makes tables within.
fn stated(check: &mut Check<'_>, key: &str, node: &Node, ranges: &[(String, Range)]) -> Option<Vec<Uncertain>> {
    if let Some(table) = node.table() {
        let within = |(part, value): (&String, &Node)| stated(check, &format!("{key}.{part}"), value, ranges);
        return table.iter().map(within).collect::<Option<Vec<_>>>().map(|all| all.concat());
    }
    let Some((_, range)) = ranges.iter().find(|(known, _)| known == key) else {
        let place = node.key.as_ref().unwrap_or(&node.place);
        let finding = Finding::new(place, format!("there is no number `{}` to set here", shown(key)));
        let help = advice(key, ranges.iter().map(|(known, _)| known.as_str()));
        check.report(finding.label("not known").help(help));
        return None;
    };
    Some(vec![certain(key.to_owned(), check.number(node, *range))])
}

fn setting(text: &str, parameters: &Parameters<Uncertain>) -> Result<Uncertain, Wrong> {
    let wrong = |message: String, help: String| Wrong { absent_from: None, part: 0..text.len(), message, help };
    let Some((key, value)) = text.rsplit_once('=') else {
        return Err(wrong(
            format!("`{}` is not KEY=VALUE", shown(text)),
            "write it like client.delivery=1.0".to_owned(),
        ));
    };
    let (key, value) = (key.trim(), value.trim());
    let ranges = ranges(parameters);
    let Some((_, range)) = ranges.iter().find(|(known, _)| known == key) else {
        let help = advice(key, ranges.iter().map(|(known, _)| known.as_str()));
        return Err(wrong(format!("there is no number `{}` to set here", shown(key)), help));
    };
    match value.parse::<f64>() {
        Ok(value) if range.contains(value) => Ok(certain(key.to_owned(), value)),
        _ => Err(wrong(format!("`{}` is out of range", shown(value)), format!("allowed: {range}"))),
    }
}

/// Every number that may be set on its own, with its range. The moves of ladders are not among them: what leads up and
/// what leads down is bound together.
fn ranges(parameters: &Parameters<Uncertain>) -> Vec<(String, Range)> {
    let bargain = parameters.bargain.list().into_iter().zip(Bargain::<f64>::SPECS);
    let clients = parameters.clients.iter().flat_map(|client| client.list().into_iter().zip(Client::<f64>::SPECS));
    let patron = parameters.patron.list().into_iter().zip(Patron::<f64>::SPECS);
    let group = bargain.chain(clients).chain(patron).map(|(number, spec)| (number.key.clone(), spec.range));
    group.chain([(parameters.ratification.key.clone(), Range::SHARE)]).collect()
}
