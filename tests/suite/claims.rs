//! The claims of model page §6, one test each, as the scenario family's files state them; and how claims are read.

use allegiance::findings::claims::{CheckResult, ClaimKind, ClaimResult, Claims, Found};
use allegiance::forecast::{Unwatched, evidence};
use allegiance::scenario::claim::{BoundKind, Finds};
use allegiance::scenario::{Scenario, ScenarioError, load, parse};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

/// A scenario of the specification, whose numbers do not move with those of the shipped ones.
fn reference(name: &str) -> String {
    format!("../tests/reference/{name}")
}

fn loaded(name: &str, overrides: &[&str]) -> Result<Scenario, ScenarioError> {
    load(&file(name), &overrides.iter().map(ToString::to_string).collect::<Vec<_>>())
}

fn evaluated(name: &str, overrides: &[&str]) -> Claims {
    at_central_values(&loaded(name, overrides).expect("the scenario is valid"))
}

fn at_central_values(scenario: &Scenario) -> Claims {
    Claims::new(scenario, evidence::central(scenario)).expect("its games are certified")
}

static SEED: LazyLock<Claims> = LazyLock::new(|| evaluated("belarus-2020.toml", &[]));
static FIRST: LazyLock<Claims> = LazyLock::new(|| evaluated(&reference("claims-v1.toml"), &[]));
static SECOND: LazyLock<Claims> = LazyLock::new(|| evaluated(&reference("mechanisms-v2.toml"), &[]));

fn holding(claims: &Claims, number: usize) -> &ClaimResult {
    let claim = &claims.claims[number - 1];
    assert!(claim.holds, "{claim:#?}");
    claim
}

/// The claim of this number of version 1's example, which must hold.
fn claim(number: usize) -> &'static ClaimResult {
    holding(&FIRST, number)
}

/// The claim of this number about version 2's mechanisms, which must hold, and fail with its mechanism off.
fn mechanism(number: usize) -> &'static ClaimResult {
    holding(&SECOND, number)
}

fn numbers(check: &CheckResult) -> Vec<f64> {
    values(&check.found)
}

/// What a check finds with its mechanism off, where it must fail.
fn off(check: &CheckResult) -> Vec<f64> {
    let counterfactual = check.counterfactual.as_ref().unwrap_or_else(|| panic!("no counterfactual: {check:?}"));
    assert!(counterfactual.fails, "{check:?}");
    values(&counterfactual.found)
}

fn values(found: &[Found]) -> Vec<f64> {
    found.iter().map(|found| found.value.expect("there is a number")).collect()
}

/// Compares what a check found with the figures of the specification's independent implementation, as rounded there.
fn near(check: &CheckResult, stated: &[f64], rounding: f64) {
    close(&numbers(check), stated, rounding, check);
}

fn close(found: &[f64], stated: &[f64], rounding: f64, check: &CheckResult) {
    assert_eq!(found.len(), stated.len(), "{check:?}");
    for (found, stated) in found.iter().zip(stated) {
        assert!((found - stated).abs() <= rounding, "{check:?}: found {found}, stated {stated}");
    }
}

#[test]
fn claim_1_loyalty_for_subsidies_worked() {
    let checks = &claim(1).checks;
    near(&checks[0], &[0.64], 0.005);
    near(&checks[1], &[6.9], 0.05);
    near(&checks[2], &[0.77], 0.005);
}

#[test]
fn claim_2_wars_over_energy_and_trade_end_in_a_deal() {
    near(&claim(2).checks[0], &[0.29], 0.005);
    near(&claim(2).checks[1], &[0.94], 0.01);
}

#[test]
fn claim_3_reaching_out_to_the_west_pays() {
    near(&claim(3).checks[0], &[11.1, 12.3, 12.5], 0.05);
}

#[test]
fn claim_4_the_old_deal_loses_its_worth_for_both() {
    near(&claim(4).checks[0], &[10.8, 7.2, 1.1, -4.6], 0.05);
    assert_eq!(claim(4).checks.len(), 3);
}

#[test]
fn claim_5_neutrality_reads_as_abandonment() {
    near(&claim(5).checks[0], &[0.59 - 0.77], 0.01);
    near(&claim(5).checks[1], &[0.40 / 0.21], 0.1);
    near(&claim(5).checks[2], &[0.52 / 0.29], 0.05);
}

