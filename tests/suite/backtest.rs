//! The record, the filter and the scores (model page §9).

use crate::common::tables;
use crate::plain;

use allegiance::command::provenance;
use allegiance::findings::backtest::draws::Taken;
use allegiance::findings::backtest::naive::{Forecaster, Knows};
use allegiance::findings::backtest::{Asked, Backtest, Horizon, RecordFile, Stated, Unscored, horizons};
use allegiance::forecast::Unwatched;
use allegiance::forecast::branching::BranchCase;
use allegiance::forecast::draws::filtered;
use allegiance::forecast::exact::propagate;
use allegiance::forecast::filter::{CLIP, Filtered, Horizons, filter, score};
use allegiance::forecast::quantity::Quantity;
use allegiance::game::equilibrium::Equilibrium;
use allegiance::scenario::{CodedRecord, Observed, Scenario, history, load, parse, with_draws};
use plain::chain::{Event, follow};
use plain::random::{Dice, rolled, scenario};
use plain::solution::Plan;
use plain::world::World;
use std::fs;
use std::path::{Path, PathBuf};

const RECORD: &str = "history/belarus-1997-2020.csv";

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

fn record(name: &str, overrides: &[&str]) -> (Scenario, CodedRecord) {
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    let scenario = load(&file("belarus-record.toml"), &overrides).expect("the scenario is valid");
    let history = history(&file(name), &scenario).expect("the record is valid");
    (scenario, history)
}

fn scored(scenario: &Scenario, history: &CodedRecord) -> Result<Backtest, Unscored> {
    let equilibrium = Equilibrium::new(scenario, &scenario.central());
    assert!(equilibrium.certified());
    let record = RecordFile { name: history.name.clone(), sha256: String::new() };
    let filtered = filter(scenario, &equilibrium, history, horizons(0));
    Backtest::new(scenario, filtered, history, Asked::default(), (provenance(scenario), record))
}

#[test]
fn the_page_of_foresight_holds_what_needs_no_estimate() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/foresight.md");
    let page = fs::read_to_string(page).expect("the page");
    let (scenario, history) = record(RECORD, &[]);
    let found = scored_from(&scenario, &history, 68, false);
    let sum = |ahead, forecaster, knows| {
        let score = found.score(ahead, forecaster, knows).expect("a score");
        format!("{:.2}", score.log_sum).replace('-', "\u{2212}")
    };
    let learning = Some(Knows::Earlier);
    let rows = [
        ("model as shipped, central values", Forecaster::Model, None),
        ("Markov chain, learning", Forecaster::Markov, learning),
        ("base rate, learning", Forecaster::BaseRate, learning),
        ("base rate of the era, learning", Forecaster::EraRate, learning),
    ];
    for (name, forecaster, knows) in rows {
        let sums = [Horizon::Ahead(1), Horizon::Ahead(4), Horizon::Eve].map(|ahead| sum(ahead, forecaster, knows));
        let row = page.lines().find(|line| {
            let mut cells = line.split('|').skip(1).map(str::trim);
            cells.next() == Some(name) && cells.zip(&sums).all(|(cell, sum)| cell.starts_with(sum.as_str()))
        });
        assert!(row.is_some(), "a row `{name}` should begin its cells with {sums:?}");
    }
}

#[test]
fn every_fault_of_a_record_is_told_as_written_down() {
    let scenario = load(&file("belarus-record.toml"), &[]).expect("the scenario is valid");
    let seen = tables::told_as_written("bad-records", |path| history(path, &scenario));
    assert!(seen >= 14, "{seen} fixtures");
}

