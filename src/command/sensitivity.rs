//! `allegiance sensitivity`: which uncertain numbers, odds and start levels drive what follows, by themselves and together
//! (docs/sensitivity.md).

mod asked;
mod divided;

use super::failure::Failure;
use super::inputs::{inputs as texts, manifest, provenance};
use super::memory::{Work, fits};
use super::outcome::{Command, Job, Outcome, Results};
use super::request::{Forms, Output, Shown, Source, TABLES};
use super::shard::{self, Part, Parted};
use crate::base::blocks::Whole;
use crate::base::file::{File, json};
use crate::base::parallel;
use crate::findings::Provenance;
use crate::findings::sensitivity::{self, Factor, Found, Sampling, Screening, Sensitivity as Analysis};
use crate::forecast::sensitivity::design::{STEP, Trajectory, base_row, resamples, trajectory};
use crate::forecast::sensitivity::evaluate::{Evaluation, evaluate};
use crate::forecast::sensitivity::inputs::{Input, inputs, values};
use crate::forecast::{Stopped, Watch};
use crate::report::chart;
use crate::report::chart::words::WIDTH;
use crate::report::sensitivity as words;
use crate::scenario::Scenario;
use crate::store::manifest::{Kind, Manifest};
use asked::Wanted;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Trajectories and base rows if nothing else is asked for.
const TRAJECTORIES: usize = 8;
const ROWS: usize = 128;
/// Fewest and most base rows.
const BOUNDS: (usize, usize) = (8, 1 << 14);
/// Most points of a design that is asked for, and of one whose size the program chooses.
const MOST_ASKED: usize = 1_000_000;
const MOST_POINTS: usize = 150_000;
/// Resamples of the bootstrap.
const RESAMPLES: usize = 500;

/// A sensitivity analysis.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[cfg_attr(feature = "cli", command(mut_arg("format", |option| super::request::offered(option, &TABLES))))]
pub struct Sensitivity {
    /// What is analysed
    #[cfg_attr(feature = "cli", command(flatten))]
    pub source: Source,
    /// The event that is worked out exactly [default: the main one]
    #[cfg_attr(feature = "cli", arg(long, value_name = "NAME"))]
    pub event: Option<String>,
    /// What is looked at, by a name of `propagate` [default: the event, or what varies of ratified_steps, dispute, subsidy]
    #[cfg_attr(feature = "cli", arg(long, value_name = "NAME"))]
    pub quantity: Option<String>,
    /// In which branch [default: all, by their odds]
    #[cfg_attr(feature = "cli", arg(long, value_name = "NAME"))]
    pub branch: Option<String>,
    /// With --branch: how far it differs from this branch
    #[cfg_attr(feature = "cli", arg(long, value_name = "NAME", requires = "branch"))]
    pub reference: Option<String>,
    /// Vary the start levels of the ladders as well
    #[cfg_attr(feature = "cli", arg(long))]
    pub starts: bool,
    /// Move these numbers together, as one, as often as wanted
    #[cfg_attr(feature = "cli", arg(long, value_name = "NAME=KEY,KEY,..."))]
    pub group: Vec<String>,
    /// Screening only: elementary effects, no shares of the variance
    #[cfg_attr(feature = "cli", arg(long, conflicts_with_all = ["every", "second", "until", "points"]))]
    pub screen: bool,
    /// Ways through the numbers that the screening takes [default: 8]
    #[cfg_attr(feature = "cli", arg(long, value_name = "COUNT"))]
    pub trajectories: Option<usize>,
    /// Tell every number by itself, also those that screening finds weak
    #[cfg_attr(feature = "cli", arg(long))]
    pub every: bool,
    /// Base points of the design, a power of two [default: 128]
    #[cfg_attr(feature = "cli", arg(long, value_name = "COUNT"))]
    pub points: Option<usize>,
    /// Double the base points until no 95% interval of a total index is wider than this
    #[cfg_attr(feature = "cli", arg(long, value_name = "WIDTH", value_parser = super::precision::share))]
    pub until: Option<f64>,
    /// Also what every two numbers do together
    #[cfg_attr(feature = "cli", arg(long))]
    pub second: bool,
    /// Refused: numbers of a file of draws are not independent
    #[cfg_attr(feature = "cli", arg(long, value_name = "FILE", hide = true))]
    pub draws: Option<PathBuf>,
    /// Also write the points and what was found at each: tables/design.csv and tables/evaluations.csv
    #[cfg_attr(feature = "cli", arg(long, requires = "output"))]
    pub evaluations: bool,
    /// Where the tables and a chart go; without -o none are written
    #[cfg_attr(feature = "cli", command(flatten))]
    pub output: Output,
    /// How it is shown
    #[cfg_attr(feature = "cli", command(flatten))]
    pub shown: Shown,
    /// Which part of it
    #[cfg_attr(feature = "cli", command(flatten))]
    #[serde(skip)]
    pub part: Part,
}

