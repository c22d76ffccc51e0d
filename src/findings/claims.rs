//! The claims of a scenario, evaluated: what the model gives, what it should, and in how many draws it does (model
//! page §6). A check may name numbers that switch a mechanism off; with them it must fail.
//!
//! Takes a scenario and the numbers that its checks found at central values and in draws, gives plain data.

use super::Estimate;
pub use crate::forecast::evidence::Found;
use crate::forecast::evidence::{CheckEvidence, Evidence};
use crate::scenario::Scenario;
pub use crate::scenario::claim::ClaimKind;
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
    /// Draws in which every game that the claims need was certified.
    pub certified: usize,
}

/// One claim, evaluated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClaimResult {
    /// Its name.
    pub claim: String,
    /// Whose claim it is.
    pub kind: ClaimKind,
    /// The claim in a sentence.
    pub says: String,
    /// Whether all its checks hold at central values, and fail where they should.
    pub holds: bool,
    /// Share of the draws in which they do.
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
    /// The same with the check's mechanism off, where it should fail.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub counterfactual: Option<Counterfactual>,
}

impl CheckResult {
    /// Whether it holds at central values, and fails with its mechanism off if it has a counterfactual.
    pub(crate) fn stands(&self) -> bool {
        self.holds && self.counterfactual.as_ref().is_none_or(|without| without.fails)
    }
}

/// A check with a mechanism of the model off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counterfactual {
    /// The numbers that switch it off, in words.
    pub without: String,
    /// The numbers at central values.
    pub found: Vec<Found>,
    /// Whether the check fails, as it should.
    pub fails: bool,
    /// Share of the draws in which it does.
    pub robustness: Option<Robustness>,
}

/// In how many draws of the uncertain numbers something holds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Robustness {
    /// Draws in which the games that it needs were certified: only these count.
    pub draws: usize,
    /// Share of them.
    pub share: Estimate,
    /// Lower end of its 95% interval.
    pub low95: f64,
    /// Upper end.
    pub high95: f64,
}

impl Claims {
    /// Judges the claims by what their checks found at central values; `None` if a game that they need is not certified.
    pub fn new(scenario: &Scenario, central: Evidence) -> Option<Self> {
        let claims = scenario.claims.iter().zip(central).map(|(claim, found)| result(claim, found));
        Some(Self { scenario: scenario.id.clone(), claims: claims.collect::<Option<_>>()?, draws: None })
    }

    /// The same with the share of the draws in which they hold.
    #[must_use]
    pub fn over(mut self, scenario: &Scenario, draws: &[Evidence]) -> Self {
        let verdicts: Vec<Vec<Vec<Option<Verdict>>>> = draws.iter().map(|found| judged(scenario, found)).collect();
        for (index, claim) in self.claims.iter_mut().enumerate() {
            let of_claim = || verdicts.iter().map(|claims| &claims[index]);
            claim.robustness = share(of_claim().filter_map(|checks| all(checks)));
            for (number, check) in claim.checks.iter_mut().enumerate() {
                let of_check = || of_claim().filter_map(|checks| checks[number]);
                check.robustness = share(of_check().map(|verdict| verdict.holds));
                if let Some(counterfactual) = &mut check.counterfactual {
                    counterfactual.robustness = share(of_check().map(|verdict| verdict.fails_without));
                }
            }
        }
        let certified = draws.iter().filter(|claims| claims.iter().flatten().all(Option::is_some)).count();
        self.draws = Some(Draws { taken: draws.len(), certified });
        self
    }

    /// Whether every claim holds at central values.
    pub fn hold(&self) -> bool {
        self.claims.iter().all(|claim| claim.holds)
    }
}

/// How a check comes out in a draw.
#[derive(Clone, Copy)]
struct Verdict {
    holds: bool,
    /// Whether it fails with its mechanism off; true if it has no counterfactual.
    fails_without: bool,
}

fn judged(scenario: &Scenario, found: &Evidence) -> Vec<Vec<Option<Verdict>>> {
    let of_check =
        |(check, found): (&ClaimCheck, &Option<CheckEvidence>)| found.as_ref().map(|found| verdict(check, found));
    let of_claim = |(claim, found): (&Claim, &Vec<_>)| claim.checks.iter().zip(found).map(of_check).collect();
    scenario.claims.iter().zip(found).map(of_claim).collect()
}

fn verdict(check: &ClaimCheck, found: &CheckEvidence) -> Verdict {
    // Where the mechanism's absence leaves nothing to measure, that it fails is not shown.
    let there = |found: &[Found]| found.iter().all(|found| found.value.is_some());
    let fails_without = found.without.as_ref().is_none_or(|found| there(found) && !holds(check, found));
    Verdict { holds: holds(check, &found.found), fails_without }
}

/// Whether a claim holds in a draw; `None` if a game that it needs is not certified.
fn all(checks: &[Option<Verdict>]) -> Option<bool> {
    checks.iter().try_fold(true, |all, verdict| verdict.map(|verdict| all && verdict.holds && verdict.fails_without))
}

fn result(claim: &Claim, found: Vec<Option<CheckEvidence>>) -> Option<ClaimResult> {
    let checks = claim.checks.iter().zip(found).map(|(check, found)| Some(checked(check, found?)));
    let checks: Vec<CheckResult> = checks.collect::<Option<_>>()?;
    Some(ClaimResult {
        claim: claim.name.clone(),
        kind: claim.kind,
        says: claim.says.clone(),
        holds: checks.iter().all(CheckResult::stands),
        robustness: None,
        checks,
    })
}

fn checked(check: &ClaimCheck, found: CheckEvidence) -> CheckResult {
    let Verdict { holds, fails_without } = verdict(check, &found);
    let off: Vec<String> = check.without.iter().map(|number| format!("{} = {}", number.key, number.central)).collect();
    CheckResult {
        check: check.name.clone(),
        bound: bound_in_words(check),
        found: found.found,
        holds,
        robustness: None,
        counterfactual: found.without.map(|found| Counterfactual {
            without: off.join(", "),
            found,
            fails: fails_without,
            robustness: None,
        }),
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
    Some(Robustness { draws: values.len(), share: estimate, low95, high95 })
}
