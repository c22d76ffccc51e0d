//! Files in memory: what a command makes before anything is written.

use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::{self, Read, Write};

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

/// Bytes on their way, with the check sum of all that went by.
pub(crate) struct Summed<W> {
    inner: W,
    digest: Sha256,
}

impl<W: Write> Summed<W> {
    /// Nothing went by yet.
    pub(crate) fn new(inner: W) -> Self {
        Self { inner, digest: Sha256::new() }
    }

    /// Writes the sum of what went by after it, its 32 bytes, and gives what was written to.
    ///
    /// # Errors
    /// If writing fails.
    pub(crate) fn sealed(mut self) -> io::Result<W> {
        let sum: [u8; 32] = self.digest.finalize().into();
        self.inner.write_all(&sum)?;
        self.inner.flush()?;
        Ok(self.inner)
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
