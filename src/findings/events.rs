//! How often each event happens, and by when.
//!
//! Takes on how many paths events have happened (model page §5), gives shares in every block.

use super::sample::{Block, Frame};
use super::shares::Counted;
use super::{EventName, EventQuarter, EventShare};
use crate::forecast::kept::Ending;
use crate::scenario::Scenario;

/// The scenario's events.
pub(crate) fn names(scenario: &Scenario) -> Vec<EventName> {
    let name = |event: &crate::scenario::Event| EventName { name: event.name.clone(), says: event.says.clone() };
    scenario.events.iter().map(name).collect()
}

/// Probability of each event in each block, given on how many paths of a draw (by its place among the certified ones) in a
/// branch it happens.
pub(crate) fn shares(frame: &Frame, count: impl Fn(usize, usize, Ending) -> usize) -> Vec<EventShare> {
    let blocks = frame.blocks();
    let rows = blocks.iter().flat_map(|block| (0..frame.scenario.events.len()).map(move |event| (block, event)));
    let share = |(block, event)| {
        let counted = Counted::new(frame, block, |draw, branch| count(draw, branch, Ending::Event(event)));
        counted.of_event(&block.name, &frame.scenario.events[event].name)
    };
    rows.filter_map(share).collect()
}

/// Probability that each event has happened by the end of a quarter in a block, given on how many paths of a draw in a
/// branch it has.
pub(crate) fn by_quarter(
    frame: &Frame,
    block: &Block,
    quarter: usize,
    happened: impl Fn(usize, usize, usize) -> usize,
) -> Vec<EventQuarter> {
    let of_event = |(event, stated): (usize, &crate::scenario::Event)| {
        let share = Counted::new(frame, block, |draw, branch| happened(draw, branch, event)).share()?;
        Some(EventQuarter {
            branch: block.name.clone(),
            event: stated.name.clone(),
            quarter,
            probability: share.probability,
            spread: share.spread,
        })
    };
    frame.scenario.events.iter().enumerate().filter_map(of_event).collect()
}
