//! The folder that results go to: written whole or not at all. Files of others in it stay as they are.
//!
//! Takes files in memory. They are first put on disk in a hidden folder within; a journal says what changes, and then they
//! move to their places, the manifest last (decision 0003). A full disk leaves every earlier file as it was; after a stop
//! among the moves the folder says that it is incomplete, and the next program finishes. Why not beside the folder? It may
//! be a mount point, into which nothing can be moved from outside.

pub use super::error::FolderError;

use super::disk::{is_inside, present, sum};
use super::error::io_error;
use super::journal::{settle, settle_locked, sweep};
use super::lock::Lock;
use super::manifest::{Input, Kind, Listed, PROGRAM, Role, SUMS};
use super::place::{Earlier as Vouched, place};
use crate::base::file::File;
use crate::base::input::{self, Limit};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A file that every run has, also those whose manifest does not say what they are.
const SUMMARY: &str = "summary.json";
/// How large a manifest may be: it holds every text that the results were made from.
pub(super) const MANIFEST: Limit = Limit { mebibytes: 512, what: "a manifest" };
/// What a folder holds whose manifest does not say it.
const EARLIER: &str = "results of an earlier version";

/// Where results are to go, and what may be replaced there.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The folder.
    pub folder: PathBuf,
    /// What is to be written.
    pub kind: Kind,
    /// Whether to write into a folder that holds other files, and over files that were changed since.
    pub force: bool,
    /// The run that a brief is of: the brief may stand in its folder.
    pub run: Option<PathBuf>,
    /// File name and title of the scenario: earlier results of another one are not replaced.
    pub scenario: Option<(String, String)>,
    /// Files that the command reads.
    pub reads: Vec<PathBuf>,
}

impl Target {
    /// A folder for results of this kind, made from nothing that could lie in it.
    pub fn new(folder: impl Into<PathBuf>, kind: Kind) -> Self {
        Self { folder: folder.into(), kind, force: false, run: None, scenario: None, reads: Vec::new() }
    }

    /// Refuses a folder whose content would be lost, one that holds anything foreign unless forced, and one in which
    /// nothing can be written. Finishes first what a stopped program began there.
    ///
    /// # Errors
    /// See [`FolderError`].
    pub(crate) fn admit(&self) -> Result<(), FolderError> {
        self.refuse_file()?;
        settle(&self.folder)?;
        self.replaceable()?;
        let nearest = self.folder.ancestors().find(|path| path.is_dir()).unwrap_or(Path::new("."));
        tempfile::tempfile_in(nearest).map_err(io_error(&self.folder))?;
        Ok(())
    }

    /// Writes the files, the manifest being among them, and removes those of earlier results that these do not have. Gives
    /// the names of what it removed. Another program that is at work in the folder is waited for.
    ///
    /// # Errors
    /// If the folder's content would be lost, if the folder holds something foreign and nothing forces, if another program
    /// has it for long, or if anything cannot be written. Before the first file moves all earlier files are intact; after
    /// it the folder says that it is incomplete until all are new.
    pub fn write(&self, files: &[File]) -> Result<Vec<String>, FolderError> {
        self.refuse_file()?;
        let folder = &self.folder;
        let made = !folder.exists();
        fs::create_dir_all(folder).map_err(io_error(folder))?;
        self.write_locked(files).inspect_err(|_| {
            // It can be removed only if it is empty.
            let _ = made.then(|| fs::remove_dir(folder));
        })
    }

    /// Refuses a file where the folder must be.
    fn refuse_file(&self) -> Result<(), FolderError> {
        match self.folder.exists() && !self.folder.is_dir() {
            true => Err(FolderError::NoFolder { path: self.folder.clone() }),
            false => Ok(()),
        }
    }

    /// The same in a folder that is there: everything that [`Target::admit`] asks is asked again, as another program may have
    /// written since.
    fn write_locked(&self, files: &[File]) -> Result<Vec<String>, FolderError> {
        let folder = &self.folder;
        let lock = Lock::take(folder)?;
        settle_locked(folder, &lock)?;
        sweep(folder, &lock)?;
        place(folder, files, &self.replaceable()?, &[self.kind.manifest(), SUMS])
    }

