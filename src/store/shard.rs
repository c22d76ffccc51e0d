//! A shard: blocks of one command's work in a file that is written whole or not at all (docs/how-to/cluster.md).
//!
//! Takes blocks of bytes, series by series, gives a file; takes a file, gives its head and its blocks. The file is one line
//! that says what it is, the blocks one after the other, the head as JSON, the length of the head in 8 bytes, and the
//! SHA-256 of all before it in 32. No clock, host or thread enters it: the same shard has the same bytes wherever it is
//! made.

use crate::base::file::{Summed, sha256_of};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// How a shard begins.
const BEGINNING: &[u8] = b"allegiance shard 1\n";
/// What follows the head: its length and the sum.
const LENGTH: u64 = 8;
const SUM: u64 = 32;
/// Greatest length of a head, bytes.
const GREATEST_HEAD: u64 = 1 << 28;
/// How the names of shards end, and how those end that are not finished.
pub(crate) const ENDING: &str = "shard";
const UNFINISHED: &str = ".unfinished";

/// What a shard is of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Head {
    /// Version of the program.
    pub version: String,
    /// Version of the results.
    pub results_version: u32,
    /// The command, as it was asked.
    pub request: serde_json::Value,
    /// The command line without its shard, word by word; nothing if no command line asked.
    pub words: Vec<String>,
    /// Which shard this is, from 0.
    pub index: usize,
    /// Of how many.
    pub count: usize,
    /// Of work in which each series needs all of the one before: which series, from 0, has its blocks in this file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<usize>,
    /// The series of work, in their order.
    pub series: Vec<Series>,
}

/// A series of work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Series {
    /// What it is a series of.
    pub of: String,
    /// Pieces of work in all.
    pub pieces: usize,
    /// The blocks that are in this file: number and length in bytes, in the order of the file.
    pub blocks: Vec<(usize, u64)>,
}

/// Why a file is no shard.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ShardError {
    /// There is none.
    #[error("is not there")]
    Missing,
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Io(io::Error),
    /// It is something else.
    #[error("is not a shard of this program")]
    Foreign,
    /// It is not as it was written.
    #[error("is damaged: {0}")]
    Damaged(&'static str),
}

impl From<io::Error> for ShardError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::UnexpectedEof => Self::Damaged("it ends too early"),
            _ => Self::Io(error),
        }
    }
}

/// A shard on disk, its sum and head checked.
#[derive(Debug)]
pub(crate) struct Shard {
    /// Where it is.
    pub path: PathBuf,
    /// What it is of.
    pub head: Head,
    /// Where each block is: series and number, to place and length.
    places: BTreeMap<(usize, usize), (u64, u64)>,
}

impl Shard {
    /// Opens a shard.
    pub(crate) fn open(path: &Path) -> Result<Self, ShardError> {
        if !path.metadata()?.is_file() {
            return Err(ShardError::Foreign);
        }
        let mut file = File::open(path)?;
        let mut beginning = Vec::new();
        Read::take(&mut file, BEGINNING.len() as u64).read_to_end(&mut beginning)?;
        if beginning != BEGINNING {
            // A file that the system lost the content of has its length and no bytes.
            let lost = beginning.iter().all(|byte| *byte == 0) || BEGINNING.starts_with(&beginning);
            let like = beginning.iter().zip(BEGINNING).filter(|(one, two)| one == two).count();
            let damaged = lost || 2 * like > BEGINNING.len();
            return Err(if damaged { ShardError::Damaged("its beginning is another") } else { ShardError::Foreign });
        }
        let all = file.metadata()?.len();
        let summed = all.checked_sub(SUM).ok_or(ShardError::Damaged("it ends too early"))?;
        file.rewind()?;
        let sum = sha256_of(BufReader::new(&mut file).take(summed))?;
        let mut stated = [0; SUM as usize];
        file.seek(SeekFrom::Start(summed))?;
        file.read_exact(&mut stated)?;
        if sum != stated.iter().map(|byte| format!("{byte:02x}")).collect::<String>() {
            return Err(ShardError::Damaged("its check sum is another"));
        }
        let (head, from) = head(&mut file, summed)?;
        let mut places = BTreeMap::new();
        let mut at = BEGINNING.len() as u64;
        for (number, series) in head.series.iter().enumerate() {
            for &(block, bytes) in &series.blocks {
                places.insert((number, block), (at, bytes));
                at =
                    at.checked_add(bytes).filter(|end| *end <= from).ok_or(ShardError::Damaged("its head is wrong"))?;
            }
        }
        if at != from {
            return Err(ShardError::Damaged("its head is wrong"));
        }
        Ok(Self { path: path.to_path_buf(), head, places })
    }

