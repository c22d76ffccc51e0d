//! The folder of a run: written whole or not at all, and nothing in it that is not ours touched.
//!
//! Takes named files in memory. They are first written to a hidden folder within and put on disk, then moved to their
//! places one by one, the manifest last, so that a full disk or a stop leaves every earlier file as it was. Why not beside
//! the folder? It may be a mount point, into which nothing can be moved from outside.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Name of the file that lists the others.
pub const MANIFEST: &str = "manifest.json";
/// Name of the file of check sums.
pub const SUMS: &str = "SHA256SUMS";
/// Name of the file that lists a brief's files. They are not the run's: a brief may be made again without it.
pub const BRIEF: &str = "brief.json";
/// Beginning of the names of folders in which files wait to be moved. One that a killed run left is passed over.
const STAGING: &str = ".allegiance-";

/// A file of the run folder.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// Name, with `/` between folder and file.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A file as the manifest lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Name, with `/` between folder and file.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Size.
    pub bytes: usize,
}

/// Why a run folder could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The folder holds something that no run of this program put there.
    #[error(
        "{folder} holds {found}, which is not of an earlier run: choose another folder with -o, or add --force to write beside it (it will not be deleted)"
    )]
    Foreign {
        /// The folder.
        folder: PathBuf,
        /// What was found.
        found: PathBuf,
    },
    /// Something that no run of this program put there stands where a file must go. Not even `--force` overwrites it.
    #[error(
        "{path} is not of an earlier run and stands where a result belongs: move it away, or choose another folder with -o"
    )]
    Taken {
        /// What was found.
        path: PathBuf,
    },
    /// Reading or writing failed.
    #[error("cannot write {path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> FolderError + '_ {
    move |source| FolderError::Io { path: path.into(), source }
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How the manifest lists a file.
pub fn listed(file: &File) -> Listed {
    Listed { name: file.name.clone(), sha256: sha256(&file.bytes), bytes: file.bytes.len() }
}

/// Refuses a folder that holds anything but an earlier run, unless `force`, and one in which nothing can be written.
///
/// # Errors
/// [`FolderError::Foreign`]; [`FolderError::Taken`] if the manifest is of another program; or if the folder cannot be
/// read or written.
pub fn admit(folder: &Path, force: bool) -> Result<(), FolderError> {
    let known = own_files(folder)?;
    let foreign: Vec<String> = present(folder)?.into_iter().filter(|name| !known.contains(name)).collect();
    if let Some(found) = foreign.first().filter(|_| !force) {
        return Err(FolderError::Foreign { folder: folder.into(), found: found.into() });
    }
    if let Some(taken) = foreign.iter().find(|name| [MANIFEST, SUMS].contains(&name.as_str())) {
        return Err(FolderError::Taken { path: folder.join(taken) });
    }
    let nearest = folder.ancestors().find(|path| path.is_dir()).unwrap_or(Path::new("."));
    staging(nearest).map_err(io_error(folder))?;
    Ok(())
}

/// A folder for files that wait, gone when dropped.
fn staging(within: &Path) -> io::Result<tempfile::TempDir> {
    tempfile::Builder::new().prefix(STAGING).tempdir_in(within)
}

/// Writes the files, the manifest being among them, and removes those of an earlier run that this one does not have.
///
/// # Errors
/// See [`admit`]; [`FolderError::Taken`]; and if anything cannot be written, in which case the earlier files are intact.
pub fn write(folder: &Path, files: &[File], force: bool) -> Result<(), FolderError> {
    admit(folder, force)?;
    place(folder, files, own_files(folder)?, &[MANIFEST, SUMS])
}

/// Refuses a folder for a brief if it is not that of its run and holds anything but an earlier brief, unless `force`.
///
/// # Errors
/// [`FolderError::Foreign`], or if the folder cannot be read.
pub fn admit_brief(folder: &Path, run: &Path, force: bool) -> Result<(), FolderError> {
    let same = |one: &Path, two: &Path| Some(one.canonicalize().ok()? == two.canonicalize().ok()?);
    if force || same(folder, run) == Some(true) {
        return Ok(());
    }
    let known = listed_in(folder, BRIEF)?;
    match present(folder)?.into_iter().find(|name| !known.contains(name)) {
        Some(found) => Err(FolderError::Foreign { folder: folder.into(), found: found.into() }),
        None => Ok(()),
    }
}

