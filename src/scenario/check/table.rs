//! Tables of files that are no scenario: keys that must be there, keys that may.
//!
//! Takes a node, gives what it holds; what is wrong with it is reported to the [`Check`].

use crate::base::text::shown;
use crate::scenario::check::cursor::Check;
use crate::scenario::text::finding::Finding;
use crate::scenario::text::nearest::advice;
use crate::scenario::text::tree::Node;

/// Most tables of a kind.
const ENTRIES: usize = 1000;

impl Check<'_> {
    /// The value of a key that must be there.
    pub(crate) fn needed<'n>(&mut self, node: &'n Node, key: &str, home: &str) -> Option<&'n Node> {
        let found = node.get(key);
        if found.is_none() {
            let finding = Finding::new(&node.place, format!("{home} has no `{key}`"));
            self.report(finding.label(format!("`{key}` is missing")));
        }
        found
    }

    /// Reports keys that are not among the known ones.
    pub(crate) fn known(&mut self, node: &Node, keys: &[&str], home: &str) {
        for (name, value) in node.table().into_iter().flatten().filter(|(name, _)| !keys.contains(&name.as_str())) {
            let place = value.key.as_ref().unwrap_or(&value.place);
            let finding = Finding::new(place, format!("unknown key `{}` {home}", shown(name)));
            self.report(finding.label("unknown key").help(advice(name, keys.iter().copied())));
        }
    }

    /// The tables of an array of tables, one at least.
    pub(crate) fn entries<'n>(&mut self, root: &'n Node, key: &str, home: &str) -> Vec<&'n Node> {
        let items = self.needed(root, key, home).and_then(|node| self.items(node)).unwrap_or_default();
        if let Some(node) = root.get(key) {
            self.count(node, "entries", items.len(), (1, ENTRIES));
        }
        let (tables, others): (Vec<&Node>, Vec<&Node>) = items.iter().partition(|item| item.table().is_some());
        others.iter().for_each(|item| self.wrong_type(item, "a table"));
        tables
    }
}
