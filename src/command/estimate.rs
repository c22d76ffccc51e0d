//! `allegiance estimate`: from a scenario and a record to draws of the posterior, kept from step to step.

use super::failure::{EstimateError, Failure, PARTICLES};
use super::inputs::{inputs, manifest, provenance};
use super::memory::{Work, fits};
use super::outcome::{Command, Job, Outcome, Results};
use super::replay::central;
use super::request::{Output, Source};
use super::shard::{self, Part, Parted};
use super::{selection, variant};
use crate::base::file::{File, json, sha256};
use crate::base::input::{self, Limit};
use crate::base::units::Quarter;
use crate::findings::Provenance;
use crate::findings::posterior::{Posterior, RecordUsed, Switching};
use crate::forecast::estimate::{self, OfRecord, Population, Step, StepError, Target};
use crate::forecast::filter::{Horizons, filter};
use crate::forecast::{RESULTS_VERSION, Watch};
use crate::report::chart;
use crate::report::posterior as words;
use crate::scenario::{self, CodedRecord, Scenario};
use crate::store::error::io_error;
use crate::store::manifest::{Input, Kind, Role};
use crate::store::place::write_one;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// Name of the file that keeps the last step; what begins so is passed over by the check of the folder.
pub(crate) const CHECKPOINT: &str = ".allegiance-checkpoint";
/// How it begins.
const BEGINNING: &str = "{\"allegiance checkpoint\":";
/// How large it may be.
const STEP: Limit = Limit { mebibytes: 256, what: "a step of an estimation" };
/// Particles if nothing else is asked for.
const USUAL: usize = 1000;

/// An estimation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Estimate {
    /// What is estimated
    #[cfg_attr(feature = "cli", command(flatten))]
    pub source: Source,
    /// The coded record (CSV)
    #[cfg_attr(feature = "cli", arg(long, value_name = "RECORD"))]
    pub history: PathBuf,
    /// Use the record only up to this quarter, written like 2013-Q4
    #[cfg_attr(feature = "cli", arg(long, value_name = "QUARTER"))]
    pub until: Option<String>,
    /// Number of particles, and so of draws
    #[cfg_attr(feature = "cli", arg(long, default_value_t = USUAL))]
    pub particles: usize,
    /// Where the results go; without -o to output/ and the name of the scenario with -posterior
    #[cfg_attr(feature = "cli", command(flatten))]
    pub output: Output,
    /// Say as well in which particles backward induction and the principal branch end on different equilibria; takes three to
    /// four times as long
    #[cfg_attr(feature = "cli", arg(long))]
    pub selections: bool,
    /// Go on from the last temperature step that an interrupted estimation kept in the folder
    #[cfg_attr(feature = "cli", arg(long, conflicts_with = "shard"))]
    #[serde(skip)]
    pub resume: bool,
    /// Which part of it
    #[cfg_attr(feature = "cli", command(flatten))]
    #[serde(skip)]
    pub part: Part,
}

impl Default for Estimate {
    fn default() -> Self {
        Self {
            source: Source::default(),
            history: PathBuf::new(),
            until: None,
            particles: USUAL,
            output: Output::default(),
            selections: false,
            resume: false,
            part: Part::default(),
        }
    }
}

impl Parted for Estimate {
    const NAME: &'static str = "estimate";

    fn file(&self) -> Option<&Path> {
        Some(&self.source.file)
    }

    fn into_folder(mut self, folder: Option<PathBuf>, force: bool) -> Self {
        (self.output.output, self.output.force) = (folder, force);
        self
    }
}

impl Command for Estimate {
    fn prepare(mut self) -> Result<Job, Failure> {
        if let Some(place) = self.part.shard.take() {
            if self.selections {
                return Err(Failure::Usage("--selections does not go with --shard".into()));
            }
            let (part, folder) = (self.part.clone(), self.output.output.clone());
            return shard::take_part(self, &part, place, shard::named(folder)?);
        }
        let scenario = self.source.load(None)?;
        match self.selections {
            true => selection::room(&scenario)?,
            false => fits(&scenario, Work::Draws(1))?,
        };
        let record = self.record(&scenario)?;
        if scenario.uncertain().is_empty() {
            return Err(EstimateError::NothingUncertain.into());
        }
        if !(PARTICLES.0..=PARTICLES.1).contains(&self.particles) {
            return Err(EstimateError::Particles { found: self.particles }.into());
        }
        let folder = self.output.output.clone();
        let folder = folder.unwrap_or_else(|| variant::folder(&scenario, &self.source, &self.ending()));
        let reads = [Some(self.source.file.as_path()), Some(self.history.as_path())];
        let target = self.output.target_at(folder.clone(), Kind::Estimate, &scenario, &reads);
        Ok(Job::new(Some(target), move |watch| {
            let found = self.found(&folder, &scenario, &record, watch)?;
            if watch.stopped() {
                let (steps, path) = (found.steps.len(), folder.join(CHECKPOINT));
                return Err(EstimateError::Interrupted { steps, path }.into());
            }
            let results = self.results(&scenario, &record, &found)?;
            let closing = self.closing(&folder);
            Ok(Outcome {
                results: vec![Results { outdated: vec![folder.join(CHECKPOINT)], ..results }],
                closing: Some(closing),
                ..Outcome::text(words::text(&found))
            })
        }))
    }
}

