//! What may be varied: uncertain numbers, odds of the first election that are ranges, start levels.
//!
//! Takes a scenario, gives its inputs: numbers by their distributions, a start level with equal chances for every level of
//! its ladder. They are independent of each other, but for numbers that the scenario says rise and fall together.

use crate::forecast::quantile::quantile;
use crate::scenario::{Distribution, Scenario};
use crate::stats::inverse;

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A number of the game.
    Number(Distribution),
    /// The odds of a branch of the first election, before they are divided by the sum over the branches.
    Odds(usize, Distribution),
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
    /// The value below which this share of the distribution lies; of a start level its place on the ladder.
    pub fn value(&self, share: f64) -> f64 {
        match self.kind {
            Kind::Number(distribution) | Kind::Odds(_, distribution) => quantile(&distribution, share),
            Kind::Start(_, levels) => (share * levels as f64).floor(),
        }
    }
}

/// The values of inputs at a point. Numbers that the scenario says rise and fall together do so: the point holds independent
/// shares, from which theirs are made (model page §5).
pub fn values(scenario: &Scenario, inputs: &[Input], point: &[f64]) -> Vec<f64> {
    let own = |key: &str| inputs.iter().position(|input| input.key == key).map_or(0.5, |at| point[at]);
    let value = |(input, share): (&Input, &f64)| {
        let joined = scenario.correlated.normal(&input.key, |key| inverse::normal(own(key)));
        input.value(joined.map_or(*share, inverse::normal_share))
    };
    inputs.iter().zip(point).map(value).collect()
}

/// The inputs of a scenario: numbers in the order of [`Contents::uncertain`](crate::scenario::Contents::uncertain), odds,
/// and if asked for the start levels of every ladder with more than one.
pub fn inputs(scenario: &Scenario, starts: bool) -> Vec<Input> {
    let number =
        |number: crate::scenario::Uncertain| Some(Input { kind: Kind::Number(number.distribution?), key: number.key });
    let branches = scenario.elections.first().map_or(&[][..], |election| &election.branches);
    let odds = branches.iter().enumerate().filter_map(|(branch, stated)| {
        Some(Input { key: stated.odds.key.clone(), kind: Kind::Odds(branch, stated.odds.distribution?) })
    });
    let start = scenario.ladders.telling().filter(|_| starts).map(|(axis, ladder)| Input {
        key: format!("{}.start", ladder.name),
        kind: Kind::Start(axis, ladder.levels.len()),
    });
    scenario.uncertain().into_iter().filter_map(number).chain(odds).chain(start).collect()
}