    /// What the new results take the place of, if they may.
    fn replaceable(&self) -> Result<Vouched, FolderError> {
        let earlier = Earlier::read(&self.folder)?;
        self.refuse_other(&earlier)?;
        let replaced = self.replaced(&earlier);
        let known = self.known(&replaced)?;
        let foreign: Vec<String> = present(&self.folder)?.into_iter().filter(|name| !known.contains(name)).collect();
        if let Some(found) = foreign.first().filter(|_| !self.force) {
            return Err(FolderError::Foreign { folder: self.folder.clone(), found: found.into() });
        }
        if let Some(taken) = foreign.iter().find(|name| [self.kind.manifest(), SUMS].contains(&name.as_str())) {
            return Err(FolderError::Taken { path: self.folder.join(taken) });
        }
        self.refuse_reads(&replaced)?;
        self.refuse_edited(&earlier)?;
        Ok(replaced)
    }

    /// Whether a brief is to stand in the folder of its run.
    pub(crate) fn is_beside_run(&self) -> bool {
        let same = |run: &PathBuf| Some(run.canonicalize().ok()? == self.folder.canonicalize().ok()?);
        self.run.as_ref().and_then(same) == Some(true)
    }

    /// Refuses to replace results of another command or scenario.
    fn refuse_other(&self, earlier: &Earlier) -> Result<(), FolderError> {
        let folder = self.folder.clone();
        let held = match (&earlier.results, &earlier.brief) {
            (Some(Claims { kind: None, files, .. }), _) if files.iter().all(|file| file.name != SUMMARY) => {
                return Err(FolderError::OtherKind { folder, found: EARLIER, wanted: self.kind.in_words() });
            }
            (Some(results), _) => Some(results.kind.unwrap_or(Kind::Run)),
            (None, Some(_)) => Some(Kind::Brief),
            (None, None) => None,
        };
        let of_brief = self.kind == Kind::Brief;
        let goes = |held: Kind| held == self.kind || (of_brief && held == Kind::Run && self.is_beside_run());
        if let Some(held) = held.filter(|held| !goes(*held)) {
            let found = if of_brief && held == Kind::Run { "another run" } else { held.in_words() };
            return Err(FolderError::OtherKind { folder, found, wanted: self.kind.in_words() });
        }
        let held = if of_brief { &earlier.brief } else { &earlier.results }.as_ref().and_then(Claims::scenario);
        match (held, &self.scenario) {
            (Some((file, title)), Some((own, named))) if !self.force && (file != *own || title != *named) => {
                Err(FolderError::OtherScenario { folder, file, title })
            }
            _ => Ok(()),
        }
    }

    /// Refuses to write where a file lies that is being read. A foreign one is safe there: it may stay if forced, and
    /// always beside a brief.
    fn refuse_reads(&self, replaced: &Vouched) -> Result<(), FolderError> {
        let Ok(folder) = self.folder.canonicalize() else { return Ok(()) };
        let inside = |path: &&PathBuf| {
            let path = path.canonicalize().ok();
            let name = path.as_ref().and_then(|path| path.strip_prefix(&folder).ok());
            let lax = self.force || self.kind == Kind::Brief;
            name.is_some_and(|name| !lax || replaced.contains_key(&*name.to_string_lossy()))
        };
        match self.reads.iter().find(inside) {
            Some(input) => Err(FolderError::InputInside { input: input.clone(), folder: self.folder.clone() }),
            None => Ok(()),
        }
    }

    /// Refuses to replace what was changed since it was written.
    fn refuse_edited(&self, earlier: &Earlier) -> Result<(), FolderError> {
        let results = earlier.results.as_ref().filter(|_| self.kind != Kind::Brief);
        let claims = results.into_iter().chain(&earlier.brief);
        for file in claims.flat_map(|claims| &claims.files).filter(|file| !self.force && is_inside(&file.name)) {
            let path = self.folder.join(&file.name);
            if sum(&path)?.is_some_and(|found| found != file.sha256) {
                return Err(FolderError::Edited { path });
            }
        }
        Ok(())
    }

    /// Files that may be in the folder without being a reason to refuse it. A brief beside its run replaces nothing but an
    /// earlier brief.
    fn known(&self, replaced: &Vouched) -> Result<BTreeSet<String>, FolderError> {
        match self.kind == Kind::Brief && self.is_beside_run() {
            true => Ok(present(&self.folder)?.into_iter().collect()),
            false => Ok(replaced.keys().cloned().collect()),
        }
    }

