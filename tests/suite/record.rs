//! The record's codings and what they score: against the reference, against the months they are made from, and on the
//! page (model page §9, docs/history.md).

use allegiance::command::provenance;
use allegiance::findings::Estimate;
use allegiance::findings::backtest::codings::Coding;
use allegiance::findings::backtest::naive::{Forecaster, Knows};
use allegiance::findings::backtest::others::{Other, Thing};
use allegiance::findings::backtest::{Asked, Backtest, Horizon, RecordFile, horizons};
use allegiance::forecast::filter::{Horizons, filter};
use allegiance::game::equilibrium::Equilibrium;
use allegiance::scenario::{CodedRecord, Observed, Scenario, history, load};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Number of 2014-Q1.
const LATE: usize = 68;
const MAIN: &str = "belarus-1997-2020.csv";
const TOUCHES: &str = "belarus-1997-2020-touches.csv";
const STRICT: &str = "belarus-1997-2020-strict.csv";
const WIDE: &str = "belarus-1997-2020-wide.csv";
const HARD: &str = "belarus-1997-2020-hard.csv";
const RECORDS: [&str; 5] = [MAIN, TOUCHES, STRICT, WIDE, HARD];
const EARLIER: Option<Knows> = Some(Knows::Earlier);
const WHOLE: Option<Knows> = Some(Knows::Whole);

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn kept(name: &str) -> PathBuf {
    root().join("scenarios/history").join(name)
}

fn loaded(path: &str, overrides: &[&str]) -> Scenario {
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    load(&root().join(path), &overrides).expect("the scenario is valid")
}

fn read(name: &str, scenario: &Scenario) -> CodedRecord {
    history(&kept(name), scenario).expect("the record is valid")
}

/// Games at central values.
struct Central {
    scenario: Scenario,
    equilibrium: Equilibrium,
}

impl Central {
    fn of(scenario: Scenario) -> Self {
        let equilibrium = Equilibrium::new(&scenario, &scenario.central());
        assert!(equilibrium.certified());
        Self { scenario, equilibrium }
    }

    fn coding(&self, name: &str) -> Coding {
        let record = read(name, &self.scenario);
        let filtered = filter(&self.scenario, &self.equilibrium, &record, Horizons::default());
        let file = RecordFile { name: name.to_owned(), sha256: String::new() };
        Coding::new(&self.scenario, &filtered, &record, LATE, file).expect("it can be scored")
    }

    fn scored(&self, record: &CodedRecord) -> Backtest {
        let filtered = filter(&self.scenario, &self.equilibrium, record, horizons(0));
        let file = RecordFile { name: record.name.clone(), sha256: String::new() };
        let made_from = (provenance(&self.scenario), file);
        Backtest::new(&self.scenario, filtered, record, Asked::default(), made_from).expect("it can be scored")
    }
}

#[test]
fn val_every_coding_scores_what_the_reference_has() {
    // Of the independent reference of version 2; for version 1 of that of its own and of the review of it.
    let tight = &["simulation.tolerance=1e-10"];
    let second = Central::of(loaded("tests/reference/belarus-record-v2.toml", tight));
    for (name, disputes, whole, late) in
        [(MAIN, 33, -54.25, -14.71), (TOUCHES, 41, -58.98, -14.92), (STRICT, 27, -48.63, -14.81)]
    {
        let coding = second.coding(name);
        assert_eq!((coding.quarters, coding.disputes), (94, disputes), "{name}");
        let score = coding.score(Forecaster::Model, None).expect("a score");
        let since = score.since.expect("a score of the late years");
        assert!((score.whole - whole).abs() < 0.01 && (since - late).abs() < 0.01, "{name}: {} {since}", score.whole);
    }
    let first = Central::of(loaded("tests/reference/belarus-record-v1.toml", tight));
    for (name, whole, within) in [(MAIN, -55.53, 0.01), (TOUCHES, -58.987_813, 1e-6)] {
        let found = first.coding(name).score(Forecaster::Model, None).expect("a score").whole;
        assert!((found - whole).abs() < within, "{name}: {found}");
    }
}

