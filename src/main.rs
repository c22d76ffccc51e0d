//! The program: [`allegiance::cli`], and nothing else.

use std::process::ExitCode;

/// Each solve takes and gives back half a megabyte: this allocator keeps it, the system's returns it every time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    allegiance::cli::main()
}