    /// What the new results take the place of. A run takes its brief along, which would tell of other numbers.
    fn replaced(&self, earlier: &Earlier) -> Vouched {
        let mut own = Vouched::new();
        if let Some(claims) = earlier.results.as_ref().filter(|_| self.kind != Kind::Brief) {
            own.extend(claims.vouched());
            own.extend([self.kind.manifest(), SUMS].map(|name| (name.to_owned(), None)));
        }
        if let Some(claims) = &earlier.brief {
            own.extend(claims.vouched());
            own.insert(Kind::Brief.manifest().to_owned(), None);
        }
        own.retain(|name, _| self.folder.join(name).is_file());
        own
    }
}

/// What a folder holds of this program, by its manifests.
struct Earlier {
    results: Option<Claims>,
    brief: Option<Claims>,
}

impl Earlier {
    fn read(folder: &Path) -> Result<Self, FolderError> {
        Ok(Self { results: claims(folder, Kind::Run)?, brief: claims(folder, Kind::Brief)? })
    }
}

/// What a manifest claims, as far as writing there depends on it.
#[derive(Deserialize)]
struct Claims {
    program: String,
    /// Absent in what earlier versions wrote.
    kind: Option<Kind>,
    title: Option<String>,
    #[serde(default)]
    inputs: Vec<Input>,
    files: Vec<Listed>,
}

impl Claims {
    /// File name and title of the scenario.
    fn scenario(&self) -> Option<(String, String)> {
        let file = self.inputs.iter().find(|input| input.role == Role::Scenario)?;
        Some((file.name.clone(), self.title.clone()?))
    }

    /// The files that it lists, each with its check sum.
    fn vouched(&self) -> impl Iterator<Item = (String, Option<String>)> + '_ {
        let inside = self.files.iter().filter(|file| is_inside(&file.name));
        inside.map(|file| (file.name.clone(), Some(file.sha256.clone())))
    }
}

