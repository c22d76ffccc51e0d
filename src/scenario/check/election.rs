//! Elections and their branches (§2, step 1).
//!
//! Takes the array `[[election]]`, gives elections by quarter, one at most in each, whose probabilities sum to 1.

use crate::base::units::{Quarter, Range};
use crate::scenario::check::cursor::{Check, join};
use crate::scenario::check::number::certain;
use crate::scenario::keys::limits::{CONCENTRATION, NAMED};
use crate::scenario::parts::ladders::Ladders;
use crate::scenario::parts::names::ALL;
use crate::scenario::parts::scenario::{Branch, Election};
use crate::scenario::text::finding::{Finding, Span};
use crate::scenario::text::tree::{Node, Value};

/// How far the probabilities of an election may miss 1.
const SLACK: f64 = 1e-9;

/// Why a name is reserved.
const RESERVED: &str = "it names the mixture of the branches in the results";

/// What an election may refer to.
pub(crate) struct World<'a> {
    pub(crate) first: Option<Quarter>,
    pub(crate) periods: usize,
    pub(crate) ladders: &'a Ladders,
    pub(crate) governments: &'a [String],
}

/// The elections of a scenario, by quarter.
pub(crate) fn read(check: &mut Check<'_>, node: Option<&Node>, world: &World<'_>) -> Vec<Election> {
    let items = node.and_then(|node| check.items(node)).unwrap_or_default();
    let mut elections: Vec<Election> = items.iter().filter_map(|item| election(check, item, world)).collect();
    let quarter = |item: &Node| {
        let quarter = item.get("quarter")?;
        Some((quarter.text()?.to_owned(), quarter.place.clone()))
    };
    let quarters: Vec<(String, Span)> = items.iter().filter_map(quarter).collect();
    check.unique("elections", &quarters);
    elections.sort_by_key(|election| election.quarter);
    later_certain(check, items, elections.first().map(|election| election.quarter), world);
    elections
}

/// Reports uncertain odds of an election after the first: they are chance within a path, and the players know them.
fn later_certain(check: &mut Check<'_>, items: &[Node], first: Option<usize>, world: &World<'_>) {
    let index = |item: &Node| item.get("quarter")?.text()?.parse::<Quarter>().ok()?.since(world.first?);
    for item in items.iter().filter(|item| index(item).is_some_and(|index| Some(index) > first)) {
        let Some(Value::Array(branches)) = item.get("branch").map(|node| &node.value) else { continue };
        let odds = branches.iter().filter_map(|branch| branch.get("probability"));
        for node in odds.filter(|node| node.is_distribution()).chain(item.get("concentration")) {
            let finding = Finding::new(&node.place, "only the odds of the first election may be uncertain");
            check.report(finding.label("a later election").help("write the probabilities as numbers"));
        }
    }
}

fn election(check: &mut Check<'_>, node: &Node, world: &World<'_>) -> Option<Election> {
    let fields = check.fields(node, "election", "election")?;
    let quarter = check.require(&fields, "quarter").and_then(|node| on_the_path(check, node, world));
    let named = fields.get("quarter").and_then(Node::text).unwrap_or_default();
    let path = join(&join("election", named), "branch");
    let branches = check.require(&fields, "branch").map(|node| branches(check, node, &path, world));
    let concentration = fields.get("concentration").map(|node| (node, check.number(node, CONCENTRATION)));
    let stated = branches.iter().flatten().any(|branch| branch.odds.distribution.is_some());
    if let Some((node, _)) = concentration.filter(|_| stated) {
        let finding = Finding::new(&node.place, "these odds are uncertain in two ways");
        check.report(finding.label("and a branch has a distribution").help("state one of the two"));
    }
    Some(Election { quarter: quarter?, branches: branches?, concentration: concentration.map(|(_, number)| number) })
}

fn on_the_path(check: &mut Check<'_>, node: &Node, world: &World<'_>) -> Option<usize> {
    let quarter = check.quarter(node)?;
    let first = world.first?;
    let index = quarter.since(first).filter(|index| *index < world.periods);
    if index.is_none() && world.periods > 0 {
        let finding = Finding::new(&node.place, format!("the election of {quarter} is not on the path"));
        let last = first.plus(world.periods - 1);
        check.report(finding.label("outside").help(format!("the path runs from {first} to {last}")));
    }
    index
}

fn branches(check: &mut Check<'_>, node: &Node, path: &str, world: &World<'_>) -> Vec<Branch> {
    let Some(items) = check.items(node) else {
        return Vec::new();
    };
    check.count(node, "branches", items.len(), (1, NAMED));
    check.unique_names("branches", items);
    let branches: Vec<Branch> = items.iter().filter_map(|item| branch(check, item, path, world)).collect();
    let sum: f64 = branches.iter().map(|branch| branch.probability).sum();
    if !branches.is_empty() && (sum - 1.0).abs() > SLACK {
        let odds: Vec<&Span> = items.iter().filter_map(|item| Some(&item.get("probability")?.place)).collect();
        // Whoever overrides odds means those: the file itself may be right.
        let set = odds.iter().filter(|place| check.overridden(place)).max_by_key(|place| place.source);
        let (place, label) = match set {
            Some(place) => (*place, "set here; the others are in the file"),
            None => (odds.last().copied().unwrap_or(&node.place), "the last of them"),
        };
        let finding = Finding::new(place, format!("the probabilities of the branches sum to {sum}"));
        check.report(finding.label(label).help("allowed: a sum of 1, to 9 decimals; it is never adjusted for you"));
    }
    branches
}

fn branch(check: &mut Check<'_>, node: &Node, path: &str, world: &World<'_>) -> Option<Branch> {
    let fields = check.fields(node, "election.branch", &join("election", "branch"))?;
    let name = check.require(&fields, "name").map(|node| check.own_name(node, ALL, RESERVED));
    let key = join(&join(path, name.as_deref().unwrap_or_default()), "probability");
    let odds = check.require(&fields, "probability").map(|node| check.uncertain(node, key.clone(), Range::SHARE));
    let odds = odds.unwrap_or_else(|| certain(key, f64::NAN));
    let mut choose = |key, what, valid: &[String]| fields.get(key).and_then(|node| check.choice(node, what, valid));
    Some(Branch {
        mandate: choose("mandate", "level", &world.ladders.mandate().levels),
        opening: choose("opening", "level", &world.ladders.opening.levels),
        government: choose("government", "government", world.governments),
        name: name.unwrap_or_default(),
        probability: odds.central,
        odds,
    })
}
