//! Disputes that last: pressure that goes on by itself, with a probability or for certain (model page §2, §7).

use super::{Case, EXACT, case, near};
use allegiance::forecast::exact::means_from;
use allegiance::forecast::quantity::Quantity;
use allegiance::game::conduct::Begins;

/// Share of disputes by quarter from the start of a case, in calm or in dispute.
fn disputes(case: &Case, dispute: bool, quarters: usize) -> Vec<f64> {
    let Case { scenario, equilibrium, .. } = case;
    let (game, solution) = (&equilibrium.eras()[0].games()[0], &equilibrium.eras()[0].solutions()[0]);
    let start = game.space().index(&scenario.ladders.all().map(|ladder| ladder.start).collect::<Vec<_>>());
    let means = means_from(game, &solution.policy, start, Begins::from_dispute(dispute), quarters);
    means.iter().map(|means| means[Quantity::Dispute.index()]).collect()
}

/// Model page §7: at λ = 0 dispute follows dispute with probability (1 − τ/2)(θ + (1 − θ)/2), and calm with
/// (1 − talks/2)/2 whatever θ is. talks = 0.8 in the file.
#[test]
fn limit_pressure_inertia() {
    for (inertia, talks) in [(0.0, 0.7), (0.4, 0.7), (0.4, 0.0), (0.9, 0.3), (1.0, 0.7), (1.0, 1.0)] {
        let overrides = [format!("bargain.pressure_inertia={inertia}"), format!("bargain.talks_in_dispute={talks}")];
        let case = case("pressure-inertia", &overrides);
        near(case.start(true).no_agreement_probability, 1.0 - talks / 2.0, EXACT, "no agreement");
        near(case.start(true).pressure.neutral, 0.5, EXACT, "what the patron would choose");
        let lasting = (1.0 - talks / 2.0) * (inertia + (1.0 - inertia) / 2.0);
        near(disputes(&case, true, 2)[1], lasting, EXACT, &format!("θ = {inertia}, τ = {talks}"));
        near(disputes(&case, false, 2)[1], (1.0 - 0.8 / 2.0) / 2.0, EXACT, "calm knows no inertia");
    }
    let stated = case("pressure-inertia", &[]);
    near(disputes(&stated, true, 2)[1], 0.65 * 0.7, EXACT, "the file: θ = 0.4, τ = 0.7");
}

/// Model page §7: θ = 1 and no talks in dispute: u Δ/(1 − β) of its flows, and no quarter without a dispute. The
/// client's flow is 0.3 − 2 · 1.5 and its discount 0.9 × 0.8, the patron's −1 and 0.95. The patron would rather let go.
#[test]
fn limit_absorbing_dispute() {
    let lasting = case("absorbing-dispute", &[]);
    let state = lasting.start(true);
    for value in [state.value, state.no_agreement] {
        near(value.client, -2.7 * 0.25 / (1.0 - 0.72), EXACT, "client");
        near(value.patron, -0.25 / (1.0 - 0.95), EXACT, "patron");
    }
    assert!(state.pressure.neutral < 0.01, "{:?}", state.pressure);
    for dispute in disputes(&lasting, true, 40) {
        near(dispute, 1.0, EXACT, "for ever");
    }
    // It takes both: where the pressure may end in a tenth of the quarters, or talks are held in a tenth, all but certain
    // to be used, the dispute ends in a tenth.
    for way_out in ["bargain.pressure_inertia=0.9", "bargain.talks_in_dispute=0.1"] {
        near(disputes(&case("absorbing-dispute", &[way_out.to_owned()]), true, 2)[1], 0.9, 0.001, way_out);
    }
}
