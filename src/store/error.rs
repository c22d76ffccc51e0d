//! Why results could not be written: what stands in the way, or what the system said.

use std::io;
use std::path::{Path, PathBuf};

/// Why a folder could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// The folder holds something that this program did not put there.
    #[error(
        "{folder} holds {found}, which is not of an earlier run: choose another folder with -o, or add --force to write beside it (it will not be deleted)"
    )]
    Foreign {
        /// The folder.
        folder: PathBuf,
        /// What was found.
        found: PathBuf,
    },
    /// Something that this program did not put there stands where a file must go. Not even `--force` overwrites it.
    #[error(
        "{path} is not of an earlier run and stands where a result belongs: move it away, or choose another folder with -o"
    )]
    Taken {
        /// What was found.
        path: PathBuf,
    },
    /// The folder holds results of another command.
    #[error("{folder} holds {found}, which {wanted} would replace: choose another folder with -o")]
    OtherKind {
        /// The folder.
        folder: PathBuf,
        /// What it holds, in words.
        found: &'static str,
        /// What was to be written, in words.
        wanted: &'static str,
    },
    /// The folder holds results of another scenario.
    #[error(
        "{folder} holds results of another scenario, {file} (“{title}”): choose another folder with -o, or add --force to replace them"
    )]
    OtherScenario {
        /// The folder.
        folder: PathBuf,
        /// The scenario's file.
        file: String,
        /// Its title.
        title: String,
    },
    /// A file was changed after this program wrote it.
    #[error(
        "{path} was changed since this program wrote it: move it away, choose another folder with -o, or add --force to have it replaced (it will not be deleted)"
    )]
    Edited {
        /// The file.
        path: PathBuf,
    },
    /// There is a file where the folder must be.
    #[error("{path} is a file, not a folder: choose another folder with -o")]
    NoFolder {
        /// The file.
        path: PathBuf,
    },
    /// A file that the command reads lies in the folder that it would write.
    #[error(
        "{input} is read by this command and lies in {folder}, which it would write: choose another folder with -o"
    )]
    InputInside {
        /// The file.
        input: PathBuf,
        /// The folder.
        folder: PathBuf,
    },
    /// Another program is writing there.
    #[error("{process} is writing into {folder}: wait until it has finished, or choose another folder with -o")]
    Busy {
        /// The folder.
        folder: PathBuf,
        /// Who, in words.
        process: String,
    },
    /// A stopped program left files on their way, and they cannot be brought to their places.
    #[error(
        "{folder} is incomplete: a program was stopped while it wrote there, and INCOMPLETE.json in it cannot be carried out \
         ({why}). Make the results again in another folder with -o"
    )]
    Stuck {
        /// The folder.
        folder: PathBuf,
        /// What is wrong.
        why: String,
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

/// A failure of the system, at a path.
pub(crate) fn io_error(path: &Path) -> impl FnOnce(io::Error) -> FolderError + '_ {
    move |source| FolderError::Io { path: path.into(), source }
}
