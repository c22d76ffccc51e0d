//! Files put in their places: each one whole or not at all.
//!
//! Takes files in memory and where they go. What is in the way and may not be replaced is told before anything moves.

use super::error::{FolderError, io_error};
use crate::base::file::File;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Beginning of the names of folders in which files wait to be moved. One that a killed run left is passed over.
pub(super) const STAGING: &str = ".allegiance-";

/// A folder for files that wait, gone when dropped.
pub(super) fn staging(within: &Path) -> io::Result<tempfile::TempDir> {
    tempfile::Builder::new().prefix(STAGING).tempdir_in(within)
}

/// Puts files in their places, those named `last` at the end, and removes what is of the earlier ones only.
pub(super) fn place(
    folder: &Path,
    files: &[File],
    earlier: BTreeSet<String>,
    last: &[&str],
) -> Result<(), FolderError> {
    if let Some(path) = files.iter().find_map(|file| taken(folder, file, &earlier)) {
        return Err(FolderError::Taken { path });
    }
    fs::create_dir_all(folder).map_err(io_error(folder))?;
    let staging = staging(folder).map_err(io_error(folder))?;
    for (number, file) in files.iter().enumerate() {
        stage(&staging.path().join(number.to_string()), &file.bytes)?;
    }
    for file in files {
        let target = folder.join(&file.name);
        let within = target.parent().unwrap_or(folder);
        fs::create_dir_all(within).map_err(io_error(within))?;
    }
    let (last, first): (Vec<_>, Vec<_>) =
        files.iter().enumerate().partition(|(_, file)| last.contains(&file.name.as_str()));
    for (number, file) in first.into_iter().chain(last) {
        let target = folder.join(&file.name);
        fs::rename(staging.path().join(number.to_string()), &target).map_err(io_error(&target))?;
    }
    for name in earlier.into_iter().filter(|name| files.iter().all(|file| file.name != *name)) {
        let path = folder.join(&name);
        fs::remove_file(&path).map_err(io_error(&path))?;
        // A folder that is empty now held nothing else; one that is not cannot be removed, and stays.
        let _ = path.parent().filter(|within| *within != folder).map(fs::remove_dir);
    }
    Ok(())
}

/// Writes one file, whole or not at all. A file that is there is replaced if it begins with `kind`, as what this
/// program writes of that kind does.
///
/// # Errors
/// [`FolderError::Taken`], or if it cannot be written.
pub(crate) fn write_one(path: &Path, bytes: &[u8], kind: &[u8]) -> Result<(), FolderError> {
    match fs::read(path) {
        Ok(present) if !present.starts_with(kind) => return Err(FolderError::Taken { path: path.into() }),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io_error(path)(error)),
        _ => {}
    }
    let within = path.parent().filter(|within| !within.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let staging = staging(within).map_err(io_error(path))?;
    let staged = staging.path().join("one");
    stage(&staged, bytes)?;
    fs::rename(staged, path).map_err(io_error(path))
}

/// What stands in the way of a file and is not of an earlier run. The same bytes are not in the way: a killed run may
/// have left them before its manifest.
fn taken(folder: &Path, file: &File, earlier: &BTreeSet<String>) -> Option<PathBuf> {
    let above = Path::new(&file.name).ancestors().skip(1).map(|name| folder.join(name));
    let blocked = above.into_iter().find(|path| path.symlink_metadata().is_ok() && !path.is_dir());
    let target = folder.join(&file.name);
    let own = || earlier.contains(&file.name) || fs::read(&target).is_ok_and(|bytes| bytes == file.bytes);
    blocked.or_else(|| (target.symlink_metadata().is_ok() && !own()).then_some(target.clone()))
}

fn stage(path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
    let mut file = fs::File::create(path).map_err(io_error(path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io_error(path))
}

/// Every file below the folder, those that wait left out; none if it does not exist.
pub(super) fn present(folder: &Path) -> Result<Vec<String>, FolderError> {
    let mut found = Vec::new();
    let mut open = vec![(folder.to_path_buf(), String::new())];
    while let Some((path, prefix)) = open.pop() {
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
            Err(error) => return Err(io_error(&path)(error)),
        };
        for entry in entries {
            let entry = entry.map_err(io_error(&path))?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if name.starts_with(STAGING) {
                continue;
            }
            match entry.file_type().map_err(io_error(&path))?.is_dir() {
                true => open.push((entry.path(), format!("{name}/"))),
                false => found.push(name),
            }
        }
    }
    found.sort();
    Ok(found)
}
