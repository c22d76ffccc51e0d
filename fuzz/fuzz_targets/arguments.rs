//! Small languages of the command line, an option and its value a line: `--set`, `--at`, `--odds`, `--vary`, `--until`.
#![no_main]

use allegiance::base::units::Quarter;
use allegiance::command::{Command, Compare, Failure};
use allegiance::scenario::negotiation_state;
use allegiance_fuzz::{Kept, Stopped, small, told, told_by_command};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static KEPT: LazyLock<Kept> = LazyLock::new(Kept::run);

fuzz_target!(|text: &str| {
    let (path, scenario) = small();
    let options: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once(' ')).collect();
    let of = |name: &str| -> Vec<String> {
        options.iter().filter(|(option, _)| *option == name).map(|(_, value)| (*value).to_owned()).collect()
    };
    let set = of("--set");
    if !set.is_empty() {
        told(scenario.with(&set));
    }
    for at in of("--at") {
        told(negotiation_state(scenario, &at));
    }
    for until in of("--until") {
        told(until.parse::<Quarter>());
    }
    for vary in of("--vary") {
        compared(Compare { what: vec![path.clone()], vary: vec![vary], ..Compare::default() });
    }
    let odds = of("--odds");
    if !odds.is_empty() {
        compared(Compare { what: vec![KEPT.folder.clone()], odds, ..Compare::default() });
    }
});

fn compared(command: Compare) {
    let done: Result<_, Failure> = command.prepare().and_then(|job| (job.work)(&Stopped));
    told_by_command(done);
}
