//! What a reader sees: tables, charts, and odds in words.
//!
//! Takes a [`Summary`](crate::findings::Summary), gives files, figures and sentences. It lays out; it cannot compute a
//! result, so that every picture can be drawn again from the summary without another run.
//!
//! What a command found has one file of one shape: `text` for the terminal, `markdown` and `csv` where the command gives
//! them, all from the same [`tables`](crate::base::table). JSON is the findings themselves.

pub(crate) mod backtest;
pub mod brief;
pub mod chart;
pub(crate) mod claims;
pub(crate) mod compare;
pub(crate) mod cross;
pub(crate) mod decision;
pub(crate) mod discovery;
pub(crate) mod draws;
pub(crate) mod efg;
pub(crate) mod equilibria;
pub(crate) mod explore;
pub mod foresight;
pub(crate) mod given;
pub(crate) mod overview;
pub(crate) mod panel;
pub mod plan;
pub(crate) mod posterior;
pub(crate) mod propagated;
pub(crate) mod regret;
pub(crate) mod run;
pub(crate) mod sensitivity;
mod share;
pub(crate) mod solved;
pub mod story;
pub(crate) mod surface;
pub(crate) mod variants;
pub(crate) mod varied;
pub(crate) mod what_if;
pub mod words;
#[cfg(feature = "workbook")]
pub(crate) mod workbook;

use crate::base::table::Number;
use crate::findings::Estimate;

/// Value and standard error as cells of a CSV file.
fn estimated(estimate: Option<Estimate>) -> [Option<Number>; 2] {
    [estimate.map(|found| Number(found.value)), estimate.and_then(|found| found.standard_error).map(Number)]
}
