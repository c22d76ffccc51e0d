//! Mass on the levels that it may have (model page §9).
//!
//! Takes masses and how a ladder moves, gives the masses afterwards. A ladder whose level is known has one place on the
//! grid, another as many as it has levels, so that nothing is carried where nothing can be.

use crate::game::nature::Chain;

/// The level of each ladder that moves, where it is known: set by an era or coded.
pub(super) type Known = Vec<Option<usize>>;

/// Masses in the order of [`Space`](crate::game::space::Space), with one axis before those of the ladders.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Grid {
    pub(super) cells: Vec<f64>,
    /// Places along each axis.
    pub(super) sizes: Vec<usize>,
    spare: Vec<f64>,
}

/// How a ladder moves.
#[derive(Debug, Clone, Copy)]
pub(super) enum Law<'a> {
    /// To one place of so many, whatever it was.
    To(usize, usize),
    /// By chance, from the level that is known, or from that of its place.
    Chain(&'a Chain, Option<usize>),
}

impl Grid {
    /// Nothing on a grid of this size.
    pub(super) fn clear(&mut self, sizes: impl Iterator<Item = usize>) {
        self.sizes.clear();
        self.sizes.extend(sizes);
        self.cells.clear();
        self.cells.resize(self.sizes.iter().product(), 0.0);
    }

    /// The places of one value of the first axis.
    pub(super) fn slot(&self, slot: usize) -> &[f64] {
        let length = self.cells.len() / self.sizes[0];
        &self.cells[slot * length..][..length]
    }

    /// The same, to be changed.
    pub(super) fn slot_mut(&mut self, slot: usize) -> &mut [f64] {
        let length = self.cells.len() / self.sizes[0];
        &mut self.cells[slot * length..][..length]
    }

    /// The whole mass.
    pub(super) fn sum(&self) -> f64 {
        self.cells.iter().sum()
    }

    /// Moves the mass along one axis.
    pub(super) fn along(&mut self, axis: usize, law: Law<'_>) {
        let (before, after) = (self.sizes[axis], law.places());
        if before == 1 && after == 1 {
            return;
        }
        let inner: usize = self.sizes[axis + 1..].iter().product();
        self.spare.clear();
        self.spare.resize(self.cells.len() / before * after, 0.0);
        let blocks = self.cells.chunks_exact(before * inner).zip(self.spare.chunks_exact_mut(after * inner));
        for (from, to) in blocks {
            for (place, row) in from.chunks_exact(inner).enumerate() {
                law.spread(place, |target, share| {
                    let target = &mut to[target * inner..][..inner];
                    target.iter_mut().zip(row).for_each(|(sum, mass)| *sum += share * mass);
                });
            }
        }
        std::mem::swap(&mut self.cells, &mut self.spare);
        self.sizes[axis] = after;
    }
}

impl Law<'_> {
    /// Places along the axis afterwards.
    fn places(self) -> usize {
        match self {
            Self::To(_, places) => places,
            Self::Chain(chain, _) => chain.up.len(),
        }
    }

    /// Names the places that the mass of one goes to, with the share of it that does.
    #[inline(always)]
    fn spread(self, place: usize, mut add: impl FnMut(usize, f64)) {
        match self {
            Self::To(target, _) => add(target, 1.0),
            Self::Chain(chain, known) => {
                let level = known.unwrap_or(place);
                let (up, down) = (chain.up[level], chain.down[level]);
                add(level, 1.0 - up - down);
                if level + 1 < chain.up.len() {
                    add(level + 1, up);
                }
                if level > 0 {
                    add(level - 1, down);
                }
            }
        }
    }
}
