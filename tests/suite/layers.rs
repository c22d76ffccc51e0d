//! Imports run one way: every source file is read, and an import outside the table below fails.
//!
//! The checker reads tokens, not lines: comments and strings do not count, and a path counts wherever it stands.

use std::fs;
use std::path::{Path, PathBuf};

/// What a layer may name of this crate. A path must begin with one of the entries.
const LAYERS: [(&str, &[&str]); 9] = [
    ("units", &[]),
    ("scenario", &["units"]),
    ("game", &["scenario", "units"]),
    ("forecast", &["game", "scenario", "units"]),
    ("summary", &["forecast", "game", "scenario", "units"]),
    ("report", &["summary", "units"]),
    ("run", &["forecast", "game", "report", "scenario", "summary", "units"]),
    ("main", &["run", "report", "forecast::Watch", "scenario"]),
    ("lib", &["forecast", "game", "report", "run", "scenario", "summary", "units"]),
];

/// What the command line may name of `scenario`: the door, what describes the files, and the errors.
const AT_THE_DOOR: [&str; 6] = ["load", "parse", "template", "schema", "reference", "ScenarioError"];

/// Crates that one place alone may name: the crate, and the beginning of that module's path.
const KEPT: [(&str, &str); 12] = [
    ("rand", "forecast"),
    ("rand_distr", "forecast"),
    ("rayon", "forecast"),
    ("plotters", "report::chart"),
    ("resvg", "report::chart"),
    ("skrifa", "report::chart"),
    ("clap", "main"),
    ("indicatif", "main"),
    ("ctrlc", "main"),
    ("anstream", "main"),
    ("tempfile", "report::folder"),
    ("minijinja", "report::brief"),
];

/// Modules of the standard library that would let the machine or the day into a result.
const OUTSIDE: [&str; 7] = ["fs", "io", "net", "env", "process", "thread", "time"];
/// Layers that name none of [`OUTSIDE`].
const PURE: [&str; 4] = ["units", "game", "forecast", "summary"];

/// Names of the seed case: the program serves every alliance.
const SEED_CASE: [&str; 4] = ["belarus", "russia", "minsk", "moscow"];
/// The examples of the help text name the file that comes with the program.
const EXAMPLE: &str = "scenarios/belarus-2020.toml";

/// Identifiers, `::`, and single characters; no comment, no string, no lifetime.
fn tokens(source: &str) -> Vec<String> {
    let chars: Vec<char> = source.chars().collect();
    let (mut found, mut at) = (Vec::new(), 0);
    let word = |c: char| c.is_alphanumeric() || c == '_';
    while at < chars.len() {
        let rest = &chars[at..];
        let length = match rest {
            ['/', '/', ..] => rest.iter().position(|c| *c == '\n').unwrap_or(rest.len()),
            ['/', '*', ..] => comment(rest),
            ['"', ..] => string(rest, 0),
            ['b' | 'r' | 'c', ..] if prefixed(rest).is_some() => prefixed(rest).unwrap(),
            ['\'', '\\', ..] => 4 + rest[3..].iter().position(|c| *c == '\'').unwrap(),
            ['\'', _, '\'', ..] => 3,
            ['\'', ..] => 1 + rest[1..].iter().take_while(|c| word(**c)).count(),
            [':', ':', ..] => {
                found.push("::".to_owned());
                2
            }
            [c, ..] if word(*c) => {
                let text: String = rest.iter().take_while(|c| word(**c)).collect();
                let length = text.chars().count();
                found.push(text);
                length
            }
            [c, ..] => {
                if !c.is_whitespace() {
                    found.push(c.to_string());
                }
                1
            }
            [] => break,
        };
        at += length;
    }
    found
}

/// Length of a comment that may hold others.
fn comment(rest: &[char]) -> usize {
    let (mut at, mut depth) = (0, 0);
    loop {
        match rest[at..] {
            ['/', '*', ..] => (at, depth) = (at + 2, depth + 1),
            ['*', '/', ..] => (at, depth) = (at + 2, depth - 1),
            [_, ..] => at += 1,
            [] => return at,
        }
        if depth == 0 {
            return at;
        }
    }
}

