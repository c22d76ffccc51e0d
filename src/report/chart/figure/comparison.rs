//! The charts of a comparison.
//!
//! Takes a [`Comparison`], gives figures: every difference with its interval (`effects-…`), how the paired differences
//! are distributed (`difference-…`), chapters as the odds of a branch move (`odds`), and of variants what happens in
//! each (`by-value` and `by-branch` of one number, `two-values-…` of two, `by-variant` of others).

use super::{by_branch, by_value, by_variant, difference, effects, odds, two_values};
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
        let single = [by_value::figure(comparison), by_branch::figure(comparison), by_variant::figure(comparison)];
        let single = single.into_iter().filter_map(Result::transpose);
        return single.chain(two_values::figures(comparison)).collect();
    }
    let shown: Vec<&Contrast> = comparison.contrasts.iter().filter(|contrast| contrast.felt).take(MOST).collect();
    let effects = shown.iter().enumerate().map(|(index, contrast)| effects::figure(comparison, contrast, index));
    let differences = difference::figures(comparison, &shown);
    effects.chain(differences).chain([odds::figure(comparison)]).filter_map(Result::transpose).collect()
}
