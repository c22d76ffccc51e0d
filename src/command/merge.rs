//! `allegiance merge`: the shards of a command to the results that the command gives by itself, byte for byte
//! (docs/how-to/cluster.md).
//!
//! Takes shards, gives what their command gives: it is prepared and carried out as always, with its work over draws read
//! from the shards.

use super::failure::{Failure, PartError};
use super::outcome::{Command, Job};
use super::shard::{Keeper, Keeping, Mode, Parted, Set};
use super::{Compare, Estimate, Propagate, Run, Sensitivity};
use crate::scenario::ScenarioError;
use serde::Deserialize;
use std::path::PathBuf;

/// What is to be put together.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Merge {
    /// Shards, or folders of them
    #[cfg_attr(feature = "cli", arg(required = true, value_name = "SHARDS"))]
    pub shards: Vec<PathBuf>,
    /// Folder of the results; without -o where the command would write them by itself
    #[cfg_attr(feature = "cli", arg(short, long, value_name = "FOLDER"))]
    pub output: Option<PathBuf>,
    /// Write into a folder that holds other files (they stay), and over results that were changed since
    #[cfg_attr(feature = "cli", arg(long))]
    pub force: bool,
    /// Of a run, the results of the parts that are there, marked as such
    #[cfg_attr(feature = "cli", arg(long))]
    pub partial: bool,
}

/// A command that was done in parts, as it was asked.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Request {
    Run(Box<Run>),
    Compare(Box<Compare>),
    Sensitivity(Box<Sensitivity>),
    Propagate(Box<Propagate>),
    Estimate(Box<Estimate>),
}

impl Request {
    /// The command, with its results in this folder; of a run whose parts are not all there that is said.
    fn prepare(self, folder: Option<PathBuf>, force: bool, interim: Option<(usize, usize)>) -> Result<Job, Failure> {
        match self {
            Self::Run(run) => Run { interim, ..run.into_folder(folder, force) }.prepare(),
            Self::Compare(compare) => compare.into_folder(folder, force).prepare(),
            Self::Sensitivity(study) => study.into_folder(folder, force).prepare(),
            Self::Propagate(propagate) => propagate.prepare(),
            Self::Estimate(estimate) => estimate.into_folder(folder, force).prepare(),
        }
    }
}

impl Command for Merge {
    fn prepare(self) -> Result<Job, Failure> {
        let set = Set::read(&self.shards, self.partial)?;
        let Some(request) = set.request() else { return Err(PartError::Unfit("there is no shard".into()).into()) };
        let request: Request = serde_json::from_value(request.clone())
            .map_err(|error| PartError::Unfit(format!("the command of the shards cannot be read: {error}")))?;
        if self.partial && !matches!(request, Request::Run(_)) {
            return Err(Failure::Usage("--partial: only the draws of a run give results without the others".into()));
        }
        if self.output.is_some() && matches!(request, Request::Propagate(_)) {
            return Err(Failure::Usage("-o: propagate writes no folder; its results go to standard output".into()));
        }
        let interim = Some(set.parts()).filter(|(there, of)| there < of);
        let job = request.prepare(self.output, self.force, interim).map_err(elsewhere)?;
        Ok(Job::new(job.target, move |watch| {
            let left_out = set.left_out();
            let keeper = Keeper::new(Mode::Whole(set));
            let outcome = (job.work)(&Keeping::new(watch, &keeper));
            let mut outcome = outcome.map_err(|failure| keeper.failure(failure))?;
            outcome.notes.extend(left_out);
            Ok(outcome)
        }))
    }
}

/// What is to be done about a file of the command that is not where it was.
fn elsewhere(failure: Failure) -> Failure {
    match failure {
        Failure::Scenario(ScenarioError::Read { path, reason, .. }) => PartError::Unfit(format!(
            "cannot read {}: {reason}. The shards were made from it, and it is read again: merge in the folder in which they \
             were made",
            path.display()
        ))
        .into(),
        failure => failure,
    }
}
