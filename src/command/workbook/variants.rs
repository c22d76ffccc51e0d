//! The variants that go into the workbook of a run.
//!
//! Takes the folder of a comparison and the run, gives the table of the variants and in what else they differ from the run than
//! in what is compared. Variants of another scenario file, or of another base of it, are refused.

use crate::command::compare::asked::parts;
use crate::command::failure::Failure;
use crate::command::replay::Earlier;
use crate::forecast::RESULTS_VERSION;
use crate::scenario;
use crate::store::manifest::{Input, Kind, Role};
use crate::store::open::open;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The table of a comparison that has a row for each variant.
const VARIANTS: &str = "variants.csv";

/// What the folder of a comparison holds of variants.
pub(super) struct Varied {
    /// The table, CSV.
    pub table: Vec<u8>,
    /// In what else all variants differ from the run, if they do.
    pub apart: Option<String>,
}

/// Reads variants of the scenario of a run.
pub(super) fn variants(folder: &Path, earlier: &Earlier) -> Result<Varied, Failure> {
    let refused =
        |why: &str| Err(Failure::Usage(format!("--variants {}: {why}", scenario::shown(&folder.to_string_lossy()))));
    let opened = open(folder, Kind::Comparison, RESULTS_VERSION)?;
    if opened.manifest.files.iter().all(|file| file.name != VARIANTS) {
        return refused("it compares no variants: it must be written by `compare --vary` or `compare --variants`");
    }
    let inputs = |made: &serde_json::Value| serde_json::from_value(made.get("inputs").cloned().unwrap_or_default());
    let made: Vec<Vec<Input>> = opened.manifest.made_of.iter().map(inputs).collect::<Result<_, _>>()?;
    let other = |role| made.is_empty() || made.iter().any(|inputs| sums(inputs, role) != sums(&earlier.inputs, role));
    if other(Role::Scenario) {
        return refused("its variants are of another scenario file than the run");
    }
    if other(Role::Base) {
        return refused("the scenario file of its variants has another base than that of the run");
    }
    Ok(Varied { table: opened.bytes(VARIANTS)?, apart: apart(&earlier.inputs, &made) })
}

/// The check sums of what is an input of a kind.
fn sums(inputs: &[Input], role: Role) -> Vec<&str> {
    inputs.iter().filter(|input| input.role == role).map(|input| input.sha256.as_str()).collect()
}

/// In what all variants differ alike from the run: overrides, and draws of the run.
fn apart(run: &[Input], made: &[Vec<Input>]) -> Option<String> {
    let own = set(run);
    let variants: Vec<BTreeMap<&str, &str>> = made.iter().map(|inputs| set(inputs)).collect();
    let first = variants.first()?;
    let keys: BTreeSet<&str> = variants.iter().chain([&own]).flat_map(|set| set.keys().copied()).collect();
    // What the variants themselves set differs among them.
    let alike = |key: &&str| variants.iter().all(|set| set.get(key) == first.get(key));
    let settings = keys.into_iter().filter(alike).map(|key| (key, first.get(key).copied(), own.get(key).copied()));
    let differ: Vec<String> = settings
        .chain([("draws", None, drawn(run))])
        .filter(|(_, variants, run)| variants != run)
        .map(|(what, variants, run)| format!("{} {}, in the run {}", scenario::shown(what), told(variants), told(run)))
        .collect();
    (!differ.is_empty()).then(|| format!("The variants rest on other settings than the run: {}.", differ.join("; ")))
}

/// The file that draws are taken from; variants take none.
fn drawn(inputs: &[Input]) -> Option<&str> {
    inputs.iter().find(|input| input.role == Role::Draws).map(|input| input.name.as_str())
}

/// The value that the overrides of a scenario give each key: of two the last holds.
fn set(inputs: &[Input]) -> BTreeMap<&str, &str> {
    inputs.iter().filter(|input| input.role == Role::Override).map(|input| parts(&input.text)).collect()
}

/// What a setting is, in words.
fn told(value: Option<&str>) -> String {
    value.map_or_else(|| "as in the file".into(), scenario::shown)
}
