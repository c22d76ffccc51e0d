//! The typical history of a chapter: the path whose metrics lie nearest to the chapter's centre.
//!
//! Takes the certified draws of a run, a branch and a chapter, gives the address of a path.
//!
//! 1. The centre: of each path metric the median over the chapter's paths in the branch (the lower one of two in the
//!    middle), every path with the same weight. A first time that fewer than half of them reach is absent in the centre.
//! 2. The distance of a path: each metric's gap to the centre in standard deviations over the same paths, squared and
//!    summed; the root of that. A first time that is absent on one side only counts as one standard deviation; a metric
//!    that is the same on all paths does not count.
//! 3. The path with the least distance; of equals the one of the lowest draw, and in it of the lowest path.
//!
//! Why not the mean: it may be a history that no path comes near, where a chapter holds two kinds.

use crate::forecast::Draw;
use crate::forecast::path::PathOutcome;
use crate::forecast::replay::PathAddress;
use crate::scenario::{Metric, Scenario};
use crate::stats::Sorted;
use crate::stats::mean::moments;
use serde::{Deserialize, Serialize};

/// How a typical path was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Typical {
    /// Paths of the branch that the chapter names.
    pub among: usize,
    /// Distance from the chapter's centre, standard deviations.
    pub distance: f64,
}

/// The typical path of a chapter in a branch (indices into the scenario's chapters and
/// [`BranchCase::all`](crate::forecast::branching::BranchCase::all)), and how it was chosen; `None` if the chapter names no
/// path of the branch. `draws` are those of a run or of its replay.
pub fn typical(scenario: &Scenario, draws: &[Draw], branch: usize, chapter: usize) -> Option<(PathAddress, Typical)> {
    let metrics = Metric::all(scenario.offers.len());
    let paths: Vec<(usize, usize, Vec<Option<f64>>)> = draws
        .iter()
        .filter_map(|draw| Some((draw.index, &draw.branches.as_ref()?[branch].paths)))
        .flat_map(|(draw, records)| records.iter().enumerate().map(move |(path, record)| (draw, path, record)))
        .filter(|(_, _, record)| record.chapter == chapter)
        .map(|(draw, path, record)| (draw, path, values(record, &metrics)))
        .collect();
    let centres: Vec<Centre> =
        (0..metrics.len()).map(|index| Centre::new(paths.iter().map(|(_, _, values)| values[index]))).collect();
    let distances = paths.iter().map(|(draw, path, values)| {
        let squares = centres.iter().zip(values).map(|(centre, value)| centre.gap(*value).powi(2));
        (*draw, *path, squares.sum::<f64>().sqrt())
    });
    // The first of equals is kept, and the paths come by draw and path.
    let (draw, path, distance) = distances.reduce(|best, next| if next.2 < best.2 { next } else { best })?;
    Some((PathAddress { branch, draw, path }, Typical { among: paths.len(), distance }))
}

fn values(record: &PathOutcome, metrics: &[Metric]) -> Vec<Option<f64>> {
    metrics.iter().map(|&metric| record.metric(metric)).collect()
}

/// The middle of a metric over a chapter's paths, and how far they spread.
struct Centre {
    median: Option<f64>,
    deviation: f64,
}

impl Centre {
    fn new(values: impl Iterator<Item = Option<f64>>) -> Self {
        let (mut present, mut all): (Vec<f64>, usize) = (Vec::new(), 0);
        for value in values {
            all += 1;
            present.extend(value);
        }
        present.sort_unstable_by(f64::total_cmp);
        let deviation = if present.is_empty() { 0.0 } else { moments(&present).1 };
        let most = 2 * present.len() >= all;
        Self { median: Sorted::new(present).quantile(0.5).filter(|_| most), deviation }
    }

    /// Standard deviations between a path and the centre.
    fn gap(&self, value: Option<f64>) -> f64 {
        match (value, self.median) {
            (Some(_), Some(_)) if self.deviation <= 0.0 => 0.0,
            (Some(value), Some(median)) => (value - median) / self.deviation,
            (None, None) => 0.0,
            _ => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_the_centre_is_the_lower_median_in_standard_deviations() {
        // 1, 2, 3, 6: mean 3, variance (4 + 1 + 0 + 9) / 4 = 3.5, lower median 2.
        let centre = Centre::new([3.0, 1.0, 6.0, 2.0].into_iter().map(Some));
        assert_eq!(centre.median, Some(2.0));
        assert!((centre.gap(Some(6.0)) - 4.0 / 3.5_f64.sqrt()).abs() < 1e-12);
        assert_eq!((centre.gap(Some(2.0)), centre.gap(None)), (0.0, 1.0));
    }

    #[test]
    fn limit_a_first_time_that_most_do_not_reach_is_absent_in_the_centre() {
        let centre = Centre::new([Some(4.0), None, None].into_iter());
        assert_eq!((centre.median, centre.gap(None), centre.gap(Some(4.0))), (None, 0.0, 1.0));
        let same = Centre::new([Some(4.0), Some(4.0), None].into_iter());
        assert_eq!((same.gap(Some(4.0)), same.gap(None)), (0.0, 1.0));
        assert_eq!(Centre::new([None].into_iter()).gap(None), 0.0);
    }
}
