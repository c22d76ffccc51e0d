//! Time and the world: annuities, a chain of two levels, defection remembered, the dilemma of loyalty (rows A9c, A10, A11).

use super::{Case, EXACT, case, certain, near, set};
use allegiance::findings::solution::Propagated;
use allegiance::forecast::branching::BranchCase;
use allegiance::forecast::exact::propagate;
use allegiance::forecast::quantity::Quantity;
use allegiance::game::player::{PLAYERS, Player};
use allegiance::game::values::Position;

/// Model page §7: u Δ/(1 − β), whether contracts last a quarter, four or for ever. The client's flow is 0.6 and its
/// discount 0.9 × 0.8, the patron's 0.6 and 0.95.
#[test]
fn limit_annuity() {
    for quarters in ["1", "4", "1e300"] {
        let case = case("annuity", &[format!("bargain.contract_quarters={quarters}")]);
        let state = case.start(false);
        near(state.no_agreement_probability, 0.0, EXACT, "agreement is certain");
        let annuities = [0.6 * 0.25 / (1.0 - 0.72), 0.6 * 0.25 / (1.0 - 0.95)];
        near(state.value.client, annuities[0], EXACT, "client");
        near(state.value.patron, annuities[1], EXACT, "patron");
        let Case { scenario, equilibrium, .. } = &case;
        let (game, values) = (&equilibrium.eras()[0].games()[0], &equilibrium.eras()[0].solutions()[0].values);
        let start = game.space().index(&scenario.ladders.all().map(|ladder| ladder.start).collect::<Vec<_>>());
        for (player, annuity) in [Player::Client, Player::Patron].into_iter().zip(annuities) {
            near(values.contract(player, 0, 0.5, start), annuity, EXACT, "contract in force");
            near(values.of(player, Position::Dispute)[start], annuity, EXACT, "an agreement ends a dispute");
        }
    }
}

/// A9c: π₁(t) = a/(a + b) (1 − (1 − a − b)^t), in the end 1/3; hedging, which pays while it is calm, has the rest.
#[test]
fn limit_tension_chain() {
    let Case { scenario, equilibrium, .. } = case("tension-chain", &[]);
    let propagated = Propagated::new(&scenario, &equilibrium);
    let quarters = &propagated.branches[0].quarters;
    let mut left = 1.0;
    for quarter in quarters {
        let sharp = (1.0 - left) / 3.0;
        near(quarter.means["hedging"], 1.0 - sharp, EXACT, &quarter.quarter);
        left *= 0.85;
    }
    near(quarters[199].means["hedging"], 2.0 / 3.0, EXACT, "in the end");
}

/// A10: loyalty holds if and only if patience is at least (T − R)/(T − P) = 1/2, where the choice is even: T + δ P/(1 − δ)
/// = R/(1 − δ). Friedman (1971).
#[test]
fn limit_remembered_defection() {
    for (patience, hedge) in [(0.49, 1.0), (0.5, 0.5), (0.51, 0.0)] {
        let case = case("remembered-defection", &[format!("client.patience={patience}")]);
        near(case.start(false).hedge, hedge, EXACT, "defection");
    }
}

/// A11: L* = V_a/(V_a + τ V_e). Snyder (1984), reduced form. At precision 10 the patron's proposals are the logit of
/// −[(1 − L)² V_a + τ L² V_e] a quarter; at 1e6 they are the best on the menu, which holds every L*.
#[test]
fn limit_loyalty_dilemma() {
    for (tau, best) in [(0.0, 1.0), (0.5, 0.666_666_667), (1.0, 0.5), (2.0, 0.333_333_333), (9.0, 0.1)] {
        let worth = format!("patron.loyalty_value={}", -(1.0 + tau));
        let sharp = case("loyalty-dilemma", &set([&worth]));
        let loyalty =
            |case: &Case, name: &str| case.scenario.offers.iter().find(|offer| offer.name == name).unwrap().loyalty;
        let chosen = certain(&sharp.start(false).signed, |offer| offer.proposed.patron);
        near(loyalty(&sharp, &chosen.offer), best, EXACT, "L*");
        near(1.0 / (1.0 + tau), best, EXACT, "the row");

        let blunt = case("loyalty-dilemma", &set([&worth, "patron.precision=10"]));
        let weight =
            |loyalty: f64| libm::exp(-10.0 * 0.25 * ((1.0 - loyalty) * (1.0 - loyalty) + tau * loyalty * loyalty));
        let all: f64 = blunt.scenario.offers.iter().map(|offer| weight(offer.loyalty)).sum();
        for offer in &blunt.start(false).signed {
            near(offer.proposed.patron, weight(loyalty(&blunt, &offer.offer)) / all, EXACT, &offer.offer);
        }
    }
}