impl Parted for Sensitivity {
    const NAME: &'static str = "sensitivity";

    fn file(&self) -> Option<&Path> {
        Some(&self.source.file)
    }

    fn into_folder(mut self, folder: Option<PathBuf>, force: bool) -> Self {
        (self.output.output, self.output.force) = (folder, force);
        self
    }
}

impl Command for Sensitivity {
    fn prepare(mut self) -> Result<Job, Failure> {
        self.shown.only(&TABLES)?;
        self.sensible()?;
        if let Some(place) = self.part.shard.take() {
            if self.screen || self.until.is_some() {
                let why = "--shard: the screening is done by each part as a whole, and how many points --until takes is known \
                           only when they are all there; state --points";
                return Err(Failure::Usage(why.into()));
            }
            let (part, folder) = (self.part.clone(), self.output.output.clone());
            return shard::share(self, &part, place, shard::named(folder)?);
        }
        let Question { scenario, inputs, members, factors, outputs, places } =
            self.question(self.source.load(None)?)?;
        let target = self.output.target(Kind::Sensitivity, &scenario, &[Some(self.source.file.as_path())]);
        let folder = target.as_ref().map(|target| target.folder.display().to_string());
        Ok(Job::new(target, move |watch| {
            let study = Study { request: &self, scenario: &scenario, inputs: &inputs, members: &members, watch };
            let (analysis, seen) = study.analysis(factors, outputs, &places)?;
            let results = folder.as_ref().map(|_| self.results(&scenario, &analysis, &seen, &inputs)).transpose()?;
            let forms = Forms {
                text: &|| words::text(&analysis, watch.columns().unwrap_or(WIDTH)),
                csv: Some(&|| Ok(words::csv(&analysis)?)),
                markdown: None,
            };
            let written = |folder| format!("Written to {folder}: tables/, charts/, sensitivity.json, manifest.json.");
            Ok(Outcome {
                results: results.into_iter().collect(),
                said: folder.map(written),
                ..Outcome::text(self.shown.bytes(&analysis, &forms)?)
            })
        }))
    }
}

/// What is moved in a scenario, and what is looked at.
struct Question {
    /// With the event that is worked out alone.
    scenario: Scenario,
    inputs: Vec<Input>,
    /// The inputs of each factor.
    members: Vec<Vec<usize>>,
    factors: Vec<Factor>,
    outputs: Vec<sensitivity::Output>,
    /// Outputs of which the first that varies is the headline.
    places: Vec<usize>,
}

/// What drives the main event of a scenario over all outcomes, as the command finds it with its default options.
pub(super) fn of_main_event(scenario: Scenario, watch: &dyn Watch) -> Result<Analysis, Failure> {
    let request = Sensitivity::default();
    let Question { scenario, inputs, members, factors, outputs, places } = request.question(scenario)?;
    let study = Study { request: &request, scenario: &scenario, inputs: &inputs, members: &members, watch };
    Ok(study.analysis(factors, outputs, &places)?.0)
}

/// Of how many factors that study tells.
pub(super) fn factors(scenario: &Scenario) -> Result<usize, Failure> {
    Ok(asked::factors(scenario, &inputs(scenario, false), &[])?.0.len())
}

impl Sensitivity {
    fn question(&self, mut scenario: Scenario) -> Result<Question, Failure> {
        asked::keep_event(&mut scenario, self.event.as_deref())?;
        fits(&scenario, Work::Draws(1))?;
        let inputs = inputs(&scenario, self.starts);
        if inputs.is_empty() {
            return Err(Failure::Usage("the scenario has no uncertain number, so there is nothing to vary".into()));
        }
        let (factors, members) = asked::factors(&scenario, &inputs, &self.group)?;
        let wanted = Wanted {
            quantity: self.quantity.as_deref(),
            branch: self.branch.as_deref(),
            reference: self.reference.as_deref(),
        };
        let (outputs, places) = asked::outputs_of(&scenario, &wanted)?;
        Ok(Question { scenario, inputs, members, factors, outputs, places })
    }

    /// Base rows that are asked for.
    fn rows(&self) -> usize {
        self.points.unwrap_or(ROWS)
    }

    fn trajectories(&self) -> usize {
        self.trajectories.unwrap_or(TRAJECTORIES)
    }