fn text_record(scenario: &Scenario, text: &str) -> CodedRecord {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("record.csv");
    fs::write(&path, text).expect("a file");
    history(&path, scenario).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn what_a_record_may_hold_is_read_as_written() {
    let (scenario, _) = record(RECORD, &[]);
    let text = "# a comment\r\nsource, quarter ,dispute,events,confrontation,subsidy_low,subsidy_high\r\n\
                \"=1+1, \"\"quoted\"\"\nand on\",1997-Q1,unknown,agreement; entrapment,strained,1,2.5\r\n\
                # another\r\n@x,1997-Q2,yes,integration step,,,\r\n";
    let found = text_record(&scenario, text);
    let first = Observed {
        levels: vec![Some(1), None, None],
        subsidy: Some((1.0, 2.5)),
        agreement: true,
        entrapment: true,
        ..Observed::default()
    };
    let second = Observed { levels: vec![None; 3], dispute: Some(true), integration_step: true, ..Observed::default() };
    assert_eq!(found.quarters, [first, second]);
}

#[test]
fn quarters_that_are_not_coded_are_not_scored() {
    let (scenario, mut history) = record(RECORD, &[]);
    let whole = scored(&scenario, &history).expect("it can be scored");
    for quarter in [10, 11, 50] {
        history.quarters[quarter].dispute = None;
    }
    let found = scored(&scenario, &history).expect("it can be scored");
    for (ahead, all) in [(Horizon::Ahead(1), 94), (Horizon::Ahead(4), 90)] {
        for (before, after) in whole.scores.iter().zip(&found.scores).filter(|(before, _)| before.ahead == ahead) {
            assert_eq!((before.quarters, after.quarters), (all, all - 3));
        }
    }
    // What is not known is not taken for calm: it changes what is said of the next quarter.
    assert_eq!(found.quarters[10].stated[0].model, whole.quarters[10].stated[0].model);
    assert_ne!(found.quarters[11].stated[0].model, whole.quarters[11].stated[0].model);
    for row in &mut history.quarters {
        row.dispute = None;
    }
    assert_eq!(scored(&scenario, &history), Err(Unscored::Nothing));
}

/// A record scored from a quarter on, over draws if there are any.
fn scored_from(scenario: &Scenario, history: &CodedRecord, from: usize, robust: bool) -> Backtest {
    let equilibrium = Equilibrium::new(scenario, &scenario.central());
    let record = RecordFile { name: history.name.clone(), sha256: String::new() };
    let runs = || filtered(scenario, history, horizons(from), &Unwatched).expect("not stopped");
    let draws = robust
        .then(|| Taken::new(scenario.drawn.as_ref().map(|drawn| drawn.name.clone()), &scenario.draw_numbers(), runs()));
    let central = filter(scenario, &equilibrium, history, horizons(from));
    let asked = Asked { from, draws };
    Backtest::new(scenario, central, history, asked, (provenance(scenario), record)).expect("it can be scored")
}

fn log_sum(found: &Backtest, ahead: Horizon, forecaster: Forecaster) -> f64 {
    found.score(ahead, forecaster, None).expect("a score").log_sum
}

#[test]
fn prop_quarters_before_the_first_scored_are_known_and_not_scored() {
    let (scenario, history) = record(RECORD, &[]);
    let whole = scored_from(&scenario, &history, 0, false);
    let part = scored_from(&scenario, &history, 68, false);
    assert_eq!((part.from.as_str(), part.quarters.len()), ("2014-Q1", 26));
    assert_eq!(part.marks.iter().map(|mark| mark.quarter).collect::<Vec<_>>(), [0], "{:?}", part.marks);
    for (before, after) in whole.quarters[68..].iter().zip(&part.quarters) {
        // The same is said of them as if all had been scored, by who learns too.
        assert_eq!((&before.quarter, before.dispute), (&after.quarter, after.dispute));
        assert_eq!(before.stated[..], after.stated[..2]);
    }
    let tail: f64 = whole.quarters[68..].iter().map(|row| row.stated[0].model.expect("a probability")).sum();
    let said: f64 = part.quarters.iter().map(|row| row.stated[0].model.expect("a probability")).sum();
    assert_eq!(tail, said);
    let score = part.score(Horizon::Ahead(1), Forecaster::Model, None).expect("a score");
    assert_eq!(score.quarters, 26);
    assert!((score.log_sum - part.log_likelihood).abs() < 1e-12);
    assert!(whole.score(Horizon::Eve, Forecaster::Model, None).is_none());
}

#[test]
fn prop_on_the_eve_the_first_quarter_is_the_next_one_and_the_fourth_a_year_on() {
    let (scenario, history) = record(RECORD, &[]);
    let part = scored_from(&scenario, &history, 68, false);
    let stated = |quarter: usize, place: usize| part.quarters[quarter].stated[place].clone();
    assert_eq!(stated(0, 2).ahead, Horizon::Eve);
    for (quarter, horizon) in [(0, 0), (3, 1)] {
        let (eve, other) = (stated(quarter, 2), stated(quarter, horizon));
        let probabilities = |said: Stated| [said.model, said.base_rate, said.era_rate, said.markov];
        for (eve, other) in probabilities(eve).into_iter().zip(probabilities(other)) {
            let (eve, other) = eve.zip(other).expect("probabilities");
            assert!((eve - other).abs() < 1e-12, "quarter {quarter}: {eve}, {other}");
        }
    }
    // Nothing that came later is known on the eve.
    let mut other = history.clone();
    for row in &mut other.quarters[68..] {
        row.dispute = row.dispute.map(|code| !code);
    }
    let other = scored_from(&scenario, &other, 68, false);
    for (one, other) in part.quarters.iter().zip(&other.quarters) {
        assert_eq!(one.stated[2], other.stated[2]);
    }
}

#[test]
fn prop_draws_together_score_as_the_mean_of_their_likelihoods() {
    let (scenario, history) = record(RECORD, &["simulation.draws=6"]);
    for from in [0, 68] {
        let found = scored_from(&scenario, &history, from, true);
        let draws = found.draws.as_ref().expect("draws");
        assert_eq!((draws.counted, &draws.file), (6, &None));
        let likelihoods = draws.draws.iter().map(|draw| libm::exp(draw.log_sum[0]));
        let expected = libm::log(likelihoods.sum::<f64>() / 6.0);
        let sum = log_sum(&found, Horizon::Ahead(1), Forecaster::Draws);
        assert!((sum - expected).abs() < 1e-9, "{sum}, not {expected}");
        // They differ, and learn which is better.
        assert!(draws.effective > 1.0 && draws.effective < 5.9, "{}", draws.effective);
        let least = draws.draws.iter().map(|draw| draw.log_sum[0]).fold(f64::INFINITY, f64::min);
        assert!(sum > least + 0.1);
    }
}

#[test]
fn prop_a_draw_of_the_central_values_says_what_the_model_says() {
    let (scenario, history) = record(RECORD, &["simulation.draws=1"]);
    let uncertain = scenario.uncertain();
    let header: Vec<String> = uncertain.iter().map(|number| number.key.replace('"', "\"\"")).collect();
    let row: Vec<String> = uncertain.iter().map(|number| number.central.to_string()).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("central.csv");
    fs::write(&path, format!("\"{}\"\n{}\n", header.join("\",\""), row.join(","))).expect("a file");
    let drawn = with_draws(scenario, &path).expect("it fits");
    let found = scored_from(&drawn, &history, 68, true);
    assert_eq!(found.draws.as_ref().and_then(|draws| draws.file.as_deref()), Some("central.csv"));
    for row in &found.quarters {
        for stated in &row.stated {
            let (model, draws) = stated.model.zip(stated.draws).expect("probabilities");
            assert!((model - draws).abs() < 1e-12, "{}: {model}, {draws}", row.quarter);
        }
    }
    for score in &found.scores {
        let leads = [score.log_ahead, score.draws_log_ahead].map(|lead| lead.map(|lead| lead.value));
        if let [Some(model), Some(draws)] = leads {
            assert!((model - draws).abs() < 1e-9);
        }
    }
}

#[test]
fn a_record_that_cannot_have_happened_is_refused_where_it_fails() {
    let (scenario, mut history) = record(RECORD, &[]);
    // The scenario begins without dispute.
    history.quarters[0].dispute = Some(true);
    assert_eq!(scored(&scenario, &history), Err(Unscored::Impossible("1997-Q1".into())));
    let (scenario, _) = record(RECORD, &["start.dispute=true"]);
    assert!(scored(&scenario, &history).is_ok());
    // Who hedges and is tolerated signs nothing; without talks there is no agreement.
    let (scenario, mut history) = record(RECORD, &["bargain.talks=0.0", "bargain.talks_in_dispute=0.0"]);
    history.quarters[7].agreement = true;
    assert_eq!(scored(&scenario, &history), Err(Unscored::Impossible("1998-Q4".into())));
}

#[test]
fn limit_events_condition_the_filter_by_their_exact_probability() {
    // A record that codes the start and one event only has the probability of that event as its likelihood, and that is
    // the exact mean of the first quarter.
    let scenario = load(&file("belarus-2020.toml"), &["election=[]".to_owned()]).expect("the scenario is valid");
    let equilibrium = Equilibrium::new(&scenario, &scenario.central());
    let case = &BranchCase::all(&scenario)[0];
    let means = propagate(&scenario, &equilibrium, case);
    let start: Vec<Option<usize>> = scenario.ladders.moving().map(|ladder| Some(ladder.start)).collect();
    let of = |agreement, integration_step, entrapment| {
        let mut quarters = vec![Observed { levels: vec![None; start.len()], ..Observed::default() }; 2];
        quarters[0] =
            Observed { levels: start.clone(), agreement, integration_step, entrapment, ..quarters[0].clone() };
        let history = CodedRecord { name: String::new(), text: String::new(), first: scenario.first, quarters };
        libm::exp(filter(&scenario, &equilibrium, &history, Horizons { ahead: 1, eve: None }).log_likelihood)
    };
    let mean = |quantity: Quantity| means[0][quantity.index()];
    let close = |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 1e-9, "{found}, not {expected}");
    close(of(true, false, false), mean(Quantity::Agreement));
    // No offer of this scenario has more than one step.
    close(of(false, true, false), mean(Quantity::RatifiedSteps));
    close(of(true, true, false), mean(Quantity::RatifiedSteps));
    close(of(false, false, true), mean(Quantity::Entrapment));
    assert!(of(true, false, true) < of(true, false, false));
}

