//! How much one case differs from another: branch from branch, run from run, odds from odds (model page §5).
//!
//! Takes the draws of one or two runs, gives a [`Comparison`]: for each event, chapter and metric both values, their
//! difference with its error, and how often the one history exceeds the other. Path j of draw i meets the same chance in
//! every branch, and in every run of the same seed, so that most of what chance does cancels in a difference.

mod contrast;
mod given;
mod odds;
mod regret;
mod spread;
mod varied;

pub use crate::stats::Difference;
pub(crate) use contrast::{Party, branches, runs};
pub(crate) use given::given;
pub(crate) use odds::{odds, reweighed, shared_out, strange};
pub(crate) use regret::{Measured, regret, regrettable};

use super::{ChapterShare, Estimate, EventShare, Provenance};
use serde::{Deserialize, Serialize};

/// What is compared with what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The branches of one run.
    Branches,
    /// Two runs.
    Runs,
    /// Variants of a scenario with its first one.
    Variants,
    /// The mixture of all branches under other odds.
    Odds,
    /// Histories in which an event happened, and those in which it did not.
    Given,
}

/// How the histories of two sides belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pairing {
    /// Path j of draw i meets the same chance on both sides, in a world drawn by the same random numbers.
    #[serde(rename = "draw and path")]
    DrawAndPath,
    /// The draw of one number is drawn by the same random numbers on both sides, but its paths are not those of the other.
    #[serde(rename = "draw")]
    Draw,
    /// The two have no random number in common: the seeds differ, or no draw has the same number on both sides.
    #[serde(rename = "unpaired")]
    Unpaired,
}

impl Pairing {
    /// Its name in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::DrawAndPath => "draw and path",
            Self::Draw => "draw",
            Self::Unpaired => "unpaired",
        }
    }
}

/// A run that takes part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// What it is called.
    pub label: String,
    /// Where its numbers come from.
    pub provenance: Provenance,
    /// Draws that count.
    pub certified_draws: usize,
}

/// One side of a contrast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Label of the run, as in [`Facts`].
    pub run: String,
    /// Branch, or `all` for the mixture by odds.
    pub branch: String,
}

/// Among pairs of histories that met the same chance, how often the one exceeds the other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pairs {
    /// Pairs that have a value on both sides.
    pub count: usize,
    /// Share of pairs in which the case is above the reference.
    pub above: Estimate,
    /// Share of pairs in which it is below; in the rest the two are equal.
    pub below: Estimate,
}

/// An event on both sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventContrast {
    /// Event.
    pub event: String,
    /// On how many histories it happens in the case, as its own run tells it.
    pub value: EventShare,
    /// And in the reference.
    pub reference: EventShare,
    /// Their difference, over the draws that count on both sides.
    pub difference: Difference,
    /// Pair by pair; `None` where there are no pairs.
    pub pairs: Option<Pairs>,
}

/// A chapter on both sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChapterContrast {
    /// Chapter.
    pub chapter: String,
    /// How often it names the path in the case, as its own run tells it.
    pub value: ChapterShare,
    /// And in the reference.
    pub reference: ChapterShare,
    /// Their difference, over the draws that count on both sides.
    pub difference: Difference,
    /// Pair by pair; `None` where there are no pairs.
    pub pairs: Option<Pairs>,
}

/// A metric on both sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricContrast {
    /// Metric.
    pub metric: String,
    /// Unit in words.
    pub unit: String,
    /// Mean in the case, as its own run tells it; `None` if the metric is present on no path.
    pub value: Option<Estimate>,
    /// And in the reference.
    pub reference: Option<Estimate>,
    /// Difference of the means, over the draws that count on both sides.
    pub difference: Option<Difference>,
    /// The same in pooled standard deviations of the paths of both sides; `None` if the metric does not vary.
    pub standardised: Option<Difference>,
    /// Pair by pair; `None` where there are no pairs.
    pub pairs: Option<Pairs>,
}

/// What a [`Spread`] is taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Over {
    /// Pairs of histories.
    Pairs,
    /// Draws: the difference of the draw's two means.
    Draws,
}

/// How a paired difference is distributed, smoothed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Metric, event, or chapter.
    pub quantity: String,
    /// Unit in words: `points` for an event or a chapter.
    pub unit: String,
    /// What it is taken over.
    pub over: Over,
    /// How many of them.
    pub count: usize,
    /// The difference itself.
    pub mean: f64,
    /// Share of them above 0.
    pub above: f64,
    /// Share of them below 0.
    pub below: f64,
    /// Standard deviation of the Gaussian kernel.
    pub bandwidth: f64,
    /// Points (value, density), evenly spaced.
    pub points: Vec<(f64, f64)>,
}

