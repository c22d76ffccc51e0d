//! Dividing what a deal is worth: the Nash bargain, ranges, prices (rows A1, A5, A12, A16).

use super::{Case, EXACT, case, certain, menu, near, set};

/// Proposals on a menu of this step: the patron's is the least at or above the client's reservation, the client's the
/// greatest at or below the patron's willingness, so that the mean subsidy is within a step of the Nash bargain.
fn splits_as_nash(case: &Case, step: f64, nash: f64) -> f64 {
    let (reservation, willingness) = case.range(0, false);
    let power = case.scenario.parameters.bargain.proposal_power.central;
    near((1.0 - power) * reservation + power * willingness, nash, EXACT, "Nash bargain");
    let state = case.start(false);
    let by_patron = certain(&state.signed, |offer| offer.proposed.patron).subsidy;
    let by_client = certain(&state.signed, |offer| offer.proposed.client).subsidy;
    assert!((reservation..reservation + step).contains(&by_patron), "{by_patron} for {reservation}");
    assert!(by_client <= willingness && by_client > willingness - step, "{by_client} for {willingness}");
    near(state.no_agreement_probability, 0.0, EXACT, "agreement is certain");
    let mean = case.mean_signed();
    near(mean, nash, step, "mean subsidy");
    (mean - nash).abs()
}

/// Model page §7; A1a, A1b: d_C + (1 − α_P)(S − d_P − d_C). Nash (1950). An offer lies within a step h of its end of the
/// range, so the mean is within h of the formula: errors found on menus of 20, 67 and 200 must obey that.
#[test]
fn limit_nash_split() {
    for (name, nash) in [("nash-split", 0.65), ("nash-split-weighted", 0.31)] {
        splits_as_nash(&case(name, &[]), 0.05, nash);
        let errors = [67, 200].map(|count| {
            let (step, menu) = menu(0.0, 1.0, count);
            splits_as_nash(&case(name, &[menu]), step, nash)
        });
        assert!(errors[1] <= 0.005 && errors[0] <= 1.0 / 67.0, "{name}: {errors:?}");
    }
}

/// An offer that leaves the responder indifferent is accepted with probability 1/2 at any precision, so the patron goes
/// one step beyond: "at or above" of model page §7 is "above" on a menu that holds the reservation itself.
#[test]
fn limit_nash_split_on_the_reservation() {
    let case = case("nash-split", &set(["offer.deal.subsidies=[0.05, 0.3, 0.35, 0.95]"]));
    let signed = &case.start(false).signed;
    near(signed[1].accepted.client, 0.5, 1e-6, "the reservation itself");
    assert_eq!(certain(signed, |offer| offer.proposed.patron).subsidy, 0.35);
}

/// A1c: no deal if d_P + d_C > S. Both turn every offer down that the other would make.
#[test]
fn limit_no_deal() {
    let case = case("no-deal", &[]);
    let (reservation, willingness) = case.range(0, false);
    near(reservation, 0.4, EXACT, "client's fallback");
    near(willingness, 0.3, EXACT, "patron's willingness");
    near(case.start(false).no_agreement_probability, 1.0, EXACT, "no deal");
}

/// A5a: [p − c_A, p + c_B] = [0.5, 0.75]. Fearon (1995). Without a dispute nothing is lost, and the range is a point.
#[test]
fn limit_range_of_conflict() {
    let case = case("range-of-conflict", &[]);
    for (dispute, ends) in [(true, (0.5, 0.75)), (false, (0.6, 0.6))] {
        let (reservation, willingness) = case.range(0, dispute);
        near(reservation, ends.0, EXACT, "p − c_A");
        near(willingness, ends.1, EXACT, "p + c_B");
    }
    near(case.start(true).no_agreement_probability, 0.0, EXACT, "conflict is avoided");
}

/// A16: r = W σ = 10 × 0.2, and a deal if and only if the other side's value is at least r. Bueno de Mesquita and Smith
/// (2007), reduced form.
#[test]
fn limit_policy_price() {
    for (value, dealt) in [(2.1, 1.0), (1.9, 0.0)] {
        let case = case("policy-price", &[format!("patron.loyalty_value={value}")]);
        near(case.range(0, false).0, 2.0, EXACT, "price");
        near(case.start(false).no_agreement_probability, 1.0 - dealt, EXACT, "no deal");
    }
}

