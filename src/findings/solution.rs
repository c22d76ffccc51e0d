//! What a solved game says, as plain data: who does what in every negotiation state, and where that leads on average.
//!
//! Takes an equilibrium, gives what `allegiance solve` and `allegiance propagate` print. Everything here is exact at
//! the numbers that the equilibrium was solved for.

use super::starts::{RoomAtStart, rooms};
use crate::forecast::branching::BranchCase;
use crate::forecast::exact::{Talks, chances, propagate_with_talks};
use crate::forecast::quantity::Quantity;
use crate::game::Game;
use crate::game::choice::{Workspace, step};
use crate::game::conduct::{BEGINNINGS, Begins, Stance};
use crate::game::equilibrium::{Equilibrium, EraGames};
use crate::game::player::Player;
use crate::game::range::BargainingRange;
use crate::game::solve::Solution;
pub use crate::game::solve::{Certificate, Method};
use crate::game::values::{Position, Values};
use crate::scenario::{Ladder, Scenario};
use indexmap::IndexMap;
use serde::Serialize;

/// The solved games of a scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Solved {
    /// Name of the scenario.
    pub scenario: String,
    /// By name, the incumbent first.
    pub governments: IndexMap<String, GovernmentSolution>,
    /// The same for each later era, by name, as if it lasted.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub eras: IndexMap<String, EraSolution>,
}

/// The solved games of one era.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EraSolution {
    /// By name, the incumbent first.
    pub governments: IndexMap<String, GovernmentSolution>,
}

/// One government's game, solved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GovernmentSolution {
    /// How exact the solution is.
    pub certificate: Certificate,
    /// Every negotiation state.
    pub states: Vec<StateSolution>,
}

/// What happens in a negotiation state.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StateSolution {
    /// Level of each ladder, by the ladder's name.
    #[serde(flatten)]
    pub levels: IndexMap<String, String>,
    /// Whether the quarter begins in dispute.
    pub dispute: bool,
    /// Expected discounted payoffs as the quarter begins, pp-years.
    pub value: Sides,
    /// The same without agreement, after anything taken back.
    pub no_agreement: Sides,
    /// Probability of no agreement, missing talks included.
    pub no_agreement_probability: f64,
    /// Probability that the client hedges if there is no agreement.
    pub hedge: f64,
    /// Probability of pressure after each stance, as the patron chooses where it has the choice.
    pub pressure: Pressure,
    /// Probability that it has none: the pressure of a dispute goes on by itself. Absent if it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pressure_goes_on: Option<f64>,
    /// Probability that the client takes back a step of integration as the quarter begins, before all that follows. Absent if it
    /// cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<f64>,
    /// The same while a contract is in force, by offer; in states without dispute.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub withdrawal_under: IndexMap<String, f64>,
    /// Bargaining range of each offer family.
    pub range: Vec<FamilyRange>,
    /// Probability that each offer is signed, talks included.
    pub signed: Vec<SignedOffer>,
}

/// A number of either side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Sides {
    /// The client's.
    pub client: f64,
    /// The patron's.
    pub patron: f64,
}

/// Probability of pressure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pressure {
    /// After neutrality.
    pub neutral: f64,
    /// After hedging.
    pub hedge: f64,
}

/// The bargaining range of an offer family, pp/yr.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FamilyRange {
    /// The family.
    pub offer: String,
    /// Least subsidy that the client would accept; absent if the subsidy does not matter to it.
    pub reservation: Option<f64>,
    /// Greatest subsidy that the patron would pay; absent if the subsidy does not matter to it.
    pub willingness: Option<f64>,
}

/// How likely an offer is signed, and the choices behind it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignedOffer {
    /// The family.
    pub offer: String,
    /// Promised subsidy, pp/yr.
    pub subsidy: f64,
    /// Probability that the negotiation ends with it signed, talks included.
    pub probability: f64,
    /// Probability that a side proposes it when it is the proposer.
    pub proposed: Sides,
    /// Probability that a side accepts it when the other proposes it.
    pub accepted: Sides,
}

impl Solved {
    /// The stationary solutions of every government.
    pub fn new(scenario: &Scenario, equilibrium: &Equilibrium) -> Self {
        let names = scenario.eras.iter().map(|era| era.name.clone());
        let later = equilibrium.eras[1..].iter().map(|era| EraSolution { governments: governments(scenario, era) });
        Self {
            scenario: scenario.id.clone(),
            governments: governments(scenario, &equilibrium.eras[0]),
            eras: names.zip(later).collect(),
        }
    }

    /// The games of every era by its name, those of the start first, under the name `start`.
    pub(crate) fn by_era(&self) -> impl Iterator<Item = (&str, &IndexMap<String, GovernmentSolution>)> {
        let later = self.eras.iter().map(|(name, era)| (name.as_str(), &era.governments));
        [("start", &self.governments)].into_iter().chain(later)
    }

