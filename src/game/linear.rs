//! The backward step, linearised (model page §4).
//!
//! Takes a game's coefficients and what a step left behind, gives the step's derivative there: what a small change of next
//! quarter's values makes of this quarter's. The solver's Newton steps and its statement on stability rest on it. Slopes
//! are held fixed.

use super::backward::{Group, NoAgreement, Offers, Pressures, Proposals, Withdrawn, Work, at, expect, proposals};
use super::compiled::Compiled;
use super::conduct::{BEGINNINGS, Begins, PerStance, STANCES, Stance};
use super::layout::Layout;
use super::player::{PLAYERS, PerPlayer, Player};
use super::size::Size;
use super::wide::{Array, BLOCK, Number, Wide, zeros};
use std::f64::consts::LN_2;
use std::ops::Range;

const CLIENT: Player = Player::Client;
const PATRON: Player = Player::Patron;
/// Sums over a family's offers, for one proposer.
const SUMS: usize = 7;

/// The derivative at one point. What it takes for a vector of states and a beginning of the quarter stands in one row, the
/// rows one after the other.
#[derive(Debug)]
pub(super) struct Derivative<T> {
    rows: Array<T>,
    sums: Array<T>,
    families: usize,
}

/// Where the parts of a row are. Probability that pressure follows, by stance.
const PRESSED: usize = 0;
/// What a gain of the patron from pressure makes of either player's value, by player and stance; the pressure of before
/// included for its own.
const PRESSES: usize = 2;
/// Probability of hedging.
const HEDGE: usize = 6;
/// What a gain of the client from hedging makes of either player's value, the hedging of before included for its own.
const HEDGES: usize = 7;
/// By family, player and whose gain from signing it is: what that adds to the player's value.
const TALKS: usize = 9;

/// Place of a family's first part.
#[inline(always)]
const fn talks(family: usize) -> usize {
    TALKS + 4 * family
}

/// Where the row of a vector of states is, counted in vectors.
#[inline(always)]
fn row(families: usize, begins: Begins, i: usize) -> Range<usize> {
    let (length, number) = (talks(families), BEGINNINGS.len() * i + begins as usize);
    number * length..(number + 1) * length
}

impl<T: Number> Derivative<T> {
    /// Room for this game's.
    pub(super) fn new(game: &Compiled<T>) -> Self {
        let Layout { padded, families, .. } = game.layout;
        let rows = zeros(BEGINNINGS.len() * talks(families) * padded);
        Self { rows, sums: zeros(2 * SUMS * families * BLOCK), families }
    }

    /// Bytes of the room for games of this size.
    pub(super) fn bytes(size: &Size) -> usize {
        BEGINNINGS.len() * talks(size.families) * size.layout().padded * size_of::<T>()
    }

    /// Works the derivative out where the last step, which left `work` behind, began.
    #[inline(always)]
    pub(super) fn find<W: Wide<Number = T>>(&mut self, wide: W, game: &Compiled<T>, work: &Work<T>) {
        let vectors = game.layout.padded * wide.whole(&self.sums[..BLOCK]).len() / BLOCK;
        let (rows, sums) = (wide.whole_mut(&mut self.rows), wide.whole_mut(&mut self.sums));
        let mut group = Group::new(wide);
        for i in 0..vectors {
            let pressures = Pressures::new(wide, game, work, i);
            for begins in BEGINNINGS {
                let none = NoAgreement::new(wide, game, &pressures, begins, i);
                let row = &mut rows[row(self.families, begins, i)];
                find_no_agreement(wide, game, (&pressures, &none), begins, row);
                find_talks(wide, (game, work), &none.worth, (begins, i), (row, &mut *sums), &mut group);
            }
        }
    }

    /// What the change `next` of next quarter's values makes of this quarter's.
    #[inline(always)]
    pub(super) fn apply<W: Wide<Number = T>>(
        &self,
        wide: W,
        game: &Compiled<T>,
        work: &mut Work<T>,
        next: &[T],
        now: &mut [T],
    ) {
        expect(wide, game, work, (next, &mut *now), false);
        let rows = wide.whole(&self.rows);
        let vectors = rows.len() / (BEGINNINGS.len() * talks(self.families));
        for i in 0..vectors {
            for begins in BEGINNINGS {
                let row = &rows[row(self.families, begins, i)];
                let mut value = no_agreement(wide, row, work, i);
                let none = PerPlayer::new([value[CLIENT], value[PATRON]]);
                for (family, talks) in row[TALKS..].chunks_exact(4).enumerate() {
                    let client = wide.sub(at(wide, &work.signing[CLIENT][family], i), none[CLIENT]);
                    let patron = wide.sub(at(wide, &work.signing[PATRON][family], i), none[PATRON]);
                    for player in PLAYERS {
                        let sum = wide.fused(talks[2 * player as usize], client, value[player]);
                        value[player] = wide.fused(talks[2 * player as usize + 1], patron, sum);
                    }
                }
                for player in PLAYERS {
                    wide.whole_mut(&mut now[game.layout.free(player, begins)])[i] = value[player];
                }
            }
        }
        withdraw(game, work, now);
    }
}