impl Estimate {
    /// What the usual folder's name ends in: what else than the scenario makes this estimate another one.
    fn ending(&self) -> String {
        let until = self.until.as_ref().map(|until| format!("--until-{until}")).unwrap_or_default();
        let particles = if self.particles == USUAL { String::new() } else { format!("--particles-{}", self.particles) };
        format!("-posterior{until}{particles}")
    }

    /// The record, up to the last quarter that is to be used.
    fn record(&self, scenario: &Scenario) -> Result<CodedRecord, Failure> {
        let record = scenario::history(&self.history, scenario)?;
        let Some(until) = &self.until else { return Ok(record) };
        let all = record.first.plus(record.quarters.len() - 1);
        let last: Option<Quarter> = until.parse().ok().filter(|last: &Quarter| *last <= all);
        let cut = last.and_then(|last| record.until(last));
        Ok(cut.ok_or_else(|| EstimateError::Until(until.clone()))?)
    }

    fn found(
        &self,
        folder: &Path,
        scenario: &Scenario,
        record: &CodedRecord,
        watch: &dyn Watch,
    ) -> Result<Posterior, Failure> {
        let uncertain = scenario.uncertain();
        let likelihood = OfRecord::new(scenario, record, &uncertain);
        let target = Target::new(&uncertain, &likelihood, scenario.simulation.seed, self.particles)
            .joining(scenario.correlated.clone());
        let keeper = Keeper::new(folder, self, scenario, record);
        let target = target.named(keeper.of.as_str());
        let impossible = |found| impossible(found, scenario, record);
        let population = self.sampled(&keeper, &target, &impossible, watch)?;
        let central = estimate::log_likelihood(scenario, record, &[], &[]);
        let switching = || {
            let values =
                population.particles.iter().map(|particle| target.values(&particle.coordinates)).collect::<Vec<_>>();
            let sides = selection::of_particles(scenario, &values, &|values| likelihood.parameters(values), watch);
            sides.map(|sides| Switching::new(scenario, &sides)).map_err(|_| keeper.interrupted(&population))
        };
        let switching = self.selections.then(switching).transpose()?;
        let provenance = Provenance { draws: self.particles, ..provenance(scenario) };
        let used = RecordUsed::new(record, sha256(record.text.as_bytes()));
        Ok(Posterior::new(provenance, used, &uncertain, &target, &population, central, switching))
    }

    /// From the prior, or the step that was kept, to the posterior.
    fn sampled(
        &self,
        keeper: &Keeper,
        target: &Target<'_>,
        impossible: &dyn Fn(estimate::Impossible) -> EstimateError,
        watch: &dyn Watch,
    ) -> Result<Population, Failure> {
        let mut population = if self.resume { keeper.kept(target)? } else { target.start(watch)? };
        while !population.done() {
            match target.step(&mut population, watch) {
                Ok(()) => {
                    // In parts, every round of moves is kept.
                    if watch.blocks().is_none() {
                        keeper.keep(&population)?;
                    }
                    watch.say(&progress(&population.steps));
                }
                Err(StepError::Impossible(found)) => return Err(impossible(found).into()),
                Err(StepError::Stopped(stopped)) if population.steps.is_empty() || watch.blocks().is_some() => {
                    return Err(stopped.into());
                }
                Err(StepError::Stopped(_)) => return Err(keeper.interrupted(&population).into()),
            }
        }
        Ok(population)
    }

