//! Tables with a row for each draw: exact means, shares of events, the codebook. Slices of the draws, and designs that come
//! in and go out again.

use crate::common::{Csv, Desk, SMALL};
use allegiance::forecast::branching::BranchCase;
use allegiance::forecast::draws::solved;
use allegiance::forecast::exact::propagate;
use allegiance::scenario::{Scenario, load};
use flate2::read::GzDecoder;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// The small scenario as a small run takes it.
fn small(desk: &Desk) -> Scenario {
    let overrides: Vec<String> = SMALL.iter().map(|set| set.trim_start_matches("--set=").to_owned()).collect();
    load(&desk.path("small.toml"), &overrides).unwrap()
}

fn table(desk: &Desk, name: &str) -> Csv {
    let bytes = std::fs::read(desk.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut text = String::new();
    match name.ends_with(".gz") {
        true => GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap(),
        false => (&bytes[..]).read_to_string(&mut text).unwrap(),
    };
    Csv::new(&text)
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {row:?}"))
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[test]
fn val_every_column_of_every_table_of_a_run_is_in_the_codebook() {
    let desk = Desk::new();
    let uncertain =
        "--set=election.2025-Q2.branch.incumbent.probability={dist=\"triangular\",low=0.4,mode=0.7,high=0.9}";
    desk.run("run", &["--paths", "--by-quarter", uncertain]);
    let book = table(&desk, "run/tables/codebook.csv");
    let mut told: BTreeSet<(String, String)> =
        book.rows.iter().map(|row| (row["table"].clone(), row["column"].clone())).collect();
    assert_eq!(told.len(), book.rows.len(), "a column stands twice");
    assert!(book.rows.iter().all(|row| !row["meaning"].is_empty()), "{:?}", book.rows);
    let mut tables = 0;
    for file in std::fs::read_dir(desk.path("run/tables")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let stem = name.split('.').next().unwrap().to_owned();
        for column in table(&desk, &format!("run/tables/{name}")).header {
            assert!(told.remove(&(stem.clone(), column.clone())), "{stem}: {column}");
        }
        tables += 1;
    }
    assert_eq!((tables, told), (12, BTreeSet::new()));
    let of = |table: &str, column: &str| {
        book.rows.iter().find(|row| row["table"] == table && row["column"] == column).unwrap().clone()
    };
    let delivery = of("draws", "client.delivery");
    assert!(delivery["meaning"].contains("promises"), "{delivery:?}");
    assert_eq!(of("means", "subsidy")["unit"], "pp/yr");
}

#[test]
fn val_means_of_a_run_are_exact_draw_by_draw() {
    let desk = Desk::new();
    desk.run("run", &["--by-quarter"]);
    let (scenario, means) = (small(&desk), table(&desk, "run/tables/means.csv"));
    let by_quarter = table(&desk, "run/tables/means_by_quarter.csv");
    assert!(means.header.iter().all(|name| is_identifier(name)), "{:?}", means.header);
    assert_eq!(by_quarter.header[2], "quarter");
    assert_eq!(by_quarter.header[3..], means.header[2..]);
    let cases = BranchCase::all(&scenario);
    let mut rows = means.rows.iter();
    let mut quarters = by_quarter.rows.iter();
    for draw in 0..8 {
        let equilibrium = solved(&scenario, draw);
        for case in &cases {
            let exact = propagate(&scenario, &equilibrium, case);
            let row = rows.next().unwrap();
            assert_eq!((row["draw"].clone(), row["branch"].clone()), (draw.to_string(), case.name.clone()));
            for (index, column) in means.header[2..].iter().enumerate() {
                let mean = exact.iter().map(|quarter| quarter[index]).sum::<f64>() / scenario.periods as f64;
                assert!((number(row, column) - mean).abs() < 1e-12, "{column}: {row:?} {mean}");
            }
            for expected in &exact {
                let row = quarters.next().unwrap();
                let found: Vec<f64> = means.header[2..].iter().map(|column| number(row, column)).collect();
                assert_eq!(&found, expected);
            }
        }
    }
    assert!(rows.next().is_none() && quarters.next().is_none());
}

#[test]
fn a_draw_that_is_not_certified_keeps_its_rows_and_has_no_numbers() {
    let desk = Desk::new();
    desk.run_of_both_kinds("both");
    let draws = table(&desk, "both/tables/draws.csv");
    for name in ["means", "event_draws"] {
        let found = table(&desk, &format!("both/tables/{name}.csv"));
        let per_draw = found.rows.len() / draws.rows.len();
        for (at, row) in found.rows.iter().enumerate() {
            let draw = &draws.rows[at / per_draw];
            assert_eq!(row["draw"], draw["draw"]);
            let empty = row[found.header.last().unwrap()].is_empty();
            assert_eq!(empty, draw["certified"] == "false", "{name}: {row:?}");
        }
    }
}

/// Shares, their errors and what is left of them without noise, worked out again from every path.
#[test]
fn val_shares_of_draws_are_those_of_their_paths_less_the_noise() {
    let desk = Desk::new();
    let moved = "--set=client.sovereignty_cost={dist=\"uniform\",low=2,high=20}";
    let sizes = ["--set=simulation.draws=8", "--set=simulation.paths=30"];
    desk.good(&[&["run", "small.toml", "-o", "run", "--paths", moved], &sizes[..]].concat());
    let (found, paths) = (table(&desk, "run/tables/event_draws.csv"), table(&desk, "run/tables/paths.csv.gz"));
    let mut groups: BTreeMap<(String, String), Vec<&BTreeMap<String, String>>> = BTreeMap::new();
    for row in &found.rows {
        groups.entry((row["branch"].clone(), row["event"].clone())).or_default().push(row);
    }
    assert_eq!(groups.len(), 6);
    let mut between = 0;
    for ((branch, event), rows) in groups {
        let hit = |draw: &str| {
            let own = paths.rows.iter().filter(|path| path["branch"] == branch && path["draw"] == draw);
            own.filter(|path| !path[&format!("event: {event}")].is_empty()).count() as f64 / 30.0
        };
        let shares: Vec<f64> = rows.iter().map(|row| hit(&row["draw"])).collect();
        let mean = shares.iter().sum::<f64>() / 8.0;
        let noise = shares.iter().map(|share| share * (1.0 - share) / 29.0).sum::<f64>() / 8.0;
        let variance = shares.iter().map(|share| (share - mean) * (share - mean)).sum::<f64>() / 7.0;
        let kept = if variance > 0.0 { (1.0 - noise / variance).max(0.0) } else { 0.0 };
        between += usize::from(kept > 0.0 && kept < 1.0);
        for (row, share) in rows.into_iter().zip(shares) {
            let error = (share * (1.0 - share) / 29.0).sqrt();
            let expected = [("share", share), ("standard_error", error), ("shrunk", mean + kept * (share - mean))];
            for (column, expected) in expected {
                assert!((number(row, column) - expected).abs() < 1e-12, "{column} {expected}: {row:?}");
            }
        }
    }
    assert!(between > 0, "else nothing is between all and none");
}
