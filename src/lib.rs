//! How a patron and a client state bargain over an alliance: a solved game, simulated by election outcome.
//!
//! A **scenario** is a file in TOML. It names a patron and a client, what each wants (loyalty, security, subsidies, power
//! at home), the offers they can make each other, the world around them (how sharp the patron's conflict with a third side
//! is), and an election in the client with its possible outcomes. Numbers may be uncertain: they are then distributions.
//!
//! For every draw of the uncertain numbers the program **solves** the game of the two sides, quarter by quarter, to a
//! quantal response equilibrium, and certifies it: one more step of backward induction may change no decision by more than
//! a tolerance. It then **simulates** many histories of every election outcome, with the same random numbers in each, so
//! that outcomes can be compared history by history. What comes out is **summarised** with the error of each number, drawn,
//! and told in words.
//!
//! ```
//! use allegiance::Scenario;
//!
//! # let folder = tempfile::tempdir()?;
//! # let file = folder.path().join("two-shores.toml");
//! # std::fs::write(&file, allegiance::scenario::template("two-shores"))?;
//! // `file` is what `allegiance init two-shores` writes.
//! let scenario = Scenario::load_with(&file, &["simulation.draws=4", "simulation.paths=10"])?;
//!
//! // The games at central values, and whether the solution can be relied on.
//! assert!(scenario.solve().certified());
//!
//! // Histories by election outcome, and what they come to.
//! let summary = scenario.simulate()?.summary();
//! for branch in &summary.branches {
//!     let shares = summary.chapter_shares.iter().filter(|share| share.branch == branch.name);
//!     let all: f64 = shares.map(|share| share.probability.value).sum();
//!     assert!((all - 1.0).abs() < 1e-12, "every history of an outcome ends in one chapter");
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The stages stand in modules of their own, and data flows one way: [`scenario`] → [`game`] → [`forecast`] (exact means
//! and simulation) → [`findings`] → [`report`] (tables, charts, words), with [`base`] below all of them.
//! [`command`] has what the program does, one file a command, and [`store`] the folders that results are kept in. The
//! model is defined in `docs/model.md`, whose sections the modules cite.
//!
//! The feature `cli` (on by default) adds the command line; without it the crate builds as a library alone.

pub mod base;
#[cfg(feature = "cli")]
pub mod cli;
pub mod command;
mod facade;
pub mod findings;
pub mod forecast;
pub mod game;
pub mod live;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod store;

pub use facade::Simulation;
pub use scenario::Scenario;
