//! One quarter of exact propagation (model page §2, §5).
//!
//! Takes where the client may stand when the quarter begins, gives where it may stand when the next one does, and adds
//! the means of the quarter to a tally.

use super::odds::SigningOdds;
use super::standing::Standing;
use crate::forecast::quantity::Quantity;
use crate::game::Game;
use crate::game::conduct::{BEGINNINGS, Begins, Conduct, PerBeginning, Stance};
use crate::game::lanes::widest;
use crate::game::nature::Scratch;
use crate::game::payoff::Flow;
use crate::game::policy::Policy;
use std::borrow::Cow;

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

    /// Carries the mass through the quarter, after anything taken back, and adds its means to the tally.
    pub(in crate::forecast) fn quarter(&mut self, standing: &Standing, policy: &Policy, signing_odds: &SigningOdds) {
        widest(|| self.pass(standing, policy, signing_odds));
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

    /// Several sums over the states on top of others. An addition waits for the one before it, so sums that take turns are
    /// done in the time of one.
    #[inline(always)]
    fn sums<const N: usize>(&self, mut sums: [f64; N], parts: [Part; N]) -> [f64; N] {
        const TURN: usize = 16;
        let count = self.game.space.count();
        for start in (0..count).step_by(TURN) {
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum = part.add(*sum, start..(start + TURN).min(count));
            }
        }
        sums
    }

    /// What is seen when the quarter begins.
    #[inline(always)]
    fn beginning(&mut self, standing: &Standing) {
        let [calm, dispute] = standing.without_contract.both();
        let mut contracts = vec![0.0; calm.len()];
        standing.contract.iter().for_each(|contract| add_share(1.0, contract, &mut contracts));
        let without = calm.iter().zip(dispute).zip(&contracts);
        let all: Vec<f64> = without.map(|((calm, dispute), contracts)| calm + dispute + contracts).collect();
        let [depth, disputes] = self.sums([0.0; 2], [Part::Weighted(&all, &self.game.depth), Part::Plain(dispute)]);
        self.add(Quantity::IntegrationDepth, depth);
        self.add(Quantity::Dispute, disputes);
    }

    /// The part of the quarter that ends without agreement: stance, pressure, and on to the next quarter.
    #[inline(always)]
    pub(super) fn no_agreement(&mut self, standing: &Standing, policy: &Policy, signing_odds: &SigningOdds) {
        let [calm, dispute] = standing.without_contract.both();
        let [calm_chance, dispute_chance] = signing_odds.no_agreement.both();
        let (calm, standoff) = (product(calm, calm_chance), product(dispute, dispute_chance));
        let price = &self.game.price;
        let parts = [
            Part::Plain(&calm),
            Part::Plain(&standoff),
            Part::Weighted(&calm, price),
            Part::Weighted(&standoff, price),
        ];
        let [calms, standoffs, calm_priced, standoff_priced] = self.sums([0.0; 4], parts);
        self.add(Quantity::Calm, calms);
        self.add(Quantity::Standoff, standoffs);
        for (begins, priced) in BEGINNINGS.into_iter().zip([calm_priced, standoff_priced]) {
            let received = Flow::without_contract(begins).received(&self.game.client, 1.0);
            self.add(Quantity::Subsidy, received * priced);
        }
        // If neither stance nor pressure depends on how the quarter began, both parts are carried as one.
        let apart = self.game.stance_knows_beginning();
        let all = calm.iter().zip(&standoff).map(|(calm, standoff)| calm + standoff).collect();
        let parts =
            if apart { vec![(Begins::Calm, calm), (Begins::InDispute, standoff)] } else { vec![(Begins::Calm, all)] };
        for (begins, mass) in parts {
            self.stances(begins, &mass, policy);
        }
    }

    /// Mass without agreement of quarters that began in one way: stance, pressure, and on to the next quarter.
    #[inline(always)]
    fn stances(&mut self, begins: Begins, mass: &[f64], policy: &Policy) {
        let game = self.game;
        let hedging = product(mass, policy.hedge(begins));
        let neutral: Vec<f64> =
            mass.iter().zip(policy.hedge(begins)).map(|(mass, hedge)| mass * (1.0 - hedge)).collect();
        let pressed = |taken: &[f64], stance: Stance| -> Vec<f64> {
            let chances = taken.iter().zip(policy.pressure(stance));
            chances.map(|(taken, pressure)| taken * game.pressed(begins, *pressure)).collect()
        };
        let tolerated = |taken: &[f64], pressed: &[f64]| -> Vec<f64> {
            taken.iter().zip(pressed).map(|(all, pressed)| all - pressed).collect()
        };
        let pressures = [pressed(&neutral, Stance::Neutral), pressed(&hedging, Stance::Hedging)];
        let calms = [tolerated(&neutral, &pressures[0]), tolerated(&hedging, &pressures[1])];
        let [one, other] = [Conduct::Stance(Stance::Neutral), Conduct::Stance(Stance::Hedging)];
        let (struck, struck_hedging) = (game.nature.struck(one), game.nature.struck(other));
        let parts = [
            Part::Plain(&neutral),
            Part::Weighted(&calms[0], struck),
            Part::Weighted(&pressures[0], struck),
            Part::Plain(&hedging),
            Part::Weighted(&calms[1], struck_hedging),
            Part::Weighted(&pressures[1], struck_hedging),
        ];
        let means = self.sums([0.0; 6], parts);
        self.add(Quantity::Hedging, means[3]);
        for (index, conduct) in [one, other].into_iter().enumerate() {
            self.add(Quantity::Loyalty, game.behaviour(conduct).loyalty * means[3 * index]);
            self.add(Quantity::Entrapment, means[3 * index + 1] + means[3 * index + 2]);
            let [calm, dispute] = self.next.without_contract.both_mut();
            for (mass, next) in [(&calms[index], calm), (&pressures[index], dispute)] {
                carry(game, self.seen, conduct, mass, next, self.scratch);
            }
        }
    }

    /// The part of the quarter under contracts of a family, in force or signed.
    #[inline(always)]
    fn contract(&mut self, family: usize, standing: &Standing, signing_odds: &SigningOdds) {
        let (game, conduct) = (self.game, Conduct::Contract(family));
        let new = Signed::new(family, standing, signing_odds);
        let (deeper, ratification) = (&game.families[family].deeper, game.nature.ratification);
        let (price, in_force) = (&game.price, &standing.promised[family]);
        let ratified: Vec<f64> = new.signed.iter().map(|signed| ratification * signed).collect();
        let parts = [
            Part::Plain(&new.signed),
            Part::Weighted(&ratified, &game.families[family].steps),
            Part::Weighted(in_force, price),
        ];
        let [agreed, steps, subsidy] = self.sums([0.0; 3], parts);
        let (mut mass, mut promised) = (standing.contract[family].clone(), standing.promised[family].clone());
        if self.seen.signature() {
            mass.fill(0.0);
            promised.fill(0.0);
        }
        new.ratify(deeper, ratification, self.seen.integration_step, &mut mass, &mut promised);
        let struck = game.nature.struck(conduct);
        let paid = new.paid(game.families[family].upfront);
        let parts = [Part::Weighted(&paid, price), Part::Plain(&mass), Part::Weighted(&mass, struck)];
        let [subsidy, under_contract, entrapped] = self.sums([subsidy, 0.0, 0.0], parts);
        self.add(Quantity::Agreement, agreed);
        self.add(Quantity::RatifiedSteps, steps);
        self.add(Quantity::Subsidy, game.client.delivery * subsidy);
        self.add(Quantity::Loyalty, game.families[family].loyalty * under_contract);
        self.add(Quantity::Contract(family), under_contract);
        self.add(Quantity::Entrapment, entrapped);
        self.carry_contract(family, &mass, &promised);
    }

    /// On to the next quarter: the contract lapses or stays in force.
    #[inline(always)]
    fn carry_contract(&mut self, family: usize, mass: &[f64], promised: &[f64]) {
        let Self { game, next, scratch, seen, .. } = self;
        let states = mass.len();
        let (lapse, conduct) = (game.families[family].lapse, Conduct::Contract(family));
        let (mut in_force, mut subsidy) = (vec![0.0; states], vec![0.0; states]);
        for (mass, carried) in [(mass, &mut in_force), (promised, &mut subsidy)] {
            carry(game, *seen, conduct, mass, carried, scratch);
        }
        add_share(lapse, &in_force, &mut next.without_contract[Begins::Calm]);
        add_share(1.0 - lapse, &in_force, &mut next.contract[family]);
        add_share(1.0 - lapse, &subsidy, &mut next.promised[family]);
    }
}

