//! The name of a scenario in the file system.
//!
//! Takes the name of its file, gives an id of ASCII letters, digits, `-` and `_` that can name a folder anywhere.

use crate::scenario::check::cursor::Check;
use crate::scenario::keys::limits::NAME;
use crate::scenario::text::finding::Finding;
use crate::scenario::text::tree::Node;

/// Names that Windows does not allow for a folder.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The file's name made safe for a folder of results.
pub(crate) fn read(check: &mut Check<'_>, file: &str, root: &Node) -> Option<String> {
    let stem = file.strip_suffix(".toml").unwrap_or(file);
    let mut id = String::new();
    for c in stem.chars().take(NAME) {
        let plain = c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if plain {
            id.push(c);
        } else if !id.ends_with('-') {
            id.push('-');
        }
    }
    let id = id.trim_matches('-').to_owned();
    let lower = id.to_ascii_lowercase();
    let port = lower.strip_prefix("com").or_else(|| lower.strip_prefix("lpt"));
    let reserved = RESERVED.contains(&lower.as_str())
        || port.is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()));
    if id.is_empty() || reserved {
        let message = "the name of this file cannot name a folder of results";
        let help = "rename it: ASCII letters, digits, `-` and `_` are kept; names such as CON and NUL are reserved";
        check.report(Finding::new(&root.place, message).label("this file").help(help));
        return None;
    }
    Some(id)
}
