//! The texts that make up a scenario, and how a file becomes one.
//!
//! Takes a path or the bytes of a file, gives a [`Source`], or why there is none.

use std::path::Path;

use crate::base::input::{self, Limit, NotText, STANDARD_INPUT, Unreadable};
use crate::scenario::text::fault::ScenarioError;
use crate::scenario::text::finding::{Finding, Part, Source, Span};

/// How large a scenario file, a record or a file of answers may be.
pub(crate) const FILE: Limit = Limit { mebibytes: 1, what: "a scenario file" };
/// How large a table of draws may be.
pub(crate) const TABLE: Limit = Limit { mebibytes: 64, what: "a table of draws" };
/// What a text is called that does not come from a file.
const UNNAMED: &str = "standard input";

/// Name without folders and bytes of a file.
pub(crate) fn named_bytes(path: &Path, limit: Limit) -> Result<(String, Vec<u8>), ScenarioError> {
    let bytes = input::bytes(path, limit).map_err(|Unreadable { reason, error }| ScenarioError::Read {
        path: path.to_owned(),
        reason: reason + &instead(path),
        source: error,
    })?;
    let name = match path == Path::new(STANDARD_INPUT) {
        true => UNNAMED.to_owned(),
        false => path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
    };
    Ok((name, bytes))
}

/// What to write instead of a path that names no file, if that can be told.
fn instead(path: &Path) -> String {
    let ended = ["toml", "csv"].map(|ending| {
        let mut name = path.as_os_str().to_owned();
        name.push(".");
        name.push(ending);
        std::path::PathBuf::from(name)
    });
    match ended.iter().find(|near| near.is_file()) {
        Some(near) => format!(": write {}", near.display()),
        None if path.is_dir() => first_within(path),
        None => String::new(),
    }
}

/// A scenario file of a folder, as what may have been meant by it.
fn first_within(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let files = entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "toml"));
    match files.min() {
        Some(file) => format!(": write the name of a file in it, for instance {}", file.display()),
        None => ": write the name of a file".to_owned(),
    }
}

/// A source of that kind and name with the text of these bytes; if they are no text, also what is wrong, at its place in the
/// source that will be number `index`.
pub(crate) fn source(index: usize, part: Part, name: &str, bytes: Vec<u8>) -> (Source, Option<Finding>) {
    let (text, wrong) = match input::decoded(bytes) {
        Ok(text) => (text, None),
        Err(NotText { shown, at, reason }) => {
            let finding = Finding::new(&Span { source: index, span: at..at }, reason);
            (shown, Some(finding.label("here").help("save the file as UTF-8")))
        }
    };
    (Source { part, name: name.to_owned(), text }, wrong)
}

/// Whether a text names a file without any folder.
pub(crate) fn is_plain_name(name: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
    !name.is_empty() && name.len() <= 200 && !name.starts_with('.') && name.chars().all(plain)
}
