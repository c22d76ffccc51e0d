//! A simulated path as a record would code it (model page §9): levels and disputes at the beginning of each quarter.
//!
//! Takes what a path is followed from, gives its coded quarters. They are for checks of what is learnt from records,
//! because the numbers behind a simulated record are known.

use super::walker::Walker;
use crate::forecast::branching::BranchCase;
use crate::forecast::event::Bond;
use crate::forecast::quantity::Quantity;
use crate::forecast::shocks::Shocks;
use crate::game::equilibrium::Equilibrium;
use crate::scenario::{Observed, Scenario};

/// What a record of this path would code in each quarter: every level, and whether the quarter began in dispute.
pub fn coded(scenario: &Scenario, equilibrium: &Equilibrium, case: &BranchCase, shocks: &Shocks) -> Vec<Observed> {
    let mut walker = Walker::new(scenario, equilibrium, case, shocks, ());
    let mut sums = vec![0.0; Quantity::all(scenario.offers.len()).len()];
    let axes = scenario.ladders.moving().count();
    let quarter = |quarter| {
        walker.begin(quarter);
        let space = &walker.game().space;
        let levels = (0..axes).map(|axis| Some(space.level(walker.state, axis))).collect();
        let dispute = Some(walker.bond == Bond::Dispute);
        walker.pass(&mut sums);
        Observed { levels, dispute, ..Observed::default() }
    };
    (0..scenario.periods).map(quarter).collect()
}
