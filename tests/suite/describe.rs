//! What shells and `man` are told of the program: every command is in it.

use crate::common;

use common::{Desk, SMALL};
use std::io::Write;
use std::process::{Command, Stdio};

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "elvish", "powershell"];

/// The commands as the help lists them.
fn commands(desk: &Desk) -> Vec<String> {
    let help = desk.good(&["--help"]);
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // The name stands two blanks in, its words further in.
    let names = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// Whether a shell takes the script, if the shell is there.
fn is_taken(shell: &str, script: &str) -> Option<bool> {
    let mut child = Command::new(shell).arg("-n").stdin(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    child.stdin.take()?.write_all(script.as_bytes()).ok()?;
    Some(child.wait().ok()?.success())
}

#[test]
fn every_shell_is_told_of_every_command() {
    let desk = Desk::new();
    let commands = commands(&desk);
    assert!(commands.len() > 18 && commands.iter().any(|name| name == "completions"), "{commands:?}");
    for shell in SHELLS {
        let script = desk.good(&["completions", shell]);
        for name in &commands {
            assert!(script.contains(name.as_str()), "{shell} does not know {name}");
        }
        for option in ["--set", "--xlsx", "--variants"] {
            // fish writes options without their dashes.
            assert!(script.contains(option.trim_start_matches('-')), "{shell} does not know {option}");
        }
    }
    for shell in ["bash", "zsh", "fish"] {
        let taken = is_taken(shell, &desk.good(&["completions", shell]));
        assert_ne!(taken, Some(false), "{shell} does not take its script");
    }
    assert!(desk.bad(&["completions", "tcsh"], 2).contains("possible values"));
}

#[test]
fn every_command_has_a_manual_page() {
    let desk = Desk::new();
    let first = desk.good(&["man"]);
    assert!(first.contains(".TH allegiance 1"), "{first}");
    desk.good(&["man", "-o", "pages"]);
    assert_eq!(desk.read("pages/allegiance.1"), first);
    for name in commands(&desk).iter().filter(|name| *name != "help") {
        assert!(first.contains(&format!("allegiance\\-{name}(1)")), "{name}: {first}");
        let page = desk.read(&format!("pages/allegiance-{name}.1"));
        assert!(page.contains(".SH SYNOPSIS") && page.contains(".SH OPTIONS"), "{name}: {page}");
    }
}

/// Standard input in the place of a scenario file.
#[test]
fn every_command_that_takes_a_scenario_takes_it_from_standard_input() {
    let desk = Desk::new();
    let vary = [&["compare", "-", "--vary", "client.delivery=0.6,0.9"], &SMALL[..]].concat();
    let commands: [&[&str]; 13] = [
        &[&["run", "-", "-o", "out"], &SMALL[..]].concat(),
        &["check", "-"],
        &["solve", "-"],
        &["propagate", "-"],
        &["equilibria", "-"],
        &["claims", "-"],
        &["export", "-", "--efg"],
        &vary,
        &["sensitivity", "-", "--screen", "--trajectories=2"],
        &[&["discover", "-"], &SMALL[..]].concat(),
        &["surface", "-", "client.delivery", "client.pressure_damage", "--steps=2"],
        &["explain", "-"],
        &["schema", "--problem", "-"],
    ];
    for arguments in commands {
        let output = desk.command(arguments).write_stdin(desk.read("small.toml")).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        // What the scenario does not have may be missed; its file may not.
        let found = output.status.success() || said.contains("the scenario states no claims");
        assert!(found, "{arguments:?}: {said}");
    }
    assert!(desk.bad(&["compare", "-"], 2).contains("- is a file"));
}

#[test]
fn words_for_odds_may_come_from_standard_input() {
    let desk = Desk::new();
    let arguments = [&["run", "small.toml", "-o", "out", "--brief", "--lexicon", "-"], &SMALL[..]].concat();
    let output = desk.command(&arguments).write_stdin("not a lexicon").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(3) && !said.contains("no such file"), "{said}");
}
