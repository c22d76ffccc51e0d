//! How the headline settles as draws are added (model page §5).
//!
//! Takes the certified draws in their order, gives the share of the main event in the first few of them, in twice as many, and
//! so on, with its standard error.

use super::headline::Headline;
use super::sample::Columns;
use crate::forecast::kept::Draws;
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::stats::mean::of_values;
use serde::{Deserialize, Serialize};

/// Most points that are told.
const POINTS: usize = 40;
/// Fewest draws of a point: a standard error of fewer says little.
const FEWEST: usize = 8;

/// The headline in more and more draws.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Convergence {
    /// The main event, or the most frequent kind of history where no event is named.
    pub what: String,
    /// The block that its share is of: `all`, or the only branch.
    pub block: String,
    /// The share in the first so many certified draws; the last point is of all.
    pub points: Vec<(usize, Estimate)>,
}

impl Convergence {
    /// `None` with fewer certified draws than a point takes.
    pub fn new(scenario: &Scenario, draws: &Draws) -> Option<Self> {
        let Headline { name, block, by_draw, .. } = Headline::new(&Columns::new(scenario, draws))?;
        let step = by_draw.len().div_ceil(POINTS).max(1);
        let counts = (step..by_draw.len()).step_by(step).filter(|count| *count >= FEWEST).chain([by_draw.len()]);
        let point = |count: usize| Some((count, of_values(by_draw[..count].iter().copied())?));
        let points = counts.filter_map(point).collect();
        (by_draw.len() >= FEWEST).then_some(Self { what: name, block: block.name, points })
    }

    /// The standard error in all draws.
    pub fn error(&self) -> Option<f64> {
        self.points.last()?.1.standard_error
    }
}
