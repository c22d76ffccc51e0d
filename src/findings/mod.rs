//! What a run found, as plain data: the only place where draws and paths become statistics.
//!
//! Solves no game and follows no path: what is solved and simulated comes from [`forecast`](crate::forecast). Takes the
//! outcomes of [`forecast`](crate::forecast), gives a [`Summary`] that holds every number that the tables
//! and charts show, so that they can be written again without another run (model page §5).

pub mod backtest;
pub mod breakeven;
pub mod briefing;
mod build;
mod chapters;
pub mod cited;
pub mod claims;
pub(crate) mod codebook;
pub mod compare;
pub mod confidence;
pub mod convergence;
pub mod decision;
pub mod deep;
mod density;
pub mod discovery;
pub mod drivers;
pub mod equilibria;
pub(crate) mod event_draws;
mod events;
pub mod foresight;
mod grounds;
mod headline;
mod marks;
pub mod means;
mod metrics;
pub mod panel;
pub(crate) mod posterior;
pub(crate) mod pressing;
pub mod problem;
pub mod quarter;
pub(crate) mod quarters;
mod ranges;
pub mod sample;
pub mod sensitivity;
mod shares;
pub mod solution;
pub mod starts;
pub mod story;
pub mod surface;
pub(crate) mod table;
pub mod thresholds;
pub mod what_if;
mod whole;

use crate::game::solve::Exactness;
use crate::scenario::{Assumption, Drawn, Words};
pub use crate::stats::{Estimate, Quantiles};
use confidence::Confidence;
use equilibria::Selection;
use serde::{Deserialize, Serialize};
use starts::BranchStart;
use story::Story;

/// Where the numbers come from: enough to make them again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Version of the program.
    pub version: String,
    /// Version of the results: changes whenever the same scenario and seed give other numbers.
    pub results_version: u32,
    /// Name of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// SHA-256 of the scenario file, or of all its texts if it has a base, overrides or draws; hexadecimal.
    pub sha256: String,
    /// Seed.
    pub seed: u64,
    /// Draws asked for.
    pub draws: usize,
    /// Paths per draw and branch.
    pub paths: usize,
    /// What was changed in the scenario as its file states it: overrides, `--set KEY=VALUE`, and a file of draws in the
    /// place of its distributions, `--draws FILE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<String>,
}

/// An election branch and its odds. With no election there is one, `baseline`, with odds 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BranchOdds {
    /// Name of the branch.
    pub name: String,
    /// Its probability in the scenario, the central one if it is uncertain.
    pub odds: f64,
    /// Quantiles of its probability over the draws; `None` if it is certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spread: Option<Spread>,
}

/// How often a chapter names the path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChapterShare {
    /// Branch, or `all` for the mixture by odds.
    pub branch: String,
    /// Chapter.
    pub chapter: String,
    /// Probability.
    pub probability: Estimate,
    /// Lower end of the 95% interval.
    pub low95: f64,
    /// Upper end of the 95% interval.
    pub high95: f64,
    /// How far the assumptions move it; `None` where that is not computed, as for a question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spread: Option<Spread>,
    /// Paths that ended so.
    pub hits: usize,
    /// Paths in all.
    pub trials: usize,
}

/// How far the assumptions move a share: quantiles over the draws of the share that each draw has by itself. They hold
/// the chance of a draw's own paths too.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// 5% quantile.
    pub low90: f64,
    /// 50% quantile.
    pub median: f64,
    /// 95% quantile.
    pub high90: f64,
}

/// An event that the scenario names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventName {
    /// Its name.
    pub name: String,
    /// The clause that tells it in a sentence: "a step of union is ratified".
    pub says: String,
}

/// How often an event happens on the path at all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventShare {
    /// Branch, or `all` for the mixture by odds.
    pub branch: String,
    /// Name of the event.
    pub event: String,
    /// Probability.
    pub probability: Estimate,
    /// Lower end of the 95% interval of sampling.
    pub low95: f64,
    /// Upper end of the 95% interval of sampling.
    pub high95: f64,
    /// How far the assumptions move it; in the mixture with the odds of each draw.
    pub spread: Spread,
    /// Paths on which it happens.
    pub hits: usize,
    /// Paths in all.
    pub trials: usize,
}

/// How often an event has happened by the end of a quarter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventQuarter {
    /// Branch, or `all` for the mixture by odds.
    pub branch: String,
    /// Name of the event.
    pub event: String,
    /// Index of the quarter in [`Summary::quarters`].
    pub quarter: usize,
    /// Probability that it has happened by the end of the quarter.
    pub probability: Estimate,
    /// How far the assumptions move it.
    pub spread: Spread,
}

