//! One quarter solved backward (model page §4): pressure, stance, acceptance, proposal.
//!
//! Takes the values of the next quarter, gives those of this one and, if asked, every decision probability. Solutions
//! are certified by this exact backward step.
//!
//! 1. Expectations of next quarter's values under each conduct of the client (`continuations`).
//! 2. Values of contracts in force and of signing one, a base per family and a slope per unit of subsidy
//!    (`contracts`).
//! 3. The patron's pressure after each stance, then the client's stance (`no_agreement`): the value of no agreement
//!    does not depend on the offer that was turned down.
//! 4. Answers to each offer, and from them the proposals of either player (`talks`).
//! 5. Whether the client takes back a step of integration before all that, where it may (`withdrawal`).

use super::conduct::{BEGINNINGS, Begins, Conduct, PerBeginning, PerStance, STANCES, Stance};
use super::contract::Slopes;
use super::lanes::accept;
use super::model::{Game, under_inertia};
use super::nature::Scratch;
use super::player::{PLAYERS, PerPlayer, Player};
use super::policy::Policy;
use super::size::Size;
use super::talks;
use super::values::{Position, Values};

/// Arrays that a backward step works in and leaves behind for whoever wants to report them.
#[derive(Debug, Clone)]
pub struct Workspace {
    pub(super) scratch: Scratch,
    drifted: Vec<f64>,
    mixed: Vec<f64>,
    /// Expected next value after each stance, by how the next quarter begins.
    expected: PerPlayer<PerStance<PerBeginning<Vec<f64>>>>,
    /// Probability of pressure after each stance, where the patron has the choice.
    pressure: PerStance<Vec<f64>>,
    /// Probability of hedging.
    hedge: PerBeginning<Vec<f64>>,
    /// Value of no agreement.
    no_agreement: PerPlayer<PerBeginning<Vec<f64>>>,
    /// Value of signing at no subsidy, by family.
    signing: PerPlayer<Vec<Vec<f64>>>,
    /// What each unit of subsidy adds to it.
    pub(super) slopes: Slopes,
    table: talks::Table,
    /// As in [`Policy`].
    withdrawal: Vec<Vec<f64>>,
}

impl Workspace {
    /// Room for this game.
    pub fn new(game: &Game) -> Self {
        let array = || vec![0.0; game.space.padded()];
        Self {
            scratch: Scratch::new(&game.space),
            drifted: array(),
            mixed: array(),
            expected: PerPlayer::by(|_| PerStance::by(|_| PerBeginning::by(|_| array()))),
            pressure: PerStance::by(|_| array()),
            hedge: PerBeginning::by(|_| array()),
            no_agreement: PerPlayer::by(|_| PerBeginning::by(|_| array())),
            signing: PerPlayer::by(|_| game.families.iter().map(|_| array()).collect()),
            slopes: Slopes::new(game),
            table: talks::Table::new(game),
            withdrawal: game.withdrawals(),
        }
    }

    /// Bytes of the room for games of this size.
    pub(crate) fn bytes(size: &Size) -> usize {
        let (scratch, drifted_and_mixed, expected, pressure, hedge, no_agreement) = (2, 2, 8, 2, 2, 4);
        let fixed = scratch + drifted_and_mixed + expected + pressure + hedge + no_agreement;
        size.arrays(fixed + 2 * size.families + size.withdrawals()) + Slopes::bytes(size) + talks::Table::bytes(size)
    }

    /// Value of no agreement to a player, by state.
    pub(crate) fn no_agreement(&self, player: Player, begins: Begins) -> &[f64] {
        &self.no_agreement[player][begins]
    }

    /// Expected value of the next quarter to a player after a stance, given how that quarter begins, by state.
    pub(crate) fn expected(&self, player: Player, stance: Stance, next: Begins) -> &[f64] {
        &self.expected[player][stance][next]
    }

    /// Value to a player of signing an offer of the family at no subsidy, by state.
    pub(crate) fn signing_base(&self, player: Player, family: usize) -> &[f64] {
        &self.signing[player][family]
    }

    /// What each unit of promised subsidy adds to it, by state.
    pub(crate) fn signing_slope(&self, player: Player, family: usize) -> &[f64] {
        self.slopes.signing(player, family)
    }
}

/// Solves one quarter backward: from the values of the next quarter to those of this one.
pub fn step(game: &Game, next: &Values, now: &mut Values, work: &mut Workspace, mut policy: Option<&mut Policy>) {
    let quarter = Quarter { game, next, now, work, policy: policy.as_deref_mut() };
    pulp::Arch::new().dispatch(quarter);
    if let Some(policy) = policy {
        policy.hedge.clone_from(&work.hedge);
        policy.pressure.clone_from(&work.pressure);
        policy.withdrawal.clone_from(&work.withdrawal);
    }
}

/// All of a quarter, for the widest vector instructions that the machine has. Every width gives the same bits.
struct Quarter<'a> {
    game: &'a Game,
    next: &'a Values,
    now: &'a mut Values,
    work: &'a mut Workspace,
    policy: Option<&'a mut Policy>,
}

