//! Imports run one way: every source file is read, and a name from outside the tables below fails. So does a circle of
//! files that need each other, a crate outside its one place, and a name of an alliance.
//!
//! `names` reads the files, `circles` finds the circles.

mod circles;
mod names;

use circles::{circles, needs};
use names::{Crate, File, How, Target};
use std::fs;
use std::path::{Path, PathBuf};

/// What a layer may name of this crate, beside itself, lowest layer first. A path must begin with one of the entries.
const LAYERS: [(&str, &[&str]); 14] = [
    ("base", &[]),
    ("stats", &["base"]),
    ("scenario", &["base", "stats"]),
    ("game", &["base", "stats", "scenario"]),
    ("forecast", &["base", "stats", "scenario", "game"]),
    ("findings", &["base", "stats", "scenario", "game", "forecast"]),
    // Pictures and text are made from findings alone: a chart cannot compute a result.
    ("report", &["base", "stats", "findings"]),
    // Folders hold bytes and manifests, and know no result.
    ("store", &["base"]),
    ("command", &["base", "stats", "scenario", "game", "forecast", "findings", "report", "store"]),
    ("facade", &["base", "stats", "scenario", "game", "forecast", "findings", "report", "store", "command"]),
    ("live", &["scenario", "forecast", "findings", "report", "store", "command"]),
    ("cli", &["base", "report", "store", "command", "scenario"]),
    ("main", &["cli"]),
    (
        "lib",
        &[
            "base", "stats", "scenario", "game", "forecast", "findings", "report", "store", "command", "facade",
            "live", "cli",
        ],
    ),
];

/// What the command line may name of `scenario`: the door, what describes the files, and the errors.
const AT_THE_DOOR: [&str; 2] = ["ScenarioError", "advice"];

/// Crates that one place alone may name: the crate, and the beginning of that module's path.
const KEPT: [(&str, &[&str]); 26] = [
    ("rand", &["forecast"]),
    ("rand_distr", &["forecast"]),
    ("rayon", &["base::parallel"]),
    ("rustix", &["base::room"]),
    ("pulp", &["game"]),
    ("plotters", &["report::chart"]),
    ("resvg", &["report::chart"]),
    ("skrifa", &["report::chart"]),
    ("minijinja", &["report::brief"]),
    ("base64", &["report::brief", "report::explore"]),
    ("rust_xlsxwriter", &["report::workbook"]),
    ("annotate_snippets", &["scenario"]),
    ("strsim", &["scenario"]),
    ("tempfile", &["base::scratch", "store"]),
    ("sha2", &["base::file"]),
    ("clap", &["cli", "command"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("sobol_burley", &["forecast"]),
    ("postcard", &["base::blocks", "base::scratch"]),
    ("indicatif", &["cli"]),
    ("ctrlc", &["cli"]),
    ("anstream", &["cli"]),
    ("terminal_size", &["cli"]),
    // Only tests read source files.
    ("syn", &["tests"]),
    ("proc_macro2", &["tests"]),
];

/// Modules of the standard library that would let the machine or the day into a result.
const OUTSIDE: [&str; 7] = ["fs", "io", "net", "env", "process", "thread", "time"];
/// Modules that name none of [`OUTSIDE`].
const PURE: [&str; 8] = ["base::parallel", "base::units", "stats", "game", "forecast", "findings", "report", "live"];

/// Names that are not yet where the tables put them: who names what. An entry that is no longer needed fails.
const NOT_YET: [(&str, &str); 0] = [];

/// Circles that are still to be opened, by one of their files. An entry that is in no circle fails.
const STILL_ROUND: [&str; 0] = [];

/// Names of the alliances that come with the program: it serves every other as well.
const ALLIANCES: [&str; 14] = [
    "belarus", "russia", "minsk", "moscow", "ukrain", "kyiv", "armenia", "yerevan", "malta", "valletta", "britain",
    "london", "libya", "kremlin",
];
/// The examples of the help text name the file that comes with the program.
const EXAMPLE: &str = "scenarios/belarus-2020.toml";

/// Layers that would serve any other subject as well, and words that they therefore do not know.
const WORDLESS: [&str; 2] = ["base", "stats"];
const WORDS: [&str; 9] =
    ["bargain", "branch", "chapter", "dispute", "election", "entrap", "loyalty", "patron", "subsid"];

/// Whether a path is another or lies below it.
fn begins(path: &str, with: &str) -> bool {
    path.strip_prefix(with).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// What is wrong with the names in a source file.
fn faults(krate: &Crate, file: &File) -> Vec<String> {
    let layer = file.module.first().map_or("lib", String::as_str);
    let here = file.module.join("::");
    let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
        return vec![format!("{here}: this layer is not in the table")];
    };
    let mut faults = Vec::new();
    for written in file.written.iter().filter(|written| written.how != How::Body || written.path.len() > 1) {
        faults.extend(match krate.entry(&written.path, &written.module) {
            Target::Own(path, _) => own_fault(layer, allowed, &here, &path.join("::")),
            Target::Foreign(path) => foreign_fault(&here, &path.join("::")),
        });
    }
    faults.dedup();
    faults
}

/// What is wrong with naming a path of this crate.
fn own_fault(layer: &str, allowed: &[&str], here: &str, path: &str) -> Option<String> {
    let first = path.split("::").next().unwrap_or_default();
    let same = first == layer || (layer == "lib" && LAYERS.iter().all(|(name, _)| *name != first));
    let door = path.strip_prefix("scenario::").filter(|_| layer == "cli");
    let past = door.is_some_and(|name| !AT_THE_DOOR.iter().any(|door| begins(name, door)));
    let seen = same || allowed.iter().any(|entry| begins(path, entry));
    (past || !seen).then(|| format!("{here} names {path}"))
}

/// What is wrong with naming a path of another crate.
fn foreign_fault(here: &str, path: &str) -> Option<String> {
    let away = KEPT.iter().find(|(name, home)| begins(path, name) && !home.iter().any(|home| begins(here, home)));
    if let Some((_, home)) = away {
        return Some(format!("{here} names {path}, which only {} may", home.join(" and ")));
    }
    let part = path.strip_prefix("std::").filter(|_| PURE.iter().any(|pure| begins(here, pure)))?;
    OUTSIDE.iter().any(|name| begins(part, name)).then(|| format!("{here} names {path}"))
}

/// Names of these alliances in a text.
fn named_alliances(text: &str) -> impl Iterator<Item = &'static str> {
    let text = text.replace(EXAMPLE, "").to_lowercase();
    ALLIANCES.into_iter().filter(move |name| text.contains(name))
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

/// Every source file of the program.
fn program() -> Crate {
    let mut files = Vec::new();
    sources(&root(), &mut files);
    files.sort();
    let mut krate = Crate::default();
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "rs")) {
        let name = file.strip_prefix(root()).unwrap().with_extension("");
        let mut module: Vec<&str> = name.iter().map(|part| part.to_str().unwrap()).collect();
        if matches!(module.last(), Some(&"mod" | &"lib")) {
            module.pop();
        }
        krate.add(&fs::read_to_string(file).unwrap(), &module);
    }
    krate
}

