//! Events and uncertain odds, recomputed from the tables of a run by the definitions alone.

use crate::common::{Csv, Desk, summary};
use allegiance::findings::confidence::Ground;
use flate2::read::GzDecoder;
use std::collections::BTreeMap;
use std::io::Read;

const DRAWS: usize = 30;
const PATHS: usize = 10;
/// Each event of the small scenario: its column in the table of paths, and what must then hold of which metric.
const EVENTS: [(&str, &str, f64); 3] = [
    ("step of union ratified", "integration_gain", 0.5),
    ("drawn into the patron's war", "entrapments", 1.0),
    ("trade war of half a year", "longest_dispute", 2.0),
];
const UNCERTAIN: &str =
    "--set=election.2025-Q2.branch.incumbent.probability={dist=\"triangular\",low=0.4,mode=0.7,high=0.9}";

fn ran(desk: &Desk, folder: &str, more: &[&str]) -> String {
    let (draws, paths) = (format!("--set=simulation.draws={DRAWS}"), format!("--set=simulation.paths={PATHS}"));
    desk.good(&[&["run", "small.toml", "-o", folder, "--paths", &draws, &paths], more].concat())
}

fn paths(desk: &Desk, folder: &str) -> Csv {
    let bytes = std::fs::read(desk.path(&format!("{folder}/tables/paths.csv.gz"))).unwrap();
    let mut text = String::new();
    GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    Csv::new(&text)
}

/// Paths on which the event has happened by the end of a quarter, counted from 1, by branch and draw.
fn hits(paths: &Csv, event: &str, quarter: usize) -> BTreeMap<String, Vec<f64>> {
    let mut found: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for row in &paths.rows {
        let shares = found.entry(row["branch"].clone()).or_insert_with(|| vec![0.0; DRAWS]);
        let happened = row[&format!("event: {event}")].parse::<usize>().is_ok_and(|at| at <= quarter);
        shares[row["draw"].parse::<usize>().unwrap()] += f64::from(u8::from(happened)) / PATHS as f64;
    }
    found
}

/// The shares of the draws in a block: of a branch, or mixed by the odds of each draw.
fn block(shares: &BTreeMap<String, Vec<f64>>, name: &str, odds: &dyn Fn(usize) -> [f64; 2]) -> Vec<f64> {
    match name {
        "all" => (0..DRAWS)
            .map(|draw| {
                let [incumbent, opposition] = odds(draw);
                incumbent * shares["incumbent"][draw] + opposition * shares["opposition"][draw]
            })
            .collect(),
        branch => shares[branch].clone(),
    }
}

/// The least value at or below which lie this many of the values in a hundred.
fn quantile(values: &[f64], percent: usize) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[(percent * values.len()).div_ceil(100) - 1]
}

fn close(one: f64, other: f64, what: &str) {
    assert!((one - other).abs() < 1e-12, "{what}: {one} {other}");
}

/// Shares, spreads and shares by quarter of a run against those of its paths.
fn agree(desk: &Desk, folder: &str, odds: &dyn Fn(usize) -> [f64; 2]) {
    let (found, paths) = (summary(&desk.path(folder)), paths(desk, folder));
    assert_eq!((found.events.len(), found.event_quarters.len()), (9, 9 * 12));
    for share in &found.events {
        let values = block(&hits(&paths, &share.event, 12), &share.branch, odds);
        let what = format!("{}, {}", share.branch, share.event);
        close(share.probability.value, values.iter().sum::<f64>() / DRAWS as f64, &what);
        close(share.spread.low90, quantile(&values, 5), &what);
        close(share.spread.median, quantile(&values, 50), &what);
        close(share.spread.high90, quantile(&values, 95), &what);
    }
    for share in &found.event_quarters {
        let values = block(&hits(&paths, &share.event, share.quarter + 1), &share.branch, odds);
        let what = format!("{}, {}, {}", share.branch, share.event, share.quarter);
        close(share.probability.value, values.iter().sum::<f64>() / DRAWS as f64, &what);
        close(share.spread.high90, quantile(&values, 95), &what);
    }
}

#[test]
fn val_shares_of_events_are_those_of_the_paths() {
    let desk = Desk::new();
    ran(&desk, "run", &[]);
    agree(&desk, "run", &|_| [0.7, 0.3]);
    let found = summary(&desk.path("run"));
    let moved = found.events.iter().filter(|share| share.probability.value > 0.0 && share.probability.value < 1.0);
    assert!(moved.count() >= 8, "else the checks would hold for any numbers: {:?}", found.events);
    let paths = paths(&desk, "run");
    for (event, metric, least) in EVENTS {
        for row in &paths.rows {
            let happened = !row[&format!("event: {event}")].is_empty();
            assert_eq!(happened, row[metric].parse::<f64>().unwrap() >= least, "{event}: {row:?}");
        }
    }
}

