//! What knows nothing of alliances: calendar and ranges, files as they are read and made, work shared among threads.

pub mod file;
pub mod input;
pub mod parallel;
pub mod units;
