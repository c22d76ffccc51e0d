//! The pipeline: the one place that sees every stage, in order.
//!
//! scenario → game → equilibrium → simulation → summary → report. Each command of the program is one function here.

mod backtest;
pub mod brief;
pub mod compare;
mod estimate;
pub mod explain;
pub mod foresee;

pub use backtest::{Against, backtest};
pub use estimate::{EstimateError, EstimateRequest, Estimated, estimate};

use crate::base::input::InputError;
use crate::findings::backtest::Unscored;
use crate::findings::claims::Claims;
use crate::findings::compare::CompareError;
use crate::findings::quarter::QuarterGame;
use crate::findings::solution::{Propagated, Solved};
use crate::findings::table;
use crate::findings::table::Table;
use crate::findings::{Provenance, Summary};
use crate::forecast;
use crate::forecast::{Draw, RESULTS_VERSION, Stopped, Watch};
use crate::game::equilibrium::Equilibrium;
use crate::game::solve::Method;
use crate::report::brief::BriefError;
use crate::report::chart;
use crate::report::chart::{ChartError, Figure};
use crate::report::csv;
use crate::report::csv::TableError;
use crate::report::efg;
use crate::report::words::lexicon::LexiconError;
use crate::scenario;
use crate::scenario::{Drawn, Scenario, ScenarioError, StateError};
use crate::store::folder;
use crate::store::folder::{File, FolderError};
use crate::store::manifest;
use crate::store::manifest::SourceText;
use crate::store::reopen;
use crate::store::reopen::ReopenError;
pub use brief::BriefRequest;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What a run needs to know beside the scenario.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The scenario file.
    pub file: PathBuf,
    /// Overrides, `key=value`.
    pub overrides: Vec<String>,
    /// Folder of the run; by default `output/` and the name of the scenario.
    pub output: Option<PathBuf>,
    /// Whether to write into a folder that holds other files.
    pub force: bool,
    /// Whether to write every path.
    pub paths: bool,
    /// Whether to write a brief beside the results, with this lexicon and template.
    pub brief: Option<BriefRequest>,
    /// A file of draws of the uncertain numbers, in the place of their distributions.
    pub draws: Option<PathBuf>,
}

/// What a run gives back.
#[derive(Debug)]
pub struct Finished {
    /// What was found.
    pub summary: Summary,
    /// Where it was written.
    pub folder: PathBuf,
    /// What a reader should know beyond the files: a character that the chart font lacks, a draw
    /// solved otherwise than by backward induction.
    pub warnings: Vec<String>,
}

/// Why a command failed. [`RunError::exit_code`] is what the process ends with.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The scenario could not be read or is not valid.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The run would need more memory than the program allows itself.
    #[error(
        "{draws} draws × {branches} branches × {paths} paths × {quarters} quarters would need about {gib:.0} GiB of memory; the limit is {limit} GiB: lower simulation.draws or simulation.paths"
    )]
    #[allow(missing_docs, reason = "the message says it")]
    TooLarge { draws: usize, branches: usize, paths: usize, quarters: usize, gib: f64, limit: u64 },
    /// The run was interrupted.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// An estimation failed.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// No draw could be certified: there is nothing to report.
    #[error(
        "none of the {0} draws could be certified, so there is no result: `allegiance solve` shows the game at central values"
    )]
    NothingCertified(usize),
    /// The scenario states no claims.
    #[error("the scenario states no claims: add [[claim]] tables (docs/scenario.md)")]
    NoClaims,
    /// The scenario asks nothing.
    #[error("the scenario asks no questions: add [[question]] tables (docs/scenario.md)")]
    NoQuestions,
    /// A game that the claims need is not certified.
    #[error(
        "a game that the claims need cannot be certified at central values: `allegiance solve` shows the games as stated"
    )]
    ClaimsUncertified,
    /// A run could not be read back.
    #[error(transparent)]
    Reopen(#[from] ReopenError),
    /// A run's scenario, simulated again, gives other numbers than its summary holds.
    #[error(
        "{0}: simulated again, its scenario gives other numbers than its summary.json holds: run the scenario again"
    )]
    OtherNumbers(PathBuf),
    /// A state could not be understood.
    #[error("--at: {0}")]
    Place(#[from] StateError),
    /// The game of a government could not be certified: there is no equilibrium to export.
    #[error(
        "the game of the government `{0}` is not certified, so there are no values to export: `allegiance solve` shows it"
    )]
    Uncertified(String),
    /// There is nothing to compare, or not so.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// A comparison was asked for in a way that cannot be understood.
    #[error("{0}")]
    Usage(String),
    /// What was asked to be explained is not there.
    #[error(transparent)]
    Explain(#[from] explain::ExplainError),
    /// A scenario votes while a record runs.
    #[error(
        "the scenario holds an election in {0}, within the record, whose outcome the filter does not know: drop it \
         (--set 'election=[]', or a file with this one as base) and code what it changed in the columns `mandate` and \
         `opening`"
    )]
    ElectionWithin(String),
    /// A quarter to score from is not one of the record.
    #[error("--from {0}: not a quarter of the record")]
    From(String),
    /// A record cannot be scored.
    #[error(transparent)]
    Unscored(#[from] Unscored),
    /// A game that a record is scored on is not certified.
    #[error(
        "a game of the scenario is not certified at central values, so there is nothing to score: `allegiance solve` \
         shows the games"
    )]
    BacktestUncertified,
    /// A folder could not be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A table could not be made.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A chart could not be drawn.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// JSON could not be made.
    #[error("cannot write JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A lexicon or template cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// A lexicon has faults.
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
    /// A brief could not be made.
    #[error(transparent)]
    Brief(#[from] BriefError),
    /// Compression failed.
    #[error("cannot compress the paths: {0}")]
    Compression(std::io::Error),
}

