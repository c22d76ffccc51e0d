//! `allegiance plan`: a script that lets a scheduler do a run in parts (docs/how-to/cluster.md).
//!
//! Takes a scenario, the number of parts and the scheduler, gives the script. A few draws are worked out, so that time and
//! memory can be asked for. Nothing is sent to the scheduler.

use super::check::{Tried, tried};
use super::failure::Failure;
use super::memory::{after_draws, of_part, within_memory};
use super::outcome::{Command, Job, Outcome};
use super::request::Source;
use super::shard::MOST;
use super::variant;
use crate::base::aside::Allowed;
use crate::base::blocks::BLOCK;
use crate::base::input::STANDARD_INPUT;
use crate::base::parallel::threads;
use crate::forecast::draws::Unfinished;
use crate::forecast::size;
use crate::report::plan::{Plan as Planned, Scheduler, script};
use crate::report::words::plain::{count, number};
use crate::scenario::Scenario;
use std::path::{Path, PathBuf};

/// How long draws are worked out.
const TRIAL: Allowed = Allowed { stack: 2 << 20, seconds: 3 };
/// How many times what was measured is asked for: another machine may be slower.
const MARGIN: f64 = 3.0;
/// Minutes that any task may take.
const LEAST_MINUTES: u64 = 2;
/// Bytes of shards that are read in a second, at least.
const READ: f64 = 5e7;
/// More draws than are worked out in that time.
const PLENTY: usize = 1_000_000;

/// A run that is to be done in parts.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Plan {
    /// What is simulated
    #[cfg_attr(feature = "cli", command(flatten))]
    pub source: Source,
    /// Take the uncertain numbers from the rows of a CSV file, as `run --draws`
    #[cfg_attr(feature = "cli", arg(long, value_name = "FILE"))]
    pub draws: Option<PathBuf>,
    /// Number of parts
    #[cfg_attr(feature = "cli", arg(long, value_name = "N"))]
    pub shards: usize,
    /// Who starts the tasks
    #[cfg_attr(feature = "cli", arg(long = "for", value_name = "slurm|hyperqueue|parallel|kubernetes|snakemake"))]
    pub scheduler: Scheduler,
    /// Folder of the results; the shards go to the same with .shards
    #[cfg_attr(feature = "cli", arg(short, long, value_name = "FOLDER"))]
    pub output: Option<PathBuf>,
}

impl Command for Plan {
    fn prepare(self) -> Result<Job, Failure> {
        let scenario = self.source.load(self.draws.as_deref())?;
        if self.source.file == Path::new(STANDARD_INPUT) {
            return Err(Failure::Usage("the tasks of a scheduler have no standard input: name a file".into()));
        }
        if !(1..=MOST).contains(&self.shards) {
            return Err(Failure::Usage(format!("--shards {}: from 1 to {}", self.shards, count(MOST))));
        }
        let memory = [of_part(&scenario)?, within_memory(&scenario)?];
        Ok(Job::new(None, move |_| {
            let mut trial = scenario.clone();
            trial.contents.simulation.draws = scenario.simulation.draws.max(PLENTY);
            let seconds = match tried(&trial, TRIAL) {
                Tried::NoneCertified => return Err(Unfinished::NoneCertified.into()),
                Tried::Draws(0) => {
                    let why = "no draw ended within 3 seconds: find out how long one takes before you ask for time"
                        .to_owned();
                    return Err(Failure::Usage(why));
                }
                // As in `check`: what is under way when the time is over is half done.
                Tried::Draws(draws) => {
                    (TRIAL.seconds * threads() as u64) as f64 / (draws as f64 + 0.5 * threads() as f64)
                }
                Tried::Done => TRIAL.seconds as f64 * threads() as f64 / PLENTY as f64,
            };
            Ok(Outcome::text(script(&self.planned(&scenario, seconds, memory), self.scheduler)))
        }))
    }
}

impl Plan {
    /// What is planned, if a draw takes so many seconds of one core, and a part and the merge so much memory, bytes.
    fn planned(&self, scenario: &Scenario, seconds: f64, memory: [usize; 2]) -> Planned {
        let (draws, paths) = (scenario.simulation.draws, scenario.simulation.paths);
        let own = draws.div_ceil(BLOCK).div_ceil(self.shards) * BLOCK;
        let working = own as f64 * seconds;
        let bytes = draws as f64 * size::draw(scenario, paths) as f64;
        let merging = after_draws(scenario) + bytes / READ;
        let folder = self.output.clone().unwrap_or_else(|| variant::folder(scenario, &self.source, ""));
        let folder = folder.display().to_string();
        let words = ["allegiance".to_owned(), "run".to_owned(), self.source.file.display().to_string()];
        let set = self.source.overrides.set.iter().flat_map(|set| ["--set".to_owned(), set.clone()]);
        let seed = self.source.overrides.seed.iter().flat_map(|seed| ["--seed".to_owned(), seed.to_string()]);
        let filed = self.draws.iter().flat_map(|file| ["--draws".to_owned(), file.display().to_string()]);
        Planned {
            what: format!("{}: {} draws × {} paths", scenario.title, count(draws), count(paths)),
            run: words.into_iter().chain(set).chain(seed).chain(filed).collect(),
            inputs: [&self.source.file].into_iter().chain(&self.draws).map(|file| file.display().to_string()).collect(),
            shards: format!("{folder}.shards"),
            folder,
            parts: self.shards,
            measured: format!(
                "Measured on this machine: {} s of one core a draw, so about {} in all. Time and memory are asked for with a \
                 margin, where the scheduler takes them; another machine may need more.",
                number(seconds, 4),
                core_time(draws as f64 * seconds)
            ),
            minutes: [working, merging].map(|seconds| LEAST_MINUTES + (MARGIN * seconds / 60.0).ceil() as u64),
            memory: memory.map(mebibytes),
        }
    }
}

/// Time of one core, in words.
fn core_time(seconds: f64) -> String {
    match seconds {
        ..5400.0 => format!("{} core minutes", number(seconds / 60.0, 1)),
        _ => format!("{} core hours", number(seconds / 3600.0, 1)),
    }
}

/// An amount of memory to ask for: half as much again, in steps of 64 MiB.
fn mebibytes(bytes: usize) -> u64 {
    let mebibytes = (bytes as f64 * 1.5 / f64::from(1 << 20)).ceil() as u64;
    mebibytes.div_ceil(64) * 64
}