/// What is signed of a family's offers in a quarter, by state.
struct Signed {
    signed: Vec<f64>,
    /// The same times the subsidy promised.
    promised: Vec<f64>,
}

impl Signed {
    #[inline(always)]
    fn new(family: usize, standing: &Standing, signing_odds: &SigningOdds) -> Self {
        let [calm, dispute] = standing.without_contract.both();
        let mixed = |odds: &PerBeginning<Vec<Vec<f64>>>| -> Vec<f64> {
            let [calm_odds, dispute_odds] = odds.both();
            let calm = calm.iter().zip(&calm_odds[family]);
            let dispute = dispute.iter().zip(&dispute_odds[family]);
            calm.zip(dispute).map(|((calm, one), (dispute, other))| calm * one + dispute * other).collect()
        };
        Self { signed: mixed(&signing_odds.signed), promised: mixed(&signing_odds.promised) }
    }

    /// What is promised for the quarter of signing, with what is paid at once.
    fn paid(&self, upfront: f64) -> Cow<'_, [f64]> {
        match upfront {
            0.0 => Cow::Borrowed(&self.promised),
            _ => self.promised.iter().zip(&self.signed).map(|(promised, signed)| promised + upfront * signed).collect(),
        }
    }

    /// Adds it to contracts in force. Ratification comes before the ladders move; `step` asks for the part with a step of integration.
    #[inline(always)]
    fn ratify(&self, deeper: &[usize], ratification: f64, step: bool, mass: &mut [f64], promised: &mut [f64]) {
        for (state, &deeper) in deeper.iter().enumerate() {
            for (after, share) in [(state, 1.0 - ratification), (deeper, ratification)] {
                if step && (after == state || deeper == state) {
                    continue;
                }
                mass[after] += share * self.signed[state];
                promised[after] += share * self.promised[state];
            }
        }
    }
}

