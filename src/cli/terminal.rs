//! What is said at the terminal: data to stdout, talk and progress to stderr, failures with their exit codes.

use crate::base::parallel::Watch;
use crate::command::{Exit, Failure};
use crate::scenario::ScenarioError;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

/// What ends the program early.
pub(super) enum Ended {
    /// The command failed.
    Failed(Failure),
    /// Standard output cannot be written to.
    Unprintable(io::Error),
    /// Whoever read the output has gone.
    BrokenPipe,
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Data, to stdout.
pub(super) fn print(bytes: &[u8]) -> Result<(), Ended> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Ended::BrokenPipe,
        _ => Ended::Unprintable(error),
    })
}

/// Talk, to stderr. That it cannot be heard is no reason to fail.
pub(super) fn say(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Says why a command failed, and gives the exit code.
pub(super) fn report(ended: &Ended) -> ExitCode {
    let exit = match ended {
        Ended::BrokenPipe => Exit::Done,
        Ended::Unprintable(error) => {
            say(&format!("error: cannot write to standard output: {error}"));
            Exit::InputOutput
        }
        Ended::Failed(failure) => {
            match failure {
                // anstream takes the colours out again where they are not wanted.
                Failure::Scenario(ScenarioError::Invalid(faults)) => say(&faults.render(true)),
                failure => say(&format!("error: {failure}")),
            }
            failure.exit()
        }
    };
    ExitCode::from(exit.code())
}

/// Progress at a terminal, and the wish to stop.
pub(super) struct Terminal {
    bar: ProgressBar,
}

/// Set by the first interrupt; a second one ends the process at once.
static STOP: AtomicBool = AtomicBool::new(false);

impl Terminal {
    pub(super) fn new() -> Self {
        // A handler that is set already, or cannot be, leaves the default: an interrupt ends the process.
        let _ = ctrlc::set_handler(|| {
            if STOP.swap(true, Ordering::SeqCst) {
                std::process::exit(i32::from(Exit::Interrupted.code()));
            }
        });
        let bar = if io::stderr().is_terminal() { ProgressBar::no_length() } else { ProgressBar::hidden() };
        Self { bar }
    }

    /// Takes the progress from the screen.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Terminal {
    fn begin(&self, pieces: usize) {
        self.bar.set_length(self.bar.position() + pieces as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len}  {eta} left") {
            self.bar.set_style(style);
        }
    }

    fn advance(&self) {
        self.bar.inc(1);
    }

    fn stopped(&self) -> bool {
        STOP.load(Ordering::SeqCst)
    }

    fn say(&self, line: &str) {
        self.bar.suspend(|| say(line));
    }
}
