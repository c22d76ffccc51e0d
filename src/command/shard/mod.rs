//! A command in parts: each does its share of the draws and writes it to a file; `merge` makes the results of them
//! (docs/how-to/cluster.md).
//!
//! Takes a command and which part of it, gives a job that writes one shard. The command itself is prepared and worked
//! out as always; only its work over draws goes to whoever keeps blocks.

mod keeper;
mod place;
mod set;
mod work;

pub(super) use keeper::{Keeper, Keeping, Mode};
pub(super) use place::MOST;
pub use place::Place;
pub(super) use set::Set;

use super::failure::{Failure, PartError};
use super::outcome::{Command, Job, Outcome};
use crate::base::input::STANDARD_INPUT;
use crate::base::parallel::{Blocks, Watch};
use crate::forecast::RESULTS_VERSION;
use crate::store::shard::{ENDING, Head, Shard, ShardError, listed};
use serde::Serialize;
use std::path::{Path, PathBuf};
use work::differs;

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

/// A command that can be done in parts.
pub(super) trait Parted: Command + Serialize + Clone + 'static {
    /// Its name, as it is asked for.
    const NAME: &'static str;

    /// The scenario that it reads, if one is named.
    fn file(&self) -> Option<&Path>;

    /// The same with its results in another folder, or printed.
    #[must_use]
    fn into_folder(self, folder: Option<PathBuf>, force: bool) -> Self;

    /// The same as one part does it: it needs less memory than the whole.
    #[must_use]
    fn sharing(self) -> Self {
        self
    }
}

/// Refuses a scenario that nobody can read again when the parts are put together.
fn readable(request: &impl Parted) -> Result<(), Failure> {
    match request.file() == Some(Path::new(STANDARD_INPUT)) {
        true => Err(Failure::Usage("--shard: the scenario is read again by `merge`: name a file, not -".into())),
        false => Ok(()),
    }
}

/// The head of a part of a request.
fn head<C: Parted>(request: &C, part: &Part, place: Place) -> Result<Head, Failure> {
    Ok(Head {
        version: env!("CARGO_PKG_VERSION").into(),
        results_version: RESULTS_VERSION,
        // Where the results are to go is no part of what is done.
        request: serde_json::json!({ C::NAME: request.clone().into_folder(None, false) }),
        words: part.words.clone(),
        index: place.index,
        count: place.count,
        round: None,
        series: Vec::new(),
    })
}

/// Does one part of a request and writes it to a folder.
pub(super) fn share(request: impl Parted, part: &Part, place: Place, folder: PathBuf) -> Result<Job, Failure> {
    readable(&request)?;
    let head = head(&request, part, place)?;
    let path = folder.join(format!("{}-of-{}.{ENDING}", place.index, place.count));
    // What is asked is checked as a whole; its target is that of the whole.
    let job = request.sharing().prepare()?;
    Ok(Job::new(None, move |watch| {
        let (there, note) = there(&path, &head)?;
        let keeper = Keeper::new(Mode::Share { place, path: path.clone(), head, there });
        let ended = (job.work)(&Keeping::new(watch, &keeper)).map(drop);
        let told = keeper.shared(ended, watch)?;
        Ok(Outcome { said: Some(told), notes: note.into_iter().collect(), ..Outcome::default() })
    }))
}

/// Takes part in a request whose work goes in rounds, each of which needs all of the one before: works out its part of a
/// round, puts it into a folder and waits for the others.
pub(super) fn take_part(request: impl Parted, part: &Part, place: Place, folder: PathBuf) -> Result<Job, Failure> {
    readable(&request)?;
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
pub(super) fn resume(request: &impl Parted, folder: &Path) -> Result<Mode, Failure> {
    let head = head(request, &Part::default(), Place { index: 0, count: 1 })?;
    let kept = match folder.is_dir() {
        true => listed(&[folder.to_path_buf()]).map_err(|(path, source)| PartError::Io { path, source })?,
        false => Vec::new(),
    };
    let mut found = Vec::new();
    // What is damaged is worked out again.
    for shard in kept.iter().filter_map(|path| Shard::open(path).ok()) {
        if differs(&shard.head, &head).is_some() {
            let why = "has finished draws of a run with other options or of another version".to_owned();
            return Err(PartError::Taken { path: folder.to_path_buf(), why }.into());
        }
        found.push(shard);
    }
    Ok(Mode::Resume { folder: folder.to_path_buf(), head, found })
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
fn there(path: &Path, head: &Head) -> Result<(Option<Box<Shard>>, Option<String>), Failure> {
    let taken = |why: String| Failure::Part(PartError::Taken { path: path.to_path_buf(), why });
    match Shard::open(path) {
        Ok(shard) => match differs(&shard.head, head) {
            Some(why) => Err(taken(why)),
            None => Ok((Some(Box::new(shard)), None)),
        },
        Err(ShardError::Missing) => Ok((None, None)),
        Err(error @ ShardError::Damaged(_)) => {
            Ok((None, Some(format!("the shard that was there {error}; it is made again"))))
        }
        Err(ShardError::Foreign) => Err(taken("is not a shard of this program".into())),
        Err(ShardError::Io(source)) => Err(PartError::Io { path: path.to_path_buf(), source }.into()),
    }
}
