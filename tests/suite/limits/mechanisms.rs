//! What a dispute, weakness, confrontation and the price of energy change: talks, relief, refuge, backing, exposure,
//! deterrence, promises (model page §7).

use super::{Case, EXACT, case, decisions, near, sigma};
use allegiance::findings::decision::{Decision, StanceAccount};
use allegiance::forecast::solved::SolvedGame;
use allegiance::game::conduct::{BEGINNINGS, Begins, Stance};
use allegiance::game::player::{PLAYERS, Player};
use allegiance::game::policy::Policy;
use allegiance::game::space::Space;
use allegiance::game::values::Position;
use allegiance::scenario::{ENERGY, MANDATE, negotiation_state};

/// The incumbent's states and what is done in them.
fn incumbent(case: &Case) -> (&Space, &Policy) {
    let era = &case.equilibrium.eras()[0];
    (era.games()[0].space(), &era.solutions()[0].policy)
}

/// Greatest difference between two cases of any decision in the states chosen.
fn apart(one: &Case, other: &Case, chosen: impl Fn(&Space, usize) -> bool) -> f64 {
    let space = incumbent(one).0;
    let states = (0..space.count()).filter(|&state| chosen(space, state));
    let gaps = states.flat_map(|state| {
        let pairs = decisions(one, state).into_iter().zip(decisions(other, state));
        pairs.map(|(one, other)| (one - other).abs()).collect::<Vec<f64>>()
    });
    gaps.fold(0.0, f64::max)
}

fn logit(probability: f64) -> f64 {
    libm::log(probability / (1.0 - probability))
}

/// Named or not, neutral numbers change nothing, to the last bit; each of them alone does.
#[test]
fn limit_neutral_numbers() {
    let (silent, neutral) = (case("no-confrontation", &[]), case("neutral-numbers", &[]));
    assert_eq!(silent.solved.governments[0].states, neutral.solved.governments[0].states);
    let feared = ["patron.abandonment_cost=3".to_owned(), "client.entrapment_hazard=0.1".to_owned()];
    let plain = case("neutral-numbers", &feared);
    for number in [
        "bargain.talks_hardening",
        "bargain.talks_yielding",
        "client.outreach_relief",
        "client.refuge",
        "client.tied_backing",
        "client.top_exposure",
        "patron.deterrence",
    ] {
        let changed = case("neutral-numbers", &[&feared[..], &[format!("{number}=0.5")]].concat());
        let felt = apart(&plain, &changed, |_, _| true);
        assert!(felt > 1e-3, "{number}: {felt:e}");
    }
}

/// At λ = 0 agreement comes with probability τ/2, logit τ = logit t − (ξ − ξ₀)(H − Y ν). Where H = Y ν, τ = t.
#[test]
fn limit_rarer_talks() {
    let agreed = |overrides: &[&str]| {
        let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
        1.0 - case("rarer-talks", &overrides).start(false).no_agreement_probability
    };
    near(agreed(&[]), sigma(logit(0.65) - 0.65) / 2.0, EXACT, "τ/2");
    near(agreed(&[]), 0.492_260 / 2.0, 5e-7, "the file: τ = 0.492260");
    near(agreed(&["confrontation.start=calm"]), 0.65 / 2.0, EXACT, "the lowest level");
    for certain in [0.0, 1.0] {
        near(agreed(&[&format!("bargain.talks={certain}")]), certain / 2.0, EXACT, "talks that are certain");
    }
    // Strength 0, openness 1, refuge 0.5: ν = 0.5.
    let weak = ["mandate.start=none", "client.refuge=0.5", "bargain.talks_hardening=1"];
    near(agreed(&[&weak[..], &["bargain.talks_yielding=2"]].concat()), 0.65 / 2.0, EXACT, "H = Y ν");
    let driven = sigma(logit(0.65) - 0.65 * (1.0 - 3.0 * 0.5));
    near(agreed(&[&weak[..], &["bargain.talks_yielding=3"]].concat()), driven / 2.0, EXACT, "driven to the table");
}

