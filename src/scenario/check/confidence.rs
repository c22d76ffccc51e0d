//! The analyst's own confidence (model page §5).
//!
//! Takes the table `[confidence]`, gives a level with its reason, which must be there.

use crate::base::text::shown;
use crate::scenario::check::cursor::{Check, Fields};
use crate::scenario::keys::limits::TITLE;
use crate::scenario::parts::confidence::{Level, Override};
use crate::scenario::text::finding::Finding;
use crate::scenario::text::tree::Node;

/// The level that takes the place of the rule's; `None` if the scenario states none.
pub(crate) fn read(check: &mut Check<'_>, top: &Fields<'_>) -> Option<Override> {
    let fields = check.top(top, "confidence")?;
    let level = check.require(&fields, "level").and_then(|node| level(check, node));
    let reason = check.require(&fields, "reason").map(|node| check.label(node, TITLE));
    Some(Override { level: level?, reason: reason? })
}

fn level(check: &mut Check<'_>, node: &Node) -> Option<Level> {
    let word = check.text(node)?;
    let found = Level::ALL.into_iter().find(|level| level.word() == word);
    if found.is_none() {
        let finding = Finding::new(&node.place, format!("there is no level of confidence `{}`", shown(word)));
        check.report(finding.label("unknown level").help(format!("one of {}", Level::ALL.map(Level::word).join(", "))));
    }
    found
}
