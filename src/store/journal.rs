//! What is about to change in a folder, written down before the first file moves: a program that is stopped in between
//! leaves a folder that says so, and the next one that reads it or writes there finishes.
//!
//! Takes files that wait in a hidden folder, each with its check sum and that of the file it replaces. Every step may be
//! done twice.

use super::disk::{STAGING, is_inside, stage, sum, synced};
use super::error::{FolderError, io_error};
use super::lock::Lock;
use super::manifest::{Listed, PROGRAM};
use crate::base::file::json;
use crate::base::input::{self, Limit};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Name of the file that says what is about to change. It is there while files move, and only then.
pub(super) const JOURNAL: &str = "INCOMPLETE.json";
const LIMIT: Limit = Limit { mebibytes: 64, what: "a list of files" };
/// Letters and digits after `STAGING` in the name of a hidden folder.
const ENDING: usize = 6;
const SAYS: &str = "This folder is on its way from earlier results to new ones, and holds some of both. If no program is at \
                    work in it, one was stopped: run the same command again, or open the folder with any command that reads \
                    it. That finishes the change. Remove nothing by hand.";

/// Files that are to take their places, and files that are to go.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Journal {
    program: String,
    says: String,
    /// The hidden folder in which the new files wait, each named by its number.
    staging: String,
    moves: Vec<Move>,
    /// Files of the earlier results that the new ones do not have.
    removes: Vec<Listed>,
}

/// A file that is to take its place.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Move {
    /// The new file.
    pub(super) file: Listed,
    /// Check sum of the file that it replaces, if there is one.
    pub(super) over: Option<String>,
}

impl Journal {
    /// Moves from a hidden folder of this name within the folder, in this order, then removals.
    pub(super) fn new(staging: &Path, moves: Vec<Move>, removes: Vec<Listed>) -> Self {
        let staging = staging.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Self { program: PROGRAM.into(), says: SAYS.into(), staging, moves, removes }
    }

    /// Puts the journal in its place. From here on the change is made, by this program or by the next.
    pub(super) fn commit(&self, folder: &Path) -> Result<(), FolderError> {
        let path = folder.join(JOURNAL);
        let bytes = json(self).map_err(|error| io_error(&path)(error.into()))?;
        let waiting = folder.join(&self.staging).join("journal");
        stage(&waiting, &bytes)?;
        synced(&folder.join(&self.staging))?;
        fs::rename(waiting, &path).map_err(io_error(&path))?;
        synced(folder)
    }

    /// Moves and removes what is not yet moved and removed, then takes the journal away.
    pub(super) fn finish(&self, folder: &Path) -> Result<(), FolderError> {
        for step in self.steps() {
            step.apply(folder, &folder.join(&self.staging))?;
        }
        for within in self.folders(folder).iter().filter(|within| within.is_dir()) {
            synced(within)?;
        }
        let path = folder.join(JOURNAL);
        fs::remove_file(&path).map_err(io_error(&path))?;
        synced(folder)?;
        // It is empty, or holds what nobody needs; the next program sweeps it if it cannot be removed now.
        let _ = fs::remove_dir_all(folder.join(&self.staging));
        Ok(())
    }

    /// Names of the files that go.
    pub(super) fn removed(&self) -> Vec<String> {
        self.removes.iter().map(|file| file.name.clone()).collect()
    }

    /// What is done, in order.
    fn steps(&self) -> impl Iterator<Item = Step<'_>> {
        let moves = self.moves.iter().enumerate().map(|(number, change)| Step::Move(number, change));
        moves.chain(self.removes.iter().map(Step::Remove))
    }

    /// The folders in which something changes.
    fn folders(&self, folder: &Path) -> BTreeSet<PathBuf> {
        let names = self.moves.iter().map(|change| &change.file.name).chain(self.removes.iter().map(|file| &file.name));
        names.filter_map(|name| folder.join(name).parent().map(Path::to_path_buf)).collect()
    }

    /// Why it is not one that this program wrote, if it is not: a folder may come from anybody.
    fn flaw(&self) -> Option<&'static str> {
        let inside = |file: &Listed| is_inside(&file.name) && !file.name.is_empty();
        match () {
            () if self.program != PROGRAM => Some("it is of another program"),
            () if !is_staging(&self.staging) => Some("it names no hidden folder of this program"),
            () if !self.moves.iter().map(|change| &change.file).chain(&self.removes).all(inside) => {
                Some("it names a file outside the folder")
            }
            () => None,
        }
    }
}