/// A circle in words: each file with those of the circle that it needs.
fn told(krate: &Crate, circle: &[usize]) -> String {
    let needs = needs(krate);
    let name = |file: &usize| krate.files[*file].module.join("::");
    let line = |file: &usize| {
        let within = needs[*file].iter().filter(|(other, _)| circle.contains(other));
        let within: Vec<String> = within.map(|(other, path)| format!("{} ({path})", name(other))).collect();
        format!("  {} needs {}\n", name(file), within.join(", "))
    };
    let lines: String = circle.iter().map(line).collect();
    format!("{} files in a circle:\n{lines}", circle.len())
}

#[test]
fn every_import_runs_down_the_table() {
    let krate = program();
    let wrong: Vec<String> = krate.files.iter().flat_map(|file| faults(&krate, file)).collect();
    let not_yet = |fault: &str, (here, path): &(&str, &str)| {
        fault
            .strip_prefix(&format!("{here} names "))
            .is_some_and(|named| begins(named.split(',').next().unwrap(), path))
    };
    let new: Vec<&String> = wrong.iter().filter(|fault| !NOT_YET.iter().any(|entry| not_yet(fault, entry))).collect();
    assert!(new.is_empty(), "{} imports: {new:#?}", new.len());
    for entry in NOT_YET {
        assert!(wrong.iter().any(|fault| not_yet(fault, &entry)), "{entry:?} of NOT_YET is mended: take it out");
    }
    for (layer, _) in LAYERS {
        let name = Some(layer).filter(|layer| *layer != "lib");
        let seen = krate.files.iter().any(|file| file.module.first().map(String::as_str) == name);
        assert!(seen, "nothing was read of {layer}");
    }
}

