//! One quarter solved backward (model page §4): pressure, stance, acceptance, proposal.
//!
//! Takes the values of the next quarter, gives those of this one and, if asked, every decision probability. This is
//! the exact backward step that solutions are certified by.
//!
//! 1. Expectations of next quarter's values under each conduct of the client (`continuations`).
//! 2. Values of contracts in force and of signing one, a base per family and a slope per unit of subsidy
//!    (`contracts`).
//! 3. The patron's pressure after each stance, then the client's stance (`no_agreement`): one value of no agreement
//!    per state and present position serves every offer.
//! 4. Answers to each offer, and from them the proposals of either side (`talks`).

use super::contract::Slopes;
use super::lanes::accept;
use super::nature::{HEDGE, NEUTRAL, Scratch};
use super::policy::Policy;
use super::talks;
use super::values::{PLAYERS, Player, Position, Values};
use super::{Game, under_inertia};

/// Arrays that a backward step works in and leaves behind for whoever wants to report them.
#[derive(Debug, Clone)]
pub struct Workspace {
    pub(super) scratch: Scratch,
    pub(super) drifted: Vec<f64>,
    pub(super) mixed: Vec<f64>,
    /// Expected next value by side, stance and next position (calm, dispute).
    idle: [[[Vec<f64>; 2]; 2]; 2],
    /// Probability of pressure after each stance, and of hedging in either present position.
    pressure: [Vec<f64>; 2],
    hedge: [Vec<f64>; 2],
    /// Value of no agreement by side and present position (calm, dispute).
    pub(super) no_agreement: [[Vec<f64>; 2]; 2],
    /// Value of signing at no subsidy, by side and family.
    pub(super) signing: [Vec<Vec<f64>>; 2],
    /// What each unit of subsidy adds to it.
    pub(super) slopes: Slopes,
    table: talks::Table<f64>,
    coarse: talks::Table<f32>,
}

impl Workspace {
    /// Room for this game.
    pub fn new(game: &Game) -> Self {
        let array = || vec![0.0; game.space.padded()];
        let pair = || [array(), array()];
        let families = || (0..game.families.len()).map(|_| array()).collect::<Vec<_>>();
        Self {
            scratch: Scratch::new(&game.space),
            drifted: array(),
            mixed: array(),
            idle: [[pair(), pair()], [pair(), pair()]],
            pressure: pair(),
            hedge: pair(),
            no_agreement: [pair(), pair()],
            signing: [families(), families()],
            slopes: Slopes::new(game),
            table: talks::Table::new(game),
            coarse: talks::Table::new(game),
        }
    }

    /// Value of no agreement to a side, by state.
    pub fn no_agreement(&self, player: Player, dispute: bool) -> &[f64] {
        &self.no_agreement[player as usize][usize::from(dispute)]
    }

    /// Expected value of the next quarter to a side after no agreement: after a stance (a conduct number of
    /// [`mod@super::nature`]), with the dispute that pressure brings or without, by state.
    pub fn expected(&self, player: Player, stance: usize, dispute: bool) -> &[f64] {
        &self.idle[player as usize][stance][usize::from(dispute)]
    }

    /// Value to a side of signing an offer of the family at no subsidy, by state.
    pub fn signing_base(&self, player: Player, family: usize) -> &[f64] {
        &self.signing[player as usize][family]
    }

    /// What each unit of promised subsidy adds to it, by state.
    pub fn signing_slope(&self, player: Player, family: usize) -> &[f64] {
        self.slopes.signing(player, family)
    }
}

/// Solves one quarter backward: from the values of the next quarter to those of this one.
pub fn step(game: &Game, next: &Values, now: &mut Values, work: &mut Workspace, mut policy: Option<&mut Policy>) {
    let quarter = Quarter { game, next, now, work, policy: policy.as_deref_mut(), coarse: false };
    pulp::Arch::new().dispatch(quarter);
    if let Some(policy) = policy {
        let solved = work.hedge.iter().chain(&work.pressure);
        for (chosen, solved) in policy.hedge.iter_mut().chain(&mut policy.pressure).zip(solved) {
            chosen.copy_from_slice(solved);
        }
    }
}

/// [`step`] with talks worked out to seven digits: the way to a solution, never the solution itself.
pub(super) fn coarse_step(game: &Game, next: &Values, now: &mut Values, work: &mut Workspace) {
    pulp::Arch::new().dispatch(Quarter { game, next, now, work, policy: None, coarse: true });
}

/// All of a quarter, for the widest vectors that the machine has. The arithmetic is the same in all widths.
struct Quarter<'a> {
    game: &'a Game,
    next: &'a Values,
    now: &'a mut Values,
    work: &'a mut Workspace,
    policy: Option<&'a mut Policy>,
    coarse: bool,
}

