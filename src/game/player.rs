//! The two players.
//!
//! Takes nothing, gives the names by which everything that the client and the patron each have is kept.

use super::pair::{Key, Per};

/// One of the two players.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Player {
    /// The client.
    Client,
    /// The patron.
    Patron,
}

/// Both players, the client first.
pub const PLAYERS: [Player; 2] = [Player::Client, Player::Patron];

/// One thing for each player.
pub(crate) type PerPlayer<T> = Per<Player, T>;

impl Player {
    /// The other one.
    #[inline(always)]
    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Client => Self::Patron,
            Self::Patron => Self::Client,
        }
    }
}

impl Key for Player {
    const BOTH: [Self; 2] = PLAYERS;

    #[inline(always)]
    fn index(self) -> usize {
        self as usize
    }
}