/// Writes a brief, its list [`BRIEF`] among the files, over an earlier one and over nothing else.
///
/// # Errors
/// [`FolderError::Taken`]; and if anything cannot be written, in which case the earlier files are intact.
pub fn write_brief(folder: &Path, files: &[File]) -> Result<(), FolderError> {
    place(folder, files, listed_in(folder, BRIEF)?, &[BRIEF])
}

/// Puts files in their places, those named `last` at the end, and removes what is of the earlier ones only.
fn place(folder: &Path, files: &[File], earlier: BTreeSet<String>, last: &[&str]) -> Result<(), FolderError> {
    if let Some(path) = files.iter().find_map(|file| taken(folder, file, &earlier)) {
        return Err(FolderError::Taken { path });
    }
    fs::create_dir_all(folder).map_err(io_error(folder))?;
    let staging = staging(folder).map_err(io_error(folder))?;
    for (number, file) in files.iter().enumerate() {
        stage(&staging.path().join(number.to_string()), &file.bytes)?;
    }
    for file in files {
        let target = folder.join(&file.name);
        let within = target.parent().unwrap_or(folder);
        fs::create_dir_all(within).map_err(io_error(within))?;
    }
    let (last, first): (Vec<_>, Vec<_>) =
        files.iter().enumerate().partition(|(_, file)| last.contains(&file.name.as_str()));
    for (number, file) in first.into_iter().chain(last) {
        let target = folder.join(&file.name);
        fs::rename(staging.path().join(number.to_string()), &target).map_err(io_error(&target))?;
    }
    for name in earlier.into_iter().filter(|name| files.iter().all(|file| file.name != *name)) {
        let path = folder.join(&name);
        fs::remove_file(&path).map_err(io_error(&path))?;
    }
    Ok(())
}

/// Writes one file, whole or not at all. A file that is there is replaced if it begins with `kind`, as what this
/// program writes of that kind does.
///
/// # Errors
/// [`FolderError::Taken`], or if it cannot be written.
pub fn write_one(path: &Path, bytes: &[u8], kind: &[u8]) -> Result<(), FolderError> {
    match fs::read(path) {
        Ok(present) if !present.starts_with(kind) => return Err(FolderError::Taken { path: path.into() }),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io_error(path)(error)),
        _ => {}
    }
    let within = path.parent().filter(|within| !within.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let staging = staging(within).map_err(io_error(path))?;
    let staged = staging.path().join("one");
    stage(&staged, bytes)?;
    fs::rename(staged, path).map_err(io_error(path))
}

/// What stands in the way of a file and is not of an earlier run. The same bytes are not in the way: a killed run may
/// have left them before its manifest.
fn taken(folder: &Path, file: &File, earlier: &BTreeSet<String>) -> Option<PathBuf> {
    let above = Path::new(&file.name).ancestors().skip(1).map(|name| folder.join(name));
    let blocked = above.into_iter().find(|path| path.symlink_metadata().is_ok() && !path.is_dir());
    let target = folder.join(&file.name);
    let own = || earlier.contains(&file.name) || fs::read(&target).is_ok_and(|bytes| bytes == file.bytes);
    blocked.or_else(|| (target.symlink_metadata().is_ok() && !own()).then_some(target.clone()))
}

