//! The log likelihood of a record along its quarters, and nothing else (model page §9).
//!
//! Takes equilibria and a coded record, gives the log likelihood that [`filter`](super::filter) works out as well, at a
//! small part of the work: of each quarter only the states are kept that its known levels leave, so that a ladder
//! whose next level is known need not be carried. No term is above 0: what is reached is a bound on what will be, and who
//! needs more can stop.

mod grid;
mod odds;

use super::exact::{Seen, step_back};
use super::score::{score, seen};
use crate::game::Game;
use crate::game::conduct::{Conduct, STANCES};
use crate::game::equilibrium::Equilibrium;
use crate::game::space::Space;
use crate::scenario::{CONFRONTATION, CodedRecord, Scenario};
use grid::{Grid, Known, Law};
use odds::{Odds, signed_ending, stance_ending, states};

/// Places on the first axis of a course's grid: calm, dispute, then the contracts by family.
const CALM: usize = 0;
const DISPUTE: usize = 1;
const CONTRACT: usize = 2;

/// How far a record has been followed.
pub(super) struct Course<'a> {
    scenario: &'a Scenario,
    record: &'a CodedRecord,
    quarter: usize,
    /// Log likelihood of the quarters so far; negative infinity if they cannot have happened.
    pub(super) log_likelihood: f64,
    /// Levels known of the quarter, and of the next.
    known: Known,
    coming: Known,
    /// Mass when the quarter begins, and when the next one does.
    mass: Grid,
    next: Grid,
    /// The part of the mass that ends the quarter in one way; what of it was signed in it; what of it moves.
    part: Grid,
    signed: Vec<f64>,
    moving: Grid,
}

/// The log likelihood of a whole record.
pub(super) fn log_likelihood(scenario: &Scenario, equilibrium: &Equilibrium, record: &CodedRecord) -> f64 {
    let mut course = Course::new(scenario, &equilibrium.game(0, 0).space, record);
    course.follow(equilibrium, record.quarters.len(), &|_| false);
    course.log_likelihood
}

impl<'a> Course<'a> {
    /// Before the first quarter: no contract; integration and dispute as at the scenario's start. A ladder that the first
    /// row leaves empty may be at any of its levels, each as likely.
    pub(super) fn new(scenario: &'a Scenario, space: &Space, record: &'a CodedRecord) -> Self {
        let [mass, next, part, moving] = std::array::from_fn(|_| Grid::default());
        let (known, coming, signed) = (Known::new(), Known::new(), Vec::new());
        let mut course =
            Self { scenario, record, quarter: 0, log_likelihood: 0.0, known, coming, mass, next, part, signed, moving };
        course.look_up(0);
        std::mem::swap(&mut course.known, &mut course.coming);
        let places = |axis: usize| course.known.get(axis).copied().flatten().map_or(space.size(axis), |_| 1);
        let slots = CONTRACT + scenario.offers.len();
        course.mass.clear([slots].into_iter().chain((0..=space.integration()).map(places)));
        let (states, start) = (states(space, &course.known), scenario.ladders.integration.start);
        let begun = course.mass.slot_mut(if scenario.start.dispute { DISPUTE } else { CALM });
        let share = space.size(space.integration()) as f64 / states.len() as f64;
        for (mass, state) in begun.iter_mut().zip(states) {
            if space.level(state, space.integration()) == start {
                *mass = share;
            }
        }
        course
    }

    /// Follows the record up to a quarter, that one not included, by the equilibrium of its quarters. Stops, and says no,
    /// once the record cannot have happened or the log likelihood so far is `too_low`.
    pub(super) fn follow(&mut self, equilibrium: &Equilibrium, end: usize, too_low: &dyn Fn(f64) -> bool) -> bool {
        let mut found: Vec<Odds> = Vec::new();
        while self.log_likelihood.is_finite() && self.quarter < end.min(self.record.quarters.len()) {
            let stage = equilibrium.stage(self.quarter);
            let at = found.iter().position(|odds| odds.stage == stage && odds.known == self.known);
            let at = at.unwrap_or_else(|| {
                let (game, policy) = (equilibrium.game(self.quarter, 0), equilibrium.policy(self.quarter, 0));
                found.push(Odds::new(game, policy, stage, &self.known));
                found.len() - 1
            });
            let possible = self.pass(equilibrium.game(self.quarter, 0), &found[at]);
            self.quarter += 1;
            if !possible {
                self.log_likelihood = f64::NEG_INFINITY;
            }
            if too_low(self.log_likelihood) {
                return false;
            }
        }
        self.log_likelihood.is_finite()
    }

