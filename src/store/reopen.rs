//! An earlier run, read back: its manifest, its check sums, its summary.
//!
//! Takes a folder, gives what it holds if it is whole and of a version that gives the same numbers. Nothing is trusted
//! that the manifest does not vouch for.

use super::folder::{Listed, MANIFEST, sha256};
use super::manifest::SourceText;
use crate::findings::Summary;
use serde::Deserialize;
use std::io;
use std::path::{Path, PathBuf};

/// Name of the summary in a run folder.
pub const SUMMARY: &str = "summary.json";

/// A run that was read back.
#[derive(Debug, Clone, PartialEq)]
pub struct Reopened {
    /// The folder it was read from.
    pub folder: PathBuf,
    /// What it found.
    pub summary: Summary,
    /// The texts of its scenario: the file, its bases, the overrides.
    pub sources: Vec<SourceText>,
    /// Its overrides.
    pub overrides: Vec<String>,
}

/// Why a run could not be read back.
#[derive(Debug, thiserror::Error)]
pub enum ReopenError {
    /// There is no run.
    #[error("{0} holds no run: it has no manifest.json of this program")]
    NoRun(PathBuf),
    /// A file cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not what the manifest says.
    #[error("{path} is not as the run left it ({why}): run the scenario again")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Another version would give other numbers.
    #[error(
        "{folder} is of version {version} (results version {found}); this program is of results version {own} and would \
         give other numbers: run the scenario again, or use that version"
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

/// Whether a folder holds a run of this program, whole or not; a comparison is none.
pub fn holds_run(folder: &Path) -> bool {
    let program = |manifest: &Kind| manifest.program.as_deref() == Some(env!("CARGO_PKG_NAME"));
    let read = std::fs::read(folder.join(MANIFEST)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    read.is_some_and(|manifest: Kind| program(&manifest) && manifest.kind.is_none())
}

/// What tells a run from other results of this program.
#[derive(Deserialize)]
struct Kind {
    program: Option<String>,
    /// Absent in the manifest of a run.
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Manifest {
    program: String,
    version: String,
    results_version: u32,
    sources: Vec<SourceText>,
    overrides: Vec<String>,
    files: Vec<Listed>,
}

/// Reads a run back.
///
/// # Errors
/// See [`ReopenError`]: no run, a file missing or changed, another results version than `results_version`.
pub fn reopen(folder: &Path, results_version: u32) -> Result<Reopened, ReopenError> {
    let path = folder.join(MANIFEST);
    let bytes = match std::fs::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(ReopenError::NoRun(folder.into())),
        other => other.map_err(|source| ReopenError::Read { path: path.clone(), source })?,
    };
    let damaged = |path: &Path, why: String| ReopenError::Damaged { path: path.into(), why };
    if serde_json::from_slice(&bytes).is_ok_and(|manifest: Kind| manifest.kind.is_some()) {
        return Err(ReopenError::NoRun(folder.into()));
    }
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|error| damaged(&path, error.to_string()))?;
    if manifest.program != env!("CARGO_PKG_NAME") {
        return Err(ReopenError::NoRun(folder.into()));
    }
    if manifest.results_version != results_version {
        let Manifest { version, results_version: found, .. } = manifest;
        return Err(ReopenError::OtherVersion { folder: folder.into(), version, found, own: results_version });
    }
    for source in &manifest.sources {
        if sha256(source.text.as_bytes()) != source.sha256 {
            return Err(damaged(&path, format!("the text of {} has another check sum", source.name)));
        }
    }
    let mut summary = None;
    for file in &manifest.files {
        let bytes = vouched(folder, file)?;
        if file.name == SUMMARY {
            let path = folder.join(SUMMARY);
            summary = Some(serde_json::from_slice(&bytes).map_err(|error| damaged(&path, error.to_string()))?);
        }
    }
    let summary = summary.ok_or_else(|| damaged(&path, format!("it does not list {SUMMARY}")))?;
    let Manifest { sources, overrides, .. } = manifest;
    Ok(Reopened { folder: folder.into(), summary, sources, overrides })
}

/// The bytes of a file that the manifest lists, if they are still those.
fn vouched(folder: &Path, file: &Listed) -> Result<Vec<u8>, ReopenError> {
    let path = folder.join(&file.name);
    let inside = Path::new(&file.name).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    if !inside {
        return Err(ReopenError::Damaged { path: folder.join(MANIFEST), why: format!("it lists {}", file.name) });
    }
    let bytes = std::fs::read(&path).map_err(|source| ReopenError::Read { path: path.clone(), source })?;
    if sha256(&bytes) != file.sha256 {
        return Err(ReopenError::Damaged { path, why: "its check sum is another".into() });
    }
    Ok(bytes)
}