#[test]
fn claim_6_tough_talks_without_compromise() {
    near(&claim(6).checks[0], &[0.01; 3], 0.005);
    // The page states 0.09 to 0.11; with the opening sanctioned the model gives 0.12.
    near(&claim(6).checks[1], &[0.12, 0.11, 0.09], 0.005);
}

#[test]
fn claim_7_incompatible_ideas_of_the_alliance() {
    // Integration's share of Moscow's proposals: 25 to 47% against 4% of Minsk's.
    assert!(numbers(&claim(7).checks[0]).iter().all(|ratio| (25.0 / 4.5..=47.0 / 3.5).contains(ratio)));
    // Reservations at promises kept are lower by 1.0 to 3.0 pp, as the page rounds them: it says so of a cold opening.
    near(&claim(7).checks[1], &[-1.06, -1.71, -2.45, -3.16], 0.005);
}

#[test]
fn claim_8_weakness_gives_moscow_the_upper_hand() {
    near(&claim(8).checks[0], &[9.1 + 5.9], 0.1);
    near(&claim(8).checks[1], &[0.46 / 0.022], 1.0);
}

#[test]
fn claim_9_another_ukraine_is_next_to_impossible() {
    let checks = &claim(9).checks;
    near(&checks[0], &[0.02], 0.01);
    near(&checks[1], &[0.0], 0.005);
    near(&checks[2], &[0.01], 0.01);
    for check in checks {
        assert!(check.found[0].standard_error.is_some(), "a simulated share has its error");
    }
}

// The figures of the mechanisms are those of the specification of version 2, from an implementation of its own.

#[test]
fn val_mechanism_1_entrapment_closes_the_deal() {
    let checks = &mechanism(1).checks;
    near(&checks[0], &[0.06], 0.005);
    close(&off(&checks[0]), &[1.47], 0.005, &checks[0]);
    near(&checks[1], &[1.47], 0.005);
}

#[test]
fn val_mechanism_2_fear_of_abandonment_feeds_disputes() {
    let check = &mechanism(2).checks[0];
    near(check, &[1.0 - 0.53], 0.005);
    close(&off(check), &[1.0], 1e-12, check);
}

#[test]
fn val_mechanism_3_reaching_out_works() {
    let checks = &mechanism(3).checks;
    for (check, multiple) in checks.iter().zip([1.85, 2.57, 1.76, 2.71]) {
        near(check, &[multiple], 0.02);
        close(&off(check), &[1.0], 1e-9, check);
    }
    for check in &checks[4..] {
        assert!((2.1..=3.3).contains(&numbers(check)[0]), "{check:?}");
        close(&off(check), &[0.0], 1e-12, check);
    }
}

#[test]
fn val_mechanism_4_pressure_answers_the_stance() {
    let checks = &mechanism(4).checks;
    near(&checks[0], &[0.87 - 0.57], 0.01);
    near(&checks[1], &[0.98 - 0.69], 0.01);
    near(&checks[2], &[0.42], 0.005);
    close(&off(&checks[0]), &[0.0], 0.002, &checks[0]);
    close(&off(&checks[1]), &[0.0], 0.002, &checks[1]);
    off(&checks[2]);
}

#[test]
fn val_mechanism_5_both_halves_of_the_condition_count() {
    let checks = &mechanism(5).checks;
    near(&checks[0], &[0.72], 0.005);
    near(&checks[1], &[2.4], 0.06);
    near(&checks[2], &[4.5], 0.05);
    close(&off(&checks[0]), &[0.24], 0.005, &checks[0]);
    close(&off(&checks[1]), &[1.04], 0.005, &checks[1]);
    // Without anything that a weak mandate brings, weak and solid are the same.
    close(&off(&checks[2]), &[1.0], 1e-9, &checks[2]);
}

#[test]
fn val_mechanism_6_a_successor_is_no_pivot() {
    let checks = &mechanism(6).checks;
    near(&checks[0], &[0.45 - 0.52], 0.01);
    near(&checks[1], &[0.0007], 0.0015);
    // The pivot's share of such histories.
    close(&off(&checks[1]), &[0.07], 0.01, &checks[1]);
}

