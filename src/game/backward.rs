//! The backward step of the quick solver, in one pass over the menu (model page §4).
//!
//! Takes a game's coefficients and next quarter's values, gives this quarter's, in either kind of number: what
//! [`choice`](super::choice) computes, without a table of offers. It holds as long as no gain leaves the range of the odds
//! ([`Work::within_range`]). Gains are counted in powers of two of the odds.

use super::compiled::{Band, Compiled, Moves};
use super::conduct::{BEGINNINGS, Begins, Conduct, PerBeginning, PerStance, STANCES, Stance};
use super::lanes::{accept, greater};
use super::layout::Layout;
use super::player::{PLAYERS, PerPlayer, Player};
use super::size::Size;
use super::wide::{Array, BLOCK, Number, Wide, zeros};
use std::f64::consts::LN_2;
use std::ops::Range;

const CLIENT: Player = Player::Client;
const PATRON: Player = Player::Patron;

/// Most offers of a [`Group`].
const GROUP: usize = 16;

/// Arrays that the steps work in.
#[derive(Debug)]
pub(super) struct Work<T> {
    pub(super) room: Room<T>,
    /// Discounted next value after each stance, by how the next quarter begins.
    pub(super) expected: PerPlayer<PerStance<PerBeginning<Array<T>>>>,
    /// Value of signing at no subsidy, by family.
    pub(super) signing: PerPlayer<Vec<Array<T>>>,
    /// What a unit of subsidy adds to a contract in force.
    pub(super) slopes: Array<T>,
    /// What it adds to signing one, in powers of two of the odds.
    pub(super) steepness: PerPlayer<Vec<Array<T>>>,
    /// The choice to take back a step of integration in each bond, as of [`Layout::bond`]. Empty if there is no such choice.
    pub(super) withdrawals: Vec<Withdrawn>,
    /// Ratios of the odds of two offers a gap apart, by family and gap.
    pub(super) ratios: PerPlayer<Vec<Vec<Array<T>>>>,
    /// Greatest span of the gains from a family's offers.
    span: f64,
    /// Faults of the last step: greater than zero in a lane where weights of proposals left the range.
    faults: Array<T>,
}

/// What the client chooses to take back in one bond, by state.
#[derive(Debug)]
pub(super) struct Withdrawn {
    /// Probability of a step back.
    pub(super) chosen: Vec<f64>,
    /// What it gains either player.
    pub(super) gains: PerPlayer<Vec<f64>>,
}

impl Withdrawn {
    fn new(states: usize) -> Self {
        Self { chosen: vec![0.0; states], gains: PerPlayer::by(|_| vec![0.0; states]) }
    }

    /// Bytes that one points to in games of this size.
    fn bytes(size: &Size) -> usize {
        let (chosen, gains) = (1, 2);
        size.arrays(chosen + gains)
    }
}

/// Arrays for blocks of values on their way. Each step of the way is taken for all blocks before the next: what was just
/// written is slow to read back at another place.
#[derive(Debug)]
pub(super) struct Room<T> {
    pub(super) mixed: Array<T>,
    drifted: Array<T>,
    moved: Array<T>,
    raw: Array<T>,
    trapped: Array<T>,
    pub(super) signing: Array<T>,
}

impl<T: Number> Work<T> {
    /// Room for this game; slopes are zero.
    pub(super) fn new(game: &Compiled<T>) -> Self {
        let Layout { padded, families, .. } = game.layout;
        let (array, blocks) = (|| zeros(padded), || zeros(game.layout.length()));
        let by_family = || PerPlayer::by(|_| (0..families).map(|_| array()).collect::<Vec<_>>());
        let ratios = || game.menu.iter().map(|menu| menu.gaps.iter().map(|_| array()).collect()).collect();
        Self {
            room: Room {
                mixed: blocks(),
                drifted: blocks(),
                moved: blocks(),
                raw: blocks(),
                trapped: blocks(),
                signing: array(),
            },
            expected: PerPlayer::by(|_| PerStance::by(|_| PerBeginning::by(|_| array()))),
            signing: by_family(),
            slopes: blocks(),
            steepness: by_family(),
            withdrawals: game
                .withdrawal
                .iter()
                .flat_map(|_| 0..BEGINNINGS.len() + families)
                .map(|_| Withdrawn::new(padded))
                .collect(),
            ratios: PerPlayer::by(|_| ratios()),
            span: 0.0,
            faults: zeros(BLOCK),
        }
    }

