//! Exact means draw by draw, without a path (model page §5).
//!
//! Takes a scenario, gives what is read off the exact means of every draw, in the order of the draws. Every draw solves its
//! games and follows no path, so that a number of it carries no noise of sampling.

use super::Watch;
use super::branching::BranchCase;
use super::draws::{self, Unfinished};
use super::exact::{Means, propagate};
use crate::game::equilibrium::Equilibrium;
use crate::scenario::Scenario;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A draw's games with what follows from them exactly.
#[derive(Debug)]
pub struct Solved {
    /// The games.
    pub equilibrium: Equilibrium,
    /// The means of each branch, in the order of [`BranchCase::all`]; nothing of games without a certificate.
    pub exact: Vec<Means>,
}

impl Solved {
    /// The means that follow from games, branch by branch.
    pub fn new(scenario: &Scenario, equilibrium: Equilibrium, cases: &[BranchCase]) -> Self {
        let exact = match equilibrium.certified() {
            true => cases.iter().map(|case| propagate(scenario, &equilibrium, case)).collect(),
            false => Vec::new(),
        };
        Self { equilibrium, exact }
    }
}

/// Reads something off the exact means of every draw: `read` gets the draw's number and its means. `None` of a draw whose
/// games are not certified.
///
/// # Errors
/// [`Unfinished`].
pub fn each<T: Serialize + DeserializeOwned + Send>(
    scenario: &Scenario,
    watch: &dyn Watch,
    read: impl Fn(usize, &Solved) -> T + Sync + Send,
) -> Result<Vec<Option<T>>, Unfinished> {
    let cases = BranchCase::all(scenario);
    draws::each_solved(
        scenario,
        watch,
        |equilibrium| Solved::new(scenario, equilibrium, &cases),
        |index, solved| solved.equilibrium.certified().then(|| read(index, solved)),
        Option::is_some,
    )
}
