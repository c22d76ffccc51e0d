//! The game of one government: its states, payoffs, laws of motion, and its solution (model page §1–§4).
//!
//! Takes a [`Scenario`] and one draw of its numbers, gives a [`Game`] per government and the certified equilibrium of
//! all of them ([`equilibrium`]). No randomness, no input or output, no clock: same input, same bits.

mod anderson;
pub mod choice;
mod contract;
pub mod equilibrium;
pub mod lanes;
pub mod nature;
pub mod payoff;
pub mod policy;
pub mod range;
pub mod solve;
pub mod space;
mod talks;
pub mod values;

use crate::base::units::YEARS_PER_QUARTER;
use crate::scenario::{Bargain, CONFRONTATION, Client, MANDATE, Parameters, Patron, Scenario};
use nature::Nature;
use payoff::{ClientTerms, Conditions, Conduct, Flow, PatronTerms};
use space::Space;
use values::Player;

/// One offer of the menu: a family and a subsidy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MenuItem {
    /// Index of the family in [`Game::families`].
    pub family: usize,
    /// Promised subsidy S, pp/yr.
    pub subsidy: f64,
}

/// What all offers of a family share.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    /// Loyalty L.
    pub loyalty: f64,
    /// State after ratification of the family's integration steps, by state before.
    pub deeper: Vec<usize>,
}

/// The game that one government and the patron play, with all that does not change while it is solved.
#[derive(Debug, Clone, PartialEq)]
pub struct Game {
    /// Combinations of levels.
    pub space: Space,
    /// Numbers attached to the levels, by state.
    pub conditions: Vec<Conditions>,
    /// Laws of motion.
    pub nature: Nature,
    /// Offer families.
    pub families: Vec<Family>,
    /// Every offer, family by family.
    pub menu: Vec<MenuItem>,
    /// How the two meet.
    pub bargain: Bargain<f64>,
    /// The client.
    pub client: Client<f64>,
    /// The patron.
    pub patron: Patron<f64>,
    sides: [Side; 2],
}

/// One side's flows per quarter and discount factors, by state.
#[derive(Debug, Clone, PartialEq)]
struct Side {
    /// Discount factor of a quarter.
    discount: Vec<f64>,
    /// Flow under each conduct (see [`mod@nature`]), without subsidy and without pressure.
    conduct: Vec<Vec<f64>>,
    /// Flow added without contract: treaties in calm, pressure in dispute.
    idle: [Vec<f64>; 2],
    /// Flow added by each unit of subsidy promised.
    unit: Vec<f64>,
}

impl Game {
    /// The game of one government (an index into [`Scenario::governments`]) at these numbers.
    pub fn new(scenario: &Scenario, parameters: &Parameters<f64>, government: usize) -> Self {
        let space = Space::new(scenario.ladders.all().map(|ladder| ladder.levels.len()).collect());
        let client = parameters.clients[government].clone();
        let conditions = conditions(scenario, &space);
        let mut game = Self {
            nature: nature(scenario, parameters, &space, &client),
            families: families(scenario, &space),
            menu: menu(scenario),
            bargain: parameters.bargain.clone(),
            patron: parameters.patron.clone(),
            client,
            conditions,
            space,
            sides: [Side::empty(), Side::empty()],
        };
        game.sides = [game.side(Player::Client), game.side(Player::Patron)];
        game
    }

    /// Client and patron terms of a year in a state.
    pub fn terms(&self, state: usize, conduct: Conduct, flow: Flow) -> (ClientTerms, PatronTerms) {
        let at = self.conditions[state];
        (
            ClientTerms::new(&self.client, at, conduct, flow),
            PatronTerms::new(&self.patron, &self.client, at, conduct, flow),
        )
    }

    /// How the client behaves under a conduct number of [`mod@nature`].
    pub fn conduct(&self, number: usize) -> Conduct {
        let loyalty = match number {
            nature::NEUTRAL => self.bargain.neutral_loyalty,
            nature::HEDGE => self.bargain.hedging_loyalty,
            family => self.families[family - nature::under(0)].loyalty,
        };
        Conduct { loyalty, hedging: number == nature::HEDGE }
    }

    /// Discount factor of a quarter in a state.
    pub fn discount(&self, player: Player, state: usize) -> f64 {
        self.sides[player as usize].discount[state]
    }

    /// Payoff of a quarter, pp-years: under a conduct, with what flows.
    pub fn quarter(&self, player: Player, state: usize, conduct: usize, flow: Flow) -> f64 {
        let side = &self.sides[player as usize];
        let added = match flow {
            Flow::Contract(subsidy) => subsidy * side.unit[state],
            Flow::Treaty => side.idle[0][state],
            Flow::Pressure => side.idle[1][state],
        };
        side.conduct[conduct][state] + added
    }