/// What the enumeration of all histories says of a record: the probability of all that is coded up to each stage, that
/// is of each quarter's dispute code, then of its events; and of a dispute at the end, known up to a quarter before.
struct Enumerated {
    stages: Vec<f64>,
    end_disputed: f64,
}

fn enumerate(world: &World, plan: &Plan, observed: &[Observed], ahead: usize) -> Enumerated {
    let end = observed.len() - 1;
    let far = 2 * (end - ahead) + 1;
    // How many stages a history has passed, and whether it is in dispute at the end. One that fails stays behind.
    let count = |&(passed, disputed): &(usize, bool), event: &Event| {
        let seen = &observed[event.quarter];
        let mut passed = passed;
        if passed == 2 * event.quarter && seen.dispute.is_none_or(|code| code == event.dispute) {
            passed += 1;
        }
        let happened = (!seen.agreement || event.signed)
            && (!seen.integration_step || event.ratified)
            && (!seen.entrapment || event.entrapped);
        if passed == 2 * event.quarter + 1 && happened {
            passed += 1;
        }
        (passed, disputed || (event.quarter == end && event.dispute))
    };
    let course = follow(world, plan, None, (0, false), count);
    let sum = |holds: &dyn Fn(usize, bool) -> bool| -> f64 {
        course.ends.iter().filter(|(end, _)| holds(end.tally.0, end.tally.1)).map(|(_, odds)| odds).sum()
    };
    let stages = (0..=2 * observed.len()).map(|stage| sum(&|passed, _| passed >= stage)).collect();
    // Events of the quarter in which one speaks are not known yet, and what comes later is not used.
    let known = sum(&|passed, _| passed >= far);
    Enumerated { stages, end_disputed: sum(&|passed, disputed| passed >= far && disputed) / known }
}

