//! Names that a scenario may not give because the program does.
//!
//! Plain data.

/// Name of the government in office at the start.
pub(crate) const INCUMBENT: &str = "incumbent";
/// Name of the mixture of branches in the results.
pub(crate) const ALL: &str = "all";
/// What the time before the first era is called.
pub(crate) const START: &str = "start";
/// What the row of an answers file is called that says which branch of the first election came.
pub(crate) const ELECTION: &str = "election";
