//! A command carried out while Python's lock is free, so that other threads go on, and Ctrl-C ends it.
//!
//! Takes a command, gives what it found as bytes and sentences.

use crate::failure::raised;
use allegiance::base::parallel::Watch;
use allegiance::command::{Command, Failure, Outcome, deliver};
use pyo3::prelude::*;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::{Builder, scope};
use std::time::Duration;

/// By what means work is done: on so many threads, on all if `None`.
pub type Means = Option<usize>;

/// The text, the files (their names and bytes) and the notes of an outcome.
pub type Found = (Vec<u8>, Vec<(String, Vec<u8>)>, Vec<String>);

/// How long a signal may wait.
const LISTENING: Duration = Duration::from_millis(50);
/// Stack of the thread that works, as large as that of a program.
const STACK: usize = 8 << 20;

/// Says when to stop.
#[derive(Default)]
struct Ear(AtomicBool);

impl Watch for Ear {
    fn begin(&self, _: usize) {}

    fn advance(&self) {}

    fn stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Carries a command out, and writes its folder if that is asked.
///
/// # Errors
/// What the command fails with, as an exception, or what a handler of signals raises.
pub fn done(py: Python<'_>, means: Means, command: impl Command + Send, written: bool) -> PyResult<Found> {
    let ear = Ear::default();
    let work = || on_threads(means, || carried_out(command, &ear, written));
    // Python hears signals on the thread that called, so another one works.
    let (found, heard) = py.detach(|| {
        scope(|scope| {
            let (ended, end) = channel();
            let work = move || {
                let found = work();
                // Nobody listens any more if the caller is gone, and then nobody needs to know.
                let _ = ended.send(());
                found
            };
            let worker = Builder::new().stack_size(STACK).spawn_scoped(scope, work)?;
            let mut heard = None;
            while end.recv_timeout(LISTENING) == Err(RecvTimeoutError::Timeout) {
                if let Err(signal) = Python::attach(|py| py.check_signals()) {
                    ear.0.store(true, Ordering::Relaxed);
                    heard = Some(signal);
                }
            }
            Ok::<_, PyErr>((worker.join().unwrap_or_else(|panic| resume_unwind(panic)), heard))
        })
    })?;
    match heard {
        Some(signal) => Err(signal),
        None => found.map_err(|failure| raised(py, &failure)),
    }
}

/// Works on so many threads.
fn on_threads<T: Send>(means: Means, work: impl FnOnce() -> Result<T, Failure> + Send) -> Result<T, Failure> {
    let Some(threads) = means else { return work() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|error| Failure::Usage(format!("threads={threads}: {error}")))?.install(work)
}

fn carried_out(command: impl Command, ear: &Ear, written: bool) -> Result<Found, Failure> {
    let outcome = match written {
        true => deliver(command, ear)?,
        false => (command.prepare()?.work)(ear)?,
    };
    let Outcome { text, results, notes, .. } = outcome;
    let files = results.into_iter().flat_map(|results| results.files).map(|file| (file.name, file.bytes));
    Ok((text, files.collect(), notes))
}
