//! Where a game's values stand for the quick solver, and how its menu is kept.
//!
//! Takes sizes and subsidies alone, so that what these arrays take in memory can be counted before there is a game.

use super::conduct::Begins;
use super::player::Player;
use super::space::Space;
use super::wide::{BLOCK, Number};
use std::ops::Range;

/// The subsidies of a family. Offers a gap apart share the ratio of the odds of their acceptance.
#[derive(Debug)]
pub(super) struct Menu<T> {
    /// Rising.
    pub(super) subsidies: Vec<T>,
    /// For each but the first: which gap leads to it.
    pub(super) gap: Vec<usize>,
    /// The gaps, each once.
    pub(super) gaps: Vec<f64>,
}

impl<T: Number> Menu<T> {
    pub(super) fn new(subsidies: &[f64]) -> Self {
        let (mut gap, mut gaps) = (vec![], vec![]);
        for pair in subsidies.windows(2) {
            let between = pair[1] - pair[0];
            let known = gaps.iter().position(|&known| known == between);
            gap.push(known.unwrap_or(gaps.len()));
            if known.is_none() {
                gaps.push(between);
            }
        }
        Self { subsidies: subsidies.iter().map(|&subsidy| T::of(subsidy)).collect(), gap, gaps }
    }
}

/// Where values are in one array: by player the calm, the dispute and each family's base; slopes in an array of their own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// Number of states, and the same rounded up.
    pub(super) states: usize,
    pub(super) padded: usize,
    /// Room before the first block and after each.
    pub(super) room: usize,
    pub(super) families: usize,
}

impl Layout {
    pub(super) fn new(space: &Space, families: usize) -> Self {
        let farthest = (0..=space.integration()).map(|axis| space.stride(axis)).max().unwrap_or(0);
        let padded = space.count().next_multiple_of(BLOCK);
        Self { states: space.count(), padded, room: farthest.next_multiple_of(BLOCK), families }
    }

    /// Length of the array of all values but slopes.
    pub(super) fn length(&self) -> usize {
        self.start(self.blocks())
    }

    /// Number of blocks in it.
    #[inline(always)]
    pub(super) fn blocks(&self) -> usize {
        2 * (2 + self.families)
    }

    /// Where a block begins.
    #[inline(always)]
    fn start(&self, block: usize) -> usize {
        self.room + block * (self.padded + self.room)
    }

    /// Where the values of a bond are, counted as by [`Position::bond`](super::values::Position::bond).
    #[inline(always)]
    pub(super) fn bond(&self, player: Player, bond: usize) -> Range<usize> {
        self.block(player as usize * (2 + self.families) + bond)
    }

    /// Where the values of no contract are, without or in dispute.
    #[inline(always)]
    pub(super) fn free(&self, player: Player, begins: Begins) -> Range<usize> {
        self.bond(player, begins as usize)
    }

    /// Where the bases of a family are.
    #[inline(always)]
    pub(super) fn base(&self, player: Player, family: usize) -> Range<usize> {
        self.bond(player, 2 + family)
    }

    /// Where the slopes of a family are, in the array of slopes.
    #[inline(always)]
    pub(super) fn slope(&self, player: Player, family: usize) -> Range<usize> {
        self.block(player as usize * self.families + family)
    }

    /// Where a block is.
    #[inline(always)]
    pub(super) fn block(&self, number: usize) -> Range<usize> {
        let start = self.start(number);
        start..start + self.padded
    }
}
