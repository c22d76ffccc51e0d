//! From the equilibrium to distributions: draws × branches × paths, and exact means (model page §5).
//!
//! Takes a [`Scenario`], gives what was found in every draw, in the order of the draws. The only user of random numbers,
//! and the only place that solves games or follows paths draw by draw ([`draws`]).

pub mod branching;
pub mod chapter;
mod course;
pub mod draws;
pub mod equilibria;
pub mod estimate;
pub(crate) mod event;
pub mod evidence;
pub mod exact;
pub mod filter;
pub mod kept;
pub mod learning;
pub mod means;
pub mod occurrence;
pub mod panel;
pub mod path;
pub mod quantile;
pub mod quantity;
pub mod questions;
pub mod replay;
mod score;
pub mod selection;
pub mod sensitivity;
pub mod shocks;
pub(crate) mod size;
pub mod solved;
pub(crate) mod upheaval;

pub use crate::base::parallel::{Needed, Stopped, Unwatched, Watch};
use crate::game::equilibrium::Equilibrium;
use crate::scenario::Scenario;
use branching::BranchCase;
use draws::Unfinished;
use exact::Means;
use means::Solved;
use path::{PathOutcome, follow};
use quantity::Quantity;
use serde::{Deserialize, Serialize};
use shocks::Shocks;

/// Raised whenever the same scenario and seed give other numbers than before.
pub const RESULTS_VERSION: u32 = 6;

/// What was found in a draw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draw {
    /// Its number, one of [`Contents::draw_numbers`](crate::scenario::Contents::draw_numbers).
    pub index: usize,
    /// The uncertain numbers in it, in the order of [`Contents::uncertain`](crate::scenario::Contents::uncertain).
    pub parameters: Vec<f64>,
    /// The odds in it of each branch that results are told apart by ([`shocks::odds`]).
    pub odds: Vec<f64>,
    /// Certificate of each government's game in each era, as in
    /// [`Equilibrium::certificates`](crate::game::equilibrium::Equilibrium::certificates).
    pub certificates: Vec<crate::game::solve::Certificate>,
    /// What followed in each branch; `None` if a game could not be certified.
    pub branches: Option<Vec<BranchOutcome>>,
}

/// What followed in one branch of a draw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BranchOutcome {
    /// Exact means.
    pub exact: Means,
    /// Exact probability of each event by the end of the path; `None` where it was not asked for, or where
    /// [`exact::chances`] gives none.
    pub chances: Vec<Option<f64>>,
    /// Sums over the paths of every quantity, by quarter.
    pub sums: Vec<Vec<f64>>,
    /// The paths.
    pub paths: Vec<PathOutcome>,
}

/// Works out every draw.
///
/// # Errors
/// [`Unfinished`].
pub fn simulate(scenario: &Scenario, watch: &dyn Watch) -> Result<Vec<Draw>, Unfinished> {
    gathered(scenario, watch, false)
}

/// The same with the exact probability of each event in each draw, which takes about half as long again.
///
/// # Errors
/// [`Unfinished`].
pub fn simulate_exact(scenario: &Scenario, watch: &dyn Watch) -> Result<Vec<Draw>, Unfinished> {
    gathered(scenario, watch, true)
}

fn gathered(scenario: &Scenario, watch: &dyn Watch, exactly: bool) -> Result<Vec<Draw>, Unfinished> {
    let mut all = Vec::with_capacity(scenario.simulation.draws);
    let take = |found: Vec<Draw>| {
        all.extend(found);
        Ok(())
    };
    simulate_in_batches(scenario, exactly, scenario.simulation.draws, watch, take)?;
    Ok(all)
}

/// Works out every draw, no more than `batch` at once, and hands them over in their order: with the exact probability of
/// each event if that is asked for. [`kept::Draws`] takes them without growing with their paths.
///
/// # Errors
/// [`Unfinished`], and what `take` says.
pub fn simulate_in_batches(
    scenario: &Scenario,
    exactly: bool,
    batch: usize,
    watch: &dyn Watch,
    take: impl FnMut(Vec<Draw>) -> Result<(), Unfinished>,
) -> Result<(), Unfinished> {
    let (uncertain, cases) = (scenario.uncertain(), BranchCase::all(scenario));
    let drawn = |index| uncertain.iter().map(|number| shocks::drawn(scenario, number, index)).collect();
    draws::each_solved_into(
        scenario,
        watch,
        batch,
        |equilibrium| {
            let solved = Solved::new(scenario, equilibrium, &cases);
            let chances = match exactly {
                true => by_the_end(scenario, &solved.equilibrium, &cases),
                false => vec![vec![None; scenario.events.len()]; cases.len()],
            };
            (solved, chances)
        },
        |index, (solved, chances)| Draw {
            index,
            parameters: drawn(index),
            odds: shocks::odds(scenario, index),
            certificates: solved.equilibrium.certificates().collect(),
            branches: solved.equilibrium.certified().then(|| branches(scenario, solved, chances, &cases, index)),
        },
        |draw| draw.branches.is_some(),
        take,
    )
}

/// Exact probability of each event by the end of the path, by branch; nothing of games without a certificate.
fn by_the_end(scenario: &Scenario, equilibrium: &Equilibrium, cases: &[BranchCase]) -> Vec<Vec<Option<f64>>> {
    let last = |chances: Option<Vec<f64>>| chances.and_then(|chances| chances.last().copied());
    let of_case = |case| exact::chances(scenario, equilibrium, case).into_iter().map(last).collect();
    if equilibrium.certified() { cases.iter().map(of_case).collect() } else { Vec::new() }
}

fn branches(
    scenario: &Scenario,
    solved: &Solved,
    chances: &[Vec<Option<f64>>],
    cases: &[BranchCase],
    index: usize,
) -> Vec<BranchOutcome> {
    let (periods, quantities) = (scenario.periods, Quantity::all(scenario.offers.len()).len());
    let mut outcomes: Vec<BranchOutcome> = solved
        .exact
        .iter()
        .zip(chances)
        .map(|(exact, chances)| BranchOutcome {
            exact: exact.clone(),
            chances: chances.clone(),
            sums: vec![vec![0.0; quantities]; periods],
            paths: Vec::with_capacity(scenario.simulation.paths),
        })
        .collect();
    for path in 0..scenario.simulation.paths {
        let shocks = Shocks::new(scenario.simulation.seed, index, path, periods);
        for (case, outcome) in cases.iter().zip(&mut outcomes) {
            let path = follow(scenario, &solved.equilibrium, case, &shocks, &mut outcome.sums);
            outcome.paths.push(path);
        }
    }
    outcomes
}