/// One case against its reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contrast {
    /// The case.
    pub case: Side,
    /// What it is compared with.
    pub reference: Side,
    /// How their histories belong together.
    pub pairing: Pairing,
    /// Draws that count in the differences: those certified on both sides. `None` if unpaired: each side has its own.
    pub draws: Option<usize>,
    /// Draws that are certified on one side only, and so count in its value but in no difference.
    pub left_out: usize,
    /// Whether any history differs. If none does, no event, chapter or metric is listed.
    pub felt: bool,
    /// Events in the order of the reference; those that one side lacks are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<EventContrast>,
    /// Chapters likewise.
    pub chapters: Vec<ChapterContrast>,
    /// Metrics likewise.
    pub metrics: Vec<MetricContrast>,
    /// How the paired differences are distributed.
    pub spreads: Vec<Spread>,
}

/// The odds of a branch, as the scenario has them and as asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OddsShift {
    /// Branch.
    pub branch: String,
    /// Odds in the scenario.
    pub scenario: f64,
    /// Odds asked for.
    pub asked: f64,
}

/// An event's probability in the mixture, or a chapter's where the scenario names no event, the odds of one branch being so, the others' in proportion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SweepPoint {
    /// The branch whose odds are moved.
    pub branch: String,
    /// Its odds.
    pub odds: f64,
    /// The probability, in the block `all`.
    pub share: EventShare,
}

/// How variants belong together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// Values of one number.
    #[default]
    Values,
    /// Every value of one number with every value of the others.
    Crossed,
    /// The first values of several numbers, then the second ones.
    Paired,
    /// Variants with names.
    Named,
}

impl Layout {
    fn is_values(&self) -> bool {
        *self == Self::Values
    }
}

/// What is varied, and what comes of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Varied {
    /// The key that is varied, or all keys; `variant` where variants have names.
    pub key: String,
    /// How the variants belong together.
    #[serde(default, skip_serializing_if = "Layout::is_values")]
    pub layout: Layout,
    /// One entry a variant, in the order asked for; the first is the reference.
    pub variants: Vec<Variant>,
    /// What each gives away, if that is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regret: Option<Regret>,
}

/// A key with the value that a variant sets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// The key.
    pub key: String,
    /// The value as it was written.
    pub value: String,
    /// The same as a number; `None` if it is not one.
    pub number: Option<f64>,
}

/// What happens in one variant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// The value as it was written, several values with commas, or the variant's name.
    pub value: String,
    /// What it sets; empty where one number is varied, whose value says it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<Setting>,
    /// The same as a number; `None` if it is not one.
    pub number: Option<f64>,
    /// Draws that count.
    pub certified_draws: usize,
    /// Draws in all.
    pub draws: usize,
    /// Probability of each event in each branch and in all, as `events.csv` of a run has it; of each kind of history where
    /// the scenario names no event.
    pub shares: Vec<EventShare>,
}

/// What each variant gives away by not being the best one, in every draw and branch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Regret {
    /// An event, by the share of its paths; a quantity, by its exact mean over the quarters; or a metric.
    pub measure: String,
    /// Unit in words: `share` for an event.
    pub unit: String,
    /// Whether it has no chance in it: an exact mean, not one over paths.
    pub exact: bool,
    /// Whether less of it is better.
    pub least: bool,
    /// Draws that are certified in all variants: no other one counts.
    pub draws: usize,
    /// Draws that are not certified in some variant.
    pub left_out: usize,
    /// Branches of those draws that are left out since a variant has no value there.
    pub without_value: usize,
    /// Whether variants differ in the odds of branches. The reference's odds weigh the branches.
    pub odds_differ: bool,
    /// Branch by branch, then all of them if there are several; in each a row a variant.
    pub rows: Vec<RegretRow>,
}

/// What a variant gives away in a branch, or over all by their odds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegretRow {
    /// Branch, or `all`.
    pub branch: String,
    /// Label of the variant, as in [`Facts`].
    pub variant: String,
    /// Draws that count.
    pub draws: usize,
    /// Mean of the measure over them.
    pub value: Estimate,
    /// Share of the draws in which no variant is better.
    pub best: Estimate,
    /// Mean regret.
    pub mean: Estimate,
    /// Largest regret in any draw and branch.
    pub greatest: f64,
    /// The draw where it is so large, the first of them.
    pub draw: usize,
    /// And the branch.
    pub in_branch: String,
}

