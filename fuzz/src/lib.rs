//! What the targets share: a folder for the files that a reader is given, a small run and a kept step of an estimate to
//! forge, and what is done with an answer.

mod places;

use allegiance::Scenario;
use allegiance::command::request::{Output, Source};
use allegiance::command::{Command, Estimate, Exit, Failure, Run};
use allegiance::forecast::{Unwatched, Watch};
use allegiance::scenario::template;
use allegiance::store::manifest::{Listed, Manifest};
use places::leave_out;
pub use places::places;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Sizes of the run that is forged: it is read back thousands of times.
const SMALL: [&str; 3] = ["simulation.draws=2", "simulation.paths=2", "clock.periods=4"];
/// Particles of the estimate that is forged.
const PARTICLES: usize = 10;
/// Quarters of the record for it: enough that it takes more than one step.
const QUARTERS: usize = 40;

/// A folder for the files of this process. It is left where temporary files are.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("allegiance-fuzz-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for temporary files");
        folder
    })
}

/// A file in that folder.
pub fn file(name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder().join(name);
    fs::write(&path, bytes).expect("a temporary file");
    path
}

/// A file of the repository.
pub fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

/// A shipped scenario.
pub fn scenario(name: &str) -> Scenario {
    Scenario::load(shipped(name)).expect("a shipped scenario is valid")
}

/// The scenario that `allegiance init small` writes.
pub fn small() -> &'static (PathBuf, Scenario) {
    static SCENARIO: OnceLock<(PathBuf, Scenario)> = OnceLock::new();
    SCENARIO.get_or_init(|| {
        let path = file("small.toml", template("small"));
        let scenario = Scenario::load_with(&path, &SMALL).expect("what the program writes is valid");
        (path, scenario)
    })
}

/// What was read. A refusal is put into words, since these show places of the text that was read.
pub fn told<T>(answer: Result<T, impl Display>) -> Option<T> {
    answer.map_err(|error| assert!(!error.to_string().is_empty())).ok()
}

/// The same of a command, whose refusal also has an exit code.
pub fn told_by_command<T>(answer: Result<T, Failure>) -> Option<T> {
    let known = [Exit::Failed, Exit::Usage, Exit::Invalid, Exit::InputOutput, Exit::Interrupted];
    told(answer.inspect_err(|failure| assert!(known.contains(&failure.exit()), "{failure}")))
}

/// Ends work that takes long before it begins.
pub struct Stopped;

impl Watch for Stopped {
    fn begin(&self, _: usize) {}

    fn advance(&self) {}

    fn stopped(&self) -> bool {
        true
    }
}

/// Ends it after so many pieces.
struct Until(AtomicUsize);

impl Watch for Until {
    fn begin(&self, _: usize) {}

    fn advance(&self) {
        let _ = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some(left.saturating_sub(1)));
    }

    fn stopped(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }
}

/// A run of a moment: its summary and its manifest, which lists the summary alone.
pub struct Kept {
    /// The folder that it lies in.
    pub folder: PathBuf,
    /// `summary.json`.
    pub summary: Value,
    /// `manifest.json`.
    pub manifest: Value,
}

impl Kept {
    /// Works it out and writes it.
    pub fn run() -> Self {
        let (path, _) = small();
        let folder = folder().join("run");
        fs::create_dir_all(&folder).expect("a folder");
        let job = Run::new(Source::new(path).with(&SMALL)).to(&folder).prepare();
        let outcome = job.and_then(|job| (job.work)(&Unwatched)).unwrap_or_else(|failure| panic!("{failure}"));
        let results = outcome.results.into_iter().next().expect("a run has results");
        let summary = results.files.iter().find(|file| file.name == "summary.json").expect("a run has a summary");
        let manifest = Manifest { files: vec![Listed::from(summary)], ..results.manifest };
        let manifest = serde_json::to_value(manifest).expect("JSON");
        let kept = Self { folder, summary: serde_json::from_slice(&summary.bytes).expect("JSON"), manifest };
        kept.forge(&kept.summary, &kept.manifest);
        kept
    }