/// The first ratified step and a path's events are counted by different code: the quarters that pass before the step, and
/// the quarter by whose end it has come.
#[test]
fn val_the_quarter_of_an_event_is_that_in_which_it_happens() {
    let desk = Desk::new();
    ran(&desk, "run", &[]);
    let mut steps = 0;
    for row in &paths(&desk, "run").rows {
        let passed = row["first_step"].parse::<usize>().ok();
        assert_eq!(row["event: step of union ratified"].parse().ok(), passed.map(|before| before + 1), "{row:?}");
        steps += usize::from(passed.is_some());
    }
    assert!(steps > 10, "{steps}");
}

#[test]
fn prop_events_only_grow_and_hold_at_least_the_histories_of_their_kind() {
    let desk = Desk::new();
    ran(&desk, "run", &[]);
    let found = summary(&desk.path("run"));
    for share in &found.events {
        let own = |row: &&allegiance::findings::EventQuarter| row.branch == share.branch && row.event == share.event;
        let course: Vec<f64> = found.event_quarters.iter().filter(own).map(|row| row.probability.value).collect();
        assert!(course.windows(2).all(|pair| pair[0] <= pair[1]), "{course:?}");
        assert_eq!(course.last(), Some(&share.probability.value));
    }
    // The kind "union" asks what the event asks, and is asked first; of "drifting apart" the paths of union are left out.
    for share in found.events.iter().filter(|share| share.event == "step of union ratified") {
        let kind =
            found.chapter_shares.iter().find(|row| row.branch == share.branch && row.chapter == "union").unwrap();
        assert_eq!((kind.probability, kind.spread), (share.probability, Some(share.spread)));
    }
}

#[test]
fn val_uncertain_odds_weigh_each_draw_and_move_nothing_else() {
    let desk = Desk::new();
    ran(&desk, "plain", &[]);
    let told = ran(&desk, "odds", &[UNCERTAIN]);
    assert!(told.contains("odds 70%, "), "{told}");
    let drawn = Csv::new(&desk.read("odds/tables/draws.csv"));
    let odds = |draw: usize| {
        ["odds: incumbent", "odds: opposition"].map(|column| drawn.rows[draw][column].parse::<f64>().unwrap())
    };
    agree(&desk, "odds", &odds);
    let shares: Vec<f64> = (0..DRAWS).map(|draw| odds(draw)[0]).collect();
    assert!((0..DRAWS).all(|draw| (odds(draw).iter().sum::<f64>() - 1.0).abs() < 1e-12));
    // Drawn from 0.4 to 0.9 beside 0.3: from 0.571 to 0.75 of the sum.
    assert!(
        shares.iter().all(|share| (0.571..=0.751).contains(share))
            && quantile(&shares, 95) > quantile(&shares, 5) + 0.05
    );
    let found = summary(&desk.path("odds"));
    assert_eq!(found.branches[0].odds, 0.7);
    assert_eq!(found.branches[0].spread.unwrap().high90, quantile(&shares, 95));
    for table in ["events", "event_quarters", "chapters", "metrics", "quarters"] {
        let of_branches = |folder: &str| -> Vec<String> {
            let text = desk.read(&format!("{folder}/tables/{table}.csv"));
            text.lines().filter(|line| !line.starts_with("all,")).map(str::to_owned).collect()
        };
        assert_eq!(of_branches("plain"), of_branches("odds"), "{table}");
    }
    assert!(!desk.read("plain/tables/draws.csv").contains("odds: "));
    assert_eq!(paths(&desk, "plain").rows, paths(&desk, "odds").rows);
}

/// In how many draws a branch's own paths say of the main event what all of them say.
fn kept(values: &[f64]) -> f64 {
    let most = values.iter().sum::<f64>() > values.len() as f64 / 2.0;
    values.iter().filter(|value| (**value > 0.5) == most).count() as f64 / values.len() as f64
}

#[test]
fn val_confidence_counts_the_draws_of_the_paths_that_keep_the_headline() {
    let desk = Desk::new();
    let told = ran(&desk, "run", &[]);
    let found = summary(&desk.path("run")).confidence.unwrap();
    let hits = hits(&paths(&desk, "run"), EVENTS[0].0, 12);
    let own = ["incumbent", "opposition"].map(|branch| (branch.to_owned(), kept(&hits[branch])));
    assert!(own.iter().any(|(_, kept)| *kept < 1.0), "else any share would do: {own:?}");
    let headline = found.reasons.iter().find_map(|reason| match &reason.ground {
        Ground::Headline { kept, by_outcome, .. } => Some((kept.unwrap(), by_outcome.clone())),
        _ => None,
    });
    let (all, by_outcome) = headline.unwrap();
    close(all, 0.7 * own[0].1 + 0.3 * own[1].1, "over the outcomes");
    assert_eq!(by_outcome, own);
    assert!(told.contains(&format!("Confidence: {}. ", found.level.word())), "{told}");
}

