//! Where something may happen: governments and levels (§1).
//!
//! Takes a table of lists, gives a [`Place`]; a list that is not named limits nothing.

use crate::scenario::check::cursor::{Check, Fields};
use crate::scenario::parts::ladders::Ladders;
use crate::scenario::parts::place::Place;
use crate::scenario::text::finding::Finding;
use crate::scenario::text::tree::Node;

/// The place that a table of this section describes; everywhere without one.
pub(crate) fn read(
    check: &mut Check<'_>,
    node: Option<&Node>,
    section: &str,
    ladders: &Ladders,
    governments: &[String],
) -> Place {
    match node.and_then(|node| check.fields(node, section, section)) {
        Some(fields) => of(check, &fields, ladders, governments),
        None => everywhere(ladders),
    }
}

fn everywhere(ladders: &Ladders) -> Place {
    Place { governments: Vec::new(), levels: vec![Vec::new(); ladders.all().count()] }
}

/// The place that the lists of a table describe.
pub(crate) fn of(check: &mut Check<'_>, fields: &Fields<'_>, ladders: &Ladders, governments: &[String]) -> Place {
    let mut place = everywhere(ladders);
    if let Some(node) = fields.get("government") {
        place.governments = some(check, node, "government", governments);
    }
    for (levels, ladder) in place.levels.iter_mut().zip(ladders.all()) {
        if let Some(node) = fields.get(&ladder.name) {
            *levels = some(check, node, "level", &ladder.levels);
        }
    }
    if let Some(node) = fields.get("energy").filter(|_| ladders.energy().is_none()) {
        let finding = Finding::new(&node.place, "the scenario has no energy ladder".to_owned());
        check.report(finding.label("no `[energy]`").help("give the scenario a table `[energy]` first"));
    }
    place
}

/// A list of one or more of the valid names, each once.
pub(crate) fn some(check: &mut Check<'_>, node: &Node, what: &str, valid: &[String]) -> Vec<usize> {
    let Some(items) = check.items(node) else { return Vec::new() };
    check.count(node, &format!("{what}s"), items.len(), (1, valid.len().max(1)));
    let named = |item: &Node| Some((item.text()?.to_owned(), item.place.clone()));
    check.unique(&format!("{what}s"), &items.iter().filter_map(named).collect::<Vec<_>>());
    items.iter().filter_map(|item| check.choice(item, what, valid)).collect()
}
