//! Talks: who accepts what, and who proposes what (model page §2, step 2; §4).
//!
//! Takes the values of no agreement and of signing, gives the values of negotiating and the probabilities of every
//! answer and proposal. Written for blocks of states, so that the machine works on many at once.

use super::Game;
use super::choice::Workspace;
use super::contract::{GREATEST_EXPONENT, Slopes};
use super::lanes::{LANES, Lane, accept, each, exp};
use super::policy::Policy;
use super::values::{PLAYERS, Position, Values};

const PADDED: &str = "arrays over states are padded to whole lanes";

/// The menu in a block of states.
#[derive(Debug, Clone)]
pub struct Table {
    rows: Vec<Row>,
    odds: Vec<[Lane; 2]>,
}

/// One offer in a block of states; the pairs are client and patron.
#[derive(Debug, Clone)]
struct Row {
    /// Probability of acceptance.
    accepts: [Lane; 2],
    /// What proposing it adds to no agreement, for either side as proposer; then its logit weight.
    proposing: [Lane; 2],
}

impl Table {
    /// Room for the menu of this game.
    pub fn new(game: &Game) -> Self {
        let lanes = [[0.0; LANES]; 2];
        let row = Row { accepts: lanes, proposing: lanes };
        Self { rows: vec![row; game.menu.len()], odds: vec![lanes; game.families.len()] }
    }
}

