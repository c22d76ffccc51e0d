//! What a reader sees: tables, charts, odds in words, and the folder that holds them.
//!
//! Takes a [`Summary`](crate::summary::Summary), gives files, figures and sentences. It lays out; it cannot compute a
//! result, so that every picture can be drawn again from the summary without another run.

pub mod backtest;
pub mod brief;
pub mod chart;
pub mod claims;
pub mod compare;
pub mod csv;
pub mod decision;
pub mod efg;
pub mod folder;
pub mod foresight;
pub mod headline;
pub mod input;
pub mod lexicon;
pub mod manifest;
pub mod odds;
pub mod posterior;
pub mod reopen;
pub mod solution;
pub mod story;
