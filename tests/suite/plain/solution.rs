//! Backward induction, literally (§4), elections ahead included.

use super::payoff::{CLIENT, Flow, PATRON, desertion, discounts, payoffs};
use super::world::{Conduct, World};
use allegiance::scenario::{Client, Election};

/// A quarter, years.
pub const DELTA: f64 = 0.25;
/// Change of the greatest value in one step, as a share of it (or of 1), at which values no longer change.
const REST: f64 = 1e-13;

/// A number for the client and one for the patron.
pub type Pair = [f64; 2];

/// Expected discounted payoffs at the start of a quarter.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    /// Of a negotiation, by dispute (0 or 1) and state.
    pub open: [Vec<Pair>; 2],
    /// Of a contract in force, by deal and state.
    pub contract: Vec<Vec<Pair>>,
}

/// What happens in a negotiation in one state.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    /// By dispute.
    pub hedge: [f64; 2],
    /// What the patron chooses where it is asked, after neutrality and after a hedge.
    pub pressure: [f64; 2],
    /// By dispute.
    pub talks: [Talks; 2],
    /// Probability of taking back a step of integration before all that: by dispute, then by deal in force. 0 where it cannot be.
    pub withdraw: Vec<f64>,
}

/// What depends on whether the quarter began in dispute.
#[derive(Debug, Clone, PartialEq)]
pub struct Talks {
    pub no_agreement: Pair,
    /// By side and offer of the menu.
    pub propose: [Vec<f64>; 2],
    pub accept: [Vec<f64>; 2],
    /// Probability that each offer of the menu is signed.
    pub signed: Vec<f64>,
    /// What signing each deal is worth, those off the menu included.
    pub worth: Vec<Pair>,
}

/// A solved scenario.
pub struct Plan {
    /// Stationary values by government, and their choices by state.
    pub values: Vec<Values>,
    pub stationary: Vec<Vec<Choices>>,
    /// Choices in the quarters before the last election, by quarter, government and state.
    pub ahead: Vec<Vec<Vec<Choices>>>,
}

impl Plan {
    /// `None` if backward induction has not come to rest within so many steps in one of the games.
    pub fn new(world: &World, steps: usize) -> Option<Self> {
        let tables: Vec<Tables> = (0..world.governments()).map(|government| Tables::new(world, government)).collect();
        let values: Option<Vec<Values>> = tables.iter().map(|tables| induction(world, tables, steps)).collect();
        let values = values?;
        let stationary = tables.iter().zip(&values).map(|(tables, values)| quarter(world, tables, values).1).collect();
        let ahead = before_elections(world, &tables, &values);
        Some(Self { values, stationary, ahead })
    }

    /// What is done in a quarter under a government, by state.
    pub fn choices(&self, quarter: usize, government: usize) -> &[Choices] {
        self.ahead.get(quarter).map_or(&self.stationary[government], |governments| &governments[government])
    }
}

/// Probabilities of next states, listed once: by conduct (neutral, hedging, each deal) and state.
pub struct Tables {
    government: usize,
    next: Vec<Vec<Vec<(f64, usize)>>>,
}

impl Tables {
    pub fn new(world: &World, government: usize) -> Self {
        let stances = [false, true].map(|hedging| world.stance(hedging));
        let conducts = stances.into_iter().chain((0..world.deals.len()).map(|deal| world.under(deal)));
        let list = |conduct: Conduct| {
            let from = |&state| {
                let outcomes = world.outcomes(government, state, conduct);
                outcomes.iter().map(|outcome| (outcome.probability, world.place(outcome.state))).collect()
            };
            world.states.iter().map(from).collect()
        };
        Self { government, next: conducts.map(list).collect() }
    }
}

/// Choice probabilities of a player with this precision; the greatest exponent is taken off first.
fn logit(precision: f64, payoffs: &[f64]) -> Vec<f64> {
    let greatest = payoffs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = payoffs.iter().map(|payoff| libm::exp(precision * (payoff - greatest))).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum).collect()
}

/// From zero until the values no longer change.
fn induction(world: &World, tables: &Tables, steps: usize) -> Option<Values> {
    let zero = vec![[0.0; 2]; world.states.len()];
    let mut values = Values { open: [zero.clone(), zero.clone()], contract: vec![zero; world.deals.len()] };
    for _ in 0..steps {
        let (now, _) = quarter(world, tables, &values);
        let (change, greatest) = change(&values, &now);
        values = now;
        if change <= REST * greatest.max(1.0) {
            return Some(values);
        }
    }
    None
}

