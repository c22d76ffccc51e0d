//! `allegiance run`: a scenario to tables, charts and, if asked, a brief.

use super::brief::{self, Words};
use super::deep::deep;
use super::failure::{Failure, PartError};
use super::inputs::{dispute_pays, partly_drawn, provenance, run_inputs, run_manifest};
use super::memory::{Work, after_draws, fits, of_part, within_memory};
use super::outcome::{Command, Job, Outcome, Results};
use super::precision::{self, Until};
use super::replay::{INTERIM, SUMMARY, central, scored};
use super::request::{Output, Source};
use super::shard::{self, Keeper, Keeping, Part, Parted, Place};
use super::{selection, variant};
use crate::base::file::{File, json};
use crate::base::table::heads;
use crate::base::text::fitted;
use crate::findings::codebook::codebook;
use crate::findings::convergence::Convergence;
use crate::findings::drivers::Drivers;
use crate::findings::event_draws::each_event_draw;
use crate::findings::means::quantities;
use crate::findings::{Summary, table};
use crate::forecast::branching::BranchCase;
use crate::forecast::kept::{Draws, Facts};
use crate::forecast::{Needed, evidence};
use crate::game::equilibrium::Equilibrium;
use crate::report::chart::{self, ChartError, Figure};
use crate::report::cross::WIDTH;
use crate::report::draws::{EventsTable, MeansTable};
use crate::report::run as words;
use crate::scenario::Scenario;
use crate::store::manifest::Kind;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
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
    /// Work out the exact probability of each event in each draw as well, for the column `exact` of
    /// tables/event_draws.csv; takes about half as long again
    #[cfg_attr(feature = "cli", arg(long))]
    pub exact: bool,
    /// Write the exact means of every draw quarter by quarter as well, to tables/means_by_quarter.csv
    #[cfg_attr(feature = "cli", arg(long))]
    pub by_quarter: bool,
    /// Which equilibrium of each game is played: as --set simulation.selection=backward or principal
    #[cfg_attr(feature = "cli", arg(long, value_name = "backward|principal", value_parser = ["backward", "principal"]))]
    pub selection: Option<String>,
    /// Search the first 40 draws for other equilibria as well, and say what the choice among them changes; with --brief also
    /// what `allegiance brief --deep` adds
    #[cfg_attr(feature = "cli", arg(long))]
    pub deep: bool,
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
    /// Number of the first draw, from 0: what is found of the draws from it on is what a whole run finds of them
    #[cfg_attr(feature = "cli", arg(long, value_name = "K"))]
    pub first_draw: Option<usize>,
    /// Add draws, as many again each time, until the standard error of the main event's share over all outcomes is no
    /// more than this: 0.5% is half a percentage point
    #[cfg_attr(feature = "cli", arg(long, value_name = "ERROR"))]
    pub until: Option<Until>,
    /// Keep finished draws beside the results until these stand, and go on from those that an interrupted run kept
    #[cfg_attr(feature = "cli", arg(long, conflicts_with = "shard"))]
    #[serde(skip)]
    pub resume: bool,
    /// Which part of it
    #[cfg_attr(feature = "cli", command(flatten))]
    #[serde(skip)]
    pub part: Part,
    /// Parts that the draws are of, and how many there are, where not all of them are to be had
    #[cfg_attr(feature = "cli", arg(skip))]
    #[serde(skip)]
    pub interim: Option<(usize, usize)>,
}

/// Name of the table of every path.
const PATHS: &str = "paths";

