//! Shards that are put together: whether they make a whole.
//!
//! Takes files, gives the blocks of all of them; refuses what is damaged, mixed, twice there or missing, and says all of it
//! at once.

use super::work::{asked, options};
use crate::base::text::quoted;
use crate::command::failure::{Failure, PartError};
use crate::report::words::plain::some;
use crate::store::shard::{Head, Shard, listed};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Faults that are told one by one; of more their number.
const TOLD: usize = 20;

/// Shards of one work, each there once.
#[derive(Debug)]
pub(in crate::command) struct Set {
    /// By round, where there are rounds, and part.
    shards: BTreeMap<(Option<usize>, usize), Shard>,
    count: usize,
    /// Whether parts may be missing, and files that cannot be used all the same.
    partial: bool,
    left_out: Vec<String>,
}

impl Set {
    /// The shards at these paths, of which folders stand for the shards in them. All must be there, unless a part of the
    /// whole will do.
    pub(in crate::command) fn read(paths: &[PathBuf], partial: bool) -> Result<Self, Failure> {
        let mut files = listed(paths).map_err(|(path, source)| PartError::Io { path, source })?;
        files.dedup();
        let (mut found, mut faults) = (Vec::new(), Vec::new());
        for path in &files {
            match Shard::open(path) {
                Ok(shard) => found.push(shard),
                Err(error) => faults.push(format!("{} {error}", path.display())),
            }
        }
        let damaged = faults.len();
        let mut strangers: BTreeMap<String, (String, usize)> = BTreeMap::new();
        let mut shards: BTreeMap<(Option<usize>, usize), Shard> = BTreeMap::new();
        let of = most(&found);
        for shard in found {
            let key = (shard.head.round, shard.head.index);
            if let Some((path, why)) = of.as_ref().and_then(|(path, head)| Some((path, apart(head, &shard.head)?))) {
                let (one, two) = (path.display(), shard.path.display());
                strangers.entry(why).or_insert_with(|| (format!("{one} and {two} are not of one work"), 0)).1 += 1;
            } else if let Some(twin) = shards.get(&key) {
                let (one, two) = (twin.path.display(), shard.path.display());
                faults.push(format!("part {} is there twice: {one} and {two}", key.1));
            } else {
                shards.insert(key, shard);
            }
        }
        // Each reason once, with the first two files that it keeps apart.
        for (why, (files, count)) in strangers {
            let more = if count > 1 { format!(", nor are {} more", count - 1) } else { String::new() };
            faults.push(format!("{files}{more}: {why}"));
        }
        let Some(first) = shards.values().next() else {
            let looked: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            let nothing = vec![format!("there is no shard in {}", looked.join(", "))];
            let nothing = if files.is_empty() { nothing } else { faults };
            return Err(PartError::Unfit(told(&nothing)).into());
        };
        let count = first.head.count;
        if !partial {
            let rounds: BTreeSet<Option<usize>> = shards.keys().map(|(round, _)| *round).collect();
            let has = |index: usize| rounds.iter().all(|round| shards.contains_key(&(*round, index)));
            let missing = (0..count).filter(|index| !has(*index));
            faults.extend(missing.map(|index| missed(&first.head, index, within(&first.path))));
        }
        // Without some of the parts, what is damaged is as if it were missing.
        let left_out = if partial && damaged == faults.len() { std::mem::take(&mut faults) } else { Vec::new() };
        match faults.is_empty() {
            true => Ok(Self { shards, count, partial, left_out }),
            false => Err(PartError::Unfit(told(&faults)).into()),
        }
    }

    /// The command that the shards are of.
    pub(in crate::command) fn request(&self) -> Option<&serde_json::Value> {
        self.shards.values().next().map(|shard| &shard.head.request)
    }

    /// Files that are left out, each with the reason.
    pub(in crate::command) fn left_out(&self) -> Vec<String> {
        self.left_out.iter().map(|fault| format!("left out: {fault}")).collect()
    }

    /// The first shard.
    pub(in crate::command) fn first(&self) -> Option<&Shard> {
        self.shards.values().next()
    }

    /// Parts that are there, and how many there are in all.
    pub(in crate::command) fn parts(&self) -> (usize, usize) {
        let parts: BTreeSet<usize> = self.shards.keys().map(|(_, index)| *index).collect();
        (parts.len(), self.count)
    }

    /// How many series of work they hold.
    pub(super) fn series(&self) -> usize {
        self.shards.values().next().map_or(0, |shard| shard.head.series.len())
    }

