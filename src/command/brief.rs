//! `allegiance brief`: from the folder of a run to a briefing (model page §4–§6).
//!
//! Takes an earlier run, simulates it again for what its folder does not keep, gives `brief.html` and `brief.md`. They
//! are not the run's: they stand beside its files with a manifest of their own, so that a brief can be made again, in
//! other words or another style, without changing a file that the run's manifest lists.

use super::deep::deep;
use super::failure::Failure;
use super::inputs::run_manifest;
use super::outcome::{Command, Job, Outcome, Results};
use super::replay::{central, reopen, replay_kept};
use super::request::Output;
use super::selection;
use crate::base::input::{self, Limit, STANDARD_INPUT};
use crate::base::parallel::Watch;
use crate::findings::Summary;
use crate::findings::briefing::Briefing;
use crate::findings::claims::Claims;
use crate::findings::convergence::Convergence;
use crate::findings::deep::Deep;
use crate::forecast::evidence;
use crate::forecast::kept::Draws;
use crate::game::equilibrium::Equilibrium;
use crate::report::brief::template::{self, Template};
use crate::report::brief::{self, BriefError, Material, Style};
use crate::report::chart::{self, Figure};
use crate::report::words::odds::Lexicon;
use crate::scenario::Scenario;
use crate::store::folder::Target;
use crate::store::manifest::{Input, Kind, Role};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// How large a lexicon or a template may be.
const PAGE: Limit = Limit { mebibytes: 1, what: "a lexicon or a template" };

/// Draws that the claims of a brief are put to at most: `claims --robust` takes all.
const CLAIM_DRAWS: usize = 40;

/// Words for odds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Words {
    /// Words for odds: icd203 (default), ipcc, or a lexicon file
    #[cfg_attr(feature = "cli", arg(long, value_name = "icd203|ipcc|FILE"))]
    pub lexicon: Option<String>,
}

/// A brief of an earlier run.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Brief {
    /// Folder of the run
    #[cfg_attr(feature = "cli", arg(required_unless_present = "print_template"))]
    pub run: Option<PathBuf>,
    /// Where the brief goes; without -o beside its run
    #[cfg_attr(feature = "cli", command(flatten))]
    pub output: Output,
    /// In which words
    #[cfg_attr(feature = "cli", command(flatten))]
    pub words: Words,
    /// Template of the page instead of the one that comes with the program
    #[cfg_attr(feature = "cli", arg(long, value_name = "FILE"))]
    pub template: Option<PathBuf>,
    /// Page 1 alone
    #[cfg_attr(feature = "cli", arg(long))]
    pub short: bool,
    /// Also write brief-docx.html, to be opened with Word or LibreOffice or converted by pandoc
    #[cfg_attr(feature = "cli", arg(long))]
    pub docx_ready: bool,
    /// Also what drives the main event exactly, in which draws it is frequent, which numbers turn it, and what the choice
    /// among equilibria changes; takes about 40 seconds more with 60 uncertain numbers on two cores
    #[cfg_attr(feature = "cli", arg(long, conflicts_with = "short"))]
    pub deep: bool,
    /// Print the template that comes with the program, to start from
    #[cfg_attr(feature = "cli", arg(long, exclusive = true))]
    pub print_template: bool,
}

impl Command for Brief {
    fn prepare(self) -> Result<Job, Failure> {
        if self.print_template {
            return Ok(Job::new(None, |_| Ok(Outcome::text(template::HTML))));
        }
        let style = style(&self.words, self.template.as_deref())?;
        let style = Style { short: self.short, docx: self.docx_ready, ..style };
        let run = self.run.unwrap_or_default();
        let earlier = reopen(&run)?;
        let in_depth = self.deep && !style.short;
        if in_depth {
            selection::room(&earlier.scenario)?;
        }
        let folder = self.output.output.unwrap_or_else(|| run.clone());
        let own = (earlier.scenario.file_name().to_owned(), earlier.scenario.title.clone());
        let target = Target { run: Some(run), scenario: Some(own), ..Target::new(folder, Kind::Brief) };
        let reads = self.template.into_iter().chain(self.words.lexicon.map(PathBuf::from)).collect();
        let target = Target { force: self.output.force, reads, ..target };
        let folder = target.folder.display().to_string();
        Ok(Job::new(Some(target), move |watch| {
            let draws = replay_kept(&earlier, watch)?;
            let charts = chart::figures(&earlier.summary)?;
            let (summary, scenario) = (&earlier.summary, &earlier.scenario);
            let told = Told { scenario, summary, central: &central(scenario), inputs: &earlier.inputs };
            let deep = in_depth.then(|| deep(scenario, &draws, None, watch)).transpose()?;
            // What the run said of it is worked out again, as all its numbers are.
            if let (Some(deep), Some(stated)) = (&deep, &summary.selection)
                && deep.selection != *stated
            {
                return Err(Failure::OtherNumbers(earlier.folder.clone()));
            }
            let brief = results(&told, deep.as_ref(), &draws, &charts, &style, watch)?;
            let closing = Some(format!(
                "Written to {folder}: brief.html (read or print it), brief.md{}.\n",
                if style.docx { ", brief-docx.html" } else { "" }
            ));
            Ok(Outcome { results: vec![brief], closing, ..Outcome::default() })
        }))
    }
}

