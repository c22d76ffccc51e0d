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

/// The offers of the menu in a block of states.
#[derive(Debug, Clone)]
pub struct Table {
    rows: Vec<Row>,
}

/// One offer in a block of states; the pairs are client and patron.
#[derive(Debug, Clone)]
struct Row {
    /// Value of signing.
    signing: [Lane; 2],
    /// Probability of acceptance.
    accepts: [Lane; 2],
    /// What signing adds to no agreement.
    gain: [Lane; 2],
    /// What proposing it adds to no agreement, for either side as proposer; then its logit weight.
    proposing: [Lane; 2],
}

impl Table {
    /// Room for the menu of this game.
    pub fn new(game: &Game) -> Self {
        let lanes = [[0.0; LANES]; 2];
        let row = Row { signing: lanes, accepts: lanes, gain: lanes, proposing: lanes };
        Self { rows: vec![row; game.menu.len()] }
    }
}

/// Values of negotiating, block of states by block of states.
#[inline(always)]
pub fn negotiations(game: &Game, now: &mut Values, work: &mut Workspace, mut policy: Option<&mut Policy>) {
    let Workspace { no_agreement, signing, slopes, table: Table { rows }, .. } = work;
    for start in (0..game.space.padded()).step_by(LANES) {
        value_offers(game, signing, slopes, rows, start);
        for dispute in [false, true] {
            let disagreement = no_agreement.each_ref().map(|side| lane(&side[usize::from(dispute)], start));
            let block = Block { game, start, disagreement, signing, slopes };
            block.answers(rows);
            let most = block.prospects(rows);
            let (gains, weights) = block.proposals(rows, &most);
            let position = if dispute { Position::Dispute } else { Position::Calm };
            let chance = game.talks(dispute);
            for player in PLAYERS {
                let (base, gain) = (disagreement[player as usize], &gains[player as usize]);
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

/// Value to either side of signing each offer of the menu.
#[inline(always)]
fn value_offers(game: &Game, signing: &[Vec<Vec<f64>>; 2], slopes: &Slopes, rows: &mut [Row], start: usize) {
    for (row, item) in rows.iter_mut().zip(&game.menu) {
        for player in PLAYERS {
            let side = player as usize;
            let base = lane(&signing[side][item.family], start);
            let slope = lane(slopes.signing(player, item.family), start);
            each(&mut row.signing[side], |i| base[i] + item.subsidy * slope[i]);
        }
    }
}

/// Talks in a block of states, all in calm or all in dispute.
struct Block<'a> {
    game: &'a Game,
    start: usize,
    disagreement: [&'a Lane; 2],
    signing: &'a [Vec<Vec<f64>>; 2],
    slopes: &'a Slopes,
}

impl Block<'_> {
    /// Fills in what signing adds to no agreement and the probability that each side accepts.
    #[inline(always)]
    fn answers(&self, rows: &mut [Row]) {
        for player in PLAYERS {
            let side = player as usize;
            let disagreement = self.disagreement[side];
            for row in rows.iter_mut() {
                let signing = &row.signing[side];
                each(&mut row.gain[side], |i| signing[i] - disagreement[i]);
            }
            if self.greatest_exponent(side) + self.slopes.exponent(side) <= GREATEST_EXPONENT {
                self.answers_by_product(side, rows);
            } else {
                let precision = self.game.precision(player);
                for row in rows.iter_mut() {
                    let gain = &row.gain[side];
                    each(&mut row.accepts[side], |i| accept(precision, gain[i]));
                }
            }
        }
    }

    /// Greatest absolute exponent of the odds that an offer without subsidy is rejected; not a number if one is none.
    #[inline(always)]
    fn greatest_exponent(&self, side: usize) -> f64 {
        let precision = self.game.precision(PLAYERS[side]);
        let disagreement = *self.disagreement[side];
        let mut greatest = [0.0; LANES];
        for base in &self.signing[side] {
            let base = *lane(base, self.start);
            for i in 0..LANES {
                let exponent = (precision * (base[i] - disagreement[i])).abs();
                greatest[i] = if exponent <= greatest[i] { greatest[i] } else { exponent };
            }
        }
        greatest.iter().fold(0.0, |most, &exponent| if exponent <= most { most } else { exponent })
    }

    /// Odds of an answer as the family's odds times the subsidy's: one exponential per family, not per offer.
    #[inline(always)]
    fn answers_by_product(&self, side: usize, rows: &mut [Row]) {
        let precision = self.game.precision(PLAYERS[side]);
        let disagreement = *self.disagreement[side];
        let mut family = usize::MAX;
        let mut odds = [0.0; LANES];
        for (offer, (row, item)) in rows.iter_mut().zip(&self.game.menu).enumerate() {
            if item.family != family {
                family = item.family;
                let base = *lane(&self.signing[side][family], self.start);
                each(&mut odds, |i| exp(-precision * (base[i] - disagreement[i])));
            }
            let subsidy = lane(self.slopes.odds(side, offer, self.game.space.padded()), self.start);
            each(&mut row.accepts[side], |i| 1.0 / (1.0 + odds[i] * subsidy[i]));
        }
    }

    /// Fills in what proposing each offer adds to no agreement; gives the greatest such gain of either side.
    #[inline(always)]
    fn prospects(&self, rows: &mut [Row]) -> [Lane; 2] {
        let mut most = [[f64::NEG_INFINITY; LANES]; 2];
        for row in rows {
            for (side, most) in most.iter_mut().enumerate() {
                let (gain, accepted, proposing) = (&row.gain[side], &row.accepts[1 - side], &mut row.proposing[side]);
                for i in 0..LANES {
                    let prospect = accepted[i] * gain[i];
                    most[i] = if prospect > most[i] { prospect } else { most[i] };
                    proposing[i] = prospect;
                }
            }
        }
        most
    }

    /// Turns gains from proposing into logit weights. Gives what talks add to no agreement for either side, in
    /// expectation over who proposes and what, and the sums of the weights of either proposer.
    #[inline(always)]
    fn proposals(&self, rows: &mut [Row], most: &[Lane; 2]) -> ([Lane; 2], [Lane; 2]) {
        let mut weights = [[0.0; LANES]; 2];
        let mut gains = [[[0.0; LANES]; 2]; 2];
        for row in rows {
            for player in PLAYERS {
                let (side, other) = (player as usize, 1 - player as usize);
                let precision = self.game.precision(player);
                let (accepted, gain, most) = (&row.accepts[other], &row.gain, &most[side]);
                let proposing = &mut row.proposing[side];
                for i in 0..LANES {
                    let weight = exp(precision * (proposing[i] - most[i]));
                    gains[side][side][i] += weight * proposing[i];
                    gains[side][other][i] += weight * (accepted[i] * gain[other][i]);
                    weights[side][i] += weight;
                    proposing[i] = weight;
                }
            }
        }
        let power = self.game.bargain.proposal_power;
        let mut added = [[0.0; LANES]; 2];
        for (side, added) in added.iter_mut().enumerate() {
            let [by_client, by_patron] = gains.each_ref().map(|by| &by[side]);
            each(added, |i| {
                power * (by_client[i] / weights[0][i]) + (1.0 - power) * (by_patron[i] / weights[1][i])
            });
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
