//! Exact means of every draw as rows: over the path, or quarter by quarter (model page §5).
//!
//! Takes the exact means of draws, gives plain data: the rows, and how far the means over the path move between draws.

use super::Spread;
use super::claims::Draws;
use crate::base::identifier::identifiers;
use crate::forecast::branching::BranchCase;
use crate::forecast::exact::Means;
pub(crate) use crate::forecast::kept::all_over_path;
use crate::forecast::quantity::Quantity;
use crate::scenario::Scenario;
use crate::stats::mean::of_values;
use serde::Serialize;

/// Exact means of every draw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DrawMeans {
    /// Name of the scenario.
    pub scenario: String,
    /// How many draws there are, and how many of them are certified.
    pub draws: Draws,
    /// Names of the quantities, as identifiers: the order of the numbers in each row.
    pub quantities: Vec<String>,
    /// Mean and spread over the certified draws of the means over the path.
    pub over_draws: Vec<OverDraws>,
    /// By draw and branch, and by quarter if that was asked.
    pub rows: Vec<DrawMean>,
}

/// The means of one draw in one branch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DrawMean {
    /// Number of the draw.
    pub draw: usize,
    /// Name of the branch.
    pub branch: String,
    /// The quarter; `None` if the means are averages over all quarters of the path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quarter: Option<String>,
    /// The means; `None` if the draw is not certified.
    pub means: Option<Vec<f64>>,
}

/// A quantity's mean over the path, over the draws.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OverDraws {
    /// Name of the branch.
    pub branch: String,
    /// Name of the quantity.
    pub quantity: String,
    /// Mean over the draws.
    pub mean: f64,
    /// Quantiles over the draws.
    #[serde(flatten)]
    pub spread: Spread,
}

/// Names of the quantities as identifiers.
pub(crate) fn quantities(scenario: &Scenario) -> Vec<String> {
    let families: Vec<String> = scenario.offers.iter().map(|offer| offer.name.clone()).collect();
    identifiers(Quantity::all(families.len()).iter().map(|quantity| quantity.name(&families)))
}

impl DrawMeans {
    /// The means of draws, each with its number and its branches in order; `None` of draws that are not certified.
    pub(crate) fn new(scenario: &Scenario, draws: &[(usize, Option<Vec<&Means>>)], by_quarter: bool) -> Self {
        let cases = BranchCase::all(scenario);
        let quantities = quantities(scenario);
        let of_draw = |(draw, branches): &(usize, Option<Vec<&Means>>)| {
            let branch = |(at, case): (usize, &BranchCase)| {
                let means = branches.as_ref().map(|branches| branches[at]);
                rows(scenario, *draw, &case.name, means, by_quarter)
            };
            cases.iter().enumerate().flat_map(branch).collect::<Vec<_>>()
        };
        let certified: Vec<&Vec<&Means>> = draws.iter().filter_map(|(_, branches)| branches.as_ref()).collect();
        let over = |(at, case): (usize, &BranchCase)| {
            let paths: Vec<Vec<f64>> = certified.iter().map(|branches| all_over_path(branches[at])).collect();
            over_draws(&case.name, &quantities, &paths)
        };
        Self {
            scenario: scenario.id.clone(),
            draws: Draws { taken: draws.len(), certified: certified.len() },
            over_draws: cases.iter().enumerate().flat_map(over).collect(),
            rows: draws.iter().flat_map(of_draw).collect(),
            quantities,
        }
    }
}

/// The rows of a draw in a branch.
fn rows(scenario: &Scenario, draw: usize, branch: &str, means: Option<&Means>, by_quarter: bool) -> Vec<DrawMean> {
    let row = |quarter, means| DrawMean { draw, branch: branch.to_owned(), quarter, means };
    match by_quarter {
        false => vec![row(None, means.map(all_over_path))],
        true => (0..scenario.periods)
            .map(|quarter| {
                row(Some(scenario.first.plus(quarter).to_string()), means.map(|means| means[quarter].clone()))
            })
            .collect(),
    }
}

/// Mean and spread of each quantity, given its values draw by draw.
fn over_draws(branch: &str, quantities: &[String], draws: &[Vec<f64>]) -> Vec<OverDraws> {
    let of = |(index, quantity): (usize, &String)| {
        let values: Vec<f64> = draws.iter().map(|means| means[index]).collect();
        Some(OverDraws {
            branch: branch.to_owned(),
            quantity: quantity.clone(),
            mean: of_values(values.iter().copied())?.value,
            spread: Spread::of(values)?,
        })
    };
    quantities.iter().enumerate().filter_map(of).collect()
}
