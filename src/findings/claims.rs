//! The claims of a scenario, evaluated: what the model gives, what it should, and in how many draws it does (model
//! page §6).
//!
//! Takes a scenario, gives plain data. Numbers are exact at the central values, but for shares of paths, which are
//! simulated there with a seed of their own place.

mod bench;

use super::Estimate;
use super::estimate::{Cluster, Proportion, mean};
use crate::base::parallel;
use crate::forecast::{Stopped, Watch};
use crate::scenario::Scenario;
use crate::scenario::claim::{Bound, BoundKind, Claim, ClaimCheck, Finds, Outcomes, Trend};
use bench::Bench;
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

/// A number that a check found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The level or the branch that it belongs to; empty if there is but one number.
    pub place: String,
    /// The number; absent if there is none, as for a reservation where the subsidy does not matter.
    pub value: Option<f64>,
    /// Its standard error, for shares of paths; absent for exact numbers.
    pub standard_error: Option<f64>,
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
    /// Evaluates the claims at central values; `None` if a game that they need cannot be certified there.
    pub fn central(scenario: &Scenario) -> Option<Self> {
        let found = evaluate(scenario, &mut Bench::central(scenario))?;
        let claims = scenario.claims.iter().zip(found).map(|(claim, found)| result(claim, found)).collect();
        Some(Self { scenario: scenario.id.clone(), claims, draws: None })
    }

    /// Puts the claims to every draw of the uncertain numbers as well.
    ///
    /// # Errors
    /// [`Stopped`] if the watch says so before all draws are done.
    pub fn robust(self, scenario: &Scenario, watch: &dyn Watch) -> Result<Self, Stopped> {
        let draws: Vec<usize> = scenario.draw_numbers();
        watch.begin(draws.len());
        let verdicts = parallel::map(&draws, |draw| {
            if watch.stopped() {
                return None;
            }
            let verdicts =
                evaluate(scenario, &mut Bench::draw(scenario, *draw)).map(|found| verdicts(scenario, &found));
            watch.advance();
            Some(verdicts)
        });
        let verdicts: Option<Vec<Option<Vec<Vec<bool>>>>> = verdicts.into_iter().collect();
        Ok(self.with(&verdicts.ok_or(Stopped)?))
    }

    fn with(mut self, verdicts: &[Option<Vec<Vec<bool>>>]) -> Self {
        let certified: Vec<&Vec<Vec<bool>>> = verdicts.iter().flatten().collect();
        for (place, claim) in self.claims.iter_mut().enumerate() {
            claim.robustness = share(certified.iter().map(|claims| claims[place].iter().all(|holds| *holds)));
            for (number, check) in claim.checks.iter_mut().enumerate() {
                check.robustness = share(certified.iter().map(|claims| claims[place][number]));
            }
        }
        self.draws = Some(Draws { taken: verdicts.len(), certified: certified.len() });
        self
    }

    /// Whether every claim holds at central values.
    pub fn hold(&self) -> bool {
        self.claims.iter().all(|claim| claim.holds)
    }
}

/// The numbers of every check of every claim; `None` if a game is not certified.
fn evaluate(scenario: &Scenario, bench: &mut Bench<'_>) -> Option<Vec<Vec<Vec<Found>>>> {
    let claim = |claim: &Claim, bench: &mut Bench<'_>| -> Option<Vec<Vec<Found>>> {
        claim.checks.iter().map(|check| bench.numbers(&check.found)).collect()
    };
    scenario.claims.iter().map(|stated| claim(stated, bench)).collect()
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
    let clusters: Vec<Cluster> = holds
        .map(|holds| {
            let mut cluster = Cluster::default();
            cluster.add(1.0, f64::from(u8::from(holds)));
            cluster
        })
        .collect();
    let estimate = mean(&clusters)?;
    let (low95, high95) = Proportion { estimate, trials: clusters.len(), independent: clusters.len() }.interval();
    Some(Robustness { share: estimate, low95, high95 })
}
