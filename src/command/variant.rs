//! The usual folder of results: that of the plain scenario, or one of its own for a scenario that was changed.
//!
//! Changes stand in the folder's name, so that a variant never takes the place of the plain run or of another variant.

use super::request::Source;
use crate::base::file::sha256;
use crate::scenario::Scenario;
use std::path::{Path, PathBuf};

/// Greatest length of what the changes add to a name.
const LENGTH: usize = 60;

/// `output/`, the name of the scenario, what was changed in it, and an ending that tells commands apart.
pub(super) fn folder(scenario: &Scenario, source: &Source, ending: &str) -> PathBuf {
    let changes = changes(scenario, source);
    Path::new("output").join(format!("{}{changes}{ending}", scenario.id))
}

fn changes(scenario: &Scenario, source: &Source) -> String {
    let mut stated: Vec<String> = source.overrides.all();
    let drawn = scenario.drawn.as_ref().zip(scenario.sources.last());
    // The name of a file of draws does not say what is in it.
    stated.extend(drawn.map(|(drawn, text)| format!("draws {} {}", drawn.name, digest(&text.text))));
    if stated.is_empty() {
        return String::new();
    }
    let plain: String = stated.iter().map(|change| format!("--{}", plain(change))).collect();
    let said: String = stated.iter().map(|change| format!("--{change}")).collect();
    match plain == said && plain.len() <= LENGTH {
        true => plain,
        false => format!("{}--{}", &plain[..plain.len().min(LENGTH)], digest(&said)),
    }
}

/// What a file name may hold on every system; the rest becomes a hyphen.
fn plain(text: &str) -> String {
    let kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '=' | '-' | '_');
    text.chars().map(|c| if kept(c) { c } else { '-' }).collect()
}

/// Eight digits that tell two texts apart.
fn digest(text: &str) -> String {
    sha256(text.as_bytes())[..8].to_owned()
}
