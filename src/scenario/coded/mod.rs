//! What a user brings beside the scenario, coded in tables: a record, answers, draws.

pub mod answers;
pub mod draws;
pub mod record;
mod sheet;
