//! What belongs to a scenario and stands in a table of its own: a record, answers, draws.

pub mod answers;
pub mod draws;
pub mod record;
mod sheet;
