//! What commands are asked: the parts that several have in common, each declared once.
//!
//! With the feature `cli` they are arguments of the command line, and the comments of the fields are its help.

use super::failure::Failure;
use crate::base::file::json;
use crate::base::input::STANDARD_INPUT;
use crate::scenario::{self, Scenario, ScenarioError};
use crate::store::folder::Target;
use crate::store::manifest::Kind;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A scenario file, and what of it is overridden.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Source {
    /// Scenario file, or - for standard input
    pub file: PathBuf,
    /// What of it is overridden
    #[cfg_attr(feature = "cli", command(flatten))]
    pub overrides: Overrides,
    /// The scenario, for whoever has read it already: the file is then only its name
    #[cfg_attr(feature = "cli", arg(skip))]
    #[serde(skip)]
    pub read: Option<Box<Scenario>>,
}

/// What of a scenario is overridden.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Overrides {
    /// Override a key, as often as wanted: client.delivery=1.0, confrontation.start=detente
    #[cfg_attr(feature = "cli", arg(long, value_name = "KEY=VALUE"))]
    pub set: Vec<String>,
    /// Override the seed
    #[cfg_attr(feature = "cli", arg(long))]
    pub seed: Option<u64>,
}

impl Overrides {
    /// All of them as `key=value`, the seed last.
    pub fn all(&self) -> Vec<String> {
        self.set.iter().cloned().chain(self.seed.map(|seed| format!("simulation.seed={seed}"))).collect()
    }

    /// Whether nothing is overridden.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.seed.is_none()
    }
}

impl Source {
    /// The scenario of a file as it stands.
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// A scenario that was read already from that file. What is overridden comes on top of what was overridden then.
    pub fn of(file: impl Into<PathBuf>, read: Scenario) -> Self {
        Self { read: Some(Box::new(read)), ..Self::new(file) }
    }

    /// The same with overrides, `key=value`.
    pub fn with(self, set: &[&str]) -> Self {
        let set = set.iter().map(|text| (*text).to_owned()).collect();
        Self { overrides: Overrides { set, seed: None }, ..self }
    }

    /// The same from a draw on, if one is named.
    #[must_use]
    pub(super) fn starting_at(mut self, first: Option<usize>) -> Self {
        self.overrides.set.extend(first.map(|first| format!("simulation.first_draw={first}")));
        self
    }

    /// The same with this equilibrium of each game, if one is named.
    #[must_use]
    pub(super) fn selecting(mut self, selection: Option<&str>) -> Self {
        self.overrides.set.extend(selection.map(|selection| format!("simulation.selection={selection}")));
        self
    }

    /// Reads the scenario, with a file of draws in the place of its distributions if there is one.
    ///
    /// # Errors
    /// If a file cannot be read or has faults.
    pub fn load(&self, draws: Option<&Path>) -> Result<Scenario, ScenarioError> {
        if let Some(path) = draws.filter(|draws| *draws == Path::new(STANDARD_INPUT)) {
            let reason = "only a scenario may come from standard input".to_owned();
            return Err(ScenarioError::Read { path: path.into(), reason, source: None });
        }
        let scenario = match &self.read {
            Some(read) => read.with(&self.overrides.all())?,
            None => scenario::load(&self.file, &self.overrides.all())?,
        };
        match draws {
            Some(draws) => scenario::with_draws(scenario, draws).map_err(|error| meant_as_number(error, draws)),
            None => Ok(scenario),
        }
    }
}

/// The rows of a file of draws from the first draw on, of which each is taken once; `None` without such a file.
///
/// # Errors
/// If the first draw is beyond the last row.
pub(super) fn rows_left(scenario: &Scenario) -> Result<Option<usize>, Failure> {
    match (&scenario.drawn, scenario.rows_left()) {
        (Some(drawn), Some(0)) => {
            let first = scenario.simulation.first_draw;
            Err(Failure::Usage(format!("the first draw is {first}: {} has {} rows", drawn.name, drawn.rows())))
        }
        (_, left) => Ok(left),
    }
}

/// Says what was probably meant where `--draws` names no file but a number.
fn meant_as_number(error: ScenarioError, draws: &Path) -> ScenarioError {
    match (error, draws.to_str().and_then(|text| text.parse::<usize>().ok())) {
        (ScenarioError::Read { path, source, .. }, Some(count)) => ScenarioError::Read {
            reason: format!(
                "there is no such file; --draws takes a file of draws. For {count} draws write --set \
                 simulation.draws={count}"
            ),
            path,
            source,
        },
        (error, _) => error,
    }
}

