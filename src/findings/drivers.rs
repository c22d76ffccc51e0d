//! What drives the headline: which uncertain numbers move how often the main event happens (model page §5).
//!
//! Takes the certified draws, gives for each uncertain number its rank correlation with the draws' share of the main
//! event, and that share in the quarter of the draws in which the number is least and in that in which it is
//! greatest. Numbers are drawn independently of each other, so that a plain rank correlation needs no adjustment for
//! the others; they only add noise to it. Numbers from a file of draws may rise and fall together: what one of them does
//! cannot be told from what the others do, and they are reported as one.

use super::Estimate;
use super::headline::Headline;
use super::sample::Columns;
use crate::forecast::kept::Draws;
use crate::scenario::{Scenario, Uncertain};
use crate::stats::mean::of_values;
use crate::stats::rank::Correlation;
use serde::{Deserialize, Serialize};

/// Fewest certified draws of which quarters are formed.
pub(crate) const FEWEST: usize = 8;
/// Size of the rank correlation from which on two numbers of a file of draws count as moving together. At 0.8 the ranks of
/// one explain two thirds of the other's.
pub(crate) const TOGETHER: f64 = 0.8;

/// Which uncertain numbers move the headline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drivers {
    /// The main event, or the most frequent kind of history where no event is named.
    pub what: String,
    /// The block that its share is of: `all`, or the only branch.
    pub block: String,
    /// Certified draws, of which all of this is.
    pub draws: usize,
    /// Paths of each draw and branch.
    pub paths: usize,
    /// Uncertain numbers, those that tell most first.
    pub list: Vec<Driver>,
}

/// One uncertain number, or several whose effects cannot be told apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Driver {
    /// Its key; of several the one that tells most.
    pub key: String,
    /// Numbers that move together with it in the draws, directly or through each other; all that follows is theirs as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<With>,
    /// Rank correlation with the share of the headline; absent if either does not vary.
    pub correlation: Option<Correlation>,
    /// The quarter of the draws in which it is least.
    pub lowest: Quarter,
    /// The quarter of the draws in which it is greatest.
    pub highest: Quarter,
}

/// A number that moves together with another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct With {
    /// Its key.
    pub key: String,
    /// Rank correlation with the other in the draws.
    pub correlation: f64,
}

/// A quarter of the draws.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quarter {
    /// The value of the number at its inner edge.
    pub edge: f64,
    /// Draws in it.
    pub draws: usize,
    /// Share of the headline.
    pub share: Estimate,
}

impl Drivers {
    /// What drives the headline of a run; `None` if nothing is uncertain or fewer than `FEWEST` draws are certified.
    pub fn new(scenario: &Scenario, draws: &Draws) -> Option<Self> {
        let sample = Columns::new(scenario, draws);
        if sample.certain || sample.count_draws() < FEWEST {
            return None;
        }
        let headline = Headline::new(&sample)?;
        let parameters: Vec<&[f64]> = draws.certified().map(|draw| draw.parameters.as_slice()).collect();
        let list = ranked(scenario, &parameters, &headline.by_draw);
        Some(Self {
            draws: headline.by_draw.len(),
            paths: sample.paths(),
            what: headline.name,
            block: headline.block.name,
            list,
        })
    }

    /// Whether the headline has the same share in every draw, so that there is nothing to rank.
    pub(crate) fn is_flat(&self) -> bool {
        self.list.iter().all(|driver| driver.correlation.is_none())
    }

    /// How many entries of the list have an interval that leaves out 0.
    pub(crate) fn telling(&self) -> usize {
        self.list.iter().filter(|driver| driver.correlation.is_some_and(|found| found.tells())).count()
    }
}

/// What each uncertain number does to an outcome, given with the numbers draw by draw; those that tell most first.
pub(crate) fn ranked(scenario: &Scenario, parameters: &[&[f64]], outcome: &[f64]) -> Vec<Driver> {
    let number = |(index, number): (usize, Uncertain)| Number {
        filed: scenario.drawn.as_ref().is_some_and(|drawn| drawn.value(&number.key, 0).is_some()),
        key: number.key,
        values: parameters.iter().map(|parameters| parameters[index]).collect(),
    };
    let numbers: Vec<Number> = scenario.uncertain().into_iter().enumerate().map(number).collect();
    let driver = |Number { key, values, .. }: &Number| {
        driver(key.clone(), values, outcome, |order| quarter(values, outcome, order))
    };
    let strength = |driver: &Driver| driver.correlation.map_or(-1.0, |found| found.value.abs());
    let strongest = |mut list: Vec<Driver>| {
        list.sort_by(|one, two| strength(two).total_cmp(&strength(one)));
        list
    };
    let joint = |group: Vec<usize>| joined(strongest(group.iter().map(|&at| driver(&numbers[at])).collect()), &numbers);
    let together = |one: &Number, other: &Number| scenario.correlated.together(&one.key, &other.key);
    strongest(groups(&numbers, together).into_iter().filter_map(joint).collect())
}

