//! Where a claim's numbers are taken: the games that it needs, solved once each.
//!
//! Takes a scenario and the way its uncertain numbers are fixed (at central values, or as in a draw), gives what a
//! check finds (model page §4–§6).

use super::Found;
use crate::forecast::branching::BranchCase;
use crate::forecast::chapter;
use crate::forecast::exact::{Means, agreement_within, means_from};
use crate::forecast::path::follow;
use crate::forecast::quantity::Quantity;
use crate::forecast::shocks;
use crate::forecast::shocks::Shocks;
use crate::game::Game;
use crate::game::choice::{Workspace, step};
use crate::game::conduct::Begins;
use crate::game::equilibrium::Equilibrium;
use crate::game::player::Player;
use crate::game::range::BargainingRange;
use crate::game::solve::{Solution, solve};
use crate::scenario::claim::{Comparing, Finds, Outcomes, Subject};
use crate::scenario::measure::Measure;
use crate::scenario::{Condition, NegotiationState, Parameters, Scenario, Uncertain};

/// Address of the paths of shares at central values: no draw of a simulation has this number.
const CENTRAL: usize = u32::MAX as usize;

/// The games that claims need, at one set of numbers.
pub(super) struct Bench<'s> {
    scenario: &'s Scenario,
    draw: Option<usize>,
    solved: Vec<Solved>,
    elections: Option<Equilibrium>,
}

/// A government's game with some numbers set otherwise, solved.
struct Solved {
    government: usize,
    era: usize,
    with: Vec<Uncertain>,
    game: Game,
    solution: Solution,
    work: Workspace,
}

impl<'s> Bench<'s> {
    /// At central values.
    pub(super) fn central(scenario: &'s Scenario) -> Self {
        Self { scenario, draw: None, solved: Vec::new(), elections: None }
    }

    /// In a draw of the uncertain numbers.
    pub(super) fn draw(scenario: &'s Scenario, draw: usize) -> Self {
        Self { scenario, draw: Some(draw), solved: Vec::new(), elections: None }
    }

    /// What a check finds; `None` if a game that it needs is not certified.
    pub(super) fn numbers(&mut self, finds: &Finds) -> Option<Vec<Found>> {
        match finds {
            Finds::Measured { subject, against, along, quarters } => {
                let levels: Vec<Option<usize>> = match along {
                    Some(axis) => (0..self.ladder(*axis).len()).map(Some).collect(),
                    None => vec![None],
                };
                levels
                    .into_iter()
                    .map(|level| {
                        let along = along.zip(level);
                        let value = self.compared(subject, against.as_ref(), along, *quarters)?;
                        let place = along.map_or(String::new(), |(axis, level)| self.ladder(axis)[level].clone());
                        Some(Found { place, value, standard_error: None })
                    })
                    .collect()
            }
            Finds::PathShare { when, of, paths } => self.path_shares(when, of, *paths),
        }
    }

    fn ladder(&self, axis: usize) -> &'s [String] {
        self.scenario.ladders.all().nth(axis).map_or(&[], |ladder| &ladder.levels)
    }

    fn compared(
        &mut self,
        subject: &Subject,
        against: Option<&(Comparing, Subject)>,
        along: Option<(usize, usize)>,
        quarters: usize,
    ) -> Option<Option<f64>> {
        let value = self.measured(subject, along, quarters)?;
        let Some((comparing, other)) = against else { return Some(value) };
        let other = self.measured(other, along, quarters)?;
        Some(value.zip(other).and_then(|(value, other)| match comparing {
            Comparing::Difference => Some(value - other),
            Comparing::Ratio => (other != 0.0).then(|| value / other),
        }))
    }

    /// A measure; the inner `None` if there is no such number.
    fn measured(&mut self, subject: &Subject, along: Option<(usize, usize)>, quarters: usize) -> Option<Option<f64>> {
        let mut place = subject.place.clone();
        if let Some((axis, level)) = along {
            place.levels[axis] = level;
        }
        let solved = self.solved(place.government, subject)?;
        Some(solved.number(subject.measure, &place, quarters))
    }

    /// The game, solved if it is not yet; `None` if it is not certified.
    fn solved(&mut self, government: usize, subject: &Subject) -> Option<&Solved> {
        let Subject { era, with, .. } = subject;
        let same = |solved: &Solved| solved.government == government && solved.era == *era && solved.with == *with;
        let known = self.solved.iter().position(same);
        let place = match known {
            Some(place) => place,
            None => {
                let numbers = self.numbers_with(*era, with);
                self.solved.push(Solved::new(self.scenario, &numbers, government, subject));
                self.solved.len() - 1
            }
        };
        Some(&self.solved[place]).filter(|solved| solved.solution.certificate.certified)
    }

    fn numbers_with(&self, era: usize, with: &[Uncertain]) -> Parameters<f64> {
        let stated = self.scenario.stated().nth(era).unwrap_or(&self.scenario.parameters).clone();
        let stated = with.iter().fold(stated, |stated, number| {
            let by = Uncertain { distribution: None, ..number.clone() };
            stated.replaced(&number.key, &by)
        });
        match self.draw {
            None => stated.central(),
            Some(draw) => stated.map(&mut |number| shocks::drawn(self.scenario, number, draw)),
        }
    }

    fn path_shares(&mut self, when: &[Condition], of: &Outcomes, paths: usize) -> Option<Vec<Found>> {
        let cases: Vec<BranchCase> = BranchCase::all(self.scenario)
            .into_iter()
            .filter(|case| !matches!(of, Outcomes::One(name) if *name != case.name))
            .collect();
        let hits = self.hits(when, &cases, paths)?;
        let share = |hits: usize| hits as f64 / paths as f64;
        let variance = |hits: usize| share(hits) * (1.0 - share(hits)) / paths as f64;
        let found = |place: String, value: f64, variance: f64| Found {
            place,
            value: Some(value),
            standard_error: Some(variance.sqrt()),
        };
        let pairs = || cases.iter().zip(&hits);
        Some(match of {
            Outcomes::Every => {
                pairs().map(|(case, hits)| found(case.name.clone(), share(*hits), variance(*hits))).collect()
            }
            Outcomes::One(_) if cases.is_empty() => {
                vec![Found { place: String::new(), value: None, standard_error: None }]
            }
            Outcomes::One(_) => hits.iter().map(|hits| found(String::new(), share(*hits), variance(*hits))).collect(),
            // Paths of the branches share their random numbers: their errors add up at worst.
            Outcomes::Mixed => {
                let value = pairs().map(|(case, hits)| case.odds * share(*hits)).sum();
                let error: f64 = pairs().map(|(case, hits)| case.odds * variance(*hits).sqrt()).sum();
                vec![found(String::new(), value, error * error)]
            }
        })
    }

    /// Paths of each branch on which all conditions hold; `None` if a game is not certified.
    fn hits(&mut self, when: &[Condition], cases: &[BranchCase], paths: usize) -> Option<Vec<usize>> {
        let scenario = self.scenario;
        let numbers = match self.draw {
            None => scenario.central(),
            Some(draw) => shocks::parameters(scenario, draw),
        };
        let equilibrium = self.elections.get_or_insert_with(|| Equilibrium::new(scenario, &numbers));
        if !equilibrium.certified() {
            return None;
        }
        let address = self.draw.unwrap_or(CENTRAL);
        let mut hits = vec![0; cases.len()];
        let mut unread = vec![vec![0.0; Quantity::all(scenario.offers.len()).len()]; scenario.periods];
        for path in 0..paths {
            let shocks = Shocks::new(scenario.simulation.seed, address, path, scenario.periods);
            for (case, hits) in cases.iter().zip(&mut hits) {
                let outcome = follow(scenario, equilibrium, case, &shocks, &mut unread);
                *hits += usize::from(when.iter().all(|condition| chapter::holds(condition, &outcome)));
            }
        }
        Some(hits)
    }
}