#[test]
fn val_rivals_score_what_the_reference_has() {
    let coding = Central::of(loaded("tests/reference/belarus-record-v2.toml", &[])).coding(MAIN);
    let score = |forecaster, knows| coding.score(forecaster, knows).expect("a score");
    for (knows, whole, late) in [(EARLIER, -59.4, -16.4), (WHOLE, -54.7, -15.2)] {
        let chain = score(Forecaster::Markov, knows);
        // Of the first quarter the fitted chain states the base rate here, and there the rate after calm.
        let first = if knows == WHOLE { libm::log(47.0 / 61.0) - libm::log(61.0 / 94.0) } else { 0.0 };
        let since = chain.since.expect("a score of the late years");
        assert!((chain.whole + first - whole).abs() < 0.05 && (since - late).abs() < 0.05, "{knows:?} {chain:?}");
    }
    // By hand, the ridge left out: maximum likelihood of 93 quarters, and the base rate of the first.
    let regression = score(Forecaster::Logistic, WHOLE);
    assert!((regression.whole - -53.636).abs() < 0.01, "{regression:?}");
    assert!((regression.since.expect("a score") - -14.62).abs() < 0.01, "{regression:?}");
    // It learns within a ridge, and one number more costs it nothing on the whole.
    let learning = score(Forecaster::Logistic, EARLIER).whole;
    assert!((learning - -59.59).abs() < 0.01, "{learning}");
    assert_eq!(coding.score(Forecaster::FairMarkov, WHOLE), None);
    let fair = score(Forecaster::FairMarkov, EARLIER).whole;
    assert!(fair > score(Forecaster::Markov, EARLIER).whole && (fair - -57.47).abs() < 0.05, "{fair}");
}

#[test]
fn limit_the_models_own_persistence_where_pressure_is_as_good_as_a_coin() {
    // Precise in nothing, the patron presses in half of all quarters without agreement, and nobody talks.
    let even = ["patron.precision=0.0001", "bargain.talks=0.0", "bargain.talks_in_dispute=0.0"];
    let central = Central::of(loaded("tests/reference/belarus-record-v2.toml", &even));
    let said = |record| filter(&central.scenario, &central.equilibrium, record, Horizons::default()).persistence;
    let record = read(MAIN, &central.scenario);
    for share in said(&record) {
        assert!((share - 0.5).abs() < 0.01, "{share}");
    }
    // It does not know the disputes, so that it may be the prior of somebody who learns them.
    let usual = Central::of(loaded("tests/reference/belarus-record-v2.toml", &[]));
    let said = |name| {
        filter(&usual.scenario, &usual.equilibrium, &read(name, &usual.scenario), Horizons::default()).persistence
    };
    let [calm, dispute] = said(MAIN);
    assert!(calm < 0.25 && dispute > 0.4, "{calm} {dispute}");
    assert_eq!(said(MAIN), said(WIDE));
}

/// An episode of dispute, by the months that it began and ended in.
struct Episode {
    start: usize,
    end: usize,
    counts: bool,
    energy: bool,
    settled: bool,
}

fn month(text: &str) -> usize {
    let (year, month) = text.split_once('-').expect("a month");
    year.parse::<usize>().expect("a year") * 12 + month.parse::<usize>().expect("a month") - 1
}

fn episodes() -> Vec<Episode> {
    let text = fs::read_to_string(kept("episodes.csv")).expect("the episodes");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let heads = reader.headers().expect("a header").clone();
    let episode = |row: csv::StringRecord| {
        let cell = |name: &str| &row[heads.iter().position(|head| head == name).expect("a column")];
        Episode {
            start: month(cell("start")),
            end: month(cell("end")),
            counts: cell("counts") == "yes",
            energy: ["gas", "oil"].iter().any(|name| cell(name) == "1"),
            settled: cell("ended") != "unresolved",
        }
    };
    reader.records().map(|row| episode(row.expect("a row"))).collect()
}