/// The claims of the manifest that results of this kind have; none if there is none of this program.
fn claims(folder: &Path, kind: Kind) -> Result<Option<Claims>, FolderError> {
    let path = folder.join(kind.manifest());
    let text = match input::bytes(&path, MANIFEST) {
        Ok(text) => text,
        Err(unreadable) => match unreadable.error {
            Some(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Some(error) => return Err(io_error(&path)(error)),
            None => return Err(FolderError::Taken { path }),
        },
    };
    Ok(serde_json::from_slice::<Claims>(&text).ok().filter(|claims| claims.program == PROGRAM))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::disk::STAGING;
    use crate::store::manifest::Manifest;

    const MANIFEST: &str = "manifest.json";
    const BRIEF: &str = "brief.json";

    fn sealed(kind: Kind, names: &[&str], bytes: &str) -> Vec<File> {
        let files = names.iter().map(|name| File::new(*name, bytes)).collect();
        Manifest::new(kind, 1).seal(files).expect("a manifest")
    }

    fn run(names: &[&str], bytes: &str) -> Vec<File> {
        sealed(Kind::Run, names, bytes)
    }

    fn forced(folder: &Path, force: bool) -> Target {
        Target { force, ..Target::new(folder, Kind::Run) }
    }

    fn write(folder: &Path, files: &[File], force: bool) -> Result<Vec<String>, FolderError> {
        forced(folder, force).write(files)
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
    fn regress_what_goes_leaves_no_empty_folder() {
        let desk = tempfile::tempdir().expect("a folder");
        let folder = desk.path().join("run");
        write(&folder, &run(&["a", "tables/b", "kept/c"], "old"), false).expect("an empty place");
        fs::write(folder.join("kept/mine"), "mine").expect("a file");
        let gone = write(&folder, &run(&["a"], "new"), true).expect("an earlier run");
        assert_eq!(gone, ["kept/c", "tables/b"]);
        assert!(!folder.join("tables").exists() && folder.join("kept/mine").exists());
    }

    #[test]
    fn regress_a_manifest_that_does_not_say_its_kind_is_a_run_only_with_a_summary() {
        let desk = tempfile::tempdir().expect("a folder");
        for (file, admitted) in [("summary.json", true), ("posterior.csv", false)] {
            let folder = desk.path().join(file);
            write(&folder, &run(&[file], "old"), false).expect("an empty place");
            let text = fs::read_to_string(folder.join(MANIFEST)).expect("a manifest");
            let text = text.replace(
                "  \"kind\": \"run\",
",
                "",
            );
            fs::write(folder.join(MANIFEST), text).expect("a file");
            assert_eq!(forced(&folder, true).admit().is_ok(), admitted, "{file}");
        }
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
        fs::create_dir(folder.join(format!("{STAGING}aB3dE6"))).expect("a folder");
        fs::write(folder.join(format!("{STAGING}aB3dE6/0")), "half").expect("a file");
        assert!(matches!(write(folder, &run(&["a"], "same"), false), Err(FolderError::Foreign { .. })));
        write(folder, &run(&["a"], "same"), true).expect("the same bytes");
        write(folder, &run(&["a"], "other"), false).expect("an earlier run");
        assert_eq!(fs::read(folder.join("a")).expect("a file"), b"other");
        assert!(!folder.join(format!("{STAGING}aB3dE6")).exists(), "what a killed program left is swept");
    }

    #[test]
    fn regress_a_file_is_removed_only_if_it_is_as_it_was_written() {
        let desk = tempfile::tempdir().expect("a folder");
        let folder = desk.path();
        write(folder, &run(&["a", "thesis.txt"], "old"), false).expect("an empty place");
        fs::write(folder.join("thesis.txt"), "years of work").expect("a file");
        let gone = write(folder, &run(&["a"], "new"), true).expect("forced");
        assert!(gone.is_empty());
        assert_eq!(fs::read(folder.join("thesis.txt")).expect("a file"), b"years of work");
        assert_eq!(fs::read(folder.join("a")).expect("a file"), b"new");
    }

    #[test]
    fn a_manifest_claims_only_what_is_below_it() {
        let desk = tempfile::tempdir().expect("a folder");
        let folder = desk.path().join("run");
        let outside = desk.path().join("outside");
        fs::write(&outside, "keep").expect("a file");
        write(&folder, &run(&["../outside", "a"], "x")[1..], false).expect("an empty place");
        assert!(
            !forced(&folder, false).replaced(&Earlier::read(&folder).expect("a manifest")).contains_key("../outside")
        );
        write(&folder, &run(&[], ""), false).expect("an earlier run");
        assert_eq!(fs::read(&outside).expect("a file"), b"keep");
        for text in ["", "{}", "[1]", "{\"program\": \"another\", \"files\": []}", "\u{feff}{"] {
            fs::write(folder.join(MANIFEST), text).expect("a file");
            assert!(matches!(forced(&folder, true).admit(), Err(FolderError::Taken { .. })), "{text}");
        }
    }

    fn brief(names: &[&str], bytes: &str) -> Vec<File> {
        sealed(Kind::Brief, names, bytes)
    }

    fn of(run: &Path, folder: &Path, force: bool) -> Target {
        Target { force, run: Some(run.into()), ..Target::new(folder, Kind::Brief) }
    }

    #[test]
    fn a_brief_replaces_an_earlier_one_and_goes_with_its_run() {
        let desk = tempfile::tempdir().expect("a folder");
        let folder = desk.path();
        write(folder, &run(&["a"], "old"), false).expect("an empty place");
        of(folder, folder, false).admit().expect("its own run");
        of(folder, folder, false).write(&brief(&["brief.html", "brief.md"], "one")).expect("a first brief");
        of(folder, folder, false).write(&brief(&["brief.html"], "two")).expect("a second brief");
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
        let error =
            of(&folder, &folder, false).write(&brief(&["brief.html", "brief.md"], "new")).expect_err("a foreign file");
        assert!(matches!(error, FolderError::Taken { path } if path == folder.join("brief.md")));
        assert!(!folder.join("brief.html").exists() && !folder.join(BRIEF).exists());
        of(&folder, &elsewhere, false).admit().expect("no folder yet");
        fs::create_dir(&elsewhere).expect("a folder");
        fs::write(elsewhere.join("note"), "mine").expect("a file");
        assert!(matches!(of(&folder, &elsewhere, false).admit(), Err(FolderError::Foreign { .. })));
        of(&folder, &elsewhere, true).admit().expect("forced");
        of(&folder, &elsewhere, true).write(&brief(&["brief.html"], "new")).expect("beside it");
        assert_eq!(written(&elsewhere), ["brief.html", BRIEF, "note"]);
    }
}
