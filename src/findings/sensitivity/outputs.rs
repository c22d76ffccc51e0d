//! What the analysis is of: every measure over all outcomes, in each branch, and its difference from a reference branch.
//!
//! Takes a scenario, gives its outputs and reads their values off what was found at a point; gives the base rows of which
//! every point is certified.

use crate::findings::ALL_BRANCHES;
use crate::forecast::branching::BranchCase;
use crate::forecast::sensitivity::evaluate::{Evaluation, Unit, measures};
use crate::scenario::Scenario;
use serde::Serialize;

/// A number that follows from the inputs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Output {
    /// Name of what is measured.
    pub quantity: String,
    /// Its unit.
    pub unit: &'static str,
    /// Where: `all`, or a branch.
    pub branch: String,
    /// The branch that it is compared with, if it is a difference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(skip)]
    measure: usize,
    /// Its branch, by place; `None` for all.
    #[serde(skip)]
    case: Option<usize>,
    #[serde(skip)]
    against: Option<usize>,
}

/// The outputs of a scenario: measure by measure those over all outcomes, of each branch, and the differences from a
/// branch, by its place.
pub fn outputs(scenario: &Scenario, reference: usize) -> Vec<Output> {
    let cases = BranchCase::all(scenario);
    let name = |case: usize| cases[case].name.clone();
    let mut found = Vec::new();
    for (measure, stated) in measures(scenario).into_iter().enumerate() {
        let unit = match stated.unit {
            Unit::Share => "share",
            Unit::Count => "count",
            Unit::Points => "pp/yr",
        };
        let of = |branch: String, case, against: Option<usize>| Output {
            quantity: stated.name.clone(),
            unit,
            branch,
            reference: against.map(name),
            measure,
            case,
            against,
        };
        if cases.len() > 1 {
            found.push(of(ALL_BRANCHES.into(), None, None));
        }
        found.extend((0..cases.len()).map(|case| of(name(case), Some(case), None)));
        let others = (0..cases.len()).filter(|case| *case != reference);
        found.extend(others.map(|case| of(name(case), Some(case), Some(reference))));
    }
    found
}

/// Of each base row the points that belong to it, left out if one of them is not certified.
pub(super) fn complete(found: &[Option<Evaluation>], size: usize) -> impl Iterator<Item = Vec<&Evaluation>> {
    found.chunks(size).filter_map(|points| points.iter().map(Option::as_ref).collect())
}

impl Output {
    /// Its value at a point.
    pub fn value(&self, at: &Evaluation) -> f64 {
        let in_branch = |case: usize| at.branches[case][self.measure];
        let all = || at.odds.iter().enumerate().map(|(case, odds)| odds * in_branch(case)).sum();
        self.case.map_or_else(all, in_branch) - self.against.map_or(0.0, in_branch)
    }

    /// Whether it is over all outcomes, or of the only branch.
    pub fn is_whole(&self) -> bool {
        self.reference.is_none() && (self.case.is_none() || self.branch == crate::forecast::branching::BASELINE)
    }

    /// Whether it is a share of quarters or a level between 0 and 1.
    pub fn is_share(&self) -> bool {
        self.unit == "share"
    }
}
