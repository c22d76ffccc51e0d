//! One decision taken apart: what each side weighs at a state, term by term (model page §3, §4).
//!
//! Takes a scenario, a state and that government's game solved at central values, gives a [`Decision`]: for each stance
//! and for offers of each family the flow of the quarter by term, what the quarters after it are worth, and the sum,
//! which is what the probabilities come from. The game is the stationary one of the scenario's start, as in `solve`.

use super::solution::{Certificate, Sides, StateSolution, View};
use crate::forecast::solved::SolvedGame;
use crate::game::Game;
use crate::game::choice::Workspace;
use crate::game::conduct::{BEGINNINGS, Begins, Conduct, Stance};
use crate::game::lanes::accept;
use crate::game::payoff::Flow;
pub use crate::game::payoff::{ClientTerms, PatronTerms};
use crate::game::player::Player;
use crate::game::range::BargainingRange;
use crate::scenario::{NegotiationState, Scenario};
use serde::Serialize;

/// What each side weighs at a state.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Decision {
    /// Name of the scenario.
    pub scenario: String,
    /// Name of the client.
    pub client: String,
    /// Name of the patron.
    pub patron: String,
    /// Government in office.
    pub government: String,
    /// How exact the solution is.
    pub certificate: Certificate,
    /// Probability of talks.
    pub talks: f64,
    /// Probability that the client proposes if there are talks.
    pub client_proposes: f64,
    /// Price of energy, where the scenario has it: the subsidy terms have it in them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<f64>,
    /// Levels, values, ranges, and the probabilities of proposals, answers, stance and pressure.
    pub state: StateSolution,
    /// Both stances without agreement.
    pub stances: Vec<StanceAccount>,
    /// Every offer family.
    pub families: Vec<FamilyAccount>,
}

/// What a choice is worth to a side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Account<T> {
    /// Flow of the quarter by term, pp/yr.
    pub terms: T,
    /// Sum of the terms, pp/yr.
    pub flow: f64,
    /// The quarter's share of that, pp-years: a fourth.
    pub quarter: f64,
    /// Expected discounted worth of the quarters after it, pp-years.
    pub continuation: f64,
    /// The quarter and what follows, pp-years.
    pub value: f64,
}

/// A stance without agreement.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StanceAccount {
    /// Whether it is hedging; else neutrality.
    pub hedging: bool,
    /// Probability that the client takes it.
    pub probability: f64,
    /// Probability that the patron answers it with pressure, where it has the choice.
    pub pressure: f64,
    /// What it is worth to the client, that answer taken into account, and pressure that goes on by itself.
    pub client: Account<ClientTerms>,
    /// What it is worth to the patron.
    pub patron: Account<PatronTerms>,
}

/// An offer family: its range, and two of its offers taken apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FamilyAccount {
    /// The family.
    pub offer: String,
    /// Least subsidy that the client would accept, pp/yr; absent if the subsidy does not matter to it.
    pub reservation: Option<f64>,
    /// Greatest subsidy that the patron would pay, pp/yr; absent if the subsidy does not matter to it.
    pub willingness: Option<f64>,
    /// Willingness less reservation, pp/yr.
    pub width: Option<f64>,
    /// The offer at the client's reservation, on the menu or not; absent if there is none.
    pub at_reservation: Option<Deal>,
    /// The offer of the menu that is likeliest to be signed (of equals the lowest subsidy).
    pub likeliest: Deal,
}

/// An offer and what signing it is worth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Deal {
    /// Promised subsidy, pp/yr.
    pub subsidy: f64,
    /// What it is worth to the client.
    pub client: Account<ClientTerms>,
    /// What it is worth to the patron.
    pub patron: Account<PatronTerms>,
    /// How much better than no agreement it is, pp-years.
    pub gain: Sides,
    /// Probability that a side accepts it when the other proposes it.
    pub accepted: Sides,
}

