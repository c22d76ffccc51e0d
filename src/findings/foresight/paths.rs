//! On how many paths of a scenario each of its questions is answered with yes (model page §10).
//!
//! Takes a scenario and its branches, gives counts by draw, question and branch. A path is that of a run, cut off after
//! the last quarter that the question counts.

use crate::base::parallel;
use crate::forecast::branching::BranchCase;
use crate::forecast::chapter::holds;
use crate::forecast::path::follow;
use crate::forecast::quantity::Quantity;
use crate::forecast::shocks;
use crate::forecast::shocks::Shocks;
use crate::forecast::{Stopped, Watch};
use crate::game::equilibrium::Equilibrium;
use crate::scenario::{Question, Scenario};

/// Paths on which the answer is yes.
pub(super) struct Asked {
    /// By certified draw, question and branch.
    pub(super) draws: Vec<Vec<Vec<usize>>>,
    /// Numbers of the draws that are not certified.
    pub(super) uncertified: Vec<usize>,
}

impl Asked {
    /// Solves and follows every draw.
    pub(super) fn new(scenario: &Scenario, cases: &[BranchCase], watch: &dyn Watch) -> Result<Self, Stopped> {
        let numbers: Vec<usize> = scenario.draw_numbers();
        watch.begin(numbers.len());
        let walks = Walks::new(scenario, cases);
        let certain = scenario.uncertain().is_empty().then(|| Equilibrium::new(scenario, &scenario.central()));
        let draws = parallel::map(&numbers, |&draw| {
            if watch.stopped() {
                return None;
            }
            let found = match &certain {
                Some(equilibrium) => walks.yes(equilibrium, draw),
                None => walks.yes(&Equilibrium::new(scenario, &shocks::parameters(scenario, draw)), draw),
            };
            watch.advance();
            Some(found)
        });
        let mut asked = Self { draws: Vec::new(), uncertified: Vec::new() };
        for (draw, found) in numbers.into_iter().zip(draws) {
            match found.ok_or(Stopped)? {
                Some(counts) => asked.draws.push(counts),
                None => asked.uncertified.push(draw),
            }
        }
        Ok(asked)
    }
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
        let cut = |&end: &usize| Cut {
            scenario: Scenario { periods: end + 1, ..scenario.clone() },
            questions: scenario.questions.iter().enumerate().filter(|(_, question)| question.by == end).collect(),
        };
        Self { cuts: ends.iter().map(cut).collect(), cases, questions: scenario.questions.len() }
    }

    /// Counts by question and branch; `None` if a game is not certified.
    fn yes(&self, equilibrium: &Equilibrium, draw: usize) -> Option<Vec<Vec<usize>>> {
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
                        let yes = question.when.iter().all(|condition| holds(condition, &record));
                        counts[*place][branch] += usize::from(yes);
                    }
                }
            }
        }
        Some(counts)
    }
}