/// What changes of this quarter's values are before the client's choice to take back a step of integration: each moves with the
/// state that the choice leads to, and the choice moves with what it gains.
#[inline(never)]
fn withdraw<T: Number>(game: &Compiled<T>, work: &Work<T>, now: &mut [T]) {
    let Some(withdrawal) = &game.withdrawal else { return };
    let precision = game.sharpness[CLIENT] * LN_2;
    for (bond, Withdrawn { chosen, gains }) in work.withdrawals.iter().enumerate() {
        let starts = PerPlayer::by(|player| game.layout.bond(player, bond).start);
        for (state, _) in withdrawal.steps().rev() {
            let changes = PerPlayer::by(|player| {
                let at = starts[player] + state;
                now[at - 1].full() - now[at].full()
            });
            let moves = precision * chosen[state] * (1.0 - chosen[state]) * changes[CLIENT];
            for player in PLAYERS {
                let value = &mut now[starts[player] + state];
                *value = T::of(value.full() + chosen[state] * changes[player] + moves * gains[player][state]);
            }
        }
    }
}

#[inline(always)]
fn find_no_agreement<W: Wide>(
    wide: W,
    game: &Compiled<W::Number>,
    (pressures, none): (&Pressures<W::Vector>, &NoAgreement<W::Vector>),
    begins: Begins,
    row: &mut [W::Vector],
) {
    let precision = game.sharpness.both().map(|sharpness| sharpness * LN_2);
    let moves = (1.0 - game.inertia[begins]) * precision[PATRON as usize];
    for stance in STANCES {
        let (response, presses) = (response(wide, moves, pressures.chosen[stance]), &pressures.presses);
        row[PRESSED + stance as usize] = none.pressed[stance];
        row[PRESSES + stance as usize] = wide.mul(response, presses[CLIENT][stance]);
        row[PRESSES + 2 + stance as usize] = wide.fused(response, presses[PATRON][stance], none.pressed[stance]);
    }
    let response = response(wide, precision[CLIENT as usize], none.hedge);
    row[HEDGE] = none.hedge;
    row[HEDGES] = wide.fused(response, none.hedges[CLIENT], none.hedge);
    row[HEDGES + 1] = wide.mul(response, none.hedges[PATRON]);
}

#[inline(always)]
fn find_talks<W: Wide>(
    wide: W,
    (game, work): (&Compiled<W::Number>, &Work<W::Number>),
    none: &PerPlayer<W::Vector>,
    (begins, i): (Begins, usize),
    (row, sums): (&mut [W::Vector], &mut [W::Vector]),
    group: &mut Group<W::Vector>,
) {
    let zero = wide.constant(0.0);
    let (mut by_client, mut by_patron) = proposals(wide, (game, work), none, i);
    for family in 0..game.layout.families {
        let mut offers = Offers::new(wide, (game, work), none, family, i);
        let (mut client, mut patron) = ([zero; SUMS], [zero; SUMS]);
        for numbers in offers.groups() {
            offers.put(numbers.clone(), (&by_client, &by_patron), group);
            for (place, &subsidy) in game.menu[family].subsidies[numbers].iter().enumerate() {
                let gains = (offers.gain(CLIENT, subsidy), offers.gain(PATRON, subsidy));
                collect(wide, &mut by_client, &mut client, (group.of(CLIENT, place), gains));
                collect(wide, &mut by_patron, &mut patron, (group.of(PATRON, place), (gains.1, gains.0)));
            }
        }
        let place = &mut sums[2 * SUMS * family..2 * SUMS * (family + 1)];
        place[..SUMS].copy_from_slice(&client);
        place[SUMS..].copy_from_slice(&patron);
    }
    let proposes = &game.proposes[begins];
    let client = Mean::new(wide, by_client, at(wide, &proposes[CLIENT], i));
    let patron = Mean::new(wide, by_patron, at(wide, &proposes[PATRON], i));
    let relative = game.sharpness[PATRON] / game.sharpness[CLIENT];
    let (patron_to_client, client_to_patron) = (wide.constant(relative), wide.constant(1.0 / relative));
    for (talks, sums) in row[TALKS..].chunks_exact_mut(4).zip(sums.chunks_exact(2 * SUMS)) {
        let (by_client, by_patron) = (client.respond(wide, &sums[..SUMS]), patron.respond(wide, &sums[SUMS..]));
        let crossed = wide.add(by_client.own_by_other, by_patron.other_by_own);
        let crossed_back = wide.add(by_client.other_by_own, by_patron.own_by_other);
        talks[0] = wide.add(by_client.own_by_own, by_patron.other_by_other);
        talks[1] = wide.mul(patron_to_client, crossed);
        talks[2] = wide.mul(client_to_patron, crossed_back);
        talks[3] = wide.add(by_client.other_by_other, by_patron.own_by_own);
    }
}

