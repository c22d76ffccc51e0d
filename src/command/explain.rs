//! `allegiance explain`: one history of a run, or one decision of a scenario.
//!
//! Takes an earlier run and names, or a scenario file and a place in words, gives the
//! [`Story`] or the [`Decision`] with its [`BreakEvens`].

use super::{Earlier, RunError, reopen, replay};
use crate::findings::breakeven::BreakEvens;
use crate::findings::decision::Decision;
use crate::findings::story::Story;
use crate::findings::{BranchOdds, ChapterShare, Summary};
use crate::forecast::{Draw, Watch};
use crate::scenario;
use crate::scenario::{Scenario, StateError, advice, negotiation_state};
use serde::Serialize;
use std::path::Path;

/// Why something could not be explained.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// A name that the run or the scenario does not have.
    #[error("there is no {what} `{name}`: {help}")]
    Unknown {
        /// What was named.
        what: &'static str,
        /// The name.
        name: String,
        /// What was probably meant.
        help: String,
    },
    /// A draw or a path beyond the run's.
    #[error("there is no {what} {number}: the run has {count}, counted from 0")]
    Outside {
        /// Draw or path.
        what: &'static str,
        /// Its number.
        number: usize,
        /// How many there are.
        count: usize,
    },
    /// No history ends in the chapter.
    #[error("no history of the branch `{branch}` ends in `{chapter}`: ask for another chapter or branch")]
    NothingEndsSo {
        /// The branch.
        branch: String,
        /// The chapter.
        chapter: String,
    },
    /// The draw's games are not certified.
    #[error("draw {0} is not certified, so it has no histories: manifest.json lists such draws")]
    Uncertified(usize),
    /// The place cannot be understood.
    #[error("{0}")]
    Place(#[from] StateError),
}

impl ExplainError {
    /// 1 if a certificate is missing, else 2: what was asked for is not there.
    pub fn exit_code(&self) -> u8 {
        if let Self::Uncertified(_) = self { 1 } else { 2 }
    }

    fn unknown<'a>(what: &'static str, name: &str, valid: impl IntoIterator<Item = &'a str> + Clone) -> Self {
        Self::Unknown { what, name: name.to_owned(), help: advice(name, valid) }
    }
}

/// Which history is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// That of this draw and path.
    Address {
        /// Number of the draw, from 0.
        draw: usize,
        /// Number of the path, from 0.
        path: usize,
    },
    /// The typical one of a chapter; by default of the branch's likeliest.
    Typical(Option<String>),
}

/// A history of an earlier run; by default of its likeliest branch. A typical history needs all of the run simulated
/// again, one at an address only its draw solved.
///
/// # Errors
/// If the run cannot be read back or gives other numbers, if a name or a number is none of its own, or if the draw is
/// not certified.
pub fn history(folder: &Path, branch: Option<&str>, which: &Which, watch: &dyn Watch) -> Result<Story, RunError> {
    let earlier = reopen(folder)?;
    let branch = branch_named(&earlier.summary, branch)?;
    match which {
        Which::Address { draw, path } => at(&earlier.scenario, branch, *draw, *path),
        Which::Typical(chapter) => {
            let chapter = chapter_named(&earlier.summary, branch, chapter.as_deref())?;
            possible(&earlier, branch, chapter)?;
            typical(&earlier, &replay(&earlier, watch)?, branch, chapter)
        }
    }
}

/// The typical history of a chapter in a branch (indices), from the draws that a replay gave.
///
/// # Errors
/// If no history of the branch ends so.
pub fn typical(earlier: &Earlier, draws: &[Draw], branch: usize, chapter: usize) -> Result<Story, RunError> {
    let nothing = || nothing_ends_so(&earlier.summary, branch, chapter);
    Ok(Story::typical(&earlier.scenario, draws, branch, chapter).ok_or_else(nothing)?)
}

fn nothing_ends_so(summary: &Summary, branch: usize, chapter: usize) -> ExplainError {
    let (branch, chapter) = (summary.branches[branch].name.clone(), summary.chapters[chapter].clone());
    ExplainError::NothingEndsSo { branch, chapter }
}

