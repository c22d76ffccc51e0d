//! On how many paths of a scenario each of its questions is answered with yes (model page §10).
//!
//! Takes a scenario, gives counts by draw, question and branch. A path is that of a run, cut off after
//! the last quarter that the question counts.

use super::branching::BranchCase;
use super::chapter::all_hold;
use super::draws::{Unfinished, each_solved};
use super::path::follow;
use super::quantity::Quantity;
use super::shocks::Shocks;
use crate::base::parallel::Watch;
use crate::game::equilibrium::Equilibrium;
use crate::scenario::{Question, Scenario};

/// Paths on which the answer is yes, by question and branch.
pub type Yes = Vec<Vec<usize>>;

/// Puts the scenario's questions to every path of every draw; `None` of a draw whose games are not certified.
///
/// # Errors
/// [`Unfinished`].
pub fn asked(scenario: &Scenario, watch: &dyn Watch) -> Result<Vec<Option<Yes>>, Unfinished> {
    let cases = BranchCase::all(scenario);
    let walks = Walks::new(scenario, &cases);
    let yes = |draw, equilibrium: &Equilibrium| walks.yes(equilibrium, draw);
    each_solved(scenario, watch, |equilibrium| equilibrium, yes, Option::is_some)
}

/// The scenario's path up to one quarter, and the questions that it answers.
struct Cut<'a> {
    scenario: Scenario,
    questions: Vec<(usize, &'a Question)>,
}

/// All that is followed.
struct Walks<'a> {
    cuts: Vec<Cut<'a>>,
    cases: &'a [BranchCase],
    questions: usize,
}

impl<'a> Walks<'a> {
    fn new(scenario: &'a Scenario, cases: &'a [BranchCase]) -> Self {
        let mut ends: Vec<usize> = scenario.questions.iter().map(|question| question.by).collect();
        ends.sort_unstable();
        ends.dedup();
        let cut = |&end: &usize| {
            let mut short = scenario.clone();
            short.contents.periods = end + 1;
            let asked = scenario.questions.iter().enumerate().filter(|(_, question)| question.by == end);
            Cut { scenario: short, questions: asked.collect() }
        };
        Self { cuts: ends.iter().map(cut).collect(), cases, questions: scenario.questions.len() }
    }

    /// Counts by question and branch; `None` if a game is not certified.
    fn yes(&self, equilibrium: &Equilibrium, draw: usize) -> Option<Yes> {
        let longest = &self.cuts.last()?.scenario;
        if !equilibrium.certified() {
            return None;
        }
        let simulation = longest.simulation;
        let mut unread = vec![vec![0.0; Quantity::all(longest.offers.len()).len()]; longest.periods];
        let mut counts = vec![vec![0; self.cases.len()]; self.questions];
        for path in 0..simulation.paths {
            // The numbers of a shorter path are the first of a longer one.
            let shocks = Shocks::new(simulation.seed, draw, path, longest.periods);
            for (branch, case) in self.cases.iter().enumerate() {
                for Cut { scenario, questions } in &self.cuts {
                    let record = follow(scenario, equilibrium, case, &shocks, &mut unread[..scenario.periods]);
                    for (place, question) in questions {
                        let yes = all_hold(&question.when, &record);
                        counts[*place][branch] += usize::from(yes);
                    }
                }
            }
        }
        Some(counts)
    }
}
