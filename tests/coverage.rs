//! Whether intervals keep their word: over many seeds, 95% intervals must hold the truth in about 95 of 100.
//!
//! The truth is exact means or exact probabilities of chapters, by the plain second implementation (`plain/`) or by
//! linearity in the uncertain numbers; only where neither serves is it a run 250 times as long. Limits on a count are
//! the central 99.9% of the binomial distribution, computed here. Measured counts stand in `docs/results.md`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]
#![allow(
    clippy::print_stdout,
    reason = "the measured coverage is worth a look: cargo test --test coverage -- --nocapture"
)]

#[path = "plain/mod.rs"]
mod plain;

use allegiance::forecast::branching::BranchCase;
use allegiance::forecast::exact::propagate;
use allegiance::forecast::quantity::Quantity;
use allegiance::forecast::{Unwatched, simulate};
use allegiance::game::equilibrium::Equilibrium;
use allegiance::run::provenance;
use allegiance::scenario::{Scenario, Uncertain, parse};
use allegiance::summary::Summary;
use plain::chain::follow;
use plain::solution::Plan;
use plain::world::World;
use std::collections::BTreeMap;

/// Seeds, each a run of its own.
const SEEDS: u64 = 600;
/// Two-sided 95% point of the normal distribution.
const Z95: f64 = 1.959_963_984_540_054;

/// A small alliance: two levels a ladder, four offers.
const SMALL: &str = r#"
format = 1
title = "small"
[clock]
start = "2025-Q1"
periods = 4
[simulation]
draws = 50
paths = 20
[confrontation]
levels = ["calm", "hostile"]
intensity = [0.2, 0.8]
rise = 0.2
ease = 0.1
start = "calm"
[mandate]
levels = ["weak", "strong"]
strength = [0.2, 0.8]
rise = 0.1
ease = 0.1
start = "strong"
[opening]
levels = ["closed", "open"]
openness = [0.0, 1.0]
rise = 0.1
ease = 0.05
hedging_rise = 0.3
loyalty_ease = 0.2
start = "closed"
[integration]
levels = ["treaty", "market"]
depth = [0.0, 1.0]
ratification = 0.4
start = "treaty"
[bargain]
proposal_power = 0.5
talks = 0.6
contract_quarters = 3
neutral_loyalty = 0.5
hedging_loyalty = 0.2
[[offer]]
name = "alliance"
loyalty = 1.0
integration = 0
subsidies = [2, 6]
[[offer]]
name = "union"
loyalty = 1.0
integration = 1
subsidies = [4, 8]
[client]
name = "C"
precision = 1.0
patience = 0.9
weak_survival = 0.9
delivery = 0.8
treaty_benefit = 3.0
pressure_damage = 4.0
dependence = 0.5
fragility = 1.0
entrapment_hazard = 0.1
entrapment_curvature = 1.5
entrapment_loss = 20.0
western_benefit = 5.0
regime_backing = 5.0
sovereignty_cost = 8.0
integration_dividend = 1.0
hedging_risk = 2.0
[patron]
name = "P"
precision = 1.0
patience = 0.9
loyalty_value = 12.0
unequivocal_support = 2.0
abandonment_cost = 1.0
hedging_cost = 2.0
fiscal_cost = 1.0
fiscal_strain = 0.5
pressure_cost = 1.0
integration_value = 1.0
integration_security = 4.0
dividend_share = 0.5
"#;

/// The small alliance with these numbers instead, and chapters in this order: a name and its condition.
fn scenario(overrides: &[&str], chapters: &[(&str, &str)]) -> Scenario {
    let mut text = SMALL.to_owned();
    for (name, condition) in chapters {
        text += &format!("[[chapter]]\nname = \"{name}\"\nwhen = [\"{condition}\"]\n");
    }
    text += "[[chapter]]\nname = \"rest\"\n";
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    parse("small.toml", &text, &overrides).unwrap_or_else(|error| panic!("{error}"))
}

