//! A game laid out for the quick solver, in one kind of number (model page §4).
//!
//! Takes a [`Game`], gives its coefficients as arrays over the states that vectors are read from ([`Wide`](super::wide::Wide)), discount
//! factors and probabilities multiplied out. Values stand in one array, block after block, with room before and after
//! each for the neighbours of its first and last states, whose probability is zero.

use super::conduct::{Begins, PerBeginning, PerStance};
use super::layout::{Layout, Menu};
use super::model::{Family, Game};
use super::nature::Bands;
use super::player::{PLAYERS, PerPlayer, Player};
use super::size::Size;
use super::values::{Position, Values};
use super::wide::{Array, Number, zeros};
use super::withdrawal::Withdrawal;
use crate::scenario::CONFRONTATION;
use std::ops::Range;

/// A game's coefficients.
#[derive(Debug)]
pub(super) struct Compiled<T> {
    /// Where the blocks of values are.
    pub(super) layout: Layout,
    /// The exogenous ladders: those but confrontation, then confrontation.
    pub(super) drift: Vec<Band<T>>,
    pub(super) confrontation: Band<T>,
    /// The opening and entrapment by [`Conduct::index`](super::conduct::Conduct::index), times the discount factor.
    pub(super) moves: PerPlayer<Vec<Moves<T>>>,
    /// Distance of neighbours on the opening's ladder.
    pub(super) opening: usize,
    /// State after an entrapment, for the states of the first level of confrontation. It is the same for the others.
    pub(super) trapped: Vec<usize>,
    /// Flows of [`super::model::Payoffs`].
    pub(super) conduct: PerPlayer<Vec<Array<T>>>,
    pub(super) beginning: PerPlayer<PerBeginning<Array<T>>>,
    pub(super) unit: PerPlayer<Array<T>>,
    pub(super) relief: PerBeginning<Array<T>>,
    pub(super) deterrence: PerStance<Array<T>>,
    /// Probability that either player proposes, talks not held counted in.
    pub(super) proposes: PerBeginning<PerPlayer<Array<T>>>,
    pub(super) inertia: PerBeginning<f64>,
    /// Probability that a contract lapses, by family.
    pub(super) lapse: Vec<f64>,
    /// What is paid at signing, by family; empty if nothing is.
    pub(super) upfront: PerPlayer<Vec<Array<T>>>,
    /// 1 where an offer can be made and 0 elsewhere, by family; empty if it can be everywhere.
    pub(super) open: Vec<Array<T>>,
    /// By family and number of steps deeper: the share of a signed contract's expected value at that depth. Empty if the
    /// family has no steps.
    pub(super) deeper: Vec<Vec<Array<T>>>,
    pub(super) menu: Vec<Menu<T>>,
    /// What taking back a step of integration costs; `None` if it cannot be.
    pub(super) withdrawal: Option<Withdrawal>,
    /// What a unit of gain adds to the odds of it, in powers of two.
    pub(super) sharpness: PerPlayer<f64>,
}

/// A ladder by state: probabilities of staying, of a step up and of a step down.
#[derive(Debug)]
pub(super) struct Band<T> {
    /// One after the other.
    pub(super) chances: Array<T>,
    pub(super) stride: usize,
}

/// The opening's ladder if no entrapment happens, as in a [`Band`], and the probability of one.
pub(super) type Moves<T> = Array<T>;

impl Layout {
    /// Every block with its place among [`Values`], and whether it is in the array of slopes.
    fn places(self) -> impl Iterator<Item = (Player, Position, Range<usize>)> {
        PLAYERS.into_iter().flat_map(move |player| {
            Position::bonds(self.families).map(move |bond| (player, bond, self.bond(player, bond.bond())))
        })
    }

    /// Copies all values but slopes into [`Values`].
    pub(super) fn write<T: Number>(self, from: &[T], values: &mut Values) {
        for (player, position, block) in self.places() {
            for (to, from) in values.of_mut(player, position).iter_mut().zip(&from[block][..self.states]) {
                *to = from.full();
            }
        }
    }

    /// Copies all values but slopes from [`Values`].
    pub(super) fn read<T: Number>(self, values: &Values, to: &mut [T]) {
        for (player, position, block) in self.places() {
            for (to, from) in to[block][..self.states].iter_mut().zip(values.of(player, position)) {
                *to = T::of(*from);
            }
        }
    }

    /// Copies slopes into [`Values`].
    pub(super) fn write_slopes<T: Number>(self, from: &[T], values: &mut Values) {
        for player in PLAYERS {
            for family in 0..self.families {
                let to = values.of_mut(player, Position::Slope(family));
                for (to, from) in to.iter_mut().zip(&from[self.slope(player, family)][..self.states]) {
                    *to = from.full();
                }
            }
        }
    }
}