#[test]
fn every_coding_follows_from_the_months_of_the_episodes() {
    // Whether an episode puts a quarter in dispute whose first month is given.
    type Rule = fn(&Episode, usize) -> bool;
    let opened: Rule = |one, first| one.start <= first && first <= one.end;
    let touches: Rule = |one, first| one.start <= first + 2 && first <= one.end;
    let strict: Rule = |one, first| one.start < first && first <= one.end;
    let main = |one: &Episode| one.counts;
    type Counts = fn(&Episode) -> bool;
    let codings: [(&str, Rule, Counts); 5] = [
        (MAIN, opened, main),
        (TOUCHES, touches, main),
        (STRICT, strict, main),
        (WIDE, opened, |_| true),
        (HARD, opened, |one| one.counts && one.energy),
    ];
    let (episodes, scenario) = (episodes(), loaded("tests/reference/belarus-record-v2.toml", &[]));
    assert_eq!(episodes.len(), 22);
    for (name, rule, counts) in codings {
        let mut first = 1997 * 12;
        for observed in &read(name, &scenario).quarters {
            let counted = || episodes.iter().filter(|one| counts(one));
            let disputed = counted().any(|one| rule(one, first));
            let ended = counted().any(|one| one.settled && (first..first + 3).contains(&one.end));
            let expected = (Some(disputed), disputed.then_some(ended));
            assert_eq!((observed.dispute, observed.settlement), expected, "{name}, {}-{}", first / 12, first % 12 + 1);
            first += 3;
        }
    }
}

#[test]
fn codings_differ_in_disputes_and_settlements_alone() {
    let scenario = loaded("tests/reference/belarus-record-v2.toml", &[]);
    let rest = |name: &str| -> Vec<Observed> {
        let rows = read(name, &scenario).quarters.into_iter();
        rows.map(|row| Observed { dispute: None, settlement: None, ..row }).collect()
    };
    for name in &RECORDS[1..] {
        assert_eq!(rest(name), rest(MAIN), "{name}");
    }
    let steps = |coded: Option<bool>| rest(MAIN).iter().filter(|row| row.step == coded).count();
    assert_eq!((steps(Some(true)), steps(Some(false)), steps(None)), (3, 79, 12));
}

#[test]
fn an_estimate_on_the_record_may_be_put_to_the_questions() {
    // Draws are refused that lie outside the distributions of the scenario that they are put to.
    let priors = |path: &str| {
        let scenario = loaded(path, &[]);
        let talks = |key: &str| key.starts_with("bargain.talks");
        let found = scenario.uncertain().into_iter().filter(|number| talks(&number.key));
        found.map(|number| (number.key, number.distribution)).collect::<Vec<_>>()
    };
    let [record, questions] =
        ["belarus-record", "belarus-foresight"].map(|name| priors(&format!("scenarios/{name}.toml")));
    assert_eq!(record.len(), 4);
    assert_eq!(record, questions);
}

#[test]
fn every_source_key_of_the_records_and_answers_is_listed() {
    let listed = fs::read_to_string(kept("sources.md")).expect("a list");
    let rows = listed.lines().filter_map(|line| line.strip_prefix("| S")?.split_once(" |"));
    let listed: BTreeSet<String> = rows.map(|(number, _)| format!("S{number}")).collect();
    let mut cited = BTreeSet::new();
    for name in RECORDS.into_iter().chain(["episodes.csv", "belarus-2020-answers.csv"]) {
        let text = fs::read_to_string(kept(name)).expect("a record, episodes, or answers");
        let words = text.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_owned);
        let key = |word: &String| word.len() > 1 && word[1..].bytes().all(|byte| byte.is_ascii_digit());
        cited.extend(words.filter(|word| word.starts_with('S') && key(word)));
    }
    assert!(cited.len() > 20, "{cited:?}");
    assert_eq!(listed, cited, "listed on the left, cited on the right");
}

#[test]
fn prop_what_is_said_of_an_event_is_what_knowing_it_costs() {
    // Told to the filter as an event, a settlement lowers the log likelihood by the log of its stated probability.
    let central = Central::of(loaded("tests/reference/belarus-record-v2.toml", &[]));
    let record = read(MAIN, &central.scenario);
    let said = filter(&central.scenario, &central.equilibrium, &record, Horizons::default());
    let cost = |at: usize, event: fn(&mut Observed)| {
        let mut short = record.clone();
        short.quarters.truncate(at + 1);
        let likelihood = |record: &CodedRecord| {
            filter(&central.scenario, &central.equilibrium, record, Horizons::default()).log_likelihood
        };
        let before = likelihood(&short);
        event(&mut short.quarters[at]);
        likelihood(&short) - before
    };
    let mut compared = 0;
    for at in (5..94).step_by(7) {
        let prediction = &said.predictions[at];
        let agreement = prediction.agreement.map(|odds| (odds, cost(at, |row| row.agreement = true)));
        let step = prediction.step.map(|odds| (odds, cost(at, |row| row.integration_step = true)));
        for (odds, cost) in agreement.into_iter().chain(step) {
            assert!((libm::log(odds) - cost).abs() < 1e-9, "quarter {at}: {odds}, {cost}");
            compared += 1;
        }
        assert_eq!(prediction.agreement.is_some(), record.quarters[at].settlement.is_some());
        assert_eq!(prediction.step.is_some(), record.quarters[at].step.is_some());
    }
    assert!(compared > 12, "{compared}");
}

