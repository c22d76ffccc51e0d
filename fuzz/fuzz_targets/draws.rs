//! Draws of the uncertain numbers. Draws that are accepted give each of their numbers in every draw.
#![no_main]

use allegiance::scenario::with_draws;
use allegiance_fuzz::{file, small, told};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (_, scenario) = small();
    let Some(drawn) = told(with_draws(scenario.clone(), &file("draws.csv", bytes))) else { return };
    let table = drawn.drawn.as_ref().expect("it holds the draws");
    for number in drawn.uncertain().iter().filter(|number| !table.missing.contains(&number.key)) {
        for draw in drawn.draw_numbers() {
            assert!(table.value(&number.key, draw).is_some_and(f64::is_finite), "{} in draw {draw}", number.key);
        }
    }
    let again = drawn.with(&[] as &[&str]).unwrap_or_else(|error| panic!("valid draws are read again: {error}"));
    assert_eq!(again, drawn);
});