    /// Bytes that the room for games of this size takes.
    pub(super) fn bytes(size: &Size) -> usize {
        let (layout, signing) = (size.layout(), 1);
        let (expected, by_family, ratios) = (8, 2 * 2 * size.families, 2 * size.gaps);
        let arrays = (signing + expected + by_family + ratios) * layout.padded;
        (arrays + 6 * layout.length()) * size_of::<T>() + size.withdrawals() * Withdrawn::bytes(size)
    }

    /// Whether the last step holds.
    pub(super) fn within_range(&self) -> bool {
        self.span <= T::GREATEST_SPAN && self.faults.iter().all(|fault| fault.full() <= 0.0)
    }

    /// Takes over slopes worked out in another kind of number.
    pub(super) fn adopt<U: Number>(&mut self, other: &Work<U>) {
        copy(&other.slopes, &mut self.slopes);
        for player in PLAYERS {
            for (from, to) in other.steepness[player].iter().zip(&mut self.steepness[player]) {
                copy(from, to);
            }
        }
    }
}

/// Copies numbers of one kind into an array of another.
pub(super) fn copy<T: Number, U: Number>(from: &[T], to: &mut [U]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = U::of(from.full());
    }
}

/// One vector of an array.
#[inline(always)]
pub(super) fn at<W: Wide>(wide: W, array: &[W::Number], i: usize) -> W::Vector {
    wide.whole(array)[i]
}

impl<T: Number> Compiled<T> {
    /// Whether offers of a family can be made, in one vector of states; `None` if everywhere.
    #[inline(always)]
    pub(super) fn open_at<W: Wide<Number = T>>(&self, wide: W, family: usize, i: usize) -> Option<W::Vector> {
        let open = &self.open[family];
        (!open.is_empty()).then(|| at(wide, open, i))
    }
}

impl<T: Number> Band<T> {
    /// Expectation of each of the blocks, where only this ladder moves.
    #[inline(always)]
    fn expect<W: Wide<Number = T>>(
        &self,
        wide: W,
        values: &[T],
        blocks: impl Iterator<Item = Range<usize>>,
        out: &mut [T],
    ) {
        let chances = wide.whole(&self.chances);
        let n = chances.len() / 3;
        let (stay, chances) = chances.split_at(n);
        let (up, down) = (&chances[..n], &chances[n..2 * n]);
        for block in blocks {
            let from = |start: usize| &values[start..start + block.len()];
            let here = &wide.whole(from(block.start))[..n];
            let above = &wide.whole(from(block.start + self.stride))[..n];
            let below = &wide.whole(from(block.start - self.stride))[..n];
            let out = &mut wide.whole_mut(&mut out[block])[..n];
            for i in 0..n {
                let sum = wide.fused(up[i], above[i], wide.mul(stay[i], here[i]));
                out[i] = wide.fused(down[i], below[i], sum);
            }
        }
    }
}

impl<T: Number> Room<T> {
    /// Moves the first blocks of the mixed values along the ladders that every conduct shares, and finds what they become
    /// by entrapment.
    #[inline(always)]
    fn share<W: Wide<Number = T>>(&mut self, wide: W, game: &Compiled<T>, blocks: usize) {
        let blocks = || (0..blocks).map(|block| game.layout.block(block));
        let mut bands = game.drift.iter();
        if let Some(band) = bands.next() {
            band.expect(wide, &self.mixed, blocks(), &mut self.drifted);
        }
        for band in bands {
            std::mem::swap(&mut self.drifted, &mut self.raw);
            band.expect(wide, &self.raw, blocks(), &mut self.drifted);
        }
        game.confrontation.expect(wide, &self.drifted, blocks(), &mut self.moved);
        let period = game.trapped.len();
        for block in blocks() {
            let (drifted, trapped) = (&self.drifted[block.clone()], &mut self.trapped[block]);
            for (value, &state) in trapped.iter_mut().zip(&game.trapped) {
                *value = drifted[state];
            }
            for start in (period..game.layout.states).step_by(period) {
                trapped.copy_within(..period, start);
            }
        }
    }

