//! Questions about what comes after the scenario's start (model page §10).
//!
//! Plain type.

use crate::scenario::parts::ending::Condition;

/// Something asked about what comes after the start.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// A short name.
    pub name: String,
    /// The question in a sentence.
    pub asks: String,
    /// The last quarter that counts, counted from 0.
    pub by: usize,
    /// The answer is yes if all of these hold on the path cut off after [`Question::by`] (one or more).
    pub when: Vec<Condition>,
    /// Probability of a yes stated by somebody who knows no model.
    pub naive: Option<f64>,
    /// The same by somebody who counts more widely what came before.
    pub naive_wide: Option<f64>,
}
