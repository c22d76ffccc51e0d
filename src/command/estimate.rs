//! `allegiance estimate`: from a scenario and a record to draws of the posterior, kept from step to step.

use super::{RunError, chart_files, file, provenance, sources};
use crate::base::units::Quarter;
use crate::findings::posterior::{Posterior, RecordUsed};
use crate::forecast::estimate;
use crate::forecast::estimate::{Population, StepError, Target};
use crate::forecast::{RESULTS_VERSION, Watch};
use crate::report::chart;
use crate::report::posterior as tables;
use crate::scenario;
use crate::scenario::{CodedRecord, Scenario, Uncertain};
use crate::store::folder;
use crate::store::folder::{File, FolderError};
use crate::store::manifest;
use crate::store::manifest::SourceText;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Name of the file that keeps the last step; what begins so is passed over by the check of the folder.
pub const CHECKPOINT: &str = ".allegiance-checkpoint";
/// How it begins.
const BEGINNING: &str = "{\"allegiance checkpoint\":";
/// Fewest and most particles.
const PARTICLES: (usize, usize) = (10, 100_000);

/// What an estimation needs to know beside the scenario.
#[derive(Debug, Clone, Default)]
pub struct EstimateRequest {
    /// The scenario file.
    pub file: PathBuf,
    /// Overrides, `key=value`.
    pub overrides: Vec<String>,
    /// The coded record.
    pub record: PathBuf,
    /// Last quarter of the record to be used.
    pub until: Option<String>,
    /// Particles.
    pub particles: usize,
    /// Folder of the results; by default `output/` and the name of the scenario with `-posterior`.
    pub output: Option<PathBuf>,
    /// Whether to write into a folder that holds other files.
    pub force: bool,
    /// Whether to go on from the step that an interrupted estimation kept.
    pub resume: bool,
}

/// What an estimation gives back.
#[derive(Debug)]
pub struct Estimated {
    /// What was found.
    pub posterior: Posterior,
    /// Where it was written.
    pub folder: PathBuf,
    /// What a reader should know beyond the files.
    pub warnings: Vec<String>,
}

/// Why an estimation failed, beyond what may befall any command.
#[derive(Debug, thiserror::Error)]
pub enum EstimateError {
    /// The record does not reach so far, or not so far back.
    #[error("--until {0}: not a quarter of the record, or fewer than two quarters are left")]
    Until(String),
    /// Too few or too many particles.
    #[error("--particles {found}: at least {}, at most {}", PARTICLES.0, PARTICLES.1)]
    #[allow(missing_docs, reason = "the message says it")]
    Particles { found: usize },
    /// The scenario states no uncertain number.
    #[error("the scenario has no uncertain number, so there is nothing to estimate")]
    NothingUncertain,
    /// No prior draw fits.
    #[error(transparent)]
    Impossible(#[from] estimate::Impossible),
    /// Interrupted.
    #[error("interrupted: {steps} temperature steps are kept in {path}; go on with --resume")]
    #[allow(missing_docs, reason = "the message says it")]
    Interrupted { steps: usize, path: PathBuf },
    /// There is nothing to go on from.
    #[error("--resume: {path} keeps no step of an interrupted estimation: {why}")]
    #[allow(missing_docs, reason = "the message says it")]
    NothingKept { path: PathBuf, why: String },
}

impl EstimateError {
    /// Exit code of the process, as in [`RunError::exit_code`].
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Until(_) | Self::Particles { .. } => 2,
            Self::NothingUncertain => 3,
            Self::Impossible(_) => 1,
            Self::Interrupted { .. } => 130,
            Self::NothingKept { .. } => 4,
        }
    }
}

/// The state after a step, with what it is a state of.
#[derive(Serialize, Deserialize)]
struct Checkpoint<P> {
    #[serde(rename = "allegiance checkpoint")]
    of: String,
    population: P,
}

/// Learns the uncertain numbers of a scenario from a record, and writes what was learnt.
///
/// # Errors
/// See [`RunError`] and [`EstimateError`]. An interruption leaves earlier results as they were and keeps the last step.
pub fn estimate(request: &EstimateRequest, watch: &dyn Watch) -> Result<Estimated, RunError> {
    let scenario = scenario::load(&request.file, &request.overrides)?;
    let history = record(request, &scenario)?;
    let uncertain = scenario.uncertain();
    if uncertain.is_empty() {
        return Err(EstimateError::NothingUncertain.into());
    }
    if !(PARTICLES.0..=PARTICLES.1).contains(&request.particles) {
        return Err(EstimateError::Particles { found: request.particles }.into());
    }
    let default = || Path::new("output").join(format!("{}-posterior", scenario.id));
    let folder = request.output.clone().unwrap_or_else(default);
    folder::admit(&folder, request.force)?;

    let likelihood = |values: &[f64]| estimate::log_likelihood(&scenario, &history, &uncertain, values);
    let target = Target::new(&uncertain, &likelihood, scenario.simulation.seed, request.particles);
    let population = sampled(request, &Keeper::new(&folder, request, &scenario, &history), &target, watch)?;
    let posterior = found(request, &scenario, &history, &uncertain, &target, &population);

    let figures = chart::posterior_figures(&posterior)?;
    let files = written(request, &scenario, &history, &posterior, &figures)?;
    folder::write(&folder, &files, request.force)?;
    let kept = folder.join(CHECKPOINT);
    if kept.exists() {
        fs::remove_file(&kept).map_err(|source| FolderError::Io { path: kept, source })?;
    }
    Ok(Estimated { posterior, folder, warnings: chart::notes(&figures) })
}

