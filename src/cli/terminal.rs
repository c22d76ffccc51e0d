//! What is said at the terminal: data to stdout, talk and progress to stderr, failures with their exit codes.

use crate::command::RunError;
use crate::forecast::Watch;
use crate::scenario::ScenarioError;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

/// What ends a command early.
pub enum Failure {
    Run(RunError),
    /// A message with its exit code.
    Said(String, u8),
    /// Whoever read the output has gone.
    BrokenPipe,
}

impl<E: Into<RunError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Run(error.into())
    }
}

/// Data, to stdout.
pub fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
        _ => Failure::Said(format!("cannot write to standard output: {error}"), 4),
    })
}

/// Talk, to stderr. That it cannot be heard is no reason to fail.
pub fn say(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// What a reader should know beside the data, to stderr.
pub fn note(warnings: &[String]) {
    for warning in warnings {
        say(&format!("note: {warning}"));
    }
}

/// Says why a command failed, and gives the exit code.
pub fn report(failure: &Failure) -> ExitCode {
    match failure {
        Failure::BrokenPipe => ExitCode::SUCCESS,
        Failure::Said(text, code) => {
            say(&format!("error: {text}"));
            ExitCode::from(*code)
        }
        Failure::Run(RunError::Scenario(ScenarioError::Invalid(faults))) => {
            // anstream takes the colours out again where they are not wanted.
            say(&faults.render(true));
            ExitCode::from(3)
        }
        Failure::Run(error) => {
            say(&format!("error: {error}"));
            ExitCode::from(error.exit_code())
        }
    }
}

/// Progress at a terminal, and the wish to stop.
pub struct Terminal {
    pub bar: ProgressBar,
}

/// Set by the first interrupt; a second one ends the process at once.
static STOP: AtomicBool = AtomicBool::new(false);

impl Terminal {
    pub fn new() -> Self {
        // A handler that is set already, or cannot be, leaves the default: an interrupt ends the process.
        let _ = ctrlc::set_handler(|| {
            if STOP.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
        });
        let bar = if io::stderr().is_terminal() { ProgressBar::no_length() } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{pos} draws solved and simulated  {elapsed}") {
            bar.set_style(style);
        }
        Self { bar }
    }
}

impl Watch for Terminal {
    fn begin(&self, draws: usize) {
        self.bar.set_length(draws as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} draws  {eta} left") {
            self.bar.set_style(style);
        }
    }

    fn advance(&self) {
        self.bar.inc(1);
    }

    fn stopped(&self) -> bool {
        STOP.load(Ordering::SeqCst)
    }
}

/// The same for an estimation, whose number of steps is not known before.
pub struct Tempering(pub Terminal);

impl Watch for Tempering {
    fn begin(&self, games: usize) {
        let bar = &self.0.bar;
        bar.set_length(bar.position() + games as u64);
        if let Ok(style) =
            ProgressStyle::with_template("{bar:32} {pos}/{len} games to the next temperature step  {eta}")
        {
            bar.set_style(style);
        }
    }

    fn advance(&self) {
        self.0.advance();
    }

    fn stopped(&self) -> bool {
        self.0.stopped()
    }
}
