//! What a scenario does at chosen places within its uncertainty, for sensitivity analysis (docs/sensitivity.md).
//!
//! Takes a scenario, gives its inputs ([`inputs`]), designs of points in them ([`design`]), and what it is exactly at each
//! point ([`evaluate`]). A point has a share for every input, strictly between 0 and 1: the value of the input is that
//! quantile of its distribution.

pub mod design;
pub mod evaluate;
pub mod inputs;
