//! `allegiance explain`: one history of a run, or one decision of a scenario.
//!
//! Takes an earlier run and names, or a scenario file and a state in words, gives the [`Story`] or the [`Decision`] with
//! its [`BreakEvens`].

use super::failure::{ExplainError, Failure};
use super::memory::{Work, fits};
use super::outcome::{Command, Job, Outcome};
use super::replay::{Earlier, reopen, replay_kept};
use super::request::{Forms, Overrides, Shown, Source, TOLD};
use super::solve::central_outcome;
use crate::base::input::STANDARD_INPUT;
use crate::findings::breakeven::BreakEvens;
use crate::findings::decision::Decision;
use crate::findings::story::{self, Story};
use crate::findings::{BranchOdds, ChapterShare, Summary};
use crate::forecast::kept::Draws;
use crate::forecast::replay::{PathAddress, replayed};
use crate::forecast::solved::{self, SolvedGame};
use crate::report::chart::words::WIDTH;
use crate::report::{decision, story as words};
use crate::scenario::{NegotiationState, Scenario, negotiation_state};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What is to be explained.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[cfg_attr(feature = "cli", command(mut_arg("format", |option| super::request::offered(option, &TOLD))))]
pub struct Explain {
    /// Folder of a run, or scenario file
    pub target: PathBuf,
    /// Run: branch of the history [default: the likeliest]
    #[cfg_attr(feature = "cli", arg(long, value_name = "NAME"))]
    pub branch: Option<String>,
    /// Run: the history of this draw, counted from 0
    #[cfg_attr(feature = "cli", arg(long, value_name = "I", requires = "path", conflicts_with = "typical"))]
    pub draw: Option<usize>,
    /// Run: the history of this path of the draw, counted from 0
    #[cfg_attr(feature = "cli", arg(long, value_name = "J", requires = "draw"))]
    pub path: Option<usize>,
    /// Run: the typical history of this chapter [default: the branch's likeliest]
    #[cfg_attr(feature = "cli", arg(long, value_name = "CHAPTER"))]
    pub typical: Option<String>,
    /// Scenario: the state, "confrontation=LEVEL, mandate=LEVEL, dispute=yes" [default: the start]
    #[cfg_attr(feature = "cli", arg(long, value_name = "STATE"))]
    pub at: Option<String>,
    /// Scenario: the government in office [default: the incumbent]
    #[cfg_attr(feature = "cli", arg(long, value_name = "NAME"))]
    pub government: Option<String>,
    /// Scenario: the offer family whose break-even values are sought [default: the first]
    #[cfg_attr(feature = "cli", arg(long, value_name = "NAME"))]
    pub offer: Option<String>,
    /// Scenario: what is overridden
    #[cfg_attr(feature = "cli", command(flatten))]
    pub overrides: Overrides,
    /// How it is shown
    #[cfg_attr(feature = "cli", command(flatten))]
    pub shown: Shown,
}

impl Command for Explain {
    fn prepare(self) -> Result<Job, Failure> {
        self.refuse_misplaced()?;
        self.shown.only(&TOLD)?;
        if self.of_scenario() { self.decision() } else { self.history() }
    }
}

impl Explain {
    /// Whether a scenario is meant: a file, standard input, or what is named like a file and is no folder.
    fn of_scenario(&self) -> bool {
        let named = self.target.extension().is_some_and(|ending| ending == "toml");
        self.target.is_file() || self.target == Path::new(STANDARD_INPUT) || (named && !self.target.is_dir())
    }

    /// Refuses an option that belongs to the other kind of target.
    fn refuse_misplaced(&self) -> Result<(), Failure> {
        let of_run = [
            ("--branch", self.branch.is_some()),
            ("--draw", self.draw.is_some()),
            ("--typical", self.typical.is_some()),
        ];
        let of_scenario = [
            ("--at", self.at.is_some()),
            ("--government", self.government.is_some()),
            ("--offer", self.offer.is_some()),
            ("--set", !self.overrides.set.is_empty()),
            ("--seed", self.overrides.seed.is_some()),
        ];
        let (wrong, kind, other) = match self.of_scenario() {
            true => (&of_run[..], "a scenario file", "the folder of a run"),
            false => (&of_scenario[..], "the folder of a run", "a scenario file"),
        };
        match wrong.iter().find(|(_, given)| *given) {
            Some((option, _)) => {
                let target = self.target.display();
                Err(Failure::Usage(format!("{option} goes with {other}, and {target} is taken as {kind}")))
            }
            None => Ok(()),
        }
    }