#[test]
fn the_analyst_may_state_another_confidence_with_a_reason() {
    let desk = Desk::new();
    let stated = ["--set=confidence.level=\"high\"", "--set=confidence.reason=\"we were there\""];
    let told = ran(&desk, "run", &stated);
    assert!(told.contains("Confidence: high, as the analyst sees it (by the rule: "), "{told}");
    let found = summary(&desk.path("run")).confidence.unwrap();
    assert_eq!(found.stated().word(), "high");
    assert_ne!(found.level.word(), "high");
    let told = desk.bad(&["check", "small.toml", stated[0]], 3);
    assert!(told.contains("[confidence] has no `reason`"), "{told}");
}

#[test]
fn odds_that_vary_are_central_where_one_number_is_needed() {
    let desk = Desk::new();
    ran(&desk, "odds", &[UNCERTAIN]);
    let told = desk.good(&["compare", "odds", "--odds", "incumbent=0.5"]);
    assert!(told.contains("incumbent 50% instead of 70%"), "{told}");
    let wrong = UNCERTAIN.replace("mode=0.7", "mode=0.6");
    let told = desk.bad(&["check", "small.toml", &wrong], 3);
    assert!(told.contains("the probabilities of the branches sum to 0.8999999999999999"), "{told}");
}

#[test]
fn the_table_of_a_run_fits_a_terminal() {
    let desk = Desk::new();
    let events: String = (1..=9).map(|n| format!("[[event]]\nname = \"a dispute of {n} quarters, Verhandlungsführungskommission\"\nwhen = [\"longest_dispute >= {n}\"]\n")).collect();
    let text = desk.read("small.toml");
    let (before, rest) = text.split_once("[[event]]").unwrap();
    let (_, after) = rest.split_once("# Kinds of history").unwrap();
    desk.write(
        "small.toml",
        &format!("{before}{events}# Kinds of history{after}")
            .replace("\"opposition\"", "\"統一統一統一統一統一統一統一統一統一\""),
    );
    let told = ran(&desk, "run", &[]);
    let table = told.split("\nWritten to").next().unwrap();
    let widest = table.lines().map(allegiance::base::text::width).max().unwrap();
    assert!(widest <= 80, "{widest}: {told}");
    assert_eq!(told.matches("All outcomes").count(), 2, "two parts: {told}");
    desk.write("small.toml", &format!("{before}# Kinds of history{after}"));
    let told = ran(&desk, "kinds", &[]);
    assert!(told.contains("Histories of each kind") && told.contains("business as"), "{told}");
    assert!(!desk.path("kinds/tables/events.csv").exists());
}

/// Of a draw's histories in a branch: in how many the event happened (or not), and in how many of these the other did.
fn beside(paths: &Csv, [event, other]: [&str; 2], among: &str) -> BTreeMap<String, Vec<[f64; 2]>> {
    let mut found: BTreeMap<String, Vec<[f64; 2]>> = BTreeMap::new();
    let quarter = |row: &BTreeMap<String, String>, name: &str| row[&format!("event: {name}")].parse::<usize>().ok();
    for row in &paths.rows {
        let counts = found.entry(row["branch"].clone()).or_insert_with(|| vec![[0.0; 2]; DRAWS]);
        let (own, then) = (quarter(row, event), quarter(row, other));
        let (meant, happens) = match among {
            "happened" => (own.is_some(), then.is_some()),
            "afterwards" => (own.is_some(), own.zip(then).is_some_and(|(own, then)| own < then)),
            _ => (own.is_none(), then.is_some()),
        };
        let count = &mut counts[row["draw"].parse::<usize>().unwrap()];
        count[0] += f64::from(u8::from(meant));
        count[1] += f64::from(u8::from(meant && happens));
    }
    found
}

