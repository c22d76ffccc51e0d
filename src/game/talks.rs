//! Talks: who accepts what, and who proposes what (model page §2, step 2; §4).
//!
//! Takes the values of no agreement and of signing, gives the values of negotiating and the probabilities of every
//! answer and proposal. Written for blocks of states, so that the machine works on many at once.

use super::conduct::{BEGINNINGS, Begins, PerBeginning};
use super::contract::Slopes;
use super::lanes::{GREATEST_EXPONENT, LANES, Lane, accept, each, exp};
use super::model::Game;
use super::player::{PLAYERS, PerPlayer, Player};
use super::policy::Policy;
use super::size::Size;
use super::values::Values;
use crate::base::heap::list;

const PADDED: &str = "arrays over states are padded to whole lanes";

/// The menu in a block of states.
#[derive(Debug, Clone)]
pub(super) struct Table {
    offers: Vec<OfferRow>,
    families: Vec<FamilyRow>,
}

/// One offer in a block of states.
#[derive(Debug, Clone)]
struct OfferRow {
    /// Probability that a player accepts it.
    accepts: PerPlayer<Lane>,
    /// What proposing it adds to no agreement, for either player as proposer; then its logit weight.
    proposing: PerPlayer<Lane>,
}

/// What the offers of a family share in a block of states.
#[derive(Debug, Clone)]
struct FamilyRow {
    /// What signing at no subsidy adds to no agreement.
    gain: PerPlayer<Lane>,
    /// What each unit of subsidy adds to that.
    slope: PerPlayer<Lane>,
    /// Odds against accepting no subsidy.
    odds: PerPlayer<Lane>,
}

/// A block of states of the same number for each player.
#[inline(always)]
fn lanes(number: f64) -> PerPlayer<Lane> {
    PerPlayer::new([[number; LANES]; 2])
}

impl Table {
    /// Room for the menu of this game.
    pub(super) fn new(game: &Game) -> Self {
        let zero = lanes(0.0);
        let offer = OfferRow { accepts: zero, proposing: zero };
        let family = FamilyRow { gain: zero, slope: zero, odds: zero };
        Self { offers: vec![offer; game.menu.len()], families: vec![family; game.families.len()] }
    }

    /// Bytes of the room for games of this size.
    pub(super) fn bytes(size: &Size) -> usize {
        list::<OfferRow>(size.offers) + list::<FamilyRow>(size.families)
    }
}

/// What negotiations are worked out from.
pub(super) struct Round<'a> {
    pub(super) game: &'a Game,
    /// Value of no agreement.
    pub(super) no_agreement: &'a PerPlayer<PerBeginning<Vec<f64>>>,
    /// Value of signing at no subsidy, by family.
    pub(super) signing: &'a PerPlayer<Vec<Vec<f64>>>,
    /// What each unit of subsidy adds to it.
    pub(super) slopes: &'a Slopes,
}

impl Round<'_> {
    /// Values of negotiating, block of states by block of states.
    #[inline(always)]
    pub(super) fn negotiate(&self, table: &mut Table, now: &mut Values, mut policy: Option<&mut Policy>) {
        let Table { offers, families } = table;
        for start in (0..self.game.space.padded()).step_by(LANES) {
            for begins in BEGINNINGS {
                let disagreement = PerPlayer::by(|player| lane(&self.no_agreement[player][begins], start));
                let block = Block { round: self, start, disagreement };
                let product = block.family_rows(families);
                let most = block.answers(families, product, offers);
                let (gains, weights) = block.proposals(families, offers, &most);
                let chance = lane(&self.game.talks[begins], start);
                for player in PLAYERS {
                    let (base, gain) = (disagreement[player], &gains[player]);
                    let values = now.of_mut(player, begins.into())[start..].first_chunk_mut();
                    each(values.expect(PADDED), |i| base[i] + chance[i] * gain[i]);
                }
                if let Some(policy) = policy.as_deref_mut() {
                    fill(policy, offers, &weights, begins, start);
                    self.silence(policy, begins, start);
                }
            }
        }
    }
}

