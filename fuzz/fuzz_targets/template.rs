//! A template of a brief: checked, and rendered with made-up values. The run is nowhere, so nothing else is done.
#![no_main]

use allegiance::command::{Brief, Command};
use allegiance_fuzz::{file, folder, told_by_command};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let template = Some(file("brief.html.j2", bytes));
    let run = Some(folder().join("nowhere"));
    told_by_command(Brief { run, template, ..Brief::default() }.prepare());
});