/// Refuses a chapter that no history ends in, before anything is simulated.
fn possible(earlier: &Earlier, branch: usize, chapter: usize) -> Result<(), ExplainError> {
    match shares(&earlier.summary, branch).nth(chapter) {
        Some(share) if share.hits == 0 => Err(nothing_ends_so(&earlier.summary, branch, chapter)),
        _ => Ok(()),
    }
}

fn at(scenario: &Scenario, branch: usize, draw: usize, path: usize) -> Result<Story, RunError> {
    let sizes = scenario.simulation;
    let no_draw = !scenario.draw_numbers().contains(&draw);
    for (what, number, count, none) in
        [("draw", draw, sizes.draws, no_draw), ("path", path, sizes.paths, path >= sizes.paths)]
    {
        if none {
            return Err(ExplainError::Outside { what, number, count }.into());
        }
    }
    Ok(Story::at(scenario, branch, draw, path).ok_or(ExplainError::Uncertified(draw))?)
}

/// Index of a branch; without a name, of the likeliest.
fn branch_named(summary: &Summary, name: Option<&str>) -> Result<usize, ExplainError> {
    let names = summary.branches.iter().map(|branch| branch.name.as_str());
    match name {
        Some(name) => {
            names.clone().position(|known| known == name).ok_or_else(|| ExplainError::unknown("branch", name, names))
        }
        None => Ok(greatest(summary.branches.iter().map(|branch: &BranchOdds| branch.odds))),
    }
}

/// Index of a chapter; without a name, of the branch's likeliest.
fn chapter_named(summary: &Summary, branch: usize, name: Option<&str>) -> Result<usize, ExplainError> {
    let names = summary.chapters.iter().map(String::as_str);
    match name {
        Some(name) => {
            names.clone().position(|known| known == name).ok_or_else(|| ExplainError::unknown("chapter", name, names))
        }
        None => Ok(greatest(shares(summary, branch).map(|share| share.probability.value))),
    }
}

/// A branch's chapters, in their order.
fn shares(summary: &Summary, branch: usize) -> impl Iterator<Item = &ChapterShare> {
    summary.chapter_shares.iter().filter(move |share| share.branch == summary.branches[branch].name)
}

/// Index of the greatest number, of equals the first.
fn greatest(numbers: impl Iterator<Item = f64>) -> usize {
    let best = numbers.enumerate().reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map_or(0, |(index, _)| index)
}

/// A decision and what would have to change in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    /// What each side weighs.
    pub decision: Decision,
    /// Where the range of one family opens or closes; absent if the game is not certified.
    pub break_even: Option<BreakEvens>,
}

/// The decision at a place in words, at central values; break-evens for the named offer family, by default the first.
///
/// # Errors
/// If the scenario cannot be read or is not valid, or if place or offer are not of it.
pub fn decision(
    file: &Path,
    overrides: &[String],
    at: &str,
    government: Option<&str>,
    offer: Option<&str>,
) -> Result<Explained, RunError> {
    let scenario = scenario::load(file, overrides)?;
    let mut place = negotiation_state(&scenario, at).map_err(ExplainError::Place)?;
    if let Some(name) = government {
        let known = scenario.governments.iter().position(|known| known == name);
        let names = scenario.governments.iter().map(String::as_str);
        place.government = known.ok_or_else(|| ExplainError::unknown("government", name, names))?;
    }
    let names = scenario.offers.iter().map(|offer| offer.name.as_str());
    let family = match offer {
        None => 0,
        Some(name) => {
            let known = names.clone().position(|known| known == name);
            known.ok_or_else(|| ExplainError::unknown("offer", name, names))?
        }
    };
    let decision = Decision::new(&scenario, &place);
    let certified = decision.certificate.certified;
    Ok(Explained { break_even: certified.then(|| BreakEvens::new(&scenario, &place, family)), decision })
}
