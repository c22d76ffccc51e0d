//! Tables and words of results: columns in line, exact shares told as such, commands to the letter.

use crate::common::{Csv, Desk, SMALL, printed, shipped, summary};
use allegiance::base::text::width;

/// The small scenario with other names.
fn renamed(desk: &Desk, names: &[(&str, &str)]) {
    let mut text = desk.read("small.toml");
    for (old, new) in names {
        assert!(text.contains(&format!("\"{old}\"")), "{old}");
        text = text.replace(&format!("\"{old}\""), &format!("\"{new}\""));
    }
    desk.write("small.toml", &text);
}

#[test]
fn regress_fault_10_certain_odds_are_told_as_they_are() {
    let desk = Desk::new();
    desk.run("run", &[]);
    let told = desk.good(&["compare", "run", "--odds", "incumbent=1"]);
    assert!(told.contains("incumbent 100% instead of 70%; opposition 0% instead of 30%"), "{told}");
    let text = desk.read("small.toml").replace("probability = 0.7", "probability = 1.0");
    desk.write("small.toml", &text.replace("probability = 0.3", "probability = 0.0"));
    let told = desk.run("certain", &["--brief"]);
    assert!(told.contains("  odds 100%  ") && told.contains("  odds 0%  "), "{told}");
    let brief = desk.read("certain/brief.md");
    assert!(brief.contains("- **incumbent**, odds 100%") && brief.contains("- **opposition**, odds 0%"), "{brief}");
    let words = desk.read("certain/charts/summary-tree.svg").replace('\u{a0}', " ");
    assert!(words.contains("odds 100%") && words.contains("odds 0%") && !words.contains("odds &"), "{words}");
}

#[test]
fn regress_fault_12_tables_and_words_give_the_same_bound() {
    let desk = Desk::new();
    let text = desk.read("small.toml").replace("\"integration_gain > 0\"", "\"integration_gain > 9\"");
    desk.write("small.toml", &text);
    let few = ["--set=simulation.draws=200", "--set=simulation.paths=2", "--brief"];
    let told = desk.good(&[&["run", "small.toml", "-o", "run"], &few[..]].concat());
    assert!(told.contains("never"), "{told}");
    let brief = desk.read("run/brief.md");
    assert!(brief.contains("(below 1.5% at 95%)"), "{brief}");
    let table = Csv::new(&desk.read("run/tables/chapters.csv"));
    let row = table.rows.iter().find(|row| row["branch"] == "incumbent" && row["chapter"] == "union").unwrap();
    assert_eq!(&row["high95"][..6], "0.0148");
}

#[test]
fn regress_fault_17_columns_are_in_line_by_display_width() {
    let desk = Desk::new();
    renamed(
        &desk,
        &[("incumbent", "統一"), ("opposition", "離れる🙂"), ("Lowland", "Бе\u{301}лая"), ("alliance", "同盟")],
    );
    let told = desk.run("run", &[]);
    // Where the first cell begins: the words before it are the outcome and blanks.
    let column = |name: &str| {
        let line = told.lines().find(|line| line.starts_with(name)).unwrap();
        let rest = line.strip_prefix(name).unwrap();
        width(line) - width(rest.trim_start())
    };
    assert_eq!([column("統一"), column("離れる🙂"), column("All outcomes")], [17; 3], "{told}");
    let solved = desk.good(&["solve", "small.toml"]);
    let rows: Vec<&str> = solved.lines().filter(|line| line.starts_with("    ")).collect();
    assert!(rows.len() > 4 && rows.iter().all(|row| width(row) == width(rows[0])), "{solved}");
    let decision = desk.good(&["explain", "small.toml"]);
    let terms = decision.lines().take_while(|line| !line.starts_with("Where the range"));
    let term = |line: &&str| line.strip_prefix("    ").is_some_and(|rest| !rest.starts_with(' '));
    let rows: Vec<&str> = terms.filter(term).collect();
    assert!(rows.len() > 20 && rows.iter().all(|row| width(row) == width(rows[0])), "{decision}");
}

#[test]
fn regress_fault_19_the_command_of_a_brief_is_code() {
    let desk = Desk::new();
    let title = "--set=title=\"A & B -- <c> {d} *e*\"";
    desk.good(&[&["run", "small.toml", "-o", "run", "--brief", title], &SMALL[..]].concat());
    let brief = desk.read("run/brief.md");
    let block =
        "## Annex: how to make it again\n\n```sh\nallegiance run small.toml --set 'title=\"A & B -- <c> {d} *e*\"'";
    assert!(brief.contains(block), "{brief}");
    assert!(brief.contains("--set simulation.paths=6\n```\n\nallegiance "), "{brief}");
}

#[test]
fn regress_what_is_no_number_is_an_empty_cell() {
    let desk = Desk::new();
    let huge = ["solve", "small.toml", "--set", "client.sovereignty_cost=1e308"];
    let shown = |format: &str| printed(&desk.output(&[&huge[..], &["--format", format]].concat()));
    let csv = shown("csv");
    assert!(csv.lines().count() > 100 && csv.lines().any(|line| line.contains(",,")));
    for text in [csv, shown("json"), shown("table")] {
        let words = text.split(|c: char| !c.is_alphanumeric());
        assert!(!words.into_iter().any(|word| ["nan", "inf"].contains(&word.to_lowercase().as_str())), "{text}");
    }
}

#[test]
fn regress_no_share_of_paths_is_above_one() {
    // Sums of the same odds in two orders differ in their last digits.
    let desk = Desk::new();
    let seed = shipped("belarus-2020.toml");
    let seed = seed.to_str().expect("UTF-8");
    desk.good(&[&["run", seed, "-o", "run", "--set=clock.periods=8"], &SMALL[..]].concat());
    let shares = summary(&desk.path("run")).metrics.into_iter().map(|row| row.present_share);
    assert!(shares.into_iter().all(|share| (0.0..=1.0).contains(&share)));
}
