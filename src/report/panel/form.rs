//! What the tables of a panel share: their columns, their two forms, a difference with its error.
//!
//! Takes tables and numbers, gives text.

use crate::base::table::Table;
use crate::findings::Estimate;
use crate::findings::panel::ALL_OUTCOMES;
use crate::report::words::plain::number;
use std::fmt::Write;

/// Outcomes with what they are, in the order of the columns.
pub(super) const OUTCOMES: [(&str, &str); 6] =
    [("P", "pressure"), ("S", "step"), ("H", "turn"), ("L", "loyal"), ("R", "renewed"), (ALL_OUTCOMES, "all")];

/// A table, in one of its two forms.
#[derive(Clone, Copy)]
pub(super) enum Form {
    Text,
    Markdown,
}

impl Form {
    pub(super) fn table<R>(self, table: &Table<'_, R>) -> String {
        match self {
            Self::Text => table.text(),
            Self::Markdown => table.markdown(),
        }
    }

    pub(super) fn heading(self, text: &mut String, heading: &str) {
        let _ = match self {
            Self::Text => writeln!(text, "\n{heading}"),
            Self::Markdown => writeln!(text, "\n{heading}:\n"),
        };
    }
}

/// A difference with its error.
pub(super) fn with_error(estimate: Estimate) -> String {
    let signed = |value: f64| if value > 0.0 { format!("+{}", number(value, 3)) } else { number(value, 3) };
    match estimate.standard_error {
        Some(error) => format!("{} ± {}", signed(estimate.value), number(error, 3)),
        None => signed(estimate.value),
    }
}
