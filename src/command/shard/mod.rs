//! A command in parts: each does its share of the draws and writes it to a file; `merge` makes the results of them
//! (docs/how-to/cluster.md).
//!
//! Takes a command and which part of it, gives a job that writes one shard. The command itself is prepared and worked
//! out as always; only its work over draws goes to whoever keeps blocks.

mod keeper;
mod place;
mod set;

pub(super) use keeper::{Keeper, Keeping, Mode};
pub(super) use place::MOST;
pub use place::Place;
pub(super) use set::Set;

use super::failure::Failure;
use super::outcome::{Command, Job, Outcome};
use super::{Compare, Estimate, Propagate, Run, Sensitivity};
use crate::base::blocks::pieces;
use crate::base::input::STANDARD_INPUT;
use crate::base::parallel::{Blocks, Watch};
use crate::forecast::RESULTS_VERSION;
use crate::report::words::plain::some;
use crate::store::shard::{ENDING, Head, Series, Shard, ShardError};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Which part of a command is to be done.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Part {
    /// Do only the draws of part I of N, counted from 0, and write them to I-of-N.shard in the folder of -o; `auto` takes
    /// both from the scheduler, `auto/N` the part alone. `allegiance merge` puts the parts together
    #[cfg_attr(feature = "cli", arg(long, value_name = "I/N|auto|auto/N"))]
    pub shard: Option<Place>,
    /// The command line without its part, word by word, for whoever has to make a missing part
    #[cfg_attr(feature = "cli", arg(skip))]
    pub words: Vec<String>,
    /// Whether a part is being done: it needs less memory than the whole
    #[cfg_attr(feature = "cli", arg(skip))]
    pub sharing: bool,
}

/// A command that can be done in parts, as it was asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Request {
    Run(Box<Run>),
    Compare(Box<Compare>),
    Sensitivity(Box<Sensitivity>),
    Propagate(Box<Propagate>),
    Estimate(Box<Estimate>),
}

impl Request {
    pub(super) fn prepare(self) -> Result<Job, Failure> {
        match self {
            Self::Run(run) => run.prepare(),
            Self::Compare(compare) => compare.prepare(),
            Self::Sensitivity(sensitivity) => sensitivity.prepare(),
            Self::Propagate(propagate) => propagate.prepare(),
            Self::Estimate(estimate) => estimate.prepare(),
        }
    }

    /// The same with its results in another folder, or printed.
    pub(super) fn to(mut self, folder: Option<PathBuf>, force: bool, interim: Option<(usize, usize)>) -> Self {
        match &mut self {
            Self::Run(run) => {
                (run.output.output, run.output.force) = (folder, force);
                run.interim = interim;
            }
            Self::Compare(compare) => (compare.output.output, compare.output.force) = (folder, force),
            Self::Sensitivity(study) => (study.output.output, study.output.force) = (folder, force),
            Self::Estimate(estimate) => (estimate.output.output, estimate.output.force) = (folder, force),
            Self::Propagate(_) => {}
        }
        self
    }

    /// The same as one part does it.
    fn sharing(mut self) -> Self {
        if let Self::Run(run) = &mut self {
            run.part.sharing = true;
        }
        self
    }

    /// Refuses a scenario that nobody can read again when the parts are put together.
    fn readable(&self) -> Result<(), Failure> {
        let file = match self {
            Self::Run(run) => Some(&run.source.file),
            Self::Compare(compare) => compare.what.first(),
            Self::Sensitivity(study) => Some(&study.source.file),
            Self::Propagate(propagate) => Some(&propagate.source.file),
            Self::Estimate(estimate) => Some(&estimate.source.file),
        };
        match file.is_some_and(|file| file == Path::new(STANDARD_INPUT)) {
            true => Err(Failure::Usage("--shard: the scenario is read again by `merge`: name a file, not -".into())),
            false => Ok(()),
        }
    }

    fn json(&self) -> Result<serde_json::Value, Failure> {
        Ok(serde_json::to_value(self)?)
    }
}

/// A part of a command could not be done, or parts cannot be put together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PartError {
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    #[allow(missing_docs, reason = "the message says it")]
    Io { path: PathBuf, source: std::io::Error },
    /// Something else is where a shard belongs.
    #[error("{} {why}: remove it, or choose another folder with -o", path.display())]
    #[allow(missing_docs, reason = "the message says it")]
    Taken { path: PathBuf, why: String },
    /// The work was stopped, and what was finished of it is kept.
    #[error("interrupted: the finished draws are kept in {}; go on with --resume", folder.display())]
    #[allow(missing_docs, reason = "the message says it")]
    Interrupted { folder: PathBuf },
    /// Shards do not make a whole.
    #[error("{0}")]
    Unfit(String),
}

/// The head of a part of a request.
fn head(request: &Request, part: &Part, place: Place) -> Result<Head, Failure> {
    Ok(Head {
        version: env!("CARGO_PKG_VERSION").into(),
        results_version: RESULTS_VERSION,
        // Where the results are to go is no part of what is done.
        request: request.clone().to(None, false, None).json()?,
        words: part.words.clone(),
        index: place.index,
        count: place.count,
        round: None,
        series: Vec::new(),
    })
}