#[test]
fn val_the_filter_finds_what_enumeration_of_all_histories_does() {
    // The plain second implementation lists every history of small random scenarios; nothing of the filter is in it.
    let (mut compared, mut records, mut impossible, mut eventful) = (0, 0, 0, 0);
    for seed in 0.. {
        if compared == 12 {
            break;
        }
        let numbers = rolled(1_000 + seed);
        let text = scenario(&mut Dice::new(&numbers), "tolerance = 1e-11\ndraws = 1\npaths = 1", "");
        let scenario = parse("random.toml", &text, &[]).expect("a scenario");
        let world = World::new(&scenario);
        // The filter refuses elections, and leaves upheavals out: what they changed is coded.
        if !scenario.elections.is_empty() || !scenario.upheavals.is_empty() {
            continue;
        }
        let Some(plan) = Plan::new(&world, 3_000) else { continue };
        compared += 1;
        let equilibrium = Equilibrium::new(&scenario, &scenario.central());
        for record in 0..8 {
            let history = made_up(&scenario, &rolled(seed * 100 + record));
            let filtered = filter(&scenario, &equilibrium, &history, Horizons { ahead: 2, eve: None });
            let expected = enumerate(&world, &plan, &history.quarters, 2);
            records += 1;
            eventful += usize::from(history.quarters.iter().any(|row| row.agreement || row.integration_step));
            if agree(&history, &filtered, &expected) {
                impossible += 1;
            }
        }
    }
    // All kinds must have come up for the comparison to mean anything.
    assert!(records == 96 && impossible > 2 && impossible < 60 && eventful > 10, "{records} {impossible} {eventful}");
}

