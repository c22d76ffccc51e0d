//! What every forecaster stated of one outcome of one episode, and what came (docs/panel.md).
//!
//! Takes cases, what the model says and what rivals say, gives [`Cell`]s.

use super::case::Case;
use super::part::Part;
use crate::forecast::filter::score;
use crate::forecast::panel::Outlooks;
use crate::scenario::OUTCOMES;
use serde::{Deserialize, Serialize};

/// Name of all outcomes together.
pub const ALL_OUTCOMES: &str = "all";

/// Who states a probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forecaster {
    /// The model.
    Model,
    /// One half.
    Coin,
    /// The rate of the other pairs.
    PooledRate,
    /// The rate of the other pairs after the same branch.
    RateByBranch,
    /// The rate of the other pairs with the same kind of patron.
    RateByKind,
    /// A ridge regression on the codes.
    Ridge,
}

impl Forecaster {
    /// All of them, the model first.
    pub const ALL: [Self; 6] =
        [Self::Model, Self::Coin, Self::PooledRate, Self::RateByBranch, Self::RateByKind, Self::Ridge];
    /// The rivals.
    pub const RIVALS: [Self; 5] = [Self::Coin, Self::PooledRate, Self::RateByBranch, Self::RateByKind, Self::Ridge];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Coin => "coin",
            Self::PooledRate => "pooled rate",
            Self::RateByBranch => "rate by branch",
            Self::RateByKind => "rate by kind of patron",
            Self::Ridge => "ridge regression",
        }
    }
}

/// What is known of the event itself when a probability is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// The branch that came.
    Branch,
    /// The prior odds of the branches.
    Odds,
}

impl Given {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Branch, Self::Odds];

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Branch => "given the branch that came",
            Self::Odds => "over the prior odds of the branches",
        }
    }
}

/// What was stated of one outcome of one episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The episode.
    pub episode: String,
    /// Patron and client.
    pub pair: String,
    /// Whether the episode is held out.
    pub part: Part,
    /// Whether its coding is to be trusted most.
    pub core: bool,
    /// The outcome.
    pub outcome: String,
    /// Whether it came.
    pub came: bool,
    /// Probabilities given the branch that came, in the order of [`Forecaster::ALL`].
    pub branch: [f64; 6],
    /// Probabilities over the prior odds, in the same order.
    pub odds: [f64; 6],
}

impl Cell {
    /// What a forecaster stated.
    pub fn stated(&self, given: Given, forecaster: Forecaster) -> f64 {
        let stated = match given {
            Given::Branch => &self.branch,
            Given::Odds => &self.odds,
        };
        stated[forecaster as usize]
    }

    /// Log score and Brier score of that.
    pub fn scores(&self, given: Given, forecaster: Forecaster) -> (f64, f64) {
        score(self.stated(given, forecaster), self.came)
    }

    /// Whether it belongs to a part.
    pub fn within(&self, part: Part) -> bool {
        match part {
            Part::Core => self.core,
            part => self.part == part,
        }
    }
}

/// What rivals state of a case, by outcome: given the branch that came, and over the odds, in the order of the rivals.
pub(super) type Rivals = Vec<[[f64; 5]; 2]>;

/// Cells of all outcomes that are known and tested, in the order of the cases.
pub(super) fn cells(cases: &[Case<'_>], outlooks: &Outlooks, rivals: &[Rivals]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for ((case, outlook), rivals) in cases.iter().zip(outlooks).zip(rivals) {
        let Some(outlook) = outlook else { continue };
        for (at, outcome) in OUTCOMES.iter().enumerate() {
            let Some(came) = case.outcomes[at] else { continue };
            let known = outlook[case.episode.came].outcomes()[at];
            let mixed: f64 =
                outlook.iter().zip(&case.episode.odds).map(|(branch, odds)| odds * branch.outcomes()[at]).sum();
            let all = |model: f64, rivals: &[f64; 5]| {
                let [coin, pooled, branch, kind, ridge] = *rivals;
                [model, coin, pooled, branch, kind, ridge]
            };
            cells.push(Cell {
                episode: case.episode.id.clone(),
                pair: case.pair.clone(),
                part: case.part(),
                core: case.core(),
                outcome: (*outcome).to_owned(),
                came,
                branch: all(known, &rivals[at][0]),
                odds: all(mixed, &rivals[at][1]),
            });
        }
    }
    cells
}
