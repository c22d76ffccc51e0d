//! Files that need each other: the graph of files by what they name, and the circles in it.

use super::names::{Crate, How, Target, Written};
use std::collections::{BTreeMap, BTreeSet};

/// The files that each file needs, with one of the names it needs from there.
pub type Needs = Vec<BTreeMap<usize, String>>;

/// Reads the graph off a crate. Unit tests do not count: they may build what they test from any other file. A module
/// that declares its children and hands on their items does not need them for that.
pub fn needs(krate: &Crate) -> Needs {
    let mut needs = vec![BTreeMap::new(); krate.files.len()];
    for (file, own) in krate.files.iter().enumerate() {
        for written in own.written.iter().filter(|written| !written.tested) {
            if let Some(other) = needed(krate, written, &own.module).filter(|other| *other != file) {
                needs[file].entry(other).or_insert_with(|| written.path.join("::"));
            }
        }
    }
    needs
}

/// The file that a path needs.
fn needed(krate: &Crate, written: &Written, module: &[String]) -> Option<usize> {
    let Target::Own(path, file) = krate.target(&written.path, &written.module) else { return None };
    match written.how {
        How::Glob => krate.file_of(&path),
        How::Reexport if path.starts_with(module) => None,
        _ => file,
    }
}

/// The circles, each as its files: two files are in one circle if each leads to the other.
pub fn circles(needs: &Needs) -> Vec<Vec<usize>> {
    let reached: Vec<BTreeSet<usize>> = (0..needs.len()).map(|file| reached(needs, file)).collect();
    let mut found: BTreeSet<Vec<usize>> = BTreeSet::new();
    for (file, own) in reached.iter().enumerate().filter(|(file, own)| own.contains(file)) {
        found.insert(own.iter().copied().filter(|other| reached[*other].contains(&file)).collect());
    }
    found.into_iter().collect()
}

/// Every file that one leads to; itself only by a circle.
fn reached(needs: &Needs, from: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut open: Vec<usize> = needs[from].keys().copied().collect();
    while let Some(file) = open.pop() {
        if found.insert(file) {
            open.extend(needs[file].keys());
        }
    }
    found
}
