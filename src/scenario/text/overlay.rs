//! Overrides from the command line: `client.delivery=1.0`, `offer."grand deal".loyalty=0.9`.
//!
//! Takes one override, gives the tree to lay over the scenario's. Each is a text of its own, so that a fault in it is
//! shown with a caret as a fault of a file is.

use crate::scenario::text::finding::{Finding, Span};
use crate::scenario::text::tree::{self, Node, Value};

/// Name under which an override appears in faults.
pub(crate) const SOURCE: &str = "--set";
/// The note of a number that was overridden: the comment in the file no longer belongs to it.
const NOTE: &str = "set on the command line";

/// The tree of one override. A value that is not TOML is taken as a bare string.
pub(crate) fn parse(source: usize, text: &str, findings: &mut Vec<Finding>) -> Option<Node> {
    let whole = Span { source, span: 0..text.len() };
    let Some(equals) = first_equals(text).filter(|_| is_one_line(text)) else {
        findings.push(usage(&whole));
        return None;
    };
    let mut ignored = Vec::new();
    let mut root = match tree::parse(source, text, &mut ignored) {
        Some(root) if ignored.is_empty() => root,
        _ if looks_like_toml(&text[equals + 1..]) => {
            findings.extend(ignored);
            return None;
        }
        _ => bare(source, text, equals, findings)?,
    };
    if let Some(base) = root.get("base") {
        findings.push(Finding::new(&base.place, "a base belongs in a file, not in an override").label("not here"));
        return None;
    }
    mark(&mut root);
    Some(root)
}

fn usage(place: &Span) -> Finding {
    Finding::new(place, "an override is one key and its value on one line")
        .label("no `KEY=VALUE`")
        .help("write it like client.delivery=1.0 or offer.\"NAME\".loyalty=0.9")
}

fn is_one_line(text: &str) -> bool {
    !text.trim_start().starts_with(['[', '#']) && !text.chars().any(char::is_control)
}

/// The first `=` outside quotes.
fn first_equals(text: &str) -> Option<usize> {
    let mut quote = None;
    text.char_indices().find_map(|(at, c)| match (quote, c) {
        (None, '=') => Some(at),
        (None, '"' | '\'') => {
            quote = Some(c);
            None
        }
        (Some(open), c) if c == open => {
            quote = None;
            None
        }
        _ => None,
    })
}

/// Whether a value that does not parse was meant as TOML: a string, an array, a table, or nothing at all.
fn looks_like_toml(value: &str) -> bool {
    value.trim().is_empty() || value.trim_start().starts_with(['"', '\'', '[', '{'])
}

/// The same key with the value as a string: the key is parsed with a stand-in for the value.
fn bare(source: usize, text: &str, equals: usize, findings: &mut Vec<Finding>) -> Option<Node> {
    let mut root = tree::parse(source, &format!("{}=0", &text[..equals]), findings)?;
    let rest = &text[equals + 1..];
    let start = equals + 1 + (rest.len() - rest.trim_start().len());
    let value = rest.trim();
    let node = leaf(&mut root)?;
    node.place = Span { source, span: start..start + value.len() };
    node.value = Value::Text(value.to_owned());
    Some(root)
}

/// The value at the end of a tree that is one dotted key.
fn leaf(node: &mut Node) -> Option<&mut Node> {
    if matches!(node.value, Value::Table(_)) {
        let Value::Table(table) = &mut node.value else {
            return None;
        };
        return leaf(table.values_mut().next()?);
    }
    Some(node)
}

fn mark(node: &mut Node) {
    NOTE.clone_into(&mut node.note);
    match &mut node.value {
        Value::Table(table) => table.values_mut().for_each(mark),
        Value::Array(items) => items.iter_mut().for_each(mark),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use super::tree::Value;

    #[test]
    fn what_is_not_toml_is_a_bare_string() {
        let mut findings = Vec::new();
        let root = parse(0, "confrontation.start = crisis", &mut findings).unwrap();
        let leaf = root.get("confrontation").unwrap().get("start").unwrap();
        assert_eq!((leaf.text(), leaf.place.span.clone()), (Some("crisis"), 22..28));
        let root = parse(0, "election.2020-Q3.branch.\"a = b\".probability=0.5", &mut findings).unwrap();
        let branch = root.get("election").unwrap().get("2020-Q3").unwrap().get("branch").unwrap();
        assert!(matches!(branch.get("a = b").unwrap().get("probability").unwrap().value, Value::Float(0.5)));
        assert!(findings.is_empty());
    }

    #[test]
    fn what_is_meant_as_toml_must_be_toml() {
        for bad in ["client.delivery", "=1", "a=", "a=[1", "a='b", "[a]\nb=1", "a=1\nb=2", "a b=c", "#a=1", "base='x'"]
        {
            let mut findings = Vec::new();
            assert!(parse(0, bad, &mut findings).is_none(), "{bad}");
            assert!(!findings.is_empty(), "{bad}");
        }
    }
}
