//! A run read back from its folder, and simulated again.

use allegiance::forecast::Unwatched;
use allegiance::run::{self, Request, RunError};
use std::path::Path;

fn ran(folder: &Path) -> run::Finished {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/belarus-2019.toml");
    let overrides = ["simulation.draws=3", "simulation.paths=10", "client.delivery.mode=0.9"].map(String::from);
    let request = Request { file, overrides: overrides.to_vec(), output: Some(folder.into()), ..Request::default() };
    run::run(&request, &Unwatched).expect("it runs")
}

#[test]
fn a_run_is_read_back_with_its_bases_and_overrides_and_gives_the_same_again() {
    let desk = tempfile::tempdir().expect("a folder");
    let finished = ran(desk.path());
    let earlier = run::reopen(desk.path()).expect("it is whole");
    assert_eq!(earlier.summary, finished.summary);
    assert_eq!(earlier.scenario.id, "belarus-2019");
    assert_eq!(earlier.scenario.parameters.clients[0].delivery.central, 0.9);
    let draws = run::replay(&earlier, &Unwatched).expect("the same numbers");
    assert_eq!(draws.len(), 3);
}

#[test]
fn a_run_that_was_tampered_with_is_not_used() {
    let desk = tempfile::tempdir().expect("a folder");
    ran(desk.path());
    let chapters = desk.path().join("tables/chapters.csv");
    let text = std::fs::read_to_string(&chapters).expect("a table");
    std::fs::write(&chapters, format!("{text}\n")).expect("a file");
    let error = run::reopen(desk.path()).expect_err("a file was changed");
    assert!(matches!(error, RunError::Reopen(_)) && error.exit_code() == 4, "{error}");
    assert!(error.to_string().contains("chapters.csv"), "{error}");
    std::fs::write(&chapters, text).expect("a file");
    let mut earlier = run::reopen(desk.path()).expect("it is whole again");
    earlier.summary.certified_draws += 1;
    assert!(matches!(run::replay(&earlier, &Unwatched), Err(RunError::OtherNumbers(_))));
}

#[test]
fn regress_every_digit_of_a_summary_survives_its_file() {
    // A number read from JSON may be off in its last digit unless the reader is asked to be exact: of a run of some
    // size one always was, and `replay` refused it.
    let desk = tempfile::tempdir().expect("a folder");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/belarus-2020.toml");
    let overrides = ["simulation.draws=8", "simulation.paths=20"].map(String::from).to_vec();
    let request = Request { file, overrides, output: Some(desk.path().into()), ..Request::default() };
    let finished = run::run(&request, &Unwatched).expect("it runs");
    let earlier = run::reopen(desk.path()).expect("it is whole");
    assert!(earlier.summary == finished.summary, "the summary read back is another");
}