/// Which charts a run draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
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
    fn figures(self, scenario: &Scenario, draws: &Draws, summary: &Summary) -> Result<Vec<Figure>, ChartError> {
        let mut figures = chart::figures(summary)?;
        if self == Self::All {
            figures.extend(chart::further(summary, Drivers::new(scenario, draws).as_ref())?);
            let settling = Convergence::new(scenario, draws);
            figures.extend(settling.map(|found| chart::settling(summary, &found)).transpose()?.flatten());
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

impl Parted for Run {
    const NAME: &'static str = "run";

    fn file(&self) -> Option<&Path> {
        Some(&self.source.file)
    }

    fn into_folder(mut self, folder: Option<PathBuf>, force: bool) -> Self {
        (self.output.output, self.output.force) = (folder, force);
        self
    }

    fn sharing(mut self) -> Self {
        self.part.sharing = true;
        self
    }
}

impl Command for Run {
    fn prepare(mut self) -> Result<Job, Failure> {
        if let Some(place) = self.part.shard.take() {
            return self.shared(place);
        }
        if self.resume {
            return self.resumed();
        }
        self.source = self.source.starting_at(self.first_draw).selecting(self.selection.as_deref());
        let scenario = self.source.load(self.draws.as_deref())?;
        let mut needed = if self.part.sharing { of_part(&scenario)? } else { within_memory(&scenario)? };
        if self.brief && !scenario.claims.is_empty() {
            needed = needed.max(fits(&scenario, Work::Draws(evidence::variants(&scenario)))?);
        }
        if self.deep {
            needed = needed.max(selection::room(&scenario)?);
        }
        let style = brief::style(&self.words, self.template.as_deref())?;
        let folder = self.folder(&scenario);
        let lexicon = self.words.lexicon.as_deref().map(Path::new);
        let reads = [Some(self.source.file.as_path()), self.draws.as_deref(), self.template.as_deref(), lexicon];
        let target = self.output.target_at(folder, Kind::Run, &scenario, &reads);
        let folder = target.folder.display().to_string();
        Ok(Job::new(Some(target), move |watch| {
            watch.expect(Needed { bytes: needed, after: after_draws(&scenario) });
            scored(&scenario)?;
            let central = central(&scenario);
            let (scenario, draws) = precision::simulated(scenario, self.until, self.exact, watch)?;
            if draws.is_empty() {
                return Err(PartError::Unfit("the parts that are there hold no draws".into()).into());
            }
            let mut summary = Summary::of(&scenario, &central, &draws, provenance(&scenario))?;
            if summary.certified_draws == 0 {
                return Err(Failure::NothingCertified(draws.len()));
            }
            if let Some((there, of)) = self.interim {
                summary.provenance.draws = draws.len();
                summary.provenance.changes.push(format!("interim: {there} of {of} parts of the draws"));
            }
            if self.deep {
                summary.selection = Some(selection::selection(&scenario, &draws, watch)?);
            }
            let reached = self.until.map(|until| until.told(&scenario, &draws));
            let text = words::text(&summary, &style.lexicon, watch.columns().unwrap_or(WIDTH));
            let made_from = run_inputs(&scenario);
            let figures = self.charts.figures(&scenario, &draws, &summary)?;
            let told = brief::Told { scenario: &scenario, summary: &summary, central: &central, inputs: &made_from };
            let in_depth = || deep(&scenario, &draws, summary.selection.as_ref(), watch);
            let deep = (self.brief && self.deep).then(in_depth).transpose()?;
            let brief = || brief::results(&told, deep.as_ref(), &draws, &figures, &style, watch);
            let brief = self.brief.then(brief).transpose()?;
            let manifest = run_manifest(Kind::Run, &summary, made_from)?;
            let manifest = match self.interim {
                Some((there, of)) => manifest.setting(INTERIM, format!("{there} of {of} parts of the draws")),
                None => manifest,
            };
            let run = Results::new(manifest, self.files(&scenario, &summary, &draws)?, figures);
            let mut notes = partly_drawn(&scenario);
            notes.extend(self.interim.map(|(there, of)| interim(there, of, draws.len())));
            notes.extend(dispute_pays(&scenario));
            notes.extend(doubts(&central, &draws));
            notes.extend(reached);
            Ok(Outcome {
                results: [run].into_iter().chain(brief).collect(),
                notes,
                closing: Some(match self.interim {
                    Some(_) => format!("\nWritten to {folder}. Next: make the missing parts, and merge again.\n"),
                    None => closing(&folder, self.brief, watch.columns()),
                }),
                ..Outcome::text(text)
            })
        }))
    }
}

impl Run {
    /// Where the results go.
    fn folder(&self, scenario: &Scenario) -> PathBuf {
        self.output.output.clone().unwrap_or_else(|| {
            variant::folder(scenario, &self.source, &self.until.map_or_else(String::new, Until::ending))
        })
    }

    /// The scenario as the run takes it.
    fn scenario(&self) -> Result<Scenario, Failure> {
        let source = self.source.clone().starting_at(self.first_draw).selecting(self.selection.as_deref());
        Ok(source.load(self.draws.as_deref())?)
    }

    /// One part of the draws, to a file.
    fn shared(self, place: Place) -> Result<Job, Failure> {
        if self.until.is_some() {
            let why = "--until does not go with --shard: how many draws it takes is known only when they are all there";
            return Err(Failure::Usage(why.into()));
        }
        let folder = match &self.output.output {
            Some(folder) => folder.clone(),
            None => beside(&self.folder(&self.scenario()?), ".shards"),
        };
        let part = self.part.clone();
        shard::share(self, &part, place, folder)
    }

    /// The run, with its finished draws kept beside the results until these stand.
    fn resumed(mut self) -> Result<Job, Failure> {
        self.resume = false;
        let kept = beside(&self.folder(&self.scenario()?), ".unfinished");
        let mode = shard::resume(&self, &kept)?;
        let job = self.prepare()?;
        Ok(Job::new(job.target, move |watch| {
            let keeper = Keeper::new(mode);
            let outcome = (job.work)(&Keeping::new(watch, &keeper));
            let mut outcome = outcome.map_err(|failure| keeper.interrupted(failure, &kept))?;
            outcome.notes.extend(keeper.gone_on());
            let outdated = keeper.files(&kept).into_iter().chain([kept.clone()]);
            outcome.results.iter_mut().take(1).zip([outdated]).for_each(|(run, files)| run.outdated.extend(files));
            Ok(outcome)
        }))
    }

    /// The data and tables of the run, with a codebook of the tables.
    fn files(&self, scenario: &Scenario, summary: &Summary, draws: &Draws) -> Result<Vec<File>, Failure> {
        let mut tables = tables(scenario, summary, draws)?;
        if self.by_quarter {
            tables.push(("means_by_quarter", means(scenario, draws, true)?));
        }
        if self.paths {
            tables.push((PATHS, table::paths(scenario, draws)?));
        }
        let columns =
            tables.iter().map(|(name, table)| Ok((*name, heads(table)?))).collect::<Result<Vec<_>, Failure>>()?;
        tables.push(("codebook", codebook(scenario, &columns)?));
        let file = |(name, table): Named| match name {
            PATHS => Ok(File::new("tables/paths.csv.gz", compressed(&table)?)),
            _ => Ok(File::new(format!("tables/{name}.csv"), table)),
        };
        let tables = tables.into_iter().map(file).collect::<Result<Vec<_>, Failure>>()?;
        Ok([File::new(SUMMARY, json(summary)?)].into_iter().chain(tables).collect())
    }
}

/// A folder beside that of the results, which may be written with a slash at its end.
fn beside(folder: &Path, ending: &str) -> PathBuf {
    let mut name = folder.components().collect::<PathBuf>().into_os_string();
    name.push(ending);
    name.into()
}

/// What a reader should know of results of some of the draws.
fn interim(there: usize, of: usize, draws: usize) -> String {
    format!("interim results: {there} of {of} parts are there, with {draws} draws; they change when the others come")
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

/// A table of a run: its name, and CSV.
type Named = (&'static str, Vec<u8>);

/// The tables of every run.
fn tables(scenario: &Scenario, summary: &Summary, draws: &Draws) -> Result<Vec<Named>, Failure> {
    let mut tables = vec![
        ("chapters", words::chapters(summary)?),
        ("metrics", words::metrics(summary)?),
        ("quarters", words::quarters(summary)?),
        ("assumptions", words::assumptions(summary)?),
        ("draws", table::draws(scenario, draws)?),
        ("means", means(scenario, draws, false)?),
    ];
    if !summary.events.is_empty() {
        tables.push(("events", words::events(summary)?));
        tables.push(("event_quarters", words::event_quarters(summary)?));
        let mut table = EventsTable::new()?;
        each_event_draw(scenario, draws, |row| table.add(&row))?;
        tables.push(("event_draws", table.done()?));
    }
    Ok(tables)
}

/// The exact means of every draw.
fn means(scenario: &Scenario, draws: &Draws, by_quarter: bool) -> Result<Vec<u8>, Failure> {
    let cases = BranchCase::all(scenario);
    let quarters: Vec<String> = (0..scenario.periods).map(|at| scenario.first.plus(at).to_string()).collect();
    let mut table = MeansTable::new(&quantities(scenario), by_quarter)?;
    for block in draws.blocks() {
        let columns: Vec<Vec<Vec<f64>>> = match by_quarter {
            false => vec![block.over_path()?.into_iter().map(|row| row.means).collect()],
            true => {
                let exact = |at| Ok::<_, Failure>(block.quarter(at)?.into_iter().map(|row| row.exact).collect());
                (0..quarters.len()).map(exact).collect::<Result<_, _>>()?
            }
        };
        let mut row = 0;
        for draw in block.facts() {
            for case in &cases {
                for (at, column) in columns.iter().enumerate() {
                    let quarter = by_quarter.then(|| quarters[at].as_str());
                    let means = draw.certified().then(|| column[row].as_slice());
                    table.add(draw.index, &case.name, quarter, means)?;
                }
                row += usize::from(draw.certified());
            }
        }
    }
    Ok(table.done()?)
}

/// A table, compressed without the time of day.
fn compressed(text: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut writer = flate2::GzBuilder::new().mtime(0).write(Vec::new(), flate2::Compression::default());
    writer.write_all(text).and_then(|()| writer.finish()).map_err(Failure::Compression)
}

/// What a reader should know of how the games were solved.
fn doubts(central: &Equilibrium, draws: &Draws) -> Vec<String> {
    let mut doubts = Vec::new();
    if !central.certified() {
        doubts.push(
            "the game at central values is not certified: the chart of room for a deal shows no equilibrium".into(),
        );
    }
    let otherwise = |draw: &&Facts| draw.certificates.iter().any(|certificate| !certificate.method.is_selection());
    let found = draws.certified().filter(otherwise).count();
    if found > 0 {
        doubts.push(format!(
            "in {found} of the certified draws backward induction does not settle; a fixed point was found \
             otherwise (column `found_by` of tables/draws.csv)"
        ));
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::Unwatched;
    use crate::forecast::kept::Bounds;

    /// Every file of a run whose draws are kept within these bounds.
    fn files(scenario: &Scenario, mut draws: Draws) -> (usize, Vec<File>) {
        draws.simulate(scenario, true, &Unwatched).expect("nobody stops it");
        let summary = Summary::of(scenario, &central(scenario), &draws, provenance(scenario)).expect("room");
        let run = Run { paths: true, by_quarter: true, ..Run::default() };
        (draws.len(), run.files(scenario, &summary, &draws).expect("plain data"))
    }

    /// Small runs of scenarios of every kind: with eras and without, with an election and without, with odds that vary, and
    /// with nothing uncertain.
    fn scenarios() -> Vec<Scenario> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let files = |folder: PathBuf| {
            let found = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
            let mut files: Vec<PathBuf> =
                found.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
            files.sort();
            files
        };
        let mut kinds: Vec<[bool; 5]> = Vec::new();
        let mut scenarios = Vec::new();
        for file in files(folder.clone()).into_iter().chain(files(folder.join("limits"))) {
            let sizes = ["simulation.draws=11", "simulation.paths=5"];
            let scenario = Scenario::load_with(file, &sizes).expect("it is valid");
            let kind = [
                scenario.eras.is_empty(),
                scenario.elections.is_empty(),
                scenario.odds_vary(),
                scenario.uncertain().is_empty(),
                scenario.events.is_empty(),
            ];
            if !kinds.contains(&kind) {
                kinds.push(kind);
                scenarios.push(scenario);
            }
        }
        for both in 0..5 {
            assert!(kinds.iter().any(|kind| kind[both]) && kinds.iter().any(|kind| !kind[both]), "{both} of {kinds:?}");
        }
        scenarios
    }

    #[test]
    fn prop_every_file_is_the_same_bytes_where_draws_are_kept_in_files() {
        for scenario in scenarios() {
            let (count, plain) = files(&scenario, Draws::new(&scenario));
            for (held, run, batch) in [(0, 8, 4), (5_000, 64, 1), (usize::MAX, 8, 100)] {
                let bounds = Bounds { held, run, batch };
                let (draws, other) = files(&scenario, Draws::within(&scenario, bounds));
                assert_eq!((draws, other.len()), (count, plain.len()));
                for (one, other) in plain.iter().zip(&other) {
                    assert_eq!(one.name, other.name);
                    assert!(one.bytes == other.bytes, "{} {bounds:?}: {} differs", scenario.id, one.name);
                }
            }
        }
    }
}
