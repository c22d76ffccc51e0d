//! Who keeps the blocks of a command's work: one part of them in a shard, all of them from shards, or those that are
//! finished beside the results.
//!
//! Takes blocks as they are worked out, gives them back; knows why the work was stopped.

use super::place::Place;
use super::set::Set;
use super::work::{amount, differs};
use crate::base::parallel::{Blocks, Needed, Watch};
use crate::command::failure::{Failure, PartError};
use crate::report::words::plain::some;
use crate::store::shard::{ENDING, Head, Shard, ShardError, Writer, unfinished_in};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What becomes of blocks.
pub(in crate::command) enum Mode {
    /// Those of one part go into a shard; the work ends when they are all there.
    Share {
        place: Place,
        path: PathBuf,
        head: Head,
        /// The shard, if it is there already.
        there: Option<Box<Shard>>,
    },
    /// Those of one part go into a file for each series; the work goes on when the other parts have put theirs beside it.
    Rounds { place: Place, folder: PathBuf, head: Head },
    /// All are in shards.
    Whole(Set),
    /// Those that are finished stand in files of a folder; the others are worked out and put there.
    Resume { folder: PathBuf, head: Head, found: Vec<Shard> },
}

/// Keeps blocks.
pub(in crate::command) struct Keeper {
    mode: Mode,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What the series so far are of, and of how many pieces each; the last one is at work.
    series: Vec<(String, usize)>,
    /// The shard that is being written.
    writer: Option<Writer>,
    /// Finished blocks that wait for a file beside the results, and the files that were written.
    waiting: Vec<(usize, Vec<u8>)>,
    written: Vec<Shard>,
    /// Why the work was stopped here.
    fault: Option<Failure>,
    /// Whether a part did its share.
    shared: bool,
    /// Blocks that were taken from files, and how many were worked out.
    taken: usize,
    made: usize,
}

/// Blocks of a file that is written beside the results.
const FILE: usize = 4;
/// How long a part waits before it looks again whether the others are done.
const PAUSE: Duration = Duration::from_millis(200);