/// What of two heads must be the same for them to be parts of one work. Paths are not: hosts may see the same files by other
/// names. What is in the files is told by the series.
fn asked(head: &Head) -> (String, u32, serde_json::Value) {
    const PATHS: [&str; 10] =
        ["file", "output", "force", "what", "variants", "draws", "history", "template", "words", "shown"];
    fn bare(value: &serde_json::Value) -> serde_json::Value {
        match value {
            serde_json::Value::Object(fields) => {
                let kept = fields.iter().filter(|(name, _)| !PATHS.contains(&name.as_str()));
                serde_json::Value::Object(kept.map(|(name, value)| (name.clone(), bare(value))).collect())
            }
            other => other.clone(),
        }
    }
    (head.version.clone(), head.results_version, bare(&head.request))
}

/// Whether a shard that is there is of this work; why not, in words.
fn differs(there: &Head, own: &Head) -> Option<String> {
    let (one, two) = (asked(there), asked(own));
    let what = if one.0 != two.0 {
        format!("was made by version {} of the program, this is {}", one.0, two.0)
    } else if one.1 != two.1 {
        format!("is of results version {}, this is {}", one.1, two.1)
    } else if (there.index, there.count) != (own.index, own.count) {
        format!("is part {} of {} by its content", there.index, there.count)
    } else if one.2 != two.2 {
        "is of a command with other options".to_owned()
    } else {
        return None;
    };
    Some(what)
}

/// Does one part of a request and writes it to a folder.
pub(super) fn share(request: Request, part: &Part, place: Place, folder: PathBuf) -> Result<Job, Failure> {
    request.readable()?;
    let head = head(&request, part, place)?;
    let path = folder.join(format!("{}-of-{}.{ENDING}", place.index, place.count));
    // What is asked is checked as a whole; its target is that of the whole.
    let job = request.sharing().prepare()?;
    Ok(Job::new(None, move |watch| {
        let (there, note) = there(&path, &head)?;
        let keeper = Keeper::new(Mode::Share { place, path: path.clone(), head, there });
        let ended = (job.work)(&Keeping::new(watch, &keeper)).map(drop);
        let told = keeper.shared(ended)?;
        Ok(Outcome { said: Some(told), notes: note.into_iter().collect(), ..Outcome::default() })
    }))
}

/// Takes part in a request whose work goes in rounds, each of which needs all of the one before: works out its part of a
/// round, puts it into a folder and waits for the others.
pub(super) fn take_part(request: Request, part: &Part, place: Place, folder: PathBuf) -> Result<Job, Failure> {
    request.readable()?;
    let head = head(&request, part, place)?;
    let job = request.prepare()?;
    Ok(Job::new(None, move |watch| {
        let keeper = Keeper::new(Mode::Rounds { place, folder, head });
        (job.work)(&Keeping::new(watch, &keeper)).map_err(|failure| keeper.failure(failure))?;
        Ok(Outcome { said: Some(keeper.took_part()), ..Outcome::default() })
    }))
}

/// The folder that a shard goes to.
pub(super) fn named(folder: Option<PathBuf>) -> Result<PathBuf, Failure> {
    folder.ok_or_else(|| Failure::Usage("--shard: name the folder of the shards with -o".into()))
}

/// Goes on from what is kept in a folder.
pub(super) fn resume(request: Request, folder: PathBuf) -> Result<Mode, Failure> {
    let head = head(&request, &Part::default(), Place { index: 0, count: 1 })?;
    Ok(Mode::resume(folder, head))
}

/// Work that went into a shard has no result here, and is done all the same: the next may begin.
pub(super) fn shared<T>(found: Result<T, Failure>, watch: &dyn Watch) -> Result<Option<T>, Failure> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Failure::Stopped(_)) if !watch.stopped() && watch.blocks().is_some_and(Blocks::sound) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The shard that is at a path, if it is one of this work. One that is damaged is as if there were none, and that is told.
fn there(path: &Path, head: &Head) -> Result<(Option<Shard>, Option<String>), Failure> {
    let taken = |why: String| Failure::Part(PartError::Taken { path: path.to_path_buf(), why });
    match Shard::open(path) {
        Ok(shard) => match differs(&shard.head, head) {
            Some(why) => Err(taken(why)),
            None => Ok((Some(shard), None)),
        },
        Err(ShardError::Missing) => Ok((None, None)),
        Err(error @ ShardError::Damaged(_)) => {
            Ok((None, Some(format!("the shard that was there {error}; it is made again"))))
        }
        Err(ShardError::Foreign) => Err(taken("is not a shard of this program".into())),
        Err(ShardError::Io(source)) => Err(PartError::Io { path: path.to_path_buf(), source }.into()),
    }
}

/// How much a shard holds, in words.
fn amount(head: &Head) -> String {
    let of =
        |series: &Series| series.blocks.iter().map(|(block, _)| pieces(*block, series.pieces).len()).sum::<usize>();
    let (one, many) = match head.request.get("sensitivity") {
        Some(_) => ("point", "points"),
        None => ("draw", "draws"),
    };
    match head.series.iter().map(of).sum() {
        0 => format!("no {many}, since there are more parts than blocks of {many}"),
        count => some(count, one, many),
    }
}