    /// Whether it holds a block.
    pub(crate) fn has(&self, series: usize, block: usize) -> bool {
        self.places.contains_key(&(series, block))
    }

    /// The bytes of a block; `None` if it is not in this shard.
    pub(crate) fn block(&self, series: usize, block: usize) -> io::Result<Option<Vec<u8>>> {
        let Some(&(from, bytes)) = self.places.get(&(series, block)) else { return Ok(None) };
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(from))?;
        let mut found = Vec::new();
        file.take(bytes).read_to_end(&mut found)?;
        Ok(Some(found))
    }
}

/// The head of a file whose sum was checked, and where it begins.
fn head(file: &mut File, summed: u64) -> Result<(Head, u64), ShardError> {
    let wrong = || ShardError::Damaged("its head is wrong");
    let at = summed.checked_sub(LENGTH).ok_or_else(wrong)?;
    let mut length = [0; LENGTH as usize];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    let from = at.checked_sub(length).filter(|_| length <= GREATEST_HEAD).ok_or_else(wrong)?;
    file.seek(SeekFrom::Start(from))?;
    let mut text = Vec::new();
    file.take(length).read_to_end(&mut text)?;
    Ok((serde_json::from_slice(&text).map_err(|_| wrong())?, from))
}

/// A shard that is being written, under a name that says so.
pub(crate) struct Writer {
    file: Summed<BufWriter<NamedTempFile>>,
    path: PathBuf,
    head: Head,
}

impl Writer {
    /// Begins a shard that is to be at a path; its series are still to come.
    pub(crate) fn new(path: &Path, head: Head) -> io::Result<Self> {
        let within = folder(path);
        fs::create_dir_all(within)?;
        let beginning = format!("{}.", name(path));
        let file = unfinished(&beginning, within)?;
        let mut file = Summed::new(BufWriter::new(file));
        file.write_all(BEGINNING)?;
        Ok(Self { file, path: path.to_path_buf(), head: Head { series: Vec::new(), ..head } })
    }

    /// What it is of, with what was written so far.
    pub(crate) fn head(&self) -> &Head {
        &self.head
    }

    /// Begins a series.
    pub(crate) fn series(&mut self, of: &str, pieces: usize) {
        self.head.series.push(Series { of: of.to_owned(), pieces, blocks: Vec::new() });
    }

    /// Adds a block to the series that was begun last.
    pub(crate) fn block(&mut self, block: usize, bytes: &[u8]) -> io::Result<()> {
        if let Some(series) = self.head.series.last_mut() {
            series.blocks.push((block, bytes.len() as u64));
        }
        self.file.write_all(bytes)
    }

    /// Puts the shard in its place: on disk before it has its name. What earlier tasks of the same name left unfinished is
    /// removed.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        let head = serde_json::to_vec(&self.head)?;
        self.file.write_all(&head)?;
        self.file.write_all(&(head.len() as u64).to_le_bytes())?;
        let file = self.file.sealed()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        match file.persist(&self.path) {
            Ok(_) => {}
            // Another task with the same number was faster and cleared this one away: what it wrote is the same.
            Err(_) if Shard::open(&self.path).is_ok_and(|there| there.head == self.head) => return Ok(()),
            Err(failed) => return Err(failed.error),
        }
        super::disk::synced(folder(&self.path)).map_err(io::Error::other)?;
        swept(&self.path);
        Ok(())
    }
}

