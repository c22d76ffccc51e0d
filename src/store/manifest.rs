//! The manifest of a run: everything needed to make it again, and to know that it was not changed since.

use super::folder::{File, Listed, MANIFEST, SUMS, listed, sha256};
use crate::findings::backtest::Backtest;
use crate::findings::foresight::Foresight;
use crate::findings::{Provenance, Summary, UncertifiedDraw};
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

/// Where results come from: the part of a manifest that every command writes that simulates a scenario.
#[derive(Serialize)]
pub(crate) struct Origin<'a> {
    version: &'a str,
    results_version: u32,
    scenario: &'a str,
    title: &'a str,
    sha256: &'a str,
    sources: &'a [SourceText],
    overrides: &'a [String],
}

impl<'a> Origin<'a> {
    pub(crate) fn new(provenance: &'a Provenance, sources: &'a [SourceText], overrides: &'a [String]) -> Self {
        Self {
            version: &provenance.version,
            results_version: provenance.results_version,
            scenario: &provenance.scenario,
            title: &provenance.title,
            sha256: &provenance.sha256,
            sources,
            overrides,
        }
    }
}

#[derive(Serialize)]
struct Manifest<'a> {
    program: &'a str,
    #[serde(flatten)]
    origin: Origin<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<&'a SourceText>,
    seed: u64,
    draws: usize,
    paths: usize,
    certified_draws: usize,
    uncertified_draws: &'a [UncertifiedDraw],
    files: Vec<Listed>,
}

/// The manifest of results that are made of runs.
#[derive(Serialize)]
struct Derived<'a, T: Serialize> {
    program: &'a str,
    /// What tells it from a run.
    kind: &'a str,
    version: &'a str,
    made_of: &'a [T],
    files: Vec<Listed>,
}

/// Adds the manifest and the check sums to files made of runs: what they are, and what tells those runs.
///
/// # Errors
/// If the manifest cannot be written as JSON.
pub fn seal_derived<T: Serialize>(files: Vec<File>, kind: &str, made_of: &[T]) -> Result<Vec<File>, serde_json::Error> {
    let listed = files.iter().map(listed).collect();
    let manifest =
        Derived { program: env!("CARGO_PKG_NAME"), kind, version: env!("CARGO_PKG_VERSION"), made_of, files: listed };
    sealed(files, &manifest)
}

/// The check sums of all files so far.
fn sums(files: &[File]) -> File {
    let sums: String = files.iter().map(|file| format!("{}  {}\n", sha256(&file.bytes), file.name)).collect();
    File { name: SUMS.into(), bytes: sums.into_bytes() }
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
    let manifest = Manifest {
        certified_draws: summary.certified_draws,
        uncertified_draws: &summary.uncertified_draws,
        ..Manifest::new(&summary.provenance, sources, overrides)
    };
    sealed_run(files, manifest)
}

/// The same for the files of a backtest. The record is one of its texts.
///
/// # Errors
/// If the manifest cannot be written as JSON.
pub fn seal_backtest(
    files: Vec<File>,
    found: &Backtest,
    sources: &[SourceText],
    record: &SourceText,
    overrides: &[String],
) -> Result<Vec<File>, serde_json::Error> {
    let draws = found.draws.as_ref();
    let manifest = Manifest {
        record: Some(record),
        draws: draws.map_or(0, |draws| draws.taken),
        paths: 0,
        certified_draws: draws.map_or(0, |draws| draws.taken - draws.uncertified.len()),
        ..Manifest::new(&found.provenance, sources, overrides)
    };
    sealed_run(files, manifest)
}

/// The same for the files of a foresight. The answers, if there are any, are one of its texts.
///
/// # Errors
/// If the manifest cannot be written as JSON.
pub fn seal_foresight(
    files: Vec<File>,
    found: &Foresight,
    sources: &[SourceText],
    answers: Option<&SourceText>,
    overrides: &[String],
) -> Result<Vec<File>, serde_json::Error> {
    let manifest = Manifest {
        record: answers,
        certified_draws: found.certified_draws,
        ..Manifest::new(&found.provenance, sources, overrides)
    };
    sealed_run(files, manifest)
}

impl<'a> Manifest<'a> {
    fn new(provenance: &'a Provenance, sources: &'a [SourceText], overrides: &'a [String]) -> Self {
        Self {
            program: env!("CARGO_PKG_NAME"),
            origin: Origin::new(provenance, sources, overrides),
            record: None,
            seed: provenance.seed,
            draws: provenance.draws,
            paths: provenance.paths,
            certified_draws: 0,
            uncertified_draws: &[],
            files: Vec::new(),
        }
    }
}

fn sealed_run(files: Vec<File>, manifest: Manifest<'_>) -> Result<Vec<File>, serde_json::Error> {
    let manifest = Manifest { files: files.iter().map(listed).collect(), ..manifest };
    sealed(files, &manifest)
}

/// The files with their manifest and the check sums of all.
pub(crate) fn sealed<M: Serialize>(mut files: Vec<File>, manifest: &M) -> Result<Vec<File>, serde_json::Error> {
    files.push(File { name: MANIFEST.into(), bytes: json(manifest)? });
    files.push(sums(&files));
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
