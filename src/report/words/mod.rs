//! Results in words.

pub mod compare;
pub mod lexicon;
pub mod odds;