    /// Whether every game is certified.
    pub fn certified(&self) -> bool {
        let mut games = self.by_era().flat_map(|(_, governments)| governments.values());
        games.all(|government| government.certificate.certified)
    }
}

fn governments(scenario: &Scenario, era: &EraGames) -> IndexMap<String, GovernmentSolution> {
    let games = era.games.iter().zip(&era.solutions);
    let solved = games.map(|(game, solution)| government(scenario, game, solution));
    scenario.governments.iter().cloned().zip(solved).collect()
}

fn government(scenario: &Scenario, game: &Game, solution: &Solution) -> GovernmentSolution {
    let mut work = Workspace::new(game);
    let mut values = solution.values.clone();
    step(game, &solution.values, &mut values, &mut work, None);
    let view = View { scenario, game, solution, values: &values, work: &work };
    let states = (0..game.space.count()).flat_map(|state| BEGINNINGS.map(|begins| (state, begins)));
    GovernmentSolution {
        certificate: solution.certificate,
        states: states.map(|(state, begins)| view.state(state, begins)).collect(),
    }
}

/// A solved game with the backward step that its numbers are read off.
pub(super) struct View<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) game: &'a Game,
    pub(super) solution: &'a Solution,
    pub(super) values: &'a Values,
    pub(super) work: &'a Workspace,
}

impl View<'_> {
    pub(super) fn state(&self, state: usize, begins: Begins) -> StateSolution {
        let Self { scenario, game, solution, values, work } = self;
        let sides =
            |number: &dyn Fn(Player) -> f64| Sides { client: number(Player::Client), patron: number(Player::Patron) };
        let policy = &solution.policy;
        let signed = policy.signed(game, begins, state);
        StateSolution {
            levels: levels(scenario, game, state),
            dispute: begins.in_dispute(),
            value: sides(&|player| values.of(player, begins.into())[state]),
            no_agreement: sides(&|player| work.no_agreement(player, begins)[state]),
            no_agreement_probability: 1.0 - policy.signed(game, begins, state).sum::<f64>(),
            hedge: policy.hedge(begins)[state],
            pressure: Pressure {
                neutral: policy.pressure(Stance::Neutral)[state],
                hedge: policy.pressure(Stance::Hedging)[state],
            },
            pressure_goes_on: Some(game.inertia(begins)).filter(|&inertia| inertia > 0.0),
            withdrawal: self.withdrawal(begins.into(), state),
            withdrawal_under: (scenario.offers.iter().enumerate())
                .filter(|_| !begins.in_dispute())
                .filter_map(|(family, offer)| {
                    Some((offer.name.clone(), self.withdrawal(Position::Base(family), state)?))
                })
                .collect(),
            range: (0..scenario.offers.len()).map(|family| self.range(family, state, begins)).collect(),
            signed: game
                .menu
                .iter()
                .zip(signed)
                .enumerate()
                .map(|(offer, (item, probability))| SignedOffer {
                    offer: scenario.offers[item.family].name.clone(),
                    subsidy: item.subsidy,
                    probability,
                    proposed: sides(&|player| policy.proposals(player, begins, state)[offer]),
                    accepted: sides(&|player| policy.acceptances(player, begins, state)[offer]),
                })
                .collect(),
        }
    }

    /// Probability that a step of integration is taken back as the quarter begins; `None` where there is none.
    fn withdrawal(&self, bond: Position, state: usize) -> Option<f64> {
        self.game.withdrawal.as_ref()?.cost(state)?;
        Some(self.solution.policy.withdrawal(bond)?[state])
    }

    fn range(&self, family: usize, state: usize, begins: Begins) -> FamilyRange {
        let range = BargainingRange::new(self.game, self.work, family, begins, state);
        FamilyRange {
            offer: self.scenario.offers[family].name.clone(),
            reservation: range.reservation,
            willingness: range.willingness,
        }
    }
}

/// What a scenario comes to at central values: exact means and exact probabilities of events, and room for a deal.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Propagated {
    /// Name of the scenario.
    pub scenario: String,
    /// Whether every game is certified.
    pub certified: bool,
    /// By name, in the order of the file; `baseline` if there is no election.
    pub branches: IndexMap<String, BranchMeans>,
    /// The branches mixed by their odds.
    pub all: BranchMeans,
    /// Where each branch begins, and what could be agreed there.
    pub starts: Vec<RoomAtStart>,
}

/// Exact means and probabilities of one branch, or of all.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BranchMeans {
    /// Probability of the branch.
    pub odds: f64,
    /// Probability that each event has happened by the end of each quarter; `None` of one that is not worked out exactly.
    pub events: IndexMap<String, Option<Vec<f64>>>,
    /// Every quarter.
    pub quarters: Vec<QuarterMeans>,
}

