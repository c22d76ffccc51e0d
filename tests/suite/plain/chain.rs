//! The Markov chain of a solved scenario, every event of a quarter listed with its probability (§2, §5, §8).

use super::payoff::{Flow, desertion, discounts, payoffs, received};
use super::solution::{DELTA, Pair, Plan};
use super::world::{Conduct, State, World};
use indexmap::IndexMap;
use std::hash::Hash;

/// What binds the two at the start of a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bond {
    Open { dispute: bool },
    Contract(usize),
}

/// Where a path stands, with whatever the caller counts along it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Situation<T> {
    pub government: usize,
    pub state: State,
    pub bond: Bond,
    pub tally: T,
}

/// What happened in a quarter.
#[derive(Debug, Clone, Copy)]
pub struct Event {
    pub quarter: usize,
    /// It began in dispute.
    pub dispute: bool,
    /// The deal in force, that just signed included.
    pub deal: Option<usize>,
    pub signed: bool,
    pub hedged: bool,
    /// A step of integration was ratified.
    pub ratified: bool,
    pub entrapped: bool,
}

/// Means of one quarter.
#[derive(Debug, Clone, Default)]
pub struct Means {
    pub subsidy: f64,
    pub loyalty: f64,
    pub dispute: f64,
    pub hedging: f64,
    pub depth: f64,
    pub entrapment: f64,
    pub agreement: f64,
    pub standoff: f64,
    pub calm: f64,
    /// Steps of integration ratified.
    pub steps: f64,
    pub contract: Vec<f64>,
}

/// Where all paths lead.
pub struct Course<T> {
    /// By quarter.
    pub means: Vec<Means>,
    /// Expected discounted payoffs over all quarters.
    pub payoffs: Pair,
    /// Probability of each situation after the last quarter.
    pub ends: IndexMap<Situation<T>, f64>,
}

/// A probability, and that times the discount factors of each side so far.
type Weight = [f64; 3];

/// What the two do in a quarter: probability, conduct, flow, deal in force, whether just signed, next dispute if open.
struct Act {
    odds: f64,
    conduct: Conduct,
    flow: Flow,
    deal: Option<usize>,
    signed: bool,
    pressed: bool,
}

/// Carries the start of a scenario forward in a branch of its first election (`None` without election).
pub fn follow<T: Hash + Eq + Clone>(
    world: &World,
    plan: &Plan,
    branch: Option<usize>,
    tally: T,
    count: impl Fn(&T, &Event) -> T,
) -> Course<T> {
    let bond = Bond::Open { dispute: world.scenario.start.dispute };
    let start = Situation { government: 0, state: world.start(), bond, tally };
    let mut standing = IndexMap::from([(start, [1.0; 3])]);
    let mut course = Course { means: Vec::new(), payoffs: [0.0; 2], ends: IndexMap::new() };
    for quarter in 0..world.scenario.periods {
        standing = election(world, branch, quarter, standing);
        standing = upheavals(world, quarter, standing);
        standing = withdrawals(world, plan, quarter, standing, &mut course.payoffs);
        let mut means = Means { contract: vec![0.0; world.scenario.offers.len()], ..Means::default() };
        let mut next = IndexMap::new();
        for (situation, weight) in &standing {
            let walk = Walk { world, quarter, situation, weight };
            for act in acts(world, plan, quarter, situation) {
                walk.tally(&act, &mut means, &mut course.payoffs);
                walk.events(&act, &count, &mut next);
            }
        }
        course.means.push(means);
        standing = next;
    }
    course.ends = standing.into_iter().map(|(situation, weight)| (situation, weight[0])).collect();
    course
}

fn add<T: Hash + Eq>(to: &mut Standing<T>, situation: Situation<T>, weight: Weight) {
    let sum = to.entry(situation).or_default();
    for (sum, weight) in sum.iter_mut().zip(weight) {
        *sum += weight;
    }
}

type Standing<T> = IndexMap<Situation<T>, Weight>;