impl Keeper {
    pub(in crate::command) fn new(mode: Mode) -> Self {
        Self { mode, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A thread that fails takes the process with it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a part came to: the shard in its place, told in a sentence.
    pub(super) fn shared(&self, ended: Result<(), Failure>, watch: &dyn Watch) -> Result<String, Failure> {
        let Mode::Share { place, path, there, .. } = &self.mode else { return ended.map(|()| String::new()) };
        let mut state = self.state();
        if let Some(fault) = state.fault.take() {
            return Err(fault);
        }
        match ended {
            // That the results are elsewhere stops the work, too: each series was then ended.
            Err(Failure::Stopped(_)) if state.shared && !watch.stopped() => {}
            Err(failure) => return Err(failure),
            Ok(()) => {}
        }
        let part = format!("part {} of {}", place.index, place.count);
        let file = path.display();
        let (said, head) = match (state.writer.take(), there) {
            (Some(writer), _) => {
                let head = writer.head().clone();
                // Somebody may have put another shard there meanwhile.
                if let Ok(other) = Shard::open(path)
                    && let Some(why) = differs(&other.head, &head)
                {
                    return Err(PartError::Taken { path: path.clone(), why }.into());
                }
                writer.finish().map_err(io(path))?;
                ("Written to", head)
            }
            (None, Some(shard)) => ("It was there already:", shard.head.clone()),
            (None, None) => {
                return Err(Failure::Usage("this command does no work over draws that could be done in parts".into()));
            }
        };
        let mut part = part;
        part[..1].make_ascii_uppercase();
        Ok(format!("{part}: {}. {said} {file}.", amount(&head)))
    }

    /// What a part that works in rounds came to, in a sentence.
    pub(super) fn took_part(&self) -> String {
        let Mode::Rounds { place, folder, .. } = &self.mode else { return String::new() };
        let state = self.state();
        format!(
            "Part {} of {}: {}, {} of them now. All are in {}: merge them.",
            place.index,
            place.count,
            some(state.series.len(), "round", "rounds"),
            state.made,
            folder.display()
        )
    }

    /// Why the work was stopped, if the keeper stopped it.
    pub(in crate::command) fn failure(&self, failure: Failure) -> Failure {
        self.state().fault.take().unwrap_or(failure)
    }

    /// The same; of an interrupt, that the finished blocks are kept.
    pub(in crate::command) fn interrupted(&self, failure: Failure, folder: &Path) -> Failure {
        match self.failure(failure) {
            Failure::Stopped(_) if self.has_kept() => PartError::Interrupted { folder: folder.to_path_buf() }.into(),
            failure => failure,
        }
    }

    /// Whether finished blocks stand beside the results.
    fn has_kept(&self) -> bool {
        matches!(&self.mode, Mode::Resume { found, .. } if !found.is_empty()) || !self.state().written.is_empty()
    }

    /// The files of finished blocks beside the results, and what was left of some that were not finished.
    pub(in crate::command) fn files(&self, folder: &Path) -> Vec<PathBuf> {
        let Mode::Resume { found, .. } = &self.mode else { return Vec::new() };
        let state = self.state();
        let own = found.iter().chain(&state.written).map(|shard| shard.path.clone());
        own.chain(unfinished_in(folder)).collect()
    }

    /// How many blocks were taken from files beside the results, in a sentence; nothing if none was.
    pub(in crate::command) fn gone_on(&self) -> Option<String> {
        let state = self.state();
        let all = some(state.taken + state.made, "block", "blocks");
        (state.taken > 0).then(|| format!("gone on from {} of {all} that were finished before", state.taken))
    }
}

impl State {
    /// Whether a file holds blocks of the series at work.
    fn is_of(&self, shard: &Shard) -> bool {
        let own = self.series.last();
        let there = self.series.len().checked_sub(1).and_then(|at| shard.head.series.get(at));
        own.zip(there).is_some_and(|((of, pieces), there)| *of == there.of && *pieces == there.pieces)
    }

    /// Writes the blocks that wait to a file of their own.
    fn put(&mut self, folder: &Path, head: &Head) -> Result<(), Failure> {
        let Some((first, _)) = self.waiting.first() else { return Ok(()) };
        let path = folder.join(format!("{}-{first}.{ENDING}", self.series.len()));
        let mut writer = Writer::new(&path, head.clone()).map_err(io(&path))?;
        self.series.iter().for_each(|(of, pieces)| writer.series(of, *pieces));
        for (block, bytes) in self.waiting.drain(..) {
            writer.block(block, &bytes).map_err(io(&path))?;
        }
        writer.finish().map_err(io(&path))?;
        let again = |error: ShardError| io(&path)(std::io::Error::other(error.to_string()));
        self.written.push(Shard::open(&path).map_err(again)?);
        Ok(())
    }
}

fn io(path: &Path) -> impl Fn(std::io::Error) -> Failure + '_ {
    |source| PartError::Io { path: path.to_path_buf(), source }.into()
}

impl Blocks for Keeper {
    fn begin(&self, of: &str, count: usize) -> bool {
        let mut state = self.state();
        state.shared = false;
        state.series.push((of.to_owned(), count));
        let begun = match &self.mode {
            Mode::Share { there: Some(shard), .. } if state.is_of(shard) => Ok(()),
            Mode::Share { there: Some(_), path, .. } => {
                let why = "is of another scenario, or of one that was changed since".to_owned();
                Err(PartError::Taken { path: path.clone(), why }.into())
            }
            Mode::Share { path, head, .. } => {
                let writer = state.writer.take().map_or_else(|| Writer::new(path, head.clone()).map_err(io(path)), Ok);
                writer.map(|mut writer| {
                    writer.series(of, count);
                    state.writer = Some(writer);
                })
            }
            Mode::Rounds { place, folder, head } => state.round(*place, folder, head),
            Mode::Whole(set) => set.fits(state.series.len(), of, count).map_err(Failure::from),
            Mode::Resume { folder, found, .. } => {
                // The first series tells whether the scenario is the same; the others follow from it.
                let other =
                    state.series.len() == 1 && !found.is_empty() && !found.iter().any(|shard| state.is_of(shard));
                match other {
                    true => {
                        let why = "has finished draws of another scenario, or of one that was changed since".to_owned();
                        Err(PartError::Taken { path: folder.clone(), why }.into())
                    }
                    false => Ok(()),
                }
            }
        };
        state.fault = begun.err();
        state.fault.is_none()
    }

