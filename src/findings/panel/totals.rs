//! Scores over cells, the model's lead over each rival, and what a mechanism is worth (docs/panel.md).
//!
//! Takes cells, gives means with errors that take pairs of patron and client for independent, and nothing within them.

use super::cell::{ALL_OUTCOMES, Cell, Forecaster, Given};
use super::part::Part;
use crate::findings::Estimate;
use crate::scenario::OUTCOMES;
use crate::stats::Cluster;
use crate::stats::mean::mean;
use serde::{Deserialize, Serialize};

/// Scores of one forecaster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Total {
    /// Part of the panel.
    pub part: Part,
    /// What is given.
    pub given: Given,
    /// Outcome, or `all`.
    pub outcome: String,
    /// Who.
    pub forecaster: Forecaster,
    /// Cells scored: the same for all.
    pub cells: usize,
    /// Mean Brier score; lower is better.
    pub brier: f64,
    /// Mean log score; nearer to 0 is better.
    pub log: f64,
}

/// The model's lead over a rival, positive where the model is better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lead {
    /// Part of the panel.
    pub part: Part,
    /// What is given.
    pub given: Given,
    /// Outcome, or `all`.
    pub outcome: String,
    /// The rival.
    pub rival: Forecaster,
    /// Cells scored.
    pub cells: usize,
    /// Pairs of patron and client among them.
    pub pairs: usize,
    /// Mean difference of Brier scores.
    pub brier: Estimate,
    /// Mean difference of log scores.
    pub log: Estimate,
}

/// What a mechanism is worth: the score without it less the score with it, by Brier score; positive where the model is
/// better with it, as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Worth {
    /// The mechanism.
    pub mechanism: String,
    /// What the model without it is.
    pub means: String,
    /// Mean Brier score of the changed model over all cells, given the branch that came.
    pub brier: f64,
    /// Mean log score of the same.
    pub log: f64,
    /// What it is worth by Brier score, for each outcome and `all`; absent where nothing is scored.
    pub worth: Vec<(String, Option<Estimate>)>,
    /// What it is worth by log score, over all.
    pub log_worth: Option<Estimate>,
}

/// The outcomes, and all together.
fn outcomes() -> impl Iterator<Item = &'static str> {
    OUTCOMES.into_iter().chain([ALL_OUTCOMES])
}

fn chosen<'c>(cells: &'c [Cell], part: Part, outcome: &str) -> Vec<&'c Cell> {
    let fits = |cell: &&Cell| cell.within(part) && (outcome == ALL_OUTCOMES || cell.outcome == outcome);
    cells.iter().filter(fits).collect()
}

/// Scores by part, given, outcome and forecaster.
pub(super) fn totals(cells: &[Cell]) -> Vec<Total> {
    let mut found = Vec::new();
    for part in Part::ALL {
        for given in Given::ALL {
            for outcome in outcomes() {
                let own = chosen(cells, part, outcome);
                for forecaster in Forecaster::ALL.into_iter().filter(|_| !own.is_empty()) {
                    let mean = |of: fn((f64, f64)) -> f64| {
                        own.iter().map(|cell| of(cell.scores(given, forecaster))).sum::<f64>() / own.len() as f64
                    };
                    let (log, brier) = (mean(|score| score.0), mean(|score| score.1));
                    let (outcome, cells) = (outcome.to_owned(), own.len());
                    found.push(Total { part, given, outcome, forecaster, cells, brier, log });
                }
            }
        }
    }
    found
}

/// Mean over cells of a number of each, with the error of pairs; and how many pairs there are.
pub(super) fn over_pairs(cells: &[&Cell], value: impl Fn(usize, &Cell) -> f64) -> (Option<Estimate>, usize) {
    let mut clusters: Vec<(&str, Cluster)> = Vec::new();
    for (at, cell) in cells.iter().enumerate() {
        let value = value(at, cell);
        match clusters.iter_mut().find(|(pair, _)| *pair == cell.pair) {
            Some((_, cluster)) => cluster.add(1.0, value),
            None => clusters.push((&cell.pair, Cluster::of(value))),
        }
    }
    let sums: Vec<Cluster> = clusters.iter().map(|(_, cluster)| *cluster).collect();
    (mean(&sums), sums.len())
}

/// Leads over each rival, where there is anything to score.
pub(super) fn leads(cells: &[Cell]) -> Vec<Lead> {
    let mut found = Vec::new();
    for part in Part::ALL {
        for given in Given::ALL {
            for outcome in outcomes() {
                let own = chosen(cells, part, outcome);
                for rival in Forecaster::RIVALS {
                    let scores = |cell: &Cell| (cell.scores(given, Forecaster::Model), cell.scores(given, rival));
                    let (log, _) = over_pairs(&own, |_, cell| {
                        let (model, other) = scores(cell);
                        model.0 - other.0
                    });
                    let (brier, pairs) = over_pairs(&own, |_, cell| {
                        let (model, other) = scores(cell);
                        other.1 - model.1
                    });
                    if let Some((brier, log)) = brier.zip(log) {
                        let (outcome, cells) = (outcome.to_owned(), own.len());
                        found.push(Lead { part, given, outcome, rival, cells, pairs, brier, log });
                    }
                }
            }
        }
    }
    found
}

/// What a mechanism is worth, from the cells with it and those without it; only episodes that both could be worked out for.
pub(super) fn worth((mechanism, means): (&str, &str), with: &[Cell], without: &[Cell]) -> Worth {
    let model = |cell: &Cell| cell.scores(Given::Branch, Forecaster::Model);
    let same = |one: &Cell, other: &Cell| (&one.episode, &one.outcome) == (&other.episode, &other.outcome);
    let of = |outcome: &str| -> Vec<(&Cell, &Cell)> {
        let own = chosen(with, Part::Main, outcome);
        own.into_iter().filter_map(|cell| Some((cell, without.iter().find(|other| same(cell, other))?))).collect()
    };
    let difference = |pairs: &[(&Cell, &Cell)], value: &dyn Fn((f64, f64), (f64, f64)) -> f64| {
        let own: Vec<&Cell> = pairs.iter().map(|(cell, _)| *cell).collect();
        over_pairs(&own, |at, cell| value(model(cell), model(pairs[at].1))).0
    };
    let all = of(ALL_OUTCOMES);
    let count = all.len() as f64;
    Worth {
        mechanism: mechanism.to_owned(),
        means: means.to_owned(),
        brier: all.iter().map(|(_, cell)| model(cell).1).sum::<f64>() / count,
        log: all.iter().map(|(_, cell)| model(cell).0).sum::<f64>() / count,
        worth: outcomes()
            .map(|outcome| (outcome.to_owned(), difference(&of(outcome), &|with, without| without.1 - with.1)))
            .collect(),
        log_worth: difference(&all, &|with, without| with.0 - without.0),
    }
}
