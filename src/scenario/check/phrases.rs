//! Strings with a grammar of their own, as part of the check.
//!
//! Takes a string of the file and what was read of it, gives that, or reports the fault with a caret inside the string.

use crate::scenario::check::cursor::Check;
use crate::scenario::parts::ending::Condition;
use crate::scenario::phrase::condition::{self, Names};
use crate::scenario::phrase::wrong::Wrong;
use crate::scenario::text::finding::Finding;
use crate::scenario::text::tree::Node;

impl Check<'_> {
    /// What was read of a string, if it has no fault.
    pub(crate) fn phrase<T>(&mut self, node: &Node, read: Result<T, Wrong>) -> Option<T> {
        read.map_err(|Wrong { part, message, help, absent_from }| {
            let place = self.inside(node, part);
            let finding = Finding::new(&place, message).label("here").help(help);
            self.report_absent(absent_from.unwrap_or_default(), finding);
        })
        .ok()
    }

    /// The condition in a string.
    pub(crate) fn condition(&mut self, node: &Node, names: &Names<'_>) -> Option<Condition> {
        let text = self.text(node)?;
        self.phrase(node, condition::parse(text, names))
    }
}
