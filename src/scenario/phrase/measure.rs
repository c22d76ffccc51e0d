//! What a claim may measure: `contract("grand deal")`, `loyalty`, `reservation("grand deal")` (§4, §5).
//!
//! Takes a string of the file, gives a [`Measure`], or what is wrong with which part of it.

use crate::base::text::shown;
use crate::scenario::keys::measures::{MEASURES, Measure};
use crate::scenario::phrase::wrong::{Wrong, trimmed, unquoted};
use crate::scenario::text::nearest::advice;

/// The measure that a text names.
pub(crate) fn parse(text: &str, families: &[String]) -> Result<Measure, Wrong> {
    let whole = trimmed(text, 0..text.len());
    let open = text.find('(').unwrap_or(whole.end);
    let name = trimmed(text, whole.start..open);
    let Some((known, takes, measure, _)) = MEASURES.iter().find(|entry| entry.0 == &text[name.clone()]) else {
        let help = advice(&text[name.clone()], MEASURES.iter().map(|entry| entry.0).collect::<Vec<_>>());
        return Err(Wrong {
            absent_from: None,
            message: format!("there is no measure `{}`", shown(&text[name.clone()])),
            part: name,
            help,
        });
    };
    match (*takes, text[open..whole.end].trim()) {
        (false, "") => Ok(measure(0)),
        (false, _) => Err(Wrong {
            absent_from: None,
            part: open..whole.end,
            message: format!("`{known}` has no offer"),
            help: format!("write {known}"),
        }),
        (true, rest) => family(text, open..whole.end, rest, known, families).map(measure),
    }
}

fn family(
    text: &str,
    part: std::ops::Range<usize>,
    rest: &str,
    known: &str,
    families: &[String],
) -> Result<usize, Wrong> {
    let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else {
        let part = if part.is_empty() { trimmed(text, 0..text.len()) } else { part };
        let help = format!("write {known}(\"NAME OF THE OFFER\")");
        return Err(Wrong { absent_from: None, part, message: format!("`{known}` needs an offer"), help });
    };
    let name = unquoted(inner);
    families.iter().position(|known| known == name).ok_or_else(|| Wrong {
        absent_from: Some("offer"),
        part,
        message: format!("there is no offer `{}`", shown(name)),
        help: advice(name, families.iter().map(String::as_str)),
    })
}