/// Greatest change and greatest size of a value.
fn change(before: &Values, after: &Values) -> (f64, f64) {
    let arrays =
        |values: &Values| -> Vec<Pair> { values.open.iter().chain(&values.contract).flatten().copied().collect() };
    let (mut change, mut greatest) = (0.0, 0.0);
    for (before, after) in arrays(before).iter().zip(arrays(after)) {
        for player in [CLIENT, PATRON] {
            change = f64::max(change, (after[player] - before[player]).abs());
            greatest = f64::max(greatest, after[player].abs());
        }
    }
    (change, greatest)
}

/// One quarter solved backward in every state.
fn quarter(world: &World, tables: &Tables, next: &Values) -> (Values, Vec<Choices>) {
    let mut now = next.clone();
    let mut choices = Vec::with_capacity(world.states.len());
    for state in 0..world.states.len() {
        let view = View { world, tables, next, state };
        for deal in 0..world.deals.len() {
            now.contract[deal][state] = view.in_force(deal);
        }
        let chosen = view.choices();
        for dispute in [0, 1] {
            now.open[dispute][state] = value(&chosen.talks[dispute]);
        }
        choices.push(chosen);
    }
    (withdrawal(world, tables.government, &now, &mut choices), choices)
}

/// What the quarter is worth before the client's choice to take back a step of integration (§4, step 7), from what it is worth after.
fn withdrawal(world: &World, government: usize, after: &Values, choices: &mut [Choices]) -> Values {
    let precision = world.numbers.clients[government].precision;
    let mut before = after.clone();
    for (place, &state) in world.states.iter().enumerate() {
        let back = world.withdrawn(state).map(|(state, cost)| (world.place(state), cost));
        let mut choose = |worth: &[Pair], target: &mut [Pair]| {
            let Some((lower, cost)) = back else { return choices[place].withdraw.push(0.0) };
            let ways = [worth[place], [worth[lower][CLIENT] - cost, worth[lower][PATRON]]];
            let odds = logit(precision, &ways.map(|way| way[CLIENT]));
            target[place] = [CLIENT, PATRON].map(|player| odds[0] * ways[0][player] + odds[1] * ways[1][player]);
            choices[place].withdraw.push(odds[1]);
        };
        for dispute in [0, 1] {
            choose(&after.open[dispute], &mut before.open[dispute]);
        }
        for deal in 0..world.deals.len() {
            choose(&after.contract[deal], &mut before.contract[deal]);
        }
    }
    before
}

/// §4, step 6.
fn value(talks: &Talks) -> Pair {
    let none = 1.0 - talks.signed.iter().sum::<f64>();
    [CLIENT, PATRON].map(|player| {
        let deals = talks.signed.iter().zip(&talks.worth);
        none * talks.no_agreement[player] + deals.map(|(odds, worth)| odds * worth[player]).sum::<f64>()
    })
}

struct View<'a> {
    world: &'a World<'a>,
    tables: &'a Tables,
    next: &'a Values,
    state: usize,
}

