//! `allegiance backtest`: a scenario and a coded record to scores, tables and charts (model page §9).

use super::failure::Failure;
use super::inputs::{inputs, manifest, partly_drawn, provenance};
use super::memory::{Work, fits};
use super::outcome::{Command, Job, Outcome, Results};
use super::replay::central;
use super::request::{Forms, Output, Shown, Source};
use crate::base::file::{File, json};
use crate::base::units::Quarter;
use crate::findings::backtest::codings::Coding;
use crate::findings::backtest::draws::Taken;
use crate::findings::backtest::{Asked, Backtest as Found, RecordFile, Unscored, horizons};
use crate::forecast;
use crate::forecast::filter::{Horizons, filter};
use crate::report::backtest as words;
use crate::report::chart;
use crate::scenario::{self, CodedRecord};
use crate::store::manifest::{Input, Kind, Manifest, Role};
use std::path::PathBuf;

/// A backtest.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Backtest {
    /// What forecasts
    #[cfg_attr(feature = "cli", command(flatten))]
    pub source: Source,
    /// The record, a table in CSV (docs/history.md)
    #[cfg_attr(feature = "cli", arg(long, value_name = "RECORD"))]
    pub history: PathBuf,
    /// The same past by another coding: the log scores of all codings in one more table; once for each
    #[cfg_attr(feature = "cli", arg(long, value_name = "RECORD"))]
    pub also: Vec<PathBuf>,
    /// Score only from this quarter on, written like 2014-Q1; those before it are known to all who forecast
    #[cfg_attr(feature = "cli", arg(long, value_name = "QUARTER"))]
    pub from: Option<String>,
    /// Also over draws of the uncertain numbers
    #[cfg_attr(feature = "cli", arg(long))]
    pub robust: bool,
    /// As --robust, with the draws from the rows of a CSV file, such as posterior.csv of `estimate --until`
    #[cfg_attr(feature = "cli", arg(long, value_name = "FILE"))]
    pub draws: Option<PathBuf>,
    /// Where tables and charts go; without -o none are written
    #[cfg_attr(feature = "cli", command(flatten))]
    pub output: Output,
    /// How it is shown
    #[cfg_attr(feature = "cli", command(flatten))]
    pub shown: Shown,
}

impl Command for Backtest {
    fn prepare(self) -> Result<Job, Failure> {
        let scenario = self.source.load(self.draws.as_deref())?;
        let robust = self.robust || self.draws.is_some();
        fits(&scenario, if robust { Work::Draws(1) } else { Work::Central(1) })?;
        let record = scenario::history(&self.history, &scenario)?;
        let also = self.also.iter().map(|path| scenario::history(path, &scenario)).collect::<Result<Vec<_>, _>>()?;
        let from = self.from.as_deref().map_or(Ok(0), |from| first_scored(from, &record))?;
        let longest = also.iter().map(|record| record.quarters.len()).fold(record.quarters.len(), usize::max);
        if let Some(election) = scenario.elections.iter().find(|election| election.quarter < longest) {
            return Err(Failure::ElectionWithin(scenario.first.plus(election.quarter).to_string()));
        }
        let mut reads = vec![Some(self.source.file.as_path()), self.draws.as_deref(), Some(self.history.as_path())];
        reads.extend(self.also.iter().map(|path| Some(path.as_path())));
        let target = self.output.target(Kind::Backtest, &scenario, &reads);
        let folder = target.as_ref().map(|target| target.folder.display().to_string());
        Ok(Job::new(target, move |watch| {
            let equilibrium = central(&scenario);
            if !equilibrium.certified() {
                return Err(Unscored::Uncertified.into());
            }
            let records = || [&record].into_iter().chain(&also);
            let read: Vec<Input> =
                records().map(|one| Input::new(Role::Record, one.name.as_str(), one.text.as_str())).collect();
            let named = |input: &Input| RecordFile { name: input.name.clone(), sha256: input.sha256.clone() };
            let file = scenario.drawn.as_ref().map(|drawn| drawn.name.clone());
            let draws = robust
                .then(|| forecast::draws::filtered(&scenario, &record, horizons(from), watch))
                .transpose()?
                .map(|draws| Taken::new(file, &scenario.draw_numbers(), draws));
            let asked = Asked { from, draws };
            let filtered = filter(&scenario, &equilibrium, &record, horizons(from));
            let mut found = Found::new(&scenario, filtered, &record, asked, (provenance(&scenario), named(&read[0])))?;
            if !also.is_empty() {
                let coding = |(history, input)| {
                    let filtered = filter(&scenario, &equilibrium, history, Horizons::default());
                    Coding::new(&scenario, &filtered, history, from, named(input))
                };
                found.codings = records().zip(&read).map(coding).collect::<Result<_, _>>()?;
            }
            let made_from = inputs(&scenario).into_iter().chain(read).collect();
            let forms = Forms {
                text: &|| words::text(&found),
                csv: Some(&|| Ok(words::csv(&found)?)),
                markdown: Some(&|| words::markdown(&found)),
            };
            let told = Outcome { notes: partly_drawn(&scenario), ..Outcome::text(self.shown.bytes(&found, &forms)?) };
            told.written(folder, "tables, charts/, backtest.json, manifest.json", || results(&found, made_from))
        }))
    }
}

/// Number of the quarter from which a record is to be scored.
fn first_scored(from: &str, record: &CodedRecord) -> Result<usize, Failure> {
    let quarter: Option<Quarter> = from.parse().ok();
    let index = quarter.and_then(|quarter| quarter.since(record.first));
    index.filter(|index| *index < record.quarters.len()).ok_or_else(|| Failure::From {
        asked: from.to_owned(),
        first: record.first.to_string(),
        last: record.first.plus(record.quarters.len() - 1).to_string(),
    })
}

fn results(found: &Found, made_from: Vec<Input>) -> Result<Results, Failure> {
    let mut files = vec![
        File::new("backtest.json", json(found)?),
        File::new("scores.csv", words::csv(found)?),
        File::new("quarters.csv", words::quarters(found)?),
        File::new("calibration.csv", words::calibration(found)?),
    ];
    if !found.others.is_empty() {
        files.push(File::new("others.csv", words::others_csv(found)?));
    }
    if !found.codings.is_empty() {
        files.push(File::new("codings.csv", words::codings_csv(found)?));
    }
    if let Some(draws) = &found.draws {
        files.push(File::new("draws.csv", words::draws(draws)?));
    }
    Ok(Results::new(sealed(found, made_from)?, files, chart::backtest_figures(found)?))
}

/// The manifest: no draws count unless the record was scored over draws, and no paths are followed.
fn sealed(found: &Found, made_from: Vec<Input>) -> Result<Manifest, Failure> {
    let (taken, left_out) = match &found.draws {
        Some(draws) => (draws.taken, draws.uncertified.as_slice()),
        None => (0, [].as_slice()),
    };
    let provenance = crate::findings::Provenance { draws: taken, paths: 0, ..found.provenance.clone() };
    Ok(manifest(Kind::Backtest, &provenance, made_from, (taken - left_out.len(), left_out))?)
}
