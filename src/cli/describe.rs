//! What shells and `man` are told of the command line: completions and manual pages, made from the declarations of the
//! commands.

use crate::command::{Failure, Outcome};
use crate::store::folder::FolderError;
use clap::{Args, Command};
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
    /// The script for a program.
    pub(super) fn outcome(&self, mut program: Command) -> Outcome {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut program, env!("CARGO_PKG_NAME"), &mut script);
        Outcome::text(script)
    }
}

impl Manual {
    /// The first page of a program, or what was written.
    pub(super) fn outcome(&self, program: Command) -> Result<Outcome, Failure> {
        match &self.output {
            None => {
                let mut page = Vec::new();
                // `help` has no page of its own, here as in the folder.
                let program = program.disable_help_subcommand(true);
                Man::new(program).render(&mut page).map_err(failed(Path::new("standard output")))?;
                Ok(Outcome::text(page))
            }
            Some(folder) => {
                std::fs::create_dir_all(folder).map_err(failed(folder))?;
                clap_mangen::generate_to(program, folder).map_err(failed(folder))?;
                let said = format!("Written to {}: a page of each command.", folder.display());
                Ok(Outcome { said: Some(said), ..Outcome::default() })
            }
        }
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    move |source| FolderError::Io { path: path.to_owned(), source }.into()
}
