//! An earlier folder, read back: its manifest and its files, each held against its check sum.
//!
//! Takes a folder, gives what it holds if it is whole and of a version that gives the same numbers. A file that the
//! manifest does not list is not read.

use super::disk::is_inside;
use super::error::FolderError;
use super::folder::MANIFEST;
use super::journal::{is_unfinished, settle};
use super::manifest::{Kind, Listed, Manifest, PROGRAM};
use crate::base::file::{sha256, sha256_of};
use crate::base::input::{self, Limit, Unreadable};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// How large a file of data may be that is read back.
const DATA: Limit = Limit { mebibytes: 128, what: "data that are read back" };
/// Why a file is not used.
const OTHER: &str = "its check sum is another";

/// Results that were read back.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The folder they were read from.
    pub folder: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
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
    /// A file has the check sum that the manifest lists, and does not hold what such a file holds.
    #[error("{path} does not hold what it should ({why}): make the results again")]
    Unfit {
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
    manifest.files.iter().try_for_each(|file| vouched(folder, kind, file))?;
    Ok(Opened { folder: folder.into(), manifest })
}

impl Opened {
    /// A file that holds JSON.
    ///
    /// # Errors
    /// See [`Opened::bytes`]; [`OpenError::Unfit`] if it does not hold such a value.
    pub fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, OpenError> {
        serde_json::from_slice(&self.bytes(name)?).map_err(|error| self.unfit(name, error.to_string()))
    }

    /// A file as it stands.
    ///
    /// # Errors
    /// [`OpenError::Damaged`] if the manifest does not list it.
    pub fn bytes(&self, name: &str) -> Result<Vec<u8>, OpenError> {
        let path = self.folder.join(name);
        let damaged = |why: &str| OpenError::Damaged { path: path.clone(), why: why.into() };
        let listed = self.manifest.files.iter().find(|file| file.name == name);
        let listed = listed.ok_or_else(|| damaged("the manifest does not list it"))?;
        let bytes = input::bytes(&path, DATA).map_err(|unreadable| refused(&path, unreadable))?;
        if sha256(&bytes) != listed.sha256 {
            return Err(damaged(OTHER));
        }
        Ok(bytes)
    }

    /// That a file does not hold what it should.
    pub fn unfit(&self, name: &str, why: String) -> OpenError {
        OpenError::Unfit { path: self.folder.join(name), why }
    }
}

/// Whether a file that the manifest lists is still there as it was. It is not kept: it may be large.
fn vouched(folder: &Path, kind: Kind, file: &Listed) -> Result<(), OpenError> {
    let path = folder.join(&file.name);
    let damaged = |path: PathBuf, why: String| Err(OpenError::Damaged { path, why });
    if !is_inside(&file.name) {
        return damaged(folder.join(kind.manifest()), format!("it lists {}", file.name));
    }
    let unread = |source| OpenError::Read { path: path.clone(), source };
    let found = fs::metadata(&path).map_err(unread)?;
    if !found.is_file() || found.len() != file.bytes as u64 {
        return damaged(path, "it is not a file of the size that the manifest says".into());
    }
    if sha256_of(fs::File::open(&path).map_err(unread)?).map_err(unread)? != file.sha256 {
        return damaged(path, OTHER.into());
    }
    Ok(())
}

/// A file that cannot be read, or is none.
fn refused(path: &Path, unreadable: Unreadable) -> OpenError {
    let path = path.to_owned();
    match unreadable.error {
        Some(source) => OpenError::Read { path, source },
        None => OpenError::Damaged { path, why: unreadable.reason },
    }
}