fn stage(path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
    let mut file = fs::File::create(path).map_err(io_error(path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io_error(path))
}

/// The files that an earlier run and its brief claim, with the lists themselves.
fn own_files(folder: &Path) -> Result<BTreeSet<String>, FolderError> {
    let mut own = listed_in(folder, MANIFEST)?;
    if own.contains(MANIFEST) && folder.join(SUMS).is_file() {
        own.insert(SUMS.into());
    }
    own.extend(listed_in(folder, BRIEF)?);
    Ok(own)
}

/// The files below a folder that a list of this program claims, and the list itself; none if it is not of this program.
fn listed_in(folder: &Path, list: &str) -> Result<BTreeSet<String>, FolderError> {
    #[derive(Deserialize)]
    struct Claims {
        program: String,
        files: Vec<Listed>,
    }
    let path = folder.join(list);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(io_error(&path)(error)),
    };
    let Ok(claims) = serde_json::from_slice::<Claims>(&text) else { return Ok(BTreeSet::new()) };
    if claims.program != env!("CARGO_PKG_NAME") {
        return Ok(BTreeSet::new());
    }
    let inside =
        |name: &String| Path::new(name).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    let files = claims.files.into_iter().map(|file| file.name).filter(inside);
    let all: BTreeSet<String> = files.chain([list.into()]).collect();
    Ok(all.into_iter().filter(|name| folder.join(name).is_file()).collect())
}

