//! Short phrases inside a string of a scenario: what conditions and states have in common.
//!
//! Takes a text and a stretch of it, gives parts of it as stretches, so that a fault can be shown with a caret.

use std::ops::Range;

/// What is wrong with a part of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// The part, in bytes of the phrase.
    pub(crate) part: Range<usize>,
    pub(crate) message: String,
    pub(crate) help: String,
    /// Where the name should stand that is missing, if that is what is wrong: `offer` or `government`.
    pub(crate) absent_from: Option<&'static str>,
}

/// The stretch without the space around it.
pub(crate) fn trimmed(text: &str, part: Range<usize>) -> Range<usize> {
    let inner = &text[part.clone()];
    let start = part.start + (inner.len() - inner.trim_start().len());
    start..start + inner.trim().len()
}

/// A name without the quotes that it may be written in.
pub(crate) fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let within = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    within('"').or_else(|| within('\'')).unwrap_or(text)
}