#[test]
fn val_mechanism_7_the_weak_are_not_fought() {
    let checks = &mechanism(7).checks;
    near(&checks[0], &[0.18], 0.005);
    near(&checks[1], &[0.21], 0.005);
    near(&checks[2], &[0.55], 0.005);
    close(&off(&checks[0]), &[0.43], 0.005, &checks[0]);
    close(&off(&checks[1]), &[0.04], 0.005, &checks[1]);
    off(&checks[2]);
}

#[test]
fn prop_exact_measures_over_quarters_are_the_shares_of_paths() {
    let pair = |name: &str, exact: &str, when: &str| {
        format!(
            "{{name=\"{name}\", says=\"x\", check=[{{name=\"exact\", measure=\"{exact}\", at_least=0}}, \
             {{name=\"paths\", measure=\"path_share\", when=['{when}'], paths=20000, at_least=0}}]}}"
        )
    };
    let claims = [
        pair("step", "step_within", "integration_gain > 0"),
        pair("calm", "no_dispute_within", "dispute_quarters <= 0"),
        pair("agreement", "agreement_within", "first_agreement < 20"),
    ];
    let overrides = [format!("claim=[{}]", claims.join(", ")), "election=[]".to_owned()];
    let found = evaluated(&reference("belarus-2020-v2.toml"), &overrides.each_ref().map(String::as_str));
    for claim in &found.claims {
        let (exact, paths) = (&claim.checks[0].found[0], &claim.checks[1].found[0]);
        let error = paths.standard_error.expect("a simulated share has its error");
        let apart = exact.value.expect("a number") - paths.value.expect("a number");
        assert!(apart.abs() < 4.0 * error && error > 0.0, "{claim:#?}");
    }
}

#[test]
fn claim_all_hold_in_the_whole_family() {
    assert!(SEED.hold(), "{SEED:#?}");
    for name in ["belarus-1996.toml", "belarus-2014.toml", "belarus-2019.toml", "belarus-1996-2025.toml"] {
        let claims = evaluated(name, &[]);
        assert!(!claims.claims.is_empty() && claims.hold(), "{name}: {claims:#?}");
    }
}

#[test]
fn the_short_table_of_claims_says_what_the_claims_page_says() {
    let page = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        std::fs::read_to_string(path).expect("a page")
    };
    let (short, claims) = (page("docs/trust.md"), page("docs/claims.md"));
    let mut shares: Vec<(String, String)> = Vec::new();
    for line in claims.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let last = cells[cells.len() - 1].to_owned();
        if cells[0].contains(". ") {
            shares.push((cells[0].to_owned(), last));
        } else if let (true, Some(share)) = (cells[1].starts_with("*all"), shares.last_mut()) {
            share.1 = last;
        }
    }
    assert_eq!(shares.len(), SEED.claims.len());
    for (place, (claim, share)) in shares.iter().enumerate() {
        assert!(claim.ends_with(&SEED.claims[place].claim), "{claim}");
        let row = short.lines().find(|line| line.starts_with(&format!("| {claim} |"))).expect("a row");
        assert!(row.ends_with(&format!("| yes | {share} |")), "{row}");
    }
}

#[test]
fn claims_fail_where_the_world_is_another() {
    // Without fear of entrapment the old deal keeps its worth: claim 4 must notice.
    let claims = evaluated(&reference("claims-v1.toml"), &["client.entrapment_loss=0"]);
    assert!(!claims.claims[3].holds, "{:#?}", claims.claims[3]);
    assert!(!claims.hold());
}

#[test]
fn prop_robustness_is_the_share_of_draws_and_the_same_on_any_number_of_threads() {
    let scenario = loaded("belarus-2020.toml", &["simulation.draws=12"]).expect("valid");
    let robust = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let draws = pool.install(|| evidence::of_draws(&scenario, &Unwatched)).expect("not stopped");
        at_central_values(&scenario).over(&scenario, &draws)
    };
    let (one, two) = (robust(1), robust(2));
    assert_eq!(one, two);
    let draws = one.draws.expect("draws were taken");
    assert_eq!(draws.taken, 12);
    for claim in &one.claims {
        let share = claim.robustness.expect("draws were taken").share.value;
        let counted = claim.robustness.expect("draws were taken").draws;
        let hits = share * counted as f64;
        assert!((hits - hits.round()).abs() < 1e-9);
        // A draw without a certificate counts for none of the checks that need it, and so not for the claim.
        assert!((draws.certified..=12).contains(&counted));
        // A claim holds at most as often as each of its checks.
        for check in &claim.checks {
            let of_check = check.robustness.expect("draws were taken");
            assert!(of_check.draws >= counted);
            assert!(of_check.draws > counted || of_check.share.value >= share - 1e-12);
        }
    }
    assert!(one.claims.iter().any(|claim| claim.robustness.expect("draws").share.value < 1.0));
}