/// Step 1: the branch is given in the first election and drawn in the others.
fn election<T: Hash + Eq + Clone>(
    world: &World,
    given: Option<usize>,
    quarter: usize,
    before: Standing<T>,
) -> Standing<T> {
    let elections = &world.scenario.elections;
    let Some(place) = elections.iter().position(|election| election.quarter == quarter) else { return before };
    let mut after = IndexMap::new();
    for (situation, weight) in &before {
        let drawn = world.odds(&elections[place], situation.government, situation.state);
        for (number, branch) in elections[place].branches.iter().enumerate() {
            let odds = match place {
                0 => f64::from(u8::from(given == Some(number))),
                _ => drawn[number],
            };
            let government = branch.government.unwrap_or(situation.government);
            let bond = match situation.bond {
                Bond::Contract(_) if government != situation.government => Bond::Open { dispute: false },
                bond => bond,
            };
            let state = world.elected(situation.state, branch);
            let tally = situation.tally.clone();
            if odds > 0.0 {
                add(&mut after, Situation { government, state, bond, tally }, weight.map(|weight| odds * weight));
            }
        }
    }
    after
}

/// Step 1, after the election: each upheaval that may happen does with its probability, if none before it did.
fn upheavals<T: Hash + Eq + Clone>(world: &World, quarter: usize, before: Standing<T>) -> Standing<T> {
    let mut after = IndexMap::new();
    for (situation, weight) in before {
        let mut calm = 1.0;
        for upheaval in &world.scenario.upheavals {
            if !world.may_break_in(upheaval, quarter, situation.government, situation.state) {
                continue;
            }
            let government = upheaval.government.unwrap_or(situation.government);
            let void = upheaval.voids || government != situation.government;
            let bond = match situation.bond {
                Bond::Contract(_) if void => Bond::Open { dispute: false },
                bond => bond,
            };
            let state = world.broken_in(situation.state, upheaval);
            let odds = calm * upheaval.probability;
            calm *= 1.0 - upheaval.probability;
            if odds > 0.0 {
                let tally = situation.tally.clone();
                add(&mut after, Situation { government, state, bond, tally }, weight.map(|weight| odds * weight));
            }
        }
        if calm > 0.0 {
            add(&mut after, situation, weight.map(|weight| calm * weight));
        }
    }
    after
}

/// Step 1, at its end: the client takes back a step of integration, or does not.
fn withdrawals<T: Hash + Eq + Clone>(
    world: &World,
    plan: &Plan,
    quarter: usize,
    before: Standing<T>,
    payoffs: &mut Pair,
) -> Standing<T> {
    let mut after = IndexMap::new();
    for (situation, weight) in before {
        let Some((state, cost)) = world.withdrawn(situation.state) else {
            add(&mut after, situation, weight);
            continue;
        };
        let choices = &plan.choices(quarter, situation.government)[world.place(situation.state)];
        let odds = choices.withdraw[match situation.bond {
            Bond::Open { dispute } => usize::from(dispute),
            Bond::Contract(deal) => 2 + deal,
        }];
        payoffs[0] -= odds * weight[1] * cost;
        add(&mut after, Situation { state, ..situation.clone() }, weight.map(|weight| odds * weight));
        add(&mut after, situation, weight.map(|weight| (1.0 - odds) * weight));
    }
    after
}

fn acts<T>(world: &World, plan: &Plan, quarter: usize, situation: &Situation<T>) -> Vec<Act> {
    let under = |odds, deal: usize, signed| {
        // What is paid at once is counted at the rate of a year, as the subsidy is.
        let upfront = if signed { world.upfront(deal) / DELTA } else { 0.0 };
        let flow = Flow::Contract(world.deals[deal].subsidy + upfront);
        Act { odds, conduct: world.under(deal), flow, deal: Some(deal), signed, pressed: false }
    };
    let dispute = match situation.bond {
        Bond::Contract(deal) => return vec![under(1.0, deal, false)],
        Bond::Open { dispute } => dispute,
    };
    let choices = &plan.choices(quarter, situation.government)[world.place(situation.state)];
    let signed = &choices.talks[usize::from(dispute)].signed;
    let none = 1.0 - signed.iter().sum::<f64>();
    let mut acts: Vec<Act> = signed.iter().enumerate().map(|(deal, &odds)| under(odds, deal, true)).collect();
    for hedging in [false, true] {
        let hedge = choices.hedge[usize::from(dispute)];
        let stance = if hedging { hedge } else { 1.0 - hedge };
        let (unasked, press) = (world.inertia(dispute), choices.pressure[usize::from(hedging)]);
        for (share, pressed) in
            [(unasked, true), ((1.0 - unasked) * press, true), ((1.0 - unasked) * (1.0 - press), false)]
        {
            let (odds, conduct, flow) = (none * stance * share, world.stance(hedging), Flow::Nothing(dispute));
            acts.push(Act { odds, conduct, flow, deal: None, signed: false, pressed });
        }
    }
    acts
}

