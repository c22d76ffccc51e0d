//! The game of one government and the patron: states, payoffs, laws of motion and menu (model page §1–§3).
//!
//! Takes a [`Scenario`] and one draw of its numbers, gives a [`Game`]: all that does not change while it is solved.

use super::conduct::{Begins, Conduct, PerBeginning, PerStance, Stance};
use super::nature::Nature;
use super::payoff::{self, Behaviour, ClientTerms, Conditions, Flow, PatronTerms};
use super::player::{PerPlayer, Player};
use super::size::Size;
use super::space::Space;
use super::values::Position;
use super::withdrawal::Withdrawal;
use crate::base::heap::list;
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
    /// How many levels that is, by state.
    pub(crate) steps: Vec<f64>,
    /// Probability that a contract lapses in a quarter.
    pub(crate) lapse: f64,
    /// What is paid at signing, as a subsidy of that quarter, pp/yr.
    pub(crate) upfront: f64,
    /// 1 where it can be made and 0 elsewhere, by state; `None` if it can be made everywhere. Where nothing can be offered
    /// there are no talks, and all are 1.
    pub(crate) open: Option<Vec<f64>>,
}

/// The game that one government and the patron play, with all that does not change while it is solved.
#[derive(Debug, Clone, PartialEq)]
pub struct Game {
    /// Combinations of levels.
    pub(crate) space: Space,
    /// Numbers of the levels, by state.
    pub(crate) conditions: Vec<Conditions>,
    /// Depth γ of integration, by state.
    pub(crate) depth: Vec<f64>,
    /// Price π of energy, by state.
    pub(crate) price: Vec<f64>,
    /// Laws of motion.
    pub(crate) nature: Nature,
    /// Offer families.
    pub(crate) families: Vec<Family>,
    /// Whether nothing can be offered, by state; empty if something can be everywhere.
    pub(super) mute: Vec<bool>,
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
    /// What taking back a step of integration costs, if it can be.
    pub(crate) withdrawal: Option<Withdrawal>,
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
        let hazard: Vec<f64> =
            scenario.ladders.confrontation().numbers.iter().map(|&xi| payoff::hazard(&client, xi)).collect();
        let conditions = conditions(scenario, &space, &hazard);
        let mut families = families(scenario, &parameters.bargain, &space);
        let mute = close(scenario, government, &space, &mut families);
        let mut game = Self {
            nature: nature(scenario, parameters, &space, &hazard),
            families,
            mute,
            menu: menu(scenario),
            bargain: parameters.bargain.clone(),
            patron: parameters.patron.clone(),
            client,
            depth: conditions.iter().map(|at| at.depth).collect(),
            price: conditions.iter().map(|at| at.price).collect(),
            conditions,
            space,
            payoffs: PerPlayer::by(|_| Payoffs::empty()),
            talks: PerBeginning::by(|_| vec![]),
            relief: vec![],
            deterrence: PerStance::by(|_| vec![]),
            withdrawal: None,
        };
        game.withdrawal = Withdrawal::new(&parameters.withdrawal_costs, game.space.count());
        game.talks = PerBeginning::by(|begins| game.by_state(|state| game.talks_at(begins, state)));
        game.relief = game.relief();
        game.deterrence = PerStance::by(|stance| game.deterrence(stance));
        game.payoffs = PerPlayer::by(|player| game.payoffs(player));
        game
    }

    /// Bytes of a game of this size.
    pub(super) fn bytes(size: &Size) -> usize {
        let (deeper, steps, depth, price, talks, relief, deterrence) = (1, 1, 1, 1, 2, 1, 2);
        let fixed = depth + price + talks + relief + deterrence;
        let arrays = size.arrays(fixed + (deeper + steps) * size.families + size.closed);
        let lists = list::<Conditions>(size.space.count()) + list::<MenuItem>(size.offers);
        arrays + lists + Nature::bytes(size) + 2 * Payoffs::bytes(size) + Withdrawal::bytes(size)
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

    /// Whether an offer of a family can be made in a state, or nothing can be there.
    pub(crate) fn can_offer(&self, family: usize, state: usize) -> bool {
        self.families[family].open.as_ref().is_none_or(|open| open[state] != 0.0)
    }

    /// Whether nothing can be offered in a state.
    pub(crate) fn is_mute(&self, state: usize) -> bool {
        self.mute.get(state).copied().unwrap_or(false)
    }

    /// Probability that talks are held in a quarter without contract.
    pub fn talks(&self, begins: Begins, state: usize) -> f64 {
        self.talks[begins][state]
    }

    /// Whether integration may fall as time passes.
    pub(crate) fn steps_back(&self) -> bool {
        self.withdrawal.is_some() || self.nature.taken_back().is_some()
    }

    /// Room for the probability of a withdrawal in every bond; none if there is no such choice.
    pub(super) fn withdrawals(&self) -> Vec<Vec<f64>> {
        let by_state = |_| vec![0.0; self.space.padded()];
        self.withdrawal.iter().flat_map(|_| Position::bonds(self.families.len())).map(by_state).collect()
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

    /// The same game with this share of both precisions: a homotopy's stage.
    pub(super) fn easier(&self, share: f64) -> Self {
        let mut easier = self.clone();
        easier.client.precision *= share;
        easier.patron.precision *= share;
        easier
    }

    fn payoffs(&self, player: Player) -> Payoffs {
        const NONE: Flow = Flow::Contract(0.0);
        let conduct: Vec<Vec<f64>> =
            Conduct::all(self.families.len()).map(|conduct| self.flows(player, conduct, NONE)).collect();
        // The terms add up, so what a flow adds is the same under every conduct.
        let neutral = Conduct::Stance(Stance::Neutral);
        let added = |extra: Flow| {
            let mut added = self.flows(player, neutral, extra);
            added.iter_mut().zip(&conduct[neutral.index()]).for_each(|(flow, without)| *flow -= without);
            added
        };
        Payoffs {
            discount: self.by_state(|state| match player {
                Player::Client => payoff::client_discount(&self.client, self.conditions[state]),
                Player::Patron => self.patron.patience,
            }),
            beginning: PerBeginning::by(|begins| added(Flow::without_contract(begins))),
            unit: added(Flow::Contract(1.0)),
            conduct,
        }
    }

    /// What a player has of a quarter under a conduct and a flow, by state.
    fn flows(&self, player: Player, conduct: Conduct, flow: Flow) -> Vec<f64> {
        match player {
            Player::Client => self.client_terms(conduct, flow, |terms| YEARS_PER_QUARTER * terms.total()),
            Player::Patron => self.patron_terms(conduct, flow, |terms| YEARS_PER_QUARTER * terms.total()),
        }
    }

    /// A number of the client's terms, by state.
    fn client_terms(&self, conduct: Conduct, flow: Flow, number: impl Fn(ClientTerms) -> f64) -> Vec<f64> {
        let behaviour = self.behaviour(conduct);
        self.by_state(|state| number(ClientTerms::new(&self.client, self.conditions[state], behaviour, flow)))
    }

    /// A number of the patron's terms without pressure, by state.
    fn patron_terms(&self, conduct: Conduct, flow: Flow, number: impl Fn(PatronTerms) -> f64) -> Vec<f64> {
        let behaviour = self.behaviour(conduct);
        let mut all = Vec::with_capacity(self.space.padded());
        // States of one level of confrontation follow each other.
        for level in self.conditions.chunks(self.space.stride(CONFRONTATION)) {
            let loyalty = payoff::loyalty_worth(&self.patron, behaviour, level[0].intensity);
            let terms = |&at| PatronTerms::valuing(loyalty, &self.patron, &self.client, at, behaviour, flow);
            all.extend(level.iter().map(terms).map(&number));
        }
        all.resize(self.space.padded(), 0.0);
        all
    }

    /// An array over the states, padded with zeros.
    fn by_state(&self, number: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut all = Vec::with_capacity(self.space.padded());
        all.extend((0..self.space.count()).map(number));
        all.resize(self.space.padded(), 0.0);
        all
    }

    fn talks_at(&self, begins: Begins, state: usize) -> f64 {
        if self.is_mute(state) {
            return 0.0;
        }
        let calmest = match begins {
            Begins::Calm => self.bargain.talks,
            Begins::InDispute => self.bargain.talks_in_dispute,
        };
        payoff::talks(&self.bargain, &self.client, self.conditions[state], calmest)
    }

    fn relief(&self) -> Vec<f64> {
        let hedging = Conduct::Stance(Stance::Hedging);
        self.client_terms(hedging, Flow::Pressure, |terms| YEARS_PER_QUARTER * terms.relief)
    }

    fn deterrence(&self, stance: Stance) -> Vec<f64> {
        let answered = |terms: PatronTerms| YEARS_PER_QUARTER * terms.answered(&self.patron, 1.0).deterrence;
        self.patron_terms(Conduct::Stance(stance), Flow::Treaty, answered)
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

    /// Bytes of a player's payoffs in a game of this size.
    fn bytes(size: &Size) -> usize {
        let (discount, beginning, unit) = (1, 2, 1);
        size.arrays(discount + size.conducts() + beginning + unit)
    }
}

/// The numbers of every state; `hazard` by level of confrontation.
fn conditions(scenario: &Scenario, space: &Space, hazard: &[f64]) -> Vec<Conditions> {
    let ladders: Vec<&[f64]> = scenario.ladders.all().map(|ladder| &ladder.numbers[..]).collect();
    let [intensities, openings] = [CONFRONTATION, space.opening()].map(|axis| ladders[axis]);
    let by_state = |axis: usize| space.spread(axis, ladders[axis]);
    let intensity = by_state(CONFRONTATION);
    let hazard = space.spread(CONFRONTATION, hazard);
    let (strength, openness, depth) = (by_state(MANDATE), by_state(space.opening()), by_state(space.integration()));
    let reached: Vec<f64> = openings[1..].iter().chain(openings.last()).copied().collect();
    let reach = space.spread(space.opening(), &reached);
    let price = scenario.ladders.energy().map_or_else(|| vec![1.0; space.count()], |_| by_state(ENERGY));
    let top = space.count() - space.stride(CONFRONTATION);
    (0..space.count())
        .map(|state| Conditions {
            intensity: intensity[state],
            hazard: hazard[state],
            strength: strength[state],
            openness: openness[state],
            reach: reach[state],
            depth: depth[state],
            price: price[state],
            tension: intensity[state] - intensities[0],
            at_top: state >= top,
        })
        .collect()
}

fn nature(scenario: &Scenario, parameters: &Parameters<f64>, space: &Space, hazard: &[f64]) -> Nature {
    let bargain = &parameters.bargain;
    let loyalties: Vec<f64> = [bargain.neutral_loyalty, bargain.hedging_loyalty]
        .into_iter()
        .chain(scenario.offers.iter().map(|offer| offer.loyalty))
        .collect();
    Nature::new(space, parameters, &loyalties, hazard)
}

fn families(scenario: &Scenario, bargain: &Bargain<f64>, space: &Space) -> Vec<Family> {
    let axis = space.integration();
    let top = space.size(axis) - 1;
    let levels: Vec<usize> = (0..=top).collect();
    let family = |offer: &Offer| {
        let steps: Vec<f64> = levels.iter().map(|level| (offer.reached(*level, top) - level) as f64).collect();
        Family {
            loyalty: offer.loyalty,
            integrating: offer.integrates(),
            deeper: space.moved(axis, |level| offer.reached(level, top)),
            steps: space.spread(axis, &steps),
            lapse: 1.0 / offer.contract_quarters.unwrap_or(bargain.contract_quarters),
            upfront: offer.upfront / YEARS_PER_QUARTER,
            open: None,
        }
    };
    scenario.offers.iter().map(family).collect()
}

/// Finds where each family's offers can be made under a government. Gives the states in which none can be.
fn close(scenario: &Scenario, government: usize, space: &Space, families: &mut [Family]) -> Vec<bool> {
    let everywhere = |offer: &Offer| offer.place.is_everywhere(government);
    for (family, offer) in families.iter_mut().zip(&scenario.offers).filter(|(_, offer)| !everywhere(offer)) {
        let open = |state| offer.place.holds(government, |axis| space.level(state, axis));
        let mut by_state: Vec<f64> = (0..space.count()).map(|state| f64::from(u8::from(open(state)))).collect();
        by_state.resize(space.padded(), 1.0);
        family.open = Some(by_state);
    }
    if scenario.offers.iter().any(everywhere) {
        return Vec::new();
    }
    let shut = |family: &Family, state: usize| family.open.as_ref().is_some_and(|open| open[state] == 0.0);
    let mute: Vec<bool> = (0..space.count()).map(|state| families.iter().all(|family| shut(family, state))).collect();
    for open in families.iter_mut().filter_map(|family| family.open.as_mut()) {
        open.iter_mut().zip(&mute).filter(|(_, mute)| **mute).for_each(|(open, _)| *open = 1.0);
    }
    mute
}

fn menu(scenario: &Scenario) -> Vec<MenuItem> {
    let items = |(family, offer): (usize, &Offer)| {
        offer.subsidies.iter().map(move |&subsidy| MenuItem { family, subsidy }).collect::<Vec<_>>()
    };
    scenario.offers.iter().enumerate().flat_map(items).collect()
}
