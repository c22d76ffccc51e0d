//! Names that a scenario gives to its levels, offers, branches and endings.
//!
//! Takes a string of the file, gives a label that is safe in a table, a chart and a terminal: one line, no invisible
//! characters, and nothing that a spreadsheet would take for a formula.

use crate::base::text::{is_invisible, shown};
use crate::scenario::check::cursor::Check;
use crate::scenario::keys::limits::NAME;
use crate::scenario::text::finding::{Finding, Span};
use crate::scenario::text::tree::Node;

impl Check<'_> {
    /// A label of at most `longest` characters. One with a fault is given all the same, so that what refers to it
    /// finds it.
    pub(crate) fn label(&mut self, node: &Node, longest: usize) -> String {
        let Some(text) = self.text(node) else {
            return String::new();
        };
        if let Some((offset, message, help)) = fault_of(text, longest) {
            let place = offset.map_or(node.place.clone(), |range| self.inside(node, range));
            let finding = Finding::new(&place, format!("`{}` {message}", shown(text)));
            self.report(finding.label("not allowed in a name").help(help));
        }
        text.to_owned()
    }

    /// The name of something, which is not one that the program gives itself, in whatever case.
    pub(crate) fn own_name(&mut self, node: &Node, reserved: &str, why: &str) -> String {
        let name = self.label(node, NAME);
        if name.to_lowercase() == reserved {
            let finding = Finding::new(&node.place, format!("the name `{name}` is reserved"));
            self.report(finding.label("reserved").help(why));
        }
        name
    }

    /// The place of a stretch of a string, if the file writes it without escapes; else of the whole string.
    pub(crate) fn inside(&self, node: &Node, range: std::ops::Range<usize>) -> Span {
        let Span { source, span } = &node.place;
        let written = self.slice(&node.place);
        let quoted = written.len() >= 2 && node.text() == written.get(1..written.len() - 1);
        let bare = node.text() == Some(written);
        let start = match (quoted, bare) {
            (true, _) => span.start + 1,
            (false, true) => span.start,
            _ => return node.place.clone(),
        };
        Span { source: *source, span: start + range.start..start + range.end }
    }
}

type LabelFault = (Option<std::ops::Range<usize>>, String, &'static str);

fn fault_of(text: &str, longest: usize) -> Option<LabelFault> {
    if text.is_empty() {
        return Some((None, "is empty".to_owned(), "give it a name"));
    }
    if let Some((at, c)) = text.char_indices().find(|(_, c)| is_invisible(*c)) {
        let message = format!("holds the invisible character U+{:04X}", u32::from(c));
        return Some((Some(at..at + c.len_utf8()), message, "remove it"));
    }
    if text.starts_with(['=', '+', '-', '@']) {
        let message = format!("starts with `{}`", &text[..1]);
        return Some((Some(0..1), message, "a spreadsheet would take it for a formula"));
    }
    if text.trim() != text {
        return Some((None, "starts or ends with a space".to_owned(), "remove it"));
    }
    let count = text.chars().count();
    (count > longest).then(|| (None, format!("has {count} characters"), "shorten it: at most 60 (a title 200)"))
}

#[cfg(test)]
mod tests {
    use super::fault_of;
    use crate::scenario::keys::limits::NAME;

    #[test]
    fn what_would_mislead_is_refused() {
        for bad in ["", "=1", "+a", "-a", "@a", "\ta", "a\u{202E}b", "a\u{200B}", " a", "a ", "a\nb"] {
            assert!(fault_of(bad, NAME).is_some(), "{bad:?}");
        }
        for good in ["grand deal", "Großer Handel", "сделка", "a = b"] {
            assert!(fault_of(good, NAME).is_none(), "{good:?}");
        }
        assert!(fault_of(&"é".repeat(60), NAME).is_none());
        assert!(fault_of(&"é".repeat(61), NAME).is_some());
    }
}