/// The odds of hedging in dispute are those in calm × exp(λ Δ r ω⁺ damage), in every state. Strength and depth are 0 or 1.
#[test]
fn limit_outreach() {
    for (relief, overrides) in [(0.6, vec![]), (1.0, vec!["client.outreach_relief=1".to_owned()])] {
        let case = case("outreach", &overrides);
        let (space, policy) = incumbent(&case);
        for state in 0..space.count() {
            let level = |axis| space.level(state, axis);
            let vulnerability = (1.0 - level(1) as f64) * (1.0 - 0.5 * [0.0, 0.4, 1.0][level(2)]);
            let damage = 3.0 * (1.0 + 0.5 * level(3) as f64) * (1.0 + vulnerability);
            let gain = 1.5 * 0.25 * relief * [0.4, 1.0, 1.0][level(2)] * damage;
            let [calm, dispute] = [Begins::Calm, Begins::InDispute].map(|begins| logit(policy.hedge(begins)[state]));
            near(dispute - calm, gain, EXACT, "log odds");
        }
    }
}

/// What the stances come to at the start of the case, at an open West.
fn stances(case: &Case, at: &str) -> Vec<StanceAccount> {
    let Case { scenario, .. } = case;
    let place = negotiation_state(scenario, at).unwrap();
    let solved = SolvedGame::new(scenario, &scenario.parameters.central(), place.government);
    Decision::new(scenario, &place, &solved).stances
}

/// r = 1 and ω = 1: a hedge in dispute suffers no damage. It forgoes the treaty's 2 pp/yr alone.
#[test]
fn limit_outreach_in_full() {
    let full = case("outreach", &["client.outreach_relief=1".to_owned()]);
    let [calm, dispute] =
        ["no", "yes"].map(|dispute| stances(&full, &format!("opening=open, mandate=none, dispute={dispute}")));
    near(dispute[1].client.value, calm[1].client.value - 0.25 * 2.0, EXACT, "hedging");
    // Strength 0, openness 1, refuge 0.5.
    near(dispute[0].client.value, calm[0].client.value - 0.25 * (2.0 + 3.0 * 1.5), EXACT, "neutral");
}

/// A patron without a future presses with σ(λ Δ δ R), R = ξ (3 (1 − L) + 1 if hedging); with one, the log odds after a
/// hedge exceed those after neutrality by λ Δ δ ξ (3 (L_n − L_h) + 1). Without either cost δ does not matter.
#[test]
fn limit_deterrence() {
    for (deterrence, ahead) in [(0.8, "0.96"), (0.8, "0"), (0.0, "0")] {
        let case = case("deterrence", &[format!("patron.patience={ahead}"), format!("patron.deterrence={deterrence}")]);
        let (space, policy) = incumbent(&case);
        for state in 0..space.count() {
            let gain = 1.2 * 0.25 * deterrence * space.level(state, 0) as f64;
            let [neutral, hedging] =
                [Stance::Neutral, Stance::Hedging].map(|stance| logit(policy.pressure(stance)[state]));
            near(hedging - neutral, gain * (3.0 * (0.5 - 0.2) + 1.0), EXACT, "log odds");
            if ahead == "0" {
                near(neutral, gain * 3.0 * 0.5, EXACT, "after neutrality");
            }
        }
    }
    let free = |deterrence: &str| {
        let costs = ["patron.abandonment_cost=0", "patron.hedging_cost=0", deterrence];
        case("deterrence", &costs.map(str::to_owned))
    };
    assert!(apart(&free("patron.deterrence=0"), &free("patron.deterrence=1"), |_, _| true) < EXACT);
}

/// Greatest difference of any decision between a weak and a strong ruler, at the top of the opening.
fn felt_weakness(case: &Case) -> f64 {
    let space = incumbent(case).0;
    let weak = (0..space.count()).filter(|&state| space.level(state, 1) == 0 && space.level(state, 2) == 1);
    let gaps = weak.flat_map(|state| {
        let pairs = decisions(case, state).into_iter().zip(decisions(case, space.at(state, 1, 1)));
        pairs.map(|(one, other)| (one - other).abs()).collect::<Vec<f64>>()
    });
    gaps.fold(0.0, f64::max)
}

/// φ = 1, t = 0, an opening that stays at ω = 1: no policy depends on the mandate. It takes all three.
#[test]
fn limit_refuge() {
    assert!(felt_weakness(&case("refuge", &[])) < EXACT);
    for number in ["client.refuge=0.9", "client.tied_backing=0.1", "opening.ease=0.1"] {
        let felt = felt_weakness(&case("refuge", &[number.to_owned()]));
        assert!(felt > 1e-3, "{number}: {felt:e}");
    }
}