#[test]
fn val_conditional_shares_are_those_of_the_paths() {
    let desk = Desk::new();
    ran(&desk, "run", &[]);
    let paths = paths(&desk, "run");
    let table = Csv::new(&desk.good(&["compare", "run", "--given", EVENTS[1].0, "--format=csv"]));
    assert_eq!(table.rows.len(), 3 * 3 * 2);
    for row in &table.rows {
        let counts = beside(&paths, [EVENTS[1].0, &row["event"]], &row["among"]);
        let odds = |branch: &str| if branch == "incumbent" { 0.7 } else { 0.3 };
        let weight = |branch: &str| match row["branch"].as_str() {
            "all" => odds(branch),
            own => f64::from(u8::from(own == branch)),
        };
        let own: Vec<[f64; 2]> = (0..DRAWS)
            .map(|draw| [0, 1].map(|side| counts.iter().map(|(branch, of)| weight(branch) * of[draw][side]).sum()))
            .collect();
        let [meant, hits] = [0, 1].map(|side| own.iter().map(|counts| counts[side]).sum::<f64>());
        let what = format!("{row:?}");
        let number = |name: &str| row[name].parse::<f64>().unwrap();
        close(number("probability"), hits / meant, &what);
        let shares: Vec<f64> = own.iter().filter(|of| of[0] > 0.0).map(|of| of[1] / of[0]).collect();
        close(number("low90"), quantile(&shares, 5), &what);
        close(number("high90"), quantile(&shares, 95), &what);
        let plain = |side: usize| -> f64 {
            let of = |(branch, of): (&String, &Vec<[f64; 2]>)| match weight(branch) > 0.0 {
                true => of.iter().map(|counts| counts[side]).sum::<f64>(),
                false => 0.0,
            };
            counts.iter().map(of).sum()
        };
        assert_eq!([number("trials"), number("hits")], [plain(0), plain(1)], "{what}");
        assert_eq!(row["few"], (plain(0) < 30.0).to_string(), "{what}");
        assert!(number("low95") <= number("probability") && number("probability") <= number("high95"), "{what}");
    }
    let differing = table.rows.iter().filter(|row| row["probability"] != "0" && row["probability"] != "1");
    assert!(differing.count() > 9, "else the checks would hold for any numbers");
}

#[test]
fn conditions_are_told_in_a_table_and_few_histories_are_named() {
    let desk = Desk::new();
    ran(&desk, "run", &[]);
    let told = desk.good(&["compare", "run", "--given", EVENTS[1].0]);
    assert!(told.lines().all(|line| allegiance::base::text::width(line) <= 80), "{told}");
    assert!(told.contains("  if so, later") && told.contains("All outcomes"), "{told}");
    desk.good(&["run", "small.toml", "-o", "few", "--set=simulation.draws=3", "--set=simulation.paths=4"]);
    let told = desk.good(&["compare", "few", "--given", EVENTS[1].0, "-o", "out"]);
    assert!(told.contains("fewer than 30 histories"), "{told}");
    let marked = desk.read("out/compare.md");
    assert!(
        marked.contains("| if so, no history |") && marked.contains("| if not, fewer than 30 histories |"),
        "{marked}"
    );
    let found: serde_json::Value = serde_json::from_str(&desk.read("out/compare.json")).unwrap();
    assert_eq!((&found["kind"], &found["given"]["event"]), (&"given".into(), &EVENTS[1].0.into()));
    let unknown = desk.bad(&["compare", "few", "--given", "rain"], 2);
    assert!(EVENTS.iter().all(|(event, ..)| unknown.contains(event)), "{unknown}");
    desk.bad(&["compare", "few", "few", "--given", EVENTS[0].0], 2);
    desk.bad(&["compare", "few", "--given", EVENTS[0].0, "--odds=incumbent=0.5"], 2);
    desk.bad(&["compare", "few", "--given", EVENTS[0].0, "--branch=nobody"], 2);
}

#[test]
fn val_variants_are_told_by_the_shares_of_their_own_runs() {
    let desk = Desk::new();
    let small = ["--set=simulation.draws=8", "--set=simulation.paths=6"];
    let vary = ["compare", "small.toml", "--vary", "client.delivery=1.0,0.6", "-o", "out"];
    let told = desk.good(&[&vary[..], &small].concat());
    assert!(told.lines().all(|line| allegiance::base::text::width(line) <= 80), "{told}");
    assert_eq!(told.matches("\n  1.0").count(), 3, "one row a value under each outcome and all: {told}");
    let table = Csv::new(&desk.read("out/values.csv"));
    assert_eq!(table.rows.len(), 2 * 3 * 3);
    for value in ["0.6", "1.0"] {
        let set = format!("--set=client.delivery={value}");
        desk.good(&[&["run", "small.toml", "-o", value, &set][..], &small].concat());
        let of_run = Csv::new(&desk.read(&format!("{value}/tables/events.csv")));
        let own: Vec<_> = table.rows.iter().filter(|row| row["value"] == value).collect();
        assert_eq!(own.len(), of_run.rows.len());
        for (row, run) in own.iter().zip(&of_run.rows) {
            assert!(run.iter().all(|(column, cell)| &row[column] == cell), "{row:?} {run:?}");
        }
    }
    let drawn: Vec<String> =
        ["", "-column", "-phone"].map(|drawing| format!("out/charts/by-value{drawing}.svg")).into();
    assert!(drawn.iter().all(|file| roxmltree::Document::parse(&desk.read(file)).is_ok()));
    assert!(!desk.path("out/charts/effects-1.svg").exists());
}
