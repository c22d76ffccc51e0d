//! From the equilibrium to distributions: draws × branches × paths, and exact means (model page §5).
//!
//! Takes a [`Scenario`], gives what was found in every draw, in the order of the draws. The only user of random numbers
//! and of threads: every draw is worked out by itself from its own addresses, so that neither the number of threads
//! nor their order can enter a result.

pub mod branching;
pub mod chapter;
pub mod estimate;
pub mod event;
pub mod exact;
pub mod filter;
pub mod path;
pub mod quantile;
pub mod quantity;
pub mod shocks;

use crate::game::equilibrium::Equilibrium;
use crate::scenario::{Parameters, Scenario, Uncertain};
use branching::BranchCase;
use exact::{Means, propagate};
use path::{PathOutcome, follow};
use quantity::Quantity;
use rayon::prelude::*;
use shocks::Shocks;

/// Raised whenever the same scenario and seed give other numbers than before.
pub const RESULTS_VERSION: u32 = 2;

/// How a run is watched and stopped.
pub trait Watch: Sync {
    /// So many draws are about to be worked out.
    fn begin(&self, draws: usize);
    /// One more draw is done.
    fn advance(&self);
    /// Whether to stop after the draws under way.
    fn stopped(&self) -> bool;
}

/// A watch that does nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn begin(&self, _: usize) {}

    fn advance(&self) {}

    fn stopped(&self) -> bool {
        false
    }
}

/// What was found in a draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// Its number, one of [`Scenario::draw_numbers`].
    pub index: usize,
    /// The uncertain numbers in it, in the order of [`Scenario::uncertain`].
    pub parameters: Vec<f64>,
    /// Certificate of each government's game in each era, as in [`Equilibrium::certificates`].
    pub certificates: Vec<crate::game::solve::Certificate>,
    /// What followed in each branch; `None` if a game could not be certified.
    pub branches: Option<Vec<BranchOutcome>>,
}

/// What followed in one branch of a draw.
#[derive(Debug, Clone, PartialEq)]
pub struct BranchOutcome {
    /// Exact means.
    pub exact: Means,
    /// Sums over the paths of every quantity, by quarter.
    pub sums: Vec<Vec<f64>>,
    /// The paths.
    pub records: Vec<PathOutcome>,
}

/// The run was stopped before it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("interrupted: nothing was written, earlier results are as they were")]
pub struct Stopped;

/// Works out every draw.
///
/// # Errors
/// [`Stopped`] if the watch says so before all draws are done.
pub fn simulate(scenario: &Scenario, watch: &dyn Watch) -> Result<Vec<Draw>, Stopped> {
    watch.begin(scenario.simulation.draws);
    let uncertain = scenario.uncertain();
    let cases = BranchCase::all(scenario);
    let certain = uncertain.is_empty().then(|| Solved::new(scenario, &scenario.central(), &cases));
    scenario
        .draw_numbers()
        .into_par_iter()
        .map(|index| {
            if watch.stopped() {
                return Err(Stopped);
            }
            let draw = draw(scenario, &uncertain, &cases, certain.as_ref(), index);
            watch.advance();
            Ok(draw)
        })
        .collect()
}

/// A draw's games solved and carried forward exactly.
struct Solved {
    equilibrium: Equilibrium,
    exact: Vec<Means>,
}

impl Solved {
    fn new(scenario: &Scenario, parameters: &[Parameters<f64>], cases: &[BranchCase]) -> Self {
        let equilibrium = Equilibrium::new(scenario, parameters);
        let exact = match equilibrium.certified() {
            true => cases.iter().map(|case| propagate(scenario, &equilibrium, case)).collect(),
            false => Vec::new(),
        };
        Self { equilibrium, exact }
    }
}

fn draw(
    scenario: &Scenario,
    uncertain: &[Uncertain],
    cases: &[BranchCase],
    certain: Option<&Solved>,
    index: usize,
) -> Draw {
    let own;
    let solved = match certain {
        Some(solved) => solved,
        None => {
            own = Solved::new(scenario, &shocks::parameters(scenario, index), cases);
            &own
        }
    };
    let equilibrium = &solved.equilibrium;
    Draw {
        index,
        parameters: uncertain.iter().map(|number| shocks::drawn(scenario, number, index)).collect(),
        certificates: equilibrium.certificates().collect(),
        branches: equilibrium.certified().then(|| branches(scenario, solved, cases, index)),
    }
}

fn branches(scenario: &Scenario, solved: &Solved, cases: &[BranchCase], index: usize) -> Vec<BranchOutcome> {
    let (periods, quantities) = (scenario.periods, Quantity::all(scenario.offers.len()).len());
    let mut outcomes: Vec<BranchOutcome> = solved
        .exact
        .iter()
        .map(|exact| BranchOutcome {
            exact: exact.clone(),
            sums: vec![vec![0.0; quantities]; periods],
            records: Vec::with_capacity(scenario.simulation.paths),
        })
        .collect();
    for path in 0..scenario.simulation.paths {
        let shocks = Shocks::new(scenario.simulation.seed, index, path, periods);
        for (case, outcome) in cases.iter().zip(&mut outcomes) {
            let record = follow(scenario, &solved.equilibrium, case, &shocks, &mut outcome.sums);
            outcome.records.push(record);
        }
    }
    outcomes
}
