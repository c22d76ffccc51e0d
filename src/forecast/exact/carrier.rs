//! One quarter of exact propagation (model page §2, §5).
//!
//! Takes where the client may stand when the quarter begins, gives where it may stand when the next one does, and adds
//! the means of the quarter to a tally.

use super::odds::SigningOdds;
use super::standing::Standing;
use crate::forecast::quantity::Quantity;
use crate::game::Game;
use crate::game::conduct::{BEGINNINGS, Begins, Conduct, PerBeginning, STANCES, Stance};
use crate::game::nature::Scratch;
use crate::game::payoff::Flow;
use crate::game::policy::Policy;

/// What is known to have happened in a quarter. Only the part of the mass in which it did is carried on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::forecast) struct Seen {
    pub(in crate::forecast) agreement: bool,
    pub(in crate::forecast) integration_step: bool,
    pub(in crate::forecast) entrapment: bool,
}

impl Seen {
    /// Whether an offer must have been signed: nothing else brings an agreement or a step of integration.
    fn signature(self) -> bool {
        self.agreement || self.integration_step
    }
}

/// Carries one government's standing through a quarter.
pub(in crate::forecast) struct Carrier<'a> {
    game: &'a Game,
    next: &'a mut Standing,
    tally: &'a mut [f64],
    scratch: &'a mut Scratch,
    seen: Seen,
}

impl<'a> Carrier<'a> {
    pub(super) fn new(game: &'a Game, next: &'a mut Standing, tally: &'a mut [f64], scratch: &'a mut Scratch) -> Self {
        Self { game, next, tally, scratch, seen: Seen::default() }
    }

    /// The same where something is known to have happened.
    pub(in crate::forecast) fn seeing(
        game: &'a Game,
        next: &'a mut Standing,
        tally: &'a mut [f64],
        scratch: &'a mut Scratch,
        seen: Seen,
    ) -> Self {
        Self { seen, ..Self::new(game, next, tally, scratch) }
    }

    /// Carries the mass through the quarter, and adds its means to the tally.
    pub(in crate::forecast) fn quarter(&mut self, standing: &Standing, policy: &Policy, signing_odds: &SigningOdds) {
        pulp::Arch::new().dispatch(Quarter { carrier: self, standing, policy, signing_odds });
    }

    #[inline(always)]
    fn pass(&mut self, standing: &Standing, policy: &Policy, signing_odds: &SigningOdds) {
        self.beginning(standing);
        if !self.seen.signature() {
            self.no_agreement(standing, policy, signing_odds);
        }
        for family in 0..self.game.families.len() {
            self.contract(family, standing, signing_odds);
        }
    }

    #[inline(always)]
    fn add(&mut self, quantity: Quantity, amount: f64) {
        self.tally[quantity.index()] += amount;
    }

    /// What is seen when the quarter begins.
    #[inline(always)]
    fn beginning(&mut self, standing: &Standing) {
        let [calm, dispute] = standing.without_contract.both();
        let conditions = &self.game.conditions;
        let [depth, disputes] = sums(conditions.len(), |state| {
            let contracts: f64 = standing.contract.iter().map(|contract| contract[state]).sum();
            [conditions[state].depth * (calm[state] + dispute[state] + contracts), dispute[state]]
        });
        self.add(Quantity::IntegrationDepth, depth);
        self.add(Quantity::Dispute, disputes);
    }

    /// The part of the quarter that ends without agreement: stance, pressure, and on to the next quarter.
    #[inline(always)]
    pub(super) fn no_agreement(&mut self, standing: &Standing, policy: &Policy, signing_odds: &SigningOdds) {
        let masses = PerBeginning::by(|begins| {
            let chances = standing.without_contract[begins].iter().zip(&signing_odds.no_agreement[begins]);
            chances.map(|(mass, chance)| mass * chance).collect::<Vec<f64>>()
        });
        let [calm, standoff] = masses.both();
        let conditions = &self.game.conditions;
        let [calms, standoffs, calm_priced, standoff_priced] = sums(conditions.len(), |state| {
            let price = conditions[state].price;
            [calm[state], standoff[state], calm[state] * price, standoff[state] * price]
        });
        self.add(Quantity::Calm, calms);
        self.add(Quantity::Standoff, standoffs);
        for (begins, priced) in BEGINNINGS.into_iter().zip([calm_priced, standoff_priced]) {
            let received = Flow::without_contract(begins).received(&self.game.client, 1.0);
            self.add(Quantity::Subsidy, received * priced);
        }
        if !self.game.stance_knows_beginning() {
            // Neither stance nor pressure depends on how the quarter began, so both parts are carried as one.
            let all: Vec<f64> = calm.iter().zip(standoff).map(|(calm, standoff)| calm + standoff).collect();
            self.stances(Begins::Calm, &all, policy);
        } else {
            self.stances(Begins::Calm, calm, policy);
            self.stances(Begins::InDispute, standoff, policy);
        }
    }