    /// Whether each series has files of its own.
    pub(super) fn in_rounds(&self) -> bool {
        self.shards.keys().any(|(round, _)| round.is_some())
    }

    /// The shard that holds a block of a series, the first of which is 1.
    fn holding(&self, series: usize, block: usize) -> Option<&Shard> {
        let round = self.in_rounds().then_some(series - 1);
        self.shards.get(&(round, block % self.count))
    }

    /// Refuses a series that the shards are not of; the first is 1.
    pub(super) fn fits(&self, series: usize, of: &str, pieces: usize) -> Result<(), PartError> {
        let shard = if self.in_rounds() { self.holding(series, 0) } else { self.first() };
        if shard.is_none() {
            let round = series - 1;
            let why =
                format!("round {round} is missing: let the parts go on, each with the command that it was begun with");
            return Err(PartError::Unfit(why));
        }
        let held = shard.and_then(|shard| shard.head.series.get(series - 1));
        match held.is_some_and(|held| held.of == of && held.pieces == pieces) {
            true => Ok(()),
            false => Err(PartError::Unfit(
                "the shards are of another scenario, or one of its files was changed since they were made: merge them where \
                 the same files are, or make them again"
                    .into(),
            )),
        }
    }

    /// The bytes of a block; the first series is 1.
    pub(super) fn block(&self, series: usize, block: usize) -> Result<Option<Vec<u8>>, Failure> {
        let found = match self.holding(series, block) {
            Some(shard) => {
                shard.block(series - 1, block).map_err(|source| PartError::Io { path: shard.path.clone(), source })?
            }
            None => None,
        };
        match found.is_some() || self.partial {
            true => Ok(found),
            false => {
                let part = block % self.count;
                Err(PartError::Unfit(format!("part {part} lacks block {block} of series {series}: make it again"))
                    .into())
            }
        }
    }
}

/// The work that most shards are of: a shard of it, and its head.
fn most(found: &[Shard]) -> Option<(PathBuf, Head)> {
    let mut works: Vec<(&Shard, usize)> = Vec::new();
    for shard in found {
        match works.iter_mut().find(|(first, _)| apart(&first.head, &shard.head).is_none()) {
            Some((_, count)) => *count += 1,
            None => works.push((shard, 1)),
        }
    }
    // The first of those that are equally frequent.
    let (first, _) = works.into_iter().rev().max_by_key(|(_, count)| *count)?;
    Some((first.path.clone(), first.head.clone()))
}

/// Why two shards are not of one work, in words.
fn apart(one: &Head, two: &Head) -> Option<String> {
    let ((version, results, request), (other_version, other_results, other)) = (asked(one), asked(two));
    let series = |head: &Head| head.series.iter().map(|series| (series.of.clone(), series.pieces)).collect::<Vec<_>>();
    // A file of a round knows the rounds before it.
    let together = match one.round.is_some() && two.round.is_some() {
        true => series(one).starts_with(&series(two)) || series(two).starts_with(&series(one)),
        false => series(one) == series(two),
    };
    if version != other_version || results != other_results {
        Some(format!(
            "versions {version} and {other_version} of the program, {results} and {other_results} of the results"
        ))
    } else if one.count != two.count {
        Some(format!("one is of {} parts, the other of {}", one.count, two.count))
    } else if request != other {
        Some(format!("the commands have other options: {}", options(&request, &other)))
    } else if !together {
        Some("the scenario was changed between them".into())
    } else {
        None
    }
}

fn within(path: &Path) -> &Path {
    path.parent().filter(|within| !within.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// That a part is missing, with the command that makes it.
fn missed(head: &Head, index: usize, folder: &Path) -> String {
    let part = format!("{index}/{}", head.count);
    let words = head.words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
    let folder = quoted(&folder.display().to_string());
    match head.words.is_empty() {
        true => format!("part {part} is missing"),
        false => format!("part {part} is missing; make it with: allegiance {words} --shard {part} -o {folder}"),
    }
}

fn told(faults: &[String]) -> String {
    let more = faults.len().saturating_sub(TOLD);
    let rest = if more > 0 { format!("\nand {more} more") } else { String::new() };
    let all = faults[..faults.len() - more].join("\n");
    match faults {
        [one] => one.clone(),
        _ => format!("the shards do not make a whole ({}):\n{all}{rest}", some(faults.len(), "fault", "faults")),
    }
}