/// An opening that stays at ω = 0: φ does not matter there.
#[test]
fn limit_no_refuge() {
    let at = |refuge: &str| case("no-refuge", &[format!("client.refuge={refuge}")]);
    assert!(apart(&at("0"), &at("1"), |space, state| space.level(state, 2) == 0) < EXACT);
    assert!(apart(&at("0"), &at("1"), |_, _| true) > 1e-3, "where the West is open it does");
}

/// The union's reservation less the deal's, both of loyalty 0.8: −6 (1 − μ) t L/ρ, with t = 0.4 and ρ = 0.85.
#[test]
fn limit_tied_backing() {
    for (mandate, weakness) in [("none", 1.0), ("full", 0.0)] {
        let case = case("tied-backing", &[format!("mandate.start={mandate}")]);
        for dispute in [false, true] {
            let [deal, union] = [0, 1].map(|family| case.range(family, dispute).0);
            near(union - deal, -6.0 * weakness * 0.4 * 0.8 / 0.85, EXACT, mandate);
        }
    }
}

/// λ = 0: each offer that can be made is proposed alike, 1/6 of the deal's where the union cannot be, 1/9 where both can be.
/// With the deal limited to another government nothing is left above: no talks, no proposals.
#[test]
fn limit_offers_that_can_be_made() {
    let random = ["client.precision=0".to_owned(), "patron.precision=0".to_owned()];
    let case = case("offer-terms", &random);
    let (space, policy) = incumbent(&case);
    let game = &case.equilibrium.eras()[0].games()[0];
    let union = game.menu().iter().map(|item| case.scenario.offers[item.family].name == "union");
    let union: Vec<bool> = union.collect();
    for state in 0..space.count() {
        let open = space.level(state, space.integration()) == 0 && space.level(state, MANDATE) == 0;
        for (player, begins) in PLAYERS.into_iter().flat_map(|player| BEGINNINGS.map(|begins| (player, begins))) {
            for (proposal, union) in policy.proposals(player, begins, state).iter().zip(&union) {
                let chance = if open { 1.0 / 9.0 } else { f64::from(u8::from(!union)) / 6.0 };
                near(*proposal, chance, EXACT, "proposal");
            }
        }
    }
    // The deal too, so that where the two are united nothing can be offered.
    let apart = "offer.deal.from=[\"apart\"]".to_owned();
    let case = super::case("offer-terms", &[random.to_vec(), vec![apart]].concat());
    let (space, policy) = incumbent(&case);
    let game = &case.equilibrium.eras()[0].games()[0];
    for state in (0..space.count()).filter(|&state| space.level(state, space.integration()) == 1) {
        for begins in BEGINNINGS {
            assert_eq!(game.talks(begins, state), 0.0);
            assert_eq!(policy.signed(game, begins, state).sum::<f64>(), 0.0);
        }
    }
}

/// b = Δρ/(1 − patience (1 − 1/T)): T = 8 for the union, 2 for the deal; ρ = 0.85, the patron's weight of money 1.
#[test]
fn limit_contracts_of_their_own_duration() {
    let case = case("offer-terms", &[]);
    let (space, values) = (incumbent(&case).0, &case.equilibrium.eras()[0].solutions()[0].values);
    for (family, offer) in case.scenario.offers.iter().enumerate() {
        let quarters = if offer.name == "union" { 8.0 } else { 2.0 };
        for (player, sign, patience) in [(Player::Client, 1.0, 0.95), (Player::Patron, -1.0, 0.96)] {
            let worth = 0.25 * 0.85 / (1.0 - patience * (1.0 - 1.0 / quarters));
            for state in 0..space.count() {
                near(values.of(player, Position::Slope(family))[state], sign * worth, EXACT, "a unit promised");
            }
        }
    }
}

/// Without a future both ends of the union's range fall by F/Δ, those of the deal stay.
#[test]
fn limit_payment_at_signing() {
    let at = |upfront: f64| {
        let without = ["client.patience=0".to_owned(), "patron.patience=0".to_owned()];
        case("offer-terms", &[without.to_vec(), vec![format!("offer.union.upfront={upfront}")]].concat())
    };
    let (paid, unpaid) = (at(0.5), at(0.0));
    for (family, offer) in paid.scenario.offers.iter().enumerate() {
        let lower = if offer.name == "union" { 0.5 / 0.25 } else { 0.0 };
        for dispute in [false, true] {
            let (with, without) = (paid.range(family, dispute), unpaid.range(family, dispute));
            near(with.0, without.0 - lower, EXACT, "reservation");
            near(with.1, without.1 - lower, EXACT, "willingness");
        }
    }
}

