//! The certified draws of a run, seen branch by branch and as the mixture of all.

use super::ALL_BRANCHES;
use crate::forecast::branching::BranchCase;
use crate::forecast::path::PathOutcome;
use crate::forecast::{BranchOutcome, Draw};
use crate::scenario::Scenario;

/// Everything that statistics are taken of.
pub(crate) struct Sample<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Its branches.
    pub cases: Vec<BranchCase>,
    /// Outcomes of the certified draws, by draw and branch.
    pub draws: Vec<&'a [BranchOutcome]>,
    /// Odds of the branches, draw by draw.
    pub odds: Vec<&'a [f64]>,
    /// Whether no parameter is uncertain.
    pub certain: bool,
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
        let certified = || draws.iter().filter(|draw| draw.branches.is_some());
        let cases = BranchCase::all(scenario);
        let odds: Vec<&[f64]> = certified().map(|draw| draw.odds.as_slice()).collect();
        Self {
            scenario,
            cases,
            draws: certified().filter_map(|draw| draw.branches.as_deref()).collect(),
            odds,
            certain: scenario.uncertain().is_empty(),
        }
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

    /// Whether the draws of a block are one set of assumptions, so that only chance sets them apart.
    pub(crate) fn certain_in(&self, block: &Block) -> bool {
        self.certain && !(block.drawn && self.scenario.odds_vary())
    }

    /// Paths of a branch, draw by draw.
    pub(crate) fn records(&self, branch: usize) -> impl Iterator<Item = &'a PathOutcome> {
        self.draws.iter().flat_map(move |draw| &draw[branch].paths)
    }

    /// Paths per draw and branch.
    pub(crate) fn paths(&self) -> usize {
        self.scenario.simulation.paths
    }
}
