//! What a brief tells beyond the summary of its run: what drives it, which branches differ, what could be agreed.
//!
//! Takes a scenario, its equilibrium at central values, every draw, typical histories and claims, gives plain data (model
//! page §4–§6).

use super::Summary;
use super::claims::Claims;
use super::contrast::{Contrast, Tipping};
use super::drivers::{Drivers, greatest};
use super::starts::{BranchStart, starts};
use super::story::{Story, Typical, typical};
use crate::forecast::Draw;
use crate::forecast::replay::PathAddress;
use crate::game::equilibrium::Equilibrium;
use crate::scenario::{Chapter, Comparison, Condition, Metric, Scenario};
use serde::{Deserialize, Serialize};

/// Least share, in some branch, of a chapter of which a typical history is told.
const MAIN: f64 = 0.1;
/// Typical histories told at most.
const TOLD: usize = 4;

/// Everything that a brief tells beyond the summary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Briefing {
    /// What each chapter means, in the order of the file: the first that holds names the history.
    pub chapters: Vec<ChapterMeaning>,
    /// Which numbers drive the headline; `None` if nothing is uncertain or too few draws are certified.
    pub drivers: Option<Drivers>,
    /// Numbers that are uncertain.
    pub uncertain: usize,
    /// The two branches that differ most; `None` if there is only one.
    pub contrast: Option<Contrast>,
    /// At which odds the answer for all branches would change; `None` if there is only one.
    pub tipping: Option<Tipping>,
    /// Where each branch begins, and what could be agreed there.
    pub starts: Vec<BranchStart>,
    /// Whether the game at central values, on which the starts rest, is certified.
    pub central_certified: bool,
    /// A typical history of each main chapter, the most frequent first.
    pub stories: Vec<Story>,
    /// Quarter of the first election, if there is one.
    pub election: Option<String>,
    /// Elections after the first.
    pub later_elections: usize,
    /// How many claims the scenario states.
    pub stated_claims: usize,
    /// The claims at central values; `None` if there are none, or if a game that they need is not certified.
    pub claims: Option<Claims>,
}

/// What a chapter means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChapterMeaning {
    /// Its name.
    pub name: String,
    /// Its conditions in words; none for the last.
    pub conditions: Vec<String>,
}

impl Briefing {
    /// Puts together what a brief tells, with the typical histories that were `chosen`, and the claims at central values
    /// if there are any and their games are certified.
    pub fn new(
        scenario: &Scenario,
        central: &Equilibrium,
        draws: &[Draw],
        summary: &Summary,
        (stories, claims): (Vec<Story>, Option<Claims>),
    ) -> Self {
        let first = scenario.elections.first();
        Self {
            chapters: scenario.chapters.iter().map(|chapter| meaning(scenario, chapter)).collect(),
            drivers: Drivers::new(scenario, draws, summary),
            uncertain: scenario.uncertain().len(),
            contrast: Contrast::new(scenario, draws, summary),
            tipping: Tipping::new(summary),
            starts: starts(scenario, central),
            central_certified: central.certified(),
            stories,
            election: first.map(|election| scenario.first.plus(election.quarter).to_string()),
            later_elections: scenario.elections.len().saturating_sub(1),
            stated_claims: scenario.claims.len(),
            claims,
        }
    }
}

/// Addresses of the typical histories of the chapters that come with [`MAIN`] or more in some branch, each told from the
/// branch in which it is most frequent; at most [`TOLD`] of them, the most frequent chapter first.
pub(crate) fn chosen(scenario: &Scenario, draws: &[Draw], summary: &Summary) -> Vec<(PathAddress, Typical)> {
    let chapters = summary.chapters.iter().enumerate().filter_map(|(chapter, name)| {
        let in_branch = |branch: &crate::findings::BranchOdds| {
            let found = |row: &&crate::findings::ChapterShare| row.branch == branch.name && row.chapter == *name;
            summary.chapter_shares.iter().find(found).map_or(0.0, |row| row.probability.value)
        };
        let branch = greatest(summary.branches.iter().map(in_branch));
        Some((chapter, branch, in_branch(&summary.branches[branch]))).filter(|(.., share)| *share >= MAIN)
    });
    let mut main: Vec<(usize, usize, f64)> = chapters.collect();
    main.sort_by(|one, two| two.2.total_cmp(&one.2));
    main.truncate(TOLD);
    main.into_iter().filter_map(|(chapter, branch, _)| typical(scenario, draws, branch, chapter)).collect()
}

fn meaning(scenario: &Scenario, chapter: &Chapter) -> ChapterMeaning {
    let conditions = chapter.conditions.iter().map(|condition| in_words(scenario, condition));
    ChapterMeaning { name: chapter.name.clone(), conditions: conditions.collect() }
}

fn in_words(scenario: &Scenario, condition: &Condition) -> String {
    let Condition { metric, comparison, value } = condition;
    let ladders = &scenario.ladders;
    let ladder = match metric {
        Metric::FinalConfrontation => Some(ladders.confrontation()),
        Metric::FinalMandate => Some(ladders.mandate()),
        Metric::FinalOpening => Some(&ladders.opening),
        _ => None,
    };
    let level = ladder.and_then(|ladder| ladder.levels.get(*value as usize));
    let value = level.map_or_else(|| value.to_string(), |name| format!("“{name}”"));
    let name = match metric {
        Metric::FamilyQuarters(family) => format!("quarters under {}", scenario.offers[*family].name),
        _ => metric.name(&[]).replace('_', " "),
    };
    let than = match comparison {
        Comparison::Below => "below",
        Comparison::AtMost => "at most",
        Comparison::Above => "above",
        Comparison::AtLeast => "at least",
        Comparison::Equal => "equal to",
        Comparison::NotEqual => "other than",
    };
    format!("{name} {than} {value}")
}
