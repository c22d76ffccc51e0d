//! `allegiance equilibria`: the equilibria of each game, and what the choice among them changes.

use super::failure::{Exit, Failure};
use super::memory::{Work, fits};
use super::outcome::{Command, Job, Outcome};
use super::request::{Format, Forms, Shown, Source};
use crate::findings::equilibria::Equilibria as Found;
use crate::forecast::draws::each_draw;
use crate::forecast::equilibria::search;
use crate::forecast::{Watch, shocks};
use crate::report::chart::words::WIDTH;
use crate::report::equilibria as words;
use crate::scenario::Scenario;

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

/// Draws that are searched for a brief at most.
const FIRST: usize = 40;

/// The equilibria in the first draws of a scenario; at central values if nothing is uncertain.
pub(super) fn of_first_draws(scenario: &Scenario, watch: &dyn Watch) -> Result<Found, Failure> {
    let draws = (!scenario.uncertain().is_empty()).then(|| scenario.simulation.draws.min(FIRST));
    let set = format!("simulation.draws={}", draws.unwrap_or(scenario.simulation.draws));
    let scenario = comparable(|selection| Ok(scenario.with(&[selection, &set])?), draws.is_some())?;
    found(&scenario, draws.is_some(), watch)
}

/// A scenario of which both selections can be had. Backward induction is found whatever the scenario selects, and the means
/// are compared with it.
fn comparable(load: impl Fn(&str) -> Result<Scenario, Failure>, in_draws: bool) -> Result<Scenario, Failure> {
    fits(&load("simulation.selection=principal")?, if in_draws { Work::Draws(1) } else { Work::Central(1) })?;
    load("simulation.selection=backward")
}

fn found(scenario: &Scenario, in_draws: bool, watch: &dyn Watch) -> Result<Found, Failure> {
    let numbers = in_draws.then(|| scenario.draw_numbers());
    let found = match &numbers {
        Some(_) => each_draw(scenario, watch, |draw| search(scenario, &shocks::parameters(scenario, draw)))?,
        None => vec![search(scenario, &scenario.central())],
    };
    Ok(Found::new(scenario, numbers.as_deref(), &found))
}

impl Command for Equilibria {
    fn prepare(mut self) -> Result<Job, Failure> {
        self.shown.only(&[Format::Table, Format::Json, Format::Csv])?;
        self.source.overrides.set.extend(self.draws.map(|draws| format!("simulation.draws={draws}")));
        let loaded = self.source.load(None)?;
        let scenario = comparable(|selection| Ok(loaded.with(&[selection])?), self.draws.is_some())?;
        Ok(Job::new(None, move |watch| {
            let found = found(&scenario, self.draws.is_some(), watch)?;
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
