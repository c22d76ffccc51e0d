//! Claims: what the scenario's source says, each with its checks (model page §6).
//!
//! Plain types.

use crate::scenario::keys::measures::Measure;
use crate::scenario::parts::ending::Condition;
use crate::scenario::parts::prior::Uncertain;
use crate::scenario::parts::state::NegotiationState;
use serde::{Deserialize, Serialize};

/// Something that the model must show, with its checks.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// A short name.
    pub name: String,
    /// Whose claim it is.
    pub kind: ClaimKind,
    /// The claim in a sentence.
    pub says: String,
    /// It holds if all of these do, and fail where they should.
    pub checks: Vec<ClaimCheck>,
}

/// Whose claim it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClaimKind {
    /// The source's: what the world is like.
    Source,
    /// The model's own: that one of its mechanisms is at work.
    Mechanism,
}

/// One check of a claim: numbers found, and what they must be.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimCheck {
    /// What is checked, in words.
    pub name: String,
    /// What is found.
    pub found: Finds,
    /// Numbers that switch a mechanism off. With them the check must fail; without any it has no counterfactual.
    pub without: Vec<Uncertain>,
    /// What every number found must be.
    pub bounds: Vec<Bound>,
    /// Whether the numbers must rise or fall from one to the next.
    pub trend: Option<Trend>,
}

/// Where the numbers of a check come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Finds {
    /// A measure of the game of one era, as if it lasted and no election were ahead.
    Measured {
        /// What is measured.
        subject: Subject,
        /// What it is compared with.
        against: Option<(Comparing, Subject)>,
        /// The ladder (in the order of [`Ladders::all`](super::ladders::Ladders::all)) at each of whose levels it is measured.
        along: Option<usize>,
        /// Number of quarters, for measures over quarters.
        quarters: usize,
    },
    /// The share of the scenario's paths on which all conditions hold, one number a branch.
    PathShare {
        /// The conditions.
        when: Vec<Condition>,
        /// Of which branches.
        of: Outcomes,
        /// Number of paths in each.
        paths: usize,
    },
}

/// Which branches of the first election a share of paths is taken of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcomes {
    /// Every one, one number each.
    Every,
    /// This one.
    One(String),
    /// All of them, mixed by their odds.
    Mixed,
}

/// What is measured, where, with which numbers set otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// The measure.
    pub measure: Measure,
    /// The state it starts from or is taken at.
    pub state: NegotiationState,
    /// The era whose numbers hold, the start counted as 0.
    pub era: usize,
    /// Numbers that are replaced.
    pub with: Vec<Uncertain>,
}

/// How a number is compared with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparing {
    /// The first less the second.
    Difference,
    /// The first divided by the second.
    Ratio,
}

/// A bound on a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// Which side.
    pub kind: BoundKind,
    /// The value.
    pub value: f64,
}

/// A kind of bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoundKind {
    /// Not below.
    AtLeast,
    /// Not above.
    AtMost,
    /// Strictly above.
    Above,
    /// Strictly below.
    Below,
}

/// How numbers move along a ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// Each above the one before.
    Rising,
    /// Each below the one before.
    Falling,
}
