//! Words that every table of a backtest has: who forecasts, what it knows, a lead (model page §9).
//!
//! Takes a forecaster or a lead, gives text.

use crate::findings::Estimate;
use crate::findings::backtest::naive::{Forecaster, Knows};
use crate::report::chart::words::number;

/// A forecaster, for people.
pub(super) fn named(forecaster: Forecaster, knows: Option<Knows>) -> String {
    let how = match (forecaster, knows) {
        (Forecaster::Draws, _) => ", over draws",
        (_, None) => ", central values",
        (_, Some(Knows::Earlier)) => ", learning",
        (_, Some(Knows::Whole)) => ", fitted to the whole",
    };
    format!("{}{how}", forecaster.name())
}

/// A difference by quarter, as the sum over all quarters.
pub(super) fn in_total(difference: &Estimate, quarters: usize) -> String {
    let count = quarters as f64;
    let error = difference.standard_error.map_or(String::new(), |error| format!(" ({:.1})", error * count));
    let value = difference.value * count;
    let sign = if value > 0.0 { "+" } else { "" };
    format!("{sign}{}{error}", number(value, 1))
}

/// What a forecaster knows, in CSV.
pub(super) fn known(forecaster: Forecaster, knows: Option<Knows>) -> &'static str {
    match (forecaster, knows) {
        (Forecaster::Draws, _) => "draws",
        (Forecaster::Model, _) | (_, None) => "central values",
        (_, Some(Knows::Earlier)) => "earlier quarters",
        (_, Some(Knows::Whole)) => "whole record",
    }
}
