//! Work shared among threads, its results in the order of the items: nothing depends on how it was shared.

use rayon::prelude::*;

/// Maps every item, on as many threads as there are, and gives the results in the order of the items.
pub fn map<I: Sync, O: Send>(items: &[I], work: impl Fn(&I) -> O + Sync + Send) -> Vec<O> {
    items.par_iter().map(work).collect()
}