    /// Discounted expectation of a block under a conduct.
    #[inline(always)]
    fn arrive<W: Wide<Number = T>>(
        (wide, game): (W, &Compiled<T>),
        (moved, trapped): (&[T], &[T]),
        (block, moves): (Range<usize>, &Moves<T>),
        out: &mut [T],
    ) {
        let from = |start: usize| &moved[start..start + block.len()];
        let moves = wide.whole(moves);
        let n = moves.len() / 4;
        let (stay, moves) = moves.split_at(n);
        let (up, down, caught) = (&moves[..n], &moves[n..2 * n], &moves[2 * n..3 * n]);
        let here = &wide.whole(from(block.start))[..n];
        let above = &wide.whole(from(block.start + game.opening))[..n];
        let below = &wide.whole(from(block.start - game.opening))[..n];
        let trapped = &wide.whole(&trapped[block])[..n];
        let out = &mut wide.whole_mut(out)[..n];
        for i in 0..n {
            let sum = wide.fused(up[i], above[i], wide.mul(stay[i], here[i]));
            let sum = wide.fused(down[i], below[i], sum);
            out[i] = wide.fused(caught[i], trapped[i], sum);
        }
    }

    /// Discounted expectation of a contract's block.
    #[inline(always)]
    fn arrive_bound<W: Wide<Number = T>>(
        &mut self,
        wide: W,
        game: &Compiled<T>,
        (player, family): (Player, usize),
        block: Range<usize>,
    ) {
        let moves = &game.moves[player][Conduct::Contract(family).index()];
        let Self { raw, moved, trapped, .. } = self;
        Self::arrive((wide, game), (moved, trapped), (block.clone(), moves), &mut raw[block]);
    }

    /// What a contract is worth in force, and what signing it is worth, from the expectation of its block: with a flow, and
    /// what is paid at signing. A flow that is left out leaves the linear part.
    #[inline(always)]
    fn contract<W: Wide<Number = T>>(
        raw: &[T],
        (wide, game): (W, &Compiled<T>),
        (family, block): (usize, Range<usize>),
        (flow, upfront): (Option<&[T]>, Option<&[T]>),
        (in_force, signing): (&mut [T], &mut [T]),
    ) {
        let stays = wide.whole(&raw[block.clone()]);
        let (in_force, signed) = (wide.whole_mut(in_force), wide.whole_mut(signing));
        let zero = wide.constant(0.0);
        for i in 0..stays.len() {
            let flow = flow.map_or(zero, |flow| at(wide, flow, i));
            in_force[i] = wide.add(flow, stays[i]);
            signed[i] = if game.deeper[family].is_empty() { in_force[i] } else { flow };
        }
        for (steps, share) in game.deeper[family].iter().enumerate() {
            let (share, deeper) = (wide.whole(share), wide.whole(&raw[block.start + steps..block.end + steps]));
            for i in 0..stays.len() {
                signed[i] = wide.fused(share[i], deeper[i], signed[i]);
            }
        }
        if let Some(upfront) = upfront.filter(|upfront| !upfront.is_empty()) {
            let upfront = wide.whole(upfront);
            for i in 0..stays.len() {
                signed[i] = wide.add(signed[i], upfront[i]);
            }
        }
    }
}

