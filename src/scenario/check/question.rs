//! Questions about what comes after the scenario's start (model page §10).
//!
//! Takes the array `[[question]]`, gives questions that a simulated path answers with yes or no.

use crate::base::units::{Quarter, Range};
use crate::scenario::check::cursor::Check;
use crate::scenario::keys::limits::{NAMED, TITLE};
use crate::scenario::parts::ending::Condition;
use crate::scenario::parts::names::ELECTION;
use crate::scenario::parts::question::Question;
use crate::scenario::phrase::condition::Names;
use crate::scenario::text::finding::Finding;
use crate::scenario::text::tree::Node;

/// Why a name is reserved.
const RESERVED: &str = "in a file of answers it says which branch of the election came";

/// What a question may refer to.
pub(crate) struct World<'a> {
    pub(crate) first: Option<Quarter>,
    pub(crate) periods: usize,
    pub(crate) names: Names<'a>,
}

/// The questions of a scenario.
pub(crate) fn read(check: &mut Check<'_>, node: Option<&Node>, world: &World<'_>) -> Vec<Question> {
    let Some((node, items)) = node.and_then(|node| Some((node, check.items(node)?))) else {
        return Vec::new();
    };
    check.count(node, "questions", items.len(), (0, NAMED));
    check.unique_names("questions", items);
    items.iter().filter_map(|item| question(check, item, world)).collect()
}

fn question(check: &mut Check<'_>, node: &Node, world: &World<'_>) -> Option<Question> {
    let fields = check.fields(node, "question", "question")?;
    let name = check.require(&fields, "name").map(|node| check.own_name(node, ELECTION, RESERVED));
    let asks = check.require(&fields, "asks").map(|node| check.label(node, TITLE));
    let by = check.require(&fields, "by").and_then(|node| on_the_path(check, node, world));
    let when = check.require(&fields, "when").and_then(|node| conditions(check, node, world));
    let [naive, naive_wide] =
        ["naive", "naive_wide"].map(|key| fields.get(key).map(|node| check.number(node, Range::SHARE)));
    Some(Question { name: name?, asks: asks?, by: by?, when: when?, naive, naive_wide })
}

fn on_the_path(check: &mut Check<'_>, node: &Node, world: &World<'_>) -> Option<usize> {
    let quarter = check.quarter(node)?;
    let first = world.first?;
    let index = quarter.since(first).filter(|index| *index < world.periods);
    if index.is_none() && world.periods > 0 {
        let finding = Finding::new(&node.place, format!("{quarter} is not on the path"));
        let last = first.plus(world.periods - 1);
        check.report(finding.label("outside").help(format!("the path runs from {first} to {last}")));
    }
    index
}

fn conditions(check: &mut Check<'_>, node: &Node, world: &World<'_>) -> Option<Vec<Condition>> {
    let items = check.items(node)?;
    if !check.count(node, "conditions", items.len(), (1, NAMED)) {
        return None;
    }
    // Every one is read, so that the fault of one does not hide the next.
    let read: Vec<Option<Condition>> = items.iter().map(|item| check.condition(item, &world.names)).collect();
    read.into_iter().collect()
}
