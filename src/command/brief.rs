//! `allegiance brief`: from the folder of a run to a briefing (model page §4–§6).
//!
//! Takes an earlier run, simulates it again for what its folder does not keep, gives `brief.html` and `brief.md`. They
//! are not the run's: they stand beside its files with a list of their own, so that a brief can be made again, in other
//! words or another style, without touching what the manifest vouches for.

use super::{RunError, central, reopen, replay};
use crate::base::input;
use crate::base::input::Limit;
use crate::findings::Summary;
use crate::findings::findings::Findings;
use crate::forecast::{Draw, Watch};
use crate::game::equilibrium::Equilibrium;
use crate::report::brief;
use crate::report::brief::template::Template;
use crate::report::brief::{Material, Style};
use crate::report::chart;
use crate::report::chart::Figure;
use crate::report::words::odds::Lexicon;
use crate::scenario::Scenario;
use crate::store::folder;
use crate::store::folder::File;
use std::path::{Path, PathBuf};

/// How large a lexicon or a template may be.
const PAGE: Limit = Limit { mebibytes: 1, what: "a lexicon or a template" };

/// What a brief needs to know.
#[derive(Debug, Clone, Default)]
pub struct BriefRequest {
    /// The folder of the run.
    pub run: PathBuf,
    /// Folder of the brief; by default that of the run.
    pub output: Option<PathBuf>,
    /// Whether to write into a folder that holds other files.
    pub force: bool,
    /// `icd203`, `ipcc`, or a file; ICD 203 by default.
    pub lexicon: Option<String>,
    /// File of an HTML template instead of the one that comes with the program.
    pub template: Option<PathBuf>,
}

/// Writes the brief of an earlier run and gives its folder.
///
/// # Errors
/// See [`RunError`]: of [`reopen()`] and [`replay()`], of lexicon and template, of the folder. Nothing is written then.
pub fn brief(request: &BriefRequest, watch: &dyn Watch) -> Result<PathBuf, RunError> {
    let style = style(request.lexicon.as_deref(), request.template.as_deref())?;
    let earlier = reopen(&request.run)?;
    let output = request.output.clone().unwrap_or_else(|| request.run.clone());
    folder::admit_brief(&output, &request.run, request.force)?;
    let draws = replay(&earlier, watch)?;
    let charts = chart::figures(&earlier.summary)?;
    let told = Told { scenario: &earlier.scenario, summary: &earlier.summary, central: &central(&earlier.scenario) };
    let beside = output.canonicalize().ok().is_some_and(|output| request.run.canonicalize().ok() == Some(output));
    let files = files(&told, &draws, &charts, &style, beside)?;
    folder::write_brief(&output, &files)?;
    Ok(output)
}

/// A run that a brief tells of.
pub(super) struct Told<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) summary: &'a Summary,
    pub(super) central: &'a Equilibrium,
}

/// The files of a brief.
pub(super) fn files(
    told: &Told,
    draws: &[Draw],
    charts: &[Figure],
    style: &Style,
    beside_run: bool,
) -> Result<Vec<File>, RunError> {
    let Told { scenario, summary, central } = *told;
    let findings = Findings::new(scenario, central, draws, summary);
    let command = command(scenario);
    let material = Material { summary, findings: &findings, charts, command: &command };
    Ok(brief::files(&material, style, beside_run)?)
}

/// Lexicon and template, read and checked.
pub(super) fn style(words: Option<&str>, template: Option<&Path>) -> Result<Style, RunError> {
    let template = match template {
        None => Template::default(),
        Some(path) => Template { name: file_name(path), text: input::text(path, PAGE)? },
    };
    Ok(Style { lexicon: lexicon(words)?, template })
}

/// The lexicon of that name, or of that file.
///
/// # Errors
/// If the file cannot be read, or is not a lexicon.
pub fn lexicon(name: Option<&str>) -> Result<Lexicon, RunError> {
    match name {
        None | Some("icd203") => Ok(Lexicon::icd203()),
        Some("ipcc") => Ok(Lexicon::ipcc()),
        Some(path) => {
            let path = Path::new(path);
            Ok(Lexicon::read(&file_name(path), &input::text(path, PAGE)?)?)
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.to_string_lossy().into_owned(), |name| name.to_string_lossy().into_owned())
}

/// The command that makes the run again, for a shell in the folder of the scenario.
fn command(scenario: &Scenario) -> String {
    let mut command = "allegiance run".to_owned();
    for (place, source) in scenario.sources.iter().enumerate() {
        match source.name.as_str() {
            _ if place == 0 => command.push_str(&format!(" {}", quoted(&source.name))),
            "--set" => command.push_str(&format!(" --set {}", quoted(&source.text))),
            _ => {} // a base, which the file names itself
        }
    }
    command
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:+".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_are_quoted_where_a_shell_would_take_them_apart() {
        assert_eq!(quoted("client.delivery=1.0"), "client.delivery=1.0");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's $x"), "'it'\\''s $x'");
    }
}