    /// Scores a quarter and passes to the next; says no if what is coded cannot have happened.
    fn pass(&mut self, game: &Game, odds: &Odds) -> bool {
        let observed = &self.record.quarters[self.quarter];
        if let Some(code) = observed.dispute {
            let dispute: f64 = self.mass.slot(DISPUTE).iter().sum();
            self.log_likelihood += score(dispute / self.mass.sum(), code).0;
            let ruled_out = (0..self.mass.sizes[0]).filter(|&slot| (slot == DISPUTE) != code);
            ruled_out.for_each(|slot| self.mass.slot_mut(slot).fill(0.0));
        }
        if !normalise(&mut self.mass) {
            return false;
        }
        let seen = seen(observed);
        for (slot, shares) in odds.withdrawals.iter().enumerate() {
            step_back(self.mass.slot_mut(slot), Some(shares));
        }
        self.carry(game, odds, seen);
        if seen != Seen::default() {
            // Rounding must not make more of a part than of the whole.
            self.log_likelihood += libm::log(self.mass.sum()).min(0.0);
        }
        normalise(&mut self.mass)
    }

    /// Works out the levels known of a quarter: as coded, or else as an era sets them. After the last, those of the last.
    fn look_up(&mut self, quarter: usize) {
        self.coming.clear();
        match self.record.quarters.get(quarter) {
            None => self.coming.extend_from_slice(&self.known),
            Some(observed) => {
                let era = self.scenario.era_beginning(quarter);
                let set = |axis: usize| era.and_then(|era| era.levels[axis]);
                let levels = observed.levels.iter().enumerate().map(|(axis, level)| level.or_else(|| set(axis)));
                self.coming.extend(levels);
            }
        }
    }

    /// Carries the mass to the next quarter, whose levels are known already.
    fn carry(&mut self, game: &Game, odds: &Odds, seen: Seen) {
        self.look_up(self.quarter + 1);
        let (space, opening) = (&game.space, game.space.opening());
        let ladder = |axis: usize| axis == CONFRONTATION + 1 || axis == opening + 1;
        let moved = |axis: usize| if self.coming[axis - 1].is_some() { 1 } else { space.size(axis - 1) };
        let sizes = self.mass.sizes.iter().enumerate();
        self.next.clear(sizes.map(|(axis, &places)| if ladder(axis) { moved(axis) } else { places }));
        if !signature(seen) {
            for stance in STANCES {
                for (slot, pressed) in [(CALM, false), (DISPUTE, true)] {
                    self.begin(odds, stance_ending(stance, pressed));
                    self.end(game, Conduct::Stance(stance), slot, seen.entrapment);
                }
            }
        }
        for family in 0..game.families.len() {
            self.begin(odds, signed_ending(family));
            self.sign(game, family, odds, seen);
            self.end(game, Conduct::Contract(family), CONTRACT + family, seen.entrapment);
        }
        for axis in CONFRONTATION + 1..opening {
            self.next.along(axis + 1, law(self.coming[axis], Law::Chain(game.nature.chain(axis), self.known[axis])));
        }
        if let Some(chain) = game.nature.taken_back() {
            self.next.along(space.integration() + 1, Law::Chain(chain, None));
        }
        self.lapse(game);
        std::mem::swap(&mut self.mass, &mut self.next);
        std::mem::swap(&mut self.known, &mut self.coming);
    }

    /// Takes the part of the mass without contract that ends in one way.
    fn begin(&mut self, odds: &Odds, ending: usize) {
        self.part.clear([1].into_iter().chain(self.mass.sizes[1..].iter().copied()));
        let begun = [self.mass.slot(CALM), self.mass.slot(DISPUTE)];
        self.part.cells.iter_mut().zip(odds.ending(ending, begun)).for_each(|(part, mass)| *part = mass);
    }

