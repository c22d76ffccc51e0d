//! The game of one government and the patron: states, payoffs, laws of motion and menu (model page §1–§3).
//!
//! Takes a [`Scenario`] and one draw of its numbers, gives a [`Game`]: all that does not change while it is solved.

use super::conduct::{Begins, Conduct, PerBeginning, Stance};
use super::nature::Nature;
use super::payoff::{self, Behaviour, ClientTerms, Conditions, Flow, PatronTerms};
use super::player::{PerPlayer, Player};
use super::space::Space;
use crate::base::units::YEARS_PER_QUARTER;
use crate::scenario::{Bargain, CONFRONTATION, Client, MANDATE, Offer, Parameters, Patron, Scenario};

/// One offer of the menu: a family and a subsidy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MenuItem {
    /// Index of the family in [`Contents::offers`](crate::scenario::Contents::offers).
    pub family: usize,
    /// Promised subsidy S, pp/yr.
    pub subsidy: f64,
}

/// What all offers of a family share.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Family {
    /// Loyalty L.
    pub(crate) loyalty: f64,
    /// State after ratification of the family's integration steps, by state before.
    pub(crate) deeper: Vec<usize>,
}

/// The game that one government and the patron play, with all that does not change while it is solved.
#[derive(Debug, Clone, PartialEq)]
pub struct Game {
    /// Combinations of levels.
    pub(crate) space: Space,
    /// Numbers of the levels, by state.
    pub(crate) conditions: Vec<Conditions>,
    /// Laws of motion.
    pub(crate) nature: Nature,
    /// Offer families.
    pub(crate) families: Vec<Family>,
    /// Every offer, family by family.
    pub(crate) menu: Vec<MenuItem>,
    /// How the players negotiate.
    pub(crate) bargain: Bargain<f64>,
    /// The client.
    pub(crate) client: Client<f64>,
    /// The patron.
    pub(crate) patron: Patron<f64>,
    pub(super) payoffs: PerPlayer<Payoffs>,
}

/// A player's flows per quarter and discount factors, by state. A quarter's payoff is the sum of two flows: that of the
/// conduct, and that of the beginning (without contract) or of the subsidy (under one).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Payoffs {
    /// Discount factor of a quarter.
    pub(super) discount: Vec<f64>,
    /// Flow under each [`Conduct`], by its index, without subsidy, treaty and pressure.
    pub(super) conduct: Vec<Vec<f64>>,
    /// Flow added without contract: the treaty's in calm, pressure's in dispute.
    pub(super) beginning: PerBeginning<Vec<f64>>,
    /// Flow added by each unit of subsidy promised.
    pub(super) unit: Vec<f64>,
}

