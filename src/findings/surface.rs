//! How probable an event is at every pair of values of two numbers, all others at their central values (model page §5).
//!
//! Takes the exact probability as a function of two numbers, gives a grid of it over the ranges that they are drawn from, and
//! the line on which it has the value asked for.

use super::Provenance;
use crate::base::parallel::{self, Stopped, Watch};
use crate::scenario::{Scenario, Uncertain, gloss};
use crate::stats::contour::contour;
use serde::Serialize;

/// The grid.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Surface {
    /// Where the numbers come from.
    pub provenance: Provenance,
    /// The event.
    pub event: String,
    /// The clause that tells it in a sentence.
    pub says: String,
    /// The branch, or `all` for the mixture by odds.
    pub branch: String,
    /// The two numbers: across, and upwards.
    pub numbers: [Number; 2],
    /// The probability, row by row upwards; absent where the games are not certified.
    pub chances: Vec<Vec<Option<f64>>>,
    /// The probability with every number at its central value.
    pub central: Option<f64>,
    /// The value asked for.
    pub threshold: f64,
    /// Pieces of the line on which the probability has that value, straight between neighbours of the grid.
    pub line: Vec<[(f64, f64); 2]>,
}

/// One of the two numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Number {
    /// Its key.
    pub key: String,
    /// What it means.
    pub gloss: String,
    /// Its central value.
    pub central: f64,
    /// The values tried, the least first.
    pub values: Vec<f64>,
}

impl Number {
    /// So many values, evenly from end to end of the range that an uncertain number is drawn from; `None` if it has no ends.
    pub fn new(scenario: &Scenario, number: &Uncertain, steps: usize) -> Option<Self> {
        let (low, high) = number.distribution?.support();
        let value = |step: usize| low + (high - low) * step as f64 / (steps - 1) as f64;
        ((high - low).is_finite() && steps > 1).then(|| Self {
            key: number.key.clone(),
            gloss: gloss(&number.key, scenario).unwrap_or_else(|| number.key.clone()),
            central: number.central,
            values: (0..steps).map(value).collect(),
        })
    }
}

impl Surface {
    /// `chance` gives the probability of the scenario's first event with two numbers at values.
    pub fn new(
        scenario: &Scenario,
        branch: &str,
        numbers: [Number; 2],
        threshold: f64,
        chance: &(dyn Fn(f64, f64) -> Option<f64> + Sync),
        provenance: Provenance,
        watch: &dyn Watch,
    ) -> Result<Option<Self>, Stopped> {
        let Some(event) = scenario.events.first() else { return Ok(None) };
        let [across, upwards] = &numbers;
        let width = across.values.len();
        let places: Vec<(f64, f64)> =
            upwards.values.iter().flat_map(|up| across.values.iter().map(|value| (*value, *up))).collect();
        watch.begin(places.len());
        let found = parallel::watched(places.len(), watch, |at| chance(places[at].0, places[at].1))?;
        let chances: Vec<Vec<Option<f64>>> = found.chunks(width).map(<[_]>::to_vec).collect();
        Ok(Some(Self {
            provenance,
            event: event.name.clone(),
            says: event.says.clone(),
            branch: branch.to_owned(),
            central: chance(across.central, upwards.central),
            line: contour(&across.values, &upwards.values, &chances, threshold),
            numbers,
            chances,
            threshold,
        }))
    }
}