fn record(request: &EstimateRequest, scenario: &Scenario) -> Result<CodedRecord, RunError> {
    let history = scenario::history(&request.record, scenario)?;
    let Some(until) = &request.until else { return Ok(history) };
    let all = history.first.plus(history.quarters.len() - 1);
    let last: Option<Quarter> = until.parse().ok().filter(|last: &Quarter| *last <= all);
    let cut = last.and_then(|last| history.until(last));
    Ok(cut.ok_or_else(|| EstimateError::Until(until.clone()))?)
}

/// From the prior, or the step that was kept, to the posterior.
fn sampled(
    request: &EstimateRequest,
    keeper: &Keeper,
    target: &Target<'_>,
    watch: &dyn Watch,
) -> Result<Population, RunError> {
    let mut population = if request.resume { keeper.kept()? } else { target.start(watch)? };
    while !population.done() {
        match target.step(&mut population, watch) {
            Ok(()) => keeper.keep(&population)?,
            Err(StepError::Impossible(error)) => return Err(EstimateError::from(error).into()),
            Err(StepError::Stopped(stopped)) if population.steps.is_empty() => return Err(stopped.into()),
            Err(StepError::Stopped(_)) => {
                let (steps, path) = (population.steps.len(), keeper.path.clone());
                return Err(EstimateError::Interrupted { steps, path }.into());
            }
        }
    }
    Ok(population)
}

/// Where steps are kept, and of what they are steps.
struct Keeper {
    path: PathBuf,
    of: String,
}

impl Keeper {
    fn new(folder: &Path, request: &EstimateRequest, scenario: &Scenario, history: &CodedRecord) -> Self {
        let what = [
            env!("CARGO_PKG_VERSION").to_owned(),
            RESULTS_VERSION.to_string(),
            provenance(scenario).sha256,
            scenario.simulation.seed.to_string(),
            folder::sha256(history.text.as_bytes()),
            history.quarters.len().to_string(),
            request.particles.to_string(),
        ];
        Self { path: folder.join(CHECKPOINT), of: folder::sha256(what.join("\n").as_bytes()) }
    }

    fn keep(&self, population: &Population) -> Result<(), RunError> {
        let within = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(within).map_err(|source| FolderError::Io { path: within.into(), source })?;
        let bytes = serde_json::to_vec(&Checkpoint { of: self.of.clone(), population })?;
        Ok(folder::write_one(&self.path, &bytes, BEGINNING.as_bytes())?)
    }

    fn kept(&self) -> Result<Population, EstimateError> {
        let nothing = |why: String| EstimateError::NothingKept { path: self.path.clone(), why };
        let bytes = fs::read(&self.path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => nothing("there is no such file".into()),
            _ => nothing(error.to_string()),
        })?;
        let checkpoint: Checkpoint<Population> =
            serde_json::from_slice(&bytes).map_err(|error| nothing(error.to_string()))?;
        if checkpoint.of != self.of {
            return Err(nothing(
                "it was made with another scenario, record, seed, number of particles or version".into(),
            ));
        }
        Ok(checkpoint.population)
    }
}

fn found(
    request: &EstimateRequest,
    scenario: &Scenario,
    history: &CodedRecord,
    uncertain: &[Uncertain],
    target: &Target<'_>,
    population: &Population,
) -> Posterior {
    let central = estimate::log_likelihood(scenario, history, &[], &[]);
    let provenance = crate::command::Provenance { draws: request.particles, ..provenance(scenario) };
    let record = RecordUsed::new(history, folder::sha256(history.text.as_bytes()));
    Posterior::new(provenance, record, uncertain, target, population, central)
}

fn written(
    request: &EstimateRequest,
    scenario: &Scenario,
    history: &CodedRecord,
    posterior: &Posterior,
    figures: &[chart::Figure],
) -> Result<Vec<File>, RunError> {
    let mut files = vec![
        file("posterior.csv", tables::draws(posterior)?),
        file("parameters.csv", tables::parameters(posterior)?),
        file("tempering.csv", tables::tempering(posterior)?),
        file("estimate.json", manifest::json(posterior)?),
    ];
    files.extend(chart_files(figures)?);
    let record =
        SourceText { name: history.name.clone(), sha256: posterior.record.sha256.clone(), text: history.text.clone() };
    Ok(tables::seal(files, posterior, &sources(scenario), &request.overrides, &record)?)
}
