//! The game of a government and the patron, and its solution (model page §1–§4).
//!
//! Takes a [`Scenario`](crate::scenario::Scenario) and one draw of its numbers, gives a [`Game`] per government and the
//! certified equilibrium of all of them ([`equilibrium`]). No randomness, no input or output, no clock: the same input
//! gives the same bits.

mod anderson;
mod backward;
pub mod choice;
mod compiled;
pub mod conduct;
mod contract;
pub mod equilibrium;
pub mod fused;
mod kernel;
mod krylov;
pub(crate) mod lanes;
mod layout;
mod linear;
mod model;
pub(crate) mod nature;
mod pair;
pub(crate) mod payoff;
pub mod player;
pub mod policy;
mod principal;
mod quick;
pub(crate) mod range;
pub mod several;
pub(crate) mod size;
pub mod solve;
pub mod space;
mod talks;
pub mod values;
mod wide;
pub(crate) mod withdrawal;

pub use model::{Game, MenuItem};
