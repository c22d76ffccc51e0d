//! What a check finds, and where: a stretch of one of the texts that make up a scenario.
//!
//! Takes a place and a message, gives a `Finding`, and its `Spot`: line, column and the line itself.

use std::ops::Range;

use crate::base::text::{is_invisible, shown};

/// What a text is to a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The scenario file.
    Scenario,
    /// A file that it names as its base.
    Base,
    /// An override, `key=value`.
    Override,
    /// Draws of the uncertain numbers, in the place of their distributions.
    Draws,
    /// The scenario that goes with the record that the scenario names, or a base of it.
    RecordScenario,
    /// That record.
    Record,
}

/// A text that went into the scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is.
    pub part: Part,
    /// File name, below the folder of the scenario; `--set` for an override.
    pub name: String,
    /// The full text.
    pub text: String,
}

/// A stretch of one of the texts that make up a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) source: usize,
    pub(crate) span: Range<usize>,
}

/// A fault as the checks find it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finding {
    pub(crate) place: Span,
    pub(crate) message: String,
    pub(crate) label: String,
    pub(crate) help: Vec<String>,
    pub(crate) also: Option<(Span, String)>,
}

impl Finding {
    pub(crate) fn new(place: &Span, message: impl Into<String>) -> Self {
        Self { place: place.clone(), message: message.into(), label: String::new(), help: Vec::new(), also: None }
    }

    /// What stands under the caret.
    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// A line of advice; an empty one is left out.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        let help = help.into();
        if !help.is_empty() {
            self.help.push(help);
        }
        self
    }

    /// The same fault told at another place, where it comes from; the old place has a part in it.
    pub(crate) fn moved(self, place: &Span, label: &str, here: &str) -> Self {
        let also = Some((self.place, here.to_owned()));
        Self { place: place.clone(), label: label.to_owned(), also, ..self }
    }

    /// A second place that has a part in it.
    pub(crate) fn also(mut self, place: &Span, label: impl Into<String>) -> Self {
        self.also = Some((place.clone(), label.into()));
        self
    }
}

/// A stretch of a text with its coordinates, ready to be shown.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spot {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
    /// The line itself, without its end.
    pub(crate) text: String,
    /// The stretch within the line, in bytes.
    pub(crate) span: Range<usize>,
    pub(crate) label: String,
}

impl Spot {
    pub(crate) fn new(sources: &[Source], place: &Span, label: String) -> Self {
        let Some(source) = sources.get(place.source) else {
            return Self { file: String::new(), line: 1, column: 1, text: String::new(), span: 0..0, label };
        };
        let text = source.text.as_str();
        let start = floor_boundary(text, place.span.start);
        let from = text[..start].rfind('\n').map_or(0, |end| end + 1);
        let to = text[start..].find('\n').map_or(text.len(), |end| start + end);
        let line = text[from..to].trim_end_matches('\r');
        let begin = (start - from).min(line.len());
        let end = floor_boundary(text, place.span.end).saturating_sub(from).clamp(begin, line.len());
        let [before, within, after] = [&line[..begin], &line[begin..end], &line[end..]].map(visible);
        Self {
            file: shown(&source.name),
            line: text[..from].matches('\n').count() + 1,
            column: text[from..start].chars().count() + 1,
            span: before.len()..before.len() + within.len(),
            text: before + &within + &after,
            label,
        }
    }
}

/// The text with a mark in the place of everything that does not show or would steer a terminal.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c != '\t' && is_invisible(c) { '\u{FFFD}' } else { c }).collect()
}

/// The nearest place at or before `at` where a character starts.
fn floor_boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|index| text.is_char_boundary(*index)).unwrap_or(0)
}
