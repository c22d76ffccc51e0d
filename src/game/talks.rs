//! Talks: who accepts what, and who proposes what (model page §2, step 2; §4).
//!
//! Takes the values of no agreement and of signing, gives the values of negotiating and the probabilities of every
//! answer and proposal. Written for blocks of states, so that the machine works on many at once.

use super::Game;
use super::contract::Slopes;
use super::lanes::{LANES, Lane, Real, accept, each};
use super::policy::Policy;
use super::values::{PLAYERS, Position, Values};

const PADDED: &str = "arrays over states are padded to whole lanes";

/// The menu in a block of states.
#[derive(Debug, Clone)]
pub struct Table<T> {
    rows: Vec<Row<T>>,
    families: Vec<Family<T>>,
}

/// One offer in a block of states; the pairs are client and patron.
#[derive(Debug, Clone)]
struct Row<T> {
    /// Probability of acceptance.
    accepts: [Lane<T>; 2],
    /// What proposing it adds to no agreement, for either side as proposer; then its logit weight.
    proposing: [Lane<T>; 2],
}

/// What the offers of a family share in a block of states, for client and patron.
#[derive(Debug, Clone)]
struct Family<T> {
    /// What signing at no subsidy adds to no agreement.
    gain: [Lane<T>; 2],
    /// What each unit of subsidy adds to that.
    slope: [Lane<T>; 2],
    /// Odds against accepting no subsidy.
    odds: [Lane<T>; 2],
}

impl<T: Real> Table<T> {
    /// Room for the menu of this game.
    pub fn new(game: &Game) -> Self {
        let lanes = [[T::ZERO; LANES]; 2];
        let row = Row { accepts: lanes, proposing: lanes };
        let family = Family { gain: lanes, slope: lanes, odds: lanes };
        Self { rows: vec![row; game.menu.len()], families: vec![family; game.families.len()] }
    }
}

/// What negotiations are worked out from and into.
pub struct Round<'a> {
    /// The game.
    pub game: &'a Game,
    /// Value of no agreement by side and position.
    pub no_agreement: &'a [[Vec<f64>; 2]; 2],
    /// Value of signing at no subsidy by side and family.
    pub signing: &'a [Vec<Vec<f64>>; 2],
    /// What each unit of subsidy adds to it.
    pub slopes: &'a Slopes,
}

impl Round<'_> {
    /// Values of negotiating, block of states by block of states.
    #[inline(always)]
    pub fn negotiate<T: Real>(&self, table: &mut Table<T>, now: &mut Values, mut policy: Option<&mut Policy>) {
        let Table { rows, families } = table;
        for start in (0..self.game.space.padded()).step_by(LANES) {
            for dispute in [false, true] {
                let disagreement = self.no_agreement.each_ref().map(|side| lane(&side[usize::from(dispute)], start));
                let block = Block { round: self, start, disagreement };
                let product = block.open(families);
                let most = block.answers(families, product, rows);
                let (gains, weights) = block.proposals(families, rows, &most);
                let position = if dispute { Position::Dispute } else { Position::Calm };
                let chance = self.game.talks(dispute);
                for player in PLAYERS {
                    let (base, gain) = (disagreement[player as usize], &gains[player as usize]);
                    let values = now.of_mut(player, position)[start..].first_chunk_mut();
                    each(values.expect(PADDED), |i| base[i] + chance * gain[i].full());
                }
                if let Some(policy) = policy.as_deref_mut() {
                    record(rows, &weights, policy, dispute, start);
                }
            }
        }
    }
}

#[inline(always)]
fn lane(values: &[f64], start: usize) -> &Lane {
    values[start..].first_chunk().expect(PADDED)
}

/// Talks in a block of states, all in calm or all in dispute.
struct Block<'a> {
    round: &'a Round<'a>,
    start: usize,
    disagreement: [&'a Lane; 2],
}

