//! The charts of a comparison.
//!
//! Takes a [`Comparison`], gives figures: every difference with its interval (`effects-…`), how the paired differences
//! are distributed (`difference-…`), chapters as the odds of a branch move (`odds`), and of variants only what happens at each
//! value (`by-value`).

use super::{by_value, difference, effects, odds};
use crate::findings::compare::{Comparison, Contrast, Kind};
use crate::report::chart::kit::*;

/// Most contrasts that are drawn.
const MOST: usize = 8;

/// Every chart that the comparison has numbers for, always in the same order.
///
/// # Errors
/// If a chart cannot be drawn.
pub fn figures(comparison: &Comparison) -> Result<Vec<Figure>, ChartError> {
    if comparison.kind == Kind::Variants {
        return Ok(by_value::figure(comparison)?.into_iter().collect());
    }
    let shown: Vec<&Contrast> = comparison.contrasts.iter().filter(|contrast| contrast.felt).take(MOST).collect();
    let effects = shown.iter().enumerate().map(|(index, contrast)| effects::figure(comparison, contrast, index));
    let differences = difference::figures(comparison, &shown);
    effects.chain(differences).chain([odds::figure(comparison)]).filter_map(Result::transpose).collect()
}