#[test]
fn a_scenario_without_claims_has_none_and_bounds_are_read() {
    assert!(loaded("belarus-2020.toml", &["claim=[]"]).expect("valid").claims.is_empty());
    // Where the election that a claim speaks of is replaced, it stands and fails.
    for other in ["election=[]", "election=[{quarter=\"2021-Q1\", branch=[{name=\"x\", probability=1}]}]"] {
        let quiet = evaluated("belarus-2020.toml", &[other]);
        assert!(!quiet.claims[8].holds && quiet.claims[8].checks[0].found[0].value.is_none());
    }
    let scenario = loaded("belarus-2020.toml", &[]).expect("valid");
    let first = &scenario.claims[0].checks[1];
    assert_eq!(
        first.bounds.iter().map(|bound| (bound.kind, bound.value)).collect::<Vec<_>>(),
        [(BoundKind::AtLeast, 6.0), (BoundKind::AtMost, 11.0)]
    );
    let Finds::Measured { subject, quarters, .. } = &first.found else { panic!("{first:?}") };
    assert_eq!((subject.state.levels.clone(), *quarters), (vec![0, 2, 2, 0], 20));
}

#[test]
fn a_branch_that_the_same_file_does_not_have_is_a_fault() {
    let text = std::fs::read_to_string(file("belarus-2020.toml")).expect("the seed case");
    let wrong = text.replace("branch  = \"weakened incumbent\"", "branch  = \"weakend incumbent\"");
    let Err(ScenarioError::Invalid(faults)) = parse("belarus-2020.toml", &wrong, &[]) else { panic!("a fault") };
    assert!(faults.render(false).contains("did you mean `weakened incumbent`?"));
}

#[test]
fn faults_of_claims_are_told_with_their_place() {
    let told = |check: &str| {
        let claim = format!("claim=[{{name=\"x\", says=\"y\", check=[{{name=\"z\", {check}}}]}}]");
        match loaded("belarus-2020.toml", &[&claim]) {
            Err(ScenarioError::Invalid(faults)) => faults.render(false),
            other => panic!("{check}: {:?}", other.map(|scenario| scenario.claims.clone())),
        }
    };
    for (check, part) in [
        ("measure=\"loyalti\", at_least=0", "did you mean `loyalty`?"),
        ("measure=\"loyalty\"", "the check asks for nothing"),
        ("measure=\"range\", below=0", "`range` needs an offer"),
        ("measure='range(\"grand deel\")', below=0", "did you mean `grand deal`?"),
        ("measure='loyalty(\"grand deal\")', below=0", "`loyalty` has no offer"),
        ("measure=\"loyalty\", at=\"opening=warm\", at_least=0", "there is no level `warm` of the opening"),
        ("measure=\"loyalty\", with=[\"client.delivry=1\"], at_least=0", "did you mean `client.delivery`?"),
        ("measure=\"loyalty\", with=[\"client.delivery=2\"], at_least=0", "`2` is out of range"),
        ("measure=\"loyalty\", with=[\"confrontation.rise.1=0.5\"], at_least=0", "no number `confrontation.rise.1`"),
        ("measure=\"loyalty\", with=[\"client.delivery\"], at_least=0", "is not KEY=VALUE"),
        ("measure=\"loyalty\", at_least=0, without={\"client.delivry\"=1}", "did you mean `client.delivery`?"),
        ("measure=\"loyalty\", at_least=0, without={client.delivery=2}", "out of range"),
        ("measure=\"loyalty\", at_least=0, without={client.delivery=\"no\"}", "must be a number"),
        ("measure=\"loyalty\", at_least=0, without=3", "must be a table or a list of numbers"),
        ("measure=\"loyalty\", trend=\"rising\"", "a trend needs a ladder"),
        ("measure=\"loyalty\", along=\"opening\", trend=\"up\"", "there is no trend `up`"),
        ("measure=\"loyalty\", compare=\"ratio\", at_least=0", "there is nothing to compare with"),
        ("measure='range(\"grand deal\")', quarters=4, below=0", "has no meaning for a measure at a state"),
        ("measure=\"path_share\", at_most=0.5", "`when` is missing"),
        (
            "measure=\"path_share\", when=[\"disputes > 1\"], at=\"dispute=yes\", at_most=0.5",
            "has no meaning for a share",
        ),
        ("measure=\"loyalty\", when=[\"disputes > 1\"], at_most=0.5", "belongs to the measure `path_share`"),
        ("measure=\"loyalty\", era=\"later\", at_most=0.5", "there is no era `later`"),
        ("measure=\"loyalty\", at_most=\"half\"", "must be a number"),
    ] {
        let text = told(check);
        assert!(text.contains(part), "{check}\n{text}");
    }
}

