//! States, deals, and what chance does between two quarters (§1, §2 steps 4 to 6).

use super::payoff::{hazard, vulnerability};
use allegiance::scenario::{
    Branch, CONFRONTATION, ENERGY, Election, MANDATE, Offer, Parameters, Place, Scenario, Upheaval,
};

/// Levels of the ladders. Energy is at level 0 where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct State {
    pub confrontation: usize,
    pub mandate: usize,
    pub energy: usize,
    pub opening: usize,
    pub integration: usize,
}

/// An offer: one family with one subsidy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deal {
    pub family: usize,
    pub loyalty: f64,
    /// With integration: n > 0.
    pub integrating: bool,
    pub subsidy: f64,
}

/// How the client behaves in a quarter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conduct {
    pub loyalty: f64,
    pub hedging: bool,
    /// Whether the offer in force is one with integration.
    pub integrating: bool,
}

/// One way in which a quarter may end for the ladders, and its probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    pub probability: f64,
    pub state: State,
    pub entrapped: bool,
}

/// A scenario at certain numbers.
pub struct World<'a> {
    pub scenario: &'a Scenario,
    pub numbers: Parameters<f64>,
    pub states: Vec<State>,
    /// The menu, then for each family a contract at no subsidy and one at a subsidy of 1 that nobody can propose.
    pub deals: Vec<Deal>,
    /// How many of them are on the menu.
    pub menu: usize,
    sizes: [usize; 5],
}

impl<'a> World<'a> {
    pub fn new(scenario: &'a Scenario) -> Self {
        let deal = |family: usize, subsidy: f64| {
            let offer = &scenario.offers[family];
            let integrating = match offer.to {
                // It leads up from the lowest level at which it can be made.
                Some(to) => (0..to).any(|level| may_be_at(offer, level)),
                None => offer.integration > 0,
            };
            Deal { family, loyalty: offer.loyalty, integrating, subsidy }
        };
        let mut deals = Vec::new();
        for (family, offer) in scenario.offers.iter().enumerate() {
            deals.extend(offer.subsidies.iter().map(|&subsidy| deal(family, subsidy)));
        }
        let menu = deals.len();
        for family in 0..scenario.offers.len() {
            deals.extend([deal(family, 0.0), deal(family, 1.0)]);
        }
        let sizes = sizes(scenario);
        Self { scenario, numbers: scenario.parameters.central(), states: states(sizes), deals, menu, sizes }
    }

    /// Place of a state in the list of states, the last ladder moving fastest.
    pub fn place(&self, state: State) -> usize {
        let sizes: [usize; 5] = self.sizes;
        let place = (state.confrontation * sizes[1] + state.mandate) * sizes[2] + state.energy;
        (place * sizes[3] + state.opening) * sizes[4] + state.integration
    }

    pub fn start(&self) -> State {
        let ladders = &self.scenario.ladders;
        State {
            confrontation: ladders.confrontation().start,
            mandate: ladders.mandate().start,
            energy: ladders.energy().map_or(0, |energy| energy.start),
            opening: ladders.opening.start,
            integration: ladders.integration.start,
        }
    }

    pub fn governments(&self) -> usize {
        self.numbers.clients.len()
    }

    /// π of a state, 1 without energy.
    pub fn price(&self, state: State) -> f64 {
        self.scenario.ladders.energy().map_or(1.0, |energy| energy.numbers[state.energy])
    }

    /// ξ, μ, ω, γ of a state.
    pub fn intensity(&self, state: State) -> f64 {
        self.scenario.ladders.confrontation().numbers[state.confrontation]
    }

    pub fn strength(&self, state: State) -> f64 {
        self.scenario.ladders.mandate().numbers[state.mandate]
    }

    pub fn openness(&self, state: State) -> f64 {
        self.scenario.ladders.opening.numbers[state.opening]
    }

    pub fn depth(&self, state: State) -> f64 {
        self.scenario.ladders.integration.numbers[state.integration]
    }

    pub fn stance(&self, hedging: bool) -> Conduct {
        let bargain = &self.numbers.bargain;
        let loyalty = if hedging { bargain.hedging_loyalty } else { bargain.neutral_loyalty };
        Conduct { loyalty, hedging, integrating: false }
    }

    pub fn under(&self, deal: usize) -> Conduct {
        Conduct { loyalty: self.deals[deal].loyalty, hedging: false, integrating: self.deals[deal].integrating }
    }

    /// The state after a deal's steps of integration.
    pub fn deeper(&self, state: State, deal: usize) -> State {
        let (offer, top) = (self.offer(deal), self.scenario.ladders.integration.levels.len() - 1);
        let integration = match offer.to {
            Some(to) => usize::max(to, state.integration),
            None => usize::min(state.integration + offer.integration, top),
        };
        State { integration, ..state }
    }

