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
    for (name, column) in [("means", "subsidy"), ("event_draws", "share")] {
        let found = table(&desk, &format!("both/tables/{name}.csv"));
        let per_draw = found.rows.len() / draws.rows.len();
        for (at, row) in found.rows.iter().enumerate() {
            let draw = &draws.rows[at / per_draw];
            assert_eq!(row["draw"], draw["draw"]);
            let empty = row[column].is_empty();
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

/// The lines of a table after its header, by the text of their first cell of `column`.
fn lines_of(desk: &Desk, name: &str, column: usize, draws: std::ops::Range<usize>) -> Vec<String> {
    let wanted = |line: &&str| {
        let draw = line.split(',').nth(column).and_then(|cell| cell.parse().ok());
        draw.is_some_and(|draw: usize| draws.contains(&draw))
    };
    desk.read(name).lines().skip(1).filter(wanted).map(str::to_owned).collect()
}

#[test]
fn prop_a_slice_of_the_draws_is_the_same_rows_of_the_whole() {
    let desk = Desk::new();
    let design = "draw,client.delivery\n5,0.71\n2,0.75\n9,0.8\n1,0.85\n3,0.89\n";
    desk.write(
        "plain.csv",
        &design.lines().map(|line| line.split_once(',').unwrap().1.to_owned() + "\n").collect::<String>(),
    );
    desk.write("numbered.csv", design);
    let cases: [(&str, &[&str], std::ops::Range<usize>); 3] =
        [("none", &[], 2..5), ("plain", &["--draws=plain.csv"], 2..5), ("numbered", &["--draws=numbered.csv"], 0..0)];
    for (name, draws, slice) in cases {
        let run = |folder: &str, more: &[&str]| {
            let common = ["run", "small.toml", "-o", folder, "--set=simulation.paths=6", "--by-quarter"];
            desk.good(&[&common[..], draws, more].concat());
        };
        let (whole, part) = (format!("{name}-whole"), format!("{name}-part"));
        run(&whole, &["--set=simulation.draws=5"]);
        run(&part, &["--set=simulation.draws=3", "--first-draw=2"]);
        for table in ["draws", "means", "means_by_quarter"] {
            let read = |folder: &str| desk.read(&format!("{folder}/tables/{table}.csv"));
            let per_draw = (read(&whole).lines().count() - 1) / 5;
            let expected: Vec<String> = read(&whole).lines().skip(1 + 2 * per_draw).map(str::to_owned).collect();
            assert_eq!(read(&part).lines().skip(1).collect::<Vec<_>>(), expected, "{name}: {table}");
            if !slice.is_empty() {
                assert_eq!(lines_of(&desk, &format!("{part}/tables/{table}.csv"), 0, slice.clone()), expected);
            }
        }
        let own = |folder: &str| -> Vec<String> {
            let found = table(&desk, &format!("{folder}/tables/event_draws.csv"));
            let row = |row: BTreeMap<String, String>| {
                ["draw", "branch", "event", "share", "standard_error", "exact"]
                    .map(|column| row[column].clone())
                    .join(",")
            };
            found.rows.into_iter().map(row).collect()
        };
        assert_eq!(own(&part), own(&whole)[own(&whole).len() / 5 * 2..]);
    }
    // Draws of one number are the same, so that the slice does not differ from the whole.
    assert!(desk.bad(&["compare", "none-whole", "none-part"], 1).contains("no history differs"));
}

#[test]
fn val_propagate_over_draws_prints_the_tables_of_a_run() {
    let desk = Desk::new();
    desk.run("run", &["--by-quarter"]);
    let propagate = |more: &[&str]| desk.good(&[&["propagate", "small.toml", SMALL[0]], more].concat());
    assert_eq!(propagate(&["--robust", "--format=csv"]), desk.read("run/tables/means.csv"));
    assert_eq!(propagate(&["--robust", "--by-quarter", "--format=csv"]), desk.read("run/tables/means_by_quarter.csv"));
    let found: serde_json::Value = serde_json::from_str(&propagate(&["--robust", "--format=json"])).unwrap();
    assert_eq!(found["draws"], serde_json::json!({"taken": 8, "certified": 8}));
    assert_eq!((found["rows"].as_array().unwrap().len(), found["quantities"][0].as_str()), (16, Some("subsidy")));
    let means = table(&desk, "run/tables/means.csv");
    let subsidies = means.rows.iter().filter(|row| row["branch"] == "incumbent").map(|row| number(row, "subsidy"));
    let mean = subsidies.sum::<f64>() / 8.0;
    let over = &found["over_draws"][0];
    assert!((over["mean"].as_f64().unwrap() - mean).abs() < 1e-12, "{over} {mean}");
    assert!(propagate(&["--robust"]).contains(&format!("{mean:.3}")), "{}", propagate(&["--robust"]));
    assert!(desk.bad(&["propagate", "small.toml", "--by-quarter"], 2).contains("--robust"));
}

#[test]
fn val_a_design_goes_in_and_comes_out_row_by_row() {
    let desk = Desk::new();
    let problem: serde_json::Value = serde_json::from_str(&desk.good(&["schema", "--problem", "small.toml"])).unwrap();
    let names: Vec<&str> = problem["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(problem["num_vars"], names.len());
    assert!(names.iter().all(|name| is_identifier(name)), "{names:?}");
    let keys: Vec<&str> =
        problem["parameters"].as_array().unwrap().iter().map(|number| number["key"].as_str().unwrap()).collect();
    // Seven rows from end to end of each number, headed by the names of the problem.
    let value = |row: usize, column: usize| {
        let number = &problem["parameters"][(column + row) % names.len()];
        let [low, high] = ["low", "high"].map(|end| problem["parameters"][column][end].as_f64().unwrap());
        assert!(number["bounded"].as_bool().unwrap());
        low + (high - low) * row as f64 / 6.0
    };
    let rows: Vec<Vec<f64>> = (0..7).map(|row| (0..names.len()).map(|column| value(row, column)).collect()).collect();
    let line = |row: &Vec<f64>| row.iter().map(f64::to_string).collect::<Vec<_>>().join(",") + "\n";
    let body: String = rows.iter().map(line).collect();
    desk.write("design.csv", &format!("{}\n{body}", names.join(",")));
    desk.good(&["run", "small.toml", "-o", "run", "--draws=design.csv", "--set=simulation.draws=7", SMALL[1]]);
    let draws = table(&desk, "run/tables/draws.csv");
    assert_eq!(draws.header[1..=names.len()], keys);
    for (at, (row, written)) in draws.rows.iter().zip(&rows).enumerate() {
        assert_eq!(row["draw"], at.to_string());
        let found: Vec<f64> = keys.iter().map(|key| number(row, key)).collect();
        assert_eq!(&found, written);
    }
    // `propagate` takes every row once, or those from one on.
    let csv =
        |more: &[&str]| desk.good(&[&["propagate", "small.toml", "--draws=design.csv", "--format=csv"], more].concat());
    assert_eq!(csv(&[]), desk.read("run/tables/means.csv"));
    assert_eq!(
        csv(&["--first-draw=5"]).lines().skip(1).collect::<Vec<_>>(),
        csv(&[]).lines().skip(11).collect::<Vec<_>>()
    );
    assert_eq!(csv(&["--set=simulation.draws=2"]).lines().count(), 5);
    assert!(desk.bad(&["propagate", "small.toml", "--draws=design.csv", "--first-draw=7"], 2).contains("7 rows"));
    let beyond = ["discover", "small.toml", "--draws=design.csv", "--set=simulation.first_draw=7"];
    assert!(desk.bad(&beyond, 2).contains("7 rows"));
    desk.write("twice.csv", &format!("{},{}\n0.8,0.8\n", keys[0], names[0]));
    let said = desk.bad(&["propagate", "small.toml", "--draws=twice.csv"], 3);
    assert!(said.contains("are the same number"), "{said}");
    assert!(desk.bad(&["schema", "--seed=1"], 2).contains("--problem"));
}

/// Draws are added in blocks until the error is small enough, and give what a run of so many draws gives.
#[test]
fn a_run_until_an_error_is_small_is_the_run_of_so_many_draws() {
    let desk = Desk::new();
    let sizes = ["--set=simulation.draws=10", "--set=simulation.paths=20"];
    let output = desk.output(&[&["run", "small.toml", "--until", "1.2%", "-o", "until"], &sizes[..]].concat());
    assert_eq!(output.status.code(), Some(0));
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
    let draws = json(&desk.read("until/manifest.json"))["draws"].as_u64().expect("a number") as usize;
    assert!(draws > 10 && draws.is_multiple_of(10), "{draws}");
    let run = |draws: usize, folder: &str| {
        let more = format!("--set=simulation.draws={draws}");
        desk.good(&[&["run", "small.toml", "-o", folder, "--charts", "all", &more], &sizes[1..]].concat());
        let last = desk.read(&format!("{folder}/charts/convergence.csv"));
        let cells: Vec<&str> = last.lines().last().expect("a row").split(',').collect();
        assert_eq!(cells[0], draws.to_string());
        cells[2].parse::<f64>().expect("an error")
    };
    assert!(run(draws, "same") <= 0.012 && run(draws - 10, "fewer") > 0.012);
    let summary = |folder: &str| {
        let mut summary = json(&desk.read(&format!("{folder}/summary.json")));
        summary["provenance"].as_object_mut().expect("a table").remove("changes");
        summary["provenance"].as_object_mut().expect("a table").remove("sha256");
        summary
    };
    assert_eq!(summary("until"), summary("same"));
    assert_eq!(desk.read("until/tables/draws.csv"), desk.read("same/tables/draws.csv"));
    // The run can be made again from its folder.
    desk.good(&["brief", "until"]);
    assert!(desk.read("until/brief.md").contains("how precise the numbers are"));
}

#[test]
fn regress_no_cell_is_not_a_number_and_a_number_of_draws_is_heard_however_it_is_written() {
    let desk = Desk::new();
    let found = desk.good(&["equilibria", "small.toml", "--set=bargain.talks=0", "--format=csv"]);
    assert!(found.lines().count() > 1 && !found.contains("NaN"), "{found}");
    desk.write("rows.csv", "client.delivery\n0.8\n0.81\n0.82\n");
    let found =
        desk.good(&["propagate", "small.toml", "--draws=rows.csv", "--set= simulation.draws = 2", "--format=csv"]);
    assert_eq!(found.lines().count(), 1 + 2 * 2, "{found}");
}

#[test]
fn regress_few_draws_or_an_event_that_was_not_seen_are_no_reason_to_stop() {
    let desk = Desk::new();
    let drawn = |more: &[&str]| {
        let common = ["run", "small.toml", "--set=simulation.paths=2", "-o", "until", "--force"];
        desk.good(&[&common[..], more].concat());
        serde_json::from_str::<serde_json::Value>(&desk.read("until/manifest.json")).expect("JSON")["draws"].clone()
    };
    assert!(drawn(&["--until=10%", "--set=simulation.draws=2"]).as_u64() > Some(7));
    let never = "--set=event=[{ name = 'never', when = ['entrapments >= 90'] }]";
    assert_eq!(drawn(&["--until=2.5%", "--set=simulation.draws=10", never]), 40);
}
