//! Files of a folder as they are on disk: written and put there, looked at without opening what is no file.

use super::error::{FolderError, io_error};
use crate::base::file::sha256_of;
use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path};

/// Beginning of the names of what this program hides in a folder: files that wait, the lock, a checkpoint.
pub(super) const STAGING: &str = ".allegiance-";

/// A folder for files that wait, gone when dropped.
pub(super) fn staging(within: &Path) -> io::Result<tempfile::TempDir> {
    tempfile::Builder::new().prefix(STAGING).tempdir_in(within)
}

/// What is at a path.
pub(super) enum Regular {
    File(fs::File),
    /// A folder, a link, a FIFO, a device.
    Not,
}

/// A file that is there, opened only if it is a regular one: a FIFO would wait for ever, a device never end.
pub(super) fn opened(path: &Path) -> Result<Option<Regular>, FolderError> {
    match path.symlink_metadata() {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(io_error(path)(error)),
        Ok(found) if !found.is_file() => Ok(Some(Regular::Not)),
        Ok(_) => Ok(Some(Regular::File(fs::File::open(path).map_err(io_error(path))?))),
    }
}

/// Check sum of the file at a path; none if there is no file. What is no regular file is refused.
pub(super) fn sum(path: &Path) -> Result<Option<String>, FolderError> {
    match opened(path)? {
        None => Ok(None),
        Some(Regular::Not) => Err(FolderError::Taken { path: path.into() }),
        Some(Regular::File(file)) => Ok(Some(sha256_of(file).map_err(io_error(path))?)),
    }
}

/// Writes a file and puts it on disk.
pub(super) fn stage(path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
    let mut file = fs::File::create(path).map_err(io_error(path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io_error(path))
}

/// Puts on disk which files a folder holds.
pub(super) fn synced(folder: &Path) -> Result<(), FolderError> {
    // Only Unix opens a folder as a file; elsewhere the system does this by itself.
    match cfg!(unix) {
        true => fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(io_error(folder)),
        false => Ok(()),
    }
}

/// Every file below the folder, those that this program hides left out; none if it does not exist.
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
            let own = entry.file_name().to_string_lossy().into_owned();
            if own.starts_with(STAGING) {
                continue;
            }
            let name = format!("{prefix}{own}");
            match entry.file_type().map_err(io_error(&path))?.is_dir() {
                true => open.push((entry.path(), format!("{name}/"))),
                false => found.push(name),
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether a name stays below its folder.
pub(super) fn is_inside(name: &str) -> bool {
    Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}