/// Where results go.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Output {
    /// Folder of the results
    #[cfg_attr(feature = "cli", arg(short, long, value_name = "FOLDER"))]
    pub output: Option<PathBuf>,
    /// Write into a folder that holds other files (they stay), and over results that were changed since
    #[cfg_attr(feature = "cli", arg(long))]
    pub force: bool,
}

impl Output {
    /// A folder that may hold an earlier result of the same kind.
    pub fn to(folder: impl Into<PathBuf>) -> Self {
        Self { output: Some(folder.into()), force: false }
    }

    /// The folder as a target for results of a scenario; `None` if none is named.
    pub(super) fn target(&self, kind: Kind, scenario: &Scenario, reads: Reads<'_>) -> Option<Target> {
        self.output.as_ref().map(|folder| self.target_at(folder.clone(), kind, scenario, reads))
    }

    /// A folder as a target for results of a scenario.
    pub(super) fn target_at(&self, folder: PathBuf, kind: Kind, scenario: &Scenario, reads: Reads<'_>) -> Target {
        let scenario = Some((scenario.file_name().to_owned(), scenario.title.clone()));
        let reads = reads.iter().copied().flatten().map(Path::to_path_buf).collect();
        Target { force: self.force, scenario, reads, ..Target::new(folder, kind) }
    }
}

/// Files that a command reads, those that were not named left out.
pub(super) type Reads<'a> = &'a [Option<&'a Path>];

/// How a result is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Shown {
    /// How the result is shown
    #[cfg_attr(feature = "cli", arg(long, value_enum, default_value_t = Format::Table))]
    pub format: Format,
}

/// Forms of a result that has a table and no words of its own in Markdown.
pub(super) const TABLES: [Format; 3] = [Format::Table, Format::Json, Format::Csv];
/// Forms of a result that is told and has no table.
pub(super) const TOLD: [Format; 2] = [Format::Table, Format::Json];

/// The option `--format` with the forms that a result has.
#[cfg(feature = "cli")]
pub(super) fn offered(option: clap::Arg, forms: &'static [Format]) -> clap::Arg {
    use clap::ValueEnum;
    use clap::builder::{PossibleValuesParser, TypedValueParser};
    let names = forms.iter().filter_map(ValueEnum::to_possible_value);
    option.value_parser(PossibleValuesParser::new(names).try_map(|name| Format::from_str(&name, false)))
}

/// A form of a result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Format {
    /// For people
    #[default]
    Table,
    /// For programs, everything
    Json,
    /// For spreadsheets
    Csv,
    /// Markdown
    Md,
}

/// A result that can be shown in every form that it has.
pub(super) struct Forms<'a> {
    /// For people.
    pub(super) text: &'a dyn Fn() -> String,
    /// For spreadsheets, if it has such a form.
    pub(super) csv: Option<&'a dyn Fn() -> Result<Vec<u8>, Failure>>,
    /// Markdown, if it has such a form.
    pub(super) markdown: Option<&'a dyn Fn() -> String>,
}

impl Shown {
    /// Refuses a form that a result does not have, before it is worked out.
    pub(super) fn only(self, forms: &[Format]) -> Result<(), Failure> {
        let names: Vec<String> = forms.iter().map(|form| format!("{form:?}").to_lowercase()).collect();
        match forms.contains(&self.format) {
            true => Ok(()),
            false => {
                let asked = format!("{:?}", self.format).to_lowercase();
                Err(Failure::Usage(format!("this result has no form as {asked}; it has: {}", names.join(", "))))
            }
        }
    }

    /// A result in the form that was asked for.
    pub(super) fn bytes(self, found: &impl Serialize, forms: &Forms<'_>) -> Result<Vec<u8>, Failure> {
        let also = [("csv", forms.csv.is_some()), ("md", forms.markdown.is_some())];
        let others: String = also.iter().filter(|(_, given)| *given).map(|(name, _)| format!(", {name}")).collect();
        let lacks =
            |form: &str| Failure::Usage(format!("this result has no form as {form}; it has: table, json{others}"));
        match self.format {
            Format::Table => Ok((forms.text)().into_bytes()),
            Format::Json => Ok(json(found)?),
            Format::Csv => forms.csv.ok_or_else(|| lacks("csv"))?(),
            Format::Md => Ok(forms.markdown.ok_or_else(|| lacks("md"))?().into_bytes()),
        }
    }
}
