//! An earlier run, read back and simulated again for what its folder does not keep.

use super::failure::{Failure, PartError};
use super::inputs::{provenance, texts};
use super::memory::{after_draws, at_hand, within_memory};
use crate::findings::backtest::track::Track;
use crate::findings::{Provenance, Summary};
use crate::forecast::kept::Draws;
use crate::forecast::{self, Draw, Needed, RESULTS_VERSION, Watch};
use crate::game::equilibrium::Equilibrium;
use crate::scenario::{self, Scenario};
use crate::store::manifest::{Input, Kind};
use crate::store::open::{Opened, open};
use std::path::{Path, PathBuf};

/// The setting that marks interim results in a manifest.
pub(super) const INTERIM: &str = "interim";
/// Name of the summary in the folder of a run.
pub(super) const SUMMARY: &str = "summary.json";

/// An earlier run, read back with its scenario.
#[derive(Debug)]
pub struct Earlier {
    /// The folder.
    pub folder: PathBuf,
    /// What it found.
    pub summary: Summary,
    /// Its scenario, overrides and draws included.
    pub scenario: Scenario,
    /// The texts that the scenario was read from.
    pub inputs: Vec<Input>,
}

/// Reads an earlier run back. No game is solved.
///
/// # Errors
/// If the folder holds no run, if any of its files is not as the run left it, or if it is of another results version.
pub fn reopen(folder: &Path) -> Result<Earlier, Failure> {
    earlier(&open(folder, Kind::Run, RESULTS_VERSION)?)
}

/// The run in a folder that was opened.
pub(super) fn earlier(opened: &Opened) -> Result<Earlier, Failure> {
    if let Some(interim) = opened.manifest.settings.get(INTERIM).and_then(|found| found.as_str()) {
        let folder = opened.folder.display();
        return Err(
            PartError::Unfit(format!("{folder} holds interim results, of {interim}: merge all parts first")).into()
        );
    }
    let summary: Summary = opened.json(SUMMARY)?;
    let (texts, overrides) = texts(&opened.manifest.inputs);
    let scenario = scenario::again(&texts, &overrides)?;
    if let Some(part) = summary.misfit(&scenario, of_the_version(&summary, &scenario)) {
        return Err(opened.unfit(SUMMARY, format!("{part}: not of the scenario in the manifest")).into());
    }
    Ok(Earlier { folder: opened.folder.clone(), summary, scenario, inputs: opened.manifest.inputs.clone() })
}

/// Simulates an earlier run again, for what its folder does not keep: every path of every draw.
///
/// # Errors
/// [`Stopped`](forecast::Stopped), and if what comes out is not what the run found.
pub fn replay(earlier: &Earlier, watch: &dyn Watch) -> Result<Vec<Draw>, Failure> {
    let scenario = &earlier.scenario;
    watch.expect(Needed { bytes: at_hand(scenario)?, after: after_draws(scenario) });
    let draws = forecast::simulate(scenario, watch)?;
    as_found(earlier, Summary::new(scenario, &central(scenario), &draws, of_the_version(&earlier.summary, scenario))?)?;
    Ok(draws)
}

/// The same, the draws kept in memory that does not grow with their paths.
///
/// # Errors
/// As [`replay`].
pub(super) fn replay_kept(earlier: &Earlier, watch: &dyn Watch) -> Result<Draws, Failure> {
    let scenario = &earlier.scenario;
    watch.expect(Needed { bytes: within_memory(scenario)?, after: after_draws(scenario) });
    let mut draws = Draws::new(scenario);
    draws.simulate(scenario, false, watch)?;
    as_found(earlier, Summary::of(scenario, &central(scenario), &draws, of_the_version(&earlier.summary, scenario))?)?;
    Ok(draws)
}

/// Whether a summary is what the run found.
fn as_found(earlier: &Earlier, summary: Summary) -> Result<(), Failure> {
    // What was asked for beside the run is no part of it.
    let selection = earlier.summary.selection.clone();
    match (Summary { selection, ..summary }) == earlier.summary {
        true => Ok(()),
        false => Err(Failure::OtherNumbers(earlier.folder.clone())),
    }
}

/// Where the numbers of a scenario come from, had they been made by the version of the program that made the summary.
fn of_the_version(summary: &Summary, scenario: &Scenario) -> Provenance {
    Provenance { version: summary.provenance.version.clone(), ..provenance(scenario) }
}

/// The games at central values.
pub(super) fn central(scenario: &Scenario) -> Equilibrium {
    Equilibrium::new(scenario, &scenario.central())
}

/// Whether the record that a scenario names can be scored, if it names one.
pub(super) fn scored(scenario: &Scenario) -> Result<(), Failure> {
    scenario.record.as_ref().map_or(Ok(()), |record| Track::new(record).map(drop).map_err(Failure::Record))
}
