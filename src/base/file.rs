//! Files in memory: what a command makes before anything is written.

use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// A file of a folder that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Name, with `/` between folder and file.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

impl File {
    /// A file of that name.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into() }
    }
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&digest(bytes))
}

/// SHA-256, its 32 bytes.
pub(crate) fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The same of what is read to its end, a piece at a time.
///
/// # Errors
/// If reading fails.
pub(crate) fn sha256_of(mut from: impl Read) -> io::Result<String> {
    let (mut digest, mut piece) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match from.read(&mut piece)? {
            0 => return Ok(hexadecimal(&digest.finalize())),
            read => digest.update(&piece[..read]),
        }
    }
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// JSON for people and programs: indented, with a newline at the end.
///
/// # Errors
/// If the value cannot be written as JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}
