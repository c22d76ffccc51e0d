//! The commands: the one place that sees every stage, in order.
//!
//! scenario → game → equilibrium → simulation → findings → report. A command is one file: what is asked, as plain data
//! ([`request`] has the parts that several share), and a [`Command`] that turns it into an [`Outcome`]. [`deliver()`] is the
//! same for all.

mod backtest;
mod brief;
mod check;
mod claims;
mod compare;
mod deep;
mod deliver;
mod discover;
mod equilibria;
mod estimate;
mod explain;
mod explore;
mod export;
mod failure;
mod font;
mod foresee;
mod init;
mod inputs;
mod memory;
mod merge;
mod outcome;
mod panel;
mod plan;
mod precision;
mod propagate;
mod replay;
pub mod request;
mod run;
mod schema;
mod selection;
mod sensitivity;
mod shard;
mod solve;
mod surface;
mod variant;
#[cfg(feature = "workbook")]
mod workbook;

pub use backtest::Backtest;
pub use brief::{Brief, Words};
pub use check::Check;
pub use claims::Claims;
pub use compare::Compare;
pub(crate) use compare::odds_settings;
pub use deliver::deliver;
pub use discover::Discover;
pub use equilibria::Equilibria;
pub use estimate::Estimate;
pub use explain::Explain;
pub(crate) use explain::state_at;
pub use explore::Explore;
pub use export::Export;
pub use failure::{EstimateError, Exit, ExplainError, Failure, PartError};
pub use font::font;
pub use foresee::Foresee;
pub use init::Init;
pub use inputs::provenance;
pub(crate) use inputs::texts;
pub use memory::TooLarge;
#[cfg(feature = "cli")]
pub(crate) use memory::costs;
pub use merge::Merge;
pub use outcome::{Command, Job, Outcome, Results};
pub use panel::Panel;
pub use plan::Plan;
pub use propagate::Propagate;
pub use replay::{Earlier, reopen, replay};
pub use run::Run;
pub use schema::{Schema, SchemaFormat};
pub use sensitivity::Sensitivity;
pub use shard::{Part, Place};
pub use solve::Solve;
pub use surface::SurfaceOf;
