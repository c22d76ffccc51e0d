//! A coded record.
#![no_main]

use allegiance::Scenario;
use allegiance::scenario::history;
use allegiance_fuzz::{file, scenario, told};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static SCENARIO: LazyLock<Scenario> = LazyLock::new(|| scenario("scenarios/belarus-record.toml"));

fuzz_target!(|bytes: &[u8]| {
    let path = file("record.csv", bytes);
    let Some(record) = told(history(&path, &SCENARIO)) else { return };
    let last = record.first.plus(record.quarters.len() - 1);
    assert_eq!(record.clone().until(last).as_ref(), Some(&record));
    let _ = record.until(SCENARIO.first.plus(7));
});
