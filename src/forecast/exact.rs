//! Exact propagation: means by quarter and branch without sampling noise (model page §5).
//!
//! Takes an equilibrium and a branch, carries the probabilities of all states forward, gives the mean of every
//! [`Quantity`]. What enters the means of a contract's subsidy is its expected value per state: the subsidy changes
//! neither the course of a contract in force nor of the world.

use super::branching::BranchCase;
use super::quantity::Quantity;
use crate::game::Game;
use crate::game::equilibrium::{Equilibrium, begun, elected};
use crate::game::nature::{HEDGE, NEUTRAL, Scratch, under};
use crate::game::payoff::Flow;
use crate::game::policy::Policy;
use crate::scenario::Scenario;

/// Means by quarter and [`Quantity::index`].
pub type Means = Vec<Vec<f64>>;

/// Where the client may stand at the opening of a quarter under one government, as probabilities by state.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    calm: Vec<f64>,
    dispute: Vec<f64>,
    /// Under contract, by family.
    contract: Vec<Vec<f64>>,
    /// Expected promised subsidy times probability, by family.
    promised: Vec<Vec<f64>>,
}

impl Standing {
    /// Nothing anywhere.
    pub(super) fn zero(families: usize, states: usize) -> Self {
        let arrays = || vec![vec![0.0; states]; families];
        Self { calm: vec![0.0; states], dispute: vec![0.0; states], contract: arrays(), promised: arrays() }
    }

    /// All in one negotiation state.
    fn at(game: &Game, state: usize, dispute: bool) -> Self {
        Self::open(game, &[state], dispute)
    }

    /// The same after every state has become another.
    pub(super) fn moved(&self, count: usize, to: impl Fn(usize) -> usize) -> Self {
        let mut after = Self::zero(self.contract.len(), self.calm.len());
        for state in 0..count {
            let place = to(state);
            after.calm[place] += self.calm[state];
            after.dispute[place] += self.dispute[state];
            for family in 0..self.contract.len() {
                after.contract[family][place] += self.contract[family][state];
                after.promised[family][place] += self.promised[family][state];
            }
        }
        after
    }

    /// Spread over negotiation states.
    pub(super) fn open(game: &Game, states: &[usize], dispute: bool) -> Self {
        let mut standing = Self::zero(game.families.len(), game.space.padded());
        let open = if dispute { &mut standing.dispute } else { &mut standing.calm };
        for &state in states {
            open[state] = 1.0 / states.len() as f64;
        }
        standing
    }

    /// The whole mass, and the part of it in dispute.
    pub(super) fn mass(&self) -> (f64, f64) {
        let dispute: f64 = self.dispute.iter().sum();
        let rest: f64 = [&self.calm].into_iter().chain(&self.contract).flatten().sum();
        (dispute + rest, dispute)
    }

    /// What remains if the quarter is known to open in dispute, or not to.
    pub(super) fn knowing(mut self, dispute: bool) -> Self {
        if dispute {
            let gone = [&mut self.calm].into_iter().chain(&mut self.contract).chain(&mut self.promised);
            gone.for_each(|mass| mass.fill(0.0));
        } else {
            self.dispute.fill(0.0);
        }
        self
    }

    /// The same with all its mass multiplied.
    pub(super) fn scaled(mut self, factor: f64) -> Self {
        let arrays =
            [&mut self.calm, &mut self.dispute].into_iter().chain(&mut self.contract).chain(&mut self.promised);
        arrays.flatten().for_each(|mass| *mass *= factor);
        self
    }

    fn is_empty(&self) -> bool {
        let arrays = [&self.calm, &self.dispute].into_iter().chain(&self.contract);
        arrays.flatten().all(|&mass| mass == 0.0)
    }
}

/// What a government's policy comes to in each state, whatever offer is signed.
#[derive(Debug, Clone, PartialEq)]
pub struct SigningOdds {
    /// Probability of no agreement in calm and in dispute, by state.
    no_agreement: [Vec<f64>; 2],
    /// Probability of signing a family's offer, in calm and in dispute, by family and state.
    signed: [Vec<Vec<f64>>; 2],
    /// The same times the subsidy promised.
    promised: [Vec<Vec<f64>>; 2],
}

