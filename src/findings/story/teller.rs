//! The events of a quarter, with names and payoffs.
//!
//! Takes what the walker told, gives a [`StoryQuarter`]. A payoff is the quarter's terms at the state in which it
//! began (§3); the discount factors before it are multiplied up along the path (§8f).

use super::quarter::{
    Chance, ClientTerms, ElectionEvent, NatureEvents, PatronTerms, Payoff, Proposal, Step, StoryBond, StoryQuarter,
    UpheavalEvent, Who, Withdrawal,
};
use crate::forecast::event::{Bond, Event};
use crate::game::Game;
use crate::game::equilibrium::Equilibrium;
use crate::game::player::{PLAYERS, Player};
use crate::scenario::{Ladder, Scenario};

/// Every quarter of a path.
pub(super) fn tell(scenario: &Scenario, equilibrium: &Equilibrium, told: &[Vec<Event>]) -> Vec<StoryQuarter> {
    let mut discounts = [1.0; 2];
    let quarter = |(number, events): (usize, &Vec<Event>)| {
        let Beginning { government, state, .. } = beginning(events);
        let game = equilibrium.game(number, government);
        let mut quarter = begun(scenario, game, number, events, &discounts);
        let teller = Teller { scenario, game };
        for event in events {
            teller.hear(&mut quarter, event, discounts[Player::Client as usize]);
        }
        for player in PLAYERS {
            discounts[player as usize] *= game.discount(player, state);
        }
        quarter
    };
    told.iter().enumerate().map(quarter).collect()
}

/// Who meets in which state, and what binds them.
struct Beginning {
    government: usize,
    state: usize,
    bond: Bond,
}

fn beginning(events: &[Event]) -> Beginning {
    let found = events.iter().find_map(|event| match *event {
        Event::Begins { government, state, bond } => Some(Beginning { government, state, bond }),
        _ => None,
    });
    found.expect("the walker begins every quarter")
}

/// A quarter with its state and its payoffs, its events still to be told.
fn begun(scenario: &Scenario, game: &Game, number: usize, events: &[Event], discounts: &[f64; 2]) -> StoryQuarter {
    let Beginning { government, state, bond } = beginning(events);
    let passed = events.iter().find_map(|event| match *event {
        Event::Passed { conduct, flow, pressed } => Some((conduct, flow, f64::from(pressed))),
        _ => None,
    });
    let (conduct, flow, pressure) = passed.expect("every quarter passes somehow");
    let behaviour = game.behaviour(conduct);
    let (client, patron) = game.terms(state, behaviour, flow, pressure);
    let discounted = |player: Player| discounts[player as usize] * game.quarter(player, state, conduct, flow, pressure);
    let ladders = scenario.ladders.telling();
    StoryQuarter {
        quarter: scenario.first.plus(number).to_string(),
        era: None,
        election: None,
        upheaval: None,
        withdrawal: None,
        government: scenario.governments[government].clone(),
        levels: ladders
            .map(|(axis, ladder)| (ladder.name.clone(), level(ladder, game.space.level(state, axis))))
            .collect(),
        price: scenario.ladders.energy().map(|_| game.conditions[state].price),
        bond: match bond {
            Bond::Calm => StoryBond::Calm,
            Bond::Dispute => StoryBond::Dispute,
            Bond::Contract(family, subsidy) => {
                StoryBond::Contract { offer: scenario.offers[family].name.clone(), subsidy }
            }
        },
        talks: None,
        proposal: None,
        hedging: None,
        pressure_goes_on: None,
        pressure: None,
        loyalty: behaviour.loyalty,
        client_payoff: Payoff::<ClientTerms> {
            total: client.total(),
            terms: client,
            discounted: discounted(Player::Client),
        },
        patron_payoff: Payoff::<PatronTerms> {
            total: patron.total(),
            terms: patron,
            discounted: discounted(Player::Patron),
        },
        nature: NatureEvents::default(),
    }
}

fn level(ladder: &Ladder, level: usize) -> String {
    ladder.levels[level].clone()
}

/// Puts names to events.
struct Teller<'a> {
    scenario: &'a Scenario,
    game: &'a Game,
}

impl Teller<'_> {
    /// `discount` is the client's as the quarter begins.
    fn hear(&self, quarter: &mut StoryQuarter, event: &Event, discount: f64) {
        match *event {
            Event::Era(index) => quarter.era = Some(self.scenario.eras[index].name.clone()),
            Event::Election { branch, odds, changed, voided } => {
                quarter.election = Some(ElectionEvent {
                    branch: branch.name.clone(),
                    odds,
                    government_changed: changed,
                    contract_voided: voided,
                });
            }
            Event::Upheaval { upheaval, probability, changed, voided } => {
                quarter.upheaval = Some(UpheavalEvent {
                    name: upheaval.name.clone(),
                    probability,
                    government_changed: changed,
                    contract_voided: voided,
                });
            }
            Event::Withdrawal { withdrawn, probability, cost } => {
                quarter.withdrawal = Some(Withdrawal { withdrawn: Chance { happened: withdrawn, probability }, cost });
                if withdrawn {
                    quarter.client_payoff.discounted -= discount * cost;
                }
            }
            Event::Begins { .. } | Event::Passed { .. } => {}
            Event::Talks { held, probability } => quarter.talks = Some(Chance { happened: held, probability }),
            Event::Proposal { by, chance, offer, probability, accepted, acceptance } => {
                let item = self.game.menu[offer];
                quarter.proposal = Some(Proposal {
                    by: match by {
                        Player::Client => Who::Client,
                        Player::Patron => Who::Patron,
                    },
                    by_probability: chance,
                    offer: self.scenario.offers[item.family].name.clone(),
                    subsidy: item.subsidy,
                    probability,
                    accepted: Chance { happened: accepted, probability: acceptance },
                });
            }
            Event::Stance { hedges, probability } => {
                quarter.hedging = Some(Chance { happened: hedges, probability });
            }
            Event::Inertia { goes_on, probability } => {
                quarter.pressure_goes_on = Some(Chance { happened: goes_on, probability });
            }
            Event::Pressure { applied, probability } => {
                quarter.pressure = Some(Chance { happened: applied, probability });
            }
            Event::Ratification { ratified, probability, from, to } => {
                quarter.nature.ratification = Some(self.step(from, to, ratified, probability));
            }
            Event::Entrapment { happened, probability } => {
                quarter.nature.entrapment = Some(Chance { happened, probability });
            }
            Event::Move { axis, from, to, probability } => {
                quarter.nature.moves.extend(self.moved(axis, from, to, probability));
            }
            Event::Lapse { lapsed, probability } => {
                quarter.nature.lapse = Some(Chance { happened: lapsed, probability });
            }
        }
    }

    /// The step of integration that was open for ratification.
    fn step(&self, from: usize, to: usize, ratified: bool, probability: f64) -> Step {
        let ladder = &self.scenario.ladders.integration;
        let named = |state| level(ladder, self.game.space.level(state, self.game.space.integration()));
        Step {
            ladder: ladder.name.clone(),
            from: named(from),
            to: named(if ratified { to } else { from }),
            probability: if ratified { probability } else { 1.0 - probability },
        }
    }

    fn moved(&self, axis: usize, from: usize, to: usize, probability: f64) -> Option<Step> {
        let (_, ladder) = self.scenario.ladders.telling().find(|(other, _)| *other == axis)?;
        Some(Step { ladder: ladder.name.clone(), from: level(ladder, from), to: level(ladder, to), probability })
    }
}
