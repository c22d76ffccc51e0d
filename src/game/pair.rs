//! Pairs of things, one for each value of a key that has two.
//!
//! Takes a key such as a player, gives the thing that belongs to it. With a plain number as the index, a player could
//! be used where a stance is meant, and the compiler would not notice.

use serde::{Deserialize, Serialize};
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A key with two values.
pub(crate) trait Key: Copy {
    /// Both values, in the order in which a pair keeps what belongs to them.
    const BOTH: [Self; 2];
    /// 0 for the first value, 1 for the second.
    fn index(self) -> usize;
}

/// One thing for each of the two values of a key.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Per<K, T> {
    both: [T; 2],
    #[serde(skip)]
    key: PhantomData<K>,
}

impl<K: Key, T> Per<K, T> {
    /// What belongs to the first value of the key, then what belongs to the second.
    #[inline(always)]
    pub(crate) const fn new(both: [T; 2]) -> Self {
        Self { both, key: PhantomData }
    }

    /// What the function makes of each value of the key.
    #[inline(always)]
    pub(crate) fn by(make: impl FnMut(K) -> T) -> Self {
        Self::new(K::BOTH.map(make))
    }

    /// Both, the first value's first.
    #[inline(always)]
    pub(crate) const fn both(&self) -> &[T; 2] {
        &self.both
    }

    /// Both, to be changed.
    #[inline(always)]
    pub(crate) const fn both_mut(&mut self) -> &mut [T; 2] {
        &mut self.both
    }
}

impl<K: Key, T> Index<K> for Per<K, T> {
    type Output = T;

    #[inline(always)]
    fn index(&self, key: K) -> &T {
        &self.both[key.index()]
    }
}

impl<K: Key, T> IndexMut<K> for Per<K, T> {
    #[inline(always)]
    fn index_mut(&mut self, key: K) -> &mut T {
        &mut self.both[key.index()]
    }
}
