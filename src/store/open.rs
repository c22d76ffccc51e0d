//! An earlier folder, read back: its manifest and its files, each held against its check sum.
//!
//! Takes a folder, gives what it holds if it is whole and of a version that gives the same numbers. A file that the
//! manifest does not list is not read.

use super::error::FolderError;
use super::folder::{MANIFEST, is_inside};
use super::journal::{is_unfinished, settle};
use super::manifest::{Kind, Listed, Manifest, PROGRAM};
use crate::base::file::sha256;
use crate::base::input::{self, Limit, Unreadable};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// Results that were read back.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The folder they were read from.
    pub folder: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
    files: BTreeMap<String, Vec<u8>>,
}

/// Why a folder could not be read back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The folder holds no results of this program.
    #[error("{folder} holds no {}: it has no {} of this program", wanted.trim_start_matches("a "), manifest)]
    Nothing {
        /// The folder.
        folder: PathBuf,
        /// What was looked for, in words.
        wanted: &'static str,
        /// The file that it would have.
        manifest: &'static str,
    },
    /// The folder holds results of another command.
    #[error("{folder} holds {found}, not {wanted}")]
    OtherKind {
        /// The folder.
        folder: PathBuf,
        /// What it holds, in words.
        found: &'static str,
        /// What was looked for, in words.
        wanted: &'static str,
    },
    /// A file cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not what the manifest says.
    #[error("{path} is not as this program left it ({why}): make the results again")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A stopped program left the folder incomplete, and this one cannot finish.
    #[error(transparent)]
    Unfinished(#[from] FolderError),
    /// Another version would give other numbers.
    #[error(
        "{folder} is of version {version} (results version {found}); this program is of results version {own} and would \
         give other numbers: make the results again, or use that version"
    )]
    OtherVersion {
        /// The folder.
        folder: PathBuf,
        /// Version of the program that made it.
        version: String,
        /// Its results version.
        found: u32,
        /// That of this program.
        own: u32,
    },
}

/// What tells whose a manifest is, before the rest of it is read.
#[derive(Deserialize)]
struct Head {
    program: String,
    version: String,
    results_version: Option<u32>,
}

/// Reads results back. What a stopped program left unfinished is finished first.
///
/// # Errors
/// See [`OpenError`]: none of that kind there, a file missing or changed, another results version than `results_version`.
pub fn open(folder: &Path, kind: Kind, results_version: u32) -> Result<Opened, OpenError> {
    loop {
        settle(folder)?;
        let read = read(folder, kind, results_version);
        // Another program began to write meanwhile: what was read may be of two results.
        if read.is_ok() || !is_unfinished(folder) {
            return read;
        }
    }
}

fn read(folder: &Path, kind: Kind, results_version: u32) -> Result<Opened, OpenError> {
    let path = folder.join(kind.manifest());
    let nothing = || OpenError::Nothing { folder: folder.into(), wanted: kind.in_words(), manifest: kind.manifest() };
    let bytes = input::bytes(&path, MANIFEST).map_err(|unreadable| match &unreadable.error {
        Some(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => nothing(),
        _ => refused(&path, unreadable),
    })?;
    let damaged = |error: serde_json::Error| OpenError::Damaged { path: path.clone(), why: error.to_string() };
    let head: Head = serde_json::from_slice(&bytes).map_err(damaged)?;
    if head.program != PROGRAM {
        return Err(nothing());
    }
    if head.results_version != Some(results_version) {
        let (version, found) = (head.version, head.results_version.unwrap_or(0));
        return Err(OpenError::OtherVersion { folder: folder.into(), version, found, own: results_version });
    }
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(damaged)?;
    if manifest.kind != kind {
        let (found, wanted) = (manifest.kind.in_words(), kind.in_words());
        return Err(OpenError::OtherKind { folder: folder.into(), found, wanted });
    }
    if let Some(input) = manifest.inputs.iter().find(|input| !input.is_whole()) {
        let why = format!("the text of {} has another check sum", input.name);
        return Err(OpenError::Damaged { path, why });
    }
    let file = |file: &Listed| Ok((file.name.clone(), vouched(folder, kind, file)?));
    let files = manifest.files.iter().map(file).collect::<Result<_, OpenError>>()?;
    Ok(Opened { folder: folder.into(), manifest, files })
}

impl Opened {
    /// A file that holds JSON.
    ///
    /// # Errors
    /// [`OpenError::Damaged`] if the manifest does not list it, or if it does not hold such a value.
    pub fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, OpenError> {
        let path = self.folder.join(name);
        let damaged = |why: String| OpenError::Damaged { path, why };
        match self.files.get(name) {
            Some(bytes) => serde_json::from_slice(bytes).map_err(|error| damaged(error.to_string())),
            None => Err(damaged("the manifest does not list it".into())),
        }
    }
}

/// The bytes of a file that the manifest lists, if they are still those.
fn vouched(folder: &Path, kind: Kind, file: &Listed) -> Result<Vec<u8>, OpenError> {
    let path = folder.join(&file.name);
    if !is_inside(&file.name) {
        let path = folder.join(kind.manifest());
        return Err(OpenError::Damaged { path, why: format!("it lists {}", file.name) });
    }
    let limit = Limit { mebibytes: (file.bytes as u64 >> 20) + 1, what: "this file by its manifest" };
    let bytes = input::bytes(&path, limit).map_err(|unreadable| refused(&path, unreadable))?;
    if sha256(&bytes) != file.sha256 {
        return Err(OpenError::Damaged { path, why: "its check sum is another".into() });
    }
    Ok(bytes)
}

/// A file that cannot be read, or is none.
fn refused(path: &Path, unreadable: Unreadable) -> OpenError {
    let path = path.to_owned();
    match unreadable.error {
        Some(source) => OpenError::Read { path, source },
        None => OpenError::Damaged { path, why: unreadable.reason },
    }
}