    /// Writes both, with check sums that fit wherever the manifest has a place for them.
    pub fn forge(&self, summary: &Value, manifest: &Value) {
        let (text, mut manifest) = (summary.to_string(), manifest.clone());
        for listed in list(&mut manifest, "files").filter(|file| file["name"] == "summary.json") {
            put(listed, "sha256", sum(text.as_bytes()).into());
            put(listed, "bytes", text.len().into());
        }
        for input in list(&mut manifest, "inputs") {
            if let Some(sum) = input.get("text").and_then(Value::as_str).map(|text| sum(text.as_bytes())) {
                put(input, "sha256", sum.into());
            }
        }
        fs::write(self.folder.join("summary.json"), text).expect("a temporary file");
        fs::write(self.folder.join("manifest.json"), manifest.to_string()).expect("a temporary file");
    }
}

fn list<'a>(of: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> {
    of.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten()
}

fn put(into: &mut Value, name: &str, value: Value) {
    if let Some(place) = into.get_mut(name) {
        *place = value;
    }
}

fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A record with many disputes.
fn record() -> String {
    let row = |at: usize| {
        let (year, quarter) = (2000 + at / 4, at % 4 + 1);
        let level = if at / 3 % 2 == 0 { "calm" } else { "tense" };
        let dispute = if at % 3 == 2 { "yes" } else { "no" };
        format!("{year}-Q{quarter},{level},strong,closed,{dispute}\n")
    };
    "quarter,confrontation,mandate,opening,dispute\n".to_owned() + &(0..QUARTERS).map(row).collect::<String>()
}

/// An estimate that was interrupted, and the step that it kept.
pub struct Interrupted {
    /// What goes on from there.
    pub estimate: Estimate,
    /// The file of the step.
    pub path: PathBuf,
    /// What it holds.
    pub step: Value,
}

impl Interrupted {
    /// Works it out up to its first step.
    pub fn new() -> Self {
        let estimate = Estimate {
            source: Source::new(shipped("tests/fixtures/estimate/small.toml")),
            history: file("record.csv", record()),
            particles: PARTICLES,
            output: Output::to(folder().join("estimate")),
            ..Estimate::default()
        };
        let job = told_by_command(estimate.clone().prepare()).expect("a small estimate");
        // The prior, the first step with its eight moves, and a half.
        let left = PARTICLES * (1 + 8 + 4);
        let ended = (job.work)(&Until(AtomicUsize::new(left))).expect_err("it is stopped after a step");
        assert_eq!(ended.exit(), Exit::Interrupted, "{ended}");
        let path = folder().join("estimate/.allegiance-checkpoint");
        let step = serde_json::from_slice(&fs::read(&path).expect("a step is kept")).expect("JSON");
        Self { estimate: Estimate { resume: true, ..estimate }, path, step }
    }

    /// Writes the step with another state, and a check sum that fits.
    pub fn forge(&self, population: &Value) {
        let mut step = self.step.clone();
        let of = step["allegiance checkpoint"].as_str().expect("text").to_owned();
        put(&mut step, "sum", sum(format!("{of}{population}").as_bytes()).into());
        put(&mut step, "population", population.clone());
        fs::write(&self.path, step.to_string()).expect("a temporary file");
    }
}

impl Default for Interrupted {
    fn default() -> Self {
        Self::new()
    }
}

/// Edits of a value, a line each: the number of a place, and JSON to put there, or `@` and the number of a place whose value
/// is put there; with nothing more the place is left out.
pub fn edited(whole: &Value, places: &[String], text: &str) -> Value {
    let place = |number: &str| number.parse::<usize>().ok().map(|number| &places[number % places.len()]);
    let mut value = whole.clone();
    for line in text.lines() {
        let (number, new) = line.split_once(' ').unwrap_or((line, ""));
        let Some(at) = place(number) else { continue };
        let new = match new.strip_prefix('@') {
            _ if new.is_empty() => {
                leave_out(&mut value, at);
                continue;
            }
            Some(other) => place(other).and_then(|other| whole.pointer(other).cloned()),
            None => serde_json::from_str(new).ok(),
        };
        if let Some((at, new)) = value.pointer_mut(at).zip(new) {
            *at = new;
        }
    }
    value
}
