//! How a patron and a client state bargain over an alliance.
//!
//! The pipeline runs one way: a [`scenario`] file is checked, becomes a [`game`], is solved to a certified
//! equilibrium, carried forward exactly and by simulation ([`forecast`]), condensed ([`findings`]) and written out
//! ([`report`], [`store`]); [`command`] is the one place that sees every stage. The model is defined in
//! `docs/model.md`, whose sections the modules cite.

pub mod base;
#[cfg(feature = "cli")]
pub mod cli;
pub mod command;
pub mod findings;
pub mod forecast;
pub mod game;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod store;
