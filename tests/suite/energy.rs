//! The price of energy as the rest of the program knows it: random numbers, eras, records, claims, words (model page §1).
//!
//! Its closed forms are in `limits`; solutions, means, paths and the filter are held against `plain`.

use crate::common::{Desk, shipped};

use allegiance::command::provenance;
use allegiance::findings::Summary;
use allegiance::findings::backtest::horizons;
use allegiance::forecast::branching::BranchCase;
use allegiance::forecast::exact::propagate;
use allegiance::forecast::filter::filter;
use allegiance::forecast::{Unwatched, simulate};
use allegiance::game::equilibrium::Equilibrium;
use allegiance::scenario::{ENERGY, Scenario, history, load};

/// Two prices, and how they move.
fn ladder(prices: [f64; 2], moves: f64, start: &str) -> String {
    format!("energy={{levels=['cheap','dear'], price={prices:?}, rise={moves}, ease={moves}, start='{start}'}}")
}

/// The seed case with these changes.
fn seed(changes: &[String]) -> Scenario {
    load(&shipped("belarus-2020.toml"), changes).unwrap_or_else(|error| panic!("{error}"))
}

fn solved(scenario: &Scenario) -> Equilibrium {
    let equilibrium = Equilibrium::new(scenario, &scenario.central());
    assert!(equilibrium.certified());
    equilibrium
}

fn run(changes: &[String]) -> Summary {
    let small = ["simulation.draws=3", "simulation.paths=40", "simulation.tolerance=1e-10"].map(str::to_owned);
    let scenario = seed(&[&small[..], changes].concat());
    let draws = simulate(&scenario, &Unwatched).expect("nothing stops it");
    Summary::new(&scenario, &solved(&scenario), &draws, provenance(&scenario)).expect("it is kept")
}

#[test]
fn prop_a_price_of_one_moves_no_random_number() {
    let plain = run(&[]);
    let one = "energy={levels=['given'], price=[1], rise=[], ease=[], start='given'}";
    let given = run(&[one.to_owned()]);
    assert_eq!((&plain.metrics, &plain.by_quarter), (&given.metrics, &given.by_quarter), "one level: every bit");
    // Two levels: the same chances to rounding, so the same paths.
    let moving = run(&[ladder([1.0, 1.0], 0.2, "dear")]);
    for (plain, moving) in plain.metrics.iter().zip(&moving.metrics) {
        let means = [plain, moving].map(|row| row.mean.as_ref().map_or(0.0, |mean| mean.value));
        assert!((means[0] - means[1]).abs() < 1e-7, "{}: {means:?}", plain.metric);
    }
}

/// A price that stands still at 2 is twice the treaty benefit, and twice what arrives of every subsidy; the dividend, which
/// has no price, must be halved to stay.
#[test]
fn limit_an_era_that_doubles_the_price_is_one_of_twice_the_deliveries() {
    let central = seed(&[]).parameters.central().clients[0].clone();
    for anticipated in [false, true] {
        let era = |what: String| format!("era=[{{name='dear', from='2021-Q3', anticipated={anticipated}, {what}}}]");
        let fixed = ["election=[]", "client.delivery=0.4", "simulation.tolerance=1e-11"].map(str::to_owned);
        let means = |more: [String; 2]| {
            let scenario = seed(&[&fixed[..], &more].concat());
            propagate(&scenario, &solved(&scenario), &BranchCase::all(&scenario)[0])
        };
        let client = format!(
            "client={{delivery=0.8, treaty_benefit={:?}, integration_dividend={:?}}}",
            2.0 * central.treaty_benefit,
            central.integration_dividend / 2.0
        );
        let priced = means([ladder([1.0, 2.0], 0.0, "cheap"), era("energy={start='dear'}".to_owned())]);
        let delivered = means(["start.dispute=false".to_owned(), era(client)]);
        for (quarter, (priced, delivered)) in priced.iter().zip(&delivered).enumerate() {
            for (priced, delivered) in priced.iter().zip(delivered) {
                assert!((priced - delivered).abs() < 1e-7, "quarter {quarter}: {priced} {delivered}");
            }
        }
    }
}

