//! The ladders of the state (model page §1).
//!
//! Plain types: takes nothing, gives the levels, their numbers and where they start.

/// The levels of one ladder, lowest first, with the number attached to each and the level at the start.
#[derive(Debug, Clone, PartialEq)]
pub struct Ladder {
    /// Key of its table: `confrontation`, `mandate`, `energy`, `opening` or `integration`.
    pub name: String,
    /// Names of the levels (two or more; of energy one is enough).
    pub levels: Vec<String>,
    /// Intensity, strength, openness or depth of each level, rising, from 0 to 1. Of energy the price, above 0, never
    /// falling.
    pub numbers: Vec<f64>,
    /// Index of the level at the start.
    pub start: usize,
}

/// The ladders of §1. Those that move on their own are a list, so that one may be added.
#[derive(Debug, Clone, PartialEq)]
pub struct Ladders {
    /// Ladders that no player moves: confrontation first, then the mandate, then energy if the scenario has it.
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
/// Index of energy among the exogenous ladders of a scenario that has it.
pub const ENERGY: usize = 2;

impl Ladders {
    /// All of them, in the order of the axes of the state: confrontation, mandate, energy if there, opening, integration.
    pub fn all(&self) -> impl Iterator<Item = &Ladder> {
        self.exogenous.iter().chain([&self.opening, &self.integration])
    }

    /// Those with more than one level, each with its axis: a ladder of one level says nothing of a state.
    pub fn telling(&self) -> impl Iterator<Item = (usize, &Ladder)> {
        self.all().enumerate().filter(|(_, ladder)| ladder.levels.len() > 1)
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

    /// The price of what is paid in kind, if the scenario has it.
    pub fn energy(&self) -> Option<&Ladder> {
        self.exogenous.get(ENERGY)
    }

    /// Name of the level of energy at the start, if there is more than one.
    pub fn energy_at_start(&self) -> Option<String> {
        let energy = self.energy().filter(|energy| energy.levels.len() > 1)?;
        Some(energy.levels[energy.start].clone())
    }
}