impl View<'_> {
    fn precision(&self, player: usize) -> f64 {
        let numbers = &self.world.numbers;
        [self.client().precision, numbers.patron.precision][player]
    }

    /// Payoff of the quarter, u · Δ.
    fn flow(&self, conduct: Conduct, flow: Flow) -> Pair {
        let state = self.world.states[self.state];
        payoffs(self.world, self.tables.government, state, conduct, flow).map(|yearly| DELTA * yearly)
    }

    fn client(&self) -> &Client<f64> {
        &self.world.numbers.clients[self.tables.government]
    }

    /// What the patron makes good by answering a stance with pressure, Δ · δ · R.
    fn made_good(&self, conduct: Conduct) -> f64 {
        let state = self.world.states[self.state];
        DELTA * self.world.numbers.patron.deterrence * desertion(self.world, state, conduct)
    }

    /// β_i · E[ value of the next state ] after a conduct (by its place in the tables).
    fn later(&self, conduct: usize, value: impl Fn(usize) -> Pair) -> Pair {
        self.later_from(self.state, conduct, value)
    }

    /// The same where chance begins at another depth of integration.
    fn later_from(&self, begun: usize, conduct: usize, value: impl Fn(usize) -> Pair) -> Pair {
        let discount = discounts(self.world, self.tables.government, self.world.states[self.state]);
        let next = &self.tables.next[conduct][begun];
        [CLIENT, PATRON]
            .map(|player| discount[player] * next.iter().map(|&(odds, state)| odds * value(state)[player]).sum::<f64>())
    }

    /// Discounted worth of a contract to come, at the depth it will then have.
    fn contract_to_come(&self, deal: usize, ratified: bool) -> Pair {
        let (world, expiry) = (self.world, self.world.expiry(deal));
        let begun = match ratified {
            true => world.place(world.deeper(world.states[self.state], deal)),
            false => self.state,
        };
        self.later_from(begun, 2 + deal, |state| {
            let (kept, open) = (self.next.contract[deal][state], self.next.open[0][state]);
            [CLIENT, PATRON].map(|player| (1.0 - expiry) * kept[player] + expiry * open[player])
        })
    }

    fn in_force(&self, deal: usize) -> Pair {
        let flow = self.flow(self.world.under(deal), Flow::Contract(self.world.deals[deal].subsidy));
        let later = self.contract_to_come(deal, false);
        [CLIENT, PATRON].map(|player| flow[player] + later[player])
    }

    /// What the payment at signing is worth: received by the client, weighed by the patron.
    fn at_once(&self, deal: usize) -> Pair {
        let (world, state) = (self.world, self.world.states[self.state]);
        let patron = &world.numbers.patron;
        let paid = self.client().delivery * world.price(state) * world.upfront(deal);
        [paid, -(patron.fiscal_cost + patron.fiscal_strain * world.intensity(state)) * paid]
    }

    fn signed(&self, deal: usize) -> Pair {
        let ratification = self.world.numbers.ratification;
        let flow = self.flow(self.world.under(deal), Flow::Contract(self.world.deals[deal].subsidy));
        let at_once = self.at_once(deal);
        let (same, deeper) = (self.contract_to_come(deal, false), self.contract_to_come(deal, true));
        [CLIENT, PATRON].map(|player| {
            let later = (1.0 - ratification) * same[player] + ratification * deeper[player];
            flow[player] + at_once[player] + later
        })
    }

    fn choices(&self) -> Choices {
        let worth: Vec<Pair> = (0..self.world.deals.len()).map(|deal| self.signed(deal)).collect();
        let [calm, dispute] = [false, true].map(|dispute| self.no_agreement(dispute));
        // The patron weighs the quarters to come and what it makes good now, so its choice is the same however this quarter began.
        assert_eq!(calm.pressure, dispute.pressure);
        let alike = (calm.hedge - dispute.hedge).abs() < 1e-9;
        assert!(
            alike || self.world.inertia(true) > 0.0 || self.client().outreach_relief > 0.0,
            "the stance depends on the present dispute"
        );
        let talks = [&calm, &dispute].map(|none| none.value);
        let talks = [false, true].map(|dispute| self.talks(dispute, talks[usize::from(dispute)], &worth));
        Choices { hedge: [calm.hedge, dispute.hedge], pressure: calm.pressure, talks, withdraw: Vec::new() }
    }

    /// Pressure after each stance, then the stance (§4, steps 1 and 2).
    fn no_agreement(&self, dispute: bool) -> NoAgreement {
        let stances = [false, true].map(|hedging| {
            let flow = self.flow(self.world.stance(hedging), Flow::Nothing(dispute));
            let mut after =
                [0, 1].map(|pressure| self.later(usize::from(hedging), |state| self.next.open[pressure][state]));
            after[1][PATRON] += self.made_good(self.world.stance(hedging));
            let odds = logit(self.precision(PATRON), &[after[0][PATRON], after[1][PATRON]]);
            // In a dispute the patron may not be asked; then the pressure goes on.
            let unasked = self.world.inertia(dispute);
            let ends = [(1.0 - unasked) * odds[0], unasked + (1.0 - unasked) * odds[1]];
            let mean = |player: usize| flow[player] + ends[0] * after[0][player] + ends[1] * after[1][player];
            (odds[1], [mean(CLIENT), mean(PATRON)])
        });
        let odds = logit(self.precision(CLIENT), &[stances[0].1[CLIENT], stances[1].1[CLIENT]]);
        let value = [CLIENT, PATRON].map(|player| odds[0] * stances[0].1[player] + odds[1] * stances[1].1[player]);
        NoAgreement { hedge: odds[1], pressure: [stances[0].0, stances[1].0], value }
    }

    /// The offers that can be made.
    fn open(&self) -> Vec<usize> {
        let (world, state) = (self.world, self.world.states[self.state]);
        (0..world.menu).filter(|&deal| world.can_be_made(deal, self.tables.government, state)).collect()
    }

    /// Probabilities over the offers that can be made, 0 of the others.
    fn over_open(&self, payoffs: &[f64], choose: impl Fn(&[f64]) -> Vec<f64>) -> Vec<f64> {
        let open = self.open();
        let some: Vec<f64> = open.iter().map(|&deal| payoffs[deal]).collect();
        let mut odds = vec![0.0; payoffs.len()];
        open.iter().zip(choose(&some)).for_each(|(&deal, chance)| odds[deal] = chance);
        odds
    }

    /// Answers and proposals (§4, steps 4 and 5).
    fn talks(&self, dispute: bool, no_agreement: Pair, worth: &[Pair]) -> Talks {
        let bargain = &self.world.numbers.bargain;
        let menu = &worth[..self.world.menu];
        let accept = [CLIENT, PATRON].map(|player| -> Vec<f64> {
            let answer = |deal: &Pair| logit(self.precision(player), &[no_agreement[player], deal[player]])[1];
            menu.iter().map(answer).collect()
        });
        let propose = [CLIENT, PATRON].map(|player| {
            let responder = 1 - player;
            let expected: Vec<f64> = menu
                .iter()
                .zip(&accept[responder])
                .map(|(deal, yes)| yes * deal[player] + (1.0 - yes) * no_agreement[player])
                .collect();
            self.over_open(&expected, |some| logit(self.precision(player), some))
        });
        let held = match self.open().is_empty() {
            true => 0.0,
            false => self.world.talks(self.tables.government, self.world.states[self.state], dispute),
        };
        let by = |player: usize, offer: usize| propose[player][offer] * accept[1 - player][offer];
        let power = bargain.proposal_power;
        let signed = (0..menu.len())
            .map(|offer| held * (power * by(CLIENT, offer) + (1.0 - power) * by(PATRON, offer)))
            .collect();
        Talks { no_agreement, propose, accept, signed, worth: worth.to_vec() }
    }
}

