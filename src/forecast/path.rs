//! One history, quarter by quarter (model page §2, §5).
//!
//! Takes an equilibrium, a branch and the path's random numbers, gives a [`PathOutcome`]: the path metrics and what is
//! followed by quarter. Choices are made by inversion, each with the number of its own mechanism.

mod coded;

pub use coded::coded;

use super::branching::BranchCase;
use super::event::{Bond, Event, Witness};
use super::quantity::Quantity;
use super::shocks::{Mechanism, Shocks};
use crate::base::units::YEARS_PER_QUARTER;
use crate::game::Game;
use crate::game::equilibrium::{Equilibrium, begun, elected};
use crate::game::nature::{Chain, HEDGE, NEUTRAL, under};
use crate::game::payoff::Flow;
use crate::game::policy::Policy;
use crate::game::values::{PLAYERS, Player};
use crate::scenario::{CONFRONTATION, MANDATE, Metric, Scenario};

/// What happened on a path, as far as it is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct PathOutcome {
    /// Index of the chapter that names the path.
    pub chapter: usize,
    /// Subsidy received from the start to the end of each quarter, pp of GDP.
    pub cumulative_subsidy: Vec<f64>,
    loyalty: f64,
    family_quarters: Vec<u16>,
    dispute_quarters: u16,
    disputes: u16,
    longest_dispute: u16,
    first_agreement: Option<u16>,
    hedging_quarters: u16,
    integration_gain: f64,
    first_step: Option<u16>,
    entrapments: u16,
    final_levels: [u16; 3],
    payoffs: [f64; 2],
}

impl PathOutcome {
    /// The value of a metric; `None` for a first time that did not come.
    pub fn metric(&self, metric: Metric) -> Option<f64> {
        let quarters = self.cumulative_subsidy.len() as f64;
        Some(match metric {
            Metric::Subsidy => self.cumulative_subsidy.last().map_or(0.0, |sum| sum / (quarters * YEARS_PER_QUARTER)),
            Metric::Loyalty => self.loyalty / quarters,
            Metric::ContractQuarters => self.family_quarters.iter().copied().map(f64::from).sum(),
            Metric::FamilyQuarters(family) => f64::from(self.family_quarters[family]),
            Metric::DisputeQuarters => f64::from(self.dispute_quarters),
            Metric::Disputes => f64::from(self.disputes),
            Metric::LongestDispute => f64::from(self.longest_dispute),
            Metric::FirstAgreement => return self.first_agreement.map(f64::from),
            Metric::HedgingQuarters => f64::from(self.hedging_quarters),
            Metric::IntegrationGain => self.integration_gain,
            Metric::FirstStep => return self.first_step.map(f64::from),
            Metric::Entrapments => f64::from(self.entrapments),
            Metric::FinalConfrontation => f64::from(self.final_levels[0]),
            Metric::FinalMandate => f64::from(self.final_levels[1]),
            Metric::FinalOpening => f64::from(self.final_levels[2]),
            Metric::ClientPayoff => self.payoffs[0],
            Metric::PatronPayoff => self.payoffs[1],
        })
    }

    fn new(scenario: &Scenario) -> Self {
        Self {
            chapter: 0,
            cumulative_subsidy: Vec::with_capacity(scenario.periods),
            loyalty: 0.0,
            family_quarters: vec![0; scenario.offers.len()],
            dispute_quarters: 0,
            disputes: 0,
            longest_dispute: 0,
            first_agreement: None,
            hedging_quarters: 0,
            integration_gain: 0.0,
            first_step: None,
            entrapments: 0,
            final_levels: [0; 3],
            payoffs: [0.0; 2],
        }
    }
}

/// How a quarter passed: conduct of the client, what flowed, what binds the two afterwards but for expiry.
struct Passed {
    conduct: usize,
    flow: Flow,
    bond: Bond,
    signed: Option<usize>,
}

