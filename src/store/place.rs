//! Files put in their places: all of them or none.
//!
//! Takes files in memory and where they go. They are put on disk in a hidden folder within; what is in the way is told
//! before anything moves; then a journal says what changes, and the change is made.

use super::disk::{Regular, STAGING, opened, stage, staging, sum};
use super::error::{FolderError, io_error};
use super::journal::{Journal, Move};
use super::manifest::Listed;
use crate::base::file::{File, sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Files of earlier results, by name, each with the check sum that it had when they were written; `None` if nothing
/// vouches for it, as for a manifest.
pub(super) type Earlier = BTreeMap<String, Option<String>>;

/// Puts files in their places, those named `last` at the end, and removes those of the earlier ones that are not among
/// them and are as they were written. Gives the names of what it removes.
///
/// # Errors
/// If something stands in the way or cannot be written: then nothing has changed. If the system fails while files move:
/// then the folder says that it is incomplete, and the next program finishes.
pub(super) fn place(
    folder: &Path,
    files: &[File],
    earlier: &Earlier,
    last: &[&str],
) -> Result<Vec<String>, FolderError> {
    let made: Vec<PathBuf> = folders(folder, files).into_iter().filter(|within| !within.exists()).collect();
    let journal = committed(folder, files, earlier, last).inspect_err(|_| {
        // Only those that are still empty can be removed.
        made.iter().rev().for_each(|within| drop(fs::remove_dir(within)));
    })?;
    journal.finish(folder)?;
    Ok(journal.removed())
}

/// The folders that files go to.
fn folders(folder: &Path, files: &[File]) -> BTreeSet<PathBuf> {
    files.iter().filter_map(|file| folder.join(&file.name).parent().map(Path::to_path_buf)).collect()
}

/// Everything is on disk and the journal in its place.
fn committed(folder: &Path, files: &[File], earlier: &Earlier, last: &[&str]) -> Result<Journal, FolderError> {
    let (staged, journal) = prepared(folder, files, earlier, last)?;
    // From here on the waiting files belong to the journal.
    let kept = staged.keep();
    journal.commit(folder).inspect_err(|_| drop(fs::remove_dir_all(kept)))?;
    Ok(journal)
}

/// All files on disk in a hidden folder, and what is to be done with them. Nothing has changed yet.
pub(super) fn prepared(
    folder: &Path,
    files: &[File],
    earlier: &Earlier,
    last: &[&str],
) -> Result<(tempfile::TempDir, Journal), FolderError> {
    if let Some(path) = files.iter().find_map(|file| taken(folder, file, earlier)) {
        return Err(FolderError::Taken { path });
    }
    let staging = staging(folder).map_err(io_error(folder))?;
    for within in folders(folder, files) {
        reachable(&within, staging.path())?;
    }
    let (last, first): (Vec<&File>, Vec<&File>) = files.iter().partition(|file| last.contains(&file.name.as_str()));
    let mut moves = Vec::new();
    for (number, file) in first.into_iter().chain(last).enumerate() {
        stage(&staging.path().join(number.to_string()), &file.bytes)?;
        moves.push(Move { file: file.into(), over: sum(&folder.join(&file.name))? });
    }
    let removes = gone(folder, files, earlier)?;
    let journal = Journal::new(staging.path(), moves, removes);
    Ok((staging, journal))
}

/// Files of the earlier results that the new ones do not have, if they are as they were written.
fn gone(folder: &Path, files: &[File], earlier: &Earlier) -> Result<Vec<Listed>, FolderError> {
    let mut gone = Vec::new();
    for (name, listed) in earlier.iter().filter(|(name, _)| files.iter().all(|file| file.name != **name)) {
        let found = sum(&folder.join(name))?;
        if let Some(sha256) = found.filter(|found| listed.as_ref().is_none_or(|listed| listed == found)) {
            gone.push(Listed { name: name.clone(), sha256, bytes: 0 });
        }
    }
    Ok(gone)
}

/// Makes a folder, and makes sure that a file can be moved into it from where files wait: it may be write-protected, or on
/// another file system.
fn reachable(within: &Path, staging: &Path) -> Result<(), FolderError> {
    fs::create_dir_all(within).map_err(io_error(within))?;
    let probe = tempfile::Builder::new().prefix("probe").tempfile_in(staging).map_err(io_error(staging))?;
    let arrived = within.join(format!("{STAGING}probe"));
    fs::rename(probe.path(), &arrived).and_then(|()| fs::remove_file(&arrived)).map_err(io_error(within))
}

/// Writes one file, whole or not at all. A file that is there is replaced if it begins with `kind`, as what this
/// program writes of that kind does.
///
/// # Errors
/// [`FolderError::Taken`], or if it cannot be written.
pub(crate) fn write_one(path: &Path, bytes: &[u8], kind: &[u8]) -> Result<(), FolderError> {
    match opened(path)? {
        Some(Regular::Not) => return Err(FolderError::Taken { path: path.into() }),
        Some(Regular::File(file)) => {
            let mut start = Vec::new();
            file.take(kind.len() as u64).read_to_end(&mut start).map_err(io_error(path))?;
            if start != kind {
                return Err(FolderError::Taken { path: path.into() });
            }
        }
        None => {}
    }
    let within = path.parent().filter(|within| !within.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let staging = staging(within).map_err(io_error(path))?;
    let staged = staging.path().join("one");
    stage(&staged, bytes)?;
    fs::rename(staged, path).map_err(io_error(path))
}

/// What stands in the way of a file and is not of an earlier run. The same bytes are not in the way.
fn taken(folder: &Path, file: &File, earlier: &Earlier) -> Option<PathBuf> {
    let above = Path::new(&file.name).ancestors().skip(1).map(|name| folder.join(name)).filter(|path| path != folder);
    let real = |path: &PathBuf| path.symlink_metadata().is_ok_and(|found| !found.is_dir());
    let target = folder.join(&file.name);
    let own =
        || earlier.contains_key(&file.name) || matches!(sum(&target), Ok(Some(sum)) if sum == sha256(&file.bytes));
    let there = target.symlink_metadata().ok();
    let in_the_way = there.is_some_and(|found| !found.is_file() || !own());
    above.into_iter().find(real).or_else(|| in_the_way.then_some(target))
}
