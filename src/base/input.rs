//! Files that a user brings, each read in one way: capped, only from a regular file or from standard input.
//!
//! Takes a path and how large the file may be, gives bytes, or text in UTF-8 without a byte order mark.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// What stands for standard input in the place of a path.
pub(crate) const STANDARD_INPUT: &str = "-";

/// How large a file of one kind may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit {
    /// Greatest size in MiB.
    pub mebibytes: u64,
    /// What such a file is, for instance `a scenario file`.
    pub what: &'static str,
}

/// Why there are no bytes.
#[derive(Debug)]
pub(crate) struct Unreadable {
    /// Why, in words.
    pub reason: String,
    /// What the operating system says, if it was asked.
    pub error: Option<io::Error>,
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            _ => error.to_string(),
        };
        Self { reason, error: Some(error) }
    }
}

impl From<&str> for Unreadable {
    fn from(reason: &str) -> Self {
        Self { reason: reason.to_owned(), error: None }
    }
}

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
pub(crate) fn text(path: &Path, limit: Limit) -> Result<String, InputError> {
    let refused = |reason: String| InputError { path: path.into(), reason };
    let bytes = bytes(path, limit).map_err(|unreadable| refused(unreadable.reason))?;
    decoded(bytes).map_err(|wrong| refused(wrong.reason))
}

/// The bytes of a regular file, or of standard input for `-`. A FIFO or a device is refused before it is opened.
///
/// # Errors
/// If there is no such file, if it is no regular file or too large.
pub(crate) fn bytes(path: &Path, limit: Limit) -> Result<Vec<u8>, Unreadable> {
    if path == Path::new(STANDARD_INPUT) {
        return standard_input(limit);
    }
    let kind = std::fs::metadata(path)?.file_type();
    if kind.is_dir() {
        return Err("it is a directory".into());
    }
    if !kind.is_file() {
        return Err("it is not a regular file".into());
    }
    capped(File::open(path)?, limit)
}

/// Standard input, read once and kept: a command may read its scenario more than once.
fn standard_input(limit: Limit) -> Result<Vec<u8>, Unreadable> {
    static READ: OnceLock<Vec<u8>> = OnceLock::new();
    if let Some(bytes) = READ.get() {
        return Ok(bytes.clone());
    }
    let bytes = capped(io::stdin().lock(), limit)?;
    Ok(READ.get_or_init(|| bytes).clone())
}

fn capped(from: impl Read, limit: Limit) -> Result<Vec<u8>, Unreadable> {
    let most = limit.mebibytes << 20;
    let mut bytes = Vec::new();
    from.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let reason = format!("it is larger than {} MiB, the limit for {}", limit.mebibytes, limit.what);
        return Err(Unreadable { reason, error: None });
    }
    Ok(bytes)
}

/// Bytes that are not UTF-8: what can be shown of them, where they go wrong, and how.
#[derive(Debug)]
pub(crate) struct NotText {
    /// The text with a mark in the place of every wrong byte; empty if nothing can be shown.
    pub shown: String,
    /// The first byte that is wrong, counted from 0.
    pub at: usize,
    /// Why, in words.
    pub reason: String,
}

/// The text in the bytes of a file, without a byte order mark.
///
/// # Errors
/// If it is not UTF-8.
pub(crate) fn decoded(bytes: Vec<u8>) -> Result<String, NotText> {
    let utf16 = bytes.starts_with(b"\xFF\xFE")
        || bytes.starts_with(b"\xFE\xFF")
        || bytes.get(..2).is_some_and(|start| start.contains(&0));
    if utf16 {
        let reason = "the file is UTF-16, not UTF-8".to_owned();
        return Err(NotText { shown: String::new(), at: 0, reason });
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let reason = format!("byte {} of the file is not UTF-8", at + 1);
            Err(NotText { shown: String::from_utf8_lossy(error.as_bytes()).into_owned(), at, reason })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Limit, bytes, decoded};
    use std::path::Path;

    const LIMIT: Limit = Limit { mebibytes: 1, what: "a test" };

    #[test]
    fn a_byte_order_mark_is_dropped_and_utf16_is_named() {
        assert_eq!(decoded(b"\xEF\xBB\xBFa = 1".to_vec()).unwrap(), "a = 1");
        assert!(decoded(b"\xFF\xFEa\0".to_vec()).unwrap_err().reason.contains("UTF-16"));
        assert!(decoded(b"a\0=\0".to_vec()).unwrap_err().reason.contains("UTF-16"));
        let wrong = decoded(b"ab\xFFc".to_vec()).unwrap_err();
        assert_eq!((wrong.at, wrong.reason.as_str()), (2, "byte 3 of the file is not UTF-8"));
    }

    #[test]
    fn only_regular_files_are_read() {
        assert!(bytes(Path::new("src"), LIMIT).unwrap_err().reason.contains("directory"));
        #[cfg(unix)]
        assert!(bytes(Path::new("/dev/zero"), LIMIT).unwrap_err().reason.contains("regular"));
        assert!(bytes(Path::new("nowhere.toml"), LIMIT).unwrap_err().reason.contains("no such file"));
    }
}