/// Carries mass on to the next quarter.
#[inline(always)]
fn carry(game: &Game, seen: Seen, conduct: Conduct, mass: &[f64], out: &mut [f64], scratch: &mut Scratch) {
    match seen.entrapment {
        false => game.nature.carry(conduct, mass, out, scratch),
        true => game.nature.carry_entrapped(conduct, mass, out, scratch),
    }
}

#[inline(always)]
fn product(mass: &[f64], chances: &[f64]) -> Vec<f64> {
    mass.iter().zip(chances).map(|(mass, chance)| mass * chance).collect()
}

#[inline(always)]
fn add_share(share: f64, mass: &[f64], out: &mut [f64]) {
    for (out, mass) in out.iter_mut().zip(mass) {
        *out += share * mass;
    }
}

/// What is summed over the states.
#[derive(Clone, Copy)]
enum Part<'p> {
    Plain(&'p [f64]),
    /// Each number times another.
    Weighted(&'p [f64], &'p [f64]),
}

impl Part<'_> {
    /// Adds what it has in these states, one after the other.
    #[inline(always)]
    fn add(self, mut sum: f64, states: std::ops::Range<usize>) -> f64 {
        match self {
            Self::Plain(mass) => mass[states].iter().for_each(|mass| sum += mass),
            Self::Weighted(mass, weight) => {
                mass[states.clone()].iter().zip(&weight[states]).for_each(|(mass, weight)| sum += mass * weight);
            }
        }
        sum
    }
}
