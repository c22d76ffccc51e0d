//! A program may stop after any step: the next one finds the earlier results or finishes the new ones.

use super::super::disk::present;
use super::super::place::{Earlier, place, prepared};
use super::*;
use crate::base::file::File;
use std::collections::BTreeMap;

fn files(names: &[&str], bytes: &str) -> Vec<File> {
    names.iter().map(|name| File::new(*name, format!("{name} {bytes}"))).collect()
}

fn held(folder: &Path) -> BTreeMap<String, String> {
    let names = present(folder).expect("a folder");
    let read = |name: String| (name.clone(), fs::read_to_string(folder.join(name)).expect("a file"));
    names.into_iter().map(read).collect()
}

fn of(files: &[File]) -> BTreeMap<String, String> {
    let text = |file: &File| String::from_utf8(file.bytes.clone()).expect("text");
    files.iter().map(|file| (file.name.clone(), text(file))).collect()
}

const OLD: [&str; 4] = ["a", "charts/b", "old/c", "manifest.json"];
const NEW: [&str; 5] = ["a", "charts/b", "charts/d", "e", "manifest.json"];

/// A folder with earlier results, and the journal of the next ones, committed and carried out up to a step.
fn stopped_after(steps: usize) -> (tempfile::TempDir, Vec<File>) {
    let desk = tempfile::tempdir().expect("a folder");
    let (old, new) = (files(&OLD, "old"), files(&NEW, "new"));
    place(desk.path(), &old, &Earlier::new(), &["manifest.json"]).expect("an empty folder");
    let earlier: Earlier = old.iter().map(|file| (file.name.clone(), None)).collect();
    let (staged, journal) = prepared(desk.path(), &new, &earlier, &["manifest.json"]).expect("nothing in the way");
    let staging = staged.keep();
    journal.commit(desk.path()).expect("a journal");
    for step in journal.steps().take(steps) {
        step.apply(desk.path(), &staging).expect("a step");
    }
    (desk, new)
}

#[test]
fn a_change_that_stopped_anywhere_is_finished() {
    let all = NEW.len() + 1;
    for steps in 0..=all {
        let (desk, new) = stopped_after(steps);
        assert!(is_unfinished(desk.path()));
        settle(desk.path()).expect("it can be finished");
        assert_eq!(held(desk.path()), of(&new), "after {steps} steps");
        assert!(!desk.path().join("old").exists());
        let left = fs::read_dir(desk.path()).expect("a folder").count();
        assert_eq!(left, 4, "nothing hidden is left after {steps} steps");
    }
}

#[test]
fn before_the_journal_nothing_has_changed() {
    let desk = tempfile::tempdir().expect("a folder");
    let old = files(&OLD, "old");
    place(desk.path(), &old, &Earlier::new(), &["manifest.json"]).expect("an empty folder");
    let earlier: Earlier = old.iter().map(|file| (file.name.clone(), None)).collect();
    let (staged, _) = prepared(desk.path(), &files(&NEW, "new"), &earlier, &[]).expect("nothing in the way");
    let staging = staged.keep();
    assert_eq!(held(desk.path()), of(&old));
    settle(desk.path()).expect("nothing to do");
    sweep(desk.path(), &Lock::take(desk.path()).expect("a lock")).expect("swept");
    assert!(!staging.exists());
    assert_eq!(held(desk.path()), of(&old));
}

#[test]
fn a_file_that_came_meanwhile_is_not_replaced() {
    for name in ["e", "charts/b"] {
        let (desk, _) = stopped_after(0);
        fs::write(desk.path().join(name), "mine").expect("a file");
        let error = settle(desk.path()).expect_err("somebody's file");
        assert!(error.to_string().contains(name), "{error}");
        assert_eq!(fs::read_to_string(desk.path().join(name)).expect("a file"), "mine");
    }
}

#[test]
fn a_journal_of_strangers_is_not_carried_out() {
    let desk = tempfile::tempdir().expect("a folder");
    let folder = desk.path().join("run");
    fs::create_dir(&folder).expect("a folder");
    fs::write(desk.path().join("thesis.txt"), "mine").expect("a file");
    let listed = |name: &str| Listed { name: name.into(), sha256: crate::base::file::sha256(b"mine"), bytes: 4 };
    let journal = |staging: &str, name: &str| Journal {
        staging: staging.into(),
        ..Journal::new(Path::new(""), Vec::new(), vec![listed(name)])
    };
    let forged = [
        journal(".allegiance-aB3dE6", "../thesis.txt"),
        journal("..", "thesis.txt"),
        journal(".allegiance-../..", "thesis.txt"),
        Journal { program: "another".into(), ..journal(".allegiance-aB3dE6", "a") },
    ];
    for forged in forged {
        fs::write(folder.join(JOURNAL), serde_json::to_vec(&forged).expect("JSON")).expect("a file");
        assert!(matches!(settle(&folder), Err(FolderError::Stuck { .. })), "{forged:?}");
    }
    fs::write(folder.join(JOURNAL), "{").expect("a file");
    assert!(matches!(settle(&folder), Err(FolderError::Stuck { .. })));
    assert_eq!(fs::read_to_string(desk.path().join("thesis.txt")).expect("a file"), "mine");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused_at_once() {
    use std::os::unix::fs::symlink;
    for name in ["a", "charts", "manifest.json"] {
        let desk = tempfile::tempdir().expect("a folder");
        let elsewhere = tempfile::tempdir().expect("a folder");
        let target = if name == "charts" { elsewhere.path() } else { Path::new("/dev/zero") };
        symlink(target, desk.path().join(name)).expect("a link");
        let error = place(desk.path(), &files(&NEW, "new"), &Earlier::new(), &[]).expect_err("a link");
        assert!(matches!(error, FolderError::Taken { path } if path == desk.path().join(name)), "{name}");
    }
}
