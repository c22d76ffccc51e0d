//! What is wrong with a scenario file, and where: all of it at once.
//!
//! Takes findings (a place in a text and what is wrong there), gives [`Faults`]: sorted, with line and column, to be
//! shown with carets or read as plain data.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

use super::Source;
use super::label::is_invisible;
use super::render;

/// Faults that are shown; the rest are counted.
const SHOWN: usize = 100;

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
    message: String,
    label: String,
    help: Vec<String>,
    also: Option<(Span, String)>,
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
    fn new(sources: &[Source], place: &Span, label: String) -> Self {
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
            file: source.name.clone(),
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

/// One fault of a scenario.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Fault {
    /// File name without folders, or `--set` for an override.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// What was found, and what is wrong with it.
    pub message: String,
    /// What is allowed, and the nearest valid name: a line each.
    pub help: Vec<String>,
    #[serde(skip)]
    pub(crate) spot: Spot,
    #[serde(skip)]
    pub(crate) also: Option<Spot>,
}

/// Every fault of a scenario, in the order of its texts (one or more).
#[derive(Debug, Clone, PartialEq)]
pub struct Faults {
    list: Vec<Fault>,
    more: usize,
}

impl Faults {
    pub(crate) fn new(sources: &[Source], mut findings: Vec<Finding>) -> Self {
        findings.sort_by_key(|finding| (finding.place.source, finding.place.span.start));
        findings.dedup();
        let more = findings.len().saturating_sub(SHOWN);
        findings.truncate(SHOWN);
        let list = findings.into_iter().map(|finding| fault(sources, finding)).collect();
        Self { list, more }
    }

    /// The faults, at most a hundred of them.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.list.iter()
    }

    /// How many there are, those that are not shown included.
    pub fn count(&self) -> usize {
        self.list.len() + self.more
    }

    /// All of them as text with carets, coloured for a terminal or plain.
    pub fn render(&self, coloured: bool) -> String {
        let mut text: String = self.list.iter().map(|f| render::fault(f, coloured) + "\n\n").collect();
        if self.more > 0 {
            text += &format!("and {} more\n\n", self.more);
        }
        text.truncate(text.trim_end().len());
        text
    }
}

fn fault(sources: &[Source], finding: Finding) -> Fault {
    let spot = Spot::new(sources, &finding.place, finding.label);
    Fault {
        file: spot.file.clone(),
        line: spot.line,
        column: spot.column,
        message: finding.message,
        help: finding.help,
        also: finding.also.map(|(place, label)| Spot::new(sources, &place, label)),
        spot,
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

/// Why there is no scenario.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// The file cannot be read.
    #[error("cannot read {}: {reason}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
        /// What the operating system says, if it was asked.
        source: Option<std::io::Error>,
    },
    /// The file was read and has faults.
    #[error("{0}")]
    Invalid(Faults),
}