/// Of which histories a share is told, and what is counted among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Among {
    /// Those in which the event happened; what else happens in them at any time.
    Happened,
    /// The same; what else happens in a later quarter.
    Afterwards,
    /// Those in which it did not happen.
    NotHappened,
}

/// The shares of one block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GivenRow {
    /// Branch, or `all` for the mixture by odds.
    pub branch: String,
    /// Of which histories.
    pub among: Among,
    /// How many they are.
    pub histories: usize,
    /// Whether they are fewer than 30, so that the shares say little.
    pub few: bool,
    /// Share of each other event among them, in the order of the file; none if there is no such history.
    pub shares: Vec<EventShare>,
}

/// Everything that is told of a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Given {
    /// Name of the event that is the condition.
    pub event: String,
    /// The clause that tells it in a sentence.
    pub says: String,
    /// The other events.
    pub others: Vec<String>,
    /// The rows: branch by branch, then all.
    pub rows: Vec<GivenRow>,
}

/// Everything that a comparison found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Comparison {
    /// What is compared with what.
    pub kind: Kind,
    /// Title of the scenario of the reference.
    pub title: String,
    /// The runs that take part, the reference first.
    pub runs: Vec<Facts>,
    /// Events, chapters, metrics and branches that one run has and the other lacks.
    pub unmatched: Vec<String>,
    /// The contrasts.
    pub contrasts: Vec<Contrast>,
    /// Only of [`Kind::Odds`]: the odds.
    pub odds: Vec<OddsShift>,
    /// Only of [`Kind::Odds`]: whether the election comes after the first quarter, so that the players expect the
    /// scenario's odds before it, not those asked for.
    pub foreseen: bool,
    /// Only of [`Kind::Odds`]: events, or chapters where the scenario names no event, as the odds of one branch go from 0 to 1.
    pub sweep: Vec<SweepPoint>,
    /// Only of [`Kind::Variants`]: what happens at each value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub varied: Option<Varied>,
    /// Only of [`Kind::Given`]: what else happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Given>,
}

/// Why nothing can be compared.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// There is no such branch.
    #[error("there is no branch `{name}` to compare: {advice}")]
    #[allow(missing_docs, reason = "the message says it")]
    UnknownBranch { name: String, advice: String },
    /// There is no such event.
    #[error("there is no event `{name}`: {known}")]
    #[allow(missing_docs, reason = "the message says it")]
    UnknownEvent { name: String, known: String },
    /// The scenario names no other event.
    #[error("`{0}` is the only event of the scenario: no other one can be told beside it")]
    OnlyEvent(String),
    /// The run has one branch.
    #[error("the run has one branch only: compare it with another run, or a scenario with a variant (--vary)")]
    OneBranch,
    /// The reference is the only one asked for.
    #[error("`{0}` is the reference: name another branch to compare with it")]
    OnlyReference(String),
    /// The odds make no sense.
    #[error("--odds: {0}")]
    Odds(String),
    /// Both sides have the same inputs.
    #[error("{0}: nothing to compare")]
    SameInput(String),
    /// Only the number of draws differs.
    #[error(
        "{0} differs from {1} only in the number of draws, and the draws that both have are the same: nothing to compare. \
         To see what more draws change, run each and look at the standard errors"
    )]
    MoreDraws(String, String),
    /// No history differs.
    #[error("{0}: no history differs in anything, so there is nothing to compare")]
    NotFelt(String),
    /// There is no such measure.
    #[error("--regret: there is no event, quantity or metric `{name}`: {advice}")]
    #[allow(missing_docs, reason = "the message says it")]
    UnknownMeasure { name: String, advice: String },
    /// The variants have no draw or branch in common.
    #[error("--regret: the variants differ in their {0}, so that no draw of one is that of another")]
    Apart(&'static str),
    /// No draw counts in all variants.
    #[error("--regret: no draw is certified in all variants with a value in each, so that their regret cannot be told")]
    NoWorld,
    /// No draw counts on both sides.
    #[error("no draw is certified in both {0} and {1}, so their difference cannot be told")]
    NoCommonDraws(String, String),
}