/// Expected next values after each stance, and values of contracts. Without flows, the linear part of it.
#[inline(always)]
pub(super) fn expect<W: Wide>(
    wide: W,
    game: &Compiled<W::Number>,
    work: &mut Work<W::Number>,
    (next, now): (&[W::Number], &mut [W::Number]),
    flows: bool,
) {
    let layout = game.layout;
    let Work { room, expected, signing, .. } = work;
    for player in PLAYERS {
        for begins in BEGINNINGS {
            let block = layout.free(player, begins);
            room.mixed[block.clone()].copy_from_slice(&next[block]);
        }
        let calm = wide.whole(&next[layout.free(player, Begins::Calm)]);
        for family in 0..layout.families {
            let (keep, lapse) = (wide.constant(1.0 - game.lapse[family]), wide.constant(game.lapse[family]));
            let kept = wide.whole(&next[layout.base(player, family)]);
            let mixed = wide.whole_mut(&mut room.mixed[layout.base(player, family)]);
            for ((mixed, &calm), &kept) in mixed.iter_mut().zip(calm).zip(kept) {
                *mixed = wide.fused(keep, kept, wide.mul(lapse, calm));
            }
        }
    }
    room.share(wide, game, layout.blocks());
    for player in PLAYERS {
        for family in 0..layout.families {
            room.arrive_bound(wide, game, (player, family), layout.base(player, family));
        }
        for begins in BEGINNINGS {
            for stance in STANCES {
                let moves = &game.moves[player][Conduct::Stance(stance).index()];
                let block = (layout.free(player, begins), moves);
                let expected = &mut expected[player][stance][begins];
                Room::arrive((wide, game), (&room.moved, &room.trapped), block, expected);
            }
        }
    }
    for player in PLAYERS {
        for family in 0..layout.families {
            let flow = flows.then(|| &*game.conduct[player][Conduct::Contract(family).index()]);
            let block = layout.base(player, family);
            let worth = (&mut now[block.clone()], &mut *signing[player][family]);
            let upfront = flows.then(|| &*game.upfront[player][family]);
            Room::contract(&room.raw, (wide, game), (family, block), (flow, upfront), worth);
        }
    }
}

/// What pressure would do after each stance, in one vector of states, however the quarter begins.
pub(super) struct Pressures<V> {
    /// Probability that the patron chooses pressure.
    pub(super) chosen: PerStance<V>,
    /// What pressure adds to the worth of the stance.
    pub(super) presses: PerPlayer<PerStance<V>>,
    /// What the stance is worth without it.
    spared: PerPlayer<PerStance<V>>,
}

impl<V: Copy> Pressures<V> {
    #[inline(always)]
    pub(super) fn new<W: Wide<Vector = V>>(
        wide: W,
        game: &Compiled<W::Number>,
        work: &Work<W::Number>,
        i: usize,
    ) -> Self {
        let sharpness = wide.constant(game.sharpness[PATRON]);
        let mut chosen = PerStance::new([sharpness; 2]);
        let mut presses = PerPlayer::new([PerStance::new([sharpness; 2]); 2]);
        let mut spared = presses;
        for stance in STANCES {
            for player in PLAYERS {
                let [calm, dispute] = work.expected[player][stance].both();
                let calm = at(wide, calm, i);
                let flow = at(wide, &game.conduct[player][Conduct::Stance(stance).index()], i);
                presses[player][stance] = wide.sub(at(wide, dispute, i), calm);
                spared[player][stance] = wide.add(calm, flow);
            }
            let deterred = wide.add(presses[PATRON][stance], at(wide, &game.deterrence[stance], i));
            presses[PATRON][stance] = deterred;
            chosen[stance] = wide.logit(wide.mul(sharpness, deterred));
        }
        Self { chosen, presses, spared }
    }
}

/// The client's stance and what no agreement is worth, in one vector of states.
pub(super) struct NoAgreement<V> {
    /// Probability that pressure follows each stance.
    pub(super) pressed: PerStance<V>,
    /// What hedging adds to the worth of a quarter.
    pub(super) hedges: PerPlayer<V>,
    /// Probability of hedging.
    pub(super) hedge: V,
    pub(super) worth: PerPlayer<V>,
}

