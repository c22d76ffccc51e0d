//! Draws of the uncertain numbers from a file, in the place of their distributions.
//!
//! Plain type: which row a draw takes, and which random numbers go with it.

/// Draws from a file: draw i of a run takes row i, and after the last row the first again.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// Name of the file.
    pub name: String,
    pub(crate) keys: Vec<String>,
    pub(crate) rows: Vec<Vec<f64>>,
    /// The number of the draw that each row is, if the file says so.
    pub(crate) numbers: Option<Vec<usize>>,
    /// Uncertain numbers of the scenario that have no column: they are drawn from their distributions.
    pub missing: Vec<String>,
    /// Columns of eras or governments that the scenario does not have: they are not used.
    pub unused: Vec<String>,
}

impl Drawn {
    /// A number in a draw; `None` if the file does not hold it.
    pub fn value(&self, key: &str, draw: usize) -> Option<f64> {
        let column = self.keys.iter().position(|known| known == key)?;
        self.rows.get(draw % self.rows.len().max(1)).map(|row| row[column])
    }

    /// The number under which a draw's random numbers are found: that of its row, so that a part of a table of draws gives
    /// what the whole gives for those rows. Rows taken again have the numbers after the greatest.
    pub fn number(&self, draw: usize) -> usize {
        let Some(numbers) = &self.numbers else { return draw };
        match numbers.get(draw) {
            Some(number) => *number,
            None => numbers.iter().max().map_or(draw, |greatest| greatest + 1 + draw - numbers.len()),
        }
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
        let rows = vec![vec![0.1], vec![0.2]];
        Drawn { name: String::new(), keys: vec!["a".into()], rows, numbers, missing: Vec::new(), unused: Vec::new() }
    }

    #[test]
    fn regress_a_row_keeps_the_number_of_its_draw() {
        let addresses = |drawn: Drawn| (0..5).map(|draw| drawn.number(draw)).collect::<Vec<_>>();
        assert_eq!(addresses(drawn(None)), [0, 1, 2, 3, 4]);
        assert_eq!(addresses(drawn(Some(vec![0, 1]))), [0, 1, 2, 3, 4]);
        assert_eq!(addresses(drawn(Some(vec![7, 3]))), [7, 3, 8, 9, 10]);
        assert_eq!(drawn(Some(vec![7, 3])).value("a", 3), Some(0.2));
    }
}
