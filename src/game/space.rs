//! The state space: every combination of levels of the ladders (model page §1).
//!
//! Takes the sizes of the ladders, gives a number to each combination. Contract and dispute are not part of it:
//! [`Values`](super::values::Values) keeps one array over the states for each of them.

use super::lanes::LANES;

/// The combinations of levels, numbered with integration running fastest and confrontation slowest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Space {
    sizes: Vec<usize>,
    strides: Vec<usize>,
    count: usize,
}

impl Space {
    /// The space of ladders with these numbers of levels: the exogenous ones, opening, integration.
    pub(crate) fn new(sizes: Vec<usize>) -> Self {
        let mut strides = vec![1; sizes.len()];
        for axis in (1..sizes.len()).rev() {
            strides[axis - 1] = strides[axis] * sizes[axis];
        }
        let count = sizes.iter().product();
        Self { sizes, strides, count }
    }

    /// Number of states.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Number of states, rounded up to whole lanes: the length of every array over states.
    pub fn padded(&self) -> usize {
        self.count.next_multiple_of(LANES)
    }

    /// Number of levels of a ladder.
    pub(crate) fn size(&self, axis: usize) -> usize {
        self.sizes[axis]
    }

    /// Distance between the numbers of two states that differ by one level of a ladder.
    pub(crate) fn stride(&self, axis: usize) -> usize {
        self.strides[axis]
    }

    /// Axis of the opening.
    pub(crate) fn opening(&self) -> usize {
        self.sizes.len() - 2
    }

    /// Number of exogenous ladders.
    pub(crate) fn exogenous(&self) -> usize {
        self.opening()
    }

    /// Axis of integration.
    pub fn integration(&self) -> usize {
        self.sizes.len() - 1
    }

    /// Level of a ladder in a state.
    pub fn level(&self, state: usize, axis: usize) -> usize {
        state / self.strides[axis] % self.sizes[axis]
    }

    /// The same state at another level of one ladder.
    pub fn at(&self, state: usize, axis: usize, level: usize) -> usize {
        state - self.level(state, axis) * self.strides[axis] + level * self.strides[axis]
    }

    /// What belongs to the level of a ladder, by state.
    pub(crate) fn spread<T: Copy>(&self, axis: usize, by_level: &[T]) -> Vec<T> {
        let mut by_state = Vec::with_capacity(self.count);
        while by_state.len() < self.count {
            for &own in by_level {
                by_state.extend(std::iter::repeat_n(own, self.strides[axis]));
            }
        }
        by_state
    }

    /// Every state with one ladder moved, each level of it to another.
    pub(crate) fn moved(&self, axis: usize, to: impl Fn(usize) -> usize) -> Vec<usize> {
        let stride = self.strides[axis];
        let moves: Vec<_> = (0..self.sizes[axis]).map(|level| (level * stride, to(level) * stride)).collect();
        let moves = self.spread(axis, &moves).into_iter().enumerate();
        moves.map(|(state, (from, to))| state - from + to).collect()
    }

    /// Levels of integration between a state and a deeper one.
    pub(crate) fn steps(&self, state: usize, deeper: usize) -> f64 {
        (self.level(deeper, self.integration()) - self.level(state, self.integration())) as f64
    }

    /// Number of the state with these levels, in the order of the axes.
    pub fn index(&self, levels: &[usize]) -> usize {
        levels.iter().zip(&self.strides).map(|(level, stride)| level * stride).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prop_levels_and_numbers_agree() {
        let space = Space::new(vec![4, 3, 3, 5]);
        assert_eq!((space.count(), space.padded()), (180, 192));
        for state in 0..space.count() {
            let levels: Vec<_> = (0..space.sizes.len()).map(|axis| space.level(state, axis)).collect();
            assert_eq!(space.index(&levels), state);
            assert_eq!(space.level(space.at(state, 1, 2), 1), 2);
        }
        for axis in 0..4 {
            let levels: Vec<usize> = (0..space.size(axis)).collect();
            let (spread, lowest) = (space.spread(axis, &levels), space.moved(axis, |_| 0));
            for state in 0..space.count() {
                assert_eq!((spread[state], lowest[state]), (space.level(state, axis), space.at(state, axis, 0)));
            }
        }
    }
}
