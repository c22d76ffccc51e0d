//! Expected discounted payoffs at the start of a quarter (model page §4).
//!
//! Takes and gives nothing by itself: the arrays that the solver fills. A contract in force is worth
//! `base + S · slope` to either side, so that it is kept per family and not per offer.

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Player {
    /// The client.
    Client,
    /// The patron.
    Patron,
}

/// Both sides, the client first.
pub const PLAYERS: [Player; 2] = [Player::Client, Player::Patron];

/// What a side's position can be at the start of a quarter, beside the levels of the ladders.
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

/// Values of both sides in every state, pp-years.
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

    fn place(&self, player: Player, position: Position) -> std::ops::Range<usize> {
        // Slopes stand last, so that everything that the fixed point is about is one run of numbers.
        let block = match position {
            Position::Calm => self.level(player, 0),
            Position::Dispute => self.level(player, 1),
            Position::Base(family) => self.level(player, 2 + family),
            Position::Slope(family) => 2 * (2 + self.families) + player as usize * self.families + family,
        };
        block * self.length..(block + 1) * self.length
    }

    fn level(&self, player: Player, block: usize) -> usize {
        player as usize * (2 + self.families) + block
    }

    /// One array over the states.
    pub fn of(&self, player: Player, position: Position) -> &[f64] {
        &self.data[self.place(player, position)]
    }

    /// One array over the states, to be filled.
    pub fn of_mut(&mut self, player: Player, position: Position) -> &mut [f64] {
        let place = self.place(player, position);
        &mut self.data[place]
    }

    /// Value of a contract in force in a state.
    pub fn contract(&self, player: Player, family: usize, subsidy: f64, state: usize) -> f64 {
        self.of(player, Position::Base(family))[state] + subsidy * self.of(player, Position::Slope(family))[state]
    }

    /// All values but the slopes of the contracts, which have a fixed point of their own.
    pub fn moving(&self) -> &[f64] {
        &self.data[..2 * (2 + self.families) * self.length]
    }

    /// [`Values::moving`], to be replaced.
    pub fn moving_mut(&mut self) -> &mut [f64] {
        let end = 2 * (2 + self.families) * self.length;
        &mut self.data[..end]
    }

    /// The slopes alone.
    pub fn slopes(&self) -> &[f64] {
        &self.data[self.moving().len()..]
    }

    /// [`Values::slopes`], to be filled.
    pub fn slopes_mut(&mut self) -> &mut [f64] {
        let start = self.moving().len();
        &mut self.data[start..]
    }
}