impl Game {
    /// The game of one government (an index into [`Contents::governments`](crate::scenario::Contents::governments)) at these numbers.
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
            payoffs: PerPlayer::by(|_| Payoffs::empty()),
        };
        game.payoffs = PerPlayer::by(|player| game.payoffs(player));
        game
    }

    /// Combinations of levels.
    pub fn space(&self) -> &Space {
        &self.space
    }

    /// Number of offer families.
    pub fn families(&self) -> usize {
        self.families.len()
    }

    /// Every offer, family by family.
    pub fn menu(&self) -> &[MenuItem] {
        &self.menu
    }

    /// The client's numbers in this game.
    pub fn client(&self) -> &Client<f64> {
        &self.client
    }

    /// Client and patron terms of a year in a state.
    pub(crate) fn terms(&self, state: usize, behaviour: Behaviour, flow: Flow) -> (ClientTerms, PatronTerms) {
        let at = self.conditions[state];
        (
            ClientTerms::new(&self.client, at, behaviour, flow),
            PatronTerms::new(&self.patron, &self.client, at, behaviour, flow),
        )
    }

    /// How the client behaves under a conduct.
    pub(crate) fn behaviour(&self, conduct: Conduct) -> Behaviour {
        let loyalty = match conduct {
            Conduct::Stance(Stance::Neutral) => self.bargain.neutral_loyalty,
            Conduct::Stance(Stance::Hedging) => self.bargain.hedging_loyalty,
            Conduct::Contract(family) => self.families[family].loyalty,
        };
        Behaviour { loyalty, hedging: conduct == Conduct::Stance(Stance::Hedging) }
    }

    /// Discount factor of a quarter in a state.
    pub(crate) fn discount(&self, player: Player, state: usize) -> f64 {
        self.payoffs[player].discount[state]
    }

    /// Payoff of a quarter in a state, pp-years.
    pub(crate) fn quarter(&self, player: Player, state: usize, conduct: Conduct, flow: Flow) -> f64 {
        let payoffs = &self.payoffs[player];
        let added = match flow {
            Flow::Contract(subsidy) => subsidy * payoffs.unit[state],
            Flow::Treaty => payoffs.beginning[Begins::Calm][state],
            Flow::Pressure => payoffs.beginning[Begins::InDispute][state],
        };
        payoffs.conduct[conduct.index()][state] + added
    }

    /// Probability that talks are held in a quarter without contract.
    pub fn talks(&self, begins: Begins) -> f64 {
        match begins {
            Begins::Calm => self.bargain.talks,
            Begins::InDispute => self.bargain.talks_in_dispute,
        }
    }

    /// Probability that pressure goes on after no agreement, whatever the patron would choose.
    pub(crate) fn inertia(&self, begins: Begins) -> f64 {
        match begins {
            Begins::Calm => 0.0,
            Begins::InDispute => self.bargain.pressure_inertia,
        }
    }

    /// Probability p(r, d) that the next quarter begins in dispute after no agreement, where the patron would choose
    /// pressure with probability `chosen`.
    #[inline(always)]
    pub(crate) fn pressed(&self, begins: Begins, chosen: f64) -> f64 {
        under_inertia(self.inertia(begins), chosen)
    }

    /// Logit precision of a player.
    pub(crate) fn precision(&self, player: Player) -> f64 {
        match player {
            Player::Client => self.client.precision,
            Player::Patron => self.patron.precision,
        }
    }

    fn payoffs(&self, player: Player) -> Payoffs {
        const NEUTRAL: Conduct = Conduct::Stance(Stance::Neutral);
        let flow = |state: usize, conduct: Conduct, flow: Flow| {
            let (at, behaviour) = (self.conditions[state], self.behaviour(conduct));
            YEARS_PER_QUARTER
                * match player {
                    Player::Client => ClientTerms::new(&self.client, at, behaviour, flow).total(),
                    Player::Patron => PatronTerms::new(&self.patron, &self.client, at, behaviour, flow).total(),
                }
        };
        // The terms add up, so what a flow adds is the same under every conduct.
        let added = |state, extra| flow(state, NEUTRAL, extra) - flow(state, NEUTRAL, Flow::Contract(0.0));
        let by_state = |number: &dyn Fn(usize) -> f64| {
            let mut all: Vec<f64> = (0..self.space.count()).map(number).collect();
            all.resize(self.space.padded(), 0.0);
            all
        };
        Payoffs {
            discount: by_state(&|state| match player {
                Player::Client => payoff::client_discount(&self.client, self.conditions[state].strength),
                Player::Patron => self.patron.patience,
            }),
            conduct: Conduct::all(self.families.len())
                .map(|conduct| by_state(&|state| flow(state, conduct, Flow::Contract(0.0))))
                .collect(),
            beginning: PerBeginning::by(|begins| by_state(&|state| added(state, Flow::without_contract(begins)))),
            unit: by_state(&|state| added(state, Flow::Contract(1.0))),
        }
    }
}

/// Probability of pressure that goes on by itself with probability `inertia` and is chosen with `chosen` if it does not.
#[inline(always)]
pub(super) fn under_inertia(inertia: f64, chosen: f64) -> f64 {
    inertia + (1.0 - inertia) * chosen
}

impl Payoffs {
    fn empty() -> Self {
        Self { discount: vec![], conduct: vec![], beginning: PerBeginning::by(|_| vec![]), unit: vec![] }
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
    let items = |(family, offer): (usize, &Offer)| {
        offer.subsidies.iter().map(move |&subsidy| MenuItem { family, subsidy }).collect::<Vec<_>>()
    };
    scenario.offers.iter().enumerate().flat_map(items).collect()
}