#[test]
fn a_record_may_code_the_price_and_is_spread_over_it_if_it_does_not() {
    let scenario = seed(&["election=[]".to_owned(), ladder([0.5, 2.0], 0.1, "dear")]);
    let desk = Desk::new();
    let stated = |level: &str| {
        desk.write("record.csv", &format!("quarter,dispute,energy\n2020-Q3,no,{level}\n2020-Q4,,\n2021-Q1,,\n"));
        let record = history(&desk.path("record.csv"), &scenario).unwrap_or_else(|error| panic!("{error}"));
        let coded = record.quarters[0].levels[ENERGY];
        (coded, filter(&scenario, &solved(&scenario), &record, horizons(0)).predictions[2].dispute)
    };
    let [unknown, cheap, dear] = ["", "cheap", "dear"].map(stated);
    assert_eq!([unknown.0, cheap.0, dear.0], [None, Some(0), Some(1)]);
    assert!((cheap.1 - dear.1).abs() > 1e-3, "the price is felt: {cheap:?} {dear:?}");
    assert!((unknown.1 - (cheap.1 + dear.1) / 2.0).abs() < 1e-12, "each level is as likely at first");
}

#[test]
fn the_price_is_told_where_it_acts_and_a_single_one_is_no_part_of_a_state() {
    let desk = Desk::new();
    let set = format!("--set={}", ladder([0.5, 2.0], 0.1, "cheap"));
    let told = desk.good(&["explain", "small.toml", &set, "--at", "energy=dear"]);
    assert!(told.contains("energy dear") && told.contains("Price of energy 2:"), "{told}");
    let table = desk.good(&["solve", "small.toml", &set]);
    assert!(table.contains("energy cheap") && table.contains("energy dear"), "{table}");
    let game = desk.good(&["export", "small.toml", &set, "--efg", "--at", "energy=dear"]);
    assert!(game.contains("energy dear"), "{game}");
    let pays = desk.command(&["check", "small.toml", &set, "--set=patron.pressure_cost=0"]).output().unwrap();
    let pays = String::from_utf8([pays.stdout, pays.stderr].concat()).unwrap();
    assert!(pays.contains("with energy dear"), "{pays}");
    let one = "--set=energy={levels=['given'], price=[2], rise=[], ease=[], start='given'}";
    for command in [&["solve", "small.toml", one][..], &["solve", "small.toml", one, "--format=csv"]] {
        let table = desk.good(command);
        assert!(!table.contains("energy"), "{table}");
    }
    desk.good(&[
        "run",
        "small.toml",
        &set,
        "--set=simulation.draws=4",
        "--set=simulation.paths=6",
        "--brief",
        "--charts=all",
        "-o",
        "out",
    ]);
    assert!(desk.read("out/brief.md").contains("; energy cheap"), "{}", desk.read("out/brief.md"));
    assert!(desk.read("out/charts/bargaining-range.svg").contains("energy cheap"));
    assert!(desk.good(&["explain", "out"]).contains("price of energy"));
}

#[test]
fn claims_may_be_about_the_price() {
    let desk = Desk::new();
    let claim = r#"
[energy]
levels = ["cheap", "dear"]
price  = [0.5, 2]
rise   = 0.1
ease   = 0.1
start  = "dear"

[[claim]]
name = "the dearer, the less of it"
says = "A smaller discount buys as much."

[[claim.check]]
name    = "width of the range"
measure = 'range("alliance")'
along   = "energy"
trend   = "falling"

[[claim.check]]
name     = "where energy is cheap"
measure  = 'range("alliance")'
at       = "energy=cheap"
against  = { at = "energy=dear" }
at_least = 0
"#;
    desk.write("priced.toml", &(desk.read("small.toml") + claim));
    let told = desk.good(&["claims", "priced.toml"]);
    assert!(told.contains("the dearer, the less of it"), "{told}");
}