/// One change.
enum Step<'a> {
    Move(usize, &'a Move),
    Remove(&'a Listed),
}

impl Step<'_> {
    /// Makes the change if it is not made yet. What is neither the earlier file nor the new one is not touched.
    fn apply(&self, folder: &Path, staging: &Path) -> Result<(), FolderError> {
        match self {
            Self::Move(number, Move { file, over }) => {
                let (from, to) = (staging.join(number.to_string()), folder.join(&file.name));
                let held = sum(&to)?;
                if held.as_ref() == Some(&file.sha256) {
                    return Ok(());
                }
                let known = held.as_ref() == over.as_ref() || held.is_none();
                if !known || sum(&from)?.as_ref() != Some(&file.sha256) {
                    let why = format!("{} is neither the earlier file nor the new one", file.name);
                    return Err(FolderError::Stuck { folder: folder.into(), why });
                }
                fs::rename(from, &to).map_err(io_error(&to))
            }
            Self::Remove(file) => {
                let path = folder.join(&file.name);
                if sum(&path)?.as_ref() == Some(&file.sha256) {
                    fs::remove_file(&path).map_err(io_error(&path))?;
                }
                // A folder that is empty now held nothing else; one that is not cannot be removed, and stays.
                let _ = path.parent().filter(|within| *within != folder).map(fs::remove_dir);
                Ok(())
            }
        }
    }
}

/// Whether files are on their way in a folder, by a program at work or by one that was stopped.
pub(super) fn is_unfinished(folder: &Path) -> bool {
    folder.join(JOURNAL).symlink_metadata().is_ok()
}

/// Finishes what a stopped program began in a folder, waiting for one that is at work. A folder in which nothing is on its
/// way is not touched.
///
/// # Errors
/// [`FolderError::Busy`], [`FolderError::Stuck`] if files that it needs are gone or others stand in the way, or what the
/// system says.
pub(super) fn settle(folder: &Path) -> Result<(), FolderError> {
    match is_unfinished(folder) {
        true => settle_locked(folder, &Lock::take(folder)?),
        false => Ok(()),
    }
}

/// The same for who has the folder's lock already.
pub(super) fn settle_locked(folder: &Path, _lock: &Lock) -> Result<(), FolderError> {
    if !is_unfinished(folder) {
        return Ok(());
    }
    let stuck = |why: String| FolderError::Stuck { folder: folder.into(), why };
    let bytes = input::bytes(&folder.join(JOURNAL), LIMIT).map_err(|unreadable| stuck(unreadable.reason))?;
    let journal: Journal = serde_json::from_slice(&bytes).map_err(|error| stuck(error.to_string()))?;
    match journal.flaw() {
        Some(flaw) => Err(stuck(flaw.into())),
        None => journal.finish(folder),
    }
}

/// Removes hidden folders that stopped programs left. Only who has the lock may: nobody else is at work then.
pub(super) fn sweep(folder: &Path, _lock: &Lock) -> Result<(), FolderError> {
    for entry in fs::read_dir(folder).map_err(io_error(folder))? {
        let entry = entry.map_err(io_error(folder))?;
        let ours = is_staging(&entry.file_name().to_string_lossy());
        if ours && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            fs::remove_dir_all(entry.path()).map_err(io_error(&entry.path()))?;
        }
    }
    Ok(())
}

/// Whether a name is one that this program gives to hidden folders.
fn is_staging(name: &str) -> bool {
    let ending = name.strip_prefix(STAGING).unwrap_or_default();
    ending.len() == ENDING && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests;
