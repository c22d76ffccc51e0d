//! The scores of a record over draws of the scenario's uncertain numbers (model page §9).
//!
//! Takes a scenario and a record, solves each draw's games anew, gives the spread of the scores. A draw whose games are
//! not certified is counted and left out; so is one in which the record cannot have happened.

use super::super::estimate::{Cluster, Sorted, mean};
use super::super::{Estimate, Quantiles};
use super::score::{marks, totals};
use super::{HORIZONS, stated};
use crate::forecast::filter::filter;
use crate::forecast::{Stopped, Watch, parallel, shocks};
use crate::game::equilibrium::Equilibrium;
use crate::scenario::{History, Scenario};
use serde::{Deserialize, Serialize};

/// Scores over draws.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawScores {
    /// Draws in all.
    pub taken: usize,
    /// Draws that count: certified, and the record can have happened.
    pub counted: usize,
    /// Numbers of the draws with a game that is not certified.
    pub uncertified: Vec<usize>,
    /// Numbers of the draws in which the record cannot have happened.
    pub impossible: Vec<usize>,
    /// Spread of the scores, by horizon; empty if no draw counts.
    pub spread: Vec<Spread>,
    /// Draw by draw, those that count.
    pub draws: Vec<DrawScore>,
}

/// Spread of the scores at a horizon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Quarters ahead.
    pub ahead: usize,
    /// Mean of the sums of log scores.
    pub log_sum: Estimate,
    /// Their quantiles.
    pub log_quantiles: Quantiles,
    /// Mean of the Brier scores.
    pub brier: Estimate,
    /// Their quantiles.
    pub brier_quantiles: Quantiles,
}

/// Scores of a draw, by horizon as in [`HORIZONS`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawScore {
    /// Number of the draw.
    pub draw: usize,
    /// Sums of log scores.
    pub log_sum: Vec<f64>,
    /// Brier scores.
    pub brier: Vec<f64>,
}

enum Outcome {
    Uncertified,
    Impossible,
    Scored(DrawScore),
}

impl DrawScores {
    /// Scores the record in every draw of the scenario.
    ///
    /// # Errors
    /// [`Stopped`] if the watch says so.
    pub fn new(scenario: &Scenario, history: &History, watch: &dyn Watch) -> Result<Self, Stopped> {
        let taken = scenario.simulation.draws;
        watch.begin(taken);
        let numbers: Vec<usize> = (0..taken).collect();
        let outcomes = parallel::map(&numbers, |&draw| {
            if watch.stopped() {
                return None;
            }
            let outcome = outcome(scenario, history, draw);
            watch.advance();
            Some(outcome)
        });
        let mut found = Self {
            taken,
            counted: 0,
            uncertified: Vec::new(),
            impossible: Vec::new(),
            spread: Vec::new(),
            draws: Vec::new(),
        };
        for (draw, outcome) in outcomes.into_iter().enumerate() {
            match outcome.ok_or(Stopped)? {
                Outcome::Uncertified => found.uncertified.push(draw),
                Outcome::Impossible => found.impossible.push(draw),
                Outcome::Scored(score) => found.draws.push(score),
            }
        }
        found.counted = found.draws.len();
        found.spread = (0..HORIZONS.len()).filter_map(|place| spread(&found.draws, place)).collect();
        Ok(found)
    }
}

fn outcome(scenario: &Scenario, history: &History, draw: usize) -> Outcome {
    let equilibrium = Equilibrium::new(scenario, &shocks::parameters(scenario, draw));
    if !equilibrium.certified() {
        return Outcome::Uncertified;
    }
    let filtered = filter(scenario, &equilibrium, history, HORIZONS[1]);
    if filtered.impossible_from().is_some() {
        return Outcome::Impossible;
    }
    let codes: Vec<Option<bool>> = history.quarters.iter().map(|observed| observed.dispute).collect();
    let scores = HORIZONS.map(|ahead| totals(&marks(&stated(&filtered, ahead), &codes)));
    let log_sum = scores.iter().map(|(_, sum, ..)| *sum).collect();
    Outcome::Scored(DrawScore { draw, log_sum, brier: scores.iter().map(|(.., brier)| *brier).collect() })
}

fn spread(draws: &[DrawScore], place: usize) -> Option<Spread> {
    let of = |value: &dyn Fn(&DrawScore) -> f64| {
        let values: Vec<f64> = draws.iter().map(value).collect();
        let cluster = |&value: &f64| {
            let mut cluster = Cluster::default();
            cluster.add(1.0, value);
            cluster
        };
        let estimate = mean(&values.iter().map(cluster).collect::<Vec<_>>())?;
        Some((estimate, Sorted::new(values, 1.0).summary()?))
    };
    let (log_sum, log_quantiles) = of(&|draw| draw.log_sum[place])?;
    let (brier, brier_quantiles) = of(&|draw| draw.brier[place])?;
    Some(Spread { ahead: HORIZONS[place], log_sum, log_quantiles, brier, brier_quantiles })
}
