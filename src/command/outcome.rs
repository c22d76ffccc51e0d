//! The outcome of a command: what is printed, what is written, what a reader should know, how the process ends.

use super::failure::{Exit, Failure};
use crate::base::file::File;
use crate::forecast::Watch;
use crate::report::chart::Figure;
use crate::store::folder::Target;
use crate::store::manifest::Manifest;
use std::path::PathBuf;

/// A command: what is asked.
pub trait Command {
    /// Reads and checks everything that it needs, and says where its results go. Nothing is computed yet.
    ///
    /// # Errors
    /// If what is asked cannot be read or understood.
    fn prepare(self) -> Result<Job, Failure>;
}

/// A command whose inputs were read: what is left to do.
pub struct Job {
    /// Where its results go; `None` if nothing is written.
    pub target: Option<Target>,
    /// Works it out.
    pub work: Work,
}

/// Works a command out, watched.
pub type Work = Box<dyn FnOnce(&dyn Watch) -> Result<Outcome, Failure>>;

impl Job {
    /// A job that writes to a folder if there is a target.
    pub fn new(target: Option<Target>, work: impl FnOnce(&dyn Watch) -> Result<Outcome, Failure> + 'static) -> Self {
        Self { target, work: Box::new(work) }
    }
}

/// The outcome of a command.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What was found, in the form that was asked for: to standard output.
    pub text: Vec<u8>,
    /// What is written to the folder, if there is one.
    pub results: Vec<Results>,
    /// What a reader should know beside the results.
    pub notes: Vec<String>,
    /// What the folder holds now, and what to do next, for commands whose result is the folder: to standard output.
    pub closing: Option<String>,
    /// What the folder holds now, for commands whose result is the text: to standard error.
    pub said: Option<String>,
    /// How the process ends.
    pub exit: Exit,
}

impl Outcome {
    /// An outcome that is text alone.
    pub fn text(text: impl Into<Vec<u8>>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// The same with results for a folder, if there is one, and a sentence that names its files.
    pub(super) fn written(
        self,
        folder: Option<String>,
        files: &str,
        results: impl FnOnce() -> Result<Results, Failure>,
    ) -> Result<Self, Failure> {
        let Some(folder) = folder else { return Ok(self) };
        Ok(Self { results: vec![results()?], said: Some(format!("Written to {folder}: {files}.")), ..self })
    }
}

/// Files of one kind, with their manifest.
#[derive(Debug)]
pub struct Results {
    /// Tables, pages and data.
    pub files: Vec<File>,
    /// Charts.
    pub figures: Vec<Figure>,
    /// What they are and where they come from.
    pub manifest: Manifest,
    /// Files that are of no use once the results stand.
    pub outdated: Vec<PathBuf>,
}

impl Results {
    /// Results that make nothing outdated.
    pub fn new(manifest: Manifest, files: Vec<File>, figures: Vec<Figure>) -> Self {
        Self { files, figures, manifest, outdated: Vec::new() }
    }
}
