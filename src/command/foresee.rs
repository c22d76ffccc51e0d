//! `allegiance foresee`: a scenario's questions about what comes after its start, and what became of them (model page
//! §10).

use super::failure::Failure;
use super::inputs::{inputs, manifest, partly_drawn, provenance};
use super::memory::{Work, fits};
use super::outcome::{Command, Job, Outcome, Results};
use super::request::{Forms, Output, Shown, Source};
use crate::base::file::{File, json};
use crate::findings::backtest::RecordFile;
use crate::findings::foresight::Foresight;
use crate::forecast::questions;
use crate::report::chart;
use crate::report::foresight as words;
use crate::scenario;
use crate::store::manifest::{Input, Kind, Role};
use std::path::PathBuf;

/// A scenario's questions, put to the model.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Foresee {
    /// What asks
    #[cfg_attr(feature = "cli", command(flatten))]
    pub source: Source,
    /// What came, a table in CSV (docs/scenario.md): scored beside a naive forecaster
    #[cfg_attr(feature = "cli", arg(long, value_name = "ANSWERS"))]
    pub answers: Option<PathBuf>,
    /// Take the uncertain numbers from the rows of a CSV file, such as posterior.csv of `estimate`
    #[cfg_attr(feature = "cli", arg(long, value_name = "FILE"))]
    pub draws: Option<PathBuf>,
    /// Where the table and a chart go; without -o none are written
    #[cfg_attr(feature = "cli", command(flatten))]
    pub output: Output,
    /// How it is shown
    #[cfg_attr(feature = "cli", command(flatten))]
    pub shown: Shown,
}

impl Command for Foresee {
    fn prepare(self) -> Result<Job, Failure> {
        let scenario = self.source.load(self.draws.as_deref())?;
        if scenario.questions.is_empty() {
            return Err(Failure::NoQuestions);
        }
        fits(&scenario, Work::Draws(1))?;
        let answers = self.answers.as_deref().map(|path| scenario::answers(path, &scenario)).transpose()?;
        let reads = [Some(self.source.file.as_path()), self.draws.as_deref(), self.answers.as_deref()];
        let target = self.output.target(Kind::Foresight, &scenario, &reads);
        let folder = target.as_ref().map(|target| target.folder.display().to_string());
        Ok(Job::new(target, move |watch| {
            let input = answers.as_ref().map(|told| Input::new(Role::Answers, told.name.as_str(), told.text.as_str()));
            let answers = answers.zip(input.as_ref()).map(|(answers, input)| {
                (RecordFile { name: input.name.clone(), sha256: input.sha256.clone() }, answers)
            });
            let asked = questions::asked(&scenario, watch)?;
            let found = Foresight::new(&scenario, &asked, answers, provenance(&scenario));
            if found.certified_draws == 0 {
                return Err(Failure::NothingCertified(found.provenance.draws));
            }
            let made_from = inputs(&scenario).into_iter().chain(input).collect();
            let forms = Forms {
                text: &|| words::text(&found),
                csv: Some(&|| Ok(words::csv(&found)?)),
                markdown: Some(&|| words::markdown(&found)),
            };
            let told = Outcome { notes: partly_drawn(&scenario), ..Outcome::text(self.shown.bytes(&found, &forms)?) };
            let files = "questions.csv, charts/, foresight.json, manifest.json";
            told.written(folder, files, || results(&found, made_from))
        }))
    }
}

fn results(found: &Foresight, made_from: Vec<Input>) -> Result<Results, Failure> {
    let files = vec![File::new("foresight.json", json(found)?), File::new("questions.csv", words::csv(found)?)];
    let counted = (found.certified_draws, found.uncertified_draws.as_slice());
    let manifest = manifest(Kind::Foresight, &found.provenance, made_from, counted)?;
    Ok(Results::new(manifest, files, chart::foresight_figures(found)?))
}
