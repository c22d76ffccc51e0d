//! Where the client may stand at the beginning of a quarter, as probabilities (model page §5).
//!
//! Takes states and how the quarter begins, gives a [`Standing`], and what is left of it once more is known.

use crate::game::Game;
use crate::game::conduct::{BEGINNINGS, Begins, PerBeginning};
use crate::game::policy::Policy;
use crate::game::size::Size;
use crate::game::values::Position;

/// Where the client may stand at the beginning of a quarter under one government: probabilities by state.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::forecast) struct Standing {
    pub(super) without_contract: PerBeginning<Vec<f64>>,
    /// Under contract, by family.
    pub(super) contract: Vec<Vec<f64>>,
    /// Expected promised subsidy times probability, by family.
    pub(super) promised: Vec<Vec<f64>>,
}

/// Where talks are likeliest to be held: a government, a state without contract, how the quarter begins, and the share of
/// histories that stand there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Talks {
    pub(crate) government: usize,
    pub(crate) state: usize,
    pub(crate) begins: Begins,
    pub(crate) share: f64,
}

impl Talks {
    /// The likeliest place among those of every government; `None` if all are under contract.
    pub(super) fn likeliest(standings: &[Standing]) -> Option<Self> {
        let places = standings.iter().enumerate().filter_map(|(government, standing)| {
            let (state, begins, share) = standing.likeliest()?;
            Some(Self { government, state, begins, share })
        });
        places.reduce(|best, next| if next.share > best.share { next } else { best })
    }
}

impl Standing {
    /// No mass anywhere.
    pub(in crate::forecast) fn zero(families: usize, states: usize) -> Self {
        let zeros = || vec![0.0; states];
        Self {
            without_contract: PerBeginning::by(|_| zeros()),
            contract: vec![zeros(); families],
            promised: vec![zeros(); families],
        }
    }

    /// Bytes of it, in games of this size.
    pub(super) fn bytes(size: &Size) -> usize {
        size.arrays(2 + 2 * size.families)
    }

    /// Without contract, evenly spread over some states.
    pub(in crate::forecast) fn spread(game: &Game, states: &[usize], begins: Begins) -> Self {
        let mut standing = Self::zero(game.families.len(), game.space.padded());
        for &state in states {
            standing.without_contract[begins][state] = 1.0 / states.len() as f64;
        }
        standing
    }

    /// Takes all mass away.
    pub(super) fn clear(&mut self) {
        self.arrays_mut().for_each(|mass| mass.fill(0.0));
    }

    /// The same after every state has become another.
    pub(in crate::forecast) fn moved(&self, count: usize, to: impl Fn(usize) -> usize) -> Self {
        let mut after = Self::zero(self.contract.len(), self.states());
        let targets: Vec<usize> = (0..count).map(to).collect();
        for (after, before) in after.arrays_mut().zip(self.arrays()) {
            for (&target, mass) in targets.iter().zip(before) {
                after[target] += mass;
            }
        }
        after
    }

    /// Takes back what the client chooses to take back of integration as a quarter begins.
    pub(in crate::forecast) fn withdraw(&mut self, policy: &Policy) {
        for begins in BEGINNINGS {
            step_back(&mut self.without_contract[begins], policy.withdrawal(begins.into()));
        }
        for family in 0..self.contract.len() {
            for mass in [&mut self.contract[family], &mut self.promised[family]] {
                step_back(mass, policy.withdrawal(Position::Base(family)));
            }
        }
    }

    /// Mass by a number from 0 to below `count` that every state has.
    pub(in crate::forecast) fn by(&self, count: usize, number: impl Fn(usize) -> usize) -> Vec<f64> {
        let mut masses = vec![0.0; count];
        for mass in self.without_contract.both().iter().chain(&self.contract) {
            for (state, mass) in mass.iter().enumerate().filter(|(_, mass)| **mass > 0.0) {
                masses[number(state)] += mass;
            }
        }
        masses
    }

    /// The whole mass, and the part of it in dispute.
    pub(in crate::forecast) fn mass(&self) -> (f64, f64) {
        let [calm, dispute] = self.without_contract.both();
        let dispute: f64 = dispute.iter().sum();
        let rest: f64 = [calm].into_iter().chain(&self.contract).flatten().sum();
        (dispute + rest, dispute)
    }