/// Length of a plain string that begins after `skip` characters.
fn string(rest: &[char], skip: usize) -> usize {
    let mut at = skip + 1;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Length of a raw or a byte string.
fn prefixed(rest: &[char]) -> Option<usize> {
    let letters = rest.iter().take_while(|c| matches!(c, 'b' | 'r' | 'c')).count();
    let raw = rest[..letters].contains(&'r');
    let hashes = rest[letters..].iter().take_while(|c| **c == '#').count();
    let open = letters + hashes;
    if letters > 2 || rest.get(open) != Some(&'"') || (hashes > 0 && !raw) {
        return None;
    }
    if !raw {
        return Some(string(rest, open));
    }
    let end: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    (open + 1..rest.len()).find(|at| rest[*at..].starts_with(&end)).map(|at| at + end.len())
}

/// Every path of the tree that begins at a token (`a::{b, c::d}` gives `a::b` and `a::c::d`), and where it ends.
fn paths(tokens: &[String], at: usize, before: &[String]) -> (Vec<Vec<String>>, usize) {
    match tokens.get(at).map(String::as_str) {
        Some("{") => {
            let (mut found, mut next) = (Vec::new(), at + 1);
            while !matches!(tokens.get(next).map(String::as_str), None | Some("}")) {
                if tokens[next] == "," {
                    next += 1;
                    continue;
                }
                let (more, end) = paths(tokens, next, before);
                found.extend(more);
                // An alias of the import, or what this checker does not read.
                next = if tokens.get(end).is_some_and(|token| token == "as") { end + 2 } else { end.max(next + 1) };
            }
            (found, next + 1)
        }
        Some(name) if name == "*" || name.starts_with(|c: char| c.is_alphanumeric() || c == '_') => {
            let mut path = before.to_vec();
            if name != "self" || path.is_empty() {
                path.push(name.to_owned());
            }
            if tokens.get(at + 1).is_some_and(|token| token == "::") {
                let (found, end) = paths(tokens, at + 2, &path);
                if !found.is_empty() {
                    return (found, end);
                }
            }
            (vec![path], at + 1)
        }
        _ => (Vec::new(), at),
    }
}

/// A path as written in a module, told from the root of the crate; `None` if it does not begin at the crate.
fn resolved(path: &[String], module: &[String]) -> Option<Vec<String>> {
    let supers = path.iter().take_while(|name| *name == "super").count();
    match path[0].as_str() {
        "crate" | "allegiance" => Some(path[1..].to_vec()),
        "super" => {
            let above = &module[..module.len().saturating_sub(supers)];
            Some([above, &path[supers..]].concat())
        }
        "self" => Some([module, &path[1..]].concat()),
        _ => None,
    }
}

/// Every path of a source as told from the root (of this crate with `true`, of another with `false`).
fn named(source: &str, module: &[&str]) -> Vec<(bool, Vec<String>)> {
    let tokens = tokens(source);
    let mut module: Vec<String> = module.iter().map(ToString::to_string).collect();
    let (mut found, mut braces, mut inline, mut at) = (Vec::new(), 0, Vec::new(), 0);
    let mut import = false;
    while at < tokens.len() {
        let token = tokens[at].as_str();
        match token {
            "use" | "extern" => import = true,
            ";" => import = false,
            "mod" if tokens.get(at + 2).is_some_and(|token| token == "{") => {
                module.push(tokens[at + 1].clone());
                inline.push(braces);
                at += 2;
                continue;
            }
            "{" if import => {
                // `use {a::b, c};`
                let (all, end) = paths(&tokens, at, &[]);
                found.extend(all.into_iter().map(|path| whole(path, &module)));
                at = end;
                continue;
            }
            "{" => braces += 1,
            "}" => {
                braces -= 1;
                if inline.last() == Some(&braces) {
                    inline.pop();
                    module.pop();
                }
            }
            _ => {}
        }
        let starts = token.starts_with(|c: char| c.is_alphabetic() || c == '_');
        let is_path = tokens.get(at + 1).is_some_and(|next| next == "::");
        if starts && token != "use" && (is_path || import) {
            let (all, end) = paths(&tokens, at, &[]);
            found.extend(all.into_iter().map(|path| whole(path, &module)));
            at = end;
            if tokens.get(at).is_some_and(|token| token == "as") {
                at += 2;
            }
            continue;
        }
        at += 1;
    }
    found
}

fn whole(path: Vec<String>, module: &[String]) -> (bool, Vec<String>) {
    match resolved(&path, module) {
        Some(path) => (true, path),
        None => (false, path),
    }
}

/// What is wrong with a source file, told by its module path.
fn faults(source: &str, module: &[&str]) -> Vec<String> {
    let layer = module.first().copied().unwrap_or("lib");
    let here = module.join("::");
    let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
        return vec![format!("{here}: this layer is not in the table")];
    };
    let begins = |path: &str, with: &str| path == with || path.starts_with(&format!("{with}::"));
    let inner: &[&str] = if layer == "main" { &[] } else { module };
    let mut faults = Vec::new();
    for (own, path) in named(source, inner) {
        let path = path.join("::");
        let first = path.split("::").next().unwrap_or_default();
        if own {
            let same = first == layer || (layer == "lib" && first.is_empty());
            if !same && !allowed.iter().any(|entry| begins(&path, entry)) {
                faults.push(format!("{here} names {path}"));
            }
        } else if let Some((_, home)) = KEPT.iter().find(|(name, _)| *name == first) {
            if !begins(&here, home) {
                faults.push(format!("{here} names {path}, which only {home} may"));
            }
        } else if let Some(part) = path.strip_prefix("std::")
            && PURE.contains(&layer)
            && OUTSIDE.iter().any(|name| begins(part, name))
        {
            faults.push(format!("{here} names {path}"));
        }
        let door = path.strip_prefix("scenario::").filter(|_| layer == "main");
        if let Some(name) = door.filter(|name| !AT_THE_DOOR.iter().any(|door| begins(name, door))) {
            faults.push(format!("main names {name} of scenario"));
        }
    }
    faults.extend(seed_case(source).map(|name| format!("{here} names {name}")));
    faults
}

