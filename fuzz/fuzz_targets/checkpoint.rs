//! The kept step of an estimate, edited, with a check sum that fits. What is believed is gone on from, up to the first move.
#![no_main]

use allegiance::command::Command;
use allegiance_fuzz::{Interrupted, Stopped, edited, places, told_by_command};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static KEPT: LazyLock<(Interrupted, Vec<String>)> = LazyLock::new(|| {
    let kept = Interrupted::new();
    let places = places(&kept.step["population"]);
    (kept, places)
});

fuzz_target!(|text: &str| {
    let (kept, places) = &*KEPT;
    let population = edited(&kept.step["population"], places, text);
    if population == kept.step["population"] {
        return;
    }
    kept.forge(&population);
    told_by_command(kept.estimate.clone().prepare().and_then(|job| (job.work)(&Stopped)));
});
