//! How the variance divides among numbers that rise and fall together: Shapley effects (docs/sensitivity.md).
//!
//! Takes what was found at the points of the design for a block of such numbers, gives of every output the share that goes
//! with each of them, and with all other numbers as one.

use super::outputs::{Output, complete};
use crate::forecast::sensitivity::evaluate::Evaluation;
use crate::stats::shapley;
use crate::stats::sobol::Index;
use serde::Serialize;

/// Most numbers of a block that are told apart: each of them doubles the points.
pub const MOST_DIVIDED: usize = 4;

/// A block of numbers that rise and fall together, and what goes with each of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Division {
    /// Their keys.
    pub keys: Vec<String>,
    /// The same in words.
    pub words: Vec<String>,
    /// Base rows; 0 if there are more than [`MOST_DIVIDED`] numbers, and none is told by itself.
    pub rows: usize,
    /// Base rows of which every point is certified: all effects are of these.
    pub complete: usize,
    /// Points in all, and those of them that are not certified.
    pub points: usize,
    /// See [`Division::points`].
    pub uncertified: usize,
    /// Output by output, in their order: the effect of each number, then that of all others as one, if there are any. They
    /// sum to 1. Nothing if the output does not vary.
    pub effects: Vec<Option<Vec<Index>>>,
}

/// The effects of the players on an output, from the base rows of a design with so many points each.
pub fn divided(
    output: &Output,
    found: &[Option<Evaluation>],
    size: usize,
    resamples: &[Vec<usize>],
) -> Option<Vec<Index>> {
    let row = |points: Vec<&Evaluation>| points.into_iter().map(|at| output.value(at)).collect();
    shapley::effects(&complete(found, size).map(row).collect::<Vec<Vec<f64>>>(), resamples)
}
