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

use crate::base::parallel;
use crate::base::scratch::ScratchError;
use crate::forecast::branching::BranchCase;
use crate::forecast::kept::{Block, Draws};
use crate::forecast::replay::PathAddress;
use crate::scenario::{Metric, Scenario};
use crate::stats::column::Ordered;
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
///
/// # Errors
/// If what was kept of them cannot be read back.
pub fn typical(
    scenario: &Scenario,
    draws: &Draws,
    branch: usize,
    chapter: usize,
) -> Result<Option<(PathAddress, Typical)>, ScratchError> {
    let branches = BranchCase::all(scenario).len();
    let metrics: Vec<usize> = (0..Metric::all(scenario.offers.len()).len()).collect();
    let own = |block: Block| own(block, branches, branch, chapter);
    let centres = parallel::map(&metrics, |&metric| {
        let (mut values, mut all) = (draws.column(), 0);
        for block in draws.blocks() {
            let rows = block.metric(metric)?;
            for (_, row, path) in own(block)? {
                all += 1;
                rows[row][path].map_or(Ok(()), |value| values.push(value, 0))?;
            }
        }
        Centre::new(&values.ordered()?, all)
    });
    let centres = centres.into_iter().collect::<Result<Vec<_>, _>>()?;
    let (mut among, mut best) = (0, None::<(usize, usize, f64)>);
    for block in draws.blocks() {
        let of_block = own(block)?;
        let mut squares = vec![0.0; of_block.len()];
        among += of_block.len();
        for (metric, centre) in metrics.iter().zip(&centres) {
            let rows = block.metric(*metric)?;
            for (square, (_, row, path)) in squares.iter_mut().zip(&of_block) {
                *square += centre.gap(rows[*row][*path]).powi(2);
            }
        }
        for (square, (draw, _, path)) in squares.into_iter().zip(of_block) {
            let distance = f64::sqrt(square);
            // The first of equals is kept, and the paths come by draw and path.
            if best.is_none_or(|(_, _, least)| distance < least) {
                best = Some((draw, path, distance));
            }
        }
    }
    Ok(best.map(|(draw, path, distance)| (PathAddress { branch, draw, path }, Typical { among, distance })))
}

/// The paths of a block that a chapter names in a branch: the number of the draw, the place of its row in the block, and the
/// number of the path.
fn own(
    block: Block,
    branches: usize,
    branch: usize,
    chapter: usize,
) -> Result<Vec<(usize, usize, usize)>, ScratchError> {
    let chapters = block.chapters()?;
    let certified = block.facts().iter().filter(|draw| draw.certified()).enumerate();
    let rows = certified.map(|(place, draw)| (draw.index, place * branches + branch));
    let of_row = |(draw, row): (usize, usize)| {
        let paths = chapters[row].iter().enumerate().filter(move |(_, named)| **named == chapter);
        paths.map(move |(path, _)| (draw, row, path)).collect::<Vec<_>>()
    };
    Ok(rows.flat_map(of_row).collect())
}

/// The middle of a metric over a chapter's paths, and how far they spread.
struct Centre {
    median: Option<f64>,
    deviation: f64,
}

impl Centre {
    /// Of the values of so many paths, those that have none left out.
    fn new(values: &Ordered, all: usize) -> Result<Self, ScratchError> {
        let (mut present, mut sum, mut square) = (0_usize, 0.0, 0.0);
        values.each(|value, _| {
            present += 1;
            sum += value;
        })?;
        let mean = sum / present as f64;
        values.each(|value, _| square += (value - mean) * (value - mean))?;
        let deviation = if present == 0 { 0.0 } else { f64::sqrt(square / present as f64) };
        let middle = values.quantiles(1, |_, _| 1.0, &[0.5])?;
        let median = middle.into_iter().flatten().flatten().next();
        Ok(Self { median: median.filter(|_| 2 * present >= all), deviation })
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
    use crate::stats::column::{Column, RUN};

    fn centre(values: &[Option<f64>]) -> Centre {
        let mut column = Column::new(RUN);
        values.iter().flatten().for_each(|value| column.push(*value, 0).expect("room"));
        Centre::new(&column.ordered().expect("room"), values.len()).expect("what was kept")
    }

    #[test]
    fn limit_the_centre_is_the_lower_median_in_standard_deviations() {
        // 1, 2, 3, 6: mean 3, variance (4 + 1 + 0 + 9) / 4 = 3.5, lower median 2.
        let centre = centre(&[3.0, 1.0, 6.0, 2.0].map(Some));
        assert_eq!(centre.median, Some(2.0));
        assert!((centre.gap(Some(6.0)) - 4.0 / 3.5_f64.sqrt()).abs() < 1e-12);
        assert_eq!((centre.gap(Some(2.0)), centre.gap(None)), (0.0, 1.0));
    }

    #[test]
    fn limit_a_first_time_that_most_do_not_reach_is_absent_in_the_centre() {
        let centre = centre(&[Some(4.0), None, None]);
        assert_eq!((centre.median, centre.gap(None), centre.gap(Some(4.0))), (None, 0.0, 1.0));
        let same = self::centre(&[Some(4.0), Some(4.0), None]);
        assert_eq!((same.gap(Some(4.0)), same.gap(None)), (0.0, 1.0));
        assert_eq!(self::centre(&[None]).gap(None), 0.0);
    }
}
