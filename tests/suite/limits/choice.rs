//! Logit choice: single, in two stages, without precision, without a future, without confrontation (rows A7, A8, A9).

use super::{Case, EXACT, case, decisions, near, sigma};
use allegiance::game::conduct::{BEGINNINGS, Begins, STANCES, Stance};
use allegiance::game::player::{PLAYERS, Player};

/// A8, A7_bin: Pr(concede) = σ(λ (1 − 1/2)) = σ(1), Pr(challenge) = σ(λ (2 Pr(concede) − 1)) at λ = 2. McKelvey and Palfrey
/// (1998).
#[test]
fn limit_challenge() {
    let case = case("challenge", &[]);
    let challenge = &case.start(false).signed[0];
    let concede = sigma(1.0);
    near(concede, 0.731_058_579, EXACT, "the row A7_bin");
    near(challenge.accepted.patron, concede, EXACT, "Pr(concede)");
    near(challenge.proposed.client, sigma(2.0 * (2.0 * concede - 1.0)), EXACT, "Pr(challenge)");
    near(challenge.proposed.client, 0.715_904, 5e-7, "the row A8");
}

/// Model page §7, and the value at λ = 0 that the rows A7 start from: every choice is uniform.
#[test]
fn limit_no_precision() {
    let Case { equilibrium, .. } = case("no-precision", &[]);
    let (game, policy) = (&equilibrium.eras()[0].games()[0], &equilibrium.eras()[0].solutions()[0].policy);
    let offers = game.menu().len() as f64;
    for state in 0..game.space().count() {
        near(policy.hedge(Begins::Calm)[state], 0.5, EXACT, "stance");
        near(policy.hedge(Begins::InDispute)[state], 0.5, EXACT, "stance in dispute");
        for stance in STANCES {
            near(policy.pressure(stance)[state], 0.5, EXACT, "pressure");
        }
        for (player, begins) in PLAYERS.into_iter().flat_map(|player| BEGINNINGS.map(|begins| (player, begins))) {
            for proposal in policy.proposals(player, begins, state) {
                near(*proposal, 1.0 / offers, EXACT, "proposal");
            }
            for answer in policy.acceptances(player, begins, state) {
                near(*answer, 0.5, EXACT, "answer");
            }
        }
    }
}

/// Greatest difference of any decision between the two levels of confrontation.
fn felt(case: &Case) -> f64 {
    let game = &case.equilibrium.eras()[0].games()[0];
    let calm = (0..game.space().count()).filter(|&state| game.space().level(state, 0) == 0);
    let gaps = calm.flat_map(|state| {
        let pairs = decisions(case, state).into_iter().zip(decisions(case, game.space().at(state, 0, 1)));
        pairs.map(|(one, other)| (one - other).abs()).collect::<Vec<f64>>()
    });
    gaps.fold(0.0, f64::max)
}

/// Model page §7: no policy depends on confrontation while the nine numbers through which it acts are 0. Each of them
/// alone makes it felt.
#[test]
fn limit_no_confrontation() {
    assert!(felt(&case("no-confrontation", &[])) < EXACT);
    for number in [
        "client.entrapment_hazard",
        "client.hedging_risk",
        "patron.unequivocal_support",
        "patron.abandonment_cost",
        "patron.hedging_cost",
        "patron.fiscal_strain",
        "patron.integration_security",
        "bargain.talks_hardening",
        "bargain.talks_yielding",
    ] {
        let felt = felt(&case("no-confrontation", &[format!("{number}=0.5")]));
        assert!(felt > 1e-3, "{number}: {felt:e}");
    }
}

/// A9d: a flow of one more pp-year and the same future: σ(λ · 1) at any patience. Aguirregabiria and Mira (2007).
#[test]
fn limit_flow_choice() {
    for patience in [0.0, 0.5, 0.95, 0.99] {
        let overrides = ["client", "patron"].map(|side| format!("{side}.patience={patience}"));
        near(case("flow-choice", &overrides).start(false).hedge, sigma(1.0), EXACT, "hedge");
    }
}

