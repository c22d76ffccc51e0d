//! Exact probabilities of events, without a path (model page §5).
//!
//! Takes an equilibrium and a branch, carries the probabilities of all states forward together with how far the counts of
//! each event have come. What has happened stays so, and is carried no further.

use super::count::{Counts, Heard};
use super::odds::Known;
use super::passage::{Moving, Odds, add, carry, lapse, ratified};
use super::rule::{hold_election, start, suffer};
use super::standing::Standing;
use crate::forecast::branching::BranchCase;
use crate::forecast::chapter::compared;
use crate::forecast::upheaval;
use crate::game::Game;
use crate::game::conduct::{BEGINNINGS, Conduct, STANCES};
use crate::game::equilibrium::{Equilibrium, begun};
use crate::game::lanes::widest;
use crate::game::nature::Scratch;
use crate::game::policy::Policy;
use crate::game::size::Size;
use crate::scenario::{Event, Scenario};

/// Probability that each event has happened by the end of each quarter of a branch, at one draw's equilibrium; `None` of an
/// event whose counts would have too many places.
pub fn chances(scenario: &Scenario, equilibrium: &Equilibrium, case: &BranchCase) -> Vec<Option<Vec<f64>>> {
    let games = &equilibrium.eras[0].games;
    let chain = |event| Chain::new(scenario, games, event);
    let mut chains: Vec<Option<Chain<'_>>> = scenario.events.iter().map(chain).collect();
    let mut scratch = Scratch::new(&games[0].space);
    let mut known = Known::new(games.len());
    for quarter in 0..scenario.periods {
        if let Some(era) = scenario.era_beginning(quarter) {
            let space = &games[0].space;
            let moved = |standing: &Standing| standing.moved(space.count(), |state| begun(space, era, state));
            chains.iter_mut().flatten().for_each(|chain| chain.change(|all| all.iter().map(moved).collect()));
        }
        if let Some(held) = case.election(scenario, quarter) {
            chains.iter_mut().flatten().for_each(|chain| chain.change(|all| hold_election(games, all, &held)));
        }
        if upheaval::any(scenario, quarter) {
            let suffered = |all: &[Standing]| suffer(scenario, quarter, games, all);
            chains.iter_mut().flatten().for_each(|chain| chain.change(suffered));
        }
        for government in 0..games.len() {
            let mut ruled: Vec<_> = chains.iter_mut().flatten().filter(|chain| chain.ruled(government)).collect();
            if !ruled.is_empty() {
                let (game, policy) = (equilibrium.game(quarter, government), equilibrium.policy(quarter, government));
                let odds = known.at(equilibrium.stage(quarter), government, || Odds::new(game, policy));
                let rule = Rule { game, policy, odds, government };
                ruled.iter_mut().for_each(|chain| widest(|| chain.pass(&rule, &mut scratch)));
            }
        }
        chains.iter_mut().flatten().for_each(Chain::close);
    }
    chains.into_iter().map(|chain| chain.map(|chain| chain.chances)).collect()
}

/// Whether the probability of an event is worked out on a path of so many quarters.
pub fn is_exact(event: &Event, quarters: usize) -> bool {
    Counts::new(event, quarters).is_some()
}

/// Bytes that [`chances`] works in, in games of this size: of each event where it stands before and after a quarter, and
/// what moves in it.
pub(super) fn room(scenario: &Scenario, size: &Size) -> usize {
    let places: usize = scenario
        .events
        .iter()
        .filter_map(|event| Counts::new(event, scenario.periods))
        .map(|counts| counts.places())
        .sum();
    places * (3 * scenario.governments.len() * Standing::bytes(size) + size.arrays(4 + size.families))
}

/// One government's rule in one quarter.
struct Rule<'a> {
    game: &'a Game,
    policy: &'a Policy,
    odds: &'a Odds,
    government: usize,
}

/// An event on its way.
struct Chain<'a> {
    counts: Counts<'a>,
    /// By place and government. A standing without states has no mass.
    standings: Vec<Vec<Standing>>,
    next: Vec<Vec<Standing>>,
    /// Whether the depth of integration is what the event asks, by state.
    deep: Vec<bool>,
    /// Probability that the event has happened, and the same by quarter.
    happened: f64,
    chances: Vec<f64>,
}

impl<'a> Chain<'a> {
    fn new(scenario: &'a Scenario, games: &[Game], event: &'a Event) -> Option<Self> {
        let counts = Counts::new(event, scenario.periods)?;
        let (space, integration) = (&games[0].space, &scenario.ladders.integration);
        let gain = |state| {
            let level = space.level(state, space.integration());
            integration.numbers[level] - integration.numbers[integration.start]
        };
        let deep = |state| counts.gains.iter().all(|condition| compared(gain(state), condition));
        let deep = (0..space.count()).map(deep).collect();
        let nowhere = vec![vec![Standing::zero(games[0].families.len(), 0); games.len()]; counts.places()];
        let mut standings = nowhere.clone();
        standings[0] = start(scenario, games);
        Some(Self {
            counts,
            standings,
            next: nowhere,
            deep,
            happened: 0.0,
            chances: Vec::with_capacity(scenario.periods),
        })
    }

    /// Moves the mass of every place that has any.
    fn change(&mut self, to: impl Fn(&[Standing]) -> Vec<Standing>) {
        let held = self.standings.iter_mut().filter(|all| all.iter().any(|standing| !standing.is_empty()));
        held.for_each(|all| *all = to(all));
    }

