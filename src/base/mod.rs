//! What knows nothing of alliances: calendar and ranges, files as they are read, work shared among threads.

pub mod input;
pub mod parallel;
pub mod text;
pub mod units;
