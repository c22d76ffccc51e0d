//! The bargaining range: which subsidies both sides would rather have than no agreement (model page §4, end).
//!
//! Takes a solution's backward step, gives the range of an offer family in closed form.

use super::Game;
use super::choice::Workspace;
use super::values::{PLAYERS, Player};

/// The ends of a family's bargaining range at a negotiation state, pp/yr.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BargainingRange {
    /// Subsidy at which accepting equals no agreement for the client: the least it would take. `None` if the subsidy
    /// does not matter to it.
    pub reservation: Option<f64>,
    /// The same for the patron: the most it would pay.
    pub willingness: Option<f64>,
}

impl BargainingRange {
    /// The range of a family, from the workspace that a backward step left behind.
    pub fn new(game: &Game, work: &Workspace, family: usize, dispute: bool, state: usize) -> Self {
        debug_assert!(family < game.families.len());
        let [reservation, willingness] = PLAYERS.map(|player| indifference(work, player, family, dispute, state));
        Self { reservation, willingness }
    }

    /// Willingness less reservation: negative where no subsidy suits both.
    pub fn width(&self) -> Option<f64> {
        Some(self.willingness? - self.reservation?)
    }
}

fn indifference(work: &Workspace, player: Player, family: usize, dispute: bool, state: usize) -> Option<f64> {
    let gap = work.no_agreement(player, dispute)[state] - work.signing_base(player, family)[state];
    let slope = work.signing_slope(player, family)[state];
    (slope != 0.0).then(|| gap / slope)
}
