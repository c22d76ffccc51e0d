//! From bytes to a tree of values, each with its place; and what is said of a fault.
//!
//! Knows TOML and the layers of a scenario's texts, and no key of a scenario.

pub mod fault;
pub mod finding;
pub(crate) mod guard;
pub(crate) mod merge;
pub(crate) mod nearest;
pub(crate) mod note;
pub(crate) mod overlay;
pub(crate) mod render;
pub(crate) mod slips;
pub(crate) mod source;
pub(crate) mod syntax;
pub(crate) mod tree;
