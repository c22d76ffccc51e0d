//! Where something may happen (model page §1): under which governments, at which levels.
//!
//! Plain types.

/// Governments and levels at which something may happen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Governments in office, as indices; any if empty.
    pub governments: Vec<usize>,
    /// Levels of each ladder, in the order of [`Ladders::all`](super::ladders::Ladders::all); any if empty.
    pub levels: Vec<Vec<usize>>,
}

impl Place {
    /// Whether it is everywhere under a government.
    pub(crate) fn is_everywhere(&self, government: usize) -> bool {
        self.governs(government) && self.levels.iter().all(Vec::is_empty)
    }

    /// Whether a state of a government is there, given the level of each ladder in it.
    pub fn holds(&self, government: usize, level: impl Fn(usize) -> usize) -> bool {
        let at = |(axis, levels): (usize, &Vec<usize>)| levels.is_empty() || levels.contains(&level(axis));
        self.governs(government) && self.levels.iter().enumerate().all(at)
    }

    fn governs(&self, government: usize) -> bool {
        self.governments.is_empty() || self.governments.contains(&government)
    }
}