struct NoAgreement {
    hedge: f64,
    pressure: [f64; 2],
    value: Pair,
}

/// Choices of the quarters before the last election, first quarter first.
fn before_elections(world: &World, tables: &[Tables], stationary: &[Values]) -> Vec<Vec<Vec<Choices>>> {
    let elections = &world.scenario.elections;
    let last = elections.iter().map(|election| election.quarter).max().unwrap_or(0);
    let mut values = stationary.to_vec();
    let mut ahead = Vec::new();
    for number in (0..last).rev() {
        let next: Vec<Values> = match elections.iter().find(|election| election.quarter == number + 1) {
            Some(election) => (0..tables.len()).map(|ruler| carried_in(world, election, &values, ruler)).collect(),
            None => values,
        };
        let solved: Vec<(Values, Vec<Choices>)> =
            tables.iter().zip(&next).map(|(tables, next)| quarter(world, tables, next)).collect();
        let choices;
        (values, choices) = solved.into_iter().unzip();
        ahead.insert(0, choices);
    }
    ahead
}

/// Values carried into an election's quarter, its branch not yet drawn.
fn carried_in(world: &World, election: &Election, values: &[Values], ruler: usize) -> Values {
    let mut mixed = values[ruler].clone();
    for (place, &state) in world.states.iter().enumerate() {
        let mean = |value: &dyn Fn(usize, usize) -> Pair| -> Pair {
            let mut sum = [0.0; 2];
            for (branch, odds) in election.branches.iter().zip(world.odds(election, ruler, state)) {
                let after = world.place(world.elected(state, branch));
                let worth = value(branch.government.unwrap_or(ruler), after);
                for player in [CLIENT, PATRON] {
                    sum[player] += odds * worth[player];
                }
            }
            sum
        };
        for dispute in [0, 1] {
            mixed.open[dispute][place] = mean(&|winner, after| values[winner].open[dispute][after]);
        }
        for deal in 0..world.deals.len() {
            mixed.contract[deal][place] = mean(&|winner, after| match winner == ruler {
                true => values[ruler].contract[deal][after],
                false => values[winner].open[0][after],
            });
        }
    }
    mixed
}

/// Subsidy at which a side is indifferent between signing the family's deal and no agreement; none if it does not care.
pub fn indifference(world: &World, talks: &Talks, family: usize, player: usize) -> Option<f64> {
    let at_none = talks.worth[world.menu + 2 * family][player];
    let slope = talks.worth[world.menu + 2 * family + 1][player] - at_none;
    (slope.abs() > 1e-12).then(|| (talks.no_agreement[player] - at_none) / slope)
}
