//! What a scenario is made of: plain types, in the order of the model page.

pub mod claim;
pub mod confidence;
pub mod correlated;
pub mod drawn;
pub mod ending;
pub mod ladders;
pub(crate) mod names;
pub mod parameters;
pub mod place;
pub mod prior;
pub mod question;
pub mod record;
pub mod scenario;
pub mod state;
pub mod words;