/// The same scenario with every uncertain number at its mean: the truth of whatever is linear in each of them.
fn at_means(scenario: &Scenario, means: &[(&str, f64)]) -> Scenario {
    let mut certain = scenario.clone();
    certain.parameters = scenario.parameters.map(&mut |number| {
        let mean = means.iter().find(|(key, _)| *key == number.key).map(|(_, mean)| *mean);
        assert_eq!(mean.is_some(), number.distribution.is_some(), "{}", number.key);
        Uncertain { central: mean.unwrap_or(number.central), distribution: None, ..number.clone() }
    });
    certain
}

/// What is counted on a path: quarters of hedging, in dispute and under contract, entrapments, steps ratified.
type Tally = [u8; 5];

/// Exact probabilities of the tallies at the end of a path.
fn tallies(scenario: &Scenario) -> BTreeMap<Tally, f64> {
    let world = World::new(scenario);
    let plan = Plan::new(&world, 3_000).expect("backward induction comes to rest");
    let course = follow(&world, &plan, None, [0; 5], |tally, event| {
        let seen = [event.hedged, event.dispute, event.deal.is_some(), event.entrapped, event.ratified];
        std::array::from_fn(|place| tally[place] + u8::from(seen[place]))
    });
    let mut found = BTreeMap::new();
    for (situation, odds) in course.ends {
        *found.entry(situation.tally).or_default() += odds;
    }
    found
}

/// Exact probability of each chapter, told by the first condition that holds.
fn chapters(scenario: &Scenario, conditions: &[fn(&Tally) -> bool]) -> Vec<f64> {
    let mut odds = vec![0.0; conditions.len() + 1];
    for (tally, probability) in tallies(scenario) {
        odds[conditions.iter().position(|holds| holds(&tally)).unwrap_or(conditions.len())] += probability;
    }
    odds
}

/// Exact means by name and quarter, and of the metrics that are sums of them.
fn means(scenario: &Scenario) -> BTreeMap<String, f64> {
    let equilibrium = Equilibrium::new(scenario, &scenario.parameters.central());
    from_exact(scenario, &propagate(scenario, &equilibrium, &BranchCase::all(scenario)[0]))
}

fn from_exact(scenario: &Scenario, exact: &[Vec<f64>]) -> BTreeMap<String, f64> {
    let families: Vec<String> = scenario.offers.iter().map(|offer| offer.name.clone()).collect();
    let mut found = BTreeMap::new();
    for quantity in Quantity::all(families.len()) {
        let by_quarter = exact.iter().map(|means| means[quantity.index()]);
        for (quarter, mean) in by_quarter.clone().enumerate() {
            found.insert(format!("{} {quarter}", quantity.name(&families)), mean);
        }
        let sum: f64 = by_quarter.sum();
        let quarters = exact.len() as f64;
        let metric = match quantity {
            Quantity::Subsidy => ("metric subsidy", sum / quarters),
            Quantity::Loyalty => ("metric loyalty", sum / quarters),
            Quantity::Dispute => ("metric dispute_quarters", sum),
            Quantity::Hedging => ("metric hedging_quarters", sum),
            Quantity::Entrapment => ("metric entrapments", sum),
            _ => continue,
        };
        found.insert(metric.0.to_owned(), metric.1);
    }
    found
}

fn run(scenario: &Scenario, central: &Equilibrium, seed: u64) -> Summary {
    let mut scenario = scenario.clone();
    scenario.simulation.seed = seed;
    let draws = simulate(&scenario, &Unwatched).expect("nothing stops it");
    let summary = Summary::new(&scenario, central, &draws, provenance(&scenario));
    assert!(summary.uncertified_draws.is_empty());
    summary
}