/// Payoffs per year in a state of `static-choice`, written out from model page §3: client and patron.
struct Flows {
    xi: f64,
    mu: f64,
    omega: f64,
    gamma: f64,
}

impl Flows {
    /// Loyalty L, subsidy received, whether it hedges, whether it is under pressure. Numbers as in the files.
    fn at(&self, loyalty: f64, received: f64, hedge: f64, pressed: f64) -> [f64; 2] {
        let Self { xi, mu, omega, gamma } = *self;
        let dividend = 0.85 * gamma;
        // h = 0.1, η = 1.5 (ξ is 0 or 1, so that ξ^η = ξ), loss 100
        let client =
            received + dividend - pressed * 3.0 * (1.0 + 0.5 * gamma) * (2.0 - mu) - 0.1 * xi * loyalty * 100.0
                + 5.0 * omega * (1.0 - loyalty)
                + 6.0 * (1.0 - mu) * loyalty
                - hedge * 2.0 * xi
                - 4.0 * gamma * gamma;
        let worth = if xi == 0.0 { loyalty } else { loyalty * loyalty };
        let patron = 12.0 * worth
            - 3.0 * xi * (1.0 - loyalty)
            - hedge * xi
            - (1.0 + 0.5 * xi) * (received + 0.5 * dividend)
            - pressed
            + (5.0 + 4.0 * xi) * gamma;
        [client, patron]
    }
}

/// A9b: with patience 0 each state is a static logit game: pressure, which acts later, is a coin toss; the stance follows
/// from its flows; an offer is accepted by what it adds to no agreement; a proposal is weighed by what it adds times the
/// chance that it is accepted. McKelvey and Palfrey (1998).
#[test]
fn limit_static_choice() {
    let Case { equilibrium, .. } = case("static-choice", &[]);
    let (game, policy) = (&equilibrium.eras()[0].games()[0], &equilibrium.eras()[0].solutions()[0].policy);
    let precision = [1.5, 1.2];
    let families = [1.0, 0.8];
    for state in 0..game.space().count() {
        let level = |axis| game.space().level(state, axis) as f64;
        let flows = Flows { xi: level(0), mu: level(1), omega: level(2), gamma: level(3) };
        for (begins, treaty, pressed) in [(Begins::Calm, 2.0, 0.0), (Begins::InDispute, 0.0, 1.0)] {
            let (neutral, hedging) = (flows.at(0.5, treaty, 0.0, pressed), flows.at(0.2, treaty, 1.0, pressed));
            let hedge = sigma(precision[0] * 0.25 * (hedging[0] - neutral[0]));
            near(policy.hedge(begins)[state], hedge, EXACT, "stance");
            near(policy.pressure(Stance::Neutral)[state], 0.5, EXACT, "pressure");
            let fallback = [0, 1].map(|side| hedge * hedging[side] + (1.0 - hedge) * neutral[side]);
            let gains: Vec<[f64; 2]> = game
                .menu()
                .iter()
                .map(|item| {
                    let deal = flows.at(families[item.family], 0.85 * item.subsidy, 0.0, 0.0);
                    [0, 1].map(|side| 0.25 * (deal[side] - fallback[side]))
                })
                .collect();
            for (player, side, other) in [(Player::Client, 0, 1), (Player::Patron, 1, 0)] {
                let weight =
                    |gain: &[f64; 2]| libm::exp(precision[side] * sigma(precision[other] * gain[other]) * gain[side]);
                let all: f64 = gains.iter().map(weight).sum();
                for (offer, gain) in gains.iter().enumerate() {
                    let answer = policy.acceptances(player, begins, state)[offer];
                    near(answer, sigma(precision[side] * gain[side]), EXACT, "answer");
                    near(policy.proposals(player, begins, state)[offer], weight(gain) / all, EXACT, "proposal");
                }
            }
        }
    }
}