    /// The mass in the states that a test picks.
    pub(super) fn mass_where(&self, picked: impl Fn(usize) -> bool) -> f64 {
        let arrays = self.without_contract.both().iter().chain(&self.contract);
        arrays
            .flat_map(|array| array.iter().enumerate())
            .filter(|(_, mass)| **mass > 0.0)
            .filter(|(state, _)| picked(*state))
            .map(|(_, mass)| mass)
            .sum()
    }

    /// Takes the mass in picked states away, and gives its amount.
    pub(super) fn take_where(&mut self, picked: &[bool]) -> f64 {
        let mut taken = 0.0;
        for array in self.without_contract.both_mut().iter_mut().chain(&mut self.contract) {
            for (mass, _) in array.iter_mut().zip(picked).filter(|(_, picked)| **picked) {
                taken += std::mem::take(mass);
            }
        }
        taken
    }

    /// What is left if the quarter is known to begin in dispute, or not to.
    pub(in crate::forecast) fn knowing(mut self, dispute: bool) -> Self {
        self.without_contract[Begins::from_dispute(!dispute)].fill(0.0);
        if dispute {
            self.contract.iter_mut().chain(&mut self.promised).for_each(|mass| mass.fill(0.0));
        }
        self
    }

    /// What is left without a part of it.
    pub(super) fn without(mut self, part: &Self) -> Self {
        for (mass, part) in self.arrays_mut().flatten().zip(part.arrays().flatten()) {
            *mass -= part;
        }
        self
    }

    /// The same with all its mass multiplied.
    pub(in crate::forecast) fn scaled(mut self, factor: f64) -> Self {
        self.arrays_mut().flatten().for_each(|mass| *mass *= factor);
        self
    }

    /// The state without contract with the greatest mass, how the quarter begins there, and that mass; the first of equals,
    /// `None` if there is none.
    fn likeliest(&self) -> Option<(usize, Begins, f64)> {
        let of =
            |begins| self.without_contract[begins].iter().enumerate().map(move |(state, &mass)| (state, begins, mass));
        let all = BEGINNINGS.into_iter().flat_map(of).filter(|(.., mass)| *mass > 0.0);
        all.reduce(|best, next| if next.2 > best.2 { next } else { best })
    }

    /// Whether it has no states, and so no mass.
    pub(super) fn is_nowhere(&self) -> bool {
        self.states() == 0
    }

    /// Whether there is no mass anywhere.
    pub(super) fn is_empty(&self) -> bool {
        self.without_contract.both().iter().chain(&self.contract).flatten().all(|&mass| mass == 0.0)
    }

    /// Takes a share of what another has in a state to a state of this one. Contracts that are void are none.
    pub(super) fn take(&mut self, from: &Self, (state, to): (usize, usize), share: f64, void: bool) {
        for begins in BEGINNINGS {
            self.without_contract[begins][to] += share * from.without_contract[begins][state];
        }
        for family in 0..self.contract.len() {
            let mass = share * from.contract[family][state];
            if void {
                self.without_contract[Begins::Calm][to] += mass;
            } else {
                self.contract[family][to] += mass;
                self.promised[family][to] += share * from.promised[family][state];
            }
        }
    }

    /// The states that have mass.
    pub(super) fn held(&self) -> Vec<usize> {
        let masses = || self.without_contract.both().iter().chain(&self.contract);
        (0..self.states()).filter(|&state| masses().any(|mass| mass[state] != 0.0)).collect()
    }

    fn states(&self) -> usize {
        self.without_contract[Begins::Calm].len()
    }

    fn arrays(&self) -> impl Iterator<Item = &Vec<f64>> {
        self.without_contract.both().iter().chain(&self.contract).chain(&self.promised)
    }

    fn arrays_mut(&mut self) -> impl Iterator<Item = &mut Vec<f64>> {
        self.without_contract.both_mut().iter_mut().chain(&mut self.contract).chain(&mut self.promised)
    }
}

/// Moves shares of the mass of each state to the state before it, which is one level of integration less; nothing without shares.
/// From the lowest up: what has moved does not move again.
pub(in crate::forecast) fn step_back(mass: &mut [f64], shares: Option<&[f64]>) {
    let shares = shares.unwrap_or_default();
    for state in 1..mass.len().min(shares.len()) {
        let moved = shares[state] * mass[state];
        mass[state] -= moved;
        mass[state - 1] += moved;
    }
}
