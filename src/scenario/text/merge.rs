//! A scenario laid over its base, and overrides laid over both.
//!
//! Takes two trees, gives one. Tables merge key by key. Entries under `[[…]]` that all have the name of an entry of the
//! base merge with those, and the others stay. Everything else, other arrays included, is replaced whole. A table with
//! `dist` is a number that is uncertain, and replaces one whole; without `dist` it changes single keys of it.

use crate::base::text::shown;
use crate::scenario::text::finding::Finding;
use crate::scenario::text::nearest::advice;
use crate::scenario::text::tree::{Node, Table, Value};

/// The tree of a file laid over that of its base. What stands under a key of `own` is the file's alone, where it has any.
pub(crate) fn file(mut base: Node, over: Node, own: &[&str]) -> Node {
    if let (Value::Table(lower), Some(upper)) = (&mut base.value, over.table()) {
        lower.retain(|name, _| !own.contains(&name.as_str()) || !upper.contains_key(name));
    }
    laid(base, over)
}

fn laid(base: Node, over: Node) -> Node {
    match (base.value, over.value) {
        (Value::Table(lower), Value::Table(upper)) if !upper.contains_key("dist") => {
            let note = if over.note.is_empty() { base.note } else { over.note };
            Node { note, value: Value::Table(tables(lower, upper)), ..over }
        }
        (Value::Array(lower), Value::Array(upper)) if renames_none(&lower, &upper) => {
            Node { value: Value::Array(entries(lower, upper)), ..base }
        }
        (_, value) => Node { value, ..over },
    }
}

fn tables(mut lower: Table, upper: Table) -> Table {
    for (name, node) in upper {
        match lower.get_mut(&name) {
            Some(slot) => replace(slot, |old| laid(old, node)),
            None => drop(lower.insert(name, node)),
        }
    }
    lower
}

/// Whether every entry of the file stands under a header of its own and has the name of an entry of the base, each once.
fn renames_none(lower: &[Node], upper: &[Node]) -> bool {
    let known: Vec<Option<&str>> = lower.iter().map(name_of).collect();
    let once = |(index, item): (usize, &Node)| upper[..index].iter().all(|other| name_of(other) != name_of(item));
    let restated = |item: &Node| item.headed && name_of(item).is_some() && known.contains(&name_of(item));
    !upper.is_empty() && upper.iter().all(restated) && upper.iter().enumerate().all(once)
}

/// Entries changed by those of the same name; they keep their order.
fn entries(lower: Vec<Node>, upper: Vec<Node>) -> Vec<Node> {
    let mut upper: Vec<Option<Node>> = upper.into_iter().map(Some).collect();
    let mut changed = |old: Node| {
        let over = upper.iter_mut().find(|over| over.as_ref().is_some_and(|over| name_of(over) == name_of(&old)));
        match over.and_then(Option::take) {
            Some(over) => laid(old, over),
            None => old,
        }
    };
    lower.into_iter().map(&mut changed).collect()
}

/// An override laid over the tree of the file. It addresses elements of an array by name, or by
/// their place if they have none.
pub(crate) fn overlay(base: &mut Node, over: Node, findings: &mut Vec<Finding>) {
    let whole = over.is_distribution();
    match (&mut base.value, over.value) {
        (Value::Table(lower), Value::Table(upper)) if !whole => {
            if lower.contains_key("dist") {
                base.note.clone_from(&over.note);
            }
            overlay_keys(lower, upper, findings);
        }
        (Value::Array(items), Value::Table(upper)) if !whole => {
            overlay_elements(items, upper, findings);
        }
        (_, value) => *base = Node { value, ..over },
    }
}

fn overlay_keys(lower: &mut Table, upper: Table, findings: &mut Vec<Finding>) {
    for (name, node) in upper {
        match lower.get_mut(&name) {
            Some(slot) => overlay(slot, node, findings),
            None => drop(lower.insert(name, node)),
        }
    }
}

fn overlay_elements(items: &mut [Node], upper: Table, findings: &mut Vec<Finding>) {
    let names: Vec<String> = items.iter().enumerate().map(|(index, item)| element_name(index, item)).collect();
    for (name, node) in upper {
        if let Some(index) = names.iter().position(|known| *known == name) {
            overlay(&mut items[index], node, findings);
            continue;
        }
        let place = node.key.as_ref().unwrap_or(&node.place);
        let help = advice(&name, names.iter().map(String::as_str));
        let message = format!("there is no element named `{}`", shown(&name));
        findings.push(Finding::new(place, message).label("unknown name").help(help));
    }
}

/// What an override calls an element: its name, or its place counted from 1 if it has none.
fn element_name(index: usize, item: &Node) -> String {
    name_of(item).map_or_else(|| (index + 1).to_string(), str::to_owned)
}

/// What an element of an array of tables is called: its name, or the quarter of an election.
pub(crate) fn name_of(node: &Node) -> Option<&str> {
    node.get("name").or_else(|| node.get("quarter"))?.text()
}

/// Replaces a node by what becomes of it.
fn replace(slot: &mut Node, with: impl FnOnce(Node) -> Node) {
    let place = slot.place.clone();
    let empty = Node { key: None, place, note: String::new(), headed: false, value: Value::Date };
    *slot = with(std::mem::replace(slot, empty));
}