impl RunError {
    /// Exit code: 1 a check of results failed, 2 wrong use, 3 invalid scenario, lexicon or template, 4 input or output, 130
    /// interrupted.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Scenario(ScenarioError::Invalid(_)) | Self::TooLarge { .. } | Self::NoClaims => 3,
            Self::NoQuestions => 3,
            Self::Lexicon(_) | Self::Brief(BriefError::Template(_)) => 3,
            Self::ElectionWithin(_) | Self::Unscored(Unscored::Nothing) => 3,
            Self::NothingCertified(_) | Self::ClaimsUncertified | Self::Uncertified(_) => 1,
            Self::BacktestUncertified | Self::Unscored(Unscored::Impossible(_)) => 1,
            Self::Place(_) => 2,
            Self::Explain(error) => error.exit_code(),
            Self::Stopped(_) => 130,
            Self::Compare(error) => error.exit_code(),
            Self::Usage(_) | Self::From(_) => 2,
            Self::Estimate(error) => error.exit_code(),
            _ => 4,
        }
    }
}

/// Memory that a run allows itself, GiB.
const MEMORY_LIMIT: u64 = 8;

/// `allegiance run`: scenario to folder.
///
/// # Errors
/// See [`RunError`]. Unless the folder itself fails half-way, an error leaves it as it was.
pub fn run(request: &Request, watch: &dyn Watch) -> Result<Finished, RunError> {
    let scenario = loaded(&request.file, &request.overrides, request.draws.as_deref())?;
    within_memory(&scenario)?;
    let folder = request.output.clone().unwrap_or_else(|| Path::new("output").join(&scenario.id));
    folder::admit(&folder, request.force)?;
    let style = request.brief.as_ref().map(|asked| brief::style(asked.lexicon.as_deref(), asked.template.as_deref()));
    let style = style.transpose()?;

    let central = central(&scenario);
    let draws = forecast::simulate(&scenario, watch)?;
    let summary = Summary::new(&scenario, &central, &draws, provenance(&scenario));
    if summary.certified_draws == 0 {
        return Err(RunError::NothingCertified(draws.len()));
    }

    let figures = chart::figures(&summary)?;
    let mut files = vec![
        file("summary.json", manifest::json(&summary)?),
        file("tables/chapters.csv", csv::chapters(&summary)?),
        file("tables/metrics.csv", csv::metrics(&summary)?),
        file("tables/quarters.csv", csv::quarters(&summary)?),
        file("tables/assumptions.csv", csv::assumptions(&summary)?),
        file("tables/draws.csv", csv::table(table::draws(&scenario, &draws))?),
    ];
    if request.paths {
        files.push(file("tables/paths.csv.gz", compressed(table::paths(&scenario, &draws))?));
    }
    files.extend(chart_files(&figures)?);
    let files = manifest::seal(files, &summary, &sources(&scenario), &request.overrides)?;
    let told = brief::Told { scenario: &scenario, summary: &summary, central: &central };
    let brief = style.map(|style| brief::files(&told, &draws, &figures, &style, true)).transpose()?;
    if watch.stopped() {
        return Err(Stopped.into());
    }
    folder::write(&folder, &files, request.force)?;
    if let Some(brief) = brief {
        folder::write_brief(&folder, &brief)?;
    }

    let mut warnings = noticed(&figures);
    warnings.extend(partly_drawn(&scenario));
    warnings.extend(doubts(&central, &draws));
    Ok(Finished { summary, folder, warnings })
}

/// The games at central values.
fn central(scenario: &Scenario) -> Equilibrium {
    Equilibrium::new(scenario, &scenario.central())
}