    fn wanted(&self, block: usize) -> bool {
        match &self.mode {
            Mode::Share { there: Some(_), .. } | Mode::Whole(_) => false,
            Mode::Share { place, .. } => block % place.count == place.index,
            Mode::Rounds { place, .. } => block % place.count == place.index && self.state().writer.is_some(),
            Mode::Resume { found, .. } => {
                let mut state = self.state();
                let at = state.series.len() - 1;
                let finished = found.iter().any(|shard| state.is_of(shard) && shard.has(at, block));
                state.taken += usize::from(finished);
                !finished
            }
        }
    }

    fn keep(&self, block: usize, bytes: Vec<u8>) -> bool {
        let mut state = self.state();
        state.made += usize::from(!matches!(self.mode, Mode::Rounds { .. }));
        let kept = match &self.mode {
            Mode::Share { path, .. } => {
                let written = state.writer.as_mut().map_or(Ok(()), |writer| writer.block(block, &bytes));
                written.map_err(io(path))
            }
            Mode::Rounds { folder, .. } => {
                let written = state.writer.as_mut().map_or(Ok(()), |writer| writer.block(block, &bytes));
                written.map_err(io(folder))
            }
            Mode::Resume { folder, head, .. } => {
                state.waiting.push((block, bytes));
                if state.waiting.len() < FILE { Ok(()) } else { state.put(folder, head) }
            }
            Mode::Whole(_) => Ok(()),
        };
        state.fault = kept.err();
        state.fault.is_none()
    }

    fn kept(&self, block: usize) -> Option<Vec<u8>> {
        let mut state = self.state();
        let found = match &self.mode {
            Mode::Share { .. } => return None,
            Mode::Whole(set) => set.block(state.series.len(), block),
            Mode::Rounds { .. } => state.read(&[], block),
            Mode::Resume { found, .. } => state.read(found, block),
        };
        found.unwrap_or_else(|failure| {
            state.fault = Some(failure);
            None
        })
    }

    fn shares(&self) -> bool {
        matches!(self.mode, Mode::Share { .. })
    }

    fn end(&self, watch: &dyn Watch) -> bool {
        let mut state = self.state();
        match &self.mode {
            Mode::Rounds { place, folder, head } => {
                state.fault = state.gathered(*place, folder, head, watch).err();
                state.fault.is_none() && !watch.stopped()
            }
            Mode::Share { .. } => {
                state.shared = true;
                false
            }
            Mode::Whole(_) => true,
            Mode::Resume { folder, head, .. } => {
                state.fault = state.put(folder, head).err();
                state.fault.is_none()
            }
        }
    }

    fn sound(&self) -> bool {
        self.state().fault.is_none()
    }

    fn unreadable(&self, block: usize) {
        let mut state = self.state();
        let series = state.series.len();
        let what = format!("block {block} of series {series} is not what this program writes: make its shard again");
        state.fault.get_or_insert(PartError::Unfit(what).into());
    }
}

impl State {
    /// The file of a part of the series at work.
    fn of_round(&self, index: usize, count: usize, folder: &Path) -> PathBuf {
        folder.join(format!("{index}-of-{count}.round-{}.{ENDING}", self.series.len() - 1))
    }

    /// Begins a round: its file is there already, or is begun.
    fn round(&mut self, place: Place, folder: &Path, head: &Head) -> Result<(), Failure> {
        self.written.clear();
        let path = self.of_round(place.index, place.count, folder);
        match self.taken_in(&path, head)? {
            Ok(shard) => self.written.push(shard),
            Err(_) => {
                let head = Head { round: Some(self.series.len() - 1), ..head.clone() };
                let mut writer = Writer::new(&path, head).map_err(io(&path))?;
                self.series.iter().for_each(|(of, pieces)| writer.series(of, *pieces));
                self.writer = Some(writer);
            }
        }
        Ok(())
    }

