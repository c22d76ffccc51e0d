//! The texts of a scenario as a tree of values, each of which knows where it stands and on what grounds.
//!
//! Takes a TOML text, gives a [`Node`] for its root, with tables in the order of the file.

use indexmap::IndexMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::scenario::text::finding::{Finding, Span};
use crate::scenario::text::{guard, note, syntax};

/// A table in the order of the file.
pub(crate) type Table = IndexMap<String, Node>;

/// A value with its place.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Where its key stands; elements of arrays have none.
    pub(crate) key: Option<Span>,
    /// Where the value stands; for a table its header.
    pub(crate) place: Span,
    /// The comment beside or above it.
    pub(crate) note: String,
    /// Whether it is an entry of an array of tables under a `[[…]]` of its own.
    pub(crate) headed: bool,
    pub(crate) value: Value,
}

/// A TOML value.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(String),
    Integer(i128),
    Float(f64),
    Flag(bool),
    Date,
    Array(Vec<Node>),
    Table(Table),
}

impl Node {
    /// The table, if it is one.
    pub(crate) fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The string, if it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value under a key, if it is a table that has one.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.table()?.get(key)
    }

    /// Whether it is a table that states a distribution.
    pub(crate) fn is_distribution(&self) -> bool {
        self.get("dist").is_some()
    }

    /// What it is, in words.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "a string",
            Value::Integer(_) => "an integer",
            Value::Float(_) => "a number",
            Value::Flag(_) => "true or false",
            Value::Date => "a date",
            Value::Array(_) => "an array",
            Value::Table(_) => "a table",
        }
    }
}

/// Parses a text. Faults of syntax are reported; if they are no worse than duplicate keys there is still a tree, in
/// which the first of the duplicates counts.
pub(crate) fn parse(source: usize, text: &str, findings: &mut Vec<Finding>) -> Option<Node> {
    if let Some((span, what)) = guard::too_deep(text) {
        findings.push(Finding::new(&Span { source, span }, what).label("here"));
        return None;
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    let readable = errors.iter().all(syntax::is_duplicate);
    findings.extend(syntax::findings(source, text, root.get_ref(), errors));
    readable.then(|| {
        let place = Span { source, span: 0..0 };
        let value = table(source, text, root.get_ref());
        Node { key: None, place, note: String::new(), headed: false, value }
    })
}

fn table(source: usize, text: &str, table: &DeTable<'_>) -> Value {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let node = |(key, value): (&Spanned<_>, _)| {
        let key: &Spanned<std::borrow::Cow<'_, str>> = key;
        (key.get_ref().to_string(), node(source, text, Some(key.span()), value))
    };
    Value::Table(entries.into_iter().map(node).collect())
}

fn node(source: usize, text: &str, key: Option<std::ops::Range<usize>>, value: &Spanned<DeValue<'_>>) -> Node {
    let span = value.span();
    let start = key.as_ref().map_or(span.start, |key| key.start.min(span.start));
    Node {
        key: key.map(|span| Span { source, span }),
        note: note::note(text, start, span.end),
        headed: text.get(span.clone()).is_some_and(|written| written.starts_with("[[")),
        place: Span { source, span },
        value: self::value(source, text, value.get_ref()),
    }
}

fn value(source: usize, text: &str, value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(string) => Value::Text(string.to_string()),
        DeValue::Integer(integer) => {
            Value::Integer(
                i128::from_str_radix(integer.as_str(), integer.radix())
                    .unwrap_or(if integer.as_str().starts_with('-') { i128::MIN } else { i128::MAX }),
            )
        }
        DeValue::Float(float) => Value::Float(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(_) => Value::Date,
        DeValue::Array(items) => Value::Array(items.iter().map(|item| node(source, text, None, item)).collect()),
        DeValue::Table(entries) => table(source, text, entries),
    }
}
