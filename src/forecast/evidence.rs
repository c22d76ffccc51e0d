//! The numbers that a scenario's claims are about: the games that they need, solved once each.
//!
//! Takes a scenario and the way its uncertain numbers are fixed (at central values, or as in a draw), gives what every
//! check finds (model page §4–§6). Numbers are exact, but for shares of paths, which are simulated: at central values
//! with an address of their own.

use super::branching::BranchCase;
use super::chapter;
use super::draws::each_draw;
use super::exact::{agreement_within, means_from, no_dispute_within, on_path, over_path, step_within};
use super::path::follow;
use super::quantity::Quantity;
use super::shocks::{self, Shocks};
use super::solved::SolvedGame;
use crate::base::parallel::{Stopped, Watch};
use crate::game::conduct::{Begins, Stance};
use crate::game::equilibrium::Equilibrium;
use crate::game::player::Player;
use crate::scenario::claim::{Claim, ClaimCheck, Comparing, Finds, Outcomes, Subject};
use crate::scenario::measure::Measure;
use crate::scenario::{Condition, NegotiationState, Parameters, Scenario, Uncertain};
use serde::{Deserialize, Serialize};

/// A number that a check found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The level or the branch that it belongs to; empty if there is but one number.
    pub place: String,
    /// The number; absent if there is none, as for a reservation where the subsidy does not matter.
    pub value: Option<f64>,
    /// Its standard error, for shares of paths; absent for exact numbers.
    pub standard_error: Option<f64>,
}

/// What a check found, and what it finds with its mechanism off.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckEvidence {
    /// The numbers.
    pub found: Vec<Found>,
    /// The same with the numbers of `without`; absent if the check has none.
    pub without: Option<Vec<Found>>,
}

/// What every check of every claim found, in the order of the file; `None` of a check that needs a game without
/// certificate.
pub type Evidence = Vec<Vec<Option<CheckEvidence>>>;

/// The evidence at central values.
pub fn central(scenario: &Scenario) -> Evidence {
    Bench::new(scenario, None).all()
}

/// The evidence in every draw of the uncertain numbers.
///
/// # Errors
/// [`Stopped`] if the watch says so before all draws are done.
pub fn of_draws(scenario: &Scenario, watch: &dyn Watch) -> Result<Vec<Evidence>, Stopped> {
    each_draw(scenario, watch, |draw| Bench::new(scenario, Some(draw)).all())
}

/// How many times over the games of a scenario may be solved for its claims: as they are, and with the numbers of each
/// claim set otherwise.
pub(crate) fn variants(scenario: &Scenario) -> usize {
    let mut without: Vec<&[Uncertain]> = Vec::new();
    for check in scenario.claims.iter().flat_map(|claim| &claim.checks) {
        if !without.contains(&check.without.as_slice()) {
            without.push(&check.without);
        }
    }
    without.len().max(1) + usize::from(!without.contains(&[].as_slice()))
}

/// Address of the paths of shares at central values: no draw of a simulation has this number.
const CENTRAL: usize = u32::MAX as usize;

/// The games that claims need, at central values or in a draw of the uncertain numbers.
struct Bench<'s> {
    scenario: &'s Scenario,
    draw: Option<usize>,
    solved: Vec<Known>,
    elections: Vec<(Vec<Uncertain>, Equilibrium)>,
}

/// A government's game with some numbers set otherwise, solved.
struct Known {
    government: usize,
    era: usize,
    with: Vec<Uncertain>,
    solved: SolvedGame,
}

impl<'s> Bench<'s> {
    fn new(scenario: &'s Scenario, draw: Option<usize>) -> Self {
        Self { scenario, draw, solved: Vec::new(), elections: Vec::new() }
    }

    /// The numbers of every check of every claim.
    fn all(&mut self) -> Evidence {
        let claims = &self.scenario.claims;
        let claim = |claim: &Claim| claim.checks.iter().map(|check| self.check(check)).collect();
        claims.iter().map(claim).collect()
    }

