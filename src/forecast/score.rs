//! What a coded quarter is scored by and known by (model page §9).
//!
//! Takes a predicted probability and what came, gives its scores; takes what was seen in a quarter, gives what of it is
//! known to have happened.

use super::exact::Seen;
use crate::scenario::Observed;

/// Probabilities nearer to 0 or 1 than this are scored as if they were this near.
pub const CLIP: f64 = 1e-4;

/// Log score and Brier score of a predicted probability, where `code` came.
pub fn score(probability: f64, code: bool) -> (f64, f64) {
    let clipped = probability.clamp(CLIP, 1.0 - CLIP);
    let (given, outcome) = if code { (clipped, 1.0) } else { (1.0 - clipped, 0.0) };
    (libm::log(given), (probability - outcome) * (probability - outcome))
}

/// The events that the record names.
pub(super) fn seen(observed: &Observed) -> Seen {
    let Observed { agreement, integration_step, entrapment, .. } = *observed;
    Seen { agreement, integration_step, entrapment }
}