    /// Mass without agreement of quarters that began in one way: stance, pressure, and on to the next quarter.
    #[inline(always)]
    fn stances(&mut self, begins: Begins, mass: &[f64], policy: &Policy) {
        for stance in STANCES {
            let conduct = Conduct::Stance(stance);
            let hedge = mass.iter().zip(policy.hedge(begins));
            let chosen = |hedge: f64| if stance == Stance::Hedging { hedge } else { 1.0 - hedge };
            let taken: Vec<f64> = hedge.map(|(mass, hedge)| mass * chosen(*hedge)).collect();
            let pressure = taken.iter().zip(policy.pressure(stance));
            let pressed: Vec<f64> =
                pressure.map(|(taken, pressure)| taken * self.game.pressed(begins, *pressure)).collect();
            let tolerated: Vec<f64> = taken.iter().zip(&pressed).map(|(all, pressed)| all - pressed).collect();
            let Self { game, next, scratch, seen, .. } = self;
            let [calm, dispute] = next.without_contract.both_mut();
            let events = carry(game, *seen, conduct, &tolerated, calm, scratch)
                + carry(game, *seen, conduct, &pressed, dispute, scratch);
            let all: f64 = taken.iter().sum();
            self.add(Quantity::Loyalty, self.game.behaviour(conduct).loyalty * all);
            if stance == Stance::Hedging {
                self.add(Quantity::Hedging, all);
            }
            self.add(Quantity::Entrapment, events);
        }
    }

    /// The part of the quarter under contracts of a family, in force or signed.
    #[inline(always)]
    fn contract(&mut self, family: usize, standing: &Standing, signing_odds: &SigningOdds) {
        let game = self.game;
        let new = |odds: &PerBeginning<Vec<Vec<f64>>>, state: usize| -> f64 {
            BEGINNINGS.map(|begins| standing.without_contract[begins][state] * odds[begins][family][state]).iter().sum()
        };
        let (mut mass, mut promised) = (standing.contract[family].clone(), standing.promised[family].clone());
        let integration_step = self.seen.integration_step;
        if self.seen.signature() {
            mass.fill(0.0);
            promised.fill(0.0);
        }
        let ratification = game.nature.ratification;
        let (mut agreed, mut steps) = (0.0, 0.0);
        let in_force = &standing.promised[family];
        let [mut subsidy] = sums(game.conditions.len(), |state| [in_force[state] * game.conditions[state].price]);
        for (state, &deeper) in game.families[family].deeper.iter().enumerate() {
            let (signed, signed_subsidy) = (new(&signing_odds.signed, state), new(&signing_odds.promised, state));
            agreed += signed;
            subsidy += game.conditions[state].price * signed_subsidy;
            steps += ratification * signed * game.space.steps(state, deeper);
            // Integration changes by ratification only, so it may be done here, before the ladders move.
            for (after, share) in [(state, 1.0 - ratification), (deeper, ratification)] {
                if integration_step && (after == state || deeper == state) {
                    continue;
                }
                mass[after] += share * signed;
                promised[after] += share * signed_subsidy;
            }
        }
        self.add(Quantity::Agreement, agreed);
        self.add(Quantity::RatifiedSteps, steps);
        self.add(Quantity::Subsidy, game.client.delivery * subsidy);
        let under_contract: f64 = mass.iter().sum();
        self.add(Quantity::Loyalty, game.families[family].loyalty * under_contract);
        self.add(Quantity::Contract(family), under_contract);
        self.carry_contract(family, &mass, &promised);
    }

    /// On to the next quarter: the contract lapses or stays in force.
    #[inline(always)]
    fn carry_contract(&mut self, family: usize, mass: &[f64], promised: &[f64]) {
        let Self { game, next, scratch, seen, .. } = self;
        let states = mass.len();
        let (lapse, conduct) = (game.nature.lapse, Conduct::Contract(family));
        let mut carried = [vec![0.0; states], vec![0.0; states]];
        let events = carry(game, *seen, conduct, mass, &mut carried[0], scratch);
        carry(game, *seen, conduct, promised, &mut carried[1], scratch);
        let calm = &mut next.without_contract[Begins::Calm][..states];
        let (contract, promised) = (&mut next.contract[family][..states], &mut next.promised[family][..states]);
        let [in_force, subsidy] = carried.each_ref().map(|carried| &carried[..states]);
        for state in 0..states {
            calm[state] += lapse * in_force[state];
            contract[state] += (1.0 - lapse) * in_force[state];
            promised[state] += (1.0 - lapse) * subsidy[state];
        }
        self.add(Quantity::Entrapment, events);
    }
}

/// A quarter carried with the widest vector instructions that the machine has. Every width gives the same bits.
struct Quarter<'q, 'a> {
    carrier: &'q mut Carrier<'a>,
    standing: &'q Standing,
    policy: &'q Policy,
    signing_odds: &'q SigningOdds,
}

impl pulp::WithSimd for Quarter<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        self.carrier.pass(self.standing, self.policy, self.signing_odds);
    }
}

/// Carries mass on to the next quarter; gives the probability of an entrapment.
#[inline(always)]
fn carry(game: &Game, seen: Seen, conduct: Conduct, mass: &[f64], out: &mut [f64], scratch: &mut Scratch) -> f64 {
    match seen.entrapment {
        false => game.nature.carry(&game.space, conduct, mass, out, scratch),
        true => game.nature.carry_entrapped(&game.space, conduct, mass, out, scratch),
    }
}

/// Several sums over the states. An addition waits for the one before it, so sums side by side take the time of one.
#[inline(always)]
fn sums<const N: usize>(states: usize, parts: impl Fn(usize) -> [f64; N]) -> [f64; N] {
    let mut sums = [0.0; N];
    for state in 0..states {
        let parts = parts(state);
        for (sum, part) in sums.iter_mut().zip(parts) {
            *sum += part;
        }
    }
    sums
}