/// The grand deal with cost k and worth v, fallbacks d_C and d_P.
fn grand_deal(v: f64, k: f64, client: f64, patron: f64, more: &[String]) -> Case {
    let mut overrides = vec![
        format!("patron.integration_value={}", 4.0 * v),
        format!("client.sovereignty_cost={}", 4.0 * k),
        format!("client.regime_backing={client}"),
        format!("patron.loyalty_value={patron}"),
    ];
    overrides.extend_from_slice(more);
    case("grand-deal", &overrides)
}

/// Depth L of the widest range, its width, and its middle.
fn best(case: &Case) -> (f64, f64, f64) {
    let ranges = (0..case.scenario.offers.len()).map(|family| case.range(family, false));
    let widest = ranges.enumerate().max_by(|(_, one), (_, other)| (one.1 - one.0).total_cmp(&(other.1 - other.0)));
    let (family, (low, high)) = widest.unwrap();
    ((family + 1) as f64 / 4.0, high - low, (low + high) / 2.0)
}

/// A12_k1, _k2, _k4, _d: L* = v/k, surplus v²/2k less the fallbacks, s* = 3v²/4k, which rises by 1/2 for each unit of the
/// client's fallback. Reduced form.
#[test]
fn limit_grand_deal() {
    for (k, client, subsidy) in [(1.0, 0.0, 3.0), (2.0, 0.0, 1.5), (4.0, 0.0, 0.75), (1.0, 0.4, 3.2)] {
        let (loyalty, width, middle) = best(&grand_deal(2.0, k, client, 0.0, &[]));
        near(loyalty, 2.0 / k, EXACT, "L*");
        near(width, 4.0 / (2.0 * k) - client, EXACT, "surplus");
        near(middle, subsidy, EXACT, "s*");
    }
}

/// A12_break: no deal if v²/2k < d_P + d_C; 0.5 < 0.6.
#[test]
fn limit_grand_deal_breaks() {
    let (_, width, _) = best(&grand_deal(2.0, 4.0, 0.3, 0.3, &[]));
    near(width, -0.1, EXACT, "width of the widest range");
}

/// A12_thr: with v = v0 + β τ and k = κ + ε τ the surplus changes by β L* − ε L*²/2 = 0.4 − 2ε for each unit of τ at the
/// L* = 2 of τ = 0 (envelope): confrontation shrinks the deal if and only if ε/κ > 2β/v0.
#[test]
fn limit_grand_deal_under_confrontation() {
    for (epsilon, slope) in [(0.1, 0.2), (0.2, 0.0), (0.4, -0.4)] {
        let width = |tau: f64| {
            let case = grand_deal(2.0 + 0.2 * tau, 1.0 + epsilon * tau, 0.0, 0.0, &[]);
            let (low, high) = case.range(7, false);
            high - low
        };
        near((width(1e-3) - width(0.0)) / 1e-3, slope, EXACT, "dS/dτ");
    }
}

/// A12_k2 negotiated: with talks the two sign L* = 1 at a mean subsidy that tends to 1.5. Both discount alike, so the
/// Nash split holds at any patience; half the patience is lost by waiting, so a step h of the menu can move it by
/// h/(2(1 − 1/2)) = h.
#[test]
fn limit_grand_deal_negotiated() {
    let errors = [80, 160].map(|count| {
        let step = 4.0 / f64::from(count);
        let subsidies: Vec<String> = (0..count).map(|i| format!("{}", (f64::from(i) + 0.37) * step)).collect();
        let menus = (1..=8).map(|n| format!("offer.\"to {n}/4\".subsidies=[{}]", subsidies.join(",")));
        let more: Vec<String> =
            menus.chain(set(["bargain.talks=1", "client.precision=1e5", "patron.precision=1e5"])).collect();
        let case = grand_deal(2.0, 2.0, 0.0, 0.0, &more);
        let signed = &case.start(false).signed;
        let depth: f64 = signed.iter().filter(|offer| offer.offer == "to 4/4").map(|offer| offer.probability).sum();
        near(depth, 1.0, EXACT, "L* is signed");
        let mean = case.mean_signed();
        near(mean, 1.5, step, "s*");
        (mean - 1.5).abs()
    });
    assert!(errors[1] < errors[0], "{errors:?}");
}
