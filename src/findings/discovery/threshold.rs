//! Where the probability of an event crosses a value as one number moves, all others at their central values (model page §5).
//!
//! Takes the exact probability as a function of one number, gives for each uncertain number the value nearest to the central
//! one at which it crosses, by the search of [`breakeven`](crate::findings::breakeven). Values are tried within the range that
//! the number is drawn from. In the odds of one outcome, the others keeping their proportions, the probability over all
//! outcomes is a straight line, from 0 to 1.

use crate::base::parallel::{self, Stopped, Watch};
use crate::base::units::Range;
use crate::findings::breakeven::{Crossing, crossing};
use crate::scenario::{Election, Scenario, Uncertain, gloss};
use serde::Serialize;

/// Where a probability crosses a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Thresholds {
    /// The value.
    pub at: f64,
    /// The probability with every number at its central value; absent if the games are not certified there.
    pub central: Option<f64>,
    /// The uncertain numbers: those that cross, the nearest to their central values first, then the others in the order of the
    /// file.
    pub numbers: Vec<Threshold>,
    /// The odds of each outcome of the first election, moved from 0 to 1 however certain they are; in the same order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub odds: Vec<Threshold>,
}

/// One number's threshold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Threshold {
    /// Its key.
    pub key: String,
    /// What it means.
    pub gloss: String,
    /// Its central value.
    pub central: f64,
    /// Least and greatest value tried; where the range has no end, none is shown.
    pub range: (Option<f64>, Option<f64>),
    /// The probability at either.
    pub ends: (Option<f64>, Option<f64>),
    /// Where it crosses; absent if it does not between the two. `width` is the probability there less the value asked.
    pub crossing: Option<Crossing>,
    /// How far that is from the central value, in shares of the range.
    pub distance: Option<f64>,
    /// Values tried at which the games are not certified.
    pub left_out: usize,
}

impl Threshold {
    /// Whether it is of the odds of an outcome.
    pub fn is_odds(&self) -> bool {
        self.key.starts_with("election.") && self.key.ends_with(".probability")
    }
}

impl Thresholds {
    /// `chance` gives the probability with the number of a key at a value; the empty key stands for none.
    ///
    /// # Errors
    /// [`Stopped`] if the watch says so.
    pub fn new(
        scenario: &Scenario,
        at: f64,
        chance: &(dyn Fn(&str, f64) -> Option<f64> + Sync),
        watch: &dyn Watch,
    ) -> Result<Self, Stopped> {
        let uncertain = scenario.uncertain();
        watch.begin(uncertain.len());
        let each = |place: usize| of(scenario, &uncertain[place], at, chance);
        let numbers = parallel::watched(uncertain.len(), watch, each)?;
        Ok(Self { at, central: chance("", 0.0), numbers: by_distance(numbers), odds: Vec::new() })
    }

    /// With the odds of each outcome of the first election, from the probabilities in each. Nothing is added if the election
    /// comes after the first quarter: the players then expect it, and other odds would be another game.
    pub fn with_odds(mut self, scenario: &Scenario, chances: &[f64]) -> Self {
        if let Some(election) = scenario.elections.first().filter(|election| election.quarter == 0) {
            let of = |branch| odds(election, branch, chances, self.at);
            self.odds = by_distance((0..election.branches.len()).filter_map(of).collect());
        }
        self
    }

    /// The numbers, then the odds.
    pub fn all(&self) -> impl Iterator<Item = &Threshold> {
        self.numbers.iter().chain(&self.odds)
    }
}

/// Those first that cross, the nearest to their central values first of all.
fn by_distance(mut numbers: Vec<Threshold>) -> Vec<Threshold> {
    let distance = |found: &Threshold| found.distance.unwrap_or(f64::INFINITY);
    numbers.sort_by(|one, two| distance(one).total_cmp(&distance(two)));
    numbers
}

/// The odds of one outcome; `None` if the others have none.
fn odds(election: &Election, branch: usize, chances: &[f64], at: f64) -> Option<Threshold> {
    let stated = &election.branches[branch];
    let central = stated.probability;
    let all: f64 = election.branches.iter().zip(chances).map(|(branch, chance)| branch.probability * chance).sum();
    let rest = 1.0 - central;
    let (low, high) = ((rest > 1e-9).then(|| (all - central * chances[branch]) / rest)?, chances[branch]);
    let value = (at - low) / (high - low);
    let crossing = (0.0..=1.0).contains(&value).then_some(Crossing { value, width: 0.0, jump: false });
    Some(Threshold {
        key: stated.odds.key.clone(),
        gloss: format!("odds of “{}”", stated.name),
        central,
        range: (Some(0.0), Some(1.0)),
        ends: (Some(low), Some(high)),
        distance: crossing.map(|found| (found.value - central).abs()),
        crossing,
        left_out: 0,
    })
}

fn of(
    scenario: &Scenario,
    number: &Uncertain,
    at: f64,
    chance: &(dyn Fn(&str, f64) -> Option<f64> + Sync),
) -> Threshold {
    let (low, high) = number.distribution.map_or((number.central, number.central), |prior| prior.support());
    let finite = |value: f64| value.is_finite().then_some(value);
    let range = Range { low, high, above_low: false, below_high: false };
    let (found, left_out) = crossing(number.central, &range, |value| Some(chance(&number.key, value)? - at));
    let end = |value: f64| finite(value).and_then(|value| chance(&number.key, value));
    Threshold {
        gloss: gloss(&number.key, scenario).unwrap_or_else(|| number.key.clone()),
        key: number.key.clone(),
        central: number.central,
        range: (finite(low), finite(high)),
        ends: (end(low), end(high)),
        distance: found.map(|found| {
            let gap = (found.value - number.central).abs();
            if (high - low).is_finite() && high > low {
                gap / (high - low)
            } else {
                gap / number.central.abs().max(1e-9)
            }
        }),
        crossing: found,
        left_out,
    }
}