impl Round<'_> {
    /// Takes the proposals out of a policy where nothing can be offered.
    fn silence(&self, policy: &mut Policy, begins: Begins, start: usize) {
        for state in (start..start + LANES).filter(|state| self.game.is_mute(*state)) {
            PLAYERS.into_iter().for_each(|player| policy.proposals_mut(player, begins, state).fill(0.0));
        }
    }
}

#[inline(always)]
fn lane(values: &[f64], start: usize) -> &Lane {
    values[start..].first_chunk().expect(PADDED)
}

/// Talks in a block of states, all in quarters that begin in the same way.
struct Block<'a> {
    round: &'a Round<'a>,
    start: usize,
    disagreement: PerPlayer<&'a Lane>,
}

impl Block<'_> {
    /// Fills in what the offers of a family share. Gives whether the odds of an answer can be taken as the product of
    /// the family's odds and the subsidy's factor without overflow.
    #[inline(always)]
    fn family_rows(&self, families: &mut [FamilyRow]) -> bool {
        let mut greatest: f64 = 0.0;
        for player in PLAYERS {
            let precision = self.round.game.precision(player);
            for (number, family) in families.iter_mut().enumerate() {
                let base = lane(&self.round.signing[player][number], self.start);
                let slope = lane(self.round.slopes.signing(player, number), self.start);
                let disagreement = self.disagreement[player];
                each(&mut family.gain[player], |i| base[i] - disagreement[i]);
                each(&mut family.slope[player], |i| slope[i]);
                let gain = &family.gain[player];
                each(&mut family.odds[player], |i| exp(-precision * gain[i]));
                let most = gain.iter().fold(0.0, |most: f64, gain| {
                    let exponent = (precision * gain).abs();
                    if exponent <= most { most } else { exponent }
                });
                greatest = if most <= greatest { greatest } else { most };
            }
        }
        greatest + self.round.slopes.exponent() <= GREATEST_EXPONENT
    }

    /// Fills in the answers to each offer and what proposing it gains; gives each player's greatest such gain.
    #[inline(always)]
    fn answers(&self, families: &[FamilyRow], product: bool, offers: &mut [OfferRow]) -> PerPlayer<Lane> {
        let game = self.round.game;
        if product {
            self.each_answer(families, offers, |offer| {
                let odds = &families[game.menu[offer].family].odds;
                let states = game.space.padded();
                let factor = PerPlayer::by(|player| lane(self.round.slopes.odds(player, offer, states), self.start));
                move |player, i, _| 1.0 / (1.0 + odds[player][i] * factor[player][i])
            })
        } else {
            self.each_answer(families, offers, |_| move |player, _, gain| accept(game.precision(player), gain))
        }
    }

    /// [`Block::answers`] where `accepts` gives, for each offer, the probability that a player accepts it in a state in
    /// which it gains so much.
    #[inline(always)]
    fn each_answer<F, G>(&self, families: &[FamilyRow], offers: &mut [OfferRow], accepts: F) -> PerPlayer<Lane>
    where
        F: Fn(usize) -> G,
        G: Fn(Player, usize, f64) -> f64,
    {
        const CLIENT: Player = Player::Client;
        const PATRON: Player = Player::Patron;
        let mut most = lanes(f64::NEG_INFINITY);
        for (offer, row) in offers.iter_mut().enumerate() {
            let (gain, accepts) = (self.gain(families, offer), accepts(offer));
            let OfferRow { accepts: answers, proposing } = row;
            let ([by_client, by_patron], [client, patron]) = (answers.both_mut(), proposing.both_mut());
            let [most_client, most_patron] = most.both_mut();
            for i in 0..LANES {
                let gain = [gain(CLIENT, i), gain(PATRON, i)];
                let answer = [accepts(CLIENT, i, gain[0]), accepts(PATRON, i, gain[1])];
                // What a proposal adds for its proposer counts only if the other player accepts it.
                let proposing = [answer[1] * gain[0], answer[0] * gain[1]];
                most_client[i] = if proposing[0] > most_client[i] { proposing[0] } else { most_client[i] };
                most_patron[i] = if proposing[1] > most_patron[i] { proposing[1] } else { most_patron[i] };
                [by_client[i], by_patron[i]] = answer;
                [client[i], patron[i]] = proposing;
            }
        }
        if self.round.game.families.iter().any(|family| family.open.is_some()) { self.most_open(offers) } else { most }
    }

    /// Where an offer can be made: 1 or 0 by state of the block; `None` if everywhere.
    #[inline(always)]
    fn open(&self, offer: usize) -> Option<&Lane> {
        let game = self.round.game;
        Some(lane(game.families[game.menu[offer].family].open.as_ref()?, self.start))
    }

    /// Each player's greatest gain from proposing an offer that can be made.
    fn most_open(&self, offers: &[OfferRow]) -> PerPlayer<Lane> {
        let mut most = lanes(f64::NEG_INFINITY);
        for (offer, row) in offers.iter().enumerate() {
            let open = self.open(offer);
            for player in PLAYERS {
                let gains = row.proposing[player].iter().enumerate();
                let most = &mut most[player];
                gains.filter(|(i, _)| open.is_none_or(|open| open[*i] != 0.0)).for_each(|(i, gain)| {
                    most[i] = if *gain > most[i] { *gain } else { most[i] };
                });
            }
        }
        most
    }

    /// What signing an offer adds to no agreement, by player and state of the block.
    #[inline(always)]
    fn gain<'f>(&self, families: &'f [FamilyRow], offer: usize) -> impl Fn(Player, usize) -> f64 + 'f {
        let item = self.round.game.menu[offer];
        let (family, subsidy) = (&families[item.family], item.subsidy);
        move |player, i| family.gain[player][i] + subsidy * family.slope[player][i]
    }

    /// Turns gains from proposing into logit weights. Gives what talks add to no agreement for either player, in
    /// expectation over who proposes and what, and the sums of the weights of either proposer.
    #[inline(always)]
    fn proposals(
        &self,
        families: &[FamilyRow],
        offers: &mut [OfferRow],
        most: &PerPlayer<Lane>,
    ) -> (PerPlayer<Lane>, PerPlayer<Lane>) {
        let mut weights = lanes(0.0);
        // By proposer, then by who gains.
        let mut gains = PerPlayer::new([lanes(0.0); 2]);
        for (offer, row) in offers.iter_mut().enumerate() {
            let (gain, open) = (self.gain(families, offer), self.open(offer));
            for player in PLAYERS {
                let other = player.other();
                let precision = self.round.game.precision(player);
                let (accepted, most) = (&row.accepts[other], &most[player]);
                let proposing = &mut row.proposing[player];
                for i in 0..LANES {
                    let power = precision * (proposing[i] - most[i]);
                    // What cannot be proposed may gain more than all that can be.
                    let weight = open.map_or_else(|| exp(power), |open| open[i] * exp(power.min(0.0)));
                    gains[player][player][i] += weight * proposing[i];
                    gains[player][other][i] += weight * (accepted[i] * gain(other, i));
                    weights[player][i] += weight;
                    proposing[i] = weight;
                }
            }
        }
        let power = self.round.game.bargain.proposal_power;
        let [client_weights, patron_weights] = weights.both();
        let added = PerPlayer::by(|player| {
            let (by_client, by_patron) = (&gains[Player::Client][player], &gains[Player::Patron][player]);
            let mut added = [0.0; LANES];
            each(&mut added, |i| {
                power * (by_client[i] / client_weights[i]) + (1.0 - power) * (by_patron[i] / patron_weights[i])
            });
            added
        });
        (added, weights)
    }
}

/// Copies the answers and proposals of a block into the policy.
fn fill(policy: &mut Policy, offers: &[OfferRow], weights: &PerPlayer<Lane>, begins: Begins, start: usize) {
    for i in 0..LANES {
        for player in PLAYERS {
            let accepts = policy.acceptances_mut(player, begins, start + i);
            for (probability, row) in accepts.iter_mut().zip(offers) {
                *probability = row.accepts[player][i];
            }
            let proposals = policy.proposals_mut(player, begins, start + i);
            for (probability, row) in proposals.iter_mut().zip(offers) {
                *probability = row.proposing[player][i] / weights[player][i];
            }
        }
    }
}
