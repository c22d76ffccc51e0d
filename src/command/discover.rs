//! `allegiance discover`: where in the draws an event is frequent, and where its probability crosses a value (model page §5).

use super::failure::{ExplainError, Failure};
use super::inputs::{inputs, manifest, partly_drawn, provenance};
use super::memory::{Work, fits};
use super::outcome::{Command, Job, Outcome, Results};
use super::replay::reopen;
use super::request::{Forms, Output, Overrides, Shown, Source, TABLES, rows_left};
use crate::base::file::{File, json};
use crate::findings::discovery::threshold::Thresholds;
use crate::findings::discovery::{Asked, Discovery};
use crate::forecast::Stopped;
use crate::forecast::Watch;
use crate::forecast::branching::BranchCase;
use crate::forecast::exact::is_exact;
use crate::forecast::occurrence::{self, chances_with, with_event};
use crate::report::chart;
use crate::report::chart::words::WIDTH;
use crate::report::discovery as words;
use crate::scenario::Scenario;
use crate::store::manifest::{Input, Kind};
use std::path::PathBuf;

/// Numbers that a box limits at most, unless asked otherwise.
const LIMITS: usize = 3;
/// Least probability in a draw of interest, unless asked otherwise.
const HALF: f64 = 0.5;

/// What is sought.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[cfg_attr(feature = "cli", command(mut_arg("format", |option| super::request::offered(option, &TABLES))))]
pub struct Discover {
    /// Scenario file, or the folder of a run, whose scenario is taken
    #[cfg_attr(feature = "cli", arg(value_name = "FILE or RUN"))]
    pub what: PathBuf,
    /// The event [default: the first of the scenario]
    #[cfg_attr(feature = "cli", arg(long, value_name = "NAME"))]
    pub event: Option<String>,
    /// Only this branch [default: all, by their odds]
    #[cfg_attr(feature = "cli", arg(long, value_name = "NAME"))]
    pub branch: Option<String>,
    /// Least probability of the event in a draw that is of interest [default: 0.5]
    #[cfg_attr(feature = "cli", arg(long, value_name = "P", value_parser = super::precision::share))]
    pub at_least: Option<f64>,
    /// Numbers that the box may limit at most [default: 3]
    #[cfg_attr(feature = "cli", arg(long, value_name = "N"))]
    pub limits: Option<usize>,
    /// Search all numbers, also those that do not tell by themselves
    #[cfg_attr(feature = "cli", arg(long))]
    pub all: bool,
    /// For each uncertain number, and the odds of each outcome, the value at which the event's exact probability crosses this
    /// one, all others central
    #[cfg_attr(feature = "cli", arg(long, value_name = "P", value_parser = super::precision::share))]
    pub threshold: Option<f64>,
    /// Take the uncertain numbers from the rows of a CSV file, such as posterior.csv of `estimate`
    #[cfg_attr(feature = "cli", arg(long, value_name = "FILE"))]
    pub draws: Option<PathBuf>,
    /// What of a scenario file is overridden
    #[cfg_attr(feature = "cli", command(flatten))]
    pub overrides: Overrides,
    /// Where tables and a chart go; without -o none are written
    #[cfg_attr(feature = "cli", command(flatten))]
    pub output: Output,
    /// How it is shown
    #[cfg_attr(feature = "cli", command(flatten))]
    pub shown: Shown,
}

impl Command for Discover {
    fn prepare(self) -> Result<Job, Failure> {
        self.shown.only(&TABLES)?;
        let (scenario, made_from) = self.read()?;
        let event = event_of(&scenario, self.event.as_deref())?;
        let asked = self.asked(&scenario)?;
        fits(&scenario, Work::Draws(1))?;
        let reads = [Some(self.what.as_path()), self.draws.as_deref()];
        let target = self.output.target(Kind::Discovery, &scenario, &reads);
        let folder = target.as_ref().map(|target| target.folder.display().to_string());
        Ok(Job::new(target, move |watch| {
            let found = self.found(&scenario, event, &asked, watch)?;
            let forms = Forms {
                text: &|| words::text(&found, watch.columns().unwrap_or(WIDTH)),
                csv: Some(&|| Ok(words::csv(&found)?)),
                markdown: None,
            };
            let charts = if found.trajectory.is_empty() { "" } else { "charts/, " };
            let files = format!("tables/, {charts}discovery.json, manifest.json");
            let told = Outcome { notes: partly_drawn(&scenario), ..Outcome::text(self.shown.bytes(&found, &forms)?) };
            told.written(folder, &files, || results(&found, &asked, made_from))
        }))
    }
}

impl Discover {
    /// The scenario of a file or of a run, with the texts that it was made from.
    fn read(&self) -> Result<(Scenario, Vec<Input>), Failure> {
        if self.what.is_dir() {
            if !self.overrides.is_empty() || self.draws.is_some() {
                return Err(usage("--set, --seed and --draws go with a scenario file, not with a finished run"));
            }
            let earlier = reopen(&self.what)?;
            return Ok((earlier.scenario, earlier.inputs));
        }
        let source = Source { overrides: self.overrides.clone(), ..Source::new(&self.what) };
        let mut scenario = source.load(self.draws.as_deref())?;
        // Each row once: one that came twice would stand in both halves of the draws.
        let draws = scenario.simulation.draws;
        scenario.contents.simulation.draws = rows_left(&scenario)?.map_or(draws, |rows| draws.min(rows));
        let inputs = inputs(&scenario);
        Ok((scenario, inputs))
    }