impl Block<'_> {
    /// Fills in what the families' offers share. Gives whether the odds of an answer may be taken as a product of the
    /// family's odds and the subsidy's, without overflow.
    #[inline(always)]
    fn open<T: Real>(&self, families: &mut [Family<T>]) -> bool {
        let mut greatest: f64 = 0.0;
        for player in PLAYERS {
            let side = player as usize;
            let precision = self.round.game.precision(player);
            for (number, family) in families.iter_mut().enumerate() {
                let base = lane(&self.round.signing[side][number], self.start);
                let slope = lane(self.round.slopes.signing(player, number), self.start);
                let disagreement = self.disagreement[side];
                each(&mut family.gain[side], |i| T::of(base[i] - disagreement[i]));
                each(&mut family.slope[side], |i| T::of(slope[i]));
                let gain = &family.gain[side];
                each(&mut family.odds[side], |i| (T::of(-precision) * gain[i]).exp());
                let most = gain.iter().fold(0.0, |most: f64, gain| {
                    let exponent = (precision * gain.full()).abs();
                    if exponent <= most { most } else { exponent }
                });
                greatest = if most <= greatest { greatest } else { most };
            }
        }
        greatest + self.round.slopes.exponent() <= T::GREATEST_EXPONENT
    }

    /// Fills in the answers to each offer and what proposing it gains; gives the greatest such gain of either side.
    #[inline(always)]
    fn answers<T: Real>(&self, families: &[Family<T>], product: bool, rows: &mut [Row<T>]) -> [Lane<T>; 2] {
        let game = self.round.game;
        let precisions = PLAYERS.map(|player| T::of(game.precision(player)));
        if product {
            self.each_answer(families, rows, |offer| {
                let family = &families[game.menu[offer].family].odds;
                let states = game.space.padded();
                let subsidy = [0, 1].map(|side| lane(self.round.slopes.odds(side, offer, states), self.start));
                move |side, i, _| T::ONE / (T::ONE + family[side][i] * T::of(subsidy[side][i]))
            })
        } else {
            self.each_answer(families, rows, |_| move |side, _, gain| accept(precisions[side], gain))
        }
    }

    /// [`Block::answers`], given for each offer the probability that a side accepts it in a state where it gains so much.
    #[inline(always)]
    fn each_answer<T, F, G>(&self, families: &[Family<T>], rows: &mut [Row<T>], accepts: F) -> [Lane<T>; 2]
    where
        T: Real,
        F: Fn(usize) -> G,
        G: Fn(usize, usize, T) -> T,
    {
        let mut most = [[T::LEAST; LANES]; 2];
        for (offer, row) in rows.iter_mut().enumerate() {
            let (gain, accepts) = (self.gain(families, offer), accepts(offer));
            let Row { accepts: [by_client, by_patron], proposing: [client, patron] } = row;
            let [most_client, most_patron] = &mut most;
            for i in 0..LANES {
                let gain = [gain(0, i), gain(1, i)];
                let answer = [accepts(0, i, gain[0]), accepts(1, i, gain[1])];
                let proposing = [answer[1] * gain[0], answer[0] * gain[1]];
                most_client[i] = if proposing[0] > most_client[i] { proposing[0] } else { most_client[i] };
                most_patron[i] = if proposing[1] > most_patron[i] { proposing[1] } else { most_patron[i] };
                [by_client[i], by_patron[i]] = answer;
                [client[i], patron[i]] = proposing;
            }
        }
        most
    }

    /// What signing an offer adds to no agreement, by side and state of the block.
    #[inline(always)]
    fn gain<'f, T: Real>(&self, families: &'f [Family<T>], offer: usize) -> impl Fn(usize, usize) -> T + 'f {
        let item = self.round.game.menu[offer];
        let (family, subsidy) = (&families[item.family], T::of(item.subsidy));
        move |side, i| family.gain[side][i] + subsidy * family.slope[side][i]
    }

    /// Turns gains from proposing into logit weights. Gives what talks add to no agreement for either side, in
    /// expectation over who proposes and what, and the sums of the weights of either proposer.
    #[inline(always)]
    fn proposals<T: Real>(
        &self,
        families: &[Family<T>],
        rows: &mut [Row<T>],
        most: &[Lane<T>; 2],
    ) -> ([Lane<T>; 2], [Lane<T>; 2]) {
        let mut weights = [[T::ZERO; LANES]; 2];
        let mut gains = [[[T::ZERO; LANES]; 2]; 2];
        for (offer, row) in rows.iter_mut().enumerate() {
            let gain = self.gain(families, offer);
            for player in PLAYERS {
                let (side, other) = (player as usize, 1 - player as usize);
                let precision = T::of(self.round.game.precision(player));
                let (accepted, most) = (&row.accepts[other], &most[side]);
                let proposing = &mut row.proposing[side];
                for i in 0..LANES {
                    let weight = (precision * (proposing[i] - most[i])).exp();
                    gains[side][side][i] = gains[side][side][i] + weight * proposing[i];
                    gains[side][other][i] = gains[side][other][i] + weight * (accepted[i] * gain(other, i));
                    weights[side][i] = weights[side][i] + weight;
                    proposing[i] = weight;
                }
            }
        }
        let power = T::of(self.round.game.bargain.proposal_power);
        let mut added = [[T::ZERO; LANES]; 2];
        for (side, added) in added.iter_mut().enumerate() {
            let [by_client, by_patron] = gains.each_ref().map(|by| &by[side]);
            each(added, |i| power * (by_client[i] / weights[0][i]) + (T::ONE - power) * (by_patron[i] / weights[1][i]));
        }
        (added, weights)
    }
}

fn record<T: Real>(rows: &[Row<T>], weights: &[Lane<T>; 2], policy: &mut Policy, dispute: bool, start: usize) {
    for i in 0..LANES {
        for player in PLAYERS {
            let side = player as usize;
            let accepts = policy.acceptances_mut(player, dispute, start + i);
            for (probability, row) in accepts.iter_mut().zip(rows) {
                *probability = row.accepts[side][i].full();
            }
            let proposals = policy.proposals_mut(player, dispute, start + i);
            for (probability, row) in proposals.iter_mut().zip(rows) {
                *probability = (row.proposing[side][i] / weights[side][i]).full();
            }
        }
    }
}