#[test]
fn no_files_need_each_other() {
    let krate = program();
    let found = circles(&needs(&krate));
    println!("{} files in {} circles", found.iter().map(Vec::len).sum::<usize>(), found.len());
    let name = |file: &usize| krate.files[*file].module.join("::");
    let holds = |circle: &[usize], still: &str| circle.iter().any(|file| name(file) == still);
    let new: Vec<String> = found
        .iter()
        .filter(|circle| !STILL_ROUND.iter().any(|still| holds(circle, still)))
        .map(|circle| told(&krate, circle))
        .collect();
    assert!(new.is_empty(), "{}", new.join("\n"));
    for still in STILL_ROUND {
        assert!(found.iter().any(|circle| holds(circle, still)), "{still} is in no circle: take it out of STILL_ROUND");
    }
}

#[test]
fn no_text_in_the_program_names_an_alliance() {
    let mut files = Vec::new();
    sources(&root(), &mut files);
    for file in files {
        let names: Vec<&str> = named_alliances(&fs::read_to_string(&file).unwrap()).collect();
        assert!(names.is_empty(), "{} names {names:?}", file.display());
    }
}

#[test]
fn the_lowest_layers_know_no_word_of_the_subject() {
    let mut files = Vec::new();
    WORDLESS.iter().map(|layer| root().join(layer)).for_each(|f| sources(&f, &mut files));
    assert!(!files.is_empty());
    for file in files {
        let text = fs::read_to_string(&file).unwrap().to_lowercase();
        let known: Vec<&str> = WORDS.into_iter().filter(|word| text.contains(word)).collect();
        assert!(known.is_empty(), "{} knows {known:?}", file.display());
    }
}

/// A crate of a few small files.
fn small(files: &[(&str, &str)]) -> Crate {
    let mut krate = Crate::default();
    for (module, source) in files {
        let module: Vec<&str> = module.split("::").filter(|name| !name.is_empty()).collect();
        krate.add(source, &module);
    }
    krate
}

fn faults_of(module: &str, source: &str) -> Vec<String> {
    let krate = small(&[(module, source)]);
    faults(&krate, &krate.files[0])
}

#[test]
fn a_bad_import_is_found_however_it_is_written() {
    let bad = [
        ("base::units", "use crate::scenario::Scenario;"),
        ("stats", "use crate::scenario::Scenario;"),
        ("scenario::file", "use crate::{base::units::Range, game::Game};"),
        ("scenario::file", "use super::super::game::Game;"),
        ("scenario", "use super::game;"),
        ("game::solve", "fn f() { let x = crate::forecast::parallel::map(&[], g); }"),
        ("game::solve", "fn f() { println!(\"{}\", [crate::forecast::DRAWS].len()) }"),
        ("game::solve", "mod tests { use super::super::super::forecast::Draw; }"),
        ("game::solve", "#[arg(value = crate::cli::NAME)] struct A;"),
        ("game::solve", "use rayon::prelude::*;"),
        ("game", "use rand as dice;"),
        ("game", "use ::rand::Rng;"),
        ("game", "extern crate rand;"),
        ("game", "use {std::fmt, rand_distr::Beta};"),
        ("game", "#[derive(clap::Parser)] struct A;"),
        ("game", "fn f() { std::fs::read(p) }"),
        ("forecast", "use std::{fmt, time::Instant};"),
        ("findings", "use crate::report::csv;"),
        ("report::csv", "use crate::forecast::Draw;"),
        ("report::csv", "type T = Vec<crate::scenario::Scenario>;"),
        ("report::csv", "use crate::*;"),
        ("report::csv", "use plotters::prelude::*;"),
        ("report::csv", "use std::fs;"),
        ("store::folder", "use crate::report::csv;"),
        ("report", "use clap::Parser;"),
        ("command", "use crate::cli::Cli;"),
        ("cli", "use crate::forecast::simulate;"),
        ("cli", "use crate::scenario::{self, Scenario};"),
        ("main", "use allegiance::command;"),
    ];
    for (module, source) in bad {
        assert!(!faults_of(module, source).is_empty(), "{module}: {source}");
    }
    assert_eq!(faults_of("helpers", ""), ["helpers: this layer is not in the table"]);
    assert_eq!(named_alliances("// Minsk and Moscow").collect::<Vec<_>>(), ["minsk", "moscow"]);
}

#[test]
fn a_name_handed_on_by_the_root_belongs_to_the_layer_that_defines_it() {
    let files = [
        ("", "pub mod game; pub mod report; pub use game::Game;"),
        ("game", "pub struct Game;"),
        ("report", "use crate::Game;"),
    ];
    let krate = small(&files);
    assert_eq!(faults(&krate, &krate.files[2]), ["report names game::Game"]);
    assert_eq!(faults(&krate, &krate.files[0]), Vec::<String>::new());
}

