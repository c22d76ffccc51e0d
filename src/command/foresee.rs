//! `allegiance foresee`: a scenario's questions about what comes after its start, and what became of them (model page
//! §10).
//!
//! Takes a scenario file, and draws and answers if there are any, gives a [`Foresight`].

use super::{RunError, chart_files, file, folder, loaded, noticed, partly_drawn, provenance, sources};
use crate::findings::backtest::RecordFile;
use crate::findings::foresight::Foresight;
use crate::forecast::{Stopped, Watch};
use crate::report::chart;
use crate::report::foresight as tables;
use crate::scenario;
use crate::scenario::{Answers, Scenario};
use crate::store::folder::File;
use crate::store::manifest;
use crate::store::manifest::SourceText;
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
    /// Folder to write.
    pub output: Option<PathBuf>,
    /// Whether to write into a folder that holds other files.
    pub force: bool,
}

/// Puts the scenario's questions to the model, and scores it if there are answers; given back, and written if a folder is
/// named. Gives also what a reader should know of a file of draws, and of the chart.
///
/// # Errors
/// If scenario, draws or answers cannot be read or are not valid, if the scenario asks nothing, if no draw is certified,
/// if the watch says so, or if the folder cannot be written.
pub fn foresee(request: &Request, watch: &dyn Watch) -> Result<(Foresight, Vec<String>), RunError> {
    let scenario = loaded(&request.file, &request.overrides, request.draws.as_deref())?;
    if scenario.questions.is_empty() {
        return Err(RunError::NoQuestions);
    }
    let answers = request.answers.as_deref().map(|path| scenario::answers(path, &scenario)).transpose()?;
    if let Some(folder) = &request.output {
        folder::admit(folder, request.force)?;
    }
    let text = answers.as_ref().map(source_text);
    let answers = answers.zip(text.as_ref()).map(|(answers, text)| {
        let record = RecordFile { name: text.name.clone(), sha256: text.sha256.clone() };
        (record, answers)
    });
    let found = Foresight::new(&scenario, answers, provenance(&scenario), watch)?;
    if found.certified_draws == 0 {
        return Err(RunError::NothingCertified(found.provenance.draws));
    }
    let mut warnings = partly_drawn(&scenario);
    if let Some(folder) = &request.output {
        let (files, missed) = files(request, &scenario, &found, text.as_ref())?;
        if watch.stopped() {
            return Err(Stopped.into());
        }
        folder::write(folder, &files, request.force)?;
        warnings.extend(missed);
    }
    Ok((found, warnings))
}

fn source_text(answers: &Answers) -> SourceText {
    let sha256 = folder::sha256(answers.text.as_bytes());
    SourceText { name: answers.name.clone(), sha256, text: answers.text.clone() }
}

/// The files of a foresight, and what a reader of its chart would miss.
fn files(
    request: &Request,
    scenario: &Scenario,
    found: &Foresight,
    answers: Option<&SourceText>,
) -> Result<(Vec<File>, Vec<String>), RunError> {
    let mut files = vec![file("foresight.json", manifest::json(found)?), file("questions.csv", tables::csv(found)?)];
    let figures = chart::foresight_figures(found)?;
    files.extend(chart_files(&figures)?);
    let files = manifest::seal_foresight(files, found, &sources(scenario), answers, &request.overrides)?;
    Ok((files, noticed(&figures)))
}