/// Change of the value of no agreement.
#[inline(always)]
fn no_agreement<W: Wide>(wide: W, row: &[W::Vector], work: &Work<W::Number>, i: usize) -> PerPlayer<W::Vector> {
    let zero = wide.constant(0.0);
    let mut worths = PerPlayer::new([PerStance::new([zero; 2]); 2]);
    for stance in STANCES {
        let [calm, dispute] = work.expected[CLIENT][stance].both();
        let (client_calm, client_dispute) = (at(wide, calm, i), at(wide, dispute, i));
        let [calm, dispute] = work.expected[PATRON][stance].both();
        let (patron_calm, patron_dispute) = (at(wide, calm, i), at(wide, dispute, i));
        let (client, patron) = (wide.sub(client_dispute, client_calm), wide.sub(patron_dispute, patron_calm));
        let worth = wide.fused(row[PRESSED + stance as usize], client, client_calm);
        worths[CLIENT][stance] = wide.fused(row[PRESSES + stance as usize], patron, worth);
        worths[PATRON][stance] = wide.fused(row[PRESSES + 2 + stance as usize], patron, patron_calm);
    }
    let [client, patron] = worths.both();
    let hedges = wide.sub(client[Stance::Hedging], client[Stance::Neutral]);
    let mixed = wide.mix(row[HEDGE], patron[Stance::Neutral], patron[Stance::Hedging]);
    PerPlayer::new([
        wide.fused(row[HEDGES], hedges, client[Stance::Neutral]),
        wide.fused(row[HEDGES + 1], hedges, mixed),
    ])
}

/// How much a probability changes with a gain: precision · p (1 − p).
#[inline(always)]
fn response<W: Wide>(wide: W, precision: f64, p: W::Vector) -> W::Vector {
    wide.mul(wide.constant(precision), wide.mul(p, wide.sub(wide.constant(1.0), p)))
}

/// An offer that is put forward: its weight, the probability that it is accepted, gains of the proposer and of the other.
type Put<V> = ((V, V), (V, V));

/// Adds an offer to a proposer's sums. With weight e, acceptance a, own gain g, other's gain h, y = a g, z = a h and q the
/// change of a with h: Σ e a, Σ e a y, Σ e a z, Σ e g q, Σ e g q y, Σ e g q z, Σ e (a + h q).
#[inline(always)]
fn collect<W: Wide>(
    wide: W,
    proposals: &mut Proposals<W::Vector>,
    sums: &mut [W::Vector; SUMS],
    ((weight, accepted), (own, other)): Put<W::Vector>,
) {
    proposals.add(wide, (weight, accepted), (own, other));
    let (y, z) = (wide.mul(accepted, own), wide.mul(accepted, other));
    let yields = wide.mul(wide.constant(LN_2), wide.mul(accepted, wide.sub(wide.constant(1.0), accepted)));
    let by_own = wide.mul(weight, accepted);
    let by_other = wide.mul(weight, wide.mul(own, yields));
    sums[0] = wide.add(sums[0], by_own);
    sums[1] = wide.fused(by_own, y, sums[1]);
    sums[2] = wide.fused(by_own, z, sums[2]);
    sums[3] = wide.add(sums[3], by_other);
    sums[4] = wide.fused(by_other, y, sums[4]);
    sums[5] = wide.fused(by_other, z, sums[5]);
    sums[6] = wide.fused(weight, wide.fused(other, yields, accepted), sums[6]);
}

