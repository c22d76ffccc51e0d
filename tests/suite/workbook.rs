//! The workbook of a run, read by another library: its sheets, the types of its cells, and what it may take the place of.

use crate::common;

use calamine::{Data, Reader, Xlsx, open_workbook};
use common::{Csv, Desk, SMALL, files};
use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

/// Events that a spreadsheet could take for numbers.
const NUMBERS: [&str; 2] = ["1e5", "2020"];

/// A desk with the run of a scenario whose names and grounds are hard for a spreadsheet, in the folder `run`.
fn desk() -> Desk {
    let desk = Desk::new();
    let text = desk.read("small.toml");
    let ground = "sovereignty_cost     = 8.0 # =HYPERLINK(\"x\")\n";
    let text: String = text
        .lines()
        .map(|line| if line.starts_with("sovereignty_cost ") { ground.to_owned() } else { format!("{line}\n") })
        .collect();
    let event = |name| format!("\n[[event]]\nname = \"{name}\"\nsays = \"it comes\"\nwhen = [\"disputes >= 1\"]\n");
    desk.write("small.toml", &(text + &NUMBERS.map(event).concat()));
    desk.run("run", &[]);
    desk
}

type Book = Xlsx<BufReader<File>>;

fn opened(path: &Path) -> Book {
    open_workbook(path).unwrap()
}

/// The cells of a sheet below its heads.
fn sheet(book: &mut Book, name: &str) -> (Vec<String>, Vec<Vec<Data>>) {
    let range = book.worksheet_range(name).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut rows = range.rows().map(<[Data]>::to_vec);
    (rows.next().unwrap().iter().map(ToString::to_string).collect(), rows.collect())
}

/// Columns of text; all others hold numbers alone.
const TEXTS: [&str; 12] = [
    "branch",
    "event",
    "chapter",
    "quarter",
    "quantity",
    "metric",
    "unit",
    "quantiles_over",
    "key",
    "written",
    "grounds",
    "variant",
];

/// Every cell of a sheet is that of the table: the same number to the last digit, or the same text.
fn same_as_table(book: &mut Book, name: &str, table: &Csv) {
    let (heads, rows) = sheet(book, name);
    assert_eq!(heads, table.header, "{name}");
    assert_eq!(rows.len(), table.rows.len(), "{name}");
    for (cells, expected) in rows.iter().zip(&table.rows) {
        for (head, cell) in heads.iter().zip(cells) {
            let expected = expected[head].as_str();
            let place = format!("{name}, {head}: {cell:?} for {expected}");
            match cell {
                Data::Empty => assert_eq!(expected, "", "{place}"),
                Data::String(text) if TEXTS.contains(&head.as_str()) => {
                    assert_eq!(text, expected.strip_prefix('\'').unwrap_or(expected), "{place}");
                }
                Data::Float(value) if !TEXTS.contains(&head.as_str()) => {
                    assert_eq!(Ok(*value), expected.parse(), "{place}");
                }
                _ => panic!("{place}"),
            }
        }
    }
}

#[test]
fn val_another_library_reads_the_numbers_of_the_tables() {
    let desk = desk();
    let said = desk.good(&["export", "run", "--xlsx", "-o", "book.xlsx"]);
    assert!(said.starts_with("Written book.xlsx, with the sheets Read me, Events, "), "{said}");
    let mut book = opened(&desk.path("book.xlsx"));
    let expected = ["Read me", "Events", "Outcomes", "Histories", "Quarters", "Metrics", "Assumptions", "Charts"];
    assert_eq!(book.sheet_names(), expected);
    let table = |name: &str| Csv::new(&desk.read(&format!("run/tables/{name}.csv")));
    for (name, of) in [
        ("Events", "events"),
        ("Histories", "chapters"),
        ("Quarters", "quarters"),
        ("Metrics", "metrics"),
        ("Assumptions", "assumptions"),
    ] {
        same_as_table(&mut book, name, &table(of));
    }
    for name in expected {
        let formulas = book.worksheet_formula(name).unwrap();
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{name}");
    }
    let (_, events) = sheet(&mut book, "Events");
    assert!(NUMBERS.iter().all(|name| events.iter().any(|row| row[1] == Data::String((*name).to_owned()))));
    let (heads, assumptions) = sheet(&mut book, "Assumptions");
    let grounds = heads.iter().position(|head| head == "grounds").unwrap();
    assert!(assumptions.iter().any(|row| row[grounds] == Data::String("=HYPERLINK(\"x\")".to_owned())));
}

