//! The program: [`allegiance::cli`], and nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    allegiance::cli::main()
}
