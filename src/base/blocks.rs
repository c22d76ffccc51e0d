//! Work in blocks of pieces: kept as exact bytes, done elsewhere, read back (docs/how-to/cluster.md).
//!
//! Takes pieces of work and whoever keeps blocks of them, gives the results in the order of the pieces. A block is worked
//! out by itself, so that its bytes are the same whoever makes it. Without a keeper the pieces are worked out as they are.

use super::parallel::{Needed, Stopped, Watch, watched};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::ops::Range;

/// Pieces of a block: the last one of a series may have fewer.
pub const BLOCK: usize = 8;
/// Blocks of a part that are worked out before they are handed over; where they are kept beside the results, fewer, since
/// those that are not handed over are lost with the process.
const BATCH: usize = 16;
const KEPT: usize = 4;
/// Pieces in them.
pub(crate) const AT_ONCE: usize = BATCH * BLOCK;

/// The pieces of a block of a series of so many.
pub(crate) fn pieces(block: usize, of: usize) -> Range<usize> {
    block * BLOCK..((block + 1) * BLOCK).min(of)
}

/// A watch of work that is done here as a whole, whoever keeps blocks.
pub(crate) struct Whole<'a>(pub(crate) &'a dyn Watch);

impl Watch for Whole<'_> {
    fn begin(&self, pieces: usize) {
        self.0.begin(pieces);
    }

    fn advance(&self) {
        self.0.advance();
    }

    fn stopped(&self) -> bool {
        self.0.stopped()
    }

    fn expect(&self, needed: Needed) {
        self.0.expect(needed);
    }

    fn say(&self, line: &str) {
        self.0.say(line);
    }

    fn columns(&self) -> Option<usize> {
        self.0.columns()
    }
}

/// Does pieces of work, in blocks if the watch has somebody who keeps them. Of a series of which not all blocks may be had,
/// those that are there are given.
///
/// # Errors
/// [`Stopped`] if the watch says so, or if the results are elsewhere.
pub(crate) fn in_blocks<T: Serialize + DeserializeOwned + Send>(
    of: &dyn Fn() -> String,
    count: usize,
    watch: &dyn Watch,
    work: impl Fn(usize) -> T + Sync + Send,
) -> Result<Vec<T>, Stopped> {
    let mut all = Vec::with_capacity(count);
    in_blocks_into(of, count, watch, work, |found| {
        all.extend(found);
        true
    })?;
    Ok(all)
}

/// The same, and hands the results over in their order, a block at a time; `take` says whether to go on.
///
/// # Errors
/// [`Stopped`] if the watch or `take` says so, or if the results are elsewhere.
pub(crate) fn in_blocks_into<T: Serialize + DeserializeOwned + Send>(
    of: &dyn Fn() -> String,
    count: usize,
    watch: &dyn Watch,
    work: impl Fn(usize) -> T + Sync + Send,
    mut take: impl FnMut(Vec<T>) -> bool,
) -> Result<(), Stopped> {
    let Some(keeper) = watch.blocks() else {
        return if take(watched(count, watch, work)?) { Ok(()) } else { Err(Stopped) };
    };
    let done = |held: bool| if held { Ok(()) } else { Err(Stopped) };
    done(keeper.begin(&of(), count))?;
    let blocks: Vec<usize> = (0..count.div_ceil(BLOCK)).collect();
    let wanted: Vec<usize> = blocks.iter().copied().filter(|block| keeper.wanted(*block)).collect();
    watch.begin(wanted.iter().map(|block| pieces(*block, count).len()).sum());
    for batch in wanted.chunks(if keeper.shares() { BATCH } else { KEPT }) {
        let own: Vec<usize> = batch.iter().flat_map(|block| pieces(*block, count)).collect();
        let mut made = watched(own.len(), watch, |at| work(own[at]))?.into_iter();
        for &block in batch {
            let results: Vec<T> = made.by_ref().take(pieces(block, count).len()).collect();
            // Plain data in memory: nothing that it cannot hold.
            let bytes = postcard::to_allocvec(&results).map_err(|_| Stopped)?;
            done(keeper.keep(block, bytes))?;
        }
    }
    done(keeper.end(watch))?;
    for block in blocks {
        let Some(bytes) = keeper.kept(block) else { continue };
        match postcard::take_from_bytes::<Vec<T>>(&bytes) {
            Ok((found, [])) if found.len() == pieces(block, count).len() => done(take(found))?,
            _ => {
                keeper.unreadable(block);
                return Err(Stopped);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::parallel::Blocks;
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    /// Wants every so-many-eth block, and keeps them in memory.
    struct Some {
        every: usize,
        kept: Mutex<BTreeMap<usize, Vec<u8>>>,
    }

    impl Blocks for Some {
        fn begin(&self, of: &str, pieces: usize) -> bool {
            of == "squares" && pieces > 0
        }

        fn wanted(&self, block: usize) -> bool {
            block.is_multiple_of(self.every)
        }

        fn keep(&self, block: usize, bytes: Vec<u8>) -> bool {
            self.kept.lock().expect("no thread fails").insert(block, bytes).is_none()
        }

        fn kept(&self, block: usize) -> Option<Vec<u8>> {
            self.kept.lock().expect("no thread fails").get(&block).cloned()
        }

        fn shares(&self) -> bool {
            false
        }

        fn end(&self, _: &dyn Watch) -> bool {
            true
        }

        fn sound(&self) -> bool {
            true
        }

        fn unreadable(&self, block: usize) {
            panic!("block {block}");
        }
    }

    struct Kept(Some);

    impl Watch for Kept {
        fn begin(&self, _: usize) {}

        fn advance(&self) {}

        fn stopped(&self) -> bool {
            false
        }

        fn blocks(&self) -> Option<&dyn Blocks> {
            Option::Some(&self.0)
        }
    }

    #[test]
    fn prop_blocks_give_every_piece_once_and_its_bits() {
        for count in [1, 7, 8, 9, 100, 1000] {
            let work = |piece: usize| (piece as f64).sqrt() * if piece.is_multiple_of(3) { f64::NAN } else { -0.0 };
            let keeper = |every| Kept(Some { every, kept: Mutex::default() });
            let of = || "squares".to_owned();
            let bits = |found: Vec<f64>| found.into_iter().map(f64::to_bits).collect::<Vec<_>>();
            let all = in_blocks(&of, count, &keeper(1), work).map(bits);
            assert_eq!(all, Ok((0..count).map(|piece| work(piece).to_bits()).collect()));
            let third = in_blocks(&of, count, &keeper(3), work).map(bits);
            let own = (0..count).filter(|piece| (piece / BLOCK).is_multiple_of(3));
            assert_eq!(third, Ok(own.map(|piece| work(piece).to_bits()).collect()));
        }
        let none =
            in_blocks(&|| "other".to_owned(), 9, &Kept(Some { every: 1, kept: Mutex::default() }), |piece| piece);
        assert_eq!(none, Err(Stopped));
    }
}