    fn results(&self, scenario: &Scenario, record: &CodedRecord, found: &Posterior) -> Result<Results, Failure> {
        let files = vec![
            File::new("posterior.csv", words::draws(found)?),
            File::new("parameters.csv", words::parameters(found)?),
            File::new("tempering.csv", words::tempering(found)?),
            File::new("estimate.json", json(found)?),
        ];
        let record = Input::new(Role::Record, record.name.as_str(), record.text.as_str());
        let made_from = inputs(scenario).into_iter().chain([record]).collect();
        let provenance = Provenance { paths: 0, ..found.provenance.clone() };
        let manifest = manifest(Kind::Estimate, &provenance, made_from, (self.particles, &[] as &[usize]))?
            .setting("particles", self.particles)
            .setting("uncertified", found.uncertified);
        let manifest = if self.selections { manifest.setting("selections", true) } else { manifest };
        Ok(Results::new(manifest, files, chart::posterior_figures(found)?))
    }

    fn closing(&self, folder: &Path) -> String {
        let (folder, file) = (folder.display(), self.source.file.display());
        format!(
            "\nWritten to {folder}: posterior.csv, parameters.csv, tempering.csv, estimate.json, charts/.\n\
             Next: allegiance run {file} --draws {folder}/posterior.csv -o output/with-the-record\n"
        )
    }
}

/// That no prior draw fits, with the quarter in which the record leaves what the model holds possible.
fn impossible(found: estimate::Impossible, scenario: &Scenario, record: &CodedRecord) -> EstimateError {
    let equilibrium = central(scenario);
    let from =
        equilibrium.certified().then(|| filter(scenario, &equilibrium, record, Horizons::default()).impossible_from());
    EstimateError::Impossible { found, quarter: from.flatten().map(|quarter| record.first.plus(quarter).to_string()) }
}

/// How far an estimation has come, in a line.
fn progress(steps: &[Step]) -> String {
    let reached = steps.last().map_or(0.0, |step| step.temperature);
    format!("temperature step {}: {:.1}% of the log likelihood let in", steps.len(), 100.0 * reached)
}

/// The state after a step, with what it is a state of.
#[derive(Serialize, Deserialize)]
struct Checkpoint<P> {
    #[serde(rename = "allegiance checkpoint")]
    of: String,
    /// SHA-256 of what it is a state of and of the state: one that was edited is not gone on from.
    sum: String,
    population: P,
}

impl<P: Serialize> Checkpoint<P> {
    fn sealed(of: &str, population: P) -> Result<Self, serde_json::Error> {
        let bytes = serde_json::to_vec(&population)?;
        Ok(Self { of: of.to_owned(), sum: sha256(&[of.as_bytes(), &bytes].concat()), population })
    }
}

/// Where steps are kept, and of what they are steps.
struct Keeper {
    path: PathBuf,
    of: String,
}

impl Keeper {
    fn new(folder: &Path, request: &Estimate, scenario: &Scenario, record: &CodedRecord) -> Self {
        let what = [
            env!("CARGO_PKG_VERSION").to_owned(),
            RESULTS_VERSION.to_string(),
            provenance(scenario).sha256,
            scenario.simulation.seed.to_string(),
            sha256(record.text.as_bytes()),
            record.quarters.len().to_string(),
            request.particles.to_string(),
        ];
        Self { path: folder.join(CHECKPOINT), of: sha256(what.join("\n").as_bytes()) }
    }

    fn keep(&self, population: &Population) -> Result<(), Failure> {
        let within = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(within).map_err(io_error(within))?;
        let bytes = serde_json::to_vec(&Checkpoint::sealed(&self.of, population)?)?;
        Ok(write_one(&self.path, &bytes, BEGINNING.as_bytes())?)
    }

    /// That it was stopped after the step that was kept.
    fn interrupted(&self, population: &Population) -> EstimateError {
        EstimateError::Interrupted { steps: population.steps.len(), path: self.path.clone() }
    }

    /// The step that was kept.
    fn kept(&self, target: &Target<'_>) -> Result<Population, Failure> {
        let nothing = |why: &str| EstimateError::NothingKept { path: self.path.clone(), why: why.to_owned() };
        let bytes = input::bytes(&self.path, STEP).map_err(|unreadable| nothing(&unreadable.reason))?;
        let kept: Checkpoint<Population> =
            serde_json::from_slice(&bytes).map_err(|error| nothing(&error.to_string()))?;
        if kept.of != self.of {
            return Err(
                nothing("it was made with another scenario, record, seed, number of particles or version").into()
            );
        }
        let Checkpoint { sum, population, .. } = kept;
        let again = Checkpoint::sealed(&self.of, population)?;
        if again.sum != sum || !target.may_be_at(&again.population) {
            return Err(nothing("it is not as this program left it; start again without --resume").into());
        }
        Ok(again.population)
    }
}