impl Decision {
    /// The decision in a state, its government's game being solved.
    pub fn new(scenario: &Scenario, at: &NegotiationState, solved: &SolvedGame) -> Self {
        let SolvedGame { game, solution, values, work } = solved;
        let (state, begins) = (game.space.index(&at.levels), Begins::from_dispute(at.dispute));
        let view = View { scenario, game, solution, values, work };
        let solved = view.state(state, begins);
        let books = Books { game, work, state, begins };
        let pressure = |stance| solution.policy.pressure(stance)[state];
        Self {
            scenario: scenario.id.clone(),
            client: scenario.client.clone(),
            patron: scenario.patron.clone(),
            government: scenario.governments[at.government].clone(),
            certificate: solution.certificate,
            talks: game.talks(begins, state),
            client_proposes: game.bargain.proposal_power,
            price: scenario.ladders.energy().map(|_| game.conditions[state].price),
            stances: vec![
                books.stance(Stance::Neutral, 1.0 - solved.hedge, pressure(Stance::Neutral)),
                books.stance(Stance::Hedging, solved.hedge, pressure(Stance::Hedging)),
            ],
            families: (0..scenario.offers.len())
                .map(|family| books.family(family, &scenario.offers[family].name, &solved))
                .collect(),
            state: solved,
        }
    }
}

/// A solved game at a negotiation state.
struct Books<'a> {
    game: &'a Game,
    work: &'a Workspace,
    state: usize,
    begins: Begins,
}

impl Books<'_> {
    fn stance(&self, stance: Stance, probability: f64, pressure: f64) -> StanceAccount {
        let flow = Flow::without_contract(self.begins);
        let pressed = self.game.pressed(self.begins, pressure);
        let continuation = |player: Player| {
            let [calm, dispute] = BEGINNINGS.map(|next| self.work.expected(player, stance, next)[self.state]);
            self.game.discount(player, self.state) * (calm + pressed * (dispute - calm))
        };
        let (client, patron) = self.accounts(Conduct::Stance(stance), flow, pressed, continuation);
        StanceAccount { hedging: stance == Stance::Hedging, probability, pressure, client, patron }
    }

    fn family(&self, family: usize, name: &str, solved: &StateSolution) -> FamilyAccount {
        let range = BargainingRange::new(self.game, self.work, family, self.begins, self.state);
        let offers = solved.signed.iter().zip(&self.game.menu).filter(|(_, item)| item.family == family);
        let likeliest = offers
            .map(|(signed, item)| (signed.probability, item.subsidy))
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        FamilyAccount {
            offer: name.to_owned(),
            reservation: range.reservation,
            willingness: range.willingness,
            width: range.width(),
            at_reservation: range.reservation.map(|subsidy| self.deal(family, subsidy)),
            likeliest: self.deal(family, likeliest.map_or(0.0, |(_, subsidy)| subsidy)),
        }
    }

    fn deal(&self, family: usize, subsidy: f64) -> Deal {
        let upfront = self.game.families[family].upfront;
        let (conduct, flow) = (Conduct::Contract(family), Flow::Contract(subsidy + upfront));
        let worth = |player| {
            let slope = self.work.signing_slope(player, family)[self.state];
            self.work.signing_base(player, family)[self.state] + subsidy * slope
        };
        let after = |player| worth(player) - self.game.quarter(player, self.state, conduct, flow, 0.0);
        let (client, patron) = self.accounts(conduct, flow, 0.0, after);
        let gain = |player| worth(player) - self.work.no_agreement(player, self.begins)[self.state];
        let accepted = |player| accept(self.game.precision(player), gain(player));
        Deal { subsidy, client, patron, gain: both(gain), accepted: both(accepted) }
    }

    fn accounts(
        &self,
        conduct: Conduct,
        flow: Flow,
        pressure: f64,
        continuation: impl Fn(Player) -> f64,
    ) -> (Account<ClientTerms>, Account<PatronTerms>) {
        let (client, patron) = self.game.terms(self.state, self.game.behaviour(conduct), flow, pressure);
        let quarter = |player| self.game.quarter(player, self.state, conduct, flow, pressure);
        (
            account(client, client.total(), quarter(Player::Client), continuation(Player::Client)),
            account(patron, patron.total(), quarter(Player::Patron), continuation(Player::Patron)),
        )
    }
}

fn both(number: impl Fn(Player) -> f64) -> Sides {
    Sides { client: number(Player::Client), patron: number(Player::Patron) }
}

fn account<T>(terms: T, flow: f64, quarter: f64, continuation: f64) -> Account<T> {
    Account { terms, flow, quarter, continuation, value: quarter + continuation }
}
