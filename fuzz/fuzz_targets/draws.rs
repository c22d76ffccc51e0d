//! Draws of the uncertain numbers.
#![no_main]

use allegiance::scenario::with_draws;
use allegiance_fuzz::{file, small, told};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (_, scenario) = small();
    let Some(drawn) = told(with_draws(scenario.clone(), &file("draws.csv", bytes))) else { return };
    assert!(!drawn.draw_numbers().is_empty());
    let again = drawn.with(&[] as &[&str]).unwrap_or_else(|error| panic!("valid draws are read again: {error}"));
    assert_eq!(again, drawn);
});
