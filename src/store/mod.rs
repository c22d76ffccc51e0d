//! The folders that results are kept in: written whole or not at all, each with a manifest, and read back.

pub mod folder;
pub mod manifest;
pub mod reopen;