/// A run that a brief tells of.
pub(super) struct Told<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) summary: &'a Summary,
    pub(super) central: &'a Equilibrium,
    pub(super) inputs: &'a [Input],
}

/// The files of a brief.
pub(super) fn results(
    told: &Told<'_>,
    deep: Option<&Deep>,
    draws: &Draws,
    charts: &[Figure],
    style: &Style,
    watch: &dyn Watch,
) -> Result<Results, Failure> {
    let Told { scenario, summary, central, inputs } = *told;
    let claims = if style.short { None } else { claims(scenario, watch)? };
    let findings = Briefing::new(scenario, central, draws, summary, claims);
    let settling =
        Convergence::new(scenario, draws).map(|found| chart::settling(summary, &found)).transpose()?.flatten();
    let own: Vec<Figure> = charts
        .iter()
        .filter(|chart| settling.as_ref().is_none_or(|own| own.id != chart.id))
        .cloned()
        .chain(deep.map(chart::deep_figures).transpose()?.into_iter().flatten())
        .chain(settling.clone())
        .collect();
    let material = Material { summary, findings: &findings, deep, charts: &own, command: &command(inputs) };
    let files = brief::files(&material, style)?;
    let manifest = run_manifest(Kind::Brief, summary, inputs.to_vec())?
        .setting("lexicon", serde_json::to_value(&style.lexicon)?)
        .setting("template", style.template.name.clone());
    let manifest = if deep.is_some() { manifest.setting("deep", true) } else { manifest };
    Ok(Results::new(manifest, files, Vec::new()))
}

/// The claims at central values and in draws, if the scenario states any and their games are certified.
fn claims(scenario: &Scenario, watch: &dyn Watch) -> Result<Option<Claims>, Failure> {
    if scenario.claims.is_empty() {
        return Ok(None);
    }
    let few = scenario.with(&[format!("simulation.draws={}", scenario.simulation.draws.min(CLAIM_DRAWS))])?;
    let Some(found) = Claims::new(&few, evidence::central(&few)) else { return Ok(None) };
    Ok(Some(found.over(&few, &evidence::of_draws(&few, watch)?)))
}

/// Lexicon and template, read and tried, before anything is computed.
pub(super) fn style(words: &Words, template: Option<&Path>) -> Result<Style, Failure> {
    let template = match template {
        None => Template::default(),
        Some(path) => {
            let template = Template { name: file_name(path), text: input::text(path, PAGE)? };
            template.tried().map_err(BriefError::from)?
        }
    };
    Ok(Style { lexicon: lexicon(words.lexicon.as_deref())?, template, ..Style::default() })
}

/// The lexicon of that name, or of that file.
fn lexicon(name: Option<&str>) -> Result<Lexicon, Failure> {
    match name.map(str::to_lowercase).as_deref() {
        None | Some("icd203") => return Ok(Lexicon::icd203()),
        Some("ipcc") => return Ok(Lexicon::ipcc()),
        Some(_) => {}
    }
    let path = Path::new(name.unwrap_or_default());
    if path.extension().is_none() && path != Path::new(STANDARD_INPUT) && !path.exists() {
        let path = path.display();
        return Err(Failure::Usage(format!(
            "--lexicon {path}: there is no such file; write icd203, ipcc or a lexicon file"
        )));
    }
    Ok(Lexicon::read(&file_name(path), &input::text(path, PAGE)?)?)
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.to_string_lossy().into_owned(), |name| name.to_string_lossy().into_owned())
}

/// The command that makes the run again, for a shell in the folder of the scenario.
fn command(inputs: &[Input]) -> String {
    let part = |input: &Input| match input.role {
        Role::Scenario => format!(" {}", quoted(&input.name)),
        Role::Override => format!(" --set {}", quoted(&input.text)),
        Role::Draws => format!(" --draws {}", quoted(&input.name)),
        // The file names its bases and its record itself.
        Role::Base | Role::Record | Role::RecordScenario => String::new(),
        Role::Answers | Role::Panel | Role::Mapping | Role::Learning => String::new(),
    };
    format!("allegiance run{}", inputs.iter().map(part).collect::<String>())
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