impl<V: Copy> NoAgreement<V> {
    #[inline(always)]
    pub(super) fn new<W: Wide<Vector = V>>(
        wide: W,
        game: &Compiled<W::Number>,
        pressures: &Pressures<V>,
        begins: Begins,
        i: usize,
    ) -> Self {
        let Pressures { chosen, presses, spared } = pressures;
        let inertia = wide.constant(game.inertia[begins]);
        let rest = wide.constant(1.0 - game.inertia[begins]);
        let (mut pressed, mut worths) = (*chosen, *spared);
        for stance in STANCES {
            pressed[stance] = wide.fused(rest, chosen[stance], inertia);
            for player in PLAYERS {
                worths[player][stance] = wide.fused(pressed[stance], presses[player][stance], spared[player][stance]);
            }
        }
        let relieved = wide.add(worths[CLIENT][Stance::Hedging], at(wide, &game.relief[begins], i));
        worths[CLIENT][Stance::Hedging] = relieved;
        let hedges = PerPlayer::new([
            wide.sub(relieved, worths[CLIENT][Stance::Neutral]),
            wide.sub(worths[PATRON][Stance::Hedging], worths[PATRON][Stance::Neutral]),
        ]);
        let hedge = wide.logit(wide.mul(wide.constant(game.sharpness[CLIENT]), hedges[CLIENT]));
        let mut worth = hedges;
        for player in PLAYERS {
            let value = wide.fused(hedge, hedges[player], worths[player][Stance::Neutral]);
            worth[player] = wide.add(value, at(wide, &game.beginning[player][begins], i));
        }
        Self { pressed, hedges, hedge, worth }
    }
}

/// What one player's proposals add up to, offer by offer.
#[derive(Clone, Copy)]
pub(super) struct Proposals<V> {
    /// The power of two that weights are counted from.
    reference: V,
    /// Sum of the weights of its proposals.
    pub(super) weights: V,
    /// Weighted sums of what they gain for it and for the other player.
    pub(super) own: V,
    pub(super) other: V,
}

impl<V: Copy> Proposals<V> {
    #[inline(always)]
    pub(super) fn none<W: Wide<Vector = V>>(wide: W, reference: V) -> Self {
        let zero = wide.constant(0.0);
        Self { reference, weights: zero, own: zero, other: zero }
    }

    /// The weight of an offer that is accepted with a probability and gains the proposer so much if it is: 0 where it is not
    /// `open`.
    #[inline(always)]
    fn weight<W: Wide<Vector = V>>(&self, wide: W, accepted: V, own: V, open: Option<V>) -> V {
        let least = wide.constant(-W::Number::GREATEST_POWER);
        let power = wide.sub(wide.mul(accepted, own), self.reference);
        match open {
            None => wide.exp2(wide.larger(power, least)),
            Some(open) => wide.mul(open, wide.exp2(wide.limited(power))),
        }
    }

    /// Adds an offer of a weight, a probability that it is accepted, and gains for either player if it is.
    #[inline(always)]
    pub(super) fn add<W: Wide<Vector = V>>(&mut self, wide: W, (weight, accepted): (V, V), (own, other): (V, V)) {
        let signed = wide.mul(weight, accepted);
        self.weights = wide.add(self.weights, weight);
        self.own = wide.fused(signed, own, self.own);
        self.other = wide.fused(signed, other, self.other);
    }

    /// More than zero where all weights are so small that they may have been brought into the range.
    #[inline(always)]
    fn fault<W: Wide<Vector = V>>(&self, wide: W) -> V {
        let least = wide.constant(W::Number::LEAST_WEIGHT);
        wide.larger(wide.sub(least, self.weights), wide.constant(0.0))
    }
}

/// Empty sums for either proposer, with references from which no weight overflows: a proposal gains its proposer at most
/// what signing the best offer would.
#[inline(always)]
pub(super) fn proposals<W: Wide>(
    wide: W,
    (game, work): (&Compiled<W::Number>, &Work<W::Number>),
    none: &PerPlayer<W::Vector>,
    i: usize,
) -> (Proposals<W::Vector>, Proposals<W::Vector>) {
    let mut most = PerPlayer::new([wide.constant(W::Number::GREATEST_POWER); 2]);
    for family in 0..game.layout.families {
        for player in PLAYERS {
            let menu = &game.menu[family].subsidies;
            let base = wide.sub(at(wide, &work.signing[player][family], i), none[player]);
            let base = wide.mul(wide.constant(game.sharpness[player]), base);
            let steepness = at(wide, &work.steepness[player][family], i);
            let open = game.open_at(wide, family, i);
            for subsidy in [menu[0], menu[menu.len() - 1]] {
                let gain = wide.fused(wide.splat(subsidy), steepness, base);
                most[player] = wide.larger(most[player], open.map_or(gain, |open| wide.mul(open, gain)));
            }
        }
    }
    let limit = wide.constant(W::Number::GREATEST_POWER);
    let (client, patron) = (wide.sub(most[CLIENT], limit), wide.sub(most[PATRON], limit));
    (Proposals::none(wide, client), Proposals::none(wide, patron))
}

