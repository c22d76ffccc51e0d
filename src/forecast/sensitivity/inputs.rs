//! What may be varied: uncertain numbers, odds of the first election, start levels.
//!
//! Takes a scenario, gives its inputs: numbers by their distributions, a start level with equal chances for every level of
//! its ladder. They are independent of each other, but for numbers that the scenario says rise and fall together,
//! and odds that are drawn together, by their concentration.

use crate::forecast::quantile::quantile;
use crate::forecast::shocks;
use crate::scenario::{Distribution, Scenario};
use crate::stats::inverse;

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A number of the game.
    Number(Distribution),
    /// The odds of a branch of the first election, before they are divided by the sum over the branches.
    Odds(usize, Distribution),
    /// The odds of a branch of the first election where all are drawn together: its place in the distribution of what the
    /// branches before it have left.
    Joint(usize),
    /// The start level of the ladder with this axis, one of so many.
    Start(usize, usize),
}

/// Something that may be varied.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Its key.
    pub key: String,
    /// What it is.
    pub kind: Kind,
}

impl Input {
    /// The value below which this share of the distribution lies; of a start level its place on the ladder, of
    /// odds that are drawn together the share itself.
    pub fn value(&self, share: f64) -> f64 {
        match self.kind {
            Kind::Number(distribution) | Kind::Odds(_, distribution) => quantile(&distribution, share),
            Kind::Joint(_) => share,
            Kind::Start(_, levels) => (share * levels as f64).floor(),
        }
    }
}

/// The values of inputs at a point. Numbers that the scenario says rise and fall together do so: the point holds independent
/// shares, from which theirs are made (model page §5).
pub fn values(scenario: &Scenario, inputs: &[Input], point: &[f64]) -> Vec<f64> {
    let own = |key: &str| inputs.iter().position(|input| input.key == key).map_or(0.5, |at| point[at]);
    let odds = joint_odds(scenario, inputs, point);
    let value = |(input, share): (&Input, &f64)| {
        if let (Kind::Joint(branch), Some(odds)) = (input.kind, &odds) {
            return odds[branch];
        }
        let joined = scenario.correlated.normal(&input.key, |key| inverse::normal(own(key)));
        input.value(joined.map_or(*share, inverse::normal_share))
    };
    inputs.iter().zip(point).map(value).collect()
}

/// The odds at a point, branch by branch, if they are drawn together, from the Dirichlet distribution; else `None`.
pub(super) fn joint_odds(scenario: &Scenario, inputs: &[Input], point: &[f64]) -> Option<Vec<f64>> {
    let election = scenario.elections.first()?;
    let own = |key: &str| inputs.iter().position(|input| input.key == key).map_or(0.5, |at| point[at]);
    Some(shocks::dirichlet(&election.branches, election.concentration?, |branch| own(&branch.odds.key)))
}

/// Inputs that rise and fall together.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Their places.
    pub members: Vec<usize>,
    /// The lower triangle, row by row, that makes their correlated normal numbers of independent ones.
    pub root: Vec<Vec<f64>>,
}

/// The inputs that rise and fall together, block by block: those of different blocks are independent.
pub fn blocks(scenario: &Scenario, inputs: &[Input]) -> Vec<Block> {
    let place = |key: &&str| inputs.iter().position(|input| input.key == *key);
    let block =
        |(keys, root): (Vec<&str>, _)| Some(Block { members: keys.iter().map(place).collect::<Option<_>>()?, root });
    scenario.correlated.blocks().into_iter().filter_map(block).collect()
}

/// The inputs of a scenario: numbers in the order of [`Contents::uncertain`](crate::scenario::Contents::uncertain), odds,
/// and if asked for the start levels of every ladder with more than one.
pub fn inputs(scenario: &Scenario, starts: bool) -> Vec<Input> {
    let number =
        |number: crate::scenario::Uncertain| Some(Input { kind: Kind::Number(number.distribution?), key: number.key });
    let branches = scenario.elections.first().map_or(&[][..], |election| &election.branches);
    let joint = scenario.elections.first().is_some_and(|election| election.concentration.is_some());
    let odds = branches.iter().enumerate().filter_map(|(branch, stated)| {
        let own = stated.odds.distribution.map(|distribution| Kind::Odds(branch, distribution));
        Some(Input { key: stated.odds.key.clone(), kind: if joint { Kind::Joint(branch) } else { own? } })
    });
    let start = scenario.ladders.telling().filter(|_| starts).map(|(axis, ladder)| Input {
        key: format!("{}.start", ladder.name),
        kind: Kind::Start(axis, ladder.levels.len()),
    });
    scenario.uncertain().into_iter().filter_map(number).chain(odds).chain(start).collect()
}
