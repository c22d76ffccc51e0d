//! The folders that results are kept in: admitted, written whole or not at all with one kind of manifest, and read back.

mod disk;
pub(crate) mod error;
pub mod folder;
mod journal;
mod lock;
pub mod manifest;
pub mod open;
pub(crate) mod place;
pub(crate) mod shard;