    fn offer(&self, deal: usize) -> &Offer {
        &self.scenario.offers[self.deals[deal].family]
    }

    /// Whether an offer can be made in a state under a government (§1).
    pub fn can_be_made(&self, deal: usize, government: usize, state: State) -> bool {
        self.lies_in(&self.offer(deal).place, government, state)
    }

    /// Whether a state of a government is among those of a place.
    fn lies_in(&self, place: &Place, government: usize, state: State) -> bool {
        let Place { governments, levels } = place;
        let mut at = vec![state.confrontation, state.mandate];
        if self.scenario.ladders.energy().is_some() {
            at.push(state.energy);
        }
        at.extend([state.opening, state.integration]);
        (governments.is_empty() || governments.contains(&government))
            && levels.iter().zip(at).all(|(some, level)| some.is_empty() || some.contains(&level))
    }

    /// Probability of each branch of an election (§2, step 1).
    pub fn odds(&self, election: &Election, government: usize, state: State) -> Vec<f64> {
        let own = election.odds.iter().find(|odds| self.lies_in(&odds.place, government, state));
        let stated = |number: usize| match own {
            Some(own) => own.probabilities[number],
            None => election.branches[number].probability,
        };
        let pull = |branch: &Branch| libm::exp(branch.pull * self.strength(state));
        let weights: Vec<f64> =
            election.branches.iter().enumerate().map(|(number, branch)| stated(number) * pull(branch)).collect();
        let sum: f64 = weights.iter().sum();
        weights.iter().map(|weight| weight / sum).collect()
    }

    /// Whether an upheaval may happen in a quarter that begins in a state of a government.
    pub fn may_break_in(&self, upheaval: &Upheaval, quarter: usize, government: usize, state: State) -> bool {
        upheaval.quarter.unwrap_or(quarter) == quarter && self.lies_in(&upheaval.place, government, state)
    }

    /// The state after an upheaval.
    pub fn broken_in(&self, state: State, upheaval: &Upheaval) -> State {
        let mut set = upheaval.levels.iter().copied();
        let mut next = |old: usize| set.next().flatten().unwrap_or(old);
        let (confrontation, mandate) = (next(state.confrontation), next(state.mandate));
        let energy = if self.scenario.ladders.energy().is_some() { next(state.energy) } else { state.energy };
        State { confrontation, mandate, energy, opening: next(state.opening), integration: next(state.integration) }
    }

    /// The state after the client has taken back a step of integration, and what that costs it; none if it cannot.
    pub fn withdrawn(&self, state: State) -> Option<(State, f64)> {
        let integration = state.integration.checked_sub(1)?;
        let cost = self.numbers.withdrawal_costs.get(integration)?;
        Some((State { integration, ..state }, *cost))
    }

    /// Payment at signing, pp of a year's GDP.
    pub fn upfront(&self, deal: usize) -> f64 {
        self.offer(deal).upfront
    }

    /// The state after an election.
    pub fn elected(&self, state: State, branch: &Branch) -> State {
        State {
            mandate: branch.mandate.unwrap_or(state.mandate),
            opening: branch.opening.unwrap_or(state.opening),
            ..state
        }
    }

    /// Probability that a contract ends with the quarter.
    pub fn expiry(&self, deal: usize) -> f64 {
        1.0 / self.offer(deal).contract_quarters.unwrap_or(self.numbers.bargain.contract_quarters)
    }

    /// ω⁺ of §1.
    pub fn reached_for(&self, state: State) -> f64 {
        let numbers = &self.scenario.ladders.opening.numbers;
        numbers.get(state.opening + 1).copied().unwrap_or(numbers[state.opening])
    }

    pub fn at_the_top(&self, state: State) -> bool {
        state.confrontation + 1 == self.scenario.ladders.confrontation().levels.len()
    }

    /// τ(d,x,m,w) of §2, step 2.1.
    pub fn talks(&self, government: usize, state: State, dispute: bool) -> f64 {
        let bargain = &self.numbers.bargain;
        let calmest = if dispute { bargain.talks_in_dispute } else { bargain.talks };
        if calmest == 0.0 || calmest == 1.0 {
            return calmest;
        }
        let sharper = self.intensity(state) - self.scenario.ladders.confrontation().numbers[0];
        let nu = vulnerability(self, government, state);
        let logit =
            libm::log(calmest / (1.0 - calmest)) - sharper * (bargain.talks_hardening - bargain.talks_yielding * nu);
        1.0 / (1.0 + libm::exp(-logit))
    }

    /// Probability that pressure goes on by itself after a quarter without agreement that began in dispute.
    pub fn inertia(&self, dispute: bool) -> f64 {
        match dispute {
            true => self.numbers.bargain.pressure_inertia,
            false => 0.0,
        }
    }

