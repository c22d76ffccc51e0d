//! What a reader sees: tables, charts, odds in words, and the folder that holds them.
//!
//! Takes a [`Summary`](crate::findings::Summary), gives files, figures and sentences. It lays out; it cannot compute a
//! result, so that every picture can be drawn again from the summary without another run.
//!
//! What a command found has one file of one shape: `text` for the terminal, `markdown` and `csv` where the command gives
//! them, all from the same [`tables`](crate::base::table). JSON is the findings themselves.

pub mod backtest;
pub mod brief;
pub mod chart;
pub mod claims;
pub mod compare;
pub mod decision;
pub mod efg;
pub mod foresight;
pub mod posterior;
pub mod propagated;
pub mod run;
pub mod solved;
pub mod story;
pub mod words;

use crate::base::table::Number;
use crate::findings::Estimate;

/// Value and standard error as cells of a CSV file.
fn estimated(estimate: Option<Estimate>) -> [Option<Number>; 2] {
    [estimate.map(|found| Number(found.value)), estimate.and_then(|found| found.standard_error).map(Number)]
}