/// A file that others may read as far as the system lets them read what this user makes.
fn unfinished(beginning: &str, within: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(beginning).suffix(UNFINISHED);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(within)
}

/// Removes what was left unfinished under the name of a shard.
fn swept(path: &Path) {
    let beginning = format!("{}.", name(path));
    for left in unfinished_in(folder(path)) {
        if name(&left).starts_with(&beginning) {
            // What cannot be cleared away is passed over by everybody who reads shards.
            let _ = fs::remove_file(left);
        }
    }
}

/// What was left unfinished of shards in a folder.
pub(crate) fn unfinished_in(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    paths.filter(|path| name(path).contains(&format!(".{ENDING}.")) && name(path).ends_with(UNFINISHED)).collect()
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|within| !within.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The shards at these paths, of which folders stand for the shards in them, by their names; what is not finished is passed
/// over.
///
/// # Errors
/// If a folder cannot be read.
pub(crate) fn listed(paths: &[PathBuf]) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let entries = fs::read_dir(path).map_err(|error| (path.clone(), error))?;
        for entry in entries {
            let within = entry.map_err(|error| (path.clone(), error))?.path();
            if within.extension().is_some_and(|ending| ending == ENDING) && !name(&within).starts_with('.') {
                found.push(within);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blank(index: usize) -> Head {
        Head {
            version: "0".into(),
            results_version: 1,
            request: serde_json::json!({"run": {"paths": true}}),
            words: vec!["run".into()],
            index,
            count: 3,
            round: None,
            series: Vec::new(),
        }
    }

    fn written(path: &Path) {
        let mut writer = Writer::new(path, blank(1)).expect("a folder");
        writer.series("draws", 20);
        writer.block(1, &[7; 100]).expect("room");
        writer.series("draws of another", 9);
        writer.block(0, &[]).expect("room");
        writer.block(1, &[1, 2, 3]).expect("room");
        writer.finish().expect("room");
    }

    #[test]
    fn a_shard_gives_back_its_blocks() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new/1-of-3.shard");
        written(&path);
        let shard = Shard::open(&path).expect("as written");
        assert_eq!(shard.head.series.len(), 2);
        let block = |series, block| shard.block(series, block).expect("readable");
        assert_eq!((block(0, 1), block(0, 0)), (Some(vec![7; 100]), None));
        assert_eq!((block(1, 0), block(1, 1)), (Some(Vec::new()), Some(vec![1, 2, 3])));
        assert_eq!(fs::read_dir(path.parent().expect("a folder")).expect("readable").count(), 1);
        assert!(matches!(Shard::open(&folder.path().join("none")), Err(ShardError::Missing)));
    }

    #[test]
    fn prop_every_change_of_a_byte_and_every_cut_is_seen() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("1-of-3.shard");
        written(&path);
        let good = fs::read(&path).expect("readable");
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1 << (at % 8);
            fs::write(&path, &bad).expect("room");
            let found = Shard::open(&path);
            assert!(matches!(found, Err(ShardError::Damaged(_))), "byte {at}: {found:?}");
            fs::write(&path, &good[..at]).expect("room");
            assert!(matches!(Shard::open(&path), Err(ShardError::Damaged(_))), "cut at {at}");
        }
        fs::write(&path, &good).expect("room");
        assert!(Shard::open(&path).is_ok());
    }

    #[test]
    fn what_was_left_unfinished_is_cleared_away_and_a_slower_twin_ends_well() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("1-of-3.shard");
        let mut twin = Writer::new(&path, blank(1)).expect("a folder");
        twin.series("draws", 1);
        let mut other = Writer::new(&path, blank(1)).expect("a folder");
        other.series("draws", 1);
        other.finish().expect("room");
        let within = folder.path().to_path_buf();
        assert_eq!(listed(std::slice::from_ref(&within)).expect("readable"), std::slice::from_ref(&path));
        assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 1);
        twin.finish().expect("the same is there");
        let mut different = Writer::new(&path, blank(2)).expect("a folder");
        different.series("draws", 1);
        swept(&path);
        assert!(different.finish().is_err(), "another shard is not taken for this one");
    }
}
