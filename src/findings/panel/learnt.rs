//! What a panel teaches across alliances: the numbers that they have in common, and how well those foretell a pair that
//! taught nothing (docs/panel.md).
//!
//! Takes cases, draws of the numbers with what the model says under each, and ways in which alliances may lie; gives
//! plain data.

use super::case::{Case, by_pair};
use super::cell::{ALL_OUTCOMES, Cell, Forecaster, Given};
use super::part::Part;
use super::totals::over_pairs;
use crate::findings::Estimate;
use crate::findings::backtest::RecordFile;
use crate::forecast::filter::score;
use crate::forecast::learning::Points;
use crate::scenario::{Learning, LearntNumber, OUTCOMES};
use crate::stats::hierarchy::{Hierarchy, Population, effective};
use serde::{Deserialize, Serialize};

/// What was learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learnt {
    /// Which numbers, by name and content of the file.
    pub learning: RecordFile,
    /// Draws of the numbers that count: those in which every game is certified.
    pub draws: usize,
    /// Draws left out.
    pub uncertified: usize,
    /// Ways in which alliances may lie that were weighed.
    pub populations: usize,
    /// How many of one weight they amount to, after all pairs.
    pub effective_populations: f64,
    /// The fewest draws of one weight that foretell a pair left out.
    pub effective_draws: f64,
    /// Share of what varies that alliances have in common: before and after.
    pub shared: [Spread; 2],
    /// What is common, by number.
    pub numbers: Vec<LearntRow>,
    /// What was stated of each outcome, given the branch that came.
    pub cells: Vec<LearntCell>,
    /// Mean Brier and log scores of the main part.
    pub totals: Vec<LearntTotal>,
    /// Leads of what was learnt.
    pub leads: Vec<LearntLead>,
}

/// Mean and standard deviation of something unknown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    pub deviation: f64,
}

/// What alliances have in common in a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LearntRow {
    /// Its key.
    pub key: String,
    /// Its value in the common scenario.
    pub stated: f64,
    /// What that would be at the mean of what is common.
    pub learnt: f64,
    /// The same with nine chances in ten: from the 5% to the 95% quantile.
    pub range: [f64; 2],
    /// What is common, in standard deviations between alliances as they were assumed.
    pub deviations: Spread,
}

/// What was stated of an outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LearntCell {
    /// The episode.
    pub episode: String,
    /// The outcome.
    pub outcome: String,
    /// Whether it came.
    pub came: bool,
    /// Mean over draws with nothing learnt.
    pub before: f64,
    /// Learnt from all other pairs.
    pub learnt: f64,
}

/// Who is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Learner {
    /// Learnt from all other pairs.
    Learnt,
    /// The mean over draws, with nothing learnt.
    Before,
    /// One that the panel has without learning.
    Other(Forecaster),
}

impl Learner {
    /// All of them, what was learnt first.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::Learnt, Self::Before].into_iter().chain(Forecaster::ALL.map(Self::Other))
    }

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Learnt => "model, learnt from other pairs",
            Self::Before => "model, mean over draws",
            Self::Other(Forecaster::Model) => "model as it stands",
            Self::Other(other) => other.name(),
        }
    }
}

/// Scores of one of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LearntTotal {
    /// Outcome, or `all`.
    pub outcome: String,
    /// Who.
    pub forecaster: Learner,
    /// Cells scored.
    pub cells: usize,
    /// Mean Brier score.
    pub brier: f64,
    /// Mean log score.
    pub log: f64,
}

/// The lead of what was learnt over another, positive where it is better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LearntLead {
    /// Outcome, or `all`.
    pub outcome: String,
    /// Over whom.
    pub over: Learner,
    /// By Brier score.
    pub brier: Estimate,
    /// By log score.
    pub log: Estimate,
}

/// What learning is made of.
pub(super) struct Lesson<'a> {
    pub(super) learning: &'a Learning,
    pub(super) file: RecordFile,
    pub(super) points: &'a Points,
    pub(super) populations: &'a [Population],
    /// Value of each number in the common scenario.
    pub(super) stated: Vec<f64>,
}