/// Exact means of one quarter: every quantity by name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuarterMeans {
    /// Name of the quarter.
    pub quarter: String,
    /// Quantities that do not belong to an offer family.
    #[serde(flatten)]
    pub means: IndexMap<String, f64>,
    /// Share under contract of each family, the quarter of signing included.
    pub contract: IndexMap<String, f64>,
    /// Where talks are likeliest to be held; absent if all are under contract, and of several branches together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub talks: Option<LikelyTalks>,
}

/// The state without contract in which most histories of a branch begin a quarter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LikelyTalks {
    /// Its government.
    pub government: String,
    /// Level of each ladder, by the ladder's name.
    pub levels: IndexMap<String, String>,
    /// Whether the quarter begins in dispute.
    pub dispute: bool,
    /// Share of the histories that begin the quarter there.
    pub share: f64,
}

impl LikelyTalks {
    fn new(scenario: &Scenario, game: &Game, talks: Talks) -> Self {
        Self {
            government: scenario.governments[talks.government].clone(),
            levels: levels(scenario, game, talks.state),
            dispute: talks.begins.in_dispute(),
            share: talks.share,
        }
    }
}

/// Level of each ladder in a state, by the ladder's name.
fn levels(scenario: &Scenario, game: &Game, state: usize) -> IndexMap<String, String> {
    let level =
        |(axis, ladder): (usize, &Ladder)| (ladder.name.clone(), ladder.levels[game.space.level(state, axis)].clone());
    scenario.ladders.telling().map(level).collect()
}

impl Propagated {
    /// Carries an equilibrium forward in every branch.
    pub fn new(scenario: &Scenario, equilibrium: &Equilibrium) -> Self {
        let branch = |case: BranchCase| {
            let (means, talks) = propagate_with_talks(scenario, equilibrium, &case);
            let quarter = |(quarter, (means, talks)): (usize, (&Vec<f64>, &Option<Talks>))| QuarterMeans {
                talks: talks
                    .map(|talks| LikelyTalks::new(scenario, equilibrium.game(quarter, talks.government), talks)),
                ..quarter_means(scenario, quarter, means)
            };
            let quarters = means.iter().zip(&talks).enumerate().map(quarter);
            let events = scenario.events.iter().map(|event| event.name.clone());
            let events = events.zip(chances(scenario, equilibrium, &case)).collect();
            (case.name, BranchMeans { odds: case.odds, events, quarters: quarters.collect() })
        };
        let branches: IndexMap<String, BranchMeans> = BranchCase::all(scenario).into_iter().map(branch).collect();
        Self {
            scenario: scenario.id.clone(),
            certified: equilibrium.certified(),
            all: mixed(&branches.values().collect::<Vec<_>>()),
            branches,
            starts: rooms(scenario, equilibrium),
        }
    }
}

/// Branches mixed by their odds.
fn mixed(branches: &[&BranchMeans]) -> BranchMeans {
    let Some(first) = branches.first() else {
        return BranchMeans { odds: 1.0, events: IndexMap::new(), quarters: Vec::new() };
    };
    let sum = |of: &dyn Fn(&BranchMeans) -> f64| branches.iter().map(|branch| branch.odds * of(branch)).sum::<f64>();
    let event = |(at, (name, found)): (usize, (&String, &Option<Vec<f64>>))| {
        let by = |quarter: usize| sum(&|branch| branch.events[at].as_ref().map_or(f64::NAN, |found| found[quarter]));
        (name.clone(), found.as_ref().map(|found| (0..found.len()).map(by).collect()))
    };
    let quarter = |(at, quarter): (usize, &QuarterMeans)| QuarterMeans {
        quarter: quarter.quarter.clone(),
        means: named(&quarter.means, |place| sum(&|branch| branch.quarters[at].means[place])),
        contract: named(&quarter.contract, |place| sum(&|branch| branch.quarters[at].contract[place])),
        talks: None,
    };
    BranchMeans {
        odds: 1.0,
        events: first.events.iter().enumerate().map(event).collect(),
        quarters: first.quarters.iter().enumerate().map(quarter).collect(),
    }
}

/// The same names with a value for each place.
fn named(names: &IndexMap<String, f64>, value: impl Fn(usize) -> f64) -> IndexMap<String, f64> {
    names.keys().enumerate().map(|(place, name)| (name.clone(), value(place))).collect()
}

fn quarter_means(scenario: &Scenario, quarter: usize, means: &[f64]) -> QuarterMeans {
    let plain = crate::forecast::quantity::PLAIN.iter();
    let families = scenario.offers.iter().enumerate();
    QuarterMeans {
        quarter: scenario.first.plus(quarter).to_string(),
        means: plain.map(|quantity| (quantity.name(&[]), means[quantity.index()])).collect(),
        contract: families
            .map(|(family, offer)| (offer.name.clone(), means[Quantity::Contract(family).index()]))
            .collect(),
        talks: None,
    }
}