#[test]
fn a_good_import_is_left_alone() {
    let good = [
        ("scenario::file", "use super::{fault, tree::{self, Value}}; use crate::base::units::Range as Interval;"),
        ("scenario::catalogue::sections", "mod tests { use super::super::super::check; }"),
        ("game", "/* use rayon::prelude::*; /* rand::rng() */ */ const A: &str = \"rand::rng()\"; // rayon::x\n"),
        ("game", "const A: &str = r#\"use \"clap::Parser\"\"#; const B: char = '\\''; fn f<'a>(rand: &'a str) {}"),
        ("forecast::shocks", "use rand::Rng; use rand_distr::Beta;"),
        ("findings", "pub(crate) fn f(game: &crate::game::Game) -> bool { matches!(x, Game { .. }) }"),
        ("report::chart::canvas", "use plotters::backend::SVGBackend; mod t { use super::super::theme::INK; }"),
        ("store", "use tempfile::TempDir; use std::fs;"),
        ("cli", "use crate::command::{self, Request}; fn f() { command::run(r); crate::scenario::advice(f, g); }"),
        ("main", "fn main() { allegiance::cli::main() }"),
        ("", "pub mod game; pub use game::Game;"),
    ];
    for (module, source) in good {
        assert_eq!(faults_of(module, source), Vec::<String>::new(), "{source}");
    }
}

/// The circles of a few small files, by name.
fn circles_of(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let krate = small(&[files, &[("", "mod m; mod a; mod b; mod c; mod d;")]].concat());
    let name = |file: usize| krate.files[file].module.join("::");
    circles(&needs(&krate)).into_iter().map(|circle| circle.into_iter().map(name).collect()).collect()
}

#[test]
fn a_circle_is_found_however_it_is_written() {
    let parent = ("m", "mod a; mod b; pub use b::make; pub struct P;");
    let bad = [
        // Each by an import.
        [
            parent,
            ("m::a", "use super::b::B; pub struct A;"),
            ("m::b", "use super::a::A; pub struct B; pub fn make() {}"),
        ],
        // By a re-export of the parent, and by a path in a body.
        [parent, ("m::a", "use super::make; pub struct A;"), ("m::b", "pub fn make() { super::a::A; }")],
        // By a glob, and inside a macro.
        [parent, ("m::a", "use super::b::*; pub fn f() {}"), ("m::b", "pub fn make() { vec![crate::m::a::f()]; }")],
        // By another name for the module.
        [
            parent,
            ("m::a", "use super::b as other; fn f() -> other::B {} pub struct A;"),
            ("m::b", "pub struct B(super::a::A);"),
        ],
    ];
    for files in bad {
        assert_eq!(circles_of(&files), [["m::a", "m::b"]], "{files:?}");
    }
    // A parent that needs its child beyond handing it on, and a child that needs what the parent defines.
    let files = [("m", "mod a; pub use a::A; pub struct P(A);"), ("m::a", "use super::P; pub struct A;")];
    assert_eq!(circles_of(&files), [["m", "m::a"]]);
    // Three in a row, and one outside that only needs them.
    let files = [
        ("a", "use crate::b::B; pub struct A;"),
        ("b", "use crate::c::C; pub struct B;"),
        ("c", "fn f() { crate::a::A; } pub struct C;"),
        ("d", "use crate::a::A;"),
    ];
    assert_eq!(circles_of(&files), [["a", "b", "c"]]);
}

#[test]
fn what_is_no_circle_is_left_alone() {
    let good: [&[(&str, &str)]; 4] = [
        // A parent that hands on its child's items, and a child that needs the parent.
        &[("m", "mod a; pub use a::A; pub struct P;"), ("m::a", "use super::P; pub struct A;")],
        // Unit tests may build what they test with whatever they like.
        &[
            ("m", "mod a; mod b;"),
            ("m::a", "use super::b::B; pub fn a() {}"),
            ("m::b", "pub struct B; #[cfg(test)] mod tests { use super::super::a::a; }"),
        ],
        // A module and a function of one name.
        &[("m", "mod a; mod b; pub use a::a;"), ("m::a", "pub fn a() {} pub struct X;"), ("m::b", "use super::a::X;")],
        // A local name is no import.
        &[("m", "mod a; mod b;"), ("m::a", "use super::b::f; pub fn g() {}"), ("m::b", "pub fn f() { let a = 1; a; }")],
    ];
    for files in good {
        assert_eq!(circles_of(files), Vec::<Vec<String>>::new(), "{files:?}");
    }
}
