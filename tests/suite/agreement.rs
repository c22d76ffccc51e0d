//! The program against a plain second implementation of the model (`plain/`), on random small scenarios.

use crate::plain;

use allegiance::command::provenance;
use allegiance::findings::Summary;
use allegiance::findings::solution::{Sides, Solved};
use allegiance::forecast::branching::BranchCase;
use allegiance::forecast::exact::propagate;
use allegiance::forecast::quantity::Quantity;
use allegiance::forecast::{Unwatched, simulate};
use allegiance::game::conduct::{BEGINNINGS, STANCES};
use allegiance::game::equilibrium::Equilibrium;
use allegiance::game::player::{PLAYERS, Player};
use allegiance::game::values::Position;
use allegiance::scenario::{Offer, Place, Scenario, parse};
use plain::chain::{Event, Means, Situation, follow};
use plain::random::{DICE, Dice, rolled, scenario};
use plain::solution::{Choices, Pair, Plan, indifference};
use plain::world::World;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use std::cell::Cell;

/// Cases drawn, the same in every run.
const CASES: u32 = 100;
/// Backward steps in which a game must come to rest to be compared.
const STEPS: usize = 3_000;
/// How far the two may lie apart: probabilities, and values as a share of the greatest (or of 1).
const TOLERANCE: f64 = 1e-9;
/// Solves as exactly as decisions can be.
const EXACTLY: &str = "tolerance = 1e-11\ndraws = 1\npaths = 1";

