//! Who wrote a scenario, as of when, the sources that its comments cite, and the words of its alliance.
//!
//! Takes the top of the file, gives a [`Colophon`] and [`Words`].

use crate::base::text::shown;
use crate::scenario::check::cursor::{Check, Fields};
use crate::scenario::keys::limits::{NAME, SOURCE, TITLE};
use crate::scenario::parts::scenario::Colophon;
use crate::scenario::parts::words::Words;
use crate::scenario::text::finding::Finding;
use crate::scenario::text::tree::{Node, Value};

pub(crate) fn read(check: &mut Check<'_>, top: &Fields<'_>) -> Colophon {
    let mut line = |key: &str| top.get(key).map(|node| check.label(node, TITLE));
    let (author, as_of) = (line("author"), line("as_of"));
    Colophon { author, as_of, sources: top.get("sources").map_or_else(Vec::new, |node| sources(check, node)) }
}

/// What the alliance calls things; what it does not say is as everywhere.
pub(crate) fn words(check: &mut Check<'_>, top: &Fields<'_>) -> Words {
    let usual = Words::default();
    let Some(fields) = check.top(top, "words") else { return usual };
    let mut word = |key: &str, usual: String| fields.get(key).map_or(usual, |node| check.label(node, NAME));
    Words {
        outside: word("outside", usual.outside),
        commitment: word("commitment", usual.commitment),
        step: word("step", usual.step),
        election: word("election", usual.election),
    }
}

fn sources(check: &mut Check<'_>, node: &Node) -> Vec<(String, String)> {
    let Value::Table(table) = &node.value else {
        check.wrong_type(node, "a table");
        return Vec::new();
    };
    table.iter().map(|(id, node)| (named(check, id, node), check.label(node, SOURCE))).collect()
}

/// An id is a word, or a comment could not cite it.
fn named(check: &mut Check<'_>, id: &str, node: &Node) -> String {
    if id.is_empty() || !id.chars().all(char::is_alphanumeric) {
        let place = node.key.as_ref().unwrap_or(&node.place);
        let finding = Finding::new(place, format!("`{}` cannot name a source", shown(id)));
        check.report(finding.label("not a word").help("write letters and digits, such as S41"));
    }
    id.to_owned()
}
