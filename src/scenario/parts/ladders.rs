//! The four ladders of the state (model page §1).
//!
//! Plain types: takes nothing, gives the levels, their numbers and where they start.

/// The levels of one ladder, lowest first, with the number attached to each and the level at the start.
#[derive(Debug, Clone, PartialEq)]
pub struct Ladder {
    /// Key of its table: `confrontation`, `mandate`, `opening` or `integration`.
    pub name: String,
    /// Names of the levels (two or more).
    pub levels: Vec<String>,
    /// Intensity, strength, openness or depth of each level, rising, from 0 to 1.
    pub numbers: Vec<f64>,
    /// Index of the level at the start.
    pub start: usize,
}

/// The four ladders of §1. Those that move on their own are a list, so that one may be added.
#[derive(Debug, Clone, PartialEq)]
pub struct Ladders {
    /// Ladders that no player moves: confrontation first, then the mandate.
    pub exogenous: Vec<Ladder>,
    /// The client's relations with the West.
    pub opening: Ladder,
    /// Depth of union ratified.
    pub integration: Ladder,
}

/// Index of confrontation among the exogenous ladders.
pub const CONFRONTATION: usize = 0;
/// Index of the mandate among the exogenous ladders.
pub const MANDATE: usize = 1;

impl Ladders {
    /// All four in the order of the model page: confrontation, mandate, opening, integration.
    pub fn all(&self) -> impl Iterator<Item = &Ladder> {
        self.exogenous.iter().chain([&self.opening, &self.integration])
    }

    /// Those that move by themselves or with the client's conduct: all but integration, in the order of [`Ladders::all`].
    pub fn moving(&self) -> impl Iterator<Item = &Ladder> {
        self.exogenous.iter().chain([&self.opening])
    }

    /// Patron–West confrontation.
    pub fn confrontation(&self) -> &Ladder {
        &self.exogenous[CONFRONTATION]
    }

    /// The client government's strength at home.
    pub fn mandate(&self) -> &Ladder {
        &self.exogenous[MANDATE]
    }
}
