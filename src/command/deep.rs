//! What `brief --deep` works out beyond the brief, by what `sensitivity`, `discover` and `equilibria` do with their default
//! options (docs/brief.md).
//!
//! Takes the scenario of a run, gives what was found, or why a part is missing.

use super::failure::Failure;
use super::{discover, selection, sensitivity};
use crate::findings::deep::{Deep, Missing};
use crate::findings::discovery::Discovery;
use crate::findings::equilibria::Selection;
use crate::findings::sensitivity::Sensitivity;
use crate::forecast::Watch;
use crate::forecast::kept::Draws;
use crate::scenario::Scenario;

/// What is found; a part that a scenario cannot have is missing, which is no failure. The selection is searched for unless it
/// is known.
pub(super) fn deep(
    scenario: &Scenario,
    draws: &Draws,
    known: Option<&Selection>,
    watch: &dyn Watch,
) -> Result<Deep, Failure> {
    watch.say("in depth, 1 of 3: what drives the main event");
    let drivers = drivers(scenario, watch)?;
    watch.say("in depth, 2 of 3: where it is frequent, and what turns it");
    let discovery = discovery(scenario, watch)?;
    let selection = match known {
        Some(known) => known.clone(),
        None => {
            watch.say("in depth, 3 of 3: whether games have several equilibria");
            selection::selection(scenario, draws, watch)?
        }
    };
    Ok(Deep { drivers, discovery, selection })
}

fn drivers(scenario: &Scenario, watch: &dyn Watch) -> Result<Result<Sensitivity, Missing>, Failure> {
    if scenario.drawn.is_some() {
        return Ok(Err(Missing::FileOfDraws));
    }
    match sensitivity::factors(scenario)? {
        0 => Ok(Err(Missing::NothingUncertain)),
        1 => Ok(Err(Missing::OneNumber)),
        _ => sensitivity::of_main_event(scenario.clone(), watch).map(Ok),
    }
}

fn discovery(scenario: &Scenario, watch: &dyn Watch) -> Result<Result<Discovery, Missing>, Failure> {
    if scenario.events.is_empty() {
        return Ok(Err(Missing::NoEvent));
    }
    match scenario.uncertain_keys().is_empty() {
        true => Ok(Err(Missing::NothingUncertain)),
        false => discover::of_main_event(scenario, watch).map(Ok),
    }
}
