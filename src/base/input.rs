//! Files that a user brings beside the scenario: templates, lexicons.
//!
//! Takes a path, gives text: of a regular file, in UTF-8, of at most a mebibyte.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Greatest size of such a file in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {path}: {reason}")]
pub struct InputError {
    path: PathBuf,
    reason: String,
}

/// The text of a file, without a byte order mark.
///
/// # Errors
/// If there is no such file, if it is no regular file, too large, or not UTF-8.
pub fn text(path: &Path) -> Result<String, InputError> {
    let refused = |reason: String| InputError { path: path.into(), reason };
    let system = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => refused("there is no such file".into()),
        _ => refused(error.to_string()),
    };
    // A pipe or a device is refused before it is opened.
    if !std::fs::metadata(path).map_err(system)?.is_file() {
        return Err(refused("it is not a regular file".into()));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes)).map_err(system)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(refused("it is larger than 1 MiB".into()));
    }
    let text = String::from_utf8(bytes).map_err(|_| refused("it is not UTF-8".into()))?;
    Ok(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text))
}