#[test]
fn limit_an_opening_that_nobody_moves_rises_at_its_own_rate() {
    // No reward for hedging, no price of loyalty, no entrapment that breaks with the West: whatever the two do, it rises with 0.07 and falls with 0.03.
    let still = [
        "opening.rise=0.07",
        "opening.hedging_rise=0.07",
        "opening.ease=0.03",
        "opening.loyalty_ease=0.0",
        "client.entrapment_hazard=0.0",
    ];
    let central = Central::of(loaded("tests/reference/belarus-record-v2.toml", &still));
    let record = read(MAIN, &central.scenario);
    let said = filter(&central.scenario, &central.equilibrium, &record, Horizons::default());
    for at in 1..94 {
        let before = record.quarters[at - 1].levels[2].expect("a level");
        let opening = &said.predictions[at].opening;
        assert!((opening.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let (up, down) = (opening[before + 1..].iter().sum::<f64>(), opening[..before].iter().sum::<f64>());
        assert!((up - 0.07).abs() < 1e-9, "{at} {before}: {up} {down}");
        assert!((down - if before == 0 { 0.0 } else { 0.03 }).abs() < 1e-9, "{down}");
    }
    // Its score by hand: 4 rises in 93 quarters, 5 falls in the 52 that begin above the lowest level.
    let found = central.scored(&record);
    let score = |thing| found.others.iter().find(|other: &&Other| other.thing == thing).expect("a score");
    for (thing, came, quarters, rate) in [(Thing::OpeningUp, 4, 93, 0.07), (Thing::OpeningDown, 5, 52, 0.03)] {
        let found = score(thing);
        assert_eq!((found.came, found.quarters), (Some(came), quarters), "{thing:?}");
        let expected = came as f64 * libm::log(rate) + (quarters - came) as f64 * libm::log(1.0 - rate);
        assert!((found.model - expected).abs() < 1e-6, "{thing:?}: {}, not {expected}", found.model);
    }
}

#[test]
fn limit_the_naive_rivals_of_other_things_by_hand() {
    let central = Central::of(loaded("tests/reference/belarus-record-v2.toml", &[]));
    let mut record = read(MAIN, &central.scenario);
    for (at, row) in record.quarters.iter_mut().enumerate() {
        row.subsidy = Some((at as f64, at as f64 + 2.0));
        row.step = [None, Some(false), Some(true)][if at < 90 { 0 } else { 1 + at % 2 }];
    }
    let found = central.scored(&record);
    let score = |thing| found.others.iter().find(|other: &&Other| other.thing == thing).expect("a score");
    // Last year's middle is always four points below; that of the first four quarters is not known.
    let subsidy = score(Thing::Subsidy);
    assert_eq!((subsidy.quarters, subsidy.came, subsidy.naive), (90, None, 4.0));
    let ahead = subsidy.ahead.as_ref().expect("a lead").value;
    assert!((ahead - (4.0 - subsidy.model)).abs() < 1e-12);
    // No, yes, no, yes; half a one and half a none beforehand: 1/2, 1/4, 1/2, 3/8 for a step.
    let expected: f64 = [1.0 / 2.0, 1.0 / 4.0, 1.0 / 2.0, 3.0 / 8.0].map(libm::log).iter().sum();
    let step = score(Thing::Step);
    assert_eq!((step.quarters, step.came), (4, Some(2)));
    assert!((step.naive - expected).abs() < 1e-12, "{}, not {expected}", step.naive);
}

/// A number as pages write it.
fn written(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}").replace('-', "\u{2212}");
    if text.trim_matches(['\u{2212}', '0', '.']).is_empty() { text.replace('\u{2212}', "") } else { text }
}

/// A lead over so many quarters, with its standard error.
fn lead(ahead: &Estimate, times: usize) -> String {
    let error = ahead.standard_error.expect("an error");
    format!("{} ({:.1})", written(ahead.value * times as f64, 1), error * times as f64)
}

/// Every forecaster that the page has.
const ROWS: [(&str, Forecaster, Option<Knows>); 8] = [
    ("model", Forecaster::Model, None),
    ("base rate, learning", Forecaster::BaseRate, EARLIER),
    ("base rate by era, learning", Forecaster::EraRate, EARLIER),
    ("Markov chain, learning", Forecaster::Markov, EARLIER),
    ("fair Markov chain, learning", Forecaster::FairMarkov, EARLIER),
    ("logistic regression, learning", Forecaster::Logistic, EARLIER),
    ("Markov chain, fitted", Forecaster::Markov, WHOLE),
    ("logistic regression, fitted", Forecaster::Logistic, WHOLE),
];

fn table(head: &str, rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = "| --- ".repeat(head.matches('|').count() - 1);
    rows.fold(format!("{head}\n{line}|\n"), |text, row| format!("{text}| {} |\n", row.join(" | ")))
}

fn by_coding(central: &Central) -> String {
    let codings = [MAIN, TOUCHES, STRICT].map(|name| central.coding(name));
    let row = |(name, forecaster, knows): (&str, _, _)| {
        let cells = codings.iter().flat_map(|coding| {
            let score = coding.score(forecaster, knows).expect("a score");
            [written(score.whole, 2), written(score.since.expect("a score of the late years"), 2)]
        });
        [name.to_owned()].into_iter().chain(cells).collect()
    };
    let head = "| one quarter ahead | main | from 2014 | touches | from 2014 | strict | from 2014 |";
    table(head, ROWS.into_iter().map(row))
}

fn by_horizon(found: &[Backtest; 3], ahead: Horizon, head: &str) -> String {
    let row = |(name, forecaster, knows): (&str, _, _)| {
        let cells = found.iter().map(|found| {
            let score = found.score(ahead, forecaster, knows).expect("a score");
            let lead =
                score.log_ahead.map_or(String::new(), |ahead| format!(", lead {}", lead(&ahead, score.quarters)));
            written(score.log_sum, 2) + &lead
        });
        [name.to_owned()].into_iter().chain(cells).collect()
    };
    table(head, ROWS.into_iter().map(row))
}

fn of_others(found: &Backtest) -> String {
    let row = |other: &Other| {
        let times = if other.thing == Thing::Subsidy { 1 } else { other.quarters };
        vec![
            other.thing.name().to_owned(),
            other.quarters.to_string(),
            other.came.map_or(String::new(), |came| came.to_string()),
            written(other.model, 2),
            written(other.naive, 2),
            lead(other.ahead.as_ref().expect("a lead"), times),
        ]
    };
    table("| thing | quarters | came | model | naive | lead |", found.others.iter().map(row))
}

/// The page with a table in the place of the one that begins with the same line.
fn with_table(page: &str, table: &str) -> String {
    let head = table.lines().next().expect("a first line");
    let start = page.find(&format!("{head}\n")).unwrap_or_else(|| panic!("the page has no table {head}"));
    let end = page[start..].find("\n\n").map_or(page.len(), |end| start + end + 1);
    format!("{}{table}{}", &page[..start], &page[end..])
}

#[test]
fn the_page_of_the_record_holds_what_is_found() {
    let central = Central::of(loaded("scenarios/belarus-record.toml", &[]));
    let found = [MAIN, WIDE, HARD].map(|name| central.scored(&read(name, &central.scenario)));
    let tables = [
        by_coding(&central),
        by_horizon(&found, Horizon::Ahead(1), "| one quarter ahead | main | wide | hard |"),
        by_horizon(&found, Horizon::Ahead(4), "| four quarters ahead | main | wide | hard |"),
        of_others(&found[0]),
    ];
    let path: &Path = &root().join("docs/history.md");
    let page = fs::read_to_string(path).expect("the page");
    let expected = tables.iter().fold(page.clone(), |page, table| with_table(&page, table));
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        fs::write(path, &expected).expect("a page");
        return;
    }
    assert!(page == expected, "UPDATE_FIXTURES=1 writes these:\n{}", tables.join("\n"));
}
