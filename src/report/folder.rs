//! The folder of a run: written whole or not at all, and nothing in it that is not ours touched.
//!
//! Takes named files in memory. They are first written beside the folder and put on disk, then moved in one by one,
//! the manifest last, so that a full disk or a stop leaves every earlier file as it was.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Name of the file that lists the others.
pub const MANIFEST: &str = "manifest.json";
/// Name of the file of check sums.
pub const SUMS: &str = "SHA256SUMS";

/// A file of the run folder.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// Name, with `/` between folder and file.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A file as the manifest lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Name, with `/` between folder and file.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Size.
    pub bytes: usize,
}

/// Why a run folder could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The folder holds something that no run of this program put there.
    #[error(
        "{folder} holds {found}, which is not of an earlier run: choose another folder with -o, or add --force to write beside it (it will not be deleted)"
    )]
    Foreign {
        /// The folder.
        folder: PathBuf,
        /// What was found.
        found: PathBuf,
    },
    /// Reading or writing failed.
    #[error("cannot write {path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> FolderError + '_ {
    move |source| FolderError::Io { path: path.into(), source }
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How the manifest lists a file.
pub fn listed(file: &File) -> Listed {
    Listed { name: file.name.clone(), sha256: sha256(&file.bytes), bytes: file.bytes.len() }
}

/// Refuses a folder that holds anything but an earlier run, unless `force`.
///
/// # Errors
/// [`FolderError::Foreign`], or if the folder cannot be read.
pub fn admit(folder: &Path, force: bool) -> Result<(), FolderError> {
    let known = own_files(folder)?;
    match present(folder)?.into_iter().find(|name| !known.contains(name)) {
        Some(found) if !force => Err(FolderError::Foreign { folder: folder.into(), found: found.into() }),
        _ => Ok(()),
    }
}

/// Writes the files, the manifest being among them, and removes those of an earlier run that this one does not have.
///
/// # Errors
/// See [`admit`]; and if anything cannot be written, in which case the earlier files are intact.
pub fn write(folder: &Path, files: &[File], force: bool) -> Result<(), FolderError> {
    admit(folder, force)?;
    let stale = own_files(folder)?;
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(io_error(parent))?;
    let staging = tempfile::Builder::new().prefix(".allegiance-").tempdir_in(parent).map_err(io_error(parent))?;
    for (number, file) in files.iter().enumerate() {
        stage(&staging.path().join(number.to_string()), &file.bytes)?;
    }
    let (last, first): (Vec<_>, Vec<_>) =
        files.iter().enumerate().partition(|(_, file)| [MANIFEST, SUMS].contains(&file.name.as_str()));
    for (number, file) in first.into_iter().chain(last) {
        let target = folder.join(&file.name);
        let within = target.parent().unwrap_or(folder);
        fs::create_dir_all(within).map_err(io_error(within))?;
        fs::rename(staging.path().join(number.to_string()), &target).map_err(io_error(&target))?;
    }
    for name in stale.into_iter().filter(|name| files.iter().all(|file| file.name != *name)) {
        let path = folder.join(&name);
        fs::remove_file(&path).map_err(io_error(&path))?;
    }
    Ok(())
}

fn stage(path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
    let mut file = fs::File::create(path).map_err(io_error(path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io_error(path))
}

/// The files that the manifest of an earlier run claims, with the manifest itself.
fn own_files(folder: &Path) -> Result<BTreeSet<String>, FolderError> {
    #[derive(Deserialize)]
    struct Claims {
        program: String,
        files: Vec<Listed>,
    }
    let path = folder.join(MANIFEST);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(io_error(&path)(error)),
    };
    let Ok(claims) = serde_json::from_slice::<Claims>(&text) else { return Ok(BTreeSet::new()) };
    if claims.program != env!("CARGO_PKG_NAME") {
        return Ok(BTreeSet::new());
    }
    let inside =
        |name: &String| Path::new(name).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    let files = claims.files.into_iter().map(|file| file.name).filter(inside);
    let all: BTreeSet<String> = files.chain([MANIFEST.into(), SUMS.into()]).collect();
    Ok(all.into_iter().filter(|name| folder.join(name).is_file()).collect())
}

/// Every file below the folder; none if it does not exist.
fn present(folder: &Path) -> Result<Vec<String>, FolderError> {
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
            match entry.file_type().map_err(io_error(&path))?.is_dir() {
                true => open.push((entry.path(), format!("{name}/"))),
                false => found.push(name),
            }
        }
    }
    found.sort();
    Ok(found)
}