impl pulp::WithSimd for Quarter<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let Self { game, next, now, work, policy } = self;
        for player in PLAYERS {
            continuations(game, player, next, work);
            contracts(game, player, next, now, work);
        }
        work.slopes.update(game, next, &mut work.scratch);
        now.slopes_mut().copy_from_slice(work.slopes.now());
        no_agreement(game, work);
        let Workspace { no_agreement, signing, slopes, table, .. } = work;
        talks::Round { game, no_agreement, signing, slopes }.negotiate(table, now, policy);
        withdrawal(game, &mut work.withdrawal, now);
    }
}

/// Expected next values without a contract, after either stance and for either beginning of the next quarter.
#[inline(always)]
fn continuations(game: &Game, player: Player, next: &Values, work: &mut Workspace) {
    for begins in BEGINNINGS {
        game.nature.drift(next.of(player, begins.into()), &mut work.drifted, &mut work.scratch);
        for stance in STANCES {
            let expected = &mut work.expected[player][stance][begins];
            game.nature.expect(&game.space, Conduct::Stance(stance), &work.drifted, expected, &mut work.scratch);
        }
    }
}

/// Values at no subsidy of contracts in force, and of signing one, which may bring a step of integration as well.
#[inline(always)]
fn contracts(game: &Game, player: Player, next: &Values, now: &mut Values, work: &mut Workspace) {
    for family in 0..game.families.len() {
        let lapse = game.families[family].lapse;
        let keep = 1.0 - lapse;
        let position = Position::Base(family);
        let pairs = next.of(player, position).iter().zip(next.of(player, Position::Calm));
        for (mixed, (kept, calm)) in work.mixed.iter_mut().zip(pairs) {
            *mixed = keep * kept + lapse * calm;
        }
        game.expect_contract(family, &mut work.mixed, &mut work.drifted, &mut work.scratch);
        let signing = &mut work.signing[player][family];
        game.contract_worth(player, family, &work.mixed, false, now.of_mut(player, position), signing);
    }
}

/// The patron's pressure, the client's stance, and what no agreement is worth to both.
#[inline(always)]
fn no_agreement(game: &Game, work: &mut Workspace) {
    let discount = &game.payoffs[Player::Patron].discount;
    for stance in STANCES {
        let [calm, dispute] = work.expected[Player::Patron][stance].both();
        let deterrence = &game.deterrence[stance];
        for (state, pressure) in work.pressure[stance].iter_mut().enumerate() {
            let gain = discount[state] * (dispute[state] - calm[state]) + deterrence[state];
            *pressure = accept(game.patron.precision, gain);
        }
    }
    for begins in BEGINNINGS {
        stance(game, work, begins);
    }
}

/// The client's choice to take back a step of integration, and what the quarter is worth before it. What a unit of subsidy is worth
/// does not depend on depth.
#[inline(always)]
fn withdrawal(game: &Game, all: &mut [Vec<f64>], now: &mut Values) {
    let Some(withdrawal) = &game.withdrawal else { return };
    for (bond, chosen) in Position::bonds(game.families.len()).zip(all) {
        withdrawal.choose(game.client.precision, now.of(Player::Client, bond), chosen);
        for player in PLAYERS {
            withdrawal.look_back(chosen, player, now.of_mut(player, bond));
        }
    }
}

/// The client's stance, and what no agreement is worth.
#[inline(always)]
fn stance(game: &Game, work: &mut Workspace, begins: Begins) {
    let [client, patron] = game.payoffs.both();
    let Workspace { expected, pressure, hedge, no_agreement, .. } = work;
    let inertia = game.inertia(begins);
    // Pressure that a hedge may soften is there only in a quarter that began in dispute.
    let relieved = if begins.in_dispute() { 1.0 } else { 0.0 };
    let worth = |state: usize, stance: Stance| {
        let conduct = Conduct::Stance(stance).index();
        let pressure = under_inertia(inertia, pressure[stance][state]);
        let next = |player: Player| {
            let [calm, dispute] = expected[player][stance].both();
            calm[state] + pressure * (dispute[state] - calm[state])
        };
        let deterrence = pressure * game.deterrence[stance][state];
        PerPlayer::new([
            client.conduct[conduct][state] + client.discount[state] * next(Player::Client),
            patron.conduct[conduct][state] + patron.discount[state] * next(Player::Patron) + deterrence,
        ])
    };
    for (state, hedge) in hedge[begins].iter_mut().enumerate() {
        // One by one: `map` would not be inlined into what is compiled for wide vectors.
        let (neutral, mut hedging) = (worth(state, Stance::Neutral), worth(state, Stance::Hedging));
        hedging[Player::Client] += relieved * game.relief[state];
        *hedge = accept(game.client.precision, hedging[Player::Client] - neutral[Player::Client]);
        for player in PLAYERS {
            let value = neutral[player] + *hedge * (hedging[player] - neutral[player]);
            no_agreement[player][begins][state] = value + game.payoffs[player].beginning[begins][state];
        }
    }
}