    /// A file of the series at work, or that it is missing or damaged.
    fn taken_in(&self, path: &Path, head: &Head) -> Result<Result<Shard, ShardError>, Failure> {
        let taken = |why: &str| Failure::Part(PartError::Taken { path: path.to_path_buf(), why: why.to_owned() });
        match Shard::open(path) {
            Ok(shard) if differs(&shard.head, &Head { index: shard.head.index, ..head.clone() }).is_some() => {
                Err(taken("is of a command with other options, or of another version"))
            }
            Ok(shard) if !self.is_of(&shard) => {
                Err(taken("is of another scenario or record, or of one that was changed"))
            }
            Ok(shard) => Ok(Ok(shard)),
            Err(error @ (ShardError::Missing | ShardError::Damaged(_))) => Ok(Err(error)),
            Err(ShardError::Foreign) => Err(taken("is not a shard of this program")),
            Err(ShardError::Io(source)) => Err(io(path)(source)),
        }
    }

    /// Puts the part of the series at work in its place and waits for the others.
    fn gathered(&mut self, place: Place, folder: &Path, head: &Head, watch: &dyn Watch) -> Result<(), Failure> {
        if let Some(writer) = self.writer.take() {
            let path = self.of_round(place.index, place.count, folder);
            writer.finish().map_err(io(&path))?;
            self.written.extend(self.taken_in(&path, head)?);
            self.made += 1;
        }
        let round = self.series.len() - 1;
        let (mut missing, mut said) =
            ((0..place.count).filter(|index| *index != place.index).collect::<Vec<_>>(), false);
        let mut damaged = BTreeSet::new();
        while !watch.stopped() {
            let mut still = Vec::new();
            for index in missing {
                match self.taken_in(&self.of_round(index, place.count, folder), head)? {
                    Ok(shard) => self.written.push(shard),
                    Err(error) => {
                        if matches!(error, ShardError::Damaged(_)) && damaged.insert(index) {
                            watch.say(&format!(
                                "round {round}: the file of part {index} {error}; start that part again"
                            ));
                        }
                        still.push(index);
                    }
                }
            }
            missing = still;
            let Some(first) = missing.first() else { return Ok(()) };
            if !said {
                let others = missing.len() - 1;
                let and = if others > 0 { format!(" and {others} more") } else { String::new() };
                watch.say(&format!("round {round}: waits for part {first}{and} of {}", place.count));
                said = true;
            }
            std::thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// The bytes of a block of the series at work.
    fn read(&self, found: &[Shard], block: usize) -> Result<Option<Vec<u8>>, Failure> {
        let at = self.series.len() - 1;
        let mut files = found.iter().chain(&self.written).filter(|shard| self.is_of(shard));
        match files.find(|shard| shard.has(at, block)) {
            Some(shard) => shard.block(at, block).map_err(io(&shard.path)),
            None => Ok(None),
        }
    }
}

/// A watch whose work goes to a keeper.
pub(in crate::command) struct Keeping<'a> {
    watch: &'a dyn Watch,
    keeper: &'a Keeper,
}

impl<'a> Keeping<'a> {
    pub(in crate::command) fn new(watch: &'a dyn Watch, keeper: &'a Keeper) -> Self {
        Self { watch, keeper }
    }
}

impl Watch for Keeping<'_> {
    fn begin(&self, pieces: usize) {
        self.watch.begin(pieces);
    }

    fn advance(&self) {
        self.watch.advance();
    }

    fn stopped(&self) -> bool {
        self.watch.stopped()
    }

    fn expect(&self, needed: Needed) {
        self.watch.expect(needed);
    }

    fn say(&self, line: &str) {
        self.watch.say(line);
    }

    fn columns(&self) -> Option<usize> {
        self.watch.columns()
    }

    /// Shards have no more series than their part had: what is worked out after them is worked out here.
    fn blocks(&self) -> Option<&dyn Blocks> {
        let done = match &self.keeper.mode {
            Mode::Whole(set) => !set.in_rounds() && self.keeper.state().series.len() >= set.series(),
            Mode::Share { .. } | Mode::Rounds { .. } | Mode::Resume { .. } => false,
        };
        if done { None } else { Some(self.keeper) }
    }
}
