//! Draws of the uncertain numbers from a file, in the place of their distributions.
//!
//! Plain type: which draws the rows are, and what a draw takes from them.

use std::collections::HashMap;

/// Draws from a file. The first draws are its rows in order, the following take the rows again.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// Name of the file.
    pub name: String,
    keys: Vec<String>,
    rows: Vec<Vec<f64>>,
    /// The number of the draw that each row is, and the row of each number; `None` if the file says nothing of it, so
    /// that row i is draw i.
    numbers: Option<(Vec<usize>, HashMap<usize, usize>)>,
    /// Uncertain numbers of the scenario that have no column: they are drawn from their distributions.
    pub missing: Vec<String>,
    /// Columns of eras or governments that the scenario does not have: they are not used.
    pub unused: Vec<String>,
}

impl Drawn {
    /// The rows of a file under the keys of uncertain numbers; `numbers`, if given, says which draw each row is.
    pub(crate) fn new(name: &str, keys: Vec<String>, rows: Vec<Vec<f64>>, numbers: Option<Vec<usize>>) -> Self {
        let numbers = numbers.map(|numbers| {
            let rows = numbers.iter().enumerate().map(|(row, number)| (*number, row)).collect();
            (numbers, rows)
        });
        Self { name: name.to_owned(), keys, rows, numbers, missing: Vec::new(), unused: Vec::new() }
    }

    /// The numbers of so many draws from the `first` on: those of the rows, so that a part of a table of draws gives what
    /// the whole gives for those rows. Draws for which there is no row any more have the numbers after the greatest.
    pub(crate) fn numbers(&self, first: usize, draws: usize) -> Vec<usize> {
        match &self.numbers {
            Some((numbers, _)) => numbers.iter().copied().chain(self.beyond()..).skip(first).take(draws).collect(),
            None => (first..first + draws).collect(),
        }
    }

    /// A number of the scenario in the draw of that number; `None` if the file does not hold it.
    pub fn value(&self, key: &str, draw: usize) -> Option<f64> {
        let column = self.keys.iter().position(|known| known == key)?;
        self.rows.get(self.row(draw)?).map(|row| row[column])
    }

    fn row(&self, draw: usize) -> Option<usize> {
        let rows = self.rows.len().max(1);
        match &self.numbers {
            None => Some(draw % rows),
            Some((_, row)) => row.get(&draw).copied().or_else(|| Some(draw.checked_sub(self.beyond())? % rows)),
        }
    }

    /// The first number after those of the rows.
    fn beyond(&self) -> usize {
        self.numbers.iter().flat_map(|(numbers, _)| numbers).max().map_or(0, |greatest| greatest + 1)
    }

    /// Least and greatest value of a number in the file; `None` if the file does not hold it.
    pub fn range(&self, key: &str) -> Option<(f64, f64)> {
        let column = self.keys.iter().position(|known| known == key)?;
        let values = || self.rows.iter().map(|row| row[column]);
        Some((values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max)))
    }

    /// How many rows the file has.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }
}

#[cfg(test)]
mod tests {
    use super::Drawn;

    fn drawn(numbers: Option<Vec<usize>>) -> Drawn {
        Drawn::new("", vec!["a".into()], vec![vec![0.1], vec![0.2]], numbers)
    }

    #[test]
    fn regress_a_row_keeps_the_number_of_its_draw() {
        for (numbers, expected) in
            [(None, [0, 1, 2, 3, 4]), (Some(vec![0, 1]), [0, 1, 2, 3, 4]), (Some(vec![7, 3]), [7, 3, 8, 9, 10])]
        {
            let drawn = drawn(numbers);
            assert_eq!(drawn.numbers(0, 5), expected);
            assert_eq!(drawn.numbers(1, 3), expected[1..4]);
            let values: Vec<Option<f64>> = expected.iter().map(|draw| drawn.value("a", *draw)).collect();
            assert_eq!(values, [0.1, 0.2, 0.1, 0.2, 0.1].map(Some));
        }
        assert_eq!(drawn(Some(vec![7, 3])).value("a", 5), None);
    }
}
