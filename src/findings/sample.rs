//! The certified draws of a run, seen branch by branch and as the mixture of all.

use super::ALL_BRANCHES;
use crate::forecast::branching::BranchCase;
use crate::forecast::kept::{Draws, Ending, Facts};
use crate::forecast::{BranchOutcome, Draw};
use crate::scenario::Scenario;
use std::ops::Deref;

/// What statistics are taken over: draws and branches with their odds.
pub(crate) struct Frame<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Its branches.
    pub cases: Vec<BranchCase>,
    /// Odds of the branches, certified draw by certified draw.
    pub odds: Vec<&'a [f64]>,
    /// Whether no parameter is uncertain.
    pub certain: bool,
}

/// Draws that are all at hand, with every path.
pub(crate) struct Sample<'a> {
    frame: Frame<'a>,
    /// Outcomes of the certified draws, by draw and branch.
    pub draws: Vec<&'a [BranchOutcome]>,
}

/// Draws that are kept column by column.
pub(crate) struct Columns<'a> {
    frame: Frame<'a>,
    /// All draws.
    pub draws: &'a Draws,
    /// The certified ones.
    pub certified: Vec<&'a Facts>,
}

/// A row block of a result: one branch, or the mixture of all by their odds.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Name of the branch, or `all`.
    pub name: String,
    /// Indices of the branches in it, with their weights.
    pub parts: Vec<(usize, f64)>,
    /// Whether the weights are in each draw the odds of that draw.
    pub drawn: bool,
}

/// One block per branch, then the mixture by the odds that the scenario states, the central ones if they are uncertain.
pub(crate) fn blocks(cases: &[BranchCase]) -> Vec<Block> {
    let own = cases.iter().enumerate();
    let mut blocks: Vec<Block> =
        own.map(|(index, case)| Block { name: case.name.clone(), parts: vec![(index, 1.0)], drawn: false }).collect();
    let parts = cases.iter().enumerate().map(|(index, case)| (index, case.odds)).collect();
    blocks.push(Block { name: ALL_BRANCHES.into(), parts, drawn: false });
    blocks
}

impl<'a> Sample<'a> {
    /// The certified among these draws.
    pub(crate) fn new(scenario: &'a Scenario, draws: &'a [Draw]) -> Self {
        let certified = draws.iter().filter_map(|draw| Some((draw.branches.as_deref()?, draw.odds.as_slice())));
        Self::of(scenario, certified)
    }

    /// Certified draws: what followed in each, and its odds.
    pub(crate) fn of(scenario: &'a Scenario, draws: impl Iterator<Item = (&'a [BranchOutcome], &'a [f64])>) -> Self {
        let (draws, odds) = draws.unzip();
        Self { frame: Frame::new(scenario, odds), draws }
    }

    /// On how many paths of a draw (by its place) in a branch something ends so.
    pub(crate) fn count(&self, draw: usize, branch: usize, ending: Ending) -> usize {
        let ends = |path: &&crate::forecast::path::PathOutcome| match ending {
            Ending::Chapter(chapter) => path.chapter == chapter,
            Ending::Event(event) => path.events[event].is_some(),
        };
        self.draws[draw][branch].paths.iter().filter(ends).count()
    }
}

impl<'a> Columns<'a> {
    /// The certified among these draws.
    pub(crate) fn new(scenario: &'a Scenario, draws: &'a Draws) -> Self {
        let certified: Vec<&Facts> = draws.certified().collect();
        let odds = certified.iter().map(|draw| draw.odds.as_slice()).collect();
        Self { frame: Frame::new(scenario, odds), draws, certified }
    }

    /// On how many paths of a draw (by its place among the certified ones) in a branch something ends so.
    pub(crate) fn count(&self, draw: usize, branch: usize, ending: Ending) -> usize {
        self.draws.count(self.certified[draw], branch, ending)
    }
}

impl<'a> Deref for Sample<'a> {
    type Target = Frame<'a>;

    fn deref(&self) -> &Frame<'a> {
        &self.frame
    }
}

impl<'a> Deref for Columns<'a> {
    type Target = Frame<'a>;

    fn deref(&self) -> &Frame<'a> {
        &self.frame
    }
}

impl<'a> Frame<'a> {
    fn new(scenario: &'a Scenario, odds: Vec<&'a [f64]>) -> Self {
        Self { scenario, cases: BranchCase::all(scenario), odds, certain: scenario.uncertain().is_empty() }
    }

    /// How many certified draws there are.
    pub(crate) fn count_draws(&self) -> usize {
        self.odds.len()
    }

    /// Odds of a branch over all draws: their mean if they vary, else those stated.
    pub(crate) fn pooled(&self, branch: usize) -> f64 {
        match self.scenario.odds_vary() && !self.odds.is_empty() {
            true => self.odds.iter().map(|odds| odds[branch]).sum::<f64>() / self.odds.len() as f64,
            false => self.cases[branch].odds,
        }
    }

    /// One block per branch, then the mixture, in each draw by the odds of that draw.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        let mixed = |block: Block| Block { drawn: block.name == ALL_BRANCHES, ..block };
        blocks(&self.cases).into_iter().map(mixed).collect()
    }

    /// The branches of a block with their weights in a draw (by its place among the certified ones).
    pub(crate) fn parts<'b>(&'b self, block: &'b Block, draw: usize) -> impl Iterator<Item = (usize, f64)> + 'b {
        let weight = move |branch: usize, stated: f64| if block.drawn { self.odds[draw][branch] } else { stated };
        block.parts.iter().map(move |&(branch, stated)| (branch, weight(branch, stated)))
    }

    /// Weight that a path has in a block by its row; rows are the branches of certified draws, draw by draw.
    pub(crate) fn weight(&self, block: &Block, row: usize) -> f64 {
        let (draw, branch) = (row / self.cases.len(), row % self.cases.len());
        match block.parts[..] {
            // Where there is nothing to mix all paths count alike.
            [(own, _)] => f64::from(u8::from(own == branch)),
            _ if block.drawn => self.odds[draw][branch],
            _ => block.parts.iter().find(|(own, _)| *own == branch).map_or(0.0, |(_, weight)| *weight),
        }
    }

    /// Whether the draws of a block are one set of assumptions, so that only chance sets them apart.
    pub(crate) fn certain_in(&self, block: &Block) -> bool {
        self.certain && !(block.drawn && self.scenario.odds_vary())
    }

    /// Paths per draw and branch.
    pub(crate) fn paths(&self) -> usize {
        self.scenario.simulation.paths
    }
}
