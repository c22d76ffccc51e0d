//! Election branches as the rows of every result (model page §2, step 1; §5).
//!
//! Takes a scenario, gives the branches that are told apart: those of its first election, or one called `baseline`.
//! Later elections are chance within each of them.

use crate::scenario::{Branch, Election, Ladder, Scenario};

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

    /// The election of a quarter in this case, if one is held.
    pub(crate) fn election<'a>(&self, scenario: &'a Scenario, quarter: usize) -> Option<Held<'a>> {
        let number = scenario.elections.iter().position(|election| election.quarter == quarter)?;
        let certain = self.index.filter(|_| number == 0);
        Some(Held { election: &scenario.elections[number], mandate: scenario.ladders.mandate(), certain })
    }
}

/// An election that is held in a case: the outcome of the first is certain there.
pub(crate) struct Held<'a> {
    election: &'a Election,
    mandate: &'a Ladder,
    certain: Option<usize>,
}

impl<'a> Held<'a> {
    /// The branches that may come out, with their numbers.
    pub(crate) fn possible(&self) -> impl Iterator<Item = (usize, &'a Branch)> + use<'a> {
        let certain = self.certain;
        let all = self.election.branches.iter().enumerate();
        all.filter(move |(number, _)| certain.is_none_or(|certain| certain == *number))
    }

    /// Probability of a branch in a state of a government, given the level of each ladder in it.
    pub(crate) fn odds(&self, number: usize, government: usize, level: impl Fn(usize) -> usize) -> f64 {
        match self.certain {
            Some(_) => 1.0,
            None if self.election.is_fixed() => self.election.branches[number].probability,
            None => self.election.odds(self.mandate, government, level)[number],
        }
    }
}
