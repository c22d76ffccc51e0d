//! `allegiance check`: all faults of a scenario at once, and what a run of it would need.

use super::failure::Failure;
use super::inputs::dispute_pays;
use super::memory::{after_draws, amount, costs, within_memory};
use super::outcome::{Command, Job, Outcome};
use super::replay::scored;
use super::request::Source;
use crate::base::aside::{self, Allowed};
use crate::base::parallel::threads;
use crate::base::text::fitted;
use crate::forecast::draws::Unfinished;
use crate::forecast::{self, Watch};
use crate::scenario::Scenario;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// A scenario to be checked.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Check {
    /// What is checked
    #[cfg_attr(feature = "cli", command(flatten))]
    pub source: Source,
}

impl Command for Check {
    fn prepare(self) -> Result<Job, Failure> {
        let scenario = self.source.load(None)?;
        let needed = within_memory(&scenario)?;
        let text = format!(
            "{}: no fault. {} quarters from {}, {} offers in {} families, {} governments, {} uncertain numbers, \
             {} draws × {} paths: {} of memory.\n",
            self.source.file.display(),
            scenario.periods,
            scenario.first,
            scenario.offers.iter().map(|offer| offer.subsidies.len()).sum::<usize>(),
            scenario.offers.len(),
            scenario.governments.len(),
            scenario.uncertain_keys().len(),
            scenario.simulation.draws,
            scenario.simulation.paths,
            amount(needed),
        );
        Ok(Job::new(None, move |watch| {
            scored(&scenario)?;
            let text = watch.columns().map_or_else(|| text.clone(), |columns| fitted(&text, columns));
            let told = after(&tried(&scenario, TRIAL), &scenario, needed);
            let notes = dispute_pays(&scenario).into_iter().chain(told).collect();
            Ok(Outcome { notes, ..Outcome::text(text) })
        }))
    }
}

/// How long a run is tried.
const TRIAL: Allowed = Allowed { stack: 2 << 20, seconds: 1 };
/// What takes longer is told, seconds.
const LONG: f64 = 5.0;

/// What came of a run within the time that it is tried.
pub(super) enum Tried {
    /// All of it was done.
    Done,
    /// Nothing was certified.
    NoneCertified,
    /// So many draws were worked out.
    Draws(usize),
}

/// Counts draws, and ends the work when told to.
#[derive(Default)]
struct Counter {
    draws: AtomicUsize,
    enough: AtomicBool,
}

impl Watch for Arc<Counter> {
    fn begin(&self, _: usize) {}

    fn advance(&self) {
        self.draws.fetch_add(1, Ordering::SeqCst);
    }

    fn stopped(&self) -> bool {
        self.enough.load(Ordering::SeqCst)
    }
}

/// Runs a scenario on a thread of its own and lets it go when the time is over: a large game cannot be stopped.
pub(super) fn tried(scenario: &Scenario, trial: Allowed) -> Tried {
    let counter = Arc::new(Counter::default());
    let (watch, scenario) = (Arc::clone(&counter), scenario.clone());
    let ended = aside::done(trial, move || forecast::simulate(&scenario, &watch).err());
    counter.enough.store(true, Ordering::SeqCst);
    match ended {
        Ok(Some(Unfinished::NoneCertified)) => Tried::NoneCertified,
        Ok(_) => Tried::Done,
        Err(_) => Tried::Draws(counter.draws.load(Ordering::SeqCst)),
    }
}

/// What the trial says of a run, in a sentence.
fn after(tried: &Tried, scenario: &Scenario, needed: usize) -> Option<String> {
    let seconds =
        |of_draw: f64| scenario.simulation.draws as f64 * of_draw * TRIAL.seconds as f64 + after_draws(scenario);
    match tried {
        Tried::Done => {
            let seconds = TRIAL.seconds as f64 + after_draws(scenario);
            (seconds > LONG).then(|| format!("what a run takes: {}", costs(seconds, needed)))
        }
        Tried::NoneCertified => Some(Unfinished::NoneCertified.to_string()),
        Tried::Draws(0) => Some(format!(
            "the game is large: a draw takes more than a second. A run takes longer than this: {}",
            costs(seconds(1.0 / threads() as f64), needed)
        )),
        Tried::Draws(draws) => {
            // When the time is over, a draw under way on a thread is half done on average.
            let seconds = seconds(1.0 / (*draws as f64 + 0.5 * threads() as f64));
            (seconds > LONG).then(|| format!("what a run takes: {}", costs(seconds, needed)))
        }
    }
}