    /// A history of an earlier run. A typical history needs all of the run simulated again, one at an address only its
    /// draw solved.
    fn history(self) -> Result<Job, Failure> {
        let earlier = reopen(&self.target)?;
        let branch = branch_named(&earlier.summary, self.branch.as_deref())?;
        Ok(Job::new(None, move |watch| {
            let told = match (self.draw, self.path) {
                (Some(draw), Some(path)) => at(&earlier.scenario, branch, draw, path)?,
                _ => {
                    let chapter = chapter_named(&earlier.summary, branch, self.typical.as_deref())?;
                    possible(&earlier, branch, chapter)?;
                    typical(&earlier, &replay_kept(&earlier, watch)?, branch, chapter)?
                }
            };
            let text = || words::text(&told, watch.columns().unwrap_or(WIDTH));
            let forms = Forms { text: &text, csv: None, markdown: None };
            Ok(Outcome::text(self.shown.bytes(&told, &forms)?))
        }))
    }

    /// The decision at a state in words, at central values; break-evens for the named offer family, by default the first.
    fn decision(self) -> Result<Job, Failure> {
        let scenario = Source { overrides: self.overrides.clone(), ..Source::new(&self.target) }.load(None)?;
        fits(&scenario, Work::Central(1))?;
        let state = state_at(&scenario, self.at.as_deref().unwrap_or_default(), self.government.as_deref())?;
        let family = self.family(&scenario)?;
        Ok(Job::new(None, move |watch| {
            let solved = SolvedGame::new(&scenario, &scenario.parameters.central(), state.government);
            let width = |key: &str, value: f64| solved::width(&scenario, &state, family, key, value);
            let certified = solved.certified();
            let break_even = certified.then(|| BreakEvens::new(&scenario, state.government, family, &width));
            let decision = Decision::new(&scenario, &state, &solved);
            let explained = Explained { decision, break_even };
            let columns = watch.columns().unwrap_or(WIDTH);
            let text = || decision::text(&explained.decision, explained.break_even.as_ref(), columns);
            let forms = Forms { text: &text, csv: None, markdown: None };
            Ok(central_outcome(self.shown.bytes(&explained, &forms)?, certified))
        }))
    }

    fn family(&self, scenario: &Scenario) -> Result<usize, ExplainError> {
        let names = scenario.offers.iter().map(|offer| offer.name.as_str());
        self.offer.as_deref().map_or(Ok(0), |name| index("offer", name, names))
    }
}

/// A state in words, under the named government.
///
/// # Errors
/// If the words are not understood, or nobody has that name.
pub(crate) fn state_at(
    scenario: &Scenario,
    at: &str,
    government: Option<&str>,
) -> Result<NegotiationState, ExplainError> {
    let mut state = negotiation_state(scenario, at)?;
    if let Some(name) = government {
        state.government = index("government", name, scenario.governments.iter().map(String::as_str))?;
    }
    Ok(state)
}

/// Index of a name among those that there are.
fn index<'a>(
    what: &'static str,
    name: &str,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Result<usize, ExplainError> {
    names.clone().position(|known| known == name).ok_or_else(|| ExplainError::unknown(what, name, names))
}

/// The typical history of a chapter in a branch (indices), from the draws that a replay gave.
///
/// # Errors
/// If no history of the branch ends so.
fn typical(earlier: &Earlier, draws: &Draws, branch: usize, chapter: usize) -> Result<Story, Failure> {
    let nothing = || nothing_ends_so(&earlier.summary, branch, chapter);
    let scenario = &earlier.scenario;
    let (address, chosen) = story::typical(scenario, draws, branch, chapter)?.ok_or_else(nothing)?;
    let story = replayed(scenario, address, |replayed| Story::new(scenario, replayed, Some(chosen)));
    Ok(story.ok_or_else(nothing)?)
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

fn at(scenario: &Scenario, branch: usize, draw: usize, path: usize) -> Result<Story, Failure> {
    let sizes = scenario.simulation;
    let no_draw = !scenario.draw_numbers().contains(&draw);
    for (what, number, count, none) in
        [("draw", draw, sizes.draws, no_draw), ("path", path, sizes.paths, path >= sizes.paths)]
    {
        if none {
            return Err(ExplainError::Outside { what, number, count }.into());
        }
    }
    let address = PathAddress { branch, draw, path };
    let story = replayed(scenario, address, |replayed| Story::new(scenario, replayed, None));
    Ok(story.ok_or(ExplainError::Uncertified(draw))?)
}

/// Index of a branch; without a name, of the likeliest.
fn branch_named(summary: &Summary, name: Option<&str>) -> Result<usize, ExplainError> {
    match name {
        Some(name) => index("branch", name, summary.branches.iter().map(|branch| branch.name.as_str())),
        None => Ok(greatest(summary.branches.iter().map(|branch: &BranchOdds| branch.odds))),
    }
}

/// Index of a chapter; without a name, of the branch's likeliest.
fn chapter_named(summary: &Summary, branch: usize, name: Option<&str>) -> Result<usize, ExplainError> {
    match name {
        Some(name) => index("chapter", name, summary.chapters.iter().map(String::as_str)),
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
struct Explained {
    /// What each side weighs.
    pub decision: Decision,
    /// Where the range of one family opens or closes; absent if the game is not certified.
    pub break_even: Option<BreakEvens>,
}
