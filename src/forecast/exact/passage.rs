//! The parts of a quarter, told apart by how the client spends it (model page §2, §5).
//!
//! Takes a policy and mass by state, gives the mass that goes each way, and carries it on. What is counted on the way is the
//! business of [`chances`](super::chances()).

use super::odds::SigningOdds;
use super::standing::Standing;
use crate::game::Game;
use crate::game::conduct::{BEGINNINGS, Conduct, PerBeginning, STANCES, Stance};
use crate::game::nature::Scratch;
use crate::game::policy::Policy;

/// Adds mass, or the part of it that each state has with some chance.
#[inline(always)]
pub(super) fn add(mass: &[f64], chances: Option<&Vec<f64>>, sum: &mut Vec<f64>) {
    if sum.is_empty() {
        sum.resize(mass.len(), 0.0);
    }
    match chances {
        None => sum.iter_mut().zip(mass).for_each(|(sum, mass)| *sum += mass),
        Some(chances) => {
            sum.iter_mut().zip(mass.iter().zip(chances)).for_each(|(sum, (mass, chance))| *sum += mass * chance);
        }
    }
}

/// Contracts in force with those signed, at the depth of integration that is ratified.
#[inline(always)]
pub(super) fn ratified(game: &Game, family: usize, mut in_force: Vec<f64>, signed: &[f64]) -> Vec<f64> {
    let ratified = game.nature.ratification;
    if in_force.is_empty() {
        in_force.resize(signed.len(), 0.0);
    }
    for (state, (signed, &deeper)) in signed.iter().zip(&game.families[family].deeper).enumerate() {
        in_force[state] += (1.0 - ratified) * signed;
        in_force[deeper] += ratified * signed;
    }
    in_force
}

/// Ends the contracts that lapse.
#[inline(always)]
pub(super) fn lapse(lapse: f64, carried: &[f64], next: &mut Standing, family: usize) {
    let [calm, _] = next.without_contract.both_mut();
    for (mass, (calm, contract)) in carried.iter().zip(calm.iter_mut().zip(&mut next.contract[family])) {
        *calm += lapse * mass;
        *contract += (1.0 - lapse) * mass;
    }
}

/// How quarters without contract pass under a policy, by state.
pub(super) struct Odds {
    /// By how the quarter begins, stance, and whether the next one begins in dispute.
    pub(super) stances: PerBeginning<[[Vec<f64>; 2]; 2]>,
    /// That an offer is signed, by how the quarter begins and family.
    pub(super) signed: PerBeginning<Vec<Vec<f64>>>,
}

impl Odds {
    pub(super) fn new(game: &Game, policy: &Policy) -> Self {
        let SigningOdds { no_agreement, signed, .. } = SigningOdds::new(game, policy);
        let stances = PerBeginning::by(|begins| {
            STANCES.map(|stance| {
                let (hedge, pressure) = (policy.hedge(begins), policy.pressure(stance));
                let taken = |hedge: f64| if stance == Stance::Hedging { hedge } else { 1.0 - hedge };
                let taken = no_agreement[begins].iter().zip(hedge).map(|(none, hedge)| none * taken(*hedge));
                let parts = taken.zip(pressure).map(|(taken, pressure)| {
                    let pressed = taken * game.pressed(begins, *pressure);
                    (taken - pressed, pressed)
                });
                parts.unzip::<f64, f64, Vec<f64>, Vec<f64>>().into()
            })
        });
        Self { stances, signed }
    }
}

/// Carries mass to the next quarter: all of it, or the part that is entrapped or is not.
#[inline(always)]
pub(super) fn carry(
    game: &Game,
    entrapment: Option<bool>,
    conduct: Conduct,
    mass: &[f64],
    out: &mut [f64],
    scratch: &mut Scratch,
) {
    match entrapment {
        None => game.nature.carry(conduct, mass, out, scratch),
        Some(false) => game.nature.carry_spared(conduct, mass, out, scratch),
        Some(true) => game.nature.carry_entrapped(conduct, mass, out, scratch),
    }
}

/// Mass by how it spends the quarter, before the ladders move. Lists without states have no mass.
pub(super) struct Moving {
    /// By stance, and whether the next quarter begins in dispute.
    pub(super) stances: [[Vec<f64>; 2]; 2],
    /// Under contracts in force, by family.
    pub(super) in_force: Vec<Vec<f64>>,
    /// Under contracts that are signed in it, by family.
    pub(super) signed: Vec<Vec<f64>>,
}

impl Moving {
    pub(super) fn new(game: &Game) -> Self {
        let none = || vec![Vec::new(); game.families.len()];
        Self { stances: STANCES.map(|_| BEGINNINGS.map(|_| Vec::new())), in_force: none(), signed: none() }
    }
}
