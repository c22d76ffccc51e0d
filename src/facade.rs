//! The pipeline in three steps, for whoever uses the crate as a library.
//!
//! Takes a scenario file, gives its games solved, its simulation, and what that comes to. Nothing is computed here: each
//! step calls the stage that does it.

use crate::command::provenance;
use crate::findings::Summary;
use crate::forecast::draws::Unfinished;
use crate::forecast::{self, Draw, Unwatched, Watch};
use crate::game::equilibrium::Equilibrium;
use crate::scenario::{self, Scenario, ScenarioError};
use std::path::Path;

impl Scenario {
    /// Reads a scenario file, with the files that it names as its bases.
    ///
    /// # Errors
    /// [`ScenarioError::Read`] if a file cannot be read, [`ScenarioError::Invalid`] with every fault that it has.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, ScenarioError> {
        scenario::load(path.as_ref(), &[])
    }

    /// Reads a scenario file with overrides, each `key=value` as after `--set` on the command line.
    ///
    /// # Errors
    /// As [`Scenario::load`].
    pub fn load_with(path: impl AsRef<Path>, overrides: &[&str]) -> Result<Self, ScenarioError> {
        let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
        scenario::load(path.as_ref(), &overrides)
    }

    /// The same scenario with other numbers, each `key=value` as after `--set`: its texts are read and checked again.
    ///
    /// # Errors
    /// [`ScenarioError::Invalid`] with every fault of the overrides.
    pub fn with(&self, overrides: &[impl AsRef<str>]) -> Result<Self, ScenarioError> {
        let overrides: Vec<String> = overrides.iter().map(|text| text.as_ref().to_owned()).collect();
        scenario::changed(self, &overrides)
    }

    /// Solves the games of all governments and eras with every uncertain number at its central value. What could not be
    /// certified says so in its certificate: [`Equilibrium::certified`].
    pub fn solve(&self) -> Equilibrium {
        Equilibrium::new(self, &self.central())
    }

    /// Simulates the scenario: draws of the uncertain numbers, in each its games solved, in each branch its paths
    /// followed. On all threads; the same bits on any number of them.
    ///
    /// # Errors
    /// [`Unfinished::NoneCertified`]; nobody watches who could stop it. See [`Scenario::simulate_watched`].
    pub fn simulate(&self) -> Result<Simulation, Unfinished> {
        self.simulate_watched(&Unwatched)
    }

    /// The same, with somebody who hears of the progress and may stop it.
    ///
    /// # Errors
    /// [`Unfinished`].
    pub fn simulate_watched(&self, watch: &dyn Watch) -> Result<Simulation, Unfinished> {
        let draws = forecast::simulate(self, watch)?;
        let summary = Summary::new(self, &self.solve(), &draws, provenance(self)).map_err(Unfinished::Unkept)?;
        Ok(Simulation { draws, summary })
    }
}

/// A simulated scenario.
#[derive(Debug)]
pub struct Simulation {
    draws: Vec<Draw>,
    summary: Summary,
}

impl Simulation {
    /// What was found in each draw, in their order.
    pub fn draws(&self) -> &[Draw] {
        &self.draws
    }

    /// The draws as statistics: every number that the tables and charts of a run show, each simulated one with its
    /// standard error.
    pub fn summary(&self) -> Summary {
        self.summary.clone()
    }
}
