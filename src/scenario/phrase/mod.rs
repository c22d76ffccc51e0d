//! Short phrases with a grammar of their own: a condition, a measure, a state.
//!
//! Each takes a text and the names that it may use, gives what it says, or which part of it is wrong and why.

pub(crate) mod condition;
pub(crate) mod measure;
pub mod state;
pub(crate) mod wrong;