    fn asked(&self, scenario: &Scenario) -> Result<Asked, Failure> {
        known_branch(scenario, self.branch.as_deref())?;
        let at_least = self.at_least.unwrap_or(HALF);
        let strange = |share: f64| !(share > 0.0 && share < 1.0);
        if strange(at_least) || self.threshold.is_some_and(strange) {
            return Err(usage("--at-least and --threshold are probabilities above 0 and below 1"));
        }
        let limits = self.limits.unwrap_or(LIMITS);
        if limits == 0 {
            return Err(usage("--limits: at least 1"));
        }
        Ok(Asked { branch: self.branch.clone(), at_least, limits, all: self.all })
    }

    fn found(&self, scenario: &Scenario, event: usize, asked: &Asked, watch: &dyn Watch) -> Result<Discovery, Failure> {
        let alone = with_event(scenario, event);
        let draws = occurrence::each(&alone, watch)?;
        let found = Discovery::new(&alone, &draws, asked, provenance(scenario));
        let found = found.ok_or(Failure::NothingCertified(draws.len()))?;
        let threshold = match self.threshold {
            Some(_) if !found.exact => {
                return Err(usage(
                    "--threshold: the probability of this event is not worked out exactly (docs/model.md §5)",
                ));
            }
            asked => asked.map(|at| thresholds(&alone, self.branch.as_deref(), at, watch)).transpose()?,
        };
        Ok(found.with(threshold))
    }
}

/// The box and the thresholds of the main event over all outcomes as the command finds them with its default options: a
/// draw is of interest, and a threshold is where the probability crosses it, at one half. No thresholds where the
/// probability is not worked out exactly.
pub(super) fn of_main_event(scenario: &Scenario, watch: &dyn Watch) -> Result<Discovery, Failure> {
    let event = event_of(scenario, None)?;
    let exact = is_exact(&scenario.events[event], scenario.periods);
    let request = Discover { threshold: exact.then_some(HALF), ..Discover::default() };
    request.found(scenario, event, &request.asked(scenario)?, watch)
}

/// Refuses a branch that the scenario does not have.
pub(super) fn known_branch(scenario: &Scenario, branch: Option<&str>) -> Result<(), Failure> {
    let cases = BranchCase::all(scenario);
    let names = cases.iter().map(|case| case.name.as_str());
    match branch.filter(|branch| !names.clone().any(|known| known == *branch)) {
        Some(branch) => Err(ExplainError::unknown("branch", branch, names).into()),
        None => Ok(()),
    }
}

/// The place of an event in the scenario; without a name, of the first.
pub(super) fn event_of(scenario: &Scenario, name: Option<&str>) -> Result<usize, Failure> {
    let names = scenario.events.iter().map(|event| event.name.as_str());
    if scenario.events.is_empty() {
        return Err(usage("the scenario names no event: add [[event]] tables (docs/scenario.md)"));
    }
    let Some(name) = name else { return Ok(0) };
    let place = names.clone().position(|known| known == name);
    Ok(place.ok_or_else(|| ExplainError::unknown("event", name, names))?)
}

/// Of probabilities by branch that of one, or all mixed by the odds that the scenario states.
pub(super) fn chance_mixed(scenario: &Scenario, branch: Option<&str>, chances: &[f64]) -> f64 {
    let weight = |case: &BranchCase| match branch {
        Some(name) => f64::from(u8::from(case.name == name)),
        None => case.odds,
    };
    BranchCase::all(scenario).iter().zip(chances).map(|(case, chance)| weight(case) * chance).sum()
}

/// Where the probability crosses a value, in a branch, or mixed by the odds that the scenario states, which are then moved
/// too.
fn thresholds(scenario: &Scenario, branch: Option<&str>, at: f64, watch: &dyn Watch) -> Result<Thresholds, Stopped> {
    let mixed = |chances: Vec<f64>| chance_mixed(scenario, branch, &chances);
    let found = Thresholds::new(scenario, at, &|key, value| chances_with(scenario, &[(key, value)]).map(mixed), watch)?;
    // In one outcome its odds do nothing.
    let chances = chances_with(scenario, &[]).filter(|_| branch.is_none());
    Ok(match chances {
        Some(chances) => found.with_odds(scenario, &chances),
        None => found,
    })
}

fn results(found: &Discovery, asked: &Asked, made_from: Vec<Input>) -> Result<Results, Failure> {
    let mut files = vec![
        File::new("discovery.json", json(found)?),
        File::new("tables/box.csv", words::csv(found)?),
        File::new("tables/cases.csv", words::cases(found)?),
        File::new("tables/limits.csv", words::limits(found)?),
        File::new("tables/trajectory.csv", words::trajectory(found)?),
    ];
    if let Some(thresholds) = &found.threshold {
        files.push(File::new("tables/thresholds.csv", words::thresholds(thresholds)?));
    }
    let counted = (found.certified_draws, found.uncertified_draws.as_slice());
    let manifest = manifest(Kind::Discovery, &found.provenance, made_from, counted)?
        .setting("event", found.event.as_str())
        .setting("branch", found.branch.as_str())
        .setting("at_least", asked.at_least)
        .setting("limits", asked.limits)
        .setting("all", asked.all);
    let figure = chart::discovery_figure(found)?;
    Ok(Results::new(manifest, files, figure.into_iter().collect()))
}

pub(super) fn usage(text: &str) -> Failure {
    Failure::Usage(text.to_owned())
}
