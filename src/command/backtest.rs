//! `allegiance backtest`: a scenario and a coded record to scores, tables and charts.

use super::{RunError, central, chart_files, file, loaded, noticed, partly_drawn, provenance, sources};
use crate::base::units::Quarter;
use crate::findings::backtest::draws::Taken;
use crate::findings::backtest::{Asked, Backtest, RecordFile};
use crate::forecast::{Stopped, Watch};
use crate::report::backtest as tables;
use crate::report::chart;
use crate::scenario;
use crate::scenario::CodedRecord;
use crate::store::folder;
use crate::store::folder::File;
use crate::store::manifest;
use crate::store::manifest::SourceText;
use std::path::{Path, PathBuf};

/// What a backtest needs to know beside the scenario.
#[derive(Debug, Clone, Default)]
pub struct Against {
    /// The record.
    pub record: PathBuf,
    /// First quarter scored, in words; the record's first if there is none.
    pub from: Option<String>,
    /// Whether to score it over draws of the uncertain numbers too.
    pub robust: bool,
    /// A file of draws, in the place of the scenario's distributions.
    pub draws: Option<PathBuf>,
    /// Folder to write.
    pub output: Option<PathBuf>,
    /// Whether to write into a folder that holds other files.
    pub force: bool,
}

/// `allegiance backtest`: a coded record scored at central values, and over draws if asked; given back, and written if a
/// folder is named. Gives also what a reader should know of draws and charts.
///
/// # Errors
/// If the scenario or the record is not valid or cannot be scored, if a game is not certified, or if the folder cannot
/// be written.
pub fn backtest(
    path: &Path,
    overrides: &[String],
    against: &Against,
    watch: &dyn Watch,
) -> Result<(Backtest, Vec<String>), RunError> {
    let scenario = loaded(path, overrides, against.draws.as_deref())?;
    let history = scenario::history(&against.record, &scenario)?;
    let from = against.from.as_deref().map_or(Ok(0), |from| first_scored(from, &history))?;
    if let Some(election) = scenario.elections.iter().find(|election| election.quarter < history.quarters.len()) {
        return Err(RunError::ElectionWithin(scenario.first.plus(election.quarter).to_string()));
    }
    if let Some(folder) = &against.output {
        folder::admit(folder, against.force)?;
    }
    let equilibrium = central(&scenario);
    if !equilibrium.certified() {
        return Err(RunError::BacktestUncertified);
    }
    let record = RecordFile { name: history.name.clone(), sha256: folder::sha256(history.text.as_bytes()) };
    let draws = (against.robust || against.draws.is_some())
        .then(|| Taken::new(&scenario, &history, from, watch))
        .transpose()?;
    let asked = Asked { from, draws };
    let found = Backtest::new(&scenario, &equilibrium, &history, asked, (provenance(&scenario), record))?;
    let mut warnings = partly_drawn(&scenario);
    if let Some(folder) = &against.output {
        let text = SourceText { name: history.name, sha256: found.record.sha256.clone(), text: history.text };
        let (files, missed) = backtest_files(&found)?;
        let files = manifest::seal_backtest(files, &found, &sources(&scenario), &text, overrides)?;
        if watch.stopped() {
            return Err(Stopped.into());
        }
        folder::write(folder, &files, against.force)?;
        warnings.extend(missed);
    }
    Ok((found, warnings))
}

/// Number of the quarter from which a record is to be scored.
fn first_scored(from: &str, history: &CodedRecord) -> Result<usize, RunError> {
    let quarter: Option<Quarter> = from.parse().ok();
    let place = quarter.and_then(|quarter| quarter.since(history.first));
    place.filter(|place| *place < history.quarters.len()).ok_or_else(|| RunError::From(from.to_owned()))
}

/// The tables and charts of a backtest, and what a reader of the charts would miss.
fn backtest_files(found: &Backtest) -> Result<(Vec<File>, Vec<String>), RunError> {
    let mut files = vec![
        file("backtest.json", manifest::json(found)?),
        file("scores.csv", tables::csv(found)?),
        file("quarters.csv", tables::quarters(found)?),
        file("calibration.csv", tables::calibration(found)?),
    ];
    if let Some(draws) = &found.draws {
        files.push(file("draws.csv", tables::draws(draws)?));
    }
    let figures = chart::backtest_figures(found)?;
    files.extend(chart_files(&figures)?);
    Ok((files, noticed(&figures)))
}
