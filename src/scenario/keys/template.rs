//! The scenario that `allegiance init NAME` writes: small, invented, complete, every number with its grounds.
//!
//! Takes a title, gives the text of a scenario file.

use crate::base::text::is_invisible;
use crate::scenario::keys::limits::TITLE;

/// The starter file; its title stands apart.
const STARTER: &str = include_str!("template.toml");
/// What stands for the title in it.
const TITLE_MARK: &str = "@TITLE@";

/// A commented scenario to start from. The name becomes its title.
pub fn template(name: &str) -> String {
    let safe: String = name.chars().filter(|c| !is_invisible(*c)).take(TITLE).collect();
    let safe = safe.trim_start_matches(['=', '+', '-', '@', ' ']).trim();
    let title = if safe.is_empty() { "An alliance of two states" } else { safe };
    STARTER.replace(TITLE_MARK, &title.replace('\\', "\\\\").replace('"', "\\\""))
}