/// An uncertain number in the draws that count.
struct Number {
    key: String,
    values: Vec<f64>,
    /// Whether a file of draws holds it.
    filed: bool,
}

fn rank_correlation(one: &Number, two: &Number) -> f64 {
    Correlation::of(&one.values, &two.values).map_or(0.0, |found| found.value)
}

/// Numbers that move together, by their places: those that the scenario says are `together`, and those of a file that are
/// linked by a rank correlation of [`TOGETHER`] or more, directly or through others. A number that moves with no other is a
/// group of its own.
fn groups(numbers: &[Number], together: impl Fn(&Number, &Number) -> bool) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (index, number) in numbers.iter().enumerate() {
        let linked = |other: &usize| {
            let other = &numbers[*other];
            let filed = number.filed && other.filed;
            if filed { rank_correlation(number, other).abs() >= TOGETHER } else { together(number, other) }
        };
        let (near, far): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| group.iter().any(linked));
        groups = far;
        groups.push(near.into_iter().flatten().chain([index]).collect());
    }
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort_unstable();
    groups
}

/// The drivers of a group, the strongest first, as one; `None` if there are none.
fn joined(group: Vec<Driver>, numbers: &[Number]) -> Option<Driver> {
    let find = |key: &str| numbers.iter().find(|number| number.key == key);
    let mut group = group.into_iter();
    let first = group.next()?;
    let with = |other: Driver| {
        let correlation = rank_correlation(find(&first.key)?, find(&other.key)?);
        Some(With { key: other.key, correlation })
    };
    let with = group.filter_map(with).collect();
    Some(Driver { with, ..first })
}

fn driver(key: String, values: &[f64], outcome: &[f64], quarter: impl Fn(&[usize]) -> Quarter) -> Driver {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&one, &two| values[one].total_cmp(&values[two]));
    let size = order.len() / 4;
    let lowest = quarter(&order[..size]);
    order.reverse();
    Driver {
        key,
        with: Vec::new(),
        correlation: Correlation::of(values, outcome),
        lowest,
        highest: quarter(&order[..size]),
    }
}

/// What is found in these draws, given from the outermost to the innermost.
fn quarter(values: &[f64], outcome: &[f64], draws: &[usize]) -> Quarter {
    let share = of_values(draws.iter().map(|&draw| outcome[draw]));
    Quarter {
        edge: draws.last().map_or(0.0, |&draw| values[draw]),
        draws: draws.len(),
        share: share.unwrap_or(Estimate { value: 0.0, standard_error: None }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_are_the_outer_draws() {
        let seen = std::cell::RefCell::new(Vec::new());
        let blank = Estimate { value: 0.0, standard_error: None };
        let quarter = |draws: &[usize]| {
            seen.borrow_mut().push(draws.to_vec());
            Quarter { edge: 0.0, draws: draws.len(), share: blank }
        };
        driver("k".into(), &[5.0, 1.0, 8.0, 3.0, 7.0, 2.0, 6.0, 4.0], &[0.0; 8], quarter);
        assert_eq!(*seen.borrow(), [vec![1, 5], vec![2, 4]]);
    }

    #[test]
    fn regress_numbers_of_a_file_that_rise_together_are_one_and_others_are_left_apart() {
        let number = |key: &str, values: [f64; 6], filed| Number { key: key.into(), values: values.to_vec(), filed };
        let numbers = [
            number("a", [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], true),
            number("b", [3.0, 1.0, 4.0, 2.0, 6.0, 5.0], true), // rank correlation with a: 1 − 6 · 16 / 210 = 0.54
            number("c", [6.0, 5.0, 4.0, 3.0, 1.0, 2.0], true), // −0.94 with a
            number("d", [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], false), // drawn by itself: like a by chance
        ];
        let stated = |_: &Number, _: &Number| false;
        assert_eq!(groups(&numbers, stated), [vec![0, 2], vec![1], vec![3]]);
        let stated = |one: &Number, other: &Number| one.key == "d" && other.key == "b";
        assert_eq!(groups(&numbers, stated), [vec![0, 2], vec![1, 3]]);
        let alone = |number: &Number| {
            let blank = Estimate { value: 0.0, standard_error: None };
            let quarter = |draws: &[usize]| Quarter { edge: 0.0, draws: draws.len(), share: blank };
            driver(number.key.clone(), &number.values, &numbers[1].values, quarter)
        };
        let found = joined(vec![alone(&numbers[2]), alone(&numbers[0])], &numbers).expect("two drivers");
        assert_eq!((found.key.as_str(), found.with[0].key.as_str()), ("c", "a"));
        assert!((found.with[0].correlation + 33.0 / 35.0).abs() < 1e-12, "{:?}", found.with);
    }
}