/// The distribution of a path metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricSummary {
    /// Branch, or `all` for the mixture by odds.
    pub branch: String,
    /// Name of the metric.
    pub metric: String,
    /// Unit in words.
    pub unit: String,
    /// Mean over the paths on which the metric is present; `None` if it is on none.
    pub mean: Option<Estimate>,
    /// Quantiles over the same paths.
    pub quantiles: Option<Quantiles>,
    /// Share of the variance that is chance within a draw; the rest is parameter uncertainty.
    pub chance_share: Option<f64>,
    /// Share of paths on which the metric is present: below 1 only for first times that may not come.
    pub present_share: f64,
}

/// What the quantiles of a [`QuarterSummary`] are taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuantilesOver {
    /// The exact expected value in each draw: parameter uncertainty alone.
    Draws,
    /// The simulated paths: parameter uncertainty and chance.
    Paths,
}

/// One quantity in one quarter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuarterSummary {
    /// Branch, or `all` for the mixture by odds.
    pub branch: String,
    /// Index of the quarter in [`Summary::quarters`].
    pub quarter: usize,
    /// `subsidy`, `loyalty`, `dispute`, `hedging`, `integration_depth`, `entrapment`, `agreement`, `standoff` (in
    /// dispute and no contract signed), `calm` (neither contract nor dispute), `cumulative_subsidy` (pp of GDP received
    /// since the start), `history_subsidy` (`subsidy` with its quantiles over the paths), or `contract: NAME` for each
    /// offer family. `contract: …`, `standoff` and `calm` sum to 1.
    pub quantity: String,
    /// Mean over the paths.
    pub mean: Estimate,
    /// Quantiles.
    pub quantiles: Quantiles,
    /// What they are taken over.
    pub over: QuantilesOver,
}

/// The bargaining range of the first offer family against confrontation, exact, at central values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RangePanel {
    /// Government that bargains.
    pub government: String,
    /// Name of the mandate's level.
    pub mandate: String,
    /// Name of the opening's level.
    pub opening: String,
    /// Name of the level of energy, if there is more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub energy: Option<String>,
    /// Offer family.
    pub family: String,
    /// Subsidies that the scenario's menu has for it, the least first; none in results of earlier versions.
    #[serde(default)]
    pub menu: Vec<f64>,
    /// One point per level of confrontation, lowest first.
    pub points: Vec<RangePoint>,
}

/// The two ends of a bargaining range, pp/yr. Absent where the subsidy does not matter to the player.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RangePoint {
    /// Level of confrontation.
    pub confrontation: String,
    /// Least subsidy the client would accept.
    pub reservation: Option<f64>,
    /// Greatest subsidy the patron would pay.
    pub willingness: Option<f64>,
}

/// How a metric is distributed over the paths of a branch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Density {
    /// Branch.
    pub branch: String,
    /// Metric.
    pub metric: String,
    /// Unit in words.
    pub unit: String,
    /// Equally likely values that occurred, the least first: the quantiles 2.5, 7.5 … 97.5%.
    #[serde(default)]
    pub values: Vec<f64>,
}

/// A quarter that charts over time mark by a thin line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Index of the quarter in [`Summary::quarters`].
    pub quarter: usize,
    /// What happens in it, in a few words.
    pub label: String,
}

/// A draw whose game could not be certified, and the parameters that it had.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UncertifiedDraw {
    /// Number of the draw.
    pub draw: usize,
    /// Government whose game it was.
    pub government: String,
    /// What remained: greatest change of a decision probability in one more backward step. `None` if not a number.
    pub residual: Option<f64>,
    /// Uncertain parameters by key.
    pub parameters: Vec<(String, f64)>,
}

/// A number or setting of the scenario with its grounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssumptionRow {
    /// Full key.
    pub key: String,
    /// The value as the file writes it.
    pub written: String,
    /// The value used where a single one is needed.
    pub central: Option<f64>,
    /// Least value that can be drawn.
    pub low: Option<f64>,
    /// Greatest value that can be drawn.
    pub high: Option<f64>,
    /// Unit in words.
    pub unit: String,
    /// Source, or the word "judgement".
    pub note: String,
}

