//! The summary of a run, edited, with check sums that fit. What is believed goes on to the commands that read a run, as
//! far as the first simulation.
#![no_main]

use allegiance::command::{Brief, Command, Compare, Explain, reopen};
use allegiance_fuzz::{Kept, Stopped, edited, places, told_by_command};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static KEPT: LazyLock<(Kept, Vec<String>)> = LazyLock::new(|| {
    let kept = Kept::run();
    let places = places(&kept.summary);
    (kept, places)
});

fuzz_target!(|text: &str| {
    let (kept, places) = &*KEPT;
    let summary = edited(&kept.summary, places, text);
    if summary == kept.summary {
        return;
    }
    kept.forge(&summary, &kept.manifest);
    if told_by_command(reopen(&kept.folder)).is_none() {
        return;
    }
    tried(Explain { target: kept.folder.clone(), ..Explain::default() });
    tried(Brief { run: Some(kept.folder.clone()), short: true, ..Brief::default() });
    let what = || vec![kept.folder.clone()];
    tried(Compare { what: what(), ..Compare::default() });
    tried(Compare { what: what(), odds: vec!["incumbent=0.5".into()], ..Compare::default() });
});

fn tried(command: impl Command) {
    told_by_command(command.prepare().and_then(|job| (job.work)(&Stopped)));
}
