//! A scenario file: read, checked, and what a run of it would need; nothing is solved. Its bases and its record may be
//! the files of the folder.
#![no_main]

use allegiance::Scenario;
use allegiance::command::request::Source;
use allegiance::command::{Check, Command};
use allegiance_fuzz::{file, shipped, told, told_by_command};
use libfuzzer_sys::fuzz_target;
use std::fs;

fuzz_target!(init: beside(), |bytes: &[u8]| {
    let path = file("scenario.toml", bytes);
    let Some(scenario) = told(Scenario::load(&path)) else { return };
    told_by_command(Check { source: Source::new(path) }.prepare());
    let again = scenario.with(&[] as &[&str]).unwrap_or_else(|error| panic!("a valid scenario is read again: {error}"));
    assert_eq!(again, scenario);
});

fn beside() {
    for folder in ["scenarios", "scenarios/limits", "scenarios/history"] {
        for entry in fs::read_dir(shipped(folder)).expect("a folder of the repository").flatten() {
            if entry.path().is_file() {
                file(&entry.file_name().to_string_lossy(), fs::read(entry.path()).expect("a file"));
            }
        }
    }
}
