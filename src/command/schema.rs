//! `allegiance schema`: what a scenario file may hold, or what is uncertain in one.

use super::failure::Failure;
use super::outcome::{Command, Job, Outcome};
use super::request::{Overrides, Source};
use crate::base::file::json;
use crate::findings::problem::Problem;
use crate::scenario;
use std::path::PathBuf;

/// The reference of scenario files.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Schema {
    /// Instead: the uncertain numbers of a scenario, with names, distributions and bounds, as JSON that SALib and EMA
    /// Workbench take
    #[cfg_attr(feature = "cli", arg(long, value_name = "FILE", conflicts_with = "format"))]
    pub problem: Option<PathBuf>,
    /// With --problem: what of the scenario is overridden
    #[cfg_attr(feature = "cli", command(flatten))]
    pub overrides: Overrides,
    /// JSON Schema for editors, or the reference as Markdown
    #[cfg_attr(feature = "cli", arg(long, value_enum, default_value_t = SchemaFormat::Json))]
    pub format: SchemaFormat,
}

/// A form of the reference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum SchemaFormat {
    /// JSON Schema
    #[default]
    Json,
    /// Markdown
    Md,
}

impl Command for Schema {
    fn prepare(self) -> Result<Job, Failure> {
        let text = match (self.problem, self.format) {
            (Some(file), _) => {
                json(&Problem::new(&Source { overrides: self.overrides, ..Source::new(file) }.load(None)?))?
            }
            (None, _) if !self.overrides.is_empty() => {
                return Err(Failure::Usage("--set and --seed change a scenario: add --problem FILE".to_owned()));
            }
            (None, SchemaFormat::Json) => json(&scenario::schema())?,
            (None, SchemaFormat::Md) => scenario::reference().into_bytes(),
        };
        Ok(Job::new(None, |_| Ok(Outcome::text(text))))
    }
}