/// Mean of a quantity in each quarter, by branch.
fn means(case: &Case, quantity: Quantity) -> Vec<Vec<f64>> {
    let of = |branch: &BranchCase| propagate(&case.scenario, &case.equilibrium, branch);
    let all = BranchCase::all(&case.scenario);
    all.iter().map(|branch| of(branch).iter().map(|quarter| quarter[quantity.index()]).collect()).collect()
}

/// The treaty pays 1 under one government only, and nobody agrees: the mean subsidy from the second election on is the
/// probability that it won. p = 0.6 and κ = 1.5 after the incumbent, at strengths 1 and 0.
#[test]
fn limit_odds_by_mandate() {
    let odds = means(&case("second-election", &[]), Quantity::Subsidy);
    let pulled = 0.6 * libm::exp(1.5);
    for quarter in [2, 3] {
        near(odds[0][quarter], pulled / (pulled + 0.4), EXACT, "after a strong incumbent");
        near(odds[1][quarter], 0.6, EXACT, "after a weak incumbent");
    }
    near(odds[0][1], 0.0, EXACT, "before it");
}

/// The first election brought a successor that differs in nothing but its name: the odds are those stated for it.
#[test]
fn limit_odds_by_winner() {
    let odds = means(&case("second-election", &[]), Quantity::Subsidy);
    near(odds[2][3], 0.2, EXACT, "after a successor");
}

/// h = 0.2 as long as the incumbent rules and the West is open: it has broken in by quarter t, counted from 0, with
/// 1 − 0.8^(t + 1), and brought integration from its top to its lowest level.
#[test]
fn limit_upheaval() {
    let depths = means(&case("upheaval", &[]), Quantity::IntegrationDepth);
    for (quarter, depth) in depths[0].iter().enumerate() {
        near(*depth, libm::pow(0.8, quarter as f64 + 1.0), EXACT, "depth");
    }
    let shut = means(&case("upheaval", &super::set(["opening.start=shut"])), Quantity::IntegrationDepth);
    assert!(shut[0].iter().all(|depth| *depth == 1.0), "where it cannot happen nothing does: {shut:?}");
}

/// e = 0.1: depth 0.9^t at the start of quarter t; a depth of 1 is worth Δ u/(1 − β · 0.9) more than none, u = 3 − 1 and
/// 4 − 0.5 · 3.
#[test]
fn limit_steps_taken_back() {
    let case = case("taken-back", &[]);
    for (quarter, depth) in means(&case, Quantity::IntegrationDepth)[0].iter().enumerate() {
        near(*depth, libm::pow(0.9, quarter as f64), EXACT, "depth");
    }
    let era = &case.equilibrium.eras()[0];
    let (space, values) = (era.games()[0].space(), &era.solutions()[0].values);
    let united = (0..space.count()).filter(|&state| space.level(state, space.integration()) == 1);
    for state in united {
        for (player, yearly, patience) in [(Player::Client, 2.0, 0.95), (Player::Patron, 2.5, 0.96)] {
            let values = values.of(player, Position::Calm);
            let worth = 0.25 * yearly / (1.0 - patience * 0.9);
            near(values[state] - values[state - 1], worth, EXACT, "what depth is worth");
        }
    }
}

/// What taking it back gains the client is 0.5 − 0.3, at precision 2; before the choice depth is worth 0.2 w − 0.5 more than none to
/// it, and (1 − w) 0.875 to the patron.
#[test]
fn limit_steps_withdrawn() {
    let case = case("withdrawal", &[]);
    let back = 1.0 / (1.0 + libm::exp(-2.0 * 0.2));
    for (quarter, depth) in means(&case, Quantity::IntegrationDepth)[0].iter().enumerate() {
        near(*depth, libm::pow(1.0 - back, quarter as f64 + 1.0), EXACT, "depth");
    }
    let era = &case.equilibrium.eras()[0];
    let (space, values) = (era.games()[0].space(), &era.solutions()[0].values);
    let united = (0..space.count()).filter(|&state| space.level(state, space.integration()) == 1);
    for state in united {
        for bond in [Position::Calm, Position::Dispute] {
            let worth = PLAYERS.map(|player| values.of(player, bond)[state] - values.of(player, bond)[state - 1]);
            near(worth[0], 0.2 * back - 0.5, EXACT, "what depth is worth to the client");
            near(worth[1], 0.875 * (1.0 - back), EXACT, "what it is worth to the patron");
        }
    }
    let start = case.start(false);
    near(start.withdrawal.unwrap(), back, EXACT, "what is printed");
}
