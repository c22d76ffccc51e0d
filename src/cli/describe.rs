//! What shells and `man` are told of the command line: completions and manual pages, made from the declarations of the
//! commands.

use super::args::Cli;
use crate::command::{Failure, Outcome};
use crate::store::folder::FolderError;
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use std::io;
use std::path::{Path, PathBuf};

/// Completions of one shell.
#[derive(Args)]
pub(super) struct Completions {
    /// Which shell
    shell: Shell,
}

/// Manual pages.
#[derive(Args)]
pub(super) struct Manual {
    /// Folder for a page of each command; without -o the first page is printed
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

impl Completions {
    /// The script.
    pub(super) fn outcome(&self) -> Outcome {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), env!("CARGO_PKG_NAME"), &mut script);
        Outcome::text(script)
    }
}

impl Manual {
    /// The first page, or what was written.
    pub(super) fn outcome(&self) -> Result<Outcome, Failure> {
        match &self.output {
            None => {
                let mut page = Vec::new();
                Man::new(Cli::command()).render(&mut page).map_err(failed(Path::new("standard output")))?;
                Ok(Outcome::text(page))
            }
            Some(folder) => {
                std::fs::create_dir_all(folder).map_err(failed(folder))?;
                // `help` needs no page of its own.
                clap_mangen::generate_to(Cli::command().disable_help_subcommand(true), folder)
                    .map_err(failed(folder))?;
                let said = format!("Written to {}: a page of each command.", folder.display());
                Ok(Outcome { said: Some(said), ..Outcome::default() })
            }
        }
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    move |source| FolderError::Io { path: path.to_owned(), source }.into()
}