    /// Refuses what cannot be done before anything is read.
    fn sensible(&self) -> Result<(), Failure> {
        let usage = |text: String| Err(Failure::Usage(text));
        if self.draws.is_some() {
            return usage(
                "--draws: the numbers of a file of draws rise and fall together, and what one of them does cannot be \
                 told from what the others do; run with the draws and look at the chart what-drives-it"
                    .into(),
            );
        }
        let points = self.rows();
        if !points.is_power_of_two() || !(BOUNDS.0..=BOUNDS.1).contains(&points) {
            return usage(format!("--points {points}: a power of two from {} to {}", BOUNDS.0, BOUNDS.1));
        }
        let trajectories = self.trajectories();
        if !(2..=1000).contains(&trajectories) {
            return usage(format!("--trajectories {trajectories}: at least 2, at most 1000"));
        }
        match self.until {
            Some(until) if !(until > 0.0 && until < 1.0) => usage(format!("--until {until}: between 0 and 1")),
            _ => Ok(()),
        }
    }

    fn results(
        &self,
        scenario: &Scenario,
        analysis: &Analysis,
        seen: &[Seen],
        inputs: &[Input],
    ) -> Result<Results, Failure> {
        let mut files = vec![
            File::new("sensitivity.json", json(analysis)?),
            File::new("tables/sensitivity.csv", words::csv(analysis)?),
        ];
        if self.second {
            files.push(File::new("tables/pairs.csv", words::pairs(analysis)?));
        }
        if !analysis.divisions.is_empty() {
            files.push(File::new("tables/shapley.csv", words::shapley(analysis)?));
        }
        if self.evaluations {
            let keys: Vec<String> = inputs.iter().map(|input| input.key.clone()).collect();
            let values = |seen: &Seen| values(scenario, inputs, &seen.point);
            files.push(File::new(
                "tables/design.csv",
                words::design(keys, seen.iter().map(|seen| (seen.place, values(seen))))?,
            ));
            let found = |seen: &Seen| {
                let value = |found: &Found| Some(found.output.value(seen.found.as_ref()?));
                analysis.outputs.iter().map(value).collect()
            };
            let rows = seen.iter().map(|seen| (seen.place, found(seen)));
            files.push(File::new("tables/evaluations.csv", words::evaluations(analysis, rows)?));
        }
        let provenance = Provenance { draws: 0, paths: 0, ..analysis.provenance.clone() };
        let manifest = manifest(Kind::Sensitivity, &provenance, texts(scenario), (0, &[] as &[usize]))?;
        Ok(Results::new(self.settings(manifest, analysis), files, chart::sensitivity_figures(analysis)?))
    }

    /// What of the request changed the results.
    fn settings(&self, manifest: Manifest, analysis: &Analysis) -> Manifest {
        let headline = &analysis.headline().output;
        let manifest = manifest
            .setting("quantity", headline.quantity.as_str())
            .setting("branch", headline.branch.as_str())
            .setting("trajectories", self.trajectories())
            .setting("starts", self.starts)
            .setting("group", self.group.clone());
        let manifest = match &headline.reference {
            Some(reference) => manifest.setting("reference", reference.as_str()),
            None => manifest,
        };
        match &analysis.sampling {
            Some(sampling) => manifest
                .setting("points", sampling.rows)
                .setting("until", self.until)
                .setting("second", self.second)
                .setting("every", self.every),
            None => manifest.setting("screen", true),
        }
    }
}

/// A point of a design and what was found there.
struct Seen {
    place: words::Place,
    point: Vec<f64>,
    found: Option<Evaluation>,
}

/// Indices, output by output, and what they are from.
struct Sampled {
    sampling: Sampling,
    indices: Vec<Option<sensitivity::Indices>>,
    seen: Vec<Seen>,
}

/// The work.
struct Study<'a> {
    request: &'a Sensitivity,
    scenario: &'a Scenario,
    inputs: &'a [Input],
    /// The inputs of each factor.
    members: &'a [Vec<usize>],
    watch: &'a dyn Watch,
}

