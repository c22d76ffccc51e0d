//! A font for letters that the charts' own font lacks.
//!
//! Takes a file, hands its bytes to the charts. It is the same for all commands, and comes before any of them.

use super::failure::Failure;
use crate::base::input::{Limit, bytes};
use crate::report::chart;
use std::path::Path;

/// Fonts of Chinese, Japanese and Korean have some 20 MiB.
const LIMIT: Limit = Limit { mebibytes: 64, what: "a font" };

/// Lets charts use this font where their own has no letter; of several the first one counts.
///
/// # Errors
/// [`Failure::Font`] if the file cannot be read or is no font.
pub fn font(path: &Path) -> Result<(), Failure> {
    let failed = |reason: String| Failure::Font { path: path.to_owned(), reason };
    let bytes = bytes(path, LIMIT).map_err(|unreadable| failed(unreadable.reason))?;
    match chart::give_font(bytes) {
        true => Ok(()),
        false => Err(failed("it is no TrueType or OpenType font".to_owned())),
    }
}
