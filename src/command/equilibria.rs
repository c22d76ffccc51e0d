//! `allegiance equilibria`: the equilibria of each game, and what the choice among them changes.

use super::failure::{Exit, Failure};
use super::memory::{Work, fits};
use super::outcome::{Command, Job, Outcome};
use super::request::{Format, Forms, Shown, Source};
use super::selection::central_odds;
use crate::findings::equilibria::Equilibria as Found;
use crate::forecast::draws::each_draw;
use crate::forecast::equilibria::search;
use crate::forecast::selection::beside;
use crate::forecast::shocks;
use crate::report::chart::words::WIDTH;
use crate::report::equilibria as words;

/// The equilibria of a scenario's games.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Equilibria {
    /// What is searched
    #[cfg_attr(feature = "cli", command(flatten))]
    pub source: Source,
    /// Search so many draws of the uncertain numbers, in the place of central values
    #[cfg_attr(feature = "cli", arg(long, value_name = "N"))]
    pub draws: Option<usize>,
    /// How it is shown
    #[cfg_attr(feature = "cli", command(flatten))]
    pub shown: Shown,
}

impl Command for Equilibria {
    fn prepare(mut self) -> Result<Job, Failure> {
        self.shown.only(&[Format::Table, Format::Json, Format::Csv])?;
        self.source.overrides.set.extend(self.draws.map(|draws| format!("simulation.draws={draws}")));
        // The path takes the more memory, and backward induction is found whatever the scenario selects.
        self.source.overrides.set.push("simulation.selection=principal".to_owned());
        let larger = self.source.load(None)?;
        fits(&larger, if self.draws.is_some() { Work::Draws(1) } else { Work::Central(1) })?;
        let scenario = beside(&larger);
        Ok(Job::new(None, move |watch| {
            let numbers = self.draws.map(|_| scenario.draw_numbers());
            let found = match &numbers {
                Some(_) => each_draw(&scenario, watch, |draw| {
                    search(&scenario, &shocks::parameters(&scenario, draw), &shocks::odds(&scenario, draw))
                })?,
                None => vec![search(&scenario, &scenario.central(), &central_odds(&scenario))],
            };
            let found = Found::new(&scenario, numbers.as_deref(), &found);
            let forms = Forms {
                text: &|| words::text(&found, watch.columns().unwrap_or(WIDTH)),
                csv: Some(&|| Ok(words::csv(&found)?)),
                markdown: None,
            };
            let exit = if found.complete() { Exit::Done } else { Exit::Failed };
            Ok(Outcome { exit, ..Outcome::text(self.shown.bytes(&found, &forms)?) })
        }))
    }
}
