//! `allegiance check`: all faults of a scenario at once.

use super::failure::Failure;
use super::inputs::dispute_pays;
use super::outcome::{Command, Job, Outcome};
use super::replay::scored;
use super::request::Source;
use crate::base::text::fitted;

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
        let text = format!(
            "{}: no fault. {} quarters from {}, {} offers in {} families, {} governments, {} uncertain numbers, \
             {} draws × {} paths.\n",
            self.source.file.display(),
            scenario.periods,
            scenario.first,
            scenario.offers.iter().map(|offer| offer.subsidies.len()).sum::<usize>(),
            scenario.offers.len(),
            scenario.governments.len(),
            scenario.uncertain_keys().len(),
            scenario.simulation.draws,
            scenario.simulation.paths,
        );
        let notes = dispute_pays(&scenario).into_iter().collect();
        Ok(Job::new(None, move |watch| {
            scored(&scenario)?;
            let text = watch.columns().map_or_else(|| text.clone(), |columns| fitted(&text, columns));
            Ok(Outcome { notes, ..Outcome::text(text) })
        }))
    }
}
