//! Expected discounted payoffs at the start of a quarter (model page §4).
//!
//! Takes the numbers of families and states, gives arrays for the solver to fill. A contract in force is worth
//! `base + S · slope` to either player, so two arrays per family are enough for all its subsidies S.

use super::conduct::Begins;
use super::pair::Key;
use super::player::Player;
use super::size::Size;

/// What binds the players at the start of a quarter, as far as values are kept for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// No contract, no dispute.
    Calm,
    /// No contract, in dispute.
    Dispute,
    /// Under a contract of this family: value at no subsidy.
    Base(usize),
    /// Under a contract of this family: value of each unit of subsidy promised.
    Slope(usize),
}

impl Position {
    /// What may bind the players, each once: nothing, a dispute, a contract of each family.
    pub(crate) fn bonds(families: usize) -> impl Iterator<Item = Self> {
        [Self::Calm, Self::Dispute].into_iter().chain((0..families).map(Self::Base))
    }

    /// Place among those.
    pub(super) fn bond(self) -> usize {
        match self {
            Self::Calm => 0,
            Self::Dispute => 1,
            Self::Base(family) | Self::Slope(family) => 2 + family,
        }
    }
}

impl From<Begins> for Position {
    fn from(begins: Begins) -> Self {
        match begins {
            Begins::Calm => Self::Calm,
            Begins::InDispute => Self::Dispute,
        }
    }
}

/// Values of both players in every state, pp-years.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    data: Vec<f64>,
    families: usize,
    length: usize,
}

impl Values {
    /// Zero everywhere, for this number of families and this (padded) number of states.
    pub fn zero(families: usize, length: usize) -> Self {
        Self { data: vec![0.0; 2 * (2 + 2 * families) * length], families, length }
    }

    /// Bytes of the values of games of this size.
    pub(super) fn bytes(size: &Size) -> usize {
        size.arrays(2 * (2 + 2 * size.families))
    }

    fn range(&self, player: Player, position: Position) -> std::ops::Range<usize> {
        // Slopes come last, so that all values whose fixed point is sought are one slice.
        let block = match position {
            Position::Calm => self.block(player, 0),
            Position::Dispute => self.block(player, 1),
            Position::Base(family) => self.block(player, 2 + family),
            Position::Slope(family) => 2 * (2 + self.families) + player.index() * self.families + family,
        };
        block * self.length..(block + 1) * self.length
    }

    fn block(&self, player: Player, number: usize) -> usize {
        player.index() * (2 + self.families) + number
    }

    /// One array over the states.
    pub fn of(&self, player: Player, position: Position) -> &[f64] {
        &self.data[self.range(player, position)]
    }

    /// One array over the states, to be filled.
    pub fn of_mut(&mut self, player: Player, position: Position) -> &mut [f64] {
        let range = self.range(player, position);
        &mut self.data[range]
    }

    /// Value of a contract in force in a state.
    pub fn contract(&self, player: Player, family: usize, subsidy: f64, state: usize) -> f64 {
        self.of(player, Position::Base(family))[state] + subsidy * self.of(player, Position::Slope(family))[state]
    }

    /// All values but the slopes of the contracts, which have a fixed point of their own.
    pub(super) fn moving(&self) -> &[f64] {
        &self.data[..2 * (2 + self.families) * self.length]
    }

    /// [`Values::moving`], to be replaced.
    pub(super) fn moving_mut(&mut self) -> &mut [f64] {
        let end = 2 * (2 + self.families) * self.length;
        &mut self.data[..end]
    }

    /// The slopes alone.
    pub(super) fn slopes(&self) -> &[f64] {
        &self.data[self.moving().len()..]
    }

    /// [`Values::slopes`], to be filled.
    pub(super) fn slopes_mut(&mut self) -> &mut [f64] {
        let start = self.moving().len();
        &mut self.data[start..]
    }
}
