//! One path followed quarter by quarter (model page §2, §5).
//!
//! Takes an equilibrium, a branch and the path's random numbers, makes every choice with the number of its own mechanism
//! and tells it to a [`Witness`]. Gives the [`PathOutcome`] at the end.

use super::inversion::{chance, pick, step};
use super::ledger::{Ledger, Passed};
use super::outcome::PathOutcome;
use crate::forecast::branching::BranchCase;
use crate::forecast::event::{Bond, Event, Witness};
use crate::forecast::shocks::{Mechanism, Shocks};
use crate::forecast::upheaval;
use crate::game::Game;
use crate::game::conduct::{Begins, Conduct, Stance};
use crate::game::equilibrium::{Equilibrium, begun, elected};
use crate::game::nature::Chain;
use crate::game::payoff::Flow;
use crate::game::player::Player;
use crate::game::policy::Policy;
use crate::scenario::{Branch, CONFRONTATION, Scenario};

/// A path on its way.
pub(super) struct Walker<'a, W> {
    scenario: &'a Scenario,
    equilibrium: &'a Equilibrium,
    case: &'a BranchCase,
    shocks: &'a Shocks,
    quarter: usize,
    government: usize,
    pub(super) state: usize,
    pub(super) bond: Bond,
    /// State in which the path began.
    start: usize,
    ledger: Ledger,
    pub(super) witness: W,
}

