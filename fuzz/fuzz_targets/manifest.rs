//! The manifest of a run, edited, with check sums that fit.
#![no_main]

use allegiance::command::reopen;
use allegiance_fuzz::{Kept, edited, places, told_by_command};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static KEPT: LazyLock<(Kept, Vec<String>)> = LazyLock::new(|| {
    let kept = Kept::run();
    let places = places(&kept.manifest);
    (kept, places)
});

fuzz_target!(|text: &str| {
    let (kept, places) = &*KEPT;
    let manifest = edited(&kept.manifest, places, text);
    if manifest == kept.manifest {
        return;
    }
    kept.forge(&kept.summary, &manifest);
    told_by_command(reopen(&kept.folder));
});