fn read(text: &str) -> Scenario {
    parse("random.toml", text, &[]).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Tries `compare` on random scenarios that plain backward induction solves; at least nine in ten must be such.
fn on_random_scenarios(compare: impl Fn(&World, &Plan, &Equilibrium) -> Result<(), TestCaseError>) {
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let (tried, compared, lasting, priced) = (Cell::new(0), Cell::new(0), Cell::new(0), Cell::new(0));
    let uses = [const { Cell::new(0) }; TERMS.len()];
    let outcome = runner.run(&prop::collection::vec(0.0..1.0, DICE), |rolled| {
        let text = scenario(&mut Dice::new(&rolled), EXACTLY, "");
        let scenario = read(&text);
        let world = World::new(&scenario);
        tried.set(tried.get() + 1);
        let plan = Plan::new(&world, STEPS);
        prop_assume!(plan.is_some(), "backward induction does not come to rest");
        compared.set(compared.get() + 1);
        lasting.set(lasting.get() + u32::from(world.inertia(true) > 0.0));
        priced.set(priced.get() + u32::from(scenario.ladders.energy_at_start().is_some()));
        for (count, has) in uses.iter().zip(terms(&scenario)) {
            count.set(count.get() + u32::from(has));
        }
        let equilibrium = Equilibrium::new(&scenario, &scenario.central());
        compare(&world, &plan.unwrap(), &equilibrium).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let (tried, compared) = (tried.get(), compared.get());
    assert!(compared == CASES && 10 * compared >= 9 * tried, "{compared} of {tried} scenarios were compared");
    let lasting = lasting.get();
    assert!((CASES / 4..=3 * CASES / 4).contains(&lasting), "pressure may go on by itself in {lasting} of {compared}");
    let priced = priced.get();
    assert!(priced >= CASES / 6, "the price of energy moves in {priced} of {compared}");
    for (what, count) in TERMS.iter().zip(uses) {
        assert!(count.get() >= CASES / 10, "{what} in {} of {compared}", count.get());
    }
}

/// What a scenario may have that the plain program must know too.
const TERMS: [&str; 8] = [
    "offers that lead to a level",
    "offers that cannot be made everywhere",
    "contracts of their own duration",
    "payments at signing",
    "odds that depend on the state",
    "upheavals",
    "integration that falls",
    "integration that may be taken back",
];

/// Which of [`TERMS`] a scenario has.
fn terms(scenario: &Scenario) -> [bool; TERMS.len()] {
    let any = |has: &dyn Fn(&Offer) -> bool| scenario.offers.iter().any(has);
    let limited = |place: &Place| !place.governments.is_empty() || place.levels.iter().any(|levels| !levels.is_empty());
    [
        any(&|offer| offer.to.is_some()),
        any(&|offer| limited(&offer.place)),
        any(&|offer| offer.contract_quarters.is_some()),
        any(&|offer| offer.upfront != 0.0),
        scenario.elections.iter().any(|held| !held.odds.is_empty() || held.branches.iter().any(|own| own.pull != 0.0)),
        !scenario.upheavals.is_empty(),
        !scenario.parameters.taken_back.is_empty(),
        !scenario.parameters.withdrawal_costs.is_empty(),
    ]
}

/// The greatest difference met, with where it was.
#[derive(Default)]
struct Gap {
    most: f64,
    place: String,
}

impl Gap {
    fn see(&mut self, plain: f64, engine: f64, scale: f64, place: impl Fn() -> String) {
        let gap = (plain - engine).abs() / scale;
        // What is not a number is the greatest of gaps.
        if gap > self.most || gap.is_nan() {
            *self = Self { most: gap, place: format!("{}: plain {plain}, program {engine}", place()) };
        }
    }

    fn within(&self, tolerance: f64) -> Result<(), TestCaseError> {
        if self.most <= tolerance {
            return Ok(());
        }
        Err(TestCaseError::fail(format!("{:e} apart in {}", self.most, self.place)))
    }
}

fn pair(sides: Sides) -> Pair {
    [sides.client, sides.patron]
}

#[test]
fn prop_random_small_scenarios_are_solved_alike() {
    on_random_scenarios(|world, plan, equilibrium| {
        let mut gap = Gap::default();
        for solution in equilibrium.eras()[0].solutions() {
            prop_assert!(solution.certificate.certified, "{:?}", solution.certificate);
        }
        stationary(world, plan, equilibrium, &mut gap);
        ahead(world, plan, equilibrium, &mut gap);
        gap.within(TOLERANCE)
    });
}

/// Everything that `allegiance solve` prints.
fn stationary(world: &World, plan: &Plan, equilibrium: &Equilibrium, gap: &mut Gap) {
    let solved = Solved::new(world.scenario, equilibrium);
    for (government, (name, engine)) in solved.governments.iter().enumerate() {
        let values = &plan.values[government];
        let scale = values.open.iter().flatten().flatten().fold(1.0, |most: f64, value| most.max(value.abs()));
        for (row, engine) in engine.states.iter().enumerate() {
            let (place, dispute) = (row / 2, row % 2);
            let choices = &plan.stationary[government][place];
            let talks = &choices.talks[dispute];
            let at = |what: &str| format!("{what} of {name} in {:?}, dispute {dispute}", world.states[place]);
            assert_eq!(usize::from(engine.dispute), dispute);
            for player in 0..2 {
                let value = values.open[dispute][place][player];
                gap.see(value, pair(engine.value)[player], scale, || at("value"));
                gap.see(talks.no_agreement[player], pair(engine.no_agreement)[player], scale, || at("no agreement"));
            }
            gap.see(choices.hedge[dispute], engine.hedge, 1.0, || at("hedge"));
            gap.see(choices.pressure[0], engine.pressure.neutral, 1.0, || at("pressure after neutrality"));
            gap.see(choices.pressure[1], engine.pressure.hedge, 1.0, || at("pressure after a hedge"));
            for (offer, engine) in engine.signed.iter().enumerate() {
                assert_eq!(engine.subsidy, world.deals[offer].subsidy);
                gap.see(talks.signed[offer], engine.probability, 1.0, || at("signature"));
                for player in 0..2 {
                    gap.see(talks.propose[player][offer], pair(engine.proposed)[player], 1.0, || at("proposal"));
                    gap.see(talks.accept[player][offer], pair(engine.accepted)[player], 1.0, || at("acceptance"));
                }
            }
            for (family, engine) in engine.range.iter().enumerate() {
                for (player, engine) in [engine.reservation, engine.willingness].into_iter().enumerate() {
                    let plain = indifference(world, talks, family, player);
                    assert_eq!(plain.is_some(), engine.is_some(), "{}: {plain:?}, {engine:?}", at("range"));
                    let (plain, engine) = (plain.unwrap_or(0.0), engine.unwrap_or(0.0));
                    // The slope may be small: what counts is the difference in value that the ends leave.
                    let slope =
                        talks.worth[world.menu + 2 * family + 1][player] - talks.worth[world.menu + 2 * family][player];
                    gap.see(plain * slope, engine * slope, scale, || at("range"));
                }
            }
        }
    }
}

/// Who does what in every quarter, those before elections included.
fn ahead(world: &World, plan: &Plan, equilibrium: &Equilibrium, gap: &mut Gap) {
    for quarter in 0..world.scenario.periods {
        for government in 0..world.governments() {
            let policy = equilibrium.policy(quarter, government);
            for (place, choices) in plan.choices(quarter, government).iter().enumerate() {
                let at =
                    |what: &str| format!("{what} in quarter {quarter} of {government} in {:?}", world.states[place]);
                let Choices { hedge, pressure, talks, withdraw } = choices;
                let engine = |bond| policy.withdrawal(bond).map_or(0.0, |chosen| chosen[place]);
                for (dispute, bond) in [Position::Calm, Position::Dispute].into_iter().enumerate() {
                    gap.see(withdraw[dispute], engine(bond), 1.0, || at("withdrawal"));
                }
                for (deal, withdraw) in world.deals.iter().zip(&withdraw[2..]) {
                    gap.see(*withdraw, engine(Position::Base(deal.family)), 1.0, || at("withdrawal under contract"));
                }
                for (begins, hedge) in BEGINNINGS.into_iter().zip(hedge) {
                    gap.see(*hedge, policy.hedge(begins)[place], 1.0, || at("hedge"));
                }
                for (stance, pressure) in STANCES.into_iter().zip(pressure) {
                    gap.see(*pressure, policy.pressure(stance)[place], 1.0, || at("pressure"));
                }
                for (begins, talks) in BEGINNINGS.into_iter().zip(talks) {
                    for player in PLAYERS {
                        let proposals = policy.proposals(player, begins, place);
                        let acceptances = policy.acceptances(player, begins, place);
                        for offer in 0..world.menu {
                            let side = usize::from(player == Player::Patron);
                            gap.see(talks.propose[side][offer], proposals[offer], 1.0, || at("proposal"));
                            gap.see(talks.accept[side][offer], acceptances[offer], 1.0, || at("acceptance"));
                        }
                    }
                }
            }
        }
    }
}

/// The plain means in the order of the program's.
fn by_quantity(means: &Means, quantity: Quantity) -> f64 {
    match quantity {
        Quantity::Subsidy => means.subsidy,
        Quantity::Loyalty => means.loyalty,
        Quantity::Dispute => means.dispute,
        Quantity::Hedging => means.hedging,
        Quantity::IntegrationDepth => means.depth,
        Quantity::Entrapment => means.entrapment,
        Quantity::Agreement => means.agreement,
        Quantity::Standoff => means.standoff,
        Quantity::Calm => means.calm,
        Quantity::RatifiedSteps => means.steps,
        Quantity::Contract(family) => means.contract[family],
    }
}

/// The branches of the first election as `follow` takes them.
fn branches(scenario: &Scenario) -> Vec<Option<usize>> {
    match scenario.elections.first() {
        None => vec![None],
        Some(election) => (0..election.branches.len()).map(Some).collect(),
    }
}

#[test]
fn prop_exact_means_of_random_small_scenarios_are_alike() {
    on_random_scenarios(|world, plan, equilibrium| {
        let mut gap = Gap::default();
        for (case, branch) in BranchCase::all(world.scenario).iter().zip(branches(world.scenario)) {
            let engine = propagate(world.scenario, equilibrium, case);
            let plain = follow(world, plan, branch, (), |_, _| ());
            for (quarter, (plain, engine)) in plain.means.iter().zip(&engine).enumerate() {
                for quantity in Quantity::all(world.scenario.offers.len()) {
                    let (plain, engine) = (by_quantity(plain, quantity), engine[quantity.index()]);
                    gap.see(plain, engine, 1.0, || format!("{quantity:?} of {} in quarter {quarter}", case.name));
                }
            }
        }
        gap.within(TOLERANCE)
    });
}

type Holds = fn(&Tally) -> bool;

/// Chapters of the path tests, in this order, as conditions on what [`Tally`] counts.
const CHAPTERS: [(&str, Holds); 5] = [
    ("entrapments >= 2", |t| t.entrapments >= 2),
    ("longest_dispute >= 2", |t| t.longest >= 2),
    ("disputes >= 2", |t| t.disputes >= 2),
    ("first_step >= 2", |t| t.first_step.is_some_and(|quarter| quarter >= 2)),
    ("hedging_quarters > 1", |t| t.hedging > 1),
];

/// What is counted along a path.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
struct Tally {
    entrapments: u8,
    disputes: u8,
    run: u8,
    longest: u8,
    hedging: u8,
    first_agreement: Option<usize>,
    first_step: Option<usize>,
}

impl Tally {
    fn count(&self, event: &Event) -> Self {
        let run = if event.dispute { self.run + 1 } else { 0 };
        Self {
            entrapments: self.entrapments + u8::from(event.entrapped),
            disputes: self.disputes + u8::from(event.dispute && self.run == 0),
            run,
            longest: self.longest.max(run),
            hedging: self.hedging + u8::from(event.hedged),
            first_agreement: self.first_agreement.or(event.signed.then_some(event.quarter)),
            first_step: self.first_step.or(event.ratified.then_some(event.quarter)),
        }
    }
}

/// Exact mean of a metric over the paths on which it is present, the share of those, and the exact deviation.
fn mean_of(ends: &[(&Situation<Tally>, f64)], metric: &dyn Fn(&Situation<Tally>) -> Option<f64>) -> Exact {
    let present: Vec<(f64, f64)> = ends.iter().filter_map(|(end, odds)| Some((metric(end)?, *odds))).collect();
    let share: f64 = present.iter().map(|(_, odds)| odds).sum();
    let mean = present.iter().map(|(value, odds)| value * odds).sum::<f64>() / share;
    let squares = present.iter().map(|(value, odds)| (value - mean).powi(2) * odds).sum::<f64>() / share;
    Exact { mean, share, deviation: Some(squares.sqrt()) }
}

/// What is known of a metric; its deviation is not where only the means by quarter are.
struct Exact {
    mean: f64,
    share: f64,
    deviation: Option<f64>,
}

/// Whether an estimate lies within four standard errors of the truth; a thing that no path showed must be rare.
fn near(value: f64, error: f64, truth: f64, paths: f64) -> bool {
    let least = (truth.abs().min(1.0) / paths).sqrt().max(1.0 / paths);
    // Equal draws have an error of rounding, or none.
    (value - truth).abs() <= 4.0 * error.max(if error < 1e-15 { least } else { 0.0 }) + 1e-9
}

#[test]
fn stat_paths_have_the_exact_means_and_probabilities_of_the_plain_chain() {
    let chapters: String = CHAPTERS
        .iter()
        .enumerate()
        .map(|(number, (condition, _))| format!("[[chapter]]\nname = \"{number}\"\nwhen = [\"{condition}\"]\n"))
        .collect();
    let settings = "tolerance = 1e-9\nseed = 11\ndraws = 100\npaths = 100";
    let (mut compared, mut scenarios, mut withdrawing) = (0, 0, 0);
    for seed in 1..=5 {
        let scenario = read(&scenario(&mut Dice::new(&rolled(seed)), settings, &chapters));
        let world = World::new(&scenario);
        let Some(plan) = Plan::new(&world, STEPS) else { continue };
        scenarios += 1;
        withdrawing += usize::from(!scenario.parameters.withdrawal_costs.is_empty());
        let central = Equilibrium::new(&scenario, &scenario.central());
        let draws = simulate(&scenario, &Unwatched).expect("nothing stops it");
        let summary = Summary::new(&scenario, &central, &draws, provenance(&scenario)).expect("it is kept");
        for (case, branch) in BranchCase::all(&scenario).iter().zip(branches(&scenario)) {
            compared += paths_of_a_branch(&world, &plan, &summary, &case.name, branch);
        }
    }
    assert!(scenarios >= 4 && compared >= 500, "{compared} figures in {scenarios} scenarios");
    assert!(withdrawing > 0, "nothing is taken back in any");
}

/// Quantities by quarter, metrics and chapters of a branch; gives how many were compared.
fn paths_of_a_branch(world: &World, plan: &Plan, summary: &Summary, name: &str, branch: Option<usize>) -> usize {
    let course = follow(world, plan, branch, Tally::default(), Tally::count);
    let ends: Vec<(&Situation<Tally>, f64)> = course.ends.iter().map(|(end, odds)| (end, *odds)).collect();
    let families: Vec<String> = world.scenario.offers.iter().map(|offer| offer.name.clone()).collect();
    let paths = 10_000.0;
    let mut compared = 0;
    let mut see = |what: &str, value: f64, error: f64, truth: f64| {
        assert!(near(value, error, truth, paths), "{name}, {what}: {value} with error {error}, exact {truth}");
        compared += 1;
    };
    for row in summary.by_quarter.iter().filter(|row| row.branch == name) {
        let all = Quantity::all(families.len());
        let Some(quantity) = all.into_iter().find(|quantity| quantity.name(&families) == row.quantity) else {
            continue;
        };
        let truth = by_quantity(&course.means[row.quarter], quantity);
        see(&row.quantity, row.mean.value, row.mean.standard_error.unwrap(), truth);
    }
    let start = world.depth(world.start());
    for row in summary.metrics.iter().filter(|row| row.branch == name) {
        let by_end = |metric: &dyn Fn(&Situation<Tally>) -> Option<f64>| mean_of(&ends, metric);
        let known = |mean| Exact { mean, share: 1.0, deviation: None };
        let sum = |of: &dyn Fn(&Means) -> f64| known(course.means.iter().map(of).sum());
        let quarters = course.means.len() as f64;
        let Exact { mean: truth, share, deviation } = match row.metric.as_str() {
            "subsidy" => sum(&|means| means.subsidy / quarters),
            "loyalty" => sum(&|means| means.loyalty / quarters),
            "contract_quarters" => sum(&|means| means.contract.iter().sum()),
            "dispute_quarters" => sum(&|means| means.dispute),
            "disputes" => by_end(&|end| Some(f64::from(end.tally.disputes))),
            "longest_dispute" => by_end(&|end| Some(f64::from(end.tally.longest))),
            "first_agreement" => by_end(&|end| Some(end.tally.first_agreement? as f64)),
            "hedging_quarters" => by_end(&|end| Some(f64::from(end.tally.hedging))),
            "integration_gain" => by_end(&|end| Some(world.depth(end.state) - start)),
            "first_step" => by_end(&|end| Some(end.tally.first_step? as f64)),
            "entrapments" => by_end(&|end| Some(f64::from(end.tally.entrapments))),
            "final_confrontation" => by_end(&|end| Some(end.state.confrontation as f64)),
            "final_mandate" => by_end(&|end| Some(end.state.mandate as f64)),
            "final_opening" => by_end(&|end| Some(end.state.opening as f64)),
            "client_payoff" => known(course.payoffs[0]),
            "patron_payoff" => known(course.payoffs[1]),
            family => {
                let family = families.iter().position(|name| format!("quarters({name})") == family);
                let family = family.expect("no other metric is known");
                sum(&|means| means.contract[family])
            }
        };
        let of_share = (share * (1.0 - share) / paths).max(0.0).sqrt();
        see(&format!("share with {}", row.metric), row.present_share, of_share, share);
        if let Some(mean) = row.mean {
            // Exact where it is known: the error that a run finds is itself uncertain.
            let error = deviation.map(|deviation| deviation / (paths * share).sqrt());
            see(&row.metric, mean.value, error.unwrap_or(mean.standard_error.unwrap()), truth);
        }
    }
    let mut odds = [0.0; CHAPTERS.len() + 1];
    for (end, probability) in &ends {
        let first = CHAPTERS.iter().position(|(_, holds)| holds(&end.tally));
        odds[first.unwrap_or(CHAPTERS.len())] += probability;
    }
    let rows = summary.chapter_shares.iter().filter(|row| row.branch == name);
    for (row, truth) in rows.zip(odds) {
        see(&row.chapter, row.probability.value, (truth * (1.0 - truth) / paths).max(0.0).sqrt(), truth);
    }
    compared
}
