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
}

/// One block per branch, then the mixture.
pub(crate) fn blocks(cases: &[BranchCase]) -> Vec<Block> {
    let own = cases.iter().enumerate();
    let mut blocks: Vec<Block> =
        own.map(|(index, case)| Block { name: case.name.clone(), parts: vec![(index, 1.0)] }).collect();
    let parts = cases.iter().enumerate().map(|(index, case)| (index, case.odds)).collect();
    blocks.push(Block { name: ALL_BRANCHES.into(), parts });
    blocks
}

impl<'a> Sample<'a> {
    /// The certified among these draws.
    pub(crate) fn new(scenario: &'a Scenario, draws: &'a [Draw]) -> Self {
        Self {
            scenario,
            cases: BranchCase::all(scenario),
            draws: draws.iter().filter_map(|draw| draw.branches.as_deref()).collect(),
            certain: scenario.uncertain().is_empty(),
        }
    }

    /// One block per branch, then the mixture.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        blocks(&self.cases)
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