/// Some of a family's offers in one vector of states. They are worked on together, each step for all before the next: what
/// stands in a short loop stays in the machine's registers.
pub(super) struct Group<V> {
    /// Probability that either player accepts each.
    answers: PerPlayer<[V; GROUP]>,
    /// Weight of proposing each.
    weights: PerPlayer<[V; GROUP]>,
}

impl<V: Copy> Group<V> {
    #[inline(always)]
    pub(super) fn new<W: Wide<Vector = V>>(wide: W) -> Self {
        let zero = PerPlayer::new([[wide.constant(0.0); GROUP]; 2]);
        Self { answers: zero, weights: zero }
    }

    /// Weight of a player's proposal of an offer, and the probability that it is accepted.
    #[inline(always)]
    pub(super) fn of(&self, proposer: Player, place: usize) -> (V, V) {
        (self.weights[proposer][place], self.answers[proposer.other()][place])
    }
}

/// A family's offers in one vector of states, in the order of the menu.
pub(super) struct Offers<'a, W: Wide> {
    wide: W,
    game: &'a Compiled<W::Number>,
    work: &'a Work<W::Number>,
    family: usize,
    i: usize,
    base: PerPlayer<W::Vector>,
    steepness: PerPlayer<W::Vector>,
    odds: PerPlayer<W::Vector>,
    /// Whether they can be made; `None` if everywhere.
    pub(super) open: Option<W::Vector>,
    /// What the odds change by from one offer to the next, and the gap between subsidies that it belongs to.
    ratios: PerPlayer<W::Vector>,
    gap: usize,
}

impl<'a, W: Wide> Offers<'a, W> {
    #[inline(always)]
    pub(super) fn new(
        wide: W,
        (game, work): (&'a Compiled<W::Number>, &'a Work<W::Number>),
        no_agreement: &PerPlayer<W::Vector>,
        family: usize,
        i: usize,
    ) -> Self {
        let mut base = *no_agreement;
        for player in PLAYERS {
            let gain = wide.sub(at(wide, &work.signing[player][family], i), no_agreement[player]);
            base[player] = wide.mul(wide.constant(game.sharpness[player]), gain);
        }
        let [client, patron] = work.steepness.both();
        let steepness = PerPlayer::new([at(wide, &client[family], i), at(wide, &patron[family], i)]);
        let (open, gap) = (game.open_at(wide, family, i), usize::MAX);
        let mut offers = Self { wide, game, work, family, i, base, steepness, odds: base, open, ratios: base, gap };
        for player in PLAYERS {
            let first = offers.gain(player, game.menu[family].subsidies[0]);
            offers.odds[player] = wide.exp2(wide.limited(wide.sub(wide.constant(0.0), first)));
        }
        offers
    }

    /// What signing an offer of this subsidy gains for a player.
    #[inline(always)]
    pub(super) fn gain(&self, player: Player, subsidy: W::Number) -> W::Vector {
        self.wide.fused(self.wide.splat(subsidy), self.steepness[player], self.base[player])
    }

    /// Numbers of the family's offers, in the groups whose answers are worked out together.
    #[inline(always)]
    pub(super) fn groups(&self) -> impl Iterator<Item = Range<usize>> + use<W> {
        let offers = self.game.menu[self.family].subsidies.len();
        (0..offers).step_by(GROUP).map(move |from| from..offers.min(from + GROUP))
    }

    /// Works out the answers to the offers of the next group and the weights of proposing them.
    #[inline(always)]
    pub(super) fn put(
        &mut self,
        group: Range<usize>,
        (by_client, by_patron): (&Proposals<W::Vector>, &Proposals<W::Vector>),
        put: &mut Group<W::Vector>,
    ) {
        let (wide, one) = (self.wide, self.wide.constant(1.0));
        let [client, patron] = put.answers.both_mut();
        for ((client, patron), offer) in client.iter_mut().zip(patron).zip(group.clone()) {
            *client = wide.div(one, wide.add(one, self.odds[CLIENT]));
            *patron = wide.div(one, wide.add(one, self.odds[PATRON]));
            self.advance(offer);
        }
        let subsidies = &self.game.menu[self.family].subsidies[group];
        for (player, sums) in [(CLIENT, by_client), (PATRON, by_patron)] {
            let weights = put.weights[player].iter_mut().zip(&put.answers[player.other()]);
            for ((weight, &accepted), &subsidy) in weights.zip(subsidies) {
                *weight = sums.weight(wide, accepted, self.gain(player, subsidy), self.open);
            }
        }
    }