impl SigningOdds {
    /// The odds of a policy.
    pub fn new(game: &Game, policy: &Policy) -> Self {
        let (families, states) = (game.families.len(), game.space.padded());
        let arrays = || [vec![vec![0.0; states]; families], vec![vec![0.0; states]; families]];
        let (mut signed, mut promised) = (arrays(), arrays());
        let mut no_agreement = [vec![0.0; states], vec![0.0; states]];
        for (place, dispute) in [false, true].into_iter().enumerate() {
            for state in 0..game.space.count() {
                let probabilities = policy.signed(game, dispute, state);
                for (item, probability) in game.menu.iter().zip(&probabilities) {
                    signed[place][item.family][state] += probability;
                    promised[place][item.family][state] += probability * item.subsidy;
                }
                no_agreement[place][state] = 1.0 - probabilities.iter().sum::<f64>();
            }
        }
        Self { no_agreement, signed, promised }
    }
}

/// The means of every quantity in each quarter of a branch, at one draw's equilibrium.
pub fn propagate(scenario: &Scenario, equilibrium: &Equilibrium, case: &BranchCase) -> Means {
    let games = &equilibrium.eras[0].games;
    let mut scratch = Scratch::new(&games[0].space);
    let (families, states) = (scenario.offers.len(), games[0].space.padded());
    let mut standings = opening(scenario, games);
    let mut known: Vec<Option<(usize, SigningOdds)>> = vec![None; games.len()];
    let mut means = Vec::with_capacity(scenario.periods);
    for quarter in 0..scenario.periods {
        if let Some(era) = scenario.era_beginning(quarter) {
            let space = &games[0].space;
            let levels = |state| begun(space, era, state);
            standings = standings.iter().map(|standing| standing.moved(space.count(), levels)).collect();
        }
        if let Some(branches) = case.election(scenario, quarter) {
            standings = hold_election(games, &standings, &branches);
        }
        let mut next = vec![Standing::zero(families, states); games.len()];
        let mut tally = vec![0.0; Quantity::all(families).len()];
        for government in 0..games.len() {
            if standings[government].is_empty() {
                continue;
            }
            let game = equilibrium.game(quarter, government);
            let policy = equilibrium.policy(quarter, government);
            let stage = equilibrium.stage(quarter);
            if known[government].as_ref().is_none_or(|(known, _)| *known != stage) {
                known[government] = Some((stage, SigningOdds::new(game, policy)));
            }
            if let Some((_, signing_odds)) = &known[government] {
                let standing = &standings[government];
                let mut carrier = Carrier::new(game, &mut next[government], &mut tally, &mut scratch);
                carrier.quarter(standing, policy, signing_odds);
            }
        }
        means.push(tally);
        standings = next;
    }
    means
}

/// The means of every quantity from a negotiation state on, under one government and its stationary policy.
pub fn means_from(game: &Game, policy: &Policy, state: usize, dispute: bool, quarters: usize) -> Means {
    let mut scratch = Scratch::new(&game.space);
    let signing_odds = SigningOdds::new(game, policy);
    let mut standing = Standing::at(game, state, dispute);
    let mut means = Vec::with_capacity(quarters);
    for _ in 0..quarters {
        let mut next = Standing::zero(game.families.len(), game.space.padded());
        let mut tally = vec![0.0; Quantity::all(game.families.len()).len()];
        let mut carrier = Carrier::new(game, &mut next, &mut tally, &mut scratch);
        carrier.quarter(&standing, policy, &signing_odds);
        means.push(tally);
        standing = next;
    }
    means
}

/// Probability that an agreement is signed within so many quarters of a negotiation state.
pub fn agreement_within(game: &Game, policy: &Policy, state: usize, dispute: bool, quarters: usize) -> f64 {
    let mut scratch = Scratch::new(&game.space);
    let signing_odds = SigningOdds::new(game, policy);
    let mut standing = Standing::at(game, state, dispute);
    let mut tally = vec![0.0; Quantity::all(game.families.len()).len()];
    for _ in 0..quarters {
        let mut next = Standing::zero(game.families.len(), game.space.padded());
        // What is signed leaves: only the part without agreement is carried on.
        let mut carrier = Carrier::new(game, &mut next, &mut tally, &mut scratch);
        carrier.no_agreement(&standing, policy, &signing_odds);
        standing = next;
    }
    1.0 - standing.calm.iter().chain(&standing.dispute).sum::<f64>()
}

/// The start of the path: one state, one government.
fn opening(scenario: &Scenario, games: &[Game]) -> Vec<Standing> {
    let space = &games[0].space;
    let state = space.index(&scenario.ladders.all().map(|ladder| ladder.start).collect::<Vec<_>>());
    let mut standings = vec![Standing::zero(scenario.offers.len(), space.padded()); games.len()];
    standings[0] = Standing::at(&games[0], state, scenario.start.dispute);
    standings
}

