//! The parts of a panel that are scored apart (docs/panel.md).
//!
//! Takes nothing, gives [`Part`].

use serde::{Deserialize, Serialize};

/// A part of the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// All episodes that are not held out.
    Main,
    /// Those of them whose coding is to be trusted most.
    Core,
    /// Those that are held out.
    Seed,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Main, Self::Core, Self::Seed];
}
