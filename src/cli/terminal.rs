//! What is said at the terminal: data to stdout, talk and progress to stderr, failures with their exit codes.

use crate::base::parallel::{Needed, Watch, threads};
use crate::base::text::{fitted, harmless};
use crate::command::{Exit, Failure, costs};
use crate::scenario::ScenarioError;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;
use terminal_size::{Height, Width, terminal_size_of};

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
    let text = String::from_utf8_lossy(bytes);
    out.write_all(harmless(&text).as_bytes()).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Ended::BrokenPipe,
        _ => Ended::Unprintable(error),
    })
}

/// Talk, to stderr. That it cannot be heard is no reason to fail.
pub(super) fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{}", harmless(text));
}

/// Talk in whole sentences, which a terminal shows without a break inside a word.
pub(super) fn tell(text: &str) {
    let columns = terminal_size_of(io::stderr()).map(used);
    say(columns.map_or_else(|| text.to_owned(), |columns| fitted(text, columns)).trim_end());
}

/// Fewest and most columns that are made use of: longer lines are hard to read.
const COLUMNS: (usize, usize) = (40, 100);

/// Columns of a terminal that are made use of.
fn used((Width(columns), _): (Width, Height)) -> usize {
    usize::from(columns).clamp(COLUMNS.0, COLUMNS.1)
}

/// Says why a command failed, and gives the exit code.
pub(super) fn report(ended: &Ended) -> ExitCode {
    let exit = match ended {
        Ended::BrokenPipe => Exit::Done,
        Ended::Unprintable(error) => {
            tell(&format!("error: cannot write to standard output: {error}"));
            Exit::InputOutput
        }
        Ended::Failed(failure) => {
            match failure {
                // Their texts are harmless already; anstream takes the colours out again where they are not wanted.
                Failure::Scenario(ScenarioError::Invalid(faults)) => {
                    let _ = writeln!(anstream::stderr(), "{}", faults.render(true));
                }
                failure => tell(&format!("error: {failure}")),
            }
            failure.exit()
        }
    };
    ExitCode::from(exit.code())
}

/// Progress at a terminal, and the wish to stop.
pub(super) struct Terminal {
    bar: ProgressBar,
    /// What the work needs; nothing if that is not known, or told.
    needed: Mutex<Option<Needed>>,
    /// When the pieces of work were begun, milliseconds, and how many others were done before.
    begun: AtomicU64,
    before: AtomicU64,
}

/// Work that takes longer than this is told beforehand, seconds.
const LONG: f64 = 5.0;
/// What is known of its time after so much of it, seconds.
const PATIENCE: f64 = 1.0;

/// Set by the first interrupt; a second one ends the process at once.
static STOP: AtomicBool = AtomicBool::new(false);
/// How long the work may take to end by itself after an interrupt. A folder that is being written survives any end.
const GRACE: Duration = Duration::from_millis(800);

/// What an interrupt does.
fn interrupted() {
    let end = || std::process::exit(i32::from(Exit::Interrupted.code()));
    let later = move || {
        thread::sleep(GRACE);
        say("error: interrupted; a folder that was being written says so in INCOMPLETE.json");
        end()
    };
    if STOP.swap(true, Ordering::SeqCst) || thread::Builder::new().spawn(later).is_err() {
        end()
    }
}

/// Makes the limits of the system heard as errors: a file that may not grow fails to be written, memory that cannot be had
/// ends the process with an exit code of its own. Without this the system ends it with a code that says nothing.
#[cfg(unix)]
pub(super) fn heed_limits() {
    use signal_hook::consts::{SIGABRT, SIGXFSZ};
    use signal_hook::flag;
    use std::sync::Arc;
    // What cannot be set stays as the system has it.
    let _ = flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
    let ended = i32::from(Exit::InputOutput.code());
    let _ = flag::register_conditional_shutdown(SIGABRT, ended, Arc::new(AtomicBool::new(true)));
}

/// The same where the system has no such signals.
#[cfg(not(unix))]
pub(super) fn heed_limits() {}

impl Terminal {
    pub(super) fn new() -> Self {
        // A handler that is set already, or cannot be, leaves the default: an interrupt ends the process.
        let _ = ctrlc::set_handler(interrupted);
        let bar = if io::stderr().is_terminal() { ProgressBar::no_length() } else { ProgressBar::hidden() };
        Self { bar, needed: Mutex::new(None), begun: AtomicU64::new(0), before: AtomicU64::new(0) }
    }

    /// Tells once what long work will take, as soon as a part of it shows how long.
    fn foretell(&self) {
        let before = self.before.load(Ordering::Relaxed);
        let done = self.bar.position().saturating_sub(before);
        let begun = self.begun.load(Ordering::Relaxed) as f64 / 1000.0;
        let elapsed = self.bar.elapsed().as_secs_f64() - begun;
        // Before each thread has done a piece, those under way do not count yet.
        let pieces = self.bar.length().map_or(done, |length| length - before);
        if (elapsed < PATIENCE || done < threads() as u64) && done < pieces {
            return;
        }
        let Some(needed) = self.needed.lock().ok().and_then(|mut needed| needed.take()) else { return };
        let seconds = begun + elapsed * pieces as f64 / done as f64 + needed.after;
        if seconds > LONG {
            self.bar.suspend(|| say(&costs(seconds, needed.bytes)));
        }
    }

    /// Takes the progress from the screen.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Terminal {
    fn begin(&self, pieces: usize) {
        self.begun.store(self.bar.elapsed().as_millis() as u64, Ordering::Relaxed);
        self.before.store(self.bar.position(), Ordering::Relaxed);
        self.bar.set_length(self.bar.position() + pieces as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:16} {pos}/{len}  {eta} left") {
            self.bar.set_style(style);
        }
    }

    fn advance(&self) {
        self.bar.inc(1);
        if !self.bar.is_hidden() {
            self.foretell();
        }
    }

    fn expect(&self, needed: Needed) {
        if let Ok(mut known) = self.needed.lock() {
            *known = Some(needed);
        }
    }

    fn stopped(&self) -> bool {
        STOP.load(Ordering::SeqCst)
    }

    fn say(&self, line: &str) {
        self.bar.suspend(|| tell(line));
    }

    fn columns(&self) -> Option<usize> {
        terminal_size_of(io::stdout()).map(used)
    }
}
