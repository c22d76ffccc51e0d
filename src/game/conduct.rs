//! How a quarter begins without contract, and how the client behaves in a quarter (model page §2).
//!
//! Takes nothing, gives the names by which flows, laws of motion and decision probabilities are kept.

use super::pair::{Key, Per};

/// How a quarter begins in which no contract is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begins {
    /// Without dispute.
    Calm,
    /// In dispute.
    InDispute,
}

/// Both ways in which a quarter without contract may begin.
pub const BEGINNINGS: [Begins; 2] = [Begins::Calm, Begins::InDispute];

/// One thing for each way in which a quarter may begin.
pub(crate) type PerBeginning<T> = Per<Begins, T>;

impl Begins {
    /// In dispute or not.
    pub const fn from_dispute(dispute: bool) -> Self {
        if dispute { Self::InDispute } else { Self::Calm }
    }

    /// Whether it begins in dispute.
    pub(crate) const fn in_dispute(self) -> bool {
        matches!(self, Self::InDispute)
    }
}

impl Key for Begins {
    const BOTH: [Self; 2] = BEGINNINGS;

    #[inline(always)]
    fn index(self) -> usize {
        self as usize
    }
}

/// What the client does in a quarter without contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stance {
    /// It stays neutral.
    Neutral,
    /// It hedges to the West.
    Hedging,
}

/// Both stances.
pub const STANCES: [Stance; 2] = [Stance::Neutral, Stance::Hedging];

/// One thing for each stance.
pub(crate) type PerStance<T> = Per<Stance, T>;

impl Key for Stance {
    const BOTH: [Self; 2] = STANCES;

    #[inline(always)]
    fn index(self) -> usize {
        self as usize
    }
}

/// How the client behaves in a quarter, as far as the quarter's flows and the laws of motion depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conduct {
    /// No contract: its stance.
    Stance(Stance),
    /// Under a contract of this family.
    Contract(usize),
}

impl Conduct {
    /// All of them with so many offer families, in the order of [`Conduct::index`].
    pub(super) fn all(families: usize) -> impl Iterator<Item = Self> {
        STANCES.into_iter().map(Self::Stance).chain((0..families).map(Self::Contract))
    }

    /// Index in an array of all of them: the stances, then the families.
    #[inline(always)]
    pub(super) const fn index(self) -> usize {
        match self {
            Self::Stance(stance) => stance as usize,
            Self::Contract(family) => STANCES.len() + family,
        }
    }
}
