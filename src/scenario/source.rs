//! Reading the text of a scenario file: capped, and only from a regular file.
//!
//! Takes a path or bytes, gives text in UTF-8 without a byte order mark, or why there is none.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Greatest size of a scenario file in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// Why a file could not be read.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) reason: String,
    pub(crate) error: Option<io::Error>,
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

/// The bytes of a regular file of at most 1 MiB. A FIFO or a device is refused before it is opened.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Unreadable> {
    capped(path, MAX_BYTES, "it is larger than 1 MiB, the limit for a scenario file")
}

/// The same for a table of draws, of at most 64 MiB.
pub(crate) fn table(path: &Path) -> Result<Vec<u8>, Unreadable> {
    capped(path, 64 * MAX_BYTES, "it is larger than 64 MiB, the limit for a table of draws")
}

fn capped(path: &Path, most: u64, larger: &'static str) -> Result<Vec<u8>, Unreadable> {
    let kind = std::fs::metadata(path)?.file_type();
    if kind.is_dir() {
        return Err("it is a directory".into());
    }
    if !kind.is_file() {
        return Err("it is not a regular file".into());
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(larger.into());
    }
    Ok(bytes)
}

/// Text that is not UTF-8: what can be shown of it, where it goes wrong, and how.
#[derive(Debug)]
pub(crate) struct NotText {
    pub(crate) shown: String,
    pub(crate) at: usize,
    pub(crate) reason: String,
}

/// The text of a file, without a byte order mark.
pub(crate) fn text(bytes: Vec<u8>) -> Result<String, NotText> {
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
    use super::{bytes, text};
    use std::path::Path;

    #[test]
    fn a_byte_order_mark_is_dropped_and_utf16_is_named() {
        assert_eq!(text(b"\xEF\xBB\xBFa = 1".to_vec()).unwrap(), "a = 1");
        assert!(text(b"\xFF\xFEa\0".to_vec()).unwrap_err().reason.contains("UTF-16"));
        assert!(text(b"a\0=\0".to_vec()).unwrap_err().reason.contains("UTF-16"));
        let wrong = text(b"ab\xFFc".to_vec()).unwrap_err();
        assert_eq!((wrong.at, wrong.reason.as_str()), (2, "byte 3 of the file is not UTF-8"));
    }

    #[test]
    fn only_regular_files_are_read() {
        assert!(bytes(Path::new("src")).unwrap_err().reason.contains("directory"));
        #[cfg(unix)]
        assert!(bytes(Path::new("/dev/zero")).unwrap_err().reason.contains("regular"));
        assert!(bytes(Path::new("nowhere.toml")).unwrap_err().reason.contains("no such file"));
    }
}
