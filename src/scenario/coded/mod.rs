//! What belongs to a scenario and stands in a table of its own: a record, answers, draws, a panel.

pub mod answers;
pub mod draws;
pub mod panel;
pub mod record;
mod sheet;