#[test]
fn outcomes_stand_in_a_row_each_with_the_shares_of_the_tables() {
    let desk = desk();
    desk.good(&["export", "run", "--xlsx"]);
    let mut book = opened(&desk.path("run.xlsx"));
    let (heads, rows) = sheet(&mut book, "Outcomes");
    let table = |name: &str| Csv::new(&desk.read(&format!("run/tables/{name}.csv")));
    let events = table("events").by(["branch", "event"], "probability");
    let kinds = table("chapters").by(["branch", "chapter"], "probability");
    let mut seen = 0;
    for row in &rows {
        for (head, cell) in heads.iter().zip(row).skip(4) {
            let key = [row[0].to_string(), head.clone()];
            let expected = events.get(&key).or_else(|| kinds.get(&key)).unwrap_or_else(|| panic!("{key:?}"));
            assert_eq!(*cell, Data::Float(*expected), "{key:?}");
            seen += 1;
        }
    }
    assert_eq!(seen, events.len() + kinds.len());
    let odds: f64 = rows.iter().filter_map(|row| if let Data::Float(odds) = row[1] { Some(odds) } else { None }).sum();
    assert!((odds - 1.0).abs() < 1e-12, "{odds}");
}

#[test]
fn the_first_sheet_says_where_it_comes_from_and_how_to_read_it() {
    let desk = desk();
    desk.good(&["export", "run", "--xlsx"]);
    let (_, rows) = sheet(&mut opened(&desk.path("run.xlsx")), "Read me");
    let found = common::summary(&desk.path("run")).provenance;
    let said = |key: &str| rows.iter().find(|row| row[0] == key).map(|row| row[1].to_string());
    assert_eq!(said("Read it as").as_deref(), Some("Frequencies within the model, not a forecast."));
    assert_eq!(said("SHA-256 of the scenario"), Some(found.sha256));
    assert!(said("Made by").unwrap().contains(&found.version));
    assert_eq!(said("Changed in it"), Some(found.changes.join("; ")));
    assert!(said("Quarters").is_some() && said("Charts").is_some() && said("Variants").is_none());
}

#[test]
fn variants_of_the_same_scenario_have_a_sheet() {
    let desk = desk();
    let vary = |file: &str, folder: &str, by: &str| {
        desk.good(&[&["compare", file, "--vary", by, "-o", folder], &SMALL[..]].concat());
    };
    vary("small.toml", "varied", "client.delivery=0.6,0.9");
    desk.good(&["export", "run", "--xlsx", "--variants", "varied"]);
    let mut book = opened(&desk.path("run.xlsx"));
    let (heads, rows) = sheet(&mut book, "Variants");
    let table = Csv::new(&desk.read("varied/variants.csv"));
    assert_eq!((&heads, rows.len()), (&table.header, table.rows.len()));
    let number = |name: &str| heads.iter().position(|head| head == name).unwrap();
    let (key, difference) = (number("client.delivery"), number("difference"));
    for (row, expected) in rows.iter().zip(&table.rows) {
        assert_eq!(Some(row[key].clone()), expected["client.delivery"].parse().ok().map(Data::Float));
        let told = expected["difference"].parse().map_or(Data::Empty, Data::Float);
        assert_eq!(row[difference], told);
    }
    desk.good(&["init", "other"]);
    vary("other.toml", "others", "client.delivery=0.6,0.9");
    let export = |folder: &str, code: i32| desk.bad(&["export", "run", "--xlsx", "--variants", folder], code);
    assert!(export("others", 2).contains("of another scenario file"));
    let based = "base = \"small.toml\"\n";
    desk.write("based.toml", based);
    desk.good(&[&["run", "based.toml", "-o", "based"], &SMALL[..]].concat());
    desk.write("small.toml", &(desk.read("small.toml") + "\n# more\n"));
    vary("based.toml", "rebased", "client.delivery=0.6,0.9");
    assert!(desk.bad(&["export", "based", "--xlsx", "--variants", "rebased"], 2).contains("has another base"));
    desk.good(&["compare", "run", "-o", "branches"]);
    assert!(export("branches", 2).contains("it compares no variants"));
    assert!(export("run", 4).contains("holds a run"));
}

