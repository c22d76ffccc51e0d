//! What else happens on the histories of a run in which an event happened, and on those in which it did not (model
//! page §5).
//!
//! Takes a run, gives for each outcome and for all of them the share of every other event among either.

use super::contrast::{self, Party};
use super::{Among, CompareError, Comparison, Given, GivenRow, Kind};
use crate::findings::ALL_BRANCHES;
use crate::findings::sample::{Block, Sample};
use crate::findings::shares::Counted;
use crate::forecast::path::PathOutcome;

/// Histories below which a share says little.
pub(crate) const FEW: usize = 30;

/// What happens beside an event. Only the branches of `limit`, if it names any.
///
/// # Errors
/// If the run has no such event, or no other one, or a branch is unknown.
pub(crate) fn given(party: &Party, event: &str, limit: &[String]) -> Result<Comparison, CompareError> {
    let sample = party.sample();
    let events = &sample.scenario.events;
    let condition = events.iter().position(|known| known.name == event);
    let condition = condition.ok_or_else(|| unknown(event, events.iter().map(|known| known.name.as_str())))?;
    if events.len() < 2 {
        return Err(CompareError::OnlyEvent(event.to_owned()));
    }
    let single = sample.cases.len() == 1;
    let blocks: Vec<Block> =
        sample.blocks().into_iter().filter(|block| !single || block.name != ALL_BRANCHES).collect();
    let names: Vec<&str> = blocks.iter().map(|block| block.name.as_str()).collect();
    contrast::known(limit.iter().map(String::as_str), &names)?;
    let asked = blocks.iter().filter(|block| limit.is_empty() || limit.contains(&block.name));
    let rows = asked.flat_map(|block| {
        [Among::Happened, Among::Afterwards, Among::NotHappened].map(|among| row(&sample, block, condition, among))
    });
    let found = Given {
        event: event.to_owned(),
        says: events[condition].says.clone(),
        others: others(&sample, condition).map(|other| events[other].name.clone()).collect(),
        rows: rows.collect(),
    };
    let comparison = contrast::comparison(Kind::Given, party, vec![party.facts()], Vec::new(), Vec::new());
    Ok(Comparison { given: Some(found), ..comparison })
}

fn unknown<'a>(event: &str, known: impl Iterator<Item = &'a str>) -> CompareError {
    let names: Vec<String> = known.map(|name| format!("`{}`", crate::scenario::shown(name))).collect();
    CompareError::UnknownEvent {
        name: crate::scenario::shown(event),
        known: match names.is_empty() {
            true => "the scenario names no event ([[event]])".to_owned(),
            false => format!("the events are {}", names.join(", ")),
        },
    }
}

fn others(sample: &Sample, condition: usize) -> impl Iterator<Item = usize> {
    (0..sample.scenario.events.len()).filter(move |event| *event != condition)
}

fn row(sample: &Sample, block: &Block, condition: usize, among: Among) -> GivenRow {
    let counted: Vec<(usize, Counted)> =
        others(sample, condition).map(|event| (event, counted(sample, block, (condition, event), among))).collect();
    let histories = counted.first().map_or(0, |(_, counted)| counted.trials);
    let share =
        |(event, counted): &(usize, Counted)| counted.of_event(&block.name, &sample.scenario.events[*event].name);
    GivenRow {
        branch: block.name.clone(),
        among,
        histories,
        few: histories < FEW,
        shares: counted.iter().filter_map(share).collect(),
    }
}

/// On how many of the histories meant the other event happens.
fn counted(sample: &Sample, block: &Block, (condition, event): (usize, usize), among: Among) -> Counted {
    Counted::among(sample, block, |draw, branch| {
        let meant = |path: &&PathOutcome| path.events[condition].is_some() != (among == Among::NotHappened);
        let happens = |path: &&PathOutcome| match (path.events[condition], path.events[event]) {
            (Some(first), Some(then)) if among == Among::Afterwards => then > first,
            (_, then) => then.is_some(),
        };
        let paths = || sample.draws[draw][branch].paths.iter().filter(meant);
        (paths().filter(happens).count(), paths().count())
    })
}