    /// What a check finds; `None` if a game that it needs is not certified.
    fn check(&mut self, check: &ClaimCheck) -> Option<CheckEvidence> {
        let found = self.numbers(&check.found, &[])?;
        let without = match check.without.as_slice() {
            [] => None,
            off => Some(self.numbers(&check.found, off)?),
        };
        Some(CheckEvidence { found, without })
    }

    /// The same with some numbers set otherwise.
    fn numbers(&mut self, finds: &Finds, off: &[Uncertain]) -> Option<Vec<Found>> {
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
                        let value = self.compared(subject, against.as_ref(), off, along, *quarters)?;
                        let place = along.map_or(String::new(), |(axis, level)| self.ladder(axis)[level].clone());
                        Some(Found { place, value, standard_error: None })
                    })
                    .collect()
            }
            Finds::PathShare { when, of, paths } => self.path_shares(when, of, *paths, off),
        }
    }

    fn ladder(&self, axis: usize) -> &'s [String] {
        self.scenario.ladders.all().nth(axis).map_or(&[], |ladder| &ladder.levels)
    }

    fn compared(
        &mut self,
        subject: &Subject,
        against: Option<&(Comparing, Subject)>,
        off: &[Uncertain],
        along: Option<(usize, usize)>,
        quarters: usize,
    ) -> Option<Option<f64>> {
        let value = self.measured(subject, off, along, quarters)?;
        let Some((comparing, other)) = against else { return Some(value) };
        let other = self.measured(other, off, along, quarters)?;
        Some(value.zip(other).and_then(|(value, other)| match comparing {
            Comparing::Difference => Some(value - other),
            Comparing::Ratio => (other != 0.0).then(|| value / other),
        }))
    }

    /// A measure; the inner `None` if there is no such number.
    fn measured(
        &mut self,
        subject: &Subject,
        off: &[Uncertain],
        along: Option<(usize, usize)>,
        quarters: usize,
    ) -> Option<Option<f64>> {
        let mut place = subject.state.clone();
        if let Some((axis, level)) = along {
            place.levels[axis] = level;
        }
        let solved = self.solved(place.government, subject, off)?;
        Some(number(solved, subject.measure, &place, quarters))
    }

    /// The game, solved if it is not yet; `None` if it is not certified.
    fn solved(&mut self, government: usize, subject: &Subject, off: &[Uncertain]) -> Option<&SolvedGame> {
        let (era, with) = (subject.era, [&subject.with, off].concat());
        let same = |known: &Known| known.government == government && known.era == era && known.with == with;
        let known = self.solved.iter().position(same);
        let place = match known {
            Some(place) => place,
            None => {
                let numbers = self.numbers_with(&with).swap_remove(era);
                let solved = SolvedGame::new(self.scenario, &numbers, government);
                self.solved.push(Known { government, era, with, solved });
                self.solved.len() - 1
            }
        };
        Some(&self.solved[place].solved).filter(|solved| solved.certified())
    }

    /// The numbers of every era with some of them set otherwise.
    fn numbers_with(&self, with: &[Uncertain]) -> Vec<Parameters<f64>> {
        let replaced = |stated: &Parameters<Uncertain>| {
            with.iter().fold(stated.clone(), |stated, number| stated.replaced(&number.key, number))
        };
        let fixed = |stated: Parameters<Uncertain>| match self.draw {
            None => stated.central(),
            Some(draw) => stated.map(&mut |number| shocks::drawn(self.scenario, number, draw)),
        };
        self.scenario.stated().map(replaced).map(fixed).collect()
    }

    fn path_shares(
        &mut self,
        when: &[Condition],
        of: &Outcomes,
        paths: usize,
        off: &[Uncertain],
    ) -> Option<Vec<Found>> {
        let cases: Vec<BranchCase> = BranchCase::all(self.scenario)
            .into_iter()
            .filter(|case| !matches!(of, Outcomes::One(name) if *name != case.name))
            .collect();
        let hits = self.hits(when, &cases, paths, off)?;
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
    fn hits(
        &mut self,
        when: &[Condition],
        cases: &[BranchCase],
        paths: usize,
        off: &[Uncertain],
    ) -> Option<Vec<usize>> {
        let scenario = self.scenario;
        let known = self.elections.iter().position(|(known, _)| known == off);
        let place = known.unwrap_or_else(|| {
            let equilibrium = Equilibrium::new(scenario, &self.numbers_with(off));
            self.elections.push((off.to_vec(), equilibrium));
            self.elections.len() - 1
        });
        let equilibrium = &self.elections[place].1;
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
                *hits += usize::from(chapter::all_hold(when, &outcome));
            }
        }
        Some(hits)
    }
}

