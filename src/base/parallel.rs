//! Work shared among threads, its results in the order of the items: nothing depends on how it was shared.
//!
//! Takes items and what is to be done with each, gives the results; watched, it tells how far it is and stops when asked.

use rayon::prelude::*;

/// How work is watched and stopped.
pub trait Watch: Sync {
    /// So many pieces of work are about to be done.
    fn begin(&self, pieces: usize);
    /// One more piece is done.
    fn advance(&self);
    /// Whether to stop after the pieces under way.
    fn stopped(&self) -> bool;
    /// What the work will need. By default nobody hears it.
    fn expect(&self, _needed: Needed) {}
    /// How far the work has come, in a line. By default nobody hears it.
    fn say(&self, _line: &str) {}
    /// Columns of the terminal that shows the results; `None`, the default, where they go to a file or a pipe.
    fn columns(&self) -> Option<usize> {
        None
    }
    /// Who keeps the work in blocks; by default nobody.
    fn blocks(&self) -> Option<&dyn Blocks> {
        None
    }
}

/// Who keeps blocks. A command does its work in series, one after the other and always in the same order.
pub trait Blocks: Sync {
    /// Begins the next series, of so many pieces; `of` says of what, so that blocks of other work are told apart. `false`
    /// if it cannot be had here: then the work is stopped, and the keeper knows why.
    fn begin(&self, of: &str, pieces: usize) -> bool;
    /// Whether a block of this series is to be worked out here.
    fn wanted(&self, block: usize) -> bool;
    /// Takes a block that was worked out here. `false` if it cannot be kept.
    fn keep(&self, block: usize, bytes: Vec<u8>) -> bool;
    /// A block of this series, wherever it was worked out; `None` if there is none.
    fn kept(&self, block: usize) -> Option<Vec<u8>>;
    /// Whether only a part of each series is worked out here, and its results are not to be had.
    fn shares(&self) -> bool;
    /// Ends the series: whether its blocks are there, so that the work goes on with its results.
    fn end(&self, watch: &dyn Watch) -> bool;
    /// Whether nothing failed so far.
    fn sound(&self) -> bool;
    /// A block that was kept cannot be read.
    fn unreadable(&self, block: usize);
}

/// What work needs, as far as its sizes say it beforehand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Needed {
    /// Memory, bytes.
    pub bytes: usize,
    /// Time after its last piece is done, seconds.
    pub after: f64,
}

/// A watch that does nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn begin(&self, _: usize) {}

    fn advance(&self) {}

    fn stopped(&self) -> bool {
        false
    }
}

/// The work was stopped before it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("interrupted: nothing was written, earlier results are as they were")]
pub struct Stopped;

/// Makes the threads ready, or works on the present one if the system gives none. Says whether it gave them. To be called
/// once, before any work.
#[cfg(feature = "cli")]
pub(crate) fn ready() -> bool {
    // A global pool that fails cannot be made again, so one of our own is tried first.
    let given = rayon::ThreadPoolBuilder::new().build().is_ok();
    if !given {
        // That there is a pool already is no reason to fail.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
    }
    given
}

/// On how many threads work is done.
pub(crate) fn threads() -> usize {
    rayon::current_num_threads()
}

/// Maps every item, on as many threads as there are, and gives the results in the order of the items.
pub fn map<I: Sync, O: Send>(items: &[I], work: impl Fn(&I) -> O + Sync + Send) -> Vec<O> {
    items.par_iter().map(work).collect()
}

/// Does the pieces of work from 0 to one less than `count`, telling the watch of each; the results are in their order. The
/// watch is told beforehand, by whoever knows how much work there is in all.
///
/// # Errors
/// [`Stopped`] if the watch says so before all are done.
pub(crate) fn watched<O: Send>(
    count: usize,
    watch: &dyn Watch,
    work: impl Fn(usize) -> O + Sync + Send,
) -> Result<Vec<O>, Stopped> {
    let piece = |number: usize| {
        if watch.stopped() {
            return Err(Stopped);
        }
        let done = work(number);
        watch.advance();
        Ok(done)
    };
    (0..count).into_par_iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    struct Patience(usize, AtomicUsize);

    impl Watch for Patience {
        fn begin(&self, _: usize) {}

        fn advance(&self) {
            self.1.fetch_add(1, Ordering::Relaxed);
        }

        fn stopped(&self) -> bool {
            self.1.load(Ordering::Relaxed) >= self.0
        }
    }

    #[test]
    fn prop_watched_work_comes_in_order_or_not_at_all() {
        let watch = Patience(1000, AtomicUsize::new(0));
        let squares: Vec<usize> = (0..100).map(|number| number * number).collect();
        assert_eq!(watched(100, &watch, |number| number * number), Ok(squares));
        assert_eq!(watch.1.load(Ordering::Relaxed), 100);
        assert_eq!(watched(5000, &Patience(3, AtomicUsize::new(0)), |number| number), Err(Stopped));
    }
}
