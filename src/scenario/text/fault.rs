//! What is wrong with a scenario file, and where: all of it at once.
//!
//! Takes findings (a place in a text and what is wrong there), gives [`Faults`]: sorted, with line and column, to be
//! shown with carets or read as plain data.

use crate::scenario::text::finding::{Finding, Source, Spot};
use std::fmt;
use std::path::PathBuf;

use crate::scenario::text::render;

/// Faults that are shown; the rest are counted.
const SHOWN: usize = 100;

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
        let mut text: String = self
            .list
            .iter()
            .map(|f| render::fault(&f.message, &f.spot, f.also.as_ref(), &f.help, coloured) + "\n\n")
            .collect();
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
#[non_exhaustive]
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
