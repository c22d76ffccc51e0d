//! The words that a scenario file may use, as data: keys, numbers of the model, metrics, measures; and what is made of
//! the list: a JSON Schema, a reference, a file to start from.

pub(crate) mod catalogue;
pub(crate) mod gloss;
pub mod key;
pub(crate) mod limits;
pub mod measures;
pub mod metrics;
pub(crate) mod parameters;
pub mod reference;
pub mod schema;
pub(crate) mod sections;
pub mod template;
