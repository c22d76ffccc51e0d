//! The one way from a command to its results: the folder is admitted, the work done, the results written.

use super::failure::Failure;
use super::outcome::{Command, Outcome, Results};
use crate::base::file::File;
use crate::base::parallel;
use crate::forecast::{Stopped, Watch};
use crate::report::chart::{self, Drawing, Figure};
use crate::store::error::io_error;
use crate::store::folder::Target;

/// Names of removed files that are told at most.
const TOLD: usize = 5;

/// Carries a command out.
///
/// # Errors
/// See [`Failure`]. Whatever fails before the files are moved to their places leaves the folder as it was.
pub fn deliver(command: impl Command, watch: &dyn Watch) -> Result<Outcome, Failure> {
    let job = command.prepare()?;
    if let Some(target) = &job.target {
        target.admit()?;
    }
    let mut outcome = (job.work)(watch)?;
    if watch.stopped() {
        return Err(Stopped.into());
    }
    let results = std::mem::take(&mut outcome.results);
    let noticed: Vec<String> = results.iter().flat_map(|results| chart::notes(&results.figures)).collect();
    outcome.notes.splice(0..0, noticed);
    if let Some(target) = &job.target {
        outcome.notes.extend(write(target, results, watch)?);
    }
    Ok(outcome)
}

/// Writes all results at once, a brief with its run, unless the watch says to stop. Tells what was removed.
fn write(target: &Target, results: Vec<Results>, watch: &dyn Watch) -> Result<Option<String>, Failure> {
    let (mut all, mut outdated) = (Vec::new(), Vec::new());
    for Results { mut files, figures, manifest, outdated: old } in results {
        files.extend(chart_files(&figures)?);
        all.extend(manifest.seal(files)?);
        outdated.extend(old);
    }
    if watch.stopped() {
        return Err(Stopped.into());
    }
    let gone = target.write(&all)?;
    for path in outdated.iter().filter(|path| path.exists()) {
        match path.is_dir() {
            // What else is in it is not of this program.
            true => drop(std::fs::remove_dir(path)),
            false => std::fs::remove_file(path).map_err(io_error(path))?,
        }
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

/// A chart as the table of what it shows, as words, and as a picture in each drawing.
fn figure_files(figure: &Figure) -> Result<Vec<File>, Failure> {
    let file = |ending: &str, bytes: Vec<u8>| File::new(format!("charts/{}.{ending}", figure.id), bytes);
    let mut files =
        vec![file("csv", figure.csv.clone().into_bytes()), file("txt", format!("{}\n", figure.alt).into_bytes())];
    for drawing in Drawing::ALL {
        let (svg, suffix) = (figure.picture(drawing), drawing.suffix());
        let picture = |ending: &str, bytes| File::new(format!("charts/{}{suffix}.{ending}", figure.id), bytes);
        files.push(picture("svg", svg.as_bytes().to_vec()));
        files.push(picture("png", chart::png(svg)?));
    }
    Ok(files)
}
