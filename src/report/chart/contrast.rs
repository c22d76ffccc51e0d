//! The charts of a comparison.
//!
//! Takes a [`Comparison`], gives figures: every difference with its interval (`effects-…`), how the paired differences
//! are distributed (`difference-…`), and chapters as the odds of a branch move (`odds`).

mod effects;
mod spreads;
mod sweep;

use super::page::provenance;
use super::words::count;
use super::{ChartError, Figure};
use crate::findings::ALL_BRANCHES;
use crate::findings::compare::{Comparison, Contrast, Facts, Kind};

/// Most contrasts that are drawn.
const MOST: usize = 8;

/// Every chart that the comparison has numbers for, always in the same order.
///
/// # Errors
/// If a chart cannot be drawn.
pub fn figures(comparison: &Comparison) -> Result<Vec<Figure>, ChartError> {
    let shown = shown(comparison);
    let effects = shown.iter().enumerate().map(|(place, contrast)| effects::figure(comparison, contrast, place));
    let spreads = spreads::figures(comparison, &shown);
    effects.chain(spreads).chain([sweep::figure(comparison)]).filter_map(Result::transpose).collect()
}

/// The contrasts that are drawn: of variants, their mixtures of all branches; no more than eight.
fn shown(comparison: &Comparison) -> Vec<&Contrast> {
    let felt = || comparison.contrasts.iter().filter(|contrast| contrast.felt);
    let mixed = felt().any(|contrast| contrast.case.branch == ALL_BRANCHES);
    let only_all = comparison.kind == Kind::Variants && mixed;
    felt().filter(|contrast| !only_all || contrast.case.branch == ALL_BRANCHES).take(MOST).collect()
}

/// Where the numbers of a contrast come from, in one line.
fn source(comparison: &Comparison, contrast: &Contrast) -> String {
    let run = |label: &str| comparison.runs.iter().find(|run| run.label == label);
    match (run(&contrast.reference.run), run(&contrast.case.run)) {
        (Some(reference), Some(case)) if reference != case => both(reference, case),
        (Some(one), _) => provenance(&one.provenance, one.certified_draws),
        _ => String::new(),
    }
}

fn both(reference: &Facts, case: &Facts) -> String {
    let (one, two) = (&case.provenance, &reference.provenance);
    let digest = |text: &str| text.chars().take(12).collect::<String>();
    let size = |facts: &Facts| {
        let source = &facts.provenance;
        format!(
            "{} of {} draws × {} paths, seed {}",
            facts.certified_draws,
            source.draws,
            count(source.paths),
            source.seed
        )
    };
    format!(
        "allegiance {} · {} {} ({}) against {} {} ({})",
        one.version,
        one.scenario,
        digest(&one.sha256),
        size(case),
        two.scenario,
        digest(&two.sha256),
        size(reference)
    )
}
