//! The manifest of a folder: what kind of results it holds, everything needed to make them again, and the check sum of
//! every file.
//!
//! Every command that writes a folder writes this one manifest. It is plain data: what is in it comes from the command.

use crate::base::file::{File, json, sha256};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Name of the program, by which a manifest is known as ours.
pub(crate) const PROGRAM: &str = env!("CARGO_PKG_NAME");
/// Name of the file of check sums.
pub(crate) const SUMS: &str = "SHA256SUMS";

/// What a folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A simulated scenario.
    Run,
    /// Differences of branches, runs or variants.
    Comparison,
    /// Scores on a coded record.
    Backtest,
    /// What a record teaches.
    Estimate,
    /// Answers to questions about what comes after the start.
    Foresight,
    /// What drives a scenario.
    Sensitivity,
    /// Where in the draws an event is frequent.
    Discovery,
    /// How probable an event is by two numbers.
    Surface,
    /// Scores on a panel of episodes.
    Panel,
    /// A briefing of a run. It may stand beside its run, so its manifest has a name of its own.
    Brief,
}

impl Kind {
    /// Name of the manifest.
    pub fn manifest(self) -> &'static str {
        match self {
            Self::Brief => "brief.json",
            _ => "manifest.json",
        }
    }

    /// What such a folder holds, in words.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::Run => "a run",
            Self::Comparison => "a comparison",
            Self::Backtest => "a backtest",
            Self::Estimate => "an estimate",
            Self::Foresight => "a foresight",
            Self::Sensitivity => "a sensitivity analysis",
            Self::Discovery => "a discovery",
            Self::Surface => "a surface",
            Self::Panel => "a panel",
            Self::Brief => "a brief",
        }
    }
}

/// What an input is to the command that reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The scenario file.
    Scenario,
    /// A file that the scenario names as its base.
    Base,
    /// An override, `key=value`.
    Override,
    /// Draws of the uncertain numbers, in the place of their distributions.
    Draws,
    /// A coded record.
    Record,
    /// The scenario that goes with a record, or a base of it.
    #[serde(rename = "record scenario")]
    RecordScenario,
    /// Answers to questions.
    Answers,
    /// Coded episodes.
    Panel,
    /// How their codes become scenarios.
    Mapping,
    /// Which numbers are learnt from a panel.
    Learning,
}

/// A text that results were made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// What it is.
    pub role: Role,
    /// File name; that of an override is `--set`.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Full text.
    pub text: String,
}

impl Input {
    /// A text with its check sum.
    pub fn new(role: Role, name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { role, name: name.into(), sha256: sha256(text.as_bytes()), text }
    }

    /// Whether the text still has its check sum.
    pub(crate) fn is_whole(&self) -> bool {
        sha256(self.text.as_bytes()) == self.sha256
    }
}

/// The scenario that results are of, and how much of it was simulated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// Name of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// SHA-256 of the scenario file, or of all its texts if it has a base, overrides or draws; hexadecimal.
    pub sha256: String,
    /// Seed.
    pub seed: u64,
    /// Draws asked for; 0 if nothing was drawn.
    pub draws: usize,
    /// Paths per draw and branch; 0 if none were followed.
    pub paths: usize,
    /// Draws that count.
    pub certified_draws: usize,
    /// Draws that were left out of every number, each with what the command knows of it.
    pub uncertified_draws: Vec<serde_json::Value>,
    /// Greatest dominant eigenvalue of the backward step over the games of the draws that count; absent if not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greatest_eigenvalue: Option<f64>,
    /// Greatest distance of their decision probabilities from those of the fixed point; absent if not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greatest_error: Option<f64>,
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

impl From<&File> for Listed {
    fn from(file: &File) -> Self {
        Self { name: file.name.clone(), sha256: sha256(&file.bytes), bytes: file.bytes.len() }
    }
}

/// What a folder holds, and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// `PROGRAM`.
    pub program: String,
    /// What the folder holds.
    pub kind: Kind,
    /// Version of the program.
    pub version: String,
    /// Version of the results: changes whenever the same inputs give other numbers.
    pub results_version: u32,
    /// The scenario; absent in a comparison, which may be of several.
    #[serde(flatten)]
    pub subject: Option<Subject>,
    /// Every text that the results were made from.
    #[serde(default)]
    pub inputs: Vec<Input>,
    /// Settings of the command that changed the results, by name: words for odds, particles.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, serde_json::Value>,
    /// The runs that the results were made of, each with its label and provenance.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub made_of: Vec<serde_json::Value>,
    /// Every file but the manifest and the check sums.
    pub files: Vec<Listed>,
}

impl Manifest {
    /// A manifest that lists nothing yet.
    pub fn new(kind: Kind, results_version: u32) -> Self {
        Self {
            program: PROGRAM.into(),
            kind,
            version: env!("CARGO_PKG_VERSION").into(),
            results_version,
            subject: None,
            inputs: Vec::new(),
            settings: BTreeMap::new(),
            made_of: Vec::new(),
            files: Vec::new(),
        }
    }

    /// With a setting of the command.
    pub fn setting(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.settings.insert(name.into(), value.into());
        self
    }

    /// The files with their manifest, and with the check sums of all if they have a folder of their own.
    ///
    /// # Errors
    /// If the manifest cannot be written as JSON.
    pub(crate) fn seal(mut self, mut files: Vec<File>) -> Result<Vec<File>, serde_json::Error> {
        self.files = files.iter().map(Listed::from).collect();
        files.push(File::new(self.kind.manifest(), json(&self)?));
        if self.kind != Kind::Brief {
            let sum = |file: &File| format!("{}  {}\n", sha256(&file.bytes), file.name);
            files.push(File::new(SUMS, files.iter().map(sum).collect::<String>()));
        }
        Ok(files)
    }
}