fn hold_election(games: &[Game], before: &[Standing], branches: &[(f64, &crate::scenario::Branch)]) -> Vec<Standing> {
    let (families, states) = (games[0].families.len(), games[0].space.padded());
    let mut after = vec![Standing::zero(families, states); games.len()];
    for (ruler, standing) in before.iter().enumerate() {
        for (odds, branch) in branches {
            let winner = branch.government.unwrap_or(ruler);
            let target = &mut after[winner];
            for state in 0..games[0].space.count() {
                let moved = elected(&games[ruler], branch, state);
                target.calm[moved] += odds * standing.calm[state];
                target.dispute[moved] += odds * standing.dispute[state];
                for family in 0..families {
                    let mass = odds * standing.contract[family][state];
                    if winner == ruler {
                        target.contract[family][moved] += mass;
                        target.promised[family][moved] += odds * standing.promised[family][state];
                    } else {
                        target.calm[moved] += mass;
                    }
                }
            }
        }
    }
    after
}

/// What is known to have happened in a quarter: only the part of the mass in which it did is carried on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) agreement: bool,
    pub(super) integration_step: bool,
    pub(super) entrapment: bool,
}

/// Carries one government's standing through a quarter.
pub(super) struct Carrier<'a> {
    game: &'a Game,
    next: &'a mut Standing,
    tally: &'a mut [f64],
    scratch: &'a mut Scratch,
    seen: Seen,
}

impl<'a> Carrier<'a> {
    fn new(game: &'a Game, next: &'a mut Standing, tally: &'a mut [f64], scratch: &'a mut Scratch) -> Self {
        Self { game, next, tally, scratch, seen: Seen::default() }
    }

    /// The same where something is known to have happened.
    pub(super) fn seeing(
        game: &'a Game,
        next: &'a mut Standing,
        tally: &'a mut [f64],
        scratch: &'a mut Scratch,
        seen: Seen,
    ) -> Self {
        Self { seen, ..Self::new(game, next, tally, scratch) }
    }

    /// Carries the mass through the quarter, and adds its means to the tally.
    pub(super) fn quarter(&mut self, standing: &Standing, policy: &Policy, signing_odds: &SigningOdds) {
        self.depth(standing);
        self.add(Quantity::Dispute, standing.dispute.iter().sum());
        let signed = self.seen.agreement || self.seen.integration_step;
        if !signed {
            self.no_agreement(standing, policy, signing_odds);
        }
        for family in 0..self.game.families.len() {
            self.contract(family, standing, signing_odds);
        }
    }

    fn add(&mut self, quantity: Quantity, amount: f64) {
        self.tally[quantity.index()] += amount;
    }

    fn depth(&mut self, standing: &Standing) {
        let mut depth = 0.0;
        for (state, at) in self.game.conditions.iter().enumerate() {
            let contracts: f64 = standing.contract.iter().map(|contract| contract[state]).sum();
            depth += at.depth * (standing.calm[state] + standing.dispute[state] + contracts);
        }
        self.add(Quantity::IntegrationDepth, depth);
    }

    /// The part of the quarter that ends without agreement: stance, pressure, and on to the next quarter.
    fn no_agreement(&mut self, standing: &Standing, policy: &Policy, signing_odds: &SigningOdds) {
        let part = |mass: &[f64], chance: &[f64]| -> Vec<f64> { mass.iter().zip(chance).map(|(m, c)| m * c).collect() };
        let calm = part(&standing.calm, &signing_odds.no_agreement[0]);
        let standoff = part(&standing.dispute, &signing_odds.no_agreement[1]);
        self.add(Quantity::Calm, calm.iter().sum());
        self.add(Quantity::Standoff, standoff.iter().sum());
        for (flow, mass) in [(Flow::Treaty, &calm), (Flow::Pressure, &standoff)] {
            self.add(Quantity::Subsidy, flow.received(&self.game.client) * mass.iter().sum::<f64>());
        }
        if self.game.inertia(true) == 0.0 {
            // Neither stance nor pressure depends on how the quarter opened: both parts as one.
            let all: Vec<f64> = calm.iter().zip(&standoff).map(|(calm, standoff)| calm + standoff).collect();
            self.stances(false, &all, policy);
        } else {
            self.stances(false, &calm, policy);
            self.stances(true, &standoff, policy);
        }
    }