/// What the panel teaches.
pub(super) fn learnt(cases: &[Case<'_>], cells: &[Cell], lesson: &Lesson<'_>) -> Learnt {
    let Points { deviations, stated, uncertified } = lesson.points;
    let main: Vec<&Case<'_>> = cases.iter().filter(|case| case.part() == Part::Main).collect();
    let pairs = by_pair(&main);
    let place = |case: &Case<'_>| cases.iter().position(|other| other.episode.id == case.episode.id).unwrap_or(0);
    let log = |case: &Case<'_>, draw: usize| -> f64 {
        let own = &stated[draw][place(case)];
        case.outcomes.iter().zip(own).filter_map(|(came, stated)| Some(score(*stated, (*came)?).0)).sum()
    };
    let logs: Vec<Vec<f64>> = pairs
        .iter()
        .map(|pair| (0..deviations.len()).map(|draw| pair.iter().map(|case| log(case, draw)).sum()).collect())
        .collect();
    let hierarchy = Hierarchy::new(deviations, lesson.populations, &logs);
    let after = hierarchy.learnt(None);
    let without = (0..pairs.len()).map(|left_out| hierarchy.learnt(Some(left_out)));
    let known: Vec<Vec<f64>> = without.chain([after.clone()]).collect();
    let mut another = hierarchy.of_others(&known);
    let of_all = another.pop().unwrap_or_default();
    let even = vec![1.0 / deviations.len() as f64; deviations.len()];
    let mut found = Vec::new();
    for case in cases {
        let of = pairs.iter().position(|pair| case.part() == Part::Main && pair[0].pair == case.pair);
        let weights = of.map_or(&of_all, |pair| &another[pair]);
        for (at, outcome) in OUTCOMES.iter().enumerate() {
            let Some(came) = case.outcomes[at] else { continue };
            let mean = |weights: &[f64]| -> f64 {
                stated
                    .iter()
                    .zip(weights)
                    .map(|(draw, weight)| weight * draw[place(case)][at])
                    .sum::<f64>()
                    .clamp(0.0, 1.0)
            };
            let (before, learnt) = (mean(&even), mean(weights));
            let (episode, outcome) = (case.episode.id.clone(), (*outcome).to_owned());
            found.push(LearntCell { episode, outcome, came, before, learnt });
        }
    }
    let shares: Vec<f64> = lesson.populations.iter().map(|one| one.shared).collect();
    let (totals, leads) = compared(cells, &found);
    Learnt {
        learning: lesson.file.clone(),
        draws: deviations.len(),
        uncertified: *uncertified,
        populations: lesson.populations.len(),
        effective_populations: effective(&after),
        effective_draws: another.iter().map(|weights| effective(weights)).fold(f64::INFINITY, f64::min),
        shared: [spread(&shares, &vec![1.0 / shares.len() as f64; shares.len()]), spread(&shares, &after)],
        numbers: rows(lesson, &after),
        cells: found,
        totals,
        leads,
    }
}

fn rows(lesson: &Lesson<'_>, weights: &[f64]) -> Vec<LearntRow> {
    let row = |(place, number): (usize, &LearntNumber)| {
        let centres: Vec<f64> = lesson.populations.iter().map(|one| one.centre[place]).collect();
        let deviations = spread(&centres, weights);
        let stated = lesson.stated[place];
        let at = |share: f64| number.at(stated, quantile(&centres, weights, share));
        LearntRow {
            key: number.key.clone(),
            stated,
            learnt: number.at(stated, deviations.mean),
            range: [at(0.05), at(0.95)],
            deviations,
        }
    };
    lesson.learning.numbers.iter().enumerate().map(row).collect()
}

fn spread(values: &[f64], weights: &[f64]) -> Spread {
    let mean: f64 = values.iter().zip(weights).map(|(value, weight)| value * weight).sum();
    let variance: f64 =
        values.iter().zip(weights).map(|(value, weight)| weight * (value - mean) * (value - mean)).sum();
    Spread { mean, deviation: variance.sqrt() }
}

/// The least value up to which the weights come to a share.
fn quantile(values: &[f64], weights: &[f64], share: f64) -> f64 {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, two| values[*one].total_cmp(&values[*two]));
    let mut sum = 0.0;
    let reached = order.iter().find(|at| {
        sum += weights[**at];
        sum >= share
    });
    reached.or(order.last()).map_or(f64::NAN, |at| values[*at])
}

/// Scores of all, and leads of what was learnt, over the cells of the main part.
fn compared(cells: &[Cell], found: &[LearntCell]) -> (Vec<LearntTotal>, Vec<LearntLead>) {
    let (mut totals, mut leads) = (Vec::new(), Vec::new());
    for outcome in OUTCOMES.into_iter().chain([ALL_OUTCOMES]) {
        let own: Vec<(&Cell, &LearntCell)> = cells
            .iter()
            .filter(|cell| cell.part == Part::Main && (outcome == ALL_OUTCOMES || cell.outcome == outcome))
            .filter_map(|cell| {
                let same = |other: &&LearntCell| (&other.episode, &other.outcome) == (&cell.episode, &cell.outcome);
                Some((cell, found.iter().find(same)?))
            })
            .collect();
        if own.is_empty() {
            continue;
        }
        let scores = |learner: Learner, (cell, found): (&Cell, &LearntCell)| match learner {
            Learner::Learnt => score(found.learnt, found.came),
            Learner::Before => score(found.before, found.came),
            Learner::Other(other) => cell.scores(Given::Branch, other),
        };
        let only: Vec<&Cell> = own.iter().map(|(cell, _)| *cell).collect();
        for forecaster in Learner::all() {
            let mean = |of: fn((f64, f64)) -> f64| {
                own.iter().map(|cell| of(scores(forecaster, *cell))).sum::<f64>() / own.len() as f64
            };
            let (log, brier) = (mean(|score| score.0), mean(|score| score.1));
            let (outcome, cells) = (outcome.to_owned(), own.len());
            totals.push(LearntTotal { outcome, forecaster, cells, brier, log });
        }
        for over in Learner::all().filter(|learner| *learner != Learner::Learnt) {
            let both = |at: usize| (scores(Learner::Learnt, own[at]), scores(over, own[at]));
            let (brier, _) = over_pairs(&only, |at, _| both(at).1.1 - both(at).0.1);
            let (log, _) = over_pairs(&only, |at, _| both(at).0.0 - both(at).1.0);
            if let Some((brier, log)) = brier.zip(log) {
                leads.push(LearntLead { outcome: outcome.to_owned(), over, brier, log });
            }
        }
    }
    (totals, leads)
}
