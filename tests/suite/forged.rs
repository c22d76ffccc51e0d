//! Folders that somebody else made: check sums that fit, and a value in them that no run has. Every command that reads a
//! run ends with a sentence and a documented exit code.

#[path = "../../fuzz/src/places.rs"]
mod places;

use crate::common::{Desk, MECHANISMS, done};
use allegiance::command::request::{Output, Source};
use allegiance::command::{self, Brief, Compare, Exit, Explain, Failure, Run, deliver};
use allegiance::forecast::Unwatched;
use places::{leave_out, places};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// Of this many places, one is tried; the first is chosen by the mutation, so that all together reach most.
const EVERY: usize = 3;

/// What is put in the place of a value: each of another kind, or of another size.
fn instead(value: &Value) -> Vec<Value> {
    let mut others = vec![json!(null), json!(-1), json!(1e300), json!(u64::MAX), json!("NaN"), json!([]), json!({})];
    if let Value::Array(items) = value {
        others.push(items.iter().chain(items).chain(items.first()).cloned().collect());
        others.push(items.iter().skip(1).cloned().collect());
    }
    others
}

/// The value with each of its places changed, or left out; with what was done.
fn mutations(whole: &Value) -> impl Iterator<Item = (String, Value)> {
    places(whole).into_iter().enumerate().flat_map(move |(number, place)| {
        let others = instead(whole.pointer(&place).expect("it is there"));
        let chosen = others.into_iter().enumerate().filter(move |(other, _)| (number + other) % EVERY == 0);
        let left_out = (number % EVERY == 0).then(|| (format!("{place} left out"), without(whole, &place)));
        let changed = chosen.map({
            let place = place.clone();
            move |(_, other)| {
                let mut changed = whole.clone();
                *changed.pointer_mut(&place).expect("it is there") = other.clone();
                (format!("{place} = {}", other.to_string().chars().take(60).collect::<String>()), changed)
            }
        });
        changed.chain(left_out).collect::<Vec<_>>()
    })
}

fn without(whole: &Value, place: &str) -> Value {
    let mut changed = whole.clone();
    leave_out(&mut changed, place);
    changed
}

fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes a summary, and the manifest with the check sum that fits.
fn forge(folder: &Path, summary: &Value) {
    let text = summary.to_string();
    fs::write(folder.join("summary.json"), &text).expect("written");
    let mut manifest = read(&folder.join("manifest.json"));
    let files = manifest["files"].as_array_mut().expect("a list");
    let listed = files.iter_mut().find(|file| file["name"] == "summary.json").expect("listed");
    (listed["sha256"], listed["bytes"]) = (sum(text.as_bytes()).into(), text.len().into());
    fs::write(folder.join("manifest.json"), manifest.to_string()).expect("written");
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

/// A run of a moment, with all mechanisms, so that nothing in its summary is absent.
fn ran(desk: &Desk) -> std::path::PathBuf {
    let sizes = ["simulation.draws=2", "simulation.paths=2", "clock.periods=4"];
    let overrides: Vec<&str> = sizes.into_iter().chain(MECHANISMS).collect();
    done(Run::new(Source::new(desk.path("small.toml")).with(&overrides)).to(desk.path("run")));
    desk.path("run")
}

/// What every command says that reads a run; none of them panics.
fn told(run: &Path, what: &str) -> Vec<Failure> {
    let failed = |failure: Failure| {
        let known = [Exit::Failed, Exit::Usage, Exit::Invalid, Exit::InputOutput];
        assert!(known.contains(&failure.exit()), "{what}: {failure}");
        assert!(failure.to_string().chars().count() > 20, "{what}: {failure}");
        failure
    };
    let mut failures = Vec::new();
    let mut tried = |done: Result<_, Failure>| failures.extend(done.err().map(failed));
    if let Err(failure) = command::reopen(run) {
        tried(Err::<(), _>(failure));
        return failures;
    }
    tried(brief(run).map(drop));
    tried(deliver(Explain { target: run.into(), ..Explain::default() }, &Unwatched).map(drop));
    tried(deliver(Compare { what: vec![run.into()], ..Compare::default() }, &Unwatched).map(drop));
    let odds = Compare { what: vec![run.into()], odds: vec!["incumbent=0.5".into()], ..Compare::default() };
    tried(deliver(odds, &Unwatched).map(drop));
    failures
}

fn brief(run: &Path) -> Result<allegiance::command::Outcome, Failure> {
    let to = run.with_file_name("brief");
    deliver(
        Brief { run: Some(run.into()), output: Output { force: true, ..Output::to(to) }, ..Brief::default() },
        &Unwatched,
    )
}

#[test]
fn regress_a_forged_summary_is_refused() {
    let desk = Desk::new();
    let run = ran(&desk);
    assert!(told(&run, "as it was").is_empty());
    let whole = read(&run.join("summary.json"));
    let (mut refused, mut tried) = (0, 0);
    for (what, changed) in mutations(&whole).filter(|(_, changed)| *changed != whole) {
        forge(&run, &changed);
        let failures = told(&run, &what);
        tried += 1;
        refused += usize::from(!failures.is_empty());
        // The version of the program is only named, and what is absent may be left out.
        let harmless = what.starts_with("/provenance/version") || read(&run.join("summary.json")) == whole;
        if failures.is_empty() && !harmless {
            let again: allegiance::findings::Summary = serde_json::from_value(changed).expect("it was read");
            let own: allegiance::findings::Summary = serde_json::from_value(whole.clone()).expect("it was read");
            assert!(again == own, "{what} is believed");
        }
    }
    println!("{refused} of {tried} forged summaries are refused");
    assert!(tried > 500 && refused * 10 > tried * 9, "{refused} of {tried}");
    // The three that made a command panic.
    for (place, value) in
        [("/branches", json!(["more"])), ("/histories/0/quarters", json!([])), ("/chapters", json!([]))]
    {
        let mut changed = whole.clone();
        *changed.pointer_mut(place).expect("it is there") = value;
        forge(&run, &changed);
        let failure = command::reopen(&run).expect_err(place);
        assert_eq!(failure.exit(), Exit::Invalid, "{failure}");
    }
}

#[test]
fn regress_a_forged_manifest_is_refused() {
    let desk = Desk::new();
    let run = ran(&desk);
    let whole = read(&run.join("manifest.json"));
    let mut tried = 0;
    for (what, mut changed) in mutations(&whole).filter(|(_, changed)| *changed != whole) {
        for input in changed["inputs"].as_array_mut().into_iter().flatten() {
            if let Some(text) = input.get("text").and_then(Value::as_str).map(str::to_owned) {
                input["sha256"] = sum(text.as_bytes()).into();
            }
        }
        fs::write(run.join("manifest.json"), changed.to_string()).expect("written");
        told(&run, &what);
        tried += 1;
    }
    println!("{tried} forged manifests end in a sentence or do no harm");
    assert!(tried > 80, "{tried}");
}
