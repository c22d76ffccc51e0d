//! Uncertain numbers that rise and fall together (model page §5).
//!
//! Takes their keys and rank correlations, gives what independent numbers become that are to move so.

use crate::base::matrix::root;
use std::f64::consts::PI;

/// Numbers joined by a Gaussian copula: each keeps its own distribution.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Correlated {
    keys: Vec<String>,
    /// Correlations of the normal numbers beneath them, row by row.
    matrix: Vec<Vec<f64>>,
    root: Vec<Vec<f64>>,
}

impl Correlated {
    /// Joins these numbers by a rank correlation, each with each; those that were joined before by the new one. Says
    /// whether numbers can be correlated so; if not, nothing was changed.
    pub(crate) fn join(&mut self, keys: &[String], rank: f64) -> bool {
        let mut joined = self.clone();
        let places: Vec<usize> = keys.iter().map(|key| joined.place(key)).collect();
        // Of normal numbers with this correlation, the ranks have the correlation that was asked for.
        let normal = 2.0 * libm::sin(rank * PI / 6.0);
        for (index, &one) in places.iter().enumerate() {
            for &other in &places[..index] {
                joined.matrix[one.max(other)][one.min(other)] = normal;
            }
        }
        let found = root(&joined.matrix);
        if let Some(root) = &found {
            *self = Self { root: root.clone(), ..joined };
        }
        found.is_some()
    }

    /// The place of a number among those joined.
    fn place(&mut self, key: &str) -> usize {
        let known = self.keys.iter().position(|known| known == key);
        known.unwrap_or_else(|| {
            let place = self.keys.len();
            self.keys.push(key.to_owned());
            self.matrix.push((0..=place).map(|column| if column == place { 1.0 } else { 0.0 }).collect());
            place
        })
    }

    /// Whether no numbers are joined.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Keys of the numbers that are joined to others.
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Whether two numbers are joined, directly or through others.
    pub(crate) fn together(&self, one: &str, other: &str) -> bool {
        let place = |key: &str| self.keys.iter().position(|known| known == key);
        let (Some(from), Some(to)) = (place(one), place(other)) else { return false };
        let mut reached = vec![from];
        let mut next = 0;
        while let Some(&at) = reached.get(next) {
            let tied = |&place: &usize| self.matrix[at.max(place)][at.min(place)] != 0.0;
            let new: Vec<usize> = (0..self.keys.len()).filter(tied).filter(|place| !reached.contains(place)).collect();
            reached.extend(new);
            next += 1;
        }
        reached.contains(&to)
    }

    /// The numbers that are joined, directly or through others, block by block: their keys, and the root of the correlations
    /// of the normal numbers beneath them. Numbers of different blocks are independent.
    pub(crate) fn blocks(&self) -> Vec<(Vec<&str>, Vec<Vec<f64>>)> {
        let mut blocks = Vec::new();
        for (first, key) in self.keys.iter().enumerate() {
            let tied = |place: &usize| self.together(key, &self.keys[*place]);
            let places: Vec<usize> = (0..self.keys.len()).filter(tied).collect();
            if places.len() > 1 && places[0] == first {
                let row = |at: usize| places[..=at].iter().map(|&column| self.root[places[at]][column]).collect();
                blocks.push((
                    places.iter().map(|&place| self.keys[place].as_str()).collect(),
                    (0..places.len()).map(row).collect(),
                ));
            }
        }
        blocks
    }

    /// The standard normal number of one that is joined to others, made of independent ones, each of which `normal` gives
    /// by its key; `None` if it is not joined.
    pub(crate) fn normal(&self, key: &str, normal: impl Fn(&str) -> f64) -> Option<f64> {
        let place = self.keys.iter().position(|known| known == key)?;
        Some(self.root[place].iter().zip(&self.keys).map(|(share, key)| share * normal(key)).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_joined_pair_by_pair_unless_none_can_be_correlated_so() {
        let keys = |keys: &str| keys.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let mut joined = Correlated::default();
        assert!(joined.join(&keys("a b"), 0.6) && joined.join(&keys("b c"), 0.6) && joined.join(&keys("d e"), -0.5));
        assert!(joined.together("a", "c") && joined.together("e", "d") && !joined.together("a", "d"));
        let blocks = joined.blocks();
        assert_eq!([&blocks[0].0[..], &blocks[1].0], [&["a", "b", "c"][..], &["d", "e"]]);
        assert!((blocks[1].1[1][0] + 2.0 * (PI * 0.5 / 6.0).sin()).abs() < 1e-15);
        let before = joined.clone();
        assert!(!joined.join(&keys("a c"), -0.9));
        assert_eq!(joined, before);
        // 2 sin(π/12) of the first number and the rest of the second's own.
        let correlation = 2.0 * (PI * 0.5 / 6.0).sin();
        let (one, other) = (0.3, -1.1);
        let found = joined.normal("e", |key| if key == "d" { one } else { other }).expect("joined");
        let expected = -correlation * one + (1.0 - correlation * correlation).sqrt() * other;
        assert!((found - expected).abs() < 1e-15, "{found} {expected}");
        assert_eq!(joined.normal("f", |_| 0.0), None);
    }
}
