//! The one way from a command to its results: the folder is admitted, the work done, the results written.

use super::failure::Failure;
use super::outcome::{Command, Outcome, Results};
use crate::base::file::File;
use crate::base::parallel;
use crate::forecast::{Stopped, Watch};
use crate::report::chart::{self, Figure};
use crate::store::error::io_error;
use crate::store::folder::Target;

/// Carries a command out.
///
/// # Errors
/// See [`Failure`]. Unless the folder itself fails half-way, an error leaves it as it was.
pub fn deliver(command: impl Command, watch: &dyn Watch) -> Result<Outcome, Failure> {
    let job = command.prepare()?;
    if let Some(target) = &job.target {
        target.admit()?;
    }
    let mut outcome = (job.work)(watch)?;
    for results in std::mem::take(&mut outcome.results) {
        outcome.notes.splice(0..0, chart::notes(&results.figures));
        if let Some(target) = &job.target {
            outcome.notes.extend(write(target, results, watch)?);
        }
    }
    Ok(outcome)
}

/// Names of removed files that are told at most.
const TOLD: usize = 5;

/// Writes results of one kind, unless the watch says to stop. Tells what was removed.
fn write(target: &Target, results: Results, watch: &dyn Watch) -> Result<Option<String>, Failure> {
    // A brief that comes with its run stands beside it.
    let run = target.run.clone().or_else(|| Some(target.folder.clone()));
    let target = Target { kind: results.manifest.kind, run, ..target.clone() };
    let mut files = results.files;
    files.extend(chart_files(&results.figures)?);
    let files = results.manifest.seal(files)?;
    if watch.stopped() {
        return Err(Stopped.into());
    }
    let gone = target.write(&files)?;
    for path in results.outdated.iter().filter(|path| path.exists()) {
        std::fs::remove_file(path).map_err(io_error(path))?;
    }
    Ok((!gone.is_empty()).then(|| removed(&gone)))
}

/// That files of an earlier result are gone, since the new one does not have them.
fn removed(gone: &[String]) -> String {
    let more = gone.len().saturating_sub(TOLD);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("removed, as the new results do not have them: {}{rest}", gone[..gone.len() - more].join(", "))
}

/// The files of all charts, in the order of the charts.
fn chart_files(figures: &[Figure]) -> Result<Vec<File>, Failure> {
    let drawn: Vec<Vec<File>> = parallel::map(figures, figure_files).into_iter().collect::<Result<_, _>>()?;
    Ok(drawn.into_iter().flatten().collect())
}

/// A chart as picture, as drawing, as the table of what it shows, and as words.
fn figure_files(figure: &Figure) -> Result<Vec<File>, Failure> {
    let file = |ending: &str, bytes: Vec<u8>| File::new(format!("charts/{}.{ending}", figure.id), bytes);
    Ok(vec![
        file("png", chart::png(&figure.svg)?),
        file("svg", figure.svg.clone().into_bytes()),
        file("csv", figure.csv.clone().into_bytes()),
        file("txt", format!("{}\n", figure.alt).into_bytes()),
    ])
}