    /// Mass without agreement that opened in one position: stance, pressure, and on to the next quarter.
    fn stances(&mut self, dispute: bool, mass: &[f64], policy: &Policy) {
        for stance in [NEUTRAL, HEDGE] {
            let hedge = mass.iter().zip(&policy.hedge[usize::from(dispute)]);
            let chosen = |hedge: f64| if stance == HEDGE { hedge } else { 1.0 - hedge };
            let taken: Vec<f64> = hedge.map(|(mass, hedge)| mass * chosen(*hedge)).collect();
            let all: f64 = taken.iter().sum();
            self.add(Quantity::Loyalty, self.game.conduct(stance).loyalty * all);
            if stance == HEDGE {
                self.add(Quantity::Hedging, all);
            }
            let pressure = taken.iter().zip(&policy.pressure[stance]);
            let pressed: Vec<f64> =
                pressure.map(|(taken, pressure)| taken * self.game.pressed(dispute, *pressure)).collect();
            let tolerated: Vec<f64> = taken.iter().zip(&pressed).map(|(all, pressed)| all - pressed).collect();
            let Self { game, next, scratch, seen, .. } = self;
            let events = carry(game, *seen, stance, &tolerated, &mut next.calm, scratch)
                + carry(game, *seen, stance, &pressed, &mut next.dispute, scratch);
            self.add(Quantity::Entrapment, events);
        }
    }

    /// The part of the quarter under contracts of a family, in force or signed.
    fn contract(&mut self, family: usize, standing: &Standing, signing_odds: &SigningOdds) {
        let game = self.game;
        let open = [&standing.calm, &standing.dispute];
        let new = |chance: &[Vec<Vec<f64>>; 2], state: usize| -> f64 {
            (0..2).map(|place| open[place][state] * chance[place][family][state]).sum()
        };
        let (mut mass, mut promised) = (standing.contract[family].clone(), standing.promised[family].clone());
        let Seen { agreement, integration_step, .. } = self.seen;
        if agreement || integration_step {
            mass.fill(0.0);
            promised.fill(0.0);
        }
        let ratification = game.nature.ratification;
        let (mut agreed, mut steps) = (0.0, 0.0);
        let mut subsidy = standing.promised[family].iter().sum::<f64>();
        for (state, &deeper) in game.families[family].deeper.iter().enumerate() {
            let (signed, signed_subsidy) = (new(&signing_odds.signed, state), new(&signing_odds.promised, state));
            agreed += signed;
            subsidy += signed_subsidy;
            steps += ratification * signed * game.space.steps(state, deeper);
            // Integration does not move by itself, so the new level may be entered before the world moves.
            for (place, share) in [(state, 1.0 - ratification), (deeper, ratification)] {
                if integration_step && (place == state || deeper == state) {
                    continue;
                }
                mass[place] += share * signed;
                promised[place] += share * signed_subsidy;
            }
        }
        let under_contract: f64 = mass.iter().sum();
        self.add(Quantity::Agreement, agreed);
        self.add(Quantity::RatifiedSteps, steps);
        self.add(Quantity::Subsidy, game.client.delivery * subsidy);
        self.add(Quantity::Loyalty, game.families[family].loyalty * under_contract);
        self.add(Quantity::Contract(family), under_contract);
        self.carry_contract(family, &mass, &promised);
    }

    /// On to the next quarter: the contract lapses or stays in force.
    fn carry_contract(&mut self, family: usize, mass: &[f64], promised: &[f64]) {
        let Self { game, next, scratch, seen, .. } = self;
        let states = mass.len();
        let (lapse, conduct) = (game.nature.lapse, under(family));
        let mut carried = [vec![0.0; states], vec![0.0; states]];
        let events = carry(game, *seen, conduct, mass, &mut carried[0], scratch);
        carry(game, *seen, conduct, promised, &mut carried[1], scratch);
        for state in 0..states {
            next.calm[state] += lapse * carried[0][state];
            next.contract[family][state] += (1.0 - lapse) * carried[0][state];
            next.promised[family][state] += (1.0 - lapse) * carried[1][state];
        }
        self.add(Quantity::Entrapment, events);
    }
}

/// On to the next quarter; gives the probability of an entrapment.
fn carry(game: &Game, seen: Seen, conduct: usize, mass: &[f64], out: &mut [f64], scratch: &mut Scratch) -> f64 {
    if !seen.entrapment {
        return game.nature.carry(&game.space, conduct, mass, out, scratch);
    }
    let before: f64 = out.iter().sum();
    game.nature.carry_entrapped(&game.space, conduct, mass, out, scratch);
    out.iter().sum::<f64>() - before
}
