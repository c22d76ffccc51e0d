//! What is kept for a while: in memory while it is little, beyond that in a temporary file without a name.
//!
//! Takes values, gives them back bit by bit. The file lies in the system's folder for temporary files, which the variable
//! TMPDIR names, and is gone when the process ends, however that ends.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

/// Bytes that are held in memory before there is a file.
pub(crate) const HELD: usize = 128 << 20;

/// What was to be kept could not be written, or not be read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a temporary file for what does not fit in memory cannot be written or read: {0}; TMPDIR names the folder for such files"
)]
pub struct ScratchError(io::ErrorKind);

impl From<io::Error> for ScratchError {
    fn from(error: io::Error) -> Self {
        Self(error.kind())
    }
}

impl From<postcard::Error> for ScratchError {
    fn from(_: postcard::Error) -> Self {
        Self(io::ErrorKind::InvalidData)
    }
}

/// A value as bytes.
///
/// # Errors
/// If it is no plain data.
pub(crate) fn bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, ScratchError> {
    Ok(postcard::to_allocvec(value)?)
}

/// Pieces of bytes, numbered from 0.
#[derive(Debug)]
pub(crate) struct Scratch {
    /// Most bytes in memory.
    bound: usize,
    /// The pieces, as long as there is no file.
    held: Vec<Box<[u8]>>,
    file: Option<Mutex<File>>,
    /// Where each piece begins, and at last where the next one will.
    starts: Vec<usize>,
}

impl Scratch {
    /// Nothing yet, and a bound to what is held in memory.
    pub(crate) fn new(bound: usize) -> Self {
        Self { bound, held: Vec::new(), file: None, starts: vec![0] }
    }

    /// Pieces so far.
    pub(crate) fn pieces(&self) -> usize {
        self.starts.len() - 1
    }

    /// Bytes so far.
    pub(crate) fn size(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// If it can be kept neither in memory nor in a file.
    pub(crate) fn keep(&mut self, bytes: Vec<u8>) -> Result<(), ScratchError> {
        let start = self.size();
        let end = start + bytes.len();
        if self.file.is_none() && end > self.bound {
            let mut file = tempfile::tempfile()?;
            for piece in self.held.drain(..) {
                file.write_all(&piece)?;
            }
            self.file = Some(Mutex::new(file));
            self.held = Vec::new();
        }
        match &self.file {
            Some(file) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(start as u64))?;
                file.write_all(&bytes)?;
            }
            None => self.held.push(bytes.into_boxed_slice()),
        }
        self.starts.push(end);
        Ok(())
    }

    /// Reads a piece back as the value that it was.
    ///
    /// # Errors
    /// If it cannot be read, or is no such value.
    pub(crate) fn read<T: DeserializeOwned>(&self, piece: usize) -> Result<T, ScratchError> {
        let Some(file) = &self.file else {
            let held = self.held.get(piece).ok_or(ScratchError(io::ErrorKind::NotFound))?;
            return Ok(postcard::from_bytes(held)?);
        };
        let (Some(start), Some(end)) = (self.starts.get(piece), self.starts.get(piece + 1)) else {
            return Err(ScratchError(io::ErrorKind::NotFound));
        };
        let mut bytes = vec![0; end - start];
        {
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(*start as u64))?;
            file.read_exact(&mut bytes)?;
        }
        Ok(postcard::from_bytes(&bytes)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prop_what_is_kept_comes_back_bit_by_bit_from_memory_and_from_a_file() {
        let piece = |number: usize| -> Vec<f64> {
            (0..number * 7 % 30).map(|at| if at % 5 == 0 { f64::NAN } else { -(at as f64) / 3.0 }).collect()
        };
        let bits = |values: Vec<f64>| values.into_iter().map(f64::to_bits).collect::<Vec<_>>();
        for (bound, in_file) in [(usize::MAX, false), (1000, true), (0, true)] {
            let mut scratch = Scratch::new(bound);
            for number in 0..40 {
                scratch.keep(bytes(&piece(number)).expect("plain data")).expect("room");
            }
            assert_eq!((scratch.pieces(), scratch.file.is_some()), (40, in_file));
            for number in (0..40).rev() {
                let found: Vec<f64> = scratch.read(number).expect("it is there");
                assert_eq!(bits(found), bits(piece(number)), "piece {number}, bound {bound}");
            }
            assert!(scratch.read::<Vec<f64>>(40).is_err());
            assert!(scratch.read::<Vec<String>>(1).is_err(), "another type");
        }
    }
}