/// The sheet of variants said nothing where they were run with other settings than the run.
#[test]
fn regress_variants_of_other_settings_are_told() {
    let desk = desk();
    let export = |run: &str, more: &[&str]| {
        let folder = format!("varied-{}", more.len());
        let vary = ["compare", "small.toml", "--vary", "client.delivery=0.6,0.9", "-o", &folder];
        desk.good(&[&vary, &SMALL[..], more].concat());
        let command = ["export", run, "--xlsx", "--force", "-o", "book.xlsx", "--variants", &folder];
        let told = desk.command(&command).output().unwrap();
        assert!(told.status.success());
        let (_, rows) = sheet(&mut opened(&desk.path("book.xlsx")), "Read me");
        let beware = rows.iter().find(|row| row[0] == "Beware").map(|row| row[1].to_string());
        (String::from_utf8(told.stderr).unwrap(), beware)
    };
    assert_eq!(export("run", &[]), (String::new(), None));
    // What is varied may differ from the run; the last of two overrides holds.
    desk.run(
        "set",
        &["--set", "client.delivery=0.7", "--set", "patron.patience = 0.9", "--set", "patron.patience=0.95"],
    );
    assert_eq!(export("set", &["--set", "patron.patience=0.95"]).1, None);
    let (told, beware) = export("run", &["--set", "patron.patience=0.95", "--seed", "7"]);
    let beware = beware.unwrap();
    assert!(
        beware.contains("patron.patience 0.95, in the run as in the file; simulation.seed 7, in the run"),
        "{beware}"
    );
    assert!(told.contains("patron.patience 0.95"), "{told}");
    desk.write("draws.csv", "client.delivery\n0.7\n0.8\n");
    desk.run("drawn", &["--draws", "draws.csv"]);
    assert!(export("drawn", &[]).1.unwrap().contains("draws as in the file, in the run draws.csv"));
}

#[test]
fn prop_the_same_run_gives_the_same_workbook_beside_its_folder() {
    let desk = desk();
    let before = files(&desk.path("run"));
    desk.good(&["export", "run", "--xlsx"]);
    desk.good(&["export", "run", "--xlsx", "-o", "again.xlsx"]);
    let [one, two] = ["run.xlsx", "again.xlsx"].map(|name| fs::read(desk.path(name)).unwrap());
    assert!(one == two, "{} and {} bytes", one.len(), two.len());
    assert_eq!(files(&desk.path("run")), before);
    // Named by a dot, the folder still has its name.
    fs::remove_file(desk.path("run.xlsx")).unwrap();
    let mut command = desk.command(&["export", ".", "--xlsx"]);
    assert!(command.current_dir(desk.path("run")).output().unwrap().status.success());
    assert!(fs::read(desk.path("run.xlsx")).unwrap() == one);
}

#[test]
fn a_workbook_that_somebody_worked_in_is_not_replaced_silently() {
    let desk = desk();
    desk.good(&["export", "run", "--xlsx"]);
    let own = fs::read(desk.path("run.xlsx")).unwrap();
    desk.good(&["export", "run", "--xlsx"]);
    let changed = [&own[..], b"more"].concat();
    fs::write(desk.path("run.xlsx"), &changed[4..]).unwrap();
    assert!(desk.bad(&["export", "run", "--xlsx"], 4).contains("--force"));
    assert!(desk.bad(&["export", "run", "--xlsx", "--force"], 4).contains("run.xlsx"), "it is no workbook");
    let mut other = own.clone();
    other[100] ^= 1;
    fs::write(desk.path("run.xlsx"), &other).unwrap();
    assert!(desk.bad(&["export", "run", "--xlsx"], 4).contains("--force"));
    assert!(fs::read(desk.path("run.xlsx")).unwrap() == other);
    desk.good(&["export", "run", "--xlsx", "--force"]);
    assert!(fs::read(desk.path("run.xlsx")).unwrap() == own);
    let scenario = desk.read("small.toml");
    assert!(desk.bad(&["export", "run", "--xlsx", "--force", "-o", "small.toml"], 4).contains("small.toml"));
    assert_eq!(desk.read("small.toml"), scenario);
}

#[test]
fn what_is_no_run_or_was_changed_is_not_exported() {
    let desk = desk();
    assert!(desk.bad(&["export", "small.toml", "--xlsx"], 4).contains("holds no run"));
    assert!(desk.bad(&["export", "run", "--xlsx", "--set", "a=1"], 2).contains("--set"));
    assert!(desk.bad(&["export", "run", "--xlsx", "--efg"], 2).contains("--efg"));
    desk.write("run/charts/summary-tree.txt", "other words");
    assert!(desk.bad(&["export", "run", "--xlsx"], 4).contains("summary-tree.txt"));
    assert!(!desk.path("run.xlsx").exists());
}
