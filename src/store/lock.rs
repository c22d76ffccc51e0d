//! One program at a time in a folder.
//!
//! Takes a folder, gives a lock on it that ends with the program, however that ends. Another program that wants it waits a
//! while and is then refused, with the number of the process that has it.

use super::disk::STAGING;
use super::error::{FolderError, io_error};
use same_file::Handle;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often another program is asked again, and how long between: ten seconds in all.
const TRIES: usize = 200;
const PAUSE: Duration = Duration::from_millis(50);

/// A lock on a folder, given back when dropped.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    /// Held open: the system gives the lock back when it is closed.
    _file: File,
}

impl Lock {
    /// Waits for the folder, which must exist.
    ///
    /// # Errors
    /// [`FolderError::Busy`] if another program has it all the while, or if no file can be written there.
    pub(super) fn take(folder: &Path) -> Result<Self, FolderError> {
        let path = folder.join(format!("{STAGING}lock"));
        for attempt in 0..TRIES {
            if attempt > 0 {
                std::thread::sleep(PAUSE);
            }
            let mut file = opened(&path)?;
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => continue,
                Err(TryLockError::Error(error)) => return Err(io_error(&path)(error)),
                Ok(()) if is_at(&file, &path) => {
                    sign(&mut file).map_err(io_error(&path))?;
                    return Ok(Self { path, _file: file });
                }
                // Whoever had it took its file away: the next try makes a new one.
                Ok(()) => {}
            }
        }
        Err(FolderError::Busy { folder: folder.into(), process: holder(&path) })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A file that stays is no lock: the system's lock on it is gone, and the next program takes it over.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// The file of the lock, made if there is none. Anything but a file in its place is not opened.
fn opened(path: &Path) -> Result<File, FolderError> {
    match OpenOptions::new().read(true).write(true).create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        other => return other.map_err(io_error(path)),
    }
    match path.symlink_metadata() {
        Ok(found) if !found.is_file() => return Err(FolderError::Taken { path: path.into() }),
        _ => {}
    }
    // It may have been taken away just now: then it is made again.
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(io_error(path))
}

/// Whether the open file is still the one at the path.
fn is_at(file: &File, path: &Path) -> bool {
    let open = file.try_clone().and_then(Handle::from_file);
    open.ok().zip(Handle::from_path(path).ok()).is_some_and(|(open, found)| open == found)
}

/// Leaves the number of this process, for whoever is refused.
fn sign(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    write!(file, "{}", std::process::id())
}

/// The process that has the lock, as it signed.
fn holder(path: &Path) -> String {
    let mut signed = String::new();
    let read = File::open(path).and_then(|file| file.take(20).read_to_string(&mut signed));
    match read {
        Ok(_) if !signed.is_empty() && signed.bytes().all(|byte| byte.is_ascii_digit()) => format!("process {signed}"),
        _ => "another process".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_given_to_one_at_a_time_and_leaves_no_file() {
        let desk = tempfile::tempdir().expect("a folder");
        let path = desk.path().join(format!("{STAGING}lock"));
        let first = Lock::take(desk.path()).expect("nobody has it");
        assert!(matches!(opened(&path).expect("a file").try_lock(), Err(TryLockError::WouldBlock)));
        assert_eq!(holder(&path), format!("process {}", std::process::id()));
        drop(first);
        assert!(!path.exists());
        std::fs::write(&path, "1").expect("a stale file");
        drop(Lock::take(desk.path()).expect("a stale file is no lock"));
    }

    #[test]
    fn threads_take_turns() {
        let desk = tempfile::tempdir().expect("a folder");
        let count = desk.path().join("count");
        std::fs::write(&count, "0").expect("a file");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        let lock = Lock::take(desk.path()).expect("a turn");
                        let held: u32 = std::fs::read_to_string(&count).expect("a file").parse().expect("a number");
                        std::fs::write(&count, (held + 1).to_string()).expect("a file");
                        drop(lock);
                    }
                });
            }
        });
        assert_eq!(std::fs::read_to_string(&count).expect("a file"), "40");
    }

    #[cfg(unix)]
    #[test]
    fn what_stands_in_the_place_of_the_lock_is_not_opened() {
        let desk = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink("/dev/zero", desk.path().join(format!("{STAGING}lock"))).expect("a link");
        assert!(matches!(Lock::take(desk.path()), Err(FolderError::Taken { .. })));
    }
}
