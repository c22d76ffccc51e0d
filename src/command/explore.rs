//! `allegiance explore`: a scenario or a run to one page that holds the program and answers what-if questions offline.
//!
//! Takes a scenario file or the folder of a run, gives a single HTML file (`docs/how-to/explore.md`). Of a run the page shows
//! what its draws found, and puts first the numbers that drive it; the run is simulated again for these.

use super::failure::Failure;
use super::inputs::{provenance, run_inputs};
use super::memory::{Work, fits};
use super::outcome::{Command, Job, Outcome};
use super::replay::{Earlier, reopen, replay_kept};
use super::request::{Overrides, Source};
use crate::findings::drivers::Drivers;
use crate::forecast::Watch;
use crate::report::explore::{self, BEGINNING, Material};
use crate::scenario::Scenario;
use crate::store::folder::FolderError;
use crate::store::manifest::Role;
use crate::store::place::write_one;
use std::path::{Path, PathBuf};

/// A page to explore a scenario with.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Explore {
    /// Scenario file, or the folder of a run
    #[cfg_attr(feature = "cli", arg(value_name = "FILE or RUN"))]
    pub target: PathBuf,
    /// Scenario file: what is overridden before the page begins
    #[cfg_attr(feature = "cli", command(flatten))]
    pub overrides: Overrides,
    /// File to write [default: the name of the scenario with .explore.html, in the current folder]
    #[cfg_attr(feature = "cli", arg(short, long, value_name = "FILE"))]
    pub output: Option<PathBuf>,
    /// Replace a file that this command did not write
    #[cfg_attr(feature = "cli", arg(long))]
    pub force: bool,
}

impl Command for Explore {
    fn prepare(self) -> Result<Job, Failure> {
        let run = self.target.is_dir().then(|| reopen(&self.target)).transpose()?;
        if run.is_some() && !self.overrides.is_empty() {
            let message =
                "--set and --seed go with a scenario file: the page of a run begins with what the run was made from";
            return Err(Failure::Usage(message.to_owned()));
        }
        if self.target == Path::new("-") {
            let message = "the command lines of a page name the scenario's file: write it to a file first";
            return Err(Failure::Usage(message.to_owned()));
        }
        let scenario = match &run {
            Some(run) => run.scenario.clone(),
            None => Source { file: self.target.clone(), overrides: self.overrides.clone(), read: None }.load(None)?,
        };
        fits(&scenario, Work::Central(1))?;
        let path = self.output.unwrap_or_else(|| PathBuf::from(format!("{}.explore.html", scenario.id)));
        refuse_source(&path, &self.target)?;
        Ok(Job::new(None, move |watch| {
            let ranks = run.as_ref().map(|run| ranked(run, watch)).transpose()?.unwrap_or_default();
            let page = explore::page(&Material {
                file: scenario.file_name(),
                provenance: &provenance(&scenario),
                texts: texts(&scenario)?,
                ranks,
                summary: run.as_ref().map(|run| &run.summary),
            })?;
            write_one(&path, page.as_bytes(), if self.force { b"" } else { BEGINNING.as_bytes() })?;
            Ok(Outcome::text(format!("Written to {}: open it in a browser; it needs no network.\n", path.display())))
        }))
    }
}

/// Refuses to write over what the page is made from, forced or not.
fn refuse_source(path: &Path, source: &Path) -> Result<(), FolderError> {
    let same = path.canonicalize().ok().zip(source.canonicalize().ok()).is_some_and(|(one, other)| one == other);
    if same { Err(FolderError::Taken { path: path.into() }) } else { Ok(()) }
}

/// The uncertain numbers of a run, those that tell most of its main event first.
fn ranked(run: &Earlier, watch: &dyn Watch) -> Result<Vec<String>, Failure> {
    let drivers = Drivers::new(&run.scenario, &replay_kept(run, watch)?);
    Ok(drivers.map_or_else(Vec::new, |found| found.list.into_iter().map(|driver| driver.key).collect()))
}

/// The texts that the page reads the scenario from again. Answers are at central values, for which a file of draws says
/// nothing.
fn texts(scenario: &Scenario) -> Result<Vec<serde_json::Value>, serde_json::Error> {
    let all = run_inputs(scenario).into_iter();
    all.filter(|input| input.role != Role::Draws).map(serde_json::to_value).collect()
}