struct Walk<'a, T> {
    world: &'a World<'a>,
    quarter: usize,
    situation: &'a Situation<T>,
    weight: &'a Weight,
}

impl<T: Hash + Eq + Clone> Walk<'_, T> {
    fn dispute(&self) -> bool {
        self.situation.bond == Bond::Open { dispute: true }
    }

    fn tally(&self, act: &Act, means: &mut Means, sums: &mut Pair) {
        let (world, government, state) = (self.world, self.situation.government, self.situation.state);
        let odds = act.odds * self.weight[0];
        means.subsidy += odds * received(world, government, state, act.flow);
        means.loyalty += odds * act.conduct.loyalty;
        means.depth += odds * world.depth(state);
        means.entrapment += odds * world.entrapment(government, state, act.conduct.loyalty);
        if self.dispute() {
            means.dispute += odds;
        }
        if act.conduct.hedging {
            means.hedging += odds;
        }
        if act.signed {
            means.agreement += odds;
        }
        if let (true, Some(deal)) = (act.signed, act.deal) {
            let gained = world.deeper(state, deal).integration - state.integration;
            means.steps += odds * world.numbers.ratification * gained as f64;
        }
        match act.deal {
            Some(deal) => means.contract[world.deals[deal].family] += odds,
            None if self.dispute() => means.standoff += odds,
            None => means.calm += odds,
        }
        let mut yearly = payoffs(world, government, state, act.conduct, act.flow);
        if act.pressed {
            yearly[1] += world.numbers.patron.deterrence * desertion(world, state, act.conduct);
        }
        for player in [0, 1] {
            sums[player] += act.odds * self.weight[1 + player] * DELTA * yearly[player];
        }
    }

    /// Steps 4 to 6: every combination of ratification, entrapment with the ladders, and expiry.
    fn events(&self, act: &Act, count: impl Fn(&T, &Event) -> T, next: &mut Standing<T>) {
        let (world, Situation { government, state, tally, .. }) = (self.world, self.situation);
        let discount = discounts(world, *government, *state);
        for (ratified, ratification_odds) in self.ratifications(act) {
            let agreed = match (ratified, act.deal) {
                (true, Some(deal)) => world.deeper(*state, deal),
                _ => *state,
            };
            for outcome in world.outcomes(*government, agreed, act.conduct) {
                let event = Event {
                    quarter: self.quarter,
                    dispute: self.dispute(),
                    deal: act.deal,
                    signed: act.signed,
                    hedged: act.conduct.hedging,
                    ratified: agreed.integration > state.integration,
                    entrapped: outcome.entrapped,
                };
                for (bond, expiry_odds) in self.bonds(act) {
                    let odds = act.odds * ratification_odds * outcome.probability * expiry_odds;
                    let after = outcome.state;
                    let situation =
                        Situation { government: *government, state: after, bond, tally: count(tally, &event) };
                    let [probability, client, patron] = self.weight.map(|weight| odds * weight);
                    if odds > 0.0 {
                        add(next, situation, [probability, client * discount[0], patron * discount[1]]);
                    }
                }
            }
        }
    }

    fn ratifications(&self, act: &Act) -> Vec<(bool, f64)> {
        match act.signed {
            true => vec![(true, self.world.numbers.ratification), (false, 1.0 - self.world.numbers.ratification)],
            false => vec![(false, 1.0)],
        }
    }

    fn bonds(&self, act: &Act) -> Vec<(Bond, f64)> {
        match act.deal {
            Some(deal) => {
                let expiry = self.world.expiry(deal);
                vec![(Bond::Open { dispute: false }, expiry), (Bond::Contract(deal), 1.0 - expiry)]
            }
            None => vec![(Bond::Open { dispute: act.pressed }, 1.0)],
        }
    }
}
