//! `allegiance run`: a scenario to tables, charts and, if asked, a brief.

use super::brief::{self, Words};
use super::failure::Failure;
use super::inputs::{dispute_pays, partly_drawn, provenance, run_inputs, run_manifest};
use super::memory::{Work, after_draws, fits, within_memory};
use super::outcome::{Command, Job, Outcome, Results};
use super::replay::{SUMMARY, central, scored};
use super::request::{Output, Source};
use super::variant;
use crate::base::file::{File, json};
use crate::base::text::fitted;
use crate::findings::drivers::Drivers;
use crate::findings::{Summary, table};
use crate::forecast::{self, Draw, Needed, evidence};
use crate::game::equilibrium::Equilibrium;
use crate::game::solve::Method;
use crate::report::chart::{self, ChartError, Figure};
use crate::report::cross::WIDTH;
use crate::report::run as words;
use crate::scenario::Scenario;
use crate::store::manifest::Kind;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A run.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Run {
    /// What is simulated
    #[cfg_attr(feature = "cli", command(flatten))]
    pub source: Source,
    /// Where the results go; without -o to output/ and the name of the scenario, with what was changed in it
    #[cfg_attr(feature = "cli", command(flatten))]
    pub output: Output,
    /// Write every path to tables/paths.csv.gz
    #[cfg_attr(feature = "cli", arg(long))]
    pub paths: bool,
    /// Write a brief beside the results, as `allegiance brief` does
    #[cfg_attr(feature = "cli", arg(long))]
    pub brief: bool,
    /// In which words
    #[cfg_attr(feature = "cli", command(flatten))]
    pub words: Words,
    /// Template of the brief instead of the one that comes with the program
    #[cfg_attr(feature = "cli", arg(long, value_name = "FILE", requires = "brief"))]
    pub template: Option<PathBuf>,
    /// Which charts: the six of every run, or all
    #[cfg_attr(feature = "cli", arg(long, value_name = "main|all", default_value = "main"))]
    pub charts: Charts,
    /// Take the uncertain numbers from the rows of a CSV file, such as posterior.csv of `estimate`: draw i is row i,
    /// and after the last row the first again
    #[cfg_attr(feature = "cli", arg(long, value_name = "FILE"))]
    pub draws: Option<PathBuf>,
}

/// Which charts a run draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Charts {
    /// At most six, which say what was found
    #[default]
    Main,
    /// Those and the further ones: kinds of history, room by mandate and confrontation, drivers, fans, distributions
    All,
}

impl Charts {
    /// The figures.
    fn figures(self, scenario: &Scenario, draws: &[Draw], summary: &Summary) -> Result<Vec<Figure>, ChartError> {
        let mut figures = chart::figures(summary)?;
        if self == Self::All {
            figures.extend(chart::further(summary, Drivers::new(scenario, draws).as_ref())?);
        }
        Ok(figures)
    }
}

impl Run {
    /// A run of a scenario file to its usual folder.
    pub fn new(source: Source) -> Self {
        Self { source, ..Self::default() }
    }

    /// A run that writes to this folder.
    pub fn to(self, folder: impl Into<PathBuf>) -> Self {
        Self { output: Output::to(folder), ..self }
    }
}

