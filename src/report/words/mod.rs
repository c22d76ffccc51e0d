//! Results in words.

pub mod headline;
pub mod lexicon;
pub mod odds;
pub mod plain;
