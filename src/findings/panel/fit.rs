//! Whether what the model states is as frequent as it says, and whether branches differ in the direction that it says
//! (docs/panel.md).
//!
//! Takes cells or cases, gives bins and contrasts.

use super::case::Case;
use super::cell::{ALL_OUTCOMES, Cell, Forecaster, Given};
use super::part::Part;
use crate::forecast::panel::Outlooks;
use crate::scenario::{BRANCHES, OUTCOMES};
use serde::{Deserialize, Serialize};

/// Bins of stated probability.
const BINS: usize = 5;
/// Fewest episodes of a branch in a contrast.
const FEWEST: usize = 2;

/// Cells with about the same stated probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Outcome, or `all`.
    pub outcome: String,
    /// Least probability of the bin.
    pub from: f64,
    /// Its upper end.
    pub to: f64,
    /// Cells in it.
    pub cells: usize,
    /// Mean of what the model stated given the branch that came; absent if there is none.
    pub stated: Option<f64>,
    /// Share that came; absent if there is none.
    pub came: Option<f64>,
}

/// How two branches differ in an outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contrast {
    /// The outcome.
    pub outcome: String,
    /// One branch.
    pub first: String,
    /// The other.
    pub second: String,
    /// Episodes in which the first came and the outcome is known.
    pub first_cells: usize,
    /// The same of the second.
    pub second_cells: usize,
    /// Share after the second less that after the first.
    pub coded: f64,
    /// The model's mean probability in the second less that in the first, over all episodes.
    pub model: f64,
    /// Whether both have one sign; absent where the shares are equal.
    pub agrees: Option<bool>,
}

/// Bins of the main part by outcome, and one line of all of them for each: from 0 to 1.
pub(super) fn calibration(cells: &[Cell]) -> Vec<Bin> {
    let mut found = Vec::new();
    for outcome in OUTCOMES.into_iter().chain([ALL_OUTCOMES]) {
        let fits = |cell: &&Cell| cell.part == Part::Main && (outcome == ALL_OUTCOMES || cell.outcome == outcome);
        let own: Vec<(f64, bool)> =
            cells.iter().filter(fits).map(|cell| (cell.stated(Given::Branch, Forecaster::Model), cell.came)).collect();
        let bin = |from: f64, to: f64, of: &[(f64, bool)]| {
            let count = of.len() as f64;
            let mean = |sum: f64| (!of.is_empty()).then_some(sum / count);
            Bin {
                outcome: outcome.to_owned(),
                from,
                to,
                cells: of.len(),
                stated: mean(of.iter().map(|(stated, _)| stated).sum()),
                came: mean(of.iter().map(|(_, came)| f64::from(u8::from(*came))).sum()),
            }
        };
        for at in 0..BINS {
            let [from, to] = [at, at + 1].map(|end| end as f64 / BINS as f64);
            let last = at + 1 == BINS;
            let inside: Vec<(f64, bool)> =
                own.iter().copied().filter(|(stated, _)| *stated >= from && (last || *stated < to)).collect();
            found.push(bin(from, to, &inside));
        }
        found.push(bin(0.0, 1.0, &own));
    }
    found
}

/// Contrasts of all outcomes and pairs of branches with enough episodes.
pub(super) fn contrasts(cases: &[Case<'_>], outlooks: &Outlooks) -> Vec<Contrast> {
    let mut found = Vec::new();
    for (at, outcome) in OUTCOMES.iter().enumerate() {
        let main = cases.iter().zip(outlooks).filter(|(case, _)| case.part() == Part::Main);
        let known: Vec<_> =
            main.filter_map(|(case, outlook)| Some((case, outlook.as_ref()?, case.outcomes[at]?))).collect();
        let share = |branch: usize| {
            let own: Vec<bool> =
                known.iter().filter(|(case, ..)| case.episode.came == branch).map(|known| known.2).collect();
            let hits = own.iter().filter(|came| **came).count();
            (own.len(), hits as f64 / own.len() as f64)
        };
        let stated = |branch: usize| {
            known.iter().map(|(_, outlook, _)| outlook[branch].outcomes()[at]).sum::<f64>() / known.len() as f64
        };
        for first in 0..BRANCHES.len() {
            for second in first + 1..BRANCHES.len() {
                let ((first_cells, one), (second_cells, other)) = (share(first), share(second));
                if first_cells < FEWEST || second_cells < FEWEST {
                    continue;
                }
                let (coded, model) = (other - one, stated(second) - stated(first));
                let differs = coded.abs() > 1e-9;
                found.push(Contrast {
                    outcome: (*outcome).to_owned(),
                    first: BRANCHES[first].to_owned(),
                    second: BRANCHES[second].to_owned(),
                    first_cells,
                    second_cells,
                    coded,
                    model,
                    agrees: differs.then_some(coded * model > 0.0),
                });
            }
        }
    }
    found
}
