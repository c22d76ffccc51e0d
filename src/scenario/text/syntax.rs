//! Faults of TOML itself, with both places of a duplicate key.
//!
//! Takes the errors of the parser and the tree as far as it got, gives findings.

use std::ops::Range;
use toml::de::{DeTable, DeValue, Error};

use crate::base::text::shown;
use crate::scenario::text::finding::{Finding, Span};
use crate::scenario::text::slips;

/// Greatest number of faults of syntax that are shown: later ones mostly follow from the first.
const SHOWN: usize = 20;

/// Whether the error is a key that stands twice: the one fault that leaves a usable tree.
pub(crate) fn is_duplicate(error: &Error) -> bool {
    error.message().starts_with("duplicate key")
}

/// The errors as findings.
pub(crate) fn findings(source: usize, text: &str, root: &DeTable<'_>, errors: Vec<Error>) -> Vec<Finding> {
    let finding = |error: Error| {
        let span = error.span().unwrap_or(text.len()..text.len());
        let place = Span { source, span };
        if !is_duplicate(&error) {
            let finding = Finding::new(&place, format!("this is not TOML: {}", error.message()));
            return finding.label("here").help(slips::in_line(line_at(text, place.span.start)));
        }
        let key = text.get(place.span.clone()).unwrap_or_default();
        let finding = Finding::new(&place, format!("`{}` is given twice", shown(key))).label("again here");
        match first_of(text, root, &place.span) {
            Some(span) => finding.also(&Span { source, span }, "first given here"),
            None => finding,
        }
    };
    errors.into_iter().take(SHOWN).map(finding).collect()
}

/// The line that holds a place.
fn line_at(text: &str, at: usize) -> &str {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let end = after.find('\n').map_or(text.len(), |end| before.len() + end);
    &text[start..end]
}

/// Where the key that is repeated at `again` was given first: the same header further up, else the nearest key of
/// that name before it (a duplicate stands in the table being written, so the nearest is the right one).
fn first_of(text: &str, root: &DeTable<'_>, again: &Range<usize>) -> Option<Range<usize>> {
    let line = text.get(..again.start)?.rfind('\n').map_or(0, |end| end + 1);
    if let Some(path) = header(text.get(line..)?) {
        return header_before(text, line, &path);
    }
    let name = text.get(again.clone())?.trim_matches(['"', '\'']);
    let mut found = None;
    nearest_key(root, name, again.start, &mut found);
    found
}

fn header_before(text: &str, before: usize, path: &[String]) -> Option<Range<usize>> {
    let mut start = 0;
    let mut found = None;
    for line in text.get(..before)?.split_inclusive('\n') {
        if header(line).as_deref() == Some(path) {
            found = Some(start..start + line.trim_end().len());
        }
        start += line.len();
    }
    found
}

/// The keys of the table header on the first line of a text, if that is what stands there.
fn header(text: &str) -> Option<Vec<String>> {
    let line = text.lines().next().filter(|line| line.trim_start().starts_with('['))?;
    let parsed = DeTable::parse(line).ok()?;
    let mut path = Vec::new();
    let mut table = parsed.get_ref();
    while let Some((key, value)) = table.iter().next() {
        path.push(key.get_ref().to_string());
        match value.get_ref() {
            DeValue::Table(inner) => table = inner,
            _ => break,
        }
    }
    Some(path)
}

fn nearest_key(table: &DeTable<'_>, name: &str, before: usize, found: &mut Option<Range<usize>>) {
    for (key, value) in table {
        let later = found.as_ref().is_none_or(|best| best.start < key.span().start);
        if key.get_ref() == name && key.span().start < before && later {
            *found = Some(key.span());
        }
        nearest_key_in(value.get_ref(), name, before, found);
    }
}

fn nearest_key_in(value: &DeValue<'_>, name: &str, before: usize, found: &mut Option<Range<usize>>) {
    match value {
        DeValue::Table(inner) => nearest_key(inner, name, before, found),
        DeValue::Array(items) => {
            items.iter().for_each(|item| nearest_key_in(item.get_ref(), name, before, found));
        }
        _ => {}
    }
}
