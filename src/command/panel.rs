//! `allegiance panel`: coded episodes of several alliances to scores, beside forecasters that know no game (docs/panel.md).

use super::failure::Failure;
use super::inputs::{inputs, manifest, provenance};
use super::memory::{Work, fits};
use super::outcome::{Command, Job, Outcome, Results};
use super::request::{Forms, Output, Shown};
use crate::base::file::{File, json};
use crate::findings::Provenance;
use crate::findings::backtest::RecordFile;
use crate::findings::panel::{Made, Panel as Found, Taught};
use crate::forecast::learning::{points, populations};
use crate::forecast::panel::outlooks;
use crate::report::panel::{self as words, csv};
use crate::scenario;
use crate::store::manifest::{Input, Kind, Role};
use std::path::PathBuf;

/// The model, put to a panel of episodes.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Panel {
    /// The panel, a table in CSV (docs/panel.md)
    #[cfg_attr(feature = "cli", arg(value_name = "PANEL"))]
    pub panel: PathBuf,
    /// How its codes become scenarios, a file in TOML beside the common scenario (docs/panel.md)
    #[cfg_attr(feature = "cli", arg(long, value_name = "FILE"))]
    pub mapping: PathBuf,
    /// Also what each mechanism of the mapping is worth: the scores without it
    #[cfg_attr(feature = "cli", arg(long))]
    pub mechanisms: bool,
    /// Also what the panel teaches across alliances, each pair foretold from the others: which numbers may differ, a file in
    /// TOML (docs/panel.md)
    #[cfg_attr(feature = "cli", arg(long, value_name = "FILE"))]
    pub learn: Option<PathBuf>,
    /// Draws of these numbers
    #[cfg_attr(feature = "cli", arg(long, value_name = "N", default_value_t = DRAWS, requires = "learn",
        value_parser = clap::value_parser!(u32).range(10..=100_000)))]
    pub draws: u32,
    /// Where the tables go; without -o none are written
    #[cfg_attr(feature = "cli", command(flatten))]
    pub output: Output,
    /// How it is shown
    #[cfg_attr(feature = "cli", command(flatten))]
    pub shown: Shown,
}

/// Draws of the numbers that are learnt, unless stated.
const DRAWS: u32 = 1000;
/// Ways in which alliances may lie that are weighed.
const POPULATIONS: usize = 10_000;

impl Default for Panel {
    fn default() -> Self {
        Self {
            panel: PathBuf::new(),
            mapping: PathBuf::new(),
            mechanisms: false,
            learn: None,
            draws: DRAWS,
            output: Output::default(),
            shown: Shown::default(),
        }
    }
}

impl Command for Panel {
    fn prepare(self) -> Result<Job, Failure> {
        let mapping = scenario::mapping(&self.mapping)?;
        let panel = scenario::panel(&self.panel)?;
        let learn = self.learn.as_ref().map(|path| scenario::learning(path, &mapping.scenario)).transpose()?;
        fits(&mapping.scenario, Work::Draws(1))?;
        let beside = self.mapping.with_file_name(mapping.scenario.file_name());
        let reads =
            [Some(self.panel.as_path()), Some(self.mapping.as_path()), Some(beside.as_path()), self.learn.as_deref()];
        let target = self.output.target(Kind::Panel, &mapping.scenario, &reads);
        let folder = target.as_ref().map(|target| target.folder.display().to_string());
        Ok(Job::new(target, move |watch| {
            let none = Vec::new();
            let mechanisms = if self.mechanisms { &mapping.mechanisms } else { &none };
            let outlooks = outlooks(&panel, &mapping, mechanisms, watch)?;
            let mut read = vec![
                Input::new(Role::Panel, panel.name.as_str(), panel.text.as_str()),
                Input::new(Role::Mapping, mapping.name.as_str(), mapping.text.as_str()),
            ];
            read.extend(learn.iter().map(|learn| Input::new(Role::Learning, learn.name.as_str(), learn.text.as_str())));
            let file = |input: &Input| RecordFile { name: input.name.clone(), sha256: input.sha256.clone() };
            let (of_panel, of_mapping) = (file(&read[0]), file(&read[1]));
            let drawn = |learning| points(&panel, &mapping, learning, self.draws as usize, watch);
            let drawn = learn.as_ref().map(drawn).transpose()?;
            let seed = mapping.scenario.simulation.seed;
            let ways = learn.as_ref().map(|learning| populations(seed, learning, POPULATIONS));
            let taught = learn.as_ref().zip(drawn.as_ref()).zip(ways.as_ref());
            if let Some(((_, points), _)) = &taught
                && points.deviations.is_empty()
            {
                return Err(Failure::NothingCertified(self.draws as usize));
            }
            let taught = taught.map(|((learning, points), ways)| Taught {
                learning,
                file: file(&read[2]),
                points,
                populations: ways,
            });
            let made = Made { panel: &panel, mapping: &mapping, outlooks: &outlooks, mechanisms, taught };
            // Nothing is drawn and no path is followed.
            let provenance = Provenance { draws: 0, paths: 0, ..provenance(&mapping.scenario) };
            let found = Found::new(&made, provenance, (of_panel, of_mapping));
            if found.uncertified.len() == found.episodes.len() {
                return Err(Failure::NothingCertified(found.episodes.len()));
            }
            let made_from = inputs(&mapping.scenario).into_iter().chain(read).collect();
            let forms = Forms {
                text: &|| words::text(&found),
                csv: Some(&|| Ok(csv::cells(&found)?)),
                markdown: Some(&|| words::markdown(&found)),
            };
            let told = Outcome { notes: left_out(&found), ..Outcome::text(self.shown.bytes(&found, &forms)?) };
            told.written(folder, "tables, panel.json, manifest.json", || results(&found, made_from))
        }))
    }
}

/// What a reader should know of episodes that are in no score.
fn left_out(found: &Found) -> Vec<String> {
    match &found.uncertified[..] {
        [] => Vec::new(),
        left => vec![format!("not certified, so in no score: {}", left.join(", "))],
    }
}

fn results(found: &Found, made_from: Vec<Input>) -> Result<Results, Failure> {
    let mut files = vec![
        File::new("panel.json", json(found)?),
        File::new("cells.csv", csv::cells(found)?),
        File::new("branches.csv", csv::branches(found)?),
        File::new("scores.csv", csv::scores(found)?),
        File::new("leads.csv", csv::leads(found)?),
        File::new("calibration.csv", csv::calibration(found)?),
        File::new("contrasts.csv", csv::contrasts(found)?),
    ];
    if !found.mechanisms.is_empty() {
        files.push(File::new("mechanisms.csv", csv::mechanisms(found)?));
    }
    if let Some(learnt) = &found.learnt {
        files.push(File::new("learnt.csv", csv::learnt(learnt)?));
        files.push(File::new("learnt-numbers.csv", csv::learnt_numbers(learnt)?));
    }
    let counted = (found.episodes.len() - found.uncertified.len(), found.uncertified.as_slice());
    let manifest = manifest(Kind::Panel, &found.provenance, made_from, counted)?;
    let manifest = manifest.setting("mechanisms", !found.mechanisms.is_empty());
    Ok(Results::new(manifest, files, Vec::new()))
}