impl<'a, W: Witness<'a>> Walker<'a, W> {
    pub(super) fn new(
        scenario: &'a Scenario,
        equilibrium: &'a Equilibrium,
        case: &'a BranchCase,
        shocks: &'a Shocks,
        witness: W,
    ) -> Self {
        let levels: Vec<usize> = scenario.ladders.all().map(|ladder| ladder.start).collect();
        let start = equilibrium.game(0, 0).space.index(&levels);
        Self {
            scenario,
            equilibrium,
            case,
            shocks,
            quarter: 0,
            government: 0,
            state: start,
            bond: if scenario.start.dispute { Bond::Dispute } else { Bond::Calm },
            start,
            ledger: Ledger::new(scenario),
            witness,
        }
    }

    pub(super) fn game(&self) -> &'a Game {
        self.equilibrium.game(self.quarter, self.government)
    }

    /// The number that decides this in the present quarter.
    fn number(&self, mechanism: Mechanism) -> f64 {
        self.shocks.of(self.quarter, mechanism)
    }

    fn happens(&self, mechanism: Mechanism, probability: f64) -> bool {
        self.number(mechanism) < probability
    }

    /// Begins a quarter: first a new era, then an election, then an upheaval, then what the client takes back.
    pub(super) fn begin(&mut self, quarter: usize) {
        self.quarter = quarter;
        if let Some(index) = self.scenario.eras.iter().position(|era| era.quarter == quarter) {
            self.state = begun(&self.game().space, &self.scenario.eras[index], self.state);
            self.witness.hear(|| Event::Era(index));
        }
        self.election();
        self.upheaval();
        self.withdraw();
    }

    /// The rest of the quarter that has begun.
    pub(super) fn pass(&mut self, sums: &mut [f64]) {
        let (government, state, bond) = (self.government, self.state, self.bond);
        self.witness.hear(|| Event::Begins { government, state, bond });
        self.ledger.begin(self.game(), state, bond, sums);
        let passed = match bond {
            Bond::Contract(family, subsidy) => under_contract(family, subsidy, None),
            Bond::Calm => self.negotiate(Begins::Calm),
            Bond::Dispute => self.negotiate(Begins::InDispute),
        };
        let Passed { conduct, flow, pressed, .. } = passed;
        self.witness.hear(|| Event::Passed { conduct, flow, pressed });
        self.ledger.pass(self.quarter, self.game(), self.state, &passed, sums);
        self.ratify(passed.signed, sums);
        self.move_ladders(conduct, sums);
        self.bond = passed.bond;
        self.lapse();
        self.ledger.close(self.scenario, self.quarter, self.game(), [self.start, self.state]);
    }

    fn election(&mut self) {
        let Some(held) = self.case.election(self.scenario, self.quarter) else { return };
        let level = |axis| self.game().space.level(self.state, axis);
        let odds = |(number, branch)| (held.odds(number, self.government, level), branch);
        let branches: Vec<(f64, &Branch)> = held.possible().map(odds).collect();
        let numbers = branches.iter().map(|(odds, _)| *odds);
        let (odds, branch) = branches[pick(numbers, self.number(Mechanism::Election))];
        self.state = elected(self.game(), branch, self.state);
        let winner = branch.government.unwrap_or(self.government);
        let changed = winner != self.government;
        let voided = changed && matches!(self.bond, Bond::Contract(..));
        self.government = winner;
        if voided {
            self.bond = Bond::Calm;
        }
        self.witness.hear(|| Event::Election { branch, odds, changed, voided });
    }

    /// What breaks in, if anything does: one number decides what.
    fn upheaval(&mut self) {
        if !upheaval::any(self.scenario, self.quarter) {
            return;
        }
        let place = (&self.game().space, self.state);
        let mut left = self.number(Mechanism::Upheaval);
        let ways = upheaval::possible(self.scenario, self.quarter, self.government, place);
        let happens = ways.into_iter().find(|(chance, _)| {
            left -= chance;
            left < 0.0
        });
        let Some((probability, upheaval)) = happens else { return };
        self.state = upheaval::reached(&self.game().space, upheaval, self.state);
        let winner = upheaval.government.unwrap_or(self.government);
        let changed = winner != self.government;
        let voided = (changed || upheaval.voids) && matches!(self.bond, Bond::Contract(..));
        self.government = winner;
        if voided {
            self.bond = Bond::Calm;
        }
        self.witness.hear(|| Event::Upheaval { upheaval, probability, changed, voided });
    }

    /// Takes back a step of integration, if the client so chooses.
    fn withdraw(&mut self) {
        let Some(withdrawal) = &self.game().withdrawal else { return };
        let from = self.state;
        let Some(cost) = withdrawal.cost(from) else { return };
        let policy = self.equilibrium.policy(self.quarter, self.government);
        let probability = policy.withdrawal(self.bond.into()).map_or(0.0, |chosen| chosen[from]);
        let withdrawn = self.happens(Mechanism::Withdrawal, probability);
        self.witness.hear(|| Event::Withdrawal { withdrawn, probability, cost });
        if withdrawn {
            self.ledger.withdraw(cost);
            self.state = from - 1;
        }
    }

    fn negotiate(&mut self, begins: Begins) -> Passed {
        let policy = self.equilibrium.policy(self.quarter, self.government);
        if let Some(offer) = self.talk(begins, policy) {
            let item = self.game().menu[offer];
            let upfront = self.game().families[item.family].upfront;
            let flow = Flow::Contract(item.subsidy + upfront);
            return Passed { flow, ..under_contract(item.family, item.subsidy, Some(item.family)) };
        }
        let probability = policy.hedge(begins)[self.state];
        let hedges = self.happens(Mechanism::Stance, probability);
        self.witness.hear(|| Event::Stance { hedges, probability });
        let stance = if hedges { Stance::Hedging } else { Stance::Neutral };
        let pressed = self.answer(begins, policy.pressure(stance)[self.state]);
        Passed {
            conduct: Conduct::Stance(stance),
            flow: Flow::without_contract(begins),
            pressed,
            bond: if pressed { Bond::Dispute } else { Bond::Calm },
            signed: None,
        }
    }

    /// Whether there is pressure in the next quarter, given the probability that the patron chooses it. The same random
    /// number decides whether it goes on by itself, with probability θ, and what the patron chooses if it does not.
    fn answer(&mut self, begins: Begins, probability: f64) -> bool {
        let inertia = self.game().inertia(begins);
        let goes_on = self.happens(Mechanism::Pressure, inertia);
        let pressed = self.happens(Mechanism::Pressure, self.game().pressed(begins, probability));
        if inertia > 0.0 {
            self.witness.hear(|| Event::Inertia { goes_on, probability: inertia });
        }
        if !goes_on {
            self.witness.hear(|| Event::Pressure { applied: pressed, probability });
        }
        pressed
    }

    /// The offer signed in talks, if any.
    fn talk(&mut self, begins: Begins, policy: &Policy) -> Option<usize> {
        let game = self.game();
        let probability = game.talks(begins, self.state);
        let held = self.happens(Mechanism::Talks, probability);
        self.witness.hear(|| Event::Talks { held, probability });
        if !held {
            return None;
        }
        let client_proposes = self.happens(Mechanism::Proposer, game.bargain.proposal_power);
        let proposer = if client_proposes { Player::Client } else { Player::Patron };
        let proposals = policy.proposals(proposer, begins, self.state);
        let offer = pick(proposals.iter().copied(), self.number(Mechanism::Proposal));
        let acceptance = policy.acceptances(proposer.other(), begins, self.state)[offer];
        let accepted = self.happens(Mechanism::Answer, acceptance);
        let power = game.bargain.proposal_power;
        self.witness.hear(|| Event::Proposal {
            by: proposer,
            offer,
            chance: if client_proposes { power } else { 1.0 - power },
            probability: proposals[offer],
            accepted,
            acceptance,
        });
        accepted.then_some(offer)
    }

    fn ratify(&mut self, signed: Option<usize>, sums: &mut [f64]) {
        let Some(family) = signed else { return };
        let deeper = self.game().families[family].deeper[self.state];
        let (from, probability) = (self.state, self.game().nature.ratification);
        if deeper == from {
            return;
        }
        let ratified = self.happens(Mechanism::Ratification, probability);
        self.witness.hear(|| Event::Ratification { ratified, probability, from, to: deeper });
        if ratified {
            self.ledger.ratify(self.quarter, self.game().space.steps(from, deeper), sums);
            self.state = deeper;
        }
    }

    /// Entrapment, or else the moves of confrontation and opening. The other exogenous ladders move in either case.
    fn move_ladders(&mut self, conduct: Conduct, sums: &mut [f64]) {
        let game = self.game();
        let (space, nature) = (&game.space, &game.nature);
        let before = self.state;
        let level = |axis| space.level(before, axis);
        let (shocks, quarter) = (self.shocks, self.quarter);
        let moved = |chain: &Chain, axis, mechanism| step(chain, level(axis), shocks.of(quarter, mechanism));
        let entrapment = nature.entrapment(conduct, level(CONFRONTATION));
        let entrapped = self.happens(Mechanism::Entrapment, entrapment);
        self.witness.hear(|| Event::Entrapment { happened: entrapped, probability: entrapment });
        let mut after = before;
        for axis in 0..self.scenario.ladders.exogenous.len() {
            let to = match axis {
                CONFRONTATION if entrapped => space.size(CONFRONTATION) - 1,
                _ => moved(nature.chain(axis), axis, Mechanism::Exogenous(axis)),
            };
            let held = entrapped && axis == CONFRONTATION;
            let (from, chain) = (level(axis), nature.chain(axis));
            self.witness.hear(|| Event::Move {
                axis,
                from,
                to,
                probability: if held { 1.0 } else { chance(chain, from, to) },
            });
            after = space.at(after, axis, to);
        }
        let axis = space.opening();
        let chain = nature.opening(conduct);
        let to = if entrapped { 0 } else { moved(chain, axis, Mechanism::Opening) };
        let from = level(axis);
        self.witness.hear(|| Event::Move {
            axis,
            from,
            to,
            probability: if entrapped { 1.0 } else { chance(chain, from, to) },
        });
        self.state = space.at(after, axis, to);
        if let Some(chain) = nature.taken_back() {
            let axis = space.integration();
            let (from, to) = (level(axis), moved(chain, axis, Mechanism::Integration));
            self.witness.hear(|| Event::Move { axis, from, to, probability: chance(chain, from, to) });
            self.state = space.at(self.state, axis, to);
        }
        if entrapped {
            self.ledger.entrap(sums);
        }
    }

    fn lapse(&mut self) {
        let Bond::Contract(family, _) = self.bond else { return };
        let probability = self.game().families[family].lapse;
        let lapsed = self.happens(Mechanism::Expiry, probability);
        self.witness.hear(|| Event::Lapse { lapsed, probability });
        if lapsed {
            self.bond = Bond::Calm;
        }
    }

    pub(super) fn finish(self) -> PathOutcome {
        let game = self.game();
        self.ledger.finish(self.scenario, game, self.state)
    }
}

fn under_contract(family: usize, subsidy: f64, signed: Option<usize>) -> Passed {
    Passed {
        conduct: Conduct::Contract(family),
        flow: Flow::Contract(subsidy),
        pressed: false,
        bond: Bond::Contract(family, subsidy),
        signed,
    }
}