    /// Makes contracts of a family of the part that was signed: as far as ratified, integration is deeper. Those in force
    /// join them, unless something is known to have been signed.
    fn sign(&mut self, game: &Game, family: usize, odds: &Odds, seen: Seen) {
        let ratified = game.nature.ratification;
        self.signed.clone_from(&self.part.cells);
        match signature(seen) {
            true => self.part.cells.fill(0.0),
            false => self.part.cells.copy_from_slice(self.mass.slot(CONTRACT + family)),
        }
        for (place, (&state, signed)) in odds.states.iter().zip(&self.signed).enumerate() {
            let deeper = place + game.families[family].deeper[state] - state;
            if !seen.integration_step {
                self.part.cells[place] += (1.0 - ratified) * signed;
            }
            if !seen.integration_step || deeper != place {
                self.part.cells[deeper] += ratified * signed;
            }
        }
    }

    /// Moves the part along the ladders that the conduct bears on, and adds it to a slot of the next quarter.
    fn end(&mut self, game: &Game, conduct: Conduct, slot: usize, entrapment: bool) {
        let (space, opening) = (&game.space, game.space.opening());
        let [confronted, opened] = [self.coming[CONFRONTATION], self.coming[opening]];
        // Where both are known, an entrapment leads where everything does.
        let split = entrapment || confronted.is_none() || opened.is_none();
        for trapped in [false, true] {
            if if trapped { !split } else { entrapment } {
                continue;
            }
            self.moving.clone_from(&self.part);
            if split {
                self.weigh(game, conduct, trapped);
            }
            let tops = space.size(CONFRONTATION);
            let [rise, open] = match trapped {
                true => [Law::To(tops - 1, tops), Law::To(0, space.size(opening))],
                false => [
                    Law::Chain(game.nature.chain(CONFRONTATION), self.known[CONFRONTATION]),
                    Law::Chain(game.nature.opening(conduct), self.known[opening]),
                ],
            };
            self.moving.along(CONFRONTATION + 1, law(confronted, rise));
            self.moving.along(opening + 1, law(opened, open));
            let sums = self.next.slot_mut(slot).iter_mut();
            sums.zip(&self.moving.cells).for_each(|(sum, mass)| *sum += mass);
        }
    }

    /// Leaves of the moving mass what is entrapped, or what is not.
    fn weigh(&mut self, game: &Game, conduct: Conduct, trapped: bool) {
        let block = self.moving.cells.len() / self.moving.sizes[CONFRONTATION + 1];
        for (place, cells) in self.moving.cells.chunks_exact_mut(block).enumerate() {
            let event = game.nature.entrapment(conduct, self.known[CONFRONTATION].unwrap_or(place));
            let share = if trapped { event } else { 1.0 - event };
            cells.iter_mut().for_each(|mass| *mass *= share);
        }
    }

    /// Ends the contracts that lapse.
    fn lapse(&mut self, game: &Game) {
        let length = self.next.cells.len() / self.next.sizes[0];
        let (free, contracts) = self.next.cells.split_at_mut(CONTRACT * length);
        for (family, contract) in contracts.chunks_exact_mut(length).enumerate() {
            let lapse = game.families[family].lapse;
            for (calm, mass) in free[..length].iter_mut().zip(contract) {
                *calm += lapse * *mass;
                *mass *= 1.0 - lapse;
            }
        }
    }
}

/// Whether an offer must have been signed: nothing else brings an agreement or a step of integration.
fn signature(seen: Seen) -> bool {
    seen.agreement || seen.integration_step
}

/// How a ladder moves whose next level may be known.
fn law(next: Option<usize>, otherwise: Law<'_>) -> Law<'_> {
    if next.is_some() { Law::To(0, 1) } else { otherwise }
}

/// Makes the mass sum to 1; says no if there is none.
fn normalise(mass: &mut Grid) -> bool {
    let all = mass.sum();
    let possible = all > 0.0 && all.is_finite();
    if possible {
        let factor = 1.0 / all;
        mass.cells.iter_mut().for_each(|mass| *mass *= factor);
    }
    possible
}