    /// e(x, L) of §2, step 5.
    pub fn entrapment(&self, government: usize, state: State, loyalty: f64) -> f64 {
        let rate = hazard(&self.numbers.clients[government], self.intensity(state)) * loyalty;
        1.0 - libm::exp(-rate * 0.25)
    }

    /// Every way in which entrapment and the ladders may end the quarter. States may occur more than once.
    pub fn outcomes(&self, government: usize, state: State, conduct: Conduct) -> Vec<Outcome> {
        let trap = self.entrapment(government, state, conduct.loyalty);
        let tops = self.sizes.map(|size| size - 1);
        let mut found = Vec::new();
        for (free_odds, mandate, energy, integration) in self.untouched(state) {
            found.push(Outcome {
                probability: trap * free_odds,
                state: State { confrontation: tops[0], mandate, energy, opening: 0, integration },
                entrapped: true,
            });
            for (confrontation_odds, confrontation) in self.exogenous(CONFRONTATION, state.confrontation, tops[0]) {
                for (opening_odds, opening) in self.opening(state.opening, tops[3], conduct) {
                    found.push(Outcome {
                        probability: (1.0 - trap) * free_odds * confrontation_odds * opening_odds,
                        state: State { confrontation, mandate, energy, opening, integration },
                        entrapped: false,
                    });
                }
            }
        }
        found.retain(|outcome| outcome.probability != 0.0);
        found
    }

    /// The ladders that an entrapment does not touch: the next mandate and the next levels of energy and integration.
    fn untouched(&self, state: State) -> Vec<(f64, usize, usize, usize)> {
        let back = match state.integration {
            0 => 0.0,
            level => self.numbers.taken_back.get(level - 1).copied().unwrap_or(0.0),
        };
        let mut found = Vec::new();
        for (mandate_odds, mandate) in self.exogenous(MANDATE, state.mandate, self.sizes[1] - 1) {
            let energies = match self.sizes[2] {
                1 => vec![(1.0, 0)],
                levels => self.exogenous(ENERGY, state.energy, levels - 1),
            };
            for (energy_odds, energy) in energies {
                for (odds, integration) in moved(state.integration, 0.0, back) {
                    found.push((mandate_odds * energy_odds * odds, mandate, energy, integration));
                }
            }
        }
        found
    }

    fn exogenous(&self, ladder: usize, level: usize, top: usize) -> Vec<(f64, usize)> {
        let moves = &self.numbers.exogenous[ladder];
        let up = if level < top { moves.rise[level] } else { 0.0 };
        let down = if level > 0 { moves.ease[level - 1] } else { 0.0 };
        moved(level, up, down)
    }

    /// The opening's own rule, with the readings b and c of §8.
    fn opening(&self, level: usize, top: usize, conduct: Conduct) -> Vec<(f64, usize)> {
        let ways = &self.numbers.opening;
        let neutral = self.numbers.bargain.neutral_loyalty;
        let up = match (level < top, conduct.hedging) {
            (false, _) => 0.0,
            (true, false) => ways.moves.rise[level],
            (true, true) => ways.hedging_rise[level],
        };
        let excess = if neutral < 1.0 { f64::max(0.0, conduct.loyalty - neutral) / (1.0 - neutral) } else { 0.0 };
        let down = match level {
            0 => 0.0,
            _ => f64::min(ways.moves.ease[level - 1] + ways.loyalty_ease[level - 1] * excess, 1.0 - up),
        };
        moved(level, up, down)
    }
}

/// Whether an offer can be made at a level of integration.
fn may_be_at(offer: &Offer, level: usize) -> bool {
    offer.place.levels.last().is_none_or(|levels| levels.is_empty() || levels.contains(&level))
}

fn moved(level: usize, up: f64, down: f64) -> Vec<(f64, usize)> {
    let mut found = vec![(1.0 - up - down, level)];
    if up > 0.0 {
        found.push((up, level + 1));
    }
    if down > 0.0 {
        found.push((down, level - 1));
    }
    found
}

fn sizes(scenario: &Scenario) -> [usize; 5] {
    let ladders = &scenario.ladders;
    let all = [
        Some(ladders.confrontation()),
        Some(ladders.mandate()),
        ladders.energy(),
        Some(&ladders.opening),
        Some(&ladders.integration),
    ];
    all.map(|ladder| ladder.map_or(1, |ladder| ladder.levels.len()))
}

fn states(sizes: [usize; 5]) -> Vec<State> {
    let mut found = Vec::new();
    for confrontation in 0..sizes[0] {
        for mandate in 0..sizes[1] {
            for energy in 0..sizes[2] {
                for opening in 0..sizes[3] {
                    for integration in 0..sizes[4] {
                        found.push(State { confrontation, mandate, energy, opening, integration });
                    }
                }
            }
        }
    }
    found
}
