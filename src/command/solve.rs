//! `allegiance solve`: the games at central values, and what each side does in every state.

use super::failure::{Exit, Failure};
use super::memory::{Work, fits};
use super::outcome::{Command, Job, Outcome};
use super::replay::central;
use super::request::{Forms, Shown, Source, TABLES};
use crate::findings::solution::Solved;
use crate::report::chart::words::WIDTH;
use crate::report::solved;

/// The games of a scenario.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[cfg_attr(feature = "cli", command(mut_arg("format", |option| super::request::offered(option, &TABLES))))]
pub struct Solve {
    /// What is solved
    #[cfg_attr(feature = "cli", command(flatten))]
    pub source: Source,
    /// How it is shown
    #[cfg_attr(feature = "cli", command(flatten))]
    pub shown: Shown,
}

impl Command for Solve {
    fn prepare(self) -> Result<Job, Failure> {
        self.shown.only(&TABLES)?;
        let scenario = self.source.load(None)?;
        fits(&scenario, Work::Central(1))?;
        Ok(Job::new(None, move |watch| {
            let solved = Solved::new(&scenario, &central(&scenario));
            let integration = &scenario.ladders.integration;
            let forms = Forms {
                text: &|| {
                    solved::text(&solved, &integration.levels[integration.start], watch.columns().unwrap_or(WIDTH))
                },
                csv: Some(&|| Ok(solved::csv(&solved)?)),
                markdown: None,
            };
            Ok(central_outcome(self.shown.bytes(&solved, &forms)?, solved.certified()))
        }))
    }
}

/// An outcome at central values, with a warning if the game there is not certified.
pub(super) fn central_outcome(text: Vec<u8>, certified: bool) -> Outcome {
    if certified {
        return Outcome::text(text);
    }
    let warning = "the game at central values is not certified: what is printed is not an equilibrium";
    Outcome { notes: vec![warning.into()], exit: Exit::Failed, ..Outcome::text(text) }
}