#[test]
fn a_mechanism_that_nothing_switches_off_is_a_fault_and_numbers_are_written_in_two_ways() {
    let told = |claim: &str| loaded("belarus-2020.toml", &[&format!("claim=[{{name=\"x\", says=\"y\", {claim}}}]")]);
    let check = "check=[{name=\"z\", measure=\"loyalty\", at_least=0, ";
    match told(&format!("kind=\"mechanism\", {check}}}]").replace(", }", "}")) {
        Err(ScenarioError::Invalid(faults)) => {
            assert!(faults.render(false).contains("no check of this claim switches the mechanism off"));
        }
        other => panic!("{:?}", other.map(|scenario| scenario.claims.clone())),
    }
    let written = |with: &str| {
        let scenario = told(&format!("{check}with={with}}}]")).expect("valid");
        let Finds::Measured { subject, .. } = &scenario.claims[0].checks[0].found else { panic!("{scenario:?}") };
        subject.with.iter().map(|number| (number.key.clone(), number.central)).collect::<Vec<_>>()
    };
    let expected = vec![("client.delivery".to_owned(), 0.5)];
    for with in ["[\"client.delivery=0.5\"]", "{\"client.delivery\"=0.5}", "{client.delivery=0.5}"] {
        assert_eq!(written(with), expected, "{with}");
    }
}

#[test]
fn a_claim_fails_whose_check_holds_with_the_mechanism_off_too() {
    let claim = "claim=[{name=\"x\", says=\"y\", kind=\"mechanism\", check=[{name=\"z\", measure=\"loyalty\", \
                 at_least=0, without={client.outreach_relief=0}}]}]";
    let claims = evaluated("belarus-2020.toml", &[claim]);
    let check = &claims.claims[0].checks[0];
    assert!(check.holds && !check.counterfactual.as_ref().expect("one").fails);
    assert!(!claims.claims[0].holds && !claims.hold() && claims.claims[0].kind == ClaimKind::Mechanism);
}

#[test]
fn regress_a_check_without_a_number_does_not_count_as_failing_with_the_mechanism_off() {
    // Where no step is ever ratified, the ratio of two probabilities of a step is 0 over 0.
    let claim = "claim=[{name=\"x\", says=\"y\", kind=\"mechanism\", check=[{name=\"z\", measure=\"step_within\", \
                 at=\"mandate=weak\", against={at=\"mandate=solid\"}, compare=\"ratio\", at_least=0, \
                 without={integration.ratification=0}}]}]";
    let claims = evaluated("belarus-2020.toml", &[claim]);
    let counterfactual = claims.claims[0].checks[0].counterfactual.as_ref().expect("one");
    assert!(counterfactual.found.iter().all(|found| found.value.is_none()), "{counterfactual:?}");
    assert!(!counterfactual.fails && !claims.hold());
}

#[test]
fn regress_a_misspelt_kind_hides_no_other_fault_of_its_claim() {
    let claim =
        "claim=[{name=\"x\", says=\"y\", kind=\"mechanismm\", check=[{name=\"z\", measure=\"loyalti\", at_least=0}]}]";
    match loaded("belarus-2020.toml", &[claim]) {
        Err(ScenarioError::Invalid(faults)) => {
            let text = faults.render(false);
            assert!(text.contains("did you mean `mechanism`?") && text.contains("did you mean `loyalty`?"), "{text}");
        }
        other => panic!("{:?}", other.map(|scenario| scenario.claims.clone())),
    }
}