impl<T: Number> Compiled<T> {
    /// The game's coefficients.
    pub(super) fn new(game: &Game) -> Self {
        let layout = Layout::new(&game.space, game.families.len());
        let laws = &game.nature;
        let array = |numbers: &[f64]| padded(layout, numbers.iter().copied());
        let band = |bands: &Bands| Band {
            chances: together(layout, [&bands.stay, &bands.up, &bands.down].map(|band| band.iter().copied())),
            stride: bands.stride,
        };
        let power = game.bargain.proposal_power;
        Self {
            drift: laws.drifting().map(band).collect(),
            confrontation: band(&laws.bands[CONFRONTATION]),
            moves: PerPlayer::by(|player| moves(game, layout, player)),
            opening: game.space.stride(game.space.opening()),
            trapped: laws.trapped[..game.space.stride(CONFRONTATION)].to_vec(),
            conduct: PerPlayer::by(|player| game.payoffs[player].conduct.iter().map(|flow| array(flow)).collect()),
            beginning: PerPlayer::by(|player| {
                PerBeginning::by(|begins| array(&game.payoffs[player].beginning[begins]))
            }),
            unit: PerPlayer::by(|player| array(&game.payoffs[player].unit)),
            relief: PerBeginning::by(|begins| match begins {
                Begins::Calm => array(&[]),
                Begins::InDispute => array(&game.relief),
            }),
            deterrence: PerStance::by(|stance| array(&game.deterrence[stance])),
            proposes: PerBeginning::by(|begins| {
                PerPlayer::by(|player| {
                    let share = if player == Player::Client { power } else { 1.0 - power };
                    padded(layout, game.talks[begins].iter().map(|talks| share * talks))
                })
            }),
            inertia: PerBeginning::by(|begins| game.inertia(begins)),
            lapse: game.families.iter().map(|family| family.lapse).collect(),
            upfront: PerPlayer::by(|player| {
                let paid = |family: &Family| match family.upfront {
                    0.0 => zeros(0),
                    upfront => padded(layout, game.payoffs[player].unit.iter().map(|unit| upfront * unit)),
                };
                game.families.iter().map(paid).collect()
            }),
            open: game
                .families
                .iter()
                .map(|family| family.open.as_ref().map_or(zeros(0), |open| array(open)))
                .collect(),
            deeper: (0..layout.families).map(|family| deeper(game, layout, family)).collect(),
            menu: menu(game),
            withdrawal: game.withdrawal.clone(),
            sharpness: PerPlayer::by(|player| game.precision(player) * std::f64::consts::LOG2_E),
            layout,
        }
    }

    /// Bytes that the coefficients of games of this size point to.
    pub(super) fn bytes(size: &Size) -> usize {
        let conducts = size.conducts();
        let ladders = 3 * (size.space.exogenous() + size.taken_back);
        let players = 2 * (4 * conducts + conducts + 2 + 1 + 2);
        let (relief, deterrence) = (2, 2);
        let arrays = ladders + players + relief + deterrence + size.depths + size.closed + 2 * size.upfront;
        arrays * size.layout().padded * size_of::<T>() + Withdrawal::bytes(size)
    }
}

fn padded<T: Number>(layout: Layout, numbers: impl Iterator<Item = f64>) -> Array<T> {
    together(layout, [numbers])
}

/// Several arrays over the states, one after the other.
fn together<T: Number, const N: usize>(layout: Layout, arrays: [impl Iterator<Item = f64>; N]) -> Array<T> {
    let mut all = zeros(N * layout.padded);
    for (places, numbers) in all.chunks_exact_mut(layout.padded).zip(arrays) {
        for (place, number) in places.iter_mut().zip(numbers.take(layout.states)) {
            *place = T::of(number);
        }
    }
    all
}

fn moves<T: Number>(game: &Game, layout: Layout, player: Player) -> Vec<Moves<T>> {
    let block = game.space.stride(CONFRONTATION);
    let discount = &game.payoffs[player].discount;
    let certain = vec![1.0; layout.states];
    let laws = game.nature.conducts.iter();
    laws.map(|laws| {
        let bands = [(&laws.bands.stay, false), (&laws.bands.up, false), (&laws.bands.down, false), (&certain, true)];
        together(
            layout,
            bands.map(|(band, caught)| {
                band.iter().enumerate().map(move |(state, share)| {
                    let trapped = laws.entrapment[state / block];
                    discount[state] * if caught { trapped } else { 1.0 - trapped } * share
                })
            }),
        )
    })
    .collect()
}

/// Integration runs fastest and leaves discount factors as they are: a deeper state is a few numbers on.
fn deeper<T: Number>(game: &Game, layout: Layout, family: usize) -> Vec<Array<T>> {
    let deeper = &game.families[family].deeper;
    let steps = |state: usize| deeper[state] - state;
    let most = (0..layout.states).map(steps).max().unwrap_or(0);
    let ratified = game.nature.ratification;
    let share = |step: usize, state: usize| {
        let signed = if steps(state) == step { ratified } else { 0.0 };
        if step == 0 { 1.0 - ratified + signed } else { signed }
    };
    let by_step = |step| padded(layout, (0..layout.states).map(|state| share(step, state)));
    if most == 0 { vec![] } else { (0..=most).map(by_step).collect() }
}

fn menu<T: Number>(game: &Game) -> Vec<Menu<T>> {
    let subsidies = |family| -> Vec<f64> {
        game.menu.iter().filter(|item| item.family == family).map(|item| item.subsidy).collect()
    };
    (0..game.families.len()).map(|family| Menu::new(&subsidies(family))).collect()
}
