//! The log of assumptions: every number and setting of a scenario with its grounds.
//!
//! Takes the merged tree of a scenario without faults, gives its values in the order of the file.

use crate::base::units::Range;
use crate::scenario::check::cursor::{Check, join};
use crate::scenario::check::distribution;
use crate::scenario::keys::catalogue::section_at;
use crate::scenario::keys::key::{Key, Section};
use crate::scenario::parts::scenario::Assumption;
use crate::scenario::text::merge::name_of;
use crate::scenario::text::tree::{Node, Table, Value};

/// Keys that name things or ask for things, and are not assumptions.
const NAMES: [&str; 13] = [
    "format",
    "title",
    "base",
    "author",
    "as_of",
    "sources",
    "name",
    "says",
    "levels",
    "claim",
    "question",
    "confidence",
    "record",
];

/// All values of a tree.
pub(crate) fn list(check: &mut Check<'_>, root: &Node) -> Vec<Assumption> {
    let mut log = Log { check, list: Vec::new() };
    if let (Some(table), Some(section)) = (root.table(), section_at("")) {
        log.table(table, section, "");
    }
    log.list
}

struct Log<'c, 'a> {
    check: &'c mut Check<'a>,
    list: Vec<Assumption>,
}

impl Log<'_, '_> {
    fn table(&mut self, table: &Table, section: &'static Section, path: &str) {
        for (name, node) in table.iter().filter(|(name, _)| !NAMES.contains(&name.as_str())) {
            let full = join(path, name);
            let inner = section.inner().find(|(known, _)| known == name).map(|(_, inner)| inner);
            match (inner, &node.value) {
                (Some(inner), Value::Table(table)) => self.table(table, inner, &full),
                (Some(inner), Value::Array(items)) => self.elements(items, inner, &full),
                _ => self.value(node, section.entry(name).as_ref(), &full),
            }
        }
    }

    fn elements(&mut self, items: &[Node], section: &'static Section, path: &str) {
        for item in items {
            if let (Some(table), Some(name)) = (item.table(), name_of(item)) {
                self.table(table, section, &join(path, name));
            }
        }
    }

    fn value(&mut self, node: &Node, key: Option<&Key>, full: &str) {
        match &node.value {
            Value::Array(items) if items.iter().any(Node::is_distribution) => {
                for (step, item) in items.iter().enumerate() {
                    let note = if item.note.is_empty() { &node.note } else { &item.note };
                    self.push(item, key, format!("{full}.{}", step + 1), note);
                }
            }
            _ => self.push(node, key, full.to_owned(), &node.note),
        }
    }

    fn push(&mut self, node: &Node, key: Option<&Key>, full: String, note: &str) {
        let distribution = node.is_distribution().then(|| distribution::read(self.check, node, Range::ANY)).flatten();
        let central = match (&node.value, distribution) {
            (_, Some(distribution)) => Some(distribution.central()),
            (Value::Integer(integer), _) => Some(*integer as f64),
            (Value::Float(float), _) => Some(*float),
            _ => None,
        };
        let bound = |bound: f64| Some(bound).filter(|bound| bound.is_finite());
        let support = distribution.map(|distribution| distribution.support());
        let source = node.get("source").and_then(Node::text).unwrap_or_default();
        let note = if note.is_empty() { source } else { note };
        self.list.push(Assumption {
            key: full,
            written: self.written(node),
            central,
            low: support.and_then(|(low, _)| bound(low)),
            high: support.and_then(|(_, high)| bound(high)),
            unit: key.map(|key| key.unit.to_owned()).unwrap_or_default(),
            note: note.to_owned(),
        });
    }

    /// The value as its file writes it, on one line; a table is put together from its parts, which may come from
    /// several files.
    fn written(&self, node: &Node) -> String {
        if let Value::Table(table) = &node.value {
            let part = |(name, node): (&String, &Node)| format!("{} = {}", join("", name), self.written(node));
            return format!("{{ {} }}", table.iter().map(part).collect::<Vec<_>>().join(", "));
        }
        let one_line = |line: &str| line.split('#').next().unwrap_or_default().trim().to_owned();
        let text = self.check.slice(&node.place);
        if text.contains('\n') { text.lines().map(one_line).collect::<Vec<_>>().join(" ") } else { text.to_owned() }
    }
}