    /// Probability of talks in a negotiation.
    pub fn talks(&self, dispute: bool) -> f64 {
        if dispute { self.bargain.talks_in_dispute } else { self.bargain.talks }
    }

    /// Probability that pressure goes on after no agreement, whatever the patron would choose.
    pub fn inertia(&self, dispute: bool) -> f64 {
        if dispute { self.bargain.pressure_inertia } else { 0.0 }
    }

    /// Probability p(r, d) that the next quarter opens in dispute after no agreement, from that with which the patron
    /// would choose pressure.
    #[inline(always)]
    pub fn pressed(&self, dispute: bool, chosen: f64) -> f64 {
        under_inertia(self.inertia(dispute), chosen)
    }

    /// Logit precision of a side.
    pub fn precision(&self, player: Player) -> f64 {
        match player {
            Player::Client => self.client.precision,
            Player::Patron => self.patron.precision,
        }
    }

    fn side(&self, player: Player) -> Side {
        let flow = |state: usize, conduct: usize, flow: Flow| {
            let (at, conduct) = (self.conditions[state], self.conduct(conduct));
            YEARS_PER_QUARTER
                * match player {
                    Player::Client => ClientTerms::new(&self.client, at, conduct, flow).total(),
                    Player::Patron => PatronTerms::new(&self.patron, &self.client, at, conduct, flow).total(),
                }
        };
        let added =
            |state, extra| flow(state, nature::NEUTRAL, extra) - flow(state, nature::NEUTRAL, Flow::Contract(0.0));
        let by_state = |number: &dyn Fn(usize) -> f64| {
            let mut all: Vec<f64> = (0..self.space.count()).map(number).collect();
            all.resize(self.space.padded(), 0.0);
            all
        };
        Side {
            discount: by_state(&|state| match player {
                Player::Client => payoff::client_discount(&self.client, self.conditions[state].strength),
                Player::Patron => self.patron.patience,
            }),
            conduct: (0..nature::under(self.families.len()))
                .map(|conduct| by_state(&|state| flow(state, conduct, Flow::Contract(0.0))))
                .collect(),
            idle: [Flow::Treaty, Flow::Pressure].map(|idle| by_state(&|state| added(state, idle))),
            unit: by_state(&|state| added(state, Flow::Contract(1.0))),
        }
    }
}

/// Probability of pressure that goes on by itself with probability `inertia` and is chosen with `chosen` if it does not.
#[inline(always)]
fn under_inertia(inertia: f64, chosen: f64) -> f64 {
    inertia + (1.0 - inertia) * chosen
}

impl Side {
    fn empty() -> Self {
        Self { discount: vec![], conduct: vec![], idle: [vec![], vec![]], unit: vec![] }
    }
}

fn conditions(scenario: &Scenario, space: &Space) -> Vec<Conditions> {
    let ladders: Vec<_> = scenario.ladders.all().collect();
    let number = |state, axis: usize| ladders[axis].numbers[space.level(state, axis)];
    (0..space.count())
        .map(|state| Conditions {
            intensity: number(state, CONFRONTATION),
            strength: number(state, MANDATE),
            openness: number(state, space.opening()),
            depth: number(state, space.integration()),
        })
        .collect()
}

fn nature(scenario: &Scenario, parameters: &Parameters<f64>, space: &Space, client: &Client<f64>) -> Nature {
    let bargain = &parameters.bargain;
    let loyalties: Vec<f64> = [bargain.neutral_loyalty, bargain.hedging_loyalty]
        .into_iter()
        .chain(scenario.offers.iter().map(|offer| offer.loyalty))
        .collect();
    let hazard: Vec<f64> =
        scenario.ladders.confrontation().numbers.iter().map(|&intensity| payoff::hazard(client, intensity)).collect();
    Nature::new(space, parameters, &loyalties, &hazard)
}

fn families(scenario: &Scenario, space: &Space) -> Vec<Family> {
    let axis = space.integration();
    let top = space.size(axis) - 1;
    let deeper = |state: usize, steps: usize| space.at(state, axis, (space.level(state, axis) + steps).min(top));
    scenario
        .offers
        .iter()
        .map(|offer| Family {
            loyalty: offer.loyalty,
            deeper: (0..space.count()).map(|state| deeper(state, offer.integration)).collect(),
        })
        .collect()
}

fn menu(scenario: &Scenario) -> Vec<MenuItem> {
    let items = |(family, offer): (usize, &crate::scenario::Offer)| {
        offer.subsidies.iter().map(move |&subsidy| MenuItem { family, subsidy }).collect::<Vec<_>>()
    };
    scenario.offers.iter().enumerate().flat_map(items).collect()
}
