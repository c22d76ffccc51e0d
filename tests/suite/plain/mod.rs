//! The model once more, written from `docs/model.md` for clarity and not for speed.
//!
//! It shares no code with the program but the reading of scenario files: states are structs, every offer has a contract
//! value of its own, every next state is listed with its probability, and the solution is backward induction from zero,
//! taken literally. `random` makes the scenarios on which the two are compared.

pub mod chain;
pub mod payoff;
pub mod random;
pub mod solution;
pub mod world;
