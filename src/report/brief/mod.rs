//! A briefing of a run: what was asked, what was found, what it rests on, for a reader who knows nothing of the program.
//!
//! Takes a summary with its findings and charts, gives `brief.html`, one page without scripts that loads nothing, and
//! `brief.md`. It lays out and puts into words; the numbers come from `findings` (model page §4–§6).

mod answer;
mod change;
pub mod context;
mod figures;
mod starts;
mod stories;
mod tables;
pub mod template;

use super::chart::{self, ChartError};
use super::words::odds::Lexicon;
use crate::findings::Summary;
use crate::findings::briefing::Briefing;
use context::Brief;
use template::{Template, TemplateError};

/// What a brief is made of.
pub struct Material<'a> {
    /// The summary of the run.
    pub summary: &'a Summary,
    /// What it does not hold.
    pub findings: &'a Briefing,
    /// The charts of the run.
    pub charts: &'a [chart::Figure],
    /// The command that makes the run again.
    pub command: &'a str,
}

/// How it is to be told.
#[derive(Debug, Clone, Default)]
pub struct Style {
    /// Words for odds.
    pub lexicon: Lexicon,
    /// The page.
    pub template: Template,
}

/// Why there is no brief.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BriefError {
    /// The template cannot be used.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A chart could not be drawn.
    #[error(transparent)]
    Chart(#[from] ChartError),
}

impl Brief {
    /// Puts a run into words. `beside_run` if the brief will stand in the folder of its run, so that pictures there may
    /// be named.
    ///
    /// # Errors
    /// If a chart cannot be drawn.
    pub fn new(material: &Material, lexicon: &Lexicon, beside_run: bool) -> Result<Self, ChartError> {
        let Material { summary, findings, charts, command } = *material;
        Ok(Self {
            title: summary.provenance.title.clone(),
            client: summary.client.clone(),
            patron: summary.patron.clone(),
            changes: summary.provenance.changes.clone(),
            question: answer::question(summary, findings),
            answer: answer::answer(summary, findings, lexicon),
            chapters: tables::chapters(summary, lexicon),
            drivers: change::drivers(summary, findings),
            ranges: starts::ranges(summary, findings),
            stories: stories::stories(&findings.stories),
            change: change::change(summary, findings),
            assumptions: tables::assumptions(summary),
            claims: tables::claims(findings),
            figures: figures::figures(summary, findings, charts, beside_run)?,
            reproduce: tables::reproduce(summary, command),
        })
    }
}

/// The pages of a brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pages {
    /// One page for a browser, without scripts, that loads nothing.
    pub html: String,
    /// The same as Markdown.
    pub markdown: String,
}

/// The pages of a brief.
///
/// # Errors
/// If the template cannot be used, or a chart not be drawn.
pub(crate) fn pages(material: &Material, style: &Style, beside_run: bool) -> Result<Pages, BriefError> {
    let brief = Brief::new(material, &style.lexicon, beside_run)?;
    Ok(Pages { html: template::html(&brief, &style.template)?, markdown: template::markdown(&brief)? })
}
