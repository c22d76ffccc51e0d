//! What the program shows at a terminal: how wide, and in colour or not. The terminal is a pseudo-terminal, made by
//! `script` of util-linux.

use crate::common::{Desk, SMALL};
use allegiance::base::text::width;
use std::process::Command;

/// What a command shows at a terminal of so many columns, given what stands before and after it on a shell's line.
fn shown(desk: &Desk, columns: usize, (before, after): (&str, &str), arguments: &[&str]) -> String {
    let words: Vec<String> = arguments.iter().map(|word| format!("'{word}'")).collect();
    let program = env!("CARGO_BIN_EXE_allegiance");
    let line = format!("stty cols {columns} rows 50; {before} '{program}' {} {after}", words.join(" "));
    let mut script = Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).current_dir(desk.path("")).env("TERM", "xterm").env_remove("NO_COLOR");
    let output = script.output().expect("script of util-linux is there");
    String::from_utf8(output.stdout).expect("UTF-8").replace('\r', "")
}

/// The small scenario with an event and an outcome in wide characters, and a second offer of a long name.
fn wide(desk: &Desk) {
    let text = desk.read("small.toml").replace("\"opposition\"", "\"野党連合 🙂\"");
    let text = text.replace("\"step of union ratified\"", "\"統一の段階が批准された\"");
    assert!(text.contains("批准") && text.contains("野党"));
    desk.write("wide.toml", &text);
}

#[test]
fn tables_fit_the_terminal_and_no_cell_is_broken() {
    let desk = Desk::new();
    wide(&desk);
    desk.good(&[&["run", "wide.toml", "-o", "one"], &SMALL[..]].concat());
    let run = [&["run", "wide.toml", "-o", "again", "--force"], &SMALL[..]].concat();
    let vary = [&["compare", "wide.toml", "--vary", "client.delivery=0.8,1.0"], &SMALL[..]].concat();
    let crossed = ["--vary=client.sovereignty_cost=6,8", "--regret=統一の段階が批准された"];
    let crossed = [&vary[..], &crossed].concat();
    let explained = ["explain", "one", "--draw=0", "--path=0", "--branch=incumbent"];
    let commands: [&[&str]; 10] = [
        &run,
        &vary,
        &crossed,
        &["compare", "one"],
        &["compare", "one", "--given", "統一の段階が批准された"],
        &["propagate", "wide.toml"],
        &["sensitivity", "wide.toml", "--points=8"],
        &["solve", "wide.toml"],
        &["explain", "wide.toml"],
        &explained,
    ];
    for command in commands {
        for columns in [40, 80, 100] {
            let told = shown(&desk, columns, ("", "2>/dev/null"), command);
            let widest = told.lines().max_by_key(|line| width(line)).unwrap_or_default();
            assert!(!told.is_empty() && width(widest) <= columns, "{command:?} {columns}: {widest}\n{told}");
            // A range of the event table is whole, wherever it stands.
            assert!(!told.lines().any(|line| line.ends_with('–') || line.trim_start().starts_with('–')), "{told}");
        }
    }
    let narrow = shown(&desk, 40, ("", "2>/dev/null"), &run);
    let line = narrow.lines().find(|line| line.starts_with("  統一の段階")).unwrap_or_else(|| panic!("{narrow}"));
    assert!(line.contains('–') && width(line) <= 40, "the event with its share and range: {line}");
}

/// A file or a pipe is the same everywhere.
#[test]
fn a_pipe_has_80_columns_whatever_the_terminal() {
    let desk = Desk::new();
    let run = [&["run", "small.toml", "-o", "out", "--force"], &SMALL[..]].concat();
    let piped = desk.good(&run).replace(&desk.path("").display().to_string(), "");
    assert_eq!(shown(&desk, 40, ("", "2>/dev/null | cat"), &run), piped);
    assert_eq!(shown(&desk, 80, ("", "2>/dev/null"), &run).lines().count(), piped.lines().count());
    assert!(shown(&desk, 40, ("", "2>/dev/null"), &run).lines().count() > piped.lines().count());
}

#[test]
fn faults_are_coloured_at_a_terminal_unless_no_color_is_set() {
    let desk = Desk::new();
    let wrong = ["check", "small.toml", "--set", "client.delivry=1"];
    let coloured = shown(&desk, 80, ("", ""), &wrong);
    assert!(coloured.contains("\u{1b}[") && coloured.contains("did you mean `delivery`"), "{coloured:?}");
    let plain = shown(&desk, 80, ("NO_COLOR=1", ""), &wrong);
    assert!(!plain.contains('\u{1b}') && plain.contains("did you mean `delivery`"), "{plain:?}");
}