    /// Goes on from the offer of this number to the next, if there is one.
    #[inline(always)]
    fn advance(&mut self, offer: usize) {
        let Some(&gap) = self.game.menu[self.family].gap.get(offer) else { return };
        if gap != self.gap {
            self.gap = gap;
            for player in PLAYERS {
                self.ratios[player] = at(self.wide, &self.work.ratios[player][self.family][gap], self.i);
            }
        }
        for player in PLAYERS {
            self.odds[player] = self.wide.mul(self.odds[player], self.ratios[player]);
        }
    }
}

/// One plain backward step.
#[inline(always)]
pub(super) fn step<W: Wide>(
    wide: W,
    game: &Compiled<W::Number>,
    work: &mut Work<W::Number>,
    next: &[W::Number],
    now: &mut [W::Number],
) {
    expect(wide, game, work, (next, &mut *now), true);
    let layout = game.layout;
    let vectors = wide.whole(&now[layout.free(CLIENT, Begins::Calm)]).len();
    let mut faults = wide.constant(0.0);
    let mut group = Group::new(wide);
    for i in 0..vectors {
        let pressures = Pressures::new(wide, game, work, i);
        for begins in BEGINNINGS {
            let none = NoAgreement::new(wide, game, &pressures, begins, i).worth;
            let (mut by_client, mut by_patron) = proposals(wide, (game, work), &none, i);
            for family in 0..layout.families {
                let mut offers = Offers::new(wide, (game, work), &none, family, i);
                for numbers in offers.groups() {
                    offers.put(numbers.clone(), (&by_client, &by_patron), &mut group);
                    for (place, &subsidy) in game.menu[family].subsidies[numbers].iter().enumerate() {
                        let (client, patron) = (offers.gain(CLIENT, subsidy), offers.gain(PATRON, subsidy));
                        by_client.add(wide, group.of(CLIENT, place), (client, patron));
                        by_patron.add(wide, group.of(PATRON, place), (patron, client));
                    }
                }
            }
            faults = wide.add(faults, wide.add(by_client.fault(wide), by_patron.fault(wide)));
            let proposes = &game.proposes[begins];
            let client = wide.div(at(wide, &proposes[CLIENT], i), by_client.weights);
            let patron = wide.div(at(wide, &proposes[PATRON], i), by_patron.weights);
            let added = [
                wide.fused(by_client.own, client, wide.mul(by_patron.other, patron)),
                wide.fused(by_client.other, client, wide.mul(by_patron.own, patron)),
            ];
            for player in PLAYERS {
                let unit = wide.constant(1.0 / game.sharpness[player]);
                let value = wide.fused(added[player as usize], unit, none[player]);
                wide.whole_mut(&mut now[layout.free(player, begins)])[i] = value;
            }
        }
    }
    wide.whole_mut(&mut work.faults)[0] = faults;
    withdraw(game, work, now);
}

/// The client's choice to take back a step of integration, and what the quarter is worth before it. One state after the other:
/// few games have it, and for vectors it would be compiled many times.
#[inline(never)]
fn withdraw<T: Number>(game: &Compiled<T>, work: &mut Work<T>, now: &mut [T]) {
    let Some(withdrawal) = &game.withdrawal else { return };
    let precision = game.sharpness[CLIENT] * LN_2;
    for (bond, Withdrawn { chosen, gains }) in work.withdrawals.iter_mut().enumerate() {
        let starts = PerPlayer::by(|player| game.layout.bond(player, bond).start);
        // From the deepest level down: what a state falls to is still as it was after the choice.
        for (state, cost) in withdrawal.steps().rev() {
            for player in PLAYERS {
                let at = starts[player] + state;
                gains[player][state] = now[at - 1].full() - now[at].full();
            }
            gains[CLIENT][state] -= cost;
            chosen[state] = accept(precision, gains[CLIENT][state]);
            for player in PLAYERS {
                let value = &mut now[starts[player] + state];
                *value = T::of(value.full() + chosen[state] * gains[player][state]);
            }
        }
    }
}

