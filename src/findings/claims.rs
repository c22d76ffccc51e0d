//! The claims of a scenario, evaluated: what the model gives, what it should, and in how many draws it does (model
//! page §6).
//!
//! Takes a scenario and the numbers that its checks found at central values and in draws, gives plain data.

use super::Estimate;
use crate::forecast::evidence::Evidence;
pub use crate::forecast::evidence::Found;
use crate::scenario::Scenario;
use crate::scenario::claim::{Bound, BoundKind, Claim, ClaimCheck, Finds, Outcomes, Trend};
use crate::stats::interval::Proportion;
use crate::stats::mean::of_values;
use serde::{Deserialize, Serialize};

/// The claims of a scenario, evaluated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claims {
    /// Name of the scenario.
    pub scenario: String,
    /// In the order of the file.
    pub claims: Vec<ClaimResult>,
    /// Draws that were taken, if the claims were put to draws of the uncertain numbers.
    pub draws: Option<Draws>,
}

/// Draws that the claims were put to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draws {
    /// In all.
    pub taken: usize,
    /// Draws in which every game that the claims need was certified: only these count.
    pub certified: usize,
}

/// One claim, evaluated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClaimResult {
    /// Its name.
    pub claim: String,
    /// The claim in a sentence.
    pub says: String,
    /// Whether all its checks hold at central values.
    pub holds: bool,
    /// Share of the draws in which all its checks hold.
    pub robustness: Option<Robustness>,
    /// Its checks.
    pub checks: Vec<CheckResult>,
}

/// One check, evaluated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckResult {
    /// What is checked, in words.
    pub check: String,
    /// What it should be, in words.
    pub bound: String,
    /// The numbers at central values.
    pub found: Vec<Found>,
    /// Whether all of them are as they should be.
    pub holds: bool,
    /// Share of the draws in which they are.
    pub robustness: Option<Robustness>,
}

/// In how many draws of the uncertain numbers something holds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Robustness {
    /// Share of the certified draws.
    pub share: Estimate,
    /// Lower end of its 95% interval.
    pub low95: f64,
    /// Upper end.
    pub high95: f64,
}

impl Claims {
    /// Judges the claims by what their checks found at central values.
    pub fn new(scenario: &Scenario, central: Evidence) -> Self {
        let claims = scenario.claims.iter().zip(central).map(|(claim, found)| result(claim, found)).collect();
        Self { scenario: scenario.id.clone(), claims, draws: None }
    }

    /// The same with the share of the draws in which they hold; `None` of a draw is one in which a game is not certified.
    #[must_use]
    pub fn over(mut self, scenario: &Scenario, draws: &[Option<Evidence>]) -> Self {
        let certified: Vec<Vec<Vec<bool>>> = draws.iter().flatten().map(|found| verdicts(scenario, found)).collect();
        for (index, claim) in self.claims.iter_mut().enumerate() {
            claim.robustness = share(certified.iter().map(|claims| claims[index].iter().all(|holds| *holds)));
            for (number, check) in claim.checks.iter_mut().enumerate() {
                check.robustness = share(certified.iter().map(|claims| claims[index][number]));
            }
        }
        self.draws = Some(Draws { taken: draws.len(), certified: certified.len() });
        self
    }

    /// Whether every claim holds at central values.
    pub fn hold(&self) -> bool {
        self.claims.iter().all(|claim| claim.holds)
    }
}

fn verdicts(scenario: &Scenario, found: &[Vec<Vec<Found>>]) -> Vec<Vec<bool>> {
    let of_claim = |(claim, found): (&Claim, &Vec<Vec<Found>>)| {
        claim.checks.iter().zip(found).map(|(check, found)| holds(check, found)).collect()
    };
    scenario.claims.iter().zip(found).map(of_claim).collect()
}

fn result(claim: &Claim, found: Vec<Vec<Found>>) -> ClaimResult {
    let checks: Vec<CheckResult> = claim
        .checks
        .iter()
        .zip(found)
        .map(|(check, found)| CheckResult {
            check: check.name.clone(),
            bound: bound_in_words(check),
            holds: holds(check, &found),
            robustness: None,
            found,
        })
        .collect();
    ClaimResult {
        claim: claim.name.clone(),
        says: claim.says.clone(),
        holds: checks.iter().all(|check| check.holds),
        robustness: None,
        checks,
    }
}

/// Whether all numbers are there, within the bounds, and move as they should.
fn holds(check: &ClaimCheck, found: &[Found]) -> bool {
    let Some(values) = found.iter().map(|found| found.value).collect::<Option<Vec<f64>>>() else { return false };
    let within = |bound: &Bound| values.iter().all(|&value| inside(bound, value));
    let moves = match check.trend {
        None => true,
        Some(Trend::Rising) => values.windows(2).all(|pair| pair[0] < pair[1]),
        Some(Trend::Falling) => values.windows(2).all(|pair| pair[0] > pair[1]),
    };
    check.bounds.iter().all(within) && moves
}

fn inside(bound: &Bound, value: f64) -> bool {
    match bound.kind {
        BoundKind::AtLeast => value >= bound.value,
        BoundKind::AtMost => value <= bound.value,
        BoundKind::Above => value > bound.value,
        BoundKind::Below => value < bound.value,
    }
}

fn bound_in_words(check: &ClaimCheck) -> String {
    let bound = |bound: &Bound| match bound.kind {
        BoundKind::AtLeast => format!("at least {}", bound.value),
        BoundKind::AtMost => format!("at most {}", bound.value),
        BoundKind::Above => format!("above {}", bound.value),
        BoundKind::Below => format!("below {}", bound.value),
    };
    let trend = check.trend.map(|trend| match trend {
        Trend::Rising => "rising".to_owned(),
        Trend::Falling => "falling".to_owned(),
    });
    let parts: Vec<String> = check.bounds.iter().map(bound).chain(trend).collect();
    let each = match &check.found {
        Finds::Measured { along: Some(_), .. } if !check.bounds.is_empty() => ", at every level",
        Finds::PathShare { of: Outcomes::Every, .. } => ", in every branch",
        _ => "",
    };
    format!("{}{each}", parts.join(", "))
}

/// Share of draws, with the interval of independent trials.
fn share(holds: impl Iterator<Item = bool>) -> Option<Robustness> {
    let values: Vec<f64> = holds.map(|holds| f64::from(u8::from(holds))).collect();
    let estimate = of_values(values.iter().copied())?;
    let (low95, high95) = Proportion { estimate, trials: values.len(), independent: values.len() }.interval();
    Some(Robustness { share: estimate, low95, high95 })
}
