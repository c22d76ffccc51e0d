//! What a reader sees: tables, charts, odds in words, and the folder that holds them.
//!
//! Takes a [`Summary`](crate::findings::Summary), gives files, figures and sentences. It lays out; it cannot compute a
//! result, so that every picture can be drawn again from the summary without another run.

pub mod backtest;
pub mod brief;
pub mod chart;
pub mod claims;
pub mod compare;
pub mod csv;
pub mod decision;
pub mod efg;
pub mod foresight;
pub mod posterior;
pub mod solution;
pub mod story;
pub mod words;
