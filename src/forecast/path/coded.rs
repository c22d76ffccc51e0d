//! A simulated path as a record would code it (model page §9): levels and disputes at the opening of each quarter.
//!
//! For checks of what is learnt from records: the truth behind a simulated one is known.

use super::{Bond, Walker};
use crate::forecast::branching::BranchCase;
use crate::forecast::quantity::Quantity;
use crate::forecast::shocks::Shocks;
use crate::game::equilibrium::Equilibrium;
use crate::scenario::{Observed, Scenario};

/// What a record of this path would code in each quarter: every level, and whether the quarter opened in dispute.
pub fn coded(scenario: &Scenario, equilibrium: &Equilibrium, case: &BranchCase, shocks: &Shocks) -> Vec<Observed> {
    let mut walker = Walker::new(scenario, equilibrium, case, shocks, ());
    let mut sums = vec![0.0; Quantity::all(scenario.offers.len()).len()];
    let axes = scenario.ladders.moving().count();
    let quarter = |quarter| {
        walker.begin(quarter);
        let space = &walker.game().space;
        let levels = (0..axes).map(|axis| Some(space.level(walker.state, axis))).collect();
        let dispute = Some(walker.bond == Bond::Dispute);
        walker.pass(quarter, &mut sums);
        Observed { levels, dispute, ..Observed::default() }
    };
    (0..scenario.periods).map(quarter).collect()
}
