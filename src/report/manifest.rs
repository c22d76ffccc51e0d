//! The manifest of a run: everything needed to make it again, and to know that it was not changed since.

use super::folder::{File, Listed, MANIFEST, SUMS, listed, sha256};
use crate::summary::Summary;
use serde::{Deserialize, Serialize};

/// A text that the scenario was read from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceText {
    /// File name, or `--set`.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Full text.
    pub text: String,
}

#[derive(Serialize)]
struct Manifest<'a> {
    program: &'a str,
    version: &'a str,
    results_version: u32,
    scenario: &'a str,
    title: &'a str,
    sha256: &'a str,
    sources: &'a [SourceText],
    overrides: &'a [String],
    seed: u64,
    draws: usize,
    paths: usize,
    certified_draws: usize,
    uncertified_draws: &'a [crate::summary::UncertifiedDraw],
    files: Vec<Listed>,
}

/// Adds the manifest and the check sums to the files of a run.
///
/// # Errors
/// If the manifest cannot be written as JSON.
pub fn seal(
    files: Vec<File>,
    summary: &Summary,
    sources: &[SourceText],
    overrides: &[String],
) -> Result<Vec<File>, serde_json::Error> {
    let provenance = &summary.provenance;
    let manifest = Manifest {
        program: env!("CARGO_PKG_NAME"),
        version: &provenance.version,
        results_version: provenance.results_version,
        scenario: &provenance.scenario,
        title: &provenance.title,
        sha256: &provenance.sha256,
        sources,
        overrides,
        seed: provenance.seed,
        draws: provenance.draws,
        paths: provenance.paths,
        certified_draws: summary.certified_draws,
        uncertified_draws: &summary.uncertified_draws,
        files: files.iter().map(listed).collect(),
    };
    sealed(files, &manifest)
}

/// The files with their manifest and the check sums of all.
pub(super) fn sealed<M: Serialize>(mut files: Vec<File>, manifest: &M) -> Result<Vec<File>, serde_json::Error> {
    files.push(File { name: MANIFEST.into(), bytes: json(manifest)? });
    let sums: String = files.iter().map(|file| format!("{}  {}\n", sha256(&file.bytes), file.name)).collect();
    files.push(File { name: SUMS.into(), bytes: sums.into_bytes() });
    Ok(files)
}

/// JSON for people and programs: indented, with a newline at the end.
///
/// # Errors
/// If the value cannot be written as JSON.
pub fn json<T: Serialize>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}
