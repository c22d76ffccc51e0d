//! `allegiance schema`: what a scenario file may hold.

use super::failure::Failure;
use super::outcome::{Command, Job, Outcome};
use crate::base::file::json;
use crate::scenario;

/// The reference of scenario files.
#[derive(Debug, Clone, Copy, Default)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Schema {
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
        let text = match self.format {
            SchemaFormat::Json => json(&scenario::schema())?,
            SchemaFormat::Md => scenario::reference().into_bytes(),
        };
        Ok(Job::new(None, |_| Ok(Outcome::text(text))))
    }
}
