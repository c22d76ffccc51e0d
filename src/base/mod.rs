//! What knows nothing of alliances: calendar and ranges, files as they are read and made, tables and text as they are
//! written, work shared among threads, done in blocks or aside, memory that the system allows, and what is kept for a
//! while beyond it.

pub(crate) mod aside;
pub(crate) mod blocks;
pub mod file;
pub(crate) mod heap;
pub(crate) mod identifier;
pub mod input;
pub(crate) mod matrix;
pub mod parallel;
pub(crate) mod room;
pub mod scratch;
pub mod table;
pub mod text;
pub mod units;