/// A scenario, with a file of draws in the place of its distributions if there is one.
fn loaded(file: &Path, overrides: &[String], draws: Option<&Path>) -> Result<Scenario, ScenarioError> {
    let scenario = scenario::load(file, overrides)?;
    match draws {
        Some(draws) => scenario::with_draws(scenario, draws),
        None => Ok(scenario),
    }
}

/// What a reader should know of how the games were solved.
fn doubts(central: &Equilibrium, draws: &[Draw]) -> Vec<String> {
    let mut doubts = Vec::new();
    if !central.certified() {
        doubts.push(
            "the game at central values is not certified: the chart of bargaining ranges shows no equilibrium".into(),
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

/// An earlier run, read back with its scenario.
#[derive(Debug)]
pub struct Earlier {
    /// The folder.
    pub folder: PathBuf,
    /// What it found.
    pub summary: Summary,
    /// Its scenario, overrides included.
    pub scenario: Scenario,
}

/// Reads an earlier run back. No game is solved.
///
/// # Errors
/// If the folder holds no run, if any of its files is not as the run left it, or if it is of another results version.
pub fn reopen(folder: &Path) -> Result<Earlier, RunError> {
    let reopen::Reopened { folder, summary, sources, overrides } = reopen::reopen(folder, RESULTS_VERSION)?;
    let text = |source: SourceText| scenario::Source { name: source.name, text: source.text };
    let texts: Vec<scenario::Source> = sources.into_iter().map(text).collect();
    let scenario = scenario::again(&texts, &overrides)?;
    Ok(Earlier { folder, summary, scenario })
}

/// Simulates an earlier run again, for what its folder does not keep: every path of every draw.
///
/// # Errors
/// [`Stopped`], and if what comes out is not what the run found.
pub fn replay(earlier: &Earlier, watch: &dyn Watch) -> Result<Vec<Draw>, RunError> {
    let scenario = &earlier.scenario;
    within_memory(scenario)?;
    let central = central(scenario);
    let draws = forecast::simulate(scenario, watch)?;
    let provenance = Provenance { version: earlier.summary.provenance.version.clone(), ..provenance(scenario) };
    if Summary::new(scenario, &central, &draws, provenance) != earlier.summary {
        return Err(RunError::OtherNumbers(earlier.folder.clone()));
    }
    Ok(draws)
}

/// `allegiance solve`: the games at central values.
///
/// # Errors
/// If the scenario cannot be read or is not valid.
pub fn solve(file: &Path, overrides: &[String]) -> Result<(Scenario, Solved), RunError> {
    let scenario = scenario::load(file, overrides)?;
    let equilibrium = central(&scenario);
    let solved = Solved::new(&scenario, &equilibrium);
    Ok((scenario, solved))
}

/// `allegiance propagate`: exact means at central values.
///
/// # Errors
/// If the scenario cannot be read or is not valid.
pub fn propagate(file: &Path, overrides: &[String]) -> Result<Propagated, RunError> {
    let scenario = scenario::load(file, overrides)?;
    let equilibrium = central(&scenario);
    Ok(Propagated::new(&scenario, &equilibrium))
}

/// `allegiance claims`: what the scenario's source says, put to the model; to every draw too if `robust`, those of
/// a file if there is one. Gives also what a reader should know of that file.
///
/// # Errors
/// If the scenario cannot be read, is not valid or states no claims, or if a game that they need cannot be certified.
pub fn claims(
    file: &Path,
    overrides: &[String],
    robust: bool,
    draws: Option<&Path>,
    watch: &dyn Watch,
) -> Result<(Claims, Vec<String>), RunError> {
    let scenario = loaded(file, overrides, draws)?;
    if scenario.claims.is_empty() {
        return Err(RunError::NoClaims);
    }
    let claims = Claims::central(&scenario).ok_or(RunError::ClaimsUncertified)?;
    let claims = if robust { claims.robust(&scenario, watch)? } else { claims };
    Ok((claims, partly_drawn(&scenario)))
}

/// What a reader should know of a file of draws that does not fit its scenario number by number.
pub(crate) fn partly_drawn(scenario: &Scenario) -> Vec<String> {
    let Some(drawn) = &scenario.drawn else { return Vec::new() };
    let told = |keys: &[String], what: &str| {
        let count = keys.len();
        (count > 0).then(|| format!("{}: {count} {what}: {}", drawn.name, keys.join(", ")))
    };
    let missing = told(&drawn.missing, "numbers have no column and are drawn from their distributions");
    let unused = told(&drawn.unused, "columns are of eras or governments that the scenario does not have");
    missing.into_iter().chain(unused).chain(repeated(drawn, scenario.simulation.draws)).collect()
}

/// What a reader should know of a file of draws that has fewer rows than there are draws.
fn repeated(drawn: &Drawn, draws: usize) -> Option<String> {
    let rows = drawn.rows();
    let (least, more) = (draws.checked_div(rows)?, draws % rows);
    let times = match (least, more) {
        (0, _) => return None,
        (1, 0) => return None,
        (least, 0) => format!("{least} times"),
        (least, _) => format!("{least} or {} times", least + 1),
    };
    let rows = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
    Some(format!("{} has {rows} for {draws} draws: each row serves {times}", drawn.name))
}

/// `allegiance export --efg`: one quarter's negotiation at central values as a game file of Gambit, given back or
/// written.
///
/// # Errors
/// If the scenario or the place is not valid, if the game cannot be certified, or if the file cannot be written; then
/// what was there is intact.
pub fn export(file: &Path, overrides: &[String], at: &str, output: Option<&Path>) -> Result<String, RunError> {
    let scenario = scenario::load(file, overrides)?;
    let place = scenario::negotiation_state(&scenario, at)?;
    let equilibrium = central(&scenario);
    if !equilibrium.eras[0].solutions[place.government].certificate.certified {
        return Err(RunError::Uncertified(scenario.governments[place.government].clone()));
    }
    let text = efg::efg(&QuarterGame::new(&scenario, &equilibrium, &place));
    if let Some(path) = output {
        folder::write_one(path, text.as_bytes(), efg::BEGINNING.as_bytes())?;
    }
    Ok(text)
}

/// The files of all charts, in the order of the charts.
fn chart_files(figures: &[Figure]) -> Result<Vec<File>, RunError> {
    let drawn: Vec<Vec<File>> =
        crate::base::parallel::map(figures, figure_files).into_iter().collect::<Result<_, _>>()?;
    Ok(drawn.into_iter().flatten().collect())
}

/// What a reader of the pictures would miss, each thing once.
fn noticed(figures: &[Figure]) -> Vec<String> {
    let mut noticed: Vec<String> = figures.iter().flat_map(|figure| figure.warnings.clone()).collect();
    noticed.sort();
    noticed.dedup();
    noticed
}

/// A chart as picture, as drawing, as the table of what it shows, and as words.
fn figure_files(figure: &Figure) -> Result<Vec<File>, RunError> {
    let name = |ending: &str| format!("charts/{}.{ending}", figure.id);
    Ok(vec![
        file(&name("png"), chart::png(&figure.svg)?),
        file(&name("svg"), figure.svg.clone().into_bytes()),
        file(&name("csv"), figure.csv.clone().into_bytes()),
        file(&name("txt"), format!("{}\n", figure.alt).into_bytes()),
    ])
}

fn file(name: &str, bytes: Vec<u8>) -> File {
    File { name: name.into(), bytes }
}

/// A table, compressed without the time of day.
fn compressed(rows: Table) -> Result<Vec<u8>, RunError> {
    let text = csv::table(rows)?;
    let mut writer = flate2::GzBuilder::new().mtime(0).write(Vec::new(), flate2::Compression::default());
    writer.write_all(&text).and_then(|()| writer.finish()).map_err(RunError::Compression)
}

fn sources(scenario: &Scenario) -> Vec<SourceText> {
    let source = |source: &scenario::Source| SourceText {
        name: source.name.clone(),
        sha256: folder::sha256(source.text.as_bytes()),
        text: source.text.clone(),
    };
    scenario.sources.iter().map(source).collect()
}

/// Where the numbers come from. The scenario's hash is that of its file, or of all its texts one after the other if it
/// has a base or overrides.
pub fn provenance(scenario: &Scenario) -> Provenance {
    let texts: Vec<&str> = scenario.sources.iter().map(|source| source.text.as_str()).collect();
    Provenance {
        version: env!("CARGO_PKG_VERSION").into(),
        results_version: RESULTS_VERSION,
        scenario: scenario.id.clone(),
        title: scenario.title.clone(),
        sha256: folder::sha256(texts.join("\n").as_bytes()),
        seed: scenario.simulation.seed,
        draws: scenario.simulation.draws,
        paths: scenario.simulation.paths,
    }
}

/// Refuses a run that would need too much memory, before it starts.
fn within_memory(scenario: &Scenario) -> Result<(), RunError> {
    let (draws, paths) = (scenario.simulation.draws, scenario.simulation.paths);
    let branches = forecast::branching::BranchCase::all(scenario).len();
    // A record has about 300 bytes and 8 a quarter; sorted copies of the followed numbers take another 48 a path.
    let record = 348 + 8 * scenario.periods + 2 * scenario.offers.len();
    let gib = draws as f64 * branches as f64 * paths as f64 * record as f64 / (1_u64 << 30) as f64;
    match gib > MEMORY_LIMIT as f64 {
        true => {
            Err(RunError::TooLarge { draws, branches, paths, quarters: scenario.periods, gib, limit: MEMORY_LIMIT })
        }
        false => Ok(()),
    }
}
