//! Elementary effects: how far an output moves when one factor takes a step and the others stay.
//!
//! Takes the changes of an output over steps of one length, gives the measures of M. D. Morris (Technometrics 33, 1991,
//! 161–174) with the mean size of F. Campolongo, J. Cariboni and A. Saltelli (Environmental Modelling & Software 22, 2007,
//! 1509–1518).

use super::Sorted;
use super::mean::moments;
use serde::{Deserialize, Serialize};

/// What the steps of one factor do to an output.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Effects {
    /// Steps that count.
    pub steps: usize,
    /// μ: mean effect, a change over the length of its step.
    pub mean: f64,
    /// μ*: mean size of the effects.
    pub size: f64,
    /// σ: their standard deviation; large where the effect depends on where the others stand, or on the factor itself.
    pub deviation: f64,
    /// Size of the largest change of one step.
    pub largest: f64,
    /// Median size of the changes.
    pub median: f64,
}

/// The effects of a factor from its changes, upward ones as they are and downward ones with the other sign; `None` without
/// any.
pub fn effects(changes: &[f64], step: f64) -> Option<Effects> {
    let sizes = Sorted::new(changes.iter().map(|change| change.abs()).collect());
    let (largest, median) = (sizes.quantile(1.0)?, sizes.quantile(0.5)?);
    let effects: Vec<f64> = changes.iter().map(|change| change / step).collect();
    let (mean, spread) = moments(&effects);
    let count = effects.len() as f64;
    let deviation = spread * (count / (count - 1.0).max(1.0)).sqrt();
    let size = effects.iter().map(|effect| effect.abs()).sum::<f64>() / count;
    Some(Effects { steps: changes.len(), mean, size, deviation, largest, median })
}

impl Effects {
    /// Mean square of the effects: of an output that is a sum of straight lines, in proportion to each factor's share of the
    /// variance.
    pub fn mean_square(&self) -> f64 {
        let count = self.steps as f64;
        self.mean * self.mean + self.deviation * self.deviation * (count - 1.0) / count
    }

    /// Whether the largest change is more than so many times the median one: the output jumps somewhere.
    pub fn jumps(&self, times: f64) -> bool {
        self.largest > times * self.median
    }
}
