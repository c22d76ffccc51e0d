//! The charts of a comparison.
//!
//! Takes a [`Comparison`], gives figures: every difference with its interval (`effects-…`), how the paired differences
//! are distributed (`difference-…`), and chapters as the odds of a branch move (`odds`).

use super::{difference, effects, odds};
use crate::findings::ALL_BRANCHES;
use crate::findings::compare::{Comparison, Contrast, Kind};
use crate::report::chart::kit::*;

/// Most contrasts that are drawn.
const MOST: usize = 8;

/// Every chart that the comparison has numbers for, always in the same order.
///
/// # Errors
/// If a chart cannot be drawn.
pub fn figures(comparison: &Comparison) -> Result<Vec<Figure>, ChartError> {
    let shown = shown(comparison);
    let effects = shown.iter().enumerate().map(|(index, contrast)| effects::figure(comparison, contrast, index));
    let differences = difference::figures(comparison, &shown);
    effects.chain(differences).chain([odds::figure(comparison)]).filter_map(Result::transpose).collect()
}

/// The contrasts that are drawn: of variants, their mixtures of all branches; no more than eight.
fn shown(comparison: &Comparison) -> Vec<&Contrast> {
    let felt = || comparison.contrasts.iter().filter(|contrast| contrast.felt);
    let mixed = felt().any(|contrast| contrast.case.branch == ALL_BRANCHES);
    let only_all = comparison.kind == Kind::Variants && mixed;
    felt().filter(|contrast| !only_all || contrast.case.branch == ALL_BRANCHES).take(MOST).collect()
}