    fn ruled(&self, government: usize) -> bool {
        self.standings.iter().any(|all| !all[government].is_empty())
    }

    /// Carries the mass under one government through a quarter.
    #[inline(always)]
    fn pass(&mut self, rule: &Rule<'_>, scratch: &mut Scratch) {
        let mut moving: Vec<Moving> = (0..self.counts.places()).map(|_| Moving::new(rule.game)).collect();
        for place in 0..self.counts.places() {
            let nowhere = Standing::zero(rule.game.families.len(), 0);
            let mut standing = std::mem::replace(&mut self.standings[place][rule.government], nowhere);
            if !standing.is_nowhere() {
                standing.withdraw(rule.policy);
                self.take(place, &standing, rule, &mut moving);
            }
        }
        for (place, moving) in moving.into_iter().enumerate() {
            self.carry(place, moving, rule, scratch);
        }
    }

    /// Tells apart how the mass of a place spends the quarter, and where that leads the counts.
    #[inline(always)]
    fn take(&self, place: usize, standing: &Standing, Rule { odds, .. }: &Rule<'_>, moving: &mut [Moving]) {
        let after = |place, heard| self.counts.after(place, heard);
        for begins in BEGINNINGS {
            let mass = &standing.without_contract[begins];
            if mass.iter().all(|&mass| mass == 0.0) {
                continue;
            }
            let begun = after(place, Heard::Begins(begins.in_dispute()));
            for (stance, [calm, pressed]) in STANCES.into_iter().zip(&odds.stances[begins]) {
                let passed = after(begun, Heard::Passes(Conduct::Stance(stance)));
                // That the next quarter begins without dispute is known already: places that then are one are so now.
                add(mass, Some(calm), &mut moving[after(passed, Heard::Begins(false))].stances[stance as usize][0]);
                add(mass, Some(pressed), &mut moving[passed].stances[stance as usize][1]);
            }
            for (family, signed) in odds.signed[begins].iter().enumerate() {
                let passed = after(begun, Heard::Passes(Conduct::Contract(family)));
                add(mass, Some(signed), &mut moving[after(passed, Heard::Begins(false))].signed[family]);
            }
        }
        let begun = after(place, Heard::Begins(false));
        for (family, in_force) in standing.contract.iter().enumerate() {
            if in_force.iter().any(|&mass| mass > 0.0) {
                let passed = after(begun, Heard::Passes(Conduct::Contract(family)));
                add(in_force, None, &mut moving[passed].in_force[family]);
            }
        }
    }

    /// Carries what moves to a place on to the next quarter.
    #[inline(always)]
    fn carry(&mut self, place: usize, moving: Moving, rule: &Rule<'_>, scratch: &mut Scratch) {
        let game = rule.game;
        let parts: &[(usize, Option<bool>)] = match self.counts.entrapments() {
            true => &[(place, Some(false)), (self.counts.after(place, Heard::Entrapment), Some(true))],
            false => &[(place, None)],
        };
        for (stance, masses) in STANCES.into_iter().zip(&moving.stances) {
            for (slot, mass) in masses.iter().enumerate().filter(|(_, mass)| !mass.is_empty()) {
                for &(to, entrapment) in parts {
                    let conduct = Conduct::Stance(stance);
                    if let Some(next) = self.room_at(to, rule, conduct, entrapment, mass) {
                        carry(game, entrapment, conduct, mass, &mut next.without_contract.both_mut()[slot], scratch);
                    }
                }
            }
        }
        for (family, (in_force, signed)) in moving.in_force.into_iter().zip(&moving.signed).enumerate() {
            let mass = ratified(game, family, in_force, signed);
            for &(to, entrapment) in parts.iter().filter(|_| !mass.is_empty()) {
                let conduct = Conduct::Contract(family);
                if let Some(next) = self.room_at(to, rule, conduct, entrapment, &mass) {
                    let mut carried = vec![0.0; game.space.padded()];
                    carry(game, entrapment, conduct, &mass, &mut carried, scratch);
                    lapse(game.families[family].lapse, &carried, next, family);
                }
            }
        }
    }

    /// Where mass goes on to; `None` if with it all has happened that the event asks, so that its amount is enough.
    #[inline(always)]
    fn room_at(
        &mut self,
        place: usize,
        rule: &Rule<'_>,
        conduct: Conduct,
        entrapment: Option<bool>,
        mass: &[f64],
    ) -> Option<&mut Standing> {
        if place + 1 == self.counts.places() && self.counts.gains.is_empty() {
            let struck = rule.game.nature.struck(conduct);
            let entrapped = || mass.iter().zip(struck).map(|(mass, event)| mass * event).sum::<f64>();
            self.happened += match entrapment {
                Some(true) => entrapped(),
                Some(false) => mass.iter().sum::<f64>() - entrapped(),
                None => mass.iter().sum::<f64>(),
            };
            return None;
        }
        let next = &mut self.next[place][rule.government];
        if next.is_nowhere() {
            *next = Standing::zero(rule.game.families.len(), rule.game.space.padded());
        }
        Some(next)
    }

    /// The quarter is over: mass that has all that the event asks is taken out of the chain.
    fn close(&mut self) {
        std::mem::swap(&mut self.standings, &mut self.next);
        for standing in self.standings.iter_mut().rev().take(1).flatten() {
            self.happened += standing.take_where(&self.deep);
        }
        self.chances.push(self.happened);
    }
}
