//! Work that cannot be trusted to end, done aside: on a thread with a stack of its own, for a limited time.
//!
//! Takes the work, gives its result or why there is none. Work that outlasts its time goes on until it ends by itself
//! or the process does; nobody waits for it.

use std::io;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// What the work may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowed {
    /// Bytes of stack.
    pub stack: usize,
    /// How many seconds it is waited for.
    pub seconds: u64,
}

/// Why work that was done aside has no result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum NoResult {
    /// There is no thread for it.
    #[error("the system gives no thread: {0}")]
    NoThread(#[from] io::Error),
    /// It took too long.
    #[error("it takes longer than {0} s")]
    TooLong(u64),
    /// It panicked.
    #[error("it makes the program that reads it fail")]
    Failed,
}

/// The result of work.
///
/// # Errors
/// If there is no thread, if the work takes too long, if it panics.
pub(crate) fn done<T: Send + 'static>(
    allowed: Allowed,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, NoResult> {
    let (give, take) = channel();
    // Whether anybody still waits is not the work's concern.
    thread::Builder::new().stack_size(allowed.stack).spawn(move || drop(give.send(work())))?;
    take.recv_timeout(Duration::from_secs(allowed.seconds)).map_err(|error| match error {
        RecvTimeoutError::Timeout => NoResult::TooLong(allowed.seconds),
        RecvTimeoutError::Disconnected => NoResult::Failed,
    })
}

#[cfg(test)]
mod tests {
    use super::{Allowed, NoResult, done};
    use std::thread::sleep;
    use std::time::Duration;

    #[test]
    fn work_is_waited_for_no_longer_than_allowed() {
        let allowed = |seconds| Allowed { stack: 1 << 20, seconds };
        assert_eq!(done(allowed(60), || 7).unwrap(), 7);
        assert!(matches!(done(allowed(0), || sleep(Duration::from_secs(1))), Err(NoResult::TooLong(0))));
        assert!(matches!(done(allowed(60), || panic!("on purpose")), Err(NoResult::Failed)));
    }
}
