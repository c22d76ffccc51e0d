//! `allegiance export --efg`: one quarter's negotiation at central values as a game file of Gambit.

use super::failure::Failure;
use super::memory::{Work, fits};
use super::outcome::{Command, Job, Outcome};
use super::replay::central;
use super::request::Source;
use crate::findings::quarter::QuarterGame;
use crate::report::efg;
use crate::scenario;
use crate::store::place::write_one;
use std::path::PathBuf;

/// One quarter's negotiation, for another program to solve.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Export {
    /// What is exported
    #[cfg_attr(feature = "cli", command(flatten))]
    pub source: Source,
    /// As an extensive-form game for Gambit
    #[cfg_attr(feature = "cli", arg(long, required = true))]
    pub efg: bool,
    /// State at the beginning of the quarter: confrontation=LEVEL, dispute=yes, government=NAME, … What is not named is
    /// as at the start, without dispute
    #[cfg_attr(feature = "cli", arg(long, value_name = "STATE", default_value = ""))]
    pub at: String,
    /// File to write [default: standard output]
    #[cfg_attr(feature = "cli", arg(short, long, value_name = "FILE"))]
    pub output: Option<PathBuf>,
}

impl Command for Export {
    fn prepare(self) -> Result<Job, Failure> {
        let scenario = self.source.load(None)?;
        fits(&scenario, Work::Central(1))?;
        let state = scenario::negotiation_state(&scenario, &self.at)?;
        Ok(Job::new(None, move |_| {
            let equilibrium = central(&scenario);
            if !equilibrium.eras[0].solutions[state.government].certificate.certified {
                return Err(Failure::Uncertified(scenario.governments[state.government].clone()));
            }
            let text = efg::efg(&QuarterGame::new(&scenario, &equilibrium, &state));
            match &self.output {
                None => Ok(Outcome::text(text)),
                Some(path) => {
                    write_one(path, text.as_bytes(), efg::BEGINNING.as_bytes())?;
                    Ok(Outcome::default())
                }
            }
        }))
    }
}