/// Follows one path and adds what each quarter saw to `sums` (by quarter and [`Quantity::index`]).
pub fn follow(
    scenario: &Scenario,
    equilibrium: &Equilibrium,
    case: &BranchCase,
    shocks: &Shocks,
    sums: &mut [Vec<f64>],
) -> PathOutcome {
    let mut walker = Walker::new(scenario, equilibrium, case, shocks, ());
    for (quarter, sums) in sums.iter_mut().enumerate() {
        walker.quarter(quarter, sums);
    }
    walker.finish()
}

/// [`follow`], with all that happened in each quarter.
pub fn witness<'a>(
    scenario: &'a Scenario,
    equilibrium: &'a Equilibrium,
    case: &'a BranchCase,
    shocks: &'a Shocks,
) -> (PathOutcome, Vec<Vec<Event<'a>>>) {
    let mut walker = Walker::new(scenario, equilibrium, case, shocks, Vec::new());
    let mut sums = vec![0.0; Quantity::all(scenario.offers.len()).len()];
    let told = (0..scenario.periods).map(|quarter| {
        walker.quarter(quarter, &mut sums);
        std::mem::take(&mut walker.witness)
    });
    let told = told.collect();
    (walker.finish(), told)
}

struct Walker<'a, W> {
    scenario: &'a Scenario,
    equilibrium: &'a Equilibrium,
    case: &'a BranchCase,
    shocks: &'a Shocks,
    now: usize,
    government: usize,
    state: usize,
    bond: Bond,
    start: usize,
    run: u16,
    discounts: [f64; 2],
    record: PathOutcome,
    witness: W,
}