impl Study<'_> {
    fn seed(&self) -> u64 {
        self.scenario.simulation.seed
    }

    fn evaluate(&self, points: &[Vec<f64>]) -> Result<Vec<Option<Evaluation>>, Failure> {
        Ok(evaluate(self.scenario, self.inputs, points, self.watch)?)
    }

    /// The screening decides what the other points are, so that each part of the work does all of it.
    fn screened(&self, points: &[Vec<f64>]) -> Result<Vec<Option<Evaluation>>, Failure> {
        Ok(evaluate(self.scenario, self.inputs, points, &Whole(self.watch))?)
    }

    /// Screening, choice of what is told by itself, indices.
    fn analysis(
        &self,
        factors: Vec<Factor>,
        outputs: Vec<sensitivity::Output>,
        places: &[usize],
    ) -> Result<(Analysis, Vec<Seen>), Failure> {
        let count = self.request.trajectories();
        let way = |number| trajectory(self.seed(), number, self.inputs.len(), self.members);
        let ways: Vec<Trajectory> = (0..count).map(way).collect();
        let points: Vec<Vec<f64>> = ways.iter().flat_map(|way| way.points.iter().cloned()).collect();
        let screened = self.screened(&points)?;
        let effects = sensitivity::effects(&outputs, &ways, &screened, STEP);
        let headline = asked::first_that_varies(places, &effects);
        let screening = Screening { trajectories: count, points: points.len(), uncertified: uncertified(&screened) };
        let mut seen = told("screening", self.members.len() + 1, points, screened);
        let (sampling, indices, divisions) = match self.request.screen {
            true => (None, vec![None; outputs.len()], Vec::new()),
            false => {
                let told = if self.request.every {
                    (0..factors.len()).collect()
                } else {
                    sensitivity::telling(&outputs, &effects, headline)
                };
                let sampled = shard::shared(self.sampled(&told, &outputs, headline), self.watch)?;
                let rows = sampled.as_ref().map_or(self.request.rows(), |sampled| sampled.sampling.rows);
                let (divisions, points) = self.divided(rows, &outputs)?;
                // In parts, what was sampled is elsewhere.
                let sampled = sampled.ok_or(Stopped)?;
                seen.extend(sampled.seen.into_iter().chain(points));
                (Some(sampled.sampling), sampled.indices, divisions)
            }
        };
        let found = outputs.into_iter().zip(effects).zip(indices);
        let outputs = found.map(|((output, effects), indices)| Found { output, effects, indices }).collect();
        let provenance = provenance(self.scenario);
        Ok((Analysis { provenance, factors, screening, sampling, headline, outputs, divisions }, seen))
    }

    /// Indices with these factors by themselves and all others as one.
    fn sampled(&self, told: &[usize], outputs: &[sensitivity::Output], headline: usize) -> Result<Sampled, Failure> {
        let weak: Vec<usize> = (0..self.members.len()).filter(|factor| !told.contains(factor)).collect();
        let rest = !weak.is_empty();
        let moved: Vec<Vec<usize>> = told.iter().map(|factor| vec![*factor]).chain(rest.then_some(weak)).collect();
        let inputs = |factors: &Vec<usize>| factors.iter().flat_map(|at| self.members[*at].iter().copied()).collect();
        let members: Vec<Vec<usize>> = moved.iter().map(inputs).collect();
        let (second, count) = (self.request.second, members.len());
        let size = 2 + count * if second { 2 } else { 1 };
        let (mut points, mut found) = (Vec::new(), Vec::new());
        let mut rows = self.request.points.unwrap_or(ROWS);
        loop {
            if rows * size > MOST_ASKED {
                return Err(Failure::Usage(format!("{rows} × {size} points are too many: at most {MOST_ASKED}")));
            }
            let row = |row| base_row(self.seed(), row, self.inputs.len(), &members, second);
            let new: Vec<Vec<f64>> = (points.len() / size..rows).flat_map(row).collect();
            found.extend(self.evaluate(&new)?);
            points.extend(new);
            let resampled = resamples(self.seed(), sensitivity::count_complete(&found, size), RESAMPLES);
            let of = |output: &sensitivity::Output| sensitivity::indices(output, &found, count, second, &resampled);
            let wide = |until: f64| of(&outputs[headline]).is_some_and(|found| found.widest_total() > until);
            if self.request.until.is_some_and(wide) && 2 * rows <= BOUNDS.1 && 2 * rows * size <= MOST_POINTS {
                rows *= 2;
                self.watch.say(&format!("intervals are still wide: {rows} base points"));
                continue;
            }
            let indices = parallel::map(outputs, of);
            let complete = sensitivity::count_complete(&found, size);
            let sampling = Sampling {
                rows,
                complete,
                points: points.len(),
                uncertified: uncertified(&found),
                moved,
                rest,
                until: self.request.until,
            };
            return Ok(Sampled { sampling, indices, seen: self::told("sobol", size, points, found) });
        }
    }
}

fn uncertified(found: &[Option<Evaluation>]) -> usize {
    found.iter().filter(|at| at.is_none()).count()
}

/// Points with their places: so many belong to a trajectory or a base row.
fn told(part: &'static str, size: usize, points: Vec<Vec<f64>>, found: Vec<Option<Evaluation>>) -> Vec<Seen> {
    let place = |at: usize| words::Place { part, row: at / size, point: at % size };
    points
        .into_iter()
        .zip(found)
        .enumerate()
        .map(|(at, (point, found))| Seen { place: place(at), point, found })
        .collect()
}
