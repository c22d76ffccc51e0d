//! The record that a scenario names (model page §5, confidence).
//!
//! Takes the table `[record]`, reports what cannot be the name of a file; `past` reads the two files.

use crate::base::text::shown;
use crate::scenario::check::cursor::{Check, Fields};
use crate::scenario::text::finding::Finding;
use crate::scenario::text::source::is_plain_name;

/// Both keys must be there, each with the name of a file.
pub(crate) fn check(check: &mut Check<'_>, top: &Fields<'_>) {
    let Some(fields) = check.top(top, "record") else { return };
    for key in ["scenario", "history"] {
        let Some(node) = check.require(&fields, key) else { continue };
        if let Some(name) = check.text(node).filter(|name| !is_path(name)) {
            let finding = Finding::new(&node.place, format!("`{}` is not the name of a file", shown(name)));
            let help = "write it as seen from the scenario's folder, such as past/record.csv";
            check.report(finding.label("not a file name").help(help));
        }
    }
}

/// Whether a text names a file as seen from the scenario's folder.
pub(crate) fn is_path(name: &str) -> bool {
    let (folders, file) = name.rsplit_once('/').unwrap_or((".", name));
    folders.split('/').all(|folder| matches!(folder, "." | "..") || is_plain_name(folder)) && is_plain_name(file)
}
