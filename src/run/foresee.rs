//! `allegiance foresee`: a scenario's questions about what comes after its start, and what became of them (model page
//! §10).
//!
//! Takes a scenario file, and draws and answers if there are any, gives a [`Foresight`].

use super::{RunError, folder, loaded, partly_drawn, provenance};
use crate::forecast::Watch;
use crate::scenario;
use crate::summary::backtest::Record;
use crate::summary::foresight::Foresight;
use std::path::PathBuf;

/// What is asked of whom.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The scenario file.
    pub file: PathBuf,
    /// Overrides, `key=value`.
    pub overrides: Vec<String>,
    /// A file of draws of the uncertain numbers, in the place of their distributions.
    pub draws: Option<PathBuf>,
    /// A file of answers.
    pub answers: Option<PathBuf>,
}

/// Puts the scenario's questions to the model, and scores it if there are answers. Gives also what a reader should know
/// of a file of draws.
///
/// # Errors
/// If scenario, draws or answers cannot be read or are not valid, if the scenario asks nothing, if no draw is certified,
/// or if the watch says so.
pub fn foresee(request: &Request, watch: &dyn Watch) -> Result<(Foresight, Vec<String>), RunError> {
    let scenario = loaded(&request.file, &request.overrides, request.draws.as_deref())?;
    if scenario.questions.is_empty() {
        return Err(RunError::NoQuestions);
    }
    let answers = request.answers.as_deref().map(|path| scenario::answers(path, &scenario)).transpose()?;
    let answers = answers.map(|answers| {
        let sha256 = folder::sha256(answers.text.as_bytes());
        (Record { name: answers.name.clone(), sha256 }, answers)
    });
    let found = Foresight::new(&scenario, answers, provenance(&scenario), watch)?;
    match found.certified_draws {
        0 => Err(RunError::NothingCertified(found.provenance.draws)),
        _ => Ok((found, partly_drawn(&scenario))),
    }
}