/// A measure of a solved game; `None` if there is no such number.
fn number(solved: &SolvedGame, measure: Measure, place: &NegotiationState, quarters: usize) -> Option<f64> {
    let SolvedGame { game, solution, .. } = solved;
    let (state, begins) = (game.space.index(&place.levels), Begins::from_dispute(place.dispute));
    let means = || means_from(game, &solution.policy, state, begins, quarters);
    let average = |quantity| Some(over_path(&means(), quantity));
    let range = |family| solved.range(family, begins, state);
    match measure {
        Measure::Subsidy => average(Quantity::Subsidy),
        Measure::Loyalty => average(Quantity::Loyalty),
        Measure::Dispute => average(Quantity::Dispute),
        Measure::Hedging => average(Quantity::Hedging),
        Measure::Contract(family) => average(Quantity::Contract(family)),
        Measure::Entrapments => Some(on_path(&means(), Quantity::Entrapment)),
        Measure::RatifiedSteps => Some(on_path(&means(), Quantity::RatifiedSteps)),
        Measure::AgreementWithin => Some(agreement_within(game, &solution.policy, state, begins, quarters)),
        Measure::StepWithin => Some(step_within(game, &solution.policy, state, begins, quarters)),
        Measure::NoDisputeWithin => Some(no_dispute_within(game, &solution.policy, state, begins, quarters)),
        Measure::Hedge => Some(solution.policy.hedge(begins)[state]),
        Measure::PressureAfterNeutrality => Some(pressure(solved, Stance::Neutral, begins, state)),
        Measure::PressureAfterHedge => Some(pressure(solved, Stance::Hedging, begins, state)),
        Measure::Reservation(family) => range(family).reservation,
        Measure::Willingness(family) => range(family).willingness,
        Measure::Range(family) => range(family).width(),
        Measure::SignedSubsidy => signed_subsidy(solved, begins, state),
        Measure::ClientProposals(family) => Some(proposals(solved, Player::Client, family, begins, state)),
        Measure::PatronProposals(family) => Some(proposals(solved, Player::Patron, family, begins, state)),
        // Taken of paths, not of a game.
        Measure::PathShare => None,
    }
}

fn pressure(solved: &SolvedGame, stance: Stance, begins: Begins, state: usize) -> f64 {
    solved.game.pressed(begins, solved.solution.policy.pressure(stance)[state])
}

fn signed_subsidy(solved: &SolvedGame, begins: Begins, state: usize) -> Option<f64> {
    let SolvedGame { game, solution, .. } = solved;
    let signed: Vec<f64> = solution.policy.signed(game, begins, state).collect();
    let all: f64 = signed.iter().sum();
    let promised: f64 = game.menu.iter().zip(&signed).map(|(item, chance)| chance * item.subsidy).sum();
    (all > 0.0).then(|| promised / all)
}

fn proposals(solved: &SolvedGame, proposer: Player, family: usize, begins: Begins, state: usize) -> f64 {
    let proposals = solved.solution.policy.proposals(proposer, begins, state);
    let of_family = solved.game.menu.iter().zip(proposals).filter(|(item, _)| item.family == family);
    of_family.map(|(_, chance)| chance).sum()
}