impl Command for Run {
    fn prepare(self) -> Result<Job, Failure> {
        let scenario = self.source.load(self.draws.as_deref())?;
        let mut needed = within_memory(&scenario)?;
        if self.brief && !scenario.claims.is_empty() {
            needed = needed.max(fits(&scenario, Work::Draws(evidence::variants(&scenario)))?);
        }
        let style = brief::style(&self.words, self.template.as_deref())?;
        let folder = self.output.output.clone();
        let folder = folder.unwrap_or_else(|| variant::folder(&scenario, &self.source, ""));
        let lexicon = self.words.lexicon.as_deref().map(Path::new);
        let reads = [Some(self.source.file.as_path()), self.draws.as_deref(), self.template.as_deref(), lexicon];
        let target = self.output.target_at(folder, Kind::Run, &scenario, &reads);
        let folder = target.folder.display().to_string();
        Ok(Job::new(Some(target), move |watch| {
            watch.expect(Needed { bytes: needed, after: after_draws(&scenario) });
            scored(&scenario)?;
            let central = central(&scenario);
            let draws = forecast::simulate(&scenario, watch)?;
            let summary = Summary::new(&scenario, &central, &draws, provenance(&scenario));
            if summary.certified_draws == 0 {
                return Err(Failure::NothingCertified(draws.len()));
            }
            let text = words::text(&summary, &style.lexicon, watch.columns().unwrap_or(WIDTH));
            let made_from = run_inputs(&scenario);
            let figures = self.charts.figures(&scenario, &draws, &summary)?;
            let told = brief::Told { scenario: &scenario, summary: &summary, central: &central, inputs: &made_from };
            let brief = self.brief.then(|| brief::results(&told, &draws, &figures, &style, watch)).transpose()?;
            let manifest = run_manifest(Kind::Run, &summary, made_from)?;
            let run = Results::new(manifest, files(&scenario, &summary, &draws, self.paths)?, figures);
            let mut notes = partly_drawn(&scenario);
            notes.extend(dispute_pays(&scenario));
            notes.extend(doubts(&central, &draws));
            Ok(Outcome {
                results: [run].into_iter().chain(brief).collect(),
                notes,
                closing: Some(closing(&folder, self.brief, watch.columns())),
                ..Outcome::text(text)
            })
        }))
    }
}

/// The folder and the next step. A command is not broken into lines: it may be copied.
fn closing(folder: &str, brief: bool, columns: Option<usize>) -> String {
    let said = |line: String| columns.map_or_else(|| format!("{line}\n"), |columns| fitted(&line, columns));
    let written = said(format!("Written to {folder}: charts/, tables/, summary.json, manifest.json."));
    let next = match brief {
        true => said(format!("Next: read {folder}/brief.html; change an assumption with --set KEY=VALUE.")),
        false => format!("Next: allegiance brief {folder}\n"),
    };
    format!("\n{written}{next}")
}

/// The data and tables of a run.
fn files(scenario: &Scenario, summary: &Summary, draws: &[Draw], paths: bool) -> Result<Vec<File>, Failure> {
    let mut files = vec![
        File::new(SUMMARY, json(summary)?),
        File::new("tables/chapters.csv", words::chapters(summary)?),
        File::new("tables/metrics.csv", words::metrics(summary)?),
        File::new("tables/quarters.csv", words::quarters(summary)?),
        File::new("tables/assumptions.csv", words::assumptions(summary)?),
        File::new("tables/draws.csv", table::draws(scenario, draws)?),
    ];
    if !summary.events.is_empty() {
        files.push(File::new("tables/events.csv", words::events(summary)?));
        files.push(File::new("tables/event_quarters.csv", words::event_quarters(summary)?));
    }
    if paths {
        files.push(File::new("tables/paths.csv.gz", compressed(&table::paths(scenario, draws)?)?));
    }
    Ok(files)
}

/// A table, compressed without the time of day.
fn compressed(text: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut writer = flate2::GzBuilder::new().mtime(0).write(Vec::new(), flate2::Compression::default());
    writer.write_all(text).and_then(|()| writer.finish()).map_err(Failure::Compression)
}

/// What a reader should know of how the games were solved.
fn doubts(central: &Equilibrium, draws: &[Draw]) -> Vec<String> {
    let mut doubts = Vec::new();
    if !central.certified() {
        doubts.push(
            "the game at central values is not certified: the chart of room for a deal shows no equilibrium".into(),
        );
    }
    let otherwise = |draw: &&Draw| {
        draw.branches.is_some()
            && draw.certificates.iter().any(|certificate| certificate.method != Method::BackwardInduction)
    };
    let found = draws.iter().filter(otherwise).count();
    if found > 0 {
        doubts.push(format!(
            "in {found} of the certified draws backward induction does not settle; a fixed point was found \
             otherwise (column `found_by` of tables/draws.csv)"
        ));
    }
    doubts
}
