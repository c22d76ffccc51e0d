//! How a share of the variance, and the name of what has it, are written.

use crate::report::chart::words::number;
use crate::stats::sobol::Index;

/// Columns of a number's words.
pub(super) const NAME: usize = 44;

/// A share with its interval.
pub(super) fn with_interval(index: &Index) -> String {
    format!("{} ({} to {})", number(index.value, 2), number(index.low95, 2), number(index.high95, 2))
}

/// Of a share never below 0.
pub(crate) fn percent(share: f64) -> String {
    number(100.0 * share.max(0.0), 0)
}
