//! Answers to the questions of a scenario.
#![no_main]

use allegiance::Scenario;
use allegiance::scenario::answers;
use allegiance_fuzz::{file, scenario, told};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static SCENARIO: LazyLock<Scenario> = LazyLock::new(|| scenario("scenarios/belarus-foresight.toml"));

fuzz_target!(|bytes: &[u8]| {
    let Some(found) = told(answers(&file("answers.csv", bytes), &SCENARIO)) else { return };
    assert_eq!(found.outcomes.len(), SCENARIO.questions.len());
});
