//! A briefing of a run: what was asked, what was found, what it rests on, for a reader who knows nothing of the program.
//!
//! Takes a summary with its findings and charts, gives `brief.html`, one page without scripts that loads nothing, and
//! `brief.md`. It lays out and puts into words; the numbers come from `summary` (model page §4–§6).

mod answer;
mod change;
pub mod context;
mod figures;
mod starts;
mod stories;
mod tables;
pub mod template;

use super::chart;
use super::chart::ChartError;
use super::words::odds::Lexicon;
use crate::findings::Summary;
use crate::findings::findings::Findings;
use crate::store::folder::{BRIEF, File, Listed, listed};
use crate::store::manifest;
use context::Brief;
use serde::Serialize;
use template::{Template, TemplateError};

/// What a brief is made of.
pub struct Material<'a> {
    /// The summary of the run.
    pub summary: &'a Summary,
    /// What it does not hold.
    pub findings: &'a Findings,
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
pub enum BriefError {
    /// The template cannot be used.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A chart could not be drawn.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// JSON could not be made.
    #[error("cannot write JSON: {0}")]
    Json(#[from] serde_json::Error),
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

/// The list of a brief's files, by which a later brief or run knows them as its own.
#[derive(Serialize)]
struct List<'a> {
    program: &'a str,
    version: &'a str,
    results_version: u32,
    scenario: &'a str,
    sha256: &'a str,
    seed: u64,
    lexicon: &'a Lexicon,
    template: &'a str,
    files: Vec<Listed>,
}

/// The files of a brief, its list last.
///
/// # Errors
/// If the template cannot be used, or a chart not be drawn.
pub fn files(material: &Material, style: &Style, beside_run: bool) -> Result<Vec<File>, BriefError> {
    let brief = Brief::new(material, &style.lexicon, beside_run)?;
    let file = |name: &str, text: String| File { name: name.into(), bytes: text.into_bytes() };
    let mut files = vec![
        file("brief.html", template::html(&brief, &style.template)?),
        file("brief.md", template::markdown(&brief)?),
    ];
    let made = &material.summary.provenance;
    let list = List {
        program: env!("CARGO_PKG_NAME"),
        version: &made.version,
        results_version: made.results_version,
        scenario: &made.scenario,
        sha256: &made.sha256,
        seed: made.seed,
        lexicon: &style.lexicon,
        template: &style.template.name,
        files: files.iter().map(listed).collect(),
    };
    files.push(File { name: BRIEF.into(), bytes: manifest::json(&list)? });
    Ok(files)
}
