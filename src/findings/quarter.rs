//! One quarter's negotiation as a game of its own, as plain data (§2 step 2, §4).
//!
//! Takes an equilibrium and a state, gives who moves when and what every end of the quarter is worth to either side:
//! the payoff of the quarter and the discounted expectation of what follows it. Other programs can solve it from this.

use super::solution::{Certificate, Sides};
use crate::forecast::solved::worked;
use crate::game::Game;
use crate::game::choice::Workspace;
use crate::game::conduct::{Begins, Conduct, Stance};
use crate::game::equilibrium::Equilibrium;
use crate::game::payoff::Flow;
use crate::game::player::Player;
use crate::scenario::{NegotiationState, Scenario};
use indexmap::IndexMap;
use serde::Serialize;

/// A quarter that begins without contract.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct QuarterGame {
    /// Name of the scenario.
    pub scenario: String,
    /// Names of the two sides.
    pub names: Names,
    /// Name of the government.
    pub government: String,
    /// Level of each ladder, by the ladder's name.
    pub levels: IndexMap<String, String>,
    /// Whether the quarter begins in dispute.
    pub dispute: bool,
    /// How exact the values are that the ends are made of.
    pub certificate: Certificate,
    /// Probability that talks are held.
    pub talks: f64,
    /// Probability that the client proposes if they are.
    pub proposal_power: f64,
    /// Logit precision of either side.
    pub precision: Sides,
    /// Probability that pressure goes on after no agreement, whatever the patron would choose.
    pub pressure_goes_on: f64,
    /// The menu: what signing each offer is worth.
    pub offers: Vec<OfferEnd>,
    /// No agreement and a neutral stance.
    pub neutral: StanceEnds,
    /// No agreement and a hedge.
    pub hedge: StanceEnds,
}

/// Names of the two sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Names {
    /// The client.
    pub client: String,
    /// The patron.
    pub patron: String,
}

/// An offer and what signing it is worth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct OfferEnd {
    /// The family.
    pub offer: String,
    /// Promised subsidy, pp/yr.
    pub subsidy: f64,
    /// Expected discounted payoffs from this quarter on, pp-years.
    pub payoff: Sides,
}

/// What a stance is worth after either answer of the patron, pp-years.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct StanceEnds {
    /// The patron tolerates it.
    pub tolerated: Sides,
    /// The patron applies pressure.
    pub pressed: Sides,
}

impl QuarterGame {
    /// The quarter that begins in a state, followed by the stationary equilibrium of its government.
    pub(crate) fn new(scenario: &Scenario, equilibrium: &Equilibrium, at: &NegotiationState) -> Self {
        let game = &equilibrium.eras[0].games[at.government];
        let solution = &equilibrium.eras[0].solutions[at.government];
        let (_, work) = worked(game, solution);
        let begins = Begins::from_dispute(at.dispute);
        let state = game.space.index(&at.levels);
        let ends = Ends { game, work: &work, state, begins };
        let levels = scenario
            .ladders
            .telling()
            .map(|(axis, ladder)| (ladder.name.clone(), ladder.levels[at.levels[axis]].clone()));
        let offer = |item: &crate::game::MenuItem| OfferEnd {
            offer: scenario.offers[item.family].name.clone(),
            subsidy: item.subsidy,
            payoff: ends.signed(item.family, item.subsidy),
        };
        Self {
            scenario: scenario.id.clone(),
            names: Names { client: scenario.client.clone(), patron: scenario.patron.clone() },
            government: scenario.governments[at.government].clone(),
            levels: levels.collect(),
            dispute: at.dispute,
            certificate: solution.certificate,
            talks: game.talks(begins, state),
            proposal_power: game.bargain.proposal_power,
            precision: sides(|player| game.precision(player)),
            pressure_goes_on: game.inertia(begins),
            offers: game.menu.iter().filter(|item| game.can_offer(item.family, state)).map(offer).collect(),
            neutral: ends.stance(Stance::Neutral),
            hedge: ends.stance(Stance::Hedging),
        }
    }
}

fn sides(number: impl Fn(Player) -> f64) -> Sides {
    Sides { client: number(Player::Client), patron: number(Player::Patron) }
}

/// How a quarter may end in one state.
struct Ends<'a> {
    game: &'a Game,
    work: &'a Workspace,
    state: usize,
    begins: Begins,
}

impl Ends<'_> {
    fn signed(&self, family: usize, subsidy: f64) -> Sides {
        sides(|player| {
            let base = self.work.signing_base(player, family)[self.state];
            base + subsidy * self.work.signing_slope(player, family)[self.state]
        })
    }

    fn stance(&self, stance: Stance) -> StanceEnds {
        StanceEnds { tolerated: self.unsigned(stance, Begins::Calm), pressed: self.unsigned(stance, Begins::InDispute) }
    }

    /// No agreement: the flow is that of the position in which the quarter began (§8a), what follows that of the next.
    fn unsigned(&self, stance: Stance, next: Begins) -> Sides {
        let flow = Flow::without_contract(self.begins);
        let pressure = f64::from(next.in_dispute());
        sides(|player| {
            let next = self.work.expected(player, stance, next)[self.state];
            self.game.quarter(player, self.state, Conduct::Stance(stance), flow, pressure)
                + self.game.discount(player, self.state) * next
        })
    }
}