/// e = 0 at a top level that is not left: no policy there depends on the loss. It does below the top, and with e = 0.5.
#[test]
fn limit_top_exposure() {
    let at = |loss: f64, exposure: f64| {
        case("top-exposure", &[format!("client.entrapment_loss={loss}"), format!("client.top_exposure={exposure}")])
    };
    let top = |space: &Space, state: usize| space.level(state, 0) == 1;
    assert!(apart(&at(50.0, 0.0), &at(100.0, 0.0), top) < EXACT);
    assert!(apart(&at(50.0, 0.5), &at(100.0, 0.5), top) > 1e-3);
}

/// One level of price 1.7: policies as without it at 1.7 times the treaty benefit of 2 and the menu of 2, 4, … 12.
#[test]
fn limit_energy_of_one_price() {
    let menu: Vec<String> = (1..=6).map(|step| format!("{}", 1.7 * 2.0 * f64::from(step))).collect();
    let dearer = |offer: &str| format!("offer.{offer}.subsidies=[{}]", menu.join(", "));
    let (priced, plain) = (case("energy-price", &[]), case("outreach", &[]));
    let scaled = case("outreach", &["client.treaty_benefit=3.4".to_owned(), dearer("deal"), dearer("union")]);
    assert!(apart(&priced, &scaled, |_, _| true) < EXACT);
    assert!(apart(&priced, &plain, |_, _| true) > 1e-3, "the price is felt");
    assert!(!priced.solved.governments[0].states[0].levels.contains_key("energy"), "one level says nothing");
}

/// Two levels of price 1, however they move: policies as without energy, at either level. With another price they differ.
#[test]
fn limit_energy_without_a_price() {
    let plain = case("outreach", &[]);
    let felt = |prices: &str| {
        let still = case("energy-still", &[format!("energy.price={prices}")]);
        let (space, without) = (incumbent(&still).0, incumbent(&plain).0);
        let gaps = (0..space.count()).flat_map(|state| {
            let same = without.index(&[0, 1, 3, 4].map(|axis| space.level(state, axis)));
            decisions(&still, state).into_iter().zip(decisions(&plain, same)).map(|(one, other)| (one - other).abs())
        });
        gaps.fold(0.0, f64::max)
    };
    assert!(felt("[1, 1]") < EXACT);
    assert!(felt("[1, 1.2]") > 1e-3, "a price is felt");
}

/// b = Δρ (P/(1 − B) + (π − P)/(1 − B (1 − 0.1 − 0.2))), P = (0.2 × 0.5 + 0.1 × 2)/0.3 = 1, B = patience (1 − 1/2), ρ = 0.85.
/// The patron's weight of money is 1.
#[test]
fn limit_energy_of_promises() {
    let case = case("energy-promise", &[]);
    let (space, values) = (incumbent(&case).0, &case.equilibrium.eras()[0].solutions()[0].values);
    for (player, sign, patience) in [(Player::Client, 1.0, 0.95), (Player::Patron, -1.0, 0.96)] {
        let kept = patience * 0.5;
        for state in 0..space.count() {
            let price = [0.5, 2.0][space.level(state, ENERGY)];
            let worth = 0.25 * 0.85 * (1.0 / (1.0 - kept) + (price - 1.0) / (1.0 - kept * 0.7));
            for family in [0, 1] {
                near(values.of(player, Position::Slope(family))[state], sign * worth, EXACT, "a unit promised");
            }
        }
    }
}

/// Without a future π (S − T) is the same at every price: S either end of the range, T = 2/0.85 in calm, the subsidy that
/// is worth the treaty, and 0 in dispute.
#[test]
fn limit_energy_of_a_quarter() {
    let at = |energy: &str| {
        let settings = ["client.patience=0", "patron.patience=0"].map(str::to_owned);
        case("energy-promise", &[&settings[..], &[format!("energy.start={energy}")]].concat())
    };
    let (cheap, dear) = (at("cheap"), at("dear"));
    for (dispute, treaty) in [(false, 2.0 / 0.85), (true, 0.0)] {
        for family in [0, 1] {
            let ends = |case: &Case| {
                let (reservation, willingness) = case.range(family, dispute);
                [reservation, willingness].map(|end| end - treaty)
            };
            for (cheap, dear) in ends(&cheap).into_iter().zip(ends(&dear)) {
                near(0.5 * cheap, 2.0 * dear, EXACT, "an end of the range");
                assert!((cheap - dear).abs() > 0.1);
            }
        }
    }
}
