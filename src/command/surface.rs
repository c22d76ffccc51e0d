//! `allegiance surface`: how probable an event is at every pair of values of two numbers (model page §5).

use super::discover::{chance_mixed, event_of, known_branch, usage};
use super::failure::{ExplainError, Failure};
use super::inputs::{inputs, manifest, provenance};
use super::memory::{Work, fits};
use super::outcome::{Command, Job, Outcome, Results};
use super::request::{Forms, Output, Shown, Source, TABLES};
use crate::base::file::{File, json};
use crate::findings::discovery::whole;
use crate::findings::surface::{Number, Surface};
use crate::forecast::exact::is_exact;
use crate::forecast::occurrence::{chances_with, with_event};
use crate::report::chart;
use crate::report::chart::words::WIDTH;
use crate::report::surface as words;
use crate::scenario::Scenario;
use crate::store::manifest::{Input, Kind};

/// Values of each number, unless asked otherwise.
const STEPS: usize = 11;
/// Most values of each number.
const MOST: usize = 101;
/// The probability of the line, unless asked otherwise.
const HALF: f64 = 0.5;

/// What is asked of two numbers.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[cfg_attr(feature = "cli", command(mut_arg("format", |option| super::request::offered(option, &TABLES))))]
pub struct SurfaceOf {
    /// What is carried forward
    #[cfg_attr(feature = "cli", command(flatten))]
    pub source: Source,
    /// Keys of two uncertain numbers: across, and upwards
    #[cfg_attr(feature = "cli", arg(required = true, num_args = 2, value_name = "KEY"))]
    pub keys: Vec<String>,
    /// The event [default: the first of the scenario]
    #[cfg_attr(feature = "cli", arg(long, value_name = "NAME"))]
    pub event: Option<String>,
    /// Only this branch [default: all, by their odds]
    #[cfg_attr(feature = "cli", arg(long, value_name = "NAME"))]
    pub branch: Option<String>,
    /// The probability whose line is drawn [default: 0.5]
    #[cfg_attr(feature = "cli", arg(long, value_name = "P", value_parser = super::precision::share))]
    pub threshold: Option<f64>,
    /// Values of each number, evenly over the range that it is drawn from [default: 11]
    #[cfg_attr(feature = "cli", arg(long, value_name = "N"))]
    pub steps: Option<usize>,
    /// Where tables and a chart go; without -o none are written
    #[cfg_attr(feature = "cli", command(flatten))]
    pub output: Output,
    /// How it is shown
    #[cfg_attr(feature = "cli", command(flatten))]
    pub shown: Shown,
}

impl Command for SurfaceOf {
    fn prepare(self) -> Result<Job, Failure> {
        self.shown.only(&TABLES)?;
        let scenario = self.source.load(None)?;
        let event = event_of(&scenario, self.event.as_deref())?;
        if !is_exact(&scenario.events[event], scenario.periods) {
            return Err(usage("the probability of this event is not worked out exactly (docs/model.md §5)"));
        }
        let numbers = self.numbers(&scenario)?;
        let points = numbers.iter().map(|number| number.values.len()).product();
        known_branch(&scenario, self.branch.as_deref())?;
        let threshold = self.threshold.unwrap_or(HALF);
        if !(threshold > 0.0 && threshold < 1.0) {
            return Err(usage("--threshold is a probability above 0 and below 1"));
        }
        fits(&scenario, Work::Draws(1))?;
        let target = self.output.target(Kind::Surface, &scenario, &[Some(self.source.file.as_path())]);
        let folder = target.as_ref().map(|target| target.folder.display().to_string());
        Ok(Job::new(target, move |watch| {
            let alone = with_event(&scenario, event);
            let keys = numbers.each_ref().map(|number| number.key.clone());
            let chance = |one: f64, other: f64| {
                let chances = chances_with(&alone, &[(&keys[0], one), (&keys[1], other)])?;
                Some(chance_mixed(&alone, self.branch.as_deref(), &chances))
            };
            let block = self.branch.clone().unwrap_or_else(|| whole(&alone));
            let found = Surface::new(&alone, &block, numbers, threshold, &chance, provenance(&scenario), watch)?;
            let found = found.filter(|found| found.chances.iter().flatten().any(Option::is_some));
            let found = found.ok_or(Failure::NothingCertified(points))?;
            let forms = Forms {
                text: &|| words::text(&found, watch.columns().unwrap_or(WIDTH)),
                csv: Some(&|| Ok(words::csv(&found)?)),
                markdown: None,
            };
            let files = "surface.csv, line.csv, charts/, surface.json, manifest.json";
            let told = Outcome::text(self.shown.bytes(&found, &forms)?);
            told.written(folder, files, || results(&found, inputs(&scenario)))
        }))
    }
}

impl SurfaceOf {
    fn numbers(&self, scenario: &Scenario) -> Result<[Number; 2], Failure> {
        let steps = self.steps.unwrap_or(STEPS);
        let [across, upwards] = &self.keys[..] else { return Err(usage("surface takes the keys of two numbers")) };
        if !(2..=MOST).contains(&steps) || across == upwards {
            return Err(usage(&format!("surface takes two different numbers, and --steps from 2 to {MOST}")));
        }
        let uncertain = scenario.uncertain();
        let number = |key: &String| {
            let names = uncertain.iter().map(|number| number.key.as_str());
            let known = uncertain.iter().find(|number| number.key == *key);
            let known = known.ok_or_else(|| ExplainError::unknown("uncertain number", key, names))?;
            Number::new(scenario, known, steps)
                .ok_or_else(|| usage(&format!("{key}: its range has no end, so there is nothing to lay a grid over")))
        };
        Ok([number(across)?, number(upwards)?])
    }
}

fn results(found: &Surface, made_from: Vec<Input>) -> Result<Results, Failure> {
    let files = vec![
        File::new("surface.json", json(found)?),
        File::new("surface.csv", words::csv(found)?),
        File::new("line.csv", words::pieces(found)?),
    ];
    let none: &[usize] = &[];
    let manifest = manifest(Kind::Surface, &found.provenance, made_from, (0, none))?
        .setting("event", found.event.as_str())
        .setting("branch", found.branch.as_str())
        .setting("threshold", found.threshold);
    Ok(Results::new(manifest, files, vec![chart::surface_figure(found)?]))
}