impl Solved {
    fn new(scenario: &Scenario, numbers: &Parameters<f64>, government: usize, subject: &Subject) -> Self {
        let game = Game::new(scenario, numbers, government);
        let solution = solve(&game, scenario.simulation.tolerance);
        let mut work = Workspace::new(&game);
        step(&game, &solution.values, &mut solution.values.clone(), &mut work, None);
        Self { government, era: subject.era, with: subject.with.clone(), game, solution, work }
    }

    fn number(&self, measure: Measure, place: &NegotiationState, quarters: usize) -> Option<f64> {
        let Self { game, solution, .. } = self;
        let (state, begins) = (game.space.index(&place.levels), Begins::from_dispute(place.dispute));
        let means = || means_from(game, &solution.policy, state, begins, quarters);
        let sum = |quantity: Quantity, means: Means| means.iter().map(|means| means[quantity.index()]).sum::<f64>();
        let average = |quantity| Some(sum(quantity, means()) / quarters as f64);
        match measure {
            Measure::Subsidy => average(Quantity::Subsidy),
            Measure::Loyalty => average(Quantity::Loyalty),
            Measure::Dispute => average(Quantity::Dispute),
            Measure::Hedging => average(Quantity::Hedging),
            Measure::Contract(family) => average(Quantity::Contract(family)),
            Measure::Entrapments => Some(sum(Quantity::Entrapment, means())),
            Measure::RatifiedSteps => Some(sum(Quantity::RatifiedSteps, means())),
            Measure::AgreementWithin => Some(agreement_within(game, &solution.policy, state, begins, quarters)),
            Measure::Reservation(family) => self.range(family, begins, state).reservation,
            Measure::Willingness(family) => self.range(family, begins, state).willingness,
            Measure::Range(family) => self.range(family, begins, state).width(),
            Measure::SignedSubsidy => self.signed_subsidy(begins, state),
            Measure::ClientProposals(family) => Some(self.proposals(Player::Client, family, begins, state)),
            Measure::PatronProposals(family) => Some(self.proposals(Player::Patron, family, begins, state)),
            // Taken of paths, not of a game.
            Measure::PathShare => None,
        }
    }

    fn range(&self, family: usize, begins: Begins, state: usize) -> BargainingRange {
        BargainingRange::new(&self.game, &self.work, family, begins, state)
    }

    fn signed_subsidy(&self, begins: Begins, state: usize) -> Option<f64> {
        let signed = self.solution.policy.signed(&self.game, begins, state);
        let all: f64 = signed.iter().sum();
        let promised: f64 = self.game.menu.iter().zip(&signed).map(|(item, chance)| chance * item.subsidy).sum();
        (all > 0.0).then(|| promised / all)
    }

    fn proposals(&self, proposer: Player, family: usize, begins: Begins, state: usize) -> f64 {
        let proposals = self.solution.policy.proposals(proposer, begins, state);
        let of_family = self.game.menu.iter().zip(proposals).filter(|(item, _)| item.family == family);
        of_family.map(|(_, chance)| chance).sum()
    }
}
