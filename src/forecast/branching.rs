//! Election branches as the rows of every result (model page §2, step 1; §5).
//!
//! Takes a scenario, gives the branches that are told apart: those of its first election, or one called `baseline`.
//! Later elections are chance within each of them.

use crate::scenario::{Branch, Election, Scenario};

/// Name of the only branch of a scenario without election.
pub(crate) const BASELINE: &str = "baseline";

/// A branch that results are told apart by.
#[derive(Debug, Clone, PartialEq)]
pub struct BranchCase {
    /// Its name.
    pub name: String,
    /// Its probability.
    pub odds: f64,
    /// Its index in the first election; `None` without election.
    index: Option<usize>,
}

impl BranchCase {
    /// The branches of a scenario, in the order of the file.
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        match scenario.elections.first() {
            None => vec![Self { name: BASELINE.into(), odds: 1.0, index: None }],
            Some(election) => election
                .branches
                .iter()
                .enumerate()
                .map(|(index, branch)| Self { name: branch.name.clone(), odds: branch.probability, index: Some(index) })
                .collect(),
        }
    }

    /// The election of a quarter with its possible branches and their odds in this case: certain in the first election.
    pub(crate) fn election<'a>(&self, scenario: &'a Scenario, quarter: usize) -> Option<Vec<(f64, &'a Branch)>> {
        let number = scenario.elections.iter().position(|election| election.quarter == quarter)?;
        let Election { branches, .. } = &scenario.elections[number];
        match self.index {
            Some(index) if number == 0 => Some(vec![(1.0, &branches[index])]),
            _ => Some(branches.iter().map(|branch| (branch.probability, branch)).collect()),
        }
    }
}
