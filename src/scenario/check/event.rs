//! Events: what may happen on a path, told by the quarter in which it happens (model page §5).
//!
//! Takes the array `[[event]]`, gives events of which each, once it has happened, has happened.

use crate::base::text::shown;
use crate::scenario::check::cursor::Check;
use crate::scenario::keys::limits::{NAME, NAMED, TITLE};
use crate::scenario::keys::metrics::Metric;
use crate::scenario::parts::ending::{Comparison, Condition, Event};
use crate::scenario::phrase::condition::Names;
use crate::scenario::text::finding::Finding;
use crate::scenario::text::tree::Node;

/// The events of a scenario.
pub(crate) fn read(check: &mut Check<'_>, node: Option<&Node>, names: &Names<'_>) -> Vec<Event> {
    let Some((node, items)) = node.and_then(|node| Some((node, check.items(node)?))) else {
        return Vec::new();
    };
    check.count(node, "events", items.len(), (0, NAMED));
    check.unique_names("events", items);
    items.iter().filter_map(|item| event(check, item, names)).collect()
}

fn event(check: &mut Check<'_>, node: &Node, names: &Names<'_>) -> Option<Event> {
    let fields = check.fields(node, "event", "event")?;
    let name = check.require(&fields, "name").map(|node| check.label(node, NAME));
    let happens = || name.as_ref().map(|name| format!("“{name}” happens"));
    let says = fields.get("says").map(|node| check.label(node, TITLE)).or_else(happens);
    let conditions = check.require(&fields, "when").and_then(|node| conditions(check, node, names));
    Some(Event { name: name?, says: says?, conditions: conditions? })
}

fn conditions(check: &mut Check<'_>, node: &Node, names: &Names<'_>) -> Option<Vec<Condition>> {
    let items = check.items(node)?;
    if !check.count(node, "conditions", items.len(), (1, NAMED)) {
        return None;
    }
    // Every one is read, so that the fault of one does not hide the next.
    let read: Vec<Option<Condition>> = items.iter().map(|item| lasting(check, item, names)).collect();
    read.into_iter().collect()
}

/// A condition that stays true once it is.
fn lasting(check: &mut Check<'_>, node: &Node, names: &Names<'_>) -> Option<Condition> {
    let condition = check.condition(node, names)?;
    let upward = matches!(condition.comparison, Comparison::AtLeast | Comparison::Above);
    if upward && condition.metric.never_falls() {
        return Some(condition);
    }
    let text = shown(node.text().unwrap_or_default());
    let finding = Finding::new(&node.place, format!("`{text}` cannot tell an event"));
    let counts: Vec<&str> =
        Metric::names().filter(|name| Metric::named(name).is_some_and(Metric::never_falls)).collect();
    check.report(finding.label("no count that only rises").help(format!(
        "an event is told by the quarter in which it happens, and has happened from then on: ask with `>=` or `>` for quarters(\"NAME\") or one of {}",
        counts.join(", ")
    )));
    None
}
