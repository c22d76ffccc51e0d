//! Events, kinds of history, and the conditions that they are told by (model page §5).
//!
//! Plain types.

use crate::scenario::keys::metrics::Metric;

/// Something that may happen on a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// The clause that tells it in a sentence.
    pub says: String,
    /// Conditions that must all hold, one or more; once true they stay true.
    pub conditions: Vec<Condition>,
}

/// A kind of history: the first chapter whose conditions all hold names the path.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// Name of this kind of history.
    pub name: String,
    /// Conditions that must all hold; none for the last chapter.
    pub conditions: Vec<Condition>,
}

/// `metric comparison value`, for instance `integration_gain >= 0.25`.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The path metric.
    pub metric: Metric,
    /// How it is compared.
    pub comparison: Comparison,
    /// The value it is compared with (a level's index for the final levels).
    pub value: f64,
}

/// A way of comparing a metric with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
}