/// Values of negotiating, block of states by block of states.
#[inline(always)]
pub fn negotiations(game: &Game, now: &mut Values, work: &mut Workspace, mut policy: Option<&mut Policy>) {
    let Workspace { no_agreement, signing, slopes, table: Table { rows, odds }, .. } = work;
    for start in (0..game.space.padded()).step_by(LANES) {
        for dispute in [false, true] {
            let disagreement = no_agreement.each_ref().map(|side| *lane(&side[usize::from(dispute)], start));
            let block = Block { game, start, disagreement, signing, slopes };
            let most = block.answers(rows, odds);
            let (gains, weights) = block.proposals(rows, &most);
            let position = if dispute { Position::Dispute } else { Position::Calm };
            let chance = game.talks(dispute);
            for player in PLAYERS {
                let (base, gain) = (&disagreement[player as usize], &gains[player as usize]);
                let values = now.of_mut(player, position)[start..].first_chunk_mut();
                each(values.expect(PADDED), |i| base[i] + chance * gain[i]);
            }
            if let Some(policy) = policy.as_deref_mut() {
                record(rows, &weights, policy, dispute, start);
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
    game: &'a Game,
    start: usize,
    disagreement: [Lane; 2],
    signing: &'a [Vec<Vec<f64>>; 2],
    slopes: &'a Slopes,
}

impl Block<'_> {
    /// Fills in the answers to each offer and what proposing it gains; gives the greatest such gain of either side.
    ///
    /// The odds of an answer are the family's odds times the subsidy's: one exponential per family, not per offer,
    /// unless the exponents are so large that the product might overflow.
    #[inline(always)]
    fn answers(&self, rows: &mut [Row], odds: &mut [[Lane; 2]]) -> [Lane; 2] {
        let precisions = PLAYERS.map(|player| self.game.precision(player));
        let small = |side: usize| self.greatest_exponent(side) + self.slopes.exponent(side) <= GREATEST_EXPONENT;
        if small(0) && small(1) {
            for (family, odds) in odds.iter_mut().enumerate() {
                for (side, odds) in odds.iter_mut().enumerate() {
                    let (base, disagreement) =
                        (lane(&self.signing[side][family], self.start), &self.disagreement[side]);
                    each(odds, |i| exp(-precisions[side] * (base[i] - disagreement[i])));
                }
            }
            let states = self.game.space.padded();
            self.each_answer(rows, |offer| {
                let family = &odds[self.game.menu[offer].family];
                let subsidy = [0, 1].map(|side| lane(self.slopes.odds(side, offer, states), self.start));
                move |side, i, _| 1.0 / (1.0 + family[side][i] * subsidy[side][i])
            })
        } else {
            self.each_answer(rows, |_| move |side, _, gain| accept(precisions[side], gain))
        }
    }

    /// [`Block::answers`], given for each offer the probability that a side accepts it in a state where it gains so much.
    #[inline(always)]
    fn each_answer<F, G>(&self, rows: &mut [Row], accepts: F) -> [Lane; 2]
    where
        F: Fn(usize) -> G,
        G: Fn(usize, usize, f64) -> f64,
    {
        let mut most = [[f64::NEG_INFINITY; LANES]; 2];
        for (offer, row) in rows.iter_mut().enumerate() {
            let (gain, accepts) = (self.gain(offer), accepts(offer));
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
    fn gain(&self, offer: usize) -> impl Fn(usize, usize) -> f64 {
        let item = self.game.menu[offer];
        let bases = [0, 1].map(|side| lane(&self.signing[side][item.family], self.start));
        let slopes = PLAYERS.map(|player| lane(self.slopes.signing(player, item.family), self.start));
        move |side, i| bases[side][i] + item.subsidy * slopes[side][i] - self.disagreement[side][i]
    }

    /// Greatest absolute exponent of the odds that an offer without subsidy is rejected; not a number if one is none.
    #[inline(always)]
    fn greatest_exponent(&self, side: usize) -> f64 {
        let precision = self.game.precision(PLAYERS[side]);
        let mut greatest = [0.0; LANES];
        for base in &self.signing[side] {
            let base = lane(base, self.start);
            for i in 0..LANES {
                let exponent = (precision * (base[i] - self.disagreement[side][i])).abs();
                greatest[i] = if exponent <= greatest[i] { greatest[i] } else { exponent };
            }
        }
        greatest.iter().fold(0.0, |most, &exponent| if exponent <= most { most } else { exponent })
    }

    /// Turns gains from proposing into logit weights. Gives what talks add to no agreement for either side, in
    /// expectation over who proposes and what, and the sums of the weights of either proposer.
    #[inline(always)]
    fn proposals(&self, rows: &mut [Row], most: &[Lane; 2]) -> ([Lane; 2], [Lane; 2]) {
        let mut weights = [[0.0; LANES]; 2];
        let mut gains = [[[0.0; LANES]; 2]; 2];
        for (offer, row) in rows.iter_mut().enumerate() {
            let gain = self.gain(offer);
            for player in PLAYERS {
                let (side, other) = (player as usize, 1 - player as usize);
                let precision = self.game.precision(player);
                let (accepted, most) = (&row.accepts[other], &most[side]);
                let proposing = &mut row.proposing[side];
                for i in 0..LANES {
                    let weight = exp(precision * (proposing[i] - most[i]));
                    gains[side][side][i] += weight * proposing[i];
                    gains[side][other][i] += weight * (accepted[i] * gain(other, i));
                    weights[side][i] += weight;
                    proposing[i] = weight;
                }
            }
        }
        let power = self.game.bargain.proposal_power;
        let mut added = [[0.0; LANES]; 2];
        for (side, added) in added.iter_mut().enumerate() {
            let [by_client, by_patron] = gains.each_ref().map(|by| &by[side]);
            each(added, |i| power * (by_client[i] / weights[0][i]) + (1.0 - power) * (by_patron[i] / weights[1][i]));
        }
        (added, weights)
    }
}

fn record(rows: &[Row], weights: &[Lane; 2], policy: &mut Policy, dispute: bool, start: usize) {
    for i in 0..LANES {
        for player in PLAYERS {
            let side = player as usize;
            let accepts = policy.acceptances_mut(player, dispute, start + i);
            for (probability, row) in accepts.iter_mut().zip(rows) {
                *probability = row.accepts[side][i];
            }
            let proposals = policy.proposals_mut(player, dispute, start + i);
            for (probability, row) in proposals.iter_mut().zip(rows) {
                *probability = row.proposing[side][i] / weights[side][i];
            }
        }
    }
}
