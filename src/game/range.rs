//! The bargaining range: the subsidies that both players prefer to no agreement (model page §4, end).
//!
//! Takes the arrays that a backward step left behind, gives the range of an offer family in closed form.

use super::choice::Workspace;
use super::conduct::Begins;
use super::model::Game;
use super::player::{PLAYERS, Player};

/// The ends of a family's bargaining range at a state without contract, pp/yr.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BargainingRange {
    /// Subsidy at which accepting equals no agreement for the client: the least it would take. `None` if the subsidy
    /// does not matter to it.
    pub(crate) reservation: Option<f64>,
    /// The same for the patron: the most it would pay.
    pub(crate) willingness: Option<f64>,
}

impl BargainingRange {
    /// The range of a family, from the workspace that a backward step left behind.
    pub(crate) fn new(game: &Game, work: &Workspace, family: usize, begins: Begins, state: usize) -> Self {
        debug_assert!(family < game.families.len());
        let [reservation, willingness] = PLAYERS.map(|player| indifference(work, player, family, begins, state));
        Self { reservation, willingness }
    }

    /// Willingness less reservation: negative where no subsidy suits both.
    pub(crate) fn width(&self) -> Option<f64> {
        Some(self.willingness? - self.reservation?)
    }
}

fn indifference(work: &Workspace, player: Player, family: usize, begins: Begins, state: usize) -> Option<f64> {
    let gap = work.no_agreement(player, begins)[state] - work.signing_base(player, family)[state];
    let slope = work.signing_slope(player, family)[state];
    (slope != 0.0).then(|| gap / slope)
}