/// How many of the seeds' intervals hold the truth, by name: means ± 1.96 standard errors, and chapters.
fn coverage(scenario: &Scenario, means: &BTreeMap<String, f64>, chapters: &[f64]) -> [Vec<(String, f64, u64)>; 2] {
    let central = Equilibrium::new(scenario, &scenario.parameters.central());
    let mut of_means: Vec<(String, f64, u64)> = means.iter().map(|(name, mean)| (name.clone(), *mean, 0)).collect();
    let named = scenario.chapters.iter().zip(chapters);
    let mut of_chapters: Vec<(String, f64, u64)> =
        named.map(|(chapter, odds)| (chapter.name.clone(), *odds, 0)).collect();
    for seed in 1..=SEEDS {
        let summary = run(scenario, &central, seed);
        let own = |branch: &str| branch != allegiance::summary::ALL_BRANCHES;
        let quarters = summary.by_quarter.iter().filter(|row| own(&row.branch));
        let mut estimates: BTreeMap<String, _> =
            quarters.map(|row| (format!("{} {}", row.quantity, row.quarter), row.mean)).collect();
        let metrics = summary.metrics.iter().filter(|row| own(&row.branch));
        estimates.extend(metrics.filter_map(|row| Some((format!("metric {}", row.metric), row.mean?))));
        for (name, truth, hits) in &mut of_means {
            let estimate = estimates[name];
            let half = Z95 * estimate.standard_error.expect("many draws");
            *hits += u64::from((estimate.value - *truth).abs() <= half + 1e-12);
        }
        for (name, truth, hits) in &mut of_chapters {
            let row = summary.chapter_shares.iter().find(|row| own(&row.branch) && row.chapter == *name).unwrap();
            *hits += u64::from((row.low95..=row.high95).contains(truth));
        }
    }
    [of_means, of_chapters]
}

/// The central 99.9% of the number of hits in so many trials.
fn limits(trials: u64, probability: f64) -> (u64, u64) {
    use statrs::distribution::{Binomial, DiscreteCDF};
    let binomial = Binomial::new(probability, trials).unwrap();
    (binomial.inverse_cdf(0.0005), binomial.inverse_cdf(0.9995))
}

fn print(title: &str, rows: &[(String, f64, u64)]) {
    for (name, truth, hits) in rows {
        println!("{title}: {name}, truth {truth:.5}: {hits} of {SEEDS} = {:.3}", *hits as f64 / SEEDS as f64);
    }
}

#[test]
fn stat_measure() {
    println!("{:?}", limits(SEEDS, 0.95));
    // nothing uncertain
    let low: [(&str, &str); 3] =
        [("a", "hedging_quarters >= 4"), ("b", "entrapments >= 2"), ("c", "dispute_quarters >= 2")];
    let certain = scenario(&[], &low);
    let odds = chapters(&certain, &[|t| t[0] >= 4, |t| t[3] >= 2, |t| t[1] >= 2]);
    for (tally, odds) in tallies(&certain) {
        if odds > 0.01 {
            println!("{tally:?} {odds:.4}");
        }
    }
    let [m, c] = coverage(&certain, &means(&certain), &odds);
    print("certain", &m);
    print("certain", &c);
    // linear
    let one = [
        "client.precision=0",
        "patron.precision=0",
        "clock.periods=1",
        "bargain.talks={dist=\"uniform\", low=0.0, high=0.04}",
        "integration.ratification={dist=\"uniform\", low=0.1, high=0.7}",
    ];
    let linear = scenario(&one, &[("step", "integration_gain > 0"), ("signed", "contract_quarters > 0")]);
    let truth = at_means(&linear, &[("bargain.talks", 0.02), ("integration.ratification", 0.4)]);
    let odds = chapters(&truth, &[|t| t[4] > 0, |t| t[2] > 0]);
    let [m, c] = coverage(&linear, &means(&truth), &odds);
    print("linear low", &m);
    print("linear low", &c);
    let one = [
        "client.precision=0",
        "patron.precision=0",
        "clock.periods=1",
        "bargain.talks={dist=\"uniform\", low=0.2, high=1.0}",
        "integration.ratification={dist=\"uniform\", low=0.1, high=0.7}",
    ];
    let linear = scenario(&one, &[("step", "integration_gain > 0"), ("signed", "contract_quarters > 0")]);
    let truth = at_means(&linear, &[("bargain.talks", 0.6), ("integration.ratification", 0.4)]);
    let odds = chapters(&truth, &[|t| t[4] > 0, |t| t[2] > 0]);
    let [m, c] = coverage(&linear, &means(&truth), &odds);
    print("linear mid", &m);
    print("linear mid", &c);
}
