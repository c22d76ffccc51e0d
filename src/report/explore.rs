//! The page of `allegiance explore`: one HTML file with the program, a scenario and what a run found of it.
//!
//! Takes the texts of a scenario and the parts in `assets/explore/`, gives the page. Nothing is computed here: the page
//! holds the library itself, compiled for browsers, and asks it. A policy in the page's head allows its own script by its check
//! sum and no other, and nothing from a network. What comes from a scenario stands in the page only as JSON in which no `<`
//! is left, and the script shows it as text.

use crate::base::file::digest;
use crate::findings::{Provenance, Summary};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

/// How every page begins.
pub(crate) const BEGINNING: &str = "<!doctype html>\n<!-- allegiance explore -->\n";

const PAGE: &str = include_str!("../../assets/explore/page.html");
const STYLE: &str = include_str!("../../assets/explore/page.css");
/// One script of all parts, in the order in which they build on each other.
const SCRIPT: &str = concat!(
    include_str!("../../assets/explore/shown.js"),
    include_str!("../../assets/explore/plain.js"),
    include_str!("../../assets/explore/engine.js"),
    include_str!("../../assets/explore/state.js"),
    include_str!("../../assets/explore/dials.js"),
    include_str!("../../assets/explore/answers.js"),
    include_str!("../../assets/explore/asking.js"),
    include_str!("../../assets/explore/why.js"),
    include_str!("../../assets/explore/keep.js"),
    include_str!("../../assets/explore/page.js"),
);
const WORKER: &str = include_str!("../../assets/explore/worker.js");
/// The library for browsers, compressed by gzip: built by `explore/build.sh`.
const ENGINE: &[u8] = include_bytes!("../../assets/explore/engine.wasm.gz");

/// What a page is made of.
pub(crate) struct Material<'a> {
    /// File name of the scenario.
    pub(crate) file: &'a str,
    /// Where its numbers come from.
    pub(crate) provenance: &'a Provenance,
    /// The texts that it is read from as the inputs of a manifest, overrides among them.
    pub(crate) texts: Vec<serde_json::Value>,
    /// Uncertain numbers by what they tell of a run's main event, the first first; empty if there is no run.
    pub(crate) ranks: Vec<String>,
    /// What the run found.
    pub(crate) summary: Option<&'a Summary>,
}

/// What the script of the page reads.
#[derive(Serialize)]
struct Data<'a> {
    file: &'a str,
    sha256: &'a str,
    open: Open<'a>,
    run: Option<Run<'a>>,
}

/// What the library is asked to open.
#[derive(Serialize)]
struct Open<'a> {
    sources: &'a [serde_json::Value],
    ranks: serde_json::Map<String, serde_json::Value>,
}

/// What a run found of the events.
#[derive(Serialize)]
struct Run<'a> {
    draws: usize,
    paths: usize,
    seed: u64,
    events: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    outcome: &'a str,
    event: &'a str,
    value: f64,
    low: f64,
    high: f64,
}

/// The page.
///
/// # Errors
/// If a number cannot be written as JSON.
pub(crate) fn page(material: &Material<'_>) -> Result<String, serde_json::Error> {
    let data = serde_json::to_string(&data(material))?.replace('<', "\\u003c");
    let (script, style) = (tight(SCRIPT), tight(STYLE));
    let (engine, policy) = (STANDARD.encode(ENGINE), policy(&script, &style));
    let parts = [
        ("policy", policy.as_str()),
        ("style", &style),
        ("data", &data),
        ("engine", &engine),
        ("worker", WORKER),
        ("script", &script),
    ];
    Ok(format!("{BEGINNING}{}", filled(PAGE, &parts)))
}

/// A script or style without indentation and lines of comment: the module leaves them little room. No text in them goes over
/// several lines.
fn tight(text: &str) -> String {
    let lines = text.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The template with its parts in their places. One pass: what a part holds is not looked through again.
fn filled(template: &str, parts: &[(&str, &str)]) -> String {
    let mut pieces = template.split("{{");
    let mut page = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once("}}").unwrap_or((piece, ""));
        page.push_str(parts.iter().find(|(part, _)| *part == name).map_or("", |(_, text)| text));
        page.push_str(rest);
    }
    page
}

/// What the page may load and run: its own script and style by their check sums, its module, a worker of its own text.
fn policy(script: &str, style: &str) -> String {
    let sum = |text: &str| format!("'sha256-{}'", STANDARD.encode(digest(text.as_bytes())));
    format!(
        "default-src 'none'; script-src {} 'wasm-unsafe-eval'; worker-src blob:; style-src {}; img-src data: blob:; \
         base-uri 'none'; form-action 'none'",
        sum(script),
        sum(style)
    )
}

fn data<'a>(material: &'a Material<'_>) -> Data<'a> {
    let ranks = material.ranks.iter().enumerate().map(|(rank, key)| (key.clone(), (rank + 1).into())).collect();
    Data {
        file: material.file,
        sha256: &material.provenance.sha256,
        open: Open { sources: &material.texts, ranks },
        run: material.summary.map(run),
    }
}

fn run(summary: &Summary) -> Run<'_> {
    let Provenance { draws, paths, seed, .. } = summary.provenance;
    let events = summary.events.iter().map(|share| Found {
        outcome: &share.branch,
        event: &share.event,
        value: share.probability.value,
        low: share.spread.low90,
        high: share.spread.high90,
    });
    Run { draws, paths, seed, events: events.collect() }
}