/// Disputes and some events as the dice have them; ladders coded at the start only, for the start is where they are.
fn made_up(scenario: &Scenario, dice: &[f64]) -> CodedRecord {
    let start: Vec<Option<usize>> = scenario.ladders.moving().map(|ladder| Some(ladder.start)).collect();
    let row = |quarter: usize| {
        let die = |which: usize| dice[quarter * 8 + which];
        let begun = scenario.start.dispute;
        let code = if quarter == 0 { begun } else { die(0) < 0.4 };
        Observed {
            levels: if quarter == 0 { start.clone() } else { vec![None; start.len()] },
            dispute: (die(1) < 0.8).then_some(code),
            agreement: die(2) < 0.08,
            integration_step: die(3) < 0.04,
            entrapment: die(4) < 0.04,
            ..Observed::default()
        }
    };
    let quarters = (0..scenario.periods).map(row).collect();
    CodedRecord { name: String::new(), text: String::new(), first: scenario.first, quarters }
}

/// Compares, and gives whether the record cannot have happened.
fn agree(history: &CodedRecord, filtered: &Filtered, expected: &Enumerated) -> bool {
    let stages = &expected.stages;
    let close = |found: f64, expected: f64, what: &str, quarter: usize| {
        assert!((found - expected).abs() < 1e-8, "{what} of quarter {quarter}: {found}, enumerated {expected}");
    };
    let mut likelihood = 0.0;
    for (quarter, observed) in history.quarters.iter().enumerate() {
        let (before, coded, after) = (stages[2 * quarter], stages[2 * quarter + 1], stages[2 * quarter + 2]);
        let stated = filtered.predictions[quarter].dispute;
        if let Some(code) = observed.dispute {
            let given = coded / before;
            close(if code { stated } else { 1.0 - stated }, given, "dispute", quarter);
            likelihood += score(if code { given } else { 1.0 - given }, code).0;
        }
        // Of what was left before the events: a record may be most improbable and yet possible.
        if after <= 1e-14 * coded {
            assert_eq!(filtered.impossible_from(), Some(quarter));
            assert_eq!(filtered.log_likelihood, f64::NEG_INFINITY);
            return true;
        }
        if observed.agreement || observed.integration_step || observed.entrapment {
            likelihood += libm::log(after / coded);
        }
    }
    assert!(
        CLIP > 0.0 && (filtered.log_likelihood - likelihood).abs() < 1e-6,
        "{} {likelihood}",
        filtered.log_likelihood
    );
    let end = history.quarters.len() - 1;
    let ahead = filtered.predictions[end].dispute_ahead.expect("two quarters ahead");
    close(ahead, expected.end_disputed, "dispute two ahead", end);
    false
}
