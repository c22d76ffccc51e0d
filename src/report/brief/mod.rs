//! A brief of a run: what was found, what it rests on, for a reader who knows nothing of the program.
//!
//! Takes a summary with its findings and charts, gives `brief.html`, one page without scripts that loads nothing, and
//! `brief.md` with its pictures. It lays out and puts into words; the numbers come from `findings` (model page §4–§6).

mod annex;
mod answer;
pub mod context;
mod deep;
mod example;
mod figures;
pub mod template;
mod why;

use super::chart::{self, ChartError};
use super::words::odds::Lexicon;
use crate::base::file::File;
use crate::findings::Summary;
use crate::findings::briefing::{Briefing, Meaning};
use crate::findings::deep::Deep;
use context::{Brief, Event};
use template::{Template, TemplateError};

/// What a brief is made of.
pub struct Material<'a> {
    /// The summary of the run.
    pub summary: &'a Summary,
    /// What it does not hold.
    pub findings: &'a Briefing,
    /// What was found in depth, if that was asked for.
    pub deep: Option<&'a Deep>,
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
    /// Page 1 alone.
    pub short: bool,
    /// Also as a page of plain style with PNG pictures, for word processors.
    pub docx: bool,
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
    /// Puts a run into words.
    pub fn new(material: &Material, style: &Style) -> Self {
        let Material { summary, findings, deep, charts, command } = *material;
        let lexicon = &style.lexicon;
        let event = |event: &Meaning| Event {
            name: event.name.clone(),
            meaning: format!("{} ({})", answer::says(summary, &event.name), chart::words::list(&event.conditions)),
        };
        let upheaval =
            |upheaval: &Meaning| Event { name: upheaval.name.clone(), meaning: upheaval.conditions.join("; ") };
        Self {
            short: style.short,
            docx: false,
            title: summary.provenance.title.clone(),
            client: summary.client.clone(),
            patron: summary.patron.clone(),
            author: findings.author.clone(),
            as_of: findings.as_of.clone(),
            changes: summary.provenance.changes.clone(),
            answer: answer::answer(summary, findings, lexicon),
            confidence: summary.confidence.as_ref().map(answer::confidence),
            happens: why::happens(summary, lexicon),
            why: why::why(summary, findings),
            story: why::story(summary),
            outcomes: why::outcomes(summary),
            events: findings.events.iter().map(event).collect(),
            upheavals: findings.breaks_in.iter().map(upheaval).collect(),
            drivers: annex::drivers(summary, findings, lexicon),
            deep: deep.map(deep::deep),
            claims: annex::claims(findings),
            assumptions: annex::assumptions(summary, findings),
            odds_used: annex::odds_used(summary, findings),
            sources: annex::sources(findings),
            figures: figures::figures(charts, style.short),
            reproduce: annex::reproduce(summary, command),
        }
    }
}

/// The files of a brief: `brief.html`, `brief.md`, the pictures, and if asked `brief-docx.html`.
///
/// # Errors
/// If the template cannot be used, or a picture not be made.
pub(crate) fn files(material: &Material, style: &Style) -> Result<Vec<File>, BriefError> {
    let brief = Brief::new(material, style);
    let mut files = vec![
        File::new("brief.html", template::html(&brief, &style.template)?),
        File::new("brief.md", template::markdown(&brief)?),
    ];
    if style.docx {
        let brief = Brief { docx: true, figures: figures::embedded(material.charts, style.short)?, ..brief };
        files.push(File::new("brief-docx.html", template::html(&brief, &style.template)?));
    }
    for figure in figures::shown(material.charts, style.short) {
        files.push(File::new(figures::file(figure), chart::png(&figure.insets[0])?));
    }
    Ok(files)
}