/// Names of the seed case in a text.
fn seed_case(text: &str) -> impl Iterator<Item = &'static str> {
    let text = text.replace(EXAMPLE, "").to_lowercase();
    SEED_CASE.into_iter().filter(move |name| text.contains(name))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => sources(&path, found),
            false => found.push(path),
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

#[test]
fn every_import_runs_down_the_table() {
    let mut files = Vec::new();
    sources(&root(), &mut files);
    files.sort();
    let mut wrong = Vec::new();
    let mut seen = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "rs")) {
        let name = file.strip_prefix(root()).unwrap().with_extension("");
        let mut module: Vec<&str> = name.iter().map(|part| part.to_str().unwrap()).collect();
        if matches!(module.last(), Some(&"mod" | &"lib")) {
            module.pop();
        }
        seen.push(module.first().copied().unwrap_or("lib").to_owned());
        wrong.extend(faults(&fs::read_to_string(file).unwrap(), &module));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (layer, _) in LAYERS {
        assert!(seen.iter().any(|name| name == layer), "nothing was read of {layer}");
    }
}

#[test]
fn no_text_in_the_program_names_the_seed_case() {
    let mut files = Vec::new();
    sources(&root(), &mut files);
    for file in files {
        let names: Vec<&str> = seed_case(&fs::read_to_string(&file).unwrap()).collect();
        assert!(names.is_empty(), "{} names {names:?}", file.display());
    }
}

#[test]
fn a_bad_import_is_found_however_it_is_written() {
    let bad: [(&[&str], &str); 23] = [
        (&["units"], "use crate::scenario::Scenario;"),
        (&["scenario", "file"], "use crate::{units::Range, game::Game};"),
        (&["scenario", "file"], "use super::super::game::Game;"),
        (&["scenario"], "use super::game;"),
        (&["game", "solve"], "fn f() { let x = crate::forecast::parallel::map(&[], g); }"),
        (&["game", "solve"], "mod tests { use super::super::super::forecast::Draw; }"),
        (&["game", "solve"], "use rayon::prelude::*;"),
        (&["game"], "use rand as dice;"),
        (&["game"], "use ::rand::Rng;"),
        (&["game"], "extern crate rand;"),
        (&["game"], "use {std::fmt, rand_distr::Beta};"),
        (&["game"], "fn f() { std::fs::read(p) }"),
        (&["forecast"], "use std::{fmt, time::Instant};"),
        (&["summary"], "use crate::report::csv;"),
        (&["report", "csv"], "use crate::forecast::Draw;"),
        (&["report", "csv"], "type T = Vec<crate::scenario::Scenario>;"),
        (&["report", "csv"], "use crate::*;"),
        (&["report", "csv"], "use plotters::prelude::*;"),
        (&["run"], "use clap::Parser;"),
        (&["run"], "use crate::main::Cli;"),
        (&["main"], "use allegiance::forecast::{Watch, simulate};"),
        (&["main"], "use allegiance::scenario::{self, Scenario};"),
        (&["scenario"], "// Minsk and Moscow"),
    ];
    for (module, source) in bad {
        let found = faults(source, module);
        assert!(!found.is_empty(), "{module:?}: {source}");
    }
    assert_eq!(faults("", &["helpers"]), ["helpers: this layer is not in the table"]);
}

#[test]
fn a_good_import_is_left_alone() {
    let good: [(&[&str], &str); 9] = [
        (&["scenario", "file"], "use super::{fault, tree::{self, Value}}; use crate::units::Range as Interval;"),
        (&["scenario", "catalogue", "sections"], "mod tests { use super::super::super::check; }"),
        (&["game"], "/* use rayon::prelude::*; /* rand::rng() */ */ const A: &str = \"rand::rng()\"; // rayon::x\n"),
        (&["game"], "const A: &str = r#\"use \"clap::Parser\"\"#; const B: char = '\\''; fn f<'a>(rand: &'a str) {}"),
        (&["forecast", "shocks"], "use rand::Rng; use rand_distr::Beta; use rayon::prelude::*;"),
        (&["summary"], "pub(crate) fn f(game: &crate::game::Game) -> bool { matches!(x, Game { .. }) }"),
        (&["report", "chart", "canvas"], "use plotters::backend::SVGBackend; mod t { use super::super::theme::INK; }"),
        (
            &["main"],
            "use allegiance::command::{self, Request}; fn f() { command::run(r); scenario::load(f); scenario::schema() }",
        ),
        (&[], "pub mod game; pub use game::Game;"),
    ];
    for (module, source) in good {
        assert_eq!(faults(source, module), Vec::<String>::new(), "{source}");
    }
}