impl<'a, W: Witness<'a>> Walker<'a, W> {
    fn new(
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
            now: 0,
            government: 0,
            state: start,
            bond: if scenario.start.dispute { Bond::Dispute } else { Bond::Calm },
            start,
            run: 0,
            discounts: [1.0; 2],
            record: PathOutcome::new(scenario),
            witness,
        }
    }

    fn game(&self) -> &'a Game {
        self.equilibrium.game(self.now, self.government)
    }

    fn happens(&self, quarter: usize, mechanism: Mechanism, probability: f64) -> bool {
        self.shocks.of(quarter, mechanism) < probability
    }

    fn quarter(&mut self, quarter: usize, sums: &mut [f64]) {
        self.begin(quarter);
        self.pass(quarter, sums);
    }

    /// What comes before talks: a new era, an election.
    fn begin(&mut self, quarter: usize) {
        self.now = quarter;
        if let Some(place) = self.scenario.eras.iter().position(|era| era.quarter == quarter) {
            self.state = begun(&self.game().space, &self.scenario.eras[place], self.state);
            self.witness.hear(|| Event::Era(place));
        }
        self.election(quarter);
    }

    fn pass(&mut self, quarter: usize, sums: &mut [f64]) {
        let (government, state, bond) = (self.government, self.state, self.bond);
        self.witness.hear(|| Event::Opened { government, state, bond });
        self.open(sums);
        let passed = match self.bond {
            Bond::Contract(family, subsidy) => {
                Passed { conduct: under(family), flow: Flow::Contract(subsidy), bond: self.bond, signed: None }
            }
            Bond::Calm => self.negotiate(quarter, false),
            Bond::Dispute => self.negotiate(quarter, true),
        };
        let Passed { conduct, flow, .. } = passed;
        self.witness.hear(|| Event::Passed { conduct, flow });
        self.tally(quarter, &passed, sums);
        self.pay(&passed);
        self.ratify(quarter, &passed, sums);
        self.move_world(quarter, passed.conduct, sums);
        self.bond = passed.bond;
        self.lapse(quarter);
    }

    fn election(&mut self, quarter: usize) {
        let Some(branches) = self.case.election(self.scenario, quarter) else { return };
        let numbers = branches.iter().map(|(odds, _)| *odds);
        let (odds, branch) = branches[pick(numbers, self.shocks.of(quarter, Mechanism::Election))];
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

    /// What is seen at the opening of the quarter.
    fn open(&mut self, sums: &mut [f64]) {
        sums[Quantity::IntegrationDepth.index()] += self.game().conditions[self.state].depth;
        if self.bond == Bond::Dispute {
            sums[Quantity::Dispute.index()] += 1.0;
            self.record.dispute_quarters += 1;
            self.record.disputes += u16::from(self.run == 0);
            self.run += 1;
            self.record.longest_dispute = self.record.longest_dispute.max(self.run);
        } else {
            self.run = 0;
        }
    }

    fn negotiate(&mut self, quarter: usize, dispute: bool) -> Passed {
        let policy = self.equilibrium.policy(quarter, self.government);
        if let Some(offer) = self.talk(quarter, dispute, policy) {
            let item = self.game().menu[offer];
            return Passed {
                conduct: under(item.family),
                flow: Flow::Contract(item.subsidy),
                bond: Bond::Contract(item.family, item.subsidy),
                signed: Some(item.family),
            };
        }
        let probability = policy.hedge[usize::from(dispute)][self.state];
        let hedges = self.happens(quarter, Mechanism::Stance, probability);
        self.witness.hear(|| Event::Stance { hedges, probability });
        let conduct = if hedges { HEDGE } else { NEUTRAL };
        let pressed = self.answer(quarter, dispute, policy.pressure[conduct][self.state]);
        Passed {
            conduct,
            flow: if dispute { Flow::Pressure } else { Flow::Treaty },
            bond: if pressed { Bond::Dispute } else { Bond::Calm },
            signed: None,
        }
    }

    /// Whether there is pressure in the next quarter, given the probability that the patron chooses it. One number
    /// decides both whether it goes on by itself, with probability θ, and what the patron chooses if it does not.
    fn answer(&mut self, quarter: usize, dispute: bool, probability: f64) -> bool {
        let inertia = self.game().inertia(dispute);
        let goes_on = self.happens(quarter, Mechanism::Pressure, inertia);
        let pressed = self.happens(quarter, Mechanism::Pressure, self.game().pressed(dispute, probability));
        if inertia > 0.0 {
            self.witness.hear(|| Event::Inertia { goes_on, probability: inertia });
        }
        if !goes_on {
            self.witness.hear(|| Event::Pressure { applied: pressed, probability });
        }
        pressed
    }

    /// The offer signed in talks, if any.
    fn talk(&mut self, quarter: usize, dispute: bool, policy: &Policy) -> Option<usize> {
        let game = self.game();
        let probability = game.talks(dispute);
        let held = self.happens(quarter, Mechanism::Talks, probability);
        self.witness.hear(|| Event::Talks { held, probability });
        if !held {
            return None;
        }
        let client_proposes = self.happens(quarter, Mechanism::Proposer, game.bargain.proposal_power);
        let (proposer, responder) =
            if client_proposes { (Player::Client, Player::Patron) } else { (Player::Patron, Player::Client) };
        let proposals = policy.proposals(proposer, dispute, self.state);
        let offer = pick(proposals.iter().copied(), self.shocks.of(quarter, Mechanism::Proposal));
        let acceptance = policy.acceptances(responder, dispute, self.state)[offer];
        let accepted = self.happens(quarter, Mechanism::Answer, acceptance);
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

    fn tally(&mut self, quarter: usize, passed: &Passed, sums: &mut [f64]) {
        let game = self.game();
        let mut add = |quantity: Quantity, amount: f64| sums[quantity.index()] += amount;
        let subsidy = passed.flow.received(&game.client);
        let loyalty = game.conduct(passed.conduct).loyalty;
        add(Quantity::Subsidy, subsidy);
        add(Quantity::Loyalty, loyalty);
        match passed.flow {
            Flow::Treaty => add(Quantity::Calm, 1.0),
            Flow::Pressure => add(Quantity::Standoff, 1.0),
            Flow::Contract(_) => {
                let family = passed.conduct - under(0);
                add(Quantity::Contract(family), 1.0);
                self.record.family_quarters[family] += 1;
            }
        }
        if passed.conduct == HEDGE {
            add(Quantity::Hedging, 1.0);
            self.record.hedging_quarters += 1;
        }
        if passed.signed.is_some() {
            add(Quantity::Agreement, 1.0);
            self.record.first_agreement.get_or_insert(u16::try_from(quarter).unwrap_or(u16::MAX));
        }
        let before = self.record.cumulative_subsidy.last().copied().unwrap_or(0.0);
        self.record.cumulative_subsidy.push(before + subsidy * YEARS_PER_QUARTER);
        self.record.loyalty += loyalty;
    }

    fn pay(&mut self, passed: &Passed) {
        let game = self.game();
        for player in PLAYERS {
            let side = player as usize;
            let payoff = game.quarter(player, self.state, passed.conduct, passed.flow);
            self.record.payoffs[side] += self.discounts[side] * payoff;
            self.discounts[side] *= game.discount(player, self.state);
        }
    }

    fn ratify(&mut self, quarter: usize, passed: &Passed, sums: &mut [f64]) {
        let Some(family) = passed.signed else { return };
        let deeper = self.game().families[family].deeper[self.state];
        let (from, probability) = (self.state, self.game().nature.ratification);
        if deeper == from {
            return;
        }
        let ratified = self.happens(quarter, Mechanism::Ratification, probability);
        self.witness.hear(|| Event::Ratification { ratified, probability, from, to: deeper });
        if ratified {
            sums[Quantity::RatifiedSteps.index()] += self.game().space.steps(self.state, deeper);
            self.state = deeper;
            self.record.first_step.get_or_insert(u16::try_from(quarter).unwrap_or(u16::MAX));
        }
    }

    /// Entrapment, or the moves of confrontation and opening; the other exogenous ladders move in either case.
    fn move_world(&mut self, quarter: usize, conduct: usize, sums: &mut [f64]) {
        let game = self.game();
        let (space, nature) = (&game.space, &game.nature);
        let before = self.state;
        let level = |axis| space.level(before, axis);
        let moved = |chain: &Chain, axis, mechanism| step(chain, level(axis), self.shocks.of(quarter, mechanism));
        let entrapment = nature.entrapment(conduct, level(CONFRONTATION));
        let entrapped = self.happens(quarter, Mechanism::Entrapment, entrapment);
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
        if entrapped {
            self.record.entrapments += 1;
            sums[Quantity::Entrapment.index()] += 1.0;
        }
    }

    fn lapse(&mut self, quarter: usize) {
        let Bond::Contract(..) = self.bond else { return };
        let probability = self.game().nature.lapse;
        let lapsed = self.happens(quarter, Mechanism::Expiry, probability);
        self.witness.hear(|| Event::Lapse { lapsed, probability });
        if lapsed {
            self.bond = Bond::Calm;
        }
    }

    fn finish(mut self) -> PathOutcome {
        let game = self.game();
        let level = |axis| u16::try_from(game.space.level(self.state, axis)).unwrap_or(u16::MAX);
        self.record.final_levels = [level(CONFRONTATION), level(MANDATE), level(game.space.opening())];
        self.record.integration_gain = game.conditions[self.state].depth - game.conditions[self.start].depth;
        self.record.chapter = super::chapter::name(self.scenario, &self.record);
        self.record
    }
}

/// Index that the number picks: the first whose cumulated probability exceeds it; the last probable one if rounding
/// leaves none.
fn pick(probabilities: impl Iterator<Item = f64>, number: f64) -> usize {
    let (mut left, mut last) = (number, 0);
    for (index, probability) in probabilities.enumerate() {
        if left < probability {
            return index;
        }
        left -= probability;
        if probability > 0.0 {
            last = index;
        }
    }
    last
}

/// Level after a move: down for the lowest numbers, up for the highest.
fn step(chain: &Chain, level: usize, number: f64) -> usize {
    if number < chain.down[level] {
        level - 1
    } else if number >= 1.0 - chain.up[level] {
        level + 1
    } else {
        level
    }
}

/// Probability that [`step`] leads from one level to another.
fn chance(chain: &Chain, from: usize, to: usize) -> f64 {
    match to.cmp(&from) {
        std::cmp::Ordering::Less => chain.down[from],
        std::cmp::Ordering::Equal => 1.0 - chain.up[from] - chain.down[from],
        std::cmp::Ordering::Greater => chain.up[from],
    }
}