impl AssumptionRow {
    /// A number as it was used: from the scenario, or from a file of draws in the place of its distribution.
    fn new(stated: &Assumption, drawn: Option<&Drawn>) -> Self {
        let own = Self {
            key: stated.key.clone(),
            written: stated.written.clone(),
            central: stated.central,
            low: stated.low,
            high: stated.high,
            unit: stated.unit.clone(),
            note: stated.note.clone(),
        };
        let filed = drawn.and_then(|drawn| Some((&drawn.name, drawn.range(&stated.key)?)));
        match filed {
            None => own,
            Some((name, (low, high))) => Self {
                written: name.clone(),
                low: Some(low),
                high: Some(high),
                note: format!("rows of {name}, in the place of {}: {}", stated.written, stated.note),
                ..own
            },
        }
    }
}

/// Everything that a run found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Where the numbers come from.
    pub provenance: Provenance,
    /// Name of the client.
    pub client: String,
    /// Name of the patron.
    pub patron: String,
    /// What the alliance calls things.
    #[serde(default, skip_serializing_if = "Words::are_default")]
    pub words: Words,
    /// Names of the quarters.
    pub quarters: Vec<String>,
    /// Quarters to be marked in charts over time, the earliest first.
    #[serde(default)]
    pub marks: Vec<Mark>,
    /// Names of the offer families.
    pub families: Vec<String>,
    /// Names of the integration levels with their depth.
    pub integration: Vec<(String, f64)>,
    /// Branches in the order of the file.
    pub branches: Vec<BranchOdds>,
    /// Chapters in the order of the file.
    pub chapters: Vec<String>,
    /// Probability of each chapter, by branch and for `all`.
    pub chapter_shares: Vec<ChapterShare>,
    /// Events in the order of the file, the main one first; none if the scenario names none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub event_names: Vec<EventName>,
    /// Probability of each event, by branch and for `all`, a branch's events in the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<EventShare>,
    /// The same by the end of each quarter, the earliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub event_quarters: Vec<EventQuarter>,
    /// Path metrics, by branch and for `all`.
    pub metrics: Vec<MetricSummary>,
    /// Quantities by quarter, by branch and for `all`.
    pub by_quarter: Vec<QuarterSummary>,
    /// Bargaining ranges of the first offer family, one row a level of the mandate.
    pub ranges: Vec<RangePanel>,
    /// Where each branch begins, and what could be agreed there.
    #[serde(default)]
    pub starts: Vec<BranchStart>,
    /// A typical history of each of the likeliest branches.
    #[serde(default)]
    pub histories: Vec<Story>,
    /// Distributions of the main metrics by branch.
    pub densities: Vec<Density>,
    /// Draws that were certified and so count in every number above.
    pub certified_draws: usize,
    /// Draws that were not, left out of every number above.
    pub uncertified_draws: Vec<UncertifiedDraw>,
    /// How exact the games of the draws that count are.
    pub exactness: Exactness,
    /// How much trust the results deserve, apart from how likely they are; `None` in results of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// In how many draws there is a choice among equilibria, and what it changes; `None` if that was not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selection: Option<Selection>,
    /// What all of it rests on, in the order of the scenario file.
    pub assumptions: Vec<AssumptionRow>,
}

impl Summary {
    /// What is told of each outcome: the events, or the kinds of history where no event is named.
    pub(crate) fn things(&self) -> Vec<&str> {
        match self.event_names.is_empty() {
            true => self.chapters.iter().map(String::as_str).collect(),
            false => self.event_names.iter().map(|event| event.name.as_str()).collect(),
        }
    }

    /// The share of one of them in a block.
    pub(crate) fn share(&self, block: &str, name: &str) -> Option<f64> {
        let event = self.events.iter().find(|row| row.branch == block && row.event == name);
        let kind = || self.chapter_shares.iter().find(|row| row.branch == block && row.chapter == name);
        event.map(|row| row.probability.value).or_else(|| Some(kind()?.probability.value))
    }

    /// The block that tells of all histories: the mixture, or the only branch.
    pub(crate) fn whole(&self) -> &str {
        if let [only] = &self.branches[..] { &only.name } else { ALL_BRANCHES }
    }

    /// The main event, or the most frequent kind of history where no event is named.
    pub(crate) fn headline(&self) -> Option<&str> {
        let share = |name: &&str| self.share(self.whole(), name).unwrap_or(0.0);
        let most =
            || self.things().into_iter().reduce(|best, next| if share(&next) > share(&best) { next } else { best });
        self.event_names.first().map(|event| event.name.as_str()).or_else(most)
    }
}

/// Name of the row blocks that mix the branches by their odds.
pub const ALL_BRANCHES: &str = "all";
