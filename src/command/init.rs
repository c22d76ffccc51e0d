//! `allegiance init`: a commented scenario that runs at once, to start from.

use super::failure::Failure;
use super::outcome::{Command, Job, Outcome};
use crate::scenario;
use crate::store::folder::FolderError;
use std::io::{self, Write};
use std::path::PathBuf;

/// A new scenario.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Init {
    /// Name of the scenario; its file is NAME.toml
    pub name: String,
}

impl Command for Init {
    fn prepare(self) -> Result<Job, Failure> {
        let name = self.name.strip_suffix(".toml").unwrap_or(&self.name);
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if name.is_empty() || !name.bytes().all(plain) {
            return Err(Failure::Usage(format!("`{name}` cannot name a file: use letters, digits, - and _")));
        }
        if scenario::is_reserved(name) {
            return Err(Failure::Usage(format!("`{name}` is reserved on some systems: choose another name")));
        }
        let (file, text) = (format!("{name}.toml"), scenario::template(name));
        scenario::parse(&file, &text, &[])?;
        Ok(Job::new(None, move |_| {
            create(&file, &text)?;
            Ok(Outcome::text(format!("Written {file}. Next: allegiance run {file}\n")))
        }))
    }
}

/// Writes a file that is not there yet.
fn create(file: &str, text: &str) -> Result<(), Failure> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => io::Error::other("it is there already; choose another name, or move it away"),
        _ => source,
    };
    let failed = |source| Failure::from(FolderError::Io { path: PathBuf::from(file), source: failed(source) });
    let mut target = std::fs::File::create_new(file).map_err(failed)?;
    target.write_all(text.as_bytes()).map_err(failed)
}
