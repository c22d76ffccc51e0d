//! How often each event happens, and by when.
//!
//! Takes the quarters in which events happened, path by path (model page §5), gives shares in every block.

use super::sample::{Block, Sample};
use super::shares::Counted;
use super::{EventName, EventQuarter, EventShare};
use crate::forecast::BranchOutcome;
use crate::scenario::Scenario;

/// What a run found of its events.
pub(crate) struct Events<'a> {
    sample: &'a Sample<'a>,
    /// Paths on which an event has happened by the end of a quarter: by draw, branch, and event after event by quarter.
    happened: Vec<Vec<Vec<usize>>>,
}

/// The scenario's events.
pub(crate) fn names(scenario: &Scenario) -> Vec<EventName> {
    let name = |event: &crate::scenario::Event| EventName { name: event.name.clone(), says: event.says.clone() };
    scenario.events.iter().map(name).collect()
}

impl<'a> Events<'a> {
    /// Counts the events of a run.
    pub(crate) fn new(sample: &'a Sample<'a>) -> Self {
        let of_branch = |branch: &BranchOutcome| happened(sample.scenario, branch);
        let of_draw = |draw: &&[BranchOutcome]| draw.iter().map(of_branch).collect();
        Self { sample, happened: sample.draws.iter().map(of_draw).collect() }
    }

    /// Probability of each event in each block.
    pub(crate) fn shares(&self) -> Vec<EventShare> {
        let blocks = self.sample.blocks();
        let rows = blocks.iter().flat_map(|block| self.indices().map(move |event| (block, event)));
        rows.filter_map(|(block, event)| self.share(block, event)).collect()
    }

    /// The same by the end of each quarter.
    pub(crate) fn by_quarter(&self) -> Vec<EventQuarter> {
        let blocks = self.sample.blocks();
        let rows = blocks.iter().flat_map(|block| self.indices().map(move |event| (block, event)));
        let quarters = 0..self.sample.scenario.periods;
        let rows = rows.flat_map(|(block, event)| quarters.clone().map(move |quarter| (block, event, quarter)));
        rows.filter_map(|(block, event, quarter)| self.quarter(block, event, quarter)).collect()
    }

    fn indices(&self) -> std::ops::Range<usize> {
        0..self.sample.scenario.events.len()
    }

    /// On how many paths of a block an event has happened by the end of a quarter.
    fn counted(&self, block: &Block, event: usize, quarter: usize) -> Counted {
        let place = event * self.sample.scenario.periods + quarter;
        Counted::new(self.sample, block, |draw, branch| self.happened[draw][branch][place])
    }

    fn share(&self, block: &Block, event: usize) -> Option<EventShare> {
        let counted = self.counted(block, event, self.sample.scenario.periods - 1);
        counted.of_event(&block.name, &self.sample.scenario.events[event].name)
    }

    fn quarter(&self, block: &Block, event: usize, quarter: usize) -> Option<EventQuarter> {
        let share = self.counted(block, event, quarter).share()?;
        Some(EventQuarter {
            branch: block.name.clone(),
            event: self.sample.scenario.events[event].name.clone(),
            quarter,
            probability: share.probability,
            spread: share.spread,
        })
    }
}

/// Paths of a branch on which each event has happened by the end of each quarter, event after event.
fn happened(scenario: &Scenario, branch: &BranchOutcome) -> Vec<usize> {
    let periods = scenario.periods;
    let mut counts = vec![0; scenario.events.len() * periods];
    for path in &branch.paths {
        for (event, quarter) in path.events.iter().enumerate() {
            if let Some(quarter) = quarter {
                counts[event * periods + usize::from(*quarter) - 1] += 1;
            }
        }
    }
    for event in counts.chunks_mut(periods) {
        for quarter in 1..periods {
            event[quarter] += event[quarter - 1];
        }
    }
    counts
}
