//! Elections and their branches (§2, step 1).
//!
//! Takes the array `[[election]]`, gives elections by quarter, one at most in each, whose probabilities sum to 1.

use crate::base::units::{Quarter, Range};
use crate::scenario::check::cursor::{Check, join};
use crate::scenario::check::number::certain;
use crate::scenario::check::place;
use crate::scenario::keys::limits::{CONCENTRATION, NAME, NAMED, PULL};
use crate::scenario::parts::ladders::Ladders;
use crate::scenario::parts::names::ALL;
use crate::scenario::parts::scenario::{Branch, Election, StateOdds};
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
    let first = elections.first().map(|election| election.quarter);
    later_certain(check, items, first, world);
    first_stated(check, items, first, world);
    elections
}

/// Reports odds of the first election that depend on the state: results are told apart by its branches, each at the odds
/// that the file states.
fn first_stated(check: &mut Check<'_>, items: &[Node], first: Option<usize>, world: &World<'_>) {
    let index = |item: &Node| item.get("quarter")?.text()?.parse::<Quarter>().ok()?.since(world.first?);
    for item in items.iter().filter(|item| index(item).is_some_and(|index| Some(index) == first)) {
        let branches = match item.get("branch").map(|node| &node.value) {
            Some(Value::Array(branches)) => branches.as_slice(),
            _ => &[],
        };
        let pulls = branches.iter().filter_map(|branch| branch.get("mandate_pull"));
        for node in item.get("odds").into_iter().chain(pulls) {
            let finding = Finding::new(&node.place, "only the odds of later elections may depend on the state");
            check.report(finding.label("the first election").help("its branches are the rows of every result"));
        }
    }
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
    let quarter = check.require(&fields, "quarter").and_then(|node| on_the_path(check, node, world, "election"));
    let named = fields.get("quarter").and_then(Node::text).unwrap_or_default();
    let path = join(&join("election", named), "branch");
    let branches = check.require(&fields, "branch").map(|node| branches(check, node, &path, world));
    let concentration = fields.get("concentration").map(|node| (node, check.number(node, CONCENTRATION)));
    let stated = branches.iter().flatten().any(|branch| branch.odds.distribution.is_some());
    if let Some((node, _)) = concentration.filter(|_| stated) {
        let finding = Finding::new(&node.place, "these odds are uncertain in two ways");
        check.report(finding.label("and a branch has a distribution").help("state one of the two"));
    }
    let count = branches.as_ref().map_or(0, Vec::len);
    let odds = fields.get("odds").map_or_else(Vec::new, |node| state_odds(check, node, count, world));
    let concentration = concentration.map(|(_, number)| number);
    Some(Election { quarter: quarter?, branches: branches?, concentration, odds })
}

/// Odds that hold in some states.
fn state_odds(check: &mut Check<'_>, node: &Node, branches: usize, world: &World<'_>) -> Vec<StateOdds> {
    let items = check.items(node).unwrap_or_default();
    check.count(node, "odds", items.len(), (0, NAMED));
    check.unique_names("odds", items);
    let mut all = Vec::new();
    for item in items {
        let Some(fields) = check.fields(item, "election.odds", "election.odds") else { continue };
        check.require(&fields, "name").map(|node| check.label(node, NAME));
        let place = place::of(check, &fields, world.ladders, world.governments);
        let Some(node) = check.require(&fields, "probabilities") else { continue };
        let probabilities: Vec<f64> =
            check.items(node).unwrap_or_default().iter().map(|item| check.number(item, Range::SHARE)).collect();
        let sum: f64 = probabilities.iter().sum();
        if check.count(node, "probabilities", probabilities.len(), (branches, branches)) && (sum - 1.0).abs() > SLACK {
            let finding = Finding::new(&node.place, format!("the probabilities sum to {sum}"));
            check.report(finding.label("one for each branch").help("allowed: a sum of 1, to 9 decimals"));
        }
        all.push(StateOdds { place, probabilities });
    }
    all
}

/// Reports odds that depend on integration, where the client may take it back: a contract's worth to come would then depend on
/// its subsidy and on integration together, and so would the choice.
pub(crate) fn not_by_integration(check: &mut Check<'_>, elections: Option<&Node>) {
    fn tables(node: Option<&Node>) -> &[Node] {
        match node.map(|node| &node.value) {
            Some(Value::Array(items)) => items,
            _ => &[],
        }
    }
    for odds in tables(elections).iter().flat_map(|election| tables(election.get("odds"))) {
        if let Some(node) = odds.get("integration") {
            let finding = Finding::new(&node.place, "odds cannot depend on integration that the client may take back");
            let finding = finding.label("depends on integration").help("leave out these levels, or `withdrawal_cost`");
            check.report(finding);
        }
    }
}

/// The quarter of an election or an upheaval, counted from the first of the path.
pub(crate) fn on_the_path(check: &mut Check<'_>, node: &Node, world: &World<'_>, what: &str) -> Option<usize> {
    let quarter = check.quarter(node)?;
    let first = world.first?;
    let index = quarter.since(first).filter(|index| *index < world.periods);
    if index.is_none() && world.periods > 0 {
        let finding = Finding::new(&node.place, format!("the {what} of {quarter} is not on the path"));
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
        pull: fields.get("mandate_pull").map_or(0.0, |node| check.number(node, PULL)),
        name: name.unwrap_or_default(),
        probability: odds.central,
        odds,
    })
}