/// One backward step of the slopes, in place; gives their greatest change. It is not a number if any of them is not.
#[inline(always)]
pub(super) fn step_slopes<W: Wide>(wide: W, game: &Compiled<W::Number>, work: &mut Work<W::Number>) -> f64 {
    let layout = game.layout;
    let mut change = Greatest::none(wide);
    let Work { room, slopes, steepness, .. } = work;
    let contracts = || PLAYERS.into_iter().flat_map(|player| (0..layout.families).map(move |family| (player, family)));
    for (player, family) in contracts() {
        let keep = wide.constant(1.0 - game.lapse[family]);
        let block = layout.slope(player, family);
        let mixed = wide.whole_mut(&mut room.mixed[block.clone()]);
        for (mixed, &slope) in mixed.iter_mut().zip(wide.whole(&slopes[block])) {
            *mixed = wide.mul(keep, slope);
        }
    }
    room.share(wide, game, contracts().count());
    for (player, family) in contracts() {
        room.arrive_bound(wide, game, (player, family), layout.slope(player, family));
    }
    for (player, family) in contracts() {
        let Room { raw, signing, .. } = room;
        let block = layout.slope(player, family);
        let steepness = &mut steepness[player][family];
        let worth = (&mut signing[..], &mut steepness[..]);
        Room::contract(raw, (wide, game), (family, block.clone()), (Some(&game.unit[player]), None), worth);
        for (slope, &now) in wide.whole_mut(&mut slopes[block]).iter_mut().zip(wide.whole(signing)) {
            change.see(wide, wide.sub(now, *slope));
            *slope = now;
        }
        let sharpness = wide.constant(game.sharpness[player]);
        for slope in wide.whole_mut(steepness) {
            *slope = wide.mul(sharpness, *slope);
        }
    }
    change.number(wide)
}

/// Works out the ratios of odds from the slopes.
#[inline(always)]
pub(super) fn weigh<W: Wide>(wide: W, game: &Compiled<W::Number>, work: &mut Work<W::Number>) {
    let mut span: f64 = 0.0;
    for player in PLAYERS {
        for (family, menu) in game.menu.iter().enumerate() {
            let steepness = wide.whole(&work.steepness[player][family]);
            let mut steepest = Greatest::none(wide);
            for &slope in steepness {
                steepest.see(wide, slope);
            }
            span = greater(span, menu.gaps.iter().sum::<f64>() * steepest.number(wide));
            for (ratio, &gap) in work.ratios[player][family].iter_mut().zip(&menu.gaps) {
                let gap = wide.constant(-gap);
                for (ratio, &slope) in wide.whole_mut(ratio).iter_mut().zip(steepness) {
                    *ratio = wide.exp2(wide.limited(wide.mul(gap, slope)));
                }
            }
        }
    }
    work.span = span;
}

/// The greatest absolute value seen; not a number once one was seen that is not, or is infinite.
pub(super) struct Greatest<V> {
    most: V,
    fault: V,
}

impl<V: Copy> Greatest<V> {
    #[inline(always)]
    pub(super) fn none<W: Wide<Vector = V>>(wide: W) -> Self {
        Self { most: wide.constant(0.0), fault: wide.constant(0.0) }
    }

    #[inline(always)]
    pub(super) fn see<W: Wide<Vector = V>>(&mut self, wide: W, number: V) {
        self.most = wide.larger(self.most, wide.abs(number));
        self.fault = wide.add(self.fault, wide.sub(number, number));
    }

    #[inline(always)]
    pub(super) fn number<W: Wide<Vector = V>>(self, wide: W) -> f64 {
        let mut numbers = [W::Number::default(); BLOCK];
        wide.whole_mut(&mut numbers)[0] = wide.add(self.most, self.fault);
        numbers.iter().map(|number| number.full()).fold(0.0, greater)
    }
}