/// What a player's proposals gain in the mean, for it and for the other, and the probability that it proposes over the sum of weights.
struct Mean<V> {
    own: V,
    other: V,
    share: V,
}

/// How the mean gains from a player's proposals change with the gains from a family's offers.
struct Response<V> {
    own_by_own: V,
    own_by_other: V,
    other_by_own: V,
    other_by_other: V,
}

impl<V: Copy> Mean<V> {
    #[inline(always)]
    fn new<W: Wide<Vector = V>>(wide: W, proposals: Proposals<V>, proposes: V) -> Self {
        Self {
            own: wide.div(proposals.own, proposals.weights),
            other: wide.div(proposals.other, proposals.weights),
            share: wide.div(proposes, proposals.weights),
        }
    }

    #[inline(always)]
    fn respond<W: Wide<Vector = V>>(&self, wide: W, sums: &[V]) -> Response<V> {
        let zero = wide.constant(0.0);
        Response {
            own_by_own: self.respond_to(wide, sums[0], (sums[1], self.own, sums[0])),
            own_by_other: self.respond_to(wide, sums[3], (sums[4], self.own, sums[3])),
            other_by_own: self.respond_to(wide, zero, (sums[2], self.other, sums[0])),
            other_by_other: self.respond_to(wide, sums[6], (sums[5], self.other, sums[3])),
        }
    }

    /// The same proposals gain more; and proposals move towards what gains more.
    #[inline(always)]
    fn respond_to<W: Wide<Vector = V>>(&self, wide: W, same: V, (sum, mean, of): (V, V, V)) -> V {
        let moved = wide.sub(sum, wide.mul(mean, of));
        wide.mul(self.share, wide.fused(wide.constant(LN_2), moved, same))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::kernel::Kernel;
    use crate::game::model::Game;
    use crate::scenario::load;
    use std::path::Path;

    struct Apply<'a> {
        kernel: &'a mut Kernel<f64>,
        direction: &'a [f64],
    }

    impl pulp::WithSimd for Apply<'_> {
        type Output = Array<f64>;

        fn with_simd<S: pulp::Simd>(self, simd: S) -> Array<f64> {
            let (wide, Self { kernel: Kernel { game, work, .. }, direction }) = (f64::wide(simd), self);
            let (mut derivative, mut image) = (Derivative::new(game), zeros(direction.len()));
            derivative.find(wide, game, work);
            derivative.apply(wide, game, work, direction, &mut image);
            image
        }
    }

    /// Where a game's own values stand, padding left out.
    fn places(layout: Layout) -> impl Iterator<Item = usize> {
        (0..layout.blocks()).flat_map(move |block| layout.block(block).take(layout.states))
    }

    #[test]
    fn val_the_derivative_is_what_small_differences_come_to() {
        const SMALL: f64 = 1e-5;
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/belarus-2020.toml");
        for (overrides, withdrawals) in [(vec![], 0), (vec!["integration.withdrawal_cost=0.5".to_owned()], 4)] {
            let scenario = load(&file, &overrides).expect("the scenario is valid");
            let game = Game::new(&scenario, &scenario.parameters.central(), 0);
            let mut kernel: Kernel<f64> = Kernel::new(&game);
            assert_eq!(kernel.work.withdrawals.len(), withdrawals);
            let arch = pulp::Arch::new();
            kernel.settle_slopes(arch).expect("slopes settle");
            for _ in 0..40 {
                kernel.step(arch);
                kernel.advance();
            }
            let (point, layout) = (kernel.point.clone(), kernel.game.layout);
            let mut direction = zeros(point.len());
            for (number, place) in places(layout).enumerate() {
                direction[place] = libm::sin(number as f64);
            }
            let mut from = |length: f64| {
                for (here, (point, part)) in kernel.point.iter_mut().zip(point.iter().zip(direction.iter())) {
                    *here = point + length * part;
                }
                kernel.step(arch);
                kernel.next.clone()
            };
            let (above, below) = (from(SMALL), from(-SMALL));
            from(0.0);
            let image = arch.dispatch(Apply { kernel: &mut kernel, direction: &direction });
            let gap = |place: usize| (image[place] - (above[place] - below[place]) / (2.0 * SMALL)).abs();
            for place in places(layout) {
                assert!(gap(place) < 1e-7, "{overrides:?}: {:e} at {place}", gap(place));
            }
        }
    }
}
