//! `allegiance propagate`: exact means by quarter and branch at central values, without sampling noise.

use super::failure::Failure;
use super::memory::{Work, fits};
use super::outcome::{Command, Job};
use super::replay::central;
use super::request::{Format, Forms, Shown, Source};
use super::solve::central_outcome;
use crate::findings::solution::Propagated;
use crate::report::chart::words::WIDTH;
use crate::report::propagated as words;

/// The exact means of a scenario.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Propagate {
    /// What is carried forward
    #[cfg_attr(feature = "cli", command(flatten))]
    pub source: Source,
    /// How it is shown
    #[cfg_attr(feature = "cli", command(flatten))]
    pub shown: Shown,
}

impl Command for Propagate {
    fn prepare(self) -> Result<Job, Failure> {
        self.shown.only(&[Format::Table, Format::Json, Format::Csv])?;
        let scenario = self.source.load(None)?;
        fits(&scenario, Work::Central(1))?;
        Ok(Job::new(None, move |watch| {
            let propagated = Propagated::new(&scenario, &central(&scenario));
            let forms = Forms {
                text: &|| words::text(&propagated, watch.columns().unwrap_or(WIDTH)),
                csv: Some(&|| Ok(words::csv(&propagated)?)),
                markdown: None,
            };
            Ok(central_outcome(self.shown.bytes(&propagated, &forms)?, propagated.certified))
        }))
    }
}