impl pulp::WithSimd for Quarter<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let Self { game, next, now, work, policy, coarse } = self;
        for player in PLAYERS {
            continuations(game, player, next, work);
            contracts(game, player, next, now, work);
        }
        work.slopes.update(game, next, &mut work.scratch);
        now.slopes_mut().copy_from_slice(work.slopes.now());
        no_agreement(game, work);
        let Workspace { no_agreement, signing, slopes, table, coarse: short, .. } = work;
        let round = talks::Round { game, no_agreement, signing, slopes };
        if coarse {
            round.negotiate(short, now, None);
        } else {
            round.negotiate(table, now, policy);
        }
    }
}

/// Expected next values without a contract, under either stance and in either next position.
#[inline(always)]
fn continuations(game: &Game, player: Player, next: &Values, work: &mut Workspace) {
    for (dispute, position) in [Position::Calm, Position::Dispute].into_iter().enumerate() {
        game.nature.drift(next.of(player, position), &mut work.drifted, &mut work.scratch);
        for stance in [NEUTRAL, HEDGE] {
            let expected = &mut work.idle[player as usize][stance][dispute];
            game.nature.expect(&game.space, stance, &work.drifted, expected, &mut work.scratch);
        }
    }
}

/// Values at no subsidy of contracts in force, and of signing one: the same, but for the integration that it may bring.
#[inline(always)]
fn contracts(game: &Game, player: Player, next: &Values, now: &mut Values, work: &mut Workspace) {
    let (keep, lapse) = (1.0 - game.nature.lapse, game.nature.lapse);
    for family in 0..game.families.len() {
        let position = Position::Base(family);
        let pairs = next.of(player, position).iter().zip(next.of(player, Position::Calm));
        for (mixed, (kept, calm)) in work.mixed.iter_mut().zip(pairs) {
            *mixed = keep * kept + lapse * calm;
        }
        game.expect_contract(family, &mut work.mixed, &mut work.drifted, &mut work.scratch);
        let signing = &mut work.signing[player as usize][family];
        game.contract_worth(player, family, &work.mixed, false, now.of_mut(player, position), signing);
    }
}

/// The patron's pressure, the client's stance, and what no agreement is worth to both.
#[inline(always)]
fn no_agreement(game: &Game, work: &mut Workspace) {
    let patron = &game.sides[Player::Patron as usize];
    for stance in [NEUTRAL, HEDGE] {
        let [calm, dispute] = &work.idle[Player::Patron as usize][stance];
        for (state, pressure) in work.pressure[stance].iter_mut().enumerate() {
            *pressure = accept(game.patron.precision, patron.discount[state] * (dispute[state] - calm[state]));
        }
    }
    let inertia = game.bargain.pressure_inertia;
    if inertia == 0.0 {
        // How the quarter opened makes no difference to the stance: both positions at once.
        stance::<2>(game, work, 0, 0.0);
        let [calm, dispute] = &mut work.hedge;
        dispute.copy_from_slice(calm);
    } else {
        stance::<1>(game, work, 0, 0.0);
        stance::<1>(game, work, 1, inertia);
    }
}

/// The client's stance, and what no agreement is worth, in as many present positions from `first` on, between which
/// only the flows of the quarter differ. `inertia` is the probability that pressure goes on in them by itself.
#[inline(always)]
fn stance<const POSITIONS: usize>(game: &Game, work: &mut Workspace, first: usize, inertia: f64) {
    let [client, patron] = &game.sides;
    let Workspace { idle: [of_client, of_patron], pressure, hedge, no_agreement, .. } = work;
    let worth = |state: usize, stance: usize| {
        let pressure = under_inertia(inertia, pressure[stance][state]);
        let expected = |next: &[Vec<f64>; 2]| next[0][state] + pressure * (next[1][state] - next[0][state]);
        [
            client.conduct[stance][state] + client.discount[state] * expected(&of_client[stance]),
            patron.conduct[stance][state] + patron.discount[state] * expected(&of_patron[stance]),
        ]
    };
    for (state, hedge) in hedge[first].iter_mut().enumerate() {
        let [neutral, hedging] = [NEUTRAL, HEDGE].map(|stance| worth(state, stance));
        *hedge = accept(game.client.precision, hedging[0] - neutral[0]);
        for player in PLAYERS {
            let side = player as usize;
            let value = neutral[side] + *hedge * (hedging[side] - neutral[side]);
            for position in first..first + POSITIONS {
                no_agreement[side][position][state] = value + game.sides[side].idle[position][state];
            }
        }
    }
}