/// Every file below the folder, those that wait left out; none if it does not exist.
fn present(folder: &Path) -> Result<Vec<String>, FolderError> {
    let mut found = Vec::new();
    let mut open = vec![(folder.to_path_buf(), String::new())];
    while let Some((path, prefix)) = open.pop() {
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
            Err(error) => return Err(io_error(&path)(error)),
        };
        for entry in entries {
            let entry = entry.map_err(io_error(&path))?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if name.starts_with(STAGING) {
                continue;
            }
            match entry.file_type().map_err(io_error(&path))?.is_dir() {
                true => open.push((entry.path(), format!("{name}/"))),
                false => found.push(name),
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(names: &[&str], bytes: &str) -> Vec<File> {
        let mut files: Vec<File> =
            names.iter().map(|name| File { name: (*name).into(), bytes: bytes.as_bytes().to_vec() }).collect();
        let listed: Vec<Listed> = files.iter().map(listed).collect();
        let manifest = serde_json::json!({ "program": env!("CARGO_PKG_NAME"), "files": listed });
        files.push(File { name: MANIFEST.into(), bytes: manifest.to_string().into_bytes() });
        files.push(File { name: SUMS.into(), bytes: Vec::new() });
        files
    }

    fn written(folder: &Path) -> Vec<String> {
        present(folder).expect("a folder")
    }

    #[test]
    fn a_run_replaces_an_earlier_one_whole() {
        let desk = tempfile::tempdir().expect("a folder");
        let folder = desk.path().join("far/below");
        write(&folder, &run(&["a", "sub/b", "sub/c"], "old"), false).expect("an empty place");
        assert_eq!(written(&folder), [SUMS, "a", MANIFEST, "sub/b", "sub/c"]);
        write(&folder, &run(&["a", "sub/b", "d"], "new"), false).expect("an earlier run");
        assert_eq!(written(&folder), [SUMS, "a", "d", MANIFEST, "sub/b"]);
        assert_eq!(fs::read(folder.join("sub/b")).expect("a file"), b"new");
        assert_eq!(fs::read_dir(desk.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn what_stands_in_the_way_is_told_before_anything_moves() {
        // A file, a folder, and a file where a folder must be; none of them of an earlier run.
        for (way, path) in [("file", "b"), ("folder", "b"), ("file", "sub")] {
            let desk = tempfile::tempdir().expect("a folder");
            let folder = desk.path();
            write(folder, &run(&["a"], "old"), false).expect("an empty place");
            match way {
                "file" => fs::write(folder.join(path), "foreign").expect("a file"),
                _ => fs::create_dir(folder.join(path)).expect("a folder"),
            }
            let error = write(folder, &run(&["a", "b", "sub/c"], "new"), true).expect_err(way);
            assert!(matches!(error, FolderError::Taken { path: found } if found == folder.join(path)), "{way}");
            assert_eq!(fs::read(folder.join("a")).expect("a file"), b"old");
        }
    }

    #[test]
    fn what_a_killed_run_left_is_completed() {
        let desk = tempfile::tempdir().expect("a folder");
        let folder = desk.path();
        fs::write(folder.join("a"), "same").expect("a file");
        fs::create_dir(folder.join(format!("{STAGING}1"))).expect("a folder");
        fs::write(folder.join(format!("{STAGING}1/0")), "half").expect("a file");
        assert!(matches!(write(folder, &run(&["a"], "same"), false), Err(FolderError::Foreign { .. })));
        write(folder, &run(&["a"], "same"), true).expect("the same bytes");
        write(folder, &run(&["a"], "other"), false).expect("an earlier run");
        assert_eq!(fs::read(folder.join("a")).expect("a file"), b"other");
    }

    #[test]
    fn a_manifest_claims_only_what_is_below_it() {
        let desk = tempfile::tempdir().expect("a folder");
        let folder = desk.path().join("run");
        let outside = desk.path().join("outside");
        fs::write(&outside, "keep").expect("a file");
        write(&folder, &run(&["../outside", "a"], "x")[1..], false).expect("an empty place");
        assert!(!own_files(&folder).expect("a manifest").contains("../outside"));
        write(&folder, &run(&[], ""), false).expect("an earlier run");
        assert_eq!(fs::read(&outside).expect("a file"), b"keep");
        for text in ["", "{}", "[1]", "{\"program\": \"another\", \"files\": []}", "\u{feff}{"] {
            fs::write(folder.join(MANIFEST), text).expect("a file");
            assert!(own_files(&folder).expect("a folder").is_empty(), "{text}");
            assert!(matches!(admit(&folder, true), Err(FolderError::Taken { .. })), "{text}");
        }
    }

    fn brief(names: &[&str], bytes: &str) -> Vec<File> {
        let mut files: Vec<File> =
            names.iter().map(|name| File { name: (*name).into(), bytes: bytes.as_bytes().to_vec() }).collect();
        let listed: Vec<Listed> = files.iter().map(listed).collect();
        let list = serde_json::json!({ "program": env!("CARGO_PKG_NAME"), "files": listed });
        files.push(File { name: BRIEF.into(), bytes: list.to_string().into_bytes() });
        files
    }

    #[test]
    fn a_brief_replaces_an_earlier_one_and_goes_with_its_run() {
        let desk = tempfile::tempdir().expect("a folder");
        let folder = desk.path();
        write(folder, &run(&["a"], "old"), false).expect("an empty place");
        admit_brief(folder, folder, false).expect("its own run");
        write_brief(folder, &brief(&["brief.html", "brief.md"], "one")).expect("a first brief");
        write_brief(folder, &brief(&["brief.html"], "two")).expect("a second brief");
        assert_eq!(written(folder), [SUMS, "a", "brief.html", BRIEF, MANIFEST]);
        assert_eq!(fs::read(folder.join("brief.html")).expect("a file"), b"two");
        // The next run makes the brief of the last one untrue.
        write(folder, &run(&["a"], "new"), false).expect("a run with its brief is an earlier run");
        assert_eq!(written(folder), [SUMS, "a", MANIFEST]);
    }

    #[test]
    fn a_brief_overwrites_nothing_foreign() {
        let desk = tempfile::tempdir().expect("a folder");
        let (folder, elsewhere) = (desk.path().join("run"), desk.path().join("elsewhere"));
        write(&folder, &run(&["a"], "old"), false).expect("an empty place");
        fs::write(folder.join("brief.md"), "mine").expect("a file");
        let error = write_brief(&folder, &brief(&["brief.html", "brief.md"], "new")).expect_err("a foreign file");
        assert!(matches!(error, FolderError::Taken { path } if path == folder.join("brief.md")));
        assert!(!folder.join("brief.html").exists() && !folder.join(BRIEF).exists());
        admit_brief(&elsewhere, &folder, false).expect("no folder yet");
        fs::create_dir(&elsewhere).expect("a folder");
        fs::write(elsewhere.join("note"), "mine").expect("a file");
        assert!(matches!(admit_brief(&elsewhere, &folder, false), Err(FolderError::Foreign { .. })));
        admit_brief(&elsewhere, &folder, true).expect("forced");
        write_brief(&elsewhere, &brief(&["brief.html"], "new")).expect("beside it");
        assert_eq!(written(&elsewhere), ["brief.html", BRIEF, "note"]);
    }
}
