//! A scenario: an alliance, its world and its elections, checked and ready to be solved (model page §1–§3).
//!
//! Takes a TOML file (and its base, and overrides), gives a [`Scenario`] that is valid by construction, or every
//! fault of the file at once. Nothing here solves or draws anything.
//!
//! Its parts, each of which imports only from those before it: [`text`] reads, [`keys`] lists the words, [`parts`] are
//! the plain types, `phrase` reads phrases, `check` makes the scenario, [`coded`] reads records, answers and draws,
//! `past` reads the record that a scenario names, `file` puts all of it together, `variants` reads a file of changes, and
//! `mapping` one that turns codes into changes, `learning` one of numbers that a panel may teach.

mod based;
mod check;
pub mod coded;
mod file;
pub mod keys;
mod learning;
mod mapping;
pub mod parts;
mod past;
pub mod phrase;
pub mod text;
mod variants;

pub(crate) use crate::base::text::shown;
pub(crate) use check::id::is_reserved;
pub(crate) use text::nearest::advice;

pub(crate) use based::{based, settings};
pub use coded::answers::{Answers, answers};
pub use coded::draws::with_draws;
pub use coded::panel::{BRANCHES, CODES, Episode, OUTCOMES, Panel, WINDOW, panel};
pub use coded::record::history;
pub(crate) use file::{again, changed};
pub use file::{load, parse};
pub(crate) use keys::gloss::gloss;
pub use keys::measures as measure;
pub use keys::metrics::Metric;
pub(crate) use keys::parameters::Spec;
pub use keys::parameters::{Bargain, Client, Patron};
pub use keys::reference::reference;
pub use keys::schema::schema;
pub use keys::template::template;
pub use learning::{Learning, LearntNumber, learning};
pub use mapping::{Mapping, Mechanism, PatronKind, Rule, mapping};
pub use parts::claim;
pub use parts::confidence;
pub use parts::correlated::Correlated;
pub use parts::drawn::Drawn;
pub use parts::ending::{Chapter, Comparison, Condition, Event};
pub use parts::ladders::{CONFRONTATION, ENERGY, Ladder, Ladders, MANDATE};
pub use parts::parameters::{Moves, OpeningMoves, Parameters};
pub use parts::place::Place;
pub use parts::prior::{Distribution, Uncertain};
pub use parts::question::Question;
pub use parts::record::{CodedRecord, Observed};
pub(crate) use parts::scenario::once;
pub use parts::scenario::{
    Assumption, Branch, Colophon, Contents, Election, Era, Offer, Record, Scenario, Selection, Simulation, Start,
    StateOdds, Upheaval,
};
pub use parts::state::NegotiationState;
pub use parts::words::Words;
pub use phrase::state::{StateError, negotiation_state};
pub use text::fault::{Fault, Faults, ScenarioError};
pub use text::finding::{Part, Source};
pub use variants::{Variant, VariantOdds, variants};
