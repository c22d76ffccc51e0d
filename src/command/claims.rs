//! `allegiance claims`: whether the model gives what the scenario's source says (model page §6).

use super::failure::{Exit, Failure};
use super::inputs::partly_drawn;
use super::memory::{Work, fits};
use super::outcome::{Command, Job, Outcome};
use super::request::{Forms, Shown, Source};
use crate::findings::claims::Claims as Found;
use crate::forecast::evidence;
use crate::report::claims;
use std::path::PathBuf;

/// The claims of a scenario.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Claims {
    /// What states the claims
    #[cfg_attr(feature = "cli", command(flatten))]
    pub source: Source,
    /// Also in how many draws of the uncertain numbers each claim holds
    #[cfg_attr(feature = "cli", arg(long))]
    pub robust: bool,
    /// With --robust: take the draws from the rows of a CSV file, such as posterior.csv of `estimate`
    #[cfg_attr(feature = "cli", arg(long, value_name = "FILE", requires = "robust"))]
    pub draws: Option<PathBuf>,
    /// How it is shown
    #[cfg_attr(feature = "cli", command(flatten))]
    pub shown: Shown,
}

impl Command for Claims {
    fn prepare(self) -> Result<Job, Failure> {
        let scenario = self.source.load(self.draws.as_deref())?;
        if scenario.claims.is_empty() {
            return Err(Failure::NoClaims);
        }
        let games = evidence::variants(&scenario);
        fits(&scenario, if self.robust { Work::Draws(games) } else { Work::Central(games) })?;
        Ok(Job::new(None, move |watch| {
            let found = Found::new(&scenario, evidence::central(&scenario)).ok_or(Failure::ClaimsUncertified)?;
            let found = match self.robust {
                true => found.over(&scenario, &evidence::of_draws(&scenario, watch)?),
                false => found,
            };
            let forms = Forms {
                text: &|| claims::text(&found, watch.columns()),
                csv: Some(&|| Ok(claims::csv(&found)?)),
                markdown: Some(&|| claims::markdown(&found)),
            };
            let exit = if found.hold() { Exit::Done } else { Exit::Failed };
            Ok(Outcome { notes: partly_drawn(&scenario), exit, ..Outcome::text(self.shown.bytes(&found, &forms)?) })
        }))
    }
}
