//! The game of one government and the patron: states, payoffs, laws of motion and menu (model page §1–§3).
//!
//! Takes a [`Scenario`] and one draw of its numbers, gives a [`Game`]: all that does not change while it is solved.

use super::conduct::{Begins, Conduct, PerBeginning, PerStance, Stance};
use super::nature::Nature;
use super::payoff::{self, Behaviour, ClientTerms, Conditions, Flow, PatronTerms};
use super::player::{PerPlayer, Player};
use super::space::Space;
use crate::base::units::YEARS_PER_QUARTER;
use crate::scenario::{Bargain, CONFRONTATION, Client, ENERGY, MANDATE, Offer, Parameters, Patron, Scenario};

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
    /// Whether it has steps of integration.
    pub(crate) integrating: bool,
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
    /// Probability of talks in a quarter without contract, by state.
    pub(super) talks: PerBeginning<Vec<f64>>,
    /// What a hedge in a quarter that began in dispute adds to the client's flow: the damage averted, by state.
    pub(super) relief: Vec<f64>,
    /// What an answer with pressure adds to the patron's flow, by stance and state.
    pub(super) deterrence: PerStance<Vec<f64>>,
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
            talks: PerBeginning::by(|_| vec![]),
            relief: vec![],
            deterrence: PerStance::by(|_| vec![]),
        };
        game.talks = PerBeginning::by(|begins| game.by_state(|state| game.talks_at(begins, state)));
        game.relief = game.by_state(|state| game.relief_at(state));
        game.deterrence = PerStance::by(|stance| game.by_state(|state| game.deterrence_at(stance, state)));
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

    /// Client and patron terms of a year in a state. `pressure` is the probability that a stance is answered with it; under
    /// a contract it is 0.
    pub(crate) fn terms(
        &self,
        state: usize,
        behaviour: Behaviour,
        flow: Flow,
        pressure: f64,
    ) -> (ClientTerms, PatronTerms) {
        let at = self.conditions[state];
        let patron = PatronTerms::new(&self.patron, &self.client, at, behaviour, flow);
        (ClientTerms::new(&self.client, at, behaviour, flow), patron.answered(&self.patron, pressure))
    }

    /// How the client behaves under a conduct.
    pub(crate) fn behaviour(&self, conduct: Conduct) -> Behaviour {
        let loyalty = match conduct {
            Conduct::Stance(Stance::Neutral) => self.bargain.neutral_loyalty,
            Conduct::Stance(Stance::Hedging) => self.bargain.hedging_loyalty,
            Conduct::Contract(family) => self.families[family].loyalty,
        };
        let integrating = matches!(conduct, Conduct::Contract(family) if self.families[family].integrating);
        Behaviour { loyalty, hedging: conduct == Conduct::Stance(Stance::Hedging), integrating }
    }

    /// Discount factor of a quarter in a state.
    pub(crate) fn discount(&self, player: Player, state: usize) -> f64 {
        self.payoffs[player].discount[state]
    }

    /// Payoff of a quarter in a state, pp-years. `pressure` is the probability that a stance is answered with it; under a
    /// contract it is 0.
    pub(crate) fn quarter(&self, player: Player, state: usize, conduct: Conduct, flow: Flow, pressure: f64) -> f64 {
        let answered = match (player, conduct, flow) {
            (Player::Client, Conduct::Stance(Stance::Hedging), Flow::Pressure) => self.relief[state],
            (Player::Patron, Conduct::Stance(stance), _) => pressure * self.deterrence[stance][state],
            _ => 0.0,
        };
        let payoffs = &self.payoffs[player];
        let added = match flow {
            Flow::Contract(subsidy) => subsidy * payoffs.unit[state],
            Flow::Treaty => payoffs.beginning[Begins::Calm][state],
            Flow::Pressure => payoffs.beginning[Begins::InDispute][state],
        };
        payoffs.conduct[conduct.index()][state] + added + answered
    }

    /// Probability that talks are held in a quarter without contract.
    pub fn talks(&self, begins: Begins, state: usize) -> f64 {
        self.talks[begins][state]
    }

    /// Whether what the client does after no agreement depends on how the quarter began.
    pub(crate) fn stance_knows_beginning(&self) -> bool {
        self.bargain.pressure_inertia != 0.0 || self.relief.iter().any(|&relief| relief != 0.0)
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

    /// The greater of the two precisions.
    pub(super) fn greatest_precision(&self) -> f64 {
        self.client.precision.max(self.patron.precision)
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
        Payoffs {
            discount: self.by_state(|state| match player {
                Player::Client => payoff::client_discount(&self.client, self.conditions[state]),
                Player::Patron => self.patron.patience,
            }),
            conduct: Conduct::all(self.families.len())
                .map(|conduct| self.by_state(|state| flow(state, conduct, Flow::Contract(0.0))))
                .collect(),
            beginning: PerBeginning::by(|begins| self.by_state(|state| added(state, Flow::without_contract(begins)))),
            unit: self.by_state(|state| added(state, Flow::Contract(1.0))),
        }
    }

    /// An array over the states, padded with zeros.
    fn by_state(&self, number: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut all: Vec<f64> = (0..self.space.count()).map(number).collect();
        all.resize(self.space.padded(), 0.0);
        all
    }

    fn talks_at(&self, begins: Begins, state: usize) -> f64 {
        let calmest = match begins {
            Begins::Calm => self.bargain.talks,
            Begins::InDispute => self.bargain.talks_in_dispute,
        };
        payoff::talks(&self.bargain, &self.client, self.conditions[state], calmest)
    }

    fn relief_at(&self, state: usize) -> f64 {
        let hedging = self.behaviour(Conduct::Stance(Stance::Hedging));
        YEARS_PER_QUARTER * self.terms(state, hedging, Flow::Pressure, 0.0).0.relief
    }

    fn deterrence_at(&self, stance: Stance, state: usize) -> f64 {
        let behaviour = self.behaviour(Conduct::Stance(stance));
        YEARS_PER_QUARTER * self.terms(state, behaviour, Flow::Treaty, 1.0).1.deterrence
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
    let price = |state| if scenario.ladders.energy().is_some() { number(state, ENERGY) } else { 1.0 };
    let next = |state, axis: usize| ladders[axis].numbers[(space.level(state, axis) + 1).min(space.size(axis) - 1)];
    (0..space.count())
        .map(|state| Conditions {
            intensity: number(state, CONFRONTATION),
            strength: number(state, MANDATE),
            openness: number(state, space.opening()),
            reach: next(state, space.opening()),
            depth: number(state, space.integration()),
            price: price(state),
            tension: number(state, CONFRONTATION) - ladders[CONFRONTATION].numbers[0],
            at_top: space.level(state, CONFRONTATION) == space.size(CONFRONTATION) - 1,
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
            integrating: offer.integration > 0,
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
