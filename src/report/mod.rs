//! What a reader sees: charts, and odds in words.
//!
//! Takes a [`Summary`](crate::summary::Summary), gives figures and sentences. It lays out; it cannot compute a result,
//! so that every picture can be drawn again from the summary without another run.

pub mod chart;
pub mod odds;
